"""What goes up with the next bundle: in a list to look through, or in a sentence where nothing waits."""

from PySide6.QtWidgets import QWidget

from desktop.basics.language import _, format_date, format_number, plural
from desktop.exchange.ledger import Unsent
from desktop.exchange.standing import Standing
from desktop.exchange.unsent_list import UnsentRecord, What, unsent_records
from desktop.meetings.rules.words import MEETING, PROGRESS
from desktop.widgets import theme
from desktop.widgets.chips import Chip
from desktop.widgets.dialogs import Dialog
from desktop.widgets.place import Place
from desktop.widgets.table import Column, Shape, Table

_WIDE, _HIGH = 780, 360


def part_words(kind: str) -> str:
    """What a kind of record is called when there are some of it."""
    return {
        MEETING: _("meeting minutes"),
        "member": _("members"),
        "organisation": _("organisations"),
        PROGRESS: _("task reports"),
    }.get(kind, _("others"))


def no_changes(left: Unsent, standing: Standing) -> str:
    """What to say where no change waits: files that the superior misses, or nothing at all."""
    if left.files and left.carried:
        return plural(
            "{n} paper that the superior misses was written to a stick.",
            "{n} papers that the superior misses were written to a stick.",
            left.files,
        )
    if left.files:
        return plural(
            "{n} paper that was sent is missing at the superior: send it again.",
            "{n} papers that were sent are missing at the superior: send them again.",
            left.files,
        )
    if left.gone:
        return plural(
            "Nothing to send: {n} paper that the superior misses isn’t here any more either.",
            "Nothing to send: {n} papers that the superior misses aren’t here any more either.",
            left.gone,
        )
    last = next((one.received for one in standing.sendings if one.received is not None), None)
    if last is None or not left.received:
        return _("Nothing new to send.")
    return _("Nothing new to send: the superior has received everything, the last on {day}.", day=last.date())


class ContentDialog(Dialog):
    """What is in it, record by record."""

    def __init__(self, parent: QWidget, place: Place) -> None:
        super().__init__(parent, _("What goes to the superior"), _WIDE)
        columns: list[Column[UnsentRecord]] = [
            Column(
                _("What it is"),
                lambda one: one.title or part_words(one.kind),
                Shape.NAME,
                second=lambda one: one.subtitle,
            ),
            Column(_("Kind"), lambda one: part_words(one.kind), width=110),
            Column(
                _("Last change"),
                lambda one: format_date(one.at),
                Shape.DATE,
                104,
                sort=lambda one: one.at.timestamp(),
            ),
            Column(_("Times"), lambda one: format_number(one.changes), Shape.FIGURE, 60),
            Column(_("State"), lambda _one: "", Shape.CHIP, 112, chip=_chip),
        ]
        self.table: Table[UnsentRecord] = Table(
            columns, lambda one: f"{one.kind}/{one.id}", _("What goes to the superior"), theme.ROW_TWO_LINES
        )
        self.table.setMinimumHeight(theme.px(_HIGH))
        self.column.addWidget(self.table)
        self.add_button(_("Close"), self.accept)
        place.task.read(self, unsent_records, then=self._show)

    def _show(self, records: tuple[UnsentRecord, ...]) -> None:
        self.table.show_rows(records)
        self.table.choose_first()
        self.table.setFocus()
        self.setWindowTitle(plural("{n} change", "{n} changes", len(records)))


def _chip(record: UnsentRecord) -> Chip:
    return {
        What.NEW: Chip(_("New"), "leaf", "plus"),
        What.CHANGED: Chip(_("Changed"), "slate", "pen"),
        What.REMOVED: Chip(_("Taken out"), "gold", "trash"),
    }[record.what]
