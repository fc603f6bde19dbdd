"""Finding a screen for the pictures and the window: the user's own, else one that nobody sees."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from desktop.demo.stage import ACCOUNT, PASSPHRASE, Folders, Stage

_UNSEEN = ("offscreen", "minimal")
_TOO_LONG = 300


@dataclass(frozen=True, slots=True)
class Taken:
    """The pictures' names, whether a person could see the screen that they were taken on, whether none worked."""

    names: list[str]
    shown: bool
    failed: bool = False


def has_screen() -> bool:
    """Whether the window would be seen."""
    if os.environ.get("QT_QPA_PLATFORM", "").split(":")[0] in _UNSEEN:
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def pictures(folders: Folders, act: str, today: date, stage: Stage) -> Taken:
    """Take the pictures of an act on the first screen that works."""
    if has_screen() and (names := _taken(folders, act, today, stage, {})) is not None:
        return Taken(names, True)
    with _unseen_screen() as changes:
        names = _taken(folders, act, today, stage, changes)
    if names is None:
        names = _taken(folders, act, today, stage, {"QT_QPA_PLATFORM": "offscreen"})
    return Taken(names or [], False, names is None)


def _taken(
    folders: Folders, act: str, today: date, stage: Stage, changes: dict[str, str]
) -> list[str] | None:
    from desktop.demo.pictures import arguments

    environment = {**os.environ, "QT_SCALE_FACTOR": "1.25", **changes}
    command = [sys.executable, *arguments(folders.into, act, today, stage)]
    log = folders.state / "pictures.log"
    with log.open("ab") as complaints:
        try:
            said = subprocess.run(  # noqa: S603  (our own module, words from here)
                command,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=complaints,
                timeout=_TOO_LONG,
                check=True,
            ).stdout
        except (OSError, subprocess.SubprocessError):
            return None
    names: list[str] = json.loads(said)["taken"]
    return names


@contextmanager
def _unseen_screen() -> Iterator[dict[str, str]]:
    """The variables that lead to a screen nobody sees: Xvfb where there is one, else Qt's drawing in memory."""
    program = shutil.which("Xvfb")
    if program is None or os.environ.get("QT_QPA_PLATFORM", "").split(":")[0] in _UNSEEN:
        yield {"QT_QPA_PLATFORM": "offscreen"}
        return
    reading, writing = os.pipe()
    options = ["-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp"]
    with subprocess.Popen(  # noqa: S603  (found on the path by its name, words from here)
        [program, *options], pass_fds=[writing], stderr=subprocess.DEVNULL
    ) as display:
        os.close(writing)
        try:
            with os.fdopen(reading) as answer:
                number = answer.readline().strip()
            yield {"DISPLAY": f":{number}"} if number else {"QT_QPA_PLATFORM": "offscreen"}
        finally:
            display.terminate()


def open_window(folders: Folders, today: date) -> int:
    """Open the window on the demonstration, unlocked as its secretary; gives the exit code when it is closed."""
    from desktop.app.program import Program
    from desktop.app.start import make_application
    from desktop.basics import logs
    from desktop.basics.clock import Clock
    from desktop.basics.places import state_home
    from desktop.keys.harden import harden
    from desktop.keys.slots import FILE_NAME, KeySlots
    from desktop.settings import Settings
    from desktop.storage.opening import unlock

    harden()
    logs.start(state_home())
    settings = Settings.load()
    application = make_application(settings)
    program = Program(folders.home, Clock.showing(today), settings)
    accounts = KeySlots.read(folders.home / FILE_NAME).accounts()
    account = next(one.id for one in accounts if one.label == ACCOUNT)
    program.show_desk(unlock(program.ground(), account, PASSPHRASE))
    program.window.appear()
    return application.exec()
