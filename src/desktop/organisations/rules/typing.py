"""From what a form holds to a draft: a new name or parent either corrects, or holds from a day on."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from desktop.organisations.rules.drafts import FormerName, OrganisationDraft, Parenthood, Term
from desktop.organisations.rules.spans import Span


@dataclass(frozen=True, slots=True)
class TypedChanges:
    """What the form says of dated facts. A day makes the change count from then; without one it corrects."""

    name: str
    renamed_on: date | None = None
    parent_id: str | None = None
    moved_on: date | None = None
    term_from: date | None = None
    term_to: date | None = None


def with_changes(
    draft: OrganisationDraft, typed: TypedChanges, new_id: Callable[[], str], today: date
) -> OrganisationDraft:
    """The draft with name, parent and term as typed; the past of what changed on a day is kept."""
    changed = replace(
        draft, terms=_terms(draft, typed, new_id), parents=_parents(draft, typed, new_id, today)
    )
    if typed.renamed_on is None or typed.name == draft.name or not draft.name:
        return replace(changed, name=typed.name)
    start = max((one.valid_to for one in draft.names if one.valid_to is not None), default=None)
    former = FormerName(new_id(), draft.name, start, typed.renamed_on)
    return replace(changed, name=typed.name, names=(*draft.names, former))


def _parents(
    draft: OrganisationDraft, typed: TypedChanges, new_id: Callable[[], str], today: date
) -> tuple[Parenthood, ...]:
    now = draft.parent_on(today) or (draft.parents[-1] if draft.parents else None)
    if now is None:
        # Nothing chosen for something new: the rules then ask for it.
        return () if typed.parent_id is None else (Parenthood(new_id(), typed.parent_id),)
    if now.parent_id == typed.parent_id:
        return draft.parents
    if typed.moved_on is None:
        return tuple(replace(one, parent_id=typed.parent_id) if one is now else one for one in draft.parents)
    kept = [
        replace(one, valid_to=typed.moved_on) if one.span.meets(Span(typed.moved_on, None)) else one
        for one in draft.parents
        if one.valid_from is None or one.valid_from < typed.moved_on
    ]
    return (*kept, Parenthood(new_id(), typed.parent_id, typed.moved_on))


def _terms(draft: OrganisationDraft, typed: TypedChanges, new_id: Callable[[], str]) -> tuple[Term, ...]:
    last = draft.terms[-1] if draft.terms else None
    if typed.term_from is None and typed.term_to is None:
        return draft.terms[:-1]
    if last is not None and (last.term_from == typed.term_from or typed.term_from is None):
        return (*draft.terms[:-1], replace(last, term_from=typed.term_from, term_to=typed.term_to))
    if last is not None and last.term_to is None:
        draft = replace(draft, terms=(*draft.terms[:-1], replace(last, term_to=typed.term_from)))
    return (*draft.terms, Term(new_id(), typed.term_from, typed.term_to))
