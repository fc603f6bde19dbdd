"""What is held of a unit's aggregates: the latest adopted record of each, as it lies in the unit's log."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from desktop.storage.statements import driver_of, listed
from desktop.storage.work import Reading

_LATEST = (
    "SELECT e.id, e.op, l.header, l.pa, l.pb, l.pt FROM unit_entity e"
    " JOIN unit_log l ON l.unit = e.unit AND l.q = e.q AND l.status = 'adopted'"
    " WHERE e.unit = ? AND e.kind = ? AND e.id IN (SELECT value FROM json_each(?))"
)


@dataclass(frozen=True, slots=True)
class Held:
    """One record: operation, version, and the payloads of classes a, b, t."""

    op: str
    version: int
    payloads: tuple[bytes | None, bytes | None, bytes | None]


def held_records(
    reading: Reading, unit: str, wanted: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], Held]:
    """The records of these aggregates (kind, id); one that never came is left out."""
    by_kind: dict[str, list[str]] = {}
    for kind, id_ in wanted:
        by_kind.setdefault(kind, []).append(id_)
    driver = driver_of(reading.connection)
    return {
        (kind, id_): Held(op, json.loads(header)["v"], (pa, pb, pt))
        for kind, ids in by_kind.items()
        for id_, op, header, pa, pb, pt in driver.execute(_LATEST, (unit, kind, listed(ids)))
    }
