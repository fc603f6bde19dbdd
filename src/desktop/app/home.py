"""The home page's rows: what is to be done, this month, backups, members. One read of one state of things."""

from datetime import date, timedelta
from pathlib import Path

from desktop.basics.language import Message, Month, Percent, msg
from desktop.meetings.queries.book import Book, book
from desktop.meetings.queries.duties import Duty, DutyKind, duties, month_summary
from desktop.meetings.rules.timing import Standing
from desktop.members.queries.counts import movement
from desktop.shell.home_rows import (
    BackupRow,
    CellMonth,
    Coming,
    HomeRows,
    MembersRow,
    MonthRow,
    Movement,
    ToDo,
    Urgency,
)
from desktop.storage.safekeeping import backups
from desktop.storage.work import Reading

MOST_TO_DO = 30

_STATES = {
    Standing.MISSING: CellMonth.MISSING,
    Standing.POSTPONED: CellMonth.POSTPONED,
    Standing.HELD: CellMonth.HELD,
    Standing.SIGNED: CellMonth.HELD,
    Standing.LATE: CellMonth.HELD,
}


def home_rows(reading: Reading, home: Path) -> HomeRows:
    """All that the home page shows today."""
    today = reading.today
    year = book(reading, today.year)
    return HomeRows(
        to_do=tuple(_to_do(duty, today) for duty in duties(reading)[:MOST_TO_DO]),
        coming=_coming(reading, year, today),
        month=_month(reading, year, today),
        backup=_backup(home),
        members=_members(reading, today.year),
    )


def _to_do(duty: Duty, today: date) -> ToDo:
    title, deed, icon = _words(duty)
    return ToDo(
        urgency=_urgency(duty.due, today),
        title=title,
        when=_when(duty.due, today),
        why=_why(duty),
        deed=deed,
        room="meetings",
        id=duty.meeting_id or f"{duty.organisation_id}/{duty.year:04d}-{duty.month:02d}",
        icon=icon,
    )


def _words(duty: Duty) -> tuple[Message, Message, str]:
    cell, month = duty.organisation_name, Month(duty.year, duty.month)
    match duty.kind:
        case DutyKind.MISSING | DutyKind.DUE:
            title = msg("{cell} has not met in {month}", cell=cell, month=month)
            return title, msg("Open the minutes"), "warning"
        case DutyKind.DRAFT:
            title = msg("{cell}: minutes of {month} are not finished", cell=cell, month=month)
            return title, msg("Go on writing"), "pen"
        case DutyKind.SIGN:
            return (
                msg("Sign the minutes of {cell}, {month}", cell=cell, month=month),
                msg("Open to sign"),
                "clock",
            )
        case DutyKind.TASK:
            return msg("{cell}: {task}", cell=cell, task=duty.text), msg("Open the task"), "calendar"


def _why(duty: Duty) -> tuple[Message, ...]:
    if duty.kind is DutyKind.TASK:
        return (msg("task of {person}, due {day}", person=duty.person, day=duty.due),)
    if duty.kind in (DutyKind.MISSING, DutyKind.DUE):
        return (msg("due by {day}", day=duty.due),)
    return ()


def _urgency(due: date, today: date) -> Urgency:
    if due < today:
        return Urgency.OVERDUE
    if due == today:
        return Urgency.TODAY
    return Urgency.SOON if due <= today + timedelta(days=3) else Urgency.LATER


def _when(due: date, today: date) -> Message:
    days = (due - today).days
    if days < 0:
        return msg("{n} days overdue", n=-days)
    if days == 0:
        return msg("Today")
    return msg("Tomorrow") if days == 1 else msg("In {n} days", n=days)


def _coming(reading: Reading, year: Book, today: date) -> tuple[Coming, ...]:
    following = Month(today.year + today.month // 12, today.month % 12 + 1)
    first = date(following.year, following.month, 1)
    day = reading.rulebook.meetings(first).regular_day.value
    words = msg("Regular meeting of {month}: {n} cells", month=following, n=len(year.rows))
    return (Coming(first.replace(day=day), words, "meetings"),) if year.rows else ()


def _month(reading: Reading, year: Book, today: date) -> MonthRow | None:
    if not year.rows:
        return None
    cells = tuple(
        (row.name, _STATES.get(row.squares[today.month - 1].standing, CellMonth.AHEAD)) for row in year.rows
    )
    tenths = month_summary(reading, today.year, today.month).tenths
    month = Month(today.year, today.month)
    return MonthRow(month, cells, None if tenths is None else Percent(tenths))


def _backup(home: Path) -> BackupRow:
    good = [listed.backup for listed in backups(home) if listed.backup]
    if not good:
        return BackupRow(None)
    newest = max(good, key=lambda backup: backup.header.created)
    return BackupRow(newest.header.created, True, (str(newest.path.parent),))


def _members(reading: Reading, year: int) -> MembersRow:
    moved = movement(reading, year, reading.today)
    parts = (
        (moved.admitted, msg("admitted"), True, "admitted"),
        (moved.moved_in, msg("moved in"), True, "moved-in"),
        (moved.moved_out, msg("moved away"), False, "moved-out"),
        (moved.deceased, msg("died"), False, "deceased"),
        (moved.other_out, msg("left otherwise"), False, "other-out"),
    )
    shown = [Movement(*part) for part in parts if part[0] or part[3] != "other-out"]
    return MembersRow(moved.now, moved.start, tuple(shown))
