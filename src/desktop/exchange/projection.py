"""From a unit's log to its rows in the tables: tolerant, one aggregate at a time, never silent.

The latest adopted record of an aggregate is its state. What can't be shown (a piece is missing, a value doesn't
fit, it points to something that isn't there) is taken out of the tables, written down with a code, counted in the
receipt, and tried again with each later bundle. The log keeps it either way.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Select, Table, bindparam, delete, exists, insert, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError
from sqlcipher3.dbapi2 import Error as DriverError

from desktop.exchange.office import stamp
from desktop.exchange.records import ProjectionErrorRow, UnitEntityRow
from desktop.storage.records import Document, Kind
from desktop.storage.snapshot import join, remove_document, store_documents, typed
from desktop.storage.statements import driver_of, listed
from desktop.storage.work import Work

ERASED, MISFIT, DANGLING, COUNT = "EXC-51", "EXC-52", "EXC-53", "EXC-54"
_DIALECT = sqlite.dialect(paramstyle="qmark")
UNFIT = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, DBAPIError, DriverError)
_LATEST = (
    "SELECT e.id, e.q, e.op, l.header, l.pa, l.pb, l.pt FROM unit_entity e"
    " JOIN unit_log l ON l.unit = e.unit AND l.q = e.q AND l.status = 'adopted'"
    " WHERE e.unit = ? AND e.kind = ? AND e.id IN (SELECT value FROM json_each(?))"
)


@dataclass(frozen=True, slots=True)
class _Failed:
    kind: Kind
    id: str
    q: int
    code: str
    detail: str


def project(work: Work, unit: str, touched: Iterable[tuple[str, str]]) -> int:
    """Bring the unit's rows to its log for these aggregates and all that failed before; gives how many fail now."""
    row = ProjectionErrorRow
    before = work.connection.execute(select(row.kind, row.id).where(row.unit == unit))
    by_kind: dict[str, set[str]] = {}
    for kind, id_ in (*touched, *(tuple(found) for found in before)):
        by_kind.setdefault(kind, set()).add(id_)
    failed: list[_Failed] = []
    for one in work.kinds.all:
        ids = sorted(by_kind.get(one.name, ()))
        if ids:
            failed += _project_kind(work, unit, one, ids)
    while dangling := list(_dangling(work, unit)):
        for broken in dangling:
            remove_document(work.connection, broken.kind, unit, broken.id)
        failed += dangling
    work.connection.execute(delete(row).where(row.unit == unit))
    if failed:
        now = stamp(work)
        work.connection.execute(
            insert(row),
            [
                {
                    "unit": unit,
                    "kind": one.kind.name,
                    "id": one.id,
                    "q": one.q,
                    "code": one.code,
                    "detail": one.detail,
                    "found_at": now,
                }
                for one in {(one.kind.name, one.id): one for one in failed}.values()
            ],
        )
    return len(failed)


def faults(work: Work, unit: str) -> tuple[str, ...]:
    """EXC-54 for each kind whose rows aren't as many as the log says, less those that fail."""
    failing = select(ProjectionErrorRow.kind, ProjectionErrorRow.id).where(ProjectionErrorRow.unit == unit)
    failed = {(kind, id_) for kind, id_ in work.connection.execute(failing)}
    row = UnitEntityRow
    live = work.connection.execute(select(row.kind, row.id).where(row.unit == unit, row.op == "put"))
    expected: dict[str, set[str]] = {}
    for kind, id_ in live:
        if (kind, id_) not in failed:
            expected.setdefault(kind, set()).add(id_)
    return tuple(
        COUNT
        for kind in work.kinds.all
        if set(work.connection.execute(select(kind.table.c.id).where(kind.table.c.unit == unit)).scalars())
        != expected.get(kind.name, set())
    )


def _project_kind(work: Work, unit: str, kind: Kind, ids: list[str]) -> Iterator[_Failed]:
    found = driver_of(work.connection).execute(_LATEST, (unit, kind.name, listed(ids))).fetchall()
    documents: list[tuple[str, int, Document]] = []
    for id_, q, op, header, pa, pb, pt in found:
        if op == "del":
            remove_document(work.connection, kind, unit, id_)
            continue
        try:
            if op != "put" or pa is None:
                raise LookupError(ERASED)
            document = kind.upcast(join({"a": pa, "b": pb, "t": pt}), json.loads(header)["v"])
            documents.append((id_, q, typed(kind, document)))
        except UNFIT as error:
            remove_document(work.connection, kind, unit, id_)
            erased = isinstance(error, LookupError) and error.args == (ERASED,)
            yield _Failed(kind, id_, q, ERASED if erased else MISFIT, type(error).__name__)
    if not _stored(work, unit, kind, [(id_, document) for id_, _, document in documents]):
        for id_, q, document in documents:
            if not _stored(work, unit, kind, [(id_, document)]):
                remove_document(work.connection, kind, unit, id_)
                yield _Failed(kind, id_, q, MISFIT, "tables")


def _stored(work: Work, unit: str, kind: Kind, pairs: list[tuple[str, Document]]) -> bool:
    """Whether the tables took them; if not, nothing of them is there."""
    savepoint = work.connection.begin_nested()
    try:
        store_documents(work.connection, kind, unit, pairs)
    except UNFIT:
        savepoint.rollback()
        return False
    savepoint.commit()
    return True


def _dangling(work: Work, unit: str) -> Iterator[_Failed]:
    """Aggregates of the unit that point to something that it doesn't have (the database would refuse at commit)."""
    driver = driver_of(work.connection)
    for kind in work.kinds.all:
        owners = {id_ for query in _dangling_queries(kind) for (id_,) in driver.execute(query, (unit,))}
        if owners:
            found = driver.execute(_LATEST, (unit, kind.name, listed(sorted(owners))))
            for id_, q, *_ in found.fetchall():
                yield _Failed(kind, id_, q, DANGLING, "reference")


@cache
def _dangling_queries(kind: Kind) -> tuple[str, ...]:
    """One question for each reference of a kind's tables: whose rows point to nothing? Made once."""
    tables = [(kind.table, "id"), *((part, "of") for part in kind.part_tables.values())]
    return tuple(
        str(_dangling_in(table, owner, constraint).compile(dialect=_DIALECT))
        for table, owner in tables
        for constraint in sorted(table.foreign_key_constraints, key=lambda one: list(one.column_keys))
        if constraint.column_keys[-1] != "of"  # parts go with their aggregate
    )


def _dangling_in(table: Table, owner: str, constraint: ForeignKeyConstraint) -> Select[Any]:
    column = constraint.column_keys[-1]
    child, parent = table.alias(), constraint.referred_table.alias()
    there = exists().where(parent.c.unit == child.c.unit, parent.c.id == child.c[column])
    mine = child.c.unit == bindparam("unit")
    return select(child.c[owner]).distinct().where(mine, child.c[column].is_not(None), ~there)
