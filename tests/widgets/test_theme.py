"""Colours can be read, fonts are those that were vetted, the text scale has bounds."""

import hashlib
import unicodedata

import pytest
from fontTools.ttLib import TTFont
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication, QLabel

from desktop.basics import places
from desktop.widgets import icons, theme

ON_GROUNDS = [
    *(
        (ink, ground)
        for ink in ("ink", "ink2", "muted", "red", "slate")
        for ground in ("card", "ground", "side")
    ),
    *((ink, "hover") for ink in ("ink", "ink2", "muted", "red")),
    ("ink", "slate-tint"),
    ("red", "slate-tint"),
    ("muted", "slate-tint"),
    ("gold-dark", "gold-tint"),
    ("gold-dark", "card"),
    ("leaf-dark", "leaf-tint"),
    ("leaf-dark", "card"),
    ("red", "red-tint"),
    ("ink", "red-tint"),
    ("slate", "slate-tint"),
    ("card", "red"),
    ("card", "red-hover"),
    ("card", "red-pressed"),
    ("ink", "gold-mark"),
    ("card", "slate"),
]


@pytest.mark.parametrize(("ink", "ground"), ON_GROUNDS)
def test_words_can_be_read(ink: str, ground: str) -> None:
    assert theme.contrast(ink, ground) >= 4.5


@pytest.mark.parametrize(
    ("line", "ground"), [("edge", "card"), ("edge", "ground"), ("slate", "card"), ("leaf", "card")]
)
def test_borders_and_focus_can_be_seen(line: str, ground: str) -> None:
    assert theme.contrast(line, ground) >= 3


def test_contrast_is_wcag() -> None:
    theme.COLOURS["_white"], theme.COLOURS["_black"] = "#FFFFFF", "#000000"
    try:
        assert theme.contrast("_white", "_black") == pytest.approx(21)
    finally:
        del theme.COLOURS["_white"], theme.COLOURS["_black"]


def test_fonts_are_the_vetted_files() -> None:
    folder = places.resources() / "fonts"
    wanted = dict(line.split()[::-1] for line in (folder / "SHA256SUMS").read_text().splitlines())
    found = {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in theme.font_files()
    }
    assert found == wanted
    assert all((folder / name).parent.joinpath("OFL.txt").is_file() for name in wanted)


def vietnamese_letters() -> set[str]:
    vowels = "aăâeêioôơuưy"
    marks = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    small = {unicodedata.normalize("NFC", v + m) for v in vowels for m in marks} | {"đ"}
    return small | {letter.upper() for letter in small}


@pytest.mark.parametrize("file", theme.font_files(), ids=lambda file: file.stem)
def test_fonts_have_every_vietnamese_letter(file: object) -> None:
    letters = vietnamese_letters()
    assert len(letters) == 146
    covered = {chr(code) for code in TTFont(file).getBestCmap()}
    assert letters <= covered


def test_the_interface_is_drawn_in_its_own_font(qapp: QApplication) -> None:
    assert QFontInfo(theme.font("body")).family() == theme.FAMILY
    assert QFontInfo(qapp.font()).family() == theme.FAMILY


@pytest.mark.parametrize(("asked", "given"), [(0.5, 1.0), (1.0, 1.0), (1.25, 1.25), (1.5, 1.5), (9.0, 1.5)])
def test_the_text_scale_has_bounds(qapp: QApplication, asked: float, given: float) -> None:
    theme.install(qapp, asked)
    assert theme.scale() == given
    assert theme.font("body").pixelSize() == round(14 * given)


def test_a_label_follows_the_scale(qapp: QApplication, qtbot: object) -> None:
    label = QLabel("Ễ Ậ")
    theme.role(label, "section")
    label.ensurePolished()
    small = label.sizeHint().height()
    theme.install(qapp, 1.5)
    label.ensurePolished()
    assert label.font().pixelSize() == round(17 * 1.5)
    assert label.sizeHint().height() > small


def test_the_sheet_has_no_token_left(qapp: QApplication) -> None:
    assert "@" not in qapp.styleSheet()
    assert "~" not in qapp.styleSheet()
    assert "gradient" not in qapp.styleSheet()


@pytest.mark.parametrize("file", sorted((places.resources() / "icons").glob("*.svg")), ids=lambda f: f.stem)
def test_each_icon_draws_something(file: object, qapp: QApplication) -> None:
    from pathlib import Path

    assert isinstance(file, Path)
    image = icons.pixmap(file.stem, "red", 24).toImage()
    drawn = sum(
        image.pixelColor(x, y).alpha() > 100
        for x in range(0, image.width(), 2)
        for y in range(0, image.height(), 2)
    )
    assert drawn > 5
