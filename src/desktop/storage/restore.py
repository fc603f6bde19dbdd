"""Bringing a backup back, and giving the register a new data key: both make a new database file and switch to it.

``keyslots.json`` names the active database, so replacing that one small file is the switch: a power cut before
it leaves the old register whole, after it the new one. Nothing is written over. After a restore the old
database stays where it is, and its key file beside it as ``keyslots-<generation>.json``.
"""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.basics.errors import Trouble
from desktop.basics.language import msg
from desktop.basics.places import flush_folder, write_safely
from desktop.keys.data_key import DataKey
from desktop.keys.slot import Holder
from desktop.keys.slot_file import database_name
from desktop.keys.slots import FILE_NAME, KeySlots
from desktop.storage import duplicate
from desktop.storage.backup_file import PART, Backup, damaged, database_of, gone
from desktop.storage.lock import FolderLock
from desktop.storage.log import Head

OTHER_REGISTER, NOT_RESTORED = "STO-55", "STO-56"
_NUMBERED = re.compile(r"(?:register|keyslots)-([0-9]{1,9})\.(?:db|json).*")

Prepare = Callable[[Path, KeySlots, DataKey], None]


@dataclass(frozen=True, slots=True)
class Present:
    """The register that lies in the home, unlocked: its accounts stay, so nobody who was removed comes back."""

    slots: KeySlots
    key: DataKey


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore made. ``head`` is the log's end in the backup; ``missing`` names sealed files not found."""

    slots: KeySlots
    key: DataKey
    database: Path
    head: Head
    missing: tuple[str, ...]
    set_aside: Path | None


def restore(
    backup: Backup, home: Path, holder: Holder, prepare: Prepare, present: Present | None = None
) -> Restored:
    """Make the backup the register of ``home``. The register must be closed (STO-03 if it is open).

    ``holder`` is an opened slot of the backup's own slots (``backup.header.slots.prove(…)``). ``prepare`` gets
    the finished database before the switch: it brings it up to date and opens the new incarnation; what it
    raises stops the restore. Without ``present`` the accounts are those of the backup's day.
    Trouble STO-51 (damaged), STO-52 (not sound), STO-55 (another register lies there), STO-10/11/56 (disk).
    Whatever was refused, the register that was there is as before.
    """
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = FolderLock.taken(home)
    try:
        _sweep(home)
        there = _slots_there(home, backup, present)
        base, old = (present.slots, present.key) if present else _of_that_day(backup, holder)
        key = old.next(_free_generation(home, old))
        database = home / database_name(key.generation)
        try:
            head = _bring_in(backup, holder, database, key)
            missing = _bring_files(backup, home / "vault")
            slots = base.rotated(old, key)
            prepare(database, slots, key)
            aside = _set_aside(home, there)
            slots.write(home / FILE_NAME)
        except BaseException:
            if not _switched(home, key.generation):
                duplicate.remove_database(database)
            raise
        return Restored(slots, key, database, head, missing, aside)
    except OSError as error:
        raise _not_restored() from error
    finally:
        lock.release()


def renew_key(raw: Any, home: Path, slots: KeySlots, key: DataKey) -> tuple[KeySlots, DataKey]:
    """Give the register a new data key without anyone's passphrase: on removing a person, or once a year.

    ``slots`` are as they shall be from now on (the person already taken out). The caller holds the folder's
    lock and lets nothing be written between this and opening the new file; then ``forget_old`` removes the
    old one. Trouble STO-10/11 (disk), STO-52, KEY-15: the old key and file are then still in force.
    """
    new = key.next(_free_generation(home, key))
    database = home / database_name(new.generation)
    try:
        _sweep(home)
        _finish(duplicate.duplicate, raw, database, new)
        slots.rotated(key, new).write(home / FILE_NAME)
    except BaseException as error:
        if not _switched(home, new.generation):
            duplicate.remove_database(database)
            new.wipe()
        if isinstance(error, OSError):
            raise _not_restored() from error
        raise
    return KeySlots.read(home / FILE_NAME), new


def forget_old(home: Path, slots: KeySlots) -> tuple[str, ...]:
    """Remove database files whose key is gone: older than the active one, and not kept aside. Gives their names.

    Only after the active database was opened with ``slots``: a key file of an older day must not cost a
    newer database, so newer ones are never touched.
    """
    gone = []
    for generation in range(1, slots.generation):
        database = home / database_name(generation)
        if database.exists() and not aside_name(home, generation).exists():
            duplicate.remove_database(database)
            gone.append(database.name)
    if gone:
        flush_folder(home)
    return tuple(gone)


def set_aside(home: Path) -> tuple[Path, ...]:
    """The key files of registers that restores kept aside; while there is one, the vault isn't swept."""
    return tuple(sorted(home.glob("keyslots-*.json")))


def aside_name(home: Path, generation: int) -> Path:
    """Where the key file of a register kept aside lies."""
    return home / f"keyslots-{generation}.json"


def _sweep(home: Path) -> None:
    """Remove what a power cut left half copied; complete files are left to ``forget_old``."""
    for path in home.glob(f"register-*.db*{PART}*"):
        path.unlink(missing_ok=True)


def _slots_there(home: Path, backup: Backup, present: Present | None) -> KeySlots | None:
    """The slots in the home, if any; a damaged key file is kept aside as it is and doesn't stop a restore."""
    register = backup.header.slots.register
    if present and present.slots.register != register:
        raise _other_register()
    if not (home / FILE_NAME).exists():
        return None
    try:
        there = KeySlots.read(home / FILE_NAME)
    except Trouble:
        return None
    if there.register != register:
        raise _other_register()
    return there


def _of_that_day(backup: Backup, holder: Holder) -> tuple[KeySlots, DataKey]:
    slots = backup.header.slots
    return slots, slots.data_key(holder)


def _free_generation(home: Path, old: DataKey) -> int:
    """Above every number that was ever used in this home, so that no file is written over."""
    used = [int(match[1]) for path in home.iterdir() if (match := _NUMBERED.fullmatch(path.name))]
    return max([old.generation, *used]) + 1


def _bring_in(backup: Backup, holder: Holder, database: Path, key: DataKey) -> Head:
    """The backup's database under the new key, complete and checked, at its final name."""
    secret = backup.header.secret(holder)
    taken = database.with_name(f"{database.name}.from{PART}")
    duplicate.remove_database(taken)
    try:
        with os.fdopen(
            os.open(taken, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "wb"
        ) as target:
            for piece in database_of(backup):
                target.write(piece)
            target.flush()
            os.fsync(target.fileno())
        if duplicate.checked(taken, secret) != backup.header.head:
            raise damaged()
        raw = duplicate.keyed(taken, secret)
        try:
            return _finish(duplicate.duplicate, raw, database, key)
        finally:
            raw.close()
    finally:
        duplicate.remove_database(taken)


def _finish(copy: Callable[[Any, Path, str], Head], raw: Any, database: Path, key: DataKey) -> Head:
    """Copy beside the final name, then rename: a half copy never bears a register's name."""
    part = database.with_name(database.name + PART)
    try:
        head = copy(raw, part, key.raw_key())
        os.rename(part, database)
        flush_folder(database.parent)
    finally:
        duplicate.remove_database(part)
    return head


def _bring_files(backup: Backup, vault: Path) -> tuple[str, ...]:
    """Copy the backup's sealed files that the vault lacks; gives the names of those found nowhere.

    Trouble STO-54 if the backup itself is gone meanwhile: then nothing is known of its files.
    """
    missing = []
    for file in backup.header.files:
        here = vault / file.name
        if here.is_file() and here.stat().st_size == file.size:
            continue
        content = _content(backup.files / file.name)
        if content is not None and len(content) == file.size:
            vault.mkdir(mode=0o700, exist_ok=True)
            write_safely(here, content)
        else:
            missing.append(file.name)
    if missing and not os.path.isfile(backup.path):
        raise gone()
    return tuple(missing)


def _content(path: Path) -> bytes | None:
    """A sealed file beside the backup; None if there is none. Trouble STO-54 if the stick doesn't answer."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise gone() from error


def _set_aside(home: Path, there: KeySlots | None) -> Path | None:
    """Keep the key file of the register that is being replaced, as it lies there, whole or damaged."""
    present = home / FILE_NAME
    if not present.exists():
        return None
    generation = there.generation if there else 0
    aside = aside_name(home, generation)
    write_safely(aside, present.read_bytes())
    return aside


def _switched(home: Path, generation: int) -> bool:
    """Whether the key file already names the new database: then it must not be removed, whatever failed."""
    try:
        return KeySlots.read(home / FILE_NAME).generation == generation
    except Trouble:
        return False


def _other_register() -> Trouble:
    return Trouble(
        OTHER_REGISTER,
        msg("Another register lies in this folder."),
        msg("Choose an empty folder for this backup."),
    )


def _not_restored() -> Trouble:
    return Trouble(
        NOT_RESTORED,
        msg("The disk refused to write. The register is as it was before."),
        msg("Check that the disk is not full or write-protected, then try again."),
    )
