"""What is held of a unit before a bundle: how far, its figures, names, and the latest record of each aggregate."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from desktop.exchange.figures import Figures, all_shown, figures_of
from desktop.exchange.intake import DEVICE_NOTED
from desktop.exchange.preview_words import MEMBER, ORGANISATION
from desktop.exchange.records import UnitEntityRow, UnitRow
from desktop.meetings.rules.words import MEETING
from desktop.storage.audit import AuditRow
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


@dataclass(frozen=True, slots=True)
class HeldUnit:
    """What is held of the unit before: how far, which computer sent it, its life, its figures, its aggregates.

    ``all_shown``: whether each of its records became a row.
    """

    q: int
    inc: str | None
    device: str | None
    since: date | None
    figures: Figures
    all_shown: bool
    entities: tuple[tuple[str, str, int, str], ...]


def held_unit(reading: Reading, unit: str) -> HeldUnit:
    """What is held of a unit."""
    row, entity, audit = UnitRow, UnitEntityRow, AuditRow
    held = reading.connection.execute(select(row.q, row.inc, row.last_contact).where(row.urn == unit)).one()
    noted = select(audit.reason).where(audit.action == DEVICE_NOTED, audit.entity == unit)
    entities = select(entity.kind, entity.id, entity.q, entity.op).where(entity.unit == unit)
    return HeldUnit(
        held.q,
        held.inc,
        reading.connection.execute(noted.order_by(audit.n.desc()).limit(1)).scalar(),
        None if held.last_contact is None else datetime.fromisoformat(held.last_contact).date(),
        figures_of(reading, unit),
        all_shown(reading, unit),
        tuple((kind, id_, q, op) for kind, id_, q, op in reading.connection.execute(entities)),
    )


def names_of(reading: Reading, unit: str, wanted: Iterable[str]) -> dict[str, str]:
    """Names of people and organisations, and contents of tasks, that the unit's rows have under these ids."""
    ids = sorted(wanted)
    found: dict[str, str] = {}
    places = (
        (reading.kinds[MEMBER].table, "full_name"),
        (reading.kinds[ORGANISATION].table, "name"),
        (reading.kinds[MEETING].part_tables["tasks"], "content"),
    )
    for table, column in places:
        for start in range(0, len(ids), 500):
            some = ids[start : start + 500]
            query = select(table.c.id, table.c[column]).where(table.c.unit == unit, table.c.id.in_(some))
            found |= {id_: name for id_, name in reading.connection.execute(query) if name}
    return found
