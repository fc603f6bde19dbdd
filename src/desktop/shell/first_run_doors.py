"""What the first run asks for and hands over. Nothing of it is kept by the window."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.basics.language import Message


@dataclass(frozen=True, slots=True)
class FirstUnit:
    """The organisation whose register it becomes: kind, name, the one above, the place on its papers."""

    kind: str = ""
    name: str = ""
    above: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class FirstUser:
    """The first person at the desk."""

    name: str = ""
    post: str = ""
    passphrase: str = ""


class Next(StrEnum):
    """With what the desk begins."""

    IMPORT = "import"
    BY_HAND = "new"
    HOME = "home"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperDoors:
    """What may be done with a recovery paper. All but ``print_paper`` and ``confirm`` run away from the window."""

    paper: Callable[[], bytes]
    save_paper: Callable[[bytes, Path], object]
    print_paper: Callable[[QWidget, bytes], bool]
    handed_over: Callable[[], object] = lambda: None
    """Called once the paper was printed or saved: from then on its code has to count."""
    confirm: Callable[[Mapping[int, str]], bool]
    """Whether the groups typed back (number from 0 → characters) are the code's."""
    confirmed: Callable[[], object]
    """Keeps in the register that the paper is there."""
    ask_groups: tuple[int, int] = (1, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstRunDoors(PaperDoors):
    """``found`` makes the register and gives the groups of the recovery code; ``try_backup`` makes the first
    backup in a folder and says what it did. Both run away from the window."""

    kinds: Sequence[tuple[str, Message]]
    posts: Sequence[tuple[str, Message]]
    judge: Callable[[str, tuple[str, ...]], tuple[int, Message]]
    found: Callable[[FirstUnit, FirstUser], Sequence[str]]
    try_backup: Callable[[Path], Message]
    restore: Callable[[], object] | None = None
    """A register is there already, in a backup: opens that way."""
