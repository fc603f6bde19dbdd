"""What a bundle to the superior would hold, record by record, for one who wants to see it before it goes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import String, and_, cast, exists, func, select
from sqlalchemy.orm import aliased

from desktop.exchange.ledger import start_of
from desktop.meetings.rules.words import MEETING, PROGRESS
from desktop.storage.finder import FinderRow
from desktop.storage.log import SYSTEM, LogRow
from desktop.storage.work import Reading


class What(StrEnum):
    """What became of a record since the superior's receipt."""

    NEW = "new"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class UnsentRecord:
    """One record: its kind, what it is called ("" for what is gone), what became of it, when last.

    ``changes`` counts how often it was changed; the superior gets each of them.
    """

    kind: str
    id: str
    title: str
    subtitle: str
    what: What
    at: datetime
    changes: int


def unsent_records(reading: Reading, limit: int = 2000) -> tuple[UnsentRecord, ...]:
    """The records that the superior hasn't acknowledged, the latest change first, at most so many."""
    first = start_of(reading)
    row, earlier = LogRow, aliased(LogRow)
    latest = (
        select(row.kind, row.entity, func.max(row.q).label("q"), func.count().label("changes"))
        .where(row.q >= first, ~row.kind.startswith(SYSTEM, autoescape=True))
        .group_by(row.kind, row.entity)
        .subquery()
    )
    header = cast(row.header, String)
    tasks = reading.kinds[MEETING].part_tables["tasks"].c
    task = select(tasks.content).where(
        tasks.unit == reading.unit, tasks.id == row.entity, row.kind == PROGRESS
    )
    known = exists().where(earlier.kind == row.kind, earlier.entity == row.entity, earlier.q < first)
    query = (
        select(
            row.kind,
            row.entity,
            func.coalesce(FinderRow.title, task.limit(1).scalar_subquery()).label("title"),
            FinderRow.subtitle,
            func.json_extract(header, "$.o").label("op"),
            func.json_extract(header, "$.t").label("at"),
            latest.c.changes,
            known.label("known"),
        )
        .join(latest, latest.c.q == row.q)
        .outerjoin(
            FinderRow,
            and_(FinderRow.unit == reading.unit, FinderRow.kind == row.kind, FinderRow.id == row.entity),
        )
        .order_by(row.q.desc())
        .limit(limit)
    )
    return tuple(
        UnsentRecord(
            one.kind,
            one.entity,
            one.title or "",
            one.subtitle or "",
            What.REMOVED if one.op == "del" else What.CHANGED if one.known else What.NEW,
            datetime.fromisoformat(one.at),
            one.changes,
        )
        for one in reading.rows(query)
    )
