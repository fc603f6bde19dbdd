"""Code lists: what may be chosen in a field, with the spellings that old files use for the same thing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from desktop.basics.errors import Citation
from desktop.basics.language import in_use, msg
from desktop.basics.text import fold, tidy
from desktop.rulebook.reading import Table, documents_of, trouble


@dataclass(frozen=True, slots=True)
class Code:
    """One entry. ``first`` and ``last`` are the days it may be used for, None for no limit."""

    code: str
    label: str
    english: str
    aliases: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None

    def valid(self, day: date) -> bool:
        """Whether the entry may be used for something that happened on ``day``."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    @property
    def words(self) -> str:
        """The label in the language in use."""
        return self.label if in_use() == "vi" else self.english


@dataclass(frozen=True, slots=True)
class CodeList:
    """The entries of one list, in the order in which they are offered."""

    name: str
    entries: tuple[Code, ...]
    source: Citation
    _by_code: Mapping[str, Code]
    _by_words: Mapping[str, Code]

    @classmethod
    def of(cls, name: str, entries: Iterable[Code], source: Citation) -> "CodeList":
        """The list with its indexes. An alias never hides another entry's label."""
        own = tuple(entries)
        by_words = {_folded(alias): entry for entry in own for alias in (*entry.aliases, entry.english)}
        by_words |= {_folded(entry.label): entry for entry in own}
        return cls(
            name,
            own,
            source,
            MappingProxyType({entry.code: entry for entry in own}),
            MappingProxyType(by_words),
        )

    def get(self, code: str) -> Code | None:
        """The entry with that code."""
        return self._by_code.get(code)

    def find(self, words: str) -> Code | None:
        """The entry that somebody meant by code, label or alias, whatever accents, hyphens and capitals."""
        return self.get(tidy(words)) or self._by_words.get(_folded(words))

    def on(self, day: date) -> tuple[Code, ...]:
        """The entries to offer for something that happened on ``day``."""
        return tuple(entry for entry in self.entries if entry.valid(day))

    def joined(self, other: "CodeList") -> "CodeList":
        """This list with another one laid over it: same codes are replaced, new ones come last."""
        merged = {entry.code: entry for entry in (*self.entries, *other.entries)}
        return CodeList.of(self.name, merged.values(), other.source)


def code_list(table: Table) -> CodeList:
    """The list of one file; no code twice."""
    documents = documents_of(table)
    name = table.text("id")
    table.text("title")
    source = table.table("source")
    citation = Citation(
        documents.get(source.text("document"), ""), source.text_or("article", ""), source.text("words")
    )
    source.yes("certain", True)
    source.close()
    entries = tuple(_entry(line) for line in table.tables("codes"))
    table.close()
    codes = [entry.code for entry in entries]
    twice = next((code for code in codes if codes.count(code) > 1), None)
    if twice is not None:
        raise trouble("RUL-04", table.file, msg("the code {code} stands there twice", code=twice))
    return CodeList.of(name, entries, citation)


def _entry(table: Table) -> Code:
    entry = Code(
        code=table.text("code"),
        label=table.text("label"),
        english=table.text("english"),
        aliases=table.texts_or_none("aliases"),
        first=table.day_or_none("first"),
        last=table.day_or_none("last"),
    )
    table.close()
    return entry


def _folded(words: str) -> str:
    return "".join(char for char in fold(words) if char.isalnum())
