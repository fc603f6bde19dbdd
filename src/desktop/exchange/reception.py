"""The superior's desk: every file of a stick looked at, the ordinary ones taken in at once, receipts on to the stick.

Called aside, not on the window's thread. Between two files it may be stopped; what was taken in stays, and its units
get their receipts.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from desktop.basics.errors import Told
from desktop.basics.language import msg, say
from desktop.basics.places import is_folder
from desktop.bundles.drive import Carried
from desktop.bundles.format import BundleKind, read_sealed
from desktop.bundles.names import FOLDER, bundles_on, is_listable
from desktop.exchange.acknowledge import build_receipt, give_receipt
from desktop.exchange.confirm import Confirmed, take_in_with_care
from desktop.exchange.findings import Kept
from desktop.exchange.inbox_book import drop_unread, note_looked_at
from desktop.exchange.outcomes import Asks, Gap, Outcome, Ready, Refusal, TooNew
from desktop.exchange.take_in import Look, keep_for_later, look
from desktop.storage.register import Register


class Progress(Protocol):
    """How far the work is, for whoever waits for it; it may be asked to stop."""

    def report(self, done: int, total: int, words: str) -> None:
        """So many of so many."""

    @property
    def stopped(self) -> bool:
        """Whether to stop at the next safe place."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A file on the table: where it lies, the stick or folder it came from, what it is."""

    path: Path
    root: Path | None
    look: Look

    @property
    def ordinary(self) -> bool:
        """Whether it links and no rule asks for a second person."""
        return isinstance(self.look.outcome, Ready) and not self.look.outcome.summary.stops

    @property
    def waits(self) -> bool:
        """Whether taking it in only keeps it: for what comes before it, a later program, or the unit's answer."""
        outcome = self.look.outcome
        return isinstance(outcome, Gap | TooNew) or (
            isinstance(outcome, Refusal) and outcome.unit is not None
        )


@dataclass(frozen=True, slots=True)
class Answered:
    """A unit's receipt: carried, or why not (it stays in the outbox; the next one says the same)."""

    unit: str
    carried: Carried | None
    told: Told | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the files, and the receipts that were given."""

    outcomes: tuple[tuple[Path, Outcome], ...]
    receipts: tuple[Answered, ...]

    @property
    def not_given(self) -> tuple[str, ...]:
        """Units whose receipt couldn't be carried."""
        return tuple(one.unit for one in self.receipts if one.carried is None)


def data_files(paths: Iterable[Path]) -> Iterator[tuple[Path, Path]]:
    """The units' files among these files, sticks and folders, each with the stick or folder it came from.

    A file that is named is always meant; of a folder's, those whose cover says so and what is damaged.
    """
    return bundles_of(paths, BundleKind.DATA)


def bundles_of(
    paths: Iterable[Path], kind: BundleKind, unit: str | None = None
) -> Iterator[tuple[Path, Path]]:
    """The same for another kind of file, for ``unit`` where the cover names whom it is for."""
    for path in paths:
        if not is_listable(path):  # a file, or a folder that itself is to be called unreadable
            ours = (folder for folder in path.parents if folder.name.upper() == FOLDER)
            top = next((folder.parent for folder in ours), path.parent)
            yield path, top
            continue
        meant: list[tuple[int, str, Path]] = []
        for file in bundles_on(path):
            try:
                header = read_sealed(partial(file.open, "rb")).untrusted_header
            except Told:
                meant.append((0, file.name, file))  # damaged: say so by name
                continue
            mine = unit is None or header.to is None or unit in header.to
            if header.kind is kind and mine:
                meant.append((header.number, file.name, file))
        yield from ((file, path) for _number, _name, file in sorted(meant))


def lay_out(register: Register, root: Path, progress: Progress) -> tuple[Laid, ...]:
    """Look at every file of a stick or folder. Refused EXC-02, EXC-03.

    All that is written is a line of the audit for a file that is refused: nothing else would ever tell of it.
    """
    files = list(data_files([root])) if is_folder(root) else []  # pulled out already
    laid: list[Laid] = []
    for done, (path, top) in enumerate(files):
        if progress.stopped:
            break
        progress.report(done, len(files), say(msg("Looking at {file}", file=path.name)))
        laid.append(Laid(path, top, look(register, path)))
    refused = tuple(one.look.outcome for one in laid if isinstance(one.look.outcome, Refusal))
    if any(one.sha256 and one.unit is None for one in refused):
        register.write(note_looked_at, [one for one in refused if one.unit is None]).result()
    return tuple(laid)


def lay_one(register: Register, path: Path, root: Path | None) -> Laid:
    """Look at one file again."""
    return Laid(path, root, look(register, path))


def lay_kept(register: Register, one: Kept, root: Path | None) -> Laid:
    """Look at a file that lies here."""
    return lay_one(register, one.path(register.ground.home), root)


def take(
    register: Register,
    files: Iterable[tuple[Path, Path | None]],
    progress: Progress,
    confirmed: Confirmed | None = None,
    receipts: bool = True,
) -> Taken:
    """Take these files in one after the other, with care (``confirm``), then give each unit heard of its receipt.

    ``files``: each with the stick or folder to which the receipt goes, None while none is in. Refused EXC-02,
    EXC-03, STO-20; Trouble EXC-12, and what the register's own disk refuses: the units before that have theirs.
    """
    wanted = list(files)
    outcomes: list[tuple[Path, Outcome]] = []
    back: dict[str, Path | None] = {}
    given: tuple[Answered, ...] = ()
    try:
        for done, (path, root) in enumerate(wanted):
            if progress.stopped:
                break
            progress.report(done, len(wanted), say(msg("Taking in {file}", file=path.name)))
            outcome = take_in_with_care(register, path, confirmed)
            outcomes.append((path, outcome))
            unit = unit_of(outcome)
            if unit is not None and not isinstance(outcome, Asks):
                back[unit] = root
    finally:
        if receipts:
            given = answer_all(register, back.items())
    return Taken(tuple(outcomes), given)


def put_off(register: Register, path: Path, root: Path | None) -> Taken:
    """Keep a file here for later, and say so in a receipt. Refusals as ``take``."""
    outcome = keep_for_later(register, path)
    unit = unit_of(outcome)
    return Taken(((path, outcome),), () if unit is None else answer_all(register, [(unit, root)]))


def drop(register: Register, one: Kept) -> None:
    """Remove a file that was kept here unread; any other stays. Refused STO-20."""
    if register.write(drop_unread, one.sha256).result():
        with suppress(OSError):  # what the disk doesn't let go of now, the next taking in removes
            one.path(register.ground.home).unlink(missing_ok=True)


def answer_all(register: Register, units: Iterable[tuple[str, Path | None]]) -> tuple[Answered, ...]:
    """One receipt for each unit; one that can't be carried doesn't keep the others back."""
    given = []
    for unit, root in units:
        try:
            if root is None:
                register.write(build_receipt, unit, register.ground.home).result()
                given.append(Answered(unit, None))
                continue
            given.append(Answered(unit, give_receipt(register, unit, root)))
        except Told as told:
            given.append(Answered(unit, None, told))
    return tuple(given)


def unit_of(outcome: Outcome) -> str | None:
    """Whose file it is; None for one that is nobody's whom this office knows."""
    match outcome:
        case Refusal():
            return outcome.unit
        case TooNew(unit, _name):
            return unit
        case _:
            return outcome.summary.unit
