"""What the settings page may do. Each door is a plain function that takes its time away from the window."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop.basics.language import Message


@dataclass(frozen=True, slots=True)
class UserRow:
    """A user as the list shows him; ``role`` is one of secretary, deputy, clerk, viewer."""

    id: str
    name: str
    account: str
    role: str
    active: bool
    myself: bool = False


@dataclass(frozen=True, slots=True)
class NewUser:
    """What the form for a new user gives."""

    name: str
    account: str
    role: str
    passphrase: str


@dataclass(frozen=True, slots=True)
class BackupLine:
    """One backup that can be seen from here."""

    path: Path
    made: datetime
    size: int
    checked: bool


@dataclass(frozen=True, slots=True)
class Looks:
    """What the user chose about the window itself. ``idle_minutes`` 0 never locks by itself."""

    language: str = "vi"
    scale: float = 1.0
    idle_minutes: int = 10


@dataclass(frozen=True, slots=True)
class SettingsDoors:
    """A door that is None isn't shown. All but ``looks`` and ``set_looks`` run away from the window."""

    looks: Callable[[], Looks]
    set_looks: Callable[[Looks], object]
    judge: Callable[[str], tuple[int, Message]]
    """Grade 0 to 4 of a passphrase and its sentence."""
    users: Callable[[], tuple[UserRow, ...]] | None = None
    add_user: Callable[[NewUser], object] | None = None
    set_role: Callable[[str, str], object] | None = None
    stop_user: Callable[[str], object] | None = None
    change_passphrase: Callable[[str, str], object] | None = None
    """Old and new."""
    backups: Callable[[], tuple[BackupLine, ...]] | None = None
    back_up: Callable[[], object] | None = None
    backup_places: Callable[[], tuple[Path, ...]] | None = None
    set_backup_places: Callable[[tuple[Path, ...]], object] | None = None
    check: Callable[[], tuple[Message, ...]] | None = None
    """Runs the whole check; the sentences of what it found, none when all is well."""
    new_recovery_paper: Callable[[Path], object] | None = None
    """Saves the paper of a new recovery code as PDF; only then the old one ends."""
    become_collector: Callable[[], object] | None = None
    """Starts taking in what other units send; None if it does already, or may not be."""
    version: str = ""
    folder: Path | None = None
