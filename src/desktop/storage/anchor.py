"""The anchor: a note outside the register's folder of how far the log had come on this PC.

Someone who copies an old register file back makes the log begin anew at a place where the superior has seen
more. The anchor notices: it lies in the state folder, one small file for each register, under a MAC. It says
nothing about the machine. A rollback of the whole disk takes the anchor along and can't be noticed here.

The file holds two blocks that are written in turn, in place and without a flush: a power cut damages at most
the one that was being written, and the other one, a commit older, still vouches.
"""

import hashlib
import hmac
import json
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from desktop.basics.errors import Trouble
from desktop.basics.language import msg
from desktop.basics.places import write_safely
from desktop.keys.data_key import DataKey, Purpose
from desktop.storage.log import Head

OLD_FILE, OTHER_FILE, NO_ANCHOR, FOREIGN_ANCHOR = "STO-30", "STO-31", "STO-32", "STO-33"
_BLOCK = 512
_FORMAT = "sochibo-anchor/1"
_log = logging.getLogger(__name__)


class Verdict(StrEnum):
    """How a register's log stands to its anchor."""

    NORMAL = "normal"
    """The anchored record is in the log, in the same incarnation."""
    BEHIND = "behind"
    """The log ends before the anchored record: an old file was copied back."""
    OTHER_BRANCH = "other-branch"
    """Another record stands at that number, or the log went on in another incarnation, on another PC."""
    MISSING = "missing"
    """No anchor on this PC."""
    FOREIGN = "foreign"
    """There is a file, but neither block is of this register, or both are damaged."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """How far a log had come: incarnation, its epoch, number and hash of the last record, and when."""

    inc: str
    epoch: int
    q: int
    h: bytes
    written: datetime


def path_of(state: Path, register: str) -> Path:
    """Where a register's anchor lies."""
    return state / "anchors" / f"{register}.anchor"


def drop(state: Path, register: str, key: DataKey, head: Head, now: datetime) -> bool:
    """Note the log's present end; to be called after each commit. False, with a line in the log, if it failed.

    A failure costs nothing at once: a log that is ahead of its anchor is normal.
    """
    path = path_of(state, register)
    try:
        found = _blocks(
            path
        )  # first of all: whoever waited for the commit goes on while this waits for the disk
        mac_key = key.lasting_subkey(Purpose.ANCHOR)
        block = _block(register, Anchor(head.inc, head.epoch, head.q, head.h, now), mac_key)
        if found is None:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_safely(path, block + _blank())
        else:
            _write_in_place(path, _BLOCK * _older(found, register, mac_key), block)
    except OSError as error:
        _log.warning("anchor not written: %s", error.strerror)
        return False
    return True


def forget(state: Path, register: str) -> None:
    """Remove the note after a restore: the register begins anew from the backup, on purpose."""
    path_of(state, register).unlink(missing_ok=True)


def read(state: Path, register: str, key: DataKey) -> Anchor | None:
    """The newer of the two notes; None if there is none that this register wrote."""
    try:
        found = _blocks(path_of(state, register))
    except OSError:
        return None
    mac_key = key.lasting_subkey(Purpose.ANCHOR)
    anchors = [_parsed(block, register, mac_key) for block in found or ()]
    return max((anchor for anchor in anchors if anchor), key=_rank, default=None)


def epoch_of(state: Path, register: str, key: DataKey) -> int:
    """The epoch that the anchor knows, 0 if there is none: a new incarnation must lie above it."""
    anchor = read(state, register, key)
    return anchor.epoch if anchor else 0


def judge(
    state: Path, register: str, key: DataKey, head: Head, hash_at: Callable[[int], bytes | None]
) -> Verdict:
    """Compare the log's end with the anchor. ``hash_at`` gives the hash of a record by number, None if absent."""
    anchor = read(state, register, key)
    if anchor is None:
        return Verdict.FOREIGN if path_of(state, register).exists() else Verdict.MISSING
    if head.q < anchor.q:
        return Verdict.BEHIND
    if head.inc != anchor.inc:
        return Verdict.OTHER_BRANCH
    at_anchor = head.h if head.q == anchor.q else hash_at(anchor.q)
    same = at_anchor is not None and hmac.compare_digest(at_anchor, anchor.h)
    return Verdict.NORMAL if same else Verdict.OTHER_BRANCH


def notice(
    verdict: Verdict, anchored: bool, anchor: Anchor | None = None, head: Head | None = None
) -> Trouble | None:
    """What the user is told, and whether a new incarnation is due (None: neither).

    ``anchored`` is what the database says: whether an anchor was written for this life of it. A new register
    and a restored one (whose new incarnation is declared already) say no, and then nothing that lies here can
    be held against them. With ``anchor`` and ``head`` the sentence about an old file says how much is missing.
    """
    if not anchored:
        return None
    match verdict:
        case Verdict.NORMAL:
            return None
        case Verdict.BEHIND:
            return _old_file(anchor, head)
        case Verdict.OTHER_BRANCH:
            return Trouble(
                OTHER_FILE,
                msg("The register file was changed outside this PC since it was last used here."),
                msg("Go on with only one copy, and tell the superior which PC it is."),
            )
        case Verdict.MISSING:
            return Trouble(
                NO_ANCHOR,
                msg("The register was brought to this PC, or the program was installed anew."),
                msg("If the old PC is still used, stop using it for this register."),
            )
        case Verdict.FOREIGN:
            return Trouble(
                FOREIGN_ANCHOR,
                msg("The note of how far this register had come is damaged."),
                msg("Check that the latest meetings are there. If something is missing, look for a backup."),
            )


def _old_file(anchor: Anchor | None, head: Head | None) -> Trouble:
    if anchor and head:
        message = msg(
            "An older copy of the register was put back: {n} changes up to {moment} are missing.",
            n=anchor.q - head.q,
            moment=anchor.written,
        )
    else:
        message = msg("An older copy of the register was put back: later changes are missing.")
    return Trouble(OLD_FILE, message, msg("Look for the newer file or a backup before you go on writing."))


def _rank(anchor: Anchor) -> tuple[int, int]:
    return anchor.epoch, anchor.q


def _blank() -> bytes:
    return b" " * (_BLOCK - 1) + b"\n"


def _block(register: str, anchor: Anchor, mac_key: bytes) -> bytes:
    note: dict[str, str | int] = {
        "epoch": anchor.epoch,
        "format": _FORMAT,
        "head": anchor.h.hex(),
        "inc": anchor.inc,
        "q": anchor.q,
        "register": register,
        "written": anchor.written.isoformat(timespec="seconds"),
    }
    mac = hmac.new(mac_key, _encoded(note), hashlib.sha256).hexdigest()
    block = _encoded({**note, "mac": mac})
    assert len(block) < _BLOCK
    return block.ljust(_BLOCK - 1) + b"\n"


def _encoded(note: dict[str, str | int]) -> bytes:
    return json.dumps(note, sort_keys=True, separators=(",", ":")).encode("ascii")


def _parsed(block: bytes, register: str, mac_key: bytes) -> Anchor | None:
    """The note of one block, None unless it is exactly as this register would have written it."""
    try:
        note = json.loads(block)
        anchor = Anchor(
            note["inc"],
            note["epoch"],
            note["q"],
            bytes.fromhex(note["head"]),
            datetime.fromisoformat(note["written"]),
        )
        expected = _block(register, anchor, mac_key)
    except (ValueError, TypeError, KeyError, AttributeError, AssertionError, RecursionError):
        return None
    return anchor if hmac.compare_digest(expected, block) else None


def _blocks(path: Path) -> tuple[bytes, bytes] | None:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    return (content[:_BLOCK], content[_BLOCK:]) if len(content) == 2 * _BLOCK else None


def _older(found: tuple[bytes, bytes], register: str, mac_key: bytes) -> int:
    """Which block to write over: one that doesn't vouch, else the older one."""
    first, second = (_parsed(block, register, mac_key) for block in found)
    if first is None or second is None:
        return 0 if first is None else 1
    return 0 if _rank(first) <= _rank(second) else 1


def _write_in_place(path: Path, offset: int, block: bytes) -> None:
    descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.lseek(descriptor, offset, os.SEEK_SET)
        if os.write(descriptor, block) != len(block):
            raise OSError("short write")
    finally:
        os.close(descriptor)
