"""Taking in what a unit sent. ``look`` and ``examine`` write nothing; ``take_in`` is one transaction a bundle.

Twice is once. What a gate stops (``confirm``) is left as it is; without a gate everything that links goes in.

A bundle is copied from the stick first and read from the copy. What waits (records before it are missing), is for
a later program, tells another story than the one held, or isn't in order inside is kept sealed in the folder
``inbox``; whatever once was authentic is never dropped. A copy that is damaged, foreign, unsigned or re-addressed
changes nothing but the audit.
"""

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO, Protocol

from desktop.basics.errors import Refused, Told, Trouble
from desktop.basics.language import msg
from desktop.basics.places import flush_folder
from desktop.bundles import refusals
from desktop.bundles.format import MIB, READING, BundleKind, read_sealed
from desktop.bundles.read import (
    CheckedBundle,
    VerifiedBundle,
    check_bundle,
    open_bundle,
    parse_bundle,
    verify_bundle,
)
from desktop.bundles.receipt import State
from desktop.exchange import inbox_book, intake
from desktop.exchange.office import Office, Unit, device_id, me, office, unit_of
from desktop.exchange.outcomes import (
    ASKS,
    UNKNOWN_UNIT,
    AlreadyTaken,
    Asks,
    Forked,
    Frozen,
    Gap,
    Outcome,
    Ready,
    Refusal,
    TooNew,
)
from desktop.exchange.preview import Preview, preview_of
from desktop.keys import cms
from desktop.keys.certificates import Role
from desktop.keys.trust import Trust
from desktop.storage.log import SYSTEM
from desktop.storage.records import Kinds
from desktop.storage.register import Register
from desktop.storage.users import Right
from desktop.storage.work import Work

INBOX = "inbox"
NO_DATA, NOT_KEPT = "EXC-11", "EXC-12"


@dataclass(frozen=True, slots=True)
class Authentic:
    """A copy that is authentic: by whom, its content if this program can read it, and its hash."""

    unit: Unit
    verified: VerifiedBundle
    checked: CheckedBundle | None
    sha256: str
    expired: bool


@dataclass(frozen=True, slots=True)
class Unsound:
    """A copy that is authentic and not in order inside: nothing of it counts, and it isn't dropped either."""

    verified: VerifiedBundle
    sha256: str
    refusal: Refusal


class Gate(Protocol):
    """Asked about each bundle that links, just before it is taken in. ``chosen``: the one a person chose.

    Gives what stops it, or None to let it in.
    """

    def __call__(self, found: Authentic, ready: Ready, chosen: bool) -> Asks | None: ...


@dataclass(frozen=True, slots=True)
class Look:
    """What a file is, and what it would change if it links."""

    outcome: Outcome
    preview: Preview | None = None


def look(register: Register, path: Path) -> Look:
    """What the file at ``path`` is, as of now, to be read by a person. Writes nothing, neither here nor there.

    Refused EXC-02 if this register collects from nobody, EXC-03.
    """
    found = _read(register, path, register.ground.clock.now())
    if not isinstance(found, Authentic):
        return Look(found.refusal if isinstance(found, Unsound) else found)
    if found.checked is None:
        return Look(TooNew(found.unit.urn, found.unit.name))
    outcome = register.read(intake.link, found.unit, found.checked, found.expired).result()
    if not isinstance(outcome, Ready):
        return Look(outcome)
    preview = preview_of(register, found.unit.urn, found.checked)
    return Look(Ready(outcome.summary.stopped(preview.trips)), preview)


def examine(register: Register, path: Path) -> Outcome:
    """``look`` without the preview."""
    return look(register, path).outcome


def take_in(register: Register, path: Path, gate: Gate | None = None) -> Outcome:
    """Take the file in, and then whatever was waiting for it; gives what became of this one.

    Refused EXC-02, EXC-03, STO-20; Trouble EXC-12 (the disk), and what the register's own disk refuses.
    """
    return _with_copy(register, path, partial(_take, register, gate))


def keep_for_later(register: Register, path: Path) -> Outcome:
    """Keep the file sealed here without taking it in: it waits for a second person. Gives what it is.

    What links is kept so, and unread what a stranger sent; anything else is as ``take_in`` leaves it. Refusals as
    there.
    """

    def keep(copy: Path, sha256: str, at: datetime) -> Outcome:
        found = _read(register, copy, at)
        if isinstance(found, Authentic) and found.checked is not None:
            outcome = register.read(intake.link, found.unit, found.checked, found.expired).result()
            if not isinstance(outcome, Ready):
                return _take(register, None, copy, sha256, at)
            _keep(copy, sha256)
            register.write(inbox_book.keep_for_later, found.verified, sha256, ASKS).result()
            return Asks(outcome.summary)
        if isinstance(found, Refusal) and found.of_a_stranger:
            _keep(copy, sha256)
            register.write(inbox_book.keep_unread, found).result()
            return replace(found, kept=True)
        return _take(register, None, copy, sha256, at)

    return _with_copy(register, path, keep)


def _with_copy(register: Register, path: Path, do: Callable[[Path, str, datetime], Outcome]) -> Outcome:
    register.write(_begin, register.ground.home).result()
    copied = _copy(path, register.ground.home / INBOX)
    if isinstance(copied, Refusal):
        if path.parent == register.ground.home / INBOX and not path.exists():
            register.write(inbox_book.forget, path.stem).result()
        register.write(inbox_book.note_refused, copied).result()
        return copied
    copy, sha256 = copied
    try:
        return do(copy, sha256, register.ground.clock.now())
    finally:
        with suppress(OSError):
            copy.unlink(missing_ok=True)


def resume(register: Register, unit: str, gate: Gate | None = None) -> int:
    """Take in what waits of a unit, as far as it fits now; gives how many bundles went in."""
    done = 0
    while True:
        waiting = register.read(inbox_book.waiting, unit).result()
        taken = sum(_again(register, gate, sha256, received) for sha256, received in waiting)
        if not taken:
            return done
        done += taken


def _again(register: Register, gate: Gate | None, sha256: str, received: str) -> bool:
    kept = register.ground.home / INBOX / f"{sha256}.scb"
    if not kept.exists():  # the register came from a backup; the unit sends it again
        register.write(inbox_book.forget, sha256).result()
        return False
    found = _read(register, kept, datetime.fromisoformat(received))
    if isinstance(found, Unsound):  # a later program couldn't make anything of it either
        register.write(inbox_book.set_aside, found.verified, sha256, found.refusal.code).result()
    if not isinstance(found, Authentic) or found.checked is None:
        return False
    outcome = register.read(intake.link, found.unit, found.checked, found.expired).result()
    if not isinstance(outcome, Ready | AlreadyTaken):
        return False
    if gate is not None and isinstance(outcome, Ready) and gate(found, outcome, chosen=False) is not None:
        register.write(inbox_book.asks, sha256).result()
        return False
    register.write(intake.apply, found.unit, found.checked, sha256, found.expired).result()
    if isinstance(outcome, AlreadyTaken):
        register.write(inbox_book.became, sha256, State.ALREADY).result()
    with suppress(OSError):
        kept.unlink(missing_ok=True)
    return isinstance(outcome, Ready)


def _take(register: Register, gate: Gate | None, copy: Path, sha256: str, at: datetime) -> Outcome:
    found = _read(register, copy, at)
    if isinstance(found, Refusal):
        register.write(inbox_book.note_refused, found).result()
        return found
    if isinstance(found, Unsound):
        _keep(copy, sha256)
        register.write(inbox_book.set_aside, found.verified, sha256, found.refusal.code).result()
        return found.refusal
    if found.checked is None:
        _keep(copy, sha256)
        register.write(inbox_book.keep_for_later, found.verified, sha256, refusals.TOO_NEW).result()
        return TooNew(found.unit.urn, found.unit.name)
    outcome = register.read(intake.link, found.unit, found.checked, found.expired).result()
    if gate is not None and isinstance(outcome, Ready):
        stopped = gate(found, outcome, chosen=True)
        if stopped is not None:
            return stopped
    if isinstance(outcome, Gap | Forked | Frozen):
        _keep(copy, sha256)  # the file first: the book never names one that isn't there
    outcome = register.write(intake.apply, found.unit, found.checked, sha256, found.expired).result()
    if isinstance(outcome, Ready | AlreadyTaken):
        if isinstance(outcome, AlreadyTaken):
            register.write(inbox_book.settled, sha256).result()
        with suppress(OSError):
            copy.with_name(f"{sha256}.scb").unlink(missing_ok=True)  # it waited here
        # A cut may have come between this one and those behind it.
        resume(register, outcome.summary.unit, gate)
    return outcome


def _read(register: Register, path: Path, at: datetime) -> Authentic | Unsound | Refusal:
    """Every step of trust with the own keys; refusals are values here."""
    keys: Office = register.read(office).result()
    reader = register.read(me, keys.sealer).result()
    signers: list[cms.SignedBy] = []

    def verify(content: bytes, signature: bytes) -> cms.SignedBy:
        signers.append(_verified(content, signature, keys.authority.trust(), at))
        return signers[-1]

    sha256 = ""
    try:
        sealed = read_sealed(partial(path.open, "rb"))
        sha256 = sealed.sha256
        opened = open_bundle(sealed, reader)
        verified = verify_bundle(opened, verify)
        manifest = verified.manifest
        if manifest.kind is not BundleKind.DATA or manifest.log is None:
            raise Refused(
                NO_DATA, msg("This file holds no records of a unit."), msg("Choose a file that a unit sent.")
            )
        # By its name a new computer is told from the one before (``stops``), so the name is the certificate's.
        named = manifest.sender.device == device_id(signers[0].certificate)
        refusals.demand(named, refusals.NOT_THE_SENDER, "device")
        unit = register.read(unit_of, manifest.sender.unit).result()
        if unit is None:
            raise Refused(
                UNKNOWN_UNIT,
                msg("The unit that sent this file isn't enrolled here."),
                msg("Enrol the unit first."),
            )
        checked = None
        if not manifest.too_new:
            try:
                checked = check_bundle(parse_bundle(verified))
            except Refused as refused:  # the sender's doing; a damaged copy is Trouble
                refusal = replace(Refusal.of(refused), unit=unit.urn, name=unit.name, sha256=sha256)
                return Unsound(verified, sha256, refusal)
            if not _readable(checked, register.ground.kinds):
                checked = None
        return Authentic(unit, verified, checked, sha256, any(one.expired for one in signers))
    except Told as told:
        return replace(Refusal.of(told), sha256=sha256)


def _verified(content: bytes, signature: bytes, trust: Trust, at: datetime) -> cms.SignedBy:
    return cms.verify(content, signature, trust, at, roles=frozenset({Role.DEVICE}))


def _readable(checked: CheckedBundle, kinds: Kinds) -> bool:
    """Whether this program knows every kind of record in it, in its version."""
    known = {kind.name: kind.version for kind in kinds.all}
    return all(
        version <= known.get(kind, 1 if kind == f"{SYSTEM}incarnation" else 0)
        for kind, version in checked.versions.items()
    )


def _begin(work: Work, home: Path) -> None:
    """May this user do it; and remove what a cut left in the inbox."""
    work.require(Right.WRITE)
    folder = home / INBOX
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise _not_kept() from error
    needed = {f"{sha256}.scb" for sha256 in inbox_book.lying(work)}
    with suppress(OSError):  # what the disk doesn't let go of now, the next time takes
        for path in folder.iterdir():
            if path.name not in needed:
                path.unlink(missing_ok=True)


def _copy(path: Path, folder: Path) -> tuple[Path, str] | Refusal:
    """The file's bytes in the inbox, under a name of its own, flushed; no more than a bundle can have."""
    copy = folder / f"{os.urandom(8).hex()}.part"
    digest, size = hashlib.sha256(), 0
    try:
        source: BinaryIO = path.open("rb")
    except OSError:
        return Refusal.of(refusals.refusal(refusals.UNREADABLE))
    try:
        with source, copy.open("xb") as target:
            for piece in iter(partial(_piece, source), b""):
                size += len(piece)
                refusals.demand(size <= READING.file, refusals.TOO_LARGE)
                digest.update(piece)
                target.write(piece)
            target.flush()
            os.fsync(target.fileno())
    except Told as told:
        copy.unlink(missing_ok=True)
        return Refusal.of(told)
    except OSError as error:
        copy.unlink(missing_ok=True)
        raise _not_kept() from error
    return copy, digest.hexdigest()


def _piece(source: BinaryIO) -> bytes:
    try:
        return source.read(MIB)
    except OSError as error:  # the stick, not the disk
        raise refusals.refusal(refusals.UNREADABLE) from error


def _keep(copy: Path, sha256: str) -> None:
    try:
        os.replace(copy, copy.with_name(f"{sha256}.scb"))
        flush_folder(copy.parent)
    except OSError as error:
        raise _not_kept() from error


def _not_kept() -> Trouble:
    return Trouble(
        NOT_KEPT,
        msg("The file could not be copied to this computer. Nothing was taken in."),
        msg("Check that the disk is not full or write-protected, then try again."),
    )
