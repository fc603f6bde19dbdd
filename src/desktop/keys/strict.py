"""Reading what came from elsewhere, strictly: one JSON object in exactly the form in which we write it.

Whatever isn't byte for byte what ``written`` would have made is refused: doubled names, other orders, floats,
blanks, broken letters. So two programs can't read two things in one file.
"""

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final, TypeVar

from desktop.basics.text import nfc

_DEEPEST: Final = 6
_LARGEST_NUMBER: Final = 2**53 - 1
_Read = TypeVar("_Read")

Plain = str | int | bool | None | list["Plain"] | dict[str, "Plain"]


class Unreadable(ValueError):
    """What was read isn't what it should be; the caller says so in plain words."""


LONGEST = 200
"""Letters of a text that isn't said to be longer; whoever writes one minds it."""


def written(fields: Mapping[str, Plain]) -> bytes:
    """The object as bytes: names sorted, no blanks, UTF-8."""
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def read(content: bytes) -> "Fields":
    """The object in ``content``. Unreadable for whatever ``written`` wouldn't have made."""
    try:
        found = json.loads(content.decode("utf-8"))
        exact = isinstance(found, dict) and _plain(found, _DEEPEST) and written(found) == content
    except (ValueError, RecursionError):  # UnicodeError is a ValueError
        raise Unreadable from None
    if not exact:
        raise Unreadable
    return Fields(found)


def shown(secret_or_der: bytes) -> str:
    """Bytes as a JSON text (base64)."""
    return base64.b64encode(secret_or_der).decode("ascii")


def moment_text(moment: datetime) -> str:
    """A moment as a JSON text, in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Fields:
    """The fields of one object. Each is taken once; ``end`` refuses what nobody asked for."""

    def __init__(self, found: dict[str, Plain]) -> None:
        self._left = dict(found)

    def has(self, name: str) -> bool:
        """Whether there is such a field: for one that older files lack."""
        return name in self._left

    def text(self, name: str, longest: int = LONGEST) -> str:
        """A text, composed (NFC), of at most ``longest`` letters."""
        value = self._take(name)
        if not isinstance(value, str) or len(value) > longest or nfc(value) != value:
            raise Unreadable
        return value

    def number(self, name: str) -> int:
        """A whole number."""
        value = self._take(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise Unreadable
        return value

    def moment(self, name: str) -> datetime:
        """A moment."""
        text = self.text(name)
        try:
            found = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        except ValueError:
            raise Unreadable from None
        if moment_text(found) != text:
            raise Unreadable
        return found

    def octets(self, name: str, longest: int) -> bytes:
        """Bytes, of at most ``longest``."""
        return _octets(self._take(name), longest)

    def octets_list(self, name: str, most: int, longest: int) -> tuple[bytes, ...]:
        """At most ``most`` times bytes."""
        return tuple(_octets(one, longest) for one in self._list(name, most))

    def objects(self, name: str, most: int, read_one: Callable[["Fields"], _Read]) -> tuple[_Read, ...]:
        """At most ``most`` objects, each read by ``read_one``."""
        read: list[_Read] = []
        for one in self._list(name, most):
            if not isinstance(one, dict):
                raise Unreadable
            fields = Fields(one)
            read.append(read_one(fields))
            fields.end()
        return tuple(read)

    def end(self) -> None:
        """Nothing is left over."""
        if self._left:
            raise Unreadable

    def _list(self, name: str, most: int) -> list[Plain]:
        value = self._take(name)
        if not isinstance(value, list) or len(value) > most:
            raise Unreadable
        return value

    def _take(self, name: str) -> Plain:
        try:
            return self._left.pop(name)
        except KeyError:
            raise Unreadable from None


def _octets(value: Plain, longest: int) -> bytes:
    if not isinstance(value, str) or len(value) > longest * 2:
        raise Unreadable
    try:
        content = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise Unreadable from None
    if len(content) > longest or shown(content) != value:
        raise Unreadable
    return content


def _plain(value: object, depth: int) -> bool:
    if depth == 0:
        return False
    match value:
        case bool() | None:
            return True
        case str():
            return value.isascii() or _sound(value)
        case int():
            return abs(value) <= _LARGEST_NUMBER
        case list():
            return all(_plain(one, depth - 1) for one in value)
        case dict():
            return all(isinstance(name, str) and _plain(one, depth - 1) for name, one in value.items())
        case _:
            return False


def _sound(text: str) -> bool:
    try:
        text.encode("utf-8")  # a lone half of a letter can't be
    except UnicodeEncodeError:
        return False
    return True
