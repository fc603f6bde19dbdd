"""How papers look on a given day: sizes and margins as an authority fixed them, from dated data.

Lengths of the page are millimetres, sizes of letters and lines are points.
"""

from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from desktop.basics import places
from desktop.rulebook.reading import read_toml

MM: Final = 72 / 25.4
_FOLDER: Final = ("rules", "papers")


@dataclass(frozen=True, slots=True)
class Page:
    """Paper and margins in millimetres; the page number's size in points."""

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    number_size: float
    number_from_top: float


@dataclass(frozen=True, slots=True)
class Body:
    """Running text: size, exact line and gap between paragraphs in points, indent in millimetres."""

    size: float
    line: float
    gap: float
    indent: float


@dataclass(frozen=True, slots=True)
class HeaderStyle:
    """The two columns at the top."""

    left_share: float
    superior_size: float
    issuer_size: float
    number_size: float
    place_date_size: float
    star: str


@dataclass(frozen=True, slots=True)
class National:
    """The Party's name at the top right."""

    words: str
    size: float


@dataclass(frozen=True, slots=True)
class NameStyle:
    """Kind and subject of the paper."""

    size: float
    subject_size: float
    separator: str


@dataclass(frozen=True, slots=True)
class Closing:
    """Signatures and recipients; ``space`` is left free for the hand."""

    size: float
    space: float
    recipients_size: float


@dataclass(frozen=True, slots=True)
class TableStyle:
    """Text in tables."""

    size: float
    line: float


@dataclass(frozen=True, slots=True)
class Foot:
    """The check code at the foot, ``from_bottom`` in millimetres."""

    size: float
    from_bottom: float


@dataclass(frozen=True, slots=True)
class Source:
    """The document that rules the look, and the regulation that it stands on."""

    document: str
    basis: str


@dataclass(frozen=True, slots=True)
class PaperStyle:
    """One authority's rules for the look of papers. ``doubtful``: values that nobody has confirmed yet."""

    id: str
    topic: str
    title: str
    effective_from: date
    effective_to: date | None
    doubtful: tuple[str, ...]
    source: Source
    page: Page
    body: Body
    header: HeaderStyle
    national: National
    name: NameStyle
    closing: Closing
    table: TableStyle
    foot: Foot


def style_on(day: date) -> PaperStyle:
    """The style in force on ``day``; before the oldest one known, that one. RUL-01: a file can't be read."""
    known = all_styles()
    return max((one for one in known if one.effective_from <= day), key=_since, default=known[0])


@cache
def all_styles() -> tuple[PaperStyle, ...]:
    """Every style that the program brings along, the oldest first."""
    folder = places.resources().joinpath(*_FOLDER)
    return tuple(sorted((_read(file) for file in folder.glob("*.toml")), key=_since))


def _since(style: PaperStyle) -> date:
    return style.effective_from


def _read(file: Path) -> PaperStyle:
    # A style file is our own resource: a wrong one is our bug, so an unknown or missing key just raises.
    data: dict[str, Any] = read_toml(file)
    parts = {part: kind(**data.pop(part)) for part, kind in _PARTS.items()}
    data["doubtful"] = tuple(data["doubtful"])
    return PaperStyle(**{"effective_to": None, **data}, **parts)


_PARTS: Final[dict[str, type]] = {
    field.name: field.type
    for field in fields(PaperStyle)
    if isinstance(field.type, type) and field.type.__module__ == __name__
}
