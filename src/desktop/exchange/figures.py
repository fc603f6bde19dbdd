"""The figures that a unit tells with its records, and that its superior counts anew in the rows made of them.

The chain says that no record is missing. This says that the records became the same members, cells and meetings on
both sides: figures that were counted by two programs from two sets of tables.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select

from desktop.exchange.preview_words import MEMBER, ORGANISATION
from desktop.exchange.records import ProjectionErrorRow
from desktop.meetings.rules.words import HELD_STATES, MEETING
from desktop.members.rules.words import Stage
from desktop.organisations.rules.words import CELLS
from desktop.storage.work import Reading

DIFFER: Final = "EXC-55"
"""A unit counts otherwise than its superior does after taking in all that it sent."""
# Names in a bundle are for ever: a figure that comes to mean something else gets a name of its own.
_MEMBERS, _PROBATIONARY, _CELLS, _HELD = "members", "members.probationary", "cells", "meetings.held"


@dataclass(frozen=True, slots=True)
class Figures:
    """Members who belong, cells that exist, meetings that were held."""

    members: int
    cells: int
    meetings: int

    def by_name(self) -> dict[str, int]:
        """As a bundle tells them."""
        return {_MEMBERS: self.members, _CELLS: self.cells, _HELD: self.meetings}

    @classmethod
    def said(cls, named: Mapping[str, int]) -> "Figures | None":
        """Those that a bundle tells; None if it tells none, as those of earlier programs."""
        found = [named[name] for name in (_MEMBERS, _CELLS, _HELD) if name in named]
        return cls(*found) if len(found) == 3 else None


def figures_of(reading: Reading, unit: str) -> Figures:
    """The figures that the tables give of a unit."""

    def count(kind: str, *where: Any) -> int:
        table = reading.kinds[kind].table
        query = select(func.count()).select_from(table).where(table.c.unit == unit, *where)
        return int(reading.connection.execute(query).scalar_one())

    member, place = reading.kinds[MEMBER].table.c, reading.kinds[ORGANISATION].table.c
    held = reading.kinds[MEETING].table.c
    return Figures(
        count(MEMBER, member.exit_kind.is_(None)),
        count(ORGANISATION, place.kind.in_(sorted(CELLS)), place.ended_on.is_(None)),
        count(MEETING, held.state.in_(sorted(HELD_STATES))),
    )


def told_figures(reading: Reading, unit: str) -> dict[str, int]:
    """All figures by name: beside those above the members on probation, and the meetings held for each year."""
    member = reading.kinds[MEMBER].table.c
    stage = reading.kinds[MEMBER].part_tables["stages"].c
    probationary = select(func.count(stage.of.distinct())).where(
        stage.unit == unit,
        member.unit == unit,
        member.id == stage.of,
        member.exit_kind.is_(None),
        stage.stage == Stage.PROBATIONARY,
        stage.to_on.is_(None),
    )
    held = reading.kinds[MEETING].table.c
    years = (
        select(held.period_year, func.count())
        .where(held.unit == unit, held.state.in_(sorted(HELD_STATES)))
        .group_by(held.period_year)
    )
    told = figures_of(reading, unit).by_name()
    told[_PROBATIONARY] = int(reading.connection.execute(probationary).scalar_one())
    told |= {f"{_HELD}.{year}": n for year, n in reading.connection.execute(years)}
    return told


def disagree(reading: Reading, unit: str, said: Mapping[str, int]) -> bool:
    """Whether the rows of a unit give other figures than it said; names that aren't known here say nothing.

    Of a year without rows they give 0 meetings.
    """
    years = (name for name in said if name.startswith(f"{_HELD}."))
    counted = dict.fromkeys(years, 0) | told_figures(reading, unit)
    return any(counted[name] != n for name, n in said.items() if name in counted)


def all_shown(reading: Reading, unit: str) -> bool:
    """Whether every record of the unit became a row. Otherwise its figures must differ, and that is told already."""
    row = ProjectionErrorRow
    return reading.connection.execute(select(row.id).where(row.unit == unit).limit(1)).first() is None
