from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rulebook.book import Rulebook

CALENDAR = Rulebook.load().working_days(date(2026, 11, 3))
days = st.dates(date(2025, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 11, 3), True),
        (date(2026, 11, 7), False),
        (date(2026, 9, 2), False),
        (date(2026, 2, 17), False),
        (date(2026, 8, 22), True),
        (date(2030, 1, 1), False),
    ],
)
def test_working_days(day: date, working: bool) -> None:
    assert CALENDAR.is_working(day) is working


def test_the_third_on_a_saturday_moves_to_monday() -> None:
    assert CALENDAR.next_working(date(2026, 10, 3)) == date(2026, 10, 5)
    assert CALENDAR.next_working(date(2026, 11, 3)) == date(2026, 11, 3)


def test_limits_in_working_days() -> None:
    assert CALENDAR.after(date(2026, 4, 29), 2) == date(2026, 5, 5)
    assert CALENDAR.holiday(date(2026, 4, 30)) == "Ngày Chiến thắng"


@given(days, st.integers(1, 60))
def test_counting_there_and_back(start: date, count: int) -> None:
    end = CALENDAR.after(start, count)
    assert CALENDAR.is_working(end)
    assert CALENDAR.between(start, end) == count
    assert CALENDAR.between(start, end - timedelta(days=1)) == count - 1


def test_years_whose_moving_holidays_are_known() -> None:
    assert CALENDAR.knows(2026)
    assert not CALENDAR.knows(2040)
