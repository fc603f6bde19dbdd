"""What is written is read again: the same bytes, the same order, nothing more, and nothing on the disk."""

import hashlib
import io
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.basics.errors import Refused, Trouble
from desktop.bundles import format as form
from desktop.bundles import read, stream, strict_json, write
from desktop.bundles.format import BundleKind, OuterHeader, Suite, Tip
from desktop.bundles.manifest import FIRST_LINE, Acked, Manifest
from desktop.bundles.read import Me, open_bundle, parse_bundle, read_sealed, verify_bundle
from desktop.bundles.write import Addressee, write_data, write_document
from desktop.keys.sealing import open_sealed
from desktop.storage.log import Stored
from desktop.storage.snapshot import encode
from tests.bundles import forge
from tests.bundles.forge import Draft, Listed, chained, small_log

# -- everything comes back


def test_a_log_comes_back_as_it_was() -> None:
    records = chained(small_log())
    content, written = forge.bundle(Listed(records), blobs=[b"a scan", b"another"])
    checked = forge.read(content)
    came, blobs = forge.delivered(checked)
    assert came == records
    assert blobs == {hashlib.sha256(blob).hexdigest(): blob for blob in (b"a scan", b"another")}
    assert set(checked.parsed.blobs) == set(blobs)
    assert hashlib.sha256(content).hexdigest() == written.sha256
    assert checked.manifest == written.manifest
    assert checked.latest["member", "m-2"] == (7, "del")
    assert checked.versions == {"sys.incarnation": 1, "member": 1, "cell": 1, "meeting": 1}
    assert [checked.hash_at(record.q) for record in records] == [record.h for record in records]
    assert checked.hash_at(0) == bytes(32)
    assert checked.hash_at(8) is None


def test_forging_nothing_gives_an_honest_bundle() -> None:
    came, _ = forge.delivered(forge.read(forge.forged().to_bytes()))
    assert came == chained(small_log())


def test_a_later_range_names_the_hash_before_it() -> None:
    records = chained(small_log())
    came = forge.read(forge.bundle(Listed(records, 5))[0])
    assert forge.delivered(came)[0] == records[4:]
    assert came.hash_at(4) == records[3].h
    assert came.hash_at(3) is None


def test_a_range_without_records_still_carries_the_end_and_blobs() -> None:
    records = chained(small_log())
    content, written = forge.bundle(Listed(records, 8, last=7), blobs=[b"sent later"])
    came, blobs = forge.delivered(forge.read(content))
    assert came == []
    assert list(blobs.values()) == [b"sent later"]
    assert written.manifest.log is not None
    assert written.manifest.log.head == written.manifest.log.previous


def test_a_piece_that_was_erased_is_left_out_and_no_deletion() -> None:
    records = chained(small_log())
    gone = {"payloads": records[1].payloads | {"b": None}, "salts": records[1].salts | {"b": None}}
    records[1] = replace(records[1], erased=True, **gone)
    came, _ = forge.delivered(forge.read(forge.bundle(Listed(records))[0]))
    assert came == records


texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
payloads = st.dictionaries(
    st.sampled_from(["full_name", "remark", "votes", "họ_tên"]),
    texts | st.integers(-(2**53) + 1, 2**53 - 1) | st.booleans() | st.none() | st.lists(texts, max_size=3),
    max_size=3,
).map(encode)
drafts = st.builds(
    Draft,
    st.sampled_from(["member", "meeting", "cell"]),
    st.sampled_from(["m-1", "m-2", "m-3"]),
    st.sampled_from(["put", "del"]),
    st.dictionaries(st.sampled_from(["a", "b", "t"]), payloads, max_size=3),
)


@given(st.lists(drafts, min_size=1, max_size=12), st.lists(st.binary(max_size=40), max_size=2, unique=True))
def test_whatever_is_written_is_read(made: list[Draft], blobs: list[bytes]) -> None:
    records = chained([small_log()[0], *made])
    source = Listed(records)
    checked = forge.read(forge.bundle(source, blobs=blobs)[0])
    came, files = forge.delivered(checked)
    assert came == records
    assert sorted(files.values()) == sorted(blobs)
    assert checked.state_faults(source.entities()) == ()


@given(st.integers(1, 40), st.integers(1, 5_000))
def test_batches_cut_a_log_the_same_way_each_time(count: int, size: int) -> None:
    from desktop.bundles.batches import batches_of

    records = chained(Draft("member", "m", pieces={"t": encode({"x": "y" * size})}) for _ in range(count))
    assert [record for batch in batches_of(records) for record in batch] == records


# -- the same content is the same bytes


def inner_of(content: bytes) -> bytes:
    """The inner stream in clear."""
    length = form.FIXED.unpack(content[:16])[3]
    return open_sealed(content[16 + length : -form.TRAILER.size], forge.SEALER)


def test_all_but_the_seal_is_the_same_each_time() -> None:
    one, again = (forge.bundle(blobs=[b"a scan"])[0] for _ in range(2))
    assert one != again
    assert inner_of(one) == inner_of(again)


def test_the_content_id_knows_the_content_and_nothing_else() -> None:
    first = forge.bundle()[1].manifest
    later = forge.letter(number=8, bundle_id="f" * 32, to=(Addressee(forge.OTHER, forge.STRANGER.public),))
    assert forge.bundle(words=later)[1].manifest.content_id == first.content_id
    assert forge.bundle(blobs=[b"x"])[1].manifest.content_id != first.content_id


def test_the_salt_of_an_attachment_needs_the_secret() -> None:
    def digest(secret: bytes) -> str:
        target = io.BytesIO()
        blob = write.Blob(hashlib.sha256(b"known").hexdigest(), lambda: b"known")
        written = write_data(
            forge.letter(),
            Listed(chained(small_log())),
            forge.signature,
            target,
            blobs=[blob],
            blob_secret=secret,
        )
        return written.manifest.parts[-1].sha256

    assert digest(b"one") == digest(b"one")
    assert digest(b"one") != digest(b"other")


def test_a_manifest_reads_into_the_same_bytes() -> None:
    acked = Acked(forge.SUPERIOR, forge.INC, 3, 5, "A" * 43)
    words = forge.letter(acked=acked, audit={"h": "x", "n": 4}, want={"csr": "yes"}, suspect=True)
    manifest = forge.bundle(words=words)[1].manifest
    again = Manifest.from_bytes(manifest.raw)
    assert again == manifest
    assert again.to_bytes() == manifest.raw
    assert again.acked == acked


@given(
    st.sampled_from(BundleKind),
    st.none() | st.lists(st.just(forge.SUPERIOR), min_size=1, max_size=3).map(tuple),
    st.integers(0, 2**53 - 1),
    st.dates(),
    st.sampled_from(Suite),
    st.none() | st.builds(Tip, st.just(forge.INC), st.integers(0, 10**6), st.just("0123abcd")),
)
def test_a_cover_reads_into_the_same_bytes(
    kind: Any, to: Any, number: int, day: Any, suite: Any, tip: Any
) -> None:
    header = OuterHeader(kind, forge.UNIT if to else None, to, number, day, suite, tip)
    assert OuterHeader.from_bytes(header.to_bytes()) == header


@given(st.binary(max_size=60) | st.text(max_size=30).map(str.encode))
def test_json_is_canonical_or_refused(content: bytes) -> None:
    try:
        value = strict_json.read_object(content)
    except strict_json.NotCanonical:
        return
    assert strict_json.written(value) == content


@given(st.binary(max_size=400))
def test_no_noise_raises_anything_but_a_refusal(noise: bytes) -> None:
    """What an attacker can reach without a signature."""
    for content in (noise, form.MAGIC + noise, forge.closed(form.MAGIC + noise)):
        with pytest.raises((Refused, Trouble)):
            forge.read(content)
    with pytest.raises(Refused):
        Manifest.from_bytes(FIRST_LINE + noise)


# -- letters of other kinds


def test_names_can_stay_hidden() -> None:
    content, _ = forge.bundle(words=forge.letter(hidden=True))
    assert forge.UNIT.encode() not in content
    assert forge.SUPERIOR.encode() not in content
    assert forge.read(content).manifest.sender.unit == forge.UNIT


def test_two_recipients_open_the_same_bundle() -> None:
    both = (Addressee(forge.SUPERIOR, forge.SEALER.public), Addressee(forge.OTHER, forge.STRANGER.public))
    content, _ = forge.bundle(words=forge.letter(to=both))
    for me in (forge.ME, Me(forge.OTHER, (forge.STRANGER,))):
        assert forge.delivered(forge.read(content, me))[0] == chained(small_log())


def test_a_kit_is_signed_and_not_sealed() -> None:
    target = io.BytesIO()
    kit = {"root": "…", "age": forge.STRANGER.public}
    write_document(forge.letter(kind=BundleKind.KIT, to=()), dict(kit), forge.signature, target)
    nobody = Me("urn:sochibo:chua-co")
    sealed = read_sealed(lambda: io.BytesIO(target.getvalue()))
    parsed = parse_bundle(verify_bundle(open_bundle(sealed, nobody), forge.verify))
    assert parsed.document == kit


def test_nothing_but_a_kit_goes_unsealed() -> None:
    for kind in set(BundleKind) - {BundleKind.KIT}:
        with pytest.raises(Refused, match="BUN-60"):
            write_document(forge.letter(kind=kind, to=()), {}, forge.signature, io.BytesIO())


def test_a_second_person_can_sign_as_well() -> None:
    words = forge.letter(also=(lambda raw: forge.signature(raw, forge.OTHER),))
    content, _ = forge.bundle(words=words)
    sealed = read_sealed(lambda: io.BytesIO(content))
    verified = verify_bundle(open_bundle(sealed, forge.ME), forge.verify)
    assert [signer.urn for signer in verified.signers] == [forge.UNIT, forge.OTHER]


# -- what a writer doesn't make


def test_a_record_too_large_is_refused_before_it_travels() -> None:
    records = chained(
        [Draft("meeting", "h-1", pieces={"t": encode({str(n): "y" * 250_000 for n in range(5)})})]
    )
    with pytest.raises(Refused, match="BUN-60"):
        forge.bundle(Listed(records))


def test_a_record_that_no_reader_would_take_is_named_at_its_source() -> None:
    records = chained([*small_log(), Draft("member", "m-9", pieces={"a": b'{"a": 1.5}'})])
    with pytest.raises(Refused, match="BUN-32") as caught:
        forge.bundle(Listed(records))
    assert caught.value.__notes__[-1] == "record 8"


def test_an_attachment_too_large_is_refused() -> None:
    with pytest.raises(Refused, match="BUN-60"):
        forge.bundle(blobs=[bytes(33 * form.MIB)])


def test_an_attachment_that_isnt_what_it_was_is_told() -> None:
    blob = write.Blob("0" * 64, lambda: b"another")
    with pytest.raises(Trouble, match="BUN-63"):
        write_data(forge.letter(), Listed(chained(small_log())), forge.signature, io.BytesIO(), blobs=[blob])


class Forgetful(Listed):
    """A source that loses a record on the way."""

    def records(self, first: int, last: int) -> Iterable[Stored]:
        return (record for record in super().records(first, last) if record.q != 4)


def test_a_record_that_is_missing_is_told() -> None:
    with pytest.raises(Trouble, match="BUN-62"):
        forge.bundle(Forgetful(chained(small_log())))


class Fickle(Listed):
    """A source that says something else the second time."""

    times = 0

    def records(self, first: int, last: int) -> Iterable[Stored]:
        self.times += 1
        found = super().records(first, last)
        return found if self.times == 1 else (replace(one, header=one.header + b" ") for one in found)


def test_a_register_that_changes_meanwhile_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "_KEPT", 0)
    with pytest.raises(Trouble, match="BUN-62"):
        forge.bundle(Fickle(chained(small_log())))


def test_frames_that_are_made_twice_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = inner_of(forge.bundle()[0])
    monkeypatch.setattr(write, "_KEPT", 0)
    assert inner_of(forge.bundle()[0]) == kept


# -- memory and disk


@pytest.mark.skipif(sys.platform == "win32", reason="asks the kernel for the most memory so far")
def test_memory_stays_that_of_a_few_batches(tmp_path: Path) -> None:
    """30 MB of records and 40 MB of attachments, with the room for what is kept set to nothing."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bundles.memory", str(tmp_path / "large.scb")],
        capture_output=True,
        text=True,
        check=True,
    )
    size, records, writing, reading = map(int, done.stdout.split())
    assert size > 35_000_000
    assert records == 301
    assert writing < 40_000_000
    assert reading < 40_000_000


def test_a_small_bundle_is_opened_once(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []

    def open_() -> io.BytesIO:
        opened.append(1)
        return io.BytesIO(content)

    content, _ = forge.bundle()
    sealed = read_sealed(open_)
    checked = forge.check_bundle(parse_bundle(verify_bundle(open_bundle(sealed, forge.ME), forge.verify)))
    forge.delivered(checked)
    assert len(opened) == 3  # whole; manifest; all of it


def test_large_bundles_are_gone_through_again(monkeypatch: pytest.MonkeyPatch) -> None:
    content, _ = forge.bundle()
    sealed = read_sealed(lambda: io.BytesIO(content))
    kept = forge.check_bundle(parse_bundle(verify_bundle(open_bundle(sealed, forge.ME), forge.verify)))
    monkeypatch.setattr(read, "_KEPT", 0)
    again = forge.check_bundle(parse_bundle(verify_bundle(open_bundle(sealed, forge.ME), forge.verify)))
    assert again.parsed.batches is None
    assert kept.parsed.batches
    assert forge.delivered(again) == forge.delivered(kept)
    assert (again.hashes, again.latest, again.versions) == (kept.hashes, kept.latest, kept.versions)


def test_a_file_that_is_exchanged_while_it_is_read_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "KEPT", 0)
    monkeypatch.setattr(read, "_KEPT", 0)
    contents = [forge.bundle()[0], forge.bundle(words=forge.letter(number=8))[0]]
    sealed = read_sealed(lambda: io.BytesIO(contents[0]))
    checked = forge.check_bundle(parse_bundle(verify_bundle(open_bundle(sealed, forge.ME), forge.verify)))
    contents.reverse()
    with pytest.raises((Refused, Trouble)):
        forge.delivered(checked)


def test_a_stick_that_is_pulled_out_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.scb"
    path.write_bytes(forge.bundle()[0])
    sealed = read_sealed(lambda: path.open("rb"))
    path.unlink()
    with pytest.raises(Trouble, match="BUN-01"):
        open_bundle(sealed, forge.ME)
    with pytest.raises(Trouble, match="BUN-01"):
        read_sealed(lambda: path.open("rb"))


def test_nothing_is_written_while_reading() -> None:
    content, _ = forge.bundle(blobs=[b"a scan"])
    wrote: list[str] = []

    def listen(event: str, args: tuple[Any, ...]) -> None:
        if listening and event == "open" and (args[2] & 3 or (args[1] and set(str(args[1])) & set("wax+"))):
            wrote.append(str(args[0]))

    sys.addaudithook(listen)
    listening = True
    forge.delivered(forge.read(content))
    listening = False
    assert wrote == []


def test_what_the_taker_raises_comes_through() -> None:
    class Mine(Exception):
        pass

    def take(batch: list[Stored]) -> None:
        raise Mine

    with pytest.raises(Mine):
        forge.read(forge.bundle()[0]).deliver(take)
