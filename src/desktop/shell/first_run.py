"""First run: five steps, each one thing. One may stop anywhere; what is made by then is kept."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.basics.errors import Told
from desktop.basics.language import _
from desktop.shell.first_run_doors import FirstRunDoors, Next
from desktop.shell.first_run_rest import BackupStep, MembersStep, PaperStep
from desktop.shell.first_run_step import Step
from desktop.shell.first_run_steps import UnitStep, UserStep
from desktop.widgets import buttons, card, icons, labels, theme
from desktop.widgets.mark import Mark
from desktop.widgets.notice import Notice, NoticeBar
from desktop.widgets.task import Task

__all__ = ["FirstRunDoors", "FirstRunPage", "Next"]


@dataclass(frozen=True, slots=True)
class _Line:
    title: str
    detail: str


class StepMark(QWidget):
    """A step at the left: its number in a ring, a tick when done (not when put off), red when one is there."""

    def __init__(self, number: int, line: _Line, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number, self._done, self._here = number, False, False
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(42), 0, 0, 0)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._title = labels.Elided(line.title, "body")
        self._detail = labels.Elided(line.detail, "hint", "muted")
        words.addWidget(self._title)
        words.addWidget(self._detail)
        row.addLayout(words, 1)
        self.setFixedHeight(theme.px(40))
        self.setAccessibleName(line.title)

    def show_state(self, here: bool, done: bool, detail: str | None = None) -> None:
        """Where one is."""
        self._here, self._done = here, done
        theme.role(self._title, "strong" if here else "body", "red" if here else "ink")
        if detail is not None:
            self._detail.setText(detail)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme.px(28)
        ring = QRectF(1.5, (self.height() - side) / 2, side, side)
        token = "leaf" if self._done else "red" if self._here else "edge"
        painter.setPen(QPen(theme.colour(token), 2 if self._here else 1.2))
        painter.setBrush(theme.colour("leaf" if self._done else "card"))
        painter.drawEllipse(ring)
        if self._done:
            inner = theme.px(15)
            corner = ring.center() - QPointF(inner / 2, inner / 2)
            icons.paint(painter, "check", "card", QRectF(corner.x(), corner.y(), inner, inner))
        else:
            painter.setPen(theme.colour("red" if self._here else "ink2"))
            painter.setFont(theme.font("head"))
            painter.drawText(ring, Qt.AlignmentFlag.AlignCenter, str(self._number))
        painter.end()


class FirstRunPage(QWidget):
    """The page. ``finished`` hands over with what the desk begins (``Next``)."""

    finished = Signal(object)

    def __init__(self, doors: FirstRunDoors, crashed: Callable[[BaseException], object]) -> None:
        super().__init__()
        self.setProperty("kind", "page")
        self.doors = doors
        self.task = Task(None, self._told, crashed, self)
        unit = UnitStep(doors)
        user = UserStep(doors)
        paper = PaperStep(doors, self.task)
        self.steps: list[Step] = [unit, user, paper, BackupStep(doors, self.task), MembersStep()]
        self._founded = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._side())
        outer = QVBoxLayout()
        outer.setContentsMargins(theme.px(28), theme.px(16), theme.px(28), theme.px(16))
        outer.addWidget(self._right(), 1)
        row.addLayout(outer, 1)
        for step in self.steps:
            step.changed.connect(self._refresh)
            step.notices = self.notices
        for keys in ("Ctrl+Return", "Ctrl+Enter"):  # not the button's own: new words would take it away
            QShortcut(QKeySequence(keys), self).activated.connect(self.next_button.click)
        self._number = 0
        self._show(0)

    @property
    def number(self) -> int:
        """The step one is at, from 0."""
        return self._number

    def close_down(self) -> None:
        """Forget the passphrase, take no more results."""
        for step in self.steps:
            step.forget()
        self.task.close()

    def forward(self) -> None:
        """Go on: from the second step on the register exists."""
        step = self.steps[self._number]
        if not step.ready():
            step.show_problems()
            return
        if self._number == 1 and not self._founded:
            self._make()
        elif self._number == len(self.steps) - 1:
            assert isinstance(step, MembersStep)
            self.finished.emit(step.chosen)
        elif isinstance(step, PaperStep):
            self.task.aside(self, self.doors.confirmed, then=lambda _x: self._show(self._number + 1))
        else:
            self._show(self._number + 1)

    def back(self) -> None:
        """One step back; not behind the making of the register."""
        if self._number > (2 if self._founded else 0):
            self._show(self._number - 1)

    def _side(self) -> QFrame:
        made = QFrame()
        made.setProperty("kind", "sidebar")
        made.setFixedWidth(min(theme.px(252), 300))
        column = QVBoxLayout(made)
        column.setContentsMargins(theme.px(20), theme.px(20), theme.px(12), theme.px(16))
        column.setSpacing(theme.px(10))
        head = QHBoxLayout()
        head.setSpacing(theme.px(10))
        head.addWidget(Mark(34))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(labels.label(_("Cell Register"), "card"))
        words.addWidget(labels.label(_("First use"), "hint", "muted"))
        head.addLayout(words, 1)
        column.addLayout(head)
        column.addSpacing(theme.px(18))
        self._marks = [StepMark(number, line) for number, line in enumerate(_lines(), 1)]
        for mark in self._marks:
            column.addWidget(mark)
        column.addStretch(1)
        stop = _("Stop wherever you like. Next time it opens at this place.")
        note = labels.paragraph(stop, "hint", "muted")
        note.setVisible(theme.scale() < 1.3)  # with large text the steps need the room
        column.addWidget(note)
        return made

    def _right(self) -> card.Card:
        made = card.Card()
        made.column.setContentsMargins(theme.px(30), theme.px(20), theme.px(30), theme.px(14))
        made.column.setSpacing(theme.px(4))
        self._title = labels.Elided("", "title")
        self._why = labels.paragraph("", "body", "ink2")
        made.column.addWidget(self._title)
        made.column.addWidget(self._why)
        made.column.addSpacing(theme.px(6))
        self._stack = QStackedWidget()
        for step in self.steps:
            self._stack.addWidget(card.scrolled(step))
        made.column.addWidget(self._stack, 1)
        self.notices = NoticeBar(made)
        made.column.addWidget(self.notices)
        made.column.addWidget(card.rule())
        made.column.addSpacing(theme.px(4))
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(10))
        self.back_button = buttons.button(_("Go back"), self.back)
        foot.addWidget(self.back_button)
        foot.addStretch(1)
        foot.addWidget(labels.label("Ctrl+Enter", "hint", "muted"))
        self.next_button = buttons.primary(_("Go on"), self.forward)
        foot.addWidget(self.next_button)
        made.column.addLayout(foot)
        return made

    def _make(self) -> None:
        unit, user = self.steps[0], self.steps[1]
        assert isinstance(unit, UnitStep)
        assert isinstance(user, UserStep)
        self._wait(True)
        self.task.aside(
            self, self.doors.found, unit.value(), user.value(), then=self._made, failed=self._not_made
        )

    def _made(self, groups: object) -> None:
        self._wait(False)
        self._founded = True
        paper = self.steps[2]
        assert isinstance(paper, PaperStep)
        assert isinstance(groups, tuple | list)
        paper.show_groups(tuple(str(group) for group in groups))
        self.steps[1].forget()
        self._show(2)

    def _not_made(self, told: Told) -> None:
        self._wait(False)
        self._told(self, told)

    def _told(self, _screen: object, told: Told) -> None:
        self._wait(False)
        self.notices.show_notice(Notice.refusal(told))

    def _wait(self, waiting: bool) -> None:
        self.next_button.setEnabled(not waiting)
        self.back_button.setEnabled(not waiting)
        self.next_button.say(_("Working…") if waiting else _("Go on"))

    def _show(self, number: int) -> None:
        self._number = number
        step = self.steps[number]
        self._title.setText(step.title())
        self._why.setText(step.why())
        self._stack.setCurrentIndex(number)
        self.notices.clear()
        for place, mark in enumerate(self._marks):
            said = self.steps[place].summary() if place < number else None
            done = place < number and self.steps[place].done()
            mark.show_state(place == number, done, said or None)
        self._refresh()
        step.begin()

    def _refresh(self) -> None:
        last = self._number == len(self.steps) - 1
        self.back_button.setVisible(self._number > (2 if self._founded else 0))
        self.next_button.say(_("Begin") if last else _("Go on"))
        self.next_button.setEnabled(self.steps[self._number].may_go_on())


def _lines() -> tuple[_Line, ...]:
    return (
        _Line(_("Your organisation"), _("about a minute")),
        _Line(_("User, passphrase"), _("about 2 minutes")),
        _Line(_("Recovery paper"), _("print it, put it in the safe")),
        _Line(_("Place for backups"), _("USB stick or a second disk")),
        _Line(_("List of members"), _("from Excel or by hand")),
    )
