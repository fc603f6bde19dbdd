"""Opening a workbook that somebody sent: nothing in it is run, worked out or followed, and nothing is trusted.

Limits are checked before the file is parsed. A formula is kept as its text; where a value was saved beside it,
that value is read too, as a value that somebody else worked out. Texts in an old font (TCVN3, VNI) are read as
that font shows them.
"""

import os
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from desktop.basics.errors import Trouble
from desktop.basics.language import Message, msg
from desktop.basics.old_fonts import How
from desktop.members.actions.sheet_fonts import Fonts

MOST_BYTES = 30_000_000
MOST_UNPACKED = 200_000_000
MOST_PARTS = 2_000
MOST_ROWS = 60_000
MOST_COLUMNS = 80
_GAP = 1_000  # empty rows after which nothing is expected any more
_OLE = b"\xd0\xcf\x11\xe0"

CellValue = str | int | float | bool | datetime | date | time | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. ``formula`` is the text of a formula behind ``value``, which nobody worked out here.

    ``how`` and ``before``: how sure a text in an old font was read, and what stands there.
    """

    value: CellValue = None
    formula: str | None = None
    how: How | None = None
    before: str | None = None

    @property
    def empty(self) -> bool:
        """Nothing to be seen in it."""
        return self.formula is None and (
            self.value is None
            or (isinstance(self.value, str) and not self.value.strip(" \t\r\n\xa0\u200b\ufeff"))
        )


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row by its number in the file."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def empty(self) -> bool:
        """Nothing in any cell."""
        return all(cell.empty for cell in self.cells)


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet: its rows that hold something."""

    name: str
    rows: tuple[SheetRow, ...]


def open_sheets(path: Path) -> tuple[RawSheet, ...]:
    """All visible sheets of a workbook.

    Trouble IMP-01: it can't be read; IMP-02: it isn't an .xlsx workbook; IMP-03: an old .xls, or locked by a
    password; IMP-04: larger than a list of members can be; IMP-05: damaged, or made to harm.
    """
    with _opened(path) as file:
        _refuse_if_hostile(file)
        try:
            file.seek(0)
            plain = _sheets(file, data_only=False)
            if any(cell.formula for sheet in plain for row in sheet.rows for cell in row.cells):
                file.seek(0)
                plain = _with_saved_values(plain, _sheets(file, data_only=True))
        except _DAMAGED as error:
            raise _damaged() from error
    return plain


# What openpyxl, zipfile and the parsers raise for a file that isn't as it says. A list, not Exception: a bug of
# ours must still go to the crash report.
_DAMAGED: tuple[type[Exception], ...] = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    ParseError,
    RuntimeError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)


def _opened(path: Path) -> IO[bytes]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _too_large()
        return path.open("rb")
    except OSError as error:
        raise Trouble(
            "IMP-01",
            msg("The file {file} can't be opened.", file=path.name),
            msg("Is it open in another program, or on a stick that was pulled out?"),
        ) from error


def _too_large() -> Trouble:
    return Trouble(
        "IMP-04",
        msg("The file is larger than a list of members can be."),
        msg("Copy the list alone into a new workbook and save that."),
    )


def _damaged(message: Message | None = None) -> Trouble:
    return Trouble(
        "IMP-05",
        message or msg("The workbook is damaged: it can't be read to its end."),
        msg("Open it in a spreadsheet program, save it anew as .xlsx and try again."),
    )


def _refuse_if_hostile(file: IO[bytes]) -> None:
    head = file.read(4)
    if head == _OLE:
        raise Trouble(
            "IMP-03",
            msg("This is an old .xls workbook, or one locked with a password."),
            msg("Open it in a spreadsheet program, save it as .xlsx without a password and try again."),
        )
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
            if not any(part.filename == "xl/workbook.xml" for part in parts):
                raise _not_a_workbook()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise _too_large()
            for part in parts:
                if part.filename.endswith((".xml", ".rels", ".vml")):
                    _refuse_entities(packed, part)
    except zipfile.BadZipFile as error:
        raise _not_a_workbook() from error
    except _DAMAGED as error:
        raise _damaged() from error


def _refuse_entities(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    # Entities are declared in a DOCTYPE, which stands before the first element. No spreadsheet program writes one.
    with packed.open(part) as opened:
        head = opened.read(4096).replace(b"\0", b"").upper()
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise _damaged(msg("The workbook holds something that no list of members needs. It was not read."))


def _not_a_workbook() -> Trouble:
    return Trouble(
        "IMP-02",
        msg("This file isn't an Excel workbook (.xlsx)."),
        msg("Choose the list as .xlsx; a .csv or a document must be saved as .xlsx first."),
    )


def _sheets(file: IO[bytes], data_only: bool) -> tuple[RawSheet, ...]:
    # pyHanko brings lxml; but hostile XML is for defusedxml, whose refusals we know.
    os.environ["OPENPYXL_LXML"] = "False"
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells what it can't keep when saving; we never save
        book = openpyxl.load_workbook(
            file, read_only=True, data_only=data_only, keep_links=False, rich_text=True
        )
        fonts = Fonts()
        try:
            return tuple(
                RawSheet(sheet.title, tuple(_rows(sheet, fonts)))
                for sheet in book.worksheets
                if sheet.sheet_state == "visible"
            )
        finally:
            book.close()


# openpyxl's stubs describe its read-only sheets by those of writable ones, which doesn't fit.
def _rows(sheet: Any, fonts: Fonts) -> Iterator[SheetRow]:
    sheet.reset_dimensions()  # the file's own word on its size isn't needed, and may be wrong
    gap = 0
    for number, cells in enumerate(sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS), start=1):
        if number > MOST_ROWS:
            raise _too_large()
        row = SheetRow(number, tuple(_cell(cell, fonts) for cell in _trimmed(list(cells))))
        gap = gap + 1 if row.empty else 0
        if gap > _GAP:
            return
        if not row.empty:
            yield row


def _trimmed(cells: list[object]) -> list[object]:
    while cells and getattr(cells[-1], "value", None) is None:
        cells.pop()
    return cells


_NOT_TEXT = (int, float, bool, datetime, date, time)


def _cell(cell: Any, fonts: Fonts) -> Cell:
    value, kind = cell.value, cell.data_type
    if kind == "f":
        return Cell(None, str(value))
    if kind == "e":
        return Cell(str(value))
    if value is None or isinstance(value, _NOT_TEXT):
        return Cell(value)
    text, found = fonts.text(cell)
    return Cell(text) if found is None else Cell(found.text, None, found.how, text)


def _with_saved_values(plain: tuple[RawSheet, ...], saved: tuple[RawSheet, ...]) -> tuple[RawSheet, ...]:
    values = {
        (sheet.name, row.number, place): cell
        for sheet in saved
        for row in sheet.rows
        for place, cell in enumerate(row.cells)
    }
    return tuple(
        RawSheet(
            sheet.name,
            tuple(
                SheetRow(
                    row.number,
                    tuple(
                        replace(values.get((sheet.name, row.number, place), Cell()), formula=cell.formula)
                        if cell.formula
                        else cell
                        for place, cell in enumerate(row.cells)
                    ),
                )
                for row in sheet.rows
            ),
        )
        for sheet in plain
    )
