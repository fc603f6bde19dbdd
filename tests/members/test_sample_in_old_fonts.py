"""The sample of 300 people typed over again in old fonts: the same people, cells and statuses come out."""

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.styles import Font

from desktop.members.actions.sheet import read_sheet
from desktop.rulebook.book import Rulebook
from tests.basics.test_old_fonts import TO_TCVN3, in_tcvn3, in_vni
from tests.members.conftest import SAMPLE
from tests.members.test_sample_otherwise import TODAY

Typed = tuple[str, str]
"""A text and its font."""


def by_the_book(text: str) -> Typed:
    """Capitals as small letters in a capital font."""
    if text == text.upper() and text != text.lower():
        return in_tcvn3(text.lower()), ".VnTimeH"
    return in_tcvn3(text), ".VnTime"


def capitals_of_two(text: str) -> Typed:
    """Capitals with tones as a capital and a small letter, as programs convert them."""
    return in_tcvn3(text), ".vntime"


def capitals_locked(text: str) -> Typed:
    """Typed with the capitals lock in a font of small letters, where the letters with tones stay small."""
    return "".join(TO_TCVN3.get(char, TO_TCVN3.get(char.lower(), char)) for char in text), ".VnTime"


def in_vni_font(text: str) -> Typed:
    return in_vni(text), "VNI-Times"


@pytest.mark.parametrize("type_", [by_the_book, capitals_of_two, capitals_locked, in_vni_font])
def test_the_same_people_in_an_old_font(
    type_: Callable[[str], Typed], tmp_path: Path, rulebook: Rulebook
) -> None:
    book = load_workbook(SAMPLE)
    sheet = book.active
    assert sheet is not None
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and not cell.value.startswith("="):
                text, font = type_(unicodedata.normalize("NFC", cell.value))
                cell.value, cell.font = text, Font(name=font)
    path = tmp_path / SAMPLE.name
    book.save(path)
    plan, before = read_sheet(path, TODAY, rulebook), read_sheet(SAMPLE, TODAY, rulebook)
    assert plan.people == before.people
    assert (plan.cells, plan.recognised, plan.unit_name) == (
        before.cells,
        before.recognised,
        before.unit_name,
    )
    told = plan.problems.get("old_font", []) + plan.problems.get("old_font_either", [])
    assert len(told) == plan.rows
    # What comes of the old fonts is told besides; only split accents can't be typed in them.
    others = {kind: rows for kind, rows in plan.problems.items() if "font" not in kind and "cell" not in kind}
    assert others == {
        kind: rows for kind, rows in before.problems.items() if "nfd" not in kind and "cell" not in kind
    }
