"""What is written is read again: the same bytes, the same order, nothing more, and nothing on the disk."""

import hashlib

from tests.bundles import forge


def test_a_log_comes_back_as_it_was() -> None:
    records = forge.chained(forge.small_log())
    content, written = forge.bundle(forge.Listed(records), blobs=[b"a scan", b"another"])
    checked = forge.read(content)
    came, blobs = forge.delivered(checked)
    assert came == records
    assert sorted(blobs.values()) == [b"a scan", b"another"]
    assert hashlib.sha256(content).hexdigest() == written.sha256
    assert checked.manifest == written.manifest


def test_forging_nothing_gives_an_honest_bundle() -> None:
    came, _ = forge.delivered(forge.read(forge.forged().to_bytes()))
    assert came == forge.chained(forge.small_log())
