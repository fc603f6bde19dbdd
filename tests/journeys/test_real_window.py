"""One journey before a real screen: X, a window, and keys that come from outside the program."""

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from desktop.features import ROOMS
from desktop.keys.passphrase import FLOOR
from desktop.meetings.queries.opening import open_meeting
from desktop.meetings.rules.words import MEETING
from desktop.storage.opening import Founder, found, unlock
from desktop.storage.register import Ground
from tests.journeys.traces import in_clear
from tests.meetings.sample import enter_cell

ROOT = Path(__file__).parents[2]
PASSPHRASE = "canh dong mua gat som"
PLACE = "Nha van hoa xom Ban Lang, tang hai"
PATIENCE = 30.0
pytestmark = pytest.mark.skipif(
    not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="needs Xvfb and xdotool"
)


@pytest.fixture
def screen() -> Iterator[dict[str, str]]:
    """A screen of 1366×768 that nobody sees."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        with os.fdopen(reading) as answer:
            number = answer.readline().strip()
        yield {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb", "QT_SCALE_FACTOR": "1.25"}
        server.terminate()


class Watched:
    """The program in its own process: what is to be seen there, and hands before its screen."""

    def __init__(self, child: "subprocess.Popen[str]", screen: dict[str, str]) -> None:
        self._screen = screen
        self._seen: dict[str, Any] = {}
        self._reader = threading.Thread(target=self._read, args=(child,), daemon=True)
        self._reader.start()

    def _read(self, child: "subprocess.Popen[str]") -> None:
        assert child.stdout is not None
        for line in child.stdout:
            self._seen = json.loads(line)

    def until(self, happened: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait for something to be seen; it must then stay so for a moment."""
        until = monotonic() + PATIENCE
        while monotonic() < until:
            seen = self._seen
            if seen and seen["idle"] and happened(seen):
                sleep(0.2)
                if self._seen == seen:
                    return seen
            sleep(0.05)
        raise AssertionError(f"never seen; last: {self._seen}")

    def hand(self, *words: str) -> None:
        """Let xdotool do something."""
        environment = {**os.environ, **self._screen}
        subprocess.run(["xdotool", *words], env=environment, check=True, timeout=PATIENCE)

    def focus(self) -> None:
        """Without a window manager nobody else gives the window the keys."""
        self.hand("windowfocus", "--sync", str(self.until(lambda _seen: True)["window"]))

    def type(self, text: str) -> None:
        self.hand("type", "--delay", "30", text)

    def key(self, *keys: str) -> None:
        self.hand("key", "--delay", "60", *keys)


@contextmanager
def program(home: Path, screen: dict[str, str], folder: Path) -> Iterator[Watched]:
    """The program on the screen; a picture of it is kept in ``folder`` if something fails."""
    picture = folder / "real-window.png"
    command = [sys.executable, "-m", "tests.journeys.child", str(home), "sit", str(picture)]
    with (folder / "complaints").open("w") as complaints:
        child = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **screen},
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
        )
        try:
            yield Watched(child, screen)
        except BaseException:
            if child.poll() is None:
                picture.with_suffix(".wanted").touch()
                sleep(1.0)
            print(f"picture: {picture}; {(folder / 'complaints').read_text()}")
            raise
        finally:
            child.kill()
            child.wait()
            assert child.stdout is not None
            child.stdout.close()


def test_by_keys_from_outside(
    ground: Ground, sample: dict[str, Any], screen: dict[str, str], tmp_path: Path
) -> None:
    register, _code = found(ground, Founder("Bí thư", "Bế Đức Kiên", PASSPHRASE), FLOOR)
    register.settle()
    register.write(enter_cell, sample).result()
    account = register.user.id
    register.close()

    with program(ground.home, screen, tmp_path) as seat:
        seat.until(lambda seen: seen["page"] == "UnlockPage")
        seat.focus()
        seat.type("khong phai cau nay")
        seat.key("Return")
        seat.until(lambda seen: seen["refused"] and seen["focus"] != "")
        seat.type(PASSPHRASE)
        seat.key("Return")
        seat.until(lambda seen: seen["page"] == "home")
        seat.key("ctrl+k")
        seat.type("sinh hoat")
        seat.until(lambda seen: seen["text"] == "sinh hoat")
        sleep(0.4)
        seat.key("Escape")
        seat.key(f"alt+{number_of('meetings')}")
        seat.until(lambda seen: seen["page"] == "meetings" and seen["focus"] != "")
        book = seat.until(lambda seen: seen["title"] != "")["title"]
        seat.key("Return")
        seat.until(lambda seen: seen["title"] not in ("", book))
        for _step in range(3):
            seat.key("Return")
        before = seat.until(lambda seen: bool(seen["focus"]))
        seat.key("ctrl+a")
        seat.type(PLACE)
        typed = seat.until(lambda seen: seen["text"] == PLACE)
        assert typed["focus"] == before["focus"]
        seat.key("ctrl+l")
        seat.until(lambda seen: seen["page"] == "UnlockPage")

    again = unlock(ground, account, PASSPHRASE)
    try:
        drafts = again.read(lambda reading: reading.drafts(MEETING)).result()
        assert len(drafts) == 1
        kept = again.read(open_meeting, drafts[0].id).result()
        assert kept is not None
        assert kept.draft.place == PLACE
    finally:
        again.close()
    assert list(in_clear(tmp_path, {PLACE, PASSPHRASE, "Bế Đức Kiên", "Bản Lằng"})) == []


def number_of(room: str) -> int:
    """The place's number in the sidebar."""
    return ["home", *(one.name for one in ROOMS)].index(room) + 1
