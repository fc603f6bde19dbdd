"""The window's start: settings, language, theme, then the program, until the window is closed."""

import gc
import os
import sys
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop.app.program import Program
from desktop.basics import language, logs
from desktop.basics.clock import Clock
from desktop.basics.errors import Trouble
from desktop.basics.language import msg
from desktop.basics.places import data_home, is_folder, state_home
from desktop.keys.harden import harden
from desktop.settings import LANGUAGE, LAST_HOME, TEXT_PERCENT, Settings
from desktop.widgets import theme
from desktop.widgets.qt_texts import QtTexts

# As an argument: to ask for it later, Python would have to get to know all of Qt's styles first.
_STYLE = ("-style", "Fusion")


def run(home: Path | None = None, today: date | None = None, lang: str | None = None) -> int:
    """Open the window and stay until it is closed; gives the exit code."""
    harden()
    logs.start(state_home())
    settings = Settings.load()
    application = make_application(settings, lang)
    program = Program(_home(settings, home), Clock.showing(today), settings)
    program.begin()
    program.window.appear()
    gc.freeze()
    gc.enable()  # the start is over, for which the command line had it wait
    return application.exec()


def must_have_a_screen() -> None:
    """Trouble CLI-09 where Qt would end the program at once: over a plain remote line there is no screen."""
    if not _has_screen():
        raise Trouble(
            "CLI-09",
            msg("There is no screen here on which a window could open."),
            msg("Start the program at the computer itself; the commands work without a window."),
        )


def _has_screen() -> bool:
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in named)


def make_application(settings: Settings, lang: str | None = None) -> QApplication:
    """The Qt application in our language, fonts and colours."""
    language.use(lang or settings.get(LANGUAGE))
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication([*sys.argv[:1], *_STYLE])
    application.setApplicationName("sochibo")
    application.setDesktopFileName("sochibo")
    texts = QtTexts(application)
    application.installTranslator(texts)
    theme.install(application, settings.get(TEXT_PERCENT) / 100)
    return application


def _home(settings: Settings, home: Path | None) -> Path:
    last = settings.get(LAST_HOME)
    return data_home(home if home is not None else Path(last) if last and is_folder(Path(last)) else None)


def prove_window() -> None:
    """Build the window on an empty folder without showing it; raises what is wrong (self-test)."""
    import tempfile

    if not _has_screen():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    settings = Settings.load()
    make_application(settings)
    with tempfile.TemporaryDirectory() as folder:
        program = Program(Path(folder), Clock(), settings)
        program.begin()
        program.window.close()
