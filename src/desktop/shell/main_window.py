"""The one window of the program: first run, then unlocking, then the desk; the same frame for all three."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from desktop.basics.language import _
from desktop.shell.unlock import UnlockDoors, UnlockPage
from desktop.widgets import theme

if TYPE_CHECKING:  # start-up needs none of it to ask for the passphrase
    from desktop.shell.desk import Desk
    from desktop.shell.first_run import FirstRunDoors, FirstRunPage
    from desktop.shell.idle import IdleWatch
    from desktop.shell.wiring import Wiring

SMALL = (1280, 760)  # a screen below this is filled


class MainWindow(QMainWindow):
    """``app`` tells it what to show; it tells ``app`` what the user did."""

    opened = Signal(object)
    """Unlocked: what the door gave."""
    founded = Signal(object)
    """The first run is over: what its last door gave."""
    locked = Signal(object)
    """The desk is gone and the register is to be closed; with the place where one was."""
    closing = Signal()
    restyle_asked = Signal()

    def __init__(self, crashed: Callable[[BaseException], object]) -> None:
        super().__init__()
        self._crashed = crashed
        self._idle: IdleWatch | None = None
        self._page: Desk | UnlockPage | FirstRunPage | None = None
        self._desk: Desk | None = None
        self.setWindowTitle(_("Cell Register"))
        self.resize(1093, 614)

    def appear(self) -> None:
        """Show the window: the whole screen where it is small, otherwise in the middle with room around it."""
        room = self.screen().availableGeometry()
        if room.width() < SMALL[0] or room.height() < SMALL[1]:
            self.showMaximized()
            return
        self.resize(min(round(room.width() * 0.85), 1500), min(round(room.height() * 0.85), 940))
        self.show()

    @property
    def desk(self) -> "Desk | None":
        """The desk, while a register is open."""
        return self._desk

    def show_unlock(self, doors: UnlockDoors) -> UnlockPage:
        """Ask for the passphrase."""
        page = UnlockPage(doors, self._crashed)
        page.opened.connect(self.opened)
        self._put(page)
        return page

    def show_first_run(self, doors: "FirstRunDoors") -> "FirstRunPage":
        """Set up a new register."""
        from desktop.shell.first_run import FirstRunPage

        page = FirstRunPage(doors, self._crashed)
        page.finished.connect(self.founded)
        self._put(page)
        return page

    def show_desk(self, wiring: "Wiring", at: str = "home", id: str | None = None) -> "Desk":
        """Work."""
        from desktop.shell.desk import Desk
        from desktop.shell.idle import IdleWatch

        desk = Desk(wiring)
        desk.lock_asked.connect(self.lock)
        desk.quit_asked.connect(self.close)
        desk.restyle_asked.connect(self.restyle_asked)
        self._put(desk)
        self._desk = desk
        desk.go(at, id)
        looks = wiring.settings.looks()
        self._idle = IdleWatch(looks.idle_minutes, self)
        self._idle.idle.connect(self._left_alone)
        self._idle.lock_asked.connect(self.lock)
        return desk

    def _left_alone(self) -> None:
        """Lock, but not into a long work that somebody has started before he went away."""
        if self._desk is not None and self._idle is not None and self._desk.task.is_long:
            self._idle.wait_again()
        else:
            self.lock()

    def lock(self) -> None:
        """Keep what is typed, close the desk, tell ``app`` to close the register and ask for the passphrase."""
        desk = self.desk
        if desk is None:
            return
        desk.keep_everything()
        place = desk.whereabouts()
        self._put(None)
        self.locked.emit(place)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Nothing is asked: drafts keep themselves."""
        desk = self.desk
        if desk is not None:
            desk.keep_everything()
        self.hide()
        self._put(None)  # what is under way ends while the register is still open
        self.closing.emit()
        super().closeEvent(event)

    def _put(self, page: "Desk | UnlockPage | FirstRunPage | None") -> None:
        if self._idle is not None:
            self._idle.deleteLater()
            self._idle = None
        if self._page is not None:
            self._page.hide()
            self.repaint()  # nothing of it is to be seen while the work under way comes to its end
            self._page.close_down()
        self._page, self._desk = page, None
        shown = page or QWidget()
        self.setCentralWidget(shown)  # the one before goes
        least = shown.minimumSizeHint().expandedTo(QSize(640, 420)).boundedTo(QSize(*theme.LARGEST_PAGE))
        self.setMinimumSize(least)
