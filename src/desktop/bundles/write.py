"""Writing a bundle: frames → manifest → signature → seal → envelope, with the memory of a few batches.

The manifest comes first in the stream and lists every later frame, so the records are gone through first and the
frames kept while they are small; what is more than ``_KEPT`` bytes is made a second time and must be the same.
"""

import hashlib
import hmac
import io
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from desktop.basics.errors import Told
from desktop.basics.places import flush_folder
from desktop.bundles import format as form
from desktop.bundles import refusals, strict_json
from desktop.bundles.batches import Frame, batches_of, frames_of, mind_readable, packed_frame, plain_frame
from desktop.bundles.format import BundleKind, FrameType, OuterHeader, Suite, Tip
from desktop.bundles.manifest import (
    Acked,
    LogRange,
    Manifest,
    Part,
    Recipient,
    Sender,
    Totals,
    content_id,
    digest_of,
    key_id,
)
from desktop.bundles.plan import mind_plan
from desktop.bundles.refusals import demand, refusal
from desktop.keys import sealing
from desktop.storage.log import Stored

Sign = Callable[[bytes], bytes]
"""``sign(manifest) -> signature``: a detached CMS of the device, or an enrolment code's MAC."""

PART_SUFFIX = ".part"
_BLOB_TAG = b"scbblob/1\0"
_SALT = 16
_KEPT = 64 * form.MIB
_SLICE = form.MIB


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom: unit URN and the age public half of its computer."""

    unit: str
    public: str


@dataclass(frozen=True, slots=True)
class Blob:
    """An attachment to carry: SHA-256 in hexadecimal of its content, and how to get it into memory."""

    sha256: str
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Letter:
    """What every bundle says of itself. ``number`` is the sender's count, for people.

    ``also`` are further signers (a responsible person's token). No addressee: suite ``none``, not sealed.
    """

    kind: BundleKind
    sender: Sender
    to: tuple[Addressee, ...]
    number: int
    created: datetime
    app: str
    suspect: bool = False
    hidden: bool = False
    acked: Acked | None = None
    audit: strict_json.Json | None = None
    can_read: Mapping[str, int] = field(default_factory=dict)
    want: strict_json.Json = field(default_factory=dict)
    also: tuple[Sign, ...] = ()
    bundle_id: str = field(default_factory=lambda: os.urandom(16).hex())


class Source(Protocol):
    """A stretch of the own log, inside one read transaction: every call sees the same records."""

    @property
    def log(self) -> LogRange:
        """Range, hashes and lineage."""

    def records(self, first: int, last: int) -> Iterable[Stored]:
        """Records by number, in order."""

    def entities(self) -> Iterable[tuple[str, str, int, str]]:
        """Kind, id, number of the latest record, operation: every aggregate at the end of the range."""


@dataclass(frozen=True, slots=True)
class Written:
    """A bundle that lies in its target: what was signed, size and SHA-256 of the file."""

    manifest: Manifest
    size: int
    sha256: str


def state_of(entities: Iterable[tuple[str, str, int, str]]) -> tuple[str, dict[str, int]]:
    """The state root in hexadecimal and the number of live aggregates by kind."""
    lines: list[str] = []
    live: dict[str, int] = {}
    for kind, id_, q, operation in entities:
        lines.append(f"{kind}\t{id_}\t{q}\t{operation}\n")
        if operation == "put":
            live[kind] = live.get(kind, 0) + 1
    digest = hashlib.sha256()
    for line in sorted(lines):
        digest.update(line.encode())
    return digest.hexdigest(), live


def write_data(
    letter: Letter,
    source: Source,
    sign: Sign,
    target: BinaryIO,
    *,
    blobs: Iterable[Blob] = (),
    blob_secret: bytes = b"",
    figures: Mapping[str, int] | None = None,
) -> Written:
    """A bundle of a log range and of ``blobs``, whose salts come from ``blob_secret``.

    Refused BUN-60 (more than a writer may put into one bundle: send it in volumes), BUN-42 (the range tears a
    group), BUN-32, BUN-33 (a record that no reader would take); Trouble BUN-62 and BUN-63 (the register changed,
    a kept file is gone).
    """
    log = source.log
    counts: dict[str, dict[str, int]] = {}
    stretches = list(_stretches(source, counts))
    carried = [
        (blob, _salt(blob_secret, blob.sha256)) for blob in sorted(blobs, key=lambda blob: blob.sha256)
    ]
    parts = [part for stretch in stretches for part in stretch.parts]
    parts += [_blob_frame(blob, salt).part for blob, salt in carried]
    root, live = state_of(source.entities())
    manifest = _manifest(
        letter,
        parts=tuple(parts),
        identity=content_id(
            letter.kind, letter.sender.unit, log=log, blobs=[b.sha256 for b, _ in carried], document=None
        ),
    )
    manifest = replace(manifest, log=log, totals=Totals(counts, live, dict(figures or {})), state_root=root)

    def frames() -> Iterator[Frame]:
        for stretch in stretches:
            yield from stretch.frames(source)
        for blob, salt in carried:
            yield _blob_frame(blob, salt)

    tip = Tip(log.inc, log.last, digest_of(log.head).hex()[:8])
    return _write(letter, manifest, tip, frames(), sign, target)


def write_document(letter: Letter, document: strict_json.Json, sign: Sign, target: BinaryIO) -> Written:
    """A bundle of one document: a receipt, an enrolment. Refused BUN-60 over 4 MiB."""
    content = strict_json.written(document)
    demand(len(content) <= form.WRITING.document, refusals.TOO_MUCH, "document")
    made = packed_frame(FrameType.DOC, 1, content)
    identity = content_id(letter.kind, letter.sender.unit, log=None, blobs=(), document=made.part.sha256)
    return _write(letter, _manifest(letter, (made.part,), identity), None, iter([made]), sign, target)


def write_file(path: Path, write: Callable[[BinaryIO], Written]) -> Written:
    """Let ``write`` fill ``path``: beside it as ``.part``, flushed, checked, renamed; a cut leaves no half file.

    Trouble BUN-61 if the disk doesn't take it, or gives back something else.
    """
    part = path.with_name(path.name + PART_SUFFIX)
    try:
        part.unlink(missing_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        try:
            with os.fdopen(descriptor, "wb") as target:
                written = write(target)
                target.flush()
                os.fsync(target.fileno())
            _mind_same(part, written)
            os.replace(part, path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        flush_folder(path.parent)
    except OSError as error:
        raise refusal(refusals.NOT_WRITTEN) from error
    return written


def _mind_same(path: Path, written: Written) -> None:
    try:
        found = form.read_sealed(lambda: path.open("rb"))
    except Told:
        raise refusal(refusals.NOT_WRITTEN, "what was read back is no bundle") from None
    demand(found.sha256 == written.sha256, refusals.NOT_WRITTEN, "what was read back is another")


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The records of one batch: their frames' description, and the frames while there is room for them."""

    first: int
    last: int
    parts: tuple[Part, ...]
    kept: tuple[Frame, ...]

    def frames(self, source: Source) -> Iterable[Frame]:
        if self.kept:
            return self.kept
        again = frames_of(list(source.records(self.first, self.last)))
        demand(tuple(frame.part for frame in again) == self.parts, refusals.SOURCE_CHANGED)
        return again


def _stretches(source: Source, counts: dict[str, dict[str, int]]) -> Iterator[_Stretch]:
    log, room, expected = source.log, _KEPT, source.log.first
    group_end = log.first - 1
    for batch in batches_of(source.records(log.first, log.last)):
        for record in batch:
            demand(record.q == expected, refusals.SOURCE_CHANGED, "a record is missing")
            start, count = record.head["x"]
            demand(start == record.q or record.q <= group_end, refusals.GROUP, "the first group is cut off")
            group_end = start + count - 1
            expected += 1
            of_kind = counts.setdefault(record.kind, {})
            operation = str(record.head["o"])
            of_kind[operation] = of_kind.get(operation, 0) + 1
        mind_readable(batch)
        made = tuple(frames_of(batch))
        room -= sum(len(frame.content) for frame in made)
        yield _Stretch(batch[0].q, batch[-1].q, tuple(f.part for f in made), made if room >= 0 else ())
    demand(expected == log.last + 1, refusals.SOURCE_CHANGED, "a record is missing")
    demand(group_end == log.last, refusals.GROUP, "the last group is cut off")


def _salt(secret: bytes, sha256: str) -> bytes:
    return hmac.new(secret, _BLOB_TAG + bytes.fromhex(sha256), hashlib.sha256).digest()[:_SALT]


def _blob_frame(blob: Blob, salt: bytes) -> Frame:
    content = blob.read()
    demand(hashlib.sha256(content).hexdigest() == blob.sha256, refusals.BLOB_MISSING, blob.sha256[:8])
    demand(len(content) <= form.WRITING.blob, refusals.TOO_MUCH, "blob")
    return plain_frame(FrameType.BLOB, salt + content)


def _manifest(letter: Letter, parts: tuple[Part, ...], identity: str) -> Manifest:
    return Manifest(
        kind=letter.kind,
        bundle_id=letter.bundle_id,
        content_id=identity,
        created=letter.created,
        suspect=letter.suspect,
        app=letter.app,
        sender=letter.sender,
        to=tuple(Recipient(addressee.unit, key_id(addressee.public)) for addressee in letter.to),
        outer_sha256="",
        parts=parts,
        acked=letter.acked,
        audit=letter.audit,
        can_read=letter.can_read,
        want=letter.want,
    )


def _write(
    letter: Letter,
    manifest: Manifest,
    tip: Tip | None,
    frames: Iterator[Frame],
    sign: Sign,
    target: BinaryIO,
) -> Written:
    suite = Suite.AGE if letter.to else Suite.NONE
    demand(suite is Suite.AGE or letter.kind is BundleKind.KIT, refusals.TOO_MUCH, "sealed to nobody")
    outer = form.opening(
        OuterHeader(
            letter.kind,
            None if letter.hidden else letter.sender.unit,
            None if letter.hidden else tuple(addressee.unit for addressee in letter.to),
            letter.number,
            letter.created.date(),
            suite,
            tip,
        )
    )
    manifest = replace(manifest, outer_sha256=hashlib.sha256(outer).hexdigest())
    try:
        mind_plan(manifest, form.WRITING)
    except Told as error:
        raise refusal(refusals.TOO_MUCH, str(error)) from None
    raw = manifest.to_bytes()
    demand(len(raw) <= form.READING.manifest, refusals.TOO_MUCH, "manifest")
    signatures = [make(raw) for make in (sign, *letter.also)]
    inner = _Pulled(_inner(raw, signatures, frames))
    counted = _Counted(target)
    counted.write(outer)
    if suite is Suite.AGE:
        sealing.seal_stream(
            cast("BinaryIO", inner), cast("BinaryIO", counted), [addressee.public for addressee in letter.to]
        )
    else:
        while piece := inner.read(_SLICE):
            counted.write(piece)
    counted.finish()
    return Written(replace(manifest, raw=raw), counted.size, counted.whole.hexdigest())


def _inner(raw: bytes, signatures: list[bytes], frames: Iterator[Frame]) -> Iterator[bytes]:
    yield form.frame(FrameType.MANIFEST, len(raw))
    yield raw
    for signature in signatures:
        yield form.frame(FrameType.SIGNATURE, len(signature))
        yield signature
    for made in frames:
        yield form.frame(made.part.kind, len(made.content))
        yield made.content
    yield form.frame(FrameType.END, 0)


class _Pulled(io.RawIOBase):
    """An iterator of bytes as a stream to read from."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._held = memoryview(b"")

    def read(self, size: int = -1) -> bytes:
        """At least one byte while there are any."""
        while not self._held:
            chunk = next(self._chunks, None)
            if chunk is None:
                return b""
            self._held = memoryview(chunk)
        piece = self._held if size < 0 else self._held[:size]
        self._held = self._held[len(piece) :]
        return bytes(piece)


class _Counted(io.RawIOBase):
    """Counts and hashes what goes into a target, and stops at the largest file."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self.size = 0
        self.whole = hashlib.sha256()

    def write(self, piece: bytes) -> int:  # type: ignore[override]  # the age library gives bytes
        """All of it."""
        self.size += len(piece)
        demand(self.size <= form.WRITING.file, refusals.TOO_MUCH, "file")
        self.whole.update(piece)
        self._target.write(piece)
        return len(piece)

    def finish(self) -> None:
        """The trailer."""
        self.write(form.closing(self.size, self.whole.digest()))
