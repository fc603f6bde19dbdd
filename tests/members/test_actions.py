"""Members in a register: kept, moved, gone, put back; and the list agrees with the rules."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from desktop.basics.errors import Refused
from desktop.basics.ids import new_id
from desktop.members.actions.changes import (
    keep_member,
    keep_typed,
    leave,
    move_member,
    put_back,
    throw_away,
)
from desktop.members.queries.counts import cell_counts, movement
from desktop.members.queries.people import ListFilter, count_members, find_members, members_on
from desktop.members.queries.person import alike, member, months_between, sheet_of
from desktop.members.rules.drafts import (
    Elsewhere,
    Exemption,
    InCell,
    InPost,
    InStage,
    MemberDraft,
    Suspension,
    document_of,
)
from desktop.members.rules.standing import standing_on
from desktop.members.rules.words import ExitKind, State
from desktop.organisations.actions import found_unit, keep_organisation
from desktop.organisations.rules.drafts import OrganisationDraft, Parenthood
from desktop.storage.register import Register
from desktop.storage.work import Work
from tests.members.people import THOM

TODAY = date(2026, 11, 9)


@pytest.fixture
def cells(register: Register) -> tuple[str, str]:
    top = register.write(found_unit, "Đảng bộ xã Bình Lãng").result().id
    made = [
        register.write(
            keep_organisation, OrganisationDraft(new_id(), name, parents=(Parenthood(new_id(), top),))
        )
        .result()
        .id
        for name in ("Chi bộ xóm Bản Lằng", "Chi bộ Công an")
    ]
    return made[0], made[1]


@pytest.fixture
def thom(register: Register, cells: tuple[str, str]) -> MemberDraft:
    draft = replace(
        THOM,
        id=new_id(),
        cells=(InCell(new_id(), organisation_id=cells[0]),),
        stages=tuple(replace(one, id=new_id()) for one in THOM.stages),
        posts=(InPost(new_id(), None, None, cells[0], "SECRETARY"),),
    )
    register.write(keep_member, draft).result()
    return draft


def test_a_member_is_on_the_roll_with_the_post(
    register: Register, thom: MemberDraft, cells: tuple[str, str]
) -> None:
    (row,) = register.read(members_on, cells[0], TODAY).result()
    assert (row.name, row.stage, row.post) == ("Nông Thị Thơm", "OFFICIAL", "SECRETARY")
    assert (row.exempt, row.elsewhere, row.suspended) == (False, False, False)
    assert register.read(members_on, cells[0], date(2014, 2, 2)).result() == ()
    assert register.read(members_on, cells[1], TODAY).result() == ()


def test_moving_to_another_cell(register: Register, thom: MemberDraft, cells: tuple[str, str]) -> None:
    register.write(move_member, thom.id, cells[1], date(2026, 7, 1), "5-QĐ").result()
    assert len(register.read(members_on, cells[0], date(2026, 6, 30)).result()) == 1
    assert len(register.read(members_on, cells[1], date(2026, 7, 1)).result()) == 1
    assert register.read(members_on, cells[0], date(2026, 7, 1)).result() == ()
    assert register.read(sheet_of, thom.id).result().cell_name == "Chi bộ Công an"


def test_leaving_ends_all_facts(register: Register, thom: MemberDraft, cells: tuple[str, str]) -> None:
    gone = date(2026, 5, 2)
    register.write(leave, thom.id, ExitKind.DECEASED, gone).result()
    stored = register.read(member, thom.id).result()
    assert (stored.cells[0].to_on, stored.posts[0].to_on, stored.exit_kind) == (gone, gone, "DECEASED")
    assert register.read(members_on, cells[0], gone).result() == ()
    assert register.read(count_members, ListFilter(), TODAY).result().all == 0
    found = register.read(find_members, ListFilter(states=frozenset({State.LEFT})), TODAY).result()
    assert [row.name for row in found] == ["Nông Thị Thơm"]
    with pytest.raises(Refused, match="MEM-51"):
        register.write(leave, thom.id, ExitKind.DECEASED, gone).result()
    register.write(put_back, thom.id).result()
    assert register.read(member, thom.id).result() == thom


def test_errors_refuse_and_warnings_are_told(register: Register, thom: MemberDraft) -> None:
    with pytest.raises(Refused, match="MEM-01"):
        register.write(keep_member, replace(thom, full_name=" ")).result()
    with pytest.raises(Refused, match="MEM-32"):
        register.write(keep_member, replace(thom, cells=(InCell(new_id(), organisation_id="x"),))).result()
    with pytest.raises(Refused, match="MEM-33"):
        register.write(
            keep_member, replace(thom, id=new_id(), cells=_new(thom.cells), stages=(), posts=())
        ).result()
    done = register.write(keep_member, replace(thom, file_no="1"), "sửa theo hồ sơ").result()
    assert [one.code for one in done.found] == ["MEM-12"]
    history = register.read(lambda reading: reading.history(reading.kinds["member"], thom.id)).result()
    assert history[-1].document["_why"] == "sửa theo hồ sơ"
    with pytest.raises(Refused, match="MEM-50"):
        register.read(member, "nobody").result()


def _new(cells: tuple[InCell, ...]) -> tuple[InCell, ...]:
    return tuple(replace(one, id=new_id()) for one in cells)


def test_putting_back_needs_something_before(register: Register, thom: MemberDraft) -> None:
    with pytest.raises(Refused, match="MEM-52"):
        register.write(put_back, thom.id).result()


def test_what_is_typed_is_kept_as_typed(register: Register) -> None:
    register.write(keep_typed, "m", "Nông", {"birth": "31/2/19"}).result()
    kept = register.read(lambda reading: reading.draft("member", "m")).result()
    assert kept is not None
    assert kept.body == {"birth": "31/2/19"}
    register.write(throw_away, "m").result()
    assert register.read(lambda reading: reading.drafts("member")).result() == ()


def test_alike_by_number_and_by_name(register: Register, thom: MemberDraft) -> None:
    other = MemberDraft(new_id(), "nong thi THƠM", birth_year=1984)
    assert [one.id for one in register.read(alike, other).result()] == [thom.id]
    assert register.read(alike, replace(other, birth_year=1985)).result() == ()
    assert len(register.read(alike, MemberDraft(new_id(), "X", citizen_id=thom.citizen_id)).result()) == 1


@pytest.mark.parametrize(
    ("typed", "finds"),
    [
        ("nong", True),
        ("NÔNG th", True),
        ("thom nong", True),
        ("  thơm  ", True),
        ("hom", False),
        ("n%g", False),
        ("n_ng", False),
        ("\\", False),
        ("", True),
    ],
)
def test_search_by_beginnings_of_words(
    register: Register, thom: MemberDraft, typed: str, finds: bool
) -> None:
    assert bool(register.read(find_members, ListFilter(typed), TODAY).result()) == finds
    assert register.read(count_members, ListFilter(typed), TODAY).result().found == finds


def test_party_age_in_months() -> None:
    assert months_between(date(2014, 2, 3), date(2026, 11, 2)) == 152
    assert months_between(date(2014, 2, 3), date(2026, 11, 3)) == 153


def crowd(random: Random, cells: tuple[str, str]) -> list[MemberDraft]:
    """People whose facts are anything that the rules allow."""

    def day() -> date:
        return date(2025, 1, 1) + timedelta(random.randrange(700))

    def maybe(chance: float) -> bool:
        return random.random() < chance

    people = []
    for number in range(120):
        joined = day() if maybe(0.7) else None
        start = None if maybe(0.5) else (joined or day())
        turn = day()
        spells = [InCell(new_id(), start, None, random.choice(cells))]
        if maybe(0.2) and (start is None or start < turn):
            spells = [replace(spells[0], to_on=turn), InCell(new_id(), turn, None, random.choice(cells))]
        gone = day() if maybe(0.3) else None
        if gone is not None and ((joined and gone <= joined) or (start and gone <= start)):
            gone = None
        people.append(
            MemberDraft(
                new_id(),
                f"Lý {number}",
                ceremony_date=joined,
                exit_kind=random.choice(list(ExitKind)).value if gone or maybe(0.05) else None,
                exit_on=gone,
                cells=tuple(spells) if maybe(0.95) else (),
                stages=(
                    InStage(new_id(), joined, turn, "PROBATIONARY"),
                    InStage(new_id(), turn, None, "OFFICIAL"),
                )
                if (joined is None or joined < turn) and maybe(0.9)
                else (),
                exemptions=(Exemption(new_id(), day()),) if maybe(0.2) else (),
                elsewheres=(Elsewhere(new_id(), day(), day()),) if maybe(0.2) else (),
                suspensions=(Suspension(new_id(), None, day()),) if maybe(0.1) else (),
            )
        )
    return people


def test_the_list_agrees_with_the_rules_and_all_figures_add_up(
    register: Register, cells: tuple[str, str]
) -> None:
    people = crowd(Random(7), cells)

    def put(work: Work) -> None:
        work.put_many(work.kinds["member"], [(one.id, document_of(one)) for one in people], reason="new")

    register.write(put).result()
    for day in (date(2024, 12, 31), date(2025, 6, 1), date(2025, 12, 31), date(2026, 5, 5), TODAY):
        expected = {one.id: standing_on(one, day) for one in people}
        rows = register.read(find_members, ListFilter(states=frozenset(State)), day).result()
        assert {row.id: row.state for row in rows} == {id_: one.state for id_, one in expected.items()}
        states = Counter(one.state for one in expected.values() if one.belongs)
        counted = register.read(count_members, ListFilter(), day).result()
        assert (dict(counted.by_state), counted.all) == (dict(states), states.total())
        by_cell = register.read(cell_counts, day).result()
        assert sum(n for by in by_cell.values() for n in by.values()) == counted.all
        for cell in cells:
            roll = register.read(members_on, cell, day).result()
            assert len(roll) == sum(by_cell.get(cell, {}).values())
            assert len(register.read(find_members, ListFilter(cell_id=cell), day).result()) == len(roll)
        for state in State:
            only = register.read(find_members, ListFilter(states=frozenset({state})), day).result()
            assert len(only) == sum(one.state is state for one in expected.values())
    for year in (2025, 2026):
        for day in (date(year, 3, 31), date(year, 12, 31)):
            moved = register.read(movement, year, day).result()
            assert moved.adds_up, moved
            assert moved.now == register.read(count_members, ListFilter(), day).result().all
