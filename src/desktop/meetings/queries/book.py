"""The book of meetings: a year's months of every cell, and lists of meetings."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, exists, func, select
from sqlalchemy.orm import aliased

from desktop.meetings.queries.roster import head_counts
from desktop.meetings.records import Meeting
from desktop.meetings.rules.timing import Held, Standing, last_day_on_time, standing
from desktop.meetings.rules.words import MEETING, MeetingKind, MeetingState
from desktop.organisations.records import Organisation
from desktop.organisations.rules.words import CELLS
from desktop.rulebook.meetings import MeetingRules
from desktop.storage.log import LineageRow
from desktop.storage.work import Reading

MONTHS = 12
NOT_ASKED = (Standing.TO_COME, Standing.NOT_KEPT)
_UNMET = (Standing.MISSING, Standing.DUE)
_NEVER = "9999-99"  # later than every month


@dataclass(frozen=True, slots=True)
class Square:
    """One cell's month: how it stands, on which day, and the record or draft behind it."""

    month: int
    standing: Standing
    day: date | None = None
    meeting_id: str | None = None
    drafted: bool = False
    reason: str = ""
    due: date | None = None

    @property
    def held(self) -> bool:
        """Whether a meeting was held, in time or late."""
        return self.standing in (Standing.HELD, Standing.SIGNED, Standing.LATE)


@dataclass(frozen=True, slots=True)
class BookRow:
    """One cell's year."""

    cell_id: str
    name: str
    people: int
    squares: tuple[Square, ...]

    @property
    def held(self) -> int:
        """Months with a meeting."""
        return sum(square.held for square in self.squares)

    @property
    def asked(self) -> int:
        """Months that have come since the cell is kept here, so that a meeting is asked for."""
        return sum(square.standing not in NOT_ASKED for square in self.squares)


@dataclass(frozen=True, slots=True)
class Book:
    """A year of all cells."""

    year: int
    kind: MeetingKind
    rows: tuple[BookRow, ...]

    def held(self, month: int) -> int:
        """Cells with a meeting in that month."""
        return sum(row.squares[month - 1].held for row in self.rows)


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """One finished, postponed or missed meeting in a list."""

    id: str
    organisation_id: str
    organisation_name: str
    kind: MeetingKind
    state: MeetingState
    year: int
    month: int
    day: date | None
    theme: str
    present: int | None
    total: int | None
    attendance: int | None
    score: int | None
    level: str | None


def book(reading: Reading, year: int, kind: MeetingKind = MeetingKind.REGULAR) -> Book:
    """The year's book: every cell that exists in it, and for each month how it stands today."""
    cells = reading.rows(_cells(reading.unit, year))
    people = head_counts(reading, min(reading.today, date(year, MONTHS, 31)))
    records: dict[tuple[str, int], list[Any]] = defaultdict(list)
    for row in reading.rows(_records(reading.unit, year, kind)):
        records[row.organisation_id, row.period_month].append(row)
    drafts = drafted_months(reading, year, kind)
    return Book(
        year,
        kind,
        tuple(
            BookRow(
                cell.id,
                cell.name or "",
                people.get(cell.id, 0),
                tuple(
                    _square(reading, cell, year, month, records[cell.id, month], drafts, kind)
                    for month in range(1, MONTHS + 1)
                ),
            )
            for cell in cells
        ),
    )


def subject_of(organisation_id: str, year: int, month: int, kind: MeetingKind) -> str:
    """By what a kept draft is found again: cell, month and kind."""
    return f"{organisation_id}/{year:04d}-{month:02d}/{kind.value}"


def drafted_months(reading: Reading, year: int, kind: MeetingKind) -> dict[str, str]:
    """Subject → id of the draft that is being typed; the newest if there are several."""
    found: dict[str, str] = {}
    for draft in reading.drafts(MEETING):
        if f"/{year:04d}-" in draft.subject and draft.subject.endswith(kind.value):
            found.setdefault(draft.subject, draft.id)
    return found


def _square(
    reading: Reading,
    cell: Any,
    year: int,
    month: int,
    rows: Sequence[Any],
    drafts: dict[str, str],
    kind: MeetingKind,
) -> Square:
    rules = reading.rulebook.meetings(date(year, month, 1))
    draft_id = drafts.get(subject_of(cell.id, year, month, kind))
    held = [Held(MeetingKind(row.kind), MeetingState(row.state), row.held_on) for row in rows]
    if kind is not MeetingKind.REGULAR:
        found = _of_other_kind(held, draft_id)
    else:
        found = standing(year, month, held, draft_id is not None, reading.today, rules)
    if not rows and found in _UNMET and not _kept(cell, year, month, rules):
        found = Standing.NOT_KEPT
    last = rows[-1] if rows else None
    return Square(
        month,
        found,
        last.held_on if last else None,
        last.id if last else draft_id,
        draft_id is not None,
        (last.not_held_reason or "") if last else "",
        last_day_on_time(year, month, rules),
    )


def _kept(cell: Any, year: int, month: int, rules: MeetingRules) -> bool:
    """Whether the cell's months were kept here by then: it was founded in time, and this register had begun, or
    older months were written up.
    """
    if cell.founded_on and cell.founded_on > last_day_on_time(year, month, rules):
        return False
    began = min(cell.first_period or _NEVER, (cell.opened or _NEVER)[:7])
    return began == _NEVER or f"{year:04d}-{month:02d}" >= began


def _of_other_kind(held: Sequence[Held], draft_id: str | None) -> Standing:
    if not held:
        return Standing.DRAFT if draft_id else Standing.TO_COME
    signed = any(one.state in (MeetingState.SIGNED, MeetingState.SIGNED_ON_PAPER) for one in held)
    return Standing.SIGNED if signed else Standing.HELD


def _cells(unit: str, year: int) -> Select[Any]:
    first = (
        select(func.min(Meeting.period))
        .where(Meeting.unit == Organisation.unit, Meeting.organisation_id == Organisation.id)
        .correlate(Organisation)
        .scalar_subquery()
    )
    opened = select(func.min(LineageRow.opened)).scalar_subquery()
    return (
        select(
            Organisation.id,
            Organisation.name,
            Organisation.founded_on,
            first.label("first_period"),
            opened.label("opened"),
        )
        .where(
            Organisation.unit == unit,
            Organisation.kind.in_([kind.value for kind in CELLS]),
            Organisation.ended_on.is_(None) | (Organisation.ended_on > date(year, 1, 1)),
        )
        .order_by(Organisation.name_sort)
    )


def _records(unit: str, year: int, kind: MeetingKind) -> Select[Any]:
    return (
        select(
            Meeting.id,
            Meeting.organisation_id,
            Meeting.kind,
            Meeting.state,
            Meeting.period_month,
            Meeting.held_on,
            Meeting.not_held_reason,
        )
        .where(
            Meeting.unit == unit,
            Meeting.period_year == year,
            Meeting.kind == kind.value,
            not_amended(),
        )
        .order_by(Meeting.held_on, Meeting.id)
    )


@cache
def not_amended() -> Any:
    """Meetings that no later record amends: the ones that count.

    Made once: building the alias anew took a third of the time of opening a meeting.
    """
    later = aliased(Meeting)
    return ~exists().where(and_(later.unit == Meeting.unit, later.amends == Meeting.id))


def meeting_rows(
    reading: Reading, organisation_id: str | None = None, year: int | None = None
) -> tuple[MeetingRow, ...]:
    """Meetings of a cell, or of all, the newest first; amended ones are left out."""
    query = (
        select(
            Meeting.id,
            Meeting.organisation_id,
            Organisation.name.label("organisation_name"),
            Meeting.kind,
            Meeting.state,
            Meeting.period_year,
            Meeting.period_month,
            Meeting.held_on,
            Meeting.theme_title,
            Meeting.present,
            Meeting.total,
            Meeting.attendance_tenths,
            Meeting.score_total,
            Meeting.score_level,
        )
        .join(
            Organisation, and_(Organisation.unit == Meeting.unit, Organisation.id == Meeting.organisation_id)
        )
        .where(Meeting.unit == reading.unit, not_amended())
        .order_by(Meeting.held_on.desc(), Meeting.id.desc())
    )
    if organisation_id is not None:
        query = query.where(Meeting.organisation_id == organisation_id)
    if year is not None:
        query = query.where(Meeting.period_year == year)
    return tuple(
        MeetingRow(
            row.id,
            row.organisation_id,
            row.organisation_name or "",
            MeetingKind(row.kind),
            MeetingState(row.state),
            row.period_year,
            row.period_month,
            row.held_on,
            row.theme_title or "",
            row.present,
            row.total,
            row.attendance_tenths,
            row.score_total,
            row.score_level,
        )
        for row in reading.rows(query)
    )
