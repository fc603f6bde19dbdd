"""The home page's rows: what is to be done, this month, backups, members. One read of one state of things."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from desktop.app.below import units_to_do
from desktop.basics.language import Message, Month, Percent, msg
from desktop.collector.board import Board, board
from desktop.exchange.findings import open_matters
from desktop.exchange.ledger import unsent
from desktop.exchange.office import collects
from desktop.meetings.queries.book import Book, book
from desktop.meetings.queries.duties import Duty, DutyKind, duties, month_summary
from desktop.meetings.rules.timing import Standing
from desktop.members.queries.counts import movement
from desktop.shell.home_rows import (
    BackupRow,
    BelowRow,
    CellMonth,
    Coming,
    HomeRows,
    MembersRow,
    MonthRow,
    Movement,
    SendingRow,
    ToDo,
    Urgency,
)
from desktop.storage.accounts import paper_due
from desktop.storage.safekeeping import backups
from desktop.storage.users import Right
from desktop.storage.work import Reading

MOST_TO_DO = 30
MOST_ALIKE = 3

_UNMET = (DutyKind.MISSING, DutyKind.DUE)
_ICONS = {
    DutyKind.MISSING: "warning",
    DutyKind.DUE: "calendar",
    DutyKind.DRAFT: "pen",
    DutyKind.SIGN: "signature",
    DutyKind.TASK: "clock",
}

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
    units = board(reading, today.year) if collects(reading) else None
    return HomeRows(
        to_do=_to_do(reading, units, today),
        coming=_coming(reading, year, today),
        month=_month(reading, year, today),
        backup=_backup(home),
        members=_members(reading, today.year),
        sending=_sending(reading, today),
        below=_below(reading, units),
    )


def _to_do(reading: Reading, units: Board | None, today: date) -> tuple[ToDo, ...]:
    """The own duties, and what the units below ask for, the most pressing first."""
    lines = [*_paper(reading), *grouped(duties(reading), today)]
    if units is not None:
        lines += units_to_do(units)
    return tuple(sorted(lines, key=lambda line: line.urgency)[:MOST_TO_DO])


def _paper(reading: Reading) -> Iterator[ToDo]:
    """A first run that was broken off, by a power cut say, left a register whose code perhaps nobody has."""
    if paper_due(reading) and reading.user.may(Right.USERS):
        why = msg("needed when the passphrase is forgotten")
        title, when = msg("The recovery paper is still to be made"), msg("since the first start")
        yield ToDo(
            Urgency.TODAY, title, when, (why,), msg("Open the settings"), "settings", "recovery", "key"
        )


def badges(reading: Reading) -> dict[str, int]:
    """How many things wait in a place of the sidebar: changes that nobody carried yet, files and questions."""
    left = unsent(reading)
    waiting = left.changes + left.files if left is not None and not left.carried else 0
    return {"send": waiting, "inbox": open_matters(reading) if collects(reading) else 0}


def _sending(reading: Reading, today: date) -> SendingRow | None:
    left = unsent(reading)
    if left is None:
        return None
    days = (today - left.since.date()).days if left.since is not None else 0
    return SendingRow(left.changes, max(days, 0), left.carried, left.files, left.gone, left.received)


def _below(reading: Reading, units: Board | None) -> BelowRow | None:
    if units is None:
        return None
    ended = sum(one.ended is not None for one in units.units)
    return BelowRow(len(units.units) - ended, len(units.silent), open_matters(reading), ended)


def grouped(found: Sequence[Duty], today: date) -> Iterator[ToDo]:
    """One line for each duty, or one for many of the same kind, so that the page answers at a glance."""
    groups: dict[tuple[object, ...], list[Duty]] = {}
    for duty in found:
        late = duty.due < today
        same = (duty.kind, duty.month, late) if duty.kind in _UNMET else (duty.kind, late)
        groups.setdefault(same, []).append(duty)
    for group in groups.values():
        if len(group) > MOST_ALIKE:
            yield _many(group, today)
        else:
            yield from (_one(duty, today) for duty in group)


def _one(duty: Duty, today: date) -> ToDo:
    cell, month = duty.organisation_name, str(duty.month)
    match duty.kind:
        case DutyKind.MISSING | DutyKind.DUE:
            title, deed = (
                msg("{cell} has not met in month {month}", cell=cell, month=month),
                msg("Open the minutes"),
            )
            why = msg("due by {day}", day=duty.due)
        case DutyKind.DRAFT:
            title, deed = msg("{cell}: go on writing the minutes", cell=cell), msg("Go on writing")
            why = msg("meeting of month {month}", month=month)
        case DutyKind.SIGN:
            title, deed = msg("Minutes of {cell} wait to be signed", cell=cell), msg("Open to sign")
            why = msg("meeting of month {month}", month=month)
        case DutyKind.TASK:
            title, deed = Message("{task}", (("task", duty.text),)), msg("Open the task")
            why = msg("task of {person}, {cell}", person=duty.person, cell=cell)
    id_ = duty.meeting_id or f"{duty.organisation_id}/{duty.year:04d}-{duty.month:02d}"
    if duty.task_id is not None:
        id_ = f"tasks:{duty.task_id}"
    when = _when(duty, today)
    return ToDo(_urgency(duty, today), title, when, (why,), deed, "meetings", id_, _ICONS[duty.kind])


def _many(group: Sequence[Duty], today: date) -> ToDo:
    first, n = group[0], len(group)
    id_: str | None = first.meeting_id
    match first.kind:
        case DutyKind.MISSING | DutyKind.DUE:
            title = msg("{n} cells have not met in month {month}", n=n, month=str(first.month))
            deed, id_ = msg("Open the book"), None
        case DutyKind.DRAFT:
            title, deed = msg("{n} minutes are not finished", n=n), msg("Go on writing")
        case DutyKind.SIGN:
            title, deed = msg("{n} minutes wait to be signed", n=n), msg("Open to sign")
        case DutyKind.TASK:
            late = first.due < today
            title = msg("{n} tasks are overdue", n=n) if late else msg("{n} tasks are due soon", n=n)
            deed, id_ = msg("Open the task"), "tasks"
    why = msg("first of all: {what}", what=first.text or first.organisation_name)
    when = _when(first, today)
    if first.kind is DutyKind.TASK and first.due < today:
        when = msg("the oldest by {n} days", n=(today - first.due).days)
    return ToDo(_urgency(first, today), title, when, (why,), deed, "meetings", id_, _ICONS[first.kind])


def _urgency(duty: Duty, today: date) -> Urgency:
    due = duty.due
    if due < today and not duty.waits:
        return Urgency.OVERDUE
    if due <= today:
        return Urgency.TODAY
    return Urgency.SOON if due <= today + timedelta(days=3) else Urgency.LATER


def _when(duty: Duty, today: date) -> Message:
    days = (duty.due - today).days
    if days < 0 and duty.waits:
        return msg("waiting for {n} days", n=-days)
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


def _members(reading: Reading, year: int) -> MembersRow | None:
    """The own members; None for a superior that has none, only units."""
    moved = movement(reading, year, reading.today)
    if not moved.now and not moved.start and collects(reading):
        return None
    parts = (
        (moved.admitted, msg("admitted"), True, "admitted"),
        (moved.moved_in, msg("moved in"), True, "moved-in"),
        (moved.moved_out, msg("moved away"), False, "moved-out"),
        (moved.deceased, msg("died"), False, "deceased"),
        (moved.other_out, msg("left otherwise"), False, "other-out"),
    )
    shown = [Movement(*part) for part in parts if part[0] or part[3] != "other-out"]
    return MembersRow(moved.now, moved.start, tuple(shown))
