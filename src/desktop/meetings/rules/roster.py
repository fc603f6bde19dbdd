"""Who is on an organisation's list on a day, and what that makes of him in the roll-call.

Membership, exemption, activity elsewhere and suspension are separate dated facts of the member; the roll-call
has a status of its own (decision 15). This file says which statuses go with which facts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from desktop.basics.language import N_
from desktop.meetings.rules.draft import MeetingDraft, RollLine
from desktop.meetings.rules.words import Presence, Stage


class Office(StrEnum):
    """Posts that matter for chairing and for writing the minutes, in the order in which they are asked."""

    SECRETARY = "SECRETARY"
    DEPUTY = "DEPUTY"
    COMMITTEE_MEMBER = "COMMITTEE_MEMBER"


POST_NAMES: Final = {
    "SECRETARY": N_("Secretary"),
    "DEPUTY_SECRETARY": N_("Deputy secretary"),
    "STANDING_MEMBER": N_("Standing committee member"),
    "COMMITTEE_MEMBER": N_("Cell committee member"),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """One person on the list of that day, with the facts that decide about attendance and vote.

    ``post`` is the code of the highest post in this organisation; its words are in ``POST_NAMES``.
    """

    member_id: str
    name: str
    stage: Stage = Stage.OFFICIAL
    exempt: bool = False
    exempt_ground: str = ""
    elsewhere: bool = False
    elsewhere_at: str = ""
    suspended: bool = False
    office: Office | None = None
    post: str = ""
    stage_known: bool = True


def usual_status(person: Listed) -> Presence:
    """What the roll-call starts with: suspended, elsewhere and exempt by their facts, the others present."""
    if person.suspended:
        return Presence.SUSPENDED
    if person.elsewhere:
        return Presence.ELSEWHERE
    return Presence.EXEMPT if person.exempt else Presence.PRESENT


def allowed_statuses(person: Listed) -> frozenset[Presence]:
    """The statuses that the person's facts allow.

    A suspended member can't take part, and someone active elsewhere takes part there. Someone exempt is
    either there or exempt, since nobody has to excuse him. The rest are present or absent.
    """
    if person.suspended:
        return frozenset({Presence.SUSPENDED})
    if person.elsewhere:
        return frozenset({Presence.ELSEWHERE})
    if person.exempt:
        return frozenset({Presence.EXEMPT, Presence.PRESENT})
    return frozenset({Presence.PRESENT, Presence.EXCUSED, Presence.UNEXCUSED})


def usual_reason(person: Listed) -> str:
    """The reason that the facts already give."""
    if person.elsewhere:
        return person.elsewhere_at
    return person.exempt_ground if person.exempt else ""


def call_roll(draft: MeetingDraft, roster: Sequence[Listed], new_id: Callable[[], str]) -> MeetingDraft:
    """The draft with exactly one line for everybody on the list, in the list's order.

    What was typed for people who are still on the list stays, as far as their facts allow it.
    """
    typed = {line.member_id: line for line in draft.roll}
    return replace(draft, roll=tuple(_line(person, typed.get(person.member_id), new_id) for person in roster))


def _line(person: Listed, typed: RollLine | None, new_id: Callable[[], str]) -> RollLine:
    if typed is not None and typed.status in allowed_statuses(person):
        return replace(typed, stage=person.stage, exempt=person.exempt)
    return RollLine(
        typed.id if typed else new_id(),
        person.member_id,
        usual_status(person),
        person.stage,
        person.exempt,
        reason=usual_reason(person) if usual_status(person) is not Presence.PRESENT else "",
    )


def usual_chair(roster: Sequence[Listed]) -> str | None:
    """The secretary, else the deputy, else a committee member who may chair (domain 1.3)."""
    return _first(roster, (Office.SECRETARY, Office.DEPUTY, Office.COMMITTEE_MEMBER), None)


def usual_minutes_taker(roster: Sequence[Listed], chair_id: str | None) -> str | None:
    """A committee member, else the deputy, other than the chair."""
    return _first(roster, (Office.COMMITTEE_MEMBER, Office.DEPUTY), chair_id)


def _first(roster: Sequence[Listed], offices: tuple[Office, ...], but: str | None) -> str | None:
    for office in offices:
        for person in roster:
            if person.office is office and person.member_id != but and may_chair(person):
                return person.member_id
    return None


def may_chair(person: Listed) -> bool:
    """Official, and here to take part (V-M8)."""
    return (
        person.stage is Stage.OFFICIAL and not person.suspended and not person.elsewhere and not person.exempt
    )
