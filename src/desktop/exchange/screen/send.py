"""The page "Send and receive": to the superior by stick, and the receipt back. Before that it teaches enrolment.

``open("join")`` shows the enrolment, also to a register that is enrolled.
"""

from typing import Final

from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from desktop.basics.changes import Changes
from desktop.basics.language import _
from desktop.exchange.receive import Answers
from desktop.exchange.screen.joining import JoinView
from desktop.exchange.screen.send_before import Before, ReceiptDialog, answer_cards
from desktop.exchange.screen.send_flow import SendFlow
from desktop.exchange.standing import Standing, standing
from desktop.widgets import card, theme
from desktop.widgets.notice import Notice
from desktop.widgets.page import Page
from desktop.widgets.place import Place

JOIN: Final = "join"
CHANGED: Final = Changes(frozenset({("exchange", "")}))
"""What is announced when something was sent, received or joined: no record changes by it, but what one sees does."""
NARROW: Final = 760
_SIDE: Final = 268
_WIDEST: Final = 16_777_215  # Qt's own "no limit"


class SendPage(Page):
    """Everything between this register and its superior."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.searchable = False
        self.standing: Standing | None = None
        self._joins = False
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(theme.MARGIN), theme.px(14), theme.px(theme.MARGIN), theme.px(14))
        column.setSpacing(theme.px(12))
        self._told = QVBoxLayout()
        self._told.setSpacing(theme.px(8))
        column.addLayout(self._told)
        self.sending = QWidget()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self.sending)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(14))
        self.flow = SendFlow(place)
        self.flow.started.connect(lambda: card.clear(self._told))
        self.flow.sent.connect(self._announce)
        self.flow.failed.connect(self._ask)
        self.before = Before(place)
        self.before.receipt_asked.connect(self.ask_receipt)
        self.before.anew_asked.connect(self._join_anew)
        self._row.addWidget(self.flow, 1)
        self._row.addWidget(self.before)
        column.addWidget(self.sending, 1)
        self.joining = JoinView(place)
        self.joining.joined.connect(self._joined)
        self.joining.left.connect(self._leave_joining)
        column.addWidget(self.joining, 1)
        self.sending.hide()
        self.joining.hide()
        self.head(_("Send and receive"))
        place.task.changed.connect(self._changed)

    # -- what the window asks --------------------------------------------------------

    def open(self, id: str | None) -> None:
        """How does it stand now?"""
        self._joins = id == JOIN
        self._ask(focus=True)

    def here(self) -> str | None:
        """Where enrolment was open."""
        return JOIN if self._joins else None

    def finish(self) -> None:
        """Ctrl+Enter: the page's red button."""
        if self.joining.isVisible():
            self.joining.finish()
        elif self.sending.isVisible():
            self.flow.finish()

    def fit(self, width: int, height: int) -> None:
        """What was sent before stands below when there is no room beside."""
        narrow = width < theme.px(NARROW)
        ways = QBoxLayout.Direction
        self._row.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)
        self.before.setMinimumWidth(0 if narrow else theme.px(_SIDE))
        self.before.setMaximumWidth(_WIDEST if narrow else theme.px(_SIDE))

    def help_topic(self) -> str:
        """The help on sending."""
        return "send"

    # -- how it stands -------------------------------------------------------------------

    def _ask(self, focus: bool = False) -> None:
        self.place.task.read(self, standing, then=lambda found: self._show(found, focus))

    def _show(self, found: Standing, focus: bool) -> None:
        self.standing = found
        joins = self._joins or not found.enrolled
        if joins:
            self.head(_("Enrol with the superior") if self._joins else _("Send and receive"), found.superior)
            self.joining.show_standing(found, anew=self._joins)
        else:
            self.head(_("Send to the superior"), found.superior)
            self.flow.show_standing(found)
            self.before.show_sendings(found.sendings)
        self.sending.setVisible(not joins)
        self.joining.setVisible(joins)
        self.updateGeometry()
        if focus:
            (self.joining if joins else self.flow).take_focus()

    def _changed(self, changes: Changes) -> None:
        if changes and self.isVisible() and not self.flow.running:
            self._ask()

    def _announce(self) -> None:
        self.place.task.announce(CHANGED)

    # -- the receipt ------------------------------------------------------------------------

    def ask_receipt(self) -> None:
        """From which stick is the receipt to be read?"""
        if not self.flow.running:
            card.clear(self._told)
            asked = ReceiptDialog(self, self.place)
            asked.read.connect(self._was_read)
            asked.open()

    def _was_read(self, answers: Answers) -> None:
        for made in answer_cards(answers):
            self._told.addWidget(made)
        self._announce()

    # -- enrolment ---------------------------------------------------------------------------

    def _join_anew(self) -> None:
        self._joins = True
        card.clear(self._told)
        self._ask(focus=True)

    def _leave_joining(self) -> None:
        self._joins = False
        self._ask(focus=True)

    def _joined(self, superior: str) -> None:
        self._joins = False
        self.place.notify(Notice.done(_("From now on this register reports to {name}.", name=superior)))
        self._announce()
        self._ask(focus=True)
