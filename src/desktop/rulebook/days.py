"""Working days: Monday to Friday without public holidays (Labour Code 45/2019/QH14, article 112)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from desktop.basics.language import msg
from desktop.rulebook.reading import Table, documents_of, term_of, trouble
from desktop.rulebook.ruled import Term

_SATURDAY = 5
_LEAP_YEAR = 2000


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """Which days are worked.

    ``moving``: holidays that each year fixes anew; ``worked``: days of a weekend that are worked instead.
    """

    term: Term
    yearly: Mapping[tuple[int, int], str]  # (month, day)
    moving: Mapping[date, str]
    worked: frozenset[date]

    def holiday(self, day: date) -> str | None:
        """The name of the public holiday on that day."""
        return self.moving.get(day) or self.yearly.get((day.month, day.day))

    def is_working(self, day: date) -> bool:
        """Whether offices work on that day."""
        if day in self.worked:
            return True
        return day.weekday() < _SATURDAY and self.holiday(day) is None

    def next_working(self, day: date) -> date:
        """The day itself if it is worked, else the next one that is."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def after(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day``, which itself isn't counted."""
        for _ in range(count):
            day = self.next_working(day + timedelta(days=1))
        return day

    def between(self, start: date, end: date) -> int:
        """How many working days come after ``start``, up to and with ``end``."""
        days = (end - start).days
        return sum(self.is_working(start + timedelta(days=step)) for step in range(1, days + 1))

    def knows(self, year: int) -> bool:
        """Whether the moving holidays (Tết, the Hùng kings' day) of a year are listed."""
        return any(day.year == year for day in self.moving)


def working_days(table: Table) -> WorkingDays:
    """The calendar of one file."""
    documents_of(table)
    found = WorkingDays(
        term=term_of(table),
        yearly=MappingProxyType(dict(_yearly(line) for line in table.tables("yearly"))),
        moving=MappingProxyType(_moving(table)),
        worked=frozenset(_named(line)[0] for line in table.tables("worked")),
    )
    table.close()
    return found


def _yearly(table: Table) -> tuple[tuple[int, int], str]:
    month, day = table.number("month"), table.number("day")
    name = table.text("name")
    table.close()
    try:
        date(_LEAP_YEAR, month, day)
    except ValueError as error:
        raise trouble("RUL-04", table.file, msg("wrong value for {key}", key=name)) from error
    return (month, day), name


def _moving(table: Table) -> dict[date, str]:
    days: dict[date, str] = {}
    for line in table.tables("moving"):
        first, last, name = line.day("first"), line.day("last"), line.text("name")
        line.yes("certain", True)
        line.close()
        if last < first:
            raise trouble("RUL-04", table.file, msg("the last day lies before the first"))
        days |= {first + timedelta(days=step): name for step in range((last - first).days + 1)}
    return days


def _named(table: Table) -> tuple[date, str]:
    day, name = table.day("date"), table.text("name")
    table.close()
    return day, name
