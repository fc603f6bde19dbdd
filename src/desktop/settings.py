"""What one person prefers on one computer. Nothing secret, nothing of the register's own.

One JSON file in the user's configuration folder. Keys that this version doesn't know are kept for the one that
does. A damaged file is put aside and the defaults hold; the window says so once (``Settings.told``).
"""

import json
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from desktop.basics import places
from desktop.basics.errors import Trouble
from desktop.basics.language import LANGUAGES, N_, Message, msg

FILE_NAME = "settings.json"
_MOST_BYTES = 1_000_000

V = TypeVar("V", str, int)


@dataclass(frozen=True, slots=True)
class Setting(Generic[V]):
    """One preference. A kept value of another type, or one that ``allows`` refuses, counts as the default."""

    key: str
    default: V
    meaning: str
    allows: Callable[[V], bool]


LANGUAGE = Setting("language", LANGUAGES[0], N_("Language of the window"), lambda value: value in LANGUAGES)
TEXT_PERCENT = Setting(
    "text_percent", 100, N_("Size of the text, in percent"), lambda value: 100 <= value <= 150
)
IDLE_MINUTES = Setting(
    "idle_minutes",
    10,
    N_("Minutes without typing until the book locks; 0: never"),
    lambda value: 0 <= value <= 240,
)
LAST_HOME = Setting("last_home", "", N_("Folder of the book that was open last"), lambda _: True)
BACKUP_PLACES = Setting(
    "backup_places", "", N_("Further folders for backups, one on each line"), lambda value: len(value) < 4000
)
GEOMETRY = Setting("geometry", "", N_("Place and size of the window"), lambda value: value.isascii())

ALL: tuple[Setting[str] | Setting[int], ...] = (
    LANGUAGE,
    TEXT_PERCENT,
    IDLE_MINUTES,
    LAST_HOME,
    BACKUP_PLACES,
    GEOMETRY,
)


class Settings:
    """The preferences of one user, kept at each change. ``told``: a sentence, if the file was damaged."""

    def __init__(self, file: Path, values: Mapping[str, object], told: Message | None = None) -> None:
        self._file = file
        self._values = dict(values)
        self.told = told

    @classmethod
    def load(cls, folder: Path | None = None) -> "Settings":
        """Read the settings of ``folder``, by default the user's own. Never refuses."""
        file = (folder or places.config_home()) / FILE_NAME
        try:
            return cls(file, _read(file))
        except FileNotFoundError:
            return cls(file, {})
        except (OSError, ValueError):
            return cls(file, {}, _put_aside(file))

    def get(self, setting: Setting[V]) -> V:
        """The value kept, or the default."""
        value = self._values.get(setting.key, setting.default)
        fits = type(value) is type(setting.default) and setting.allows(value)
        return value if fits else setting.default  # type: ignore[return-value]  # its type was just compared

    def put(self, setting: Setting[V], value: V) -> None:
        """Keep a value, whole or not at all. SET-01: the file can't be written; the value holds until the end."""
        if not setting.allows(value):
            raise ValueError(f"{setting.key} does not take this value")
        if self._values.get(setting.key) == value:
            return
        self._values[setting.key] = value
        try:
            _write(self._file, self._values)
        except OSError as error:
            raise Trouble(
                "SET-01",
                msg(
                    "Your preferences couldn't be kept: {reason}",
                    reason=error.strerror or type(error).__name__,
                ),
                msg("They hold until you close the program."),
            ) from error


def _read(file: Path) -> Mapping[str, object]:
    with file.open("rb") as opened:
        text = opened.read(_MOST_BYTES)
    values: object = json.loads(text.decode("utf-8"))
    if not isinstance(values, dict):
        raise ValueError("the settings are no table")
    return values


def _put_aside(file: Path) -> Message:
    aside = file.with_name(f"{file.stem}-damaged{file.suffix}")
    try:
        file.replace(aside)
    except OSError:
        return msg("Your preferences couldn't be read. The usual ones hold now.")
    return msg(
        "Your preferences couldn't be read. The usual ones hold now; the old file is kept as {file}.",
        file=aside.name,
    )


def _write(file: Path, values: Mapping[str, object]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = json.dumps(values, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    number, name = tempfile.mkstemp(prefix=f".{file.stem}-", suffix=".part", dir=file.parent)
    part = Path(name)
    try:
        with os.fdopen(number, "wb") as opened:
            opened.write(text.encode("utf-8"))
            opened.flush()
            os.fsync(opened.fileno())
        part.replace(file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
