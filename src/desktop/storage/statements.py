"""The fixed statements of a kind, written once, for the one path that every save takes.

Building and compiling the same dozen statements anew costs more than SQLite takes to run them: a meeting of 30
people is 60 rows in nine tables. These are made from the declared tables and run straight on the driver, inside
the transaction that SQLAlchemy began.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Boolean, Column, Date
from sqlalchemy.engine import Connection

from desktop.storage.records import Kind, LocalTime, Value

# The DBAPI connection of sqlcipher3, which ships no types.
Driver = Any


def driver_of(connection: Connection) -> Driver:
    """The driver's own connection beneath a SQLAlchemy connection, in the same transaction."""
    return connection.connection.driver_connection


def listed(ids: Iterable[str]) -> str:
    """A list of ids as the one parameter of ``IN (SELECT value FROM json_each(?))``."""
    return json.dumps(list(ids))


def stored(value: Value) -> str | int | None:
    """A value as SQLite and JSON hold it; there are no floats in the log."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    return value


@cache
def readers_of(columns: tuple[Column[Any], ...]) -> tuple[tuple[str, Callable[[Any], Value] | None], ...]:
    """Each field by name, and what makes its value of what SQLite and JSON hold; None where they are the same."""
    return tuple((column.key, _reader(column)) for column in columns)


def _reader(column: Column[Any]) -> Callable[[Any], Value] | None:
    if isinstance(column.type, Date):
        return date.fromisoformat
    if isinstance(column.type, LocalTime):
        return datetime.fromisoformat
    if isinstance(column.type, Boolean):
        return bool
    return None


class TableStatements:
    """What one table of an aggregate needs: select, insert or upsert, delete."""

    def __init__(self, table: str, fields: Sequence[Column[Any]], owner: str, extra: Sequence[str]) -> None:
        self._keys = [column.key for column in fields]
        self._readers = [(key, reader) for key, reader in readers_of(tuple(fields)) if reader]
        self._dates = [place for place, c in enumerate(fields) if isinstance(c.type, Date | LocalTime)]
        names = [f'"{column.name}"' for column in fields]
        last = "place, id" if owner == "of" else "id"
        columns = ", ".join([f'"{owner}"', *(["id"] if owner == "of" else []), *names])
        own = ["unit", "id", *(['"of"', "place"] if owner == "of" else []), *names, *extra]
        marks = ", ".join("?" * len(own))
        set_ = ", ".join(f"{name} = excluded.{name}" for name in own[2:])
        # Only names of our own declared tables and columns stand in these texts.
        self.select_all = f'SELECT {columns} FROM {table} WHERE unit = ? ORDER BY "{owner}", {last}'
        self.select = f'SELECT {columns} FROM {table} WHERE unit = ? AND "{owner}" = ? ORDER BY {last}'
        self.insert = f"INSERT INTO {table} ({', '.join(own)}) VALUES ({marks})"
        self.upsert = f"{self.insert} ON CONFLICT (unit, id) DO UPDATE SET {set_}"
        self.delete = f'DELETE FROM {table} WHERE unit = ? AND "{owner}" = ?'

    def values(self, row: dict[str, Any]) -> list[str | int | None]:
        """The row's fields in the order of the insert."""
        values = [row.get(key) for key in self._keys]
        for place in self._dates:
            values[place] = stored(values[place])
        return values

    def read(self, row: Sequence[Any]) -> dict[str, Value]:
        """The fields of a fetched row that have a value; they are its last columns."""
        fields = {
            key: value
            for key, value in zip(self._keys, row[-len(self._keys) :], strict=True)
            if value is not None
        }
        for key, reader in self._readers:
            if key in fields:
                fields[key] = reader(fields[key])
        return fields


class KindStatements:
    """The statements of a kind: its root and its parts."""

    def __init__(self, kind: Kind) -> None:
        self.derived = [column.name for column in kind.table.columns if "derived" in column.info]
        self.root = TableStatements(kind.table.name, kind.fields, "id", self.derived)
        self.known = f"SELECT 1 FROM {kind.table.name} WHERE unit = ? AND id = ?"
        self.parts = {
            part: TableStatements(table.name, kind.part_fields[part], "of", ())
            for part, table in kind.part_tables.items()
        }


@cache
def statements_of(kind: Kind) -> KindStatements:
    """The kind's statements, made at the first need."""
    return KindStatements(kind)
