"""The check code in a paper's foot, and how anyone can check it.

A paper can't contain the hash of itself. So the paper is drawn with an *empty* foot: nineteen spaces stand
where the code will be, once in the file, in a stream that isn't compressed. Its **digest** is the SHA-256 of
exactly those bytes. Then the first sixteen hexadecimal digits, in four groups, take the place of the
nineteen spaces, and nothing else changes.

To check a file: put nineteen spaces back where the sixteen digits are (``recompute`` does it), take the
SHA-256, and compare its first digits with the foot; compare the whole of it with the digest that the register
keeps. It needs the file alone, neither this program nor its version. The foot ties a printed sheet to the
archived file; by itself it proves nothing to a stranger, since whoever redraws a paper can also redo its
code: the proof is the register's copy.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desktop.basics.errors import Trouble
from desktop.basics.language import msg
from desktop.documents.blocks import Block
from desktop.documents.page import CODE_LENGTH, Mark, draw
from desktop.documents.style import PaperStyle

_GROUP: Final = 4
_DIGITS: Final = 16
_EMPTY: Final = b" " * CODE_LENGTH
_PLACE: Final = re.compile(rb"\((?P<code> {19}|[0-9a-f]{4}(?: [0-9a-f]{4}){3})\) Tj")


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished paper and its digest, 64 hexadecimal digits."""

    pdf: bytes
    digest: str


def finished(blocks: Sequence[Block], style: PaperStyle, title: str) -> Paper:
    """The paper with its check code in the foot of each page. The same blocks give the same bytes."""
    return stamp(draw(blocks, style, title, Mark.CODE))


def stamp(empty: bytes) -> Paper:
    """Fill the empty foot of a paper that was drawn with ``Mark.CODE``."""
    start, end = _place(empty)
    if empty[start:end] != _EMPTY:
        raise ValueError("this paper's foot is filled already")
    digest = hashlib.sha256(empty).hexdigest()
    return Paper(empty[:start] + shown(digest).encode("ascii") + empty[end:], digest)


def recompute(pdf: bytes) -> str:
    """The digest of a paper, worked out from its bytes. Refuses (PDF-02) a file that has no such foot."""
    start, end = _place(pdf)
    return hashlib.sha256(pdf[:start] + _EMPTY + pdf[end:]).hexdigest()


def printed(pdf: bytes) -> str:
    """The code that stands in the foot, as it is read on paper; empty where it isn't filled in."""
    start, end = _place(pdf)
    return pdf[start:end].decode("ascii").strip()


def holds(pdf: bytes) -> bool:
    """Whether the foot fits the rest of the file: not one byte was changed since it was filled in."""
    return printed(pdf) == shown(recompute(pdf))


def shown(digest: str) -> str:
    """A digest as the foot shows it: "1a2b 3c4d 5e6f 7081"."""
    return " ".join(digest[at : at + _GROUP] for at in range(0, _DIGITS, _GROUP))


def _place(pdf: bytes) -> tuple[int, int]:
    found = list(_PLACE.finditer(pdf))
    if len(found) != 1:
        raise Trouble(
            "PDF-02",
            msg("This file has no check code in its foot: it isn't a finished paper of this program."),
            msg("Choose the file that was saved from the archive."),
        )
    return found[0].span("code")
