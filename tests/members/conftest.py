"""The window's look for these tests, English, and a register with the sample's people in it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop.members.actions.sheet import carry_out, read_sheet
from desktop.organisations.actions import found_unit
from desktop.rulebook.book import Rulebook
from desktop.storage.register import Register
from tests.members.window import Seat
from tests.widgets.looking import looking

SAMPLE = Path(__file__).parent / "data" / "DS_DANGVIEN_mau.xlsx"
OLD_SAMPLE = SAMPLE.with_name("danh_sach_cu_mau.xlsx")


@pytest.fixture
def look(qapp: QApplication) -> Iterator[None]:
    with looking(qapp):
        yield


@pytest.fixture
def commune(register: Register, rulebook: Rulebook) -> Register:
    """A commune of 12 cells and 300 people."""
    register.write(found_unit, "Đảng bộ xã Bình Lãng").result()
    register.write(carry_out, read_sheet(SAMPLE, date(2026, 11, 9), rulebook)).result()
    return register


@pytest.fixture
def seat(look: None, commune: Register) -> Iterator[Seat]:
    made = Seat(commune)
    yield made
    made.leave()
