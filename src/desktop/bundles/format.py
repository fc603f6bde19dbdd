"""The bundle's envelope and frames: constants, limits, and their strict reading and writing (FORMAT.md).

Nothing here decrypts, decompresses or believes. The bytes that an unauthenticated file can reach are those of
this module, the age library, the certificate library and the manifest's reader.
"""

import hashlib
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from typing import BinaryIO, Protocol

from desktop.bundles import fields, refusals, strict_json
from desktop.bundles.fields import Fields, Unfit
from desktop.bundles.refusals import demand, refusal

SUFFIX = ".scb"
MAGIC = b"\x89SCB\r\n\x1a\n"
MAJOR, MINOR = 1, 0
FIXED = struct.Struct(">8sHHI")
TRAILER = struct.Struct(">6sQ32s")
_END_MARK = b"SCBEND"
FRAME = struct.Struct(">BBHQ")
CRITICAL = 1
HIDDEN = "-"
KNOWN_FEATURES: frozenset[str] = frozenset()
"""The critical features that this program knows: none exist so far."""

KIB, MIB = 1024, 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Most of everything, in bytes or pieces. Readers enforce ``READING``, writers stay at ``WRITING``."""

    file: int = 1024 * MIB
    outer: int = 16 * KIB
    manifest: int = MIB
    signature: int = 64 * KIB
    records: int = 500_000
    unpacked: int = 512 * MIB
    batch: int = 16 * MIB
    header: int = 16 * KIB
    piece: int = MIB
    blob: int = 64 * MIB
    blobs: int = 20_000
    document: int = 8 * MIB


READING = Limits()
WRITING = Limits(
    file=READING.file // 2,
    records=READING.records // 2,
    unpacked=READING.unpacked // 2,
    blob=READING.blob // 2,
    blobs=READING.blobs // 2,
    document=READING.document // 2,
)
SIGNATURES = 4
RECIPIENTS = 64
PARTS = 60_000
_PIECE = MIB


class BundleKind(StrEnum):
    """What a bundle is for."""

    DATA = "data"
    RECEIPT = "receipt"
    REFERENCE = "refdata"
    KIT = "enrol-kit"
    REQUEST = "enrol-request"
    GRANT = "enrol-grant"
    INSTRUCTION = "instruction"
    RELAY = "relay"
    BACKUP = "backup-ref"


class Suite(StrEnum):
    """How the body is sealed. ``NONE`` is for enrolment kits, which hold nothing secret."""

    AGE = "age1"
    NONE = "none"


class FrameType(IntEnum):
    """The frames that this program knows."""

    MANIFEST = 1
    SIGNATURE = 2
    HEADERS = 3
    PIECES = 4
    BLOB = 5
    DOC = 7
    END = 255


KNOWN_TYPES = frozenset(int(kind) for kind in FrameType)


class Opener(Protocol):
    """Opens the bundle's bytes for reading, each time from the start."""

    def __call__(self) -> BinaryIO:
        """A seekable stream that the caller closes."""


@dataclass(frozen=True, slots=True)
class Tip:
    """The end of the log inside, so that a stick newer than this PC is noticed: first 8 hex digits of the head."""

    inc: str
    to: int
    head8: str


@dataclass(frozen=True, slots=True)
class OuterHeader:
    """What the cover says: hints for a human and a courier, nothing to be believed.

    ``sender`` is a URN and ``to`` URNs; both None where names stay hidden.
    """

    kind: BundleKind
    sender: str | None
    to: tuple[str, ...] | None
    number: int
    day: date
    suite: Suite
    tip: Tip | None = None

    def to_bytes(self) -> bytes:
        """The canonical object."""
        content: strict_json.Json = {
            "crit": [],
            "date": self.day.isoformat(),
            "from": self.sender or HIDDEN,
            "kind": self.kind.value,
            "no": self.number,
            "suite": self.suite.value,
            "to": HIDDEN if self.to is None else list(self.to),
        }
        if self.tip is not None:
            content["tip"] = {"head8": self.tip.head8, "inc": self.tip.inc, "to": self.tip.to}
        return strict_json.written(content)

    @classmethod
    def from_bytes(cls, content: bytes) -> "OuterHeader":
        """Refused BUN-05 (not in order), BUN-04 (features of a newer program)."""
        try:
            return cls._read(Fields(strict_json.read_object(content)))
        except (strict_json.NotCanonical, Unfit, ValueError) as error:
            raise refusal(refusals.OUTER, str(error)) from None

    @classmethod
    def _read(cls, found: Fields) -> "OuterHeader":
        unknown = set(found.texts("crit", 16)) - KNOWN_FEATURES
        demand(not unknown, refusals.NEWER, "crit")
        sender = found.text("from", _URN_OR_HIDDEN)
        to = None if found.plain().get("to") == HIDDEN else found.texts("to", RECIPIENTS, fields.URN)
        if (sender == HIDDEN) != (to is None):
            raise Unfit("from and to are hidden together")
        tip = None
        if "tip" in found:
            inner = found.inner("tip")
            head8 = inner.text("head8", _HEAD8)
            tip = Tip(inner.text("inc", fields.INCARNATION), inner.number("to"), head8)
        return cls(
            BundleKind(found.text("kind")),
            None if sender == HIDDEN else sender,
            to,
            found.number("no"),
            date.fromisoformat(found.text("date", fields.DAY)),
            Suite(found.text("suite")),
            tip,
        )


_URN_OR_HIDDEN = re.compile(f"-|{fields.URN.pattern}")
_HEAD8 = re.compile("[0-9a-f]{8}")


def opening(header: OuterHeader) -> bytes:
    """Bytes 0 … 16+n−1: what the manifest's ``outer_sha256`` is of."""
    content = header.to_bytes()
    return FIXED.pack(MAGIC, MAJOR, MINOR, len(content)) + content


def closing(size: int, digest: bytes) -> bytes:
    """The trailer after ``size`` bytes with this SHA-256."""
    return TRAILER.pack(_END_MARK, size, digest)


@dataclass(frozen=True, slots=True, repr=False)
class SealedBundle:
    """A whole copy of a bundle, nothing of it opened: ``outer`` are its first bytes, ``header`` their hints.

    ``sha256`` (of the whole file) and ``size`` identify the copy.
    """

    open_: Opener
    outer: bytes
    untrusted_header: OuterHeader
    size: int
    sha256: str

    def body(self) -> "Body":
        """The sealed part as a stream of its own."""
        return Body(self.open_(), len(self.outer), self.size - TRAILER.size)

    def __repr__(self) -> str:
        return f"SealedBundle({self.untrusted_header.kind}, {self.sha256[:8]})"


def read_sealed(open_: Opener) -> SealedBundle:
    """Read a copy whole, without keys: is it one, and as it was written?

    Trouble BUN-01 (unreadable), BUN-02 (no bundle), BUN-03 (damaged); Refused BUN-04 (newer), BUN-05, BUN-06.
    """
    try:
        with open_() as stream:
            return _read_sealed(open_, stream)
    except OSError as error:
        raise refusal(refusals.UNREADABLE) from error


def _read_sealed(open_: Opener, stream: BinaryIO) -> SealedBundle:
    start = stream.read(FIXED.size)
    demand(start[: len(MAGIC)] == MAGIC, refusals.NOT_A_BUNDLE)
    demand(len(start) == FIXED.size, refusals.DAMAGED, "shorter than its first bytes")
    _, major, _, length = FIXED.unpack(start)
    demand(major == MAJOR, refusals.NEWER, "major version")
    demand(2 <= length <= READING.outer, refusals.DAMAGED, "length of the outer header")
    outer = start + stream.read(length)
    demand(len(outer) == FIXED.size + length, refusals.DAMAGED, "shorter than its outer header")
    inner = hashlib.sha256(outer)
    size, held = len(outer), b""
    while piece := stream.read(_PIECE):
        size += len(piece)
        demand(size <= READING.file, refusals.TOO_LARGE)
        held += piece
        inner.update(held[: -TRAILER.size])  # the trailer hashes what lies before it
        held = held[-TRAILER.size :]
    demand(len(held) == TRAILER.size, refusals.DAMAGED, "shorter than its trailer")
    mark, told, digest = TRAILER.unpack(held)
    right = mark == _END_MARK and told == size - TRAILER.size and digest == inner.digest()
    demand(right, refusals.DAMAGED, "trailer")
    whole = inner.copy()
    whole.update(held)
    return SealedBundle(open_, outer, OuterHeader.from_bytes(outer[FIXED.size :]), size, whole.hexdigest())


class Body:
    """The bytes between cover and trailer, as a readable stream."""

    def __init__(self, stream: BinaryIO, start: int, end: int) -> None:
        self._stream = stream
        self._left = end - start
        stream.seek(start)

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` bytes of the body; nothing at its end."""
        wanted = self._left if size < 0 else min(size, self._left)
        piece = self._stream.read(wanted)
        self._left -= len(piece)
        return piece

    def back(self, size: int) -> None:
        """Un-read ``size`` bytes."""
        self._stream.seek(-size, 1)
        self._left += size

    def close(self) -> None:
        """Close the file beneath."""
        self._stream.close()

    def pieces(self) -> Iterator[bytes]:
        """The whole body, piece by piece."""
        while piece := self.read(64 * KIB):
            yield piece


def frame(kind: int, content_length: int, flags: int = CRITICAL) -> bytes:
    """The head of a frame."""
    return FRAME.pack(kind, flags, 0, content_length)


@dataclass(frozen=True, slots=True)
class FrameHead:
    """Type, whether it may be skipped, and length of a frame."""

    kind: int
    critical: bool
    length: int

    @classmethod
    def from_bytes(cls, content: bytes) -> "FrameHead":
        """Refused BUN-13 for flags or zeros that aren't so; BUN-15 for a critical frame that nobody here knows."""
        kind, flags, zero, length = FRAME.unpack(content)
        demand(flags in {0, CRITICAL} and zero == 0, refusals.FRAMES, "flags")
        critical = flags == CRITICAL
        demand(critical or kind not in KNOWN_TYPES, refusals.FRAMES, "a known frame that may be skipped")
        demand(not critical or kind in KNOWN_TYPES, refusals.UNKNOWN_FRAME, f"type {kind}")
        return cls(kind, critical, length)
