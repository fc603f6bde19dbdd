"""The door: what it refuses, what it says, and that a set-up that was cut off leaves nothing half."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHELL = next(path for path in map(shutil.which, ("dash", "sh")) if path) if os.name == "posix" else ""
linux_only = pytest.mark.skipif(sys.platform == "win32", reason="a shell script")


@pytest.fixture
def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """packaging/door.py, in a project of its own whose installation is only pretended."""
    root = tmp_path / "Sổ chi bộ"
    for name in ("requirements.txt", "requirements-dev.txt"):
        (root / "packaging/lock").mkdir(parents=True, exist_ok=True)
        (root / "packaging/lock" / name).write_text(f"# {name}\n", "utf-8")
    shutil.copy(ROOT / "packaging/door.py", root / "packaging/door.py")
    (root / "pyproject.toml").write_text('[project]\nversion = "1"\n', "utf-8")
    spec = importlib.util.spec_from_file_location("door", root / "packaging/door.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.delenv("SOCHIBO_VENV", raising=False)

    def make(venv: Path) -> None:
        (venv / "lib/python3.11/site-packages").mkdir(parents=True)
        (venv / "bin").mkdir()
        (venv / module.UNDER_WAY).touch()
        (venv / "bin/python").touch()

    monkeypatch.setattr(module, "make", make)
    monkeypatch.setattr(module, "compile_all", lambda *_: None)
    monkeypatch.setattr(module, "tell", lambda *_: None)
    return module


def counted(door: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The locks that were installed, in order."""
    done: list[str] = []
    monkeypatch.setattr(door, "install", lambda _python, lock: done.append(lock.name))
    return done


@linux_only
class TestSettingUp:
    """The environment is made once, renewed when it must be, and never half."""

    def test_the_second_run_does_nothing(self, door: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
        done = counted(door, monkeypatch)
        for _ in range(3):
            door.prepare(door.environment(), "run")
        assert done == ["requirements.txt"]

    def test_tests_add_their_tools(self, door: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
        done = counted(door, monkeypatch)
        for extent in ("run", "dev", "run", "dev"):
            door.prepare(door.environment(), extent)
        assert done == ["requirements.txt", "requirements-dev.txt"]

    def test_a_new_lock_is_installed(self, door: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
        done = counted(door, monkeypatch)
        door.prepare(door.environment(), "run")
        door.LOCKS["run"].write_text("# another\n", "utf-8")
        door.prepare(door.environment(), "run")
        assert done == ["requirements.txt"] * 2

    def test_a_set_up_that_was_cut_off_is_begun_again(
        self, door: ModuleType, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def cut(*_: object) -> None:
            raise KeyboardInterrupt

        venv = door.environment()
        with monkeypatch.context() as patch:
            patch.setattr(door, "install", cut)
            with pytest.raises(KeyboardInterrupt):
                door.prepare(venv, "run")
        (venv / "half a package").touch()
        assert door.stamp_of(venv) == {}
        done = counted(door, monkeypatch)
        door.prepare(venv, "run")
        assert done == ["requirements.txt"]
        assert not (venv / "half a package").exists()
        assert not (venv / door.UNDER_WAY).exists()

    def test_an_update_that_was_cut_off_is_begun_again(
        self, door: ModuleType, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        done = counted(door, monkeypatch)
        venv = door.environment()
        door.prepare(venv, "run")
        (venv / door.UNDER_WAY).touch()
        door.prepare(venv, "run")
        assert done == ["requirements.txt"] * 2

    def test_a_moved_project_gets_its_own(self, door: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
        done = counted(door, monkeypatch)
        door.prepare(door.environment(), "run")
        moved = door.ROOT.parent / "elsewhere"
        shutil.copytree(door.ROOT, moved, ignore=shutil.ignore_patterns(".venv"))
        monkeypatch.setattr(door, "ROOT", moved)
        with monkeypatch.context() as patch:
            patch.setenv("SOCHIBO_VENV", str(door.environment()))
            door.prepare(door.environment(), "run")
        assert len(done) == 2

    def test_a_folder_with_other_files_is_left_alone(
        self, door: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        mine = tmp_path / "mine"
        mine.mkdir()
        (mine / "letter.txt").touch()
        monkeypatch.setenv("SOCHIBO_VENV", str(mine))
        counted(door, monkeypatch)
        with pytest.raises(SystemExit) as end:
            door.prepare(door.environment(), "run")
        assert end.value.code == 3
        assert (mine / "letter.txt").exists()

    def test_a_full_disk_is_said_before_anything_is_removed(
        self, door: ModuleType, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        said: list[str] = []
        monkeypatch.setattr(door, "tell", lambda *words: said.extend(words))
        monkeypatch.setitem(door.SPACE_NEEDED, "run", 10**12)
        with pytest.raises(SystemExit) as end:
            door.prepare(door.environment(), "run")
        assert end.value.code == 3
        assert "MB" in said[-1]
        assert not door.environment().exists()


@linux_only
class TestPackageIndex:
    """What pip says becomes one sentence."""

    @pytest.mark.parametrize(
        ("pip_says", "we_say"),
        [
            (
                "ERROR: Could not find a version (from versions: none)\nERROR: No matching distribution",
                "network",
            ),
            (
                "WARNING: Retrying (Retry(total=0))\nERROR: No matching distribution (from versions: 1)",
                "network",
            ),
            ("ERROR: No matching distribution found for x==2 (from versions: 1)", "no locked version"),
            ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "hash"),
            (
                "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
                "room",
            ),
        ],
    )
    def test_a_failure_is_one_sentence(
        self,
        door: ModuleType,
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
        pip_says: str,
        we_say: str,
    ) -> None:
        said: list[str] = []
        monkeypatch.setattr(door, "tell", lambda *words: said.extend(words))
        python = tmp_path / "python"
        python.write_text(f"#!/bin/sh\nprintf '%s\\n' '{pip_says}' >&2\nexit 1\n", "utf-8")
        python.chmod(0o755)
        with pytest.raises(SystemExit):
            door.install(python, door.LOCKS["run"])
        assert we_say in said[1]
        assert pip_says.splitlines()[0] in capsys.readouterr().err


@linux_only
class TestShell:
    """The part before Python."""

    def run(self, *words: str, **changes: str) -> subprocess.CompletedProcess[str]:
        """One call of the script from another folder."""
        return subprocess.run(
            [SHELL, str(ROOT / "packaging/start"), *words],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env={**os.environ, **changes},
        )

    @pytest.mark.parametrize("words", [[], ["nonsense"]])
    def test_an_unknown_word_is_answered_with_the_list(self, words: list[str]) -> None:
        done = self.run(*words)
        assert done.returncode == 2
        assert "Cách dùng" in done.stderr
        assert "Usage" in done.stderr

    def test_without_python_one_sentence_names_the_packages(self, tmp_path: Path) -> None:
        """A plain user without sudo, on a machine that has apt and no Python of the right age."""
        for tool in ("dirname", "printf", "id", "sh", "env"):
            (tmp_path / tool).symlink_to(shutil.which(tool) or "")
        (tmp_path / "apt-get").write_text("#!/bin/sh\nexit 100\n", "utf-8")
        (tmp_path / "id").unlink()
        (tmp_path / "id").write_text("#!/bin/sh\necho 1000\n", "utf-8")
        for tool in ("apt-get", "id"):
            (tmp_path / tool).chmod(0o755)
        done = self.run("run", PATH=str(tmp_path), SOCHIBO_VENV=str(tmp_path / "none"), SOCHIBO_PYTHON="")
        assert done.returncode == 3, done.stderr
        lines = done.stderr.splitlines()
        assert len(lines) == 2
        assert all("apt-get install -y --no-install-recommends python3" in line for line in lines)

    def test_ready_is_ready_at_once(self, tmp_path: Path) -> None:
        """With a finished environment less than 0.3 s of work lie between command and program."""
        root = tmp_path / "Sổ chi bộ"
        shutil.copytree(ROOT / "packaging", root / "packaging", ignore=shutil.ignore_patterns("__pycache__"))
        (root / "packaging/catalogue.py").unlink()
        shutil.copy(ROOT / "pyproject.toml", root)
        (root / "src/desktop").mkdir(parents=True)
        (root / "src/desktop/__main__.py").write_text("print('here')\n", "utf-8")
        begin = subprocess.run(
            [sys.executable, "-c", READY, str(root)], capture_output=True, text=True, check=False
        )
        assert begin.returncode == 0, begin.stderr
        import resource

        times = []
        for _ in range(5):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            done = subprocess.run(
                [SHELL, str(root / "packaging/start"), "run"],
                capture_output=True,
                text=True,
                check=False,
                env={key: value for key, value in os.environ.items() if not key.startswith("SOCHIBO")},
            )
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
            assert done.stdout == "here\n", done.stderr
        assert min(times) < 0.3, times


READY = """
import sys
from pathlib import Path
root = Path(sys.argv[1])
sys.path.insert(0, str(root / "packaging"))
import door
door.install = lambda *_: None
door.compile_all = lambda *_: None
door.prepare(door.environment(), "run")
"""
