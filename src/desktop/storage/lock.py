"""One program at a time: a lock on the register's folder that ends with the process, however it ends."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from desktop.basics.errors import Trouble
from desktop.basics.language import msg

NAME = "lock"


@dataclass(slots=True)
class FolderLock:
    """A held lock."""

    descriptor: int

    @classmethod
    def taken(cls, folder: Path) -> "FolderLock":
        """Take it. Trouble STO-03 if another program holds it, STO-04 if the folder is gone or write-protected."""
        try:
            descriptor = os.open(folder / NAME, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        except OSError as error:
            raise Trouble(
                "STO-04",
                msg("The program can't write in the register's folder."),
                msg(
                    "Check that the disk is there, has space, and isn't write-protected; then open it again."
                ),
            ) from error
        try:
            _lock(descriptor)
        except OSError as error:
            os.close(descriptor)
            raise Trouble(
                "STO-03",
                msg("This register is open in another window."),
                msg("Go on there, or close it first."),
            ) from error
        return cls(descriptor)

    def release(self) -> None:
        """Give it back. Twice is once."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
