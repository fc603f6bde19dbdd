"""A meeting as a document: what was typed together with the figures as judged, and back again.

The figures are stored with the record and never worked out anew for a finished meeting: a later rule set or a
corrected list of members must not restate what was signed.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from desktop.meetings.rules.counting import attendance, counts
from desktop.meetings.rules.draft import MeetingDraft, Plain, from_plain
from desktop.meetings.rules.problems import Known
from desktop.meetings.rules.scoring import score
from desktop.meetings.rules.voting import is_summoned, judge, voting_base
from desktop.meetings.rules.words import MeetingState

_PARTS = {
    "roll": "attendance",
    "superiors": "superiors",
    "guests": "guests",
    "opinions": "opinions",
    "votes": "votes",
    "tasks": "tasks",
    "petitions": "petitions",
    "scores": "scores",
}
_LINE_FIELDS = {
    "superiors": ("name", "post"),
    "guests": ("name", "post"),
    "opinions": ("speaker_id", "speaker_name", "kind", "content"),
    "tasks": ("content", "owner_id", "owner_name", "due_on", "origin"),
    "petitions": ("content", "raised_by", "authority", "answer"),
}
_ROOT_FIELDS = tuple(
    name for name in MeetingDraft.__dataclass_fields__ if name != "id" and name not in _PARTS
)


def document_of(draft: MeetingDraft, known: Known, state: MeetingState) -> Plain:
    """The record that finishing a meeting stores: everything typed, and the figures as judged now."""
    people = known.people
    document = {name: _stored(getattr(draft, name)) for name in _ROOT_FIELDS}
    document |= figures_of(draft, known)
    document["state"] = state.value
    for role in ("chair", "minutes_taker"):
        person = people.get(getattr(draft, f"{role}_id") or "")
        document[f"{role}_post"] = person.post or None if person else None
    for part, names in _LINE_FIELDS.items():
        lines = getattr(draft, part)
        document[part] = [
            {"id": line.id} | {name: _stored(getattr(line, name)) for name in names} for line in lines
        ]
    document["attendance"] = [
        {
            "id": line.id,
            "member_id": line.member_id,
            "status": line.status.value,
            "stage": line.stage.value,
            "votes": is_summoned(line, known.rules),
            "late": line.late,
            "exempt": line.exempt,
            "reason": _stored(line.reason),
        }
        for line in draft.roll
    ]
    document["votes"] = _votes(draft, known)
    document["scores"] = _scores(draft, known)
    return document


def figures_of(draft: MeetingDraft, known: Known) -> dict[str, int | str | None]:
    """The sums, the base of votes, the attendance and the score, with the rule sets that judged them."""
    found, base = counts(draft.roll), voting_base(draft.roll, known.rules)
    came, scored = attendance(draft.roll, known.rules), score(draft, known.sheet)
    return {
        "rule_set": known.rules.id,
        "score_set": known.sheet.id if scored.begun else None,
        "score_total": scored.total if scored.level else None,
        "score_level": scored.level.code if scored.level else None,
        "total": found.total,
        "official": found.official.total,
        "probationary": found.probationary.total,
        "exempt": found.exempt,
        "present": found.all.present,
        "present_official": found.official.present,
        "present_probationary": found.probationary.present,
        "excused": found.all.excused,
        "unexcused": found.all.unexcused,
        "exempt_absent": found.all.exempt,
        "elsewhere": found.all.elsewhere,
        "suspended": found.all.suspended,
        "summoned": base.summoned,
        "present_eligible": base.present,
        "attendance_base": came.base,
        "attendance_tenths": came.tenths,
    }


def _votes(draft: MeetingDraft, known: Known) -> list[Plain]:
    base = voting_base(draft.roll, known.rules)
    rows = []
    for vote in draft.votes:
        judged = judge(vote, base, known.rules)
        rows.append(
            {
                "id": vote.id,
                "item": _stored(vote.item),
                "kind": vote.kind.value,
                "method": _stored(vote.method),
                "summoned": base.summoned,
                "present_eligible": base.present,
                "need": judged.needed.votes,
                "yes": vote.yes,
                "no": vote.no,
                "other": vote.other,
                "passed": judged.passed,
            }
        )
    return rows


def _scores(draft: MeetingDraft, known: Known) -> list[Plain]:
    if not score(draft, known.sheet).begun:
        return []
    rows = []
    for line in draft.scores:
        criterion = known.sheet.criterion(line.criterion)
        rows.append(
            {
                "id": line.id,
                "criterion": line.criterion,
                "points": line.points,
                "most": criterion.most if criterion else 0,
                "remark": _stored(line.remark),
            }
        )
    return rows


def draft_of(id_: str, document: Mapping[str, Any]) -> MeetingDraft:
    """The draft that a stored document goes back into. Figures are left behind; they are worked out anew."""
    plain = {name: document.get(name) for name in _ROOT_FIELDS}
    plain |= {line: document.get(part, []) for line, part in _PARTS.items()}
    return from_plain(plain | {"id": id_})


def _stored(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, datetime):
        return value.replace(second=0, microsecond=0, tzinfo=None)
    return value.strip() or None if isinstance(value, str) else value
