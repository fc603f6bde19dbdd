"""The units' cells as their records tell of them, and which units have ended.

A unit has ended on the day on which everything that its own register is about has, or on which the superior revoked
its last computer because it isn't needed any more. From then on nothing is expected of it; what it did before stays.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import exists, select

from desktop.basics.errors import Told
from desktop.exchange.office import office
from desktop.keys.authority import Issued, Why
from desktop.keys.certificates import Role
from desktop.organisations.rules.words import CELLS
from desktop.storage.work import Reading


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell, and between which days it exists."""

    id: str
    name: str
    founded: date | None
    ended: date | None

    def exists(self, day: date) -> bool:
        """Whether it exists on a day."""
        begun = self.founded is None or self.founded <= day
        return begun and (self.ended is None or self.ended > day)


@dataclass(frozen=True, slots=True)
class Places:
    """Of all units: the cells, past ones too, in the order of their names; and when those that ended did."""

    cells: dict[str, list[Cell]]
    ended: dict[str, date]


def places(reading: Reading) -> Places:
    """As of now, in two statements. A unit that will end some day hasn't yet."""
    cells: dict[str, list[Cell]] = defaultdict(list)
    tops: dict[str, list[date | None]] = defaultdict(list)
    every: dict[str, list[date | None]] = defaultdict(list)
    for row in reading.rows(_organisations(reading)):
        every[row.unit].append(row.ended_on)
        if row.kind in CELLS:
            cells[row.unit].append(Cell(row.id, row.name or "", row.founded_on, row.ended_on))
        elif not row.below:
            tops[row.unit].append(row.ended_on)
    ended = _by_book(reading)
    for unit in every:
        day = _last(tops.get(unit) or every[unit])
        if day is not None:
            ended[unit] = min(day, ended.get(unit, day))
    return Places(cells, {unit: day for unit, day in ended.items() if day <= reading.today})


def _organisations(reading: Reading) -> Any:
    kind = reading.kinds["organisation"]
    table, parent = kind.table.c, kind.part_tables["parents"].c
    below = exists().where(
        parent.unit == table.unit,
        parent.of == table.id,
        parent.parent_id.is_not(None),
        parent.valid_to.is_(None),
    )
    columns = (table.unit, table.id, table.name, table.kind, table.founded_on, table.ended_on)
    of_others = select(*columns, below.label("below")).where(table.unit != reading.unit)
    return of_others.order_by(table.name_sort)


def _last(ends: list[date | None]) -> date | None:
    """The day on which the last of them ended; None while one goes on."""
    days = [day for day in ends if day is not None]
    return max(days) if len(days) == len(ends) else None


def _by_book(reading: Reading) -> dict[str, date]:
    """Units all of whose computers are revoked, the newest one because it isn't needed any more."""
    try:
        book = office(reading).authority.book
    except Told:  # nobody was enrolled, or the keys are damaged: that is told where they are needed
        return {}
    devices: dict[str, list[Issued]] = defaultdict(list)
    for one in book:
        if one.role is Role.DEVICE and one.urn:
            devices[one.urn].append(one)
    return {
        urn: found[-1].revoked.astimezone().date()
        for urn, found in devices.items()
        if found[-1].revoked is not None
        and found[-1].why is Why.ENDED
        and all(one.revoked is not None for one in found)
    }
