"""Pulling the plug while somebody types: at most the last second is lost, and the register is whole."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from time import monotonic
from typing import Any

from desktop.meetings.actions.drafting import start_meeting
from desktop.meetings.queries.opening import open_meeting
from desktop.storage.check import check
from desktop.storage.opening import unlock
from desktop.storage.register import Ground, Register
from tests.conftest import PASSPHRASE
from tests.journeys.traces import in_clear
from tests.meetings.sample import enter_cell

ROOT = Path(__file__).parents[2]
TYPING = 4.0  # seconds
LOST_AT_MOST = 1.0  # seconds


def test_kill_9_while_typing(
    register: Register, ground: Ground, sample: dict[str, Any], tmp_path: Path
) -> None:
    cell = register.write(enter_cell, sample).result()
    meeting_id = register.write(start_meeting, cell, 2026, 11).result().meeting_id
    account = register.user.id
    register.close()
    command = [sys.executable, "-m", "tests.journeys.child", str(ground.home), "type", meeting_id]
    with (
        (tmp_path / "complaints").open("w") as complaints,
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=complaints, text=True) as child,
    ):
        assert child.stdout is not None
        said: list[tuple[float, int]] = []
        for line in child.stdout:
            said.append((monotonic(), json.loads(line)["typed"]))
            if said[-1][0] - said[0][0] > TYPING:
                break
        killed = monotonic()
        child.kill()
    assert said, (tmp_path / "complaints").read_text()

    again = unlock(ground, account, PASSPHRASE)
    try:
        found = again.read(open_meeting, meeting_id).result()
        assert found is not None
        kept = [int(number) for number in re.findall(r"chữ(\d+) ", found.draft.information)]
        assert kept == list(range(1, len(kept) + 1)), "words are kept in order, none twice"
        old_enough = max((number for at, number in said if at < killed - LOST_AT_MOST), default=0)
        assert old_enough > 0
        assert len(kept) >= old_enough
        assert again.read(check).result().whole
    finally:
        again.close()
    assert list(in_clear(tmp_path, {"chữ1 chữ2", "Bế Đức Kiên"})) == []
    assert os.environ["SOCHIBO_STATE"] == str(ground.state)
