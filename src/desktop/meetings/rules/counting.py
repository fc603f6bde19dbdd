"""The sums of a roll-call. They always add up: total = all statuses = official + probationary."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from desktop.meetings.rules.draft import RollLine
from desktop.meetings.rules.words import Presence, Stage
from desktop.rulebook.meetings import MeetingRules
from desktop.rulebook.ruled import Base


@dataclass(frozen=True, slots=True)
class Tally:
    """People by status, among all or among the official ones only."""

    present: int = 0
    excused: int = 0
    unexcused: int = 0
    exempt: int = 0
    elsewhere: int = 0
    suspended: int = 0

    @property
    def total(self) -> int:
        """All of them: the sum of the parts."""
        return self.present + self.absent

    @property
    def absent(self) -> int:
        """Everybody who isn't there, whatever the reason, as the minutes count (decision 17)."""
        return self.excused + self.unexcused + self.exempt + self.elsewhere + self.suspended


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures that minutes must show (HD 42-HD/BTCTW 2025)."""

    all: Tally
    official: Tally
    probationary: Tally
    exempt: int  # everybody who is exempt that day, there or not
    late: int

    @property
    def total(self) -> int:
        """Everybody on the list."""
        return self.all.total


def counts(roll: Sequence[RollLine]) -> Counts:
    """The sums of a roll-call."""
    return Counts(
        all=_tally(roll),
        official=_tally(line for line in roll if line.stage is Stage.OFFICIAL),
        probationary=_tally(line for line in roll if line.stage is Stage.PROBATIONARY),
        exempt=sum(line.exempt or line.status is Presence.EXEMPT for line in roll),
        late=sum(line.late and line.status is Presence.PRESENT for line in roll),
    )


def _tally(roll: Iterable[RollLine]) -> Tally:
    found = [line.status for line in roll]
    return Tally(
        present=found.count(Presence.PRESENT),
        excused=found.count(Presence.EXCUSED),
        unexcused=found.count(Presence.UNEXCUSED),
        exempt=found.count(Presence.EXEMPT),
        elsewhere=found.count(Presence.ELSEWHERE),
        suspended=found.count(Presence.SUSPENDED),
    )


@dataclass(frozen=True, slots=True)
class Attended:
    """Who came, of how many that count. ``tenths`` of a percent; None when nobody counts."""

    present: int
    base: int

    @property
    def tenths(self) -> int | None:
        """The share, rounded half up to a tenth of a percent: 19 of 21 is 905."""
        return share_tenths(self.present, self.base)


def counts_in(line: RollLine, base: Base) -> bool:
    """Whether a person belongs to a denominator.

    The codes of a base are those of the roll-call, and ``EXEMPT`` there already means exempt and absent; so a
    status that is left out always and one left out when absent come to the same.
    """
    return line.status not in base.without and line.status not in base.without_if_absent


def attendance(roll: Sequence[RollLine], rules: MeetingRules) -> Attended:
    """Present of those who count by the rules of the day: all − elsewhere − exempt and absent."""
    counted = [line for line in roll if counts_in(line, rules.attendance_base.value)]
    return Attended(sum(line.status is Presence.PRESENT for line in counted), len(counted))


def share_tenths(part: int, whole: int) -> int | None:
    """``part`` of ``whole`` in tenths of a percent, rounded half up; None of nothing."""
    return (2000 * part + whole) // (2 * whole) if whole > 0 else None
