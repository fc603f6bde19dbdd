"""Sealed files beside the database: signed PDFs and scans, each an age file to the register's vault key.

A file's name is a keyed hash of its content, so a listing of the folder doesn't tell which known documents are
in it. The keys live in the encrypted database: renewing the data key leaves the files alone. Nothing is ever
in clear on disk. A file is put first and entered into the database second: a power cut leaves at most an
orphan, which ``sweep`` removes.
"""

import hashlib
import hmac
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from desktop.basics.errors import Refused, Trouble
from desktop.basics.language import msg
from desktop.basics.places import flush_folder, write_safely
from desktop.keys.sealing import Sealer, open_sealed, seal

NOT_WRITTEN, MISSING, DAMAGED, TOO_LARGE = "STO-40", "STO-41", "STO-42", "STO-43"
LARGEST = 32 * 1024 * 1024
SUFFIX = ".age"
_NAME = re.compile(r"[0-9a-f]{64}\.age")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def new_vault_keys() -> tuple[str, bytes]:
    """The private half (age) and the name key of a new vault, to be kept in the database."""
    return Sealer.new().secret, os.urandom(32)


@dataclass(frozen=True, slots=True, repr=False)
class Vault:
    """The sealed files of one register. ``identity`` is an age private half, ``name_key`` 32 bytes."""

    folder: Path
    identity: str
    name_key: bytes

    def put(self, content: bytes) -> str:
        """Keep ``content``; gives its SHA-256 in hexadecimal. It has been read back and opened when this returns.

        The same content twice is one file. Refused STO-43 (over 32 MiB); Trouble STO-40 (disk).
        """
        if len(content) > LARGEST:
            raise Refused(TOO_LARGE, msg("The file is too large: at most {n} MB.", n=LARGEST // 1024 // 1024))
        sha256 = hashlib.sha256(content).hexdigest()
        if not self._holds(sha256):
            sealer = Sealer.of_secret(self.identity)
            try:
                self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                write_safely(self.path(sha256), seal(content, (sealer.public,)))
            except OSError as error:
                raise Trouble(
                    NOT_WRITTEN,
                    msg("The sealed file could not be written. Nothing was lost, but it wasn't kept yet."),
                    msg("Check that the disk is not full or write-protected, then try again."),
                ) from error
            self.get(sha256)
        return sha256

    def get(self, sha256: str) -> bytes:
        """The content, in memory and checked against its hash. Trouble STO-41 (missing), STO-42 (damaged)."""
        try:
            with self.path(sha256).open("rb") as opened:
                sealed = opened.read(LARGEST + 1024 * 1024)
        except OSError as error:
            raise Trouble(
                MISSING, msg("A kept file is missing on the disk."), msg("Take it from a backup.")
            ) from error
        try:
            content = open_sealed(sealed, Sealer.of_secret(self.identity))
        except Trouble:
            raise _damaged() from None
        if not hmac.compare_digest(hashlib.sha256(content).hexdigest(), sha256):
            raise _damaged()
        return content

    def path(self, sha256: str) -> Path:
        """Where the file of this content lies, or would lie."""
        return self.folder / self._name(sha256)

    def has(self, sha256: str) -> bool:
        """Whether a sealed file of this content lies there; it isn't opened."""
        return self.path(sha256).is_file()

    def lacking(self, sha256s: Iterable[str]) -> tuple[str, ...]:
        """Those of these contents of which no sealed file lies there: the folder is read once, none is opened.

        A folder that can't be read says nothing.
        """
        wanted = list(sha256s)
        if not wanted:
            return ()
        try:
            with os.scandir(self.folder) as entries:
                there = {entry.name for entry in entries}
        except FileNotFoundError:
            there = set()
        except OSError:
            return ()
        return tuple(sha256 for sha256 in wanted if self._name(sha256) not in there)

    def orphans(self, known: Iterable[str]) -> tuple[Path, ...]:
        """Files that the database doesn't know of (``known``: hashes of clear contents), by name."""
        expected = {self.path(sha256).name for sha256 in known}
        return tuple(path for path in sealed_files(self.folder) if path.name not in expected)

    def sweep(self, known: Iterable[str]) -> int:
        """Remove orphans and unfinished writes; gives their number. Only while nothing is being put.

        Not while another register file is kept aside in the same home (after a restore): it may know them.
        """
        gone = [*self.orphans(known), *(self.folder.glob("*" + SUFFIX + ".part"))]
        for path in gone:
            path.unlink(missing_ok=True)
        if gone:
            flush_folder(self.folder)
        return len(gone)

    def _name(self, sha256: str) -> str:
        if not _SHA256.fullmatch(sha256):
            raise ValueError("not a SHA-256")
        return f"{hmac.digest(self.name_key, bytes.fromhex(sha256), 'sha256').hex()}{SUFFIX}"

    def _holds(self, sha256: str) -> bool:
        """Whether a whole copy is there already; a damaged one is written anew."""
        try:
            self.get(sha256)
        except Trouble:
            return False
        return True


def sealed_files(folder: Path) -> Iterator[Path]:
    """The finished files of a vault folder, by name; none if there is no folder. Other files are left alone."""
    if folder.is_dir():
        yield from sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name))


def _damaged() -> Trouble:
    return Trouble(DAMAGED, msg("A kept file is damaged."), msg("Take it from a backup."))
