"""What a sheet of members says, before anything is stored: people, rows recognised again, doubts by row."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from desktop.basics.errors import Severity
from desktop.basics.language import N_, Message, Value, msg
from desktop.members.rules.drafts import MemberDraft
from desktop.members.rules.words import Sex

EXPECTED = (
    "full_name",
    "citizen_id",
    "card_no",
    "birth",
    "sex",
    "ceremony_date",
    "official_date",
    "cell",
    "status",
)
"""Fields of which a list should have a column; those without one are told."""


class SheetStatus(StrEnum):
    """What the status column says of a person."""

    ACTIVE = "ACTIVE"
    OFFICIAL = "OFFICIAL"
    PROBATIONARY = "PROBATIONARY"
    EXEMPT = "EXEMPT"
    ELSEWHERE = "ELSEWHERE"
    SUSPENDED = "SUSPENDED"
    DECEASED = "DECEASED"
    TRANSFERRED_OUT = "TRANSFERRED_OUT"
    EXPELLED = "EXPELLED"
    DELETED = "DELETED"
    RESIGNED = "RESIGNED"
    ANNULLED = "ANNULLED"
    UNKNOWN = "UNKNOWN"


class DoubtKind(StrEnum):
    """Everything that may be odd about a row. The values are stable."""

    ACTIVE_IN_FIRST_YEAR = "active_in_first_year"
    BIRTH_IMPOSSIBLE = "birth_impossible"
    BIRTH_MISSING = "birth_missing"
    BIRTH_MONTH_ONLY = "birth_month_only"
    BIRTH_UNREADABLE = "birth_unreadable"
    BIRTH_YEAR_ONLY = "birth_year_only"
    BLANK_STATUS = "blank_status"
    CARD_DIFFERS = "card_differs"
    CARD_ODD = "card_odd"
    CELL_MISSING = "cell_missing"
    CELL_NAME_NFD = "cell_name_nfd"
    CELL_NAME_SPACES = "cell_name_spaces"
    CELL_NAME_VARIANT = "cell_name_variant"
    DATE_AS_NUMBER = "date_as_number"
    DATE_IN_FUTURE = "date_in_future"
    DATE_SWAPPED = "date_swapped"
    DATE_UNREADABLE = "date_unreadable"
    DATE_YEAR_ONLY = "date_year_only"
    DUPLICATE_DIFFERS = "duplicate_differs"
    DUPLICATE_ROW = "duplicate_row"
    ETHNIC_UNKNOWN = "ethnic_unknown"
    FORMULA = "formula"
    FORMULA_IN_NOTE = "formula_in_note"
    ID_11_DIGITS = "id_11_digits"
    ID_AS_FLOAT = "id_as_float"
    ID_LOST_DIGITS = "id_lost_digits"
    ID_MISSING = "id_missing"
    ID_NOT_DIGITS = "id_not_digits"
    ID_OF_TWO = "id_of_two"
    ID_PROVINCE_UNKNOWN = "id_province_unknown"
    ID_SEX_DIFFERS = "id_sex_differs"
    ID_WITH_MARKS = "id_with_marks"
    ID_WITH_SPACES = "id_with_spaces"
    ID_WRONG_LENGTH = "id_wrong_length"
    ID_YEAR_DIFFERS = "id_year_differs"
    JOINED_AS_CHILD = "joined_as_child"
    JOINED_PAST_60 = "joined_past_60"
    LOWER_CASE_NAME = "lower_case_name"
    NAME_HIDDEN_CHARACTERS = "name_hidden_characters"
    NAME_ODD = "name_odd"
    NFD_NAME = "nfd_name"
    NOT_A_PERSON = "not_a_person"
    OLD_FONT = "old_font"
    OLD_FONT_EITHER = "old_font_either"
    OLD_FONT_LOST = "old_font_lost"
    OLD_FONT_LOST_TOO = "old_font_lost_too"
    OLD_FONT_MIXED = "old_font_mixed"
    OLD_FONT_ODD = "old_font_odd"
    OLD_FONT_UNREADABLE = "old_font_unreadable"
    OLD_9_DIGIT_ID = "old_9_digit_id"
    RELIGION_UNKNOWN = "religion_unknown"
    SAME_NAME_AND_BIRTH = "same_name_and_birth"
    SEX_UNREADABLE = "sex_unreadable"
    SPACES_IN_NAME = "spaces_in_name"
    TEXT_BIRTH_DATE = "text_birth_date"
    TEXT_DATE = "text_date"
    TWO_DIGIT_YEAR = "two_digit_year"
    UNKNOWN_STATUS = "unknown_status"


_W, _H = Severity.WARNING, Severity.HINT

# Kind → code on the telephone, weight, sentence. What was put right without loss is a hint.
_SAID: Mapping[DoubtKind, tuple[str, Severity, str]] = {
    DoubtKind.ACTIVE_IN_FIRST_YEAR: (
        "IMP-20", _H, N_("Joined on {day}, less than a year ago: taken in as probationary.")
    ),
    DoubtKind.BIRTH_IMPOSSIBLE: ("IMP-21", _W, N_("There is no such birthday: {written}.")),
    DoubtKind.BIRTH_MISSING: ("IMP-22", _W, N_("No birthday is given.")),
    DoubtKind.BIRTH_MONTH_ONLY: ("IMP-23", _H, N_("Of the birthday only month and year are given: {written}.")),
    DoubtKind.BIRTH_UNREADABLE: ("IMP-24", _W, N_("The birthday can't be read: {written}.")),
    DoubtKind.BIRTH_YEAR_ONLY: ("IMP-25", _H, N_("Of the birthday only the year is given: {written}.")),
    DoubtKind.BLANK_STATUS: ("IMP-26", _W, N_("No status is given: probationary or official isn't known.")),
    DoubtKind.CARD_ODD: ("IMP-27", _W, N_("This card number has neither 12 nor 8 digits: {written}.")),
    DoubtKind.CELL_MISSING: ("IMP-28", _W, N_("No cell is given.")),
    DoubtKind.CELL_NAME_NFD: ("IMP-29", _H, N_("The cell's name is typed with split accents; read as {name}.")),
    DoubtKind.CELL_NAME_SPACES: ("IMP-30", _H, N_("The cell's name has stray spaces; read as {name}.")),
    DoubtKind.CELL_NAME_VARIANT: ("IMP-31", _W, N_("The cell is written {written}; taken for {name}.")),
    DoubtKind.DATE_AS_NUMBER: ("IMP-32", _H, N_("The day stands there as the number {written}; read as {day}.")),
    DoubtKind.DATE_IN_FUTURE: ("IMP-33", _W, N_("This day lies in the future: {day}.")),
    DoubtKind.DATE_SWAPPED: ("IMP-34", _W, N_("{written} has month and day the other way round; read as {day}.")),
    DoubtKind.DATE_UNREADABLE: ("IMP-35", _W, N_("This day can't be read: {written}.")),
    DoubtKind.DATE_YEAR_ONLY: ("IMP-36", _W, N_("Only the year is given: {written}. The day isn't known.")),
    DoubtKind.DUPLICATE_DIFFERS: (
        "IMP-37", _W, N_("{header} differs from row {first}, where the same person stands: {written}.")
    ),
    DoubtKind.DUPLICATE_ROW: ("IMP-38", _W, N_("{name} already stands in row {first}: one person.")),
    DoubtKind.ETHNIC_UNKNOWN: ("IMP-39", _W, N_("This ethnic group isn't in the list: {written}.")),
    DoubtKind.FORMULA: ("IMP-40", _W, N_("A formula stands here; the value saved with it was read: {written}.")),
    DoubtKind.FORMULA_IN_NOTE: ("IMP-41", _W, N_("The note is a formula. It is kept as text and never run.")),
    DoubtKind.ID_11_DIGITS: ("IMP-42", _W, N_("The personal id has 11 digits: {written}.")),
    DoubtKind.ID_AS_FLOAT: (
        "IMP-43", _H, N_("The personal id stands there as a number; its leading zeros were put back: {number}.")
    ),
    DoubtKind.ID_LOST_DIGITS: ("IMP-44", _W, N_("A program rounded the personal id: {written}.")),
    DoubtKind.ID_MISSING: ("IMP-45", _W, N_("No personal id is given.")),
    DoubtKind.ID_NOT_DIGITS: ("IMP-46", _W, N_("The personal id isn't a number: {written}.")),
    DoubtKind.ID_OF_TWO: ("IMP-47", _W, N_("{name} in row {first} has the same personal id.")),
    DoubtKind.ID_PROVINCE_UNKNOWN: ("IMP-48", _H, N_("The id's first three digits are no province's: {number}.")),
    DoubtKind.ID_SEX_DIFFERS: ("IMP-49", _W, N_("By its fourth digit the id belongs to the other sex: {number}.")),
    DoubtKind.ID_WITH_MARKS: ("IMP-50", _H, N_("The personal id is written with marks; read as {number}.")),
    DoubtKind.ID_WITH_SPACES: ("IMP-51", _H, N_("The personal id is written with spaces; read as {number}.")),
    DoubtKind.ID_WRONG_LENGTH: ("IMP-52", _W, N_("A personal id has 12 digits, this one hasn't: {written}.")),
    DoubtKind.ID_YEAR_DIFFERS: (
        "IMP-53", _W, N_("By its digits the id belongs to someone born in {year}: {number}.")
    ),
    DoubtKind.JOINED_AS_CHILD: ("IMP-54", _W, N_("Joined on {day}, younger than {age} years.")),
    DoubtKind.JOINED_PAST_60: ("IMP-55", _H, N_("Joined on {day}, older than 60 years.")),
    DoubtKind.LOWER_CASE_NAME: ("IMP-56", _H, N_("The name is typed in small letters; read as {name}.")),
    DoubtKind.NAME_HIDDEN_CHARACTERS: ("IMP-57", _H, N_("The name has hidden characters; read as {name}.")),
    DoubtKind.NAME_ODD: ("IMP-58", _W, N_("There are figures or signs in this name: {written}.")),
    DoubtKind.NFD_NAME: ("IMP-59", _H, N_("The name is typed with split accents; read as {name}.")),
    DoubtKind.NOT_A_PERSON: ("IMP-60", _W, N_("This row names no person and was left out: {written}.")),
    DoubtKind.OLD_9_DIGIT_ID: ("IMP-61", _W, N_("An old identity card with 9 digits: {written}.")),
    DoubtKind.RELIGION_UNKNOWN: ("IMP-62", _W, N_("This religion isn't in the list: {written}.")),
    DoubtKind.SAME_NAME_AND_BIRTH: (
        "IMP-63", _W, N_("Same name and birth as row {first}, but other numbers: two people?")
    ),
    DoubtKind.SEX_UNREADABLE: ("IMP-64", _W, N_("Male or female can't be read: {written}.")),
    DoubtKind.SPACES_IN_NAME: ("IMP-65", _H, N_("The name has stray spaces; read as {name}.")),
    DoubtKind.TEXT_BIRTH_DATE: ("IMP-66", _H, N_("The birthday is typed as text; read as {day}.")),
    DoubtKind.TEXT_DATE: ("IMP-67", _H, N_("The day is typed as text; read as {day}.")),
    DoubtKind.TWO_DIGIT_YEAR: ("IMP-68", _W, N_("{written} has a year of two digits; read as {day}.")),
    DoubtKind.CARD_DIFFERS: ("IMP-70", _W, N_("The card {written} bears another number than the personal id.")),
    DoubtKind.UNKNOWN_STATUS: ("IMP-69", _W, N_("This status isn't known: {written}.")),
    DoubtKind.OLD_FONT: ("IMP-71", _H, N_("Typed in an old font; read as {name}.")),
    DoubtKind.OLD_FONT_EITHER: (
        "IMP-72", _W, N_("The font is old, but it could be new text too: {written}; read as {name}.")
    ),
    DoubtKind.OLD_FONT_MIXED: ("IMP-73", _W, N_("Only a part of {written} is in an old font; read as {name}.")),
    DoubtKind.OLD_FONT_UNREADABLE: (
        "IMP-74", _W, N_("The font is old, but the text isn't of it; left as it stands: {written}.")
    ),
    DoubtKind.OLD_FONT_LOST: (
        "IMP-75", _W, N_("{written} was typed in an old font whose name is lost; read as {name}.")
    ),
    DoubtKind.OLD_FONT_LOST_TOO: (
        "IMP-76", _W, N_("Old fonts are lost in this list: {written} stays so, but could mean {name}.")
    ),
    DoubtKind.OLD_FONT_ODD: ("IMP-77", _W, N_("Read from an old font, but no usual Vietnamese word: {name}.")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something odd in one row: what it is, in which column, and what was made of it."""

    row: int
    column: str
    kind: DoubtKind
    message: Message

    @property
    def code(self) -> str:
        """Its code on the telephone."""
        return _SAID[self.kind][0]

    @property
    def severity(self) -> Severity:
        """A hint where nothing was lost, a warning where somebody should look."""
        return _SAID[self.kind][1]


def doubt(row: int, column: str, kind: DoubtKind, **values: Value) -> Doubt:
    """A doubt with its sentence."""
    return Doubt(row, column, kind, msg(_SAID[kind][2], **values))


@dataclass(frozen=True, slots=True)
class PlannedPerson:
    """One person as the sheet has them. ``person`` has no id yet and no dated facts: those come at the end.

    ``told``: the row or a heading between rows names the cell; otherwise it is the title's, or was chosen.
    """

    person: MemberDraft
    status: SheetStatus
    status_text: str
    cell: str | None
    rows: tuple[int, ...]
    post: str | None = None
    told: bool = True


@dataclass(frozen=True, slots=True)
class PlannedCell:
    """One cell: the name it was given most often, and every other way it was written."""

    name: str
    key: str
    variants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that names no person: a footer, a heading, a sum."""

    row: int
    text: str


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """A whole sheet, understood. ``missing`` are fields that have no column: they stay unknown.

    ``converted``: how many cells were read from an old font. ``title_cell``: the cell that the title names.
    """

    file: str
    sheet: str
    unit_name: str | None
    header_row: int
    first_data_row: int
    rows: int
    people: tuple[PlannedPerson, ...]
    cells: tuple[PlannedCell, ...]
    recognised: tuple[tuple[int, int], ...] = ()
    skipped: tuple[Skipped, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    missing: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    converted: int = 0
    title_cell: str | None = None

    @property
    def untold(self) -> tuple[PlannedPerson, ...]:
        """People whose cell neither their row nor a heading tells: the title does, or somebody has to choose."""
        return tuple(person for person in self.people if not person.told)

    @property
    def problems(self) -> dict[str, list[int]]:
        """Kind of doubt → its rows."""
        found: dict[str, list[int]] = {}
        for one in self.doubts:
            rows = found.setdefault(one.kind.value, [])
            if one.row not in rows:
                rows.append(one.row)
        return {kind: sorted(rows) for kind, rows in sorted(found.items())}

    @property
    def recognised_again(self) -> int:
        """Rows that name somebody who already stands in an earlier row."""
        return len(self.recognised)

    @property
    def by_status(self) -> dict[str, int]:
        """People by the words of the status column."""
        return dict(Counter(person.status_text for person in self.people))

    @property
    def by_cell(self) -> dict[str, int]:
        """People by cell; without one under the empty name."""
        return dict(Counter(person.cell or "" for person in self.people))

    @property
    def women(self) -> int:
        """People known to be women."""
        return sum(person.person.sex == Sex.FEMALE for person in self.people)

    def of_row(self, row: int) -> tuple[Doubt, ...]:
        """The doubts about one row."""
        return tuple(one for one in self.doubts if one.row == row)
