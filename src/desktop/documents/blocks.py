"""The pieces of a paper, frozen and free of any PDF library, so that the engine below can be changed.

Texts are plain: no markup is ever read in them. A line break inside a text starts a new paragraph.
"""

from dataclasses import dataclass
from enum import Enum, auto


@dataclass(frozen=True, slots=True)
class Header:
    """The two columns at the top (HD 05-HD/VPTW 2026): superior and issuing organisation, the Party's name.

    ``number`` as printed, such as "Số 05-NQ/CB"; ``place_date`` empty for minutes. Capitals are set here.
    """

    superior: str
    issuer: str
    number: str = ""
    place_date: str = ""


@dataclass(frozen=True, slots=True)
class Title:
    """The paper's kind ("BIÊN BẢN") and its subject below, then five hyphens."""

    kind: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading such as "I- THÀNH PHẦN"; it never stands last on a page."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True, slots=True)
class NumberedLine:
    """Running text behind a mark: "1.", "a)", "-"."""

    mark: str
    text: str


class Align(Enum):
    """Where the text of a column stands."""

    LEFT = auto()
    CENTRE = auto()
    RIGHT = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """A table's column: its heading and its share of the width."""

    heading: str
    share: int
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings that repeat on each page. Each row has as many texts as there are columns."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("a row has another number of cells than the table has columns")


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: authority line ("T/M CHI BỘ", "CHỦ TRÌ HỘI NGHỊ"), post ("BÍ THƯ") if any, and name."""

    authority: str
    post: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Recipients:
    """ "Nơi nhận:" with its lines, the last one ending with a full stop."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """The end of a paper: two columns that stay on one page, together with the last lines before them."""

    left: Signer | Recipients
    right: Signer


@dataclass(frozen=True, slots=True)
class CodeGroups:
    """A code to be read and typed by people: each group large, in a box of its own with its number."""

    groups: tuple[str, ...]


Block = Header | Title | Heading | Paragraph | NumberedLine | Table | SignatureBlock | CodeGroups
