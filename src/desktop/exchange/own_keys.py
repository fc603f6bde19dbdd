"""What this register keeps of its own keys and of enrolments under way: one sealed file for each role."""

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from desktop.exchange.records import OwnKeyRow
from desktop.keys import strict
from desktop.keys.enrolment_files import PendingKit
from desktop.storage.files import KEYS_MEDIA, FileRow
from desktop.storage.work import Reading, Work

REQUEST = "request"
"""The role of the keys whose certificate was asked for and hasn't come yet."""
_KITS = "kits"
MOST_KITS, _LARGEST_KIT = 500, 4096


def held(reading: Reading, role: str) -> bytes | None:
    """The content, in memory and verified; None if nothing is kept."""
    sha256 = _file(reading, role)
    return None if sha256 is None else reading.file(sha256)


def keep(work: Work, role: str, content: bytes) -> None:
    """Keep it, sealed, in the place of what was kept before."""
    row, before = OwnKeyRow, _file(work, role)
    sha256 = work.keep_file(content, KEYS_MEDIA, role)
    values = {"file": sha256, "since": work.now.isoformat(timespec="seconds")}
    work.connection.execute(
        insert(row).values(role=role, **values).on_conflict_do_update(index_elements=["role"], set_=values)
    )
    if before != sha256:
        _forget(work, before)


def drop(work: Work, role: str) -> None:
    """Keep it no longer."""
    before = _file(work, role)
    work.connection.execute(delete(OwnKeyRow).where(OwnKeyRow.role == role))
    _forget(work, before)


def kits(reading: Reading) -> tuple[PendingKit, ...]:
    """The enrolment kits that were given out and not used yet, whatever their age."""
    content = held(reading, _KITS)
    if content is None:
        return ()
    fields = strict.read(content)
    found = tuple(PendingKit.read(one) for one in fields.octets_list("kits", MOST_KITS, _LARGEST_KIT))
    fields.end()
    return found


def keep_kits(work: Work, waiting: tuple[PendingKit, ...]) -> None:
    """Keep these kits and no others."""
    keep(work, _KITS, strict.written({"kits": [strict.shown(one.written()) for one in waiting]}))


def _forget(work: Work, sha256: str | None) -> None:
    if sha256 is not None:
        work.connection.execute(delete(FileRow).where(FileRow.sha256 == sha256))  # swept at the next opening


def _file(reading: Reading, role: str) -> str | None:
    row = OwnKeyRow
    return reading.connection.execute(select(row.file).where(row.role == role)).scalar_one_or_none()
