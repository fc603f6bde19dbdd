"""Between tables and documents: reading an aggregate whole, storing it whole, and splitting it into pieces.

One way in and one way out: the same functions serve the form that saves a meeting, the import of a sheet, the
fold of the log and, at the collector, what a bundle brought.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Column, Date, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import Connection

from desktop.storage.records import PIECES, Document, Kind, LocalTime, PieceClass, Row, Value

FILES = "_files"
WHY = "_why"


def read_document(connection: Connection, kind: Kind, unit: str, id_: str) -> Document | None:
    """The aggregate as it stands in the tables, or None."""
    found = next(iter(read_documents(connection, kind, unit, [id_])), None)
    return None if found is None else found[1]


def read_documents(
    connection: Connection, kind: Kind, unit: str, ids: Iterable[str] | None = None
) -> Iterable[tuple[str, Document]]:
    """Pairs of id and document, by id; one statement a table, whatever their number. ``None``: all of them."""
    wanted = None if ids is None else list(ids)
    documents: dict[str, Document] = {}
    query = select(kind.table.c.id, *kind.fields).where(kind.table.c.unit == unit)
    if wanted is not None:
        query = query.where(kind.table.c.id.in_(wanted))
    for row in connection.execute(query.order_by(kind.table.c.id)):
        documents[row[0]] = {
            column.key: value for column, value in zip(kind.fields, row[1:], strict=True) if value is not None
        } | {part: [] for part in kind.parts}
    for part, table in kind.part_tables.items():
        fields = kind.part_fields[part]
        rows = select(table.c.of, table.c.id, *fields).where(table.c.unit == unit)
        if wanted is not None:
            rows = rows.where(table.c.of.in_(wanted))
        for row in connection.execute(rows.order_by(table.c.of, table.c.place, table.c.id)):
            item: Row = {"id": row[1]}
            item.update(
                (column.key, value)
                for column, value in zip(fields, row[2:], strict=True)
                if value is not None
            )
            documents[row[0]][part].append(item)
    return documents.items()


def store_document(connection: Connection, kind: Kind, unit: str, id_: str, document: Document) -> None:
    """Write the aggregate whole: the root in place, its parts anew. Absent fields become NULL."""
    store_documents(connection, kind, unit, [(id_, document)])


def store_documents(
    connection: Connection, kind: Kind, unit: str, documents: Iterable[tuple[str, Document]]
) -> None:
    """Write many aggregates of one kind, one statement a table."""
    pairs = list(documents)
    roots: list[dict[str, Any]] = []
    parts: dict[str, list[dict[str, Any]]] = {part: [] for part in kind.parts}
    for id_, document in pairs:
        row: dict[str, Any] = {column.key: document.get(column.key) for column in kind.fields}
        row.update(kind.derive(document) if kind.derive else {})
        roots.append(row | {"unit": unit, "id": id_})
        for part, rows in parts.items():
            fields = kind.part_fields[part]
            for place, item in enumerate(document.get(part, ())):
                values = {column.key: item.get(column.key) for column in fields}
                rows.append(values | {"unit": unit, "id": item["id"], "of": id_, "place": place})
    if not pairs:
        return
    statement = insert(kind.table)
    changed = {name: statement.excluded[name] for name in roots[0] if name not in ("unit", "id")}
    connection.execute(statement.on_conflict_do_update(index_elements=["unit", "id"], set_=changed), roots)
    for part, rows in parts.items():
        table = kind.part_tables[part]
        gone = delete(table).where(table.c.unit == bindparam("u"), table.c.of == bindparam("root"))
        connection.execute(gone, [{"u": unit, "root": id_} for id_, _ in pairs])
        if rows:
            connection.execute(insert(table), rows)


def remove_document(connection: Connection, kind: Kind, unit: str, id_: str) -> None:
    """Take the aggregate out of the tables, parts and all. The log keeps what it was."""
    connection.execute(delete(kind.table).where(kind.table.c.unit == unit, kind.table.c.id == id_))


def split(kind: Kind, document: Document) -> dict[PieceClass, bytes]:
    """Pieces by class, each one JSON object with sorted keys; a class without content has no piece.

    Piece ``a`` lists every row of every part, so that order and presence survive the loss of the others.
    """
    pieces: dict[PieceClass, dict[str, Any]] = {piece: {} for piece in PIECES}
    for column in kind.fields:
        value = document.get(column.key)
        if value is not None:
            pieces[column.info["piece"]][column.key] = to_json(value)
    for part, fields in kind.part_fields.items():
        for item in document.get(part, ()):
            split_item: dict[PieceClass, dict[str, Any]] = {piece: {} for piece in PIECES}
            for column in fields:
                value = item.get(column.key)
                if value is not None:
                    split_item[column.info["piece"]][column.key] = to_json(value)
            for piece, values in split_item.items():
                if values or piece == "a":
                    pieces[piece].setdefault(part, []).append({"id": item["id"], **values})
    if document.get(FILES):
        pieces["b"][FILES] = document[FILES]
    if document.get(WHY):
        pieces["t"][WHY] = document[WHY]
    return {piece: encode(content) for piece, content in pieces.items() if content or piece == "a"}


def join(pieces: Mapping[PieceClass, bytes | None]) -> Document:
    """The document of whatever pieces are there, values still as JSON has them; erased fields stay absent."""
    document: Document = {}
    for piece in PIECES:
        payload = pieces.get(piece)
        if payload is None:
            continue
        for key, value in json.loads(payload).items():
            if isinstance(value, list) and key != FILES:
                rows = {row["id"]: row for row in document.setdefault(key, [])}
                for row in value:
                    if row["id"] in rows:
                        rows[row["id"]].update(row)
                    elif piece == "a":
                        document[key].append(row)
            else:
                document[key] = value
    return document


def typed(kind: Kind, document: Document) -> Document:
    """A joined document with the values that the tables hold: dates as dates, every part present."""
    result: Document = {
        column.key: from_json(column, document[column.key])
        for column in kind.fields
        if document.get(column.key) is not None
    }
    for part, fields in kind.part_fields.items():
        result[part] = [
            {"id": item["id"]}
            | {
                column.key: from_json(column, item[column.key])
                for column in fields
                if item.get(column.key) is not None
            }
            for item in document.get(part, ())
        ]
    return result


def encode(content: Mapping[str, Any]) -> bytes:
    """Canonical enough to be reproducible: sorted keys, no white space, UTF-8. Bytes are kept verbatim."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def to_json(value: Value) -> str | int | bool | None:
    """A value as JSON carries it; there are no floats in the log."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    return value


def from_json(column: Column[Any], value: Any) -> Value:
    """The value as its column has it."""
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    if isinstance(column.type, LocalTime):
        return datetime.fromisoformat(value)
    if isinstance(column.type, Boolean):
        return bool(value)
    return value  # type: ignore[no-any-return]  # JSON's str and int are what String and Integer columns hold
