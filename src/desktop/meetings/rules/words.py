"""The room's vocabulary: codes that are stored and travel, with the English ids that they are shown by.

Codes are stable for ever; the texts are marked for the catalogue and translated where they are shown.
"""

from enum import StrEnum
from typing import Final

from desktop.basics.language import N_

MEETING = "meeting"
PROGRESS = "task_progress"
"""Names of the room's kinds in the register."""


class MeetingKind(StrEnum):
    """Kinds of meeting (Charter articles 22.4, 22.6, 24.2, 24.3; HD 42-HD/BTCTW 2025)."""

    REGULAR = "REGULAR"
    THEMATIC = "THEMATIC"
    EXTRAORDINARY = "EXTRAORDINARY"
    COMMITTEE = "COMMITTEE"
    PARTY_COMMITTEE = "PARTY_COMMITTEE"
    CONGRESS = "CONGRESS"
    GROUP = "GROUP"
    ONLINE = "ONLINE"
    JOINT = "JOINT"
    MODEL = "MODEL"
    EVALUATION = "EVALUATION"
    ADMISSION_REVIEW = "ADMISSION_REVIEW"
    CEREMONY = "CEREMONY"
    RECOGNITION_REVIEW = "RECOGNITION_REVIEW"


class MeetingState(StrEnum):
    """Where a meeting stands. What is being typed has no state yet: it is a draft, not a record."""

    PLANNED = "PLANNED"
    POSTPONED = "POSTPONED"
    MISSED = "MISSED"
    CONCLUDED = "CONCLUDED"
    SIGNED_ON_PAPER = "SIGNED_ON_PAPER"
    SIGNED = "SIGNED"


class Presence(StrEnum):
    """A line of the roll-call (HD 42-HD/BTCTW 2025). ``EXEMPT`` means exempt and not there."""

    PRESENT = "PRESENT"
    EXCUSED = "ABSENT_EXCUSED"
    UNEXCUSED = "ABSENT_UNEXCUSED"
    EXEMPT = "EXEMPT"
    ELSEWHERE = "TEMP_ELSEWHERE"
    SUSPENDED = "SUSPENDED"


class Stage(StrEnum):
    """Membership on the day of the meeting; only official members vote (Charter article 3)."""

    OFFICIAL = "OFFICIAL"
    PROBATIONARY = "PROBATIONARY"


class VoteKind(StrEnum):
    """What is voted on; it decides the threshold (Charter articles 4.3, 5.2, 8, 9, 38.3)."""

    RESOLUTION = "RESOLUTION"
    ADMISSION = "ADMISSION"
    RECOGNITION = "RECOGNITION"
    DELETION = "DELETION"
    EXPULSION = "EXPULSION"
    DISSOLUTION = "DISSOLUTION"
    DISCIPLINE = "DISCIPLINE"
    OTHER = "OTHER"


class VoteMethod(StrEnum):
    """How it was voted."""

    CARD = "CARD"
    BALLOT = "BALLOT"


class OpinionKind(StrEnum):
    """What an opinion was."""

    DISCUSSION = "DISCUSSION"
    SELF_CRITICISM = "SELF_CRITICISM"
    CRITICISM = "CRITICISM"
    PETITION = "PETITION"
    SUPERIOR = "SUPERIOR"
    RESERVED = "RESERVED"


class TaskState(StrEnum):
    """How far a task has come."""

    OPEN = "OPEN"
    DONE = "DONE"
    CARRIED_OVER = "CARRIED_OVER"
    CANCELLED = "CANCELLED"


class Authority(StrEnum):
    """Who has to answer a petition."""

    CELL = "CELL"
    COMMUNE = "COMMUNE"
    PROVINCE = "PROVINCE"
    OTHER = "OTHER"


class ScoreLevel(StrEnum):
    """Levels of a meeting's quality score that the shipped sheets use."""

    GOOD = "GOOD"
    FAIR = "FAIR"
    AVERAGE = "AVERAGE"
    POOR = "POOR"


KIND_NAMES: Final = {
    MeetingKind.REGULAR: N_("Regular meeting"),
    MeetingKind.THEMATIC: N_("Thematic meeting"),
    MeetingKind.EXTRAORDINARY: N_("Extraordinary meeting"),
    MeetingKind.COMMITTEE: N_("Cell committee meeting"),
    MeetingKind.PARTY_COMMITTEE: N_("Party committee meeting"),
    MeetingKind.CONGRESS: N_("Cell congress"),
    MeetingKind.GROUP: N_("Party group meeting"),
    MeetingKind.ONLINE: N_("Online meeting"),
    MeetingKind.JOINT: N_("Joint meeting"),
    MeetingKind.MODEL: N_("Model meeting"),
    MeetingKind.EVALUATION: N_("Year-end review meeting"),
    MeetingKind.ADMISSION_REVIEW: N_("Meeting to review an admission"),
    MeetingKind.CEREMONY: N_("Admission ceremony"),
    MeetingKind.RECOGNITION_REVIEW: N_("Meeting to review recognition as official member"),
}

# For headings, before the month: "Thường kỳ tháng 11/2026".
OCCASIONS: Final = {
    MeetingKind.REGULAR: N_("Regular {month}"),
    MeetingKind.THEMATIC: N_("Thematic {month}"),
    MeetingKind.EXTRAORDINARY: N_("Extraordinary {month}"),
    MeetingKind.COMMITTEE: N_("Cell committee {month}"),
    MeetingKind.PARTY_COMMITTEE: N_("Party committee {month}"),
    MeetingKind.CONGRESS: N_("Congress {month}"),
    MeetingKind.GROUP: N_("Party group {month}"),
    MeetingKind.ONLINE: N_("Online {month}"),
    MeetingKind.JOINT: N_("Joint {month}"),
    MeetingKind.MODEL: N_("Model meeting {month}"),
    MeetingKind.EVALUATION: N_("Year-end review {month}"),
    MeetingKind.ADMISSION_REVIEW: N_("Admission review {month}"),
    MeetingKind.CEREMONY: N_("Admission ceremony {month}"),
    MeetingKind.RECOGNITION_REVIEW: N_("Recognition review {month}"),
}

STATE_NAMES: Final = {
    MeetingState.PLANNED: N_("Planned"),
    MeetingState.POSTPONED: N_("Postponed"),
    MeetingState.MISSED: N_("Not held"),
    MeetingState.CONCLUDED: N_("Finished, unsigned"),
    MeetingState.SIGNED_ON_PAPER: N_("Signed on paper"),
    MeetingState.SIGNED: N_("Signed"),
}

PRESENCE_NAMES: Final = {
    Presence.PRESENT: N_("Present"),
    Presence.EXCUSED: N_("Absent with reason"),
    Presence.UNEXCUSED: N_("Absent without reason"),
    Presence.EXEMPT: N_("Exempt"),
    Presence.ELSEWHERE: N_("Elsewhere for a time"),
    Presence.SUSPENDED: N_("Suspended"),
}

STAGE_NAMES: Final = {
    Stage.OFFICIAL: N_("official"),
    Stage.PROBATIONARY: N_("probationary"),
}

VOTE_NAMES: Final = {
    VoteKind.RESOLUTION: N_("Resolution, conclusion"),
    VoteKind.ADMISSION: N_("Proposal to admit"),
    VoteKind.RECOGNITION: N_("Recognition as official member"),
    VoteKind.DELETION: N_("Deletion of a name"),
    VoteKind.EXPULSION: N_("Proposal to expel"),
    VoteKind.DISSOLUTION: N_("Proposal to dissolve"),
    VoteKind.DISCIPLINE: N_("Other discipline"),
    VoteKind.OTHER: N_("Other matter"),
}

METHOD_NAMES: Final = {
    VoteMethod.CARD: N_("Show of cards"),
    VoteMethod.BALLOT: N_("Secret ballot"),
}

OPINION_NAMES: Final = {
    OpinionKind.DISCUSSION: N_("Discussion"),
    OpinionKind.SELF_CRITICISM: N_("Self-criticism"),
    OpinionKind.CRITICISM: N_("Criticism"),
    OpinionKind.PETITION: N_("Petition"),
    OpinionKind.SUPERIOR: N_("Statement of the superior"),
    OpinionKind.RESERVED: N_("Reserved opinion"),
}

TASK_NAMES: Final = {
    TaskState.OPEN: N_("To do"),
    TaskState.DONE: N_("Done"),
    TaskState.CARRIED_OVER: N_("Carried over"),
    TaskState.CANCELLED: N_("Cancelled"),
}

AUTHORITY_NAMES: Final = {
    Authority.CELL: N_("The cell"),
    Authority.COMMUNE: N_("The commune"),
    Authority.PROVINCE: N_("The province"),
    Authority.OTHER: N_("Another body"),
}

LEVEL_NAMES: Final = {
    ScoreLevel.GOOD: N_("Good"),
    ScoreLevel.FAIR: N_("Fair"),
    ScoreLevel.AVERAGE: N_("Average"),
    ScoreLevel.POOR: N_("Poor"),
}

# Meetings of the whole cell that a month's duty can be met by.
SIGNED_STATES: Final = frozenset({MeetingState.SIGNED_ON_PAPER, MeetingState.SIGNED})
HELD_STATES: Final = frozenset({MeetingState.CONCLUDED, *SIGNED_STATES})
