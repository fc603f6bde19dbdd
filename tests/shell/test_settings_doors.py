"""What the settings page is told of backups, some of them on sticks that come and go."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from desktop.app import settings_doors
from desktop.basics.errors import Trouble
from desktop.basics.language import msg
from desktop.storage.backup import Listed


def listed(path: Path) -> Listed:
    return Listed(path, None, Trouble("STO-51", msg("This backup is damaged or incomplete.")))


def test_a_stick_that_goes_meanwhile_costs_only_its_own_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, gone = tmp_path / "here.scbackup", tmp_path / "stick" / "gone.scbackup"
    here.write_bytes(b"x")
    lines = settings_doors.lines_of([listed(here), listed(gone)])
    assert [line.path for line in lines] == [here]

    def dead(_folder: Path) -> Any:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(settings_doors, "list_backups", dead)
    assert settings_doors.further([tmp_path]) == []
