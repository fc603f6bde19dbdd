"""Drafts of members: what a form holds while it is filled in, in the shape of the document."""

from dataclasses import dataclass
from datetime import date

from desktop.members.rules.words import Stage
from desktop.organisations.rules.shape import Document, document_from, values_from
from desktop.organisations.rules.spans import Span


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that holds for some days: from ``from_on`` on, ending before ``to_on``."""

    id: str
    from_on: date | None = None
    to_on: date | None = None

    @property
    def span(self) -> Span:
        """Its days."""
        return Span(self.from_on, self.to_on)


@dataclass(frozen=True, slots=True)
class InCell(Fact):
    """Belongs to a cell."""

    organisation_id: str = ""
    decision_no: str | None = None


@dataclass(frozen=True, slots=True)
class InStage(Fact):
    """Is probationary or official."""

    stage: str = Stage.OFFICIAL.value
    decision_no: str | None = None


@dataclass(frozen=True, slots=True)
class Exemption(Fact):
    """Is exempt from work and meetings."""

    ground: str | None = None
    decision_no: str | None = None


@dataclass(frozen=True, slots=True)
class Elsewhere(Fact):
    """Takes part elsewhere for a time."""

    organisation_id: str | None = None
    place_name: str | None = None


@dataclass(frozen=True, slots=True)
class Suspension(Fact):
    """Is suspended, prosecuted or detained."""

    ground: str | None = None
    decision_no: str | None = None


@dataclass(frozen=True, slots=True)
class InPost(Fact):
    """Holds a post in an organisation."""

    organisation_id: str = ""
    post: str = ""
    decision_no: str | None = None


PARTS: dict[str, type] = {
    "cells": InCell,
    "stages": InStage,
    "exemptions": Exemption,
    "elsewheres": Elsewhere,
    "suspensions": Suspension,
    "posts": InPost,
}


@dataclass(frozen=True, slots=True)
class MemberDraft:
    """A member as the record is being written. Dates that the office doesn't know stay None."""

    id: str
    full_name: str = ""
    other_name: str | None = None
    sex: str | None = None
    birth_year: int | None = None
    birth_month: int | None = None
    birth_day: int | None = None
    citizen_id: str | None = None
    old_citizen_id: str | None = None
    citizen_id_written: str | None = None
    card_no: str | None = None
    old_card_no: str | None = None
    card_issued_on: date | None = None
    file_no: str | None = None
    list_no: int | None = None
    ethnic_code: str | None = None
    religion_code: str | None = None
    birth_place: str | None = None
    home_place: str | None = None
    perm_address: str | None = None
    temp_address: str | None = None
    phone: str | None = None
    occupation_code: str | None = None
    workplace: str | None = None
    position: str | None = None
    edu_general: str | None = None
    edu_prof: str | None = None
    llct_level: str | None = None
    health: str | None = None
    residence_cell: str | None = None
    admission_decision_no: str | None = None
    admission_decision_date: date | None = None
    ceremony_date: date | None = None
    recognition_decision_no: str | None = None
    recognition_decision_date: date | None = None
    official_date: date | None = None
    exit_kind: str | None = None
    exit_on: date | None = None
    exit_decision_no: str | None = None
    exit_place: str | None = None
    remark: str | None = None
    cells: tuple[InCell, ...] = ()
    stages: tuple[InStage, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    elsewheres: tuple[Elsewhere, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    posts: tuple[InPost, ...] = ()


def document_of(draft: MemberDraft) -> Document:
    """The draft as the document that is stored."""
    return document_from(draft, PARTS)


def draft_of(id_: str, document: Document) -> MemberDraft:
    """The stored document as a draft to go on with."""
    return MemberDraft(id_, **values_from(MemberDraft, document, PARTS))
