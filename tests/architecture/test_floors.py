"""The floors of the house (packaging/contracts.ini) are kept, and the contracts are awake."""

import configparser
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = ROOT / "packaging/contracts.ini"
LINT = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"]
ROOMS = ["organisations", "members", "meetings", "admissions", "evaluations"]


def lint(source: Path) -> str:
    """What the import linter says about a source tree; empty if all contracts are kept."""
    done = subprocess.run(
        [*LINT, "--config", str(CONTRACTS)],
        capture_output=True,
        text=True,
        check=False,
        cwd=source,
        env={**os.environ, "PYTHONPATH": str(source)},
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def modules(value: str) -> set[str]:
    """The modules that a contract lists."""
    return set(value.split())


@pytest.fixture(scope="module")
def contracts() -> configparser.ConfigParser:
    """The contract file."""
    parser = configparser.ConfigParser()
    parser.read(CONTRACTS, "utf-8")
    return parser


def exists(module: str) -> bool:
    """Whether a module is there, as a file or a package."""
    path = ROOT / "src" / module.replace(".", "/")
    return (path / "__init__.py").exists() or path.with_suffix(".py").exists()


def test_all_contracts_are_kept() -> None:
    assert lint(ROOT / "src") == ""


SEEDS = {
    "Imports only go downstairs": ("basics/clock.py", "desktop.storage.work"),
    "Same furniture in each room": ("members/rules/words.py", "desktop.members.records"),
    "Rules are pure": ("members/rules/words.py", "reportlab"),
    "No Qt behind the window, not even indirectly": ("storage/work.py", "PySide6"),
    "Screens open neither database nor keys themselves": ("widgets/page.py", "sqlalchemy"),
    "Cryptography only in keys": ("storage/work.py", "cryptography"),
    "records of members: written in their own room, read also by queries upstairs": (
        "meetings/bundle.py",
        "desktop.members.records",
    ),
}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_seeded_violation_is_caught(seed: str, tmp_path: Path) -> None:
    file, wrong = SEEDS[seed]
    shutil.copytree(ROOT / "src/desktop", tmp_path / "desktop", ignore=shutil.ignore_patterns("__pycache__"))
    path = tmp_path / "desktop" / file
    path.write_text(path.read_text("utf-8") + f"\nimport {wrong}\n", "utf-8")
    said = lint(tmp_path)
    assert f"{seed} BROKEN" in " ".join(said.split())
    assert f"desktop.{file.removesuffix('.py').replace('/', '.')} -> {wrong}" in said


def test_each_room_is_under_each_contract(contracts: configparser.ConfigParser) -> None:
    """Its own actions, queries and bundle touch its tables; upstairs, only queries read them (DECISIONS.md)."""
    furniture = modules(contracts["importlinter:contract:furniture"]["containers"])
    for room in filter(lambda name: exists(f"desktop.{name}"), ROOMS):
        assert f"desktop.{room}" in furniture
        allowed = modules(contracts[f"importlinter:contract:records-{room}"]["allowed_importers"])
        upstairs = ROOMS[ROOMS.index(room) + 1 :]
        own = {f"desktop.{room}.{piece}" for piece in ("actions", "queries", "bundle")}
        readers = {f"desktop.{other}.queries" for other in upstairs}
        assert {name.removesuffix(".**") for name in allowed} <= own | readers | {"desktop.tables"}


def test_each_module_says_whether_it_may_know_qt(contracts: configparser.ConfigParser) -> None:
    free = modules(contracts["importlinter:contract:qt"]["source_modules"])
    door = modules(contracts["importlinter:contract:qt-door"]["source_modules"])
    window = {f"desktop.{name}" for name in ("__main__", "app", "shell", "features", "widgets")}
    rooms = {f"desktop.{name}" for name in [*ROOMS, "exchange", "collector"]}
    here = {
        f"desktop.{path.stem}"
        for path in (ROOT / "src/desktop").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert here - {"desktop.__init__"} <= free | door | window | rooms
