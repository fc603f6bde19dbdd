"""Receipts: the same bytes again, refused unless in order, and what each means to the unit that reads it."""

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.basics.errors import Refused
from desktop.bundles.format import BundleKind
from desktop.bundles.read import Me, ParsedBundle, open_bundle, parse_bundle, read_sealed, verify_bundle
from desktop.bundles.receipt import (
    NO_PREVIOUS,
    Position,
    Projection,
    Receipt,
    Seen,
    State,
    Verdict,
    judge,
    read_receipt,
    write_receipt,
)
from desktop.bundles.write import Addressee, write_document
from tests.bundles import forge

# The stand-in authority knows two units: here the other one is the collector.
COLLECTOR, UNIT = forge.OTHER, forge.UNIT
HASH, ANOTHER = "A" * 43, "B" * 42 + "A"
FULL = Receipt(
    collector=COLLECTOR,
    unit=UNIT,
    coll_inc=forge.SECOND_INC,
    number=4,
    previous="ab" * 32,
    acked=Position(forge.INC, 2, 120, HASH),
    need_from=121,
    seen=(Seen("cd" * 32, State.APPLIED), Seen("ef" * 32, State.ASIDE, ("COL-07",))),
    blobs=("01" * 32,),
    orphans=(Position(forge.SECOND_INC, 1, 119, ANOTHER),),
    problems=(Projection(117, "COL-31", "Chưa đọc được bản ghi này."),),
    figures={"members": 36},
    lists_number=5,
)
BARE = Receipt(COLLECTOR, UNIT, forge.SECOND_INC, 1, NO_PREVIOUS, None, 1)


def letter(**changes: Any) -> Any:
    sender = replace(forge.SENDER, unit=COLLECTOR, certificate=forge.certificate_of(COLLECTOR))
    return forge.letter(**{"sender": sender, "to": (Addressee(UNIT, forge.SEALER.public),)} | changes)


def sign(raw: bytes) -> bytes:
    return forge.signature(raw, COLLECTOR)


def parsed(content: bytes) -> ParsedBundle:
    sealed = read_sealed(lambda: io.BytesIO(content))
    return parse_bundle(verify_bundle(open_bundle(sealed, Me(UNIT, (forge.SEALER,))), forge.verify))


@pytest.mark.parametrize("receipt", [FULL, BARE], ids=["full", "bare"])
def test_a_receipt_comes_back_as_it_was(receipt: Receipt) -> None:
    target = io.BytesIO()
    write_receipt(letter(), receipt, sign, target)
    assert read_receipt(parsed(target.getvalue())) == receipt


positions = st.builds(
    Position, st.just(forge.INC), st.integers(1, 9), st.integers(0, 500), st.sampled_from([HASH, ANOTHER])
)


@given(positions, st.integers(1, 999), st.integers(1, 400), st.lists(positions, max_size=3).map(tuple))
def test_every_receipt_reads_into_the_same_document(
    acked: Position, number: int, back: int, orphans: tuple[Position, ...]
) -> None:
    receipt = replace(FULL, acked=acked, number=number, need_from=max(1, acked.q + 1 - back), orphans=orphans)
    again = Receipt.from_document(receipt.to_document())
    assert again == receipt
    assert again.digest == receipt.digest


WRONG: dict[str, Callable[[dict[str, Any]], Any]] = {
    "another format": lambda document: document.update(fmt=2),
    "number nought": lambda document: document.update(no=0),
    "a gap before what is needed": lambda document: document.update(need_from=122),
    "needed from the middle and nothing adopted": lambda document: document.update(acked=None),
    "an unknown state": lambda document: document["seen"][0].update(state="lost"),
    "a hash in another spelling": lambda document: document["acked"].update(h="A" * 42 + "B"),
    "no epoch": lambda document: document["acked"].pop("epoch"),
    "an epoch that leaves none for the next": lambda document: document["acked"].update(epoch=2**53 - 1),
    "no previous": lambda document: document.update(prev=""),
    "a field missing": lambda document: document.pop("orphans"),
    "a figure below nought": lambda document: document.update(figures={"members": -1}),
    "a file name for a hash": lambda document: document.update(blobs=["../../etc/passwd"]),
    "no unit": lambda document: document.update(unit="xã Bằng Lãng"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_receipt_out_of_order_is_refused(name: str) -> None:
    document: dict[str, Any] = dict(FULL.to_document())
    WRONG[name](document)
    with pytest.raises(Refused, match="BUN-50"):
        Receipt.from_document(document)


def test_a_receipt_of_another_collector_or_for_another_unit_is_refused() -> None:
    for changed in (replace(FULL, collector=UNIT), replace(FULL, unit=COLLECTOR)):
        target = io.BytesIO()
        words = letter(kind=BundleKind.RECEIPT)
        with pytest.raises(Refused, match="BUN-50"):
            write_receipt(words, changed, sign, target)
        write_document(words, changed.to_document(), sign, target)
        with pytest.raises(Refused, match="BUN-50"):
            read_receipt(parsed(target.getvalue()))


def test_another_document_is_no_receipt() -> None:
    target = io.BytesIO()
    write_document(letter(kind=BundleKind.INSTRUCTION), FULL.to_document(), sign, target)
    with pytest.raises(Refused, match="BUN-50"):
        read_receipt(parsed(target.getvalue()))


def test_receipts_hang_together() -> None:
    following = replace(FULL, number=5, previous=FULL.digest)
    assert following.digest != FULL.digest
    assert following.previous == FULL.digest


@pytest.mark.parametrize(
    ("receipt", "last", "epoch", "own", "verdict"),
    [
        (FULL, None, 2, {120: HASH}, Verdict.AGREES),
        (FULL, (forge.SECOND_INC, 3), 2, {120: HASH, 121: ANOTHER}, Verdict.AGREES),
        (FULL, (forge.SECOND_INC, 4), 2, {120: HASH}, Verdict.OLD),
        (FULL, (forge.SECOND_INC, 9), 2, {120: HASH}, Verdict.OLD),
        (FULL, (forge.INC, 9), 2, {120: HASH}, Verdict.AGREES),  # the collector began a new life
        (BARE, None, 1, {}, Verdict.NOTHING_YET),
        (FULL, None, 2, {120: ANOTHER}, Verdict.ROLLED_BACK),
        (FULL, None, 2, {}, Verdict.ROLLED_BACK),  # beyond our end
        (FULL, None, 1, {120: ANOTHER}, Verdict.ROLLED_BACK),
        (FULL, None, 3, {120: ANOTHER}, Verdict.BEHIND),
        (FULL, None, 3, {120: HASH}, Verdict.AGREES),  # from before our branch, but in our past
    ],
)
def test_what_a_receipt_means(
    receipt: Receipt, last: tuple[str, int] | None, epoch: int, own: dict[int, str], verdict: Verdict
) -> None:
    assert judge(receipt, last=last, epoch=epoch, hash_at=own.get) is verdict
