"""Starting a meeting, keeping it as it is typed, opening a finished one again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import TypeVar

from sqlalchemy import select

from desktop.basics.errors import Refused
from desktop.basics.ids import new_id
from desktop.basics.language import msg
from desktop.meetings.queries.book import drafted_months, subject_of
from desktop.meetings.queries.opening import known_for, names_of, past_of
from desktop.meetings.records import Meeting
from desktop.meetings.rules.draft import (
    MeetingDraft,
    OpinionLine,
    PetitionLine,
    RollLine,
    ScoreLine,
    Visitor,
    VoteLine,
    from_plain,
    to_plain,
)
from desktop.meetings.rules.figures import draft_of
from desktop.meetings.rules.roster import call_roll, usual_chair, usual_minutes_taker
from desktop.meetings.rules.scoring import lay_sheet
from desktop.meetings.rules.timing import usual_day
from desktop.meetings.rules.words import MEETING, SIGNED_STATES, MeetingKind, MeetingState
from desktop.storage.records import Document
from desktop.storage.users import Right
from desktop.storage.work import Reading, Work

_EVENING = time(19, 30)
_Line = TypeVar("_Line", RollLine, Visitor, OpinionLine, VoteLine, PetitionLine, ScoreLine)


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept, and when: "Đã giữ 14:32:05"."""

    meeting_id: str
    at: datetime


def keep_meeting_draft(work: Work, draft: MeetingDraft) -> Kept:
    """Keep what is typed, over what was kept before. Local and in nobody's log (decision 14).

    Refused MTG-09 for a signed meeting, which takes no typing.
    """
    work.require(Right.WRITE)
    document = work.get(work.kinds[MEETING], draft.id)
    refuse_signed(document)
    subject = subject_of(draft.organisation_id, draft.period_year, draft.period_month, draft.kind)
    return Kept(draft.id, work.keep_draft(MEETING, draft.id, subject, to_plain(draft)))


def start_meeting(
    work: Work,
    organisation_id: str,
    year: int,
    month: int,
    kind: MeetingKind = MeetingKind.REGULAR,
    day: date | None = None,
) -> Kept:
    """A meeting of this cell and month to type into: the one that is being typed already, or a new draft.

    A new one knows the usual day, the place and hour of last time, the roll-call by the members' facts, chair
    and minutes taker by their posts. A postponed or missed month is taken up under its own id. Refused MTG-30
    if there is no such organisation.
    """
    work.require(Right.WRITE)
    subject = subject_of(organisation_id, year, month, kind)
    typed = drafted_months(work, year, kind).get(subject)
    if typed is not None and (kept := work.draft(MEETING, typed)) is not None:
        return Kept(typed, kept.kept_at)
    cell, _ = names_of(work, organisation_id, day or date(year, month, 1))
    if not cell:
        raise Refused("MTG-30", msg("This organisation isn't in the register."))
    draft = MeetingDraft(
        _not_held_id(work, organisation_id, year, month, kind) or new_id(),
        organisation_id,
        year,
        month,
        kind,
        organisation_name=cell,
    )
    return keep_meeting_draft(work, _filled_in(work, draft, day))


def _filled_in(work: Work, draft: MeetingDraft, day: date | None) -> MeetingDraft:
    past = past_of(work, draft).meeting
    if day is None:
        first = date(draft.period_year, draft.period_month, 1)
        works = work.rulebook.working_days(first).is_working
        day = usual_day(draft.period_year, draft.period_month, work.rulebook.meetings(first), works)
    hour = past.started_at.time() if past and past.started_at else _EVENING
    at = datetime.combine(day, hour)
    # The form shows the planned start as the start; so it is, until somebody types another one.
    draft = replace(draft, planned_at=at, started_at=at, place=past.place if past else draft.place)
    known = known_for(work, draft)
    chair = usual_chair(known.roster)
    taker = usual_minutes_taker(known.roster, chair)
    draft = call_roll(replace(draft, chair_id=chair, minutes_taker_id=taker), known.roster, new_id)
    return lay_sheet(draft, known.sheet, new_id) if draft.kind is MeetingKind.REGULAR else draft


def _not_held_id(work: Work, organisation_id: str, year: int, month: int, kind: MeetingKind) -> str | None:
    query = select(Meeting.id).where(
        Meeting.unit == work.unit,
        Meeting.organisation_id == organisation_id,
        Meeting.period_year == year,
        Meeting.period_month == month,
        Meeting.kind == kind.value,
        Meeting.state.in_([MeetingState.POSTPONED.value, MeetingState.MISSED.value]),
    )
    row = next(iter(work.rows(query)), None)
    return row.id if row else None


def reopen_meeting(work: Work, meeting_id: str) -> Kept:
    """Type again into a finished, unsigned meeting: a draft of the same id; the record stays until it is
    finished anew. Refused MTG-31 if there is none, MTG-09 if it is signed.
    """
    document = existing(work, meeting_id)
    refuse_signed(document)
    kept = work.draft(MEETING, meeting_id)
    if kept is not None:
        return Kept(meeting_id, kept.kept_at)
    draft = draft_of(meeting_id, document)
    known = known_for(work, draft)
    if draft.kind is MeetingKind.REGULAR:
        draft = lay_sheet(draft, known.sheet, new_id)
    return keep_meeting_draft(work, draft)


def amend_meeting(work: Work, meeting_id: str, why: str) -> Kept:
    """Correct a signed meeting by a new one that names the old one and the reason (decision 14).

    The signed one stays as it is. Refused MTG-31 if there is none, MTG-32 if it isn't signed, MTG-33 without
    a reason.
    """
    document = existing(work, meeting_id)
    if MeetingState(document["state"]) not in SIGNED_STATES:
        message = msg("This meeting isn't signed; it can simply be changed.")
        raise Refused("MTG-32", message)
    if not why.strip():
        raise Refused("MTG-33", msg("A reason is needed to correct signed minutes."), field="why")
    draft = draft_of(meeting_id, document)
    draft = replace(
        draft,
        id=new_id(),
        amends=meeting_id,
        amends_why=why.strip(),
        roll=_anew(draft.roll),
        superiors=_anew(draft.superiors),
        guests=_anew(draft.guests),
        opinions=_anew(draft.opinions),
        votes=_anew(draft.votes),
        petitions=_anew(draft.petitions),
        scores=_anew(draft.scores),
        tasks=tuple(replace(task, id=new_id(), origin=task.key) for task in draft.tasks),
    )
    return keep_meeting_draft(work, draft)


def drop_meeting_draft(work: Work, meeting_id: str) -> MeetingDraft | None:
    """Throw away what was typed; gives it back, so that the screen can offer to take it up again."""
    work.require(Right.WRITE)
    kept = work.draft(MEETING, meeting_id)
    work.drop_draft(MEETING, meeting_id)
    return from_plain(kept.body) if kept is not None else None


def _anew(lines: Sequence[_Line]) -> tuple[_Line, ...]:
    return tuple(replace(line, id=new_id()) for line in lines)


def existing(reading: Reading, meeting_id: str) -> Document:
    """The record; Refused MTG-31 if there is none."""
    document = reading.get(reading.kinds[MEETING], meeting_id)
    if document is None:
        raise Refused("MTG-31", msg("This meeting is no longer in the register."))
    return document


def refuse_signed(document: Document | None) -> None:
    """Refused MTG-09 if the record is signed."""
    if document is not None and MeetingState(document["state"]) in SIGNED_STATES:
        raise Refused(
            "MTG-09",
            msg("This meeting is signed and never changes."),
            msg("Correct it by new minutes that name it and the reason."),
        )
