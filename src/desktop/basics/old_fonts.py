"""Text typed for the fonts of before Unicode: TCVN3 (ABC, ".VnTime") and VNI ("VNI-Times").

Such a font draws Vietnamese letters at the places of Western ones, so only the font tells "Vò" of old from "Vò" of
today. The tables are those that GNU recode and libiconv (TCVN), xvnkb (VNI), vietunicode and the npm package
vietnamese-conversion agree on. TCVN3 has no capitals with tones: fonts whose names end in "H" draw small letters
as capitals.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import lru_cache

from desktop.basics.syllables import is_syllable
from desktop.basics.text import nfc

# A letter without and with the tones huyền, hỏi, ngã, sắc, nặng, in the order of both tables below.
_ROWS = ("aàảãáạ", "ăằẳẵắặ", "âầẩẫấậ", "eèẻẽéẹ", "êềểễếệ", "iìỉĩíị",
         "oòỏõóọ", "ôồổỗốộ", "ơờởỡớợ", "uùủũúụ", "ưừửữứự", "yỳỷỹýỵ")  # fmt: skip
_TCVN3 = ("aµ¶·¸¹", "¨»¼½¾Æ", "©ÇÈÉÊË", "eÌÎÏÐÑ", "ªÒÓÔÕÖ", "i×ØÜÝÞ",
          "oßáâãä", "«åæçèé", "¬êëìíî", "uïñòóô", "\xadõö÷øù", "yúûüýþ")  # fmt: skip
_TCVN3_CAPITALS = dict(zip("¡¢§£¤¥¦", "ĂÂĐÊÔƠƯ", strict=True))
_VNI_MARKS = {"a": "øûõùï", "e": "øûõùï", "o": "øûõùï", "ô": "øûõùï", "u": "øûõùï", "ö": "øûõùï", "y": "øûõù"}
_VNI_HATS = {"â": "âàåãáä", "ă": "êèúüéë"}  # circumflex and breve, without and with the tones
_VNI_I = "iìæóíò"

LETTERS = "".join(_ROWS) + "đ"
TONED = frozenset("".join(row[1:] for row in _ROWS))
_VIETNAMESE = frozenset(LETTERS + LETTERS.upper() + "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _tcvn3_table() -> dict[str, str]:
    small = {
        old: new
        for olds, news in zip(_TCVN3, _ROWS, strict=True)
        for old, new in zip(olds, news, strict=True)
    }
    return {old: new for old, new in small.items() if not old.isascii()} | {"®": "đ"} | _TCVN3_CAPITALS


def _vni_table() -> dict[str, str]:
    shapes = {"ô": "ơ", "ö": "ư"}
    rows = {row[0]: row for row in _ROWS}
    table = {"ñ": "đ", "î": "ỵ", **shapes, **dict(zip(_VNI_I[1:], rows["i"][1:], strict=True))}
    for base, marks in _VNI_MARKS.items():
        row = rows[shapes.get(base, base)]
        table |= {f"{base}{mark}": letter for mark, letter in zip(marks, row[1:], strict=False)}
    for shaped, marks in _VNI_HATS.items():
        for base in "aeo" if shaped == "â" else "a":
            row = rows[nfc(base + ("\u0302" if shaped == "â" else "\u0306"))]
            table |= {f"{base}{mark}": letter for mark, letter in zip(marks, row, strict=True)}
    # A capital vowel may bear a capital or a small mark: "AÙ" as much as "Aù".
    capitals = {old.upper(): new.upper() for old, new in table.items()}
    halves = {old[0].upper() + old[1:]: new.upper() for old, new in table.items()}
    return halves | capitals | table


TCVN3 = _tcvn3_table()
VNI = _vni_table()
_VNI_PIECE = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))
_WORD = re.compile(r"[A-Za-z\x80-\x9f\xa1-\u1fff]+")
_DOUBLED = {f"{row[0].upper()}{letter}": letter.upper() for row in _ROWS for letter in row[1:]}
_DOUBLE = re.compile("|".join(_DOUBLED))

_STYLES = re.compile(r"[\s_-]*(?:bold|italic|regular|normal|condensed?|\(.*\))$", re.IGNORECASE)
_DOTTED = re.compile(r"\.vn[a-z0-9]", re.IGNORECASE)
# Without its dot a name must be one of the family: "VNF-…" and others are Unicode fonts.
_UNDOTTED = re.compile(
    r"vn(?:3d|arabia|arial|aristote|avant|bahamas|black|bodoni|book|centur|clarendon|commerc|cooper|courier"
    r"|english|exotic|free|gothic|helvet|koala|lincoln|linus|lucida|memorandum|monotype|mystical|park|present"
    r"|revue|rousseau|shelley|southern|stamp|switzerland|teknical|tifani|timeh?$|univers|vogue)",
    re.IGNORECASE,
)
_VNI_NAME = re.compile(r"vni[\s_-]", re.IGNORECASE)
_SMALL_H = re.compile(r"english$", re.IGNORECASE)


class OldCode(StrEnum):
    """How text for old fonts is written down."""

    TCVN3 = "TCVN3"
    VNI = "VNI"


@dataclass(frozen=True, slots=True)
class OldFont:
    """What a font's name says: its code, and whether it draws small letters as capitals."""

    code: OldCode
    capitals: bool = False


class How(Enum):
    """How sure a reading is."""

    READ = "read"
    """By the font, and nothing speaks against it."""
    EITHER = "either"
    """By the font, but it would be good Vietnamese as it stands too."""
    MIXED = "mixed"
    """Some words by the font; others are in Unicode already."""
    KEPT = "kept"
    """In Unicode already, whatever the font: left as it stands."""
    UNREADABLE = "unreadable"
    """Neither: left as it stands."""
    LOST = "lost"
    """The font's name is lost, but the text can't be anything else."""


@dataclass(frozen=True, slots=True)
class Reread:
    """A text as the old font shows it."""

    text: str
    how: How


class _Word(Enum):
    PLAIN = "plain"
    OLD = "old"
    UNICODE = "unicode"
    EITHER = "either"
    NEITHER = "neither"


@lru_cache(1024)
def old_font(name: str | None) -> OldFont | None:
    """What a font of this name shows, if it is one of the old ones: ".VnTime", "vntimeh", "VNI-Times"."""
    bare = " ".join((name or "").split())
    while _STYLES.search(bare):
        bare = _STYLES.sub("", bare)
    if _VNI_NAME.match(bare):
        return OldFont(OldCode.VNI)
    if _DOTTED.match(bare) or _UNDOTTED.match(bare):
        return OldFont(OldCode.TCVN3, bare[-1] in "hH" and not _SMALL_H.search(bare))
    return None


def from_tcvn3(text: str) -> str:
    """Every letter of TCVN3 in ``text`` as Unicode; a capital written as two ("A¸" for Á) as one."""
    return _DOUBLE.sub(lambda pair: _DOUBLED[pair[0]], "".join(TCVN3.get(char, char) for char in text))


def from_vni(text: str) -> str:
    """Every letter of VNI in ``text`` as Unicode."""
    return _VNI_PIECE.sub(lambda piece: VNI[piece[0]], text)


def reread(text: str, font: OldFont) -> Reread:
    """What a text in an old font says. What was retyped in Unicode stays as it is, word by word if need be."""
    kinds = {_judged(word, font.code) for word in _WORD.findall(text)}
    if _Word.NEITHER in kinds:
        return Reread(text, How.UNREADABLE)
    if _Word.UNICODE in kinds and _Word.OLD not in kinds:
        return Reread(text, How.KEPT)
    convert = _converter(font.code)
    unicode_too = _Word.UNICODE in kinds
    shown = _WORD.sub(
        lambda word: (
            word[0] if unicode_too and _judged(word[0], font.code) is _Word.UNICODE else convert(word[0])
        ),
        text,
    )
    if font.code is OldCode.TCVN3:
        shown = shown.upper() if font.capitals or _meant_as_capitals(shown) else shown
    if unicode_too:
        return Reread(shown, How.MIXED)
    return Reread(shown, How.EITHER if _Word.EITHER in kinds and _Word.OLD not in kinds else How.READ)


def reread_without_font(text: str) -> Reread | None:
    """What a text in a font of today says if it can only be TCVN3: signs that no Vietnamese word holds, and all of
    its words are syllables once they are read so. None for any other text."""
    if text.isascii() or not _SIGNS.search(text):
        return None
    words = _WORD.findall(text)
    kinds = {_judged(word, OldCode.TCVN3) for word in words}
    if _Word.OLD not in kinds or kinds & {_Word.UNICODE, _Word.NEITHER}:
        return None
    shown = from_tcvn3(text)
    if not all(is_syllable(word) for word in _WORD.findall(shown)):
        return None
    return Reread(shown.upper() if _meant_as_capitals(shown) else shown, How.LOST)


def either_way(text: str) -> str | None:
    """What a text of good Vietnamese would be in TCVN3, if that were good Vietnamese too and another text."""
    kinds = {_judged(word, OldCode.TCVN3) for word in _WORD.findall(text)}
    return from_tcvn3(text) if _Word.EITHER in kinds and kinds <= {_Word.EITHER, _Word.PLAIN} else None


def all_syllables(text: str) -> bool:
    """Whether each word is built like a Vietnamese one."""
    return all(is_syllable(word) for word in _WORD.findall(text))


_SIGNS = re.compile(f"[{re.escape(''.join(sorted(TCVN3.keys() - _VIETNAMESE)))}]")


def _converter(code: OldCode) -> Callable[[str], str]:
    return from_tcvn3 if code is OldCode.TCVN3 else from_vni


@lru_cache(8192)  # few words make all names
def _judged(word: str, code: OldCode) -> _Word:
    """What one word is, by its letters: of the old code, of Unicode, either, or neither."""
    if word.isascii():
        return _Word.PLAIN
    literal = nfc(word)
    modern = all(char in _VIETNAMESE or char == "\xad" for char in literal)
    if not all(char <= "\xff" for char in word):
        return _Word.UNICODE if modern and _cased(literal) else _Word.NEITHER
    read = _converter(code)(word)
    readable = all(char in _VIETNAMESE for char in read) and _all_read(word, code)
    if not readable:
        return _Word.UNICODE if modern else _Word.NEITHER
    if read == literal:
        return _Word.PLAIN
    if not all(char in _VIETNAMESE for char in literal):
        return _Word.OLD
    as_old, as_modern = is_syllable(read), is_syllable(literal) and _cased(literal)
    if as_old == as_modern or len(word) == 1:  # a single letter proves nothing
        return _Word.EITHER
    return _Word.OLD if as_old else _Word.UNICODE


def _all_read(word: str, code: OldCode) -> bool:
    if code is OldCode.TCVN3:
        return all(char.isascii() or char in TCVN3 for char in word)
    return _VNI_PIECE.sub("", word).isascii()


def _cased(word: str) -> bool:
    return word.islower() or word.isupper() or (word[0].isupper() and word[1:].islower())


def _meant_as_capitals(shown: str) -> bool:
    """Typed with the capitals lock in a font of small letters: "NGUYễN V¡N áNH", where TCVN3 has no capitals."""
    small = [char for char in shown if char.islower()]
    inside = re.search(r"[^\W\d_][A-ZĂÂĐÊÔƠƯ]", shown)
    return bool(small) and inside is not None and all(char in TONED for char in small)
