"""Days and lengths by the rule sets of different years."""

from datetime import date, datetime

import pytest

from desktop.meetings.rules.draft import MeetingDraft
from desktop.meetings.rules.timing import (
    Held,
    Standing,
    last_day_on_time,
    least_minutes,
    minutes_held,
    papers_due,
    standing,
    usual_day,
    within_window,
)
from desktop.meetings.rules.words import MeetingKind, MeetingState
from desktop.rulebook.book import Rulebook
from desktop.rulebook.meetings import MeetingRules

START = datetime(2026, 11, 3, 19, 30)
DRAFT = MeetingDraft("m", "o", 2026, 11, started_at=START, ended_at=datetime(2026, 11, 3, 21, 40))


def test_the_sample_lasts_130_of_120(rules: MeetingRules) -> None:
    themed = MeetingDraft("m", "o", 2026, 11, started_at=START, ended_at=DRAFT.ended_at, theme_title="x")
    assert minutes_held(themed) == 130
    assert least_minutes(themed, rules)[0] == 120
    assert least_minutes(DRAFT, rules)[0] == 90
    assert minutes_held(MeetingDraft("m", "o", 2026, 11, started_at=START)) is None


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [(2026, 11, 3), (2026, 10, 5), (2026, 1, 5), (2026, 5, 4), (2027, 1, 4)],  # weekends move to Monday
)
def test_the_usual_day(year: int, month: int, day: int, rulebook: Rulebook) -> None:
    on = date(year, month, 1)
    works = rulebook.working_days(on).is_working
    assert usual_day(year, month, rulebook.meetings(on), works) == date(year, month, day)


def test_where_nobody_works_the_fixed_day_stands(rules: MeetingRules) -> None:
    assert usual_day(2026, 11, rules, lambda _day: False) == date(2026, 11, 3)


def test_before_2025_the_committee_fixed_the_day(rulebook: Rulebook) -> None:
    old = rulebook.meetings(date(2020, 2, 1))
    assert last_day_on_time(2020, 2, old) == date(2020, 2, 29)
    assert within_window(date(2020, 2, 28), old)
    assert papers_due(MeetingDraft("m", "o", 2020, 2), old) is None


def test_papers_go_out_a_day_before(rules: MeetingRules) -> None:
    assert papers_due(DRAFT, rules) == date(2026, 11, 2)


def held(state: MeetingState, day: int | None, kind: MeetingKind = MeetingKind.REGULAR) -> Held:
    return Held(kind, state, None if day is None else date(2026, 11, day))


@pytest.mark.parametrize(
    ("records", "drafted", "today", "expected"),
    [
        ([], False, date(2026, 10, 31), Standing.TO_COME),
        ([], False, date(2026, 11, 7), Standing.DUE),
        ([], False, date(2026, 11, 8), Standing.MISSING),
        ([], True, date(2026, 11, 8), Standing.DRAFT),
        ([held(MeetingState.CONCLUDED, 3)], False, date(2026, 11, 8), Standing.HELD),
        ([held(MeetingState.SIGNED_ON_PAPER, 3)], False, date(2026, 11, 8), Standing.SIGNED),
        ([held(MeetingState.SIGNED_ON_PAPER, 12)], False, date(2026, 11, 13), Standing.LATE),
        ([held(MeetingState.POSTPONED, 10)], True, date(2026, 11, 8), Standing.POSTPONED),
        ([held(MeetingState.MISSED, None)], False, date(2026, 11, 8), Standing.MISSING),
        ([held(MeetingState.CONCLUDED, 3, MeetingKind.THEMATIC)], False, date(2026, 11, 8), Standing.MISSING),
    ],
)
def test_standing(
    records: list[Held], drafted: bool, today: date, expected: Standing, rules: MeetingRules
) -> None:
    assert standing(2026, 11, records, drafted, today, rules) is expected
