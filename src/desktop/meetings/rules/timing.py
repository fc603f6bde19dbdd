"""Days and lengths: when a cell meets, how long, when papers go out, and whether a month's duty is met.

From 23/7/2025 the regular meeting is on day 03 of the month, or on another day of its first week where that
is a rest day (CT 50-CT/TW 2025); before, the committee in charge fixed the day. Outside is warned of, never
blocked.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from desktop.basics.errors import Citation
from desktop.meetings.rules.draft import MeetingDraft
from desktop.meetings.rules.words import HELD_STATES, SIGNED_STATES, MeetingKind, MeetingState
from desktop.rulebook.meetings import MeetingRules


def minutes_held(draft: MeetingDraft) -> int | None:
    """How long it lasted, in minutes; None while a time is missing; not positive if the times are crossed."""
    if draft.started_at is None or draft.ended_at is None:
        return None
    return int((draft.ended_at - draft.started_at).total_seconds()) // 60


def least_minutes(draft: MeetingDraft, rules: MeetingRules) -> tuple[int, Citation]:
    """How long it must last: longer when a theme is held in the same sitting (domain 1.2). 0: no rule."""
    ruled = rules.min_minutes_with_theme if draft.with_theme else rules.min_minutes
    return ruled.value, ruled.citation


def usual_day(year: int, month: int, rules: MeetingRules, works: Callable[[date], bool]) -> date:
    """The day to propose: the fixed day, or the next working day within the first week after it.

    Where no working day is left in that week the fixed day stands, and the person decides.
    """
    fixed = date(year, month, rules.regular_day.value or max(rules.regular_window.value.first, 1))
    for day in range(fixed.day, last_day_on_time(year, month, rules).day + 1):
        if works(date(year, month, day)):
            return date(year, month, day)
    return fixed


def last_day_on_time(year: int, month: int, rules: MeetingRules) -> date:
    """The last day on which the month's regular meeting is on time; the month's end if no rule says."""
    end = monthrange(year, month)[1]
    return date(year, month, min(rules.regular_window.value.last or end, end))


def within_window(day: date, rules: MeetingRules) -> bool:
    """Whether a regular meeting on this day is on time in its month."""
    window = rules.regular_window.value
    return window.last == 0 or day.day in window


def papers_due(draft: MeetingDraft, rules: MeetingRules) -> date | None:
    """The last day to send papers to members (HD 42: at least one day before); None without a day."""
    held_on = draft.held_on
    return held_on - timedelta(days=rules.papers_days_before.value) if held_on else None


class Standing(StrEnum):
    """How a cell stands with its regular meeting of a month, as one square of the book shows it."""

    TO_COME = "to_come"
    DUE = "due"  # the window is open and nothing is recorded yet
    DRAFT = "draft"
    POSTPONED = "postponed"
    HELD = "held"
    SIGNED = "signed"
    LATE = "late"  # held outside the window, whether signed or not
    MISSING = "missing"
    NOT_KEPT = "not_kept"  # before anything of this cell was kept here: nothing is asked for


@dataclass(frozen=True, slots=True)
class Held:
    """What the judgement of a month needs of one record."""

    kind: MeetingKind
    state: MeetingState
    day: date | None


def standing(
    year: int, month: int, records: Iterable[Held], drafted: bool, today: date, rules: MeetingRules
) -> Standing:
    """How the month stands on ``today``: a meeting held counts most, then a new day, then what is typed."""
    regular = [record for record in records if record.kind is MeetingKind.REGULAR]
    held = [record for record in regular if record.state in HELD_STATES]
    if held:
        if any(record.day is None or within_window(record.day, rules) for record in held):
            signed = any(record.state in SIGNED_STATES for record in held)
            return Standing.SIGNED if signed else Standing.HELD
        return Standing.LATE
    if any(record.state is MeetingState.MISSED for record in regular):
        return Standing.MISSING
    if any(record.state is MeetingState.POSTPONED and record.day for record in regular):
        return Standing.POSTPONED
    if drafted:
        return Standing.DRAFT
    if today < date(year, month, 1):
        return Standing.TO_COME
    return Standing.MISSING if today > last_day_on_time(year, month, rules) else Standing.DUE
