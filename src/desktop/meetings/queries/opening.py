"""Everything that the form needs of one meeting, in one reading."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, or_, select

from desktop.basics.ids import new_id
from desktop.meetings.queries.book import not_amended
from desktop.meetings.queries.roster import recorded_roster, roster_on
from desktop.meetings.records import Attendance, Meeting, Task, TaskProgress
from desktop.meetings.rules.absences import Before, befores
from desktop.meetings.rules.draft import MeetingDraft, from_plain
from desktop.meetings.rules.figures import draft_of
from desktop.meetings.rules.problems import Known
from desktop.meetings.rules.roster import call_roll
from desktop.meetings.rules.words import (
    HELD_STATES,
    MEETING,
    SIGNED_STATES,
    MeetingKind,
    MeetingState,
    Presence,
    TaskState,
)
from desktop.organisations.records import Organisation, OrganisationParent
from desktop.storage.records import Document
from desktop.storage.work import Reading

_HELD = [state.value for state in HELD_STATES]


@dataclass(frozen=True, slots=True)
class Past:
    """What the months before say: shown as help, never filled in by itself."""

    meeting: MeetingDraft | None = None  # the regular meeting before, for Ctrl+D
    absences: tuple[tuple[str, int], ...] = ()  # member id → absences of this year, without this meeting
    tasks_given: int = 0
    tasks_done: int = 0
    tasks_carried: int = 0

    def absences_of(self, member_id: str) -> int:
        """How often this member was absent this year before."""
        return dict(self.absences).get(member_id, 0)

    @property
    def done_share(self) -> int | None:
        """Share of last month's tasks that are done, in tenths of a percent."""
        return (
            (2000 * self.tasks_done + self.tasks_given) // (2 * self.tasks_given)
            if self.tasks_given
            else None
        )


@dataclass(frozen=True, slots=True)
class Opened:
    """A meeting as the form shows it. ``state`` None: never finished so far; ``drafted``: being typed."""

    draft: MeetingDraft
    known: Known
    past: Past
    cell: str
    superior: str
    state: MeetingState | None = None
    drafted: bool = False
    kept_at: datetime | None = None
    signed_on: date | None = None
    paper: str | None = None  # SHA-256 of the archived paper
    amended_start: datetime | None = None  # when the meeting began that this one amends

    @property
    def signed(self) -> bool:
        """Closed for ever; corrected only by a new record."""
        return self.state in SIGNED_STATES

    @property
    def writable(self) -> bool:
        """Whether the form may be typed into: a draft is open, and what it would replace isn't signed."""
        return self.drafted and not self.signed


def open_meeting(reading: Reading, meeting_id: str) -> Opened | None:
    """The meeting with this id: its kept draft if there is one, else the record; None if neither."""
    kept = reading.draft(MEETING, meeting_id)
    document = reading.get(reading.kinds[MEETING], meeting_id)
    if kept is not None:
        draft = from_plain(kept.body)
    elif document is not None:
        draft = draft_of(meeting_id, document)
    else:
        return None
    state = MeetingState(document["state"]) if document else None
    if kept is None and document is not None:
        known = _known_then(reading, draft, document)
    else:
        known = known_for(reading, draft)
        draft = call_roll(draft, known.roster, new_id)
    cell, superior = names_of(reading, draft.organisation_id, known_day(reading, draft))
    return Opened(
        replace(draft, organisation_name=draft.organisation_name or cell),
        known,
        past_of(reading, draft),
        cell,
        superior,
        state,
        kept is not None,
        kept.kept_at if kept else None,
        document.get("signed_on") if document else None,
        document.get("paper_sha256") if document else None,
        _amended_start(reading, draft),
    )


def _amended_start(reading: Reading, draft: MeetingDraft) -> datetime | None:
    if draft.amends is None:
        return None
    document = reading.get(reading.kinds[MEETING], draft.amends)
    return document.get("started_at") if document else None


def known_day(reading: Reading, draft: MeetingDraft) -> date:
    """The day that decides about list and rules: the meeting's, else the month's first."""
    return draft.held_on or date(draft.period_year, draft.period_month, 1)


def known_for(reading: Reading, draft: MeetingDraft) -> Known:
    """List, rules and the month's other records, for the day that the draft says."""
    day = known_day(reading, draft)
    roster = roster_on(reading, draft.organisation_id, day)
    return Known(
        roster,
        reading.rulebook.meetings(day),
        reading.rulebook.scoring(day),
        reading.today,
        _other_regular(reading, draft),
        _before(reading, draft, [person.member_id for person in roster]),
    )


def _before(reading: Reading, draft: MeetingDraft, member_ids: list[str]) -> dict[str, Before]:
    """The regular meetings of the year before this month, wherever these members attended them."""
    if draft.kind is not MeetingKind.REGULAR:
        return {}
    query = (
        select(Attendance.member_id, Meeting.period_month, Attendance.status)
        .join(Meeting, and_(Meeting.unit == Attendance.unit, Meeting.id == Attendance.of))
        .where(
            Attendance.unit == reading.unit,
            Attendance.member_id.in_(member_ids),
            Meeting.kind == MeetingKind.REGULAR.value,
            Meeting.period_year == draft.period_year,
            Meeting.period_month < draft.period_month,
            Meeting.state.in_(_HELD),
            not_amended(),
        )
        .order_by(Meeting.period_month, Meeting.held_on, Meeting.id)
    )
    return befores((row.member_id, row.period_month, Presence(row.status)) for row in reading.rows(query))


def _known_then(reading: Reading, draft: MeetingDraft, document: Document) -> Known:
    """What a finished meeting was judged by: its own roll-call and rule sets, whatever has changed since."""
    now = Known(
        (),
        reading.rulebook.meetings(known_day(reading, draft)),
        reading.rulebook.scoring(known_day(reading, draft)),
        reading.today,
    )
    posts = {
        document.get(f"{role}_id") or "": document.get(f"{role}_post") for role in ("chair", "minutes_taker")
    }
    return replace(
        now,
        roster=recorded_roster(reading, draft, posts),
        rules=reading.rulebook.meetings_by_id(document.get("rule_set") or "") or now.rules,
        sheet=reading.rulebook.scoring_by_id(document.get("score_set") or "") or now.sheet,
    )


def rejudged(reading: Reading, draft: MeetingDraft) -> tuple[MeetingDraft, Known]:
    """After the day was changed: the roll called anew by that day's list, and what the rules of it say."""
    known = known_for(reading, draft)
    return call_roll(draft, known.roster, new_id), known


def names_of(reading: Reading, organisation_id: str, day: date) -> tuple[str, str]:
    """The cell's and its superior's name as papers print them."""
    cell = _organisation(reading, organisation_id)
    if cell is None:
        return "", ""
    query = select(OrganisationParent.parent_id).where(
        OrganisationParent.unit == reading.unit,
        OrganisationParent.of == organisation_id,
        or_(OrganisationParent.valid_from.is_(None), OrganisationParent.valid_from <= day),
        or_(OrganisationParent.valid_to.is_(None), OrganisationParent.valid_to > day),
    )
    parents = [row.parent_id for row in reading.rows(query) if row.parent_id]
    parent = _organisation(reading, parents[0]) if parents else None
    superior = cell.doc_name_parent or (parent.name if parent else "")
    return cell.doc_name_self or cell.name or "", superior or ""


def _organisation(reading: Reading, organisation_id: str) -> Any:
    query = select(Organisation.name, Organisation.doc_name_self, Organisation.doc_name_parent).where(
        Organisation.unit == reading.unit, Organisation.id == organisation_id
    )
    return next(iter(reading.rows(query)), None)


def _other_regular(reading: Reading, draft: MeetingDraft) -> int:
    query = select(func.count().label("n")).where(
        Meeting.unit == reading.unit,
        Meeting.organisation_id == draft.organisation_id,
        Meeting.period_year == draft.period_year,
        Meeting.period_month == draft.period_month,
        Meeting.kind == MeetingKind.REGULAR.value,
        Meeting.state.in_(_HELD),
        Meeting.id.not_in([draft.id, draft.amends or ""]),
        not_amended(),
    )
    return int(reading.rows(query)[0].n)


def past_of(reading: Reading, draft: MeetingDraft) -> Past:
    """The meeting before, absences of the year, and what became of last month's tasks."""
    before = _meeting_before(reading, draft)
    document = reading.get(reading.kinds[MEETING], before) if before else None
    given, done, carried = _tasks_of(reading, before) if before else (0, 0, 0)
    return Past(
        draft_of(before, document) if before and document else None,
        _absences(reading, draft),
        given,
        done,
        carried,
    )


def _meeting_before(reading: Reading, draft: MeetingDraft) -> str | None:
    period = f"{draft.period_year:04d}-{draft.period_month:02d}"
    query = (
        select(Meeting.id)
        .where(
            Meeting.unit == reading.unit,
            Meeting.organisation_id == draft.organisation_id,
            Meeting.kind == draft.kind.value,
            Meeting.state.in_(_HELD),
            Meeting.period < period,
            not_amended(),
        )
        .order_by(Meeting.period.desc(), Meeting.held_on.desc())
        .limit(1)
    )
    row = next(iter(reading.rows(query)), None)
    return row.id if row else None


def _absences(reading: Reading, draft: MeetingDraft) -> tuple[tuple[str, int], ...]:
    query = (
        select(Attendance.member_id, func.count().label("n"))
        .join(Meeting, and_(Meeting.unit == Attendance.unit, Meeting.id == Attendance.of))
        .where(
            Meeting.unit == reading.unit,
            Meeting.organisation_id == draft.organisation_id,
            Meeting.period_year == draft.period_year,
            Meeting.period_month < draft.period_month,
            Meeting.state.in_(_HELD),
            not_amended(),
            Attendance.status.in_([Presence.EXCUSED.value, Presence.UNEXCUSED.value]),
        )
        .group_by(Attendance.member_id)
    )
    return tuple((row.member_id, row.n) for row in reading.rows(query))


def _tasks_of(reading: Reading, meeting_id: str) -> tuple[int, int, int]:
    query = (
        select(TaskProgress.state)
        .select_from(Task)
        .outerjoin(
            TaskProgress,
            and_(TaskProgress.unit == Task.unit, TaskProgress.id == func.coalesce(Task.origin, Task.id)),
        )
        .where(Task.unit == reading.unit, Task.of == meeting_id)
    )
    states = [row.state or TaskState.OPEN.value for row in reading.rows(query)]
    counted = [state for state in states if state != TaskState.CANCELLED.value]
    done = counted.count(TaskState.DONE.value)
    return len(counted), done, counted.count(TaskState.CARRIED_OVER.value)
