"""Figures: members by cell and state, and the movement of a year. Whole figures are the sum of their parts."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import and_, case, func, or_, select

from desktop.basics.language import msg
from desktop.members.queries.days import belongs, holds, left, of_day, same, state
from desktop.members.records import Member, MemberCell, MemberPost
from desktop.members.rules.words import STATE_NAMES, ExitKind, Post, State
from desktop.organisations.rules.heads import Head, People
from desktop.storage.work import Reading

_SHOWN = (
    State.OFFICIAL,
    State.PROBATIONARY,
    State.EXEMPT,
    State.ELSEWHERE,
    State.SUSPENDED,
    State.UNKNOWN,
)


@dataclass(frozen=True, slots=True)
class Movement:
    """From the end of the year before to today: ``start`` and all comings, less all goings, are ``now``."""

    start: int
    admitted: int
    moved_in: int
    moved_out: int
    deceased: int
    other_out: int
    now: int

    @property
    def adds_up(self) -> bool:
        """Whether the parts make the whole; they don't only if facts of a record contradict each other."""
        going = self.moved_out + self.deceased + self.other_out
        return self.start + self.admitted + self.moved_in - going == self.now


def cell_counts(reading: Reading, day: date) -> Mapping[str, Mapping[State, int]]:
    """Cell id → state → how many belong to it on ``day``. People in no known cell stand under ""."""
    cell = of_day(MemberCell.organisation_id, MemberCell, day)
    query = (
        select(cell.label("cell_id"), state(day).label("state"), func.count().label("people"))
        .where(Member.unit == reading.unit, belongs(day))
        .group_by("cell_id", "state")
    )
    counts: dict[str, dict[State, int]] = defaultdict(dict)
    for row in reading.rows(query):
        counts[row.cell_id or ""][State(row.state)] = row.people
    return dict(counts)


def cell_people(reading: Reading) -> Mapping[str, People]:
    """Organisation id → its people today and who leads it, for the page of cells."""
    day = reading.today
    leaders = {
        row.organisation_id: (row.id, row.full_name)
        for row in reading.rows(
            select(MemberPost.organisation_id, Member.id, Member.full_name)
            .join(Member, same(MemberPost))
            .where(MemberPost.unit == reading.unit, MemberPost.post == Post.SECRETARY.value)
            .where(holds(MemberPost, day), ~left(day))
            .order_by(MemberPost.from_on)
        )
    }
    counts = cell_counts(reading, day)
    people = {}
    for id_ in counts.keys() | leaders.keys():
        by_state = counts.get(id_, {})
        heads = (Head(one.value, by_state[one], msg(STATE_NAMES[one])) for one in _SHOWN if by_state.get(one))
        member_id, name = leaders.get(id_, (None, ""))
        people[id_] = People(tuple(heads), name or "", member_id)
    return people


def movement(reading: Reading, year: int, day: date) -> Movement:
    """The movement from the end of ``year`` - 1 to ``day``. Leaving on an unknown day is in none of its parts."""
    before = date(year, 1, 1) - timedelta(days=1)
    first_cell = (
        select(case((func.count() == func.count(MemberCell.from_on), func.min(MemberCell.from_on))))
        .where(same(MemberCell))
        .correlate(Member)
        .scalar_subquery()
    )
    people = (
        select(
            Member.ceremony_date,
            Member.exit_kind,
            Member.exit_on,
            first_cell.label("first_cell"),
            belongs(before).label("was"),
            belongs(day).label("is_now"),
        )
        .where(Member.unit == reading.unit, or_(Member.exit_kind.is_(None), Member.exit_on.is_not(None)))
        .subquery()
    )
    left = and_(people.c.exit_on > before, people.c.exit_on <= day)
    came = or_(
        people.c.was,
        and_(people.c.ceremony_date > before, people.c.ceremony_date <= day),
        and_(people.c.first_cell > before, people.c.first_cell <= day),
    )
    admitted = and_(~people.c.was, people.c.ceremony_date > before, people.c.ceremony_date <= day)
    moved_in = and_(~people.c.was, ~func.coalesce(admitted, False), people.c.first_cell > before, came)
    kinds = {
        "moved_out": people.c.exit_kind == ExitKind.TRANSFERRED_OUT.value,
        "deceased": people.c.exit_kind == ExitKind.DECEASED.value,
        "other_out": people.c.exit_kind.not_in([ExitKind.TRANSFERRED_OUT.value, ExitKind.DECEASED.value]),
    }
    sums = [
        func.coalesce(func.sum(case((condition, 1), else_=0)), 0).label(name)
        for name, condition in {
            "start": people.c.was,
            "admitted": admitted,
            "moved_in": and_(moved_in, people.c.first_cell <= day),
            **{name: and_(left, came, kind) for name, kind in kinds.items()},
            "now": people.c.is_now,
        }.items()
    ]
    row = reading.rows(select(*sums))[0]
    return Movement(
        row.start, row.admitted, row.moved_in, row.moved_out, row.deceased, row.other_out, row.now
    )
