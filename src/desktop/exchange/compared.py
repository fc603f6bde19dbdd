"""One aggregate, what is held beside what a bundle brings: what became of it, what it counts for, what is odd in it.

Nothing here trusts the shape of what a unit sent.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from desktop.basics.language import Month
from desktop.exchange.preview_words import MEMBER, day_of, month_of
from desktop.exchange.stops import Stop, is_odd
from desktop.meetings.rules.words import HELD_STATES, MEETING, PROGRESS, SIGNED_STATES
from desktop.organisations.rules.words import CELLS
from desktop.storage.records import Document, Kind
from desktop.storage.snapshot import join

_UNFIT = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError)
# A scan may follow a signature on paper: these fields of a signed record may still come.
_AFTER_SIGNING = frozenset({"paper_sha256", "paper_digest", "state", "signed_on"})
# What is said to have happened on a day, by kind; of a meeting only if it was held.
_HAPPENED: Final = {
    MEMBER: (
        "exit_on",
        "ceremony_date",
        "official_date",
        "admission_decision_date",
        "recognition_decision_date",
    ),
    MEETING: ("started_at", "signed_on"),
    PROGRESS: ("changed_on",),
}
_LONG_AGO_IS_USUAL: Final = frozenset(
    {"ceremony_date", "official_date", "admission_decision_date", "recognition_decision_date"}
)

_HELD = frozenset(state.value for state in HELD_STATES)
_SIGNED = frozenset(state.value for state in SIGNED_STATES)
_CELLS = frozenset(kind.value for kind in CELLS)


class What(StrEnum):
    """What becomes of a record."""

    NEW = "new"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(slots=True)
class Compared:
    """One aggregate, before it has words."""

    kind: str
    id: str
    what: What
    old: Document
    new: Document
    stops: set[Stop]


def document_of(kind: Kind | None, version: int, payloads: Any) -> Document:
    """The document of whatever pieces are there, in today's shape; {} for what has none."""
    try:
        found = join(payloads)
        return found if kind is None else kind.upcast(found, version)
    except _UNFIT:
        return {}


def counts_as(kind: str, document: Document) -> int:
    """1 if the record counts in the figures: a member who belongs, a cell that exists, a meeting that was held."""
    match kind:
        case "member":
            return int(bool(document) and document.get("exit_kind") is None)
        case "organisation":
            return int(_one_of(document.get("kind"), _CELLS) and document.get("ended_on") is None)
        case "meeting":
            return int(_one_of(document.get("state"), _HELD))
        case _:
            return 0


def month_held(one: Compared) -> Month | None:
    """The month of a meeting that this change says was held."""
    held = one.kind == MEETING and counts_as(MEETING, one.new) > counts_as(MEETING, one.old)
    return month_of(one.new) if held else None


def _one_of(value: object, codes: frozenset[str]) -> bool:
    """Whether a value that may be anything is one of these codes."""
    return isinstance(value, str) and value in codes


def is_closed(one: Compared) -> bool:
    if one.kind != MEETING or not _one_of(one.old.get("state"), _SIGNED):
        return False
    keys = one.old.keys() | one.new.keys()
    changed = {key for key in keys if not key.startswith("_") and one.old.get(key) != one.new.get(key)}
    return bool(changed - _AFTER_SIGNING)


def has_odd_day(one: Compared, today: date, *, back: bool) -> bool:
    if one.what is What.REMOVED or (one.kind == MEETING and not _one_of(one.new.get("state"), _HELD)):
        return False
    days = (
        (key, day_of(one.new.get(key)))
        for key in _HAPPENED.get(one.kind, ())
        if one.new.get(key) != one.old.get(key)
    )
    return any(
        day is not None and is_odd(day, today, back=back and key not in _LONG_AGO_IS_USUAL)
        for key, day in days
    )


def ids_in(one: Compared) -> Iterable[str]:
    """Ids that a shown row may have to name."""
    if one.kind == PROGRESS:
        yield one.id
    for document in (one.old, one.new):
        for key, value in document.items():
            if key.endswith("_id") and isinstance(value, str):
                yield value
            elif isinstance(value, list) and key in {"cells", "parents"}:
                for row in value:
                    if isinstance(row, dict):
                        yield from (
                            id_ for name, id_ in row.items() if name.endswith("_id") and isinstance(id_, str)
                        )
