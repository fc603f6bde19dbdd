"""Sticks: which are there, what each is fit for, and writing to one so that a lie is found out.

The source of what is written is never the stick: it stays in the register's outbox until a receipt comes.
Nothing of others is overwritten, renamed or removed.
"""

import errno
import hashlib
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from desktop.basics.errors import Trouble
from desktop.basics.language import Message, msg, say
from desktop.basics.places import flush_folder, forget_cached
from desktop.bundles.format import MIB, SUFFIX
from desktop.bundles.names import FOLDER, INWARD, NOTE, OUTWARD, bundles_on, free_name, must_be_listable

PART_SUFFIX = ".part"
SPARE = 16 * MIB
FLUSH_EVERY = 8 * MIB


class DriveStatus(StrEnum):
    """What a drive is fit for. Each has one sentence (``sentence``)."""

    READY = "ready"
    ABSENT = "absent"
    UNREADABLE = "unreadable"
    READ_ONLY = "read-only"
    FULL = "full"
    FOREIGN_FILES = "foreign-files"


ABSENT, UNREADABLE, READ_ONLY, FULL, FOREIGN, NOT_WRITTEN, DIFFERENT = (f"USB-0{n}" for n in range(1, 8))
_CODES = {
    DriveStatus.ABSENT: ABSENT,
    DriveStatus.UNREADABLE: UNREADABLE,
    DriveStatus.READ_ONLY: READ_ONLY,
    DriveStatus.FULL: FULL,
    DriveStatus.FOREIGN_FILES: FOREIGN,
}


def sentence(status: DriveStatus) -> tuple[Message, Message | None]:
    """What to say of a status, and what to do next."""
    match status:
        case DriveStatus.READY:
            return msg("The stick is ready."), None
        case DriveStatus.ABSENT:
            return msg("The stick is not in."), msg("Put the stick in and wait a moment.")
        case DriveStatus.UNREADABLE:
            return msg("The stick can't be read."), msg("Take it out, put it in again, or use another one.")
        case DriveStatus.READ_ONLY:
            return (
                msg("The stick is write-protected."),
                msg("Slide its switch the other way, or use another one."),
            )
        case DriveStatus.FULL:
            return msg("The stick has no room left."), msg("Make room on it, or use another one.")
        case DriveStatus.FOREIGN_FILES:
            return (
                msg("Something else named SOCHIBO lies on the stick."),
                msg("Give that file another name, or use another stick."),
            )


@dataclass(frozen=True, slots=True)
class Drive:
    """A removable drive: where it is, its label, room in bytes, and what it is fit for.

    ``bundles``: the files of ours that lie on it already. ``device``: the kernel's number of its file system.
    """

    root: Path
    label: str
    status: DriveStatus
    free: int
    total: int
    bundles: tuple[Path, ...] = ()
    device: int = 0


@dataclass(frozen=True, slots=True)
class Carried:
    """A file that lies on a stick and was read back from it: path, size, SHA-256 in hexadecimal."""

    path: Path
    size: int
    sha256: str


def drives(needed: int = 0) -> tuple[Drive, ...]:
    """The removable drives that are in now, each looked at for a file of ``needed`` bytes; writes nothing."""
    roots = _windows_roots() if sys.platform == "win32" else _linux_roots()
    return tuple(look(root, needed, label, sure=False) for root, label in roots)


def look(root: Path, needed: int = 0, label: str = "", *, sure: bool = True) -> Drive:
    """What the drive or folder at ``root`` is fit for.

    ``sure``: writes and removes one empty file of its own, because some sticks only say no when they are asked.
    """
    label = label or root.name or str(root)
    found = None
    try:
        found = root.stat()
        if not stat.S_ISDIR(found.st_mode):
            return Drive(root, label, DriveStatus.ABSENT, 0, 0)
        room = shutil.disk_usage(root)
        must_be_listable(root)
        status = _fit(root, room.free, needed, sure)
    except OSError as error:
        gone = error.errno in {
            errno.ENOENT,
            errno.ENOTDIR,
            errno.ENODEV,
            getattr(errno, "ENOMEDIUM", errno.ENODEV),
        }
        gone = gone or (found is not None and _is_pulled(found.st_dev))
        return Drive(root, label, DriveStatus.ABSENT if gone else DriveStatus.UNREADABLE, 0, 0)
    if status is DriveStatus.READ_ONLY and _is_pulled(found.st_dev):
        return Drive(root, label, DriveStatus.ABSENT, 0, 0)
    return Drive(root, label, status, room.free, room.total, bundles_on(root), found.st_dev)


def _fit(root: Path, free: int, needed: int, sure: bool) -> DriveStatus:
    for folder in (root / FOLDER, root / FOLDER / OUTWARD, root / FOLDER / INWARD):
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            return DriveStatus.FOREIGN_FILES
    if _says_read_only(root):
        return DriveStatus.READ_ONLY
    if free < needed + SPARE:
        return DriveStatus.FULL
    if not sure:
        return DriveStatus.READY
    probe = root / f"~sochibo-{os.urandom(4).hex()}.tmp"
    try:
        os.close(os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        if error.errno == errno.ENOSPC:
            return DriveStatus.FULL
        if error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
            return DriveStatus.READ_ONLY
        raise
    finally:
        with suppress(OSError):
            probe.unlink(missing_ok=True)
    return DriveStatus.READY


def _is_pulled(device: int) -> bool:
    """Whether the block device of a mounted file system is gone.

    The kernel makes a FAT file system read-only when it can't write it any more, and shows it until it is unmounted.
    """
    if sys.platform != "linux" or os.major(device) == 0:  # a file system without a device of its own
        return False
    known = Path("/sys/dev/block")
    return known.is_dir() and not (known / f"{os.major(device)}:{os.minor(device)}").exists()


def _says_read_only(root: Path) -> bool:
    if sys.platform == "win32":
        return not os.access(root, os.W_OK)
    return bool(os.statvfs(root).f_flag & os.ST_RDONLY)


def require(drive: Drive) -> None:
    """Trouble USB-01 … USB-05 unless the drive is ready."""
    if drive.status is not DriveStatus.READY:
        message, next_step = sentence(drive.status)
        raise Trouble(_CODES[drive.status], message, next_step)


def must_be_still(drive: Drive) -> None:
    """Trouble USB-01 if another file system lies where the drive was: a mount point may stay behind as a folder."""
    try:
        same = drive.root.stat().st_dev == drive.device
    except OSError:
        return  # whoever writes to it says what is the matter
    if not same:
        require(Drive(drive.root, drive.label, DriveStatus.ABSENT, 0, 0))


def carry(
    source: Path,
    root: Path,
    name: str,
    *,
    folder: str = OUTWARD,
    progress: Callable[[int, int], None] | None = None,
    reading: Callable[[int, int], None] | None = None,
) -> Carried:
    """Copy ``source`` into the stick's folder for outgoing files as ``name`` (or ``name-2`` … if it is taken).

    Written as ``.part``, flushed, its cached pages dropped, read back and compared, renamed, the folder flushed.
    An error loses only the ``.part``; a failed flush is never tried again on the same file, because the kernel
    may have dropped the pages and would then report success. What a cut left half of earlier files of this sender
    goes first. ``progress(done, of)`` while it is written and ``reading(done, of)`` while it is read back may raise
    to stop: then nothing of it stays on the stick.

    Trouble USB-01 … USB-05 (the drive isn't fit), USB-06 (it wasn't written), USB-07 (it gives back something
    else: the stick is bad).
    """
    size = source.stat().st_size
    require(look(root, size))
    try:
        target = _folder(root, folder)
        _sweep(target, name)
        part = target / (free_name(target, name) + PART_SUFFIX)
        part.unlink(missing_ok=True)
        try:
            digest = _copy(source, part, size, progress or (lambda done, of: None))
            if _digest(part, None if reading is None else lambda done: reading(done, size)) != digest:
                raise _different()
            final = target / free_name(target, part.name.removesuffix(PART_SUFFIX))
            os.rename(part, final)  # on Windows it refuses to overwrite; elsewhere the name was just free
        except BaseException:
            with suppress(OSError):  # the stick may be gone; readers pass over what ends in .part
                part.unlink(missing_ok=True)
            raise
        flush_folder(target)
    except OSError as error:
        raise _not_written(root, size) from error
    return Carried(final, size, digest)


def check_again(carried: Carried) -> None:
    """Read a carried file once more, after the stick was put in again: Trouble USB-02, USB-07."""
    try:
        same = _digest(carried.path) == carried.sha256
    except OSError as error:
        message, next_step = sentence(DriveStatus.UNREADABLE)
        raise Trouble(UNREADABLE, message, next_step) from error
    if not same:
        raise _different()


def _folder(root: Path, name: str) -> Path:
    top = root / FOLDER
    target = top / name
    target.mkdir(parents=True, exist_ok=True)
    note = top / NOTE
    if not note.exists():
        words = say(
            msg(
                "The files here are sealed. Please don't open, rename or change them.\n"
                "Give the stick to the office that it is for.\n"
            )
        )
        # With a mark of its own, so that Notepad shows the accents; lines as Windows ends them.
        note.write_bytes(b"\xef\xbb\xbf" + words.replace("\n", "\r\n").encode())
    return target


def _sweep(folder: Path, name: str) -> None:
    """Remove halves of files of the same kind and sender, by their names; what doesn't go stays."""
    mine = name.rsplit("_", 2)[0].casefold() + "_"
    with suppress(OSError):
        for path in folder.iterdir():
            half = path.name.casefold()
            if half.startswith(mine) and half.endswith(SUFFIX + PART_SUFFIX):
                path.unlink(missing_ok=True)


def _copy(source: Path, part: Path, size: int, progress: Callable[[int, int], None]) -> str:
    digest = hashlib.sha256()
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with source.open("rb") as opened, os.fdopen(descriptor, "wb") as target:
        done = 0
        for piece in _pieces(opened):
            digest.update(piece)
            target.write(piece)
            done += len(piece)
            if done % FLUSH_EVERY < len(piece):  # keeps the bar honest: what it shows is on the stick
                target.flush()
                os.fsync(target.fileno())
            progress(done, size)
        target.flush()
        os.fsync(target.fileno())
        forget_cached(target.fileno())
    if done != size:
        raise OSError(errno.EIO, "the source changed while it was copied")
    return digest.hexdigest()


def _digest(path: Path, tell: Callable[[int], None] | None = None) -> str:
    digest = hashlib.sha256()
    done = 0
    with path.open("rb") as opened:
        forget_cached(opened.fileno())
        for piece in _pieces(opened):
            digest.update(piece)
            done += len(piece)
            if tell is not None:
                tell(done)
    return digest.hexdigest()


def _pieces(opened: BinaryIO) -> Iterator[bytes]:
    while piece := opened.read(MIB):
        yield piece


def _not_written(root: Path, size: int) -> Trouble:
    """What happened to the stick, if looking again tells; else that it wasn't written."""
    status = look(root, size).status
    if status in {DriveStatus.ABSENT, DriveStatus.FULL, DriveStatus.READ_ONLY}:
        message, next_step = sentence(status)
        return Trouble(_CODES[status], message, next_step)
    return Trouble(
        NOT_WRITTEN,
        msg("The file could not be written to the stick. It is still kept in the program."),
        msg("Try again, or use another stick."),
    )


def _different() -> Trouble:
    return Trouble(
        DIFFERENT,
        msg("The stick gave back something else than was written to it. It is not to be trusted."),
        msg("Use another stick. The file is still kept in the program."),
    )


def _linux_roots() -> Iterator[tuple[Path, str]]:
    """Mounted file systems on removable or USB devices, from the kernel's own lists."""
    try:
        mounts = Path("/proc/self/mounts").read_text("utf-8", "replace").splitlines()
    except OSError:
        return
    for line in mounts:
        device, place, *_ = line.split(" ")
        if device.startswith("/dev/") and _is_removable(Path("/sys/class/block") / Path(device).name):
            root = Path(_unescaped(place))
            yield root, root.name


def _is_removable(block: Path) -> bool:
    try:
        real = block.resolve(strict=True)
        if any(part.startswith("usb") for part in real.parts):
            return True
        whole = real if (real / "removable").exists() else real.parent
        return (whole / "removable").read_text("ascii").strip() == "1"
    except OSError:
        return False


def _unescaped(place: str) -> str:
    """The kernel writes blanks in paths as ``\\040``."""
    for sign in (" ", "\t", "\n", "\\"):
        place = place.replace(f"\\{ord(sign):03o}", sign)
    return place


def _windows_roots() -> Iterator[tuple[Path, str]]:
    if sys.platform != "win32":
        return
    import ctypes

    kernel = ctypes.windll.kernel32
    removable = 2
    letters = kernel.GetLogicalDrives()
    for place in range(26):
        if not letters >> place & 1:
            continue
        root = f"{chr(ord('A') + place)}:\\"
        if kernel.GetDriveTypeW(root) != removable:
            continue
        label = ctypes.create_unicode_buffer(261)
        # A drive without a medium answers with an error, which is not shown: the label stays empty.
        kernel.SetErrorMode(1)
        kernel.GetVolumeInformationW(root, label, len(label), None, None, None, None, 0)
        yield Path(root), label.value or root
