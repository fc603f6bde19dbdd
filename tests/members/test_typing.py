"""From a form's fields to dated facts: what is unchanged keeps its id, what changed keeps its past."""

from dataclasses import replace
from datetime import date
from itertools import count

import pytest

from desktop.basics.language import Message
from desktop.members.rules.drafts import Exemption, InPost, InStage, MemberDraft
from desktop.members.rules.typing import Birth, facts_of, read_birth, with_facts
from desktop.organisations.rules.drafts import OrganisationDraft, Parenthood, Term
from desktop.organisations.rules.typing import TypedChanges, with_changes
from tests.members.people import THOM, TODAY

NUMBERS = count()


def new_id() -> str:
    return f"new-{next(NUMBERS)}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12/6/1984", Birth(1984, 6, 12)),
        ("12.06.84", Birth(1984, 6, 12)),
        ("12061984", Birth(1984, 6, 12)),
        ("1/1/05", Birth(2005, 1, 1)),
        ("6/1984", Birth(1984, 6)),
        ("1984", Birth(1984)),
        ("", None),
    ],
)
def test_birthdays_of_any_precision(text: str, expected: Birth | None) -> None:
    found = read_birth(text, TODAY)
    assert found == expected
    if expected is not None:
        assert read_birth(expected.written(), TODAY) == expected


@pytest.mark.parametrize("text", ["31/2/1984", "13/1984", "1/13/1984", "năm 84", "1850", "2030", "1/2/3/4"])
def test_birthdays_that_are_none(text: str) -> None:
    assert isinstance(read_birth(text, TODAY), Message)


def test_nothing_typed_changes_nothing() -> None:
    draft = replace(
        THOM,
        exemptions=(Exemption("e", TODAY, None, "già yếu"),),
        posts=(InPost("p", None, None, "cell", "SECRETARY"),),
    )
    assert with_facts(draft, facts_of(draft), new_id, TODAY) == draft
    assert with_facts(MemberDraft("m"), facts_of(MemberDraft("m")), new_id, TODAY) == MemberDraft("m")


def test_stages_follow_the_days() -> None:
    young = replace(THOM, official_date=None, stages=(InStage("s", date(2026, 2, 3), None, "PROBATIONARY"),))
    grown = with_facts(
        replace(young, ceremony_date=date(2025, 10, 1), official_date=date(2026, 10, 1)),
        replace(facts_of(young), stage="OFFICIAL"),
        new_id,
        TODAY,
    )
    assert [(one.stage, one.from_on, one.to_on) for one in grown.stages] == [
        ("PROBATIONARY", date(2025, 10, 1), date(2026, 10, 1)),
        ("OFFICIAL", date(2026, 10, 1), None),
    ]
    assert grown.stages[0].id == "s"
    nothing = with_facts(grown, replace(facts_of(grown), stage=None), new_id, TODAY)
    assert nothing.stages == ()


def test_a_post_that_changes_keeps_its_past() -> None:
    held = replace(THOM, posts=(InPost("p", date(2025, 1, 1), None, "cell", "COMMITTEE_MEMBER"),))
    raised = with_facts(
        held, replace(facts_of(held), post="SECRETARY", post_from=date(2026, 5, 1)), new_id, TODAY
    )
    assert [(one.post, one.from_on, one.to_on) for one in raised.posts] == [
        ("COMMITTEE_MEMBER", date(2025, 1, 1), date(2026, 5, 1)),
        ("SECRETARY", date(2026, 5, 1), None),
    ]
    ended = with_facts(raised, replace(facts_of(raised), post=None), new_id, TODAY)
    assert ended.posts[-1].to_on == TODAY
    later = with_facts(held, replace(facts_of(held), post_from=date(2024, 6, 1)), new_id, TODAY)
    assert [(one.id, one.from_on) for one in later.posts] == [("p", date(2024, 6, 1))]


def test_exempt_elsewhere_suspended_come_and_go() -> None:
    typed = replace(
        facts_of(THOM),
        exempt=True,
        exempt_ground="già yếu",
        elsewhere=True,
        elsewhere_place="Hà Nội",
        suspended=True,
        suspended_from=TODAY,
    )
    busy = with_facts(THOM, typed, new_id, TODAY)
    assert (busy.exemptions[0].ground, busy.elsewheres[0].place_name) == ("già yếu", "Hà Nội")
    assert busy.suspensions[0].from_on == TODAY
    assert facts_of(busy) == typed
    calm = with_facts(busy, facts_of(THOM), new_id, TODAY)
    assert (calm.exemptions, calm.elsewheres, calm.suspensions) == ((), (), ())
    assert with_facts(THOM, replace(facts_of(THOM), cell_id=None), new_id, TODAY).cells == ()


CELL = OrganisationDraft("c", "Chi bộ xóm 1", parents=(Parenthood("p", "top"),))


def test_a_name_is_corrected_or_changed_from_a_day() -> None:
    typed = TypedChanges("Chi bộ xóm Một", parent_id="top")
    assert with_changes(CELL, typed, new_id, TODAY) == replace(CELL, name="Chi bộ xóm Một")
    changed = with_changes(CELL, replace(typed, renamed_on=TODAY), new_id, TODAY)
    assert (changed.names[0].name, changed.names[0].valid_to) == ("Chi bộ xóm 1", TODAY)
    again = with_changes(changed, TypedChanges("Chi bộ xóm Hai", date(2026, 12, 1), "top"), new_id, TODAY)
    assert [one.valid_from for one in again.names] == [None, TODAY]


def test_a_parent_is_corrected_or_changed_from_a_day() -> None:
    typed = TypedChanges(CELL.name, parent_id="other")
    assert with_changes(CELL, typed, new_id, TODAY).parents == (Parenthood("p", "other"),)
    moved = with_changes(CELL, replace(typed, moved_on=TODAY), new_id, TODAY).parents
    assert [(one.parent_id, one.valid_from, one.valid_to) for one in moved] == [
        ("top", None, TODAY),
        ("other", TODAY, None),
    ]
    fresh = with_changes(OrganisationDraft("n"), TypedChanges("A", parent_id="top"), new_id, TODAY)
    assert fresh.parents[0].parent_id == "top"
    assert with_changes(OrganisationDraft("n"), TypedChanges("A"), new_id, TODAY).parents == ()


def test_a_new_term_ends_the_one_before() -> None:
    first = with_changes(CELL, TypedChanges(CELL.name, None, "top", None, date(2020, 1, 1)), new_id, TODAY)
    assert first.terms[0].term_to is None
    second = with_changes(first, TypedChanges(CELL.name, None, "top", None, date(2025, 1, 1)), new_id, TODAY)
    assert [(one.term_from, one.term_to) for one in second.terms] == [
        (date(2020, 1, 1), date(2025, 1, 1)),
        (date(2025, 1, 1), None),
    ]
    kept = replace(CELL, terms=(Term("t", date(2020, 1, 1)),))
    ended = with_changes(
        kept, TypedChanges(CELL.name, None, "top", None, date(2020, 1, 1), date(2025, 1, 1)), new_id, TODAY
    )
    assert ended.terms == (Term("t", date(2020, 1, 1), date(2025, 1, 1)),)
    assert with_changes(kept, TypedChanges(CELL.name, None, "top"), new_id, TODAY).terms == ()
