"""A register's lives: each continuous life on one machine is an incarnation with a declared parent.

A new one opens when the register is made, when a backup is restored by any route, when the file was moved or an
old one copied back. It writes its record at once: a branch without a record could not be adopted by a collector.
"""

import os
from base64 import b32encode
from dataclasses import dataclass

from sqlalchemy import insert, select, update

from desktop.storage import log, snapshot
from desktop.storage.records import PieceClass
from desktop.storage.work import Reading, Work

KIND = "sys.incarnation"


@dataclass(frozen=True, slots=True)
class Life:
    """One incarnation: its id, its epoch, and the position it branched off (None for the first)."""

    inc: str
    epoch: int
    parent_inc: str | None
    parent_q: int | None
    opened: str
    reason: str


def new_incarnation_id() -> str:
    """128 random bits as 26 lower-case base32 characters."""
    return b32encode(os.urandom(16)).decode().rstrip("=").lower()


def open_incarnation(work: Work, *, reason: str, why: str | None = None, epoch_above: int = 0) -> log.Head:
    """Begin a new life after the present head; ``reason`` is ``first``, ``restore``, ``moved`` or ``rollback``.

    Its epoch is above every one this register knows and above ``epoch_above`` (the anchor's).
    """
    stamp = work.now.isoformat(timespec="seconds")
    known = work.connection.execute(select(log.LineageRow.epoch)).scalars().all()
    epoch = max([epoch_above, *known], default=0) + 1
    inc = new_incarnation_id()
    first = not known
    if first:
        values = {"inc": inc, "epoch": epoch, "q": 0, "h": log.GENESIS, "seen": stamp}
        work.connection.execute(insert(log.HeadRow).values(only=1, **values))
        parent_inc = parent_q = parent_h = None
    else:
        head = log.read_head(work.connection)
        parent_inc, parent_q, parent_h = head.inc, head.q, head.h
        work.connection.execute(update(log.HeadRow).values(inc=inc, epoch=epoch, seen=stamp))
    parent = {"parent_inc": parent_inc, "parent_q": parent_q, "parent_h": parent_h}
    row = {"inc": inc, "epoch": epoch, "opened": stamp, "reason": reason, "by": work.actor.id}
    work.connection.execute(insert(log.LineageRow).values(**parent, **row))
    content = {"epoch": epoch, "inc": inc, "reason": reason} | (
        {"parent_inc": parent_inc, "parent_q": parent_q, "parent_h": log.text_of(parent_h)}
        if parent_h
        else {}
    )
    pieces: dict[PieceClass, bytes] = {"a": snapshot.encode(content)}
    if why:
        pieces["t"] = snapshot.encode({snapshot.WHY: why})
    entry = log.Entry(KIND, 1, inc, "sys", pieces, reason)
    log.append(work.connection, [entry], by=work.actor.id, at=work.now, suspect=False)
    work.audit("incarnation", inc, reason)
    return log.read_head(work.connection)


def read_lineage(reading: Reading) -> tuple[Life, ...]:
    """All lives of this register, the first one first."""
    row = log.LineageRow
    query = select(row.inc, row.epoch, row.parent_inc, row.parent_q, row.opened, row.reason)
    return tuple(Life(*found) for found in reading.connection.execute(query.order_by(row.epoch)))
