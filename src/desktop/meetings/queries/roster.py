"""Who is on a cell's list on a day, with the facts that decide about attendance and vote."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from desktop.meetings.rules.draft import MeetingDraft
from desktop.meetings.rules.roster import Listed, Office
from desktop.meetings.rules.words import Presence, Stage
from desktop.members.records import (
    Member,
    MemberCell,
    MemberElsewhere,
    MemberExemption,
    MemberPost,
    MemberStage,
    MemberSuspension,
)
from desktop.storage.work import Reading

_OFFICES: Final = {
    "SECRETARY": Office.SECRETARY,
    "DEPUTY_SECRETARY": Office.DEPUTY,
    "STANDING_MEMBER": Office.COMMITTEE_MEMBER,
    "COMMITTEE_MEMBER": Office.COMMITTEE_MEMBER,
}
_ORDER: Final = {office: rank for rank, office in enumerate(Office)}


def roster_on(reading: Reading, organisation_id: str, day: date) -> tuple[Listed, ...]:
    """Everybody on the list of that day: secretary, deputy, committee, then the others by given name.

    Somebody whose membership isn't known to be probationary counts as official, and is marked as unsure.
    """
    posts = _posts(reading, organisation_id, day)
    people = [_listed(row, posts) for row in reading.rows(_people(reading.unit, organisation_id, day))]
    return tuple(sorted(people, key=lambda person: _ORDER[person.office] if person.office else len(_ORDER)))


def recorded_roster(
    reading: Reading, draft: MeetingDraft, posts: Mapping[str, str | None]
) -> tuple[Listed, ...]:
    """The people of a finished meeting's roll-call, with the facts that it was judged by."""
    ids = [line.member_id for line in draft.roll]
    query = select(Member.id, Member.full_name).where(Member.unit == reading.unit, Member.id.in_(ids))
    names = {row.id: row.full_name or "" for row in reading.rows(query)}
    return tuple(
        Listed(
            member_id=line.member_id,
            name=names.get(line.member_id, ""),
            stage=line.stage,
            exempt=line.exempt,
            elsewhere=line.status is Presence.ELSEWHERE,
            suspended=line.status is Presence.SUSPENDED,
            office=_OFFICES.get(posts.get(line.member_id) or ""),
            post=posts.get(line.member_id) or "",
        )
        for line in draft.roll
    )


def head_counts(reading: Reading, day: date) -> dict[str, int]:
    """Cell id → how many are on its list that day."""
    query = (
        select(MemberCell.organisation_id, func.count().label("people"))
        .join(Member, _same(MemberCell))
        .where(Member.unit == reading.unit, _holds(MemberCell, day), _belongs(day))
        .group_by(MemberCell.organisation_id)
    )
    return {row.organisation_id: row.people for row in reading.rows(query)}


def _people(unit: str, organisation_id: str, day: date) -> Select[Any]:
    return (
        select(
            Member.id,
            Member.full_name,
            _first(MemberStage.stage, MemberStage, day).label("stage"),
            _has(MemberExemption, day).label("exempt"),
            _first(MemberExemption.ground, MemberExemption, day).label("exempt_ground"),
            _has(MemberElsewhere, day).label("elsewhere"),
            _first(MemberElsewhere.place_name, MemberElsewhere, day).label("elsewhere_at"),
            _has(MemberSuspension, day).label("suspended"),
        )
        .where(
            Member.unit == unit,
            _belongs(day),
            exists().where(
                _same(MemberCell), MemberCell.organisation_id == organisation_id, _holds(MemberCell, day)
            ),
        )
        .order_by(Member.name_sort, Member.id)
    )


def _posts(reading: Reading, organisation_id: str, day: date) -> dict[str, str]:
    query = select(MemberPost.of, MemberPost.post).where(
        MemberPost.unit == reading.unit,
        MemberPost.organisation_id == organisation_id,
        _holds(MemberPost, day),
    )
    held: dict[str, list[str]] = defaultdict(list)
    for row in reading.rows(query):
        held[row.of].append(row.post)
    order = list(_OFFICES)
    return {
        member_id: min(posts, key=lambda post: order.index(post) if post in order else len(order))
        for member_id, posts in held.items()
    }


def _listed(row: Any, posts: dict[str, str]) -> Listed:
    post = posts.get(row.id, "")
    return Listed(
        member_id=row.id,
        name=row.full_name or "",
        stage=Stage.PROBATIONARY if row.stage == Stage.PROBATIONARY else Stage.OFFICIAL,
        exempt=bool(row.exempt),
        exempt_ground=row.exempt_ground or "",
        elsewhere=bool(row.elsewhere),
        elsewhere_at=row.elsewhere_at or "",
        suspended=bool(row.suspended),
        office=_OFFICES.get(post),
        post=post,
        stage_known=row.stage is not None,
    )


def _belongs(day: date) -> ColumnElement[bool]:
    gone = and_(Member.exit_kind.is_not(None), or_(Member.exit_on.is_(None), Member.exit_on <= day))
    return and_(or_(Member.ceremony_date.is_(None), Member.ceremony_date <= day), ~gone)


def _same(part: Any) -> ColumnElement[bool]:
    return and_(part.unit == Member.unit, part.of == Member.id)


def _holds(part: Any, day: date) -> ColumnElement[bool]:
    # Half-open spans: from the first day on, and before the last one.
    return and_(or_(part.from_on.is_(None), part.from_on <= day), or_(part.to_on.is_(None), part.to_on > day))


def _has(part: Any, day: date) -> ColumnElement[bool]:
    return exists().where(_same(part), _holds(part, day))


def _first(column: InstrumentedAttribute[Any], part: Any, day: date) -> Any:
    return (
        select(column)
        .where(_same(part), _holds(part, day))
        .order_by(part.place)
        .limit(1)
        .correlate(Member)
        .scalar_subquery()
    )
