"""Following the hash chain through a bundle's records: numbers, hashes, groups, incarnations, pieces, totals."""

from desktop.bundles import refusals
from desktop.bundles.batches import Head, RawBatch
from desktop.bundles.manifest import LogRange, Totals, digest_of
from desktop.bundles.refusals import demand, refusal
from desktop.storage.log import GENESIS, SYSTEM, piece_hash, record_hash, text_of
from desktop.storage.records import PIECES


class Chain:
    """Goes along one range; whatever doesn't fit is refused with its own code."""

    def __init__(self, log: LogRange) -> None:
        self._log = log
        self._lineage = {branch.inc: branch for branch in log.lineage}
        self._next = log.first
        self._previous = log.previous
        self._inc: str | None = None
        self._group: tuple[int, int] | None = None
        self.hashes = bytearray(digest_of(log.previous))
        self.latest: dict[tuple[str, str], tuple[int, str]] = {}
        self.versions: dict[str, int] = {}
        self._counts: dict[str, dict[str, int]] = {}
        if log.first == 1:
            demand(log.previous == text_of(GENESIS), refusals.CHAIN, "before the first record")

    def follow(self, raw: RawBatch) -> None:
        """The next batch. Refused BUN-34, BUN-40 … BUN-43."""
        for header, head, _fields in raw.heads():
            if head.q != self._next:
                raise refusal(refusals.NUMBERS, f"record {head.q} instead of {self._next}")
            if head.previous != self._previous:
                raise refusal(refusals.CHAIN, f"record {head.q}: previous")
            self._mind_group(head)
            self._mind_incarnation(head)
            _mind_pieces(head, raw)
            self._count(head)
            digest = record_hash(header)
            self.hashes += digest
            self._previous = text_of(digest)
            self._next += 1

    def end(self, totals: Totals) -> None:
        """After the last batch. Refused BUN-40 … BUN-44."""
        log = self._log
        demand(self._next == log.last + 1, refusals.NUMBERS, "the end of the range")
        demand(self._previous == log.head, refusals.CHAIN, "head")
        demand(self._inc in {None, log.inc}, refusals.LINEAGE, "incarnation of the head")
        demand(self._group is None, refusals.GROUP, "the last group is cut off")
        same = self._counts == {kind: dict(counts) for kind, counts in totals.range.items()}
        demand(same, refusals.TOTALS, "range")

    def _mind_group(self, head: Head) -> None:
        if self._group is None:
            if head.group[0] != head.q:
                raise refusal(refusals.GROUP, f"record {head.q}: the first group is cut off")
            self._group = head.group
        if head.group != self._group:
            raise refusal(refusals.GROUP, f"record {head.q}: another group inside one")
        first, count = head.group
        if head.q == first + count - 1:
            self._group = None

    def _mind_incarnation(self, head: Head) -> None:
        if head.inc == self._inc:
            return
        branch = self._lineage.get(head.inc)
        demand(branch is not None, refusals.LINEAGE, f"record {head.q}: an incarnation that isn't listed")
        assert branch is not None
        demand(head.q > (branch.parent_q or 0), refusals.LINEAGE, f"record {head.q}: before its parent")
        if self._inc is not None or head.q == (branch.parent_q or 0) + 1:
            parent = (branch.parent_q or 0, branch.parent_h or text_of(GENESIS))
            demand(parent == (head.q - 1, self._previous), refusals.LINEAGE, f"record {head.q}: parent")
            demand(self._inc in {None, branch.parent_inc}, refusals.LINEAGE, f"record {head.q}: parent")
            demand(head.operation == "sys", refusals.LINEAGE, f"record {head.q}: no record of its opening")
        self._inc = head.inc

    def _count(self, head: Head) -> None:
        of_kind = self._counts.setdefault(head.kind, {})
        of_kind[head.operation] = of_kind.get(head.operation, 0) + 1
        self.versions[head.kind] = max(head.version, self.versions.get(head.kind, 0))
        if not head.kind.startswith(SYSTEM):
            self.latest[head.kind, head.entity] = (head.q, head.operation)


def _mind_pieces(head: Head, raw: RawBatch) -> None:
    for piece in PIECES:
        found = raw.pieces.get(piece, {}).get(head.q)
        if found is None:
            continue
        told = head.pieces.get(piece)
        if told is None or text_of(piece_hash(*found)) != told:
            raise refusal(refusals.PIECE, f"record {head.q}: piece {piece}")
