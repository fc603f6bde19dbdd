"""Pieces of a paper set in type. The only file besides ``page`` that knows the PDF library's flowables.

Every text passes ``fonts.printable`` and is escaped here, so that no caller can forget either: the library
reads markup in paragraphs and would open a file that a typed ``<img src=…>`` names.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal
from xml.sax.saxutils import escape

from reportlab.lib.colors import black
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, LongTable, Spacer, TableStyle
from reportlab.platypus import Paragraph as Set
from reportlab.platypus import Table as Grid

from desktop.documents.blocks import (
    Align,
    Block,
    CodeGroups,
    Header,
    Heading,
    NumberedLine,
    Paragraph,
    Recipients,
    SignatureBlock,
    Signer,
    Table,
    Title,
)
from desktop.documents.fonts import Face, lines_of, printable
from desktop.documents.style import MM, PaperStyle

_Alignment = Literal[0, 1, 2, 4]
_ALIGNMENTS: Final[dict[Align, _Alignment]] = {
    Align.LEFT: TA_LEFT,
    Align.CENTRE: TA_CENTER,
    Align.RIGHT: TA_RIGHT,
}
_LINE_RATIO: Final = 1.28  # of the size, where no exact line is prescribed
_TAIL_LINES: Final = 2  # lines of text that go with the signatures onto their page
_CODE_COLUMNS: Final = 4
_PADDING: Final = 2  # beside the text in a column, in points
_BALANCE_STEP: Final = 4


@dataclass(frozen=True, slots=True)
class Type:
    """How one piece of text is set; sizes in points."""

    size: float
    face: Face = Face.REGULAR
    alignment: _Alignment = TA_CENTER
    line: float = 0
    indent: float = 0
    after: float = 0
    underlined: bool = False
    side: float = 0  # left free on both sides


class Rule(Flowable):
    """A line of a given length, centred: the one below the Party's name."""

    def __init__(self, length: float, thickness: float = 0.8) -> None:
        super().__init__()
        self.length = length
        self.thickness = thickness

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        """As wide as there is room, as high as the line and a little air."""
        self.width = available_width
        return available_width, self.thickness + 2

    def draw(self) -> None:
        """Draw it."""
        self.canv.setLineWidth(self.thickness)
        left = (self.width - self.length) / 2
        self.canv.line(left, self.thickness, left + self.length, self.thickness)


def flowables(blocks: Iterable[Block], style: PaperStyle) -> list[Flowable]:
    """The blocks in type, in order. Refuses (PDF-01) a character that the face lacks."""
    setter = _Setter(style)
    story: list[Flowable] = []
    for block in blocks:
        if isinstance(block, SignatureBlock):
            setter.close(story, block)
        else:
            story.extend(setter.put(block))
    return story


class _Setter:
    def __init__(self, style: PaperStyle) -> None:
        page = style.page
        self.style = style
        self.width = (page.width - page.left - page.right) * MM
        body = style.body
        self.running = Type(
            body.size, alignment=TA_JUSTIFY, line=body.line, indent=body.indent * MM, after=body.gap
        )
        self.heading = Type(body.size, Face.BOLD, TA_LEFT, body.line, body.indent * MM, body.gap)
        # The library's "keep with next" would take a whole long paragraph to the next page and leave a hole.
        self.room_to_follow = CondPageBreak((1 + _TAIL_LINES) * body.line + body.gap)

    def put(self, block: Block) -> Iterator[Flowable]:
        match block:
            case Header():
                yield self._header(block)
                yield Spacer(1, self.style.body.line)
            case Title():
                yield from self._title(block)
            case Heading(text):
                yield self.room_to_follow
                yield self._text(text, self.heading)
            case Paragraph(text):
                yield from self._running(text)
            case NumberedLine(mark, text):
                yield from self._running(f"{mark} {text}")
            case Table():
                yield self._table(block)
                yield Spacer(1, self.style.body.gap)
            case CodeGroups(groups):
                yield self._code(groups)
                yield Spacer(1, self.style.body.line)
            case SignatureBlock():
                raise TypeError("a signature block is closed together with the lines before it")

    def close(self, story: list[Flowable], block: SignatureBlock) -> None:
        """Signatures, kept on one page with the last lines of the text before them."""
        tail: list[Flowable] = []
        if story and isinstance(story[-1], Set):
            tail = self._tail(story, story.pop())
        story.append(KeepTogether([*tail, Spacer(1, self.style.body.gap * 2), self._signatures(block)]))

    def _tail(self, story: list[Flowable], last: Flowable) -> list[Flowable]:
        _, height = last.wrap(self.width, 10**6)
        line = self.style.body.line
        lines = round(height / line)
        if lines < 2 * _TAIL_LINES:
            return [last]
        parts = last.split(self.width, (lines - _TAIL_LINES) * line + 1)
        if len(parts) < 2:
            return [last]
        head, *rest = parts
        head.spaceAfter = 0  # it isn't the end of the paragraph
        story.append(head)
        return rest

    # -- pieces ------------------------------------------------------------

    def _text(self, text: str, kind: Type) -> Set:
        words = escape(printable(text, kind.face))
        if kind.underlined:
            words = f"<u>{words}</u>"
        return Set(words, self._set_as(kind))

    def _balanced(self, text: str, kind: Type, width: float) -> Set:
        """Centred lines of about the same length, so that a long name leaves no single word behind."""
        words = printable(text, kind.face)

        def lines(room: float) -> int:
            return len(simpleSplit(words, kind.face.value, kind.size, room))

        fewest, room = lines(width), width
        while room > width / 2 and lines(room - _BALANCE_STEP) == fewest:
            room -= _BALANCE_STEP
        side = (width - room) / 2 if fewest > 1 else 0
        return self._text(text, replace(kind, side=side))

    def _set_as(self, kind: Type) -> ParagraphStyle:
        return ParagraphStyle(
            kind.face.value,
            fontName=kind.face.value,
            fontSize=kind.size,
            leading=kind.line or round(kind.size * _LINE_RATIO),
            alignment=kind.alignment,
            firstLineIndent=kind.indent,
            leftIndent=kind.side,
            rightIndent=kind.side,
            spaceAfter=kind.after,
            textColor=black,
            allowWidows=0,
            allowOrphans=0,
            splitLongWords=1,
            underlineWidth=0.6,
            underlineOffset=-2,
        )

    def _running(self, text: str) -> Iterator[Flowable]:
        for line in lines_of(text):
            if line.endswith(":"):  # it announces what follows
                yield self.room_to_follow
            yield self._text(line, self.running)

    def _header(self, block: Header) -> Flowable:
        look = self.style.header
        room = self.width * look.left_share / 100 - 2 * _PADDING
        superior, issuer = block.superior.upper(), block.issuer.upper()
        left = [self._balanced(superior, Type(look.superior_size), room)] if superior else []
        left.append(self._balanced(issuer, Type(look.issuer_size, Face.BOLD), room))
        left.append(self._text(look.star, Type(look.issuer_size, line=look.issuer_size)))
        if block.number:
            left.append(self._text(block.number, Type(look.number_size)))
        share = look.left_share / 100
        return self._columns([left, self._national(block)], [share, 1 - share])

    def _national(self, block: Header) -> list[Flowable]:
        look = self.style.national
        words = printable(look.words, Face.BOLD)
        right: list[Flowable] = [
            self._text(words, Type(look.size, Face.BOLD)),
            Rule(stringWidth(words, Face.BOLD.value, look.size)),
        ]
        if block.place_date:
            size = self.style.header.place_date_size
            right += [Spacer(1, 4), self._text(block.place_date, Type(size, Face.ITALIC))]
        return right

    def _title(self, block: Title) -> Iterator[Flowable]:
        look = self.style.name
        yield self._text(block.kind.upper(), Type(look.size, Face.BOLD))
        if block.subject:
            yield self._balanced(block.subject, Type(look.subject_size, Face.BOLD), self.width)
        if look.separator:
            yield self._text(look.separator, Type(look.subject_size, after=self.style.body.gap * 1.5))

    def _signatures(self, block: SignatureBlock) -> Flowable:
        match block.left:
            case Recipients():
                left = self._recipients(block.left)
            case Signer():
                left = self._signer(block.left)
        return self._columns([left, self._signer(block.right)], [0.5, 0.5])

    def _signer(self, signer: Signer) -> list[Flowable]:
        look = self.style.closing
        lines: list[Flowable] = [self._text(signer.authority.upper(), Type(look.size, Face.BOLD))]
        if signer.post:
            lines.append(self._text(signer.post.upper(), Type(look.size)))
        lines.append(Spacer(1, look.space))
        if signer.name:
            lines.append(self._text(signer.name, Type(look.size, Face.BOLD)))
        return lines

    def _recipients(self, block: Recipients) -> list[Flowable]:
        look = self.style.closing
        lines: list[Flowable] = [self._text("Nơi nhận:", Type(look.size, alignment=TA_LEFT, underlined=True))]
        small = Type(look.recipients_size, alignment=TA_LEFT)
        return lines + [self._text(f"- {line}", small) for line in block.lines]

    def _columns(self, cells: Sequence[Sequence[Flowable]], shares: Sequence[float]) -> Flowable:
        grid = Grid(
            [[list(cell) for cell in cells]], colWidths=[self.width * share for share in shares], splitInRow=1
        )
        grid.setStyle(_BARE)
        return grid

    def _table(self, block: Table) -> Flowable:
        look = self.style.table
        whole = sum(column.share for column in block.columns)
        head = Type(look.size, Face.BOLD, line=look.line)
        rows = [[self._text(column.heading, head) for column in block.columns]]
        kinds = [Type(look.size, alignment=_ALIGNMENTS[one.align], line=look.line) for one in block.columns]
        for row in block.rows:
            rows.append([self._text(text, kind) for text, kind in zip(row, kinds, strict=True)])
        widths = [self.width * column.share / whole for column in block.columns]
        # A row higher than a page goes on over the page's end instead of stopping the paper.
        grid = LongTable(rows, colWidths=widths, repeatRows=1, splitInRow=1)
        grid.setStyle(_RULED)
        return grid

    def _code(self, groups: Sequence[str]) -> Flowable:
        cells: list[list[Flowable]] = [
            [self._text(str(place), Type(10)), self._text(group, Type(30, Face.BOLD, line=40))]
            for place, group in enumerate(groups, start=1)
        ]
        rows = [cells[at : at + _CODE_COLUMNS] for at in range(0, len(cells), _CODE_COLUMNS)]
        boxed = [
            ("BOX", (column, row), (column, row), 0.8, black)
            for row, line in enumerate(rows)
            for column in range(len(line))
        ]
        padded: list[list[list[Flowable] | str]] = [
            [*line, *[""] * (_CODE_COLUMNS - len(line))] for line in rows
        ]
        grid = Grid(padded, colWidths=[self.width / _CODE_COLUMNS] * _CODE_COLUMNS)
        grid.setStyle(
            TableStyle(
                [_FONT, ("TOPPADDING", (0, 0), (-1, -1), 6), ("BOTTOMPADDING", (0, 0), (-1, -1), 8), *boxed]
            )
        )
        return grid


# A grid names its own font even where it writes nothing; without this, Helvetica would stand unembedded.
_FONT: Final = ("FONT", (0, 0), (-1, -1), Face.REGULAR.value)
_BARE: Final = TableStyle(
    [
        _FONT,
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), _PADDING),
        ("RIGHTPADDING", (0, 0), (-1, -1), _PADDING),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
    ]
)
_RULED: Final = TableStyle(
    [
        _FONT,
        ("GRID", (0, 0), (-1, -1), 0.6, black),
        ("VALIGN", (0, 0), (-1, 0), "MIDDLE"),
        ("VALIGN", (0, 1), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ]
)
