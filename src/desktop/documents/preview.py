"""Pages of a PDF as pictures, for any window toolkit: width, height and plain RGB bytes."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.basics.errors import Trouble
from desktop.basics.language import msg

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_POINTS_PER_INCH: Final = 72
_CHANNELS: Final = 3
_MOST_PIXELS: Final = 50_000_000  # a stranger's page may be metres wide
_rendering = threading.Lock()  # PDFium must not be entered by two threads at once


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page in pixels: three bytes (red, green, blue) each, row by row, no padding."""

    width: int
    height: int
    rgb: bytes


def page_count(pdf: bytes) -> int:
    """How many pages. Refuses (PDF-03) bytes that are no readable PDF."""
    with _opened(pdf) as document:
        return len(document)


def page_image(pdf: bytes, number: int, dpi: float) -> PageImage:
    """Page ``number``, counted from 1, at ``dpi`` dots per inch. Refuses (PDF-03) as ``page_count`` does."""
    with _opened(pdf) as document:
        if not 1 <= number <= len(document):
            raise ValueError(f"no page {number}")
        page = document[number - 1]
        scale = dpi / _POINTS_PER_INCH
        pixels = page.get_width() * page.get_height() * scale * scale
        scale *= min(1.0, (_MOST_PIXELS / max(pixels, 1.0)) ** 0.5)
        bitmap = page.render(scale=scale, rev_byteorder=True)
        if bitmap.n_channels != _CHANNELS:
            raise ValueError(f"a page came in {bitmap.n_channels} channels")
        width, height, stride = bitmap.width, bitmap.height, bitmap.stride
        lines = memoryview(bitmap.buffer).cast("B")
        packed = b"".join(lines[at : at + width * _CHANNELS] for at in range(0, stride * height, stride))
        bitmap.close()
        page.close()
    return PageImage(width, height, packed)


def pages(pdf: bytes, dpi: float) -> Iterator[PageImage]:
    """Every page in order, each drawn when it is asked for."""
    for number in range(1, page_count(pdf) + 1):
        yield page_image(pdf, number, dpi)


@contextmanager
def _opened(pdf: bytes) -> Iterator["PdfDocument"]:
    from pypdfium2 import PdfDocument, PdfiumError

    with _rendering:
        try:
            with PdfDocument(pdf) as document:
                yield document
        except PdfiumError as error:  # the file, or one of its pages
            raise Trouble(
                "PDF-03",
                msg("This file can't be read as a PDF."),
                msg("Choose another file, or save it once more from the archive."),
            ) from error
