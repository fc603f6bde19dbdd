"""The invented people and the sample meeting, as rules see them, and somebody at the desk of their cell."""

import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from tests.meetings.sample import enter_cell
from tests.meetings.window import Seat
from tests.widgets.looking import looking

from desktop.basics import places
from desktop.rulebook.book import Rulebook
from desktop.rulebook.meetings import MeetingRules
from desktop.rulebook.scoring import ScoreSheet
from desktop.storage.register import Register

DAY = date(2026, 11, 3)


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return Rulebook.load()


@pytest.fixture(scope="session")
def rules(rulebook: Rulebook) -> MeetingRules:
    return rulebook.meetings(DAY)


@pytest.fixture(scope="session")
def sheet(rulebook: Rulebook) -> ScoreSheet:
    return rulebook.scoring(DAY)


@pytest.fixture(scope="session")
def sample() -> dict[str, Any]:
    with (places.resources() / "demo" / "sample_meeting.toml").open("rb") as opened:
        return tomllib.load(opened)


@pytest.fixture
def look(qapp: QApplication) -> Iterator[None]:
    with looking(qapp):
        yield


@pytest.fixture
def cell(register: Register, sample: dict[str, Any]) -> str:
    return register.write(enter_cell, sample).result()


@pytest.fixture
def seat(look: None, register: Register, cell: str) -> Iterator[Seat]:
    made = Seat(register)
    yield made
    made.leave()
