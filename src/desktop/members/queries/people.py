"""The list of members: found by the beginnings of words without accents, filtered, counted by state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select, tuple_

from desktop.basics.text import fold
from desktop.members.queries.days import belongs, has, holds, in_cell, of_day, same, state
from desktop.members.records import (
    Member,
    MemberCell,
    MemberElsewhere,
    MemberExemption,
    MemberPost,
    MemberStage,
    MemberSuspension,
)
from desktop.members.rules.words import Post, State
from desktop.organisations.queries import names_of
from desktop.storage.work import Reading

PAGE = 300
# Hidden from the planner: a cell's few people are sorted, rather than all people walked in order.
_IN_ORDER = func.coalesce(Member.name_sort, "")


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One person on a cell's list on a day: for the roll-call."""

    id: str
    name: str
    stage: str | None
    post: str | None
    exempt: bool
    elsewhere: bool
    suspended: bool
    sort: str


@dataclass(frozen=True, slots=True)
class ListFilter:
    """What the page asks for. ``states`` empty: all who belong here; a name's words in any order."""

    text: str = ""
    cell_id: str | None = None
    states: frozenset[State] = frozenset()

    @property
    def empty(self) -> bool:
        """Nothing is left out but those who have gone."""
        return not self.text.strip() and self.cell_id is None and not self.states


@dataclass(frozen=True, slots=True)
class ListRow:
    """One person in the list of all."""

    id: str
    name: str
    birth_year: int | None
    cell_id: str | None
    cell_name: str
    state: State
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many the filter found, by state; the parts add up to ``found``. ``all`` belong to the register."""

    by_state: Mapping[State, int]
    all: int

    @property
    def found(self) -> int:
        """All parts together."""
        return sum(self.by_state.values())


def members_on(reading: Reading, cell_id: str, day: date) -> tuple[MemberRow, ...]:
    """Everybody on the cell's list on ``day``, by given name."""
    highest = [post.value for post in Post]
    held = select(MemberPost.of, MemberPost.post).where(
        MemberPost.unit == reading.unit, MemberPost.organisation_id == cell_id, holds(MemberPost, day)
    )
    posts: dict[str, str] = {}
    for row in sorted(reading.rows(held), key=lambda row: _rank(row.post, highest)):
        posts.setdefault(row.of, row.post)
    query = (
        select(
            Member.id,
            Member.full_name,
            Member.name_sort,
            of_day(MemberStage.stage, MemberStage, day).label("stage"),
            has(MemberExemption, day).label("exempt"),
            has(MemberElsewhere, day).label("elsewhere"),
            has(MemberSuspension, day).label("suspended"),
        )
        .join(MemberCell, same(MemberCell))
        .where(Member.unit == reading.unit, belongs(day), in_cell(cell_id, day))
        .order_by(_IN_ORDER, Member.id)
    )
    return tuple(
        MemberRow(
            row.id,
            row.full_name or "",
            row.stage,
            posts.get(row.id),
            bool(row.exempt),
            bool(row.elsewhere),
            bool(row.suspended),
            row.name_sort,
        )
        for row in reading.rows(query)
    )


def find_members(
    reading: Reading, wanted: ListFilter, day: date, after: ListRow | None = None, limit: int = PAGE
) -> tuple[ListRow, ...]:
    """A page of the list, in Vietnamese order by given name: the first, or what follows a row.

    Counting off what came before would take longer with each page.
    """
    names = names_of(reading)
    order = Member.name_sort if wanted.cell_id is None else _IN_ORDER
    query = (
        select(
            Member.id,
            Member.full_name,
            Member.birth_year,
            Member.name_sort,
            of_day(MemberCell.organisation_id, MemberCell, day).label("cell_id"),
            state(day).label("state"),
        )
        .where(*_matching(reading.unit, wanted, day))
        .order_by(order, Member.id)
        .limit(limit)
    )
    if after is not None:
        query = query.where(tuple_(order, Member.id) > tuple_(after.sort, after.id))
    if wanted.cell_id is not None:
        query = query.join(MemberCell, same(MemberCell))
    return tuple(  # rows are unpacked: asking each for its fields by name costs more than SQLite takes
        ListRow(id_, name or "", born, cell_id, names.get(cell_id or "", ""), State(state_), sort)
        for id_, name, born, sort, cell_id, state_ in reading.rows(query)
    )


def cells_of_members(reading: Reading, ids: Sequence[str], day: date) -> dict[str, str]:
    """Member → name of the cell to which that person belongs on a day; who belongs to none is left out."""
    if not ids:
        return {}
    query = select(Member.id, of_day(MemberCell.organisation_id, MemberCell, day).label("cell_id"))
    names = names_of(reading)
    found = {
        row.id: names.get(row.cell_id or "", "") for row in reading.rows(query.where(Member.id.in_(ids)))
    }
    return {id_: name for id_, name in found.items() if name}


def count_members(reading: Reading, wanted: ListFilter, day: date) -> Counted:
    """How many the filter finds, by state, and how many belong to the register in all."""
    found = (
        select(state(day).label("state"), func.count().label("people"))
        .where(*_matching(reading.unit, wanted, day))
        .group_by("state")
    )
    if wanted.cell_id is not None:
        found = found.join(MemberCell, same(MemberCell))
    by_state = {State(row.state): row.people for row in reading.rows(found)}
    if wanted.empty:
        return Counted(by_state, sum(by_state.values()))
    everyone = select(func.count().label("people")).select_from(Member)
    total = reading.rows(everyone.where(Member.unit == reading.unit, belongs(day)))[0].people
    return Counted(by_state, total)


def _matching(unit: str, wanted: ListFilter, day: date) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Member.unit == unit]
    for word in fold(wanted.text).split():
        conditions.append(Member.name_fold.like(f"% {_literally(word)}%", escape="\\"))
    if wanted.cell_id is not None:
        conditions.append(in_cell(wanted.cell_id, day))
    if not wanted.states:
        conditions.append(belongs(day))
    elif wanted.states != frozenset(State):
        conditions.append(state(day).in_([one.value for one in sorted(wanted.states)]))
    return conditions


def _literally(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _rank(post: str | None, order: list[str]) -> int:
    return order.index(post) if post in order else len(order)
