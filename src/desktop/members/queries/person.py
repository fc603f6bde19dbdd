"""One person: the stored record, the words for what it holds as codes, and who else may be the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from desktop.basics.errors import Refused
from desktop.basics.language import msg
from desktop.basics.text import fold, tidy
from desktop.members.records import Member
from desktop.members.rules.drafts import MemberDraft, draft_of
from desktop.members.rules.judgement import Alike
from desktop.members.rules.standing import Standing, standing_on
from desktop.organisations.queries import names_of
from desktop.storage.work import Reading


@dataclass(frozen=True, slots=True)
class MemberSheet:
    """A person for the page. ``words``: field → what its code is called; ``names``: organisation id → name."""

    draft: MemberDraft
    standing: Standing
    cell_name: str
    words: Mapping[str, str]
    names: Mapping[str, str]
    party_months: int | None


CODED = {
    "ethnic_code": "ethnic",
    "religion_code": "religion",
    "occupation_code": "occupation",
    "llct_level": "education_political",
    "edu_general": "education_general",
}


def member(reading: Reading, id_: str) -> MemberDraft:
    """The stored member as a draft. Refused MEM-50 if there is none."""
    document = reading.get(reading.kinds["member"], id_)
    if document is None:
        raise Refused("MEM-50", msg("This member isn't in the register any more."))
    return draft_of(id_, document)


def sheet_of(reading: Reading, id_: str) -> MemberSheet:
    """One person as of today. Refused MEM-50 if there is none."""
    draft = member(reading, id_)
    names = names_of(reading)
    standing = standing_on(draft, reading.today)
    last_cell = max(draft.cells, key=lambda fact: fact.span.order).organisation_id if draft.cells else ""
    return MemberSheet(
        draft=draft,
        standing=standing,
        cell_name=names.get(standing.cell_id or last_cell, ""),
        words=_words(reading, draft),
        names=names,
        party_months=None
        if draft.ceremony_date is None
        else months_between(draft.ceremony_date, reading.today),
    )


def alike(reading: Reading, draft: MemberDraft) -> tuple[Alike, ...]:
    """Others with the same number, or the same name and year of birth."""
    numbers = [number for number in (draft.citizen_id, draft.card_no) if number]
    folded = f" {fold(tidy(draft.full_name))}"
    same_name = (Member.name_fold.like(f"{folded}%")) & (Member.birth_year == draft.birth_year)
    query = select(
        Member.id,
        Member.full_name,
        Member.birth_year,
        Member.birth_month,
        Member.birth_day,
        Member.citizen_id,
        Member.card_no,
    ).where(
        Member.unit == reading.unit,
        Member.id != draft.id,
        or_(Member.citizen_id.in_(numbers), Member.card_no.in_(numbers), same_name),
    )
    return tuple(Alike(row.id, row.full_name or "", *row[2:]) for row in reading.rows(query))


def months_between(start: date, end: date) -> int:
    """Whole months from ``start`` to ``end``: the Party age."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def _words(reading: Reading, draft: MemberDraft) -> dict[str, str]:
    words: dict[str, str] = {}
    for field, codes in CODED.items():
        code = getattr(draft, field)
        if code is not None:
            found = reading.rulebook.codes(codes).get(code)
            words[field] = found.words if found else code
    return words
