"""Vietnamese text: one form for storing, one for searching, one for ordering, two for people's names.

Order is that of Vietnamese dictionaries: a ă â b c d đ e ê … o ô ơ … u ư …, and for the same letters the
tones level, huyền, hỏi, ngã, sắc, nặng, then small before capital letters. It is written out here because
Qt's collator follows the operating system on Windows and macOS; on Linux the two agree (tested).
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_STROKED = str.maketrans({"đ": "d", "Đ": "D", "ð": "d", "Ð": "D"})  # old files have the Icelandic eth for đ
_LETTERS = {letter: chr(ord("A") + rank) for rank, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_SHAPES = {"\u0306", "\u0302", "\u031b"}  # breve, circumflex, horn: they make another letter
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_FOREIGN_MARK = "6"
_WORD_BREAK = "!"  # sorts after the blank between the levels of a key, before everything else
_SIGN = '"'  # signs come before figures and letters, other scripts after them
_SIGNS = "_-,;:!?.'\"()[]{}@*/\\&#%"
_OTHER = "~"
_CAPITALISED = re.compile(r"[^\W\d_]+", re.UNICODE)
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_SPACES = re.compile(r"\s+")


def nfc(text: str) -> str:
    """The composed form, in which everything is stored (TCVN 6909:2001)."""
    return unicodedata.normalize("NFC", text)


def tidy(text: str) -> str:
    """Composed, each run of spaces a single one, none at the ends."""
    return _SPACES.sub(" ", nfc(text)).strip()


def file_words(text: str) -> str:
    """Words as the name of a file that the user saves: without the signs that FAT, NTFS and Windows refuse.

    At most 80 letters, of three bytes each at worst: with an ending they stay below the 255 that Linux allows.
    """
    return _NOT_IN_NAMES.sub("-", tidy(text))[:80].rstrip(". ")


def fold(text: str) -> str:
    """For searching: no accents, no capitals, đ as d. "Nguyễn Thị Đào" becomes "nguyen thi dao"."""
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFD", text)
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return plain.translate(_STROKED).casefold()


def spelt(name: str) -> str:
    """For comparing people's names, where each letter and each tone counts: "Kiên" isn't "Kiến".

    Only capitals and blanks don't, nor on which vowel of a word the tone stands: "Hoà" is "Hòa".
    """
    written = nfc(tidy(name).casefold()).replace("ð", "đ")
    return _CAPITALISED.sub(lambda word: _tone_last(word[0]), written)


def vkey(text: str) -> str:
    """A key of plain ASCII that sorts ``text`` in Vietnamese order, also byte by byte in a database index.

    Three levels, compared one after the other: letters of the whole text, then its tones, then capitals.
    """
    letters: list[str] = []
    tones: list[str] = []
    cases: list[str] = []
    for char in tidy(text):
        letter, tone, case = _weighed(char)
        letters.append(letter)
        tones.append(tone)
        cases.append(case)
    return f"{''.join(letters)} {''.join(tones).rstrip('0')} {''.join(cases).rstrip('0')}"


def name_key(full_name: str) -> str:
    """A key that sorts people as lists of members do: by given name, then family name, then middle names."""
    parts = split_name(full_name)
    return " ".join((vkey(parts.given), vkey(parts.family), vkey(parts.middle)))


@dataclass(frozen=True, slots=True)
class NameParts:
    """Family name, middle names and given name; a name of one word has only the given one."""

    family: str
    middle: str
    given: str


def split_name(full_name: str) -> NameParts:
    """Cut a full name at its spaces: first word, words between, last word."""
    words = tidy(full_name).split(" ")
    if len(words) == 1:
        return NameParts("", "", words[0])
    return NameParts(words[0], " ".join(words[1:-1]), words[-1])


def name_case(name: str) -> str:
    """A name typed all in capitals or all in small letters, in mixed case; any other stays as it was typed.

    "NGUYỄN THỊ HOA" becomes "Nguyễn Thị Hoa", "Y BLƠ-Ê" "Y Blơ-Ê", "K'BRÔI" "K'Brôi".
    """
    cleaned = tidy(name)
    if cleaned != cleaned.upper() and cleaned != cleaned.lower():
        return cleaned
    return _CAPITALISED.sub(lambda word: word[0][0].upper() + word[0][1:].lower(), cleaned)


def words_of(text: str) -> tuple[str, ...]:
    """The folded words of a text, for searching."""
    return tuple(re.findall(r"\w+", fold(text)))


def _tone_last(word: str) -> str:
    pieces = unicodedata.normalize("NFD", word)
    return nfc("".join(one for one in pieces if one not in _TONES)) + "".join(
        one for one in pieces if one in _TONES
    )


@lru_cache(4096)  # few letters make all names: quick find orders hundreds of them at each key
def _weighed(char: str) -> tuple[str, str, str]:
    """Rank of the letter, of its tone, of its size. A level sorts as text, so "0" stands for "nothing"."""
    if char == " ":
        return _WORD_BREAK, "0", "0"
    small = char.lower()
    base, shape, tone = "", "", "0"
    for piece in unicodedata.normalize("NFD", small):
        if piece in _TONES:
            tone = _TONES[piece]
        elif piece in _SHAPES:
            shape += piece
        elif unicodedata.combining(piece):
            tone = _FOREIGN_MARK
        else:
            base += piece
    letter = unicodedata.normalize("NFC", base + shape)
    if letter not in _LETTERS and base in _LETTERS:
        letter, tone = base, _FOREIGN_MARK
    return _ranked(letter), tone, "0" if small == char else "1"


def _ranked(letter: str) -> str:
    if letter in _LETTERS:
        return _LETTERS[letter]
    if letter.isdecimal() and letter.isascii():
        return letter
    if letter in _SIGNS:
        return f"{_SIGN}{chr(ord('A') + _SIGNS.index(letter))}" if letter else ""
    return "".join(f"{_OTHER}{ord(piece):06x}" for piece in letter)
