"""File names on sticks: plain, short, unique; and what of a stick is looked at."""

import errno
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.bundles.format import BundleKind
from desktop.bundles.names import LONGEST, bundles_on, file_name, free_name, hidden_name

DAY = date(2026, 11, 22)
RESERVED = {"con", "prn", "aux", "nul"}


def test_a_clerk_can_tell_what_it_is() -> None:
    name = file_name(BundleKind.DATA, "24.10.07", "Đảng ủy xã Bằng Lãng", DAY, 7)
    assert name == "DULIEU_24-10-07_Dang-uy-xa-Bang-Lang_2026-11-22_7.scb"
    assert file_name(BundleKind.RECEIPT, "", "", DAY, 12) == "BIENNHAN_2026-11-22_12.scb"


@given(
    st.sampled_from(BundleKind), st.text(max_size=80), st.text(max_size=80), st.dates(), st.integers(1, 99999)
)
def test_any_name_is_plain_and_short(kind: BundleKind, code: str, short: str, day: date, number: int) -> None:
    name = file_name(kind, code, short, day, number)
    assert len(name) <= LONGEST
    assert name.isascii()
    assert set(name) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")
    assert name.count(".") == 1
    assert name.split(".")[0].lower() not in RESERVED


def test_a_taken_name_gets_a_number_whatever_its_case(tmp_path: Path) -> None:
    (tmp_path / "dulieu_1.scb").touch()
    (tmp_path / "DULIEU_1-2.scb").touch()
    assert free_name(tmp_path, "DULIEU_1.scb") == "DULIEU_1-3.scb"
    assert free_name(tmp_path / "none", "DULIEU_1.scb") == "DULIEU_1.scb"


def test_hidden_names_differ() -> None:
    assert len({hidden_name() for _ in range(50)}) == 50


def test_only_our_places_are_looked_at(tmp_path: Path) -> None:
    for name in (
        "top.scb",
        "UPPER.SCB",
        "SOCHIBO/GUI-DI/one.scb",
        "SOCHIBO/GUI-DI/deep/two.scb",
        "SOCHIBO/a/b/c/too-deep.scb",
        "Photos/mine.scb",
        "half.scb.part",
        "~half.scb",
        ".hidden.scb",
        "letter.docx",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "folder.scb").mkdir()
    (tmp_path / "link.scb").symlink_to(tmp_path / "Photos/mine.scb")
    assert [path.name for path in bundles_on(tmp_path)] == ["one.scb", "top.scb", "two.scb", "UPPER.SCB"]
    assert bundles_on(tmp_path / "absent") == ()


def test_what_a_failing_stick_says_of_one_entry_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A damaged entry answers EIO, a stick that went while mounted ENOTCONN or ECONNABORTED: seen on FUSE."""
    good, bad = tmp_path / "SOCHIBO/GUI-DI/good.scb", tmp_path / "SOCHIBO/GUI-DI/bad.scb"
    good.parent.mkdir(parents=True)
    good.touch()
    bad.touch()
    real, real_l = os.stat, os.lstat
    for number in (errno.EIO, errno.ENOTCONN, errno.ECONNABORTED):

        def stat(path: Any, *args: Any, number: int = number, **options: Any) -> os.stat_result:
            if os.fspath(path) == str(bad):
                raise OSError(number, "no")
            return real(path, *args, **options)

        def lstat(path: Any, *args: Any, number: int = number, **options: Any) -> os.stat_result:
            if os.fspath(path) == str(bad):
                raise OSError(number, "no")
            return real_l(path, *args, **options)

        with monkeypatch.context() as patch:
            patch.setattr(os, "stat", stat)
            patch.setattr(os, "lstat", lstat)
            assert bundles_on(tmp_path) == (good,)
