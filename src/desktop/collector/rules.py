"""How the board judges: a unit's light, and a month of its cells. Figures only, no tables."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

GREEN_DAYS, YELLOW_DAYS = 45, 75
_ALMOST, _MOST = 0.9, 2 / 3  # of the cells: from here on a month lacks little, or far too much


class Light(StrEnum):
    """How long ago a unit was heard of: at most 45 days, at most 75, longer or never; off where it has ended."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    OFF = "off"


def light(days: int | None) -> Light:
    """The colour of a unit that was heard of so many days ago; never is red."""
    if days is None or days > YELLOW_DAYS:
        return Light.RED
    return Light.YELLOW if days > GREEN_DAYS else Light.GREEN


class MonthState(StrEnum):
    """What can be asked of a unit's month today."""

    TO_COME = "to_come"
    UNHEARD = "unheard"  # the unit hasn't sent anything since the month began
    OPEN = "open"  # the last day on time hasn't passed
    OVER = "over"
    NOT_KEPT = "not_kept"  # before the unit's register began
    ENDED = "ended"  # the unit was no more


class Tone(StrEnum):
    """How loud a month is."""

    EMPTY = "empty"
    PLAIN = "plain"
    DONE = "done"
    SLIGHT = "slight"
    LACKING = "lacking"
    FAR = "far"


@dataclass(frozen=True, slots=True)
class CellMonth:
    """What a cell's records of one month come to. ``reason``: why it didn't meet, if it said so.

    ``id`` is the cell's.
    """

    name: str
    held: bool = False
    signed: bool = False
    on_time: bool = False
    reason: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class MonthShown:
    """One month of one unit: how many cells were to meet, met, have signed minutes; which ones lack something.

    ``lacking`` did not meet, ``unsigned`` met without signed minutes yet, ``late`` met after the last day on time.
    """

    month: int
    state: MonthState
    expected: int = 0
    held: int = 0
    signed: int = 0
    lacking: tuple[CellMonth, ...] = ()
    unsigned: tuple[CellMonth, ...] = ()
    late: tuple[CellMonth, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether there is a figure to show."""
        return self.state in (MonthState.OPEN, MonthState.OVER) and self.expected > 0

    @property
    def on_time(self) -> int:
        """How many met in time."""
        return self.held - len(self.late)

    @property
    def tone(self) -> Tone:
        """How loud it is: a month that isn't over yet never is."""
        if not self.counts:
            return Tone.EMPTY
        if self.state is MonthState.OPEN:
            return Tone.PLAIN
        if self.signed >= self.expected:
            return Tone.DONE
        share = self.signed / self.expected
        return Tone.SLIGHT if share >= _ALMOST else Tone.LACKING if share >= _MOST else Tone.FAR


def month_state(first: date, due: date, today: date, heard: date | None, kept: bool) -> MonthState:
    """What can be asked: ``first`` day of the month, ``due`` its last day on time, ``heard`` the last contact."""
    if today < first:
        return MonthState.TO_COME
    if not kept:
        return MonthState.NOT_KEPT
    if heard is None or heard < first:
        return MonthState.UNHEARD
    return MonthState.OPEN if today <= due else MonthState.OVER


def month_shown(month: int, state: MonthState, cells: Iterable[CellMonth]) -> MonthShown:
    """The month of these cells; ``cells`` are those that were to meet, or did."""
    every = tuple(cells)
    held = tuple(one for one in every if one.held)
    if held and state in (MonthState.TO_COME, MonthState.UNHEARD):
        state = MonthState.OPEN  # something is known of it after all
    return MonthShown(
        month,
        state,
        len(every),
        len(held),
        sum(one.signed for one in held),
        tuple(one for one in every if not one.held),
        tuple(one for one in held if not one.signed),
        tuple(one for one in held if not one.on_time),
    )
