"""Storing a sheet that was understood: one unit of work, cells first, people already known left as they are."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from desktop.basics.errors import Refused
from desktop.basics.ids import new_id
from desktop.basics.language import msg
from desktop.members.actions.sheet_cells import cell_key, key_among, sector_of
from desktop.members.actions.sheet_merge import name_of, numbers_of, same_person
from desktop.members.actions.sheet_plan import ImportPlan, PlannedPerson, SheetStatus
from desktop.members.queries.sheet import people_to_recognise
from desktop.members.rules.drafts import (
    Elsewhere,
    Exemption,
    InCell,
    InPost,
    InStage,
    MemberDraft,
    Suspension,
    document_of,
)
from desktop.members.rules.judgement import months_later
from desktop.members.rules.words import ExitKind, Stage
from desktop.organisations.actions import found_unit, keep_organisation
from desktop.organisations.queries import cells_on, top_on
from desktop.organisations.rules.drafts import OrganisationDraft, Parenthood
from desktop.rulebook.membership import MembershipRules
from desktop.storage.users import Right
from desktop.storage.work import Reading, Work


@dataclass(frozen=True, slots=True)
class Imported:
    """What taking in a sheet did. ``known`` people were in the register already and were left as they are."""

    added: int
    known: int
    cells_added: int
    member_ids: tuple[str, ...] = ()
    cell_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """A plan beside the register: who of it is new, who is known, and how many cells would be made.

    ``cells``: those of the register. ``place``: where people go whose rows name no cell, ``title_place``: where the
    title puts them; by the register's names, if it has these cells.
    """

    plan: ImportPlan
    new: int
    known: int
    new_cells: int
    cells: tuple[str, ...] = ()
    place: str | None = None
    title_place: str | None = None


def preview(reading: Reading, plan: ImportPlan) -> Preview:
    """What carrying out ``plan`` would do. Stores nothing."""
    new = unknown_people(people_to_recognise(reading), plan.people)
    existing = {cell_key(node.name): node.name for node in cells_on(reading, reading.today)}
    needed = {cell_key(person.cell) for person in new if person.cell is not None}
    made = sum(key_among(key, existing) is None for key in needed)

    def there(name: str | None) -> str | None:
        known = key_among(cell_key(name), existing) if name else None
        return existing[known] if known else name

    place = there(next((person.cell for person in plan.untold), None))
    return Preview(
        plan,
        len(new),
        len(plan.people) - len(new),
        made,
        tuple(existing.values()),
        place,
        there(plan.title_cell),
    )


def carry_out(work: Work, plan: ImportPlan) -> Imported:
    """Store the people of ``plan`` who aren't in the register yet, and the cells they need.

    Taking in the same sheet again changes nothing. Refused IMP-09 if the plan holds nobody.
    """
    work.require(Right.WRITE)
    if not plan.people:
        raise Refused("IMP-09", msg("There is nobody to take in."))
    new = unknown_people(people_to_recognise(work), plan.people)
    needed = {person.cell for person in new if person.cell is not None}
    cells, added_cells = _cells(work, plan, needed)
    rules = work.rulebook.membership(work.today)
    documents = [
        (draft.id, document_of(draft))
        for draft in (drafted(person, cells, work.today, rules) for person in new)
    ]
    if documents:
        work.put_many(work.kinds["member"], documents, reason="import")
    work.audit("members.import", reason=f"{len(new)}")
    return Imported(
        len(new),
        len(plan.people) - len(new),
        len(added_cells),
        tuple(id_ for id_, _ in documents),
        added_cells,
    )


def unknown_people(
    known: tuple[MemberDraft, ...], people: tuple[PlannedPerson, ...]
) -> tuple[PlannedPerson, ...]:
    """Those of ``people`` who aren't among ``known``, by the same judgement that finds rows of one person."""
    by_key: dict[str, list[MemberDraft]] = defaultdict(list)
    for draft in known:
        for key in (*numbers_of(draft), f"name {name_of(draft)}"):
            by_key[key].append(draft)
    return tuple(
        planned
        for planned in people
        if not any(
            same_person(other, planned.person)
            for key in (*numbers_of(planned.person), f"name {name_of(planned.person)}")
            for other in by_key.get(key, ())
        )
    )


def _cells(work: Work, plan: ImportPlan, needed: set[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    existing = {cell_key(node.name): node.id for node in cells_on(work, work.today)}
    ids: dict[str, str] = {}
    added: list[str] = []
    for cell in plan.cells:
        found = existing.get(key_among(cell.key, existing) or "")
        if found is None and cell.name in needed:
            found = _new_cell(work, plan, cell.name)
            added.append(found)
        if found is not None:
            ids[cell.name] = found
    return ids, tuple(added)


def _new_cell(work: Work, plan: ImportPlan, name: str) -> str:
    top = top_on(work, work.today)
    top_id = found_unit(work, plan.unit_name or "Đảng bộ xã").id if top is None else top.id
    draft = OrganisationDraft(new_id(), name, sector=sector_of(name), parents=(Parenthood(new_id(), top_id),))
    return keep_organisation(work, draft).id


def drafted(
    planned: PlannedPerson, cells: dict[str, str], today: date, rules: MembershipRules
) -> MemberDraft:
    """The member's record: the sheet's words as dated facts. Days that the sheet doesn't tell stay open."""
    cell_id = cells.get(planned.cell or "")
    status = planned.status
    exits = {one.value for one in ExitKind}
    return replace(
        planned.person,
        id=new_id(),
        exit_kind=status.value if status.value in exits else None,
        cells=(InCell(new_id(), organisation_id=cell_id),) if cell_id else (),
        stages=_stages(planned, today, rules),
        exemptions=(Exemption(new_id()),) if status is SheetStatus.EXEMPT else (),
        elsewheres=(Elsewhere(new_id()),) if status is SheetStatus.ELSEWHERE else (),
        suspensions=(Suspension(new_id()),) if status is SheetStatus.SUSPENDED else (),
        posts=(InPost(new_id(), organisation_id=cell_id, post=planned.post),)
        if planned.post and cell_id
        else (),
    )


def _stages(planned: PlannedPerson, today: date, rules: MembershipRules) -> tuple[InStage, ...]:
    person, status = planned.person, planned.status
    joined, official = person.ceremony_date, person.official_date
    if official is not None and (joined is None or joined <= official):
        first = (InStage(new_id(), joined, official, Stage.PROBATIONARY.value),) if joined != official else ()
        return (*first, InStage(new_id(), official, None, Stage.OFFICIAL.value))
    if status is SheetStatus.PROBATIONARY:
        return (InStage(new_id(), joined, None, Stage.PROBATIONARY.value),)
    if status is SheetStatus.UNKNOWN:
        return ()
    young = joined is not None and joined <= today < months_later(joined, rules.probation_months.value)
    if young and status is not SheetStatus.OFFICIAL:
        return (InStage(new_id(), joined, None, Stage.PROBATIONARY.value),)
    return (InStage(new_id(), None, None, Stage.OFFICIAL.value),)
