"""Going through the inner stream: decrypting in pieces, handing frames to a reader that is a generator.

The age library pushes plaintext as it goes, and finds a cut only at the end; so the reader is a generator that
says how many bytes it needs and is sent exactly these. No thread, no file: nothing decrypted ever lies anywhere
but in memory, and nothing is believed before the end was seen.
"""

import hashlib
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import BinaryIO, cast

from desktop.basics.errors import Trouble
from desktop.bundles import format as form
from desktop.bundles import refusals
from desktop.bundles.compression import decompressed
from desktop.bundles.format import FRAME, FrameHead, FrameType, SealedBundle, Suite
from desktop.bundles.manifest import Manifest, Part
from desktop.bundles.refusals import demand, refusal
from desktop.keys import sealing
from desktop.keys.sealing import Sealer

Reader = Generator[int, bytes, None]
"""Yields how many bytes it needs next (more than none), is sent exactly these."""

KEPT = 64 * form.MIB
_AGE_START = b"age-encryption.org/v1\n"
_AGE_HEADER = 16 * form.KIB


class Enough(Exception):
    """The reader has what it wanted."""


class Stream:
    """The inner stream of one copy, for one key. What was seen whole once is kept if it is small."""

    def __init__(self, sealed: SealedBundle, sealer: Sealer | None) -> None:
        self.sealed = sealed
        self._sealer = sealer
        self._kept: list[bytes] | None = None

    def go_through(self, reader: Reader, *, keep: bool = False) -> None:
        """Send the whole stream to ``reader``; it may stop early with ``Enough``.

        ``keep``: afterwards go through memory, if it was not more than 64 MiB.
        Trouble BUN-01 (the file is gone), BUN-11 (altered inside); Refused BUN-10 (not for this key), BUN-13.
        """
        if self._kept is not None:
            _from_memory(self._kept, reader)
            return
        sink = _Sink(reader, KEPT if keep else 0)
        try:
            self._push(sink)
        except Enough:
            return
        sink.end()
        self._kept = sink.kept

    def _push(self, sink: "_Sink") -> None:
        try:
            body = self.sealed.body()
        except OSError as error:
            raise refusal(refusals.UNREADABLE) from error
        try:
            if self._sealer is None:
                for piece in body.pieces():
                    sink.write(piece)
                return
            _mind_age_header(body)
            sealing.open_stream(cast("BinaryIO", body), cast("BinaryIO", sink), self._sealer)
        except OSError as error:
            raise refusal(refusals.UNREADABLE) from error
        except Trouble as trouble:
            if trouble.code != sealing.NOT_OPENED:
                raise
            raise refusal(refusals.NOT_OPENED if sink.began else refusals.NOT_FOR_US) from None
        finally:
            body.close()


def _mind_age_header(body: form.Body) -> None:
    start = body.read(_AGE_HEADER)
    right = start.startswith(_AGE_START) and b"\n--- " in start
    demand(right, refusals.NOT_FOR_US, "not a binary age v1 file")
    body.back(len(start))


def _from_memory(kept: Iterable[bytes], reader: Reader) -> None:
    sink = _Sink(reader, 0)
    try:
        for piece in kept:
            sink.write(piece)
    except Enough:
        return
    sink.end()


class _Sink:
    """Cuts what is pushed into the pieces that the reader asks for."""

    def __init__(self, reader: Reader, keep: int) -> None:
        self._reader = reader
        self._held = bytearray()
        self._room = keep
        self._done = False
        self.kept: list[bytes] | None = [] if keep else None
        self.began = False
        self._needed = next(reader)

    def write(self, piece: bytes | bytearray | memoryview) -> int:
        """Any number of bytes."""
        if len(piece):
            self.began = True
        if self.kept is not None:
            self._room -= len(piece)
            if self._room < 0:
                self.kept = None
            else:
                self.kept.append(bytes(piece))
        self._held += piece
        while not self._done and len(self._held) >= self._needed:
            wanted = bytes(memoryview(self._held)[: self._needed])
            del self._held[: self._needed]
            try:
                self._needed = self._reader.send(wanted)
            except StopIteration:
                self._done = True
        demand(not (self._done and self._held), refusals.FRAMES, "bytes behind the end")
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def end(self) -> None:
        """The stream ended here. Refused BUN-13 unless the reader is done."""
        demand(self._done, refusals.FRAMES, "the stream ends early")


def opening_frames(take: Callable[[bytes, tuple[bytes, ...]], None]) -> Reader:
    """The manifest and its signatures, raw; the frame behind them is not looked into."""
    manifest = b""
    signatures: list[bytes] = []
    head = FrameHead.from_bytes((yield FRAME.size))
    demand(head.kind == FrameType.MANIFEST, refusals.FRAMES, "no manifest")
    demand(0 < head.length <= form.READING.manifest, refusals.LIMIT, "manifest")
    manifest = yield head.length
    while True:
        head = FrameHead.from_bytes((yield FRAME.size))
        if head.kind != FrameType.SIGNATURE:
            break
        demand(0 < head.length <= form.READING.signature, refusals.LIMIT, "signature")
        demand(len(signatures) < form.SIGNATURES, refusals.FRAMES, "too many signatures")
        signatures.append((yield head.length))
    demand(bool(signatures), refusals.FRAMES, "no signature")
    take(manifest, tuple(signatures))
    raise Enough


def later_frames(
    manifest: Manifest, signatures: tuple[bytes, ...], take: Callable[[Part, bytes], None]
) -> Reader:
    """Every frame of a verified bundle, each checked against the signed list before it is handed on.

    ``take(part, content)`` gets the uncompressed content. Refused BUN-13, BUN-30, BUN-31.
    """
    for expected in (manifest.raw, *signatures):
        yield FRAME.size
        demand((yield len(expected)) == expected, refusals.PARTS, "another file than before")
    for part in manifest.parts:
        head = FrameHead.from_bytes((yield FRAME.size))
        demand(head.kind == part.kind, refusals.PARTS, f"type {head.kind}")
        demand(head.length == part.packed_length, refusals.PARTS, "length of a frame")
        packed = (yield head.length) if head.length else b""
        content = decompressed(packed, part.length) if part.encoding == "zstd" else packed
        del packed
        demand(hashlib.sha256(content).hexdigest() == part.sha256, refusals.PARTS, "digest of a frame")
        if part.kind in form.KNOWN_TYPES:
            take(part, content)
        del content
    head = FrameHead.from_bytes((yield FRAME.size))
    demand(head.kind == FrameType.END and head.length == 0, refusals.FRAMES, "no end where the list ends")


def suited(sealed: SealedBundle, sealers: Iterable[Sealer]) -> Iterator[Stream]:
    """The streams that the keys at hand may open, newest key first."""
    if sealed.untrusted_header.suite is Suite.NONE:
        yield Stream(sealed, None)
        return
    for sealer in sealers:
        yield Stream(sealed, sealer)
