"""Words of the page of units: states, reasons of a revocation, and the dialog that asks for one."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.basics.language import _
from desktop.exchange.units import REASONS, Reason, UnitState
from desktop.widgets import labels
from desktop.widgets.chips import Chip
from desktop.widgets.choices import Choice
from desktop.widgets.dialogs import Dialog


def state_chip(state: UnitState) -> Chip:
    """Whether a certificate counts."""
    return {
        UnitState.OK: Chip(_("In use"), "plain", "check"),
        UnitState.EXPIRED: Chip(_("Certificate expired"), "gold", "clock"),
        UnitState.REVOKED: Chip(_("Revoked"), "red", "cross"),
    }[state]


def reason_words(why: Reason) -> str:
    """Why a certificate doesn't count any more."""
    return {
        Reason.KEY_COMPROMISE: _("lost, stolen or seen by others"),
        Reason.CHANGED: _("the person has another post"),
        Reason.REPLACED: _("replaced by a new one"),
        Reason.ENDED: _("not needed any more"),
    }[why]


class RevokeDialog(Dialog):
    """Says what revoking does, asks for the reason, and only then revokes."""

    def __init__(
        self, parent: QWidget, title: str, effects: tuple[str, ...], then: Callable[[Reason], object]
    ) -> None:
        super().__init__(parent, title, 520)
        self._then = then
        for effect in effects:
            self.column.addWidget(labels.paragraph(effect, "body", "ink2"))
        reasons = [(why, reason_words(why)) for why in REASONS]
        self.reason: Choice[Reason] = Choice("why", _("Why?"), reasons)
        self.reason.changed.connect(self._chosen)
        self.column.addWidget(self.reason)
        self.column.addStretch(1)
        self.no = self.add_button(_("Leave it as it is"), self.reject)
        self.yes = self.add_button(_("Revoke"), self._agree, "primary")
        self._chosen()

    def showEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        """The reason is the first thing to say."""
        super().showEvent(event)  # type: ignore[arg-type]  # Qt hands over its own event
        self.reason.take_focus()

    def _chosen(self) -> None:
        self.yes.setEnabled(self.reason.value() is not None)

    def _agree(self) -> None:
        why = self.reason.value()
        if why is not None:
            self.accept()
            self._then(why)
