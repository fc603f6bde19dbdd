"""The program while its window is open: first run or unlock, then the desk; at most one open register."""

import logging
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop.app.doors import save_everywhere
from desktop.app.unlock_doors import unlock_doors
from desktop.basics import language, logs
from desktop.basics.clock import Clock
from desktop.basics.errors import Told
from desktop.basics.language import say
from desktop.basics.places import own_version, state_home
from desktop.settings import LANGUAGE, LAST_HOME, TEXT_PERCENT, Settings
from desktop.shell.crash import CrashReporter
from desktop.shell.main_window import MainWindow
from desktop.widgets import choosing, theme
from desktop.widgets.notice import Notice, Tone

if TYPE_CHECKING:
    from desktop.shell.first_run_doors import Next
    from desktop.storage.register import Ground, Register

_BACKUP_AFTER = 3000  # milliseconds after the desk is there: opening comes first
_READ_AHEAD_AFTER = 100  # milliseconds: the page is there and waits for the passphrase
_AHEAD = ("desktop.storage.opening", "desktop.app.ground", "desktop.app.home")
_log = logging.getLogger(__name__)


class Program:
    """One window and at most one open register: what must live as long as they do."""

    def __init__(self, home: Path, clock: Clock, settings: Settings) -> None:
        self.home = home
        self.clock = clock
        self.settings = settings
        self.crashed = CrashReporter(state_home(), own_version, clock.now)
        self.crashed.install()
        self.window = MainWindow(self.crashed)
        self.crashed.window = self.window
        choosing.know_sticks(_sticks_in)
        self.register: Register | None = None
        self._at: tuple[str, str | None] = ("home", None)
        self._ground: Ground | None = None
        self._paper_put_off = False
        self.window.opened.connect(self._unlocked)
        self.window.founded.connect(self._founded)
        self.window.locked.connect(self.lock)
        self.window.closing.connect(self.close_register)
        self.window.restyle_asked.connect(self.restyle)

    def begin(self) -> None:
        """First run or unlock, whichever this folder asks for."""
        from desktop.keys.slots import FILE_NAME

        if (self.home / FILE_NAME).exists():
            self.window.show_unlock(unlock_doors(self))
            QTimer.singleShot(_READ_AHEAD_AFTER, self.window, _read_ahead)
        else:
            from desktop.app.first_run_doors import first_run_doors

            self.window.show_first_run(first_run_doors(self))

    def open_folder(self, home: Path) -> None:
        """Another folder's register; remembered once it was unlocked."""
        self.home, self._ground = home, None
        self.begin()

    def ground(self) -> "Ground":
        """What the register is opened on; made at the first need, away from the window's thread."""
        if self._ground is None:
            from desktop.app.ground import make_ground

            self._ground = make_ground(self.home, self.clock)
        return self._ground

    def take(self, register: "Register") -> "Register":
        """Hold an opened register, so that closing the window closes it too."""
        self.register = register
        return register

    def show_desk(self, register: "Register") -> None:
        """The register is open: show the desk where it was left."""
        from desktop.app.desk import wiring_of

        self.take(register)
        self._remember_home()
        desk = self.window.show_desk(wiring_of(self, register), *self._at)
        register.on_change(desk.task.announce)
        for notice in register.notices:
            step = say(notice.next_step) if notice.next_step else ""
            desk.notify(Notice(Tone.REMINDER, say(notice.message), f"{step} · {notice.code}".strip(" ·")))
        register.notices.clear()
        QTimer.singleShot(_BACKUP_AFTER, desk, self._back_up_if_due)

    def lock(self, place: tuple[str, str | None]) -> None:
        """Close the register and ask for the passphrase; afterwards one goes on at the same place."""
        self._at = place
        self.close_register()
        self.window.show_unlock(unlock_doors(self))

    def close_register(self) -> None:
        """Finish what is being written and close the file."""
        if self.register is not None:
            self.register.close()
            self.register = None

    def restyle(self) -> None:
        """Language or text size changed: draw everything anew, at the same place."""
        application = QApplication.instance()
        if not isinstance(application, QApplication) or self.register is None:
            return
        language.use(self.settings.get(LANGUAGE))
        theme.install(application, self.settings.get(TEXT_PERCENT) / 100)
        desk = self.window.desk
        if desk is not None:
            desk.keep_everything()
            self._at = desk.whereabouts()
        self.show_desk(self.register)

    def _unlocked(self, register: "Register") -> None:
        """To the desk, and first to the recovery paper if the first run still owes it."""
        self.show_desk(register)
        from desktop.app.paper_doors import is_owed

        if not self._paper_put_off and is_owed(register):
            self._ask_for_paper(register)

    def _ask_for_paper(self, register: "Register") -> None:
        from desktop.app.paper_doors import owed_paper
        from desktop.shell.paper_dialog import PaperDialog

        desk = self.window.desk
        assert desk is not None
        groups, doors = owed_paper(self, register)
        dialog = PaperDialog(desk, doors, groups, self.crashed, lambda: desk.go("home", None))
        dialog.rejected.connect(self._put_paper_off)
        dialog.open()

    def _put_paper_off(self) -> None:
        self._paper_put_off = True  # asked once in a run of the program; home goes on reminding

    def _founded(self, following: "Next") -> None:
        from desktop.shell.first_run_doors import Next

        if self.register is None:
            return
        self._at = {Next.IMPORT: ("members", "import"), Next.BY_HAND: ("members", "new")}.get(
            following, ("home", None)
        )
        self.show_desk(self.register)
        self._at = ("home", None)

    def _remember_home(self) -> None:
        try:
            self.settings.put(LAST_HOME, str(self.home))
        except Told as told:
            _log.warning("settings not kept: %s", logs.own(told.code))

    def _back_up_if_due(self) -> None:
        desk, register = self.window.desk, self.register
        if desk is None or register is None:
            return
        from desktop.storage.safekeeping import backup_is_due

        if backup_is_due(self.home, self.clock.now()):
            desk.task.aside(desk, save_everywhere, self, register, "daily")


def _sticks_in() -> list[Path]:
    """The sticks that are in and can be read; takes as long as they do."""
    from desktop.bundles.drive import DriveStatus, drives

    lost = (DriveStatus.ABSENT, DriveStatus.UNREADABLE)
    return [one.root for one in drives() if one.status not in lost]


def _read_ahead() -> None:
    """Read the modules behind the window while the passphrase is being typed; none of them touches Qt's widgets."""
    Thread(target=lambda: [import_module(name) for name in _AHEAD], name="read-ahead", daemon=True).start()
