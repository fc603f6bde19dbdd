"""Crash reports: where in the program, never whose data."""

from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QLabel, QMainWindow
from pytestqt.qtbot import QtBot

from desktop.shell.crash import KEPT, CrashReporter, report, save

NOW = datetime(2026, 11, 9, 14, 32, 5)


def failing(name: str) -> None:
    raise ValueError(f"no such member: {name}")


def raised() -> BaseException:
    try:
        try:
            failing("Nông Thị Thơm")
        except ValueError as error:
            raise KeyError("Nông Thị Thơm") from error
    except KeyError as error:
        return error
    raise AssertionError


def test_a_report_names_places_and_no_people() -> None:
    text = report(raised(), "0.1.0", NOW)
    assert "Nông" not in text
    assert "builtins.KeyError" in text
    assert "builtins.ValueError" in text
    assert "test_crash.py" in text
    assert str(Path.home()) not in text
    assert "/" not in text.split("test_crash.py")[0].splitlines()[-1]


def test_the_newest_reports_are_kept(tmp_path: Path) -> None:
    for second in range(KEPT + 5):
        save("x", tmp_path, NOW.replace(minute=second // 60, second=second % 60))
    assert len(list(tmp_path.iterdir())) == KEPT


def test_one_dialog_at_a_time(qtbot: QtBot, tmp_path: Path) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    reporter = CrashReporter(tmp_path / "state", lambda: "0.1.0", lambda: NOW)
    reporter.window = window
    reporter(raised())
    first = reporter.shown
    reporter(raised())
    assert first is not None
    assert reporter.shown is first
    assert reporter.last is not None
    assert reporter.last.is_file()
    assert any(str(reporter.last) in label.text() for label in first.findChildren(QLabel))
    first.accept()
    assert reporter.shown is None


def test_a_full_disk_does_not_stop_the_dialog(qtbot: QtBot, tmp_path: Path) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    (tmp_path / "state").write_text("a file where the folder should be")
    reporter = CrashReporter(tmp_path / "state", lambda: "0.1.0", lambda: NOW)
    reporter.window = window
    reporter(raised())
    assert reporter.last is None
    assert reporter.shown is not None
    reporter.shown.accept()
