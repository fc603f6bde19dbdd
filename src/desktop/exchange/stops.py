"""When a bundle must be looked at by a second person before it is taken in. Pure: no database, no clock.

The thresholds are the program's own (stop-and-ask rules of its design, 3.3), not an authority's: no regulation says
when a superior has to look twice. Should one be issued, they become dated rule data; until then they stand here once.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from desktop.basics.language import Message, msg, msg_plural


class Stop(StrEnum):
    """The rules, each by the one word that is audited and told to scripts."""

    FIRST = "first"
    DEVICE = "device"
    LIFE = "life"
    REMOVED = "removed"
    MEMBERS = "members"
    CLOSED = "closed"
    DATES = "dates"
    CLOCK = "clock"
    FIGURES = "figures"


@dataclass(frozen=True, slots=True)
class Limits:
    """Removals: more than ``removed`` and more than ``removed_percent`` of the members. The rest in percent, days."""

    removed: int = 3
    removed_percent: int = 2
    members_percent: int = 10
    suspect_percent: int = 20
    days_back: int = 365


LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules look at. ``members``: before the bundle; ``moved``: who came or went with it.

    ``suspect``: records made while the unit's clock was doubtful or ran ahead of ours. ``differing``: codes of the
    bundle's own figures that don't agree with what would be held.
    """

    records: int = 0
    members: int = 0
    moved: int = 0
    removed: int = 0
    closed: int = 0
    odd_dates: int = 0
    suspect: int = 0
    first: bool = False
    new_device: bool = False
    new_life: bool = False
    differing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trip:
    """One rule that a bundle trips, by how many records (0: the bundle as a whole)."""

    stop: Stop
    n: int = 0
    of: int = 0


def trips(facts: Facts, limits: Limits = LIMITS) -> tuple[Trip, ...]:
    """Every rule that the bundle trips, in the order in which a person should look."""
    members, moved = facts.members, facts.moved
    found = (
        (facts.first, Trip(Stop.FIRST)),
        (facts.new_device and not facts.first, Trip(Stop.DEVICE)),
        (facts.new_life and not facts.first, Trip(Stop.LIFE)),
        (bool(facts.differing), Trip(Stop.FIGURES)),
        (
            facts.removed > limits.removed and facts.removed * 100 > limits.removed_percent * members,
            Trip(Stop.REMOVED, facts.removed),
        ),
        (
            not facts.first and members > 0 and moved * 100 > limits.members_percent * members,
            Trip(Stop.MEMBERS, moved, members),
        ),
        (facts.closed > 0, Trip(Stop.CLOSED, facts.closed)),
        (facts.odd_dates > 0, Trip(Stop.DATES, facts.odd_dates)),
        (
            facts.suspect * 100 > limits.suspect_percent * facts.records,
            Trip(Stop.CLOCK, facts.suspect, facts.records),
        ),
    )
    return tuple(trip for tripped, trip in found if tripped)


def is_odd(day: date, today: date, *, back: bool = True, limits: Limits = LIMITS) -> bool:
    """Whether something that is said to have happened on ``day`` lies ahead, or (``back``) more than a year back."""
    return day > today or (back and day < today - timedelta(days=limits.days_back))


def words_of(trip: Trip) -> Message:
    """The rule in a clerk's words."""
    match trip.stop:
        case Stop.FIRST:
            return msg("This is the first file from this unit.")
        case Stop.DEVICE:
            return msg("This is the first file from another computer of the unit.")
        case Stop.LIFE:
            return msg("The unit's register was moved or brought back from a backup.")
        case Stop.FIGURES:
            return msg("The unit's own figures don't agree with what would be held here.")
        case Stop.REMOVED:
            return msg_plural("{n} record was removed.", "{n} records were removed.", trip.n)
        case Stop.MEMBERS:
            return msg("{n} members come or go, of {all}: more than a tenth.", n=trip.n, all=trip.of)
        case Stop.CLOSED:
            return msg_plural(
                "{n} signed record was changed or removed.",
                "{n} signed records were changed or removed.",
                trip.n,
            )
        case Stop.DATES:
            return msg_plural(
                "{n} record has a day that lies ahead or more than a year back.",
                "{n} records have a day that lies ahead or more than a year back.",
                trip.n,
            )
        case Stop.CLOCK:
            return msg(
                "{n} of {all} changes were made while the clock of the unit's computer was doubtful.",
                n=trip.n,
                all=trip.of,
            )
