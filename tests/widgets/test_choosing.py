"""Where choosing a file begins: at the one stick, else where one was last, else at the documents; and never late."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from time import monotonic

import pytest
from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop.widgets import choosing
from desktop.widgets.choosing import ask_for_file, ask_for_folder, ask_where_to_save, where_to_begin
from tests.widgets.hands import settle


@pytest.fixture(autouse=True)
def forgetful() -> Iterator[None]:
    choosing.know_sticks(lambda: ())
    yield
    choosing.know_sticks(lambda: ())


@pytest.fixture
def documents() -> Path:
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def folder(path: Path) -> Path:
    path.mkdir(parents=True)
    return path


def choose(parent: QWidget, file: Path) -> Path:
    """What Qt's window does when a file is chosen; where it began."""
    [asked] = parent.findChildren(QFileDialog)
    began = Path(asked.directory().absolutePath())
    asked.fileSelected.emit(str(file))
    asked.close()
    settle()
    assert parent.findChildren(QFileDialog) == []
    return began


def test_the_only_stick_comes_first(tmp_path: Path, documents: Path) -> None:
    stick, other, usual = (folder(tmp_path / name) for name in ("usb", "usb2", "usual"))
    assert where_to_begin("keys") == documents
    assert where_to_begin("keys", usual) == usual
    choosing.know_sticks(lambda: [stick])
    assert where_to_begin("keys", usual) == stick
    assert where_to_begin("driver", usual, on_stick=False) == usual
    choosing.know_sticks(lambda: [stick, other])
    assert where_to_begin("keys", usual) == usual
    assert where_to_begin("keys") == documents


def test_the_last_folder_is_remembered_for_its_purpose(
    parent: QWidget, tmp_path: Path, documents: Path
) -> None:
    used, taken = folder(tmp_path / "used"), list[Path]()
    ask_for_file(parent, "Key file", ["*.p12"], taken.append, "keys")
    choose(parent, used / "yen.p12")
    assert taken == [used / "yen.p12"]
    ask_for_file(parent, "Key file", ["*.p12"], taken.append, "keys")
    assert choose(parent, used / "yen.p12") == used
    assert where_to_begin("lists") == documents
    used.rmdir()
    assert where_to_begin("keys") == documents


def test_a_folder_on_the_stick_goes_before_its_top(parent: QWidget, tmp_path: Path) -> None:
    stick = folder(tmp_path / "usb")
    deep = folder(stick / "giay to" / "2026")
    choosing.know_sticks(lambda: [stick])
    taken: list[Path] = []
    ask_for_folder(parent, "A folder", taken.append, "backups")
    assert choose(parent, deep) == stick
    assert taken == [deep]
    assert where_to_begin("backups") == deep
    assert where_to_begin("keys") == stick


def test_saving_begins_there_too(parent: QWidget, tmp_path: Path) -> None:
    stick, saved = folder(tmp_path / "usb"), list[str]()
    choosing.know_sticks(lambda: [stick])
    ask_where_to_save(parent, "Save", "bien-ban.pdf", saved.append)
    [asked] = parent.findChildren(QFileDialog)
    assert [Path(one).name for one in asked.selectedFiles()] == ["bien-ban.pdf"]
    assert choose(parent, stick / "bien-ban.pdf") == stick
    assert saved == [str(stick / "bien-ban.pdf")]


def test_a_drive_that_does_not_answer_holds_nobody_up(tmp_path: Path, documents: Path) -> None:
    answers, asked = Event(), list[int]()

    def dead() -> list[Path]:
        asked.append(1)
        answers.wait(30)
        return [tmp_path]

    choosing.know_sticks(dead)
    begun = monotonic()
    assert where_to_begin("keys") == documents
    assert monotonic() - begun < 5  # generous on a busy machine: the drive itself takes 30
    assert where_to_begin("keys") == documents
    assert asked == [1]  # and no second one is sent after it
    answers.set()
    look = choosing._memory.look
    assert look is not None
    look.join(30)
    assert where_to_begin("keys") == tmp_path


def test_a_look_that_fails_is_no_answer(documents: Path) -> None:
    def broken() -> list[Path]:
        raise OSError

    choosing.know_sticks(broken)
    assert where_to_begin("keys") == documents
