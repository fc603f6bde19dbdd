"""A whole copy of the database under another key, made while the register is open, and looked at afterwards."""

import os
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from desktop.basics.errors import Trouble
from desktop.basics.language import msg
from desktop.storage.connect import DAMAGED, told
from desktop.storage.log import Head

UNSOUND = "STO-52"
_CLEAR = b"SQLite format 3\0"


def duplicate(raw: Any, target: Path, raw_key: str) -> Head:
    """Copy the database behind ``raw`` to a new file ``target`` under ``raw_key``; gives the end of its log.

    One read transaction spans the copy, so it is of one moment, whatever is written meanwhile. The copy is
    flushed, opened again and checked. Trouble STO-10/11 (disk), STO-52 (the copy isn't sound); what was
    begun is then removed. ``raw`` must be outside a transaction.
    """
    remove_database(target)
    try:
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        head = _copied(raw, target, raw_key)
        with target.open("rb+") as opened:
            os.fsync(opened.fileno())
        if checked(target, raw_key) != head:
            raise _unsound()
    except driver.Error as error:
        remove_database(target)
        raise told(error) or _unsound() from error
    except BaseException:
        remove_database(target)
        raise
    return head


def checked(database: Path, raw_key: str) -> Head:
    """Look at a closed file as a whole and give the end of its log. Trouble STO-52 if anything is wrong."""
    with database.open("rb") as opened:
        if opened.read(len(_CLEAR)) == _CLEAR:
            raise _unsound()
    try:
        raw = keyed(database, raw_key)
    except driver.Error as error:
        raise _of_the_copy(error) from error
    try:
        sound = (
            raw.execute("PRAGMA cipher_integrity_check").fetchall() == []
            and raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            and raw.execute("PRAGMA foreign_key_check").fetchall() == []
        )
        head = position(raw)
        last = raw.execute("SELECT inc, q, h FROM change_log ORDER BY q DESC LIMIT 1").fetchone()
    except driver.Error as error:
        raise _of_the_copy(error) from error
    finally:
        raw.close()
    if not sound or last is None or tuple(last)[1:] != (head.q, head.h):
        raise _unsound()
    return head


def keyed(database: Path, raw_key: str) -> Any:
    """A bare connection to an existing file; the caller closes it."""
    uri = f"{database.resolve().as_uri()}?mode=rw"
    raw = driver.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    try:
        raw.execute("PRAGMA cipher_log_level=NONE")
        raw.execute(f'PRAGMA key="{raw_key}"')
        raw.execute("PRAGMA synchronous=FULL")
        raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except driver.Error:
        raw.close()
        raise
    return raw


def position(raw: Any) -> Head:
    """Where the log of this database ends."""
    inc, epoch, q, h = raw.execute("SELECT inc, epoch, q, h FROM log_head").fetchone()
    return Head(inc, epoch, q, bytes(h))


def revision(raw: Any) -> str:
    """The migration that this database is at."""
    [found] = raw.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(found)


def remove_database(database: Path) -> None:
    """Remove an unfinished database file with its journals. Never called on a register in use."""
    for ending in ("-wal", "-shm", "-journal", ""):
        database.with_name(database.name + ending).unlink(missing_ok=True)


def _copied(raw: Any, target: Path, raw_key: str) -> Head:
    copy = keyed(target, raw_key)
    try:
        raw.execute("BEGIN")
        try:
            head = position(raw)
            raw.backup(copy)
        finally:
            raw.execute("ROLLBACK")
        copy.execute("PRAGMA journal_mode=DELETE")
    finally:
        copy.close()
    return head


def _of_the_copy(error: driver.Error) -> Trouble:
    """What is the matter with a copy; that it is damaged says nothing of the register."""
    trouble = told(error)
    return _unsound() if trouble is None or trouble.code == DAMAGED else trouble


def _unsound() -> Trouble:
    return Trouble(
        UNSOUND,
        msg("The copy of the register is not sound, so it was not kept."),
        msg("Keep the older backups. Don't delete anything, and ask for help with this code."),
    )
