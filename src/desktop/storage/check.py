"""The register's self-check: does the log still say what the tables say, and is everything whole?

``fold(log) == tables``: since each record is a full snapshot, the latest record of an aggregate, read through the
upcasters, must equal what its tables hold; an erased piece folds to NULL.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import sqlcipher3.dbapi2 as driver
from sqlalchemy import func, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DatabaseError

from desktop.storage import log, snapshot
from desktop.storage.audit import AuditRow, audit_faults
from desktop.storage.files import listed
from desktop.storage.finder import look_anew
from desktop.storage.guard import missing_triggers
from desktop.storage.records import PIECES, Document, Kind, Kinds
from desktop.storage.work import Reading


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that isn't as it must be: ``where`` it is and ``what`` is wrong, in codes and ids."""

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check looked at and found."""

    records: int
    aggregates: int
    audit_lines: int
    files: int
    head: str
    state_root: str
    faults: tuple[Fault, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def check(reading: Reading) -> Checked:
    """Look at everything. Cost grows with the years kept; meant for once a month and after a fright."""
    connection = reading.connection
    faults = [
        *_file_faults(connection),
        *(Fault(f"log {q}", what) for q, what in log.chain_faults(log.read_log(connection))),
        *_head_faults(connection),
        *(Fault(f"audit {n}", "hash") for n in audit_faults(connection)),
        *(Fault(f"trigger {name}", "missing") for name in missing_triggers(connection, reading.kinds)),
        *_fold_faults(connection, reading.kinds, reading.unit),
        *_vault_faults(reading),
    ]
    return Checked(
        records=connection.execute(select(func.count()).select_from(log.LogRow)).scalar_one(),
        aggregates=connection.execute(select(func.count()).select_from(log.EntityRow)).scalar_one(),
        audit_lines=connection.execute(select(func.count()).select_from(AuditRow)).scalar_one(),
        files=len(listed(connection)),
        head=log.read_head(connection).h.hex(),
        state_root=log.state_root(connection).hex(),
        faults=tuple(faults),
    )


def fold(connection: Connection, kinds: Kinds) -> dict[tuple[str, str], Document]:
    """Every live aggregate as the log tells it, in today's shape: (kind name, id) → document."""
    state: dict[tuple[str, str], Document] = {}
    for stored in log.read_log(connection):
        head = stored.head
        if head["o"] == "sys":
            continue
        key = (head["k"], head["id"])
        if head["o"] == "del":
            state.pop(key, None)
        else:
            kind = kinds[head["k"]]
            state[key] = snapshot.typed(kind, kind.upcast(stored.document, head["v"]))
    return state


def _file_faults(connection: Connection) -> Iterator[Fault]:
    for pragma in ("cipher_integrity_check", "integrity_check", "foreign_key_check"):
        try:
            look_anew(connection)
            rows = connection.execute(text(f"PRAGMA {pragma}")).all()
        except (DatabaseError, driver.DatabaseError):
            yield Fault(pragma, "can't be read")
            continue
        for row in rows:
            if tuple(row) != ("ok",):
                yield Fault(pragma, " ".join(str(value) for value in row))
    if connection.execute(select(func.count()).select_from(log.PendingRow)).scalar_one():
        yield Fault("capture_pending", "not empty")


def _head_faults(connection: Connection) -> Iterator[Fault]:
    head = log.read_head(connection)
    newest = select(log.LogRow.q, log.LogRow.h).order_by(log.LogRow.q.desc()).limit(1)
    last = connection.execute(newest).one_or_none()
    if last is None or (head.q, head.h) != (last.q, last.h):
        yield Fault("log_head", f"{head.q} instead of {last.q if last else 0}")
    epochs = connection.execute(select(log.LineageRow.epoch).order_by(log.LineageRow.epoch)).scalars().all()
    if any(earlier >= later for earlier, later in pairwise(epochs)):
        yield Fault("log_lineage", "epoch twice")
    ops = {"put", "del"}
    query = select(log.EntityRow.kind, log.EntityRow.id, log.EntityRow.q, log.EntityRow.op)
    aggregate = (log.LogRow.kind, log.LogRow.entity)
    last_of_each = select(*aggregate, func.max(log.LogRow.q)).group_by(*aggregate)
    own = ~log.LogRow.kind.startswith(log.SYSTEM, autoescape=True)
    expected = {(k, i): q for k, i, q in connection.execute(last_of_each.where(own))}
    for kind, id_, q, op in connection.execute(query):
        if expected.pop((kind, id_), None) != q or op not in ops:
            yield Fault(f"{kind} {id_}", "latest record")
    for kind, id_ in expected:
        yield Fault(f"{kind} {id_}", "not listed")


def _fold_faults(connection: Connection, kinds: Kinds, unit: str) -> Iterator[Fault]:
    try:
        told = fold(connection, kinds)
    except (ValueError, LookupError, TypeError, AttributeError):
        yield Fault("log", "can't be read")
        return
    for kind in kinds.all:
        for id_, held in snapshot.read_documents(connection, kind, unit).items():
            said = told.pop((kind.name, id_), None)
            if said is None:
                yield Fault(f"{kind.name} {id_}", "in the tables, not in the log")
            elif not _same(kind, said, held, connection, id_):
                yield Fault(f"{kind.name} {id_}", "log and tables differ")
    for name, id_ in told:
        yield Fault(f"{name} {id_}", "in the log, not in the tables")


def _same(kind: Kind, said: Document, held: Document, connection: Connection, id_: str) -> bool:
    if said == held:
        return True
    latest = log.latest(connection, kind.name, [id_]).get(id_)
    if latest is None or not latest.erased:
        return False
    gone = {piece for piece in PIECES if piece in latest.head["c"] and latest.payloads[piece] is None}
    return all(
        said.get(column.key) == held.get(column.key)
        for column in kind.fields
        if column.info["piece"] not in gone
    )


def _vault_faults(reading: Reading) -> Iterator[Fault]:
    from desktop.basics.errors import Trouble

    for file in listed(reading.connection):
        try:
            content = reading.file(file.sha256)
        except Trouble as trouble:
            yield Fault(f"file {file.sha256[:12]}", trouble.code)
        else:
            if len(content) != file.size:
                yield Fault(f"file {file.sha256[:12]}", "size")
