"""The superior's receipt: what it holds of a unit now, signed, sealed to the unit, on to the same stick."""

import json
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select, update
from sqlalchemy.dialects.sqlite import insert

from desktop.basics.errors import Refused
from desktop.basics.language import msg
from desktop.basics.places import own_version
from desktop.bundles import strict_json
from desktop.bundles.drive import Carried, carry
from desktop.bundles.format import RECIPIENTS, BundleKind
from desktop.bundles.manifest import Sender
from desktop.bundles.names import INWARD, file_name
from desktop.bundles.receipt import LISTS, Position, Projection, Receipt, Seen, State, write_receipt
from desktop.bundles.write import Addressee, Letter, write_file
from desktop.exchange import ledger
from desktop.exchange.findings import is_settled
from desktop.exchange.ledger import Outgoing
from desktop.exchange.office import Office, device_id, lists_told, office, stamp
from desktop.exchange.outcomes import UNKNOWN_UNIT
from desktop.exchange.records import (
    InboxRow,
    OutboxRow,
    ProjectionErrorRow,
    ReceiptOutRow,
    UnitEntityRow,
    UnitFileRow,
    UnitRow,
)
from desktop.keys import cms
from desktop.keys.authority import Issued
from desktop.keys.certificates import Role
from desktop.storage.log import read_head, text_of
from desktop.storage.register import Register
from desktop.storage.users import Right
from desktop.storage.work import Reading, Work

NO_COMPUTER = "EXC-13"
_LATEST_SEEN, _MOST_FILES, _MOST_PROBLEMS = 200, 2_000, 500
_DONE = (State.APPLIED.value, State.ALREADY.value)


def give_receipt(register: Register, unit: str, root: Path) -> Carried:
    """Write the unit's receipt and carry it to the stick or folder ``root``, into the folder of what goes back.

    Refused EXC-02, EXC-10, EXC-13, STO-20; Trouble USB-01 … USB-07, BUN-61. One that couldn't be carried stays in the
    outbox; the next receipt says everything that it said.
    """
    outgoing = register.write(build_receipt, unit, register.ground.home).result()
    carried = carry(outgoing.path, root, outgoing.name, folder=INWARD)
    register.write(ledger.sent, outgoing.bundle_id).result()
    register.write(ledger.sweep, register.ground.home).result()  # the receipts that this one replaces
    return carried


def build_receipt(work: Work, unit: str, home: Path) -> Outgoing:
    """The next receipt of a unit, in the outbox and in the book. Refused EXC-02, EXC-10, EXC-13, STO-20."""
    work.require(Right.WRITE)
    held = office(work)
    row = work.connection.execute(select(UnitRow.__table__).where(UnitRow.urn == unit)).one_or_none()
    if row is None:
        raise Refused(
            UNKNOWN_UNIT,
            msg("The unit that sent this file isn't enrolled here."),
            msg("Enrol the unit first."),
        )
    receipt = state_of_unit(work, unit, held)
    number = ledger.next_number(work, unit)
    certificate = held.authority.collector.certificate
    letter = Letter(
        kind=BundleKind.RECEIPT,
        sender=Sender(work.unit, device_id(certificate), certificate.sha256),
        to=_addressees(held.authority.book, unit, row.public, work.now),
        number=number,
        created=work.now.replace(microsecond=0),
        app=f"sochibo {own_version()}",
        can_read={kind.name: kind.version for kind in work.kinds.all},
    )
    path = ledger.opened_outbox(home) / f"{letter.bundle_id}.scb"

    def sign(raw: bytes) -> bytes:
        return cms.sign(raw, held.authority.collector, at=work.now)

    made = write_file(path, lambda target: write_receipt(letter, receipt, sign, target))
    name = file_name(BundleKind.RECEIPT, "", row.name, work.today, number)
    _supersede(work, unit)
    ledger.enter(work, made, unit, number, name)
    work.connection.execute(
        update(UnitRow)
        .where(UnitRow.urn == unit)
        .values(receipt_no=receipt.number, receipt_digest=receipt.digest)
    )
    work.connection.execute(
        insert(ReceiptOutRow).values(
            unit=unit,
            number=receipt.number,
            bundle_id=letter.bundle_id,
            body=strict_json.written(receipt.to_document()),
            given_at=stamp(work),
        )
    )
    work.audit("receipt", unit, str(receipt.number))
    return Outgoing(letter.bundle_id, path, name, number, made.size, 0, 0)


def _addressees(book: tuple[Issued, ...], unit: str, newest: str, at: datetime) -> tuple[Addressee, ...]:
    """Every computer of the unit that counts, the newest first: the unit may not have the last one's answer.

    A certificate that expired warns and doesn't block: where no other is left, the newest still gets its receipt.
    A key that was revoked is never among them. ``newest``: the last one's key, for a line that has none yet.
    Refused EXC-13 if none is left.
    """
    devices = [one for one in book if one.role is Role.DEVICE and one.urn == unit][::-1]
    keys = [(one, one.public or (newest if place == 0 else "")) for place, one in enumerate(devices)]
    revoked = {public for one, public in keys if one.revoked is not None}
    left = [(one, public) for one, public in keys if public and public not in revoked]
    live = [public for one, public in left if one.counts(at)] or [public for _one, public in left[:1]]
    if not live:
        raise Refused(
            NO_COMPUTER,
            msg("No computer of this unit counts any more, so nothing can be sealed for it."),
            msg("Enrol the unit anew; the next receipt says everything."),
        )
    return tuple(Addressee(unit, public) for public in dict.fromkeys(live[:RECIPIENTS]))


def state_of_unit(reading: Reading, unit: str, held: Office) -> Receipt:
    """What the next receipt says: the whole state, not one event, so that losing one does no harm."""
    row = reading.connection.execute(select(UnitRow.__table__).where(UnitRow.urn == unit)).one()
    acked = None if row.h is None else Position(row.inc, row.epoch, row.q, text_of(row.h))
    entity = UnitEntityRow
    live = (
        select(entity.kind, func.count()).where(entity.unit == unit, entity.op == "put").group_by(entity.kind)
    )
    return Receipt(
        collector=reading.unit,
        unit=unit,
        coll_inc=read_head(reading.connection).inc,
        number=row.receipt_no + 1,
        previous=row.receipt_digest,
        acked=acked,
        need_from=row.q + 1,
        seen=_seen(reading, unit),
        blobs=_missing(reading, unit),
        problems=_problems(reading, unit),
        figures={kind: n for kind, n in reading.connection.execute(live)},  # noqa: C416 - dict() loses the types
        statements={LISTS: lists_told(held.authority.trust())},
        lists_number=held.authority.number,
    )


def _seen(reading: Reading, unit: str) -> tuple[Seen, ...]:
    """What still waits or lies aside, then what is done, by the log's numbers: a clock may have been set back.

    What lies aside is told until somebody has answered it: the unit is to call about it no longer then.
    """
    row = InboxRow
    query = select(row.content_id, row.state, row.codes).where(row.unit == unit, ~is_settled())
    newest = query.order_by(row.state.in_(_DONE), row.last.desc(), row.sha256).limit(_LATEST_SEEN)
    found = reading.connection.execute(newest)
    return tuple(Seen(id_, State(state), tuple(json.loads(codes))[:16]) for id_, state, codes in found)


def _missing(reading: Reading, unit: str) -> tuple[str, ...]:
    row = UnitFileRow
    query = select(row.sha256).where(row.unit == unit, ~row.here).order_by(row.sha256).limit(_MOST_FILES)
    return tuple(reading.connection.execute(query).scalars())


def _problems(reading: Reading, unit: str) -> tuple[Projection, ...]:
    row = ProjectionErrorRow
    query = select(row.q, row.code, row.kind, row.detail).where(row.unit == unit)
    found = reading.connection.execute(query.order_by(row.q).limit(_MOST_PROBLEMS))
    return tuple(Projection(q, code, f"{kind}: {detail}") for q, code, kind, detail in found)


def _supersede(work: Work, unit: str) -> None:
    """Older receipts needn't be kept: the new one says everything."""
    row = OutboxRow
    work.connection.execute(
        update(row).where(row.addressee == unit, row.kind == "receipt").values(state=ledger.ACKNOWLEDGED)
    )
