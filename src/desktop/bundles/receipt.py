"""The collector's answer: what it holds of a unit, as a statement of the whole state and not of one event.

A receipt carries the hash and the epoch of the adopted end, so numbers alone never convince anyone; it is
numbered and chained per unit, so an old one on an old stick is seen to be old. Losing, repeating and reordering
receipts does no harm.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from dataclasses import fields as fields_of
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO

from desktop.bundles import fields, refusals, strict_json
from desktop.bundles.fields import Fields, Unfit
from desktop.bundles.format import BundleKind
from desktop.bundles.read import ParsedBundle
from desktop.bundles.refusals import demand, refusal
from desktop.bundles.strict_json import Json
from desktop.bundles.write import Letter, Sign, Written, write_document

FORMAT = 1
_RECEIPT_TAG = b"scbreceipt/1\0"
_MOST = 5_000
_LONGEST = 2_000
_FIGURE = re.compile(r"[a-z][a-z0-9_.-]{0,63}")


class State(StrEnum):
    """What became of a bundle at the collector."""

    APPLIED = "applied"
    ALREADY = "already"
    WAITING = "waiting"
    RECEIVED = "received"
    """Verified and kept, for a later version of the collector's program."""
    ASIDE = "aside"
    """Verified and kept: a branch or a fork that a person must look at."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Position:
    """An end of a log: incarnation, epoch, number, hash as in headers."""

    inc: str
    epoch: int
    q: int
    h: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A bundle of the unit that came in: its content id, what became of it, codes of the reasons."""

    content_id: str
    state: State
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Projection:
    """A record that came in but couldn't be shown in the tables: number, code, and a sentence."""

    q: int
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the collector ``collector`` holds of ``unit``.

    ``number`` rises by one for each unit and life of the collector's register (``coll_inc``); ``previous`` is
    the ``digest`` of the receipt before (64 zeros before the first). ``acked``: the adopted end, None if nothing
    was adopted yet. ``need_from``: the unit's next bundle must start here or earlier. ``blobs``: hashes of files
    that are named but have not come. ``orphans``: positions that were adopted or kept and that the unit's present
    log doesn't have. ``statements``: cumulative statements to the unit; under ``LISTS`` its
    superior's lists of revoked certificates. ``figures``: what the collector counts.
    """

    collector: str
    unit: str
    coll_inc: str
    number: int
    previous: str
    acked: Position | None
    need_from: int
    seen: tuple[Seen, ...] = ()
    blobs: tuple[str, ...] = ()
    orphans: tuple[Position, ...] = ()
    problems: tuple[Projection, ...] = ()
    figures: Json = field(default_factory=dict)
    statements: Json = field(default_factory=dict)
    lists_number: int = 0
    """Number of the newest revocation list that the collector has."""
    made: datetime | None = field(default=None, compare=False)
    """When it was written, by the signed cover it came under; no part of the document."""

    @property
    def digest(self) -> str:
        """SHA-256 in hexadecimal: what the next receipt names as ``previous``."""
        return hashlib.sha256(_RECEIPT_TAG + strict_json.written(self.to_document())).hexdigest()

    def to_document(self) -> Json:
        """The document as it travels."""
        return {
            "acked": None if self.acked is None else _plain(self.acked),
            "blobs": list(self.blobs),
            "coll_inc": self.coll_inc,
            "collector": self.collector,
            "figures": self.figures,
            "fmt": FORMAT,
            "lists": self.lists_number,
            "need_from": self.need_from,
            "no": self.number,
            "orphans": [_plain(position) for position in self.orphans],
            "prev": self.previous,
            "problems": [_plain(problem) for problem in self.problems],
            "seen": [
                {"codes": list(one.codes), "content_id": one.content_id, "state": one.state.value}
                for one in self.seen
            ],
            "statements": self.statements,
            "unit": self.unit,
        }

    @classmethod
    def from_document(cls, document: Json) -> "Receipt":
        """Refused BUN-50 for anything that isn't as FORMAT.md says."""
        try:
            return _receipt(Fields(document))
        except (Unfit, ValueError) as error:
            raise refusal(refusals.RECEIPT, str(error)) from None


NO_PREVIOUS = "0" * 64
LISTS = "lists"
"""Statement: the collector's lists of revoked certificates (DER, base64), each signed by its own issuer."""


def write_receipt(letter: Letter, receipt: Receipt, sign: Sign, target: BinaryIO) -> Written:
    """The receipt as a bundle, signed by the collector and sealed to the unit."""
    demand(letter.sender.unit == receipt.collector, refusals.RECEIPT, "another collector")
    demand(receipt.unit in {to.unit for to in letter.to}, refusals.RECEIPT, "another unit")
    return write_document(replace(letter, kind=BundleKind.RECEIPT), receipt.to_document(), sign, target)


def read_receipt(parsed: ParsedBundle) -> Receipt:
    """The receipt inside. Refused BUN-50: not one, not of its signer, or not for whom it is sealed to."""
    manifest = parsed.manifest
    document = parsed.document
    demand(manifest.kind is BundleKind.RECEIPT and document is not None, refusals.RECEIPT, "kind")
    assert document is not None
    receipt = Receipt.from_document(document)
    demand(receipt.collector == manifest.sender.unit, refusals.RECEIPT, "another collector")
    demand(receipt.unit in {to.unit for to in manifest.to}, refusals.RECEIPT, "another unit")
    return replace(receipt, made=manifest.created)


class Verdict(StrEnum):
    """What a receipt means to the unit that reads it."""

    OLD = "old"
    """Not newer than the last one of the same life of the collector: nothing to do."""
    AGREES = "agrees"
    """The collector's end is a position of this log: acknowledged up to there."""
    NOTHING_YET = "nothing-yet"
    """The collector has adopted nothing of this unit: send from the first record."""
    BEHIND = "behind"
    """It speaks of an older branch of ours and hasn't seen the present one: send the whole log."""
    ROLLED_BACK = "rolled-back"
    """It has records that this log doesn't have, of our epoch or later: this register was set back."""


def judge(
    receipt: Receipt,
    *,
    last: tuple[str, int] | None,
    epoch: int,
    hash_at: Callable[[int], str | None],
) -> Verdict:
    """What the receipt means; a pure function of what the unit holds.

    ``last``: collector's life and number of the last receipt accepted. ``epoch``: the present one. ``hash_at``:
    the hash in headers' form at a number of the present log, None beyond its end.
    """
    if last is not None and last[0] == receipt.coll_inc and receipt.number <= last[1]:
        return Verdict.OLD
    acked = receipt.acked
    if acked is None:
        return Verdict.NOTHING_YET
    if hash_at(acked.q) == acked.h:
        return Verdict.AGREES
    return Verdict.ROLLED_BACK if acked.epoch >= epoch else Verdict.BEHIND


def _plain(found: Position | Projection) -> Json:
    return {one.name: getattr(found, one.name) for one in fields_of(found)}


def _receipt(found: Fields) -> Receipt:
    if found.number("fmt", 1) != FORMAT:
        raise Unfit("fmt")
    acked = None if found.plain().get("acked") is None else _position(found.inner("acked"))
    need_from = found.number("need_from", 1)
    if acked is None and need_from != 1:
        raise Unfit("need_from without anything adopted")
    if acked is not None and need_from > acked.q + 1:
        raise Unfit("need_from leaves a gap")
    return Receipt(
        collector=found.text("collector", fields.URN),
        unit=found.text("unit", fields.URN),
        coll_inc=found.text("coll_inc", fields.INCARNATION),
        number=found.number("no", 1),
        previous=found.text("prev", fields.SHA256_HEX),
        acked=acked,
        need_from=need_from,
        seen=tuple(
            Seen(one.text("content_id", fields.SHA256_HEX), State(one.text("state")), one.texts("codes", 16))
            for one in found.inners("seen", _MOST)
        ),
        blobs=found.texts("blobs", 20_000, fields.SHA256_HEX),
        orphans=tuple(_position(one) for one in found.inners("orphans", _MOST)),
        problems=tuple(
            Projection(one.number("q", 1), one.text("code"), one.free_text("words", _LONGEST))
            for one in found.inners("problems", _MOST)
        ),
        figures=dict(found.counts("figures", _FIGURE)),
        statements=found.inner("statements").plain(),
        lists_number=found.number("lists"),
    )


def _position(found: Fields) -> Position:
    return Position(
        found.text("inc", fields.INCARNATION),
        found.number("epoch", 1, fields.LAST_EPOCH),
        found.number("q"),
        found.text("h", fields.HASH),
    )
