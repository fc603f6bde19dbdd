"""The board as an Excel workbook: what stands on the screen, and a line for each month of each unit.

Figures are values, never formulas, and no text of a unit ever becomes one: a name that begins with "=" is a name.
"""

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop.basics.errors import Trouble, why_not
from desktop.basics.language import Month, _, format_month, msg
from desktop.basics.places import save_for_user
from desktop.collector.board import MONTHS, Board, UnitRowShown
from desktop.collector.rules import MonthShown
from desktop.collector.words import calls_of, ended_on, names_of, sum_words

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

NOT_WRITTEN: Final = "COL-03"
_HEAD: Final = 4  # the row of the headings
_WIDE: Final = {"A": 30, "P": 13, "Q": 9, "R": 40}
_WIDE_LIST: Final = {"A": 30, "B": 10, "G": 60, "H": 40, "I": 40}
_Value = str | int | date | None


def write_workbook(path: Path, board: Board, made: datetime) -> Path:
    """Write the board where the user said; gives the file. Trouble COL-03 if the place doesn't take it."""
    try:
        save_for_user(path, workbook(board, made))
    except OSError as error:
        raise Trouble(
            NOT_WRITTEN,
            msg("The file can't be written there: {reason}", reason=why_not(error)),
            msg("Choose another place, or close the file if another program has it open."),
        ) from error
    return path


def workbook(board: Board, made: datetime) -> bytes:
    """The workbook's bytes: one sheet units × months, one with the months line by line."""
    import openpyxl

    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    _units(first, board, made)
    _one_by_one(book.create_sheet(), board)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _units(sheet: "Worksheet", board: Board, made: datetime) -> None:
    sheet.title = _("Follow up {year}", year=str(board.year))
    _row(sheet, 1, [_("Cells that met, with signed minutes, {year}", year=str(board.year))])
    _row(sheet, 2, [_("As of {moment}", moment=made.replace(tzinfo=None))])
    months = [_("M{month}", month=month) for month in range(1, MONTHS + 1)]
    last = (_("Last heard of"), _("Days"), _("Waiting"))
    _row(sheet, _HEAD, [_("Unit"), _("Cls."), _("Mem."), *months, *last])
    at = _HEAD + 1
    for unit in board.units:
        _row(sheet, at, _line(unit))
        at += 1
    sums = [board.sum(month) for month in range(1, MONTHS + 1)]
    figures = [one.signed if one.shown else None for one in sums]
    _row(sheet, at, [sum_words(board), board.cells, board.members, *figures])
    _dress(sheet, at, _WIDE)
    sheet.freeze_panes = f"B{_HEAD + 1}"


def _line(unit: UnitRowShown) -> list[_Value]:
    figures = [one.signed if one.counts else None for one in unit.months]
    last = None if unit.last_contact is None else unit.last_contact.date()
    days = unit.days if unit.ended is None else None
    said = ", ".join((*ended_on(unit), *calls_of(unit)))
    return [unit.name, unit.cells, unit.members, *figures, last, days, said]


def _one_by_one(sheet: "Worksheet", board: Board) -> None:
    sheet.title = _("Month by month")
    heads = [_("Unit"), _("Month"), _("To meet"), _("Met"), _("In time"), _("Signed minutes")]
    _row(sheet, 1, [*heads, _("Missing"), _("Not signed yet"), _("Met late")])
    at = 2
    for unit in board.units:
        for month in unit.months:
            if month.counts:
                _row(sheet, at, _month_line(unit, month, board.year))
                at += 1
    _dress(sheet, 1, _WIDE_LIST)
    sheet.freeze_panes = "B2"


def _month_line(unit: UnitRowShown, month: MonthShown, year: int) -> list[_Value]:
    figures = (month.expected, month.held, month.on_time, month.signed)
    names = (names_of(one) for one in (month.lacking, month.unsigned, month.late))
    return [unit.name, format_month(Month(year, month.month)), *figures, *names]


def _row(sheet: "Worksheet", row: int, values: Sequence[_Value]) -> None:
    for column, value in enumerate(values, 1):
        if value is None or value == "":
            continue
        cell = sheet.cell(row, column, value)
        if isinstance(value, str):
            cell.data_type = "s"  # openpyxl takes a text that begins with "=" for a formula
            cell.quotePrefix = True  # and Excel would, once somebody edits the cell
        elif isinstance(value, date):
            cell.number_format = "dd/mm/yyyy"


def _dress(sheet: "Worksheet", last: int, wide: dict[str, int]) -> None:
    from openpyxl.styles import Font

    for row in {1, _HEAD, last}:
        for cell in sheet[row]:
            cell.font = Font(bold=True)
    for column, width in wide.items():
        sheet.column_dimensions[column].width = width
