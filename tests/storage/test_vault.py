"""The vault: what goes in comes out, nothing lies in clear, and a power cut leaves at most an orphan."""

import os
import stat
from pathlib import Path

import pyrage
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.power_cut import cut_at_each_step

from desktop.basics.errors import Refused, Trouble
from desktop.storage import vault as vaults
from desktop.storage.vault import Vault, new_vault_keys

IDENTITY, NAME_KEY = new_vault_keys()
CANARY = "Nguyễn Thị Mận, sinh năm 1971".encode()


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault", IDENTITY, NAME_KEY)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=100_000))
def test_what_goes_in_comes_out(vault: Vault, content: bytes) -> None:
    assert vault.get(vault.put(content)) == content


def test_nothing_lies_in_clear_and_the_name_tells_nothing(vault: Vault) -> None:
    sha256 = vault.put(CANARY * 100)
    [path] = vault.folder.iterdir()
    assert CANARY not in path.read_bytes()
    assert sha256[:12] not in path.name
    assert Vault(vault.folder, IDENTITY, bytes(32)).path(sha256) != path
    assert IDENTITY not in repr(vault)
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(vault.folder.stat().st_mode) == 0o700


def test_plain_age_opens_it_with_the_key(vault: Vault) -> None:
    path = vault.path(vault.put(CANARY))
    assert pyrage.decrypt(path.read_bytes(), [pyrage.x25519.Identity.from_str(IDENTITY)]) == CANARY


def test_the_same_content_is_one_file(vault: Vault) -> None:
    assert vault.put(b"x") == vault.put(b"x")
    assert len(list(vault.folder.iterdir())) == 1


def test_a_damaged_copy_is_refused_and_written_anew(vault: Vault) -> None:
    sha256 = vault.put(CANARY)
    path = vault.path(sha256)
    whole = path.read_bytes()
    for damage in (whole[:-1], whole + b"0", bytes([whole[0] ^ 1]) + whole[1:], b""):
        path.write_bytes(damage)
        with pytest.raises(Trouble, match="STO-42"):
            vault.get(sha256)
    vault.put(CANARY)
    assert vault.get(sha256) == CANARY


def test_a_file_under_another_ones_name_is_refused(vault: Vault) -> None:
    one, other = vault.put(b"one"), vault.put(b"other")
    vault.path(one).write_bytes(vault.path(other).read_bytes())
    with pytest.raises(Trouble, match="STO-42"):
        vault.get(one)


def test_what_is_refused(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Trouble, match="STO-41"):
        vault.get("0" * 64)
    for name in ("", "../keyslots.json", "0" * 63, "G" * 64):
        with pytest.raises(ValueError, match="not a SHA-256"):
            vault.get(name)
    monkeypatch.setattr(vaults, "LARGEST", 10)
    with pytest.raises(Refused, match="STO-43"):
        vault.put(b"x" * 11)


@pytest.mark.parametrize("step", ["fsync", "replace", "open"])
def test_a_disk_that_refuses_is_told_and_leaves_nothing(
    vault: Vault, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    vault.put(b"before")

    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, refuse)
    with pytest.raises(Trouble, match="STO-40"):
        vault.put(CANARY)
    monkeypatch.undo()
    assert len(list(vault.folder.iterdir())) == 1
    assert vault.get(vault.put(CANARY)) == CANARY


def test_sweeping_takes_orphans_and_unfinished_writes_only(vault: Vault) -> None:
    known, orphan = vault.put(b"known"), vault.put(b"orphan")
    (vault.folder / (vault.path("1" * 64).name + ".part")).write_bytes(b"half")
    (vault.folder / "readme.txt").write_text("left by the user")
    assert vault.orphans([known]) == (vault.path(orphan),)
    assert vault.sweep([known]) == 2
    assert vault.get(known) == b"known"
    assert sorted(path.name for path in vault.folder.iterdir()) == sorted(
        [vault.path(known).name, "readme.txt"]
    )
    assert vault.sweep([known]) == 0


def test_sweeping_where_nothing_was_put(vault: Vault) -> None:
    assert vault.sweep([]) == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="cuts the power in a forked child")
def test_a_power_cut_leaves_a_whole_file_or_an_orphan_to_sweep(vault: Vault) -> None:
    first = vault.put(b"first")
    sha256 = ""
    for _ in cut_at_each_step(lambda: vault.put(CANARY)):
        assert vault.get(first) == b"first"
        vault.sweep([first])
        assert [path.name for path in vault.folder.iterdir()] == [vault.path(first).name]
        sha256 = vault.put(CANARY)
        assert vault.get(sha256) == CANARY
        vault.path(sha256).unlink()
    assert sha256
