"""From blocks to a finished PDF.

The same blocks, style and title give the same bytes, in any process: no clock, no random number, no order of
a hash goes into the file. Every font is embedded, the language is marked as Vietnamese, and the metadata
name the kind of paper and nobody.
"""

import io
import threading
from collections.abc import Sequence
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from desktop.documents import fonts
from desktop.documents.blocks import Block
from desktop.documents.style import MM, PaperStyle

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import BaseDocTemplate

PROGRAM: Final = "Sổ Chi bộ"
DRAFT_WORDS: Final = "DỰ THẢO"
CODE_WORDS: Final = "Mã kiểm tra văn bản:"
CODE_LENGTH: Final = 19  # four groups of four with a space between
_CODE_FORM: Final = "check-code"
_DRAFT_SIZE: Final = 96
_DRAFT_GREY: Final = 0.93
_drawing = threading.Lock()  # the PDF library keeps its font tables for the whole process


class Mark(Enum):
    """What a page carries besides its text."""

    NONE = auto()
    DRAFT = auto()  # "DỰ THẢO" across the page
    CODE = auto()  # a foot with an empty place for the check code; ``digest.stamp`` fills it


def draw(blocks: Sequence[Block], style: PaperStyle, title: str, mark: Mark = Mark.NONE) -> bytes:
    """The paper as PDF bytes. ``title`` goes into the metadata: the kind of paper, never a person's name.

    Refuses (PDF-01) a character that the embedded face lacks.
    """
    fonts.register()
    with _drawing:
        return _drawn(blocks, style, title, mark)


def _drawn(blocks: Sequence[Block], style: PaperStyle, title: str, mark: Mark) -> bytes:
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

    from desktop.documents.layout import flowables

    page = style.page
    width, height = page.width * MM, page.height * MM
    frame = Frame(
        page.left * MM,
        page.bottom * MM,
        width - (page.left + page.right) * MM,
        height - (page.top + page.bottom) * MM,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )

    def before(canvas: "Canvas", document: "BaseDocTemplate") -> None:
        if mark is Mark.DRAFT:
            _draft(canvas, style)
        if document.page > 1:
            _number(canvas, document.page, style)

    def after(canvas: "Canvas", _document: "BaseDocTemplate") -> None:
        if mark is Mark.CODE:
            _foot(canvas, style)

    out = io.BytesIO()
    BaseDocTemplate(
        out,
        pagesize=(width, height),
        pageTemplates=[PageTemplate(frames=[frame], onPage=before, onPageEnd=after)],
        title=fonts.printable(title),
        author=PROGRAM,
        subject="",
        creator=PROGRAM,
        lang="vi",
        displayDocTitle=True,
        invariant=1,
        pageCompression=1,
        initialFontName=fonts.Face.REGULAR.value,
    ).build(flowables(blocks, style))
    return out.getvalue()


def _number(canvas: "Canvas", number: int, style: PaperStyle) -> None:
    page = style.page
    canvas.setFont(fonts.Face.REGULAR.value, page.number_size)
    middle = (page.left + page.width - page.right) / 2 * MM
    canvas.drawCentredString(middle, (page.height - page.number_from_top) * MM, str(number))


def _draft(canvas: "Canvas", style: PaperStyle) -> None:
    canvas.saveState()
    canvas.setFillGray(_DRAFT_GREY)
    canvas.setFont(fonts.Face.BOLD.value, _DRAFT_SIZE)
    canvas.translate(style.page.width * MM / 2, style.page.height * MM / 2)
    canvas.rotate(50)
    canvas.drawCentredString(0, -_DRAFT_SIZE / 3, DRAFT_WORDS)
    canvas.restoreState()


def _foot(canvas: "Canvas", style: PaperStyle) -> None:
    # One shared, uncompressed form: the code's place occurs once in the file and can be found in its bytes.
    look = style.foot
    face = fonts.Face.REGULAR.value
    bottom = look.from_bottom * MM
    words = f"{CODE_WORDS} "
    if not canvas.hasForm(_CODE_FORM):
        canvas.beginForm(_CODE_FORM)
        canvas.setFont(face, look.size)
        place = style.page.left * MM + canvas.stringWidth(words, face, look.size)
        canvas.drawString(place, bottom, " " * CODE_LENGTH)
        canvas.endForm(compression=0)
    canvas.setFont(face, look.size)
    canvas.drawString(style.page.left * MM, bottom, words)
    canvas.doForm(_CODE_FORM)
