"""Sticks: each state has its sentence, nothing of others is touched, and a stick that lies is found out."""

import errno
import os
import shutil
import sys
from collections import namedtuple
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from desktop.basics.errors import Trouble
from desktop.basics.places import is_folder
from desktop.bundles import drive
from desktop.bundles.drive import DriveStatus, carry, check_again, look, require, sentence
from tests.power_cut import cut_at_each_step

NAME = "DULIEU_xa_2026-11-22_7.scb"
CONTENT = bytes(range(256)) * 40_000  # ten megabytes: more than one flush
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A bundle in the outbox."""
    path = tmp_path / "outbox.scb"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A stick with somebody's photo on it."""
    root = tmp_path / "stick"
    root.mkdir()
    (root / "photo.jpg").write_bytes(b"somebody's")
    return root


def left_on(stick: Path) -> set[str]:
    return {str(path.relative_to(stick)) for path in stick.rglob("*") if path.is_file()}


def test_every_state_has_a_sentence_and_a_way_out() -> None:
    for status in DriveStatus:
        message, next_step = sentence(status)
        assert message.text.endswith(".")
        assert (next_step is None) == (status is DriveStatus.READY)


def test_a_good_stick_is_ready_and_left_as_it_was(stick: Path) -> None:
    found = look(stick, 1_000, "USB")
    assert (found.status, found.label) == (DriveStatus.READY, "USB")
    assert found.free > 0
    assert left_on(stick) == {"photo.jpg"}


def test_no_stick(tmp_path: Path) -> None:
    found = look(tmp_path / "gone")
    assert found.status is DriveStatus.ABSENT
    with pytest.raises(Trouble, match="USB-01"):
        require(found)


def test_a_full_stick(stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(100, 0, drive.SPARE + 999))
    assert look(stick, 1_000).status is DriveStatus.FULL
    assert look(stick, 999).status is DriveStatus.READY


@pytest.mark.parametrize(
    ("number", "status"),
    [
        (errno.EROFS, DriveStatus.READ_ONLY),
        (errno.EACCES, DriveStatus.READ_ONLY),
        (errno.ENOSPC, DriveStatus.FULL),
        (errno.EIO, DriveStatus.UNREADABLE),
        (errno.ENODEV, DriveStatus.ABSENT),
    ],
)
def test_a_stick_that_takes_nothing(
    stick: Path, monkeypatch: pytest.MonkeyPatch, number: int, status: DriveStatus
) -> None:
    def refuse(*args: Any) -> int:
        raise OSError(number, "no")

    monkeypatch.setattr(os, "open", refuse)
    assert look(stick).status is status


def test_a_stick_that_says_so_is_read_only(stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.statvfs(stick)
    flags = SimpleNamespace(
        f_flag=os.ST_RDONLY,
        f_bavail=real.f_bavail,
        f_blocks=real.f_blocks,
        f_bfree=real.f_bfree,
        f_frsize=4096,
    )
    monkeypatch.setattr(os, "statvfs", lambda _: flags)
    assert look(stick, sure=False).status is DriveStatus.READ_ONLY


def test_a_stick_that_goes_while_it_is_looked_at(stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*args: Any) -> None:
        raise OSError(errno.ENODEV, "gone")

    monkeypatch.setattr(drive, "_says_read_only", gone)
    assert look(stick).status is DriveStatus.ABSENT


def test_looking_round_writes_nothing(stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any) -> int:
        raise AssertionError("written to")

    monkeypatch.setattr(os, "open", refuse)
    assert look(stick, sure=False).status is DriveStatus.READY


def test_a_stick_that_cant_be_listed(stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> None:
        raise OSError(errno.EIO, "no")

    monkeypatch.setattr(os, "listdir", fail)
    assert look(stick).status is DriveStatus.UNREADABLE


@pytest.mark.parametrize("number", [errno.ENOTCONN, errno.ECONNABORTED, errno.EIO])
def test_a_stick_that_went_while_it_was_mounted(
    stick: Path, source: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """What each question gets once the driver of a mounted stick is gone."""
    real = os.stat

    def dead(path: Any, *args: Any, **options: Any) -> os.stat_result:
        if not isinstance(path, int) and str(path).startswith(str(stick)):
            raise OSError(number, "no")
        return real(path, *args, **options)

    monkeypatch.setattr(os, "stat", dead)
    assert look(stick).status is DriveStatus.UNREADABLE
    assert not is_folder(stick)
    with pytest.raises(Trouble, match="USB-02"):
        carry(source, stick, NAME)


def test_somebody_elses_file_where_our_folder_belongs(stick: Path, source: Path) -> None:
    (stick / "SOCHIBO").write_bytes(b"somebody's")
    assert look(stick).status is DriveStatus.FOREIGN_FILES
    with pytest.raises(Trouble, match="USB-05"):
        carry(source, stick, NAME)
    assert (stick / "SOCHIBO").read_bytes() == b"somebody's"


def test_a_link_where_our_folder_belongs(stick: Path, tmp_path: Path) -> None:
    (stick / "SOCHIBO").symlink_to(tmp_path)
    assert look(stick).status is DriveStatus.FOREIGN_FILES


def test_a_bundle_is_carried_whole(stick: Path, source: Path) -> None:
    steps: list[tuple[int, int]] = []
    carried = carry(source, stick, NAME, progress=lambda done, of: steps.append((done, of)))
    assert carried.path == stick / "SOCHIBO/GUI-DI" / NAME
    assert carried.path.read_bytes() == CONTENT
    assert steps[-1] == (len(CONTENT), len(CONTENT))
    assert left_on(stick) == {"photo.jpg", "SOCHIBO/DOC-TOI.txt", f"SOCHIBO/GUI-DI/{NAME}"}
    assert look(stick).bundles == (carried.path,)
    check_again(carried)


def test_nothing_is_overwritten(stick: Path, source: Path) -> None:
    first = carry(source, stick, NAME)
    note = stick / "SOCHIBO/DOC-TOI.txt"
    note.write_text("of mine")
    source.write_bytes(b"another")
    second = carry(source, stick, NAME)
    assert second.path.name == NAME.replace(".scb", "-2.scb")
    assert first.path.read_bytes() == CONTENT
    assert note.read_text() == "of mine"


def test_a_stick_that_gives_back_something_else(
    stick: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def spoil(descriptor: int) -> None:
        real(descriptor)
        if os.fstat(descriptor).st_size == len(CONTENT):
            os.pwrite(descriptor, b"\xff\xff", 5_000_001)

    monkeypatch.setattr(os, "fsync", spoil)
    with pytest.raises(Trouble, match="USB-07"):
        carry(source, stick, NAME)
    assert left_on(stick) == {"photo.jpg", "SOCHIBO/DOC-TOI.txt"}


def test_a_file_that_changed_since_is_noticed(stick: Path, source: Path) -> None:
    carried = carry(source, stick, NAME)
    carried.path.write_bytes(CONTENT[:-1])
    with pytest.raises(Trouble, match="USB-07"):
        check_again(carried)
    carried.path.unlink()
    with pytest.raises(Trouble, match="USB-02"):
        check_again(carried)


@pytest.mark.parametrize("call", ["fsync", "rename"])
def test_a_failing_stick_is_told_and_never_flushed_again(
    stick: Path, source: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    calls: list[int] = []

    def fail(*args: Any) -> None:
        calls.append(1)
        raise OSError(errno.EIO, "no")

    with monkeypatch.context() as patch:
        patch.setattr(os, call, fail)
        with pytest.raises(Trouble, match="USB-06"):
            carry(source, stick, NAME)
    assert len(calls) == 1
    assert left_on(stick) == {"photo.jpg", "SOCHIBO/DOC-TOI.txt"}
    assert carry(source, stick, NAME).path.name == NAME


def test_a_stick_pulled_out_while_writing_is_called_absent(stick: Path, source: Path) -> None:
    def pull(done: int, of: int) -> None:
        shutil.rmtree(stick)
        raise OSError(errno.EIO, "gone")

    with pytest.raises(Trouble, match="USB-01"):
        carry(source, stick, NAME, progress=pull)
    assert source.read_bytes() == CONTENT


def test_one_can_stop(stick: Path, source: Path) -> None:
    class Stop(Exception):
        pass

    def stop(done: int, of: int) -> None:
        raise Stop

    with pytest.raises(Stop):
        carry(source, stick, NAME, progress=stop)
    assert left_on(stick) == {"photo.jpg", "SOCHIBO/DOC-TOI.txt"}


@pytest.mark.skipif(sys.platform == "win32", reason="forks")
def test_a_cut_leaves_nothing_that_looks_whole(stick: Path, source: Path) -> None:
    source.write_bytes(CONTENT[:50_000])
    steps = 0
    for _ in cut_at_each_step(lambda: carry(source, stick, NAME)):
        steps += 1
        for path in look(stick).bundles:
            assert path.read_bytes() == CONTENT[:50_000]
            path.unlink()
        assert (stick / "photo.jpg").read_bytes() == b"somebody's"
    assert steps >= 6


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's lists")
def test_the_machines_own_disks_are_no_sticks(tmp_path: Path) -> None:
    assert all(found.root != Path("/") for found in drive.drives())
    block = tmp_path / "devices/pci/usb1/1-1/block/sdb/sdb1"
    block.mkdir(parents=True)
    (tmp_path / "sdb1").symlink_to(block)
    assert drive._is_removable(tmp_path / "sdb1")
    fixed = tmp_path / "devices/pci/ata1/block/sda"
    fixed.mkdir(parents=True)
    (fixed / "removable").write_text("0\n")
    assert not drive._is_removable(fixed)
    (fixed / "removable").write_text("1\n")
    assert drive._is_removable(fixed)
    assert drive._unescaped("/media/hoa/USB\\040cua\\040toi") == "/media/hoa/USB cua toi"


def test_what_a_cut_left_half_goes_with_the_next_writing(stick: Path, source: Path) -> None:
    """Only halves of this sender's own files of this kind: the others are not ours to judge."""
    out = stick / "SOCHIBO/GUI-DI"
    out.mkdir(parents=True)
    for name in ("DULIEU_xa_2026-10-01_3.scb.part", "dulieu_XA_2026-09-01_1.scb.part"):
        (out / name).write_bytes(b"half")
    others = (
        "DULIEU_khac_2026-10-01_3.scb.part",
        "DULIEU_xa_2026-10-01_3.pdf.part",
        "BIENNHAN_xa_2.scb.part",
    )
    for name in others:
        (out / name).write_bytes(b"of others")
    assert look(stick).bundles == ()
    carry(source, stick, NAME)
    assert {path.name for path in out.iterdir()} == {NAME, *others}


def test_a_stick_whose_own_folder_cant_be_listed_is_unreadable(
    stick: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A damaged folder answers EIO; what lies in it must not count as not there."""
    carry(source, stick, NAME)
    real = os.listdir

    def damaged(path: Any = ".") -> list[str]:
        if Path(path).name == "GUI-DI":
            raise OSError(errno.EIO, "no")
        return real(path)

    monkeypatch.setattr(os, "listdir", damaged)
    assert look(stick).status is DriveStatus.UNREADABLE


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's lists")
def test_a_stick_pulled_out_of_a_fat_mount_is_not_called_write_protected(
    stick: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel turns a FAT file system read-only once it can't write it, and keeps it in sight until unmounted."""
    monkeypatch.setattr(drive, "_says_read_only", lambda _root: True)
    assert look(stick).status is DriveStatus.READ_ONLY
    real = os.stat

    def of_a_block(path: Any, *args: Any, **options: Any) -> os.stat_result:
        found = real(path, *args, **options)
        if not isinstance(path, int) and os.fspath(path) == str(stick):
            return os.stat_result((*found[:2], os.makedev(4095, 77), *found[3:]))  # no device has this number
        return found

    monkeypatch.setattr(os, "stat", of_a_block)
    assert look(stick).status is DriveStatus.ABSENT
    with pytest.raises(Trouble, match="USB-01"):
        carry(source, stick, NAME)
