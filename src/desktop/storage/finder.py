"""Quick find over everything that has a name, without diacritics, as one types.

A plain table keeps what is shown, an FTS5 index beside it the folded words (``đ`` too, which FTS5 does not fold
by itself). Both follow the records inside the capturing unit of work.
"""

import re
from dataclasses import dataclass
from heapq import nsmallest

from sqlalchemy import Index, Integer, String, Text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, mapped_column

from desktop.basics.text import fold, nfc, vkey
from desktop.storage.records import Base, Document, Kind
from desktop.storage.statements import driver_of

_POOL = 400
_MATCHING = (
    "SELECT f.unit, f.kind, f.id, f.title, f.subtitle, f.words"
    " FROM finder_words w JOIN finder f ON f.row = w.rowid WHERE finder_words MATCH ? LIMIT ?"
)
_FILE = "INSERT INTO finder (unit, kind, id, title, subtitle, words) VALUES (?, ?, ?, ?, ?, ?)"
_HELD = "SELECT title, subtitle, words FROM finder WHERE unit = ? AND kind = ? AND id = ?"


class FinderRow(Base):
    """What quick find shows of one aggregate; triggers keep the index ``finder_words`` in step."""

    __tablename__ = "finder"
    __table_args__ = (Index("finder_record", "unit", "kind", "id", unique=True),)

    row: Mapped[int] = mapped_column(Integer, primary_key=True)
    unit: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(32))
    id: Mapped[str] = mapped_column(String(36))
    title: Mapped[str] = mapped_column(String(200))
    subtitle: Mapped[str] = mapped_column(String(200))
    words: Mapped[str] = mapped_column(Text)


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found."""

    unit: str
    kind: str
    id: str
    title: str
    subtitle: str


def file_away(
    connection: Connection, kind: Kind, unit: str, documents: list[tuple[str, Document | None]]
) -> None:
    """Bring quick find up to date for these aggregates (None: gone)."""
    if kind.find is None:
        return
    driver = driver_of(connection)
    gone, come = [], []
    for id_, document in documents:
        held = driver.execute(_HELD, (unit, kind.name, id_)).fetchone()
        found = None if document is None else kind.find(document)
        shown = None if found is None else (found.title, found.subtitle, fold(found.words))
        if shown == held:
            continue
        if held is not None:
            gone.append((unit, kind.name, id_))
        if shown is not None:
            come.append((unit, kind.name, id_, *shown))
    if gone:
        driver.executemany("DELETE FROM finder WHERE unit = ? AND kind = ? AND id = ?", gone)
    if come:
        driver.executemany(_FILE, come)


def look_anew(connection: Connection) -> None:
    """Let this connection see the index as it is now, before SQLite checks it.

    FTS5 remembers how the index is laid out and asks whether it changed only when a query begins. A check on a
    connection that has read before would follow the old layout and cry corruption.
    """
    driver_of(connection).execute("SELECT rowid FROM finder_words LIMIT 1").fetchall()


def find(connection: Connection, typed: str, limit: int = 12) -> tuple[Hit, ...]:
    """The best hits for what was typed: every word must begin a word of the hit.

    Words typed with diacritics also count with them: "nông" puts Nông first, never Nòng.
    """
    words = re.findall(r"\w+", fold(typed))
    if not words:
        return ()
    match = " ".join(f'"{word}"*' for word in words)
    rows = driver_of(connection).execute(_MATCHING, (match, _POOL)).fetchall()
    accented = [word for word in nfc(typed).casefold().split() if fold(word) != word]
    if accented:
        exact = [row for row in rows if all(word in row[3].casefold() for word in accented)]
        rows = exact or rows
    first, last = words[0], words[-1]

    def rank(row: tuple[str, ...]) -> tuple[bool, bool, int, str]:
        # What is searched begins with the title, folded already: the same words, as many.
        title = row[5].split()[: row[3].count(" ") + 1]
        return (
            not (title and title[-1].startswith(last)),
            not (title and title[0].startswith(first)),
            len(title),
            vkey(row[3]),
        )

    return tuple(Hit(*row[:5]) for row in nsmallest(limit, rows, key=rank))
