"""Taking in a sheet: choose the file, look at what was understood and doubted, then store it at once."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.basics.errors import Severity
from desktop.basics.language import N_, _, plural, say
from desktop.members.actions.sheet_old_text import NAME_READ, converted_words
from desktop.members.actions.sheet_place import place_words, placed
from desktop.members.actions.sheet_plan import Doubt, ImportPlan
from desktop.members.actions.take_in import Preview
from desktop.widgets import buttons, labels, theme
from desktop.widgets.card import Card, Strip
from desktop.widgets.chips import Chip
from desktop.widgets.choices import Choice
from desktop.widgets.choosing import ask_for_file
from desktop.widgets.empty import Empty
from desktop.widgets.sums import Part, Sum
from desktop.widgets.table import Column, Shape, Table

_FIELDS = {
    "full_name": N_("Full name"),
    "citizen_id": N_("Personal id"),
    "card_no": N_("Card"),
    "birth": N_("Birthday"),
    "sex": N_("Sex"),
    "ceremony_date": N_("Joined on"),
    "official_date": N_("Official since"),
    "cell": N_("Cell"),
    "status": N_("State"),
}


class Wizard(QWidget):
    """The three steps on one page."""

    file_chosen = Signal(object)
    """A path to read."""
    agreed = Signal(object)
    """The plan to carry out."""
    back_asked = Signal()
    placed = Signal(object)
    """The plan with another cell for those whose rows name none."""

    def __init__(self) -> None:
        super().__init__()
        self.plan: ImportPlan | None = None
        self._names: dict[int, str] = {}
        margin = theme.px(theme.MARGIN)
        column = QVBoxLayout(self)
        column.setContentsMargins(margin, theme.px(10), margin, theme.px(12))
        column.setSpacing(theme.px(9))
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(10))
        bar.addWidget(buttons.button(_("To the list"), self.back_asked.emit, icon="list"))
        self.choose_button = buttons.button(_("Choose a file…"), self.choose, icon="folder")
        bar.addWidget(self.choose_button)
        self.file = labels.Elided("", "second", "ink2")
        bar.addWidget(self.file, 1)
        column.addLayout(bar)
        self.empty = Empty(
            "upload",
            _("Take in a list of members"),
            _("An Excel file (.xlsx) with a header row. Nothing is stored before you have looked at it."),
            _("Choose a file…"),
            self.choose,
        )
        column.addWidget(self.empty, 1)
        self.result = QWidget()
        inner = QVBoxLayout(self.result)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(theme.px(8))
        self.rows_sum = Sum()
        self.people_sum = Sum()
        inner.addWidget(self.rows_sum)
        inner.addWidget(self.people_sum)
        inner.addWidget(self._place_row())
        self.old = labels.paragraph("", "strong")
        inner.addWidget(self.old)
        self.hints = labels.paragraph("", "second", "ink2")
        inner.addWidget(self.hints)
        card = Card(tight=True)
        card.column.setContentsMargins(1, 1, 1, 1)
        card.column.setSpacing(0)
        self.table = self._table()
        card.column.addWidget(self.table, 1)
        card.column.addWidget(self._strip())
        inner.addWidget(card, 1)
        column.addWidget(self.result, 1)
        self.start()

    def start(self) -> None:
        """Nothing chosen yet."""
        self.plan = None
        self.file.setText("")
        self.empty.show()
        self.result.hide()
        self.choose_button.hide()

    def choose(self) -> None:
        """Ask for the file; the program goes on meanwhile."""
        patterns = [_("Excel workbooks (*.xlsx)"), _("All files (*)")]
        ask_for_file(self, _("Choose the list of members"), patterns, self.file_chosen.emit, "lists")

    def show_plan(self, preview: Preview) -> None:
        """What was understood. Sums add up; each doubt names its row and column."""
        plan = preview.plan
        self.plan = plan
        self._names = {row: person.person.full_name for person in plan.people for row in person.rows}
        self.file.setText(_("{file}, sheet {sheet}", file=plan.file, sheet=plan.sheet))
        self.empty.hide()
        self.result.show()
        self.choose_button.show()
        self.rows_sum.show_sum(
            Part(plan.rows, _("rows")),
            [
                Part(len(plan.people), _("people")),
                Part(plan.recognised_again, _("rows repeat a person"), tone="gold"),
            ],
        )
        self.people_sum.show_sum(
            Part(len(plan.people), _("people")),
            [Part(preview.new, _("new"), tone="leaf"), Part(preview.known, _("in the register already"))],
        )
        self.old.setText(converted_words(plan.converted))
        self.old.setVisible(bool(plan.converted))
        self.names.setVisible(bool(plan.converted))
        if not plan.converted:
            self.names.setChecked(False)
        self._show_place(preview)
        self.hints.setText(_hints(preview))
        self._show_doubts()
        self.take.setEnabled(bool(preview.new))
        self.take.say(plural("Take in {n} person", "Take in {n} people", preview.new))

    def _table(self) -> "Table[Doubt]":
        columns: list[Column[Doubt]] = [
            Column(_("Row"), lambda one: str(one.row), Shape.FIGURE, 56, sort=lambda one: one.row),
            Column(_("Column"), lambda one: one.column, Shape.MIDDLE, 64),
            Column(_("Who"), self._who, Shape.NAME, 148),
            Column(_("What is odd, and what was made of it"), lambda one: say(one.message)),
            Column("", lambda one: "", Shape.CHIP, 124, chip=_weight, sort=lambda one: one.severity.value),
        ]  # fmt: skip
        empty = Empty("check", _("Nothing is odd about this list."))
        return Table(columns, lambda one: f"{one.row}/{one.column}/{one.kind}", _("Doubts"), empty=empty)

    def _strip(self) -> Strip:
        strip = Strip()
        self.told = labels.Elided("", "second", "ink2")
        strip.row.addWidget(self.told, 1)
        self.names = buttons.button(_("Converted names"), lambda: self._narrow(self.only), "segment")
        self.only = buttons.button(_("Only what needs a look"), lambda: self._narrow(self.names), "segment")
        for one in (self.names, self.only):
            one.setCheckable(True)
            strip.row.addWidget(one)
        self.take = buttons.primary(_("Take in"), self._agree, "check")
        strip.row.addWidget(self.take)
        return strip

    def _who(self, one: Doubt) -> str:
        return self._names.get(one.row, "")

    def _place_row(self) -> QWidget:
        self.place = QWidget()
        row = QHBoxLayout(self.place)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(10))
        self.place_words = labels.Elided("", "strong")
        row.addWidget(self.place_words)
        self.cell = Choice[str]("cell", _("Cell"), (), empty=_("Not known yet"), reserve=False)
        self.cell.caption.hide()
        self.cell.setFixedWidth(theme.px(300))
        self.cell.changed.connect(self._place)
        row.addWidget(self.cell)
        row.addStretch(1)
        return self.place

    def _show_place(self, preview: Preview) -> None:
        plan = preview.plan
        self.place.setVisible(bool(plan.untold))
        self.place_words.setText(place_words(plan))
        offered = {name: name for name in preview.cells}
        for name in (preview.title_place, preview.place):
            if name is not None and name not in offered:
                offered = {name: _("{name} (new)", name=name)} | offered
        self.cell.set_options(list(offered.items()))
        self.cell.set_value(preview.place)

    def _place(self) -> None:
        assert self.plan is not None
        self.placed.emit(placed(self.plan, self.cell.value()))

    def _narrow(self, other: buttons.Button) -> None:
        other.setChecked(False)
        self._show_doubts()

    def _show_doubts(self) -> None:
        assert self.plan is not None
        every = self.plan.doubts
        looks = [one for one in every if one.severity is Severity.WARNING]
        names = [one for one in every if one.kind in NAME_READ]
        self.table.show_rows(looks if self.only.isChecked() else names if self.names.isChecked() else every)
        self.told.setText(
            _(
                "{all} things told, {look} of them need a look. All can be put right later.",
                all=len(every),
                look=len(looks),
            )
        )

    def _agree(self) -> None:
        if self.plan is not None:
            self.agreed.emit(self.plan)


def _weight(one: Doubt) -> Chip:
    if one.severity is Severity.WARNING:
        return Chip(_("Please look"), "gold", "warning")
    return Chip(_("Noted"), "plain", "check")


def _hints(preview: Preview) -> str:
    plan = preview.plan
    cells = plural("{n} cell", "{n} cells", len(plan.cells))
    parts = [_("{cells}, {new} of them new", cells=cells, new=preview.new_cells)]
    if plan.skipped:
        parts.append(
            plural("{n} row left out (title or sum)", "{n} rows left out (titles or sums)", len(plan.skipped))
        )
    if plan.missing:
        names = ", ".join(_(_FIELDS.get(field, field)) for field in plan.missing)
        parts.append(_("no column for: {names} (stays unknown)", names=names))
    if plan.unread:
        parts.append(_("not taken in: {names}", names=", ".join(plan.unread)))
    return " · ".join(parts)
