"""The cover of enrolment's files: told apart on a stick, damage seen, nothing else taken for one."""

from datetime import date
from functools import partial
from io import BytesIO

import pytest

from desktop.basics.errors import Told
from desktop.bundles.format import BundleKind, Suite, read_sealed
from desktop.exchange.covers import covered, uncovered

DAY = date(2026, 11, 9)
KINDS = (BundleKind.KIT, BundleKind.REQUEST, BundleKind.GRANT)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_covered_comes_out_again(kind: BundleKind) -> None:
    file = covered(kind, b"inside", DAY)
    header = read_sealed(partial(BytesIO, file)).untrusted_header
    assert (header.kind, header.sender, header.to, header.day) == (kind, None, None, DAY)
    assert header.suite is (Suite.NONE if kind is BundleKind.KIT else Suite.AGE)
    assert uncovered(kind, file) == b"inside"


@pytest.mark.parametrize("other", KINDS)
@pytest.mark.parametrize("kind", KINDS)
def test_one_kind_is_never_taken_for_another(kind: BundleKind, other: BundleKind) -> None:
    if kind is not other:
        with pytest.raises(Told, match="KEY-52"):
            uncovered(other, covered(kind, b"inside", DAY))


def test_every_bit_and_every_cut_is_seen() -> None:
    file = covered(BundleKind.KIT, b"inside", DAY)
    for bit in range(len(file) * 8):
        flipped = bytearray(file)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Told):
            uncovered(BundleKind.KIT, bytes(flipped))
    for end in range(len(file)):
        with pytest.raises(Told):
            uncovered(BundleKind.KIT, file[:end])
