"""Spans of days, half-open: from a day on, up to and without another.

``None`` at the start means "longer than the register knows", ``None`` at the end "still". Facts in such spans
that don't overlap give each day at most one answer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``start`` on, ending before ``end``."""

    start: date | None = None
    end: date | None = None

    @property
    def ordered(self) -> bool:
        """Whether it holds on at least one day."""
        return self.start is None or self.end is None or self.start < self.end

    def holds(self, day: date) -> bool:
        """Whether ``day`` lies in it."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def meets(self, other: "Span") -> bool:
        """Whether some day lies in both."""
        start = max(filter(None, (self.start, other.start)), default=None)
        end = min(filter(None, (self.end, other.end)), default=None)
        return self.ordered and other.ordered and (start is None or end is None or start < end)

    @property
    def order(self) -> tuple[date, date]:
        """A key that puts spans in the order of time."""
        return self.start or date.min, self.end or date.max


def first_overlap(spans: Sequence[Span]) -> tuple[int, int] | None:
    """Places of the first two spans that share a day, in the order of time; None if none do."""
    places = sorted(range(len(spans)), key=lambda place: spans[place].order)
    reached: int | None = None
    for place in places:
        if not spans[place].ordered:
            continue
        if reached is not None and spans[reached].meets(spans[place]):
            return reached, place
        if reached is None or (spans[place].end or date.max) > (spans[reached].end or date.max):
            reached = place
    return None


def turning_days(spans: Iterable[Span]) -> tuple[date, ...]:
    """Each day on which an answer may change, earliest first; ``date.min`` stands for the time before all."""
    days = {date.min}
    for span in spans:
        days.update(day for day in (span.start, span.end) if day is not None)
    return tuple(sorted(days))
