"""What is to be done next: months without a meeting, minutes to sign, tasks; and what one member did in a year."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from desktop.meetings.queries.book import MONTHS, Square, book, not_amended
from desktop.meetings.records import Attendance, Meeting, Task, TaskProgress
from desktop.meetings.rules.draft import from_plain
from desktop.meetings.rules.timing import Standing
from desktop.meetings.rules.words import HELD_STATES, MEETING, MeetingKind, MeetingState, Presence, TaskState
from desktop.members.records import Member
from desktop.organisations.records import Organisation
from desktop.storage.work import Reading

_SOON = timedelta(days=7)
_HELD = [state.value for state in HELD_STATES]


class DutyKind(StrEnum):
    """What is to be done about a meeting."""

    MISSING = "missing"
    DUE = "due"
    DRAFT = "draft"
    SIGN = "sign"
    TASK = "task"


@dataclass(frozen=True, slots=True)
class Duty:
    """One line of the to-do page. ``due``: the day by which it should be done; past days are overdue.

    No rule says by when minutes must be finished or signed: there it is the day since which they wait.
    """

    kind: DutyKind
    due: date
    organisation_id: str
    organisation_name: str
    year: int
    month: int
    meeting_id: str | None = None
    task_id: str | None = None
    text: str = ""
    person: str = ""

    @property
    def waits(self) -> bool:
        """Whether it only waits: it is never overdue."""
        return self.kind in (DutyKind.SIGN, DutyKind.DRAFT)


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task that isn't done. ``id`` is the one under which its progress is kept."""

    id: str
    meeting_id: str
    organisation_id: str
    organisation_name: str
    held_on: date | None
    content: str
    owner: str
    owner_id: str | None
    due_on: date | None
    state: TaskState
    result: str = ""


@dataclass(frozen=True, slots=True)
class MonthSummary:
    """The month at a glance: cells that met, of all; who came, of those that count."""

    year: int
    month: int
    held: int
    cells: int
    present: int
    base: int

    @property
    def tenths(self) -> int | None:
        """Attendance of the month, in tenths of a percent."""
        return (2000 * self.present + self.base) // (2 * self.base) if self.base else None


@dataclass(frozen=True, slots=True)
class MemberMeeting:
    """One line of a member's year."""

    meeting_id: str
    day: date | None
    kind: MeetingKind
    status: Presence
    late: bool
    reason: str


def duties(reading: Reading) -> tuple[Duty, ...]:
    """What the cells' meetings ask for today, the most urgent first."""
    found = [*_months(reading), *_unsigned(reading), *_drafts(reading), *_tasks_due(reading)]
    return tuple(sorted(found, key=lambda duty: (duty.due, duty.organisation_name)))


def _months(reading: Reading) -> list[Duty]:
    today = reading.today
    found = []
    for row in book(reading, today.year).rows:
        for square in row.squares[: min(today.month, MONTHS)]:
            kind = _asked(square, today)
            if kind is not None and square.due is not None:
                found.append(
                    Duty(kind, square.due, row.cell_id, row.name, today.year, square.month, square.meeting_id)
                )
    return found


def _asked(square: Square, today: date) -> DutyKind | None:
    # Months long past without a meeting belong to the book; the to-do page speaks of this month and the last.
    if square.standing is Standing.MISSING and not square.meeting_id and square.month >= today.month - 1:
        return DutyKind.MISSING
    return DutyKind.DUE if square.standing is Standing.DUE else None


def _unsigned(reading: Reading) -> list[Duty]:
    query = (
        select(
            Meeting.id,
            Meeting.organisation_id,
            Organisation.name,
            Meeting.period_year,
            Meeting.period_month,
            Meeting.held_on,
        )
        .join(
            Organisation, and_(Organisation.unit == Meeting.unit, Organisation.id == Meeting.organisation_id)
        )
        .where(Meeting.unit == reading.unit, Meeting.state == MeetingState.CONCLUDED.value, not_amended())
    )
    return [
        Duty(
            DutyKind.SIGN,
            row.held_on or reading.today,
            row.organisation_id,
            row.name or "",
            row.period_year,
            row.period_month,
            row.id,
        )
        for row in reading.rows(query)
    ]


def _drafts(reading: Reading) -> list[Duty]:
    found = []
    for kept in reading.drafts(MEETING):
        draft = from_plain(kept.body)
        found.append(
            Duty(
                DutyKind.DRAFT,
                draft.held_on or kept.kept_at.date(),
                draft.organisation_id,
                draft.organisation_name,
                draft.period_year,
                draft.period_month,
                draft.id,
            )
        )
    return found


def _tasks_due(reading: Reading) -> list[Duty]:
    return [
        Duty(
            DutyKind.TASK,
            task.due_on,
            task.organisation_id,
            task.organisation_name,
            task.due_on.year,
            task.due_on.month,
            task.meeting_id,
            task.id,
            task.content,
            task.owner,
        )
        for task in open_tasks(reading)
        if task.due_on is not None and task.due_on <= reading.today + _SOON
    ]


def open_tasks(reading: Reading, organisation_id: str | None = None) -> tuple[OpenTask, ...]:
    """Tasks of finished meetings that are neither done nor cancelled, the earliest due first."""
    query = _open_tasks(reading.unit)
    if organisation_id is not None:
        query = query.where(Meeting.organisation_id == organisation_id)
    return tuple(
        OpenTask(
            row.key,
            row.meeting_id,
            row.organisation_id,
            row.name or "",
            row.held_on,
            row.content or "",
            row.full_name or row.owner_name or "",
            row.owner_id,
            row.due_on,
            TaskState(row.state) if row.state else TaskState.OPEN,
            row.result or "",
        )
        for row in reading.rows(query)
    )


def _open_tasks(unit: str) -> Select[Any]:
    key = func.coalesce(Task.origin, Task.id)
    closed = [TaskState.DONE.value, TaskState.CANCELLED.value]
    return (
        select(
            key.label("key"),
            Meeting.id.label("meeting_id"),
            Meeting.organisation_id,
            Organisation.name,
            Meeting.held_on,
            Task.content,
            Task.owner_id,
            Task.owner_name,
            Member.full_name,
            Task.due_on,
            TaskProgress.state,
            TaskProgress.result,
        )
        .select_from(Task)
        .join(Meeting, and_(Meeting.unit == Task.unit, Meeting.id == Task.of))
        .join(
            Organisation, and_(Organisation.unit == Meeting.unit, Organisation.id == Meeting.organisation_id)
        )
        .outerjoin(Member, and_(Member.unit == Task.unit, Member.id == Task.owner_id))
        .outerjoin(TaskProgress, and_(TaskProgress.unit == Task.unit, TaskProgress.id == key))
        .where(
            Task.unit == unit,
            Meeting.state.in_(_HELD),
            not_amended(),
            or_(TaskProgress.state.is_(None), TaskProgress.state.not_in(closed)),
        )
        .order_by(Task.due_on, Task.id)
    )


def month_summary(reading: Reading, year: int, month: int) -> MonthSummary:
    """How many cells have met in the month, and how many of those who count came."""
    found = book(reading, year)
    query = select(
        func.coalesce(func.sum(Meeting.present), 0).label("present"),
        func.coalesce(func.sum(Meeting.attendance_base), 0).label("base"),
    ).where(
        Meeting.unit == reading.unit,
        Meeting.period_year == year,
        Meeting.period_month == month,
        Meeting.kind == MeetingKind.REGULAR.value,
        Meeting.state.in_(_HELD),
        not_amended(),
    )
    sums = reading.rows(query)[0]
    return MonthSummary(year, month, found.held(month), len(found.rows), sums.present, sums.base)


def member_year(reading: Reading, member_id: str, year: int) -> tuple[MemberMeeting, ...]:
    """How one member attended in a year, in order."""
    query = (
        select(
            Meeting.id, Meeting.held_on, Meeting.kind, Attendance.status, Attendance.late, Attendance.reason
        )
        .join(Meeting, and_(Meeting.unit == Attendance.unit, Meeting.id == Attendance.of))
        .where(
            Attendance.unit == reading.unit,
            Attendance.member_id == member_id,
            Meeting.period_year == year,
            Meeting.state.in_(_HELD),
            not_amended(),
        )
        .order_by(Meeting.held_on, Meeting.id)
    )
    return tuple(
        MemberMeeting(
            row.id,
            row.held_on,
            MeetingKind(row.kind),
            Presence(row.status),
            bool(row.late),
            row.reason or "",
        )
        for row in reading.rows(query)
    )


@dataclass(frozen=True, slots=True)
class MemberMatters:
    """What a member's page shows of this room: the year's meetings, and the tasks that aren't done."""

    meetings: tuple[MemberMeeting, ...]
    tasks: tuple[OpenTask, ...]


def member_matters(reading: Reading, member_id: str, year: int) -> MemberMatters:
    """One member's year of meetings and open tasks."""
    mine = tuple(task for task in open_tasks(reading) if task.owner_id == member_id)
    return MemberMatters(member_year(reading, member_id, year), mine)
