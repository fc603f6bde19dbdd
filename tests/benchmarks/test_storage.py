"""Saving, finding, listing: ``python -m pytest tests/benchmarks -m bench -s`` prints ours | baseline | ratio.

All from one run on one machine; what is compared is measured in turn, so that a busy machine slows both.
"""

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as driver
from tests.benchmarks.measuring import median, meeting, names, person, told
from tests.conftest import FOUNDER, TODAY

from desktop import kinds
from desktop.basics.clock import Clock
from desktop.basics.ids import new_id
from desktop.basics.text import fold
from desktop.meetings.bundle import KIND as MEETING
from desktop.members.bundle import KIND as MEMBER
from desktop.members.queries.people import PAGE, ListFilter, ListRow, find_members
from desktop.organisations.bundle import KIND as ORGANISATION
from desktop.rulebook.book import Rulebook
from desktop.storage.opening import found
from desktop.storage.register import Ground, Register
from desktop.storage.work import Reading, Work

pytestmark = pytest.mark.bench

FRAME = 16.7
PEOPLE = 25_000


def fresh(folder: Path, rulebook: Rulebook) -> Register:
    ground = Ground(folder / "home", folder / "state", kinds.ALL, rulebook, Clock.showing(TODAY))
    register, _ = found(ground, FOUNDER)
    register.settle()
    return register


def fill(register: Register, people: int, cells: int) -> tuple[list[str], list[str]]:
    """Cells and their members; gives their ids."""
    cell_ids, ids = [new_id() for _ in range(cells)], [new_id() for _ in range(people)]
    made = names(people)

    def enter_cells(work: Work) -> None:
        parents: dict[str, Any] = {"parents": [], "names": [], "terms": [], "kind": "CHI_BO_TRUC_THUOC"}
        work.put_many(
            ORGANISATION,
            [(i, {"name": f"Chi bộ {n}"} | parents) for n, i in enumerate(cell_ids)],
            reason="new",
        )

    def enter_people(work: Work, start: int) -> None:
        chosen = range(start, min(start + 1000, people))
        work.put_many(
            MEMBER, [(ids[n], person(made[n], cell_ids[n % cells], n)) for n in chosen], reason="new"
        )

    register.write(enter_cells).result()
    for start in range(0, people, 1000):
        register.write(enter_people, start).result()
    return cell_ids, ids


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory, rulebook: Rulebook) -> Iterator[Register]:
    """A register of 25,000 people in 800 cells."""
    register = fresh(tmp_path_factory.mktemp("large"), rulebook)
    fill(register, PEOPLE, 800)
    yield register
    register.close()


def seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


class Bare:
    """The same rows into tables of the same columns, by hand: keys, but no guards, references, indexes or search."""

    def __init__(self, path: Path, raw_key: str, columns: dict[str, list[str]]) -> None:
        self.raw = driver.connect(str(path), isolation_level=None, check_same_thread=False)
        self.raw.execute(f'PRAGMA key="{raw_key}"')
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "cache_size=-64000"):
            self.raw.execute(f"PRAGMA {pragma}")
        for table, names_ in columns.items():
            key = {"change_log": "q", "log_entity": "kind, id"}.get(table, "unit, id")
            quoted = ", ".join(f'"{name}"' for name in names_)
            self.raw.execute(f'CREATE TABLE "{table}" ({quoted}, PRIMARY KEY ({key}))')

    def write(self, rows: dict[str, list[Any]]) -> None:
        """One transaction, on the disk when it returns."""
        self.raw.execute("BEGIN IMMEDIATE")
        for table, values in rows.items():
            if values:
                marks = ", ".join("?" * len(values[0]))
                self.raw.executemany(f'INSERT INTO "{table}" VALUES ({marks})', values)
        self.raw.execute("COMMIT")


def columns_of(raw: Any) -> dict[str, list[str]]:
    """The tables that a meeting goes to, with their columns."""
    tables = ["meeting", *(table.name for table in MEETING.part_tables.values())]
    tables += ["change_log", "log_entity", "finder"]
    return {table: [row[1] for row in raw.execute(f'PRAGMA table_info("{table}")')] for table in tables}


def rows_of(raw: Any, columns: dict[str, list[str]], id_: str) -> dict[str, list[Any]]:
    """What a save has written for one meeting, the record of the log too."""
    owner = {"meeting": "id", "change_log": "entity", "log_entity": "id", "finder": "id"}
    return {
        table: raw.execute(f'SELECT * FROM "{table}" WHERE "{owner.get(table, "of")}" = ?', (id_,)).fetchall()
        for table in columns
    }


def test_saving_a_meeting_of_30(tmp_path: Path, rulebook: Rulebook) -> None:
    register = fresh(tmp_path, rulebook)
    [cell], people = fill(register, 30, 1)
    columns = register.on_writer(columns_of).result()
    bare = Bare(tmp_path / "bare.db", register.key.raw_key(), columns)
    ours, hand = [], []
    for number in range(240):
        id_, document = new_id(), meeting(cell, people, number)
        ours.append(
            seconds(lambda i=id_, d=document: register.write(lambda work: work.put(MEETING, i, d)).result())
        )
        rows = register.on_writer(lambda raw, i=id_: rows_of(raw, columns, i)).result()
        assert sum(map(len, rows.values())) == 55
        hand.append(seconds(lambda rows=rows: bare.write(rows)))
    again = []
    for _ in range(60):
        document = document | {"conclusion": new_id()}
        again.append(
            seconds(lambda d=document: register.write(lambda work: work.put(MEETING, id_, d)).result())
        )
    register.close()
    bare.raw.close()
    told("saving a meeting of 30 again, one field changed", median(again), median(hand[40:]), 3)
    assert (
        told(
            "saving a meeting of 30 (baseline: the same rows by hand)",
            median(ours[40:]),
            median(hand[40:]),
            3,
        )
        <= 3
    )


def test_quick_find_among_25_000(large: Register) -> None:
    chance = random.Random(11)
    made = names(PEOPLE)
    large.read(lambda reading: reading.find("a")).result()
    times = []
    for _ in range(600):
        name = chance.choice(made)
        shown = name if chance.random() < 0.3 else fold(name)
        typed = shown[: chance.randint(1, len(shown))]
        if chance.random() < 0.2:
            typed = shown.split()[-1]
        times.append(seconds(lambda typed=typed: large.read(lambda reading: reading.find(typed)).result()))
    times.sort()
    told("quick find among 25,000 people, median", median(times), None, 16)
    assert (
        told("quick find among 25,000 people, 99 of 100", times[int(len(times) * 0.99)] * 1000, None, 16)
        <= 16
    )


def test_a_list_of_25_000(large: Register) -> None:
    everyone = ListFilter()

    def page(reading: Reading, after: ListRow | None = None) -> ListRow:
        return find_members(reading, everyone, reading.today, after)[-1]

    last = large.read(page).result()
    first = [seconds(lambda: large.read(page).result()) for _ in range(30)]
    following = []
    for _ in range(PEOPLE // PAGE - 2):
        start = time.perf_counter()
        last = large.read(page, last).result()
        following.append(time.perf_counter() - start)
    assert told(f"list of 25,000 people, first {PAGE}", median(first), None, FRAME) <= FRAME
    assert told(f"list of 25,000 people, the next {PAGE}, anywhere", median(following), None, FRAME) <= FRAME
