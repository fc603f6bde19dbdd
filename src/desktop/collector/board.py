"""The superior's board: every unit, when it was last heard of, what waits, and which cells met in which month.

A handful of statements whatever the number of units. A unit whose figures disagree is marked: nothing is added up
from it until that is explained.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, select

from desktop.basics.text import vkey
from desktop.bundles.receipt import State
from desktop.collector.places import Cell, places
from desktop.collector.rules import (
    CellMonth,
    Light,
    MonthShown,
    MonthState,
    light,
    month_shown,
    month_state,
)
from desktop.exchange.findings import is_settled
from desktop.exchange.records import FindingRow, InboxRow, ProjectionErrorRow, UnitLogRow, UnitRow
from desktop.meetings.queries.book import not_amended
from desktop.meetings.rules.timing import last_day_on_time
from desktop.meetings.rules.words import HELD_STATES, MEETING, SIGNED_STATES, MeetingKind
from desktop.members.queries.days import belongs
from desktop.rulebook.meetings import MeetingRules
from desktop.storage.work import Reading

MONTHS = 12
_NEVER = "9999-99"  # later than every month


@dataclass(frozen=True, slots=True)
class UnitRowShown:
    """One unit. ``cells`` and ``members`` are today's; ``months`` the year's twelve.

    ``ended``: since when it is no more; nothing is expected of it from then on.

    ``waiting`` and ``aside`` (of those that nobody has answered) are bundles, ``unshown`` records that can't be
    shown, ``findings`` what a person must look at. ``agrees``: whether its figures are those that it sent.
    """

    urn: str
    name: str
    last_contact: datetime | None
    days: int | None
    light: Light
    changes: int
    cells: int
    members: int
    months: tuple[MonthShown, ...]
    waiting: int
    aside: int
    unshown: int
    findings: int
    agrees: bool
    ended: date | None = None

    @property
    def met(self) -> tuple[int, ...]:
        """For months 1 to 12, how many cells held their regular meeting."""
        return tuple(one.held for one in self.months)

    @property
    def silent(self) -> bool:
        """Whether it wasn't heard of for longer than green lasts."""
        return self.light in (Light.YELLOW, Light.RED)

    @property
    def calls(self) -> bool:
        """Whether something about it waits for a person."""
        return bool(self.waiting or self.aside or self.unshown or self.findings or not self.agrees)


@dataclass(frozen=True, slots=True)
class SumMonth:
    """A month of all units that are added up. ``shown``: whether anything can be said of it yet."""

    expected: int
    held: int
    signed: int
    late: int
    shown: bool


@dataclass(frozen=True, slots=True)
class Board:
    """All units in order of their names, for one year. ``month``: the one that the head speaks of."""

    year: int
    month: int
    units: tuple[UnitRowShown, ...]

    @property
    def added(self) -> tuple[UnitRowShown, ...]:
        """The units that are added up: those whose figures agree."""
        return tuple(one for one in self.units if one.agrees)

    @property
    def left_out(self) -> int:
        """How many are not."""
        return len(self.units) - len(self.added)

    @property
    def cells(self) -> int:
        """Cells of the units that are added up."""
        return sum(one.cells for one in self.added)

    @property
    def members(self) -> int:
        """Their members."""
        return sum(one.members for one in self.added)

    @property
    def silent(self) -> tuple[UnitRowShown, ...]:
        """Units not heard of for more than 45 days."""
        return tuple(one for one in self.units if one.silent)

    @property
    def calling(self) -> tuple[UnitRowShown, ...]:
        """Units of which something waits for a person."""
        return tuple(one for one in self.units if one.calls)

    def sum(self, month: int) -> SumMonth:
        """One month of all that are added up."""
        found = [one.months[month - 1] for one in self.added]
        return SumMonth(
            sum(one.expected for one in found),
            sum(one.held for one in found),
            sum(one.signed for one in found),
            sum(len(one.late) for one in found),
            any(one.counts for one in found),
        )


_Records = Mapping[tuple[str, int], list[Any]]  # (cell, month) → rows


def board(reading: Reading, year: int) -> Board:
    """The board of a year, as of now."""
    found, records = places(reading), _records(reading, year)
    inbox, began, members = _inbox(reading), _began(reading), _members(reading)
    unshown, findings = _unshown(reading), _open_findings(reading)
    rules = tuple(reading.rulebook.meetings(date(year, month, 1)) for month in range(1, MONTHS + 1))
    row = UnitRow
    shown = []
    for unit in reading.connection.execute(
        select(row.urn, row.name, row.last_contact, row.q, row.agrees).order_by(row.urn)
    ):
        last = None if unit.last_contact is None else datetime.fromisoformat(unit.last_contact)
        days = None if last is None else (reading.today - last.date()).days
        heard = None if last is None else last.date()
        ended, cells = found.ended.get(unit.urn), found.cells.get(unit.urn, [])
        months = _months(
            reading.today, year, rules, heard, began.get(unit.urn), ended, cells, records[unit.urn]
        )
        shown.append(
            UnitRowShown(
                urn=unit.urn,
                name=unit.name,
                last_contact=last,
                days=days,
                light=light(days) if ended is None else Light.OFF,
                changes=unit.q,
                cells=sum(cell.exists(reading.today) for cell in cells) if ended is None else 0,
                members=members[unit.urn] if ended is None else 0,
                months=months,
                waiting=inbox[unit.urn, State.WAITING.value] + inbox[unit.urn, State.RECEIVED.value],
                aside=inbox[unit.urn, State.ASIDE.value],
                unshown=unshown[unit.urn],
                findings=findings[unit.urn],
                agrees=unit.agrees,
                ended=ended,
            )
        )
    shown.sort(key=lambda one: vkey(one.name))
    month = reading.today.month if year == reading.today.year else MONTHS if year < reading.today.year else 1
    return Board(year, month, tuple(shown))


def _months(
    today: date,
    year: int,
    rules: tuple[MeetingRules, ...],
    heard: date | None,
    began: str | None,
    ended: date | None,
    cells: list[Cell],
    records: _Records,
) -> tuple[MonthShown, ...]:
    first = min((f"{year:04d}-{month:02d}" for _cell, month in records), default=_NEVER)
    kept_from = min(first, began or first)
    shown = []
    for month, ruled in enumerate(rules, 1):
        due = last_day_on_time(year, month, ruled)
        kept = kept_from == _NEVER or f"{year:04d}-{month:02d}" >= kept_from
        state = month_state(date(year, month, 1), due, today, heard, kept)
        gone = ended is not None and ended <= due
        found = tuple(
            _cell_month(cell, year, month, ruled, records.get((cell.id, month), []))
            for cell in cells
            if (cell.exists(due) and not gone) or (cell.id, month) in records
        )
        if gone and not found:
            state = MonthState.ENDED
        shown.append(month_shown(month, state, () if state is MonthState.NOT_KEPT else found))
    return tuple(shown)


def _cell_month(cell: Cell, year: int, month: int, rules: MeetingRules, rows: list[Any]) -> CellMonth:
    # A unit may have a state that is not known here: then nothing is said to have been held.
    held = [row for row in rows if row.state in HELD_STATES]
    if not held:
        return CellMonth(cell.name, reason=next((row.reason for row in rows if row.reason), ""), id=cell.id)
    signed = any(row.state in SIGNED_STATES for row in held)
    on_time = any(in_time(row.held_on, year, month, rules) for row in held)
    return CellMonth(cell.name, held=True, signed=signed, on_time=on_time, id=cell.id)


def in_time(day: date | None, year: int, month: int, rules: MeetingRules) -> bool:
    """Whether the regular meeting of a month was held within its days; an unknown day isn't held against it."""
    window = rules.regular_window.value
    if day is None or window.last == 0:
        return True
    return (day.year, day.month) == (year, month) and day.day in window


def _records(reading: Reading, year: int) -> dict[str, dict[tuple[str, int], list[Any]]]:
    """Unit → cell and month → what is recorded of its regular meeting; amended records don't count."""
    table = reading.kinds[MEETING].table.c
    query = select(
        table.unit,
        table.organisation_id,
        table.period_month,
        table.state,
        table.held_on,
        table.not_held_reason.label("reason"),
    ).where(
        table.period.between(f"{year:04d}-01", f"{year:04d}-{MONTHS}"),
        table.kind == MeetingKind.REGULAR.value,
        not_amended(),
    )
    found: dict[str, dict[tuple[str, int], list[Any]]] = defaultdict(dict)
    for row in reading.rows(query):
        found[row.unit].setdefault((row.organisation_id, row.period_month), []).append(row)
    return found


def _members(reading: Reading) -> Counter[str]:
    """Unit → its members today."""
    table = reading.kinds["member"].table.c
    query = select(table.unit, func.count()).where(belongs(reading.today)).group_by(table.unit)
    return _counted((unit, n) for unit, n in reading.connection.execute(query))


def _began(reading: Reading) -> dict[str, str]:
    """Unit → the month in which its register wrote its first record: earlier ones weren't kept."""
    log = UnitLogRow
    query = select(log.unit, log.header).join(UnitRow, and_(log.unit == UnitRow.urn, log.q == 1))
    began: dict[str, str] = {}
    for unit, header in reading.connection.execute(query):
        month = str(json.loads(header)["t"])[:7]
        began[unit] = min(month, began.get(unit, month))
    return began


def _inbox(reading: Reading) -> Counter[tuple[str, str]]:
    row = InboxRow
    query = select(row.unit, row.state, func.count()).where(~is_settled()).group_by(row.unit, row.state)
    return Counter({(unit, state): n for unit, state, n in reading.connection.execute(query)})


def _open_findings(reading: Reading) -> Counter[str]:
    row = FindingRow
    query = select(row.unit, func.count()).where(row.solved_at.is_(None)).group_by(row.unit)
    return _counted((unit, n) for unit, n in reading.connection.execute(query))


def _unshown(reading: Reading) -> Counter[str]:
    row = ProjectionErrorRow
    query = select(row.unit, func.count()).group_by(row.unit)
    return _counted((unit, n) for unit, n in reading.connection.execute(query))


def _counted(rows: Iterable[tuple[str, int]]) -> Counter[str]:
    return Counter(dict(rows))
