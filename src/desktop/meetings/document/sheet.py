"""The minutes of one meeting as values: everything that stands on the paper, worked out beforehand.

Texts are plain and in Vietnamese. A sheet of a draft may have gaps.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from desktop.meetings.rules.words import MeetingKind, OpinionKind, VoteMethod
from desktop.rulebook.ruled import Threshold

GAP: Final = "……"  # stands where a draft has nothing yet


@dataclass(frozen=True, slots=True)
class Person:
    """A person as the paper names him: full name, and post where it is to be printed."""

    name: str
    post: str = ""


@dataclass(frozen=True, slots=True)
class Absence:
    """A member who wasn't there, and the reason given."""

    name: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Attendance:
    """The roll-call's figures. ``exempt`` counts all exempt members, ``exempt_absent`` those not there.

    ``base`` is what the percentage is taken of: all but those elsewhere and those exempt and absent.
    """

    total: int
    official: int
    probationary: int
    present_official: int
    present_probationary: int
    base: int
    exempt: int = 0
    exempt_absent: int = 0
    elsewhere: int = 0
    suspended: int = 0
    excused: tuple[Absence, ...] = ()
    unexcused: tuple[Absence, ...] = ()
    late: tuple[str, ...] = ()  # names; they count as present

    @property
    def present(self) -> int:
        """All who were there."""
        return self.present_official + self.present_probationary

    @property
    def absent(self) -> int:
        """All who weren't, of whatever kind."""
        return len(self.excused) + len(self.unexcused) + self.exempt_absent + self.elsewhere + self.suspended

    @property
    def uncalled(self) -> int:
        """Members without a line in the roll-call yet; below zero if somebody was counted twice."""
        return self.total - self.present - self.absent


@dataclass(frozen=True, slots=True)
class Theme:
    """The thematic part of a meeting, or the subject of a thematic one."""

    title: str
    author: str = ""
    opinions: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What one person said. ``member`` is false for a guest, who isn't called comrade."""

    speaker: str
    text: str
    kind: OpinionKind = OpinionKind.DISCUSSION
    member: bool = True


@dataclass(frozen=True, slots=True)
class Ballot:
    """One vote as judged: ``summoned`` is the base of the percentage, ``need`` how many had to agree.

    In a draft, figures and the outcome may be missing.
    """

    item: str
    summoned: int
    agree: int | None
    disagree: int | None
    other: int | None
    threshold: Threshold
    need: int
    passed: bool | None
    method: VoteMethod | None = None
    present_eligible: int | None = None


@dataclass(frozen=True, slots=True)
class Assigned:
    """A task: who, what, until when."""

    owner: str
    work: str
    due: date | None = None
    member: bool = True


@dataclass(frozen=True, slots=True)
class Petitioned:
    """A petition: what is asked, ``raised_by`` and ``route`` as printed ("cấp xã"), and an answer if given."""

    text: str
    raised_by: str = ""
    route: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Scored:
    """The meeting's own quality score in tenths of a point. ``level`` is the score sheet's label ("Tốt")."""

    points: int
    most: int
    level: str
    remedies: str = ""  # what fell short and how it is to be mended


@dataclass(frozen=True, slots=True)
class MinutesSheet:
    """Everything that stands in the minutes, worked out beforehand. Texts are plain, in Vietnamese."""

    superior: str  # "Đảng bộ xã Bình Lãng"
    cell: str  # "Chi bộ xóm Bản Lằng"
    kind: MeetingKind
    year: int
    month: int
    attendance: Attendance
    start: datetime | None = None
    end: datetime | None = None
    place: str = ""
    number: str = ""  # "Số 11-BB/CB", where the cell numbers its minutes
    chair: Person | None = None
    taker: Person | None = None
    superiors: tuple[Person, ...] = ()
    guests: tuple[Person, ...] = ()
    committee_met_on: date | None = None
    papers_sent_on: date | None = None
    information: str = ""
    past_assessment: str = ""
    next_tasks: str = ""
    theme: Theme | None = None
    other_items: str = ""
    opinions: tuple[Said, ...] = ()
    petitions: tuple[Petitioned, ...] = ()
    ballots: tuple[Ballot, ...] = ()
    conclusion: str = ""
    tasks: tuple[Assigned, ...] = ()
    score: Scored | None = None
    agreed: int | None = None  # present members who agreed to the minutes when they were read back
    amends: datetime | None = None  # when the meeting began whose signed minutes this one completes
    amends_why: str = ""
