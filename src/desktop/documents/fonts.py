"""The embedded faces of papers, and the proof that they have every letter that is about to be printed.

Liberation Serif has the widths of Times New Roman and all 146 Vietnamese letters. A PDF library leaves out
a letter that its font lacks without a word; here such a letter stops the paper and is named.
"""

import threading
import unicodedata
from enum import StrEnum
from functools import cache
from typing import Final

from desktop.basics import places
from desktop.basics.errors import Trouble
from desktop.basics.language import msg
from desktop.basics.text import nfc

FAMILY: Final = "LiberationSerif"
_CONTEXT: Final = 40
_SAME_SHAPE: Final = str.maketrans({"\u2010": "-", "\u2011": "-"})  # hyphens as word processors paste them


class Face(StrEnum):
    """A face by the name it is registered and embedded under."""

    REGULAR = "LiberationSerif"
    BOLD = "LiberationSerif-Bold"
    ITALIC = "LiberationSerif-Italic"
    BOLD_ITALIC = "LiberationSerif-BoldItalic"


_FILES: Final = {
    Face.REGULAR: "LiberationSerif-Regular.ttf",
    Face.BOLD: "LiberationSerif-Bold.ttf",
    Face.ITALIC: "LiberationSerif-Italic.ttf",
    Face.BOLD_ITALIC: "LiberationSerif-BoldItalic.ttf",
}
_registering = threading.Lock()


def register() -> None:
    """Make the faces known to the PDF library, once in a process."""
    with _registering:
        _characters()


def printable(text: str, face: Face = Face.REGULAR) -> str:
    """``text`` composed and ready to draw in ``face``: each run of blanks one space, signs without a shape gone.

    Refuses (PDF-01) at the first character that the face lacks, and names it. A no-break space stays one.
    """
    register()
    tidy = _shaped(nfc(text)).strip(" ")
    known = _characters()[face]
    for place, character in enumerate(tidy):
        if ord(character) not in known:
            raise _missing(character, tidy[max(0, place - _CONTEXT) : place + _CONTEXT])
    return tidy


def lines_of(text: str) -> tuple[str, ...]:
    """The paragraphs of a text as it was typed: cut at line breaks, empty ones left out."""
    return tuple(line for line in (one.strip() for one in text.splitlines()) if line)


def _shaped(text: str) -> str:
    """Blanks of every kind but the no-break one as a space; format signs (zero width, direction) left out."""
    shaped = "".join(
        " " if char.isspace() and char != "\u00a0" else char
        for char in text.translate(_SAME_SHAPE)
        if unicodedata.category(char) != "Cf"
    )
    while "  " in shaped:
        shaped = shaped.replace("  ", " ")
    return shaped


def _missing(character: str, near: str) -> Trouble:
    name = unicodedata.name(character, "")
    code = f"U+{ord(character):04X}"
    return Trouble(
        "PDF-01",
        msg(
            "The paper can't show the character {character} ({code}). It stands in: “{near}”.",
            character=character if character.isprintable() else code,
            code=f"{code} {name}".strip(),
            near="".join(one for one in near if one.isprintable()),
        ),
        msg("Take the character out or write it in letters, then draw the paper again."),
    )


@cache
def _characters() -> dict[Face, frozenset[int]]:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    folder = places.resources() / "fonts" / "liberation-serif"
    known: dict[Face, frozenset[int]] = {}
    for face, file in _FILES.items():
        # ASCII keeps its own codes in the PDF: the foot's check code can then be found in the file.
        font = TTFont(face.value, str(folder / file), asciiReadable=True, shapable=False)
        pdfmetrics.registerFont(font)
        known[face] = frozenset(font.face.charToGlyph)
    pdfmetrics.registerFontFamily(FAMILY, Face.REGULAR, Face.BOLD, Face.ITALIC, Face.BOLD_ITALIC)
    return known
