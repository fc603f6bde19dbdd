"""The page of meetings: the book, one meeting being typed, a finished one's paper, or the tasks.

``open(None)`` shows the book, ``open(id)`` a meeting, ``open("<cell>/2026-11")`` the meeting of a cell's month,
started if it isn't there; ``open("tasks")`` the open tasks, ``open("tasks:<task>")`` one of them.
"""

from collections.abc import Callable
from datetime import date
from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.basics.changes import Changes
from desktop.basics.errors import Told
from desktop.basics.language import Month, _, plural
from desktop.meetings.actions.drafting import (
    Kept,
    drop_meeting_draft,
    keep_meeting_draft,
    start_meeting,
)
from desktop.meetings.actions.finishing import (
    Finished,
    NotFinished,
    finish_meeting,
    miss_meeting,
    postpone_meeting,
    put_back_meeting,
)
from desktop.meetings.form.bench import Bench
from desktop.meetings.form.meeting import MeetingForm, Stack
from desktop.meetings.form.signing_dialog import ReasonDialog
from desktop.meetings.queries.book import Book, BookRow, Square
from desktop.meetings.queries.opening import Opened, open_meeting
from desktop.meetings.rules.draft import MeetingDraft
from desktop.meetings.rules.words import HELD_STATES, MEETING, OCCASIONS, PROGRESS
from desktop.meetings.screen.book import BookView
from desktop.meetings.screen.finished import FinishedView
from desktop.meetings.screen.tasks import TasksView
from desktop.meetings.screen.ways import head_way, read_book
from desktop.widgets import buttons
from desktop.widgets.chips import State, chip_of
from desktop.widgets.dialogs import confirm
from desktop.widgets.notice import Notice
from desktop.widgets.page import Page
from desktop.widgets.place import Place

CHANGED_BY: Final = (MEETING, "organisation", "member")
TASKS: Final = "tasks"


class MeetingsPage(Page):
    """Everything about meetings."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.form: MeetingForm | None = None
        self._wanted: str | None = None
        self._tasks_new = False  # shown, not yet read: the focus goes there then
        self._writes = place.user.may("write")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._stack = Stack()
        column.addWidget(self._stack)
        self.book = BookView(place.today.year)
        self.book.asked.connect(self._read_book)
        self.book.open_asked.connect(self._open_square)
        self.book.postpone_asked.connect(self._ask_postpone)
        self.book.miss_asked.connect(self._ask_miss)
        self._stack.addWidget(self.book)
        self.done = FinishedView(place)
        self.done.book_asked.connect(self._show_book)
        self.done.typing_asked.connect(self._open_kept)
        self.done.reread.connect(self._opened)
        self.done.removed.connect(self._removed)
        self._stack.addWidget(self.done)
        self.done.tasks_asked.connect(self._show_tasks)
        self.tasks = TasksView(place)
        self.tasks.book_asked.connect(self._show_book)
        self.tasks.meeting_asked.connect(self._open_task_meeting)
        self.tasks.read_anew.connect(self._head_tasks)
        self._stack.addWidget(self.tasks)
        self._tasks_button = buttons.button(_("Open tasks"), self._show_tasks, icon="clock")
        place.task.changed.connect(self._register_changed)

    # -- what the window asks ------------------------------------------------

    def open(self, id: str | None) -> None:
        """Show the book, a meeting, or start one."""
        self._wanted = id
        if id is None:
            self._show_book()
        elif id.partition(":")[0] == TASKS:
            self._show_tasks(id.partition(":")[2])
        elif "/" in id:
            cell, _slash, month = id.partition("/")
            self._start(cell, int(month[:4]), int(month[5:7]))
        elif self.form is not None and self.form.bench.draft.id == id:
            self._show(self.form)
            self._head_form(self.form)
        else:
            self.place.task.read(self, open_meeting, id, then=self._opened)

    def here(self) -> str | None:
        """The meeting that is typed or looked at."""
        if self._typing and self.form is not None:
            return self.form.bench.draft.id
        if self._stack.currentWidget() is self.tasks:
            task = self.tasks.table.current()
            return f"{TASKS}:{task.id}" if task is not None else TASKS
        looked_at = self.done.opened if self._stack.currentWidget() is self.done else None
        return looked_at.draft.id if looked_at is not None else None

    def leaving(self) -> None:
        """Keep what isn't kept yet."""
        if self.form is not None:
            self.form.bench.hurry()

    def new(self) -> None:
        """The minutes of the square under the cursor."""
        if self._stack.currentWidget() is self.book:
            found = self.book.current()
            if found is not None:
                self._open_square(*found)

    def finish(self) -> None:
        """Finish what is typed, or sign what is finished."""
        if self._typing and self.form is not None:
            self.form.tidy()
            self._finish(self.form)
        elif self._stack.currentWidget() is self.done:
            self.done.ask_names()

    def preview(self) -> None:
        """To the paper."""
        if self._typing and self.form is not None:
            self.form.preview()

    def edit(self) -> None:
        """F2: type again into a finished meeting."""
        if self._stack.currentWidget() is self.done:
            self.done.edit()

    def as_before(self) -> None:
        """The field as it was last time."""
        if self._typing and self.form is not None:
            self.form.as_before()

    def search(self) -> None:
        """To a name in the roll-call."""
        if self._typing and self.form is not None:
            self.form.search()

    def help_topic(self) -> str:
        """The help on meetings."""
        return "meetings"

    # -- the book -------------------------------------------------------------

    def _show_book(self) -> None:
        self.leaving()
        self._show(self.book)
        self.searchable = True
        self.head_buttons = (self._tasks_button,)
        self.head_chip(None)
        self.kept("")
        self.head(_("Book of meetings"))
        self._read_book()

    def _read_book(self) -> None:
        read_book(self, self.place, self.book, self._book_read)

    def _book_read(self, found: Book) -> None:
        first = self.book.table.entries.book is None
        self.book.show_book(found, self.place.today.month if first else None)
        if self._stack.currentWidget() is self.book:
            self.head(_("Book of meetings"), _("{n} cells × 12 months", n=len(found.rows)))
            self.book.table.setFocus()

    def _open_square(self, row: BookRow, square: Square) -> None:
        if square.meeting_id is not None and (square.held or square.drafted):
            self.place.task.read(self, open_meeting, square.meeting_id, then=self._opened)
        else:
            self._start(row.cell_id, self.book.year, square.month)

    def _start(self, cell: str, year: int, month: int) -> None:
        if not self._writes:
            return
        self.place.task.run(self, start_meeting, cell, year, month, self.book.kind, then=self._open_kept)

    def _open_kept(self, kept: Kept) -> None:
        self.place.task.read(self, open_meeting, kept.meeting_id, then=self._opened)

    def _ask_postpone(self, row: BookRow, square: Square) -> None:
        def then(why: str, day: date | None) -> None:
            args = (row.cell_id, self.book.year, square.month, day, why)
            self.place.task.run(self, postpone_meeting, *args, then=lambda _id: self._read_book())

        title = _("Postpone the meeting of {month}", month=Month(self.book.year, square.month))
        ReasonDialog(self, self.place, title, row.name, _("Postpone"), then, _("New day")).open()

    def _ask_miss(self, row: BookRow, square: Square) -> None:
        def then(why: str, _day: date | None) -> None:
            args = (row.cell_id, self.book.year, square.month, why)
            self.place.task.run(self, miss_meeting, *args, then=lambda _id: self._read_book())

        title = _("No meeting in {month}", month=Month(self.book.year, square.month))
        ReasonDialog(self, self.place, title, row.name, _("Enter it"), then).open()

    # -- the tasks ------------------------------------------------------------

    def _show_tasks(self, task_id: str = "") -> None:
        self.leaving()
        self._show(self.tasks)
        self.searchable = True
        self.head_buttons = ()
        self.head_chip(None)
        self.kept("")
        self.head(_("Open tasks"))
        self._tasks_new = True
        self.tasks.read(task_id or None)

    def _head_tasks(self) -> None:
        if self._stack.currentWidget() is self.tasks:
            n, late = len(self.tasks.table.rows), self.tasks.late()
            said = plural("{n} task", "{n} tasks", n)
            late_words = plural("{n} overdue", "{n} overdue", late)
            self.head(_("Open tasks"), f"{said}, {late_words}" if late else said if n else "")
            if self._tasks_new or self.tasks.table.hasFocus():
                self._tasks_new = False
                self.tasks.take_focus()

    def _open_task_meeting(self, id: str) -> None:
        self.place.task.read(self, open_meeting, id, then=self._opened)

    # -- one meeting ------------------------------------------------------------

    @property
    def _typing(self) -> bool:
        return self.form is not None and self._stack.currentWidget() is self.form

    def _opened(self, found: Opened | None) -> None:
        if found is None:
            self._show_book()
        elif found.writable and self._writes:
            self._show_form(found)
        else:
            self._show_paper(found)

    def _show_form(self, found: Opened) -> None:
        self._drop_form()
        bench = Bench(self.place, found)
        form = MeetingForm(bench)
        self.form = form
        bench.kept.connect(lambda at: self.kept(_kept_words(at)))
        bench.changed.connect(self._retitle)
        form.finish_asked.connect(self.finish)
        form.preparation.drop_asked.connect(self._ask_drop)
        self._stack.addWidget(form)
        self._show(form)
        self._head_form(form)
        started = found.draft.ended_at is not None or bool(found.draft.information)
        form.choose(1 if started else 0)

    def _head_form(self, form: MeetingForm) -> None:
        self.searchable = False
        self.head_buttons = ()
        self.head_chip(chip_of(State.DRAFT))
        kept = form.bench.opened.kept_at
        self.kept(_kept_words(kept) if kept else "")
        self._retitle()

    def _retitle(self) -> None:
        if self.form is not None and self._stack.currentWidget() is self.form:
            draft = self.form.bench.draft
            title, subtitle = draft.organisation_name, _occasion(draft)
            if (title, subtitle) != (self.title, self.subtitle):
                self.head(title, subtitle)

    def _drop_form(self) -> None:
        if self.form is not None:
            self.form.bench.hurry()
            self._stack.removeWidget(self.form)
            self.form.deleteLater()
            self.form = None

    def _finish(self, form: MeetingForm) -> None:
        if form.bench.errors:
            form.finish_tried()
            self.place.notify(
                Notice.reminder(
                    _("These minutes aren't finished yet."),
                    _("Correct what is marked in red, then finish again."),
                )
            )
            return
        form.bench.finish_keeping()
        form.setEnabled(False)
        self.place.task.run(
            self, finish_meeting, form.bench.draft, then=self._was_finished, failed=self._not_finished
        )

    def _was_finished(self, done: Finished) -> None:
        self._drop_finished_form()
        self.place.notify(
            Notice.done(
                _("The minutes are finished."), _("Print them, have them signed, then enter that here.")
            )
        )
        self.place.task.read(self, open_meeting, done.meeting_id, then=self._opened)

    def _not_finished(self, told: Told) -> None:
        form = self.form
        if form is not None:
            opened = form.bench.opened
            self._drop_finished_form()
            self._show_form(opened)
            if isinstance(told, NotFinished) and self.form is not None:
                self.form.finish_tried()
        self.place.notify(Notice.refusal(told))

    def _drop_finished_form(self) -> None:
        if self.form is not None:
            self._stack.removeWidget(self.form)
            self.form.deleteLater()
            self.form = None

    def _ask_drop(self) -> None:
        form = self.form
        if form is None:
            return
        again = form.bench.opened.state is not None
        why = (
            _("The finished minutes stay as they were before.")
            if again
            else _("Nothing of this meeting stays in the book.")
        )
        confirm(self, _("Throw this draft away?"), why, _("Throw it away"), self._drop, danger=True)

    def _drop(self) -> None:
        form = self.form
        if form is None:
            return
        form.bench.finish_keeping()
        self._drop_finished_form()
        self.place.task.run(self, drop_meeting_draft, form.bench.draft.id, then=self._dropped)

    def _dropped(self, draft: MeetingDraft | None) -> None:
        self._show_book()
        if draft is not None:
            undo: Callable[[], object] = lambda: self.place.task.run(  # noqa: E731 - given to a link
                self, keep_meeting_draft, draft, then=self._open_kept
            )
            self.place.notify(Notice.done(_("The draft was thrown away."), "", _("Undo"), undo))

    # -- the finished one -----------------------------------------------------------

    def _show_paper(self, found: Opened) -> None:
        self._show(self.done)
        self.searchable = False
        self.head_buttons = ()
        state = State.SIGNED if found.signed else State.TO_SIGN
        self.head_chip(chip_of(state) if found.state in HELD_STATES else None)
        self.kept("")  # who signed, and when, stands beside the paper
        self.head(found.draft.organisation_name, _occasion(found.draft))
        head_way(self, self.place, found)
        self.done.show_meeting(found, self._writes)
        self.done.take_focus()

    def _removed(self, found: Opened) -> None:
        self._show_book()
        undo: Callable[[], object] = lambda: self.place.task.run(  # noqa: E731 - given to a link
            self, put_back_meeting, found.draft.id, then=lambda _none: self.open(found.draft.id)
        )
        self.place.notify(Notice.done(_("The minutes were taken out."), "", _("Put back"), undo))

    # -- common -----------------------------------------------------------------------

    def _show(self, widget: QWidget) -> None:
        self._stack.setCurrentWidget(widget)
        self._stack.updateGeometry()

    def _register_changed(self, changes: object) -> None:
        if not isinstance(changes, Changes):
            return
        if changes.concern(*CHANGED_BY) and self._stack.currentWidget() is self.book:
            self._read_book()
        if changes.concern(PROGRESS, *CHANGED_BY) and self._stack.currentWidget() is self.tasks:
            self.tasks.read()


def _kept_words(at: object) -> str:
    return _("Kept {time}", time=f"{at:%H:%M:%S}")


def _occasion(draft: MeetingDraft) -> str:
    month = Month(draft.period_year, draft.period_month)
    return _(OCCASIONS[draft.kind], month=month)
