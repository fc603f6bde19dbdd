"""The book of what was sent and what came back: where the next bundle begins, and what is still unacknowledged.

Making a bundle or carrying it changes nothing in what counts as sent: only a receipt of the superior does. So a
lost stick costs nothing, and sending again is always right.
"""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlalchemy.dialects.sqlite import insert

from desktop.bundles import refusals
from desktop.bundles.format import BundleKind
from desktop.bundles.manifest import Acked
from desktop.bundles.refusals import refusal
from desktop.bundles.write import Written
from desktop.exchange.office import stamp
from desktop.exchange.records import OutboxRow, SuperiorRow
from desktop.storage.audit import AuditRow
from desktop.storage.files import STAY_HERE, FileRow, KeptFile, listed
from desktop.storage.log import SYSTEM, LogRow, read_head, read_log, text_of
from desktop.storage.work import Reading, Work

OUTBOX = "outbox"
BUILT, CARRIED, ACKNOWLEDGED = "built", "carried", "acknowledged"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A bundle that lies in the outbox: its id, its file there, the name it gets on a stick, size in bytes."""

    bundle_id: str
    path: Path
    name: str
    number: int
    size: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Unsent:
    """What the superior hasn't acknowledged: how many changes, since when, whether all of it lies on sticks.

    ``parts`` are the changes by kind, the most first; ``size`` is about the bytes that a stick must take. ``files``:
    how many kept files the superior misses that can be sent from here; ``gone``: how many are here no more either.
    ``received``: a receipt says that nothing is missing there.
    """

    changes: int
    since: datetime | None
    carried: bool
    parts: tuple[tuple[str, int], ...] = ()
    size: int = 0
    files: int = 0
    gone: int = 0
    received: bool = False

    @property
    def anything(self) -> bool:
        """Whether there is anything to send."""
        return bool(self.changes or self.files)


@dataclass(frozen=True, slots=True)
class Sending:
    """A bundle that was sent before, or that waits in the outbox. ``received``: the last receipt covers it."""

    number: int
    name: str
    made: datetime
    changes: int
    carried: datetime | None
    received: datetime | None


def hash_at(reading: Reading, q: int) -> str | None:
    """The own log's hash at a number, as headers have it; None beyond its end."""
    found = reading.connection.execute(select(LogRow.h).where(LogRow.q == q)).scalar_one_or_none()
    return None if found is None else text_of(found)


def start_of(reading: Reading) -> int:
    """The first record of the next bundle: after the acknowledged end; 1 when anything is in doubt.

    Never inside a group of records that belong together.
    """
    first = received_to(reading) + 1
    record = next(iter(read_log(reading.connection, first, first)), None)
    return first if record is None else int(record.head["x"][0])


def received_to(reading: Reading) -> int:
    """The number up to which the superior holds this log, by its receipt and an agreeing hash; 0 otherwise."""
    row = SuperiorRow
    query = select(row.acked_q, row.acked_h, row.need_from)
    found = reading.connection.execute(query).one_or_none()
    if found is None or found.acked_q is None or hash_at(reading, found.acked_q) != found.acked_h:
        return 0
    return int(min(found.acked_q, found.need_from - 1))


def acknowledged(reading: Reading) -> Acked | None:
    """The last receipt that was understood, as a manifest carries it."""
    row = SuperiorRow
    query = select(row.urn, row.coll_inc, row.receipt_no, row.acked_q, row.acked_h)
    found = reading.connection.execute(query).one_or_none()
    if found is None or found.coll_inc is None or found.acked_q is None or found.acked_h is None:
        return None
    return Acked(found.urn, found.coll_inc, found.receipt_no, found.acked_q, found.acked_h)


def wanted(reading: Reading) -> tuple[str, ...]:
    """Hashes of files that the superior misses, by its last receipt."""
    found = reading.connection.execute(select(SuperiorRow.wanted)).scalar_one_or_none()
    return tuple(json.loads(found)) if found else ()


def owed(reading: Reading) -> tuple[KeptFile, ...]:
    """The files of ``wanted`` that can be sent from here."""
    kept = listed(reading.connection, sorted(wanted(reading)))
    return tuple(file for file in kept if file.media not in STAY_HERE and reading.has_file(file.sha256))


_THINGS = func.count((LogRow.kind + LogRow.entity).distinct())
"""How many things: a meeting that was saved three times is one change."""


def things(reading: Reading, first: int, last: int) -> int:
    """How many things the records of a range change."""
    own = LogRow.q.between(first, last) & ~LogRow.kind.startswith(SYSTEM, autoescape=True)
    return int(reading.connection.execute(select(_THINGS).where(own)).scalar_one())


def unsent(reading: Reading) -> Unsent | None:
    """What the home page and the sending page show; None where there is no superior."""
    above = reading.connection.execute(select(SuperiorRow.urn)).scalar_one_or_none()
    if above is None:
        return None
    first = start_of(reading)
    open_ = (LogRow.q >= first) & ~LogRow.kind.startswith(SYSTEM, autoescape=True)
    bulk = sum(func.coalesce(func.length(one), 0) for one in (LogRow.pa, LogRow.pb, LogRow.pt))
    query = select(LogRow.kind, _THINGS, func.min(LogRow.q), func.sum(func.length(LogRow.header) + bulk))
    rows = reading.connection.execute(query.where(open_).group_by(LogRow.kind)).all()
    since = None
    if rows:
        oldest = min(q for _kind, _n, q, _size in rows)
        record = next(iter(read_log(reading.connection, oldest, oldest)))
        since = datetime.fromisoformat(record.head["t"])
    asked, files = wanted(reading), owed(reading)
    parts = sorted(((kind, n) for kind, n, _q, _size in rows), key=lambda part: (-part[1], part[0]))
    return Unsent(
        sum(n for _kind, n in parts),
        since,
        _carried(reading, above, first),
        tuple(parts),
        sum(size for _kind, _n, _q, size in rows)
        + _files_since(reading, since, [file.sha256 for file in files])
        + sum(file.size for file in files),
        len(files),
        len(asked) - len(files),
        not rows and not asked and received_to(reading) > 0,
    )


def _carried(reading: Reading, above: str, first: int) -> bool:
    """Whether one sending lies on sticks whole, from the first record that is missing above to the last one here.

    What was carried before an enrolment was signed with the keys of before: it doesn't count.
    """
    head = read_head(reading.connection)
    for sending in _under_way(reading, above, head.inc):
        reaches = sending[0].first <= first and sending[-1].last == head.q
        if reaches and all(one.state == CARRIED for one in sending):
            return _since_enrolment(reading, [one.bundle_id for one in sending])
    return False


def _under_way(reading: Reading, above: str, inc: str) -> list[list[Row[Any]]]:
    """What no receipt covers, the bundles of one sending together, the newest sending first."""
    row = OutboxRow
    query = (
        select(row.__table__)
        .where(row.addressee == above, row.kind == BundleKind.DATA.value)
        .where(row.state != ACKNOWLEDGED, row.inc == inc)
        .order_by(row.number)
    )
    found: list[list[Row[Any]]] = []
    for one in reading.connection.execute(query):
        before = found[-1][-1] if found else None
        follows = before is not None and (one.number, one.first) == (before.number + 1, before.last + 1)
        if before is not None and follows and one.made_at == before.made_at:
            found[-1].append(one)
        else:
            found.append([one])
    return found[::-1]


def _since_enrolment(reading: Reading, bundles: list[str]) -> bool:
    row = AuditRow
    enrolled = select(func.coalesce(func.max(row.n), 0)).where(row.action == "superior")
    before = select(row.n).where(
        row.action == "carried", row.entity.in_(bundles), row.n < enrolled.scalar_subquery()
    )
    return reading.connection.execute(before.limit(1)).first() is None


def sendings(reading: Reading, limit: int = 60) -> tuple[Sending, ...]:
    """What was sent to the superior, the newest first; of what was only built, the newest alone."""
    above = reading.connection.execute(select(SuperiorRow.urn)).scalar_one_or_none()
    row = OutboxRow
    held = select(_THINGS).where(
        LogRow.q.between(row.first, row.last), ~LogRow.kind.startswith(SYSTEM, autoescape=True)
    )
    query = (
        select(
            row.number,
            row.name,
            row.made_at,
            row.state,
            row.carried_at,
            row.acked_at,
            row.last,
            held.correlate(row).scalar_subquery().label("changes"),
        )
        .where(row.addressee == above, row.kind == BundleKind.DATA.value)
        .order_by(row.number.desc())
        .limit(limit)
    )
    received = received_to(reading)  # less than once was, if the superior lost some of it
    return tuple(
        Sending(
            one.number,
            one.name,
            datetime.fromisoformat(one.made_at),
            one.changes,
            _moment(one.carried_at),
            _moment(one.acked_at) if one.state == ACKNOWLEDGED and one.last <= received else None,
        )
        for place, one in enumerate(reading.connection.execute(query))
        if one.state != BUILT or place == 0
    )


def _files_since(reading: Reading, since: datetime | None, asked: list[str]) -> int:
    """About what the files weigh that go along unasked: those kept since the oldest open change."""
    if since is None:
        return 0
    kept = select(func.coalesce(func.sum(FileRow.size), 0)).where(
        FileRow.media.not_in(STAY_HERE),
        FileRow.kept_at >= since.isoformat(timespec="seconds"),
        FileRow.sha256.not_in(asked),
    )
    return int(reading.connection.execute(kept).scalar_one())


def _moment(stamped: str | None) -> datetime | None:
    return None if stamped is None else datetime.fromisoformat(stamped)


def next_number(reading: Reading, addressee: str) -> int:
    """The count, for people, of the next bundle to somebody."""
    query = select(func.max(OutboxRow.number)).where(OutboxRow.addressee == addressee)
    return (reading.connection.execute(query).scalar_one() or 0) + 1


def enter(work: Work, made: Written, addressee: str, number: int, name: str) -> None:
    """A bundle was made and lies in the outbox."""
    manifest, log = made.manifest, made.manifest.log
    work.connection.execute(
        insert(OutboxRow).values(
            bundle_id=manifest.bundle_id,
            content_id=manifest.content_id,
            kind=manifest.kind.value,
            addressee=addressee,
            number=number,
            name=name,
            sha256=made.sha256,
            size=made.size,
            inc=log.inc if log else None,
            first=log.first if log else None,
            last=log.last if log else None,
            state=BUILT,
            made_at=stamp(work),
        )
    )


def sent(work: Work, bundle_id: str) -> None:
    """A bundle lies on a stick and was read back from it. It isn't acknowledged by that."""
    row = OutboxRow
    work.connection.execute(
        update(row)
        .where(row.bundle_id == bundle_id, row.state != ACKNOWLEDGED)
        .values(state=CARRIED, carried_at=stamp(work))
    )
    work.audit("carried", bundle_id)


def settle_outbox(work: Work, addressee: str) -> tuple[str, ...]:
    """After a receipt: bundles whose end the acknowledged log contains are done; gives their ids.

    One that holds files alone is done when the superior misses none any more.
    """
    acked = acknowledged(work)
    if acked is None:
        return ()
    row = OutboxRow
    query = select(row.bundle_id).where(
        row.addressee == addressee, row.state != ACKNOWLEDGED, row.last.is_not(None), row.last <= acked.q
    )
    if wanted(work):
        query = query.where(row.first <= row.last)
    done = tuple(work.connection.execute(query).scalars())
    if done:
        values = {"state": ACKNOWLEDGED, "acked_at": stamp(work)}
        work.connection.execute(update(row).where(row.bundle_id.in_(done)).values(**values))
    return done


def opened_outbox(home: Path) -> Path:
    """The folder of what is on its way, made if need be. Trouble BUN-61 if the disk doesn't let it."""
    folder = home / OUTBOX
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise refusal(refusals.NOT_WRITTEN) from error
    return folder


def sweep(reading: Reading, home: Path) -> None:
    """Remove from the outbox what no line of the book asks for: acknowledged files, and what a cut left behind.

    What the disk doesn't let go of now, the next sweep takes.
    """
    folder = home / OUTBOX
    if not folder.is_dir():
        return
    query = select(OutboxRow.bundle_id).where(OutboxRow.state != ACKNOWLEDGED)
    needed = {f"{id_}.scb" for id_ in reading.connection.execute(query).scalars()}
    with suppress(OSError):
        for path in folder.iterdir():
            if path.name not in needed:
                path.unlink(missing_ok=True)
