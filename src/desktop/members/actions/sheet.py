"""A sheet of members: ``read_sheet`` understands it and stores nothing, ``carry_out`` stores what it understood."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop.basics.clock import Clock
from desktop.basics.errors import Trouble
from desktop.basics.language import msg
from desktop.members.actions.sheet_cells import (
    CellNames,
    cell_in_heading,
    gather_cells,
    unit_in_heading,
)
from desktop.members.actions.sheet_columns import Columns, find_columns, is_numbering, visible
from desktop.members.actions.sheet_file import Cell, RawSheet, SheetRow, open_sheets
from desktop.members.actions.sheet_merge import Gathering
from desktop.members.actions.sheet_old_text import OldTexts, converted, recovered
from desktop.members.actions.sheet_people import Reader
from desktop.members.actions.sheet_plan import (
    EXPECTED,
    Doubt,
    DoubtKind,
    ImportPlan,
    SheetStatus,
    Skipped,
    doubt,
)
from desktop.members.actions.sheet_rows import is_footer, texts_of
from desktop.members.actions.take_in import Imported, carry_out
from desktop.members.rules.judgement import months_later
from desktop.rulebook.book import Rulebook
from desktop.rulebook.membership import MembershipRules

__all__ = ["Imported", "carry_out", "read_sheet"]

_EVIDENCE = ("citizen_id", "card_no", "old_card_no", "birth", "birth_male", "birth_female", "ceremony_date")
_OLD_FONT = frozenset("¸µ¶·¹¨»¾¼½Æ©ÇÊÈÉË®ª")


def read_sheet(path: Path, today: date | None = None, rulebook: Rulebook | None = None) -> ImportPlan:
    """What the sheet at ``path`` says: its people, each row's oddities, what was left out and why.

    ``today`` (the machine's by default) settles centuries and days to come. Refuses as ``open_sheets`` does, and
    IMP-06: no header that names people was found; IMP-07: typed in an old font whose name is lost; IMP-08: no people
    below it.
    """
    today = today or Clock().today()
    rulebook = rulebook or Rulebook.load()
    sheet, columns = _chosen(open_sheets(path))
    body = _body(tuple(recovered(row) for row in sheet.rows), columns)
    if not body.rows:
        raise Trouble(
            "IMP-08",
            msg("There are no people below the header in row {row}.", row=columns.header_row),
            msg("Is this the right sheet?"),
        )
    old = OldTexts.of((row for row, _ in body.rows), columns)
    reader = Reader(columns, body.cells(), rulebook, today, body.title_cell, old)
    return _understood(path.name, sheet.name, body, reader)


@dataclass(frozen=True, slots=True)
class _Body:
    """The rows below the header, told apart: people with the heading above them, and all the rest."""

    columns: Columns
    rows: tuple[tuple[SheetRow, str | None], ...]
    skipped: tuple[Skipped, ...]
    title_cell: str | None
    unit_name: str | None
    doubts: tuple[Doubt, ...]
    converted: int

    def cells(self) -> CellNames:
        """All spellings of cells in these rows, and the title's if a row needs it."""
        written = [self.columns.cell(row, "cell").value for row, _ in self.rows]
        named = [str(value) if value is not None and visible(str(value)) else None for value in written]
        sections = [section for _, section in self.rows]
        untold = any(name is None and section is None for name, section in zip(named, sections, strict=True))
        return gather_cells(filter(None, (*named, *sections, self.title_cell if untold else None)))


def _chosen(sheets: Sequence[RawSheet]) -> tuple[RawSheet, Columns]:
    """The sheet that lists most people under a header that can be read."""
    best: tuple[int, RawSheet, Columns] | None = None
    for sheet in sheets:
        columns = find_columns(sheet.rows)
        if columns is None:
            continue
        people = sum(_is_person(row, columns) for row in sheet.rows if row.number >= columns.first_row)
        if best is None or people > best[0]:
            best = people, sheet, columns
    if best is not None:
        return best[1], best[2]
    if any(_typed_in_old_font(sheet) for sheet in sheets):
        raise Trouble(
            "IMP-07",
            msg("This list was typed in an old font (.VnTime), but the font's name is lost."),
            msg("Mark the whole list in Excel, give it the font .VnTime, save it and choose it again."),
        )
    raise Trouble(
        "IMP-06",
        msg("No header of a list of members was found in the first rows."),
        msg("A header row names at least: Họ và tên, Ngày sinh, Chi bộ."),
    )


def _typed_in_old_font(sheet: RawSheet) -> bool:
    return sum(len(_OLD_FONT & set(text)) for row in sheet.rows[:10] for text in texts_of(row)) > 5


def _body(rows: Sequence[SheetRow], columns: Columns) -> _Body:
    people: list[tuple[SheetRow, str | None]] = []
    skipped: list[Skipped] = []
    doubts: list[Doubt] = []
    title_cell, unit = _of_title(rows, columns)
    section: str | None = None
    for row in rows:
        if row.number < columns.first_row or (not people and is_numbering(row)):
            continue
        if _is_person(row, columns):
            people.append((row, section))
            continue
        text = " · ".join(texts_of(row))
        heading = cell_in_heading(text)
        skipped.append(Skipped(row.number, text))
        if is_footer(text) or not text:
            continue
        if heading is not None:
            section = heading
        elif not _repeats_header(row, columns):
            doubts.append(doubt(row.number, "", DoubtKind.NOT_A_PERSON, written=text))
    return _Body(columns, tuple(people), tuple(skipped), title_cell, unit, tuple(doubts), converted(rows))


def _of_title(rows: Iterable[SheetRow], columns: Columns) -> tuple[str | None, str | None]:
    cell = unit = None
    for row in rows:
        if row.number >= columns.header_row:
            break
        for text in texts_of(row):
            cell = cell or cell_in_heading(text)
            unit = unit or unit_in_heading(text)
    return cell, unit


def _is_person(row: SheetRow, columns: Columns) -> bool:
    name = _named(row, columns)
    evidence = any(not columns.cell(row, field).empty for field in _EVIDENCE)
    if not name or _repeats_header(row, columns):
        return False
    if is_footer(name):
        return False
    if evidence:
        return True
    # A name and nothing else: only where the row is numbered, or is said to be in a cell.
    numbered = _is_number(columns.cell(row, "number"))
    placed = not columns.cell(row, "cell").empty and not columns.cell(row, "status").empty
    return (numbered or placed) and cell_in_heading(name) is None


def _named(row: SheetRow, columns: Columns) -> str:
    fields = ("full_name", "family_name", "given_name")
    return visible(
        " ".join(str(cell.value) for cell in (columns.cell(row, one) for one in fields) if not cell.empty)
    )


def _is_number(cell: Cell) -> bool:
    text = str(cell.value or cell.formula or "").strip(" .")
    return cell.formula is not None or text.removesuffix(".0").isdecimal()


def _repeats_header(row: SheetRow, columns: Columns) -> bool:
    return all(
        visible(str(columns.cell(row, field).value)) == header for field, header in columns.headers.items()
    )


def _understood(file: str, sheet: str, body: _Body, reader: Reader) -> ImportPlan:
    columns = body.columns
    gathering = Gathering(columns)
    for row, section in body.rows:
        gathering.take(reader.person(row, section))
    first_year = [
        doubt(
            person.rows[0],
            columns.letter("ceremony_date"),
            DoubtKind.ACTIVE_IN_FIRST_YEAR,
            day=person.person.ceremony_date,
        )
        for person in gathering.people
        if person.person.ceremony_date is not None
        and person.status is SheetStatus.ACTIVE
        and in_probation(person.person.ceremony_date, reader.today, reader.rules)
    ]
    doubts = [*body.doubts, *reader.doubts, *gathering.doubts, *first_year]
    births = {"birth", "birth_male", "birth_female"}
    given = set(columns.places) | ({"birth"} if births & columns.places.keys() else set())
    given |= {"full_name"} if "given_name" in given else set()
    given |= {"cell"} if reader.title_name is not None else set()
    return ImportPlan(
        file=file,
        sheet=sheet,
        unit_name=body.unit_name,
        header_row=columns.header_row,
        first_data_row=body.rows[0][0].number,
        rows=len(body.rows),
        people=tuple(gathering.people),
        cells=reader.cells.cells,
        recognised=tuple(gathering.recognised),
        skipped=body.skipped,
        doubts=tuple(sorted(doubts, key=lambda one: (one.row, one.column))),
        missing=tuple(field for field in EXPECTED if field not in given),
        unread=columns.unread,
        converted=body.converted,
        title_cell=reader.title_name,
    )


def in_probation(ceremony: date, today: date, rules: MembershipRules) -> bool:
    """Whether somebody admitted on ``ceremony`` must still be probationary."""
    return ceremony <= today < months_later(ceremony, rules.probation_months.value)
