"""The files that a unit's records name: missing until they come, kept when they do, and filed on the day of that.

A unit's mistake in what it says of a file costs that file, not its records.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.sqlite import insert

from desktop.basics.errors import Refused
from desktop.bundles.fields import SHA256_HEX
from desktop.exchange.projection import UNFIT
from desktop.exchange.records import UnitFileRow, UnitPaperRow
from desktop.storage.log import Stored
from desktop.storage.snapshot import FILES
from desktop.storage.vault import TOO_LARGE
from desktop.storage.work import Work


def name_files(work: Work, unit: str, records: list[Stored]) -> None:
    """Files that the records name are missing until they come."""
    rows = [
        {
            "unit": unit,
            "sha256": file["sha256"],
            "size": file["size"],
            "media": file["media"][:60],
            "name": file["name"][:120],
            "here": False,
        }
        for record in records
        for file in _files_of(record)
    ]
    if rows:
        work.connection.execute(insert(UnitFileRow).on_conflict_do_nothing(), rows)


def file_papers(work: Work, unit: str, records: list[Stored], came: str) -> None:
    """Records that are taken in file what they name on the day on which their file came; the first day stays.

    Records that are held already count too: the file may have come before the one that brought them.
    """
    rows = [
        {"unit": unit, "id": record.entity, "sha256": file["sha256"], "filed_at": came}
        for record in records
        for file in _files_of(record)
    ]
    if rows:
        told = insert(UnitPaperRow)
        first = func.min(UnitPaperRow.filed_at, told.excluded.filed_at)
        keys = [column.name for column in UnitPaperRow.__table__.primary_key]
        work.connection.execute(
            told.on_conflict_do_update(index_elements=keys, set_={"filed_at": first}), rows
        )


def file_taker(work: Work, unit: str) -> Callable[[str, bytes], None]:
    """Puts a file into the vault if a record of the unit names it; one that the vault can't hold stays missing."""
    row = UnitFileRow

    def take(sha256: str, content: bytes) -> None:
        named = (row.unit == unit) & (row.sha256 == sha256)
        file = work.connection.execute(select(row.media, row.name, row.here).where(named)).one_or_none()
        if file is None or (file.here and work.has_file(sha256)):
            return
        try:
            work.keep_file(content, file.media, file.name)
        except Refused as refused:
            if refused.code != TOO_LARGE:
                raise
            return
        work.connection.execute(update(row).where(named).values(here=True))

    return take


def _files_of(record: Stored) -> list[dict[str, Any]]:
    """The well-formed ones."""
    if not record.head.get("nb"):
        return []
    try:
        files = record.document.get(FILES)
    except UNFIT:
        return []
    return [file for file in files if _sound_file(file)] if isinstance(files, list) else []


def _sound_file(file: object) -> bool:
    if not isinstance(file, dict) or type(file.get("size")) is not int:
        return False
    named = all(isinstance(file.get(key), str) for key in ("sha256", "media", "name"))
    return named and SHA256_HEX.fullmatch(file["sha256"]) is not None
