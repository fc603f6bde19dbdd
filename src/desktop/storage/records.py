"""How a table of records is declared: columns with their privacy class, aggregates, parts, kinds.

A *document* is the plain form of one aggregate: the root's fields by name, and for each part a list of
dictionaries, each with its own ``id``. Documents are what actions store, what the log keeps in salted pieces
and what travels in bundles. Class of a field (decision 16): ``a`` standing data, ``b`` sensitive, ``t`` free
text. Fixed from the first version on, because they can't be put in afterwards.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal

from sqlalchemy import Column, ForeignKeyConstraint, Integer, String, Table, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, declared_attr, mapped_column

PieceClass = Literal["a", "b", "t"]
PIECES: tuple[PieceClass, ...] = ("a", "b", "t")

Value = str | int | bool | date | datetime | None
Row = dict[str, Value]
# A document mixes values and lists of rows under string keys; SQLAlchemy and json give nothing narrower.
Document = dict[str, Any]

UNIT_LENGTH = 64
ID_LENGTH = 36


class LocalTime(TypeDecorator[datetime]):
    """A wall-clock time of the office, to the minute, kept as sortable text ``2026-11-03T19:30``."""

    impl = String(16)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Text for the database; the minute is the finest that a meeting book knows."""
        return None if value is None else value.isoformat(timespec="minutes")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """A naive local time again."""
        return None if value is None else datetime.fromisoformat(value)


class Base(DeclarativeBase):
    """All tables of a register, the records of the rooms and the storage's own."""


def _field(piece: PieceClass, type_: Any, **options: Any) -> MappedColumn[Any]:
    # SQLAlchemy types the options of mapped_column one by one; passing them on needs Any.
    options.setdefault("nullable", True)
    return mapped_column(type_, info={"piece": piece}, **options)


def a(type_: Any, **options: Any) -> MappedColumn[Any]:
    """A standing field: name, unit, dates, status, counts."""
    return _field("a", type_, **options)


def b(type_: Any, **options: Any) -> MappedColumn[Any]:
    """A sensitive field: identity numbers, addresses, health, discipline, reasons of absence."""
    return _field("b", type_, **options)


def t(type_: Any, **options: Any) -> MappedColumn[Any]:
    """A field of free text: minutes, opinions, remarks."""
    return _field("t", type_, **options)


def derived(type_: Any, **options: Any) -> MappedColumn[Any]:
    """A column worked out from the document (search and sort keys); never in the log."""
    return mapped_column(type_, info={"derived": True}, **options)


def within_unit(table: str, column: str, **options: Any) -> ForeignKeyConstraint:
    """A reference to another record of the same unit, checked at commit."""
    return ForeignKeyConstraint(
        ["unit", column], [f"{table}.unit", f"{table}.id"], deferrable=True, initially="DEFERRED", **options
    )


class Record:
    """Root of an aggregate: a member, a cell, a meeting."""

    unit: Mapped[str] = mapped_column(String(UNIT_LENGTH), primary_key=True)
    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)


class Part:
    """A row that lives and dies with its aggregate. Subclasses set ``__root__`` to the root's table name.

    ``of`` is the aggregate's id, ``place`` the position in the list (from 0). The rows of an aggregate lie side
    by side in the file: what a save costs is the number of pages that it touches.
    """

    __root__: str

    unit: Mapped[str] = mapped_column(String(UNIT_LENGTH), primary_key=True)
    of: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    place: Mapped[int] = mapped_column(Integer)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:  # noqa: N805  (SQLAlchemy calls it on the class)
        owner = within_unit(cls.__root__, "of", ondelete="CASCADE")
        return (*cls.references(), owner, {"sqlite_with_rowid": False})

    @classmethod
    def references(cls) -> tuple[Any, ...]:
        """Further constraints of the part, such as ``within_unit("member", "member_id")``."""
        return ()


@dataclass(frozen=True, slots=True)
class Found:
    """What quick find shows and searches of one aggregate.

    ``words`` are searched without diacritics; they begin with the title, by which hits are ranked.
    """

    title: str
    subtitle: str
    words: str


Upcaster = Callable[[Document], Document]


def _table_of(mapped: type) -> Table:
    table = mapped.__table__  # type: ignore[attr-defined]  # set by the declarative base on every mapped class
    assert isinstance(table, Table)
    return table


def _fields(table: Table) -> tuple[Column[Any], ...]:
    return tuple(column for column in table.columns if "piece" in column.info)


@dataclass(frozen=True, eq=False)
class Kind:
    """One kind of aggregate: its tables, its version in the log, and how older versions are read.

    ``upcasters[n]`` turns a document of version n into one of version n + 1. ``derive`` gives the derived
    columns of the root; ``find`` what quick find knows of it (None: not findable).
    """

    name: str
    version: int
    root: type
    parts: Mapping[str, type] = field(default_factory=dict)
    derive: Callable[[Document], Row] | None = None
    find: Callable[[Document], Found | None] | None = None
    upcasters: Mapping[int, Upcaster] = field(default_factory=dict)

    @cached_property
    def table(self) -> Table:
        """The root's table."""
        return _table_of(self.root)

    @cached_property
    def part_tables(self) -> dict[str, Table]:
        """Part name → its table, in declared order."""
        return {name: _table_of(part) for name, part in self.parts.items()}

    @cached_property
    def fields(self) -> tuple[Column[Any], ...]:
        """The root's columns that go into the log."""
        return _fields(self.table)

    @cached_property
    def part_fields(self) -> dict[str, tuple[Column[Any], ...]]:
        """Part name → its columns that go into the log."""
        return {name: _fields(table) for name, table in self.part_tables.items()}

    def upcast(self, document: Document, version: int) -> Document:
        """A document of an older ``version`` in today's shape; KeyError if a step is missing."""
        for step in range(version, self.version):
            document = self.upcasters[step](document)
        return document


@dataclass(frozen=True, eq=False)
class Kinds:
    """All kinds of a register, in floor order: what a later one points to comes before it."""

    all: Sequence[Kind]

    @cached_property
    def by_name(self) -> dict[str, Kind]:
        """Kind name → kind."""
        return {kind.name: kind for kind in self.all}

    def __getitem__(self, name: str) -> Kind:
        return self.by_name[name]
