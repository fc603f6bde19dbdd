"""Names of cells in a sheet: many spellings, one cell; and what a heading says of the whole list."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from desktop.basics.text import fold, name_case
from desktop.members.actions.sheet_columns import visible
from desktop.members.actions.sheet_plan import DoubtKind, PlannedCell

_PREFIX = re.compile(r"^(?:chi bo|cb|c b|chibo)(?: co so)?\s+(?=\S)")
_SHORT = {"tdp": "to dan pho", "tr": "truong", "x": "xom", "t": "thon", "ca": "cong an", "qs": "quan su"}
_LEADING = (
    "xom",
    "thon",
    "ban",
    "ap",
    "buon",
    "lang",
    "khu",
    "khu pho",
    "to dan pho",
    "to",
    "truong",
    "tram",
)
_SECTORS = (  # codes of the list org_sector
    ("HAMLET", ("xom", "thon", "ban", "ap", "buon", "lang", "khu pho", "to dan pho", "khoi")),
    ("PUBLIC_SERVICE", ("truong", "tram y te", "mam non", "tieu hoc", "thcs", "thpt")),
    ("POLICE", ("cong an",)),
    ("ARMY", ("quan su",)),
    ("PARTY_MASS", ("co quan dang", "cac co quan")),
    ("STATE", ("uy ban", "ubnd", "chinh quyen")),
    ("COOPERATIVE", ("hop tac xa", "htx")),
    ("ENTERPRISE", ("cong ty", "doanh nghiep", "xi nghiep")),
)
_CAPITALS = "THCS THPT TH MN UBND HĐND MTTQ TDP CA QS HTX BQL PTDTBT PTDTNT TNHH I II III IV V VI"
_KEPT_CAPITALS = frozenset(_CAPITALS.split())
_SMALL = "bộ ủy xã phường đặc khu thị trấn xóm thôn ấp tổ dân phố cơ sở"
_KEPT_SMALL = frozenset(_SMALL.split())
_HEADING = re.compile(r"(chi\s+bộ\s+.+|chi\s+bo\s+.+)", re.IGNORECASE)
_NO_CELL = re.compile(r"^(?:cac|toan|nhieu|truc thuoc|dang sinh hoat|noi|co so$)\b")


@lru_cache(maxsize=4096)
def cell_key(name: str) -> str:
    """What all spellings of one cell's name have in common: no accents, no "chi bộ", no marks."""
    words = " ".join(re.findall(r"[a-z0-9]+", fold(visible(name))))
    bare = _PREFIX.sub("", words)
    return " ".join(_SHORT.get(word, word) for word in bare.split())


def sector_of(name: str) -> str | None:
    """The sector that a cell's name tells, if it does."""
    padded = f" {cell_key(name)} "
    return next((sector for sector, words in _SECTORS if any(f" {word} " in padded for word in words)), None)


def organisation_case(text: str) -> str:
    """A name typed in capitals, as it is written elsewhere: "ĐẢNG BỘ XÃ BÌNH LÃNG" → "Đảng bộ xã Bình Lãng"."""
    shown = visible(text)
    if shown != shown.upper():
        return shown
    words = [
        word
        if word in _KEPT_CAPITALS
        else word.lower()
        if place and word.lower() in _KEPT_SMALL
        else name_case(word)
        for place, word in enumerate(shown.split(" "))
    ]
    return " ".join(words)


def cell_in_heading(text: str) -> str | None:
    """The cell that a title or a heading between rows names; None if it names none, or all of them."""
    found = _HEADING.search(unicodedata.normalize("NFC", visible(text)))
    if found is None:
        return None
    name = re.split(r"\s[-–:(]|[:(]|\s(?:năm|tháng|tính đến|quý)\s", found[1], flags=re.IGNORECASE)[0].strip(
        " .,-"
    )
    return None if not cell_key(name) or _NO_CELL.match(cell_key(name)) else organisation_case(name)


def unit_in_heading(text: str) -> str | None:
    """The organisation above, if a title names it."""
    shown = visible(text)
    folded = fold(shown)
    if folded.startswith(("dang bo ", "dang uy ")) and len(shown) < 80:
        return organisation_case(shown).replace("Đảng ủy", "Đảng bộ", 1)
    return None


@dataclass(frozen=True, slots=True)
class CellNames:
    """All spellings of a sheet, brought together."""

    cells: tuple[PlannedCell, ...]
    by_key: Mapping[str, str]

    def name_of(self, raw: str) -> str | None:
        """The one name of the cell that is written ``raw``."""
        return self.by_key.get(cell_key(raw))

    def doubt_about(self, raw: str) -> DoubtKind | None:
        """What is odd about a spelling, if anything."""
        name = self.name_of(raw)
        if name is None or raw == name:
            return None
        if visible(raw) != name:
            return DoubtKind.CELL_NAME_VARIANT
        split = unicodedata.normalize("NFC", raw) != raw
        return DoubtKind.CELL_NAME_NFD if split else DoubtKind.CELL_NAME_SPACES


def gather_cells(written: Iterable[str]) -> CellNames:
    """One cell for all spellings with the same key; a missing "xóm" is read into it if only one cell fits."""
    spellings: dict[str, Counter[str]] = {}
    for raw in written:
        if cell_key(raw):
            spellings.setdefault(cell_key(raw), Counter())[visible(raw)] += 1
    merged = {key: _fuller(key, spellings.keys()) for key in spellings}
    groups: dict[str, Counter[str]] = {}
    for key, counted in spellings.items():
        groups.setdefault(merged[key], Counter()).update(counted)
    names = {key: _best(key, counted) for key, counted in groups.items()}
    cells = tuple(
        PlannedCell(names[key], key, tuple(sorted(set(counted) - {names[key]})))
        for key, counted in groups.items()
    )
    return CellNames(cells, {key: names[target] for key, target in merged.items()})


def key_among(key: str, keys: Iterable[str]) -> str | None:
    """The cell of the register that a key means: the same, or the only one with or without a "xóm" before it."""
    known = set(keys)
    if key in known:
        return key
    fuller = _fuller(key, known)
    if fuller != key:
        return fuller
    first, _, bare = key.partition(" ")
    return bare if first in _LEADING and bare in known and not bare.isdecimal() else None


def _fuller(key: str, keys: Iterable[str]) -> str:
    fuller = [other for other in keys if other in {f"{word} {key}" for word in _LEADING}]
    return fuller[0] if len(fuller) == 1 else key


def _best(key: str, counted: Counter[str]) -> str:
    whole = {
        text: times
        for text, times in counted.items()
        if fold(text).startswith("chi bo ") and text != text.upper() and cell_key(text) == key
    }
    if whole:
        return max(whole, key=lambda text: (whole[text], text))
    text = organisation_case(counted.most_common(1)[0][0])
    bare = re.sub(r"^(?:c\.?b\.?|chi\s*bộ|chi\s*bo)\s+", "", text, flags=re.IGNORECASE)
    return f"Chi bộ {bare}"
