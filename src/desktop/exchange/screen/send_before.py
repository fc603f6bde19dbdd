"""What was sent before, and the superior's receipt that comes back on the stick."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.basics.errors import Told
from desktop.basics.language import _, plural, say
from desktop.bundles.receipt import Verdict
from desktop.exchange.ledger import Sending
from desktop.exchange.receive import Answers, receive_from, sentence, troubles
from desktop.exchange.screen.sticks import Sticks
from desktop.widgets import buttons, card, labels, theme
from desktop.widgets.card import Card
from desktop.widgets.chips import ChipLabel, State, chip_of
from desktop.widgets.dialogs import Dialog
from desktop.widgets.notice import Notice, NoticeCard, Tone
from desktop.widgets.place import Place

if TYPE_CHECKING:
    from desktop.storage.register import Register


def state_of(sending: Sending) -> State:
    """How far a bundle is. "Received" stands on a receipt alone."""
    if sending.received is not None:
        return State.RECEIVED
    return State.SENT if sending.carried is not None else State.TO_SEND


class Before(Card):
    """The right column. ``receipt_asked``: a receipt is to be read; ``anew_asked``: to be enrolled anew."""

    receipt_asked = Signal()
    anew_asked = Signal()

    def __init__(self, place: Place) -> None:
        super().__init__()
        self._place = place
        self.column.addWidget(labels.label(_("Sent before"), "card"))
        self.column.addWidget(card.rule())
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, theme.px(4), 0)
        self._list.setSpacing(theme.px(8))
        self.column.addWidget(card.scrolled(inside), 1)
        self.column.addWidget(card.rule())
        self.column.addWidget(
            labels.paragraph(
                _("“Received” only shows after the superior’s receipt has come back and was read here."),
                "hint",
                "muted",
            )
        )
        self.receipt_button = buttons.button(_("Read the receipt"), self.receipt_asked.emit, icon="inbox")
        self.column.addWidget(self.receipt_button)
        self.anew_button = buttons.link(_("Enrol anew with the superior…"), self.anew_asked.emit)
        self.anew_button.setToolTip(
            _("When the superior has a new computer, or this register reports to another one.")
        )
        self.column.addWidget(self.anew_button)
        self.receipt_button.setVisible(place.user.may("write"))
        self.anew_button.setVisible(place.user.may("users"))

    def show_sendings(self, found: tuple[Sending, ...]) -> None:
        """Show these, the newest first."""
        card.clear(self._list)
        for one in found:
            self._list.addWidget(_Line(one))
        if not found:
            self._list.addWidget(labels.paragraph(_("Nothing was sent yet."), "second", "muted"))
        self._list.addStretch(1)


class _Line(QWidget):
    def __init__(self, sending: Sending) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(2))
        head = QHBoxLayout()
        head.setSpacing(theme.px(6))
        name = labels.Elided(_("Bundle {n}", n=str(sending.number)), "strong")
        name.setToolTip(sending.name)
        head.addWidget(name, 1)
        head.addWidget(ChipLabel(chip_of(state_of(sending))))
        column.addLayout(head)
        column.addWidget(labels.Elided(_line(sending), "hint", "ink2", letters=12))


def _line(sending: Sending) -> str:
    many = plural("{n} change", "{n} changes", sending.changes)
    changes = many if sending.changes else _("only papers")
    made = sending.carried or sending.made
    if sending.received is not None:
        end = _("received {day}", day=_short(sending.received))
    elif sending.carried is not None:
        end = _("waits for the receipt")
    else:
        end = _("not on a stick yet")
    return _("{day}, {changes} · {end}", day=_short(made), changes=changes, end=end)


def _short(moment: datetime) -> str:
    return f"{moment.day:02d}/{moment.month:02d}"


class ReceiptDialog(Dialog):
    """From which stick; ``read`` hands over what was found there."""

    read = Signal(object)

    def __init__(self, parent: QWidget, place: Place) -> None:
        super().__init__(parent, _("Read the receipt from the stick"), 560)
        self._place = place
        words = _("Put in the stick that came back from the superior.")
        self.column.addWidget(labels.paragraph(words, "body", "ink2"))
        self.sticks = Sticks(place, reads=True)
        self.sticks.setMinimumHeight(theme.px(112))
        self.sticks.chosen.connect(lambda _root: self._ready())
        self.sticks.lost.connect(self._ready)
        self.column.addWidget(self.sticks)
        self.column.addStretch(1)
        self.add_button(_("Cancel"), self.reject)
        self.read_button = self.add_button(_("Read the receipt"), self._start, "primary")
        self._ready()
        self.sticks.take_focus()

    def _ready(self) -> None:
        fit = self.sticks.root is not None
        self.read_button.setEnabled(fit)
        if fit:
            self.read_button.setFocus()

    def _start(self) -> None:
        root = self.sticks.root
        if root is not None:
            self.read_button.setEnabled(False)
            self._place.task.carry(self, _receive, root, then=self._was_read, failed=self._failed)

    def _was_read(self, answers: Answers) -> None:
        self.read.emit(answers)
        self.accept()

    def _failed(self, told: Told) -> None:
        self._ready()
        self.notify(Notice.refusal(told))


def answer_cards(answers: Answers) -> list[NoticeCard]:
    """What was found, in cards: what the newest receipt means, what troubles the superior, what is refused."""
    made: list[NoticeCard] = []
    newest = answers.newest
    if newest is not None:
        agrees = newest.verdict is Verdict.AGREES and not newest.missing
        tone = Tone.DONE if agrees or newest.verdict is Verdict.OLD else Tone.REMINDER
        icon = "check-double" if agrees else None
        detail = " ".join(say(one) for one in troubles(newest))
        made.append(NoticeCard(Notice(tone, say(sentence(newest)), detail, icon=icon)))
    made += [NoticeCard(Notice.refusal(told)) for _name, told in answers.refused]
    if not made:
        words = _("No receipt for this register lies there.")
        why = _("The superior writes it after taking the files in. Is it the right stick?")
        made.append(NoticeCard(Notice.reminder(words, why)))
    return made


def _receive(register: "Register", root: Path) -> Answers:
    return receive_from(register, root)
