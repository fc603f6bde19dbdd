"""Drafts of organisations: what a form holds while it is filled in, in the shape of the document."""

from dataclasses import dataclass
from datetime import date

from desktop.organisations.rules.shape import Document, document_from, values_from
from desktop.organisations.rules.spans import Span
from desktop.organisations.rules.words import OrganisationKind


@dataclass(frozen=True, slots=True)
class Parenthood:
    """Under which organisation it stood; ``parent_id`` None: the top of this register."""

    id: str
    parent_id: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    decision_no: str | None = None

    @property
    def span(self) -> Span:
        """Its days."""
        return Span(self.valid_from, self.valid_to)


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name it bore before."""

    id: str
    name: str
    valid_from: date | None = None
    valid_to: date | None = None
    decision_no: str | None = None

    @property
    def span(self) -> Span:
        """Its days."""
        return Span(self.valid_from, self.valid_to)


@dataclass(frozen=True, slots=True)
class Term:
    """A term of office."""

    id: str
    term_from: date | None = None
    term_to: date | None = None

    @property
    def span(self) -> Span:
        """Its days."""
        return Span(self.term_from, self.term_to)


@dataclass(frozen=True, slots=True)
class OrganisationDraft:
    """An organisation as it is being written."""

    id: str
    name: str = ""
    kind: str = OrganisationKind.CELL.value
    sector: str | None = None
    org_code: str | None = None
    decision_no: str | None = None
    doc_name_parent: str | None = None
    doc_name_self: str | None = None
    doc_place: str | None = None
    founded_on: date | None = None
    ended_on: date | None = None
    hamlets: str | None = None
    phone: str | None = None
    remark: str | None = None
    parents: tuple[Parenthood, ...] = ()
    names: tuple[FormerName, ...] = ()
    terms: tuple[Term, ...] = ()

    def parent_on(self, day: date) -> Parenthood | None:
        """Under which organisation it stands on ``day``; None: not said."""
        return next((parent for parent in self.parents if parent.span.holds(day)), None)


PARTS: dict[str, type] = {"parents": Parenthood, "names": FormerName, "terms": Term}


def document_of(draft: OrganisationDraft) -> Document:
    """The draft as the document that is stored."""
    return document_from(draft, PARTS)


def draft_of(id_: str, document: Document) -> OrganisationDraft:
    """The stored document as a draft to go on with."""
    return OrganisationDraft(id_, **values_from(OrganisationDraft, document, PARTS))
