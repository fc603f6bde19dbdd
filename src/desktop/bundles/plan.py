"""Whether a signed list of frames may be read at all: their order, and the sizes they claim.

Judged before a single frame is decompressed, so that what a hostile but enrolled unit claims costs nothing.
"""

import re
from collections.abc import Iterable

from desktop.bundles import format as form
from desktop.bundles import refusals
from desktop.bundles.format import BundleKind, FrameType
from desktop.bundles.manifest import ENCODINGS, Manifest, Part
from desktop.bundles.refusals import demand


def mind_plan(manifest: Manifest, limits: form.Limits = form.READING) -> None:
    """Whether the listed frames are in an order and of sizes that may be read at all.

    Refused BUN-30 (order), BUN-14 (sizes). Nothing was decompressed or parsed yet.
    """
    known = [part for part in manifest.parts if part.kind in form.KNOWN_TYPES]
    kinds = [part.kind for part in known]
    ranged = manifest.kind is BundleKind.DATA
    demand(ranged == (manifest.log is not None), refusals.PARTS, "a range and nothing else is data")
    if manifest.log is None:
        demand(kinds == [FrameType.DOC], refusals.PARTS, "a document bundle holds one document")
    else:
        _mind_order(known)
    for part in manifest.parts:
        _mind_size(part, limits)
    batches = list(_batch_sizes(known))
    demand(max(batches, default=0) <= limits.batch, refusals.LIMIT, "batch")
    demand(sum(batches) <= limits.unpacked, refusals.LIMIT, "unpacked")
    demand(kinds.count(FrameType.BLOB) <= limits.blobs, refusals.LIMIT, "blobs")
    records = sum(part.items for part in known if part.kind == FrameType.HEADERS)
    demand(records <= limits.records, refusals.LIMIT, "records")
    if manifest.log is not None:
        expected = manifest.log.last - manifest.log.first + 1
        demand(records == expected, refusals.PARTS, "another number of records than the range has")


def _mind_order(parts: list[Part]) -> None:
    order = "".join({3: "H", 4: part.piece, 5: "B"}.get(part.kind, "?") for part in parts)
    demand(re.fullmatch("(Ha?b?t?)*B*", order) is not None, refusals.PARTS, "order of frames")


def _batch_sizes(parts: Iterable[Part]) -> Iterable[int]:
    size = 0
    for part in parts:
        if part.kind == FrameType.HEADERS:
            yield size
            size = 0
        if part.kind in {FrameType.HEADERS, FrameType.PIECES}:
            size += part.length
    yield size


def _mind_size(part: Part, limits: form.Limits) -> None:
    largest: dict[int, int] = {
        FrameType.HEADERS: limits.batch,
        FrameType.PIECES: limits.batch,
        FrameType.BLOB: limits.blob + 16,
        FrameType.DOC: limits.document,
    }
    most = largest.get(part.kind, limits.blob)
    demand(part.length <= most and part.packed_length <= most, refusals.LIMIT, f"type {part.kind}")
    packed = part.kind in {FrameType.HEADERS, FrameType.PIECES, FrameType.DOC}
    demand(part.encoding == ENCODINGS[packed], refusals.PARTS, "encoding")
    demand(packed or part.length == part.packed_length, refusals.PARTS, "length")
    demand((part.kind == FrameType.PIECES) == bool(part.piece), refusals.PARTS, "class")
    single = part.kind in {FrameType.BLOB, FrameType.DOC}
    demand(part.items == 1 if single else part.items >= packed, refusals.PARTS, "items")
