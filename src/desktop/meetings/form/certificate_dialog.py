"""Two people sign the minutes with their certificates: the minutes taker first, then the chair, now or later."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.basics.errors import Told
from desktop.basics.language import _, format_moment, say
from desktop.meetings.form.key_choice import KeyChoice
from desktop.meetings.signing.certificates import Hand
from desktop.meetings.signing.turns import Signed, Turn, sign_turn, start_anew, turn_of
from desktop.widgets import buttons, card, labels, theme
from desktop.widgets.chips import Chip, ChipLabel
from desktop.widgets.dialogs import Dialog
from desktop.widgets.notice import Notice
from desktop.widgets.place import Place


class CertificateDialog(Dialog):
    """Asks the one whose turn it is for key and passphrase, and signs."""

    first_signed = Signal()
    """The minutes taker has signed, or the signature was let go; the meeting is still open."""
    closed_by_both = Signal(object, str)
    """Both have signed: what closing gave, and that the key isn't kept, if that was asked for."""

    def __init__(self, parent: QWidget, place: Place, turn: Turn) -> None:
        super().__init__(parent, _("Sign with certificates"), 600)
        self._place = place
        self.turn = turn
        self._busy = False
        self.column.setSpacing(theme.px(6))
        self._people = {hand: _PersonLine(turn, hand) for hand in Hand}
        for line in self._people.values():
            self.column.addWidget(line)
        self.column.addWidget(card.rule())
        self._asked = labels.label("", "strong")
        self.column.addWidget(self._asked)
        self.keys = KeyChoice(place)
        self.keys.entered.connect(self.sign)
        self.column.addWidget(self.keys)
        self.column.addStretch(1)
        self.anew = buttons.link(_("Start anew with the first signature"), self._start_anew)
        self.column.addWidget(self.anew, 0, Qt.AlignmentFlag.AlignLeft)
        self.later = self.add_button(_("Leave it as it is"), self.reject)
        self.yes = self.add_button(_("Sign"), self.sign, "primary")
        self._show_turn(turn)
        if turn.void:
            self.notify(
                Notice.reminder(
                    _("The minutes were changed after the first signature."),
                    _("That signature counts no longer, so both sign anew. {code}", code="MTG-41"),
                )
            )

    def sign(self) -> None:
        """Sign for whose turn it is. A passphrase or PIN is tried once and never again by itself."""
        way = self.keys.way()
        if self._busy or not self.keys.complete() or way is None:
            return
        self.notices.clear()
        self._set_busy(True)
        secret = self.keys.secret.text()
        self._place.task.carry(
            self, sign_turn, self.turn, way, secret, then=self._signed, failed=self._refused
        )

    def reject(self) -> None:
        """Leave; what was signed so far is kept. Not while a signature is being made."""
        if not self._busy:
            self.keys.secret.clear()
            super().reject()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """High enough for a notice and for what a token asks: nothing is to move while one types."""
        return QSize(super().sizeHint().width(), theme.LARGEST_DIALOG_HEIGHT - 30)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Ctrl+Enter signs from anywhere."""
        if (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.sign()
        else:
            super().keyPressEvent(event)

    def _show_turn(self, turn: Turn) -> None:
        self.turn = turn
        for line in self._people.values():
            line.show_turn(turn)
        second = turn.hand is Hand.CHAIR
        self._asked.setText(_("{name} signs now", name=turn.person(turn.hand).name))
        self.later.say(_("The chair signs later") if second else _("Leave it as it is"))
        self.anew.setVisible(second)
        self.keys.offer(turn)
        self.keys.take_focus()

    def _signed(self, signed: Signed) -> None:
        self.keys.secret.clear()
        lost = _not_kept(signed.not_kept) if signed.not_kept is not None else ""
        if signed.closed is not None:
            self._busy = False
            self.accept()
            self.closed_by_both.emit(signed.closed, lost)
            return
        self.first_signed.emit()
        words = _("{name} has signed.", name=self.turn.minutes_taker.name)
        kept = _("The signature is kept: the chair may sign now or later.")
        self.notify(Notice.reminder(words, f"{kept} {lost}") if lost else Notice.done(words, kept))
        self._read_turn()

    def _read_turn(self) -> None:
        self._place.task.carry(
            self, turn_of, self.turn.meeting_id, then=self._turn_read, failed=self._refused
        )

    def _turn_read(self, turn: Turn) -> None:
        self._set_busy(False)
        self._show_turn(turn)

    def _refused(self, told: Told) -> None:
        self._set_busy(False)
        if not self.keys.refused(told):
            self.notify(Notice.refusal(told))
            self.keys.take_focus()
        if told.code == "MTG-41":
            self._set_busy(True)
            self._read_turn()

    def _start_anew(self) -> None:
        def then(_none: object) -> None:
            self.first_signed.emit()
            self._read_turn()

        self._set_busy(True)
        self._place.task.run(self, start_anew, self.turn.meeting_id, then=then, failed=self._refused)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.yes.say(_("Signing…") if busy else _("Sign"))
        for one in (self.keys, self.yes, self.later, self.anew):
            one.setEnabled(not busy)


def _not_kept(told: Told) -> str:
    return _("The key wasn't kept in the register: {why} Code {code}", why=say(told.message), code=told.code)


class _PersonLine(QWidget):
    """Number, name, what he is here, and whether he has signed."""

    def __init__(self, turn: Turn, hand: Hand) -> None:
        super().__init__()
        self._hand = hand
        person = turn.person(hand)
        role = _("Wrote the minutes") if hand is Hand.MINUTES_TAKER else _("Chaired the meeting")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(12))
        number = labels.label("1" if hand is Hand.MINUTES_TAKER else "2", "strong", "muted")
        number.setFixedWidth(theme.px(12))
        row.addWidget(number)
        row.addWidget(labels.Elided(person.name, "strong"))
        post = f"{role} · {person.post}" if person.post else role
        row.addWidget(labels.Elided(post, "second", "ink2"), 1)
        self.chip = ChipLabel(parent=self)
        row.addWidget(self.chip)

    def show_turn(self, turn: Turn) -> None:
        """Signed, to sign now, or waiting for the other."""
        if turn.first_at is not None and self._hand is Hand.MINUTES_TAKER:
            words = _("Signed {moment}", moment=format_moment(turn.first_at.astimezone()))
            self.chip.show_chip(Chip(words, "leaf", "signature"))
        elif turn.hand is self._hand:
            self.chip.show_chip(Chip(_("Signs now"), "gold", "pen"))
        else:
            self.chip.show_chip(Chip(_("Signs next"), "slate", "clock"))
