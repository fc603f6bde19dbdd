"""The program in a process of its own, for tests that kill it or sit before a real screen.

``python -m tests.journeys.child HOME type MEETING`` unlocks and types one word after another, saying each;
``python -m tests.journeys.child HOME sit PICTURE`` opens the window as a person does and says what is to be seen.
"""

import json
import sys
from datetime import date
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop.app.program import Program
from desktop.app.start import make_application
from desktop.basics import logs
from desktop.basics.clock import Clock
from desktop.basics.places import state_home
from desktop.keys.slots import FILE_NAME, KeySlots
from desktop.meetings.form import meeting as tabs
from desktop.meetings.screen.page import MeetingsPage
from desktop.settings import Settings
from desktop.shell.unlock import UnlockPage
from desktop.storage.opening import unlock
from tests.widgets.hands import commit

TODAY = date(2026, 11, 9)
PASSPHRASE = "cánh đồng mùa gặt sớm"
EVERY = 30  # milliseconds between two words


def say(**facts: object) -> None:
    """One line for the test."""
    print(json.dumps(facts, ensure_ascii=False), flush=True)


def main(words: list[str]) -> int:
    """Run until killed, or until the window is closed."""
    home, act, about = words
    logs.start(state_home())
    application = make_application(Settings.load())
    program = Program(Path(home), Clock.showing(TODAY), Settings.load())
    if act == "type":
        _type(program, about)
    else:
        _sit(program, Path(about))
    return application.exec()


def _type(program: Program, meeting_id: str) -> None:
    account = KeySlots.read(program.home / FILE_NAME).accounts()[0].id
    program.show_desk(unlock(program.ground(), account, PASSPHRASE))
    program.window.show()
    desk = program.window.desk
    assert desk is not None
    desk.go("meetings", meeting_id)
    page = desk.page("meetings")
    assert isinstance(page, MeetingsPage)
    typed = 0

    def word() -> None:
        nonlocal typed
        form = page.form
        if form is None:
            return
        if typed == 0:
            form.choose(tabs.CONTENT)
        typed += 1
        focus = QApplication.focusWidget()
        assert focus is not None
        commit(focus, f"chữ{typed} ")
        say(typed=typed)

    timer = QTimer(program.window, interval=EVERY)
    timer.timeout.connect(word)
    timer.start()


def _sit(program: Program, picture: Path) -> None:
    program.begin()
    program.window.appear()
    seen: dict[str, object] = {}

    def look() -> None:
        nonlocal seen
        window = program.window
        focus = QApplication.focusWidget()
        desk = window.desk
        page = window.centralWidget()
        refused = isinstance(page, UnlockPage) and page.passphrase.shown_problem is not None
        now: dict[str, object] = {
            "page": desk.current if desk is not None else type(page).__name__,
            "refused": refused,
            "focus": focus.accessibleName() if focus is not None else "",
            "text": focus.text() if isinstance(focus, QLineEdit) and focus.echoMode() == _SHOWN else "",
            "idle": desk is None or desk.task.idle,
            "title": getattr(desk.page(desk.current), "title", "") if desk is not None else "",
            "window": int(window.winId()),
        }
        if now != seen:
            seen = now
            say(**now)
        if picture.with_suffix(".wanted").exists():
            picture.with_suffix(".wanted").unlink()
            window.grab().save(str(picture))

    timer = QTimer(program.window, interval=50)
    timer.timeout.connect(look)
    timer.start()


_SHOWN = QLineEdit.EchoMode.Normal

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
