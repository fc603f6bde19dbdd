"""Reading the values of cells: days, personal ids, cards, names. Each tells how sure the reading is."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from desktop.basics.text import name_case
from desktop.members.actions.sheet_columns import visible
from desktop.members.actions.sheet_file import Cell, CellValue
from desktop.members.actions.sheet_plan import DoubtKind
from desktop.members.rules.identity import meaning_of

_SERIAL_ZERO = date(1899, 12, 30)
_SERIALS = range(3_653, 73_050)  # 1910 to 2099
_YEARS = range(1900, 2100)
_PARTS = re.compile(r"\D*(\d{1,2})\D+(\d{1,2})\D+(\d{4}|\d{2})\D*")
_ISO = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})(?:[T ][\d:.]+)?")
_MONTH = re.compile(r"\D*(\d{1,2})\D+(\d{4})\D*")
_PACKED = re.compile(r"(\d{2})(\d{2})(\d{4})")
_SPACES = re.compile(r"[\s\u00a0\u2000-\u200f\u202f\u2060\u3000\ufeff]+")
_MARKS = re.compile(r"[.\-–—_'’‘`\"/,:;]+")
_CENTURY = 100


@dataclass(frozen=True, slots=True)
class ReadDay:
    """A day as far as it could be read. ``kind``: what to tell of it; None if it stood there as a day."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    kind: DoubtKind | None = None

    @property
    def full(self) -> date | None:
        """The whole day, if it is known."""
        if self.year is None or self.month is None or self.day is None:
            return None
        return date(self.year, self.month, self.day)


def written(value: CellValue) -> str:
    """A cell's value as one would read it aloud: for sentences, and to keep what can't be read."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else visible(str(value))


def read_birth(value: CellValue, id_year: int | None, today: date) -> ReadDay:
    """A birthday. ``id_year`` (from the personal id) settles the century of a year of two digits."""
    found = _day(value, id_year, None, today)
    if found.kind is DoubtKind.TEXT_DATE:
        return ReadDay(found.year, found.month, found.day, DoubtKind.TEXT_BIRTH_DATE)
    translated = {
        DoubtKind.DATE_UNREADABLE: DoubtKind.BIRTH_UNREADABLE,
        DoubtKind.DATE_YEAR_ONLY: DoubtKind.BIRTH_YEAR_ONLY,
    }
    return (
        ReadDay(found.year, found.month, found.day, translated.get(found.kind, found.kind))
        if found.kind
        else found
    )


def read_day(value: CellValue, after: int | None, today: date) -> ReadDay:
    """Any other day. ``after``, a year of birth, settles the century of a year of two digits."""
    found = _day(value, None, after, today)
    if found.kind in (DoubtKind.BIRTH_MONTH_ONLY, DoubtKind.BIRTH_IMPOSSIBLE):
        return ReadDay(kind=DoubtKind.DATE_UNREADABLE)
    return found


def _day(value: CellValue, id_year: int | None, after: int | None, today: date) -> ReadDay:
    if isinstance(value, datetime | date):
        return ReadDay(value.year, value.month, value.day)
    if isinstance(value, bool) or value is None:
        return ReadDay() if value is None else ReadDay(kind=DoubtKind.DATE_UNREADABLE)
    if isinstance(value, int | float):
        return _from_number(value, today)
    text = unicodedata.normalize("NFKC", visible(str(value))).strip(" '\"`")
    if not text:
        return ReadDay()
    if text.isdecimal() and text.isascii():
        return _from_digits(text, id_year, after, today)
    return _from_text(text, id_year, after, today)


def _from_number(value: int | float, today: date) -> ReadDay:
    if value in _YEARS:
        return ReadDay(int(value), kind=DoubtKind.DATE_YEAR_ONLY)
    if int(value) in _SERIALS:
        day = _SERIAL_ZERO + timedelta(int(value))
        return ReadDay(day.year, day.month, day.day, DoubtKind.DATE_AS_NUMBER)
    if float(value).is_integer():
        return _from_digits(str(int(value)), None, None, today)
    return ReadDay(kind=DoubtKind.DATE_UNREADABLE)


def _from_digits(text: str, id_year: int | None, after: int | None, today: date) -> ReadDay:
    if len(text) == 4 and int(text) in _YEARS:
        return ReadDay(int(text), kind=DoubtKind.DATE_YEAR_ONLY)
    if len(text) == 5 and int(text) in _SERIALS:
        return _from_number(int(text), today)
    if len(text) in (7, 8):
        packed = _PACKED.fullmatch(text.zfill(8))
        if packed is not None and int(packed[3]) in _YEARS:
            return _checked(int(packed[1]), int(packed[2]), int(packed[3]), DoubtKind.TEXT_DATE)
        if len(text) == 8 and int(text[:4]) in _YEARS:
            return _checked(int(text[6:]), int(text[4:6]), int(text[:4]), DoubtKind.TEXT_DATE)
    if len(text) == 6:
        year = _full_year(int(text[4:]), id_year, after, today)
        return _checked(int(text[:2]), int(text[2:4]), year, DoubtKind.TWO_DIGIT_YEAR)
    return ReadDay(kind=DoubtKind.DATE_UNREADABLE)


def _from_text(text: str, id_year: int | None, after: int | None, today: date) -> ReadDay:
    iso = _ISO.fullmatch(text)
    if iso is not None and int(iso[1]) in _YEARS:
        return _checked(int(iso[3]), int(iso[2]), int(iso[1]), DoubtKind.TEXT_DATE)
    parts = _PARTS.fullmatch(text)
    if parts is not None:
        day, month, year = int(parts[1]), int(parts[2]), int(parts[3])
        if len(parts[3]) == 2:
            full = _full_year(year, id_year, after, today)
            return _checked(day, month, full, DoubtKind.TWO_DIGIT_YEAR)
        return _checked(day, month, year, DoubtKind.TEXT_DATE)
    month_only = _MONTH.fullmatch(text)
    if month_only is not None and int(month_only[2]) in _YEARS:
        month = int(month_only[1])
        if 1 <= month <= 12:
            return ReadDay(int(month_only[2]), month, kind=DoubtKind.BIRTH_MONTH_ONLY)
        return ReadDay(int(month_only[2]), kind=DoubtKind.BIRTH_IMPOSSIBLE)
    years = re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text)
    if len(years) == 1 and not re.findall(r"\d+", text.replace(years[0], "")):
        return ReadDay(int(years[0]), kind=DoubtKind.DATE_YEAR_ONLY)
    return ReadDay(kind=DoubtKind.DATE_UNREADABLE)


def _checked(day: int, month: int, year: int, kind: DoubtKind) -> ReadDay:
    if year not in _YEARS:
        return ReadDay(kind=DoubtKind.BIRTH_IMPOSSIBLE)
    if day == 0 and month == 0:
        return ReadDay(year, kind=DoubtKind.DATE_YEAR_ONLY)
    if day == 0 and 1 <= month <= 12:
        return ReadDay(year, month, kind=DoubtKind.BIRTH_MONTH_ONLY)
    try:
        found = date(year, month, day)
    except ValueError:
        if month > 12 >= day >= 1:
            return _swapped(day, month, year)
        return ReadDay(year, kind=DoubtKind.BIRTH_IMPOSSIBLE)
    return ReadDay(found.year, found.month, found.day, kind)


def _swapped(day: int, month: int, year: int) -> ReadDay:
    try:
        date(year, day, month)
    except ValueError:
        return ReadDay(year, kind=DoubtKind.BIRTH_IMPOSSIBLE)
    return ReadDay(year, day, month, DoubtKind.DATE_SWAPPED)


def _full_year(year: int, id_year: int | None, after: int | None, today: date) -> int:
    if id_year is not None and id_year % _CENTURY == year:
        return id_year
    this_year = today.year
    recent = this_year - this_year % _CENTURY + year
    if after is not None:
        # A day of joining: the latest such year that isn't to come, and after the birth.
        return recent if recent <= this_year else recent - _CENTURY
    return recent if recent <= this_year - 16 else recent - _CENTURY


@dataclass(frozen=True, slots=True)
class ReadNumber:
    """A personal id. ``digits``: twelve, if they are; ``old``: nine; ``kept``: as written, if neither."""

    digits: str | None = None
    old: str | None = None
    kept: str | None = None
    kinds: tuple[DoubtKind, ...] = ()


def read_id(cell: Cell, birth_year: int | None) -> ReadNumber:
    """A personal id out of a cell: text or number, leading zeros lost or not, with marks or spaces between."""
    value = cell.value
    if isinstance(value, bool | datetime | date) or value is None or cell.empty:
        return ReadNumber(kinds=(DoubtKind.ID_MISSING,)) if cell.empty else _unreadable(value)
    if isinstance(value, int | float):
        return _from_numeric(value, birth_year)
    text = unicodedata.normalize("NFKC", str(value))
    if re.fullmatch(r"\s*\d[.,]?\d*[eE]\+?\d+\s*", text):
        return ReadNumber(kept=visible(text), kinds=(DoubtKind.ID_LOST_DIGITS,))
    whole = re.fullmatch(r"\s*(\d{9,12})[.,]0+\s*", text)
    if whole is not None:
        return _from_numeric(int(whole[1]), birth_year)
    bare = _SPACES.sub("", str(value))
    unmarked = _MARKS.sub("", bare)
    kinds = []
    if len(bare) != len(str(value)):
        kinds.append(DoubtKind.ID_WITH_SPACES)
    if unmarked != bare:
        kinds.append(DoubtKind.ID_WITH_MARKS)
    digits = unicodedata.normalize("NFKC", unmarked)
    if not (digits.isdecimal() and digits.isascii()):
        return _unreadable(value)
    return _by_length(digits, visible(str(value)), birth_year, kinds)


def _unreadable(value: CellValue) -> ReadNumber:
    return ReadNumber(kept=written(value), kinds=(DoubtKind.ID_NOT_DIGITS,))


def _from_numeric(value: int | float, birth_year: int | None) -> ReadNumber:
    if not float(value).is_integer() or value < 0:
        return _unreadable(value)
    digits = str(int(value))
    kinds = [DoubtKind.ID_AS_FLOAT]
    if len(digits) in (10, 11):
        return ReadNumber(digits.zfill(12), kinds=tuple(kinds))
    if len(digits) == 8:
        digits = digits.zfill(9)  # old numbers of Cao Bằng and others began with a zero
    return _by_length(digits, digits, birth_year, kinds)


def _by_length(digits: str, shown: str, birth_year: int | None, kinds: list[DoubtKind]) -> ReadNumber:
    if len(digits) == 12:
        return ReadNumber(digits, kinds=tuple(kinds))
    if len(digits) == 9:
        return ReadNumber(old=digits, kinds=(*kinds, DoubtKind.OLD_9_DIGIT_ID))
    kind = DoubtKind.ID_11_DIGITS if len(digits) == 11 else DoubtKind.ID_WRONG_LENGTH
    if len(digits) in (10, 11) and not digits.startswith("0"):
        meant = meaning_of(digits.zfill(12))
        if meant is not None and meant.province_known and meant.birth_year == birth_year:
            return ReadNumber(digits.zfill(12), kept=shown, kinds=(*kinds, kind))
    return ReadNumber(kept=shown, kinds=(*kinds, kind))


def read_card(value: CellValue) -> tuple[str | None, str | None, bool]:
    """A card's number: twelve digits since 02/9/2025, eight before, and whether it is neither."""
    if value is None or isinstance(value, bool | datetime | date):
        return None, None, value is not None
    if isinstance(value, float) and not value.is_integer():
        return None, visible(str(value)), True
    numeric = isinstance(value, int | float)
    text = str(int(value)) if isinstance(value, int | float) else _MARKS.sub("", _SPACES.sub("", str(value)))
    if not text:
        return None, None, False
    if numeric:
        text = text.zfill(12) if len(text) in (10, 11) else text.zfill(8)
    if text.isdecimal() and text.isascii() and len(text) in (8, 12):
        return (text, None, False) if len(text) == 12 else (None, text, False)
    return None, visible(str(value)) if not numeric else text, True


def read_name(text: str) -> tuple[str, tuple[DoubtKind, ...]]:
    """A person's name in mixed case and composed, and what was put right."""
    kinds = []
    if unicodedata.normalize("NFC", text) != text:
        kinds.append(DoubtKind.NFD_NAME)
    shown = visible(text)
    if _without_format(text) != text:
        kinds.append(DoubtKind.NAME_HIDDEN_CHARACTERS)
    if unicodedata.normalize("NFC", _without_format(text)) != shown:
        kinds.append(DoubtKind.SPACES_IN_NAME)
    if shown and shown == shown.lower() and shown != shown.upper():
        kinds.append(DoubtKind.LOWER_CASE_NAME)
    name = name_case(shown)
    if re.search(r"[^\w\s'’.\-–()]|\d|_", name):
        kinds.append(DoubtKind.NAME_ODD)
    return name, tuple(kinds)


def _without_format(text: str) -> str:
    return "".join(char for char in text if unicodedata.category(char) != "Cf")
