"""How far a record is on its way to the superior. "Received" stands on a receipt and nothing else."""

from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy import select

from desktop.exchange.ledger import CARRIED, received_to
from desktop.exchange.records import OutboxRow, SuperiorRow
from desktop.storage.log import EntityRow, read_head
from desktop.storage.work import Reading


class Way(StrEnum):
    """Where a record's latest version is."""

    TO_SEND = "to-send"
    SENT = "sent"
    RECEIVED = "received"


def ways(reading: Reading, kind: str, ids: Iterable[str]) -> dict[str, Way]:
    """Id → how far the latest version of each record is; empty where there is no superior.

    Sent: it lies in a bundle that was carried in the present life of this register. After a restore, what earlier
    lives carried is to be sent again.
    """
    above = reading.connection.execute(select(SuperiorRow.urn)).scalar_one_or_none()
    if above is None:
        return {}
    row = OutboxRow
    present = row.inc == read_head(reading.connection).inc
    lies = select(row.first, row.last).where(row.addressee == above, row.state == CARRIED, present)
    carried = [(first or 1, last or 0) for first, last in reading.connection.execute(lies)]
    received = received_to(reading)

    def way(q: int) -> Way:
        if q <= received:
            return Way.RECEIVED
        return Way.SENT if any(first <= q <= last for first, last in carried) else Way.TO_SEND

    entity = EntityRow
    wanted = sorted(set(ids))
    latest = select(entity.id, entity.q).where(entity.kind == kind, entity.id.in_(wanted))
    return {id_: way(q) for id_, q in reading.connection.execute(latest)}
