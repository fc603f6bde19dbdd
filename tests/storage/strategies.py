"""Documents of every kind, made from its declared columns: whatever a form could hand over."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import Boolean, Column, Date, Integer, String

from desktop.basics.ids import new_id
from desktop.basics.text import nfc
from desktop.storage.records import Document, Kind, LocalTime

VIETNAMESE = 'aăâbcdđeêghiklmnoôơpqrstuưvxyÀẢÃÁẠỆỔỮỢĐ  \n-/.,"\\%0123456789'


def texts(longest: int | None = None) -> st.SearchStrategy[str]:
    """Composed text, some of it Vietnamese, some of it anything that can be stored."""
    most = min(longest or 40, 40)
    any_text = st.text(st.characters(codec="utf-8"), max_size=most) | st.text(VIETNAMESE, max_size=most)
    return any_text.map(lambda text: nfc(text)[:longest])


def values(column: Column[Any]) -> st.SearchStrategy[Any]:
    """A value that the column can hold, never None."""
    if isinstance(column.type, Boolean):
        return st.booleans()
    if isinstance(column.type, Date):
        return st.dates(date(1900, 1, 1), date(2100, 12, 31))
    if isinstance(column.type, LocalTime):
        return st.datetimes(datetime(1930, 2, 3), datetime(2100, 1, 1)).map(
            lambda moment: moment.replace(second=0, microsecond=0)
        )
    if isinstance(column.type, Integer):
        return st.integers(-(2**63), 2**63 - 1)
    assert isinstance(column.type, String)
    return texts(column.type.length)


def rows(columns: Iterable[Column[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """The fields of one row: those that must be there, and any of the others."""
    columns = tuple(columns)
    return st.fixed_dictionaries(
        {column.key: values(column) for column in columns if not column.nullable},
        optional={column.key: values(column) for column in columns if column.nullable},
    )


def documents(kind: Kind) -> st.SearchStrategy[Document]:
    """Whole documents, each part a list of rows with ids of their own."""

    def part(columns: tuple[Column[Any], ...]) -> st.SearchStrategy[list[dict[str, Any]]]:
        return st.lists(rows(columns).map(lambda row: {"id": new_id(), **row}), max_size=3)

    parts = st.fixed_dictionaries({name: part(columns) for name, columns in kind.part_fields.items()})
    return st.tuples(rows(kind.fields), parts).map(lambda pair: pair[0] | pair[1])
