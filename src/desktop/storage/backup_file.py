"""One ``.scbackup`` file: what it is, the strict reading of it, and the writing.

``sochibo backup 1 LF``, length of the header (4 bytes, big-endian), the header (JSON with sorted keys), the
database bytes (an SQLCipher file under a random key of its own), SHA-256 of everything before (32 bytes).

The header carries a copy of the key slots of that day and, sealed to all of them, the database's key together
with the hash of the header: who may open it can therefore also tell that it comes from a holder of the
register. In clear stand only positions, dates and versions, nothing personal.
"""

import base64
import binascii
import hashlib
import hmac
import json
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast

from desktop.basics.errors import Trouble
from desktop.basics.language import msg
from desktop.basics.places import flush_folder, forget_cached
from desktop.keys.data_key import DataKey
from desktop.keys.slot import Holder
from desktop.keys.slot_file import NEWER as NEWER_SLOTS
from desktop.keys.slots import KeySlots
from desktop.storage.log import Head

NOT_WRITTEN, DAMAGED, NEWER, MISSING = "STO-50", "STO-51", "STO-53", "STO-54"
SUFFIX = ".scbackup"
PART = ".part"
_MAGIC = b"sochibo backup 1\n"
_ANY_VERSION = re.compile(rb"sochibo backup ([0-9]{1,4})\n")
_FORMAT = "sochibo-backup/1"
_LARGEST_HEADER = 16 * 1024 * 1024
_PIECE = 1024 * 1024
_DIGEST = 32
_FILE_NAME = re.compile(r"[0-9a-f]{64}\.age")

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class VaultFile:
    """A sealed file that belongs to a backup: its name in the vault and its size in bytes."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Header:
    """What a backup says of itself. ``sealed`` holds the database's key, for the slots of that day."""

    created: datetime
    why: str
    version: str
    revision: str
    head: Head
    size: int
    sha256: str
    files: tuple[VaultFile, ...]
    slots: KeySlots
    sealed: bytes = b""

    def bound(self) -> bytes:
        """The hash that is sealed together with the key: everything but the sealed part itself."""
        return hashlib.sha256(_encoded(self._plain())).digest()

    def sealed_with(self, key: DataKey, secret: bytearray) -> "Header":
        """With the database's key sealed to everyone in the slots."""
        return replace(self, sealed=self.slots.seal(key, bytes(secret) + self.bound()))

    def secret(self, holder: Holder) -> str:
        """The database's key as SQLCipher takes it. Trouble STO-51 if the header isn't the one that was sealed."""
        content = self.slots.open_content(holder, self.sealed)
        if len(content) != 2 * _DIGEST or not hmac.compare_digest(content[_DIGEST:], self.bound()):
            raise damaged()
        return f"x'{content[:_DIGEST].hex()}'"

    def to_bytes(self) -> bytes:
        """The header as it stands in the file."""
        return _encoded({**self._plain(), "sealed": base64.b64encode(self.sealed).decode("ascii")})

    def _plain(self) -> Json:
        return {
            "format": _FORMAT,
            "created": self.created.isoformat(timespec="seconds"),
            "why": self.why,
            "version": self.version,
            "revision": self.revision,
            "head": {
                "inc": self.head.inc,
                "epoch": self.head.epoch,
                "q": self.head.q,
                "h": self.head.h.hex(),
            },
            "size": self.size,
            "sha256": self.sha256,
            "files": [[file.name, file.size] for file in self.files],
            "slots": self.slots.to_bytes().decode("utf-8"),
        }


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup on disk with its header; the database inside hasn't been looked at yet."""

    path: Path
    header: Header

    @property
    def files(self) -> Path:
        """The folder beside it that holds the sealed files of all backups there."""
        return files_folder(self.path.parent)


def files_folder(folder: Path) -> Path:
    """The folder of sealed files inside a folder of backups."""
    return folder / "files"


def read_backup(path: Path) -> Backup:
    """Read the header. Trouble STO-51 (damaged), STO-53 (of a newer version), STO-54 (missing)."""
    try:
        with path.open("rb") as opened:
            header = _header(opened)
            expected = opened.tell() + header.size + _DIGEST
            if path.stat().st_size != expected:
                raise damaged()
    except OSError as error:
        raise gone() from error
    return Backup(path, header)


def verify_whole(backup: Backup) -> None:
    """Read the whole file, past the cache where possible, against its digests. Trouble STO-51, STO-54."""
    for _ in database_of(backup):
        pass


def database_of(backup: Backup) -> Iterator[bytes]:
    """The (encrypted) database in pieces. Trouble STO-51 at the end if the file isn't whole: act only then."""
    whole, inner = hashlib.sha256(), hashlib.sha256()
    try:
        with backup.path.open("rb") as opened:
            forget_cached(opened.fileno())
            if _header(opened) != backup.header:
                raise damaged()
            start = opened.tell()
            opened.seek(0)
            whole.update(opened.read(start))
            left = backup.header.size
            while left:
                piece = opened.read(min(_PIECE, left))
                if not piece:
                    raise damaged()
                whole.update(piece)
                inner.update(piece)
                left -= len(piece)
                yield piece
            trailer = opened.read(_DIGEST + 1)
    except OSError as error:
        raise gone() from error
    same = hmac.compare_digest(trailer, whole.digest()) and inner.hexdigest() == backup.header.sha256
    if not same:
        raise damaged()


def write_backup(path: Path, header: Header, database: Path) -> Backup:
    """Write ``<name>.part``, flush, read it all back, rename, flush the folder. Trouble STO-50; nothing is left."""
    part = path.with_name(path.name + PART)
    part.unlink(missing_ok=True)
    try:
        _write(part, header, database)
        verify_whole(Backup(part, header))
        os.replace(part, path)
        flush_folder(path.parent)
    except OSError as error:
        _forget(part)
        raise not_written() from error
    except BaseException:
        _forget(part)
        raise
    return read_backup(path)


def not_written() -> Trouble:
    """The disk didn't take the backup."""
    return Trouble(
        NOT_WRITTEN,
        msg("The backup could not be written."),
        msg("Check that the disk or stick is there, not full and not write-protected, then try again."),
    )


def damaged() -> Trouble:
    """The file isn't as it was written."""
    return Trouble(DAMAGED, msg("This backup is damaged or incomplete."), msg("Use another backup."))


def gone() -> Trouble:
    """The disk or stick doesn't give it any more."""
    return Trouble(
        MISSING,
        msg("This backup can't be read."),
        msg("Check that the disk or stick is still there, or use another backup."),
    )


def _forget(part: Path) -> None:
    with suppress(OSError):  # the first error is the one to tell; the next backup sweeps what is left
        part.unlink(missing_ok=True)


def _write(path: Path, header: Header, database: Path) -> None:
    content = header.to_bytes()
    whole = hashlib.sha256()
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o600), "wb") as target, database.open("rb") as source:
        for piece in (_MAGIC, len(content).to_bytes(4, "big"), content):
            whole.update(piece)
            target.write(piece)
        while piece := source.read(_PIECE):
            whole.update(piece)
            target.write(piece)
        target.write(whole.digest())
        target.flush()
        os.fsync(target.fileno())


def _header(opened: BinaryIO) -> Header:
    magic = opened.read(len(_MAGIC))
    if magic != _MAGIC:
        version = _ANY_VERSION.match(magic)
        raise _newer() if version and int(version[1]) > 1 else damaged()
    length = int.from_bytes(opened.read(4), "big")
    if not 0 < length <= _LARGEST_HEADER:
        raise damaged()
    content = opened.read(length)
    try:
        header = _parsed(json.loads(content))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, binascii.Error):
        raise damaged() from None
    except Trouble as trouble:  # the slots inside: damaged, or of a newer version
        raise (_newer() if trouble.code == NEWER_SLOTS else damaged()) from None
    if header.to_bytes() != content:
        raise damaged()
    return header


def _parsed(found: Json) -> Header:
    """Strictness comes from writing the result again and comparing bytes; here only what that can't see."""
    head = cast("Json", found["head"])
    files = tuple(
        VaultFile(_text(name), _number(size)) for name, size in cast("list[list[object]]", found["files"])
    )
    if not all(_FILE_NAME.fullmatch(file.name) for file in files):
        raise ValueError("a name that no vault gives")
    return Header(
        datetime.fromisoformat(_text(found["created"])),
        _text(found["why"]),
        _text(found["version"]),
        _text(found["revision"]),
        Head(_text(head["inc"]), _number(head["epoch"]), _number(head["q"]), bytes.fromhex(_text(head["h"]))),
        _number(found["size"]),
        _text(found["sha256"]),
        files,
        KeySlots.from_bytes(_text(found["slots"]).encode("utf-8")),
        base64.b64decode(_text(found["sealed"]), validate=True),
    )


def _text(found: object) -> str:
    if not isinstance(found, str):
        raise TypeError
    return found


def _number(found: object) -> int:
    if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found < 2**53:
        raise TypeError
    return found


def _encoded(content: Json) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def _newer() -> Trouble:
    return Trouble(
        NEWER,
        msg("This backup was made by a newer version of the program."),
        msg("Install the newer version on this PC."),
    )
