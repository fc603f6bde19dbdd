"""The page of cells: the tree with figures, one organisation beside it, and its form.

``open(None)`` shows the tree, ``open(id)`` with that organisation, ``open("new")`` an empty form. The figures are
an upper room's: ``place.panels["cells"]`` is the query that counts them.
"""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.basics.changes import Changes
from desktop.basics.errors import Told
from desktop.basics.language import _, format_date, format_time, plural
from desktop.organisations.actions import Done, keep_organisation, keep_typed, put_back, throw_away
from desktop.organisations.form.organisation import OrganisationForm
from desktop.organisations.queries import Node, Opened, OrganisationSheet, open_form, sheet_of, tree_on
from desktop.organisations.rules.heads import AllPeople, whole
from desktop.organisations.rules.words import is_cell
from desktop.organisations.screen.tree import TreeRow, rows_of, tree_table, words_of
from desktop.widgets import buttons, labels, theme
from desktop.widgets.card import Card, clear, rule, scrolled
from desktop.widgets.chips import Chip, ChipLabel, State, chip_of
from desktop.widgets.dialogs import confirm
from desktop.widgets.empty import Empty
from desktop.widgets.notice import Notice
from desktop.widgets.page import Page
from desktop.widgets.place import Place

CHANGED_BY: Final = ("organisation", "member")


class OrganisationsPage(Page):
    """Everything about organisations."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.form: OrganisationForm | None = None
        self._writes = place.user.may("write")
        self._nodes: tuple[Node, ...] = ()
        self._people: AllPeople = {}
        self._wanted: str | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._stack = QStackedWidget()
        column.addWidget(self._stack)
        self._list = self._make_list()
        self._stack.addWidget(self._list)
        self._add = buttons.button(_("Add an organisation"), self.new, icon="plus")
        self._add.setVisible(self._writes)
        place.task.changed.connect(self._register_changed)

    # -- what the window asks ------------------------------------------------

    def open(self, id: str | None) -> None:
        """The tree, one organisation in it, or an empty form."""
        if id == "new":
            self._open_form(None)
            return
        self._wanted = id
        self._show_list()

    def leaving(self) -> None:
        """Keep what isn't kept yet."""
        if self.form is not None:
            self.form.hurry()

    def new(self) -> None:
        """An empty form, or the one that was begun."""
        if self._writes:
            self._open_form(None)

    def finish(self) -> None:
        """Store what the form holds."""
        if self.form is not None and self._stack.currentWidget() is self.form:
            self._finish(self.form)

    def edit(self) -> None:
        """The form of the current organisation."""
        row = self.table.current()
        if self._stack.currentWidget() is self._list and row is not None:
            self._open_form(row.node.id)

    def help_topic(self) -> str:
        """The help on cells."""
        return "cells"

    # -- the tree --------------------------------------------------------------

    def _make_list(self) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        margin = theme.px(theme.MARGIN)
        row.setContentsMargins(margin, theme.px(12), margin, theme.px(14))
        row.setSpacing(theme.px(theme.GAP))
        card = Card(tight=True)
        card.column.setContentsMargins(1, 1, 1, 1)
        empty = Empty(
            "cells",
            _("There is no organisation yet."),
            _("Begin with the one that this register is about; its cells come below it."),
            _("Add an organisation") if self._writes else "",
            self.new,
        )
        self.table = tree_table(empty)
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(lambda _row: self.edit())
        card.column.addWidget(self.table)
        row.addWidget(card, 1)
        row.addWidget(self._make_detail())
        return made

    def _make_detail(self) -> Card:
        card = Card()
        card.setFixedWidth(theme.px(330))
        self.name = labels.paragraph("", "section")
        self.kind_chip = ChipLabel(None, card)
        card.column.addWidget(self.name)
        card.column.addWidget(self.kind_chip)
        card.column.addWidget(rule())
        content = QWidget()
        self._body = QVBoxLayout(content)
        self._body.setContentsMargins(0, 0, theme.px(6), 0)
        self._body.setSpacing(theme.px(6))
        card.column.addWidget(scrolled(content), 1)
        deeds = QHBoxLayout()
        deeds.setSpacing(theme.px(8))
        self.open_button = buttons.primary(_("Open the sheet"), self.edit)
        self.people_button = buttons.button(_("Its members"), self._to_people, icon="people")
        deeds.addWidget(self.open_button)
        deeds.addWidget(self.people_button)
        deeds.addStretch(1)
        card.column.addLayout(deeds)
        return card

    def _show_list(self) -> None:
        self.leaving()
        self._stack.setCurrentWidget(self._list)
        self.searchable = True
        self.head_chip(None)
        self.kept("")
        self.head_buttons = (self._add,) if self._writes else ()
        self._head_list()
        self._read()

    def _head_list(self) -> None:
        cells = sum(node.cell for node in self._nodes)
        self.head(_("Cells"), plural("{n} cell", "{n} cells", cells) if cells else self.place.unit_name)

    def _read(self) -> None:
        self.place.task.read(self, tree_on, self.place.today, then=self._tree_read)
        counted = self.place.panels.get("cells")
        if counted is not None:
            self.place.task.read(self, counted, then=self._people_read)

    def _tree_read(self, nodes: tuple[Node, ...]) -> None:
        self._nodes = nodes
        if self._stack.currentWidget() is self._list:
            self._head_list()
        self._show_rows()

    def _people_read(self, people: object) -> None:
        assert isinstance(people, dict)
        self._people = people
        self._show_rows()

    def _show_rows(self) -> None:
        self.table.show_rows(rows_of(self._nodes, self._people))
        if self._wanted is not None and self.table.choose(self._wanted):
            self._wanted = None
        elif self.table.current() is None:
            self.table.choose_first()
        self._chosen(self.table.current())

    def _chosen(self, row: TreeRow | None) -> None:
        if row is not None:
            self.place.task.read(self, sheet_of, row.node.id, then=self._sheet_read, failed=self._gone)
        else:
            self._gone(None)

    def _gone(self, _told: Told | None) -> None:
        clear(self._body)
        self.name.setText("")
        self.kind_chip.show_chip(None)
        for button in (self.open_button, self.people_button):
            button.setEnabled(False)

    def _sheet_read(self, sheet: OrganisationSheet) -> None:
        row = self.table.current()
        if row is None or row.node.id != sheet.draft.id:
            return
        self.name.setText(sheet.draft.name)
        self.kind_chip.show_chip(Chip(sheet.kind_words, "plain"))
        self.open_button.setEnabled(True)
        self.people_button.setEnabled(True)
        clear(self._body)
        if row.heads:
            parts = " + ".join(f"{head.number} {words_of(head)}" for head in row.heads)
            figure = QHBoxLayout()
            figure.setSpacing(theme.px(8))
            figure.addWidget(labels.label(str(whole(row.heads)), "figure-small"))
            figure.addWidget(labels.paragraph(_("members = {parts}", parts=parts), "second", "ink2"), 1)
            self._body.addLayout(figure)
            self._body.addWidget(rule(soft=True))
        lines = QWidget()
        grid = QGridLayout(lines)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(14))
        grid.setVerticalSpacing(theme.px(5))
        grid.setColumnStretch(1, 1)
        for number, (caption, value) in enumerate([(_("Secretary"), row.leader), *_lines(sheet)]):
            top = Qt.AlignmentFlag.AlignTop
            grid.addWidget(labels.label(caption, "second", "muted"), number, 0, top)
            grid.addWidget(labels.paragraph(value or "–"), number, 1)
        self._body.addWidget(lines)
        panel = self.place.panels.get("organisation")
        made = panel(sheet.draft.id) if panel is not None else None
        if isinstance(made, QWidget):
            self._body.addWidget(rule(soft=True))
            self._body.addWidget(made)
        self._body.addStretch(1)

    def _to_people(self) -> None:
        row = self.table.current()
        if row is not None:
            self.place.go("members", f"cell:{row.node.id}" if is_cell(row.node.kind) else None)

    # -- the form --------------------------------------------------------------

    def _open_form(self, id_: str | None) -> None:
        self.place.task.read(self, open_form, id_, then=self._form_read)

    def _form_read(self, opened: Opened) -> None:
        self._drop_form()
        form = OrganisationForm(self.place, opened)
        self.form = form
        form.setEnabled(self._writes)
        form.finish_asked.connect(self.finish)
        form.back_asked.connect(self._show_list)
        form.throw_asked.connect(self._ask_throw)
        form.typed.connect(partial(self._keep, opened.draft.id))
        self._stack.addWidget(form)
        self._stack.setCurrentWidget(form)
        self.searchable = False
        self.head_buttons = ()
        self.head_chip(chip_of(State.SAVED if opened.stored and opened.typed is None else State.DRAFT))
        self.kept(_("Kept {time}", time=format_time(opened.kept_at)) if opened.kept_at else "")
        self.head(opened.draft.name or _("New organisation"), "")
        form.first()

    def _keep(self, id_: str, body: dict[str, str]) -> None:
        subject = body.get("name") or _("New organisation")
        self.place.task.run(self, keep_typed, id_, subject[:120], body, then=self._was_kept)

    def _was_kept(self, at: object) -> None:
        self.head_chip(chip_of(State.DRAFT))
        self.kept(_("Kept {time}", time=f"{at:%H:%M:%S}"))

    def _finish(self, form: OrganisationForm) -> None:
        if not form.finish_tried():
            why = _("Correct what is marked in red, then finish again.")
            self.place.notify(Notice.reminder(_("Not finished yet."), why))
            return
        form.hurry()
        draft = form.draft()
        self.place.task.run(self, keep_organisation, draft, then=self._finished, failed=self._refused)

    def _finished(self, done: Done) -> None:
        self._drop_form()
        self._wanted = done.id
        self._show_list()
        back: Callable[[Done], object] = self._put_back
        undo = partial(self.place.task.run, self, put_back, done.id, then=back)
        self.place.notify(Notice.done(_("Kept: {name}", name=done.name), "", _("Undo"), undo))

    def _put_back(self, done: Done) -> None:
        self.place.notify(Notice.done(_("As it was before: {name}", name=done.name)))

    def _refused(self, told: Told) -> None:
        if self.form is not None:
            self.form.refused(told)
        self.place.notify(Notice.refusal(told))

    def _ask_throw(self) -> None:
        if self.form is not None:
            why = (
                _("The record stays as it was before.")
                if self.form.opened.stored
                else _("Nothing of it stays.")
            )
            confirm(self, _("Throw away what was typed?"), why, _("Throw it away"), self._throw, danger=True)

    def _throw(self) -> None:
        if self.form is not None:
            id_ = self.form.opened.draft.id
            self._drop_form()
            self.place.task.run(self, throw_away, id_, then=lambda _nothing: self._show_list())

    def _drop_form(self) -> None:
        if self.form is not None:
            self._stack.removeWidget(self.form)
            self.form.deleteLater()
            self.form = None

    def _register_changed(self, changes: Changes) -> None:
        if changes.concern(*CHANGED_BY) and self._stack.currentWidget() is self._list:
            self._read()


def _lines(sheet: OrganisationSheet) -> list[tuple[str, str]]:
    draft = sheet.draft
    lines = [
        (_("Belongs to"), sheet.parent_name),
        (_("Sector"), sheet.sector_words),
        (_("Hamlets"), draft.hamlets or ""),
        (_("Code"), draft.org_code or ""),
        (_("Founded on"), format_date(draft.founded_on) if draft.founded_on else ""),
        (_("Telephone"), draft.phone or ""),
        (_("On papers"), draft.doc_name_self or ""),
    ]
    if draft.terms:
        span = (draft.terms[-1].term_from, draft.terms[-1].term_to)
        lines.append((_("Term"), " – ".join(format_date(day) for day in span if day is not None)))
    lines += [
        (_("Before"), _("{name} (until {day})", name=name, day=until) if until else name)
        for name, _since, until in sheet.former_names
    ]
    return lines
