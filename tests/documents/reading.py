"""Reading a PDF's text back with another program than the one that wrote it."""

import unicodedata

import pypdfium2


def read_pages(pdf: bytes) -> list[str]:
    """The text of each page, blanks and line breaks as single spaces."""
    with pypdfium2.PdfDocument(pdf) as document:
        texts = []
        for page in document:
            textpage = page.get_textpage()
            texts.append(" ".join(unicodedata.normalize("NFC", textpage.get_text_bounded()).split()))
            textpage.close()
            page.close()
        return texts
