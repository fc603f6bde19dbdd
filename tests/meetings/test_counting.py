"""The sums of the roll-call: the sample's figures, and that they always add up."""

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.meetings.rules.counting import Attended, attendance, counts, share_tenths
from desktop.meetings.rules.draft import MeetingDraft, RollLine
from desktop.meetings.rules.roster import (
    Listed,
    Office,
    allowed_statuses,
    call_roll,
    usual_chair,
    usual_minutes_taker,
    usual_status,
)
from desktop.meetings.rules.words import Presence, Stage
from desktop.rulebook.meetings import MeetingRules

P, L, K, M, T, D = Presence


def roll(*groups: tuple[int, Presence, Stage, bool]) -> tuple[RollLine, ...]:
    """So many lines of each (status, stage, exempt)."""
    number = count()
    return tuple(
        RollLine(f"line-{i}", f"member-{i}", status, stage, exempt)
        for times, status, stage, exempt in groups
        for i in [next(number) for _ in range(times)]
    )


SAMPLE = roll(
    (16, P, Stage.OFFICIAL, False),
    (1, P, Stage.OFFICIAL, True),
    (2, P, Stage.PROBATIONARY, False),
    (2, L, Stage.OFFICIAL, False),
    (2, M, Stage.OFFICIAL, True),
    (1, T, Stage.OFFICIAL, False),
)


def lines() -> st.SearchStrategy[tuple[RollLine, ...]]:
    one = st.tuples(st.just(1), st.sampled_from(Presence), st.sampled_from(Stage), st.booleans())
    return st.lists(one, max_size=60).map(lambda groups: roll(*groups))


def test_the_sample_adds_up() -> None:
    found = counts(SAMPLE)
    assert found.total == 24 == 19 + 2 + 2 + 1
    everyone = found.all
    assert (everyone.present, everyone.excused, everyone.unexcused) == (19, 2, 0)
    assert (everyone.exempt, everyone.elsewhere, everyone.absent) == (2, 1, 5)
    official = found.official
    assert official.total == 22 == 17 + 2 + 2 + 1
    assert (official.present, official.excused, official.exempt, official.elsewhere) == (17, 2, 2, 1)
    assert (found.probationary.total, found.probationary.present) == (2, 2)
    assert found.exempt == 3


def test_attendance_of_the_sample_is_19_of_21(rules: MeetingRules) -> None:
    assert attendance(SAMPLE, rules) == Attended(19, 21)
    assert attendance(SAMPLE, rules).tenths == 905


@pytest.mark.parametrize(
    ("part", "whole", "tenths"),
    [
        (19, 21, 905),
        (15, 19, 789),
        (17, 19, 895),
        (1, 3, 333),
        (2, 3, 667),
        (1, 8, 125),
        (0, 5, 0),
        (0, 0, None),
    ],
)
def test_shares_are_rounded_half_up(part: int, whole: int, tenths: int | None) -> None:
    assert share_tenths(part, whole) == tenths


@given(lines())
def test_sums_always_add_up(some: tuple[RollLine, ...]) -> None:
    found = counts(some)
    assert found.total == len(some) == found.official.total + found.probationary.total
    for whole, official, probationary in zip(
        (found.all.present, found.all.excused, found.all.exempt, found.all.absent),
        (found.official.present, found.official.excused, found.official.exempt, found.official.absent),
        (
            found.probationary.present,
            found.probationary.excused,
            found.probationary.exempt,
            found.probationary.absent,
        ),
        strict=True,
    ):
        assert whole == official + probationary


@given(some=lines())
def test_attendance_never_passes_all(some: tuple[RollLine, ...], rules: MeetingRules) -> None:
    share = attendance(some, rules).tenths
    assert share is None or 0 <= share <= 1000


def people() -> st.SearchStrategy[Listed]:
    return st.builds(
        Listed,
        member_id=st.uuids().map(str),
        name=st.just("Bế Đức Kiên"),
        stage=st.sampled_from(Stage),
        exempt=st.booleans(),
        elsewhere=st.booleans(),
        suspended=st.booleans(),
        office=st.none() | st.sampled_from(Office),
    )


@given(people())
def test_the_usual_status_is_an_allowed_one(person: Listed) -> None:
    assert usual_status(person) in allowed_statuses(person)


@pytest.mark.parametrize(
    ("person", "allowed"),
    [
        (Listed("1", "a"), {P, L, K}),
        (Listed("1", "a", exempt=True), {P, M}),
        (Listed("1", "a", elsewhere=True), {T}),
        (Listed("1", "a", suspended=True), {D}),
        (Listed("1", "a", suspended=True, exempt=True, elsewhere=True), {D}),
    ],
)
def test_facts_say_which_statuses_go(person: Listed, allowed: set[Presence]) -> None:
    assert allowed_statuses(person) == allowed


def test_calling_the_roll_keeps_what_was_typed_and_follows_the_list() -> None:
    ids = (f"line-{i}" for i in count())
    first = (
        Listed("1", "Bế Đức Kiên"),
        Listed("2", "Nông Thị Thơm"),
        Listed("3", "Hà Thị Nhung", exempt=True),
    )
    draft = call_roll(MeetingDraft("m", "o", 2026, 11), first, lambda: next(ids))
    assert [line.status for line in draft.roll] == [P, P, M]
    thom = draft.line("2")
    assert thom is not None
    draft = draft.with_line(RollLine(thom.id, "2", L, Stage.OFFICIAL, reason="con ốm"))
    later = (Listed("2", "Nông Thị Thơm"), Listed("4", "Chu Thị Hợp", stage=Stage.PROBATIONARY), first[2])
    again = call_roll(draft, later, lambda: next(ids))
    assert [line.member_id for line in again.roll] == ["2", "4", "3"]
    kept = again.line("2")
    assert kept is not None
    assert (kept.id, kept.status, kept.reason) == (thom.id, L, "con ốm")
    assert call_roll(again, later, lambda: next(ids)) == again


def test_chair_is_the_secretary_or_who_comes_next() -> None:
    secretary = Listed("1", "Bế Đức Kiên", office=Office.SECRETARY)
    deputy = Listed("2", "Bàn Văn Sếnh", office=Office.DEPUTY)
    member = Listed("3", "Lục Thị Yến", office=Office.COMMITTEE_MEMBER)
    plain = Listed("4", "Chu Thị Hợp")
    assert usual_chair((plain, member, deputy, secretary)) == "1"
    assert usual_chair((plain, member, deputy)) == "2"
    away = Listed("1", "Bế Đức Kiên", office=Office.SECRETARY, elsewhere=True)
    assert usual_chair((away, member)) == "3"
    assert usual_chair((plain,)) is None
    assert usual_minutes_taker((secretary, deputy, member), "1") == "3"
    assert usual_minutes_taker((secretary, deputy), "1") == "2"
    assert usual_minutes_taker((secretary,), "1") is None
