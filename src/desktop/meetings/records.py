"""Tables of a meeting and of what became of its tasks.

A meeting is one aggregate: the day, the roll-call, what was said, voted, assigned and scored, and the figures
as they were judged, so that a later rule set or a later change of the list can't restate them. What becomes
of a task afterwards is a record of its own (``task_progress``), because a signed meeting never changes.
Points and percentages are whole tenths.
"""

from typing import Any

from sqlalchemy import Boolean, Date, Integer, String, Text
from sqlalchemy.orm import MappedColumn

from desktop.storage.records import Base, LocalTime, Part, Record, a, b, derived, t, within_unit


def _file() -> MappedColumn[Any]:
    """The hash of a file in the vault: the log names the file beside the record."""
    field = a(String(64))
    field.column.info["file"] = True
    return field


class Meeting(Record, Base):
    """One meeting of one organisation (domain form 9.3)."""

    __tablename__ = "meeting"
    __table_args__ = (
        within_unit("organisation", "organisation_id"),
        within_unit("member", "chair_id"),
        within_unit("member", "minutes_taker_id"),
        within_unit("member", "theme_author_id"),
        within_unit("member", "scorer_id"),
        within_unit("meeting", "amends"),
    )

    organisation_id = a(String(36), nullable=False, index=True)
    organisation_name = a(String(200))  # as it was called that day
    kind = a(String(24), nullable=False)
    state = a(String(24), nullable=False)
    period_year = a(Integer, nullable=False)
    period_month = a(Integer, nullable=False)
    planned_at = a(LocalTime)
    started_at = a(LocalTime)
    ended_at = a(LocalTime)
    place = a(String(200))
    chair_id = a(String(36))
    chair_post = a(String(120))
    minutes_taker_id = a(String(36))
    minutes_taker_post = a(String(120))
    scorer_id = a(String(36))
    committee_met_at = a(LocalTime)
    notice_sent_on = a(Date)
    superior_told_on = a(Date)
    papers_sent_on = a(Date)
    theme_title = a(String(300))
    theme_author_id = a(String(36))

    information = t(Text)
    past_assessment = t(Text)
    next_tasks = t(Text)
    other_items = t(Text)
    theme_content = t(Text)
    conclusion = t(Text)
    remedies = t(Text)
    not_held_reason = t(Text)

    # As judged when the meeting was finished.
    rule_set = a(String(64))
    score_set = a(String(64))
    score_total = a(Integer)  # tenths of a point
    score_level = a(String(12))
    total = a(Integer)
    official = a(Integer)
    probationary = a(Integer)
    exempt = a(Integer)
    present = a(Integer)
    present_official = a(Integer)
    present_probationary = a(Integer)
    excused = a(Integer)
    unexcused = a(Integer)
    exempt_absent = a(Integer)
    elsewhere = a(Integer)
    suspended = a(Integer)
    summoned = a(Integer)
    present_eligible = a(Integer)
    attendance_base = a(Integer)
    attendance_tenths = a(Integer)  # of a percent
    agreed = a(Integer)  # present members who agreed to the minutes

    signed_on = a(Date)
    signed_by_chair = a(String(120))
    signed_by_minutes_taker = a(String(120))
    paper_sha256 = _file()  # of the archived file, by which the vault finds it
    paper_digest = a(String(64))  # of the sheet's content, as printed in its foot
    amends = a(String(36), index=True)
    amends_why = t(Text)

    held_on = derived(Date, index=True)
    period = derived(String(7), index=True)


class Attendance(Part, Base):
    """One person's line in the roll-call, with the facts of that day that decide his vote."""

    __tablename__ = "meeting_attendance"
    __root__ = "meeting"

    member_id = a(String(36), nullable=False)
    status = a(String(24), nullable=False)
    stage = a(String(16), nullable=False)
    votes = a(Boolean, nullable=False)
    late = a(Boolean, nullable=False)
    exempt = a(Boolean, nullable=False)
    reason = b(Text)

    @classmethod
    def references(cls) -> tuple[Any, ...]:
        """The person on the list."""
        return (within_unit("member", "member_id"),)


class Superior(Part, Base):
    """A delegate of the superior committee who attended."""

    __tablename__ = "meeting_superior"
    __root__ = "meeting"

    name = a(String(120), nullable=False)
    post = a(String(200))


class Guest(Part, Base):
    """A guest without a vote."""

    __tablename__ = "meeting_guest"
    __root__ = "meeting"

    name = a(String(120), nullable=False)
    post = a(String(200))


class Opinion(Part, Base):
    """What one person said."""

    __tablename__ = "meeting_opinion"
    __root__ = "meeting"

    speaker_id = a(String(36))
    speaker_name = a(String(120))
    kind = a(String(24), nullable=False)
    content = t(Text)

    @classmethod
    def references(cls) -> tuple[Any, ...]:
        """The member who spoke, if it was one."""
        return (within_unit("member", "speaker_id"),)


class Vote(Part, Base):
    """One vote with its base and threshold as judged."""

    __tablename__ = "meeting_vote"
    __root__ = "meeting"

    item = t(Text)
    kind = a(String(24), nullable=False)
    method = a(String(12))
    summoned = a(Integer)
    present_eligible = a(Integer)
    need = a(Integer)
    yes = a(Integer)
    no = a(Integer)
    other = a(Integer)
    passed = a(Boolean)


class Task(Part, Base):
    """A task as the meeting assigned it. ``origin``: the same task in the meeting that this one amends."""

    __tablename__ = "meeting_task"
    __root__ = "meeting"

    content = t(Text)
    owner_id = a(String(36))
    owner_name = a(String(120))
    due_on = a(Date)
    origin = a(String(36))

    @classmethod
    def references(cls) -> tuple[Any, ...]:
        """The member who has to do it, if it is one."""
        return (within_unit("member", "owner_id"),)


class Petition(Part, Base):
    """A petition of members or people, and who has to answer it."""

    __tablename__ = "meeting_petition"
    __root__ = "meeting"

    content = t(Text)
    raised_by = a(String(120))
    authority = a(String(24))
    answer = t(Text)


class Score(Part, Base):
    """Points for one criterion of the score sheet, in tenths."""

    __tablename__ = "meeting_score"
    __root__ = "meeting"

    criterion = a(String(32), nullable=False)
    points = a(Integer)
    most = a(Integer, nullable=False)
    remark = t(Text)


class TaskProgress(Record, Base):
    """How far a task has come. Its id is the task's own; without a record the task is open."""

    __tablename__ = "task_progress"

    state = a(String(16), nullable=False)
    changed_on = a(Date, nullable=False)
    result = t(Text)
