"""Opening connections to the encrypted file, with the settings that the register relies on."""

import errno
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import StaticPool

from desktop.basics.errors import Trouble
from desktop.basics.language import msg

_PRAGMAS = (
    "foreign_keys=ON",
    "journal_mode=WAL",
    "synchronous=FULL",
    "secure_delete=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "mmap_size=0",
    "busy_timeout=5000",
    "cache_size=-64000",
)
_REFUSING = ("i/o error", "unable to open", "readonly")
_BROKEN = ("malformed", "not a database", "vtable constructor failed")
DAMAGED = "STO-12"


def connect(path: Path, raw_key: str, *, create: bool = False, read_only: bool = False) -> Any:
    """A raw connection, keyed and proven: a wrong key or a damaged first page is told at once.

    ``raw_key`` is SQLCipher's ``x'<64 hex>'``. Trouble STO-01: no file; STO-02: not readable with this key;
    STO-10/11: the disk is full or refuses.
    """
    mode = "rwc" if create else "rw"
    uri = f"{path.resolve().as_uri()}?mode={mode}"
    try:
        connection = driver.connect(uri, uri=True, check_same_thread=False, isolation_level=None)
    except driver.OperationalError as error:
        raise Trouble(
            "STO-01",
            msg("The register file can't be opened."),
            msg("Check that the disk is there, or restore a backup."),
        ) from error
    try:
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.execute(f'PRAGMA key="{raw_key}"')
        connection.execute("PRAGMA cipher_memory_security=OFF")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        if read_only:
            connection.execute("PRAGMA query_only=ON")
    except driver.DatabaseError as error:
        connection.close()
        trouble = told(error)
        if trouble is None or trouble.code == DAMAGED:
            trouble = Trouble(
                "STO-02",
                msg("The register file is damaged or doesn't belong to this key."),
                msg("Don't delete anything. Restore the last backup, or ask for help and read out the code."),
            )
        raise trouble from error
    return connection


def engine_on(raw: Any, *, immediate: bool) -> Engine:
    """SQLAlchemy over exactly this connection; each transaction begins for writing, or plainly for reading."""
    engine = create_engine(
        "sqlite://",
        module=driver,
        creator=lambda: raw,
        poolclass=StaticPool,
        hide_parameters=True,  # an error must not carry what was typed into a crash report
    )
    begin = "BEGIN IMMEDIATE" if immediate else "BEGIN"

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.connection.driver_connection.execute(begin)  # type: ignore[union-attr]  # raw, which is open

    return engine


class translated:  # noqa: N801  (reads as a word in a with statement)
    """Turns what SQLite says of the disk into Trouble with a sentence, ``also`` other errors; the rest passes."""

    def __init__(self, *also: type[Exception]) -> None:
        self._kinds = (driver.Error, *also)

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        said = error.orig if isinstance(error, DatabaseError) else error
        trouble = told(said) if isinstance(said, self._kinds) else None
        if trouble is not None:
            raise trouble from error


def told(error: Exception) -> Trouble | None:
    """The sentence for what the disk or SQLite said; None when it is no trouble of the world."""
    words = str(error).lower()
    if "full" in words or (isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}):
        return Trouble(
            "STO-10",
            msg("The disk is full. Nothing was lost, but this wasn't saved yet."),
            msg("Free some space, then finish again."),
        )
    if isinstance(error, OSError) or any(sign in words for sign in _REFUSING):
        return Trouble(
            "STO-11",
            msg("The disk refused to write. Nothing was lost, but this wasn't saved yet."),
            msg("Check the disk, then finish again. If it comes back, make a backup to a stick."),
        )
    if any(sign in words for sign in _BROKEN):
        return damaged()
    return None


def damaged() -> Trouble:
    """STO-12: a page that can't be read, or a file that was emptied."""
    return Trouble(
        DAMAGED,
        msg("The register file is damaged."),
        msg("Don't delete anything. Restore the last backup, or ask for help and read out the code."),
    )
