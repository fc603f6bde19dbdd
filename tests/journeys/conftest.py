"""A home and state of the test's own, the real program in the window, and a look for traces at the end."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from desktop.basics import language, logs
from desktop.keys import passphrase as stretching
from desktop.widgets import theme
from tests.conftest import PASSPHRASE
from tests.journeys.clerk import Clerk, take_off
from tests.journeys.traces import in_clear

Sit = Callable[..., Clerk]


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> Iterator[None]:
    """State, settings and temporary files lie in the test's folder; language, look and hooks are put back."""
    before, hook = language.in_use(), sys.excepthook
    (tmp_path / "temp").mkdir()
    monkeypatch.setenv("SOCHIBO_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temp"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(stretching, "calibrated", lambda: stretching.FLOOR)
    for doors in ("unlock", "first_run", "settings"):
        monkeypatch.setattr(f"desktop.app.{doors}_doors.calibrated", lambda: stretching.FLOOR)
    yield
    logs.stop()
    sys.excepthook = hook
    take_off(qapp)
    language.use("en")
    theme.install(qapp)
    language.use(before)


@pytest.fixture
def secrets() -> set[str]:
    """Words that a test typed and that must not be readable on the disk afterwards."""
    return {PASSPHRASE}


@pytest.fixture
def asked_for() -> set[Path]:
    """Files in clear that a person asked for."""
    return set()


@pytest.fixture
def sit(tmp_path: Path, apart: None, secrets: set[str], asked_for: set[Path]) -> Iterator[Sit]:
    """Opens the program on this test's home; closes it, and looks for traces, at the end."""
    sat: list[Clerk] = []

    def open_program(home: Path | None = None) -> Clerk:
        logs.start(tmp_path / "state")
        sat.append(Clerk(home or tmp_path / "home"))
        return sat[-1]

    yield open_program
    for clerk in sat:
        clerk.leave()
    logs.stop()
    assert list(in_clear(tmp_path, secrets, asked_for)) == []


@pytest.fixture
def sample() -> dict[str, Any]:
    """The sample meeting as it comes with the program."""
    from desktop.demo.sample import read_sample

    return dict(read_sample())
