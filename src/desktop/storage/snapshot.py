"""Between tables and documents: reading an aggregate whole, storing it whole, and splitting it into pieces.

One way in and one way out: the same functions serve the form that saves a meeting, the import of a sheet, the
fold of the log and, at the collector, what a bundle brought.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, delete
from sqlalchemy.engine import Connection

from desktop.storage.records import PIECES, Document, Kind, PieceClass, Value
from desktop.storage.statements import Driver, TableStatements, driver_of, readers_of, statements_of, stored

FILES = "_files"
WHY = "_why"
LONGEST_TEXT, LARGEST_PIECE = 256 * 1024, 1024 * 1024


def read_document(connection: Connection, kind: Kind, unit: str, id_: str) -> Document | None:
    """The aggregate as it stands in the tables, or None."""
    return read_documents(connection, kind, unit, [id_]).get(id_)


def read_documents(
    connection: Connection, kind: Kind, unit: str, ids: Iterable[str] | None = None
) -> dict[str, Document]:
    """Documents by id, one statement a table, whatever their number. ``None``: all of them."""
    sql, driver = statements_of(kind), driver_of(connection)
    wanted = None if ids is None else list(ids)

    def rows(table: TableStatements) -> Iterator[Sequence[Any]]:
        if wanted is None:
            yield from driver.execute(table.select_all, (unit,))
            return
        for id_ in wanted:
            yield from driver.execute(table.select, (unit, id_))

    documents: dict[str, Document] = {
        row[0]: sql.root.read(row) | {part: [] for part in kind.parts} for row in rows(sql.root)
    }
    for part, table in sql.parts.items():
        for row in rows(table):
            if owner := documents.get(row[0]):  # a part of nothing is for the check of foreign keys to tell
                owner[part].append({"id": row[1], **table.read(row)})
    return documents


def store_document(connection: Connection, kind: Kind, unit: str, id_: str, document: Document) -> None:
    """Write the aggregate whole: the root in place, its parts anew. Absent fields become NULL."""
    store_documents(connection, kind, unit, [(id_, document)])


def store_documents(
    connection: Connection, kind: Kind, unit: str, documents: Iterable[tuple[str, Document]]
) -> None:
    """Write many aggregates of one kind, one statement a table. A part that stands there already isn't touched."""
    pairs = list(documents)
    sql, driver = statements_of(kind), driver_of(connection)
    known = {id_ for id_, _ in pairs if driver.execute(sql.known, (unit, id_)).fetchone()}
    roots = []
    for id_, document in pairs:
        derived = kind.derive(document) if kind.derive else {}
        extra = [stored(derived.get(name)) for name in sql.derived]
        roots.append([unit, id_, *sql.root.values(document), *extra])
    driver.executemany(sql.root.upsert, roots)
    for part, table in sql.parts.items():
        left, come = [], []
        for id_, document in pairs:
            items = document.get(part, ())
            rows = [[unit, item["id"], id_, place, *table.values(item)] for place, item in enumerate(items)]
            if id_ in known:
                if _stand(driver, table, unit, id_, rows):
                    continue
                left.append((unit, id_))
            come += rows
        if left:
            driver.executemany(table.delete, left)
        if come:
            driver.executemany(table.insert, come)


def _stand(driver: Driver, table: TableStatements, unit: str, id_: str, rows: list[list[Any]]) -> bool:
    """Whether these rows of a part, and no others, are there in this order."""
    found = driver.execute(table.select, (unit, id_)).fetchall()
    return len(found) == len(rows) and all(
        there[1] == row[1] and list(there[2:]) == row[4:] for there, row in zip(found, rows, strict=True)
    )


def remove_document(connection: Connection, kind: Kind, unit: str, id_: str) -> None:
    """Take the aggregate out of the tables, parts and all. The log keeps what it was."""
    connection.execute(delete(kind.table).where(kind.table.c.unit == unit, kind.table.c.id == id_))


def split(kind: Kind, document: Document) -> dict[PieceClass, bytes]:
    """Pieces by class, each one JSON object with sorted keys; a class without content has no piece.

    Piece ``a`` lists every row of every part, so that order and presence survive the loss of the others.
    """
    pieces: dict[PieceClass, dict[str, Any]] = {piece: {} for piece in PIECES}
    for piece, values in _by_piece(_pieces_of(kind.fields), document).items():
        pieces[piece] |= values
    for part, fields in kind.part_fields.items():
        classes = _pieces_of(fields)
        for item in document.get(part, ()):
            found = _by_piece(classes, item)
            found.setdefault("a", {})
            for piece, values in found.items():
                values["id"] = item["id"]
                pieces[piece].setdefault(part, []).append(values)
    if document.get(FILES):
        pieces["b"][FILES] = document[FILES]
    if document.get(WHY):
        pieces["t"][WHY] = document[WHY]
    return {piece: encode(content) for piece, content in pieces.items() if content or piece == "a"}


def can_be_carried(pieces: Mapping[PieceClass, bytes]) -> bool:
    """Whether a bundle can hold them: a piece of at most 1 MiB, no text of more than 256 KiB (FORMAT.md)."""
    return all(
        len(payload) <= LONGEST_TEXT or (len(payload) <= LARGEST_PIECE and _texts_fit(json.loads(payload)))
        for payload in pieces.values()
    )


def _texts_fit(value: Any) -> bool:
    """Whether no text inside is longer than one may be."""
    if isinstance(value, str):
        return len(value.encode()) <= LONGEST_TEXT
    if isinstance(value, dict):
        return all(map(_texts_fit, value.values()))
    return not isinstance(value, list) or all(map(_texts_fit, value))


@cache
def _pieces_of(columns: tuple[Column[Any], ...]) -> dict[str, PieceClass]:
    """The class of each field by its name."""
    return {column.key: column.info["piece"] for column in columns}


def _by_piece(classes: Mapping[str, PieceClass], row: Mapping[str, Any]) -> dict[PieceClass, dict[str, Any]]:
    """The fields of a row that have a value, as JSON holds them, by class; a class without any is left out."""
    found: dict[PieceClass, dict[str, Any]] = {}
    for key, value in row.items():
        if value is not None and (piece := classes.get(key)):
            if piece not in found:
                found[piece] = {}
            found[piece][key] = value if type(value) is str else stored(value)
    return found


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
    result: Document = _typed(kind.fields, document)
    for part, fields in kind.part_fields.items():
        result[part] = [{"id": item["id"], **_typed(fields, item)} for item in document.get(part, ())]
    return result


def _typed(columns: tuple[Column[Any], ...], row: Mapping[str, Any]) -> dict[str, Value]:
    return {
        key: read(value) if read else value
        for key, read in readers_of(columns)
        if (value := row.get(key)) is not None
    }


def encode(content: Mapping[str, Any]) -> bytes:
    """Canonical enough to be reproducible: sorted keys, no white space, UTF-8. Bytes are kept verbatim."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
