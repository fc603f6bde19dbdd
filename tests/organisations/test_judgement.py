"""What is refused of an organisation and its place in the tree."""

from dataclasses import replace
from datetime import date

import pytest

from desktop.basics.errors import Severity
from desktop.organisations.rules.drafts import (
    FormerName,
    OrganisationDraft,
    Parenthood,
    document_of,
    draft_of,
)
from desktop.organisations.rules.judgement import Standing, problems
from desktop.organisations.rules.spans import Span
from desktop.organisations.rules.words import OrganisationKind, is_cell

TODAY = date(2026, 11, 22)
TOP = Standing("top", "Đảng bộ xã Bình Lãng", OrganisationKind.COMMUNE, ((None, Span()),))
CELL = Standing("cell", "Chi bộ xóm Nà Đồng", OrganisationKind.CELL, (("top", Span()),))
GOOD = OrganisationDraft("new", "Chi bộ xóm Khe Lau", parents=(Parenthood("p", "top"),))


def codes(draft: OrganisationDraft, *others: Standing) -> set[str]:
    return {problem.code for problem in problems(draft, TODAY, others or (TOP, CELL))}


def test_a_cell_under_the_commune_is_fine() -> None:
    assert codes(GOOD) == set()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"name": "  "}, "ORG-01"),
        ({"kind": "CLUB"}, "ORG-02"),
        ({"founded_on": date(2026, 1, 1), "ended_on": date(2026, 1, 1)}, "ORG-04"),
        ({"ended_on": date(2027, 1, 1)}, "ORG-05"),
        ({"org_code": "12"}, "ORG-06"),
        ({"parents": (Parenthood("p", "top", TODAY, TODAY),)}, "ORG-07"),
        ({"parents": (Parenthood("p", "top"), Parenthood("q", None))}, "ORG-08"),
        ({"names": (FormerName("n", "a"), FormerName("m", "b"))}, "ORG-08"),
        ({"parents": ()}, "ORG-09"),
        ({"parents": (Parenthood("p", "new"),)}, "ORG-10"),
        ({"parents": (Parenthood("p", "gone"),)}, "ORG-11"),
        ({"parents": (Parenthood("p", "cell"),)}, "ORG-13"),
        ({"name": "chi bộ xom NA DONG"}, "ORG-14"),
    ],
)
def test_each_fault_is_found(changed: dict[str, object], code: str) -> None:
    assert code in codes(replace(GOOD, **changed))  # type: ignore[arg-type]  # a table of mixed fields


def test_a_group_may_stand_under_a_cell() -> None:
    group = replace(GOOD, kind=OrganisationKind.GROUP.value, parents=(Parenthood("p", "cell"),))
    assert "ORG-13" not in codes(group)


def test_a_circle_is_refused_on_any_day_and_not_on_others() -> None:
    middle = Standing(
        "middle", "Đảng bộ cơ sở", OrganisationKind.GRASSROOTS, (("new", Span(date(2025, 7, 1))),)
    )
    draft = replace(GOOD, kind=OrganisationKind.GRASSROOTS.value)
    turned = replace(
        draft,
        parents=(Parenthood("p", "middle", None, date(2025, 7, 1)), Parenthood("q", "top", date(2025, 7, 1))),
    )
    assert "ORG-12" not in codes(turned, TOP, middle)
    late = replace(
        draft,
        parents=(Parenthood("p", "middle", None, date(2025, 8, 1)), Parenthood("q", "top", date(2025, 8, 1))),
    )
    assert "ORG-12" in codes(late, TOP, middle)


def test_errors_come_first() -> None:
    found = problems(replace(GOOD, name="", org_code="1"), TODAY, (TOP,))
    assert [problem.severity for problem in found] == [Severity.ERROR, Severity.HINT]


def test_a_document_is_the_draft_again() -> None:
    draft = replace(GOOD, phone="0123", founded_on=TODAY, names=(FormerName("n", "Chi bộ cũ", None, TODAY),))
    document = document_of(draft)
    assert document["names"] == [{"id": "n", "name": "Chi bộ cũ", "valid_to": TODAY}]
    assert draft_of("new", document) == draft


def test_words() -> None:
    assert is_cell("CHI_BO_TRUC_THUOC")
    assert not is_cell("DANG_BO_XA")
    assert not is_cell("LATER")
