"""The signed list of contents: who, to whom, which records, every later frame with its digest.

``SCB-MANIFEST/1`` LF and one canonical JSON object. What a field means stands in FORMAT.md, section 4. Fields
that this program doesn't know are kept out of it; the bytes themselves are kept as they came.
"""

import hashlib
import re
from base64 import urlsafe_b64decode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from desktop.basics.errors import Told
from desktop.bundles import fields, refusals, strict_json
from desktop.bundles import format as form
from desktop.bundles.fields import Fields, Unfit
from desktop.bundles.format import BundleKind
from desktop.bundles.refusals import demand, refusal
from desktop.bundles.strict_json import Json

FORMAT = 1
READER = 1
"""The generation of this reader: it applies what needs no later one."""

FIRST_LINE = b"SCB-MANIFEST/1\n"
ENCODINGS = ("none", "zstd")
LINEAGE = 10_000
_CONTENT_TAG = b"scb-content/1\0"
_CLASS = re.compile("[abt]")
_ENCODING = re.compile("none|zstd")
_FIGURE = re.compile(r"[a-z][a-z0-9_.-]{0,63}")


@dataclass(frozen=True, slots=True)
class Sender:
    """Unit URN, device id, SHA-256 of the device's signing certificate in hexadecimal."""

    unit: str
    device: str
    certificate: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """Unit URN and the id of the key that it is sealed to (``key_id``)."""

    unit: str
    key: str


def key_id(public: str) -> str:
    """The id of an age public half: the first 32 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(public.encode("ascii")).hexdigest()[:32]


def digest_of(text: str) -> bytes:
    """The 32 bytes of a hash as it stands in headers: base64url without padding."""
    return urlsafe_b64decode(text + "=")


@dataclass(frozen=True, slots=True)
class Part:
    """One later frame: its type, class of pieces, items, lengths, and SHA-256 of what is inside uncompressed."""

    kind: int
    items: int
    length: int
    packed_length: int
    sha256: str
    encoding: str
    piece: str = ""

    def plain(self) -> Json:
        """As it stands in the manifest."""
        content: Json = {
            "enc": self.encoding,
            "len": self.length,
            "n": self.items,
            "sha256": self.sha256,
            "type": self.kind,
            "zlen": self.packed_length,
        }
        return content | ({"class": self.piece} if self.piece else {})

    @classmethod
    def read(cls, found: Fields) -> "Part":
        """Raises ``Unfit``."""
        return cls(
            found.number("type", 1, 254),
            found.number("n"),
            found.number("len"),
            found.number("zlen"),
            found.text("sha256", fields.SHA256_HEX),
            found.text("enc", _ENCODING),
            found.text("class", _CLASS) if "class" in found else "",
        )


@dataclass(frozen=True, slots=True)
class Branch:
    """One incarnation that the sender knows; the first has no parent. Hashes as in headers."""

    inc: str
    epoch: int
    parent_inc: str | None
    parent_q: int | None
    parent_h: str | None
    opened: str
    reason: str
    by: str

    def plain(self) -> Json:
        """As it stands in the manifest."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def read(cls, found: Fields) -> "Branch":
        """Raises ``Unfit``."""
        branch = cls(
            found.text("inc", fields.INCARNATION),
            found.number("epoch", 1, fields.LAST_EPOCH),
            found.maybe_text("parent_inc", fields.INCARNATION),
            found.maybe_number("parent_q"),
            found.maybe_text("parent_h", fields.HASH),
            found.moment("opened").isoformat(timespec="seconds"),
            found.text("reason"),
            found.text("by"),
        )
        parents = {branch.parent_inc is None, branch.parent_q is None, branch.parent_h is None}
        if len(parents) != 1:
            raise Unfit("half a parent")
        return branch


@dataclass(frozen=True, slots=True)
class LogRange:
    """Records ``first`` to ``last`` of a log (``last = first − 1``: none), the hash before and at the end."""

    inc: str
    epoch: int
    first: int
    last: int
    previous: str
    head: str
    lineage: tuple[Branch, ...]

    def incarnation_at(self, q: int) -> str:
        """Whose record ``q`` is, at most ``last``, as the lineage says."""
        known = {branch.inc: branch for branch in self.lineage}
        inc = self.inc
        for _ in self.lineage:  # each at most once, whatever a sender has written
            branch = known.get(inc)
            if branch is None or branch.parent_inc is None or q > (branch.parent_q or 0):
                break
            inc = branch.parent_inc
        return inc

    def plain(self) -> Json:
        """As it stands in the manifest."""
        return {
            "epoch": self.epoch,
            "from": self.first,
            "head": self.head,
            "inc": self.inc,
            "lineage": [branch.plain() for branch in self.lineage],
            "prev": self.previous,
            "to": self.last,
        }

    @classmethod
    def read(cls, found: Fields) -> "LogRange":
        """Raises ``Unfit``."""
        first = found.number("from", 1)
        range_ = cls(
            found.text("inc", fields.INCARNATION),
            found.number("epoch", 1, fields.LAST_EPOCH),
            first,
            found.number("to", first - 1),
            found.text("prev", fields.HASH),
            found.text("head", fields.HASH),
            tuple(Branch.read(inner) for inner in found.inners("lineage", LINEAGE)),
        )
        if len({branch.inc for branch in range_.lineage}) != len(range_.lineage):
            raise Unfit("an incarnation twice")
        if (range_.inc, range_.epoch) not in {(branch.inc, branch.epoch) for branch in range_.lineage}:
            raise Unfit("its own incarnation isn't listed")
        return range_


@dataclass(frozen=True, slots=True)
class Totals:
    """Operations by kind in this range, live aggregates by kind at its end, and the rooms' own figures."""

    range: Mapping[str, Mapping[str, int]]
    state: Mapping[str, int]
    figures: Mapping[str, int]

    def plain(self) -> Json:
        """As it stands in the manifest."""
        return {
            "figures": dict(self.figures),
            "range": {kind: dict(counts) for kind, counts in self.range.items()},
            "state": dict(self.state),
        }

    @classmethod
    def read(cls, found: Fields) -> "Totals":
        """Raises ``Unfit``."""
        inner = found.inner("range")
        for kind in inner.names():
            if not fields.KIND.fullmatch(kind):
                raise Unfit("totals.range")
        return cls(
            {kind: inner.counts(kind) for kind in inner.names()},
            found.counts("state"),
            found.counts("figures", _FIGURE),
        )


@dataclass(frozen=True, slots=True)
class Acked:
    """The last receipt that the sender understood."""

    collector: str
    coll_inc: str
    number: int
    q: int
    h: str

    def plain(self) -> Json:
        """As it stands in the manifest."""
        return {
            "coll_inc": self.coll_inc,
            "collector": self.collector,
            "h": self.h,
            "q": self.q,
            "receipt_no": self.number,
        }

    @classmethod
    def read(cls, found: Fields) -> "Acked":
        """Raises ``Unfit``."""
        return cls(
            found.text("collector", fields.URN),
            found.text("coll_inc", fields.INCARNATION),
            found.number("receipt_no", 1),
            found.number("q"),
            found.text("h", fields.HASH),
        )


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the sender signed. ``raw`` are the bytes that the signature is over."""

    kind: BundleKind
    bundle_id: str
    content_id: str
    created: datetime
    suspect: bool
    app: str
    sender: Sender
    to: tuple[Recipient, ...]
    outer_sha256: str
    parts: tuple[Part, ...]
    log: LogRange | None = None
    totals: Totals | None = None
    state_root: str | None = None
    acked: Acked | None = None
    audit: Json | None = None
    can_read: Mapping[str, int] = field(default_factory=dict)
    want: Json = field(default_factory=dict)
    format: int = FORMAT
    min_reader: int = READER
    critical: tuple[str, ...] = ()
    raw: bytes = b""

    @property
    def too_new(self) -> bool:
        """Whether this program must keep it for a later version instead of applying it."""
        return self.min_reader > READER or bool(set(self.critical) - form.KNOWN_FEATURES)

    def to_bytes(self) -> bytes:
        """The bytes that are signed."""
        content: Json = {
            "app": self.app,
            "bundle_id": self.bundle_id,
            "can_read": {"fmt": FORMAT, "types": dict(self.can_read)},
            "content_id": self.content_id,
            "created": self.created.isoformat(timespec="seconds"),
            "crit": list(self.critical),
            "fmt": self.format,
            "from": {
                "cert": self.sender.certificate,
                "device": self.sender.device,
                "unit": self.sender.unit,
            },
            "kind": self.kind.value,
            "min_reader": self.min_reader,
            "outer_sha256": self.outer_sha256,
            "parts": [part.plain() for part in self.parts],
            "tc": self.suspect,
            "to": [{"key": recipient.key, "unit": recipient.unit} for recipient in self.to],
        }
        if self.log is not None and self.totals is not None:
            content |= {
                "log": self.log.plain(),
                "state_root": self.state_root,
                "totals": self.totals.plain(),
            }
        if self.acked is not None:
            content["acked"] = self.acked.plain()
        if self.audit is not None:
            content["audit"] = self.audit
        if self.want:
            content["want"] = self.want
        return FIRST_LINE + strict_json.written(content)

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Manifest":
        """Refused BUN-20 for anything that isn't canonical or not as FORMAT.md says."""
        demand(raw.startswith(FIRST_LINE), refusals.MANIFEST, "first line")
        try:
            return _read(Fields(strict_json.read_object(raw[len(FIRST_LINE) :])), raw)
        except Told:
            raise
        except (strict_json.NotCanonical, Unfit, ValueError) as error:
            raise refusal(refusals.MANIFEST, str(error)) from None


def _read(found: Fields, raw: bytes) -> Manifest:
    sender = found.inner("from")
    reads = found.inner("can_read")
    log = LogRange.read(found.inner("log")) if "log" in found else None
    return Manifest(
        kind=BundleKind(found.text("kind")),
        bundle_id=found.text("bundle_id", fields.HEX_128),
        content_id=found.text("content_id", fields.SHA256_HEX),
        created=found.moment("created"),
        suspect=found.flag("tc"),
        app=found.free_text("app", 64),
        sender=Sender(
            sender.text("unit", fields.URN),
            sender.text("device"),
            sender.text("cert", fields.SHA256_HEX),
        ),
        to=tuple(
            Recipient(inner.text("unit", fields.URN), inner.text("key", fields.HEX_128))
            for inner in found.inners("to", form.RECIPIENTS)
        ),
        outer_sha256=found.text("outer_sha256", fields.SHA256_HEX),
        parts=tuple(Part.read(inner) for inner in found.inners("parts", form.PARTS)),
        log=log,
        totals=Totals.read(found.inner("totals")) if log else None,
        state_root=found.text("state_root", fields.SHA256_HEX) if log else None,
        acked=Acked.read(found.inner("acked")) if "acked" in found else None,
        audit=found.inner("audit").plain() if "audit" in found else None,
        can_read=reads.counts("types"),
        want=found.inner("want").plain() if "want" in found else {},
        format=found.number("fmt", 1),
        min_reader=found.number("min_reader", 1),
        critical=found.texts("crit", 64),
        raw=raw,
    )


def content_id(
    kind: BundleKind, unit: str, *, log: LogRange | None, blobs: Iterable[str], document: str | None
) -> str:
    """Equal for two exports of the same content, whatever their keys, time and compression."""
    content: Json = {
        "blobs": sorted(blobs),
        "document": document,
        "kind": kind.value,
        "log": None if log is None else [log.inc, log.first, log.last, log.head],
        "unit": unit,
    }
    return hashlib.sha256(_CONTENT_TAG + strict_json.written(content)).hexdigest()
