"""The anchor's truth table, and that neither damage nor a power cut makes it say something wrong."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.power_cut import cut_at_each_step

from desktop.keys.data_key import DataKey
from desktop.storage import anchor
from desktop.storage.anchor import Verdict, drop, epoch_of, judge, notice, path_of
from desktop.storage.log import Head

KEY = DataKey.new()
REGISTER = "01a20127-e873-7415-b322-b59fc268238b"
NOW = datetime(2026, 11, 22, 19, 30, tzinfo=UTC)
INC, OTHER_INC = "a" * 26, "b" * 26


def digest(q: int, branch: int = 0) -> bytes:
    return bytes([branch]) + q.to_bytes(31, "big")


def head(q: int, inc: str = INC, epoch: int = 1, branch: int = 0) -> Head:
    return Head(inc, epoch, q, digest(q, branch))


def verdict(state: Path, now: Head, branch: int = 0, branched_at: int = 0) -> Verdict:
    """Judge a log that ends at ``now`` and, after record ``branched_at``, holds the records of ``branch``."""

    def hash_at(q: int) -> bytes | None:
        return None if q > now.q else digest(q, branch if q > branched_at else 0)

    return judge(state, REGISTER, KEY, now, hash_at)


@pytest.mark.parametrize(
    ("now", "branch", "branched_at", "expected"),
    [
        (head(10), 0, 0, Verdict.NORMAL),
        (head(11), 0, 0, Verdict.NORMAL),
        (head(500), 0, 0, Verdict.NORMAL),
        (head(9), 0, 0, Verdict.BEHIND),
        (head(0), 0, 0, Verdict.BEHIND),
        (head(9, OTHER_INC, 2), 0, 0, Verdict.BEHIND),
        (head(10, branch=7), 7, 9, Verdict.OTHER_BRANCH),
        (head(12, branch=7), 7, 9, Verdict.OTHER_BRANCH),
        (head(12, branch=7), 7, 10, Verdict.NORMAL),  # branched after what was anchored: the note is in it
        (head(12, OTHER_INC, 2), 0, 0, Verdict.OTHER_BRANCH),
        (head(12, OTHER_INC, 2, branch=7), 7, 5, Verdict.OTHER_BRANCH),
    ],
)
def test_truth_table(tmp_path: Path, now: Head, branch: int, branched_at: int, expected: Verdict) -> None:
    assert drop(tmp_path, REGISTER, KEY, head(10), NOW)
    assert verdict(tmp_path, now, branch, branched_at) is expected


def test_missing_and_foreign(tmp_path: Path) -> None:
    assert verdict(tmp_path, head(10)) is Verdict.MISSING
    assert epoch_of(tmp_path, REGISTER, KEY) == 0
    drop(tmp_path, REGISTER, DataKey.new(), head(10), NOW)
    assert verdict(tmp_path, head(10)) is Verdict.FOREIGN
    assert epoch_of(tmp_path, REGISTER, KEY) == 0
    path = path_of(tmp_path, REGISTER)
    for content in (b"", b"x" * 1024, b"{}" + b" " * 1022, b"[" * 1024):
        path.write_bytes(content)
        assert verdict(tmp_path, head(10)) is Verdict.FOREIGN


def test_another_registers_anchor_doesnt_vouch(tmp_path: Path) -> None:
    other = REGISTER.replace("0", "9")
    drop(tmp_path, other, KEY, head(10), NOW)
    path_of(tmp_path, other).rename(path_of(tmp_path, REGISTER))
    assert verdict(tmp_path, head(10)) is Verdict.FOREIGN


def test_the_note_outlives_a_renewed_data_key(tmp_path: Path) -> None:
    drop(tmp_path, REGISTER, KEY, head(10), NOW)
    assert judge(tmp_path, REGISTER, KEY.next(), head(10), lambda _: None) is Verdict.NORMAL


def test_a_higher_epoch_counts_more_than_a_higher_number(tmp_path: Path) -> None:
    drop(tmp_path, REGISTER, KEY, head(10), NOW)
    drop(tmp_path, REGISTER, KEY, head(11), NOW)
    drop(tmp_path, REGISTER, KEY, head(5, OTHER_INC, 2), NOW)
    assert epoch_of(tmp_path, REGISTER, KEY) == 2
    assert verdict(tmp_path, head(5, OTHER_INC, 2)) is Verdict.NORMAL
    assert verdict(tmp_path, head(4, OTHER_INC, 2)) is Verdict.BEHIND


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=8))
def test_the_last_note_counts_however_many_came_before(tmp_path: Path, steps: list[int]) -> None:
    path_of(tmp_path, REGISTER).unlink(missing_ok=True)
    q = 0
    for step in steps:
        q += step
        drop(tmp_path, REGISTER, KEY, head(q), NOW + timedelta(minutes=q))
    found = anchor.read(tmp_path, REGISTER, KEY)
    assert found == anchor.Anchor(INC, 1, q, digest(q), NOW + timedelta(minutes=q))
    assert path_of(tmp_path, REGISTER).stat().st_size == 1024


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.integers(0, 1023), st.integers(1, 255))
def test_a_flipped_byte_costs_at_most_one_block(tmp_path: Path, place: int, flip: int) -> None:
    path = path_of(tmp_path, REGISTER)
    path.unlink(missing_ok=True)
    for q in (9, 10):
        drop(tmp_path, REGISTER, KEY, head(q), NOW)
    content = bytearray(path.read_bytes())
    content[place] ^= flip
    path.write_bytes(content)
    found = anchor.read(tmp_path, REGISTER, KEY)
    assert found
    assert found.q in (9, 10)
    assert verdict(tmp_path, head(10)) is Verdict.NORMAL


@pytest.mark.skipif(not hasattr(os, "fork"), reason="cuts the power in a forked child")
def test_a_power_cut_never_makes_a_normal_register_look_old(tmp_path: Path) -> None:
    for _ in cut_at_each_step(lambda: drop(tmp_path, REGISTER, KEY, head(10), NOW)):
        assert verdict(tmp_path, head(10)) in (Verdict.MISSING, Verdict.NORMAL)
    for _ in cut_at_each_step(lambda: drop(tmp_path, REGISTER, KEY, head(11), NOW)):
        assert verdict(tmp_path, head(11)) is Verdict.NORMAL


def test_a_half_written_block_leaves_the_other(tmp_path: Path) -> None:
    for q in (9, 10, 11):
        drop(tmp_path, REGISTER, KEY, head(q), NOW)
    path = path_of(tmp_path, REGISTER)
    before = path.read_bytes()
    drop(tmp_path, REGISTER, KEY, head(12), NOW)
    after = path.read_bytes()
    for cut in range(0, 1025, 37):
        path.write_bytes(after[:cut] + before[cut:])
        found = anchor.read(tmp_path, REGISTER, KEY)
        assert found
        assert found.q in (10, 11, 12)
        assert verdict(tmp_path, head(12)) is Verdict.NORMAL


def test_a_state_folder_that_refuses_is_logged_not_raised(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "anchors").write_text("a file where the folder should be")
    assert not drop(tmp_path, REGISTER, KEY, head(10), NOW)
    assert "anchor not written" in caplog.text
    assert REGISTER not in caplog.text
    caplog.clear()


def test_what_the_user_is_told(tmp_path: Path) -> None:
    assert notice(Verdict.NORMAL, anchored=True) is None
    assert not any(notice(found, anchored=False) for found in Verdict)
    codes = {}
    for found in Verdict:
        trouble = notice(found, anchored=True)
        codes[found] = trouble.code if trouble else None
    assert codes == {
        Verdict.NORMAL: None,
        Verdict.BEHIND: "STO-30",
        Verdict.OTHER_BRANCH: "STO-31",
        Verdict.MISSING: "STO-32",
        Verdict.FOREIGN: "STO-33",
    }
    drop(tmp_path, REGISTER, KEY, head(10), NOW)
    told = notice(Verdict.BEHIND, True, anchor.read(tmp_path, REGISTER, KEY), replace(head(7)))
    assert told
    assert ("n", 3) in told.message.values
