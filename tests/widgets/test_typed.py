"""What people type for dates, times and numbers."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.widgets.typed import (
    Unread,
    read_date,
    read_number,
    read_tenths,
    read_time,
    write_date,
    write_time,
)

TODAY = date(2026, 11, 9)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3/11", date(2026, 11, 3)),
        ("03/11", date(2026, 11, 3)),
        ("3-11", date(2026, 11, 3)),
        ("3.11", date(2026, 11, 3)),
        ("3 11", date(2026, 11, 3)),
        ("0311", date(2026, 11, 3)),
        ("031126", date(2026, 11, 3)),
        ("03112026", date(2026, 11, 3)),
        ("3/11/26", date(2026, 11, 3)),
        ("3/11/2026", date(2026, 11, 3)),
        (" 3 / 11 / 2026 ", date(2026, 11, 3)),
        ("9", date(2026, 11, 9)),
        ("5/1", date(2027, 1, 5)),
        ("12/6/84", date(1984, 6, 12)),
        ("29/2/2024", date(2024, 2, 29)),
        ("", None),
        ("   ", None),
    ],
)
def test_a_date_is_read(text: str, day: date | None) -> None:
    assert read_date(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("5/1", date(2026, 1, 5)),
        ("10/11", date(2025, 11, 10)),
        ("9/11", date(2026, 11, 9)),
        ("3/2/30", date(1930, 2, 3)),
    ],
)
def test_a_date_of_the_past_is_never_ahead(text: str, day: date) -> None:
    assert read_date(text, TODAY, past=True) == day


@pytest.mark.parametrize(
    "text",
    [
        "31/11",
        "31/11/2026",
        "29/2/2026",
        "0/5",
        "5/13",
        "5/0",
        "abc",
        "1/2/3/4",
        "3/11/0026",
        "3/11/1899",
        "٣/١١",
    ],
)
def test_a_wrong_date_is_refused_in_words(text: str) -> None:
    assert isinstance(read_date(text, TODAY), Unread)


def test_the_sentence_names_the_month() -> None:
    found = read_date("31/11", TODAY)
    assert isinstance(found, Unread)
    assert found.message.values == (("days", 30), ("month", "11"))


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_what_is_written_is_read_back(day: date, today: date) -> None:
    assert read_date(write_date(day), today) == day


@given(st.dates(date(2020, 6, 1), date(2040, 6, 1)), st.integers(-180, 180))
def test_without_a_year_the_nearest_is_meant(today: date, days: int) -> None:
    day = today + timedelta(days=days)
    if (day.month, day.day) != (2, 29):
        assert read_date(f"{day.day}/{day.month}", today) == day


@given(st.text(max_size=12), st.booleans())
def test_no_text_breaks_the_reader(text: str, past: bool) -> None:
    found = read_date(text, TODAY, past)
    assert found is None or isinstance(found, date | Unread)
    if past and isinstance(found, date) and "/" in text and text.count("/") == 1:
        assert found <= TODAY


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("19:30", time(19, 30)),
        ("1930", time(19, 30)),
        ("19h30", time(19, 30)),
        ("19h", time(19)),
        ("19 giờ 30 phút", time(19, 30)),
        ("19.30", time(19, 30)),
        ("7", time(7)),
        ("730", time(7, 30)),
        ("0:05", time(0, 5)),
        ("", None),
    ],
)
def test_a_time_is_read(text: str, moment: time | None) -> None:
    assert read_time(text) == moment


@pytest.mark.parametrize("text", ["24:00", "19:60", "abc", "19:3:0", "19305"])
def test_a_wrong_time_is_refused(text: str) -> None:
    assert isinstance(read_time(text), Unread)


@given(st.times())
def test_a_written_time_is_read_back(moment: time) -> None:
    assert read_time(write_time(moment)) == moment.replace(second=0, microsecond=0)


@pytest.mark.parametrize(
    ("text", "number"), [("24", 24), ("1.857", 1857), ("1857", 1857), ("0", 0), ("", None)]
)
def test_a_number_is_read(text: str, number: int | None) -> None:
    assert read_number(text, 0) == number


@pytest.mark.parametrize("text", ["-1", "12a", "1,5", "1.85", "99999999999", "²"])
def test_a_wrong_number_is_refused(text: str) -> None:
    assert isinstance(read_number(text, 0), Unread)


def test_bounds_are_said() -> None:
    found = read_number("20", 0, 19)
    assert isinstance(found, Unread)
    assert found.message.values == (("most", "19"),)


@pytest.mark.parametrize(
    ("text", "tenths"), [("76,5", 765), ("76.5", 765), ("76", 760), ("76,5 %", 765), ("0,0", 0), ("", None)]
)
def test_tenths_are_read(text: str, tenths: int | None) -> None:
    assert read_tenths(text, 0, 1000) == tenths


@pytest.mark.parametrize("text", ["76,55", "x", "100,1", "-1"])
def test_wrong_tenths_are_refused(text: str) -> None:
    assert isinstance(read_tenths(text, 0, 1000), Unread)
