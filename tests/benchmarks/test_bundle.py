"""A bundle of 5,000 records, written and read, against the same rows through sqlite3, zstd and age by hand."""

import io
import random
import sqlite3
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest
import zstandard
from tests.bundles import forge
from tests.bundles.forge import Draft, Listed, chained, small_log

from desktop.storage.log import Stored
from desktop.storage.snapshot import encode

COUNT = 5_000
MOST = 3.0
_WORDS = [f"tiếng-{number}" for number in range(40)]


def drafts() -> list[Draft]:
    """A commune's years: people, and meetings with some minutes; 2.3 kB a record, as measured for the design."""
    chance = random.Random(7)
    made = [small_log()[0]]
    for number in range(COUNT - 1):
        text = " ".join(chance.choices(_WORDS, k=300))
        rows = [{"id": f"{number}-{row}", "member_id": f"m-{chance.randrange(400)}"} for row in range(12)]
        a = encode({"held": "2026-03-05", "present": 19, "attendance": rows})
        made.append(Draft("meeting", f"h-{number}", pieces={"a": a, "t": encode({"minutes": text})}))
    return made


def by_hand_out(records: list[Stored], path: Path) -> bytes:
    """Rows into a database file, that packed, that sealed."""
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE log (q INTEGER PRIMARY KEY, h, header, pa, sa, pb, sb, pt, st)")
        database.executemany("INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", map(row_of, records))
    database.close()
    packed = zstandard.ZstdCompressor(level=10).compress(path.read_bytes())
    sealed: bytes = pyrage.encrypt(packed, [pyrage.x25519.Recipient.from_str(forge.SEALER.public)])
    return sealed


def by_hand_in(sealed: bytes, path: Path) -> int:
    """The way back."""
    packed = pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(forge.SEALER.secret)])
    path.write_bytes(zstandard.decompress(packed))
    database = sqlite3.connect(path)
    rows = database.execute("SELECT * FROM log ORDER BY q").fetchall()
    database.close()
    return len(rows)


def row_of(record: Stored) -> tuple[object, ...]:
    pieces = [part[piece] for piece in ("a", "b", "t") for part in (record.payloads, record.salts)]
    return (record.q, record.h, record.header, *pieces)


def timed(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


@pytest.mark.bench
def test_a_bundle_costs_at_most_three_times_the_work_by_hand(tmp_path: Path) -> None:
    records = chained(drafts())
    source = Listed(records)
    raw = sum(len(record.header) + sum(len(p) for p in record.payloads.values() if p) for record in records)
    ours: list[float] = []
    hand: list[float] = []
    parts: list[tuple[float, float]] = []
    for _ in range(3):
        made: list[bytes] = []
        writing = timed(lambda made=made: made.append(forge.bundle(source)[0]))
        reading = timed(lambda made=made: forge.delivered(forge.read(made[0])))
        by_hand: list[bytes] = []
        out = timed(lambda by_hand=by_hand: by_hand.append(by_hand_out(records, tmp_path / "a.db")))
        back = timed(lambda by_hand=by_hand: by_hand_in(by_hand[0], tmp_path / "b.db"))
        ours.append(writing + reading)
        hand.append(out + back)
        parts.append((writing, reading))
    ratio = statistics.median(ours) / statistics.median(hand)
    writing, reading = min(parts)
    print(
        f"\nbundle of {COUNT} records, {raw / 1e6:.1f} MB: {len(made[0]) / 1e6:.2f} MB sealed;"
        f" write {writing:.2f} s, read {reading:.2f} s; by hand {len(by_hand[0]) / 1e6:.2f} MB,"
        f" {statistics.median(hand):.2f} s; ratio {ratio:.2f}"
    )
    assert io.BytesIO(made[0]).getbuffer().nbytes < 2 * len(by_hand[0])
    assert ratio <= MOST
