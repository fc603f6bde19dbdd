"""What a file from below turns out to be. Values, not exceptions: a person looks at them before anything happens."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from desktop.basics.errors import Told
from desktop.basics.language import Message, msg
from desktop.exchange.stops import Trip
from desktop.keys import cms

ASKS, FROZEN = "EXC-60", "EXC-61"
UNKNOWN_UNIT = "EXC-10"
STRANGERS = frozenset({UNKNOWN_UNIT, cms.UNKNOWN_SIGNER, cms.REVOKED, cms.EXPIRED})
"""The file is whole, but its sender isn't known here, or counts no more: that may change by an enrolment."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A bundle in plain figures: whose, which records, made when, what it changes by kind, what is odd about it.

    ``number`` is the unit's own count; ``stops`` are the rules that ask for a second person.
    """

    unit: str
    name: str
    first: int
    last: int
    made: datetime
    new: int
    changed: Mapping[str, int] = field(default_factory=dict)
    removed: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[Message, ...] = ()
    number: int = 0
    stops: tuple[Trip, ...] = ()

    @property
    def changes(self) -> int:
        """How many things it changes: a meeting that was saved three times is one."""
        return sum(self.changed.values()) + sum(self.removed.values())

    def stopped(self, trips: tuple[Trip, ...]) -> "Summary":
        """The same, with the rules that it trips."""
        return replace(self, stops=trips)


@dataclass(frozen=True, slots=True)
class Ready:
    """It links to what is held; taking it in adds ``summary.new`` records. Also what taking it in gives.

    ``codes``: after taking in, what disagrees between the unit's figures and the rows here.
    """

    summary: Summary
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asks:
    """It links, but ``summary.stops`` ask for a second person who confirms it. Nothing was done."""

    summary: Summary
    code: str = ASKS


@dataclass(frozen=True, slots=True)
class Frozen:
    """It would link, but the unit's log was told in two ways and nobody has answered that yet. It is kept aside."""

    summary: Summary
    code: str = FROZEN


@dataclass(frozen=True, slots=True)
class AlreadyTaken:
    """Everything in it is held already, since ``on`` if that is known."""

    summary: Summary
    on: datetime | None


@dataclass(frozen=True, slots=True)
class Gap:
    """Records ``first`` to ``last`` are missing before it. Taken in, it waits for them."""

    summary: Summary
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Forked:
    """From record ``at`` on it tells another story than the one held. Taken in, it is kept aside.

    ``declared``: a restored or moved register that says so; otherwise two computers write one log, or somebody
    altered it: the unit must be called.
    """

    summary: Summary
    at: int
    declared: bool


@dataclass(frozen=True, slots=True)
class TooNew:
    """Authentic, but for a later version of this program. Taken in, it is kept until then."""

    unit: str
    name: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Nothing in it is taken, nothing is changed: the code for the telephone, one sentence, what to do next.

    ``unit``, ``name``: whose it truly is, if only its inside isn't in order. Taken in, it is kept aside and the unit
    told.
    ``sha256``: of the file, if it was one and whole. ``kept``: it lies sealed here, unread, because somebody asked.
    """

    code: str
    message: Message
    next_step: Message | None = None
    unit: str | None = None
    sha256: str = ""
    kept: bool = False
    name: str = ""

    @property
    def of_a_stranger(self) -> bool:
        """Whether it may be kept here until its sender is enrolled."""
        return bool(self.sha256) and self.code in STRANGERS

    @classmethod
    def of(cls, told: Told) -> "Refusal":
        """From what a reader raised."""
        return cls(told.code, told.message, told.next_step)


Outcome = Ready | Asks | AlreadyTaken | Gap | Forked | Frozen | TooNew | Refusal


def sentence(outcome: Outcome, *, taken: bool = False) -> Message:
    """One sentence for a person; ``taken``: after it was taken in."""
    match outcome:
        case Ready(summary, _):
            if taken:
                if not summary.changes:
                    return msg("{unit}: papers taken in, no changes.", unit=summary.name)
                return msg("{unit}: {n} changes taken in.", unit=summary.name, n=summary.changes)
            if summary.stops:
                return msg(
                    "{unit}: {n} changes; a second person must look at them before they are taken in.",
                    unit=summary.name,
                    n=summary.changes,
                )
            return msg("{unit}: {n} changes can be taken in.", unit=summary.name, n=summary.changes)
        case Asks(summary):
            return msg(
                "{unit}: not taken in: a second person must look at {n} changes first.",
                unit=summary.name,
                n=summary.changes,
            )
        case Frozen(summary):
            return msg(
                "{unit}: kept aside until somebody has answered why its changes are told in two ways.",
                unit=summary.name,
            )
        case AlreadyTaken(summary, None):
            return msg("{unit}: everything in this file is here already.", unit=summary.name)
        case AlreadyTaken(summary, on):
            return msg(
                "{unit}: was taken in before, on {day}; nothing is taken twice.",
                unit=summary.name,
                day=on.date() if on else "",
            )
        case Gap(summary, first, last) if first == last:
            return msg(
                "{unit}: waits for the entry {n}, which comes in another file.",
                unit=summary.name,
                n=str(first),
            )
        case Gap(summary, first, last):
            return msg(
                "{unit}: waits for the entries {first} to {last}, which come in another file.",
                unit=summary.name,
                first=str(first),
                last=str(last),
            )
        case Forked(summary, _, True):
            return msg(
                "{unit} went on from a backup; the file is kept aside and waits for the next version.",
                unit=summary.name,
            )
        case Forked(summary, at, _):
            return msg(
                "{unit}: entry {n} isn't the one that is held here. The file is kept aside; call the unit.",
                unit=summary.name,
                n=str(at),
            )
        case TooNew(_, name):
            return msg("{unit}: kept until this program is updated.", unit=name)
        case Refusal(_, message):
            return message


def next_step(outcome: Outcome) -> Message | None:
    """What to do about a file that wasn't taken in."""
    match outcome:
        case Refusal(_, _, following):
            return following
        case Asks():
            return msg("Name the second person, or give the reason where there is none.")
        case _:
            return None
