"""A collector's first load of 50 units against the same bytes put into the same tables by hand, and its memory."""

import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as driver
from tests.benchmarks.loading import RECORDS, Sending, bundle_of, enrolled, ground_of, log_of
from tests.benchmarks.measuring import told
from tests.benchmarks.test_storage import fresh
from tests.storage.opening import Secrets, opened

from desktop.exchange.outcomes import Ready
from desktop.exchange.take_in import take_in
from desktop.rulebook.book import Rulebook

pytestmark = pytest.mark.bench

UNITS, MOST, MEMORY = 50, 4.0, 256
INDEXES = "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL"
Rows = dict[str, list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def load(
    tmp_path_factory: pytest.TempPathFactory, rulebook: Rulebook
) -> tuple[Path, Secrets, list[tuple[Sending, Path]]]:
    """A collector with 50 units enrolled and nothing of theirs yet, and their files."""
    folder = tmp_path_factory.mktemp("collector")
    register = fresh(folder, rulebook)
    office, units = enrolled(register, UNITS)
    secrets, sent = Secrets.of(register), []
    (folder / "stick").mkdir()
    for number, unit in enumerate(units):
        path = folder / "stick" / f"{number:02}.scb"
        bundle_of(office, register.unit, unit, log_of(number), path)
        sent.append((unit, path))
    register.close()
    return folder, secrets, sent


class ByHand:
    """Tables with the columns, keys and indexes of a register's in a file of its own: no guards, no references."""

    def __init__(self, path: Path, raw_key: str, like: Any) -> None:
        self.raw = driver.connect(str(path), isolation_level=None, check_same_thread=False)
        self.raw.execute(f'PRAGMA key="{raw_key}"')
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "cache_size=-64000"):
            self.raw.execute(f"PRAGMA {pragma}")
        self.tables: list[str] = []
        for _, table, kind, _, without_rowid, _ in like.execute("PRAGMA table_list").fetchall():
            columns = like.execute(f'PRAGMA table_info("{table}")').fetchall()
            if kind != "table" or "unit" not in {column[1] for column in columns}:
                continue
            names = ", ".join(f'"{column[1]}"' for column in columns)
            keys = ", ".join(f'"{c[1]}"' for c in sorted(columns, key=lambda c: c[5]) if c[5])
            end = " WITHOUT ROWID" if without_rowid else ""
            self.raw.execute(f'CREATE TABLE "{table}" ({names}, PRIMARY KEY ({keys})){end}')
            for (index,) in like.execute(INDEXES, (table,)).fetchall():
                self.raw.execute(index)
            self.tables.append(table)

    def rows_of(self, like: Any, unit: str) -> Rows:
        """What the register holds of a unit."""
        found = {
            table: like.execute(f'SELECT * FROM "{table}" WHERE unit = ?', (unit,)).fetchall()
            for table in self.tables
        }
        return {table: rows for table, rows in found.items() if rows}

    def write(self, rows: Rows) -> None:
        """One transaction, on the disk when it returns."""
        self.raw.execute("BEGIN IMMEDIATE")
        for table, values in rows.items():
            marks = ", ".join("?" * len(values[0]))
            self.raw.executemany(f'INSERT INTO "{table}" VALUES ({marks})', values)
        self.raw.execute("COMMIT")


def one_load(
    folder: Path, target: Path, secrets: Secrets, sent: list[tuple[Sending, Path]]
) -> tuple[float, float]:
    """All units into a copy of the collector, and by hand, turn about; gives both in seconds."""
    for part in ("home", "state"):
        shutil.copytree(folder / part, target / part)
    register = opened(ground_of(target), secrets)
    hand = register.on_writer(lambda raw: ByHand(target / "hand.db", register.key.raw_key(), raw)).result()
    ours = by_hand = 0.0
    for unit, path in sent:
        start = time.perf_counter()
        outcome = take_in(register, path)
        ours += time.perf_counter() - start
        assert isinstance(outcome, Ready)
        assert outcome.summary.new == RECORDS
        rows = register.on_writer(lambda raw, unit=unit: hand.rows_of(raw, unit.urn)).result()
        assert len(rows["unit_log"]) == RECORDS
        start = time.perf_counter()
        hand.write(rows)
        by_hand += time.perf_counter() - start
    register.close()
    hand.raw.close()
    return ours, by_hand


def test_the_first_load_of_50_units(
    load: tuple[Path, Secrets, list[tuple[Sending, Path]]], tmp_path: Path
) -> None:
    folder, secrets, sent = load
    runs = [one_load(folder, tmp_path / str(run), secrets, sent) for run in range(3)]
    ours, hand = (statistics.median(times) * 1000 for times in zip(*runs, strict=True))
    size = sum(path.stat().st_size for _, path in sent) / UNITS / 1000
    told(f"a unit's first load, {RECORDS} records, {size:.0f} kB", ours / UNITS, hand / UNITS, MOST)
    assert told(f"the first load of {UNITS} units (baseline: the rows by hand)", ours, hand, MOST) <= MOST


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks the kernel for the memory")
def test_the_memory_of_the_first_load(
    load: tuple[Path, Secrets, list[tuple[Sending, Path]]], tmp_path: Path
) -> None:
    folder, secrets, _ = load
    for part in ("home", "state"):
        shutil.copytree(folder / part, tmp_path / part)
    words = ["-m", "tests.benchmarks.loading", str(tmp_path), *secrets.hex(), str(folder / "stick")]
    done = subprocess.run(
        [sys.executable, *words], capture_output=True, text=True, check=False, env={"PYTHONPATH": "src:."}
    )
    assert done.returncode == 0, done.stderr
    taken, files, grown = map(int, done.stdout.split())
    assert (taken, files) == (UNITS, UNITS)
    print(f"\nthe first load of {UNITS} units: {grown / 2**20:.0f} MiB above idle (≤ {MEMORY})", end="")
    assert grown <= MEMORY * 2**20
