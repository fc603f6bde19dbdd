import errno
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.basics import places


@pytest.fixture(autouse=True)
def _linux_with_nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SOCHIBO_STATE", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "/home/hoa")
    monkeypatch.setattr(places, "_family", lambda: "linux")


def test_the_source_tree_comes_first() -> None:
    root = Path(__file__).resolve().parents[2]
    assert places.resources() == root / "resources"


def test_an_installed_package_finds_what_it_brought_along(tmp_path: Path) -> None:
    package = tmp_path / "site-packages" / "desktop"
    (package / "basics").mkdir(parents=True)
    (package / "_data" / "resources").mkdir(parents=True)
    for file in ("__init__.py", "basics/__init__.py"):
        (package / file).touch()
    shutil.copy(places.__file__, package / "basics" / "places.py")
    code = "from desktop.basics import places; print(places.resources())"
    told = subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            "-c",
            f"import sys; sys.path.insert(0, {str(package.parent)!r}); {code}",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(told.stdout.strip()) == package / "_data" / "resources"


def test_a_users_own_folders() -> None:
    assert places.data_home() == Path("/home/hoa/.local/share/sochibo")
    assert places.state_home() == Path("/home/hoa/.local/state/sochibo")
    assert places.config_home() == Path("/home/hoa/.config/sochibo")


def test_an_empty_or_relative_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "")
    monkeypatch.setenv("XDG_STATE_HOME", "relative/path")
    monkeypatch.setenv("SOCHIBO_STATE", "")
    assert places.data_home() == Path("/home/hoa/.local/share/sochibo")
    assert places.state_home() == Path("/home/hoa/.local/state/sochibo")


def test_variables_are_followed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("SOCHIBO_STATE", str(tmp_path / "state"))
    assert places.data_home() == tmp_path / "data" / "sochibo"
    assert places.state_home() == tmp_path / "state"
    assert places.config_home() == tmp_path / "state" / "config"


def test_the_override_wins(tmp_path: Path) -> None:
    assert places.data_home(tmp_path) == tmp_path


def test_other_platforms(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(places, "_family", lambda: "win32")
    assert places.data_home() == Path("/home/hoa/AppData/Local/sochibo/data")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    assert places.state_home() == tmp_path / "sochibo" / "state"
    monkeypatch.setattr(places, "_family", lambda: "darwin")
    assert places.data_home() == Path("/home/hoa/Library/Application Support/sochibo/data")


def test_a_file_is_read_as_far_as_shows_that_it_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"12345")
    assert places.read_at_most(path, 5, ValueError()) == b"12345"
    assert places.read_at_most(path, 3, ValueError()) == b"1234"
    with pytest.raises(ValueError, match="gone") as caught:
        places.read_at_most(tmp_path / "none", 3, ValueError("gone"))
    assert isinstance(caught.value.__cause__, FileNotFoundError)


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOSYS, errno.ENOTSUP])
def test_a_file_system_that_flushes_no_folders_does_what_it_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """Shared folders and older network drivers have no such call; the file itself was flushed before."""
    real = os.fsync

    def refuse(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(number, "no")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", refuse)
    places.write_safely(tmp_path / "a.pdf", b"content")
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


def test_a_folder_that_fails_to_be_flushed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_descriptor: int) -> None:
        raise OSError(errno.EIO, "no")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="no"):
        places.flush_folder(tmp_path)
