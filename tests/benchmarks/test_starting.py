"""From the command to the unlock page against a bare window with a table, and from Enter to the home page."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.benchmarks.measuring import median, meeting, told
from tests.benchmarks.test_storage import fill, fresh

from desktop.basics.ids import new_id
from desktop.meetings.bundle import KIND as MEETING
from desktop.rulebook.book import Rulebook
from desktop.storage.work import Work

pytestmark = pytest.mark.bench


def until_shown(*words: str, folder: Path) -> tuple[float, str]:
    """Seconds until the first word, and what came after it."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"QT_QPA_PLATFORM": "offscreen", "SOCHIBO_STATE": str(folder / "state")}
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "tests/benchmarks/starting.py", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as child:
        assert child.stdout is not None
        first = child.stdout.readline()
        took = time.perf_counter() - start
        rest, said = child.communicate()
    assert (first, child.returncode) == ("shown\n", 0), said
    return took, rest


def test_starting_and_opening(tmp_path: Path, rulebook: Rulebook) -> None:
    register = fresh(tmp_path, rulebook)
    cells, people = fill(register, 300, 12)

    def ten_months(work: Work) -> None:
        for month in range(1, 11):
            for place, cell in enumerate(cells):
                work.put(MEETING, new_id(), meeting(cell, people[place::12], month, month))

    register.write(ten_months).result()
    secrets = bytes(register.key.secret).hex(), bytes(register.key.proof).hex()
    register.close()
    home = str(tmp_path / "home")
    ours, bare, enter = [], [], []
    for turn in range(8):
        mine, said = until_shown(home, *secrets, *(["enter"] if turn % 2 else []), folder=tmp_path)
        other, _ = until_shown("bare", folder=tmp_path)
        if turn:  # the first compiles and warms
            ours.append(mine)
            bare.append(other)
        if turn % 2:
            enter.append(float(said))
    start = told("start to the unlock page (baseline: a bare window, a table)", median(ours), median(bare), 2)
    opened = told("Enter to the home page, 300 people, without Argon2", median(enter), None, 1500)
    assert start <= 2
    assert opened <= 1500
