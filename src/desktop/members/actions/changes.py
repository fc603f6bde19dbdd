"""Adding, changing, moving, leaving, putting back. Each action judges the record again before it is stored."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar

from desktop.basics.errors import Problem, Refused, Severity
from desktop.basics.ids import new_id
from desktop.basics.language import msg
from desktop.basics.text import tidy
from desktop.members.queries.person import alike, member
from desktop.members.rules.drafts import Fact, InCell, MemberDraft, document_of, draft_of
from desktop.members.rules.judgement import Around, problems
from desktop.members.rules.words import ExitKind
from desktop.organisations.queries import cell_ids
from desktop.organisations.rules.spans import Span
from desktop.storage.users import Right
from desktop.storage.work import Work

KIND = "member"
F = TypeVar("F", bound=Fact)


@dataclass(frozen=True, slots=True)
class Done:
    """What an action did: to whom, and what is worth a look though it was allowed."""

    id: str
    name: str
    found: tuple[Problem, ...] = ()


def keep_member(work: Work, draft: MemberDraft, why: str | None = None) -> Done:
    """Add a member, or store what a form made of one; ``why`` tells a correction's reason. Drops the form's draft.

    Refused with the first error that the rules find (MEM-01 to MEM-34).
    """
    work.require(Right.WRITE)
    draft = replace(draft, full_name=tidy(draft.full_name))
    found = judged(work, draft)
    error = next((problem for problem in found if problem.severity is Severity.ERROR), None)
    if error is not None:
        raise Refused(error.code, error.message, field=error.field)
    work.put(work.kinds[KIND], draft.id, document_of(draft), why=why or None)
    work.drop_draft(KIND, draft.id)
    return Done(draft.id, draft.full_name, found)


def judged(work: Work, draft: MemberDraft) -> tuple[Problem, ...]:
    """Everything the rules find, with all that the register knows around the draft."""
    stored = work.get(work.kinds[KIND], draft.id)
    around = Around(
        cells=cell_ids(work),
        alike=alike(work, draft),
        before=None if stored is None else draft_of(draft.id, stored),
    )
    return problems(draft, work.today, work.rulebook.membership(work.today), around)


def move_member(work: Work, id_: str, cell_id: str, on: date, decision_no: str | None = None) -> Done:
    """From ``on`` the member belongs to another cell of this register; the past stays."""
    draft = member(work, id_)
    new = InCell(new_id(), on, None, cell_id, decision_no)
    return keep_member(work, replace(draft, cells=(*until(draft.cells, on), new)))


def leave(
    work: Work,
    id_: str,
    kind: ExitKind,
    on: date | None,
    *,
    decision_no: str | None = None,
    place: str | None = None,
) -> Done:
    """The membership here ends on ``on`` (None: the day isn't known); open facts and posts end with it."""
    draft = member(work, id_)
    if draft.exit_kind is not None:
        raise Refused("MEM-51", msg("{name} has already left.", name=draft.full_name))
    gone = replace(draft, exit_kind=kind.value, exit_on=on, exit_decision_no=decision_no, exit_place=place)
    if on is not None:
        gone = replace(
            gone,
            cells=until(draft.cells, on),
            exemptions=until(draft.exemptions, on),
            elsewheres=until(draft.elsewheres, on),
            suspensions=until(draft.suspensions, on),
            posts=until(draft.posts, on),
        )
    return keep_member(work, gone)


def put_back(work: Work, id_: str) -> Done:
    """Undo the latest change: the member's record before becomes the present one again.

    Refused MEM-52 if there is none before.
    """
    work.require(Right.WRITE)
    kind = work.kinds[KIND]
    document = work.before(kind, id_)
    if document is None:
        raise Refused("MEM-52", msg("There is nothing before this to put back."))
    work.put(kind, id_, document, reason="put-back")
    return Done(id_, draft_of(id_, document).full_name)


def keep_typed(work: Work, id_: str, subject: str, body: dict[str, str]) -> datetime:
    """Keep a form's fields as they are typed, right or wrong; local and unsynced. Gives the moment."""
    work.require(Right.WRITE)
    return work.keep_draft(KIND, id_, subject, dict(body))


def throw_away(work: Work, id_: str) -> None:
    """Forget what was typed into a form, because the user said so."""
    work.drop_draft(KIND, id_)


def until(facts: tuple[F, ...], day: date) -> tuple[F, ...]:
    """The facts cut off at ``day``: those that had not begun by then are dropped."""
    cut = Span(day, None)
    return tuple(
        replace(fact, to_on=day) if fact.span.meets(cut) else fact
        for fact in facts
        if fact.from_on is None or fact.from_on < day
    )
