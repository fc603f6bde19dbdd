"""The page of cells: the tree with figures, one organisation beside it, and its form.

``open(None)`` shows the tree, ``open(id)`` with that organisation, ``open("new")`` an empty form. The figures are
an upper room's: ``place.panels["cells"]`` is the query that counts them.
"""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.basics.changes import Changes
from desktop.basics.errors import Told
from desktop.basics.language import _, format_date, msg, plural
from desktop.organisations.actions import keep_organisation, keep_typed, put_back, throw_away
from desktop.organisations.form.organisation import OrganisationForm
from desktop.organisations.queries import Node, Opened, OrganisationSheet, open_form, sheet_of, tree_on
from desktop.organisations.rules.heads import AllPeople, whole
from desktop.organisations.rules.words import is_cell
from desktop.organisations.screen.tree import TreeRow, rows_of, tree_table, words_of
from desktop.widgets import buttons, labels, theme
from desktop.widgets.card import Card, clear, rule, scrolled
from desktop.widgets.chips import Chip, ChipLabel
from desktop.widgets.empty import Empty
from desktop.widgets.place import Place
from desktop.widgets.record_page import Deeds, RecordPage

CHANGED_BY: Final = ("organisation", "member")
_DEEDS: Final = Deeds(
    "name", msg("New organisation"), open_form, keep_typed, keep_organisation, put_back, throw_away
)


class OrganisationsPage(RecordPage[OrganisationForm, Opened]):
    """Everything about organisations."""

    def __init__(self, place: Place) -> None:
        super().__init__(place, _DEEDS)
        self._nodes: tuple[Node, ...] = ()
        self._people: AllPeople = {}
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
        self.show_list()

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

    def show_list(self) -> None:
        """The tree."""
        self.leaving()
        self._show(self._list)
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

    def make_form(self, opened: Opened) -> OrganisationForm:
        """An organisation's."""
        return OrganisationForm(self.place, opened)

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
