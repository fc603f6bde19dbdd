"""The only place where the time of day is asked for, so that a test or ``--today`` can set it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

_STARTED_ON = datetime.now().astimezone().date()


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock that may be set ``days`` away from the machine's."""

    days: int = 0

    @classmethod
    def showing(cls, today: date | None) -> "Clock":
        """A clock on which it was ``today`` when the program started; None leaves the machine's own.

        All clocks of one run agree, also those that are made after midnight.
        """
        return cls() if today is None else cls((today - _STARTED_ON).days)

    def now(self) -> datetime:
        """Local time with its offset from UTC."""
        return datetime.now().astimezone() + timedelta(days=self.days)

    def today(self) -> date:
        """The local calendar day."""
        return self.now().date()
