"""A real desk over a real register, and hands that type into whatever has the focus."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from tests.shell import scene
from tests.widgets.hands import commit, press, settle, type_words, wait_until

from desktop.features import Feature
from desktop.meetings.form.meeting import MeetingForm
from desktop.meetings.screen.page import MeetingsPage
from desktop.shell.desk import Desk
from desktop.storage.register import Register


class Seat:
    """Somebody at the desk."""

    def __init__(self, register: Register, width: int = 1093, height: int = 614) -> None:
        self.crashes: list[BaseException] = []
        features = (Feature("meetings", "Meetings", "book", MeetingsPage),)
        self.desk = Desk(replace(scene.wiring(self.crashes), runner=register, features=features))
        register.on_change(self.desk.task.announce)
        self.desk.resize(width, height)
        self.desk.show()
        self.desk.activateWindow()
        QTest.qWaitForWindowActive(self.desk)

    @property
    def page(self) -> MeetingsPage:
        page = self.desk.page("meetings")
        assert isinstance(page, MeetingsPage)
        return page

    @property
    def form(self) -> MeetingForm:
        assert self.page.form is not None
        return self.page.form

    @property
    def focus(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def open(self, id: str | None = None) -> None:
        self.desk.go("meetings", id)
        self.rest()

    def rest(self) -> None:
        """Until nothing is on its way."""
        settle()
        self.until(lambda: self.desk.task.idle)
        settle()
        assert not self.crashes, self.crashes

    def until(self, happened: Callable[[], bool]) -> None:
        wait_until(happened)

    def say(self, text: str) -> None:
        """Type into what has the focus."""
        type_words(self.focus, text)
        self._settled()

    def write(self, text: str) -> None:
        """Lines into what has the focus, as an input method gives them."""
        for number, line in enumerate(text.strip().split("\n")):
            if number:
                press(self.focus, Qt.Key.Key_Return)
            commit(self.focus, line)
        settle(1)

    def enter(self, *texts: Any) -> None:
        """Type each text and go on; None leaves a field as it is."""
        for text in texts:
            if text is not None:
                self.say(text)
            self.key(Qt.Key.Key_Return)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        press(self.focus, key, modifiers)
        self._settled()

    def ctrl(self, key: Qt.Key) -> None:
        self.key(key, Qt.KeyboardModifier.ControlModifier)

    def _settled(self) -> None:
        settle(1)
        elsewhere = QApplication.activeModalWidget() or QApplication.activePopupWidget()
        if elsewhere is None and QApplication.activeWindow() is not self.desk:
            self.back()  # a list of names was open

    def back(self) -> None:
        """To the desk after a dialog: a window manager does it, Qt's drawing in memory has none."""
        self.desk.activateWindow()
        QTest.qWaitForWindowActive(self.desk)

    def leave(self) -> None:
        self.desk.keep_everything()
        self.rest()
        self.desk.close_down()
        self.desk.close()
        self.desk.deleteLater()
        settle()
