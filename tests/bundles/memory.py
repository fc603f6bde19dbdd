"""A child of a test: writes and reads a large bundle with nothing kept, and prints by how many bytes it grew."""

import hashlib
import random
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from desktop.bundles import stream, write
from desktop.bundles.read import open_bundle, parse_bundle, read_sealed, verify_bundle
from desktop.storage.log import Stored
from desktop.storage.snapshot import encode
from tests.bundles import forge
from tests.bundles.forge import Draft, Listed, chained, small_log

COUNT, SIZE = 300, 100_000


def drafts() -> Iterable[Draft]:
    """Records that repeat themselves, 30 MB of them, made anew at each reading as a database would."""
    yield small_log()[0]
    for number in range(COUNT):
        noise = random.Random(number).randbytes(SIZE // 40).hex() * 20
        yield Draft("meeting", f"h-{number}", pieces={"a": encode({"n": number}), "t": encode({"x": noise})})


class OnTheFly(Listed):
    """Keeps the headers only."""

    def __init__(self) -> None:
        super().__init__([one for draft in [drafts()] for one in bare(draft)])

    def records(self, first: int, last: int) -> Iterable[Stored]:
        for q, draft in enumerate(drafts(), 1):
            if first <= q <= last:
                salts = {piece: forge.salt_of(q, piece) for piece in draft.pieces}
                yield replace(self._records[q], payloads=draft.pieces, salts=salts)


def bare(made: Iterable[Draft]) -> list[Stored]:
    """The chained records without their pieces, one at a time."""
    records: list[Stored] = []
    for draft in made:
        previous = records[-1].h if records else forge.GENESIS
        (record,) = chained([draft], len(records) + 1, previous)
        records.append(replace(record, payloads={}, salts={}))
    return records


def peak() -> int:
    """The most memory so far, in bytes. (``ru_maxrss`` would count the parent before ``exec``.)"""
    told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(told["VmHWM"].split()[0]) * 1024


def main() -> None:
    path = Path(sys.argv[1])
    write._KEPT = stream.KEPT = 0
    forge.read(forge.bundle()[0])
    source = OnTheFly()
    blobs = [
        write.Blob(hashlib.sha256(bytes([n]) * 4_000_000).hexdigest(), lambda n=n: bytes([n]) * 4_000_000)
        for n in range(10)
    ]
    idle = peak()
    written = write.write_file(
        path, lambda target: write.write_data(forge.letter(), source, forge.signature, target, blobs=blobs)
    )
    after_writing = peak()
    sealed = read_sealed(lambda: path.open("rb"))
    checked = forge.check_bundle(parse_bundle(verify_bundle(open_bundle(sealed, forge.ME), forge.verify)))
    seen: list[int] = []
    checked.deliver(lambda batch: seen.append(len(batch)), lambda sha256, content: None)
    print(written.size, sum(seen), after_writing - idle, peak() - idle)


if __name__ == "__main__":
    main()
