"""A real desk over one register of the pair, and hands at its page of sending."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desktop.app.desk import hand_panels
from desktop.app.home import badges, home_rows
from desktop.exchange.office import collects
from desktop.exchange.screen import sticks
from desktop.exchange.screen.joining import JoinView
from desktop.exchange.screen.send import SendPage
from desktop.exchange.screen.send_flow import SendFlow
from desktop.features import ROOMS
from desktop.storage.register import Register
from tests.shell.at_desk import AtDesk
from tests.widgets.hands import press


class Seat(AtDesk):
    """Somebody at the whole desk of a register, first at the page of sending."""

    def __init__(self, register: Register, width: int = 1093, height: int = 614, rights: str = "") -> None:
        home = register.ground.home
        super().__init__(
            register,
            width,
            height,
            rights,
            features=ROOMS,
            collects=register.read(collects).result(),
            home=lambda reading: home_rows(reading, home),
            badges=badges,
            hand=hand_panels,
        )

    @property
    def page(self) -> SendPage:
        return self.page_of("send", SendPage)

    @property
    def flow(self) -> SendFlow:
        return self.page.flow

    @property
    def joining(self) -> JoinView:
        return self.page.joining

    def open(self, room: str = "send", id: str | None = None) -> None:
        super().open(room, id)

    def enter(self) -> None:
        self.key(Qt.Key.Key_Return)

    def ctrl_enter(self) -> None:
        press(self.desk, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self.felt()

    def dialog(self) -> QDialog:
        found = QApplication.activeModalWidget()
        assert isinstance(found, QDialog)
        return found


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
