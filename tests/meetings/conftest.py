"""The invented people and the sample meeting, as rules see them."""

import tomllib
from datetime import date
from typing import Any

import pytest

from desktop.basics import places
from desktop.rulebook.book import Rulebook
from desktop.rulebook.meetings import MeetingRules
from desktop.rulebook.scoring import ScoreSheet

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
