"""The locks: they fit pyproject.toml, pin every package by hash, and name no host."""

import importlib.util
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "packaging/lock"
NAMES = ["requirements.txt", "requirements-dev.txt"]


def pins(name: str) -> dict[str, str]:
    """Package and version, as a lock has them."""
    found = re.findall(r"^([\w.-]+)==([^\s;\\]+)", (LOCK / name).read_text("utf-8"), re.MULTILINE)
    return dict(found)


def asked_for(name: str) -> list[Requirement]:
    """What pyproject.toml asks for, of what this lock serves."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wants = list(project["project"]["dependencies"])
    if name == "requirements-dev.txt":
        wants += project["dependency-groups"]["dev"]
    return [Requirement(want) for want in wants]


@pytest.mark.parametrize("name", NAMES)
def test_a_lock_was_made_from_this_pyproject(name: str) -> None:
    spec = importlib.util.spec_from_file_location("lock_sum", LOCK / "sum.py")
    assert spec
    assert spec.loader
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    first = (LOCK / name).read_text("utf-8").splitlines()[0]
    assert first == f"# pyproject {tool.requirements_sum(ROOT / 'pyproject.toml')}", (
        "stale: packaging/lock/make"
    )


@pytest.mark.parametrize("name", NAMES)
def test_each_requirement_is_pinned_within_its_bounds(name: str) -> None:
    locked = pins(name)
    for want in asked_for(name):
        version = locked[re.sub(r"[-_.]+", "-", want.name).lower()]
        assert want.specifier.contains(version), f"{want} is locked at {version}"


@pytest.mark.parametrize("name", NAMES)
def test_each_pin_has_hashes_and_no_line_names_a_host(name: str) -> None:
    text = (LOCK / name).read_text("utf-8")
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text
    for block in re.split(r"\n(?=\S)", text):
        if "==" in block:
            assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), block.splitlines()[0]


def test_users_and_developers_have_the_same_versions() -> None:
    ours, developers = pins(NAMES[0]), pins(NAMES[1])
    assert ours.items() <= developers.items()
