"""Pull the plug, the stick or the disk at each step of sending, taking in, giving a receipt and reading it.

For each: (P1) what was said to be done is there; (P2, P3) both registers are whole; (P4) a refusal was told and
never called a success; (P5) the same again, and then the rest of the way, ends where a run without faults ends;
(P6) no marked word lies in clear on any disk; (P7) whatever was acknowledged is held.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from tests.conftest import TODAY
from tests.exchange.offices import Pair, cell, member, pair, rows
from tests.exchange.test_files import keep_meeting
from tests.faults import exchange_child as child
from tests.journeys.traces import in_clear
from tests.storage.opening import Secrets, opened

from desktop import kinds
from desktop.basics.clock import Clock
from desktop.bundles.format import read_sealed
from desktop.bundles.names import bundles_on
from desktop.exchange.ledger import ACKNOWLEDGED, OUTBOX, acknowledged, unsent
from desktop.exchange.records import (
    InboxRow,
    OutboxRow,
    SuperiorRow,
    UnitEntityRow,
    UnitFileRow,
    UnitLogRow,
    UnitRow,
)
from desktop.exchange.take_in import INBOX
from desktop.rulebook.book import Rulebook
from desktop.storage.check import check
from desktop.storage.register import Ground, Register
from desktop.storage.work import Reading

MARKED = {"Ễnh ương Đậu Ặc", "Nông Thị Ổn Ễ"}
ORDER = ("send", "collect", "give", "read")
KILLS, REFUSALS = ("before", "after"), ("EIO", "ENOSPC")
BORNE = ("unlink:", "mkdir:")
"""What may be refused without harm: removing what isn't needed any more, making a folder that is there."""
Point = tuple[str, int, str]


@dataclass(frozen=True)
class Made:
    """The two registers and the stick before each operation, the steps of each, and where it all ends."""

    folders: dict[str, Path]
    secrets: Secrets
    steps: dict[str, tuple[tuple[str, int], ...]]
    end: dict[str, Any]


def run(operation: str, folder: Path, secrets: Secrets, *hurt: str) -> tuple[int, list[str]]:
    """One operation in a process of its own: exit code (-9 for killed) and what it said."""
    words = ["-m", "tests.faults.exchange_child", operation, str(folder), *secrets.hex(), *hurt]
    ended = subprocess.run(
        [sys.executable, *words],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(["src", "."])},
        timeout=60,
        check=False,
    )
    assert not ended.stderr, ended.stderr
    return ended.returncode, ended.stdout.splitlines()


@pytest.fixture(scope="module")
def made(
    tmp_path_factory: pytest.TempPathFactory, made_register: tuple[Path, bytes, bytes], rulebook: Rulebook
) -> Made:
    if not Path("/proc/self/fd").is_dir():
        pytest.skip("needs to know what is flushed")
    folder = tmp_path_factory.mktemp("exchange")
    ground = Ground(folder, folder, kinds.ALL, rulebook, Clock.showing(TODAY))
    both = pair(made_register, ground, folder)
    home = cell(both.unit, "Chi bộ Ễnh ương Đậu Ặc")
    member(both.unit, "Nông Thị Ổn Ễ", home)
    both.unit.write(keep_meeting, home).result()
    (folder / "urn").write_text(both.unit.unit)
    both.close()
    folders, steps, secrets = {}, {}, Secrets(*made_register[1:])
    for operation in ORDER:
        folders[operation] = copied(folder, tmp_path_factory.mktemp(operation) / "x")
        code, said = run(operation, folder, secrets)
        assert (code, said[-1]) == (0, "done")
        found = [line.split()[1:] for line in said if line.startswith("step ")]
        steps[operation] = tuple((place, int(number)) for place, number in found)
    after = open_both(folder, secrets)
    end = state_of(after)
    after.close()
    return Made(folders, secrets, steps, end)


def copied(folder: Path, target: Path) -> Path:
    return shutil.copytree(folder, target)


def open_both(folder: Path, secrets: Secrets) -> Pair:
    unit, above = (opened(child.ground(folder, name), secrets) for name in ("unit", "above"))
    return Pair(unit, above, folder / "stick")


def state_of(both: Pair) -> dict[str, Any]:
    """What must be the same in the end, whatever happened on the way."""
    unit = both.unit.unit
    waiting = both.unit.read(unsent).result()
    assert waiting is not None
    return {
        "rows": rows(both.unit, unit),
        "shown": rows(both.above, unit),
        "log": table(both.above, UnitLogRow),
        "entities": table(both.above, UnitEntityRow),
        "files": table(both.above, UnitFileRow),
        "held": columns(both.above, UnitRow.inc, UnitRow.epoch, UnitRow.q, UnitRow.h, UnitRow.agrees),
        "acknowledged": columns(both.unit, SuperiorRow.acked_q, SuperiorRow.acked_h, SuperiorRow.need_from),
        "wanted": columns(both.unit, SuperiorRow.wanted),
        "open": waiting.changes,
        "inbox": set(columns(both.above, InboxRow.state)) <= {("applied",), ("already",)},
        "sealed": [names_in(register.ground.home / "vault") for register in (both.unit, both.above)],
    }


def table(register: Register, row: Any) -> list[tuple[Any, ...]]:
    return columns(register, *row.__table__.columns)


def columns(register: Register, *wanted: Any) -> list[tuple[Any, ...]]:
    def read(reading: Reading) -> list[tuple[Any, ...]]:
        return sorted(tuple(row) for row in reading.connection.execute(select(*wanted)))

    return register.read(read).result()


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


def hurt(made: Made, target: Path, operation: str, point: Point) -> str:
    """One fault, then the oracles. Gives how the child ended."""
    place, number, fault = point
    folder = copied(made.folders[operation], target)
    code, said = run(operation, folder, made.secrets, place, str(number), fault)
    about = f"{operation}, {place} {number} {fault}: {said}"
    if fault in KILLS:
        assert code == -9, about
    else:
        assert "hurt" in said, about
        assert code in {0, child.TOLD}, about
        assert code == child.TOLD or place.startswith(BORNE), about
    both = open_both(folder, made.secrets)
    try:
        must_be_whole(both, about)
        must_be_done(both, said, about)
        for again in ORDER[ORDER.index(operation) :]:
            there = child.OPERATIONS[again]
            register = both.unit if there.where == "unit" else both.above
            there.run(register, both.stick, both.unit.unit, said.append)
        assert state_of(both) == made.end, about
        must_be_whole(both, about)
        assert not must_be_tidy(both), about
    finally:
        both.close()
    assert list(in_clear(folder, MARKED)) == [], about
    shutil.rmtree(folder)
    return "killed" if code == -9 else "told" if code else "borne"


def must_be_whole(both: Pair, about: str) -> None:
    """Both registers hold together, each book names only files that are there, and no half file counts as one."""
    for register in (both.unit, both.above):
        assert register.notices == [], about
        assert register.read(check).result().faults == (), about
        there = names_in(register.ground.home / OUTBOX)
        sent = columns(register, OutboxRow.bundle_id, OutboxRow.state)
        assert {f"{id_}.scb" for id_, state in sent if state != ACKNOWLEDGED} <= there, about
    kept = columns(both.above, InboxRow.sha256, InboxRow.state)
    needed = {f"{sha256}.scb" for sha256, state in kept if state in {"waiting", "aside", "received"}}
    assert needed <= names_in(both.above.ground.home / INBOX), about
    homes = [both.unit.ground.home, both.above.ground.home]
    for path in (*bundles_on(both.stick), *(path for home in homes for path in home.rglob("*.scb"))):
        read_sealed(lambda path=path: path.open("rb"))
    answer = both.unit.read(acknowledged).result()
    if answer is not None:
        assert columns(both.above, UnitRow.q)[0][0] >= answer.q, about
        held = columns(both.above, UnitLogRow.q, UnitLogRow.status)
        assert (answer.q, "adopted") in held, about


def must_be_done(both: Pair, said: list[str], about: str) -> None:
    """What the child said it had done is there."""
    if "took Ready" in said:
        assert columns(both.above, UnitRow.q)[0][0] >= 2, about
    if "took Gap" in said:
        states = {state for (state,) in columns(both.above, InboxRow.state)}
        assert states & {"waiting", "applied"}, about
    if any(line.startswith(("sent", "gave")) for line in said):
        assert bundles_on(both.stick), about
    if "read agrees" in said:
        assert both.unit.read(acknowledged).result() is not None, about


def must_be_tidy(both: Pair) -> list[str]:
    """What lies about in the two homes after all is done that no book asks for."""
    left = []
    for register in (both.unit, both.above):
        home = register.ground.home
        sent = columns(register, OutboxRow.bundle_id, OutboxRow.state)
        needed = {f"{id_}.scb" for id_, state in sent if state != ACKNOWLEDGED}
        left += sorted(names_in(home / OUTBOX) - needed)
        left += sorted(names_in(home / INBOX))
        left += [path.name for path in home.rglob("*.part")]
    return left


def hurt_at(made: Made, tmp_path: Path, operation: str, points: Iterable[Point]) -> list[str]:
    """All these faults, two at a time; each in a folder of its own."""
    with ThreadPoolExecutor(2) as pool:
        jobs = [
            pool.submit(hurt, made, tmp_path / str(place), operation, point)
            for place, point in enumerate(points)
        ]
        return [job.result() for job in jobs]


def every(made: Made, operation: str, faults: Iterable[str], *steps: str) -> list[Point]:
    """Each fault at each step of these sorts; of all sorts if none is named."""
    return [
        (place, number, fault)
        for fault in faults
        for place, number in made.steps[operation]
        if not steps or place.startswith(steps)
    ]


def test_the_plug_is_pulled_where_the_order_is_decided(made: Made, tmp_path: Path) -> None:
    for operation in ORDER:
        points = every(made, operation, KILLS, "commit:", "rename:", "replace:")
        ends = hurt_at(made, tmp_path / operation, operation, points[1::4])
        assert set(ends) == {"killed"}


def test_the_disk_refuses_to_flush(made: Made, tmp_path: Path) -> None:
    for operation in ORDER:
        points = [
            *every(made, operation, ["EIO"], "fsync:"),
            *every(made, operation, ["ENOSPC"], "write:", "commit:"),
        ]
        assert set(hurt_at(made, tmp_path / operation, operation, points[1::5])) == {"told"}


def test_the_stick_is_pulled(made: Made, tmp_path: Path) -> None:
    for operation in ("send", "give"):
        points = every(made, operation, ["gone"], "write:stick/SOCHIBO/")
        assert set(hurt_at(made, tmp_path / operation, operation, points[-1:])) == {"told"}


@pytest.mark.soak
@pytest.mark.parametrize("operation", ORDER)
def test_the_plug_is_pulled_anywhere(made: Made, tmp_path: Path, operation: str) -> None:
    assert set(hurt_at(made, tmp_path, operation, every(made, operation, KILLS))) == {"killed"}


@pytest.mark.soak
@pytest.mark.parametrize("operation", ORDER)
def test_the_disk_refuses_anything(made: Made, tmp_path: Path, operation: str) -> None:
    assert "told" in hurt_at(made, tmp_path, operation, every(made, operation, REFUSALS))


@pytest.mark.soak
@pytest.mark.parametrize("operation", ["send", "give"])
def test_the_stick_is_pulled_anywhere(made: Made, tmp_path: Path, operation: str) -> None:
    points = [point for point in every(made, operation, ["gone"]) if ":stick" in point[0]]
    assert set(hurt_at(made, tmp_path, operation, points)) <= {"told", "borne"}
