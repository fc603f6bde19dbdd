"""Traps of the libraries that we have measured once and don't want to meet again."""

import hashlib
import sys
from pathlib import Path

from pytestqt.qtbot import QtBot

ROOT = Path(__file__).resolve().parents[2]


def test_calls_into_qt_keep_the_count_of_none(qtbot: QtBot) -> None:
    """PySide6 6.12.0 takes a reference of ``None`` at each call and aborts Python 3.11 after some 5,700."""
    from PySide6.QtWidgets import QLabel

    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for number in range(20_000):
        label.setText(str(number))
    assert sys.getrefcount(None) >= before - 1_000


def test_the_fonts_are_those_we_looked_at() -> None:
    folder = ROOT / "resources/fonts"
    listed = dict(
        reversed(line.split(maxsplit=1)) for line in (folder / "SHA256SUMS").read_text("utf-8").splitlines()
    )
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.suffix in {".ttf", ".otf"}}
    assert there == set(listed)
    for name, wanted in listed.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == wanted, name
    for family in {Path(name).parts[0] for name in there}:
        assert (folder / family / "OFL.txt").exists(), f"{family}: its licence lies beside it"
