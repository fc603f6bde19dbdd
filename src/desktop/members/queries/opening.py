"""What a member's form is opened with, and what the page needs to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from desktop.basics.ids import new_id
from desktop.members.queries.person import CODED
from desktop.members.rules.drafts import MemberDraft, draft_of
from desktop.organisations.queries import Choice, cell_ids, cells_on, choices
from desktop.rulebook.membership import MembershipRules
from desktop.storage.work import Reading

KIND = "member"


@dataclass(frozen=True, slots=True)
class Opened:
    """The stored record (or an empty one), what was typed over it and not finished, lists and rules."""

    draft: MemberDraft
    stored: bool
    typed: Mapping[str, str] | None
    kept_at: datetime | None
    cells: tuple[Choice, ...]
    codes: Mapping[str, tuple[Choice, ...]]
    rules: MembershipRules
    all_cells: frozenset[str]


def open_form(reading: Reading, id_: str | None) -> Opened:
    """The form of one member; without an id, the new one that is being typed, or an empty one."""
    if id_ is None:
        id_ = _unfinished(reading) or new_id()
    document = reading.get(reading.kinds[KIND], id_)
    kept = reading.draft(KIND, id_)
    return Opened(
        draft=MemberDraft(id_) if document is None else draft_of(id_, document),
        stored=document is not None,
        typed=None if kept is None else {str(key): str(value) for key, value in kept.body.items()},
        kept_at=None if kept is None else kept.kept_at,
        cells=tuple(Choice(cell.id, cell.name) for cell in cells_on(reading, reading.today)),
        codes={field: choices(reading, codes) for field, codes in CODED.items()},
        rules=reading.rulebook.membership(reading.today),
        all_cells=cell_ids(reading),
    )


def cells_to_choose(reading: Reading) -> tuple[Choice, ...]:
    """Today's cells, for a filter."""
    return tuple(Choice(cell.id, cell.name) for cell in cells_on(reading, reading.today))


def _unfinished(reading: Reading) -> str | None:
    for draft in reading.drafts(KIND):
        if reading.get(reading.kinds[KIND], draft.id) is None:
            return draft.id
    return None
