"""The superior's receipt comes home: only here does the acknowledged position move, and only by a matching hash."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.dialects.sqlite import insert

from desktop.basics.errors import Refused, Told
from desktop.basics.language import Message, msg, msg_plural
from desktop.bundles import strict_json
from desktop.bundles.format import BundleKind, read_sealed
from desktop.bundles.names import bundles_on, is_listable
from desktop.bundles.read import open_bundle, parse_bundle, verify_bundle
from desktop.bundles.receipt import LISTS, Receipt, State, Verdict, judge, read_receipt
from desktop.exchange import ledger
from desktop.exchange.office import (
    Device,
    Superior,
    keep_trust,
    me,
    renew_lists,
    reporting,
    stamp,
)
from desktop.exchange.own_keys import REQUEST, held
from desktop.exchange.records import ReceiptInRow, SuperiorRow
from desktop.keys import cms
from desktop.keys.certificates import Role
from desktop.keys.enrolment_files import PendingRequest
from desktop.keys.sealing import Sealer
from desktop.storage.incarnation import open_incarnation
from desktop.storage.log import read_head
from desktop.storage.register import Register
from desktop.storage.users import Right
from desktop.storage.work import Reading, Work

NO_RECEIPT, NOT_OUR_SUPERIOR = "EXC-20", "EXC-21"


@dataclass(frozen=True, slots=True)
class Received:
    """What a receipt meant: the verdict, how many changes are acknowledged and open, what troubles the superior.

    ``missing``: how many files are missing there; ``gone``: how many of them are missing here too.
    """

    verdict: Verdict
    acknowledged: int
    open: int
    problems: int
    waiting: bool
    aside: bool
    missing: int = 0
    gone: int = 0


@dataclass(frozen=True, slots=True)
class Answers:
    """The receipts that lay somewhere, by the order of their numbers, and what can't be taken or done after it."""

    received: tuple[tuple[str, Received], ...]
    refused: tuple[tuple[str, Told], ...]

    @property
    def newest(self) -> Received | None:
        """What the newest receipt meant; None if no receipt could be taken.

        Numbers of an ended life of the superior may be higher: what was old when it was read isn't the newest.
        """
        meant = [received for _name, received in self.received]
        return next(
            (one for one in meant[::-1] if one.verdict is not Verdict.OLD), meant[-1] if meant else None
        )


def receipts_on(root: Path, unit: str) -> tuple[Path, ...]:
    """Receipts on a stick or in a folder whose cover names this unit, the oldest first. Writes nothing.

    Covers are only hints: each file is judged when it is taken in. What is damaged names nobody and is passed over.
    """
    found: list[tuple[int, str, Path]] = []
    for path in bundles_on(root):
        try:
            header = read_sealed(partial(path.open, "rb")).untrusted_header
        except (Told, OSError):
            continue
        if header.kind is BundleKind.RECEIPT and unit in (header.to or ()):
            found.append((header.number, path.name, path))
    return tuple(path for _number, _name, path in sorted(found))


def receive_from(register: Register, root: Path) -> Answers:
    """Take in every receipt for this register that lies on a stick or in a folder. One that is refused stops none."""
    return receive_all(register, [root])


def receive_all(register: Register, paths: Iterable[Path]) -> Answers:
    """The same for files, sticks and folders; a file that is named is always meant.

    A receipt after which the folder of trust takes nothing is received, and what happened there is told beside it.
    """
    received: list[tuple[str, Received]] = []
    refused: list[tuple[str, Told]] = []
    for path in (file for one in paths for file in _meant(one, register.unit)):
        try:
            received.append((path.name, _take(register, path)))
        except Told as told:
            refused.append((path.name, told))
            continue
        try:
            _keep_trust(register)
        except Told as told:  # the receipt is in all the same
            refused.append((path.name, told))
    return Answers(tuple(received), tuple(refused))


def _meant(path: Path, unit: str) -> tuple[Path, ...]:
    return receipts_on(path, unit) if is_listable(path) else (path,)


def read_answer(register: Register, path: Path, at: datetime | None = None) -> Receipt:
    """The receipt at ``path``, confirmed by the superior's trust alone. Writes nothing.

    Refused EXC-01 (no superior), EXC-20 (no receipt), EXC-21 (of somebody else), BUN-…, KEY-…; Trouble BUN-….
    """
    found: tuple[Superior, Device] = register.read(reporting).result()
    superior, device = found
    asked = register.read(_asked_for).result()
    reader = register.read(me, *device.sealers, *asked).result()
    moment = at or register.ground.clock.now()

    def verify(content: bytes, signature: bytes) -> cms.SignedBy:
        return cms.verify(content, signature, superior.trust, moment, roles=frozenset({Role.COLLECTOR}))

    opened = open_bundle(read_sealed(partial(path.open, "rb")), reader)
    if opened.stream.sealed.untrusted_header.kind is not BundleKind.RECEIPT:
        raise Refused(NO_RECEIPT, msg("This file is no receipt."), msg("Choose a file from the superior."))
    receipt = read_receipt(parse_bundle(verify_bundle(opened, verify)))
    if (receipt.collector, receipt.unit) != (superior.urn, register.unit):
        raise Refused(
            NOT_OUR_SUPERIOR,
            msg("This receipt isn't from the superior of this register."),
            msg("Ask the superior for this register's own receipt."),
        )
    return receipt


def _asked_for(reading: Reading) -> tuple[Sealer, ...]:
    """What this computer will open with once its answer comes: from that answer on, the superior seals to it."""
    try:
        content = held(reading, REQUEST)
        return () if content is None else (PendingRequest.read(content).sealer,)
    except Told:  # what waits is damaged; the own keys may do
        return ()


def receive(register: Register, path: Path) -> Received:
    """Take the receipt in: exactly now the acknowledged position moves, if hashes agree. Twice is once.

    Refused and Trouble as ``read_answer``; STO-20. Trouble KEY-45 after the receipt is in, if the folder of trust
    takes nothing.
    """
    received = _take(register, path)
    _keep_trust(register)
    return received


def _take(register: Register, path: Path) -> Received:
    receipt = read_answer(register, path)
    received = register.write(take_answer, receipt).result()
    register.write(ledger.sweep, register.ground.home).result()
    return received


def _keep_trust(register: Register) -> None:
    """What a receipt told of revoked certificates goes into the folder of trust."""
    keep_trust(register.ground.home, register.read(reporting).result()[0].trust)


def take_answer(work: Work, receipt: Receipt) -> Received:
    """Enter a confirmed receipt and do what it means, in one unit of work. What it revokes counts from now on.

    If it proves that this register was set back, a new life is opened at once.
    """
    work.require(Right.WRITE)
    renew_lists(work, receipt.statements.get(LISTS))
    head = read_head(work.connection)
    verdict = judge(
        receipt,
        last=_last_of(work, receipt),
        epoch=head.epoch,
        hash_at=lambda q: ledger.hash_at(work, q),
    )
    if verdict is not Verdict.OLD:
        _enter(work, receipt, verdict)
        agrees = verdict is Verdict.AGREES and receipt.acked is not None
        row = work.connection.execute(select(SuperiorRow.urn)).scalar_one()
        values: dict[str, object] = {
            "coll_inc": receipt.coll_inc,
            "receipt_no": receipt.number,
            "acked_inc": receipt.acked.inc if agrees and receipt.acked else None,
            "acked_q": receipt.acked.q if agrees and receipt.acked else None,
            "acked_h": receipt.acked.h if agrees and receipt.acked else None,
            "need_from": receipt.need_from if agrees else 1,
            "wanted": json.dumps(list(receipt.blobs)),
            "answered_at": _answered_at(work, receipt),
        }
        work.connection.execute(update(SuperiorRow).where(SuperiorRow.urn == row).values(**values))
        ledger.settle_outbox(work, receipt.collector)
        if verdict is Verdict.ROLLED_BACK and receipt.acked is not None:
            open_incarnation(work, reason="rollback", epoch_above=receipt.acked.epoch)
        work.audit("receipt-in", receipt.collector, f"{receipt.number} {verdict.value}")
    left = ledger.unsent(work)
    states = {seen.state for seen in receipt.seen}
    return Received(
        verdict,
        receipt.acked.q if receipt.acked and verdict is Verdict.AGREES else 0,
        left.changes if left else 0,
        len(receipt.problems),
        State.WAITING in states,
        bool(states & {State.ASIDE, State.REFUSED}),
        len(receipt.blobs),
        left.gone if left else 0,
    )


def sentence(received: Received) -> Message:
    """What to tell the clerk."""
    match received.verdict:
        case Verdict.OLD:
            return msg("This receipt, or a newer one, has been read here already.")
        case Verdict.AGREES if received.open:
            return msg("The superior has received; {n} changes are still to be sent.", n=received.open)
        case Verdict.AGREES if received.missing > received.gone:
            return msg_plural(
                "The superior has received all changes; {n} paper is still missing there. Send again.",
                "The superior has received all changes; {n} papers are still missing there. Send again.",
                received.missing,
            )
        case Verdict.AGREES if received.gone:
            return msg_plural(
                "The superior has received all changes; {n} paper is missing both there and here.",
                "The superior has received all changes; {n} papers are missing both there and here.",
                received.gone,
            )
        case Verdict.AGREES:
            return msg("The superior has received everything.")
        case Verdict.ROLLED_BACK:
            return msg("The superior has changes that are not here: this register was set back. Send again.")
        case Verdict.NOTHING_YET | Verdict.BEHIND:
            return msg("The superior hasn't taken in the present register yet. Send again.")


def troubles(received: Received) -> tuple[Message, ...]:
    """What isn't well at the superior, one sentence each."""
    shown = msg_plural(
        "{n} record can’t be shown there yet; the superior will call.",
        "{n} records can’t be shown there yet; the superior will call.",
        received.problems,
    )
    found = (
        (received.problems > 0, shown),
        (
            received.waiting,
            msg("A file waits there for an earlier one: send again, then nothing is missing."),
        ),
        (received.aside, msg("A file was put aside there: call the superior.")),
    )
    return tuple(words for troubled, words in found if troubled)


def _last_of(work: Work, receipt: Receipt) -> tuple[str, int] | None:
    """The newest receipt of the same life of the collector; of a life that ended, everything is old.

    After an enrolment nothing was read yet: what was given before is judged by its hash like any other.
    """
    row = SuperiorRow
    last = work.connection.execute(select(row.coll_inc, row.receipt_no, row.answered_at)).one()
    if last.coll_inc is None:
        return None
    if last.coll_inc == receipt.coll_inc:
        return receipt.coll_inc, last.receipt_no
    ended = _known(work, receipt) or _written_before(receipt, last.answered_at)
    return (receipt.coll_inc, receipt.number) if ended else None


def _known(work: Work, receipt: Receipt) -> bool:
    """Whether another receipt of the same life was read."""
    row = ReceiptInRow
    query = select(row.number).where(row.collector == receipt.collector, row.coll_inc == receipt.coll_inc)
    return work.connection.execute(query.limit(1)).first() is not None


def _written_before(receipt: Receipt, last: str | None) -> bool:
    """Whether a receipt of a life never heard of is a late one: written before the last that was taken."""
    return receipt.made is not None and last is not None and receipt.made < datetime.fromisoformat(last)


def _answered_at(work: Work, receipt: Receipt) -> str:
    """When it was written; a superior's clock that runs ahead must not make its later lives look old."""
    return min(receipt.made or work.now, work.now).isoformat(timespec="seconds")


def _enter(work: Work, receipt: Receipt, verdict: Verdict) -> None:
    values = {"verdict": verdict.value, "q": receipt.acked.q if receipt.acked else None}
    work.connection.execute(
        insert(ReceiptInRow)
        .values(
            collector=receipt.collector,
            coll_inc=receipt.coll_inc,
            number=receipt.number,
            body=strict_json.written(receipt.to_document()),
            received_at=stamp(work),
            **values,
        )
        .on_conflict_do_nothing()
    )
