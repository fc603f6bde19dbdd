"""The whole demonstration: build the commune, hold its year, enter the sample meeting, show everything."""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from desktop import kinds
from desktop.basics import language
from desktop.basics.clock import Clock
from desktop.basics.errors import Refused, Trouble
from desktop.basics.language import Message, msg, say
from desktop.basics.places import resources, write_safely
from desktop.bundles.drive import Carried
from desktop.demo import screen
from desktop.demo.commune import SAMPLE_CELL, Commune, found_commune
from desktop.demo.neighbours import NEIGHBOURS, founded, go_on
from desktop.demo.sample import Sample, finish_and_sign, read_sample, type_in
from desktop.demo.stage import (
    ACCOUNT,
    CLERK,
    CLERK_ACCOUNT,
    CLERK_PASSPHRASE,
    MADE_BY,
    PASSPHRASE,
    SECRETARY,
    SIGNING_PASSPHRASES,
    SUPERIOR_ACCOUNT,
    SUPERIOR_PASSPHRASE,
    Folders,
    Stage,
    day_of,
)
from desktop.demo.summary import Played, summary_of
from desktop.demo.superior import (
    Collected,
    certify,
    clear_stick,
    collect,
    enrol,
    found_superior,
    receipts_for,
    spoil_copy,
)
from desktop.demo.year import Chronicle, steps
from desktop.exchange.receive import receive
from desktop.exchange.send import send
from desktop.keys.passphrase import FLOOR
from desktop.keys.slots import FILE_NAME, KeySlots
from desktop.rulebook.book import Rulebook
from desktop.storage.accounts import add_user
from desktop.storage.check import check
from desktop.storage.lock import FolderLock
from desktop.storage.opening import Founder, found, unlock
from desktop.storage.register import Ground, Register
from desktop.storage.safekeeping import save_backup
from desktop.storage.users import Role


def build(into: Path, today: date | None = None, window: bool = True, quiet: bool = False) -> dict[str, Any]:
    """Build the demonstration in ``into``; gives what stands in its ``summary.json``.

    With ``window`` and a screen the window is opened on it at the end, and this returns when it is closed. What
    is the user's own stays untouched: register, settings and log lie in ``into``. Refused DEM-01 for a folder
    that holds something else, DEM-02 for a day on which the sample can't play.
    """
    day = day_of(today)
    folders = Folders(into.expanduser().absolute())
    _clear(folders)
    spoken = language.in_use()
    with _apart(folders.state), _speaking("vi"):  # the invented office writes Vietnamese
        work = _Builder(folders, day, spoken, quiet)
        summary = work.build()
        if window and summary["screen"] == "shown":
            work.tell(msg("The window opens. The passphrase is in {file}.", file=folders.passphrases.name))
            screen.open_window(folders, day)
    return summary


@dataclass(frozen=True, slots=True)
class _FirstRound:
    """The neighbours' open registers, and what the summary says of it."""

    neighbours: tuple[Register, ...]
    enrolled: list[dict[str, str]]
    collected: Collected


class _Builder:
    """One building of the demonstration, phase by phase, with the seconds of each."""

    def __init__(self, folders: Folders, today: date, spoken: str, quiet: bool) -> None:
        self.folders = folders
        self.today = today
        self.seconds: dict[str, float] = {}
        self._quiet = quiet
        self._spoken = spoken
        self._shown = self._failed = False

    def build(self) -> dict[str, Any]:
        """Everything up to the summary. Trouble DEM-03 at the end if the window couldn't be pictured."""
        folders = self.folders
        self._write(folders.summary, b'{"made_by": "sochibo demo", "finished": false}\n')
        self._write(folders.passphrases, f"{PASSPHRASE}\n{CLERK_PASSPHRASE}\n".encode())
        self._write(folders.superior_passphrase, f"{SUPERIOR_PASSPHRASE}\n".encode())
        for folder in (folders.stick, folders.state):
            folder.mkdir(exist_ok=True)
        summary = summary_of(folders, self.today, self._play())
        summary["crashes"] = sorted(path.name for path in folders.state.glob("crash-*"))
        summary["screen"] = "shown" if self._shown else "none"
        summary["seconds"] = {name: round(seconds, 2) for name, seconds in self.seconds.items()}
        summary["seconds"]["all"] = round(sum(self.seconds.values()), 2)
        self._write(folders.summary, json.dumps(summary, ensure_ascii=False, indent=2, default=str).encode())
        if self._failed:
            raise Trouble(
                "DEM-03",
                msg("No picture of the window could be taken."),
                msg("See the log in {folder}.", folder=str(folders.state)),
            )
        return summary

    def _play(self) -> Played:
        """The story from its beginning to its end."""
        folders, sample, chronicle = self.folders, read_sample(), Chronicle()
        with TemporaryDirectory(dir=folders.state) as elsewhere, ExitStack() as open_:
            with closing(self._founded()) as register:
                commune, stage = self._year(register, sample, chronicle)
                with closing(self._superior_founded()) as above:
                    first = self._first_round(register, above, Path(elsewhere), open_)
                with self._phase("sample", msg("The sample meeting is entered")):
                    meeting_id = type_in(register, sample, commune.cell_ids[SAMPLE_CELL.name])
                    stage = Stage(stage.cell_id, stage.member_id, meeting_id, stage.unsigned_id)
            pictures = self._pictures("typing", stage)
            signing = self._phase("sign", msg("Its minutes are signed by two people with certificates"))
            with closing(self._reopened()) as register, signing:
                entered = finish_and_sign(register, meeting_id, SIGNING_PASSPHRASES)
                self._write(folders.minutes, entered.paper)
            pictures += self._pictures("sending", stage)
            sending = self._phase("send", msg("What is new goes on to the stick"))
            with closing(self._reopened()) as register, sending:
                sent = _sent((register, *first.neighbours), folders.stick)
        pictures += self._pictures("superior", stage)
        collecting = self._phase("collect", msg("The superior takes it in"))
        with closing(self._superior()) as above, collecting:
            ordinary = collect(above, folders.stick)
            confirmed = collect(above, folders.stick, "Đã hỏi xã Nặm Tốc: bốn đồng chí mới chuyển đến.")
            again = collect(above, folders.stick)
        with closing(self._reopened()) as register:
            with self._phase("receipt", msg("Its receipt comes home")):
                answers = [receive(register, path) for path in receipts_for(register, folders.stick)]
            with self._phase("check", msg("The register is checked and backed up")):
                checked = register.read(check).result()
                backup = save_backup(register)
        for act in ("board", "all"):
            pictures += self._pictures(act, stage)
        rounds = (first.collected, ordinary, confirmed, again)
        return Played(
            commune,
            chronicle,
            entered,
            sample,
            first.enrolled,
            sent,
            rounds,
            answers,
            checked,
            backup,
            pictures,
        )

    def tell(self, message: Message) -> None:
        """One line of progress."""
        if self._quiet:
            return
        with _speaking(self._spoken):
            print(say(message), file=sys.stderr, flush=True)

    def _founded(self) -> Register:
        with self._phase("found", msg("An invented register is made")):
            register, _code = found(self._ground(), Founder(ACCOUNT, SECRETARY, PASSPHRASE), FLOOR)
            register.settle()
            add_user(register, Founder(CLERK_ACCOUNT, CLERK, CLERK_PASSPHRASE, Role.CLERK), FLOOR)
            return register

    def _reopened(self) -> Register:
        return _unlocked(self._ground(), ACCOUNT, PASSPHRASE)

    def _superior(self) -> Register:
        ground = replace(self._ground(), home=self.folders.superior)
        return _unlocked(ground, SUPERIOR_ACCOUNT, SUPERIOR_PASSPHRASE)

    def _superior_founded(self) -> Register:
        with self._phase("superior", msg("The superior's register is made")):
            return found_superior(self._ground(), self.folders.superior)

    def _first_round(
        self, register: Register, above: Register, elsewhere: Path, open_: ExitStack
    ) -> "_FirstRound":
        """Everybody is enrolled and sends everything for the first time; then the neighbours go on writing."""
        stick = self.folders.stick
        with self._phase("enrol", msg("Three communes are enrolled, two people get certificates")):
            enrolled = [enrol(register, "Đảng bộ xã Bình Lãng", above, stick)]
            certify(above, register)
        neighbours = []
        with self._phase("neighbours", msg("Two neighbours join")):
            for number, neighbour in enumerate(NEIGHBOURS):
                there = open_.enter_context(founded(neighbour, self._ground(), elsewhere / str(number)))
                enrolled.append(enrol(there, neighbour.name, above, stick))
                neighbours.append(there)
        with self._phase("first-round", msg("Everybody sends for the first time")):
            for unit in (register, *neighbours):
                send(unit, stick)
            collected = collect(above, stick, "Lần đầu nhận của ba xã, đã gọi điện đối chiếu.")
            for unit in (register, *neighbours):
                for path in receipts_for(unit, stick):
                    receive(unit, path)
            clear_stick(stick)
        with self._phase("later", msg("The neighbours go on writing")):
            for neighbour, there in zip(NEIGHBOURS, neighbours, strict=True):
                go_on(there, neighbour)
        return _FirstRound(tuple(neighbours), enrolled, collected)

    def _ground(self) -> Ground:
        rules = Rulebook.load(resources() / "rules")
        return Ground(self.folders.home, self.folders.state, kinds.ALL, rules, Clock.showing(self.today))

    def _year(self, register: Register, sample: Sample, chronicle: Chronicle) -> tuple[Commune, Stage]:
        with self._phase("people", msg("Twelve cells and 300 members join")):
            commune = register.write(found_commune, sample).result()
        unsigned = ""
        with self._phase("year", msg("Ten months of meetings are held")):
            for step in steps(commune.cell_ids, range(1, 12)):
                if step.month == 11 and step.cell == SAMPLE_CELL.name:
                    register.write(chronicle.report_tasks, step).result()
                    continue
                meeting = register.write(chronicle.enter, step).result()
                if meeting is not None and meeting.to_sign:
                    register.write(chronicle.sign, meeting).result()
                elif meeting is not None:
                    unsigned = meeting.id
        return commune, Stage(commune.cell_ids[SAMPLE_CELL.name], commune.member_id, "", unsigned)

    def _pictures(self, act: str, stage: Stage) -> list[str]:
        with self._phase(f"pictures-{act}", msg("Pictures of the window are taken")):
            taken = screen.pictures(self.folders, act, self.today, stage)
        self._shown = taken.shown
        self._failed = self._failed or taken.failed
        return taken.names

    @contextmanager
    def _phase(self, name: str, message: Message) -> Iterator[None]:
        self.tell(message)
        start = perf_counter()
        yield
        self.seconds[name] = perf_counter() - start

    def _write(self, path: Path, content: bytes) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_safely(path, content)
        except OSError as error:
            raise Trouble("CLI-05", msg("The file {file} can't be written.", file=str(path))) from error


def _sent(units: tuple[Register, ...], stick: Path) -> list[Carried]:
    """What all units send lies on the stick, and a spoilt copy of the last file beside it."""
    files = [file for unit in units for file in send(unit, stick).files]
    spoil_copy(files[-1].path)
    return files


def _unlocked(ground: Ground, label: str, passphrase: str) -> Register:
    accounts = KeySlots.read(ground.home / FILE_NAME).accounts()
    return unlock(ground, next(one.id for one in accounts if one.label == label), passphrase)


def _clear(folders: Folders) -> None:
    """Make room: a new or empty folder is taken as it is, an earlier demonstration is taken away."""
    into = folders.into
    if not into.exists():
        return
    if not into.is_dir() or (any(into.iterdir()) and not _is_ours(folders)):
        raise Refused(
            "DEM-01",
            msg("{folder} isn't empty and holds no earlier demonstration.", folder=str(into)),
            msg("Name an empty or a new folder with --into."),
        )
    if folders.home.is_dir():
        FolderLock.taken(folders.home).release()  # a window that is open on it says so here
    for folder in (folders.home, folders.superior, folders.stick, folders.state, folders.screens):
        shutil.rmtree(folder, ignore_errors=True)
    for file in (folders.passphrases, folders.superior_passphrase, folders.minutes, folders.summary):
        file.unlink(missing_ok=True)


def _is_ours(folders: Folders) -> bool:
    try:
        found = json.loads(folders.summary.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and found.get("made_by") == MADE_BY


@contextmanager
def _apart(state: Path) -> Iterator[None]:
    """Everything that follows the state folder goes there, and back to the user's own afterwards."""
    before = os.environ.get("SOCHIBO_STATE")
    os.environ["SOCHIBO_STATE"] = str(state)
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOCHIBO_STATE"]
        else:
            os.environ["SOCHIBO_STATE"] = before


@contextmanager
def _speaking(spoken: str) -> Iterator[None]:
    before = language.in_use()
    language.use(spoken)
    try:
        yield
    finally:
        language.use(before)
