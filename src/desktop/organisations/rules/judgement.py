"""What is wrong with a draft of an organisation, and whether it may stand where it is put."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from desktop.basics.errors import Problem, Severity
from desktop.basics.language import Message, msg
from desktop.basics.text import fold, tidy
from desktop.organisations.rules.drafts import OrganisationDraft
from desktop.organisations.rules.spans import Span, first_overlap, turning_days
from desktop.organisations.rules.words import OrganisationKind, is_cell

_CODE = re.compile(r"\d{2}(\.?\d{3}){4}")


@dataclass(frozen=True, slots=True)
class Standing:
    """Another organisation of the register, as far as placement needs it."""

    id: str
    name: str
    kind: str
    parents: tuple[tuple[str | None, Span], ...] = ()
    ended_on: date | None = None

    def parent_on(self, day: date) -> str | None:
        """Its parent's id on ``day``."""
        return next((parent for parent, span in self.parents if span.holds(day)), None)


def problems(draft: OrganisationDraft, today: date, others: Iterable[Standing] = ()) -> tuple[Problem, ...]:
    """Everything found in ``draft``, errors first. ``others`` are the register's other organisations.

    Errors: no name; a kind that isn't known; days out of order; two parents on one day; a circle in the tree
    on any day; a parent that is a cell (a Party group may stand under one). Warnings: the same name under the
    same parent; an end in the future. Hints: a code that isn't 2+3+3+3+3 digits (CV 1361-CV/BTCTW 2026).
    """
    known = {other.id: other for other in others if other.id != draft.id}
    found = [
        *_of_fields(draft, today),
        *_of_spans(draft),
        *_of_place(draft, today, known),
        *_of_namesakes(draft, today, known),
    ]
    order = list(Severity)
    return tuple(sorted(found, key=lambda problem: order.index(problem.severity)))


def _error(code: str, field: str, message: Message) -> Problem:
    return Problem(code, Severity.ERROR, field, message)


def _of_fields(draft: OrganisationDraft, today: date) -> Iterable[Problem]:
    if not tidy(draft.name):
        yield _error("ORG-01", "name", msg("The organisation needs a name."))
    if draft.kind not in list(OrganisationKind):
        yield _error("ORG-02", "kind", msg("Choose the kind of organisation."))
    if not Span(draft.founded_on, draft.ended_on).ordered:
        yield _error("ORG-04", "ended_on", msg("The end must come after the founding."))
    if draft.ended_on is not None and draft.ended_on > today:
        yield Problem(
            "ORG-05",
            Severity.WARNING,
            "ended_on",
            msg("The end lies in the future: {day}.", day=draft.ended_on),
        )
    if draft.org_code and not _CODE.fullmatch(draft.org_code.strip()):
        yield Problem(
            "ORG-06",
            Severity.HINT,
            "org_code",
            msg("An organisation's code has 14 digits, such as 04.001.002.000.005."),
        )


def _of_spans(draft: OrganisationDraft) -> Iterable[Problem]:
    for field, parts in (("parents", draft.parents), ("names", draft.names), ("terms", draft.terms)):
        spans = [part.span for part in parts]
        for place, span in enumerate(spans):
            if not span.ordered:
                yield _error("ORG-07", f"{field}.{place}", msg("The first day must come before the last."))
        overlap = first_overlap(spans)
        if overlap is not None:
            yield _error("ORG-08", f"{field}.{overlap[1]}", msg("Two entries cover the same days."))


def _of_place(draft: OrganisationDraft, today: date, known: Mapping[str, Standing]) -> Iterable[Problem]:
    if not draft.parents:
        yield _error("ORG-09", "parents", msg("Say which organisation it belongs to."))
    for place, parent in enumerate(draft.parents):
        field = f"parents.{place}"
        if parent.parent_id == draft.id:
            yield _error("ORG-10", field, msg("An organisation can't belong to itself."))
        elif parent.parent_id is not None and parent.parent_id not in known:
            yield _error("ORG-11", field, msg("The organisation above isn't in this register."))
        elif parent.parent_id is not None:
            yield from _of_parent(draft, known[parent.parent_id], field)
    circle = _circle(draft, known)
    if circle is not None:
        yield _error("ORG-12", "parents", circle)


def _of_parent(draft: OrganisationDraft, parent: Standing, field: str) -> Iterable[Problem]:
    under_cell = is_cell(parent.kind) or parent.kind == OrganisationKind.GROUP
    if under_cell and not (draft.kind == OrganisationKind.GROUP and is_cell(parent.kind)):
        yield _error(
            "ORG-13",
            field,
            msg("{name} is a cell: nothing but a Party group stands below it.", name=parent.name),
        )


def _circle(draft: OrganisationDraft, known: Mapping[str, Standing]) -> Message | None:
    spans = [parent.span for parent in draft.parents]
    spans += [span for other in known.values() for _, span in other.parents]
    for day in turning_days(spans):
        placed = draft.parent_on(day)
        above = placed.parent_id if placed else None
        passed: set[str] = set()
        while above is not None and above in known and above not in passed:
            passed.add(above)
            above = known[above].parent_on(day)
        if above == draft.id and passed:
            return msg("It would stand below itself: choose an organisation that isn't under it.")
    return None


def _of_namesakes(draft: OrganisationDraft, today: date, known: Mapping[str, Standing]) -> Iterable[Problem]:
    placed = draft.parent_on(today)
    if placed is None or not tidy(draft.name):
        return
    name = fold(tidy(draft.name))
    for other in known.values():
        alive = other.ended_on is None or other.ended_on > today
        if alive and fold(tidy(other.name)) == name and other.parent_on(today) == placed.parent_id:
            yield Problem(
                "ORG-14", Severity.WARNING, "name", msg("There is already {name} here.", name=other.name)
            )
            return
