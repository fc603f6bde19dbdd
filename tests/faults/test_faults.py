"""Pull the plug, fill the disk, break the disk, at each system call of a save: nothing that was said is lost.

For each fault: (P1) whatever the child said it had saved is there, (P2, P3) the register is whole and folds to its
tables, (P4) an error that hit it was put into words and never called a success, (P5) running again completes.
"""

import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.conftest import FOUNDER
from tests.faults import child
from tests.storage.opening import Secrets, opened

from desktop.meetings.bundle import KIND as MEETING
from desktop.members.bundle import KIND as MEMBER
from desktop.storage.check import check
from desktop.storage.opening import found

SAVES = 2
CALLS = ("fsync", "fdatasync", "rename", "ftruncate", "unlink", "pwrite64")
CUTS = ("fsync", "fdatasync", "rename", "ftruncate", "unlink")
"""Before these the order on the disk is decided: the plug is pulled at each of them."""


@dataclass(frozen=True)
class Made:
    """A register to be copied and hurt, and how often each call comes in the run that isn't hurt."""

    folder: Path
    secrets: Secrets
    calls: dict[str, int]


def children(mode: str, count: int, folder: Path, secrets: Secrets) -> list[str]:
    words = ["-m", "tests.faults.child", mode, str(count), str(folder / "home"), str(folder / "state")]
    return [sys.executable, *words, *secrets.hex()]


def traced(folder: Path, command: list[str], *options: str) -> tuple[int, list[str], str]:
    """Run under strace: exit code (-9 for killed), what was said, and the trace."""
    trace = folder / "trace"
    ended = subprocess.run(
        ["strace", "-f", "-qq", "-o", str(trace), *options, *command],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(["src", "."])},
        timeout=60,
        check=False,
    )
    unexpected = [line for line in ended.stderr.splitlines() if not line.startswith("anchor not written")]
    assert not unexpected, ended.stderr
    return ended.returncode, ended.stdout.splitlines(), trace.read_text()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("whole")
    if not sys.platform.startswith("linux") or shutil.which("strace") is None:
        pytest.skip("needs strace (Linux; package strace)")
    ground = child.ground(folder / "home", folder / "state")
    register, _ = found(ground, FOUNDER)
    register.settle()
    secrets = Secrets.of(register)
    register.close()
    copy = copied(folder, tmp_path_factory.mktemp("counted"))
    try:
        code, said, trace = traced(
            copy, children("saving", SAVES, copy, secrets), "-e", f"trace={','.join(CALLS)}"
        )
    except (AssertionError, OSError) as error:
        pytest.skip(f"strace isn't allowed here: {error}")
    assert (code, said) == (0, [*(f"saved {n}" for n in range(SAVES)), "closed"])
    # strace counts for each thread on its own: the N-th call is the N-th of whichever thread gets there first.
    counts: dict[tuple[str, str], int] = {}
    for thread, call in re.findall(r"^(\d+) +(\w+)\(", trace, re.MULTILINE):
        counts[thread, call] = counts.get((thread, call), 0) + 1
    calls = {call: max((n for (_, c), n in counts.items() if c == call), default=0) for call in CALLS}
    return Made(folder, secrets, calls)


def copied(folder: Path, target: Path) -> Path:
    for name in ("home", "state"):
        shutil.copytree(folder / name, target / name)
    return target


def hurt(made: Made, target: Path, call: str, fault: str, number: int) -> str:
    """One fault, then the oracles. Gives how the child ended, for the count of what was hit."""
    copy = copied(made.folder, target)
    inject = ("-e", f"trace={call}", "-e", f"inject={call}:{fault}:when={number}")
    code, said, trace = traced(copy, children("saving", SAVES, copy, made.secrets), *inject)
    point = f"{call} {number} {fault}: {said}"
    killed = "SIGKILL" in fault
    assert code in ({-9, 0} if killed else {0, child.TOLD}), f"{point} ended with {code}"
    assert (said[-1:] == ["closed"]) == (code == 0), point
    saved = [int(line.split()[1]) for line in said if line.startswith("saved")]
    assert saved == list(range(len(saved))), point
    if code == 0:
        assert len(saved) == SAVES, point
    must_be_whole(copy, made.secrets, saved, point)
    if code == 0:
        return "borne" if "INJECTED" in trace else "passed by"
    return "killed" if killed else "told"


def must_be_whole(copy: Path, secrets: Secrets, saved: Iterable[int], point: str) -> None:
    register = opened(child.ground(copy / "home", copy / "state"), secrets)
    try:
        assert register.notices == [], point
        for n in saved:
            for kind, what in ((MEMBER, 1), (MEETING, 2)):
                id_ = child.id_of(n, what)
                there = register.read(lambda r, k=kind, i=id_: r.get(k, i)).result()
                assert there is not None, f"{point}: {kind.name} {n} was said to be saved"
        assert register.read(check).result().faults == (), point
        for n in range(SAVES):
            register.write(child.save, n).result()
        checked = register.read(check).result()
        assert (checked.faults, checked.aggregates, checked.files) == ((), 1 + 2 * SAVES, SAVES), point
    finally:
        register.close()


def hurt_at(made: Made, tmp_path: Path, points: Iterable[tuple[str, str, int]]) -> list[str]:
    """All these faults, two at a time; each in a folder of its own."""
    with ThreadPoolExecutor(2) as pool:
        jobs = [
            pool.submit(
                hurt, made, tmp_path / f"{call}-{number}-{fault.partition('=')[2]}", call, fault, number
            )
            for call, fault, number in points
        ]
        return [job.result() for job in jobs]


def every(made: Made, calls: Iterable[str], fault: str, step: int = 1) -> Iterator[tuple[str, str, int]]:
    for call in calls:
        for number in range(1, made.calls[call] + 1, step):
            yield call, fault, number


KILL, EIO, ENOSPC = "signal=SIGKILL", "error=EIO", "error=ENOSPC"


def test_the_plug_is_pulled_where_the_order_is_decided(made: Made, tmp_path: Path) -> None:
    ends = hurt_at(made, tmp_path, every(made, CUTS, KILL))
    assert len(ends) >= 12
    assert set(ends) == {"killed"}


def test_the_plug_is_pulled_while_writing(made: Made, tmp_path: Path) -> None:
    ends = hurt_at(made, tmp_path, every(made, ["pwrite64"], KILL, step=8))
    assert len(ends) >= 8
    assert set(ends) == {"killed"}


def test_the_disk_breaks(made: Made, tmp_path: Path) -> None:
    points = [*every(made, ["fsync", "rename"], EIO), *every(made, ["pwrite64"], EIO, step=32)]
    assert "told" in hurt_at(made, tmp_path, points)


def test_the_disk_fills(made: Made, tmp_path: Path) -> None:
    assert "told" in hurt_at(made, tmp_path, every(made, ["pwrite64"], ENOSPC, step=32))


@pytest.mark.soak
@pytest.mark.parametrize("fault", [KILL, EIO, ENOSPC])
def test_every_call_of_a_save(made: Made, tmp_path: Path, fault: str) -> None:
    hurt_at(made, tmp_path, every(made, CALLS, fault))


@pytest.mark.soak
def test_the_disk_stays_broken(made: Made, tmp_path: Path) -> None:
    """From some call on each one fails, as when a stick is pulled."""
    for fault in (EIO, ENOSPC):
        for number in range(1, made.calls["pwrite64"] + 1, 4):
            hurt(made, tmp_path / f"{fault}-{number}", "pwrite64", fault, f"{number}+")  # type: ignore[arg-type]


def killed_while_typing(made: Made, target: Path, seconds: float) -> None:
    copy = copied(made.folder, target)
    process = subprocess.Popen(
        children("typing", 10_000, copy, made.secrets),
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(["src", "."])},
    )
    assert process.stdout is not None
    first = process.stdout.readline()  # it has opened, and kept once
    time.sleep(seconds)
    process.kill()
    kept = [first, *process.stdout.read().splitlines(keepends=True)]
    process.stdout.close()
    process.wait()
    last = int([line for line in kept if line.endswith(b"\n")][-1].split()[1])
    register = opened(child.ground(copy / "home", copy / "state"), made.secrets)
    draft = register.read(lambda reading: reading.draft("meeting", child.CELL)).result()
    faults = register.read(check).result().faults
    register.close()
    assert faults == ()
    assert draft is not None
    assert draft.body["typed"] in (last, last + 1)


def test_a_kill_while_typing_costs_nothing_that_was_kept(made: Made, tmp_path: Path) -> None:
    for n in range(4):
        killed_while_typing(made, tmp_path / str(n), random.uniform(0, 0.4))


@pytest.mark.soak
def test_many_kills_while_typing(made: Made, tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        jobs = [
            pool.submit(killed_while_typing, made, tmp_path / str(n), random.uniform(0, 1.5))
            for n in range(100)
        ]
        for job in jobs:
            job.result()
