"""The superior's first board: every unit, when it was last heard of, what waits, and which cells met in which month.

Half a dozen statements whatever the number of units. A unit whose figures disagree is marked: nothing is to be
added up from it until that is explained.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import and_, func, or_, select

from desktop.bundles.receipt import State
from desktop.exchange.records import FindingRow, InboxRow, ProjectionErrorRow, UnitRow
from desktop.meetings.rules.words import MEETING, MeetingKind, MeetingState
from desktop.organisations.rules.words import CELLS
from desktop.storage.work import Reading

GREEN_DAYS, YELLOW_DAYS = 45, 75
_HELD = (MeetingState.CONCLUDED, MeetingState.SIGNED_ON_PAPER, MeetingState.SIGNED)


class Light(StrEnum):
    """How long ago a unit was heard of: at most 45 days, at most 75, longer or never."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True, slots=True)
class UnitRowShown:
    """One unit. ``met``: for months 1 to 12 how many of its ``cells`` held their regular meeting.

    ``waiting`` and ``aside`` are bundles, ``unshown`` records that can't be shown, ``findings`` what a person
    must look at.
    """

    urn: str
    name: str
    last_contact: datetime | None
    days: int | None
    light: Light
    changes: int
    cells: int
    met: tuple[int, ...]
    waiting: int
    aside: int
    unshown: int
    findings: int
    agrees: bool


@dataclass(frozen=True, slots=True)
class Board:
    """All units in order of their names, for one year."""

    year: int
    units: tuple[UnitRowShown, ...]


def board(reading: Reading, year: int) -> Board:
    """The board of a year, as of now."""
    cells, met = _cells(reading), _met(reading, year)
    inbox = _inbox(reading)
    unshown, findings = _unshown(reading), _open_findings(reading)
    row = UnitRow
    query = select(row.urn, row.name, row.last_contact, row.q, row.agrees).order_by(row.name, row.urn)
    shown = []
    for unit in reading.connection.execute(query):
        last = None if unit.last_contact is None else datetime.fromisoformat(unit.last_contact)
        days = None if last is None else (reading.today - last.date()).days
        shown.append(
            UnitRowShown(
                urn=unit.urn,
                name=unit.name,
                last_contact=last,
                days=days,
                light=light(days),
                changes=unit.q,
                cells=cells[unit.urn],
                met=tuple(met[unit.urn].get(month, 0) for month in range(1, 13)),
                waiting=inbox[unit.urn, State.WAITING.value] + inbox[unit.urn, State.RECEIVED.value],
                aside=inbox[unit.urn, State.ASIDE.value],
                unshown=unshown[unit.urn],
                findings=findings[unit.urn],
                agrees=unit.agrees,
            )
        )
    return Board(year, tuple(shown))


def light(days: int | None) -> Light:
    """The colour of a unit that was heard of so many days ago; never is red."""
    if days is None or days > YELLOW_DAYS:
        return Light.RED
    return Light.YELLOW if days > GREEN_DAYS else Light.GREEN


def _cells(reading: Reading) -> Counter[str]:
    """Unit → cells that exist today."""
    table = reading.kinds["organisation"].table.c
    query = (
        select(table.unit, func.count())
        .where(
            table.kind.in_(sorted(CELLS)),
            or_(table.founded_on.is_(None), table.founded_on <= reading.today),
            or_(table.ended_on.is_(None), table.ended_on > reading.today),
        )
        .group_by(table.unit)
    )
    return _counted((unit, n) for unit, n in reading.connection.execute(query))


def _met(reading: Reading, year: int) -> dict[str, dict[int, int]]:
    """Unit → month → cells with a regular meeting for that month; a corrected record counts once."""
    table = reading.kinds[MEETING].table.c
    place = reading.kinds["organisation"].table.c
    query = (
        select(table.unit, table.period_month, func.count(table.organisation_id.distinct()))
        .join(
            reading.kinds["organisation"].table,
            and_(place.unit == table.unit, place.id == table.organisation_id),
        )
        .where(
            table.kind == MeetingKind.REGULAR.value,
            table.state.in_([state.value for state in _HELD]),
            table.period_year == year,
            place.kind.in_(sorted(CELLS)),
        )
        .group_by(table.unit, table.period_month)
    )
    met: dict[str, dict[int, int]] = defaultdict(dict)
    for unit, month, n in reading.connection.execute(query):
        met[unit][month] = n
    return met


def _inbox(reading: Reading) -> Counter[tuple[str, str]]:
    row = InboxRow
    query = select(row.unit, row.state, func.count()).group_by(row.unit, row.state)
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
