"""Spans: half-open, and what doesn't overlap gives each day at most one answer."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop.organisations.rules.spans import Span, first_overlap, turning_days

DAY = date(2026, 3, 1)
days = st.integers(0, 40).map(lambda n: DAY + timedelta(n))
spans = st.builds(Span, st.none() | days, st.none() | days)


def test_a_span_ends_before_its_end() -> None:
    span = Span(DAY, DAY + timedelta(1))
    assert span.holds(DAY)
    assert not span.holds(DAY + timedelta(1))
    assert not span.holds(DAY - timedelta(1))
    assert not Span(DAY, DAY).ordered
    assert Span().holds(DAY)


def test_neighbours_do_not_meet() -> None:
    assert not Span(None, DAY).meets(Span(DAY, None))
    assert Span(None, DAY + timedelta(1)).meets(Span(DAY, None))


@given(spans, spans)
def test_meeting_means_a_common_day(one: Span, other: Span) -> None:
    range_ = [DAY + timedelta(n) for n in range(-2, 45)]
    assert one.meets(other) == any(one.holds(day) and other.holds(day) for day in range_)


@given(st.lists(spans, max_size=6))
def test_without_overlap_each_day_has_one_answer(some: list[Span]) -> None:
    range_ = [DAY + timedelta(n) for n in range(-2, 45)]
    most = max((sum(span.holds(day) for span in some) for day in range_), default=0)
    found = first_overlap(some)
    assert (found is None) == (most <= 1)
    if found is not None:
        assert some[found[0]].meets(some[found[1]])


@given(st.lists(spans, max_size=5), days)
def test_between_turning_days_nothing_turns(some: list[Span], day: date) -> None:
    before = max(turn for turn in turning_days(some) if turn <= day)
    assert [span.holds(day) for span in some] == [span.holds(before) for span in some]
