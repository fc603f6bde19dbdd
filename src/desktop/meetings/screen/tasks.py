"""The list of open tasks: who does what by when, marked by one letter, and taken back by "Undo"."""

from collections.abc import Callable
from datetime import date
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.basics.language import _, format_date
from desktop.meetings.actions.tasks import set_task_state
from desktop.meetings.queries.duties import OpenTask, open_tasks
from desktop.meetings.rules.words import TASK_NAMES, TaskState
from desktop.meetings.screen.book_table import short_name
from desktop.widgets import buttons, labels, theme
from desktop.widgets.card import Card, Strip
from desktop.widgets.chips import Chip
from desktop.widgets.empty import Empty
from desktop.widgets.notice import Notice
from desktop.widgets.place import Place
from desktop.widgets.table import Column, Shape, Table

ROW: Final = 46
LETTERS: Final = {
    TaskState.DONE: "X",
    TaskState.CARRIED_OVER: "C",
    TaskState.CANCELLED: "K",
    TaskState.OPEN: "L",
}
_KEYS: Final = {letter: state for state, letter in LETTERS.items()}
_CHIPS: Final = {TaskState.OPEN: ("slate", "dot"), TaskState.CARRIED_OVER: ("gold", "arrow-up")}


def late_days(task: OpenTask, today: date) -> int:
    """For how many days a task is overdue; 0 if it isn't, or has no day."""
    return max((today - task.due_on).days, 0) if task.due_on else 0


class TaskTable(Table[OpenTask]):
    """One row for each task. Letters mark the task under the cursor."""

    marked = Signal(object)  # the state

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """X done, C carried over, K dropped, L to do again; arrows move, Enter opens the minutes."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        state = _KEYS.get(event.text().upper()) if plain else None
        if state is not None and self.current() is not None:
            self.marked.emit(state)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:  # noqa: N802 - Qt's name
        """Letters mark tasks here."""


class TasksView(QWidget):
    """The open tasks of all cells, the most overdue first; the strip says and does the same as the letters."""

    book_asked = Signal()
    meeting_asked = Signal(str)
    read_anew = Signal()
    """Other tasks are shown: the heading is to be made anew."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self._wanted: str | None = None
        self._writes = place.user.may("write")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(theme.MARGIN), theme.px(10), theme.px(theme.MARGIN), theme.px(12))
        column.setSpacing(theme.px(9))
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(10))
        back = buttons.button(_("To the book of meetings"), self.book_asked.emit, icon="table")
        bar.addWidget(back)
        bar.addWidget(
            labels.Elided(_("Mark a task with one letter; Enter opens the minutes."), "second", "ink2"), 1
        )
        column.addLayout(bar)
        made = Card(tight=True)
        made.column.setSpacing(0)
        made.column.setContentsMargins(1, 1, 1, 1)
        self.table = self._table()
        made.column.addWidget(self.table, 1)
        self._foot = self._strip()
        made.column.addWidget(self._foot)
        column.addWidget(made, 1)
        self._explain()

    def read(self, wanted: str | None = None) -> None:
        """Read the tasks; ``wanted`` puts the cursor on one."""
        self._wanted = wanted or self._wanted
        self.place.task.read(self, open_tasks, then=self.show_tasks)

    def show_tasks(self, tasks: tuple[OpenTask, ...]) -> None:
        """Show these. Where a task has gone, the cursor stays at its place."""
        place = self.table.currentIndex().row()
        before = self.table.current()
        self.table.show_rows(tasks)
        wanted, self._wanted = self._wanted or (before.id if before else ""), None
        if not self.table.choose(wanted) and tasks:
            self.table.choose(self.table.rows[min(max(place, 0), len(tasks) - 1)].id)
        self._foot.setVisible(bool(tasks))
        self._explain()
        self.read_anew.emit()

    def late(self) -> int:
        """How many are overdue."""
        return sum(bool(late_days(task, self.place.today)) for task in self.table.rows)

    def take_focus(self) -> None:
        """To the list, or to the button that teaches."""
        empty = self.empty.button
        (self.table if self.table.rows or empty is None else empty).setFocus(Qt.FocusReason.TabFocusReason)

    def mark(self, state: TaskState) -> None:
        """Write down how far the task under the cursor has come."""
        task = self.table.current()
        if task is None or not self._writes or task.state is state:
            return
        self.place.task.run(
            self, set_task_state, task.id, state, then=lambda _none: self._marked(task, state)
        )

    # -- making -------------------------------------------------------------

    def _table(self) -> TaskTable:
        today = self.place.today
        columns: list[Column[OpenTask]] = [
            Column(_("Task"), lambda one: one.content, Shape.NAME, second=_assigned),
            Column(_("Who does it"), lambda one: one.owner, width=132),
            Column(_("Cell"), lambda one: short_name(one.organisation_name), width=132),
            Column(
                _("Due"),
                lambda one: _due(one, today),
                width=166,
                sort=lambda one: str(one.due_on or date.max),
                ink=lambda one: "red" if late_days(one, today) else None,
                icon=lambda one: "warning" if late_days(one, today) else None,
                second=lambda one: _day(one, today),
            ),
            Column(_("State"), lambda _one: "", Shape.CHIP, 152, chip=_chip),
        ]
        self.empty = Empty(
            "check",
            _("No task is open"),
            _("Tasks come from the minutes: who does what by when. They stay here until they are done."),
            _("To the book of meetings"),
            self.book_asked.emit,
        )
        table = TaskTable(columns, lambda one: one.id, _("Open tasks"), ROW, self.empty)
        table.chosen.connect(lambda _row: self._explain())
        table.opened.connect(lambda row: self.meeting_asked.emit(row.meeting_id))
        table.marked.connect(self.mark)
        return table

    def _strip(self) -> QWidget:
        strip = Strip()
        self._what = labels.Elided("", "strong")
        strip.row.addWidget(self._what, 1)
        self._answers: dict[TaskState, buttons.Button] = {}
        for state, letter in LETTERS.items():
            made = buttons.button(f"{letter}  {_(TASK_NAMES[state])}", lambda state=state: self.mark(state))  # type: ignore[misc]  # bound now
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            made.setAccessibleName(_(TASK_NAMES[state]))
            self._answers[state] = made
            strip.row.addWidget(made)
        return strip

    def _explain(self) -> None:
        task = self.table.current()
        self._what.setText(task.content if task else "")
        for state, made in self._answers.items():
            made.setEnabled(task is not None and task.state is not state)
            # Undone is only what was put off: one button less in a narrow window.
            made.setVisible(
                self._writes
                and (state is not TaskState.OPEN or (task is not None and task.state is not state))
                and (state is not TaskState.CARRIED_OVER or task is None or task.state is not state)
            )

    # -- marking ------------------------------------------------------------

    def _marked(self, task: OpenTask, state: TaskState) -> None:
        self.read()
        undo: Callable[[], object] = lambda: self.place.task.run(  # noqa: E731 - given to a link
            self, set_task_state, task.id, task.state, task.result, then=lambda _none: self._undone(task)
        )
        said = f"{task.content} – {task.owner}" if task.owner else task.content
        self.place.notify(Notice.done(_marked_words(state), said, _("Undo"), undo))

    def _undone(self, task: OpenTask) -> None:
        self.read(task.id)
        self.take_focus()


def _marked_words(state: TaskState) -> str:
    return {
        TaskState.DONE: _("The task is done."),
        TaskState.CARRIED_OVER: _("The task is carried over."),
        TaskState.CANCELLED: _("The task was dropped."),
        TaskState.OPEN: _("The task is to be done again."),
    }[state]


def _assigned(task: OpenTask) -> str:
    return _("meeting of {day}", day=format_date(task.held_on)) if task.held_on else ""


def _due(task: OpenTask, today: date) -> str:
    if task.due_on is None:
        return _("no day")
    late = late_days(task, today)
    return _("{n} days overdue", n=late) if late else format_date(task.due_on)


def _day(task: OpenTask, today: date) -> str:
    if task.due_on is None:
        return ""
    left = (task.due_on - today).days
    if left < 0:
        return format_date(task.due_on)
    return _("Today") if left == 0 else _("Tomorrow") if left == 1 else _("In {n} days", n=left)


def _chip(task: OpenTask) -> Chip:
    tone, icon = _CHIPS.get(task.state, ("slate", "dot"))
    return Chip(_(TASK_NAMES[task.state]), tone, icon)
