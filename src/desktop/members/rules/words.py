"""Codes of a member's record and how they are called."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from desktop.basics.language import N_, Message, msg


class Sex(StrEnum):
    """As the personal id has it."""

    MALE = "M"
    FEMALE = "F"


class Stage(StrEnum):
    """Probationary or official membership (Charter, articles 3 to 5)."""

    PROBATIONARY = "PROBATIONARY"
    OFFICIAL = "OFFICIAL"


class ExitKind(StrEnum):
    """How a membership, or the stay in this register, ended (domain 4.9)."""

    DECEASED = "DECEASED"
    TRANSFERRED_OUT = "TRANSFERRED_OUT"
    EXPELLED = "EXPELLED"
    DELETED = "DELETED"
    RESIGNED = "RESIGNED"
    ANNULLED = "ANNULLED"


class Post(StrEnum):
    """Posts in a cell or committee, highest first."""

    SECRETARY = "SECRETARY"
    DEPUTY_SECRETARY = "DEPUTY_SECRETARY"
    STANDING_MEMBER = "STANDING_MEMBER"
    COMMITTEE_MEMBER = "COMMITTEE_MEMBER"


class State(StrEnum):
    """The one word a list shows of a standing: the first that applies, in this order."""

    LEFT = "LEFT"
    SUSPENDED = "SUSPENDED"
    ELSEWHERE = "ELSEWHERE"
    EXEMPT = "EXEMPT"
    PROBATIONARY = "PROBATIONARY"
    OFFICIAL = "OFFICIAL"
    UNKNOWN = "UNKNOWN"


SEX_NAMES = {Sex.MALE: N_("Male"), Sex.FEMALE: N_("Female")}

STAGE_NAMES = {Stage.PROBATIONARY: N_("Probationary"), Stage.OFFICIAL: N_("Official")}

EXIT_NAMES = {
    ExitKind.DECEASED: N_("Deceased"),
    ExitKind.TRANSFERRED_OUT: N_("Moved out"),
    ExitKind.EXPELLED: N_("Expelled"),
    ExitKind.DELETED: N_("Name deleted"),
    ExitKind.RESIGNED: N_("Left at own request"),
    ExitKind.ANNULLED: N_("Admission annulled"),
}

POST_NAMES = {
    Post.SECRETARY: N_("Secretary"),
    Post.DEPUTY_SECRETARY: N_("Deputy secretary"),
    Post.STANDING_MEMBER: N_("Standing committee member"),
    Post.COMMITTEE_MEMBER: N_("Committee member"),
}

STATE_NAMES = {
    State.LEFT: N_("No longer here"),
    State.SUSPENDED: N_("Suspended"),
    State.ELSEWHERE: N_("Elsewhere"),
    State.EXEMPT: N_("Exempt"),
    State.PROBATIONARY: N_("Probationary"),
    State.OFFICIAL: N_("Official"),
    State.UNKNOWN: N_("Not known yet"),
}

E = TypeVar("E", bound=StrEnum)


def called(names: Mapping[E, str], code: str) -> Message:
    """What ``code`` is called in one of the lists above; a code that this version doesn't know stays as it is."""
    known = next((name for key, name in names.items() if key == code), None)
    return msg(known) if known else Message("{code}", (("code", code),))
