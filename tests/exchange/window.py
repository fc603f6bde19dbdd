"""A real desk over one register of the pair, and hands at its page of sending."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desktop.app.desk import hand_panels
from desktop.app.home import badges, home_rows
from desktop.basics.language import in_use, use
from desktop.exchange.office import collects
from desktop.exchange.screen import sticks
from desktop.exchange.screen.joining import JoinView
from desktop.exchange.screen.send import SendPage
from desktop.exchange.screen.send_flow import SendFlow
from desktop.features import ROOMS
from desktop.shell.desk import Desk
from desktop.storage.register import Register
from desktop.widgets import theme
from tests.shell import scene
from tests.widgets.hands import press, settle, type_words, wait_until


@contextmanager
def looking(qapp: QApplication, tongue: str = "en") -> Iterator[None]:
    """The window's look at scale 1, and English, so that sentences can be compared; afterwards as before."""
    before = in_use()
    use(tongue)
    theme.install(qapp)
    try:
        yield
    finally:
        theme.install(qapp)
        use(before)


class Seat:
    """Somebody at the desk of a register."""

    def __init__(self, register: Register, width: int = 1093, height: int = 614, rights: str = "") -> None:
        self.crashes: list[BaseException] = []
        home = register.ground.home
        wiring = replace(
            scene.wiring(self.crashes),
            runner=register,
            features=ROOMS,
            collects=register.read(collects).result(),
            home=lambda reading: home_rows(reading, home),
            badges=badges,
            hand=hand_panels,
        )
        if rights:
            wiring = replace(wiring, user=replace(wiring.user, rights=frozenset(rights.split())))
        self.desk = Desk(wiring)
        register.on_change(self.desk.task.announce)
        self.desk.resize(width, height)
        self.desk.show()
        self.desk.activateWindow()
        QTest.qWaitForWindowActive(self.desk)

    @property
    def page(self) -> SendPage:
        page = self.desk.page("send")
        assert isinstance(page, SendPage)
        return page

    @property
    def flow(self) -> SendFlow:
        return self.page.flow

    @property
    def joining(self) -> JoinView:
        return self.page.joining

    @property
    def focus(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def open(self, room: str = "send", id: str | None = None) -> None:
        self.desk.go(room, id)
        self.rest()

    def rest(self) -> None:
        """Until nothing is on its way."""
        settle()
        self.until(lambda: self.desk.task.idle)
        settle()
        assert not self.crashes, self.crashes

    def until(self, happened: Callable[[], bool]) -> None:
        wait_until(happened)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        press(self.focus, key, modifiers)
        settle(1)

    def enter(self) -> None:
        self.key(Qt.Key.Key_Return)

    def ctrl_enter(self) -> None:
        press(self.desk, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        settle(1)

    def say(self, text: str) -> None:
        type_words(self.focus, text)
        settle(1)

    def dialog(self) -> QDialog:
        found = QApplication.activeModalWidget()
        assert isinstance(found, QDialog)
        return found

    def back(self) -> None:
        """To the desk after a dialog: a window manager does it, Qt's drawing in memory has none."""
        self.desk.activateWindow()
        QTest.qWaitForWindowActive(self.desk)
        settle()

    def leave(self) -> None:
        self.desk.keep_everything()
        self.rest()
        self.desk.close_down()
        self.desk.close()
        self.desk.deleteLater()
        settle()


def put_in(patch: pytest.MonkeyPatch, *roots: Path) -> None:
    """These folders are the sticks that are in, from the next look on."""

    def drives(needed: int = 0) -> tuple[sticks.Drive, ...]:
        return tuple(sticks.look(root, needed, root.name, sure=False) for root in roots)

    patch.setattr(sticks, "drives", drives)


def words_on(widget: QWidget) -> str:
    """Everything that is to be read on a widget now."""
    from PySide6.QtWidgets import QAbstractButton, QLabel

    from desktop.widgets.chips import ChipLabel

    said = []
    for one in widget.findChildren(QWidget):
        if not one.isVisible():
            continue
        if isinstance(one, QLabel | QAbstractButton):
            said.append(one.text())
        elif isinstance(one, ChipLabel) and one.chip is not None:
            said.append(one.chip.words)
    return "\n".join(said)
