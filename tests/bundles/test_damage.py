"""No bit of a bundle changes unnoticed, and none of its ends; and only refusals that we declared leave the reader."""

import hashlib
import io
import random
from collections.abc import Iterable, Iterator

import pytest

from desktop.basics.errors import Refused, Trouble
from desktop.bundles import format as form
from desktop.bundles.read import read_sealed
from desktop.keys.sealing import open_sealed, seal
from desktop.storage.log import Stored
from tests.bundles import forge

END = form.TRAILER.size
Forgeries = tuple[list[Stored], dict[str, bytes]]


@pytest.fixture(scope="module")
def small() -> bytes:
    """A bundle of seven records and one attachment."""
    return forge.bundle(blobs=[b"a scan"])[0]


@pytest.fixture(scope="module")
def inside(small: bytes) -> bytes:
    """Its inner stream, in clear."""
    return open_sealed(small[form.FIXED.size + header_length(small) : -END], forge.SEALER)


def header_length(content: bytes) -> int:
    return int(form.FIXED.unpack(content[: form.FIXED.size])[3])


def flips(content: bytes, places: Iterable[int]) -> Iterator[tuple[int, bytes]]:
    """The content with each of these bits turned over."""
    for place in places:
        changed = bytearray(content)
        changed[place // 8] ^= 1 << place % 8
        yield place, bytes(changed)


def refused(content: bytes) -> str:
    """The code with which a bundle is turned away; fails if it isn't, or by another exception."""
    with pytest.raises((Refused, Trouble)) as caught:
        forge.read(content)
    code = caught.value.code
    assert code.startswith("BUN-") or code == "KEY-32"
    assert caught.value.next_step is not None or code == "KEY-32"
    return code


def refused_or_the_same(content: bytes, honest: Forgeries) -> bool:
    """Whether it was refused. zstd has some spare bits: with them turned, the same content comes out.

    The signature is over the content, so that newer builds of zstd may pack better; and whoever can open a
    seal could as well have sealed the same content again.
    """
    try:
        checked = forge.read(content)
    except (Refused, Trouble):
        return True
    assert forge.delivered(checked) == honest
    return False


def sample(count: int, of: int) -> list[int]:
    """Some of the bits, the same ones each time."""
    return sorted(random.Random(20261122).sample(range(of), min(count, of)))


def resealed(inside: bytes, small: bytes) -> bytes:
    start = small[: form.FIXED.size + header_length(small)]
    return forge.closed(start + seal(inside, [forge.SEALER.public]))


def test_every_flipped_bit_of_a_copy_is_found_without_keys(small: bytes) -> None:
    for place, changed in flips(small, range(len(small) * 8)):
        with pytest.raises((Refused, Trouble)):
            read_sealed(lambda changed=changed: io.BytesIO(changed))
        assert place >= 0


def test_every_flipped_bit_that_the_trailer_was_made_to_fit(small: bytes) -> None:
    """A forger computes the trailer anew: then the seal and the signature have to find it."""
    body = small[:-END]
    for _, changed in flips(body, sample(2_500, len(body) * 8)):
        refused(forge.closed(changed))


@pytest.mark.soak
def test_really_every_flipped_bit_that_the_trailer_was_made_to_fit(small: bytes) -> None:
    body = small[:-END]
    for _, changed in flips(body, range(len(body) * 8)):
        refused(forge.closed(changed))


def test_every_flipped_bit_inside_the_seal(inside: bytes, small: bytes) -> None:
    """Whoever may open a bundle could seal it again, but not sign it."""
    honest, same = forge.delivered(forge.read(small)), 0
    for _, changed in flips(inside, sample(1_500, len(inside) * 8)):
        same += not refused_or_the_same(resealed(changed, small), honest)
    assert same <= 10


@pytest.mark.soak
def test_really_every_flipped_bit_inside_the_seal(inside: bytes, small: bytes) -> None:
    honest, same = forge.delivered(forge.read(small)), 0
    for _, changed in flips(inside, range(len(inside) * 8)):
        same += not refused_or_the_same(resealed(changed, small), honest)
    assert same <= 60


def test_every_shorter_copy_is_refused(small: bytes) -> None:
    for length in range(len(small)):
        with pytest.raises((Refused, Trouble)):
            read_sealed(lambda length=length: io.BytesIO(small[:length]))


def test_every_shorter_body_that_the_trailer_was_made_to_fit(small: bytes) -> None:
    body = small[:-END]
    for length in range(0, len(body), 5):
        refused(forge.closed(body[:length]))


def test_every_shorter_inside(inside: bytes, small: bytes) -> None:
    for length in range(0, len(inside), 7):
        refused(resealed(inside[:length], small))


@pytest.mark.parametrize("more", range(1, 65))
def test_bytes_behind_a_copy_are_refused(small: bytes, more: int) -> None:
    assert refused(small + bytes(more)) == "BUN-03"


def test_bytes_behind_the_seal_are_refused(small: bytes) -> None:
    for more in (1, 16, 64, 65_552):
        assert refused(forge.closed(small[:-END] + bytes(more))) in {"BUN-10", "BUN-11"}


def test_two_copies_in_one_file_are_refused(small: bytes) -> None:
    assert refused(small + small) == "BUN-03"
    assert refused(forge.closed(small[:-END] + small)) in {"BUN-10", "BUN-11"}


def test_damaged_blocks_of_a_larger_bundle_are_found() -> None:
    noise = random.Random(7).randbytes(700_000)
    content, _ = forge.bundle(blobs=[noise])
    for size in (512, 4_096, 65_536):
        for start in range(0, len(content) - 2 * size, max(size, len(content) // 12)):
            one, other = content[start : start + size], content[start + size : start + 2 * size]
            for changed in (bytes(size) + other, other + one, one + one):
                broken = content[:start] + changed + content[start + 2 * size :]
                if broken != content:
                    assert refused(broken) in {"BUN-02", "BUN-03"}
                    assert refused(forge.closed(broken[:-END])).startswith("BUN-")


def test_noise_is_no_bundle() -> None:
    assert refused(b"") == "BUN-02"
    assert refused(hashlib.sha256(b"").digest() * 40) == "BUN-02"
    assert refused(form.MAGIC) == "BUN-03"
