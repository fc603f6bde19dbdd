"""What is killed: a program that sends, takes in, gives a receipt or reads one, and says aloud what it has done.

``exchange_child.py OPERATION FOLDER SECRET PROOF`` says each step that touches a disk and what was done.
With ``PLACE NUMBER FAULT`` behind it, the ``NUMBER``-th step at ``PLACE`` is hurt: ``before`` and ``after`` kill the
process there (before a flush, the newer half of the file is lost with it), ``EIO`` and ``ENOSPC`` refuse that one
step, ``gone`` refuses it and every later one on the same disk, as when the stick is pulled.
"""

import errno
import io
import os
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import sqlcipher3.dbapi2 as driver
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from tests.power_cut import lose_half
from tests.storage.opening import Secrets, opened

from desktop import kinds
from desktop.basics.clock import Clock
from desktop.basics.errors import Told
from desktop.basics.places import resources
from desktop.bundles.names import INWARD, OUTWARD, bundles_on
from desktop.exchange import send as sending
from desktop.exchange.acknowledge import give_receipt
from desktop.exchange.outcomes import Refusal
from desktop.exchange.receive import receive
from desktop.exchange.take_in import take_in
from desktop.rulebook.book import Rulebook
from desktop.storage.register import Ground, Register

TODAY = date(2026, 11, 9)
_MOST, _SMALL = sending.MOST_RECORDS, threading.Lock()
"""The parent sends so too, several at a time, and other tests run after it."""
TOLD = 3
"""The exit code after something was refused and put into words."""
STEPS = ("fsync", "replace", "rename", "unlink", "mkdir")
SAID = {"EIO": "disk I/O error", "ENOSPC": "database or disk is full"}

Say = Callable[[str], object]


def ground(folder: Path, name: str) -> Ground:
    """What the unit's or the superior's register is opened on."""
    home = folder / name
    rules = Rulebook.load(resources() / "rules")
    return Ground(home / "home", home / "state", kinds.ALL, rules, Clock.showing(TODAY))


def send(unit: Register, stick: Path, _other: str, say: Say) -> None:
    """The whole of what is unacknowledged, in volumes of two records."""
    with _SMALL:
        sending.MOST_RECORDS = 2
        try:
            sent = sending.send(unit, stick)
        finally:
            sending.MOST_RECORDS = _MOST
    say(f"sent {len(sent.files)}")


def collect(above: Register, stick: Path, _other: str, say: Say) -> None:
    """The files of the stick, the latest first: what comes too early waits and goes in behind the first."""
    for path in sorted((path for path in bundles_on(stick) if OUTWARD in path.parts), reverse=True):
        outcome = take_in(above, path)
        if isinstance(outcome, Refusal):
            raise Refused(outcome)
        say(f"took {type(outcome).__name__}")


def give(above: Register, stick: Path, unit: str, say: Say) -> None:
    """The unit's receipt on to the stick."""
    give_receipt(above, unit, stick)
    say("gave")


def read(unit: Register, stick: Path, _other: str, say: Say) -> None:
    """The newest receipt that lies on the stick."""
    newest = max((path for path in bundles_on(stick) if INWARD in path.parts), key=_written_at)
    say(f"read {receive(unit, newest).verdict.value}")


def _written_at(path: Path) -> int:
    return path.stat().st_mtime_ns


@dataclass(frozen=True)
class Operation:
    """One of the four, and in whose register it is done."""

    where: str
    run: Callable[[Register, Path, str, Say], None]


OPERATIONS = {
    "send": Operation("unit", send),
    "collect": Operation("above", collect),
    "give": Operation("above", give),
    "read": Operation("unit", read),
}


class Refused(Exception):
    """A file on the stick that was honest when it was put there was refused."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.code = refusal.code


class Steps:
    """Stands before every step that touches a disk below ``folder``; says it, or hurts one of them."""

    def __init__(
        self, folder: Path, say: Say | None, place: str = "", number: int = 0, fault: str = ""
    ) -> None:
        self._folder, self._say = folder, say
        self._place, self._number, self._fault = place, number, fault
        self._seen: Counter[str] = Counter()
        self._gone = ""
        self._gate = threading.Lock()
        self.over = False

    def begin(self) -> None:
        """From here on each step is counted."""
        for name in STEPS:
            setattr(os, name, self._step(name, getattr(os, name)))
        os.open = self._opening(os.open)  # type: ignore[assignment]
        io.open = self._writing(io.open)  # os.fdopen and Path.open come by here
        commit = SQLiteDialect_pysqlite.do_commit
        SQLiteDialect_pysqlite.do_commit = self._committing(commit)  # type: ignore[method-assign]

    def _step(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            return self.at(name, self._where(args[0]), lambda: real(*args, **named), args[0])

        return call

    def _opening(self, real: Callable[..., int]) -> Callable[..., int]:
        def call(path: Any, flags: int, *args: Any, **named: Any) -> int:
            if not flags & os.O_CREAT:
                return real(path, flags, *args, **named)
            return self.at("open", self._where(path), lambda: real(path, flags, *args, **named), path)

        return call

    def _writing(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(file: Any, mode: str = "r", *args: Any, **named: Any) -> Any:
            place = self._where(file) if set(mode) & set("wxa") else ""
            made = real(file, mode, *args, **named)
            return Target(made, self, place) if place else made

        return call

    def _committing(self, real: Callable[..., None]) -> Callable[..., None]:
        def call(dialect: Any, connection: Any) -> None:
            if threading.current_thread().name != "register-writer":
                return real(dialect, connection)
            return self.at("commit", "database", lambda: real(dialect, connection), None)

        return call

    def _where(self, target: Any) -> str:
        """The folder below ours and the kind of file: the same in each run. Nothing for other disks."""
        found = Path(f"/proc/self/fd/{target}").resolve() if isinstance(target, int) else Path(target)
        if not found.is_relative_to(self._folder):
            return ""
        found = found.relative_to(self._folder)
        return str(found if not found.suffix else found.parent / f"x{''.join(found.suffixes[-2:])}")

    def at(self, name: str, where: str, real: Callable[[], Any], target: Any) -> Any:
        """One step: done, or hurt."""
        if not where or self.over:
            return real()
        place = f"{name}:{where}"
        with self._gate:
            self._seen[place] += 1
            hit = (place, self._seen[place]) == (self._place, self._number)
            if self._say:
                self._say(f"step {place} {self._seen[place]}")
        if hit and self._fault == "before":
            if name == "fsync":
                lose_half(target)
            die()
        if hit and self._fault == "gone":
            self._gone = where.split("/", maxsplit=1)[0]
        if (hit and self._fault in SAID) or (self._gone and where.startswith(self._gone)):
            self._refuse(name, self._fault if self._fault in SAID else "EIO")
        try:
            return real()
        finally:
            if hit and self._fault == "after":
                die()

    @staticmethod
    def _refuse(name: str, fault: str) -> NoReturn:
        print("hurt", flush=True)
        if name == "commit":
            raise driver.OperationalError(SAID[fault])
        raise OSError(getattr(errno, fault), os.strerror(getattr(errno, fault)))


class Target:
    """An open file each of whose writes is a step."""

    def __init__(self, file: Any, steps: Steps, where: str) -> None:
        self._file, self._steps, self._where = file, steps, where

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> "Target":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, piece: Any) -> int:
        """All of it, or an error and nothing of it."""
        written: int = self._steps.at("write", self._where, lambda: self._file.write(piece), None)
        return written


def die() -> NoReturn:
    """As a power cut: nothing is tidied up."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still alive")


def say(words: str) -> None:
    """One line for the test."""
    print(words, flush=True)


def main(words: list[str]) -> int:
    """One operation; see the top of this file."""
    operation, folder, secrets = (
        OPERATIONS[words[0]],
        Path(words[1]),
        Secrets(*map(bytes.fromhex, words[2:4])),
    )
    register = opened(ground(folder, operation.where), secrets)
    register.read(lambda reading: reading.today).result()
    register.write(lambda work: work.today).result()  # what opening still does has been done
    hurt = len(words) > 4
    steps = Steps(folder, None, words[4], int(words[5]), words[6]) if hurt else Steps(folder, say)
    steps.begin()
    try:
        operation.run(register, folder / "stick", (folder / "urn").read_text(), say)
    except (Told, Refused) as told:
        say(f"told {told.code}")
        return TOLD
    finally:
        steps.over = True
        register.close()
    say("done")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
