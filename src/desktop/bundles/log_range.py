"""The own log as the source of a bundle, read inside one transaction."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.engine import Connection

from desktop.bundles.manifest import Branch, LogRange
from desktop.storage.log import GENESIS, EntityRow, LineageRow, LogRow, Stored, read_head, read_log, text_of
from desktop.storage.statements import driver_of

_ENTITIES = (
    "SELECT kind, entity, max(q), json_extract(CAST(header AS TEXT), '$.o') FROM change_log"
    " WHERE q <= ? AND kind NOT LIKE 'sys.%' GROUP BY kind, entity"
)


class LogSource:
    """Records ``first`` to ``last`` (the head, if None) of the log behind a connection.

    The connection must stay inside one transaction while a bundle is written from it.
    """

    def __init__(self, connection: Connection, first: int = 1, last: int | None = None) -> None:
        self._connection = connection
        head = read_head(connection)
        self._at_head = last is None or last == head.q
        end = head.q if last is None else last
        if not 1 <= first <= end + 1 <= head.q + 1:
            raise ValueError("no such range")
        inc, h = self._position(end)
        lineage = tuple(
            Branch(
                row.inc,
                row.epoch,
                row.parent_inc,
                row.parent_q,
                None if row.parent_h is None else text_of(row.parent_h),
                row.opened,
                row.reason,
                row.by,
            )
            for row in connection.execute(
                select(LineageRow.__table__).order_by(LineageRow.epoch, LineageRow.inc)
            )
        )
        epochs = {branch.inc: branch.epoch for branch in lineage}
        self._log = LogRange(
            inc,
            epochs[inc],
            first,
            end,
            text_of(self._position(first - 1)[1]),
            text_of(h),
            lineage,
        )

    @property
    def log(self) -> LogRange:
        """Range, hashes and lineage."""
        return self._log

    def records(self, first: int, last: int) -> Iterable[Stored]:
        """Records by number, in order."""
        return read_log(self._connection, first, last)

    def entities(self) -> Iterable[tuple[str, str, int, str]]:
        """Kind, id, number of the latest record, operation of every aggregate at the end of the range."""
        if self._at_head:
            row = EntityRow
            found = self._connection.execute(select(row.kind, row.id, row.q, row.op))
            return ((kind, id_, q, op) for kind, id_, q, op in found)
        rows: Iterable[tuple[str, str, int, str]] = driver_of(self._connection).execute(
            _ENTITIES, (self._log.last,)
        )
        return rows

    def _position(self, q: int) -> tuple[str, bytes]:
        if q == 0:
            return read_head(self._connection).inc, GENESIS
        row = self._connection.execute(select(LogRow.inc, LogRow.h).where(LogRow.q == q)).one()
        return row.inc, row.h


def volumes(source: LogSource, records: int, size: int) -> tuple[tuple[int, int], ...]:
    """The range cut into ranges of at most so many records and bytes (about), no group torn apart.

    A single group that is larger stays whole. Empty range: one empty volume.
    """
    cuts: list[tuple[int, int]] = []
    first = source.log.first
    held = held_size = 0
    group: list[Stored] = []
    for record in source.records(source.log.first, source.log.last):
        group.append(record)
        start, count = record.head["x"]
        if record.q < start + count - 1:
            continue
        group_size = sum(
            len(one.header) + sum(len(payload) for payload in one.payloads.values() if payload)
            for one in group
        )
        if held and (held + len(group) > records or held_size + group_size > size):
            cuts.append((first, group[0].q - 1))
            first, held, held_size = group[0].q, 0, 0
        held, held_size, group = held + len(group), held_size + group_size, []
    cuts.append((first, source.log.last))
    return tuple(cuts)
