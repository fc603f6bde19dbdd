"""Strict reading of rule files: each key is asked for by name and type; what nobody asked for is refused."""

import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from desktop.basics.errors import Citation, Trouble
from desktop.basics.language import Message, msg
from desktop.rulebook.ruled import Base, Ruled, Span, Term

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)
Documents = Mapping[str, str]


def read_toml(file: Path) -> dict[str, object]:
    """The file's content. RUL-01: it can't be read or isn't TOML."""
    try:
        with file.open("rb") as opened:
            return tomllib.load(opened, parse_float=Decimal)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise trouble("RUL-01", file, msg("The file can't be read: {reason}", reason=str(error))) from error


def trouble(code: str, file: Path, what: Message) -> Trouble:
    """A refusal that names the rule file."""
    return Trouble(
        code,
        msg("Rule file {file}: {what}", file=file.name, what=what),
        msg("Put the file right or take it away, then start again."),
    )


class Table:
    """One table of a rule file, emptied key by key; ``close`` refuses what is left over."""

    def __init__(self, file: Path, content: Mapping[str, object], path: str = "") -> None:
        self.file = file
        self._content = dict(content)
        self._path = path

    def text(self, key: str) -> str:
        """A string."""
        return self._taken(key, str)

    def text_or(self, key: str, otherwise: str) -> str:
        """A string that may be missing."""
        return self.text(key) if self.has(key) else otherwise

    def number(self, key: str) -> int:
        """A whole number, not negative."""
        value = self._taken(key, int)
        if isinstance(value, bool) or value < 0:
            raise self._wrong(key)
        return value

    def tenths(self, key: str) -> int:
        """A number with at most one decimal, as whole tenths."""
        value = self._take(key)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise self._wrong(key)
        tenths = Decimal(value) * 10
        if tenths != tenths.to_integral_value() or tenths < 0:
            raise self._wrong(key)
        return int(tenths)

    def yes(self, key: str, otherwise: bool) -> bool:
        """True or false; may be missing."""
        return self._taken(key, bool) if self.has(key) else otherwise

    def day(self, key: str) -> date:
        """A calendar day without a time."""
        value = self._take(key)
        if isinstance(value, datetime) or not isinstance(value, date):
            raise self._wrong(key)
        return value

    def day_or_none(self, key: str) -> date | None:
        """A calendar day that may be missing."""
        return self.day(key) if self.has(key) else None

    def one_of(self, key: str, words: type[E]) -> E:
        """A word of a closed list."""
        try:
            return words(self.text(key))
        except ValueError as error:
            raise self._wrong(key) from error

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings."""
        found = self._taken(key, list)
        if not all(isinstance(item, str) for item in found):
            raise self._wrong(key)
        return tuple(found)

    def texts_or_none(self, key: str) -> tuple[str, ...]:
        """A list of strings that may be missing."""
        return self.texts(key) if self.has(key) else ()

    def table(self, key: str) -> "Table":
        """A table below this one."""
        value = self._take(key)
        if not isinstance(value, dict):
            raise self._wrong(key)
        return Table(self.file, value, f"{self._path}{key}.")

    def tables(self, key: str) -> tuple["Table", ...]:
        """A list of tables; may be missing."""
        if not self.has(key):
            return ()
        value = self._take(key)
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self._wrong(key)
        return tuple(
            Table(self.file, item, f"{self._path}{key}.{place}.") for place, item in enumerate(value, 1)
        )

    def keys(self) -> tuple[str, ...]:
        """The keys that are still there."""
        return tuple(self._content)

    def has(self, key: str) -> bool:
        """Whether the key is still there."""
        return key in self._content

    def close(self) -> None:
        """RUL-02: a key that nobody asked for."""
        for key in self._content:
            raise trouble("RUL-02", self.file, msg("unknown key {key}", key=f"{self._path}{key}"))

    def _take(self, key: str) -> object:
        try:
            return self._content.pop(key)
        except KeyError as error:
            raise trouble(
                "RUL-03", self.file, msg("key {key} is missing", key=f"{self._path}{key}")
            ) from error

    def _taken(self, key: str, kind: type[T]) -> T:
        value = self._take(key)
        if not isinstance(value, kind):
            raise self._wrong(key)
        return value

    def _wrong(self, key: str) -> Trouble:
        return trouble("RUL-04", self.file, msg("wrong value for {key}", key=f"{self._path}{key}"))


def documents_of(table: Table) -> Documents:
    """The documents that a file's values cite, by a short name: number and date as printed."""
    named = table.table("documents")
    return {key: named.text(key) for key in named.keys()}  # noqa: SIM118 - a Table is no mapping


def term_of(table: Table) -> Term:
    """Id, title and days of a set. Both days are included."""
    term = Term(
        table.text("id"), table.text("title"), table.day("effective_from"), table.day_or_none("effective_to")
    )
    if term.last is not None and term.last < term.first:
        raise trouble("RUL-04", table.file, msg("the last day lies before the first"))
    return term


def ruled(table: Table, key: str, documents: Documents, value: Callable[[Table], T]) -> Ruled[T]:
    """One value with its source, from a table of its own."""
    own = table.table(key)
    found = Ruled(value(own), cited(own, documents), own.yes("certain", True))
    own.close()
    return found


def cited(table: Table, documents: Documents) -> Citation:
    """Document, article (may be empty) and words of a value."""
    name = table.text("document")
    if name not in documents:
        raise trouble("RUL-04", table.file, msg("unknown document {key}", key=name))
    return Citation(documents[name], table.text_or("article", ""), table.text("words"))


def a_number(table: Table) -> int:
    """``value`` as a whole number."""
    return table.number("value")


def a_span(table: Table) -> Span:
    """``first`` and ``last``."""
    span = Span(table.number("first"), table.number("last"))
    if span.last < span.first:
        raise trouble("RUL-04", table.file, msg("wrong value for {key}", key="last"))
    return span


def a_base(table: Table) -> Base:
    """``without`` and ``without_if_absent``."""
    return Base(frozenset(table.texts("without")), frozenset(table.texts("without_if_absent")))
