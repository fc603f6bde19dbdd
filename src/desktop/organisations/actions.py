"""What is done to organisations. Each action checks the rules again and gives what happened."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from desktop.basics.errors import Problem, Refused, Severity
from desktop.basics.ids import new_id
from desktop.basics.language import msg
from desktop.basics.text import tidy
from desktop.organisations.queries import organisation, standings
from desktop.organisations.rules.drafts import (
    FormerName,
    OrganisationDraft,
    Parenthood,
    document_of,
    draft_of,
)
from desktop.organisations.rules.judgement import problems
from desktop.organisations.rules.spans import Span
from desktop.organisations.rules.words import OrganisationKind
from desktop.storage.users import Right
from desktop.storage.work import Work

KIND = "organisation"


@dataclass(frozen=True, slots=True)
class Done:
    """What an action did: to which organisation, and what is worth a look though it was allowed."""

    id: str
    name: str
    found: tuple[Problem, ...] = ()


def found_unit(
    work: Work, name: str, kind: str = OrganisationKind.COMMUNE.value, above: str = "", place: str = ""
) -> Done:
    """Make the organisation that the register is about. Refused ORG-21 if there is one already.

    ``above`` and ``place`` are what its papers say of the organisation above and of the place.
    """
    if any(parent is None for standing in standings(work) for parent, _ in standing.parents):
        raise Refused("ORG-21", msg("This register already has an organisation at its top."))
    top = replace(_top(name, kind), doc_name_parent=tidy(above) or None, doc_place=tidy(place) or None)
    return keep_organisation(work, top)


def must_be_a_unit(name: str, today: date) -> None:
    """Refused ORG-01 … before a register is made, if no organisation can be called so."""
    _refuse_first(problems(_top(name, OrganisationKind.COMMUNE.value), today, ()))


def _top(name: str, kind: str) -> OrganisationDraft:
    return OrganisationDraft(new_id(), tidy(name), kind, parents=(Parenthood(new_id(), None),))


def _refuse_first(found: Iterable[Problem]) -> None:
    error = next((problem for problem in found if problem.severity is Severity.ERROR), None)
    if error is not None:
        raise Refused(error.code, error.message, field=error.field)


def keep_organisation(work: Work, draft: OrganisationDraft, why: str | None = None) -> Done:
    """Add an organisation, or store what a form made of one; drops the form's draft.

    Refused with the first error that the rules find (ORG-01 to ORG-13).
    """
    work.require(Right.WRITE)
    draft = replace(draft, name=tidy(draft.name))
    found = problems(draft, work.today, standings(work))
    _refuse_first(found)
    work.put(work.kinds[KIND], draft.id, document_of(draft), why=why)
    work.drop_draft(KIND, draft.id)
    return Done(draft.id, draft.name, found)


def move_organisation(
    work: Work, id_: str, parent_id: str | None, on: date, decision_no: str | None = None
) -> Done:
    """From ``on`` it belongs to another organisation; where it stood before stays known."""
    draft = organisation(work, id_)
    kept = [
        replace(one, valid_to=on) if one.span.meets(Span(on, None)) else one
        for one in draft.parents
        if one.valid_from is None or one.valid_from < on
    ]
    new = Parenthood(new_id(), parent_id, on, None, decision_no)
    return keep_organisation(work, replace(draft, parents=(*kept, new)))


def rename_organisation(work: Work, id_: str, name: str, on: date, decision_no: str | None = None) -> Done:
    """From ``on`` it bears another name; the former one stays for the days before.

    Refused ORG-22 unless ``on`` lies after the last renaming.
    """
    draft = organisation(work, id_)
    last = max((one.valid_to for one in draft.names if one.valid_to is not None), default=None)
    if last is not None and on <= last:
        raise Refused(
            "ORG-22", msg("It was already renamed on {day}: choose a later day.", day=last), field="on"
        )
    former = FormerName(new_id(), draft.name, last, on, decision_no)
    return keep_organisation(work, replace(draft, name=name, names=(*draft.names, former)))


def end_organisation(work: Work, id_: str, on: date, why: str | None = None) -> Done:
    """It exists no more from ``on``. Refused ORG-23 while something still stands below it then.

    Members are another room's matter: whoever ends a cell moves its members first.
    """
    draft = organisation(work, id_)
    for other in standings(work):
        alive = other.ended_on is None or other.ended_on > on
        if alive and other.id != id_ and other.parent_on(on) == id_:
            raise Refused(
                "ORG-23",
                msg("{name} still belongs to it.", name=other.name),
                msg("Move or end what stands below it first."),
            )
    return keep_organisation(work, replace(draft, ended_on=on), why)


def keep_typed(work: Work, id_: str, subject: str, body: dict[str, str]) -> datetime:
    """Keep a form's fields as they are typed, right or wrong; local and unsynced. Gives the moment."""
    work.require(Right.WRITE)
    return work.keep_draft(KIND, id_, subject, dict(body))


def throw_away(work: Work, id_: str) -> None:
    """Forget what was typed into a form, because the user said so."""
    work.drop_draft(KIND, id_)


def put_back(work: Work, id_: str) -> Done:
    """Undo the latest change of an organisation: its record before becomes the present one again.

    Refused ORG-24 if there is none before.
    """
    work.require(Right.WRITE)
    kind = work.kinds[KIND]
    document = work.before(kind, id_)
    if document is None:
        raise Refused("ORG-24", msg("There is nothing before this to put back."))
    work.put(kind, id_, document, reason="put-back")
    return Done(id_, draft_of(id_, document).name)
