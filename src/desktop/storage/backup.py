"""Backups: a checked, encrypted copy of the register while it is open, and which ones are kept.

A backup can be written without anyone's passphrase and opened later with any passphrase of that day or with
the recovery code. The sealed files of the vault lie beside the backups in ``files/``, each only once.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from desktop.basics.errors import Trouble
from desktop.basics.places import flush_folder, is_folder, own_version, write_safely
from desktop.keys.data_key import KEY_LENGTH, DataKey, wipe
from desktop.keys.slots import KeySlots
from desktop.storage import duplicate
from desktop.storage.backup_file import (
    PART,
    SUFFIX,
    Backup,
    Header,
    VaultFile,
    files_folder,
    not_written,
    read_backup,
    write_backup,
)
from desktop.storage.vault import sealed_files

FOLDER = "backups"
DAYS, WEEKS, MONTHS = 7, 4, 12
OTHERS_KEPT = 3
_SPARE = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Listed:
    """A backup file in a folder: its header, or why it can't be used."""

    path: Path
    backup: Backup | None
    trouble: Trouble | None


def back_up(
    raw: Any,
    home: Path,
    slots: KeySlots,
    key: DataKey,
    *,
    at: datetime,
    why: str = "daily",
    folder: Path | None = None,
) -> Backup:
    """Write one backup into ``folder`` (default: ``backups`` of the home) and check it.

    ``raw`` is any keyed connection to the register that is outside a transaction; a fresh read-only one keeps
    the writer free. ``at`` has its offset from UTC; ``why`` is ``daily``, ``manual``, ``upgrade`` or
    ``restore``. Trouble STO-10/11/50 (disk),
    STO-52 (the register itself isn't sound): then nothing is left behind and no older backup is touched.
    """
    target, at = folder or home / FOLDER, at.replace(microsecond=0)
    secret = bytearray(os.urandom(KEY_LENGTH))
    try:
        # A folder of a stick that isn't in must not come to be on this disk.
        target.mkdir(mode=0o700, parents=folder is None, exist_ok=True)
        _sweep(target)
        _must_have_room(raw, target)
        path = _free_name(target, at)
        copy = path.with_name(f"{path.stem}.db{PART}")
        try:
            head = duplicate.duplicate(raw, copy, f"x'{secret.hex()}'")
            # After the copy: every file that the copy knows was on disk before it.
            files = _copy_files(home / "vault", files_folder(target))
            size, sha256 = _measured(copy)
            header = Header(at, why, own_version(), duplicate.revision(raw), head, size, sha256, files, slots)
            return write_backup(path, header.sealed_with(key, secret), copy)
        finally:
            duplicate.remove_database(copy)
    except OSError as error:
        raise not_written() from error
    finally:
        wipe(secret)


def list_backups(folder: Path) -> tuple[Listed, ...]:
    """Everything in the folder that calls itself a backup, the newest first; damaged ones are last, with a reason."""
    if not is_folder(folder):
        return ()
    named = sorted(path for path in folder.glob("*" + SUFFIX) if not path.name.startswith("."))
    found = [_look(path) for path in named]
    whole = [one for one in found if one.backup]
    return (*sorted(whole, key=_created, reverse=True), *(one for one in found if one.trouble))


def kept(moments: Iterable[datetime]) -> frozenset[datetime]:
    """Which of these moments' daily backups stay: the newest of each of the last 7 days, 4 weeks, 12 months.

    Days, weeks (Monday to Sunday) and months in which none was made don't count, so a PC that stood still for
    a year loses nothing.
    """
    newest_first = sorted(set(moments), reverse=True)
    return frozenset().union(
        _newest_of_each(newest_first, DAYS, datetime.date),
        _newest_of_each(newest_first, WEEKS, lambda moment: moment.isocalendar()[:2]),
        _newest_of_each(newest_first, MONTHS, lambda moment: (moment.year, moment.month)),
    )


def rotate(folder: Path) -> tuple[Path, ...]:
    """Remove the daily backups that ``kept`` lets go and, of every other sort, all but the newest three.

    Damaged files stay (they are evidence). Sealed files that no backup names any more go too, but only if
    there are backups and every one could be read. Gives what was removed. Trouble STO-50 if the disk refuses.
    """
    try:
        found = list_backups(folder)
    except OSError as error:
        raise not_written() from error
    backups = [one.backup for one in found if one.backup]
    daily = kept(backup.header.created for backup in backups if backup.header.why == "daily")
    gone, seen = [], dict[str, int]()
    for backup in backups:
        why = backup.header.why
        seen[why] = seen.get(why, 0) + 1
        stays = backup.header.created in daily if why == "daily" else seen[why] <= OTHERS_KEPT
        if not stays:
            gone.append(backup.path)
    try:
        for path in gone:
            path.unlink(missing_ok=True)
        if backups and len(backups) == len(found):
            staying = [backup for backup in backups if backup.path not in gone]
            gone += _unneeded_files(folder, staying)
        if gone:
            flush_folder(folder)
    except OSError as error:
        raise not_written() from error
    return tuple(gone)


def _newest_of_each(
    newest_first: list[datetime], count: int, period: Callable[[datetime], Hashable]
) -> set[datetime]:
    newest: dict[Hashable, datetime] = {}
    for moment in newest_first:
        if len(newest) == count and period(moment) not in newest:
            break
        newest.setdefault(period(moment), moment)
    return set(newest.values())


def _look(path: Path) -> Listed:
    try:
        return Listed(path, read_backup(path), None)
    except Trouble as trouble:
        return Listed(path, None, trouble)


def _created(listed: Listed) -> datetime:
    assert listed.backup
    return listed.backup.header.created


def _unneeded_files(folder: Path, staying: list[Backup]) -> list[Path]:
    named = {file.name for backup in staying for file in backup.header.files}
    gone = [path for path in sealed_files(files_folder(folder)) if path.name not in named]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def _copy_files(vault: Path, target: Path) -> tuple[VaultFile, ...]:
    """Bring the target up to date; a file that is there in the same size is not copied again."""
    copied = []
    for path in sealed_files(vault):
        size = path.stat().st_size
        there = target / path.name
        if not (there.is_file() and there.stat().st_size == size):
            target.mkdir(mode=0o700, exist_ok=True)
            write_safely(there, path.read_bytes())
        copied.append(VaultFile(path.name, size))
    return tuple(copied)


def _free_name(folder: Path, at: datetime) -> Path:
    """``So-Chi-bo_2026-11-22_19-30.scbackup``, with a number if that is taken: nothing is written over."""
    stem = f"So-Chi-bo_{at:%Y-%m-%d_%H-%M}"
    path, number = folder / f"{stem}{SUFFIX}", 1
    while path.exists():
        number += 1
        path = folder / f"{stem}_{number}{SUFFIX}"
    return path


def _sweep(folder: Path) -> None:
    """Remove what a power cut left unfinished."""
    for pattern in (f"*{SUFFIX}{PART}", f"So-Chi-bo_*.db{PART}*", f"files/*{PART}"):
        for path in folder.glob(pattern):
            path.unlink(missing_ok=True)


def _must_have_room(raw: Any, folder: Path) -> None:
    """The copy and the finished file are both there for a moment. Trouble STO-50 if they won't fit."""
    # SQLCipher answers some of its pragmas as text.
    pages, page_size = (
        int(raw.execute(f"PRAGMA {pragma}").fetchone()[0]) for pragma in ("page_count", "page_size")
    )
    if shutil.disk_usage(folder).free < 2 * pages * page_size + _SPARE:
        raise not_written()


def _measured(database: Path) -> tuple[int, str]:
    with database.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
        return opened.tell(), digest
