"""A workshop for bundles: an honest log, an honest bundle in its pieces, and every way to tamper with either.

A ``Forged`` is a bundle taken apart. Tests change one thing and put it together again, signed anew by the same
(enrolled, hostile) unit unless they say otherwise.
"""

import hashlib
import hmac
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

import zstandard

from desktop.basics.errors import Refused
from desktop.basics.language import msg
from desktop.bundles import format as form
from desktop.bundles.batches import batches_of, frames_of
from desktop.bundles.format import BundleKind
from desktop.bundles.manifest import FIRST_LINE, Branch, LogRange, Sender, digest_of
from desktop.bundles.read import (
    CheckedBundle,
    Me,
    check_bundle,
    open_bundle,
    parse_bundle,
    read_sealed,
    verify_bundle,
)
from desktop.bundles.write import Addressee, Blob, Letter, Written, write_data
from desktop.keys.sealing import Sealer, seal
from desktop.storage.log import GENESIS, Stored, piece_hash, record_hash, text_of
from desktop.storage.records import PIECES, PieceClass
from desktop.storage.snapshot import encode

UNIT = "urn:sochibo:xa-bang-lang"
SUPERIOR = "urn:sochibo:huyen-song-ma"
OTHER = "urn:sochibo:xa-khac"
INC = "abcdefghijklmnopqrstuvwxyz"
SECOND_INC = "zyxwvutsrqponmlkjihgfedcba"
MOMENT = datetime(2026, 11, 22, 8, 30, tzinfo=timezone(timedelta(hours=7)))
SECRET = b"the unit's own secret"
# Fixed pairs, made once for these tests: vectors have to stay readable.
SEALER = Sealer.of_secret("AGE-SECRET-KEY-1XMWJS6KFPUKMNWXH3Q9D07YAJRPXMM9G0N8DAH9ZN03Z7398F4XQ95KMAD")
STRANGER = Sealer.new()
DEVICE = b"device key of the unit"
ME = Me(SUPERIOR, (SEALER,))


@dataclass(frozen=True)
class Certificate:
    """A certificate that is nothing but a fingerprint."""

    sha256: str


@dataclass(frozen=True)
class Signed:
    """Who the stand-in for a certificate authority says it was."""

    urn: str
    certificate: Certificate


UNITS = {UNIT: DEVICE, OTHER: b"device key of another"}


def certificate_of(unit: str) -> str:
    """The fingerprint of a unit's stand-in certificate."""
    return hashlib.sha256(UNITS[unit]).hexdigest()


def signature(content: bytes, unit: str = UNIT) -> bytes:
    """A stand-in for a CMS signature, so that a test of the format needs no certificates."""
    return unit.encode() + b"|" + hmac.new(UNITS[unit], content, hashlib.sha256).digest()


def verify(content: bytes, made: bytes) -> Signed:
    """Its check."""
    unit, _, mac = made.partition(b"|")
    key = UNITS.get(unit.decode("ascii", "replace"))
    if key is None or not hmac.compare_digest(mac, hmac.new(key, content, hashlib.sha256).digest()):
        raise Refused("KEY-32", msg("The signature doesn't fit."))
    return Signed(unit.decode(), Certificate(hashlib.sha256(key).hexdigest()))


SENDER = Sender(UNIT, "may-1", certificate_of(UNIT))


def letter(**changes: Any) -> Letter:
    """An honest letter to the superior."""
    values: dict[str, Any] = {
        "kind": BundleKind.DATA,
        "sender": SENDER,
        "to": (Addressee(SUPERIOR, SEALER.public),),
        "number": 7,
        "created": MOMENT,
        "app": "sochibo 0.1.0",
        "can_read": {"member": 1, "meeting": 1},
        "bundle_id": "0123456789abcdef" * 2,
    }
    return Letter(**values | changes)


def salt_of(q: int, piece: str) -> bytes:
    """Fixed salts: the same log each time."""
    return hashlib.sha256(f"{q}{piece}".encode()).digest()[:16]


@dataclass
class Draft:
    """One record before it is chained. ``header`` changes fields of the header at will."""

    kind: str
    id: str
    operation: str = "put"
    pieces: dict[PieceClass, bytes] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    raw: Callable[[bytes], bytes] = lambda header: header
    inc: str = INC
    group: tuple[int, int] | None = None


def chained(drafts: Iterable[Draft], first: int = 1, previous: bytes = GENESIS) -> list[Stored]:
    """The records, each a group of its own unless it says otherwise."""
    records = []
    for q, draft in enumerate(drafts, first):
        salts = {piece: salt_of(q, piece) for piece in draft.pieces}
        fields = {
            "by": "user-1",
            "c": {piece: text_of(piece_hash(salts[piece], draft.pieces[piece])) for piece in draft.pieces},
            "id": draft.id,
            "inc": draft.inc,
            "k": draft.kind,
            "o": draft.operation,
            "p": text_of(previous),
            "q": q,
            "r": "edit",
            "t": "2026-11-20T09:00:00+07:00",
            "v": 1,
            "x": list(draft.group or (q, 1)),
        } | draft.header
        header = draft.raw(encode(fields))
        previous = record_hash(header)
        records.append(
            Stored(
                q,
                draft.inc,
                previous,
                draft.kind,
                draft.id,
                header,
                {piece: draft.pieces.get(piece) for piece in PIECES},
                {piece: salts.get(piece) for piece in PIECES},
                False,
            )
        )
    return records


def small_log() -> list[Draft]:
    """A first life of a register with a member, a meeting, a correction, a removal and a group of two."""
    opening = encode({"epoch": 1, "inc": INC, "reason": "first"})
    name = {"full_name": "Bế Đức Kiên", "sex": "male"}
    return [
        Draft("sys.incarnation", INC, "sys", {"a": opening}),
        Draft("member", "m-1", pieces={"a": encode(name), "b": encode({"phone": "0900 000 001"})}),
        Draft("cell", "c-1", pieces={"a": encode({"name": "Chi bộ thôn Đồng Mới"})}, group=(3, 2)),
        Draft("member", "m-2", pieces={"a": encode({"full_name": "Nông Thị Đào"})}, group=(3, 2)),
        Draft("meeting", "h-1", pieces={"a": encode({"present": 19}), "t": encode({"text": "Nghị quyết…"})}),
        Draft("member", "m-1", pieces={"a": encode(name), "t": encode({"_why": "Sửa số điện thoại"})}),
        Draft("member", "m-2", "del"),
    ]


FIRST_LIFE = Branch(INC, 1, None, None, None, "2026-01-05T08:00:00+07:00", "first", "user-1")


class Listed:
    """Records in a list, as the source of a bundle."""

    def __init__(
        self,
        records: list[Stored],
        first: int = 1,
        lineage: tuple[Branch, ...] = (FIRST_LIFE,),
        last: int | None = None,
    ) -> None:
        self._records = {record.q: record for record in records}
        end = records[-1].q if last is None else last
        before = text_of(self._records[first - 1].h if first > 1 else GENESIS)
        head = self._records[end] if end else None
        inc = head.inc if head else INC
        epoch = {branch.inc: branch.epoch for branch in lineage}.get(inc, 1)
        self.log = LogRange(
            inc, epoch, first, end, before, text_of(head.h) if head else text_of(GENESIS), lineage
        )

    def records(self, first: int, last: int) -> Iterable[Stored]:
        return (self._records[q] for q in range(first, last + 1))

    def entities(self) -> Iterable[tuple[str, str, int, str]]:
        latest = {}
        for q in range(1, self.log.last + 1):
            record = self._records[q]
            if not record.kind.startswith("sys."):
                latest[record.kind, record.entity] = (q, record.head["o"])
        return ((kind, id_, q, operation) for (kind, id_), (q, operation) in latest.items())


def bundle(
    source: Listed | None = None, words: Letter | None = None, blobs: Iterable[bytes] = ()
) -> tuple[bytes, Written]:
    """An honest bundle as bytes."""
    target = io.BytesIO()
    carried = [
        Blob(hashlib.sha256(content).hexdigest(), lambda content=content: content) for content in blobs
    ]
    source = source or Listed(chained(small_log()))
    written = write_data(
        words or letter(),
        source,
        signature,
        target,
        blobs=carried,
        blob_secret=SECRET,
        figures={"members": 1},
    )
    return target.getvalue(), written


def read(content: bytes, me: Me = ME) -> CheckedBundle:
    """The whole way."""
    sealed = read_sealed(lambda: io.BytesIO(content))
    return check_bundle(parse_bundle(verify_bundle(open_bundle(sealed, me), verify)))


def delivered(checked: CheckedBundle) -> tuple[list[Stored], dict[str, bytes]]:
    """All records and blobs."""
    records: list[Stored] = []
    blobs: dict[str, bytes] = {}
    checked.deliver(records.extend, blobs.__setitem__)
    return records, blobs


def packed(content: bytes, **options: Any) -> bytes:
    """zstd as the writer packs."""
    return zstandard.ZstdCompressor(
        level=10, write_content_size=True, write_checksum=False, **options
    ).compress(content)


@dataclass
class Piece:
    """One frame of a forged bundle; ``listed`` is what the manifest says of it (None: nothing)."""

    type: int
    content: bytes
    listed: dict[str, Any] | None = None
    flags: int = 1
    zero: int = 0
    length: int | None = None

    def to_bytes(self) -> bytes:
        length = len(self.content) if self.length is None else self.length
        return form.FRAME.pack(self.type, self.flags, self.zero, length) + self.content


def part(kind: int, items: int, content: bytes, piece: str = "", encoding: str = "zstd") -> Piece:
    """A frame and its honest description."""
    inside = packed(content) if encoding == "zstd" else content
    listed = {
        "enc": encoding,
        "len": len(content),
        "n": items,
        "sha256": hashlib.sha256(content).hexdigest(),
        "type": kind,
        "zlen": len(inside),
    }
    return Piece(kind, inside, listed | ({"class": piece} if piece else {}))


@dataclass
class Forged:
    """A bundle in its pieces. ``edit`` changes the manifest after its honest fields were filled in."""

    outer: dict[str, Any]
    manifest: dict[str, Any]
    frames: list[Piece]
    edit: Callable[[dict[str, Any]], None] = lambda manifest: None
    sign: Callable[[bytes], list[bytes]] = lambda raw: [signature(raw)]
    seal: Callable[[bytes], bytes] = lambda inner: seal(inner, [SEALER.public])
    manifest_bytes: Callable[[bytes], bytes] = lambda raw: raw
    outer_bytes: Callable[[bytes], bytes] = lambda raw: raw
    before: bytes = b""
    between: bytes = b""
    after: bytes = b""
    end: bytes = form.FRAME.pack(255, 1, 0, 0)

    def to_bytes(self) -> bytes:
        """Put together, every digest honest unless it was changed."""
        header = self.outer_bytes(encode(self.outer))
        start = form.FIXED.pack(form.MAGIC, 1, 0, len(header)) + header
        manifest = json.loads(json.dumps(self.manifest))
        manifest["outer_sha256"] = hashlib.sha256(start).hexdigest()
        manifest["parts"] = [frame.listed for frame in self.frames if frame.listed is not None]
        self.edit(manifest)
        raw = self.manifest_bytes(FIRST_LINE + encode(manifest))
        inner = self.before + form.FRAME.pack(1, 1, 0, len(raw)) + raw + self.between
        for made in self.sign(raw):
            inner += form.FRAME.pack(2, 1, 0, len(made)) + made
        inner += b"".join(frame.to_bytes() for frame in self.frames) + self.end + self.after
        return closed(start + self.seal(inner))


def closed(content: bytes) -> bytes:
    """With an honest trailer."""
    return content + form.closing(len(content), hashlib.sha256(content).digest())


def forged(records: list[Stored] | None = None, lineage: tuple[Branch, ...] = (FIRST_LIFE,)) -> Forged:
    """An honest bundle of these records (the small log), ready to be tampered with."""
    records = chained(small_log()) if records is None else records
    first = records[0].q
    before = records[0].head.get("p", text_of(GENESIS)) if first > 1 else text_of(GENESIS)
    head = records[-1]
    log = LogRange(head.inc, 1, first, head.q, before, text_of(head.h), lineage)
    content, written = bundle()
    manifest = json.loads(written.manifest.raw[len(FIRST_LINE) :])
    outer = json.loads(content[form.FIXED.size : form.FIXED.size + form.FIXED.unpack(content[:16])[3]])
    manifest["log"] = log.plain()
    counts: dict[str, dict[str, int]] = {}
    for record in records:
        counts.setdefault(record.kind, {}).setdefault(record.head["o"], 0)
        counts[record.kind][record.head["o"]] += 1
    manifest["totals"]["range"] = counts
    identity = {
        "blobs": [],
        "document": None,
        "kind": "data",
        "log": [log.inc, log.first, log.last, log.head],
        "unit": UNIT,
    }
    manifest["content_id"] = hashlib.sha256(b"scb-content/1\0" + encode(identity)).hexdigest()
    outer["tip"] = {"head8": digest_of(log.head).hex()[:8], "inc": log.inc, "to": log.last}
    frames = [
        part(frame.part.kind, frame.part.items, zstandard.decompress(frame.content), frame.part.piece)
        for batch in batches_of(records)
        for frame in frames_of(batch)
    ]
    return Forged(outer, manifest, frames)
