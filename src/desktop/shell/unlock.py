"""Unlocking: who one is and the passphrase, or the recovery paper. Never freezes: the key is worked out aside."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.basics.errors import Problem, Severity, Told
from desktop.basics.language import Message, _, msg
from desktop.shell.caps import CapsWatch
from desktop.widgets import buttons, card, icons, labels, theme
from desktop.widgets.choices import Choice
from desktop.widgets.fields import PassphraseField, TextField
from desktop.widgets.mark import Mark
from desktop.widgets.meter import Meter
from desktop.widgets.notice import Notice, NoticeBar
from desktop.widgets.task import Task


@dataclass(frozen=True, slots=True)
class UnlockDoors:
    """What unlocking needs. ``unlock(account, passphrase)`` and ``recover(code, new passphrase)`` take their time
    away from the window and give what ``app`` goes on with."""

    accounts: Callable[[], Sequence[tuple[str, str]]]
    unlock: Callable[[str, str], object]
    recover: Callable[[str, str], object]
    judge: Callable[[str], tuple[int, Message]]
    unit: str = ""
    version: str = ""
    kept_at: datetime | None = None
    last_account: str | None = None
    other_folder: Callable[[], object] | None = None
    restore: Callable[[], object] | None = None
    """The register can't be opened: bring a backup back."""
    check_paper: Callable[[], object] | None = None
    """Check a signed file, for which nothing has to be unlocked."""


class UnlockPage(QWidget):
    """The page. ``opened`` hands over what the door gave."""

    opened = Signal(object)

    def __init__(
        self, doors: UnlockDoors, crashed: Callable[[BaseException], object], parent: QWidget | None = None
    ):
        super().__init__(parent)
        self.setProperty("kind", "page")
        self._doors = doors
        self.task = Task(None, self._told, crashed, self)
        content = QWidget()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(card.scrolled(content))
        outer = QVBoxLayout(content)
        outer.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), theme.px(12))
        outer.setSpacing(theme.px(8))
        outer.addStretch(3)
        self._cards = QStackedWidget()
        self._cards.setFixedWidth(min(theme.px(400), 520))
        self._first = self._unlock_card()
        self._second = self._recovery_card()
        self._cards.addWidget(self._first)
        self._cards.addWidget(self._second)
        outer.addWidget(self._cards, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addWidget(self._promise(), 0, Qt.AlignmentFlag.AlignHCenter)
        self.notices = NoticeBar(self)
        self.notices.setFixedWidth(min(theme.px(520), 640))
        outer.addWidget(self.notices, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(4)
        foot = _("Ctrl+L locks it again at any time")
        if doors.version:
            foot += "  ·  " + _("Version {version}", version=doors.version)
        outer.addLayout(self._foot(foot))
        self._show_card(self._first)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """The cursor waits in the passphrase."""
        super().showEvent(event)
        self.passphrase.take_focus()

    def close_down(self) -> None:
        """Forget what was typed, take no more results."""
        self.passphrase.clear()
        for field in (self.code, self.new, self.again):
            field.line.clear()
        self.task.close()

    def _unlock_card(self) -> QFrame:
        made = card.Card()
        made.column.setContentsMargins(theme.px(35), theme.px(22), theme.px(35), theme.px(18))
        made.column.setSpacing(theme.px(4))
        self._heading(made, self._doors.unit)
        accounts = list(self._doors.accounts())
        self.account: Choice[str] = Choice("account", _("User"), accounts, reserve=False)
        ids = [id_ for id_, _label in accounts]
        last = self._doors.last_account
        self.account.set_value(last if last in ids else ids[0] if ids else None)
        made.column.addWidget(self.account)
        made.column.addSpacing(theme.px(4))
        self.passphrase = PassphraseField("passphrase", _("Passphrase"))
        watch = CapsWatch(self.passphrase.line)
        watch.told.connect(self._caps_told)
        self.passphrase.on_enter = self._unlock
        made.column.addWidget(self.passphrase)
        self.open_button = buttons.button(_("Open the register"), self._unlock, "big")
        made.column.addWidget(self.open_button)
        made.column.addSpacing(theme.px(4))
        forgot = buttons.link(_("Forgotten? Open with the recovery paper"), self._to_recovery)
        made.column.addWidget(forgot, 0, Qt.AlignmentFlag.AlignHCenter)
        ways = QHBoxLayout()
        ways.addStretch(1)
        for words, door in (
            (_("Bring a backup back"), self._doors.restore),
            (_("Open another folder"), self._doors.other_folder),
        ):
            if door is not None:
                ways.addWidget(buttons.button(words, door, "ghost"))
        ways.addStretch(1)
        made.column.addLayout(ways)
        return made

    def _recovery_card(self) -> QFrame:
        made = card.Card()
        made.column.setContentsMargins(theme.px(35), theme.px(18), theme.px(35), theme.px(16))
        made.column.setSpacing(theme.px(2))
        made.column.addWidget(labels.paragraph(_("Open with the recovery paper"), "section"))
        why = _("Type the seven groups of the paper, then a new passphrase. The paper stays valid.")
        made.column.addWidget(labels.paragraph(why, "second", "ink2"))
        made.column.addSpacing(theme.px(6))
        self.code = TextField(
            "code", _("Code of the paper"), placeholder="XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX"
        )
        self.new = PassphraseField(
            "passphrase", _("New passphrase – best a sentence easy to remember"), reserve=False
        )
        self.meter = Meter()
        self.again = PassphraseField("again", _("Type the passphrase again"))
        self.new.line.textChanged.connect(lambda _text: self._judge())
        self.again.on_enter = self._recover
        for made_field in (self.code, self.new, self.meter, self.again):
            made.column.addWidget(made_field)
        self.recover_button = buttons.button(_("Open and set the passphrase"), self._recover, "big")
        made.column.addWidget(self.recover_button)
        back = buttons.link(_("Back to the passphrase"), lambda: self._show_card(self._first))
        made.column.addWidget(back, 0, Qt.AlignmentFlag.AlignHCenter)
        self._judge()
        return made

    def _heading(self, made: card.Card, unit: str) -> None:
        made.column.addWidget(Mark(52), 0, Qt.AlignmentFlag.AlignHCenter)
        made.column.addSpacing(theme.px(6))
        for words, role, ink in ((_("Cell Register"), "title", "ink"), (unit, "body", "ink2")):
            made.column.addWidget(labels.label(words, role, ink), 0, Qt.AlignmentFlag.AlignHCenter)
        made.column.addSpacing(theme.px(8))

    def _promise(self) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(icons.label("shield", "leaf", 17))
        at = self._doors.kept_at
        kept = _("What was being typed at {time} is kept.", time=at.time()) + " " if at is not None else ""
        row.addWidget(
            labels.label(
                kept + _("The register lies on this computer only, without a network."), "second", "ink2"
            )
        )
        return made

    def _foot(self, words: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(16))
        row.addStretch(1)
        row.addWidget(labels.label(words, "hint", "muted"))
        if self._doors.check_paper is not None:
            row.addWidget(buttons.button(_("Check a signed file"), self._doors.check_paper, "ghost"))
        row.addStretch(1)
        return row

    def _show_card(self, shown: QWidget) -> None:
        self._cards.setCurrentWidget(shown)
        self._cards.setFixedHeight(shown.sizeHint().height())
        (self.passphrase if shown is self._first else self.code).take_focus()

    def _to_recovery(self) -> None:
        self._show_card(self._second)

    def _caps_told(self, on: bool) -> None:
        shown = self.passphrase.shown_problem
        if shown is None or shown.severity is Severity.WARNING:
            warning = Problem("KEY-01", Severity.WARNING, "passphrase", msg("Caps Lock is on"))
            self.passphrase.problem(warning if on else None)

    def _judge(self) -> None:
        self.meter.show_grade(*self._doors.judge(self.new.text()))

    def _unlock(self) -> None:
        account, passphrase = self.account.value(), self.passphrase.text()
        if account is None or not passphrase:
            self.passphrase.problem(_problem(msg("Type the passphrase.")))
            self.passphrase.take_focus()
            return
        self._busy(True)
        self.task.aside(
            self, self._doors.unlock, account, passphrase, then=self._let_in, failed=self._refused
        )

    def _recover(self) -> None:
        self.code.problem(None)
        self.again.problem(None)
        grade, sentence = self._doors.judge(self.new.text())
        if grade < 2:
            self.again.problem(_problem(sentence))
            self.new.take_focus()
            return
        if self.new.text() != self.again.text():
            self.again.problem(_problem(msg("Not the same as the line above.")))
            self.again.take_focus()
            return
        self._busy(True)
        code = self.code.text()
        self.task.aside(
            self, self._doors.recover, code, self.new.text(), then=self._let_in, failed=self._code_refused
        )

    def _let_in(self, opened: object) -> None:
        self._busy(False)
        self.passphrase.clear()
        self.opened.emit(opened)

    def _refused(self, told: Told) -> None:
        self._busy(False)
        if told.code.startswith("KEY-01"):
            self.passphrase.problem(_problem(told.message))
            self.passphrase.line.selectAll()
            self.passphrase.take_focus()
        else:
            self._told(self, told)

    def _code_refused(self, told: Told) -> None:
        self._busy(False)
        if told.code.startswith("KEY-"):
            self.code.problem(_problem(told.message))
            self.code.take_focus()
        else:
            self._told(self, told)

    def _told(self, _screen: object, told: Told) -> None:
        self.notices.show_notice(Notice.refusal(told))

    def _busy(self, busy: bool) -> None:
        self.open_button.say(_("Opening…") if busy else _("Open the register"))
        for made in (self.open_button, self.recover_button, self.account, self.passphrase.line):
            made.setEnabled(not busy)
        if busy:
            self.passphrase.problem(None)


def _problem(sentence: Message) -> Problem:
    return Problem("KEY-01", Severity.ERROR, "passphrase", sentence)
