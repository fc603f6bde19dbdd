"""Sending upward: what the superior has not acknowledged, sealed and signed into the outbox, then on to a stick.

Files first, book second: a power cut leaves at most a file that nobody asks for, which the next sending sweeps.
The outbox keeps the sealed file until a receipt covers it, so the stick is never the only copy.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.engine import Connection

from desktop.basics.errors import Refused
from desktop.basics.language import msg
from desktop.basics.places import own_version
from desktop.bundles.drive import Carried, carry, look, must_be_still, require
from desktop.bundles.format import MIB, BundleKind
from desktop.bundles.log_range import LogSource, volumes
from desktop.bundles.manifest import Sender
from desktop.bundles.names import file_name
from desktop.bundles.write import Addressee, Blob, Letter, write_data, write_file
from desktop.exchange import ledger
from desktop.exchange.figures import told_figures
from desktop.exchange.ledger import OUTBOX, Outgoing
from desktop.exchange.office import Device, Superior, reporting
from desktop.keys import cms
from desktop.organisations.queries import unit_name
from desktop.storage.audit import AuditRow
from desktop.storage.files import STAY_HERE, KeptFile, listed
from desktop.storage.log import Stored, read_head
from desktop.storage.register import Register, RegisterRow
from desktop.storage.snapshot import FILES
from desktop.storage.users import Right
from desktop.storage.work import Reading, Work

MOST_RECORDS, MOST_BYTES = 100_000, 128 * MIB
_TELL_EVERY, _FILE_WEIGHS = 100, 10

STOPPED = "EXC-05"


class Stage(StrEnum):
    """What sending is at: sealing into the outbox, writing to the stick, reading back from it."""

    SEALING = "sealing"
    WRITING = "writing"
    READING = "reading"


Watch = Callable[[Stage, int, int], None]
"""Is told stage, done and of how much (parts while sealing, then bytes of writing and reading together); may
raise to stop."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What lies on the stick now: the files there, how many records, and changes, they hold, the bundles' numbers."""

    files: tuple[Carried, ...]
    records: int
    changes: int
    numbers: tuple[int, ...] = ()


def send(register: Register, root: Path, *, whole: bool = False, watch: Watch | None = None) -> Sent:
    """Make the bundles and carry them to the stick or folder ``root``; each is read back there.

    ``whole``: the whole log instead of what is unacknowledged; never wrong, only larger. To be called from a
    thread that may wait. Refused EXC-01 (no superior), STO-20; Trouble USB-01 … USB-07, BUN-61 … BUN-63. What
    was built stays in the outbox, whatever the stick does.
    """
    tell = watch or _unwatched
    drive = look(root)
    require(drive)  # before anything is built
    built = register.write(build, register.ground.home, whole=whole, watch=tell).result()
    of, done = 2 * sum(outgoing.size for outgoing in built), 0
    files = []
    for outgoing in built:
        after = done + outgoing.size
        must_be_still(drive)
        files.append(
            carry(
                outgoing.path,
                root,
                outgoing.name,
                progress=_counting(tell, Stage.WRITING, done, of),
                reading=_counting(tell, Stage.READING, after, of),
            )
        )
        done = after + outgoing.size
        register.write(ledger.sent, outgoing.bundle_id).result()
    records = sum(outgoing.last - outgoing.first + 1 for outgoing in built)
    changes = register.read(ledger.things, built[0].first, built[-1].last).result()
    return Sent(tuple(files), records, changes, tuple(outgoing.number for outgoing in built))


def stopped() -> Refused:
    """What a watcher raises when the user asked to stop."""
    return Refused(
        STOPPED,
        msg("Stopped. Nothing was lost, and no half file stays on the stick."),
        msg("Send again whenever you like."),
    )


def build(work: Work, home: Path, *, whole: bool = False, watch: Watch | None = None) -> tuple[Outgoing, ...]:
    """Write what is unacknowledged into the outbox, in as many bundles as it takes, and enter them.

    One transaction sees one state of the log. Refused EXC-01, STO-20; Trouble BUN-61 … BUN-63.
    """
    work.require(Right.WRITE)
    superior, device = reporting(work)
    ledger.sweep(work, home)
    ledger.opened_outbox(home)
    first = 1 if whole else ledger.start_of(work)
    asked = ledger.wanted(work)
    now = read_head(work.connection).q, told_figures(work, work.unit)
    built = []
    tell = watch or _unwatched
    for start, end in volumes(_Watched(tell, work.connection, first), MOST_RECORDS, MOST_BYTES):
        named = _named_files(work, start, end)
        kept = listed(work.connection, sorted({*named, *asked}))
        # One that a restore came without is missing at the superior, who says so; it keeps nothing else back.
        files_of = tuple(file for file in kept if file.media not in STAY_HERE and work.has_file(file.sha256))
        for place, files in enumerate(_loads(files_of)):
            begin = start if place == 0 else end + 1  # what doesn't fit beside the records follows on its own
            source = _Watched(tell, work.connection, begin, end, files=len(files))
            figures = (
                now[1] if end == now[0] else {}
            )  # a volume before the last ends where nobody counts any more
            built.append(_write(work, home, superior, device, source, files, figures))
        asked = ()
    work.audit("export", superior.urn, f"{first}-{built[-1].last}")
    return tuple(built)


def _write(
    work: Work,
    home: Path,
    superior: Superior,
    device: Device,
    source: "_Watched",
    files: tuple[KeptFile, ...],
    figures: dict[str, int],
) -> Outgoing:
    number = ledger.next_number(work, superior.urn)
    letter = _letter(work, superior, device, number)
    path = home / OUTBOX / f"{letter.bundle_id}.scb"
    made = write_file(
        path,
        lambda target: write_data(
            letter,
            source,
            lambda raw: cms.sign(raw, device.signer, at=work.now),
            target,
            blobs=[Blob(file.sha256, partial(source.file, work, file.sha256)) for file in files],
            blob_secret=work.connection.execute(select(RegisterRow.vault_name_key)).scalar_one(),
            figures=figures,
        ),
    )
    name = file_name(BundleKind.DATA, "", unit_name(work), work.today, number)
    ledger.enter(work, made, superior.urn, number, name)
    span = source.log
    return Outgoing(letter.bundle_id, path, name, number, made.size, span.first, span.last)


def _letter(reading: Reading, superior: Superior, device: Device, number: int) -> Letter:
    newest = select(AuditRow.n, AuditRow.h).order_by(AuditRow.n.desc()).limit(1)
    line = reading.connection.execute(newest).one_or_none()
    return Letter(
        kind=BundleKind.DATA,
        sender=Sender(reading.unit, device.id, device.signer.certificate.sha256),
        to=(Addressee(superior.urn, superior.public),),
        number=number,
        created=reading.now.replace(microsecond=0),
        app=f"sochibo {own_version()}",
        acked=ledger.acknowledged(reading),
        audit=None if line is None else {"h": line.h.hex(), "n": line.n},
        can_read={kind.name: kind.version for kind in reading.kinds.all},
    )


def _named_files(reading: Reading, first: int, last: int) -> set[str]:
    """Hashes of the files that the records of a range name."""
    named: set[str] = set()
    for record in LogSource(reading.connection, first, last).records(first, last):
        if record.head.get("nb"):
            named |= {str(file["sha256"]) for file in record.document.get(FILES, ())}
    return named


def _loads(files: tuple[KeptFile, ...]) -> Iterator[tuple[KeptFile, ...]]:
    """The files in loads that fit into one bundle each; the first may be empty."""
    load: list[KeptFile] = []
    size = 0
    for file in files:
        if load and size + file.size > MOST_BYTES:
            yield tuple(load)
            load, size = [], 0
        load.append(file)
        size += file.size
    yield tuple(load)


class _Watched(LogSource):
    """The log as a source that tells how far the sealing is, so that it can be stopped too.

    A file is gone through twice and weighs as much as so many records.
    """

    def __init__(
        self, tell: Watch, connection: Connection, first: int = 1, last: int | None = None, files: int = 0
    ) -> None:
        super().__init__(connection, first, last)
        self._tell = tell
        self._records = self.log.last - self.log.first + 1
        self._of = self._records + 2 * files * _FILE_WEIGHS
        self._read = 0

    def records(self, first: int, last: int) -> Iterable[Stored]:
        """Records by number, in order; each hundredth is told."""
        for record in super().records(first, last):
            if record.q % _TELL_EVERY == 0:
                self._tell(Stage.SEALING, record.q - self.log.first + 1, self._of)
            yield record

    def file(self, reading: Reading, sha256: str) -> bytes:
        """A kept file's content."""
        content = reading.file(sha256)
        self._read += _FILE_WEIGHS
        self._tell(Stage.SEALING, min(self._records + self._read, self._of), self._of)
        return content


def _counting(tell: Watch, stage: Stage, before: int, of: int) -> Callable[[int, int], None]:
    return lambda done, _size: tell(stage, before + done, of)


def _unwatched(_stage: Stage, _done: int, _of: int) -> None:
    """Nobody looks on."""
