"""Every Vietnamese letter has a shape in every face; a letter without one is named, never left out."""

import hashlib
import unicodedata

import pytest
from fontTools.ttLib import TTFont

from desktop.basics import places
from desktop.basics.errors import Trouble
from desktop.documents.fonts import Face, lines_of, printable

_VOWELS = "aăâeêioôơuưy"
_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
SMALL = [unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in _TONES] + ["đ"]
LETTERS = SMALL + [letter.upper() for letter in SMALL]


def test_there_are_146_accented_and_plain_vowels_and_crossed_d() -> None:
    assert len(set(LETTERS)) == 146
    assert all(len(letter) == 1 for letter in LETTERS)


@pytest.mark.parametrize("face", Face)
def test_each_face_has_all_letters_and_the_signs_of_a_paper(face: Face) -> None:
    signs = "0123456789.,;:!?()[]/%+-–—“”‘’…*«»°²³½×≤≥₫§&<>=@#'\" "
    text = "".join(LETTERS) + "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" + signs.strip()
    assert printable(text, face) == text


@pytest.mark.parametrize("face", ["Regular", "Bold", "Italic", "BoldItalic"])
def test_another_reader_of_fonts_finds_the_same_letters(face: str) -> None:
    file = places.resources() / "fonts" / "liberation-serif" / f"LiberationSerif-{face}.ttf"
    known = TTFont(file).getBestCmap()
    assert not [letter for letter in LETTERS if ord(letter) not in known]
    assert TTFont(file)["OS/2"].fsType == 0  # may be embedded


def test_the_files_are_those_that_were_taken_over() -> None:
    folder = places.resources() / "fonts"
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = {name: digest for digest, name in (line.split(maxsplit=1) for line in lines)}
    serif = {name: digest for name, digest in sums.items() if name.startswith("liberation-serif/")}
    assert len(serif) == 4
    for name, digest in serif.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert "SIL OPEN FONT LICENSE" in (folder / "liberation-serif" / "OFL.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("character", ["😀", "☐", "✓", "漢", "\u0007", "\ue000", "\ud800"])
def test_a_character_without_a_shape_is_refused_by_name(character: str) -> None:
    with pytest.raises(Trouble) as refused:
        printable(f"Chi bộ đồng ý {character} rồi")
    assert refused.value.code == "PDF-01"
    values = dict(refused.value.message.values)
    assert f"U+{ord(character):04X}" in str(values["code"])
    assert "Chi bộ đồng ý" in str(values["near"])
    assert refused.value.next_step is not None


def test_decomposed_text_is_composed() -> None:
    name = "Nguyễn Thị Ước Đặng"
    assert printable(unicodedata.normalize("NFD", name)) == name


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  hai \t chữ\n mới ", "hai chữ mới"),
        ("90,5\u00a0%", "90,5\u00a0%"),
        ("a\u202fb\u3000c\u2003d", "a b c d"),
        ("không\u200b rộng\ufeff\u00ad\u202e", "không rộng"),
        ("gạch\u2011nối\u2010ngang", "gạch-nối-ngang"),
        ("", ""),
    ],
)
def test_blanks_and_signs_without_a_shape(typed: str, shown: str) -> None:
    assert printable(typed) == shown


def test_paragraphs_are_cut_at_line_breaks() -> None:
    assert lines_of("một\r\n\n  hai \u2028ba\n") == ("một", "hai", "ba")
    assert lines_of(" \n ") == ()
