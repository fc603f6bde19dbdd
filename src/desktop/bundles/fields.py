"""Taking typed fields out of untrusted JSON: each call says what must be there, everything else is refused."""

import re
from datetime import datetime
from typing import cast

from desktop.bundles.strict_json import Json

URN = re.compile(r"urn:[a-z][a-z0-9-]{0,15}(?::[A-Za-z0-9][A-Za-z0-9-]{0,39}){1,12}")
LONGEST_URN = 128
SHA256_HEX = re.compile(r"[0-9a-f]{64}")
HEX_128 = re.compile(r"[0-9a-f]{32}")
HASH = re.compile(r"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]")  # 32 bytes in base64url, one spelling each
INCARNATION = re.compile(r"[a-z2-7]{26}")
KIND = re.compile(r"[a-z][a-z0-9_.-]{0,31}")
RECORD_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,35}")
WORD = re.compile(r"[!-~]{1,64}")  # a code, a version: printable ASCII without blanks
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LAST_EPOCH = 1_000_000
"""More lives than any register has; whoever is told an epoch opens a higher one, which numbers must have room for."""
_FIRST_YEAR, _LAST_YEAR = 2, 9998  # beyond them another zone's clock has no year


class Unfit(ValueError):
    """A field isn't there or isn't what it must be; the text names the field, never its content."""


class Fields:
    """The fields of one object, by name."""

    def __init__(self, found: object, name: str = "") -> None:
        if not isinstance(found, dict):
            raise Unfit(f"{name} is no object")
        self._found = cast("Json", found)
        self._name = name

    def __contains__(self, key: str) -> bool:
        return key in self._found

    def _unfit(self, key: str) -> Unfit:
        return Unfit(f"{self._name}.{key}" if self._name else key)

    def text(self, key: str, pattern: re.Pattern[str] = WORD, longest: int = LONGEST_URN) -> str:
        """A text that matches whole."""
        value = self._found.get(key)
        if not isinstance(value, str) or len(value) > longest or not pattern.fullmatch(value):
            raise self._unfit(key)
        return value

    def free_text(self, key: str, longest: int = 4_000) -> str:
        """Any text up to a length."""
        value = self._found.get(key)
        if not isinstance(value, str) or len(value) > longest:
            raise self._unfit(key)
        return value

    def maybe_text(self, key: str, pattern: re.Pattern[str] = WORD) -> str | None:
        """A text that matches, or null."""
        return None if self._found.get(key) is None else self.text(key, pattern)

    def number(self, key: str, least: int = 0, most: int = 2**53 - 1) -> int:
        """A whole number within bounds; true and false are none."""
        value = self._found.get(key)
        if type(value) is not int or not least <= value <= most:
            raise self._unfit(key)
        return value

    def maybe_number(self, key: str) -> int | None:
        """A whole number from 0, or null."""
        return None if self._found.get(key) is None else self.number(key)

    def flag(self, key: str) -> bool:
        """True or false."""
        value = self._found.get(key)
        if not isinstance(value, bool):
            raise self._unfit(key)
        return value

    def moment(self, key: str) -> datetime:
        """A time with its offset from UTC, RFC 3339, as this program writes it, which every zone can show."""
        value = self._found.get(key)
        if not isinstance(value, str) or len(value) > 40:
            raise self._unfit(key)
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            raise self._unfit(key) from None
        if moment.tzinfo is None or moment.isoformat(timespec="seconds") != value:
            raise self._unfit(key)
        if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
            raise self._unfit(key)
        return moment

    def many(self, key: str, most: int) -> list[object]:
        """A list of at most so many."""
        value = self._found.get(key)
        if not isinstance(value, list) or len(value) > most:
            raise self._unfit(key)
        return value

    def texts(self, key: str, most: int, pattern: re.Pattern[str] = WORD) -> tuple[str, ...]:
        """A list of texts that each match."""
        values = self.many(key, most)
        for value in values:
            if not isinstance(value, str) or len(value) > LONGEST_URN or not pattern.fullmatch(value):
                raise self._unfit(key)
        return cast("tuple[str, ...]", tuple(values))

    def inner(self, key: str) -> "Fields":
        """An object inside."""
        return Fields(self._found.get(key), f"{self._name}.{key}" if self._name else key)

    def inners(self, key: str, most: int) -> "tuple[Fields, ...]":
        """A list of objects inside."""
        return tuple(Fields(value, f"{key}[{place}]") for place, value in enumerate(self.many(key, most)))

    def counts(self, key: str, pattern: re.Pattern[str] = KIND, most: int = 256) -> dict[str, int]:
        """An object of names and whole numbers from 0."""
        inner = self.inner(key)
        if len(inner._found) > most or not all(pattern.fullmatch(name) for name in inner._found):
            raise self._unfit(key)
        return {name: inner.number(name) for name in inner._found}

    def names(self) -> tuple[str, ...]:
        """All keys."""
        return tuple(self._found)

    def plain(self) -> Json:
        """The object as it was read."""
        return self._found
