"""What the tests of papers share: reading a PDF's text back with another program than the one that wrote it."""

import unicodedata
from collections.abc import Callable

import pypdfium2
import pytest

ReadPages = Callable[[bytes], list[str]]


@pytest.fixture
def read_pages() -> ReadPages:
    """The text of each page, blanks and line breaks as single spaces."""

    def read(pdf: bytes) -> list[str]:
        with pypdfium2.PdfDocument(pdf) as document:
            texts = []
            for page in document:
                textpage = page.get_textpage()
                texts.append(" ".join(unicodedata.normalize("NFC", textpage.get_text_bounded()).split()))
                textpage.close()
                page.close()
            return texts

    return read
