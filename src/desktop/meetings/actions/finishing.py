"""Making the record of a meeting, and changing it as long as nobody has signed it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from desktop.basics.errors import Problem, Refused, Severity
from desktop.basics.ids import new_id
from desktop.basics.language import msg
from desktop.meetings.actions.drafting import existing, refuse_signed
from desktop.meetings.queries.opening import known_for, names_of
from desktop.meetings.rules.draft import MeetingDraft
from desktop.meetings.rules.figures import document_of
from desktop.meetings.rules.problems import errors, problems
from desktop.meetings.rules.words import MEETING, MeetingKind, MeetingState
from desktop.storage.records import Document
from desktop.storage.snapshot import typed
from desktop.storage.users import Right
from desktop.storage.work import Work


class NotFinished(Refused):
    """A meeting that still has errors. ``problems`` are all that the rules found."""

    def __init__(self, found: tuple[Problem, ...]) -> None:
        first = errors(found)[0]
        super().__init__(first.code, first.message, field=first.field)
        self.problems = found


@dataclass(frozen=True, slots=True)
class Finished:
    """What became of finishing: the record's id and what is only warned of."""

    meeting_id: str
    warnings: tuple[Problem, ...]
    again: bool


def finish_meeting(work: Work, draft: MeetingDraft) -> Finished:
    """Make the record: rules checked again by the list and the rule set of that day, figures stored.

    Refuses (``NotFinished``, the first error's code) while an error stands, MTG-09 if the meeting is signed.
    What was typed stays kept then. A meeting finished before is replaced by a new snapshot of the same id.
    """
    before = work.get(work.kinds[MEETING], draft.id)
    refuse_signed(before)
    known = known_for(work, draft)
    found = problems(draft, known)
    if errors(found):
        raise NotFinished(found)
    if not draft.organisation_name:
        name, _ = names_of(work, draft.organisation_id, known.today)
        draft = replace(draft, organisation_name=name)
    document = document_of(draft, known, MeetingState.CONCLUDED)
    again = before is not None and before["state"] == MeetingState.CONCLUDED.value
    amends = draft.amends is not None
    work.put(
        work.kinds[MEETING],
        draft.id,
        document,
        reason="correct" if amends or again else "edit",
        why=draft.amends_why or None,
    )
    work.drop_draft(MEETING, draft.id)
    work.audit("meeting.finished", entity=draft.id)
    return Finished(draft.id, tuple(one for one in found if one.severity is not Severity.HINT), again)


def postpone_meeting(
    work: Work, organisation_id: str, year: int, month: int, new_day: date, reason: str
) -> str:
    """Enter that the regular meeting of a month is put off to a day. Gives its id.

    Refused MTG-33 without a reason.
    """
    return _not_held(work, organisation_id, year, month, MeetingState.POSTPONED, reason, new_day)


def miss_meeting(work: Work, organisation_id: str, year: int, month: int, reason: str) -> str:
    """Enter that no regular meeting was held in a month, and why. Gives its id. Refused MTG-33 without a reason."""
    return _not_held(work, organisation_id, year, month, MeetingState.MISSED, reason, None)


def _not_held(
    work: Work,
    organisation_id: str,
    year: int,
    month: int,
    state: MeetingState,
    reason: str,
    new_day: date | None,
) -> str:
    if not reason.strip():
        raise Refused("MTG-33", msg("Write down why."), field="reason")
    name, _ = names_of(work, organisation_id, date(year, month, 1))
    meeting_id = new_id()
    document: Document = {
        "organisation_id": organisation_id,
        "organisation_name": name,
        "kind": MeetingKind.REGULAR.value,
        "state": state.value,
        "period_year": year,
        "period_month": month,
        "planned_at": datetime.combine(new_day, time(19, 30)) if new_day else None,
        "not_held_reason": reason.strip(),
    }
    work.put(work.kinds[MEETING], meeting_id, document, reason="edit")
    return meeting_id


def remove_meeting(work: Work, meeting_id: str, why: str) -> None:
    """Take an unsigned record out; the log keeps it, and ``put_back_meeting`` brings it again.

    Refused MTG-31 if there is none, MTG-09 if it is signed, MTG-33 without a reason.
    """
    refuse_signed(existing(work, meeting_id))
    if not why.strip():
        raise Refused("MTG-33", msg("Write down why."), field="why")
    work.drop_draft(MEETING, meeting_id)
    work.remove(work.kinds[MEETING], meeting_id, reason="remove", why=why.strip())
    work.audit("meeting.removed", entity=meeting_id)


def put_back_meeting(work: Work, meeting_id: str) -> None:
    """Bring a removed record back as it last was. Refused MTG-31 if it never was, MTG-34 if it is there."""
    work.require(Right.WRITE)
    kind = work.kinds[MEETING]
    if work.get(kind, meeting_id) is not None:
        raise Refused("MTG-34", msg("This meeting is in the register."))
    puts = [stored for stored in work.history(kind, meeting_id) if stored.head["o"] == "put"]
    if not puts:
        raise Refused("MTG-31", msg("This meeting is no longer in the register."))
    work.put(kind, meeting_id, typed(kind, puts[-1].document), reason="put_back")
    work.audit("meeting.put_back", entity=meeting_id)
