"""A bundle on its way to the disk: whole or not there, at every step at which the power can go."""

import errno
import io
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from desktop.basics.errors import Refused, Trouble
from desktop.bundles.read import read_sealed
from desktop.bundles.write import Written, write_data, write_file
from tests.bundles import forge
from tests.power_cut import cut_at_each_step


def write(path: Path) -> Written:
    """The small bundle into a file."""
    source = forge.Listed(forge.chained(forge.small_log()))
    return write_file(path, lambda target: write_data(forge.letter(), source, forge.signature, target))


def test_a_written_bundle_lies_there_alone(tmp_path: Path) -> None:
    written = write(tmp_path / "a.scb")
    assert [path.name for path in tmp_path.iterdir()] == ["a.scb"]
    assert read_sealed(lambda: (tmp_path / "a.scb").open("rb")).sha256 == written.sha256


@pytest.mark.skipif(sys.platform == "win32", reason="forks")
def test_a_cut_leaves_a_whole_bundle_or_none(tmp_path: Path) -> None:
    path = tmp_path / "a.scb"
    steps = 0
    for _ in cut_at_each_step(lambda: write(path)):
        steps += 1
        if path.exists():
            read_sealed(lambda: path.open("rb"))
            path.unlink()
    assert steps >= 4
    assert [left.name for left in tmp_path.iterdir()] == []


@pytest.mark.parametrize("call", ["fsync", "replace", "open"])
def test_a_disk_that_fails_is_told_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def fail(*args: Any, **named: Any) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr(os, call, fail)
        with pytest.raises(Trouble, match="BUN-61"):
            write(tmp_path / "a.scb")
    assert list(tmp_path.iterdir()) == []
    write(tmp_path / "a.scb")


class Full(io.BytesIO):
    """A disk with room for a few bytes."""

    def write(self, piece: Any) -> int:
        if self.tell() > 1_000:
            raise OSError(errno.ENOSPC, "full")
        return super().write(piece)


def test_a_disk_that_is_full_while_sealing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fdopen", lambda descriptor, mode: os.close(descriptor) or Full())
    with pytest.raises(Trouble, match="BUN-61"):
        write(tmp_path / "a.scb")
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_lies_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync

    def spoil(descriptor: int) -> None:
        real(descriptor)
        if os.fstat(descriptor).st_size > 2_000:
            os.pwrite(descriptor, b"\0\0", 1_500)

    monkeypatch.setattr(os, "fsync", spoil)
    with pytest.raises(Trouble, match="BUN-61"):
        write(tmp_path / "a.scb")
    assert list(tmp_path.iterdir()) == []


def test_a_writer_that_refuses_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="BUN-60"):
        write_file(
            tmp_path / "a.scb",
            lambda target: write_data(
                forge.letter(to=()),
                forge.Listed(forge.chained(forge.small_log())),
                forge.signature,
                target,
            ),
        )
    assert list(tmp_path.iterdir()) == []
