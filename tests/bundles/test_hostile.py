"""An enrolled unit that means ill, or whose program is broken: each case is refused with its own code."""

import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pyrage
import pytest
import zstandard

from desktop.basics.errors import Refused, Trouble
from desktop.bundles import format as form
from desktop.bundles.manifest import Branch
from desktop.bundles.read import Me, open_bundle, parse_bundle, read_sealed, verify_bundle
from desktop.keys.sealing import seal
from desktop.storage.snapshot import encode
from tests.bundles import forge
from tests.bundles.forge import Draft, Forged, Piece, chained, forged, part, small_log

Case = Callable[[], bytes]
CASES: dict[str, tuple[str, Case]] = {}


def case(code: str) -> Callable[[Case], Case]:
    """Register a hostile bundle under the code that must answer it."""

    def register(make: Case) -> Case:
        CASES[make.__name__] = (code, make)
        return make

    return register


def made(change: Callable[[Forged], None], forging: Forged | None = None) -> bytes:
    """An honest bundle after one change."""
    one = forging or forged()
    change(one)
    return one.to_bytes()


def editing(edit: Callable[[dict[str, Any]], None]) -> bytes:
    """An honest bundle whose manifest was changed and signed."""
    return made(lambda one: setattr(one, "edit", edit))


def records(
    change: Callable[[list[Draft]], None], lineage: tuple[Branch, ...] = (forge.FIRST_LIFE,)
) -> bytes:
    """An honest bundle of a dishonest log."""
    drafts = small_log()
    change(drafts)
    return forged(chained(drafts), lineage).to_bytes()


def piece_of(payload: bytes) -> bytes:
    """A log one of whose pieces holds these bytes; hash and list agree."""
    return records(lambda drafts: drafts[1].pieces.update(a=payload))


def header_of(**fields: Any) -> bytes:
    """A log one of whose headers has other fields."""
    return records(lambda drafts: drafts[1].header.update(fields))


# -- whom it is for, and who it is from


@case("BUN-10")
def sealed_to_somebody_else() -> bytes:
    return made(lambda one: setattr(one, "seal", lambda inner: seal(inner, [forge.STRANGER.public])))


@case("BUN-10")
def sealed_with_a_passphrase() -> bytes:
    return made(lambda one: setattr(one, "seal", lambda inner: pyrage.passphrase.encrypt(inner, "mật khẩu")))


@case("BUN-10")
def sealed_in_armour() -> bytes:
    recipient = pyrage.x25519.Recipient.from_str(forge.SEALER.public)
    return made(
        lambda one: setattr(one, "seal", lambda inner: pyrage.encrypt(inner, [recipient], armored=True))
    )


@case("BUN-10")
def not_sealed_at_all() -> bytes:
    return made(lambda one: setattr(one, "seal", lambda inner: inner))


@case("BUN-05")
def data_without_a_seal_on_purpose() -> bytes:
    def change(one: Forged) -> None:
        one.outer["suite"] = "none"
        one.seal = lambda inner: inner

    return made(change)


@case("BUN-12")
def cover_names_somebody_else() -> bytes:
    return made(lambda one: one.outer.update(to=[forge.OTHER]))


@case("BUN-23")
def passed_on_by_its_rightful_reader() -> bytes:
    """Sealed to another by its sender, opened there and sealed to us: the signed list names the other."""
    return editing(lambda manifest: manifest.update(to=[{"unit": forge.SUPERIOR, "key": "0" * 32}]))


@case("BUN-22")
def cover_says_one_and_list_another() -> bytes:
    def edit(manifest: dict[str, Any]) -> None:
        manifest["to"].append({"unit": forge.OTHER, "key": "1" * 32})

    return editing(edit)


@case("BUN-22")
def cover_was_exchanged() -> bytes:
    return editing(lambda manifest: manifest.update(outer_sha256="0" * 64))


@case("BUN-22")
def cover_says_another_kind() -> bytes:
    return made(lambda one: one.outer.update(kind="receipt"))


@case("BUN-22")
def cover_says_another_end() -> bytes:
    return made(lambda one: one.outer["tip"].update(to=99))


@case("KEY-32")
def signed_over_something_else() -> bytes:
    return made(lambda one: setattr(one, "sign", lambda raw: [forge.signature(raw + b" ")]))


@case("KEY-32")
def signed_by_nobody_we_know() -> bytes:
    return made(lambda one: setattr(one, "sign", lambda raw: [b"urn:sochibo:ai-do|" + bytes(32)]))


@case("KEY-32")
def second_signature_is_wrong() -> bytes:
    return made(lambda one: setattr(one, "sign", lambda raw: [forge.signature(raw), b"x"]))


@case("BUN-24")
def signed_by_another_unit() -> bytes:
    """Re-signed: everything is as the sender made it, under another enrolled unit's signature."""
    return made(lambda one: setattr(one, "sign", lambda raw: [forge.signature(raw, forge.OTHER)]))


@case("BUN-22")
def claims_another_unit() -> bytes:
    def edit(manifest: dict[str, Any]) -> None:
        manifest["from"] = {
            "cert": forge.certificate_of(forge.OTHER),
            "device": "may-9",
            "unit": forge.OTHER,
        }

    def change(one: Forged) -> None:
        one.edit = edit
        one.sign = lambda raw: [forge.signature(raw, forge.OTHER)]

    return made(change)


@case("BUN-24")
def longer_urn_that_begins_like_ours() -> bytes:
    def change(one: Forged) -> None:
        one.outer["from"] = forge.UNIT + "0"
        one.edit = lambda manifest: manifest["from"].update(unit=forge.UNIT + "0")

    return made(change)


@case("BUN-24")
def another_certificate_of_the_same_unit() -> bytes:
    return editing(lambda manifest: manifest["from"].update(cert="0" * 64))


# -- the cover


@case("BUN-05")
def cover_with_a_key_twice() -> bytes:
    return made(lambda one: setattr(one, "outer_bytes", lambda raw: raw[:-1] + b',"zz":1,"zz":1}'))


@case("BUN-05")
def cover_with_blanks() -> bytes:
    return made(lambda one: setattr(one, "outer_bytes", lambda raw: raw.replace(b":", b": ", 1)))


@case("BUN-04")
def cover_asks_for_a_feature() -> bytes:
    return made(lambda one: one.outer.update(crit=["new-deletes"]))


@case("BUN-05")
def cover_with_an_unknown_kind() -> bytes:
    return made(lambda one: one.outer.update(kind="gift"))


@case("BUN-05")
def cover_hides_one_name_only() -> bytes:
    return made(lambda one: one.outer.update({"from": "-"}))


@case("BUN-04")
def newer_major_version() -> bytes:
    content = bytearray(forged().to_bytes()[: -form.TRAILER.size])
    content[9] = 2
    return forge.closed(bytes(content))


@case("BUN-03")
def cover_longer_than_allowed() -> bytes:
    header = b"{" + b" " * 20_000 + b"}"
    return forge.closed(form.FIXED.pack(form.MAGIC, 1, 0, len(header)) + header)


# -- frames


@case("BUN-13")
def manifest_isnt_first() -> bytes:
    return made(lambda one: setattr(one, "before", form.FRAME.pack(7, 1, 0, 0)))


@case("BUN-13")
def two_manifests() -> bytes:
    raw = b"SCB-MANIFEST/1\n{}"
    return made(lambda one: setattr(one, "between", form.FRAME.pack(1, 1, 0, len(raw)) + raw))


@case("BUN-13")
def no_signature() -> bytes:
    return made(lambda one: setattr(one, "sign", lambda raw: []))


@case("BUN-13")
def five_signatures() -> bytes:
    return made(lambda one: setattr(one, "sign", lambda raw: [forge.signature(raw)] * 5))


@case("BUN-14")
def signature_too_large() -> bytes:
    return made(lambda one: setattr(one, "sign", lambda raw: [bytes(65 * 1024)]))


@case("BUN-14")
def manifest_too_large() -> bytes:
    return made(lambda one: setattr(one, "manifest_bytes", lambda raw: raw + b" " * form.MIB))


@case("BUN-14")
def manifest_lies_about_its_length() -> bytes:
    return made(lambda one: setattr(one, "before", form.FRAME.pack(1, 1, 0, 2**63)))


@case("BUN-13")
def bytes_behind_the_end() -> bytes:
    return made(lambda one: setattr(one, "after", b"\0"))


@case("BUN-13")
def frame_behind_the_end() -> bytes:
    return made(lambda one: setattr(one, "after", form.FRAME.pack(255, 1, 0, 0)))


@case("BUN-13")
def no_end() -> bytes:
    return made(lambda one: setattr(one, "end", b""))


@case("BUN-13")
def end_with_content() -> bytes:
    return made(lambda one: setattr(one, "end", form.FRAME.pack(255, 1, 0, 1) + b"x"))


@case("BUN-13")
def unknown_flag() -> bytes:
    return made(lambda one: setattr(one.frames[0], "flags", 3))


@case("BUN-13")
def known_frame_that_may_be_skipped() -> bytes:
    return made(lambda one: setattr(one.frames[0], "flags", 0))


@case("BUN-13")
def reserved_bytes_used() -> bytes:
    return made(lambda one: setattr(one.frames[0], "zero", 1))


@case("BUN-15")
def unknown_critical_frame() -> bytes:
    return made(lambda one: one.frames.append(part(9, 1, b"new", encoding="none")))


@case("BUN-30")
def frame_that_isnt_listed() -> bytes:
    return made(lambda one: one.frames.insert(0, replace(one.frames[0], listed=None)))


@case("BUN-30")
def frame_that_is_listed_and_missing() -> bytes:
    return made(lambda one: one.frames.append(Piece(5, b"", {**blob_of(b"x")[0].listed})))  # type: ignore[arg-type]


@case("BUN-30")
def frame_twice() -> bytes:
    return made(lambda one: one.frames.insert(1, one.frames[0]))


@case("BUN-30")
def frames_in_another_order() -> bytes:
    return made(lambda one: one.frames.reverse())


@case("BUN-30")
def length_lies() -> bytes:
    return made(lambda one: setattr(one.frames[0], "length", 1))


@case("BUN-30")
def length_lies_hugely() -> bytes:
    return made(lambda one: setattr(one.frames[0], "length", 2**63))


@case("BUN-30")
def digest_lies() -> bytes:
    return editing(lambda manifest: manifest["parts"][0].update(sha256="0" * 64))


# -- compression and sizes


def packed_as(pack: Callable[[bytes], bytes], **listed: int) -> bytes:
    """The first frame's content packed in another way; its list fits the packed bytes."""

    def change(one: Forged) -> None:
        first = one.frames[0]
        first.content = pack(zstandard.decompress(first.content))
        assert first.listed is not None
        first.listed.update({"zlen": len(first.content)} | listed)

    return made(change)


@case("BUN-31")
def no_zstd() -> bytes:
    return packed_as(lambda content: b"PK" + content)


@case("BUN-31")
def bomb_that_states_its_size() -> bytes:
    return packed_as(lambda _: forge.packed(bytes(64 * form.MIB)))


@case("BUN-14")
def bomb_that_lists_its_size() -> bytes:
    return packed_as(lambda _: forge.packed(bytes(64 * form.MIB)), len=64 * form.MIB)


@case("BUN-31")
def bomb_that_keeps_its_size_to_itself() -> bytes:
    packer = zstandard.ZstdCompressor(write_content_size=False)
    return packed_as(lambda _: packer.compress(bytes(64 * form.MIB)))


@case("BUN-31")
def window_too_wide() -> bytes:
    options = zstandard.ZstdCompressionParameters(window_log=27, compression_level=3)

    def pack(content: bytes) -> bytes:
        packer = zstandard.ZstdCompressor(compression_params=options).compressobj(size=len(content))
        return packer.compress(content) + packer.flush()

    content = bytes(15 * form.MIB)

    def change(one: Forged) -> None:
        first = part(3, 7, content)
        first.content = pack(content)
        assert first.listed is not None
        first.listed["zlen"] = len(first.content)
        one.frames = [first]

    return made(change)


@case("BUN-31")
def bytes_behind_the_packed_ones() -> bytes:
    return packed_as(lambda content: forge.packed(content) + b"\0")


@case("BUN-31")
def two_packed_frames() -> bytes:
    return packed_as(lambda content: forge.packed(content[:9]) + forge.packed(content[9:]))


@case("BUN-31")
def packed_frame_cut() -> bytes:
    return packed_as(lambda content: forge.packed(content)[:-3])


@case("BUN-14")
def huge_counts() -> bytes:
    def edit(manifest: dict[str, Any]) -> None:
        manifest["parts"][0]["n"] = 500_001
        manifest["log"]["to"] = 500_001

    return made(lambda one: one.outer.pop("tip"), with_edit(edit))


def with_edit(edit: Callable[[dict[str, Any]], None]) -> Forged:
    """An honest bundle whose manifest will be changed."""
    return replace(forged(), edit=edit)


@case("BUN-20")
def counts_beyond_all_numbers() -> bytes:
    return editing(lambda manifest: manifest["parts"][0].update(n=2**53))


@case("BUN-30")
def counts_lie() -> bytes:
    def edit(manifest: dict[str, Any]) -> None:
        manifest["parts"][1]["n"] += 1

    return editing(edit)


@case("BUN-30")
def fewer_records_than_the_range() -> bytes:
    def edit(manifest: dict[str, Any]) -> None:
        manifest["parts"][0]["n"] -= 1

    return editing(edit)


# -- the manifest


@case("BUN-20")
def manifest_with_another_first_line() -> bytes:
    return made(lambda one: setattr(one, "manifest_bytes", lambda raw: raw.replace(b"/1", b"/2", 1)))


@case("BUN-20")
def manifest_isnt_json() -> bytes:
    return made(lambda one: setattr(one, "manifest_bytes", lambda raw: raw[:-1]))


@case("BUN-20")
def manifest_with_blanks() -> bytes:
    return made(lambda one: setattr(one, "manifest_bytes", lambda raw: raw + b"\n"))


@case("BUN-20")
def manifest_with_a_key_twice() -> bytes:
    return made(lambda one: setattr(one, "manifest_bytes", lambda raw: raw[:-1] + b',"zz":1,"zz":1}'))


@case("BUN-20")
def manifest_with_a_float() -> bytes:
    return editing(lambda manifest: manifest.update(zz=1.5))


@case("BUN-20")
def manifest_too_deep() -> bytes:
    return editing(lambda manifest: manifest.update(want=deep(30)))


@case("BUN-20")
def manifest_without_a_sender() -> bytes:
    return editing(lambda manifest: manifest.pop("from") and None)


@case("BUN-20")
def manifest_whose_lineage_lacks_its_own_life() -> bytes:
    return editing(lambda manifest: manifest["log"].update(lineage=[]))


@case("BUN-25")
def needs_a_later_reader() -> bytes:
    return editing(lambda manifest: manifest.update(min_reader=2, fmt=2))


@case("BUN-25")
def unknown_critical_feature() -> bytes:
    return editing(lambda manifest: manifest.update(crit=["new-deletes"]))


@case("BUN-30")
def content_id_lies() -> bytes:
    return editing(lambda manifest: manifest.update(content_id="0" * 64))


# -- records: JSON


def deep(levels: int) -> dict[str, Any]:
    """An object in an object in an object."""
    found: dict[str, Any] = {}
    for _ in range(levels):
        found = {"a": found}
    return found


BAD_JSON: dict[str, bytes] = {
    "a key twice": b'{"a":1,"a":2}',
    "blanks": b'{"a": 1}',
    "a float": b'{"a":1.5}',
    "a float beyond all": b'{"a":1e308}',
    "a float as an integer": b'{"a":1E2}',
    "not a number": b'{"a":NaN}',
    "infinity": b'{"a":-Infinity}',
    "too large a number": b'{"a":9007199254740992}',
    "five thousand digits": b'{"a":' + b"9" * 5_000 + b"}",
    "seventeen levels": encode(deep(16)),
    "ten thousand levels": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "ten thousand lists": b'{"a":' + b"[" * 10_000 + b"]" * 10_000 + b"}",
    "half a letter": b'{"a":"\\ud800"}',
    "half a letter in a key": b'{"\\ud800":1}',
    "not UTF-8": b'{"a":"\xff"}',
    "a letter written long": b'{"a":"\xc0\xaf"}',
    "an escape too many": b'{"a":"\\u0061"}',
    "an escaped slash": b'{"a":"\\/"}',
    "keys out of order": b'{"b":1,"a":2}',
    "a key that isn't composed": '{"Te\u0302n":1}'.encode(),
    "no object": b"[]",
    "nothing": b"",
    "a mark at its start": b'\xef\xbb\xbf{"a":1}',
    "a text too long": encode({"a": "x" * (256 * 1024 + 1)}),
    "minus nought": b'{"a":-0}',
}


@pytest.mark.parametrize("name", BAD_JSON)
def test_bad_json_in_a_piece(name: str) -> None:
    answered("BUN-32", piece_of(BAD_JSON[name]))


@pytest.mark.parametrize("name", BAD_JSON)
def test_bad_json_in_a_header(name: str) -> None:
    if len(BAD_JSON[name]) <= form.READING.header:
        answered("BUN-32", tampered_header(lambda _: BAD_JSON[name]))


def tampered_header(raw: Callable[[bytes], bytes]) -> bytes:
    """One header's bytes replaced in its frame; what follows no longer hangs together, but that comes later."""

    def change(one: Forged) -> None:
        first = one.frames[0]
        headers = [record.header for record in chained(small_log())]
        headers[1] = raw(headers[1])
        content = b"".join(len(header).to_bytes(4, "big") + header for header in headers)
        one.frames[0] = part(3, 7, content)
        assert first.type == 3

    return made(change)


@case("BUN-14")
def header_too_large() -> bytes:
    return tampered_header(lambda header: header[:-1] + b'"zz":"' + b"x" * 17_000 + b'"}')


@case("BUN-14")
def piece_too_large() -> bytes:
    def change(one: Forged) -> None:
        payload = encode({"a": "x" * 1_100_000})
        listed = len(payload) + 25
        content = listed.to_bytes(4, "big") + (2).to_bytes(8, "big") + b"a" + bytes(16) + payload
        one.frames[1] = part(4, 1, content, "a")

    return made(change)


# -- records: headers

BAD_FIELDS: dict[str, dict[str, Any]] = {
    "no number": {"q": "2"},
    "a number that is true": {"q": True},
    "a kind with a tabulator": {"k": "mem\tber"},
    "an id with a line end": {"id": "m-1\n"},
    "an id that climbs": {"id": "../../etc"},
    "an unknown operation": {"o": "merge"},
    "a version of nought": {"v": 0},
    "a hash too short": {"p": "AAAA"},
    "a hash in another spelling": {"p": "A" * 42 + "B"},
    "an unknown class": {"c": {"z": "A" * 43}},
    "a group of one number": {"x": [2]},
    "a group that is a text": {"x": "2,1"},
    "no time": {"t": "yesterday"},
    "a time without offset": {"t": "2026-11-20T09:00:00"},
    "no incarnation": {"inc": "1"},
    "no reason": {"r": None},
}


@pytest.mark.parametrize("name", BAD_FIELDS)
def test_bad_fields_in_a_header(name: str) -> None:
    answered("BUN-33", header_of(**BAD_FIELDS[name]))


# -- records: chain


@case("BUN-40")
def a_number_is_left_out() -> bytes:
    return records(lambda drafts: drafts[-1].header.update(q=9))


@case("BUN-40")
def a_number_comes_twice() -> bytes:
    return records(lambda drafts: drafts[-1].header.update(q=1))


@case("BUN-40")
def numbers_overlap_the_range_before() -> bytes:
    """The list says 2 to 8, the records say 1 to 7."""

    def edit(manifest: dict[str, Any]) -> None:
        manifest["log"].update({"from": 2, "to": 8})
        manifest["content_id"] = identity(manifest)

    return made(lambda one: one.outer.pop("tip"), with_edit(edit))


def identity(manifest: dict[str, Any]) -> str:
    """The honest content id of a dishonest list."""
    log = manifest["log"]
    content = {
        "blobs": [],
        "document": None,
        "kind": manifest["kind"],
        "log": [log["inc"], log["from"], log["to"], log["head"]],
        "unit": manifest["from"]["unit"],
    }
    return hashlib.sha256(b"scb-content/1\0" + encode(content)).hexdigest()


@case("BUN-41")
def wrong_previous_hash() -> bytes:
    return header_of(p="A" * 43)


@case("BUN-41")
def first_record_hangs_on_something() -> bytes:
    return editing(lambda manifest: manifest["log"].update(prev="B" * 42 + "A"))


@case("BUN-41")
def head_is_another() -> bytes:
    def edit(manifest: dict[str, Any]) -> None:
        manifest["log"]["head"] = "B" * 42 + "A"
        manifest["content_id"] = identity(manifest)

    return made(lambda one: one.outer.pop("tip"), with_edit(edit))


@case("BUN-41")
def one_header_was_exchanged() -> bytes:
    return tampered_header(lambda header: header.replace(b"m-1", b"m-9"))


@case("BUN-42")
def last_group_is_cut_off() -> bytes:
    return records(lambda drafts: setattr(drafts[-1], "group", (7, 2)))


@case("BUN-42")
def first_group_is_cut_off() -> bytes:
    return records(lambda drafts: setattr(drafts[0], "group", (0 + 1, 9)))


@case("BUN-42")
def group_inside_a_group() -> bytes:
    return records(lambda drafts: setattr(drafts[3], "group", (4, 1)))


@case("BUN-42")
def group_that_began_before_the_bundle() -> bytes:
    whole = chained(small_log())
    return forged(whole[3:]).to_bytes()


@case("BUN-43")
def incarnation_that_isnt_listed() -> bytes:
    def change(drafts: list[Draft]) -> None:
        for draft in drafts[5:]:
            draft.inc = forge.SECOND_INC

    second = replace(forge.FIRST_LIFE, inc="m" * 26, epoch=2)
    return records_without_own_list(change, second)


def records_without_own_list(change: Callable[[list[Draft]], None], extra: Branch) -> bytes:
    """A log whose last records are of a life that its list doesn't have (but the list's own end is listed)."""
    drafts = small_log()
    change(drafts)
    one = forged(chained(drafts), (forge.FIRST_LIFE, extra))

    def edit(manifest: dict[str, Any]) -> None:
        manifest["log"]["inc"] = forge.INC
        manifest["content_id"] = identity(manifest)

    one.outer.pop("tip")
    one.edit = edit
    return one.to_bytes()


@case("BUN-43")
def branch_that_grew_elsewhere() -> bytes:
    return second_life(parent_q=2)


@case("BUN-43")
def branch_on_another_hash() -> bytes:
    return second_life(parent_h="B" * 42 + "A")


@case("BUN-43")
def branch_without_a_record_of_its_own() -> bytes:
    return second_life(operation="put")


def second_life(operation: str = "sys", **changes: Any) -> bytes:
    """A log that was restored after its seventh record."""
    first = chained(small_log())
    opening = Draft("sys.incarnation", forge.SECOND_INC, operation, {"a": b"{}"}, inc=forge.SECOND_INC)
    whole = chained([*small_log(), opening])
    branch = Branch(
        forge.SECOND_INC,
        2,
        forge.INC,
        7,
        forge.text_of(first[-1].h),
        "2026-06-01T08:00:00+07:00",
        "restore",
        "user-1",
    )
    one = forged(whole, (forge.FIRST_LIFE, replace(branch, **changes)))
    one.manifest["log"]["epoch"] = 2
    return one.to_bytes()


def test_a_declared_second_life_is_read() -> None:
    checked = forge.read(second_life())
    assert checked.manifest.log is not None
    assert checked.manifest.log.inc == forge.SECOND_INC


@case("BUN-34")
def piece_whose_hash_differs() -> bytes:
    return records(lambda drafts: drafts[1].header.update(c={"a": "B" * 42 + "A", "b": "B" * 42 + "A"}))


@case("BUN-34")
def piece_that_its_header_doesnt_name() -> bytes:
    return records(lambda drafts: drafts[1].header.update(c={}))


def pieces_frame(*items: tuple[int, bytes]) -> Callable[[Forged], None]:
    """The first frame of pieces replaced by these (number, payload)."""

    def change(one: Forged) -> None:
        content = b"".join(
            (len(payload) + 25).to_bytes(4, "big")
            + q.to_bytes(8, "big")
            + b"a"
            + forge.salt_of(q, "a")
            + payload
            for q, payload in items
        )
        one.frames[1] = part(4, len(items), content, "a")

    return change


@case("BUN-34")
def piece_of_no_record() -> bytes:
    return made(pieces_frame((99, b"{}")))


@case("BUN-34")
def piece_twice() -> bytes:
    return made(pieces_frame((2, b"{}"), (2, b"{}")))


@case("BUN-34")
def pieces_out_of_order() -> bytes:
    return made(pieces_frame((3, b"{}"), (2, b"{}")))


@case("BUN-34")
def piece_of_another_class() -> bytes:
    def change(one: Forged) -> None:
        pieces_frame((2, b"{}"))(one)
        content = zstandard.decompress(one.frames[1].content).replace(
            b"a" + forge.salt_of(2, "a"), b"b" + bytes(16)
        )
        one.frames[1] = part(4, 1, content, "a")

    return made(change)


@case("BUN-30")
def piece_shorter_than_its_salt() -> bytes:
    return made(lambda one: one.frames.__setitem__(1, part(4, 1, b"\0\0\0\1" + bytes(40), "a")))


@case("BUN-30")
def bytes_behind_the_headers() -> bytes:
    def change(one: Forged) -> None:
        one.frames[0] = part(3, 7, zstandard.decompress(one.frames[0].content) + b"x")

    return made(change)


@case("BUN-30")
def headers_end_early() -> bytes:
    def change(one: Forged) -> None:
        one.frames[0] = part(3, 7, zstandard.decompress(one.frames[0].content)[:-1])

    return made(change)


@case("BUN-44")
def totals_lie() -> bytes:
    return editing(lambda manifest: manifest["totals"]["range"]["member"].update(put=99))


@case("BUN-44")
def totals_leave_a_kind_out() -> bytes:
    return editing(lambda manifest: manifest["totals"]["range"].pop("meeting") and None)


# -- attachments


def blob_of(content: bytes) -> list[Piece]:
    """An attachment with its salt."""
    return [part(5, 1, content, encoding="none")]


def with_blobs(*contents: bytes) -> bytes:
    """An honest bundle with these attachments (salt and all) behind it."""

    def edit(manifest: dict[str, Any]) -> None:
        log = manifest["log"]
        content = {
            "blobs": sorted(hashlib.sha256(blob[16:]).hexdigest() for blob in contents),
            "document": None,
            "kind": "data",
            "log": [log["inc"], log["from"], log["to"], log["head"]],
            "unit": forge.UNIT,
        }
        manifest["content_id"] = hashlib.sha256(b"scb-content/1\0" + encode(content)).hexdigest()

    one = with_edit(edit)
    for content in contents:
        one.frames += blob_of(content)
    return one.to_bytes()


@case("BUN-35")
def attachment_without_a_salt() -> bytes:
    return with_blobs(b"short")


@case("BUN-35")
def attachment_twice() -> bytes:
    return with_blobs(bytes(16) + b"../../etc/passwd", bytes(15) + b"x../../etc/passwd")


@case("BUN-30")
def attachment_before_the_records() -> bytes:
    return made(lambda one: one.frames.insert(0, blob_of(bytes(20))[0]))


@case("BUN-30")
def document_among_records() -> bytes:
    return made(lambda one: one.frames.append(part(7, 1, b"{}")))


@case("BUN-30")
def nested_bundle() -> bytes:
    """ORIGIN frames are reserved: a critical one is refused by its type once the list is gone through."""
    return made(lambda one: one.frames.insert(0, part(4, 1, b"{}", "a")))


@case("BUN-30")
def receipt_that_carries_records() -> bytes:
    def change(one: Forged) -> None:
        one.outer["kind"] = "receipt"
        one.edit = lambda manifest: manifest.update(kind="receipt")

    return made(change)


@case("BUN-30")
def data_that_is_a_document() -> bytes:
    def edit(manifest: dict[str, Any]) -> None:
        for name in ("log", "totals", "state_root"):
            del manifest[name]

    one = with_edit(edit)
    one.outer.pop("tip")
    one.frames = [part(7, 1, b"{}")]
    return one.to_bytes()


@case("BUN-15")
def origin_frame() -> bytes:
    return made(lambda one: one.frames.append(part(6, 1, b"{}", encoding="none")))


# -- that none of them gets through


def answered(code: str, content: bytes) -> None:
    """The reader refuses this with exactly this code, one sentence and a next step."""
    with pytest.raises((Refused, Trouble)) as caught:
        forge.read(content)
    assert caught.value.code == code, caught.value.__notes__
    assert caught.value.message.text.endswith((".", "!"))
    if code.startswith("BUN-"):
        assert caught.value.next_step is not None


@pytest.mark.parametrize("name", CASES)
def test_hostile(name: str) -> None:
    code, make = CASES[name]
    answered(code, make())


# -- what may differ and is read all the same


def test_an_unknown_frame_that_may_be_skipped_is_skipped() -> None:
    one = forged()
    one.frames.append(replace(part(77, 3, b"of a later program", encoding="none"), flags=0))
    came, _ = forge.delivered(forge.read(one.to_bytes()))
    assert came == chained(small_log())


def test_its_digest_is_checked_nevertheless() -> None:
    one = forged()
    skipped = replace(part(77, 3, b"of a later program", encoding="none"), flags=0)
    one.frames.append(replace(skipped, content=b"of a later Program"))
    answered("BUN-30", one.to_bytes())


def test_unknown_fields_of_the_manifest_and_a_newer_format_are_read() -> None:
    content = editing(lambda manifest: manifest.update(fmt=3, zz={"new": True}))
    assert forge.read(content).manifest.format == 3


def test_a_newer_minor_version_is_read() -> None:
    one = forged()
    content = bytearray(one.to_bytes())
    content[11] = 4
    sealed = read_sealed(lambda: io.BytesIO(forge.closed(bytes(content[: -form.TRAILER.size]))))
    with pytest.raises(Refused, match="BUN-22"):  # read, but that cover isn't the one that was signed
        verify_bundle(open_bundle(sealed, forge.ME), forge.verify)


def test_a_bundle_for_a_later_program_is_verified_and_known_by_name() -> None:
    content = needs_a_later_reader()
    sealed = read_sealed(lambda: io.BytesIO(content))
    verified = verify_bundle(open_bundle(sealed, forge.ME), forge.verify)
    assert verified.manifest.too_new
    assert verified.manifest.sender.unit == forge.UNIT
    with pytest.raises(Refused, match="BUN-25"):
        parse_bundle(verified)


def test_an_older_key_of_ours_opens_it() -> None:
    me = Me(forge.SUPERIOR, (forge.STRANGER, forge.SEALER))
    assert forge.read(forged().to_bytes(), me).manifest.sender.unit == forge.UNIT


def test_without_any_key_it_isnt_for_us() -> None:
    with pytest.raises(Refused, match="BUN-10"):
        forge.read(forged().to_bytes(), Me(forge.SUPERIOR))


def test_a_thousand_recipients_are_no_way_in() -> None:
    recipients = [pyrage.x25519.Recipient.from_str(forge.STRANGER.public)] * 1_000
    one = forged()
    one.seal = lambda inner: pyrage.encrypt(inner, recipients)
    answered("BUN-10", one.to_bytes())


def test_a_state_that_lies_is_told_and_not_refused() -> None:
    """The records are whole: they go into the log, but the figures are in doubt."""
    checked = forge.read(editing(lambda manifest: manifest.update(state_root="0" * 64)))
    honest = list(forge.Listed(chained(small_log())).entities())
    assert [fault.code for fault in checked.state_faults(honest)] == ["BUN-45"]
    whole = forge.read(forged().to_bytes())
    assert whole.state_faults(honest) == ()
    assert [fault.code for fault in whole.state_faults(honest[1:])] == ["BUN-45", "BUN-46"]


def test_refusals_never_quote_what_was_read() -> None:
    """A note names rules and numbers; a person's name must not come into a log this way."""
    payload = '{"full_name":"Bế Đức Kiên", "a":1}'.encode()
    with pytest.raises(Refused) as caught:
        forge.read(piece_of(payload))
    assert "Kiên" not in json.dumps([str(caught.value), *caught.value.__notes__], ensure_ascii=False)
