"""Somebody at a real desk over a real register: opens rooms, types into what has the focus, waits."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.shell.desk import Desk
from desktop.storage.register import Register
from desktop.widgets.page import Page
from tests.shell import scene
from tests.widgets.hands import press, settle, type_words, wait_for_rest, wait_until

P = TypeVar("P", bound=Page)


class AtDesk:
    """What the tests of every room need.

    ``rights``: "read write" for a user who may do just this, "" for the scene's. ``wired``: other parts of wiring.
    """

    window: QWidget
    """The window that the desk is in."""

    def __init__(
        self, register: Register, width: int = 1093, height: int = 614, rights: str = "", **wired: Any
    ) -> None:
        self.crashes: list[BaseException] = []
        wiring = replace(scene.wiring(self.crashes), runner=register, **wired)
        if rights:
            wiring = replace(wiring, user=replace(wiring.user, rights=frozenset(rights.split())))
        self.desk = Desk(wiring)
        register.on_change(self.desk.task.announce)
        self.window = self.desk
        self.desk.resize(width, height)
        self.desk.show()
        self.back()

    def page_of(self, room: str, kind: type[P]) -> P:
        """The page of a room."""
        page = self.desk.page(room)
        assert isinstance(page, kind)
        return page

    @property
    def focus(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def open(self, room: str, id: str | None = None) -> None:
        self.desk.go(room, id)
        self.rest()

    def rest(self) -> None:
        """Until nothing is on its way, nor anything that follows from what came."""
        settle()
        wait_for_rest(lambda: self.desk.task.idle)
        assert not self.crashes, self.crashes

    def until(self, happened: Callable[[], bool]) -> None:
        wait_until(happened)

    def say(self, text: str) -> None:
        """Type into what has the focus."""
        type_words(self.focus, text)
        self.felt()

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        press(self.focus, key, modifiers)
        self.felt()

    def ctrl(self, key: Qt.Key) -> None:
        self.key(key, Qt.KeyboardModifier.ControlModifier)

    def felt(self) -> None:
        """What each key waits for; where a key starts work, a room's tests let it rest."""
        settle(1)

    def back(self) -> None:
        """To the desk after a dialog: a window manager does it, Qt's drawing in memory has none."""
        self.window.activateWindow()
        QTest.qWaitForWindowActive(self.window)
        settle()

    def leave(self) -> None:
        self.desk.keep_everything()
        self.rest()
        self.desk.close_down()
        self.desk.close()
        self.desk.deleteLater()
        settle()
