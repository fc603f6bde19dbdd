"""What a person types about a meeting: frozen drafts, rebuilt at each edit and kept as plain dictionaries.

Every line of a list has an id of its own from the moment it is added, so that the log, a correction and the
form's fields mean the same line. Points are whole tenths; times are naive local time to the minute.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from desktop.meetings.rules.words import (
    Authority,
    MeetingKind,
    OpinionKind,
    Presence,
    Stage,
    VoteKind,
    VoteMethod,
)


@dataclass(frozen=True, slots=True)
class RollLine:
    """One line of the roll-call. ``stage`` and ``exempt`` are the facts of that day, not typed."""

    id: str
    member_id: str
    status: Presence
    stage: Stage
    exempt: bool = False
    late: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Visitor:
    """A superior's delegate or a guest."""

    id: str
    name: str = ""
    post: str = ""


@dataclass(frozen=True, slots=True)
class OpinionLine:
    """What one person said; ``speaker_name`` for people who aren't on the list."""

    id: str
    kind: OpinionKind = OpinionKind.DISCUSSION
    speaker_id: str | None = None
    speaker_name: str = ""
    content: str = ""


@dataclass(frozen=True, slots=True)
class VoteLine:
    """One vote as typed; base and threshold are worked out."""

    id: str
    item: str = ""
    kind: VoteKind = VoteKind.RESOLUTION
    method: VoteMethod | None = None
    yes: int | None = None
    no: int | None = None
    other: int | None = None


@dataclass(frozen=True, slots=True)
class TaskLine:
    """Who has to do what by when. ``origin``: the task of the amended meeting that this one continues."""

    id: str
    content: str = ""
    owner_id: str | None = None
    owner_name: str = ""
    due_on: date | None = None
    origin: str | None = None

    @property
    def key(self) -> str:
        """The id under which the task's progress is kept."""
        return self.origin or self.id


@dataclass(frozen=True, slots=True)
class PetitionLine:
    """A petition and who has to answer it."""

    id: str
    content: str = ""
    raised_by: str = ""
    authority: Authority | None = None
    answer: str = ""


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """Points for one criterion, in tenths; None is not scored yet."""

    id: str
    criterion: str
    points: int | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class MeetingDraft:
    """A meeting as it stands in the form."""

    id: str
    organisation_id: str
    period_year: int
    period_month: int
    kind: MeetingKind = MeetingKind.REGULAR
    organisation_name: str = ""
    planned_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    place: str = ""
    chair_id: str | None = None
    minutes_taker_id: str | None = None
    scorer_id: str | None = None
    committee_met_at: datetime | None = None
    notice_sent_on: date | None = None
    superior_told_on: date | None = None
    papers_sent_on: date | None = None
    theme_title: str = ""
    theme_author_id: str | None = None
    information: str = ""
    past_assessment: str = ""
    next_tasks: str = ""
    other_items: str = ""
    theme_content: str = ""
    conclusion: str = ""
    remedies: str = ""
    agreed: int | None = None
    amends: str | None = None
    amends_why: str = ""
    roll: tuple[RollLine, ...] = field(default=())
    superiors: tuple[Visitor, ...] = field(default=())
    guests: tuple[Visitor, ...] = field(default=())
    opinions: tuple[OpinionLine, ...] = field(default=())
    votes: tuple[VoteLine, ...] = field(default=())
    tasks: tuple[TaskLine, ...] = field(default=())
    petitions: tuple[PetitionLine, ...] = field(default=())
    scores: tuple[ScoreLine, ...] = field(default=())

    @property
    def held_on(self) -> date | None:
        """The day of the meeting: when it started, else when it is planned for."""
        moment = self.started_at or self.planned_at
        return moment.date() if moment else None

    @property
    def with_theme(self) -> bool:
        """Whether a theme belongs to it (then it must last longer, CT 50-CT/TW 2025)."""
        return bool(self.theme_title.strip())

    def line(self, member_id: str | None) -> RollLine | None:
        """The roll-call line of one person."""
        return next((line for line in self.roll if line.member_id == member_id), None)

    def with_line(self, line: RollLine) -> "MeetingDraft":
        """The draft with this person's line in place of his old one."""
        return replace(
            self, roll=tuple(line if old.member_id == line.member_id else old for old in self.roll)
        )


Plain = dict[str, Any]  # JSON's own shape: nothing narrower says it
_Draft = TypeVar("_Draft")


def to_plain(draft: object) -> Plain:
    """A draft as a dictionary that JSON can keep; the reverse of ``from_plain``."""
    return {item.name: _plain(getattr(draft, item.name)) for item in fields(draft)}  # type: ignore[arg-type]  # only dataclasses of this module come here


def from_plain(kept: Mapping[str, Any]) -> MeetingDraft:
    """A draft as it was kept. Missing fields take their defaults, unknown ones are left."""
    return _read(MeetingDraft, kept)


def _plain(value: object) -> object:
    match value:
        case StrEnum():
            return value.value
        case datetime():
            return value.isoformat(timespec="minutes")
        case date():
            return value.isoformat()
        case tuple():
            return [to_plain(line) for line in value]
        case _:
            return value


def _read(shape: type[_Draft], kept: Mapping[str, Any]) -> _Draft:
    types = get_type_hints(shape)
    given = {name: _value(type_, kept[name]) for name, type_ in types.items() if name in kept}
    # An empty text is kept as nothing at all, and comes back as an empty text.
    return shape(
        **{name: value for name, value in given.items() if value is not None or types[name] is not str}
    )


def _value(type_: Any, value: Any) -> Any:
    if value is None or isinstance(value, date):
        return value
    if get_origin(type_) in (Union, UnionType):
        (type_,) = (part for part in get_args(type_) if part is not NoneType)
    if get_origin(type_) is tuple:
        line = get_args(type_)[0]
        return tuple(_read(line, row) for row in _rows(value))
    if type_ in (date, datetime):
        return type_.fromisoformat(value)
    return type_(value)


def _rows(value: Any) -> Sequence[Mapping[str, Any]]:
    return value if isinstance(value, list) else []
