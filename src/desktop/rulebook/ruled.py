"""Values that an authority issued, each with where it stands."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from desktop.basics.errors import Citation

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Ruled(Generic[T_co]):
    """A value with its source. ``certain`` is False where sources disagree or the text wasn't seen."""

    value: T_co
    citation: Citation
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Span:
    """From ``first`` to ``last``, both included: days of a month, or minutes. 0–0: no rule was found."""

    first: int
    last: int

    def __contains__(self, number: int) -> bool:
        return self.first <= number <= self.last


class Threshold(StrEnum):
    """How many of a body must agree."""

    MAJORITY = "majority"
    TWO_THIRDS = "two_thirds"

    def needed(self, base: int) -> int:
        """The fewest votes that reach the threshold: more than half of ``base``, or 2/3 of it."""
        if base < 0:
            raise ValueError("a body cannot have fewer than no members")
        return base // 2 + 1 if self is Threshold.MAJORITY else -(-2 * base // 3)


@dataclass(frozen=True, slots=True)
class Base:
    """Who is left out of a denominator: always, and only when absent. Codes are those of the roll-call."""

    without: frozenset[str]
    without_if_absent: frozenset[str]


@dataclass(frozen=True, slots=True)
class Term:
    """Name and days of a rule set; ``last`` None: still in force."""

    id: str
    title: str
    first: date
    last: date | None

    def __contains__(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)
