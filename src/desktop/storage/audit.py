"""The audit chain: who opened, exported, printed, restored, was refused. Not deletable in the program.

Own hash chain beside the log: ``h = SHA-256("scbaudit/1" 0 prev JSON)``. It holds ids and codes, never names.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Integer, LargeBinary, String, Text, insert, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, mapped_column

from desktop.storage.records import Base
from desktop.storage.snapshot import encode

_TAG = b"scbaudit/1\0"
_GENESIS = bytes(32)


class AuditRow(Base):
    """One line of the audit chain."""

    __tablename__ = "audit"

    n: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    prev: Mapped[bytes] = mapped_column(LargeBinary(32))
    h: Mapped[bytes] = mapped_column(LargeBinary(32))
    t: Mapped[str] = mapped_column(String(40))
    user: Mapped[str] = mapped_column(String(36))
    action: Mapped[str] = mapped_column(String(32))
    entity: Mapped[str | None] = mapped_column(String(80))
    reason: Mapped[str | None] = mapped_column(Text)


def _line_hash(
    prev: bytes, n: int, t: str, user: str, action: str, entity: str | None, reason: str | None
) -> bytes:
    fields = {"action": action, "entity": entity, "n": n, "reason": reason, "t": t, "user": user}
    return hashlib.sha256(_TAG + prev + encode(fields)).digest()


def note(
    connection: Connection, *, at: datetime, user: str, action: str, entity: str | None, reason: str | None
) -> int:
    """Chain one line on; gives its number."""
    newest = select(AuditRow.n, AuditRow.h).order_by(AuditRow.n.desc()).limit(1)
    last = connection.execute(newest).one_or_none()
    n, prev = (1, _GENESIS) if last is None else (last.n + 1, last.h)
    stamp = at.isoformat(timespec="seconds")
    h = _line_hash(prev, n, stamp, user, action, entity, reason)
    values = {"n": n, "prev": prev, "h": h, "t": stamp, "user": user, "action": action}
    connection.execute(insert(AuditRow).values(**values, entity=entity, reason=reason))
    return n


def audit_faults(connection: Connection) -> Iterator[int]:
    """Numbers of lines whose hash or place is wrong."""
    prev, expected = _GENESIS, 1
    for row in connection.execute(select(AuditRow.__table__).order_by(AuditRow.n)):
        same = _line_hash(prev, row.n, row[3], row.user, row.action, row.entity, row.reason)
        if (row.n, row.prev, row.h) != (expected, prev, same):
            yield row.n
        prev, expected = row.h, row.n + 1
