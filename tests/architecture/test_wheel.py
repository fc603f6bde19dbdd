"""The built package brings along what the program needs, and finds it where it was installed."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

ASK = """
import json
from desktop.basics import places
from desktop.storage import upgrade
import desktop
files = lambda folder: sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
print(json.dumps({
    "program": desktop.__file__,
    "resources": [str(places.resources()), files(places.resources())],
    "migrations": [str(places.migrations()), files(places.migrations())],
}))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the wheel was unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    options = ["--no-deps", "--no-build-isolation", "--no-index", "-q", "-w", str(folder)]
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", *options, str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "site")
    return folder / "site"


def test_the_installed_program_has_all_that_the_source_has(installed: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    there = json.loads(done.stdout)
    assert Path(there["program"]).is_relative_to(installed)
    for name in ("resources", "migrations"):
        place, files = there[name]
        assert Path(place).is_relative_to(installed)
        source = {
            path.relative_to(ROOT / name).as_posix()
            for path in (ROOT / name).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
        assert source == set(files)
    assert any(file.endswith("/vi/LC_MESSAGES/sochibo.mo") for file in there["resources"][1])


def test_the_package_carries_its_licences(installed: Path) -> None:
    (licences,) = installed.glob("*.dist-info/licenses")
    assert (licences / "LICENSE").exists()
    assert len(list(licences.rglob("OFL.txt"))) >= 2


def test_the_package_has_no_tests_and_no_tools(installed: Path) -> None:
    assert {path.name for path in installed.iterdir() if path.is_dir() and "dist-info" not in path.name} == {
        "desktop"
    }
