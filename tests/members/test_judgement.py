"""What is found in a draft of a member (V-P1 to V-P3, personal ids, dated facts)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.basics.errors import Severity
from desktop.members.rules.drafts import (
    Exemption,
    Fact,
    InCell,
    InPost,
    InStage,
    MemberDraft,
    document_of,
    draft_of,
)
from desktop.members.rules.identity import is_citizen_id, is_old_card, is_old_citizen_id, meaning_of
from desktop.members.rules.judgement import Alike, Around, months_later, problems, surely_younger
from desktop.members.rules.words import POST_NAMES, Sex, called
from tests.members.people import RULES, THOM, TODAY


def codes(draft: MemberDraft, around: Around | None = None) -> set[str]:
    return {problem.code for problem in problems(draft, TODAY, RULES, around)}


def test_a_whole_record_has_no_problem() -> None:
    assert codes(THOM) == set()


@pytest.mark.parametrize(
    ("changed", "code", "severity"),
    [
        ({"full_name": " "}, "MEM-01", Severity.ERROR),
        ({"sex": None}, "MEM-02", Severity.HINT),
        ({"sex": "X"}, "MEM-02", Severity.ERROR),
        ({"birth_year": None, "birth_month": None, "birth_day": None}, "MEM-03", Severity.WARNING),
        ({"birth_year": None}, "MEM-04", Severity.ERROR),
        ({"birth_year": 1850}, "MEM-04", Severity.ERROR),
        ({"birth_year": 2027}, "MEM-04", Severity.ERROR),
        ({"birth_month": None}, "MEM-04", Severity.ERROR),
        ({"birth_month": 13}, "MEM-04", Severity.ERROR),
        ({"birth_month": 2, "birth_day": 30}, "MEM-04", Severity.ERROR),
        ({"birth_month": None, "birth_day": None}, "MEM-05", Severity.HINT),
        ({"citizen_id": "00418400447"}, "MEM-06", Severity.ERROR),
        ({"citizen_id": "٠٠٤١٨٤٠٠٤٤٧١"}, "MEM-06", Severity.ERROR),
        ({"citizen_id": None}, "MEM-07", Severity.HINT),
        ({"old_citizen_id": "1234"}, "MEM-08", Severity.WARNING),
        ({"old_card_no": "1234"}, "MEM-09", Severity.WARNING),
        ({"card_no": "12345678"}, "MEM-10", Severity.WARNING),
        ({"card_no": "004184004472"}, "MEM-11", Severity.WARNING),
        ({"file_no": "12"}, "MEM-12", Severity.HINT),
        ({"sex": "M"}, "MEM-13", Severity.WARNING),
        ({"birth_year": 1985}, "MEM-14", Severity.WARNING),
        ({"citizen_id": "555184004471", "card_no": None}, "MEM-15", Severity.WARNING),
        ({"exit_on": TODAY + timedelta(1), "exit_kind": "DECEASED"}, "MEM-16", Severity.WARNING),
        ({"ceremony_date": date(1980, 1, 1)}, "MEM-17", Severity.ERROR),
        ({"admission_decision_date": date(2014, 3, 1)}, "MEM-18", Severity.WARNING),
        ({"official_date": date(2013, 1, 1)}, "MEM-19", Severity.ERROR),
        ({"ceremony_date": date(2002, 6, 11)}, "MEM-20", Severity.WARNING),
        ({"official_date": date(2015, 2, 4)}, "MEM-21", Severity.WARNING),
        (
            {"cells": (InCell("a", organisation_id="x"), InCell("b", organisation_id="y"))},
            "MEM-22",
            Severity.ERROR,
        ),
        ({"exemptions": (Exemption("e", TODAY, TODAY),)}, "MEM-23", Severity.ERROR),
        ({"posts": (InPost("p", organisation_id="cell", post="KING"),)}, "MEM-24", Severity.ERROR),
        ({"stages": ()}, "MEM-27", Severity.HINT),
        ({"exit_kind": "VANISHED"}, "MEM-28", Severity.ERROR),
        ({"exit_on": TODAY}, "MEM-28", Severity.ERROR),
        ({"exit_kind": "DECEASED"}, "MEM-29", Severity.HINT),
        ({"exit_kind": "DECEASED", "exit_on": date(2014, 2, 3)}, "MEM-30", Severity.ERROR),
        ({"cells": ()}, "MEM-31", Severity.ERROR),
    ],
)
def test_each_fault_is_found(changed: dict[str, object], code: str, severity: Severity) -> None:
    draft = replace(THOM, **changed)  # type: ignore[arg-type]  # a table of mixed fields
    assert (code, severity) in {(found.code, found.severity) for found in problems(draft, TODAY, RULES)}


def test_posts_may_stand_side_by_side_but_not_twice() -> None:
    secretary = InPost("p", organisation_id="cell", post="SECRETARY")
    member = InPost("q", organisation_id="commune", post="COMMITTEE_MEMBER")
    assert codes(replace(THOM, posts=(secretary, member))) == set()
    assert "MEM-22" in codes(replace(THOM, posts=(secretary, replace(secretary, id="q"))))


def test_official_never_turns_probationary() -> None:
    stages = (InStage("s1", None, TODAY, "OFFICIAL"), InStage("s2", TODAY, None, "PROBATIONARY"))
    assert "MEM-25" in codes(replace(THOM, stages=stages))


def test_who_has_left_needs_no_open_cell() -> None:
    left = replace(THOM, exit_kind="DECEASED", exit_on=date(2026, 5, 1), cells=())
    assert "MEM-31" not in codes(left)


def test_members_belong_to_cells() -> None:
    assert "MEM-32" in codes(THOM, Around(cells=frozenset({"other"})))
    assert "MEM-32" not in codes(THOM, Around(cells=frozenset({"cell"})))


def test_the_same_number_is_refused_at_entry_and_a_finding_afterwards() -> None:
    twin = Alike("other", "Nông Thị Thơm", 1984, 6, 12, "004184004471", "004184004471")
    found = problems(THOM, TODAY, RULES, Around(alike=(twin,)))
    assert {(one.code, one.severity) for one in found} == {
        ("MEM-33", Severity.ERROR),
        ("MEM-34", Severity.ERROR),
        ("MEM-35", Severity.WARNING),
    }
    later = problems(THOM, TODAY, RULES, Around(alike=(twin,), before=THOM))
    assert all(one.severity is Severity.WARNING for one in later)


def test_the_same_name_alone_says_nothing() -> None:
    namesake = Alike("other", "Nông Thị Thơm", 1984, 7, 12)
    assert codes(THOM, Around(alike=(namesake,))) == set()
    assert "MEM-35" in codes(THOM, Around(alike=(replace(namesake, birth_month=None, birth_day=None),)))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 12, 5), 12, date(2026, 12, 5)),
        (date(2025, 12, 31), 2, date(2026, 2, 28)),
        (date(2025, 1, 1), 0, date(2025, 1, 1)),
    ],
)
def test_months_later(day: date, months: int, expected: date) -> None:
    assert months_later(day, months) == expected


def test_a_birth_year_alone_gives_the_doubt() -> None:
    year_only = replace(THOM, birth_month=None, birth_day=None)
    assert not surely_younger(year_only, 18, date(2002, 1, 1))
    assert surely_younger(year_only, 18, date(2001, 12, 31))
    assert not surely_younger(replace(THOM, birth_year=None), 18, date(1990, 1, 1))


def test_an_id_says_sex_year_and_province() -> None:
    meant = meaning_of("004302089225")
    assert meant is not None
    assert (meant.sex, meant.birth_year, meant.province_known) == (Sex.FEMALE, 2002, True)
    assert meaning_of("00430208922") is None
    assert is_citizen_id("004302089225")
    assert is_old_citizen_id("583118942")
    assert is_old_card("65544334")


@given(st.from_regex(r"[0-9]{12}", fullmatch=True))
def test_every_id_means_something(number: str) -> None:
    meant = meaning_of(number)
    assert meant is not None
    assert 1900 <= meant.birth_year <= 2399


def test_a_document_is_the_draft_again() -> None:
    draft = replace(THOM, exemptions=(Exemption("e", TODAY, None, "già yếu"),))
    document = document_of(draft)
    assert document["exemptions"] == [{"id": "e", "from_on": TODAY, "ground": "già yếu"}]
    assert "other_name" not in document
    assert draft_of("thom", document) == draft
    assert isinstance(draft.exemptions[0], Fact)


def test_words() -> None:
    assert called(POST_NAMES, "SECRETARY").text == "Secretary"
    assert dict(called(POST_NAMES, "LATER").values) == {"code": "LATER"}
