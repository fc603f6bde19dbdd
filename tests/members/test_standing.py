"""How a person stands on a day, out of dated facts."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop.members.rules.drafts import Elsewhere, Exemption, InStage, Suspension
from desktop.members.rules.standing import standing_on
from desktop.members.rules.words import Stage, State
from tests.members.people import THOM, TODAY


def test_before_joining_probation_then_official() -> None:
    assert not standing_on(THOM, date(2014, 2, 2)).belongs
    assert standing_on(THOM, date(2014, 2, 3)).state is State.PROBATIONARY
    assert standing_on(THOM, date(2015, 2, 2)).state is State.PROBATIONARY
    assert standing_on(THOM, date(2015, 2, 3)).state is State.OFFICIAL


def test_leaving_ends_it_on_the_day() -> None:
    left = replace(THOM, exit_kind="TRANSFERRED_OUT", exit_on=TODAY)
    assert standing_on(left, TODAY - timedelta(1)).belongs
    assert standing_on(left, TODAY).state is State.LEFT
    assert not standing_on(replace(THOM, exit_kind="DECEASED"), date(2020, 1, 1)).belongs


def test_without_a_stage_the_state_is_not_known() -> None:
    assert standing_on(replace(THOM, stages=()), TODAY).state is State.UNKNOWN


def test_facts_stand_side_by_side_and_the_list_shows_one() -> None:
    busy = replace(
        THOM,
        exemptions=(Exemption("e", date(2026, 1, 1)),),
        elsewheres=(Elsewhere("w", date(2026, 6, 1), date(2026, 9, 1)),),
        suspensions=(Suspension("u", date(2026, 8, 1), date(2026, 10, 1)),),
    )
    assert standing_on(busy, date(2026, 2, 1)).state is State.EXEMPT
    assert standing_on(busy, date(2026, 7, 1)).state is State.ELSEWHERE
    found = standing_on(busy, date(2026, 8, 1))
    assert (found.state, found.exempt, found.elsewhere, found.stage) == (
        State.SUSPENDED,
        True,
        True,
        "OFFICIAL",
    )
    assert standing_on(busy, date(2026, 9, 15)).state is State.SUSPENDED
    assert standing_on(busy, TODAY).state is State.EXEMPT


@given(st.integers(-40, 600), st.integers(1, 500))
def test_every_day_has_one_stage_when_probation_is_followed(offset: int, months: int) -> None:
    start = date(2014, 2, 3)
    turn = start + timedelta(months)
    person = replace(
        THOM,
        stages=(
            InStage("s1", start, turn, Stage.PROBATIONARY.value),
            InStage("s2", turn, None, Stage.OFFICIAL.value),
        ),
    )
    day = start + timedelta(offset)
    found = standing_on(person, day)
    assert found.belongs == (day >= start)
    assert found.stage == (None if day < start else "PROBATIONARY" if day < turn else "OFFICIAL")
