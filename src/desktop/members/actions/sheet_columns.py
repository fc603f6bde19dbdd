"""Which column holds what: by the words of its header, in any order, with or without accents."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from desktop.basics.text import fold, tidy
from desktop.members.actions.sheet_file import Cell, SheetRow

FIRST_ROWS = 30
_HIDDEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")

# Field → phrases of headers, more telling fields first: "Chi bộ nơi cư trú" must not be taken for the cell.
_PHRASES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("residence_cell", ("noi cu tru", "chi bo cu tru", "chi bo noi cu tru")),
    ("card_issued_on", ("ngay cap the", "cap the ngay", "ngay phat the")),
    ("old_card_no", ("so the cu", "the cu")),
    ("card_no", ("so the", "the dang", "the dv", "the so", "so tdv", "ma the")),
    ("admission_decision_no", ("so qd ket nap", "so quyet dinh ket nap", "qd ket nap so", "quyet dinh ket nap so")),
    ("admission_decision_date", ("ngay qd ket nap", "ngay quyet dinh ket nap", "ngay ky qd ket nap")),
    ("file_no", ("so ly lich", "so ll", "so lldv")),
    ("", ("hon nhan",)),
    ("status", ("trang thai", "tinh trang", "dien sinh hoat", "loai dang vien", "phan loai dang vien")),
    ("citizen_id", ("cccd", "can cuoc", "cmnd", "cmtnd", "cmt", "dinh danh", "so gttt")),
    ("cell", ("noi sinh hoat", "sinh hoat tai", "chi bo dang sinh hoat", "chi bo sinh hoat")),
    ("birth_male", ("sinh nam gioi", "ngay sinh nam", "nam sinh nam", "ngay thang nam sinh nam")),
    ("birth_female", ("sinh nu gioi", "ngay sinh nu", "nam sinh nu", "ngay thang nam sinh nu")),
    ("birth_place", ("noi sinh", "noi dang ky khai sinh", "noi khai sinh")),
    ("birth", ("ngay sinh", "thang nam sinh", "nam sinh", "sinh ngay", "ngay thang sinh", "ngay thang nam sinh")),
    ("sex", ("gioi tinh", "nam nu", "phai")),
    ("official_date", ("chinh thuc", "ngay ct", "ngay cong nhan")),
    ("ceremony_date", ("ket nap", "vao dang", "ngay vd", "vao dcsvn", "ngay du bi")),
    ("ethnic", ("dan toc",)),
    ("religion", ("ton giao",)),
    ("home_place", ("que quan", "nguyen quan")),
    ("temp_address", ("tam tru",)),
    ("perm_address", ("thuong tru", "ho khau", "dia chi", "cho o", "noi o")),
    ("phone", ("dien thoai", "sdt", "so dt", "di dong", "tel", "phone", "mobile")),
    ("llct_level", ("ly luan", "llct")),
    ("edu_general", ("hoc van", "van hoa", "giao duc pho thong", "gdpt", "pho thong")),
    ("edu_prof", ("chuyen mon", "trinh do cm", "bang cap")),
    ("workplace", ("noi cong tac", "noi lam viec", "don vi cong tac", "co quan")),
    ("occupation", ("nghe nghiep", "nghe")),
    ("position", ("chuc vu", "chuc danh")),
    ("cell", ("chi bo", "noi sinh hoat", "sinh hoat tai", "to chuc dang")),
    ("other_name", ("ten goi khac", "bi danh", "ten thuong dung")),
    ("family_name", ("ho dem", "ho va dem", "ho va ten dem", "ho ten dem", "ho lot", "ho va ten lot")),
    ("full_name", ("ho va ten", "ho ten", "ten dang vien", "ho va ten khai sinh", "hoten")),
    ("note", ("ghi chu", "chu thich", "note")),
)  # fmt: skip
_EXACT = {
    "stt": "number", "tt": "number", "so tt": "number", "so thu tu": "number", "no": "number",
    "ho": "family_name", "ten": "given_name", "dang vien": "full_name", "nam": "male", "nu": "female",
    "gioi": "sex", "sn": "birth", "gt": "sex", "cb": "cell", "don vi": "cell",
    "ten khac": "other_name", "email": "email", "trinh do": "education", "trinh do hoc van chuyen mon": "education",
}  # fmt: skip
TELLING = ("citizen_id", "card_no", "birth", "birth_male", "birth_female", "ceremony_date", "cell", "status")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the header stands, and at which place each field is found."""

    header_row: int
    first_row: int
    places: Mapping[str, int]
    headers: Mapping[str, str]
    unread: tuple[str, ...]

    def letter(self, field: str) -> str:
        """The column's letters as the spreadsheet shows them; empty if there is no such column."""
        place = self.places.get(field)
        return "" if place is None else column_letters(place)

    def cell(self, row: SheetRow, field: str) -> Cell:
        """The field's cell in a row."""
        place = self.places.get(field)
        return row.cells[place] if place is not None and place < len(row.cells) else Cell()


def column_letters(place: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def visible(text: str) -> str:
    """The text without characters that can't be seen; other spaces as plain ones; composed."""
    return tidy(_HIDDEN.sub("", text))


def header_words(cell: Cell) -> str:
    """A header's words: folded, marks as spaces."""
    if not isinstance(cell.value, str):
        return ""
    return " ".join(re.findall(r"[a-z0-9]+", fold(visible(cell.value))))


def field_of(words: str) -> str | None:
    """The field that a header names; None: none we know."""
    if words in _EXACT:
        return _EXACT[words]
    padded = f" {words} "
    for field, phrases in _PHRASES:
        if any(f" {phrase} " in padded for phrase in phrases):
            return field or None
    return None


def find_columns(rows: Sequence[SheetRow]) -> Columns | None:
    """The header among the first rows: the one that names most fields, a name and two more at least."""
    best: Columns | None = None
    for place, row in enumerate(rows[:FIRST_ROWS]):
        for below in (None, rows[place + 1] if place + 1 < len(rows) else None):
            found = _columns(row, below)
            if found is not None and (best is None or len(found.places) > len(best.places)):
                best = found
    return best


def _columns(row: SheetRow, below: SheetRow | None) -> Columns | None:
    words = [header_words(cell) for cell in row.cells]
    first_row = row.number + 1
    if below is not None:
        # A header over two rows: the upper one spans columns, the lower one divides it.
        if not _divides(row, below):
            return None
        words = _joined(words, [header_words(cell) for cell in below.cells])
        first_row = below.number + 1
    places: dict[str, int] = {}
    unread = []
    for place, text in enumerate(words):
        field = field_of(text) if text else None
        if field is not None and field not in places:
            places[field] = place
        elif text:
            unread.append(_shown(row, place))
    named = "full_name" in places or {"family_name", "given_name"} <= places.keys()
    if not named or len(places) < 3 or not any(field in places for field in TELLING):
        return None
    headers = {field: _shown(row, place) for field, place in places.items()}
    return Columns(row.number, first_row, places, headers, tuple(filter(None, unread)))


def _divides(row: SheetRow, below: SheetRow) -> bool:
    words = [header_words(cell) for cell in below.cells]
    if below.number != row.number + 1 or not any(words):
        return False
    # Data rows hold numbers, dates and names; a lower header holds only words that name a field, or marks.
    return all(
        cell.empty or (isinstance(cell.value, str) and (field_of(text) is not None or text in _LOWER))
        for cell, text in zip(below.cells, words, strict=True)
    )


_LOWER = frozenset({"ngay", "thang", "so", "du bi", "sinh", "ngay cap", "noi cap", "xa", "tinh", "hien nay"})


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    joined, spanning = [], ""
    for place in range(max(len(upper), len(lower))):
        above = upper[place] if place < len(upper) else ""
        own = lower[place] if place < len(lower) else ""
        spanning = above or (spanning if own else "")
        joined.append(f"{spanning} {own}".strip() if own else above)
    return joined


def _shown(row: SheetRow, place: int) -> str:
    value = row.cells[place].value if place < len(row.cells) else None
    return visible(value) if isinstance(value, str) else ""


def is_numbering(row: SheetRow) -> bool:
    """A row that only numbers the columns: 1 2 3 …, or (1) (2) (3)."""
    seen = [str(cell.value).strip("() ") for cell in row.cells if not cell.empty]
    return len(seen) >= 3 and all(text.isdecimal() for text in seen) and _rising([int(text) for text in seen])


def _rising(numbers: Iterable[int]) -> bool:
    listed = list(numbers)
    return listed[0] <= 2 and all(later == earlier + 1 for earlier, later in pairwise(listed))
