"""Pictures of the window at 1366×768 and 125 %, taken by a program of their own.

Apart, because the scale is fixed when a program first touches the screen. Called as
``python -m desktop.demo.pictures DIR ACT TODAY STAGE``; prints the names of the pictures as JSON.
"""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from PySide6.QtCore import QEventLoop, QPoint, QRect, QTimer
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desktop.app.program import Program
from desktop.app.start import make_application
from desktop.basics import logs
from desktop.basics.clock import Clock
from desktop.basics.places import state_home
from desktop.demo import scenes
from desktop.demo.scenes import Scene
from desktop.demo.stage import PASSPHRASE, SUPERIOR_PASSPHRASE, Folders, Stage
from desktop.settings import Settings
from desktop.widgets import theme

WIDTH, HEIGHT = 1093, 614  # 1366×768 at 125 %
_PATIENCE = 20.0
_STILL = 0.25
Act = Callable[[Program, Stage], Iterator[Scene]]


class Photographer:
    """Plays scenes in the window and keeps a picture of each once nothing moves any more."""

    def __init__(self, program: Program, folder: Path) -> None:
        self._program = program
        self._folder = folder
        self.taken: list[str] = []

    def play(self, act: Act, stage: Stage) -> None:
        """One act from its beginning."""
        for scene in act(self._program, stage):
            scene.act()
            picture = self._still(scene.there)
            if scene.name:
                name = f"{scene.name}.png"
                picture.save(str(self._folder / name))
                self.taken.append(name)
            for dialog in _dialogs():
                dialog.close()

    def unlock(self, passphrase: str) -> None:
        """Open the register as its first user, by the page."""
        from desktop.shell.unlock import UnlockPage

        page = self._program.window.centralWidget()
        assert isinstance(page, UnlockPage)
        page.passphrase.line.setText(passphrase)
        page.open_button.click()
        self._still(lambda: self._program.window.desk is not None)

    def _still(self, there: Callable[[], bool]) -> QImage:
        until = monotonic() + _PATIENCE
        before, since = QImage(), monotonic()
        while monotonic() < until:
            _wait(50)
            now = _picture(self._program.window)
            desk = self._program.window.desk
            if now != before or not there() or (desk is not None and not desk.task.idle):
                before, since = now, monotonic()
            elif monotonic() - since > _STILL:
                break
        return before


def _dialogs() -> list[QDialog]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]


def _picture(window: QWidget) -> QImage:
    """The window with whatever dialog stands before it."""
    shot = window.grab()
    painter = QPainter(shot)
    painter.setPen(theme.colour("slate"))  # the frame that a window manager would draw
    for dialog in _dialogs():
        corner = window.mapFromGlobal(dialog.mapToGlobal(QPoint(0, 0)))
        painter.drawPixmap(corner, dialog.grab())
        painter.drawRect(QRect(corner, dialog.size()))
    painter.end()
    return shot.toImage()


def _wait(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _program(home: Path, today: date) -> Program:
    program = Program(home, Clock.showing(today), Settings.load())
    program.begin()
    program.window.show()
    program.window.resize(WIDTH, HEIGHT)
    return program


def take(into: Path, act: str, today: date, stage: Stage) -> list[str]:
    """Play an act (typing, sending, superior, board or all) and give the names of the pictures."""
    folders = Folders(into)
    folders.screens.mkdir(exist_ok=True)
    logs.start(state_home())
    make_application(Settings.load())
    QApplication.setCursorFlashTime(0)
    taken: list[str] = []
    if act == "all":
        with TemporaryDirectory(dir=folders.state) as empty:
            taken += _played(Path(empty), folders.screens, today, stage, scenes.first_run)
        taken += _played(folders.home, folders.screens, today, stage, scenes.unlocking)
    home, passphrase, act_of = {
        "typing": (folders.home, PASSPHRASE, scenes.typing),
        "sending": (folders.home, PASSPHRASE, scenes.sending),
        "superior": (folders.superior, SUPERIOR_PASSPHRASE, scenes.superior_scenes),
        "board": (folders.superior, SUPERIOR_PASSPHRASE, scenes.board_scenes),
        "all": (folders.home, PASSPHRASE, scenes.desk_scenes),
    }[act]
    return taken + _played(home, folders.screens, today, stage, act_of, passphrase)


def _played(
    home: Path, screens: Path, today: date, stage: Stage, act: Act, passphrase: str | None = None
) -> list[str]:
    program = _program(home, today)
    try:
        photographer = Photographer(program, screens)
        if passphrase is not None:
            photographer.unlock(passphrase)
        photographer.play(act, stage)
    finally:
        program.window.close()
    return photographer.taken


def arguments(into: Path, act: str, today: date, stage: Stage) -> list[str]:
    """The words after the interpreter's name that run this module."""
    return ["-m", "desktop.demo.pictures", str(into), act, today.isoformat(), json.dumps(asdict(stage))]


def main(words: list[str]) -> int:
    """Take the pictures that the words ask for."""
    into, act, today, stage = words
    names = take(Path(into), act, date.fromisoformat(today), Stage(**json.loads(stage)))
    print(json.dumps({"taken": names, "platform": QApplication.platformName()}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
