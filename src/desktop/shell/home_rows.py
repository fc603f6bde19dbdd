"""What the home page shows, frozen. ``app`` asks the rooms for it; the page only draws it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum

from desktop.basics.language import Message, Month, Percent


class Urgency(IntEnum):
    """How pressing something is; the order of the list."""

    OVERDUE = 0
    TODAY = 1
    SOON = 2
    LATER = 3


@dataclass(frozen=True, slots=True)
class ToDo:
    """One thing to do: what, by when, why, and the one deed that goes on with it."""

    urgency: Urgency
    title: Message
    when: Message
    why: tuple[Message, ...]
    deed: Message
    room: str
    id: str | None = None
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that lies ahead."""

    day: date
    words: Message
    room: str = ""
    id: str | None = None


class CellMonth(StrEnum):
    """How a cell stands this month."""

    HELD = "held"
    POSTPONED = "postponed"
    MISSING = "missing"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class MonthRow:
    """The month's meetings: one state for each cell, and the share present over the meetings held."""

    month: Month
    cells: tuple[tuple[str, CellMonth], ...]
    present: Percent | None = None

    @property
    def held(self) -> int:
        """How many cells have met."""
        return sum(state is CellMonth.HELD for _name, state in self.cells)

    def count(self, state: CellMonth) -> int:
        """How many cells stand so."""
        return sum(one is state for _name, one in self.cells)


@dataclass(frozen=True, slots=True)
class BackupRow:
    """The newest backup: when, whether it was opened and checked, where copies lie."""

    made: datetime | None
    checked: bool = False
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Movement:
    """People who came or went this year. ``key`` names the list that the figure opens."""

    number: int
    words: Message
    came: bool
    key: str = ""


@dataclass(frozen=True, slots=True)
class MembersRow:
    """Members now, and how they became so many since the year began."""

    now: int
    at_start: int
    movements: tuple[Movement, ...] = ()


@dataclass(frozen=True, slots=True)
class SendingRow:
    """What the superior doesn't have: how many changes, the oldest how many days old, whether all were carried.

    ``files``: how many kept files it misses that can be sent; ``gone``: how many are missing here too.
    ``received``: its receipt says that nothing is missing there.
    """

    changes: int
    days: int = 0
    carried: bool = False
    files: int = 0
    gone: int = 0
    received: bool = False


@dataclass(frozen=True, slots=True)
class BelowRow:
    """The units below: how many, how many weren't heard of for long, and files and questions that wait here.

    ``ended``: how many units there were that are no more; they are in none of the others.
    """

    units: int
    silent: int
    matters: int
    ended: int = 0


@dataclass(frozen=True, slots=True)
class HomeRows:
    """The whole home page."""

    to_do: tuple[ToDo, ...] = ()
    done_today: int = 0
    coming: tuple[Coming, ...] = ()
    month: MonthRow | None = None
    backup: BackupRow | None = None
    members: MembersRow | None = None
    sending: SendingRow | None = None
    """None where there is no superior."""
    below: BelowRow | None = None
    """None where nobody reports to this register."""
    notices: tuple[Message, ...] = ()
