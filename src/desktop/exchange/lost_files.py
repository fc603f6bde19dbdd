"""Papers of units that this computer's disk lost: their lines are set right, so that the receipts ask for them.

A restore may come without a file that its tables say is here, and disks lose files. That is found out at an opening,
with one look at the vault's folder, and where a paper is missed; no receipt looks at the disk.
"""

from collections.abc import Iterable

from sqlalchemy import select, update

from desktop.exchange.records import UnitFileRow
from desktop.storage.register import Register
from desktop.storage.work import Reading, Work


def mind_files(register: Register) -> None:
    """Set right the lines of all papers that the vault lacks. Nothing lost: nothing is written."""
    lost = register.read(_lost).result()
    if lost:
        register.write(note_lost, lost).result()


def note_lost(work: Work, sha256s: Iterable[str]) -> None:
    """These files aren't here any more, whichever units name them."""
    row = UnitFileRow
    for sha256 in sha256s:
        work.connection.execute(update(row).where(row.sha256 == sha256, row.here).values(here=False))
        work.audit("file.lost", sha256)


def _lost(reading: Reading) -> tuple[str, ...]:
    query = select(UnitFileRow.sha256).where(UnitFileRow.here).distinct()
    return reading.lacking(reading.connection.execute(query.order_by(UnitFileRow.sha256)).scalars())
