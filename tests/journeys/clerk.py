"""Somebody at the program itself, from the first run to the desk: types, presses keys, waits."""

import os
import sys
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from desktop.app.program import Program
from desktop.app.start import make_application
from desktop.basics.clock import Clock
from desktop.settings import Settings
from desktop.shell.desk import Desk
from desktop.shell.first_run import FirstRunPage
from desktop.shell.unlock import UnlockPage
from desktop.widgets.qt_texts import QtTexts
from tests.meetings.window import Seat
from tests.widgets.hands import settle, wait_for_rest

TODAY = date(2026, 11, 9)


class Clerk(Seat):
    """A person before the real window; the register is the program's own."""

    def __init__(self, home: Path, today: date = TODAY) -> None:
        self.crashes: list[BaseException] = []
        self.left = False
        self.excepthook = sys.excepthook
        make_application(Settings.load())
        self.program = Program(home, Clock.showing(today), Settings.load())
        sys.excepthook = self.excepthook
        self.window = self.program.window
        self.window.resize(1093, 614)
        self.program.begin()
        self.window.show()
        self.back()

    @property
    def desk(self) -> Desk:  # type: ignore[override]  # the desk of the program's window, whichever it is now
        desk = self.window.desk
        assert desk is not None
        return desk

    @property
    def first_run(self) -> FirstRunPage:
        page = self.window.centralWidget()
        assert isinstance(page, FirstRunPage)
        return page

    @property
    def door(self) -> UnlockPage:
        page = self.window.centralWidget()
        assert isinstance(page, UnlockPage)
        return page

    def rest(self) -> None:
        """Until nothing is on its way and nothing went wrong."""
        settle()
        wait_for_rest(lambda: self.desk.task.idle)
        assert self.program.crashed.last is None, self.program.crashed.last.read_text()

    def unlock(self, passphrase: str) -> None:
        """Type the passphrase and Enter."""
        self.door.passphrase.line.clear()
        self.door.passphrase.take_focus()
        self.say(passphrase)
        self.key(Qt.Key.Key_Return)

    def at_the_desk(self) -> None:
        """Wait for the desk."""
        self.until(lambda: self.window.desk is not None)
        self.rest()

    def click(self, words: str, within: QWidget | None = None) -> None:
        """Press the button with these words."""
        root = within or self.window
        found = [
            made
            for made in root.findChildren(QAbstractButton)
            if made.text().strip() == words and made.isVisible()
        ]
        assert found, (words, sorted({made.text() for made in root.findChildren(QAbstractButton)}))
        found[0].click()
        settle()

    def words(self, within: QWidget | None = None) -> set[str]:
        """Everything that can be read on labels and buttons."""
        root = within or self.window
        seen = {label.text() for label in root.findChildren(QLabel) if label.isVisible()}
        return seen | {made.text().strip() for made in root.findChildren(QAbstractButton) if made.isVisible()}

    def leave(self) -> None:
        """Close the window. Twice is once."""
        if self.left:
            return
        self.left = True
        if self.window.desk is not None:
            self.desk.keep_everything()
            self.rest()
        self.window.close()
        self.window.deleteLater()
        settle()


def take_off(application: QApplication) -> None:
    """Our texts for Qt's own buttons, off again."""
    for texts in application.findChildren(QtTexts):
        application.removeTranslator(texts)
        texts.deleteLater()
    settle()


def state_of(tmp_path: Path) -> Path:
    """Where this test's state lies."""
    assert os.environ["SOCHIBO_STATE"] == str(tmp_path / "state")
    return tmp_path / "state"
