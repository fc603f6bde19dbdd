"""Records in a clerk's words: what they are called, what their fields are called, and values as they may be shown.

The values come from a file that a unit sent: authentic, but perhaps odd. Nothing here trusts their shape; what
can't be read is shown as "?". Sensitive numbers keep their last three figures, other sensitive values only say that
they are given; a birthday is shown, because a wrong year is what a superior looks for.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Boolean, Date

from desktop.basics.errors import Trouble
from desktop.basics.language import N_, Message, Month, Value, msg
from desktop.meetings.rules.words import (
    KIND_NAMES,
    MEETING,
    PROGRESS,
    TASK_NAMES,
    MeetingKind,
    MeetingState,
    TaskState,
)
from desktop.meetings.rules.words import STATE_NAMES as MEETING_STATES
from desktop.members.rules.words import (
    EXIT_NAMES,
    POST_NAMES,
    SEX_NAMES,
    STAGE_NAMES,
    ExitKind,
    Post,
    Sex,
    Stage,
)
from desktop.rulebook.book import Rulebook
from desktop.storage.records import Document, Kind, Kinds, LocalTime

MEMBER, ORGANISATION = "member", "organisation"
NOTHING, ODD = "–", "?"
_LONGEST = 60
_LAST_FIGURES = 3

MEMBER_FIELDS: Final[Mapping[str, str]] = {
    "full_name": N_("Full name at birth"),
    "other_name": N_("Other name"),
    "sex": N_("Sex"),
    "birth": N_("Birthday"),
    "cells": N_("Cell"),
    "stages": N_("Probationary or official"),
    "posts": N_("Post in the cell"),
    "exit_kind": N_("Why no longer here"),
    "exit_on": N_("No longer here since"),
    "exit_decision_no": N_("Decision, number"),
    "exit_place": N_("Moved to"),
    "exemptions": N_("Exempt from work and meetings"),
    "elsewheres": N_("Active elsewhere for a time"),
    "suspensions": N_("Suspended from activity"),
    "ceremony_date": N_("Joined on (ceremony)"),
    "official_date": N_("Official since"),
    "admission_decision_no": N_("Decision to admit, number"),
    "admission_decision_date": N_("Decision to admit, day"),
    "recognition_decision_no": N_("Decision to recognise, number"),
    "recognition_decision_date": N_("Decision to recognise, day"),
    "citizen_id": N_("Personal id (12 digits)"),
    "old_citizen_id": N_("Old identity card (9 digits)"),
    "citizen_id_written": N_("Personal id (12 digits)"),
    "card_no": N_("Card number (12 digits)"),
    "old_card_no": N_("Old card number (8 digits)"),
    "card_issued_on": N_("Card issued on"),
    "file_no": N_("File number"),
    "list_no": N_("Number in the list"),
    "ethnic_code": N_("Ethnic group"),
    "religion_code": N_("Religion"),
    "birth_place": N_("Place of birth registration"),
    "home_place": N_("Home place"),
    "perm_address": N_("Permanent residence"),
    "temp_address": N_("Temporary residence"),
    "residence_cell": N_("Cell at the place of residence"),
    "phone": N_("Telephone"),
    "health": N_("Health"),
    "occupation_code": N_("Occupation group"),
    "position": N_("Position"),
    "workplace": N_("Workplace"),
    "edu_general": N_("General education"),
    "edu_prof": N_("Professional education"),
    "llct_level": N_("Political theory"),
    "remark": N_("Remark"),
}
ORGANISATION_FIELDS: Final[Mapping[str, str]] = {
    "name": N_("Name"),
    "kind": N_("Kind"),
    "sector": N_("Sector"),
    "parents": N_("Belongs to"),
    "names": N_("Former names"),
    "terms": N_("Terms of office"),
    "org_code": N_("Code"),
    "decision_no": N_("Decision, number"),
    "founded_on": N_("Founded on"),
    "ended_on": N_("Ended on"),
    "hamlets": N_("Hamlets"),
    "doc_name_parent": N_("Superior's name on papers"),
    "doc_name_self": N_("Own name on papers"),
    "doc_place": N_("Place on papers"),
    "phone": N_("Telephone"),
    "remark": N_("Remark"),
}
MEETING_FIELDS: Final[Mapping[str, str]] = {
    "state": N_("State"),
    "kind": N_("Kind"),
    "started_at": N_("Began"),
    "ended_at": N_("Ended"),
    "planned_at": N_("Planned for"),
    "place": N_("Place"),
    "chair_id": N_("Chair"),
    "minutes_taker_id": N_("Minutes taker"),
    "total": N_("Members of the cell"),
    "present": N_("Present"),
    "score_total": N_("Score"),
    "attendance": N_("Roll-call"),
    "votes": N_("Votes"),
    "tasks": N_("Tasks"),
    "petitions": N_("Petitions"),
    "opinions": N_("Opinions"),
    "superiors": N_("Superiors present"),
    "guests": N_("Guests"),
    "scores": N_("Score sheet"),
    "theme_title": N_("Theme"),
    "conclusion": N_("Conclusion"),
    "signed_on": N_("Signed on"),
    "not_held_reason": N_("Why it was not held"),
    "amends_why": N_("Why it is corrected"),
}
PROGRESS_FIELDS: Final[Mapping[str, str]] = {
    "state": N_("State"),
    "changed_on": N_("On"),
    "result": N_("Result"),
}
FIELDS: Final = {
    MEMBER: MEMBER_FIELDS,
    ORGANISATION: ORGANISATION_FIELDS,
    MEETING: MEETING_FIELDS,
    PROGRESS: PROGRESS_FIELDS,
}
_CODES: Final = {
    (MEMBER, "ethnic_code"): "ethnic",
    (MEMBER, "occupation_code"): "occupation",
    (MEMBER, "edu_general"): "education_general",
    (MEMBER, "llct_level"): "education_political",
    (ORGANISATION, "kind"): "org_kind",
    (ORGANISATION, "sector"): "org_sector",
}
_WORDS: Final[Mapping[tuple[str, str], tuple[Callable[[str], Any], Mapping[Any, str]]]] = {
    (MEMBER, "sex"): (Sex, SEX_NAMES),
    (MEMBER, "exit_kind"): (ExitKind, EXIT_NAMES),
    (MEETING, "state"): (MeetingState, MEETING_STATES),
    (MEETING, "kind"): (MeetingKind, KIND_NAMES),
    (PROGRESS, "state"): (TaskState, TASK_NAMES),
}
_NUMBERS: Final = frozenset({"citizen_id", "old_citizen_id", "card_no", "old_card_no", "file_no", "phone"})
_BIRTH: Final = ("birth_day", "birth_month", "birth_year")
_PEOPLE: Final = frozenset({"chair_id", "minutes_taker_id", "scorer_id", "theme_author_id"})


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What words need beside a record: the kinds, code lists, and names of people, cells and tasks by id."""

    kinds: Kinds
    rulebook: Rulebook
    names: Mapping[str, str] = field(default_factory=dict)

    def code(self, name: str, code: object) -> Value:
        """The words of a code; the code itself if the list doesn't know it."""
        found = None
        if isinstance(code, str):
            with suppress(Trouble):
                found = self.rulebook.codes(name).get(code)
        return found.words if found is not None else plain(code)

    def name(self, id_: object) -> Value:
        """The name behind an id."""
        return plain(self.names.get(id_)) if isinstance(id_, str) and id_ in self.names else ODD


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field: what it is called, what is held, what it becomes."""

    label: Message
    old: Value
    new: Value


def plain(value: object) -> Value:
    """Something as it may be shown: one short line, or "–" for nothing and "?" for what has no plain form."""
    match value:
        case None | "":
            return NOTHING
        case bool():
            return msg("Yes") if value else msg("No")
        case int():
            return str(value)
        case str():
            words = " ".join("".join(char if char.isprintable() else " " for char in value[:500]).split())
            return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
        case _:
            return ODD


def title_of(kind: str, document: Document, lexicon: Lexicon, id_: str = "") -> Value:
    """What a record is called: the person, the cell, the meeting with its month, the task."""
    match kind:
        case "member":
            return _named(document.get("full_name"), msg("A person without a name"))
        case "organisation":
            return _named(document.get("name"), msg("An organisation without a name"))
        case "meeting":
            return _meeting(document, lexicon)
        case "task_progress":
            task = lexicon.names.get(id_)
            return msg("Task: {task}", task=plain(task)) if task else msg("A task of a meeting")
        case _:
            return msg("A record of another kind")


def month_of(document: Document) -> Month | None:
    """The month that a meeting was for, if it says one."""
    year, month = document.get("period_year"), document.get("period_month")
    if type(year) is int and type(month) is int and 1 <= month <= 12 and 1900 <= year <= 2200:
        return Month(year, month)
    return None


def day_of(value: object) -> date | None:
    """A day or a moment as a record writes it; None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        return datetime.fromisoformat(value).date()
    except ValueError:
        return None


def changes_of(kind: Kind, old: Document, new: Document, lexicon: Lexicon) -> tuple[FieldChange, ...]:
    """The fields that differ, those with words of their own first; of the rest only how many."""
    labels = FIELDS.get(kind.name, {})
    differing = {
        key for key in old.keys() | new.keys() if not key.startswith("_") and old.get(key) != new.get(key)
    }
    if differing & set(_BIRTH):
        differing = (differing - set(_BIRTH)) | {"birth"}
    known = [key for key in labels if key in differing]
    changes = [
        FieldChange(msg(labels[key]), shown(kind, key, old, lexicon), shown(kind, key, new, lexicon))
        for key in known
    ]
    changes = [_telling(one) for one in changes]
    rest = len(differing - set(known))
    if rest:
        changes.append(FieldChange(msg("Other fields"), NOTHING, msg("{n} changed", n=rest)))
    return tuple(changes)


def shown(kind: Kind, key: str, document: Document, lexicon: Lexicon) -> Value:
    """A field's value as it may be shown."""
    value = document.get(key)
    if key == "birth":
        parts = [document.get(part) for part in _BIRTH]
        figures = [str(part) for part in parts if type(part) is int]
        return "/".join(figures) or NOTHING
    if isinstance(value, list) or key in kind.parts:
        return _rows(kind.name, key, value if isinstance(value, list) else [], lexicon)
    if value is None:
        return NOTHING
    if key in _PEOPLE:
        return lexicon.name(value)
    if (kind.name, key) in _CODES:
        return lexicon.code(_CODES[kind.name, key], value)
    if (kind.name, key) in _WORDS:
        return _word(*_WORDS[kind.name, key], value)
    column = next((one for one in kind.fields if one.key == key), None)
    if column is None:
        return plain(value)
    if column.info["piece"] == "b" and not isinstance(column.type, Date):
        return _hidden(key, value)
    if isinstance(column.type, Date):
        return day_of(value) or ODD
    if isinstance(column.type, LocalTime):
        return _moment(value)
    if isinstance(column.type, Boolean):
        return plain(bool(value)) if type(value) in {bool, int} else ODD
    if key == "score_total" and type(value) is int:
        return plain(value // 10) if value % 10 == 0 else f"{value // 10},{value % 10}"
    return plain(value)


def _named(name: object, otherwise: Message) -> Value:
    words = plain(name)
    return otherwise if words in {NOTHING, ODD} else words


def _meeting(document: Document, lexicon: Lexicon) -> Value:
    kind = _word(MeetingKind, KIND_NAMES, document.get("kind"))
    month = month_of(document)
    cell = plain(document.get("organisation_name"))
    if cell in {NOTHING, ODD}:
        cell = lexicon.name(document.get("organisation_id"))
    if month is None:
        return msg("{kind}, {cell}", kind=kind, cell=cell)
    return msg("{kind} {month}, {cell}", kind=kind, month=month, cell=cell)


def _word(make: Callable[[str], Any], names: Mapping[Any, str], value: object) -> Value:
    if isinstance(value, str):
        with suppress(ValueError, KeyError):
            return msg(names[make(value)])
    return plain(value)


def _moment(value: object) -> Value:
    if isinstance(value, str):
        with suppress(ValueError):
            return datetime.fromisoformat(value).replace(tzinfo=None)
    return ODD


def _hidden(key: str, value: object) -> Value:
    if key in _NUMBERS and isinstance(value, str) and len(value) > 2 * _LAST_FIGURES:
        return f"•••{plain(value[-_LAST_FIGURES:])}"
    return msg("(given)")


def _telling(change: FieldChange) -> FieldChange:
    """Two values that look the same say at least that they differ."""
    if change.old == change.new:
        return FieldChange(change.label, change.old, msg("changed"))
    return change


def _rows(kind: str, part: str, rows: Sequence[object], lexicon: Lexicon) -> Value:
    """A part: for members what holds now, otherwise how many lines it has."""
    usable = [row for row in rows if isinstance(row, dict)]
    if not usable:
        return NOTHING
    now = next((row for row in usable if row.get("to_on") is None), None) or usable[-1]
    open_ = any(row.get("to_on") is None for row in usable)
    match (kind, part):
        case ("member", "cells"):
            return lexicon.name(now.get("organisation_id"))
        case ("member", "stages"):
            return _word(Stage, STAGE_NAMES, now.get("stage"))
        case ("member", "posts"):
            return _word(Post, POST_NAMES, now.get("post")) if open_ else NOTHING
        case ("member", "exemptions" | "elsewheres" | "suspensions"):
            return plain(open_)
        case ("organisation", "parents"):
            return lexicon.name(now.get("parent_id"))
        case _:
            return msg("{n} lines", n=len(usable))
