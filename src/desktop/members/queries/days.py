"""What holds on a day, as SQL: the same judgements as ``rules.standing``, which a test holds them to."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, or_, select

from desktop.members.records import (
    Member,
    MemberCell,
    MemberElsewhere,
    MemberExemption,
    MemberStage,
    MemberSuspension,
)
from desktop.members.rules.words import Stage, State

# A part's columns are of the mapped class, which SQLAlchemy describes only at run time: Any.


def same(part: Any) -> ColumnElement[bool]:
    """The part belongs to the member of the outer statement."""
    return and_(part.unit == Member.unit, part.of == Member.id)


def holds(part: Any, day: date) -> ColumnElement[bool]:
    """The fact holds on ``day``."""
    return and_(or_(part.from_on.is_(None), part.from_on <= day), or_(part.to_on.is_(None), part.to_on > day))


# A register is one unit, its ids are unique over all units: the sets below need no unit of their own.


def has(part: Any, day: date) -> ColumnElement[bool]:
    """The member has such a fact on ``day``. Few have one: the set is found once, not looked up for each."""
    return Member.id.in_(select(part.of).where(holds(part, day)).correlate(None))


def of_day(column: Any, part: Any, day: date) -> Any:
    """The column of the fact that holds on ``day``."""
    wanted = select(column).where(same(part), holds(part, day)).order_by(part.place).limit(1)
    return wanted.correlate(Member).scalar_subquery()


def left(day: date) -> ColumnElement[bool]:
    """The membership has ended by ``day``; an unknown day counts as long ago."""
    return and_(Member.exit_kind.is_not(None), or_(Member.exit_on.is_(None), Member.exit_on <= day))


def belongs(day: date) -> ColumnElement[bool]:
    """A member of this register on ``day``: joined, not left, and in a cell, or in none that is known."""
    no_cell = ~exists().where(same(MemberCell)).correlate(Member)
    inside = exists().where(same(MemberCell), holds(MemberCell, day)).correlate(Member)
    joined = or_(Member.ceremony_date.is_(None), Member.ceremony_date <= day)
    return and_(joined, ~left(day), or_(inside, no_cell))


def in_cell(cell_id: str, day: date) -> ColumnElement[bool]:
    """The cell that is joined (``MemberCell``) is that one, on ``day``."""
    return and_(MemberCell.organisation_id == cell_id, holds(MemberCell, day))


def state(day: date) -> Any:
    """The one word that a list shows (``rules.words.State``)."""
    stage = of_day(MemberStage.stage, MemberStage, day)
    return case(
        (~belongs(day), State.LEFT.value),
        (has(MemberSuspension, day), State.SUSPENDED.value),
        (has(MemberElsewhere, day), State.ELSEWHERE.value),
        (has(MemberExemption, day), State.EXEMPT.value),
        (stage == Stage.PROBATIONARY.value, State.PROBATIONARY.value),
        (stage == Stage.OFFICIAL.value, State.OFFICIAL.value),
        else_=State.UNKNOWN.value,
    )
