"""Reading a bundle, one step of trust after the other; each function takes only what the one before gave.

``read_sealed`` (whole, no keys) → ``open_bundle`` (sealed to us) → ``verify_bundle`` (signed by whom it says,
for us, under this cover) → ``parse_bundle`` (everything is as listed, strictly) → ``check_bundle`` (the chain
holds, figures agree). Only ``Refused`` and ``Trouble`` leave it. A bundle is gone through several times rather
than put anywhere: in memory up to 64 MiB, decrypted anew beyond that.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from desktop.basics.errors import Refused, Told
from desktop.bundles import refusals, strict_json
from desktop.bundles.batches import RawBatch, canonical
from desktop.bundles.chain import Chain
from desktop.bundles.format import MIB, BundleKind, FrameType, OuterHeader, SealedBundle, Suite, read_sealed
from desktop.bundles.manifest import Manifest, Part, content_id, digest_of, key_id
from desktop.bundles.plan import mind_plan
from desktop.bundles.refusals import demand, refusal
from desktop.bundles.stream import Enough, Stream, later_frames, opening_frames, suited
from desktop.keys.sealing import Sealer
from desktop.storage.log import Stored

__all__ = [
    "CheckedBundle",
    "Me",
    "OpenedBundle",
    "ParsedBundle",
    "SealedBundle",
    "SignedBy",
    "VerifiedBundle",
    "check_bundle",
    "open_bundle",
    "parse_bundle",
    "read_sealed",
    "verify_bundle",
]

_SALT = 16
_RECORDS = frozenset({FrameType.HEADERS, FrameType.PIECES})
_KEPT = 16 * MIB  # so many bytes of records are kept instead of being decrypted and unpacked three times


class Certified(Protocol):
    """A certificate that was confirmed."""

    @property
    def sha256(self) -> str:
        """SHA-256 of its DER, hexadecimal."""


class SignedBy(Protocol):
    """Who made a signature, as the confirmed certificate says (``keys.cms.SignedBy`` is one)."""

    @property
    def urn(self) -> str:
        """URN of the unit that the certificate was issued for."""

    @property
    def certificate(self) -> Certified:
        """The signing certificate."""


Verify = Callable[[bytes, bytes], SignedBy]
"""``verify(manifest, signature) -> SignedBy``; Refused or Trouble if it can't be confirmed."""


@dataclass(frozen=True, slots=True, repr=False)
class Me:
    """Who is reading: the own URN and the own private halves, the newest first."""

    unit: str
    sealers: tuple[Sealer, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class OpenedBundle:
    """A bundle that one of our keys opened. Anybody may have made it: nothing in it may be shown."""

    stream: Stream
    me: Me
    key: str
    untrusted_manifest: bytes
    untrusted_signatures: tuple[bytes, ...]

    def __repr__(self) -> str:
        return f"OpenedBundle({self.stream.sealed!r})"


@dataclass(frozen=True, slots=True, repr=False)
class VerifiedBundle:
    """A bundle whose manifest its sender signed, for us, under this cover. What follows isn't read yet."""

    stream: Stream
    manifest: Manifest
    signatures: tuple[bytes, ...]
    signers: tuple[SignedBy, ...]

    def __repr__(self) -> str:
        return f"VerifiedBundle({self.manifest.bundle_id})"


@dataclass(frozen=True, slots=True, repr=False)
class ParsedBundle:
    """A bundle all of whose frames are as listed and strictly formed. ``blobs``: hashes of the attachments.

    ``document`` is the one of a document bundle. ``batches``: the records, where they are few enough to be kept.
    """

    verified: VerifiedBundle
    blobs: tuple[str, ...]
    document: strict_json.Json | None
    batches: tuple[RawBatch, ...] | None = None

    @property
    def manifest(self) -> Manifest:
        """What the sender signed."""
        return self.verified.manifest

    def __repr__(self) -> str:
        return f"ParsedBundle({self.manifest.bundle_id})"


@dataclass(frozen=True, slots=True, repr=False)
class CheckedBundle:
    """A bundle whose records form one unbroken chain from its ``prev`` to its ``head``.

    ``latest``: for each aggregate in the range, number and operation of its latest record. ``versions``: highest
    version of each kind of record.
    """

    parsed: ParsedBundle
    hashes: bytes
    latest: Mapping[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    versions: Mapping[str, int] = field(default_factory=dict)

    @property
    def manifest(self) -> Manifest:
        """What the sender signed."""
        return self.parsed.manifest

    def hash_at(self, q: int) -> bytes | None:
        """The hash of record ``q``, from the one before the range to its last; None outside."""
        log = self.manifest.log
        place = 0 if log is None else q - log.first + 1
        if log is None or not 0 <= place <= log.last - log.first + 1:
            return None
        return self.hashes[32 * place : 32 * place + 32]

    def deliver(
        self,
        take: Callable[[list[Stored]], None],
        take_blob: Callable[[str, bytes], None] | None = None,
    ) -> None:
        """Hand over the records in order, a batch at a time, then the blobs (SHA-256, content).

        The file is read again if it is large: should it have changed, this raises, and what was handed over in
        this call must be undone. Whatever ``take`` raises comes through.
        """
        kept = self.parsed.batches
        if kept is not None and not (self.parsed.blobs and take_blob):
            for raw in kept:
                take(list(raw.records()))
            return
        batches = _Batches(lambda raw: take(list(raw.records())), self.manifest.parts)

        def give(part: Part, content: bytes) -> None:
            if part.kind == FrameType.BLOB and take_blob is not None:
                take_blob(hashlib.sha256(content[_SALT:]).hexdigest(), content[_SALT:])
            batches.take(part, content)

        _go_through(self.parsed.verified, give)

    def state_faults(self, entities: Iterable[tuple[str, str, int, str]]) -> tuple[Refused, ...]:
        """What disagrees after this bundle; nothing if all is well.

        ``entities``: kind, id, number of the latest record and operation of every aggregate that the reader
        holds of this unit once the bundle is in. BUN-45: another state root, BUN-46: other figures.
        """
        from desktop.bundles.write import state_of

        root, live = state_of(entities)
        manifest = self.manifest
        faults = []
        if root != manifest.state_root:
            faults.append(refusal(refusals.STATE_ROOT))
        if manifest.totals is not None and live != dict(manifest.totals.state):
            faults.append(refusal(refusals.STATE))
        return tuple(fault for fault in faults if isinstance(fault, Refused))

    def __repr__(self) -> str:
        return f"CheckedBundle({self.manifest.bundle_id})"


def open_bundle(sealed: SealedBundle, me: Me) -> OpenedBundle:
    """Open the seal and take the manifest and its signatures out, unread.

    Refused BUN-12 (the cover names others: nothing was decrypted), BUN-10 (sealed to others), BUN-13, BUN-14,
    BUN-15; Trouble BUN-01, BUN-11.
    """
    header = sealed.untrusted_header
    if header.to and me.unit not in header.to:
        raise refusal(refusals.ADDRESSED, f"for {header.to[0]}")
    kit = header.suite is Suite.NONE
    demand(not kit or header.kind is BundleKind.KIT, refusals.OUTER, "not sealed")
    found: list[tuple[bytes, tuple[bytes, ...]]] = []
    failure: Told = refusal(refusals.NOT_FOR_US, "no key")
    for sealer, stream in zip((*me.sealers, None), suited(sealed, me.sealers), strict=False):
        try:
            stream.go_through(
                opening_frames(lambda manifest, signatures: found.append((manifest, signatures)))
            )
        except Refused as error:
            failure = error
            if error.code != refusals.NOT_FOR_US:
                raise
        else:
            key = "" if kit or sealer is None else key_id(sealer.public)
            return OpenedBundle(stream, me, key, *found[0])
    raise failure


def verify_bundle(opened: OpenedBundle, verify: Verify) -> VerifiedBundle:
    """Confirm the signatures, then read the manifest and hold it against cover, recipients and signer.

    Refused BUN-20 … BUN-24, BUN-30, BUN-14, and whatever ``verify`` raises. A bundle for a later program
    (``manifest.too_new``) passes: it is to be kept. The first signature is the sending device's.
    """
    raw = opened.untrusted_manifest
    signers = tuple(verify(raw, signature) for signature in opened.untrusted_signatures)
    manifest = Manifest.from_bytes(raw)
    sealed = opened.stream.sealed
    same = hashlib.sha256(sealed.outer).hexdigest() == manifest.outer_sha256
    demand(same, refusals.OUTER_ALTERED, "outer_sha256")
    device = signers[0]
    right = device.urn == manifest.sender.unit and device.certificate.sha256 == manifest.sender.certificate
    demand(right, refusals.NOT_THE_SENDER)
    if opened.key:
        mine = (opened.me.unit, opened.key)
        demand(mine in {(to.unit, to.key) for to in manifest.to}, refusals.READDRESSED)
    else:
        demand(not manifest.to, refusals.READDRESSED, "addressed but not sealed")
    _mind_cover(sealed.untrusted_header, manifest)
    if not manifest.too_new:
        mind_plan(manifest)
    return VerifiedBundle(opened.stream, manifest, opened.untrusted_signatures, signers)


def _mind_cover(header: OuterHeader, manifest: Manifest) -> None:
    same = (
        header.kind == manifest.kind
        and header.sender in {None, manifest.sender.unit}
        and header.to in {None, tuple(to.unit for to in manifest.to)}
    )
    demand(same, refusals.OUTER_ALTERED, "kind, from or to")
    if header.tip is not None:
        log = manifest.log
        tip = None if log is None else (log.inc, log.last, digest_of(log.head).hex()[:8])
        demand(tip == (header.tip.inc, header.tip.to, header.tip.head8), refusals.OUTER_ALTERED, "tip")


def parse_bundle(verified: VerifiedBundle) -> ParsedBundle:
    """Read every frame to the end: digests, sizes, strict JSON, shape of each header.

    Refused BUN-25 (for a later program), BUN-13, BUN-14, BUN-30 … BUN-36; Trouble BUN-01, BUN-11.
    """
    manifest = verified.manifest
    demand(not manifest.too_new, refusals.TOO_NEW)
    blobs: list[str] = []
    documents: list[strict_json.Json] = []
    digests: list[str] = []
    kept: list[RawBatch] | None = [] if _records_size(manifest.parts) <= _KEPT else None

    def mind(raw: RawBatch) -> None:
        _mind_forms(raw)
        if kept is not None:
            kept.append(raw)

    batches = _Batches(mind, manifest.parts)

    def take(part: Part, content: bytes) -> None:
        if part.kind == FrameType.BLOB:
            demand(len(content) >= _SALT, refusals.BLOB, "shorter than its salt")
            blobs.append(hashlib.sha256(content[_SALT:]).hexdigest())
        elif part.kind == FrameType.DOC:
            documents.append(_document(content))
            digests.append(part.sha256)
        batches.take(part, content)

    _go_through(verified, take, keep=True)
    demand(len(set(blobs)) == len(blobs), refusals.BLOB, "twice")
    identity = content_id(
        manifest.kind,
        manifest.sender.unit,
        log=manifest.log,
        blobs=blobs,
        document=digests[0] if digests else None,
    )
    demand(identity == manifest.content_id, refusals.PARTS, "content_id")
    document = documents[0] if documents else None
    return ParsedBundle(verified, tuple(blobs), document, None if kept is None else tuple(kept))


def _records_size(parts: Iterable[Part]) -> int:
    """Bytes of the records, decompressed."""
    return sum(part.length for part in parts if part.kind in _RECORDS)


def check_bundle(parsed: ParsedBundle) -> CheckedBundle:
    """Follow the chain through the records and count them.

    Refused BUN-40 (numbers), BUN-41 (chain), BUN-42 (groups), BUN-43 (lineage), BUN-34 (a piece that doesn't
    fit its header), BUN-44 (totals). How it links to what the reader already holds is the reader's to judge.
    """
    manifest = parsed.manifest
    if manifest.log is None or manifest.totals is None:
        return CheckedBundle(parsed, b"")
    chain = Chain(manifest.log)
    if parsed.batches is None:
        _follow(parsed.verified, chain)
    for raw in parsed.batches or ():
        chain.follow(raw)
    chain.end(manifest.totals)
    return CheckedBundle(parsed, bytes(chain.hashes), chain.latest, chain.versions)


def _follow(verified: VerifiedBundle, chain: Chain) -> None:
    """The chain through the records of a large bundle, which are read again."""
    batches = _Batches(chain.follow, verified.manifest.parts)

    def take(part: Part, content: bytes) -> None:
        if part.kind == FrameType.BLOB:
            batches.end()
            raise Enough  # no records behind the first blob; parse_bundle read to the end
        batches.take(part, content)

    _go_through(verified, take)


def _go_through(verified: VerifiedBundle, take: Callable[[Part, bytes], None], *, keep: bool = False) -> None:
    reader = later_frames(verified.manifest, verified.signatures, take)
    verified.stream.go_through(reader, keep=keep)


class _Batches:
    """Collects the frames of a batch and hands it on when its last frame has come."""

    def __init__(self, take: Callable[[RawBatch], None], parts: tuple[Part, ...]) -> None:
        self._take = take
        self._frames: list[tuple[Part, bytes]] = []
        self._left = [part for part in parts if part.kind in _RECORDS]
        self._left.reverse()

    def take(self, part: Part, content: bytes) -> None:
        """The next frame of any type."""
        if part.kind not in _RECORDS:
            return
        self._left.pop()
        self._frames.append((part, content))
        if not self._left or self._left[-1].kind == FrameType.HEADERS:
            self.end()

    def end(self) -> None:
        """Hand on what was collected."""
        if self._frames:
            frames, self._frames = self._frames, []
            self._take(RawBatch.of(frames))


def _mind_forms(raw: RawBatch) -> None:
    raw.judge()
    numbers = {head.q for head, _fields in raw.judged}
    demand(len(numbers) == len(raw.headers), refusals.NUMBERS, "a number twice")
    for pieces in raw.pieces.values():
        for q in pieces:
            if q not in numbers:
                raise refusal(refusals.PIECE, f"record {q}: a piece without a header")
        # A save writes the whole aggregate: what it left alone comes again byte for byte, and is read once.
        for payload in dict.fromkeys(payload for _, payload in pieces.values()):
            canonical(payload)


def _document(content: bytes) -> strict_json.Json:
    try:
        return strict_json.read_object(content)
    except strict_json.NotCanonical as error:
        raise refusal(refusals.DOCUMENT, str(error)) from None
