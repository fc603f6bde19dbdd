"""Records in frames: packing a stretch of the log into batches, and taking a batch apart again strictly.

A batch is one frame of headers and up to three frames of pieces. It is small enough to be held in memory, so a
bundle of any size is written and read with the memory of a few batches.
"""

import hashlib
import json
import re
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from desktop.basics.errors import Refused
from desktop.bundles import fields, refusals, strict_json
from desktop.bundles import format as form
from desktop.bundles.compression import compressed
from desktop.bundles.fields import Fields, Unfit
from desktop.bundles.format import FrameType
from desktop.bundles.manifest import Part
from desktop.bundles.refusals import demand, refusal
from desktop.storage.log import SALT_LENGTH, Stored, record_hash
from desktop.storage.records import PIECES, PieceClass

MOST_RECORDS = 4_096
FULL = 2 * form.MIB
_LENGTH = struct.Struct(">I")
_PIECE = struct.Struct(f">IQ1s{SALT_LENGTH}s")
_AFTER_LENGTH = _PIECE.size - _LENGTH.size
_OPERATIONS = re.compile("put|del|erase|sys")
_TOLD = ("by", "c", "id", "inc", "k", "o", "p", "q", "r", "t", "v", "x")


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame as it goes into the stream: what the manifest says of it, and its bytes."""

    part: Part
    content: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """The fields of a record's header that the format itself knows, checked for shape only."""

    q: int
    inc: str
    kind: str
    entity: str
    operation: str
    version: int
    previous: str
    group: tuple[int, int]
    pieces: Mapping[str, str]


def batches_of(records: Iterable[Stored]) -> Iterator[list[Stored]]:
    """The records cut into batches; the same cuts each time."""
    batch: list[Stored] = []
    size = 0
    for record in records:
        batch.append(record)
        size += len(record.header) + sum(len(payload) for payload in record.payloads.values() if payload)
        if size >= FULL or len(batch) == MOST_RECORDS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def frames_of(batch: list[Stored]) -> list[Frame]:
    """The frames of one batch. Refused BUN-60 for a record that is larger than a writer may make."""
    for record in batch:
        within = len(record.header) <= form.WRITING.header and all(
            len(payload) <= form.WRITING.piece for payload in record.payloads.values() if payload
        )
        demand(within, refusals.TOO_MUCH, f"record {record.q}")
    headers = b"".join(_LENGTH.pack(len(record.header)) + record.header for record in batch)
    frames = [packed_frame(FrameType.HEADERS, len(batch), headers)]
    for piece in PIECES:
        items = [_packed_piece(record, piece) for record in batch]
        there = [item for item in items if item]
        if there:
            frames.append(packed_frame(FrameType.PIECES, len(there), b"".join(there), piece))
    return frames


def mind_readable(batch: list[Stored]) -> None:
    """A record that no reader would take is named where it was made: Refused BUN-32, BUN-33.

    Its own log is canonical by the way it is written; what is looked for are floats, depth, sizes.
    """
    for record in batch:
        try:
            read_header(record.header, rewrite=False)
            for payload in record.payloads.values():
                if payload is not None:
                    canonical(payload, rewrite=False)
        except Refused as error:
            error.add_note(f"record {record.q}")
            raise


def _packed_piece(record: Stored, piece: PieceClass) -> bytes:
    payload, salt = record.payloads.get(piece), record.salts.get(piece)
    if payload is None or salt is None:
        return b""
    return _PIECE.pack(_AFTER_LENGTH + len(payload), record.q, piece.encode(), salt) + payload


def packed_frame(kind: FrameType, items: int, content: bytes, piece: str = "") -> Frame:
    """A compressed frame."""
    packed = compressed(content)
    digest = hashlib.sha256(content).hexdigest()
    return Frame(Part(kind, items, len(content), len(packed), digest, "zstd", piece), packed)


def plain_frame(kind: FrameType, content: bytes) -> Frame:
    """A frame that isn't compressed."""
    digest = hashlib.sha256(content).hexdigest()
    return Frame(Part(kind, 1, len(content), len(content), digest, "none"), content)


def headers_in(content: bytes, items: int) -> Iterator[bytes]:
    """The headers in a frame, decompressed. Refused BUN-30 (lengths, number), BUN-14 (size)."""
    # Plain comparisons in the loops over records: a call with its words costs as much as the record.
    place, end = 0, len(content)
    for _ in range(items):
        if place + _LENGTH.size > end:
            raise refusal(refusals.PARTS, "headers end early")
        (length,) = _LENGTH.unpack_from(content, place)
        place += _LENGTH.size
        if length > form.READING.header:
            raise refusal(refusals.LIMIT, "header")
        if place + length > end:
            raise refusal(refusals.PARTS, "headers end early")
        yield content[place : place + length]
        place += length
    demand(place == end, refusals.PARTS, "bytes behind the headers")


def pieces_in(content: bytes, part: Part) -> Iterator[tuple[int, bytes, bytes]]:
    """Sequence number, salt and payload of each piece in a frame. Refused BUN-30, BUN-14, BUN-34 (order)."""
    place, before, end, expected = 0, 0, len(content), part.piece.encode()
    for _ in range(part.items):
        if place + _PIECE.size > end:
            raise refusal(refusals.PARTS, "pieces end early")
        length, q, piece, salt = _PIECE.unpack_from(content, place)
        place += _PIECE.size
        stop = place + length - _AFTER_LENGTH
        if stop < place:
            raise refusal(refusals.PARTS, "piece shorter than its salt")
        if stop - place > form.READING.piece:
            raise refusal(refusals.LIMIT, "piece")
        if stop > end:
            raise refusal(refusals.PARTS, "pieces end early")
        if piece != expected:
            raise refusal(refusals.PIECE, f"record {q}: class")
        if q <= before:
            raise refusal(refusals.PIECE, f"record {q}: twice or out of order")
        yield q, salt, content[place:stop]
        before, place = q, stop
    demand(place == end, refusals.PARTS, "bytes behind the pieces")


def read_header(header: bytes, *, rewrite: bool = True) -> Head:
    """The header's fields. Refused BUN-32 (not canonical), BUN-33 (not as FORMAT.md says)."""
    return _judged(canonical(header, rewrite=rewrite))


def _judged(fields_: strict_json.Json) -> Head:
    try:
        return _head(Fields(fields_))
    except Unfit as error:
        raise refusal(refusals.HEADER, str(error)) from None


def canonical(content: bytes, *, rewrite: bool = True) -> strict_json.Json:
    """Canonical JSON of a record. Refused BUN-32."""
    try:
        return strict_json.read_object(content, rewrite=rewrite)
    except strict_json.NotCanonical as error:
        raise refusal(refusals.JSON, str(error)) from None


def _head(found: Fields) -> Head:
    found.text("by")
    found.text("r")
    moment = found.plain().get("t")
    try:
        if not isinstance(moment, str) or datetime.fromisoformat(moment).tzinfo is None:
            raise Unfit("t")
    except ValueError:
        raise Unfit("t") from None
    pieces = found.inner("c")
    for name in pieces.names():
        if name not in PIECES:
            raise Unfit("c")
        pieces.text(name, fields.HASH)
    group = found.many("x", 2)
    if len(group) != 2 or not all(type(number) is int and number >= 1 for number in group):
        raise Unfit("x")
    return Head(
        q=found.number("q", 1),
        inc=found.text("inc", fields.INCARNATION),
        kind=found.text("k", fields.KIND),
        entity=found.text("id", fields.RECORD_ID),
        operation=found.text("o", _OPERATIONS),
        version=found.number("v", 1),
        previous=found.text("p", fields.HASH),
        group=cast("tuple[int, int]", tuple(group)),
        pieces=cast("Mapping[str, str]", pieces.plain()),
    )


def _head_of(found: dict[str, Any]) -> Head:
    return Head(
        found["q"],
        found["inc"],
        found["k"],
        found["id"],
        found["o"],
        found["v"],
        found["p"],
        (found["x"][0], found["x"][1]),
        found["c"],
    )


@dataclass(frozen=True, slots=True)
class RawBatch:
    """One batch decompressed, its frames' digests right: headers, and pieces by class."""

    headers: tuple[bytes, ...]
    pieces: Mapping[PieceClass, Mapping[int, tuple[bytes, bytes]]]
    judged: list[tuple[Head, strict_json.Json]] = field(default_factory=list, repr=False, compare=False)
    """What ``judge`` found, for those who come after it."""

    @classmethod
    def of(cls, frames: list[tuple[Part, bytes]]) -> "RawBatch":
        """From the frames of a batch, the one of headers first."""
        part, content = frames[0]
        return cls(
            tuple(headers_in(content, part.items)),
            {
                cast("PieceClass", part.piece): {
                    q: (salt, payload) for q, salt, payload in pieces_in(content, part)
                }
                for part, content in frames[1:]
            },
        )

    def judge(self) -> None:
        """Read each header strictly. Refusals as ``read_header``."""
        for header in self.headers:
            found = canonical(header)
            self.judged.append((_judged(found), found))

    def heads(self) -> Iterator[tuple[bytes, Head, strict_json.Json]]:
        """Each header with its fields; they were judged here, or before in a frame of the same digest."""
        if len(self.judged) == len(self.headers):
            for header, (head, found) in zip(self.headers, self.judged, strict=True):
                yield header, head, found
            return
        for header in self.headers:
            found = json.loads(header)
            yield header, _head_of(found), found

    def records(self) -> Iterator[Stored]:
        """The records as the log has them. ``erased`` stands for a piece that didn't come along."""
        held = [(piece, self.pieces.get(piece, {})) for piece in PIECES]
        for header, head, said in self.heads():
            payloads: dict[PieceClass, bytes | None] = dict.fromkeys(PIECES)
            salts: dict[PieceClass, bytes | None] = dict.fromkeys(PIECES)
            here = 0
            for piece, pairs in held:
                if pair := pairs.get(head.q):
                    salts[piece], payloads[piece] = pair
                    here += piece in head.pieces
            digest, short = record_hash(header), here < len(head.pieces)
            record = Stored(head.q, head.inc, digest, head.kind, head.entity, header, payloads, salts, short)
            vars(record)["head"] = said  # what the property would read from the header once more
            yield record
