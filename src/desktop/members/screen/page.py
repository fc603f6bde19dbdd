"""The page of members: the list with one person beside it, the form, and the sheet to take in.

``open(None)`` shows the list, ``open(id)`` the list with that person, ``open("cell:<id>")`` the people of a cell,
``open("state:<STATE>")`` those of a state, ``open("new")`` an empty form, ``open("import")`` the sheet.
"""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.basics.changes import Changes
from desktop.basics.errors import Told
from desktop.basics.language import _, msg, plural
from desktop.members.actions.changes import (
    keep_member,
    keep_typed,
    leave,
    move_member,
    put_back,
    throw_away,
)
from desktop.members.actions.sheet import Imported, carry_out, read_sheet
from desktop.members.actions.sheet_plan import ImportPlan
from desktop.members.actions.take_in import Preview, preview
from desktop.members.form.member import MemberForm
from desktop.members.queries.opening import Opened, cells_to_choose, open_form
from desktop.members.queries.people import PAGE, Counted, ListRow, count_members, find_members
from desktop.members.queries.person import MemberSheet, sheet_of
from desktop.members.rules.words import ExitKind
from desktop.members.screen.detail import Detail
from desktop.members.screen.people import HERE, PeopleView
from desktop.members.screen.standing import StandingDialog
from desktop.members.screen.wizard import Wizard
from desktop.organisations.queries import Choice as Option
from desktop.widgets import buttons, theme
from desktop.widgets.notice import Notice
from desktop.widgets.place import Place
from desktop.widgets.record_page import Deeds, Done, RecordPage

CHANGED_BY: Final = ("member", "organisation")
_DEEDS: Final = Deeds(
    "full_name", msg("New member"), open_form, keep_typed, keep_member, put_back, throw_away
)


class MembersPage(RecordPage[MemberForm, Opened]):
    """Everything about members."""

    def __init__(self, place: Place) -> None:
        super().__init__(place, _DEEDS)
        self._cells: tuple[Option, ...] = ()
        self._asked = 0  # answers to an older question are dropped
        self._rows: tuple[ListRow, ...] = ()
        self._all_read = True
        self.people = PeopleView()
        self.detail = Detail(self._open_form_of_chosen, self._ask_standing, place.panels.get("member"))
        self._list = self._make_list()
        self._stack.addWidget(self._list)
        self.wizard = Wizard()
        self._stack.addWidget(self.wizard)
        self._add = buttons.button(_("Add a member"), self.new, icon="plus")
        self._take_in = buttons.button(_("Take in a list…"), self._show_wizard, icon="upload")
        for made in (self._add, self._take_in):
            made.setVisible(self._writes)
        self.detail.standing_button.setVisible(self._writes)
        self.people.asked.connect(self._read)
        self.people.more.connect(self._read_more)
        self.people.chosen.connect(self._chosen)
        self.people.opened.connect(lambda row: self._open_form(row.id))
        self.wizard.back_asked.connect(self.show_list)
        self.wizard.file_chosen.connect(self._read_file)
        self.wizard.agreed.connect(self._carry_out)
        self.wizard.placed.connect(self._understood)
        place.task.changed.connect(self._register_changed)

    # -- what the window asks ------------------------------------------------

    def open(self, id: str | None) -> None:
        """The list, a person, a cell's people, the empty form or the sheet."""
        kind, _colon, value = (id or "").partition(":")
        if id == "import":
            self._show_wizard()
        elif id == "new":
            self._open_form(None)
        elif kind in ("cell", "state") and value:
            self.show_list(read=False)
            cell, state = (value, HERE) if kind == "cell" else (None, value)
            self.place.task.read(self, cells_to_choose, then=partial(self._ask_for, cell, state))
        else:
            self._wanted = id
            self.show_list()
            if id is not None:
                self._read_person(id)

    def edit(self) -> None:
        """The form of the person in the list."""
        if self._stack.currentWidget() is self._list:
            self._open_form_of_chosen()

    def search(self) -> None:
        """To the search line."""
        if self._stack.currentWidget() is self._list:
            self.people.line.setFocus()
            self.people.line.selectAll()

    def help_topic(self) -> str:
        """The help on members."""
        return "members"

    # -- the list ------------------------------------------------------------

    def _make_list(self) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        margin = theme.px(theme.MARGIN)
        row.setContentsMargins(margin, theme.px(12), margin, theme.px(14))
        row.setSpacing(theme.px(theme.GAP))
        row.addWidget(self.people, 1)
        self.detail.setFixedWidth(theme.px(330))
        row.addWidget(self.detail)
        return made

    def show_list(self, read: bool = True) -> None:
        """The list; ``read`` unless somebody is about to ask for other rows."""
        self.leaving()
        self._show(self._list)
        self.searchable = False  # the page has its own search; Ctrl+K works all the same
        self.head_chip(None)
        self.kept("")
        self.head_buttons = (self._add, self._take_in) if self._writes else ()
        self.head(_("Members"), self.place.unit_name)
        self.place.task.read(self, cells_to_choose, then=self._cells_read)
        if read:
            self._read()

    def _ask_for(self, cell: str | None, state: str, cells: tuple[Option, ...]) -> None:
        self._cells_read(cells)
        self.people.set_wanted(cell_id=cell, state=state)

    def _cells_read(self, cells: tuple[Option, ...]) -> None:
        if cells != self._cells:
            self._cells = cells
            self.people.set_cells(cells)

    def _read(self) -> None:
        self._asked += 1
        wanted, day = self.people.wanted(), self.place.today
        self.place.task.read(
            self, find_members, wanted, day, then=partial(self._rows_read, self._asked, False)
        )
        self.place.task.read(self, count_members, wanted, day, then=partial(self._counted, self._asked))

    def _read_more(self) -> None:
        if self._rows and not self._all_read:
            self._all_read = True
            args = (self.people.wanted(), self.place.today, self._rows[-1])
            self.place.task.read(self, find_members, *args, then=partial(self._rows_read, self._asked, True))

    def _rows_read(self, asked: int, more: bool, rows: tuple[ListRow, ...]) -> None:
        if asked != self._asked:
            return
        self._all_read = len(rows) < PAGE
        self._rows = (*self._rows, *rows) if more else rows
        self.people.show_rows(self._rows)
        if self._wanted is not None and self.people.table.choose(self._wanted):
            self._wanted = None

    def _counted(self, asked: int, counted: Counted) -> None:
        if asked == self._asked:
            self.people.show_counts(counted)

    def _chosen(self, row: ListRow | None) -> None:
        if row is None:
            self.detail.show_sheet(None)
        else:
            self._read_person(row.id)

    def _read_person(self, id_: str) -> None:
        self.place.task.read(self, sheet_of, id_, then=self._person_read, failed=self._no_person)

    def _person_read(self, sheet: MemberSheet) -> None:
        self.detail.show_sheet(sheet)

    def _no_person(self, _told: Told) -> None:
        self.detail.show_sheet(None)

    # -- moving, leaving -------------------------------------------------------

    def _ask_standing(self) -> None:
        sheet = self.detail.sheet
        if sheet is None or not self._writes:
            return
        id_ = sheet.draft.id

        def move(cell: str, day: date) -> None:
            self.place.task.run(self, move_member, id_, cell, day, then=self._changed)

        def go(kind: ExitKind, day: date | None, to: str | None) -> None:
            self.place.task.run(self, partial(leave, place=to), id_, kind, day, then=self._changed)

        def back() -> None:
            self.place.task.run(self, put_back, id_, then=self._changed)

        StandingDialog(self, self.place, sheet, self._cells, move, go, back).open()

    # -- the form --------------------------------------------------------------

    def _open_form_of_chosen(self) -> None:
        if self.detail.sheet is not None:
            self._open_form(self.detail.sheet.draft.id)

    def make_form(self, opened: Opened) -> MemberForm:
        """A member's."""
        return MemberForm(self.place, opened)

    def _finished(self, done: Done) -> None:
        super()._finished(done)
        self._read_person(done.id)

    # -- the sheet -------------------------------------------------------------

    def _show_wizard(self) -> None:
        if not self._writes:
            return
        self.wizard.start()
        self._show(self.wizard)
        self.searchable = False
        self.head_buttons = ()
        self.head_chip(None)
        self.kept("")
        self.head(_("Take in a list"), self.place.unit_name)

    def _read_file(self, path: Path) -> None:
        self.place.task.aside(self, read_sheet, path, self.place.today, then=self._understood)

    def _understood(self, plan: ImportPlan) -> None:
        self.place.task.read(self, preview, plan, then=self._previewed)

    def _previewed(self, found: Preview) -> None:
        self.wizard.show_plan(found)

    def _carry_out(self, plan: ImportPlan) -> None:
        self.wizard.take.setEnabled(False)
        self.place.task.run(self, carry_out, plan, then=self._taken_in, failed=self._not_taken)

    def _not_taken(self, told: Told) -> None:
        self.wizard.take.setEnabled(True)
        self.place.notify(Notice.refusal(told))

    def _taken_in(self, done: Imported) -> None:
        self.show_list(read=False)
        self.people.set_wanted()
        added = plural("{n} member taken in", "{n} members taken in", done.added)
        cells = plural("{n} new cell", "{n} new cells", done.cells_added)
        known = _("{known} were there already and stay as they are", known=done.known)
        self.place.notify(Notice.done(added, f"{cells} · {known}"))

    # -- both --------------------------------------------------------------------

    def _register_changed(self, changes: Changes) -> None:
        if changes.concern(*CHANGED_BY) and self._stack.currentWidget() is self._list:
            self.place.task.read(self, cells_to_choose, then=self._cells_read)
            self._read()
            if self.detail.sheet is not None:
                self._read_person(self.detail.sheet.draft.id)
