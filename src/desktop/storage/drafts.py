"""What is being typed: local, never in the log, kept at each pause so that a power cut costs a second at most."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, Text, delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, mapped_column

from desktop.storage.records import Base


class DraftRow(Base):
    """One unfinished form; ``subject`` is what it is about (a cell, a month) for lists of drafts."""

    __tablename__ = "draft"

    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    subject: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(Text)
    kept_at: Mapped[str] = mapped_column(String(40))
    user: Mapped[str] = mapped_column(String(36))


@dataclass(frozen=True, slots=True)
class Draft:
    """A kept draft. ``body`` is the form's own plain dictionary, values as JSON has them."""

    kind: str
    id: str
    subject: str
    body: dict[str, Any]
    kept_at: datetime
    user: str


def keep(connection: Connection, draft: Draft) -> None:
    """Keep it, over an older one of the same form."""
    values = {
        "subject": draft.subject,
        "body": json.dumps(draft.body, ensure_ascii=False),
        "kept_at": draft.kept_at.isoformat(timespec="seconds"),
        "user": draft.user,
    }
    statement = insert(DraftRow).values(kind=draft.kind, id=draft.id, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["kind", "id"], set_=values))


def drop(connection: Connection, kind: str, id_: str) -> None:
    """Forget it: the form was finished, or thrown away on purpose."""
    connection.execute(delete(DraftRow).where(DraftRow.kind == kind, DraftRow.id == id_))


def read(connection: Connection, kind: str, id_: str | None = None) -> tuple[Draft, ...]:
    """The drafts of a kind, the newest first; with ``id_`` that one alone."""
    query = select(DraftRow.__table__).where(DraftRow.kind == kind).order_by(DraftRow.kept_at.desc())
    if id_ is not None:
        query = query.where(DraftRow.id == id_)
    return tuple(
        Draft(r.kind, r.id, r.subject, json.loads(r.body), datetime.fromisoformat(r.kept_at), r.user)
        for r in connection.execute(query)
    )
