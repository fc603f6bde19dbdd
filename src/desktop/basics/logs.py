"""The log file: what happened and to which id, never to whom.

Modules write ``logging.getLogger(__name__)`` with a constant English sentence and ``%s`` places. What fills the
places is let through only if it can't be a person's: numbers, days, ids, hashes, error codes, words of the
program's own (``own``). Everything else is written as ``***``. An exception is written as its kind and where it
came from, without its message, which may quote what somebody typed.
"""

import logging
import re
import traceback
from datetime import date, time, timedelta
from enum import Enum
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from desktop.basics.errors import Told

WITHHELD = "***"
_MOST_BYTES = 1_000_000
_KEPT = 3
_HARMLESS = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # an id
    r"|[0-9a-f]{16,128}"  # a hash
    r"|[A-Z]{2,4}-[0-9A-Z]{1,4}"  # a code to be read over a telephone
    r"|\d{1,5}(\.\d{1,5}){0,3}",  # a number or a version, too short for a card or citizen's number
    re.ASCII,
)

_ROOT = logging.getLogger("desktop")
_ROOT.addHandler(logging.NullHandler())  # nothing on the terminal unless someone asks for it


class Own(str):
    """A word from the source, such as a kind of record; never something that was typed or read."""

    __slots__ = ()


def own(word: str) -> Own:
    """Vouch that ``word`` stands in the source. Only for literals and names of kinds, columns, classes."""
    return Own(word)


def start(state: Path, verbose: bool = False) -> Path:
    """Write to ``state/logs/sochibo.log`` from now on, at most four files of 1 MB. Answers the file.

    Where the folder can't be written the program runs without a log: a log is never worth a refusal.
    """
    file = state / "logs" / "sochibo.log"
    stop()
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handler = RotatingFileHandler(
            file, maxBytes=_MOST_BYTES, backupCount=_KEPT, encoding="utf-8", delay=False
        )
    except OSError:
        return file
    handler.setFormatter(Discreet("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.setLevel(logging.DEBUG if verbose else logging.INFO)
    _ROOT.addHandler(handler)
    _ROOT.setLevel(handler.level)
    return file


def stop() -> None:
    """Close the log file."""
    for handler in list(_ROOT.handlers):
        if isinstance(handler, RotatingFileHandler):
            _ROOT.removeHandler(handler)
            handler.close()


class Discreet(logging.Formatter):
    """Writes a line without anything that could be a person's."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, with its doubtful values withheld. The record itself stays as it is."""
        line = logging.LogRecord(
            record.name,
            record.levelno,
            record.pathname,
            record.lineno,
            _sentence(record),
            (),
            record.exc_info,
        )
        line.created, line.msecs = record.created, record.msecs
        return super().format(line)

    def formatException(self, ei: object) -> str:  # noqa: N802 - the library's name
        """Kind and places of an exception, without its words."""
        match ei:
            case (type() as kind, BaseException() as error, TracebackType() | None as frames):
                named = f"{kind.__name__} {error.code}" if isinstance(error, Told) else kind.__name__
                places = [
                    f"  {Path(one.filename).name}:{one.lineno} {one.name}"
                    for one in traceback.extract_tb(frames)
                ]
                return "\n".join((named, *places))
            case _:
                return WITHHELD


def _sentence(record: logging.LogRecord) -> str:
    text = record.msg if isinstance(record.msg, str) and record.msg.isascii() else WITHHELD
    if not record.args:
        return text
    if isinstance(record.args, dict) and "%(" in text:
        return _filled(text, {name: _discreet(value) for name, value in record.args.items()})
    values = record.args if isinstance(record.args, tuple) else (record.args,)
    return _filled(text, tuple(_discreet(value) for value in values))


def _filled(text: str, values: object) -> str:
    try:
        return text % values
    except (TypeError, ValueError, KeyError):
        return f"{text} {WITHHELD}"


def _discreet(value: object) -> object:
    if value is None or isinstance(value, Own | bool | int | float | date | time | timedelta):
        return value
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, str) and _HARMLESS.fullmatch(value):
        return value
    if isinstance(value, Told):
        return value.code
    if isinstance(value, OSError) and value.errno is not None:
        return f"{type(value).__name__} {value.errno}"
    if isinstance(value, BaseException):
        return type(value).__name__
    return WITHHELD
