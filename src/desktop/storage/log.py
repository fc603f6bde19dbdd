"""The register's log: a hash chain of full snapshots, each with a kept header and erasable pieces.

Format ``scblog/1``. A header is a JSON object with sorted keys; its bytes are stored verbatim and never written
anew, so a hash can always be checked without canonicalisation. ``h = SHA-256("scblog/1" 0 header)``, and because
the header holds the previous hash, one hash commits to the whole past. Pieces are salted, so that a hash that
stays after an erasure says nothing about what was erased.
"""

import hashlib
import json
import os
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, mapped_column

from desktop.storage.records import PIECES, Base, Document, PieceClass
from desktop.storage.snapshot import encode, join
from desktop.storage.statements import driver_of

GENESIS = bytes(32)
SALT_LENGTH = 16
_RECORD_TAG = b"scblog/1\0"
_PIECE_TAG = b"scbpiece/1\0"
SYSTEM = "sys."

_INSERT = (
    "INSERT INTO change_log (q, inc, h, kind, entity, header, pa, sa, pb, sb, pt, st)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_LATEST = (
    "SELECT l.q, inc, h, header, pa, sa, pb, sb, pt, st, erased_at IS NOT NULL"
    " FROM log_entity e JOIN change_log l ON l.q = e.q"
    " WHERE e.kind = ? AND e.id = ?"
)


class LogRow(Base):
    """One record. ``q`` starts at 1 and grows by 1 through all incarnations of a lineage."""

    __tablename__ = "change_log"
    __table_args__ = (Index("change_log_entity", "kind", "entity"),)

    q: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    inc: Mapped[str] = mapped_column(String(26))
    h: Mapped[bytes] = mapped_column(LargeBinary(32))
    kind: Mapped[str] = mapped_column(String(32))
    entity: Mapped[str] = mapped_column(String(36))
    header: Mapped[bytes] = mapped_column(LargeBinary)
    pa: Mapped[bytes | None] = mapped_column(LargeBinary)
    sa: Mapped[bytes | None] = mapped_column(LargeBinary)
    pb: Mapped[bytes | None] = mapped_column(LargeBinary)
    sb: Mapped[bytes | None] = mapped_column(LargeBinary)
    pt: Mapped[bytes | None] = mapped_column(LargeBinary)
    st: Mapped[bytes | None] = mapped_column(LargeBinary)
    erased_at: Mapped[str | None] = mapped_column(String(32))


class EntityRow(Base):
    """The latest record of each aggregate: what the state root is made of, and where the last snapshot lies."""

    __tablename__ = "log_entity"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  (as SQLAlchemy asks for it)

    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    q: Mapped[int] = mapped_column(Integer)
    op: Mapped[str] = mapped_column(String(8))


class HeadRow(Base):
    """The one row that says where the log ends. Numbers come from here, never from MAX(q)."""

    __tablename__ = "log_head"

    only: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    inc: Mapped[str] = mapped_column(String(26))
    epoch: Mapped[int] = mapped_column(Integer)
    q: Mapped[int] = mapped_column(Integer)
    h: Mapped[bytes] = mapped_column(LargeBinary(32))
    seen: Mapped[str] = mapped_column(String(40))
    """Latest wall time ever seen, RFC 3339: an earlier clock is suspect."""


class LineageRow(Base):
    """Each continuous life of this register on a machine, and where it branched off."""

    __tablename__ = "log_lineage"

    inc: Mapped[str] = mapped_column(String(26), primary_key=True)
    epoch: Mapped[int] = mapped_column(Integer)
    parent_inc: Mapped[str | None] = mapped_column(String(26))
    parent_q: Mapped[int | None] = mapped_column(Integer)
    parent_h: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    opened: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(32))
    by: Mapped[str] = mapped_column(String(36))


class NeverRow(Base):
    """Always empty: what ``capture_pending`` points to, so that SQLite refuses to commit a pending row."""

    __tablename__ = "capture_never"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)


class PendingRow(Base):
    """Written by triggers for each change of an own record, emptied by the unit of work that captures it."""

    __tablename__ = "capture_pending"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  (as SQLAlchemy asks for it)

    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    guard: Mapped[int] = mapped_column(
        ForeignKey("capture_never.id", deferrable=True, initially="DEFERRED"), server_default="1"
    )


@dataclass(frozen=True, slots=True)
class Head:
    """Where a log ends: incarnation, its epoch, last sequence number and hash (32 bytes)."""

    inc: str
    epoch: int
    q: int
    h: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """One record before it has a place: kind, version, id, operation, pieces and the words about it."""

    kind: str
    version: int
    id: str
    op: str
    pieces: Mapping[PieceClass, bytes]
    reason: str
    changed: tuple[str, ...] = ()
    files: int = 0


@dataclass(frozen=True)
class Stored:
    """One record as it lies in the log: parsed header, verbatim bytes, payloads and salts by class."""

    q: int
    inc: str
    h: bytes
    kind: str
    entity: str
    header: bytes
    payloads: Mapping[PieceClass, bytes | None]
    salts: Mapping[PieceClass, bytes | None]
    erased: bool

    @cached_property
    def head(self) -> dict[str, Any]:
        """The header's fields."""
        fields: dict[str, Any] = json.loads(self.header)
        return fields

    @property
    def document(self) -> Document:
        """The snapshot, of whatever pieces are still there."""
        return join(self.payloads)


def record_hash(header: bytes) -> bytes:
    """32 bytes that commit to the header and, through it, to everything before."""
    return hashlib.sha256(_RECORD_TAG + header).digest()


def piece_hash(salt: bytes, payload: bytes) -> bytes:
    """32 bytes of a salted piece."""
    return hashlib.sha256(_PIECE_TAG + salt + payload).digest()


def text_of(digest: bytes) -> str:
    """A hash as it stands in a header: base64url without padding."""
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def read_head(connection: Connection) -> Head:
    """Where the log ends now."""
    return Head(*driver_of(connection).execute("SELECT inc, epoch, q, h FROM log_head").fetchone())


def append(
    connection: Connection, entries: Iterable[Entry], *, by: str, at: datetime, suspect: bool
) -> tuple[int, ...]:
    """Chain one transaction's entries on to the log; gives their sequence numbers.

    They share one group ``x = [first, count]``: a receiver applies all of them or none.
    """
    batch = list(entries)
    if not batch:
        return ()
    head = read_head(connection)
    group = [head.q + 1, len(batch)]
    previous, rows, entities = head.h, [], []
    for q, entry in enumerate(batch, head.q + 1):
        salts = {piece: os.urandom(SALT_LENGTH) for piece in entry.pieces}
        fields: dict[str, Any] = {
            "by": by,
            "c": {piece: text_of(piece_hash(salts[piece], entry.pieces[piece])) for piece in entry.pieces},
            "id": entry.id,
            "inc": head.inc,
            "k": entry.kind,
            "o": entry.op,
            "p": text_of(previous),
            "q": q,
            "r": entry.reason,
            "t": at.isoformat(timespec="seconds"),
            "v": entry.version,
            "x": group,
        }
        if entry.changed:
            fields["f"] = sorted(entry.changed)
        if entry.files:
            fields["nb"] = entry.files
        if suspect:
            fields["tc"] = True
        header = encode(fields)
        previous = record_hash(header)
        row: list[Any] = [q, head.inc, previous, entry.kind, entry.id, header]
        for piece in PIECES:
            row += [entry.pieces.get(piece), salts.get(piece)]
        rows.append(row)
        if not entry.kind.startswith(SYSTEM):
            entities.append((entry.kind, entry.id, q, entry.op))
    driver = driver_of(connection)
    driver.executemany(_INSERT, rows)
    driver.executemany("INSERT OR REPLACE INTO log_entity (kind, id, q, op) VALUES (?, ?, ?, ?)", entities)
    driver.execute("UPDATE log_head SET q = ?, h = ?", (group[0] + len(batch) - 1, previous))
    return tuple(range(group[0], group[0] + len(batch)))


def _stored(row: Any) -> Stored:
    return Stored(
        row.q,
        row.inc,
        row.h,
        row.kind,
        row.entity,
        row.header,
        {"a": row.pa, "b": row.pb, "t": row.pt},
        {"a": row.sa, "b": row.sb, "t": row.st},
        row.erased_at is not None,
    )


def read_log(connection: Connection, first: int = 1, last: int | None = None) -> Iterator[Stored]:
    """Records in order of their numbers, from ``first`` to ``last`` inclusive."""
    query = select(LogRow.__table__).where(LogRow.q >= first).order_by(LogRow.q)
    if last is not None:
        query = query.where(LogRow.q <= last)
    for row in connection.execution_options(yield_per=500).execute(query):
        yield _stored(row)


def read_history(connection: Connection, kind: str, id_: str) -> tuple[Stored, ...]:
    """Every record of an aggregate, the oldest first."""
    query = select(LogRow.__table__).where(LogRow.kind == kind, LogRow.entity == id_).order_by(LogRow.q)
    return tuple(_stored(row) for row in connection.execute(query))


def latest(connection: Connection, kind: str, ids: Iterable[str]) -> dict[str, Stored]:
    """The latest record of each of these aggregates; one that never was is left out."""
    driver = driver_of(connection)
    found = ((id_, driver.execute(_LATEST, (kind, id_)).fetchone()) for id_ in ids)
    return {id_: _of_latest(kind, id_, row) for id_, row in found if row}


def _of_latest(kind: str, id_: str, row: Sequence[Any]) -> Stored:
    q, inc, h, header, pa, sa, pb, sb, pt, st, erased = row
    payloads: Mapping[PieceClass, bytes | None] = {"a": pa, "b": pb, "t": pt}
    return Stored(q, inc, h, kind, id_, header, payloads, {"a": sa, "b": sb, "t": st}, bool(erased))


def state_root(connection: Connection) -> bytes:
    """SHA-256 over the sorted lines ``kind TAB id TAB q TAB op LF`` of every live or deleted aggregate."""
    digest = hashlib.sha256()
    query = select(EntityRow.kind, EntityRow.id, EntityRow.q, EntityRow.op)
    for line in sorted(f"{kind}\t{id_}\t{q}\t{op}\n" for kind, id_, q, op in connection.execute(query)):
        digest.update(line.encode())
    return digest.digest()


def chain_faults(
    records: Iterable[Stored], previous: bytes = GENESIS, q: int = 0
) -> Iterator[tuple[int, str]]:
    """Every break of the chain as (sequence number, what is wrong); nothing for a whole log."""
    for record in records:
        q += 1
        if record.q != q:
            yield record.q, "number"
            q = record.q
        try:
            for what in _record_faults(record, previous):
                yield record.q, what
        except (ValueError, LookupError, TypeError, AttributeError):
            yield record.q, "header"
        previous = record.h


def _record_faults(record: Stored, previous: bytes) -> Iterator[str]:
    if record_hash(record.header) != record.h:
        yield "hash"  # what an altered header says of the rest counts for nothing
        return
    fields, columns = record.head, (record.q, record.inc, record.kind, record.entity)
    if fields["p"] != text_of(previous):
        yield "previous"
    if (fields["q"], fields["inc"], fields["k"], fields["id"]) != columns:
        yield "columns"
    hashes = fields["c"]
    for piece in PIECES:
        payload, salt, expected = record.payloads[piece], record.salts[piece], hashes.get(piece)
        if payload is None and salt is None:
            if expected is not None and not record.erased:
                yield f"piece {piece} missing"
        elif payload is None or salt is None or text_of(piece_hash(salt, payload)) != expected:
            yield f"piece {piece}"
