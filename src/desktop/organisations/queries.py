"""Reads about organisations: the tree on a day, names, and what the rules need to judge a draft."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from desktop.basics.errors import Refused
from desktop.basics.ids import new_id
from desktop.basics.language import msg
from desktop.organisations.records import Organisation, OrganisationName, OrganisationParent
from desktop.organisations.rules.drafts import OrganisationDraft, draft_of
from desktop.organisations.rules.judgement import Standing
from desktop.organisations.rules.spans import Span
from desktop.organisations.rules.words import is_cell
from desktop.storage.work import Reading


@dataclass(frozen=True, slots=True)
class Node:
    """An organisation in the tree of one day, as it was called then. ``depth`` 0 is the top."""

    id: str
    name: str
    kind: str
    kind_words: str
    parent_id: str | None
    depth: int

    @property
    def cell(self) -> bool:
        """Whether members belong to it."""
        return is_cell(self.kind)


@dataclass(frozen=True, slots=True)
class OrganisationSheet:
    """One organisation for its page: the draft as stored, and the words for what it holds as codes and ids."""

    draft: OrganisationDraft
    kind_words: str
    sector_words: str
    parent_name: str
    former_names: tuple[tuple[str, date | None, date | None], ...]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: a code or id, and its words."""

    code: str
    words: str


def tree_on(reading: Reading, day: date) -> tuple[Node, ...]:
    """All organisations that exist on ``day``, each after its parent, sisters in Vietnamese order.

    One whose parent isn't in the tree that day stands at the top: nothing is lost from sight.
    """
    kinds = reading.rulebook.codes("org_kind")
    known = {
        row.id: Node(row.id, row.name, row.kind, words.words if words else row.kind, row.parent_id, 0)
        for row in reading.rows(_living(reading.unit, day))
        for words in (kinds.get(row.kind or ""),)
    }
    below: dict[str | None, list[Node]] = defaultdict(list)
    for node in known.values():
        below[node.parent_id if node.parent_id in known else None].append(node)
    return tuple(_in_order(below, known))


def cells_on(reading: Reading, day: date) -> tuple[Node, ...]:
    """The cells of ``day``, in the order of the tree."""
    return tuple(node for node in tree_on(reading, day) if node.cell)


def top_on(reading: Reading, day: date) -> Node | None:
    """The organisation that this register is about: the first without a parent that isn't a cell, else any."""
    tops = [node for node in tree_on(reading, day) if node.depth == 0]
    return next((node for node in tops if not node.cell), tops[0] if tops else None)


def unit_name(reading: Reading) -> str:
    """The name of the organisation whose register it is; empty before it has one."""
    top = top_on(reading, reading.today)
    return top.name if top else ""


def names_of(reading: Reading) -> dict[str, str]:
    """Id → present name, also of those that have ended."""
    query = select(Organisation.id, Organisation.name).where(Organisation.unit == reading.unit)
    return {id_: name or "" for id_, name in reading.rows(query)}


def cell_ids(reading: Reading) -> frozenset[str]:
    """Ids of all cells, whenever they existed."""
    query = select(Organisation.id, Organisation.kind).where(Organisation.unit == reading.unit)
    return frozenset(row.id for row in reading.rows(query) if is_cell(row.kind or ""))


def standings(reading: Reading) -> tuple[Standing, ...]:
    """All organisations as the judgement of a draft needs them."""
    parents: dict[str, list[tuple[str | None, Span]]] = defaultdict(list)
    placed = select(OrganisationParent).where(OrganisationParent.unit == reading.unit)
    for row in reading.rows(placed.with_only_columns(*_PARENT).order_by(OrganisationParent.place)):
        parents[row.of].append((row.parent_id, Span(row.valid_from, row.valid_to)))
    query = select(Organisation.id, Organisation.name, Organisation.kind, Organisation.ended_on)
    return tuple(
        Standing(row.id, row.name or "", row.kind or "", tuple(parents[row.id]), row.ended_on)
        for row in reading.rows(query.where(Organisation.unit == reading.unit))
    )


def organisation(reading: Reading, id_: str) -> OrganisationDraft:
    """The stored organisation as a draft. Refused ORG-20 if there is none."""
    document = reading.get(reading.kinds["organisation"], id_)
    if document is None:
        raise Refused("ORG-20", msg("This organisation isn't in the register any more."))
    return draft_of(id_, document)


def sheet_of(reading: Reading, id_: str) -> OrganisationSheet:
    """One organisation for its page, as of today. Refused ORG-20 if there is none."""
    draft = organisation(reading, id_)
    names = names_of(reading)
    placed = draft.parent_on(reading.today)
    kind = reading.rulebook.codes("org_kind").get(draft.kind)
    sector = reading.rulebook.codes("org_sector").get(draft.sector or "")
    return OrganisationSheet(
        draft=draft,
        kind_words=kind.words if kind else draft.kind,
        sector_words=sector.words if sector else "",
        parent_name=names.get(placed.parent_id or "", "") if placed else "",
        former_names=tuple((one.name, one.valid_from, one.valid_to) for one in draft.names),
        names=names,
    )


def choices(reading: Reading, codes: str) -> tuple[Choice, ...]:
    """What a code list offers today."""
    return tuple(Choice(code.code, code.words) for code in reading.rulebook.codes(codes).on(reading.today))


@dataclass(frozen=True, slots=True)
class Opened:
    """What the form of an organisation is opened with; ``typed``: what was typed over it and not finished."""

    draft: OrganisationDraft
    stored: bool
    typed: Mapping[str, str] | None
    kept_at: datetime | None
    parents: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    sectors: tuple[Choice, ...]
    others: tuple[Standing, ...]


def open_form(reading: Reading, id_: str | None) -> Opened:
    """The form of one organisation; without an id the new one that is being typed, or an empty one."""
    if id_ is None:
        id_ = _unfinished(reading) or new_id()
    document = reading.get(reading.kinds["organisation"], id_)
    kept = reading.draft("organisation", id_)
    tree = tree_on(reading, reading.today)
    return Opened(
        draft=OrganisationDraft(id_) if document is None else draft_of(id_, document),
        stored=document is not None,
        typed=None if kept is None else {str(key): str(value) for key, value in kept.body.items()},
        kept_at=None if kept is None else kept.kept_at,
        parents=tuple(Choice(node.id, node.name) for node in tree if node.id != id_),
        kinds=choices(reading, "org_kind"),
        sectors=choices(reading, "org_sector"),
        others=standings(reading),
    )


def _unfinished(reading: Reading) -> str | None:
    for draft in reading.drafts("organisation"):
        if reading.get(reading.kinds["organisation"], draft.id) is None:
            return draft.id
    return None


_PARENT = (
    OrganisationParent.of,
    OrganisationParent.parent_id,
    OrganisationParent.valid_from,
    OrganisationParent.valid_to,
)


def _living(unit: str, day: date) -> Any:
    former = (
        select(OrganisationName.name)
        .where(
            OrganisationName.unit == Organisation.unit,
            OrganisationName.of == Organisation.id,
            _holds(OrganisationName, day),
        )
        .order_by(OrganisationName.place)
        .limit(1)
        .correlate(Organisation)
        .scalar_subquery()
    )
    placed = and_(
        OrganisationParent.unit == Organisation.unit,
        OrganisationParent.of == Organisation.id,
        _holds(OrganisationParent, day),
    )
    return (
        select(
            Organisation.id,
            func.coalesce(former, Organisation.name).label("name"),
            Organisation.kind,
            OrganisationParent.parent_id,
        )
        .outerjoin(OrganisationParent, placed)
        .where(
            Organisation.unit == unit,
            or_(Organisation.founded_on.is_(None), Organisation.founded_on <= day),
            or_(Organisation.ended_on.is_(None), Organisation.ended_on > day),
        )
        .order_by(Organisation.name_sort, Organisation.id)
    )


def _holds(part: Any, day: date) -> ColumnElement[bool]:
    return and_(
        or_(part.valid_from.is_(None), part.valid_from <= day),
        or_(part.valid_to.is_(None), part.valid_to > day),
    )


def _in_order(below: Mapping[str | None, list[Node]], known: Mapping[str, Node]) -> Iterable[Node]:
    waiting = [(node, 0) for node in reversed(below.get(None, []))]
    seen: set[str] = set()
    while waiting:
        node, depth = waiting.pop()
        if node.id in seen:
            continue
        seen.add(node.id)
        yield Node(node.id, node.name, node.kind, node.kind_words, node.parent_id, depth)
        waiting.extend((child, depth + 1) for child in reversed(below.get(node.id, [])))
    # A circle can't be entered, but a bundle could bring one: its members are shown at the top.
    yield from (node for id_, node in known.items() if id_ not in seen)
