"""Taking a unit's records into its own log here, one transaction a bundle. Called by ``take_in`` only."""

import json
from bisect import bisect_left
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.sqlite import insert

from desktop.basics.language import Message, msg
from desktop.bundles.manifest import Branch, LogRange, Manifest, digest_of
from desktop.bundles.read import CheckedBundle
from desktop.bundles.receipt import State
from desktop.exchange import projection
from desktop.exchange.figures import DIFFER, all_shown, disagree
from desktop.exchange.office import Unit, stamp
from desktop.exchange.outcomes import FROZEN, AlreadyTaken, Forked, Frozen, Gap, Outcome, Ready, Summary
from desktop.exchange.records import (
    FindingRow,
    InboxRow,
    ProjectionErrorRow,
    UnitEntityRow,
    UnitFileRow,
    UnitLogRow,
    UnitRow,
)
from desktop.exchange.unit_files import file_papers, file_taker, name_files
from desktop.storage.audit import AuditRow
from desktop.storage.log import SYSTEM, Stored, text_of
from desktop.storage.records import PIECES
from desktop.storage.statements import driver_of
from desktop.storage.work import Reading, Work

ADOPTED, ASIDE = "adopted", "aside"
DEVICE_NOTED = "device"
"""The audit's word for the first bundle of a computer."""
FORK, BRANCH, DISAGREES, ROWS = "fork", "branch", "figures", "rows"
_KEEP = (
    "INSERT INTO unit_log (unit, inc, q, h, status, header, pa, sa, pb, sb, pt, st)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (unit, inc, q, h) DO UPDATE SET"
    " status = CASE WHEN excluded.status = 'adopted' THEN 'adopted' ELSE status END,"
    " pa = coalesce(pa, excluded.pa), sa = coalesce(sa, excluded.sa),"
    " pb = coalesce(pb, excluded.pb), sb = coalesce(sb, excluded.sb),"
    " pt = coalesce(pt, excluded.pt), st = coalesce(st, excluded.st)"
)
_LATEST = (
    "SELECT json_extract(h, '$.k') AS kind, json_extract(h, '$.id') AS id, max(q), json_extract(h, '$.o')"
    " FROM (SELECT q, CAST(header AS TEXT) AS h FROM unit_log WHERE unit = ? AND status = ?)"
    " WHERE kind NOT LIKE 'sys.%' GROUP BY kind, id"
)
_ENTITY = "INSERT OR REPLACE INTO unit_entity (unit, kind, id, q, op) VALUES (?, ?, ?, ?, ?)"


def link(reading: Reading, unit: Unit, checked: CheckedBundle, certificate_expired: bool = False) -> Outcome:
    """How the bundle joins what is held of the unit: by hashes, never by numbers alone."""
    log = checked.manifest.log
    assert log is not None
    row = UnitRow
    held = reading.connection.execute(select(row.q, row.inc).where(row.urn == unit.urn)).one()
    summary = _summary(unit, checked, held.q, certificate_expired)
    if log.first - 1 > held.q:
        return Gap(summary, held.q + 1, log.first - 1)
    end = min(log.last, held.q)
    if end >= 1 and checked.hash_at(end) != _hash_at(reading, unit.urn, end):
        # Both are chains: from the record on at which they part, every hash differs.
        both = range(log.first - 1, end)
        at = both.start + bisect_left(
            both, True, key=lambda q: checked.hash_at(q) != _hash_at(reading, unit.urn, q)
        )
        return Forked(summary, at, _declared(reading, unit.urn, log, at))
    news = log.last > held.q or _missing(reading, unit.urn, checked.parsed.blobs)
    if not news and not mends(reading, unit.urn, checked.manifest, held.q):
        applied = select(InboxRow.applied_at).where(
            InboxRow.unit == unit.urn, InboxRow.last >= log.last, InboxRow.applied_at.is_not(None)
        )
        since = reading.connection.execute(applied.order_by(InboxRow.applied_at).limit(1)).scalar()
        return AlreadyTaken(summary, None if since is None else datetime.fromisoformat(since))
    return Frozen(summary) if is_frozen(reading, unit.urn) else Ready(summary)


def is_frozen(reading: Reading, unit: str) -> bool:
    """Whether the unit's log was told in two ways without saying so, and no person has answered that yet.

    Until then nothing more of it is taken in: which of the two goes on isn't known.
    """
    row = FindingRow
    query = select(row.subject).where(row.unit == unit, row.kind == FORK, row.solved_at.is_(None))
    return reading.connection.execute(query.limit(1)).first() is not None


def mends(reading: Reading, unit: str, manifest: Manifest, held: int) -> bool:
    """Whether it brings again what is held of a unit whose figures or rows disagree here: that is gone through anew.

    A person asked the unit for its whole log, which may come in several volumes, in whatever order. A part of it is
    gone through once; the whole as often as it comes.
    """
    log, inbox = manifest.log, InboxRow
    assert log is not None
    if log.first > min(log.last, held):
        return False
    if log.first != 1 or log.last < held:
        taken = select(inbox.sha256).where(
            inbox.unit == unit, inbox.bundle_id == manifest.bundle_id, inbox.applied_at.is_not(None)
        )
        if reading.connection.execute(taken.limit(1)).first():
            return False
    row, finding = ProjectionErrorRow, FindingRow
    failing = select(row.id).where(row.unit == unit)
    asked = select(finding.kind).where(finding.unit == unit, finding.kind.in_((DISAGREES, ROWS)))
    return any(reading.connection.execute(query.limit(1)).first() for query in (failing, asked))


def apply(work: Work, unit: Unit, checked: CheckedBundle, sha256: str, expired: bool = False) -> Outcome:
    """Judge again and do what follows, all in this one transaction."""
    outcome = link(work, unit, checked, expired)
    codes: tuple[str, ...] = ()
    match outcome:
        case Ready(summary):
            codes, state = _adopt(work, unit, checked, _came(work, sha256)), State.APPLIED
            outcome = Ready(summary, codes)
        case AlreadyTaken():
            state = State.ALREADY
        case Gap():
            state = State.WAITING
        case Forked(_, at, declared):
            _keep_aside(work, unit, checked)
            note_finding(work, unit.urn, BRANCH if declared else FORK, f"{checked.manifest.bundle_id}:{at}")
            state = State.ASIDE
        case Frozen():
            codes, state = (FROZEN,), State.ASIDE
        case _:
            raise AssertionError(outcome)
    enter(work, checked, sha256, state, codes)
    return outcome


def enter(work: Work, checked: CheckedBundle, sha256: str, state: State, codes: tuple[str, ...]) -> None:
    """The bundle's line in the inbox; the unit was heard of."""
    manifest, log = checked.manifest, checked.manifest.log
    assert log is not None
    row, now = InboxRow, stamp(work)
    became = told_by(manifest) | {"state": state.value, "codes": json.dumps(codes)}
    if state is State.APPLIED:
        became["applied_at"] = now
    told = insert(row).values(sha256=sha256, received_at=now, **became)
    if state is State.ALREADY:  # what it did when it came first stays
        work.connection.execute(told.on_conflict_do_nothing())
    else:  # it may have lain here unread: then nothing of it was known but when it came
        work.connection.execute(told.on_conflict_do_update(index_elements=["sha256"], set_=became))
    hear(work, manifest)
    work.audit("taken-in", manifest.sender.unit, f"{state.value} {log.first}-{log.last}")


def told_by(manifest: Manifest) -> dict[str, str | int]:
    """What a bundle of records says of itself, as a line of the inbox has it."""
    log = manifest.log
    assert log is not None
    return {
        "unit": manifest.sender.unit,
        "bundle_id": manifest.bundle_id,
        "content_id": manifest.content_id,
        "first": log.first,
        "last": log.last,
        "inc": log.inc,
        "epoch": log.epoch,
        "head": log.head,
        "made_at": manifest.created.isoformat(timespec="seconds"),
    }


def hear(work: Work, manifest: Manifest) -> None:
    """The unit was heard of on the day on which it made the file: an old stick makes nobody fresh.

    A clock that may be wrong says nothing about that; then it is today.
    """
    said = work.now if manifest.suspect else min(manifest.created, work.now)
    row = UnitRow
    unit = row.urn == manifest.sender.unit
    before = work.connection.execute(select(row.last_contact).where(unit)).scalar_one()
    if before is None or datetime.fromisoformat(before) < said:
        moment = said.astimezone(work.now.tzinfo).isoformat(timespec="seconds")
        work.connection.execute(update(row).where(unit).values(last_contact=moment))


def note_finding(work: Work, unit: str, kind: str, subject: str) -> None:
    """Something a person must look at; the same twice is one."""
    values = {"unit": unit, "kind": kind, "subject": subject, "found_at": stamp(work)}
    work.connection.execute(insert(FindingRow).values(**values).on_conflict_do_nothing())


def _ask_again(work: Work, unit: str, kind: str) -> None:
    """After this bundle it still is so: what somebody answered about an earlier one is open again."""
    note_finding(work, unit, kind, "now")
    row = FindingRow
    answered = (row.unit == unit) & (row.kind == kind) & (row.subject == "now") & row.solved_at.is_not(None)
    work.connection.execute(update(row).where(answered).values(found_at=stamp(work), solved_at=None))


def _came(work: Work, sha256: str) -> str:
    """When this file came in first: it may have waited here."""
    row = InboxRow
    found = work.connection.execute(select(row.received_at).where(row.sha256 == sha256)).scalar_one_or_none()
    return found or stamp(work)


def _adopt(work: Work, unit: Unit, checked: CheckedBundle, came: str) -> tuple[str, ...]:
    """New records on to the unit's log, files into the vault, rows into the tables; then everything is compared.

    Where it mends, what it has of the held records is gone through once more: a piece that is missing is filled in,
    and every row is made anew. Which records are the latest, the held log tells. Gives the codes of what disagrees.
    """
    log = checked.manifest.log
    assert log is not None
    held = work.connection.execute(select(UnitRow.q).where(UnitRow.urn == unit.urn)).scalar_one()
    _note_device(work, unit.urn, checked.manifest.sender.device)
    mending = mends(work, unit.urn, checked.manifest, held)
    known = 0 if mending else held
    touched: set[tuple[str, str]] = set()
    if mending:
        touched.update(_recount(work, unit.urn))

    def take(batch: list[Stored]) -> None:
        new = [record for record in batch if record.q > known]
        driver = driver_of(work.connection)
        driver.executemany(_KEEP, [_row(unit.urn, record, ADOPTED) for record in new])
        told = [record for record in new if not record.kind.startswith(SYSTEM)]
        driver.executemany(
            _ENTITY,
            [(unit.urn, one.kind, one.entity, one.q, str(one.head["o"])) for one in told if one.q > held],
        )
        touched.update((record.kind, record.entity) for record in told)
        name_files(work, unit.urn, new)
        file_papers(work, unit.urn, batch, came)

    checked.deliver(take, file_taker(work, unit.urn))
    if log.last > held:
        work.connection.execute(
            update(UnitRow)
            .where(UnitRow.urn == unit.urn)
            .values(inc=log.inc, epoch=log.epoch, q=log.last, h=digest_of(log.head))
        )
    projection.project(work, unit.urn, touched)
    return _compared(work, unit.urn, checked, at_end=log.last >= held)


def _compared(work: Work, unit: str, checked: CheckedBundle, *, at_end: bool) -> tuple[str, ...]:
    """Codes of what isn't as the unit says it is, ``at_end`` of all that is held; each is a finding until it is."""
    codes = _disagreeing(work, unit, checked) if at_end else ()
    rows = projection.faults(work, unit)
    if at_end:
        work.connection.execute(update(UnitRow).where(UnitRow.urn == unit).values(agrees=not codes))
    for kind, wrong in ((DISAGREES, codes), (ROWS, rows)):
        finding = FindingRow
        if wrong:
            _ask_again(work, unit, kind)
        elif at_end or kind == ROWS:
            work.connection.execute(
                delete(finding).where(finding.unit == unit, finding.kind == kind, finding.subject == "now")
            )
    return (*codes, *rows)


def _disagreeing(work: Work, unit: str, checked: CheckedBundle) -> tuple[str, ...]:
    """State root and totals of what is held, and the figures of the rows that were made of it."""
    row, totals = UnitEntityRow, checked.manifest.totals
    entities = work.connection.execute(select(row.kind, row.id, row.q, row.op).where(row.unit == unit))
    codes = tuple(fault.code for fault in checked.state_faults((k, i, q, op) for k, i, q, op in entities))
    if totals is not None and all_shown(work, unit) and disagree(work, unit, totals.figures):
        return (*codes, DIFFER)
    return codes


def latest_in_log(reading: Reading, unit: str) -> dict[tuple[str, str], tuple[int, str]]:
    """For each aggregate, number and operation of its latest adopted record, as the held log itself has it."""
    found = driver_of(reading.connection).execute(_LATEST, (unit, ADOPTED))
    return {(kind, id_): (q, op) for kind, id_, q, op in found}


def _recount(work: Work, unit: str) -> set[tuple[str, str]]:
    """Make the lines of the latest records anew from the held log; gives the aggregates whose line was wrong."""
    row = UnitEntityRow
    right = latest_in_log(work, unit)
    lines = work.connection.execute(select(row.kind, row.id, row.q, row.op).where(row.unit == unit))
    there = {(kind, id_): (q, op) for kind, id_, q, op in lines}
    work.connection.execute(delete(row).where(row.unit == unit))
    driver_of(work.connection).executemany(_ENTITY, [(unit, *key, *found) for key, found in right.items()])
    return {key for key in right.keys() | there.keys() if right.get(key) != there.get(key)}


def _note_device(work: Work, unit: str, device: str) -> None:
    """The first bundle of a computer leaves a line: the next look at a bundle compares with it."""
    row = AuditRow
    noted = select(row.reason).where(row.action == DEVICE_NOTED, row.entity == unit).order_by(row.n.desc())
    if work.connection.execute(noted.limit(1)).scalar() != device:
        work.audit(DEVICE_NOTED, unit, device)


def _keep_aside(work: Work, unit: Unit, checked: CheckedBundle) -> None:
    checked.deliver(
        lambda batch: driver_of(work.connection).executemany(
            _KEEP, [_row(unit.urn, record, ASIDE) for record in batch]
        )
    )


def _row(unit: str, record: Stored, status: str) -> list[object]:
    row: list[object] = [unit, record.inc, record.q, record.h, status, record.header]
    for piece in PIECES:
        row += [record.payloads.get(piece), record.salts.get(piece)]
    return row


def _hash_at(reading: Reading, unit: str, q: int) -> bytes | None:
    return bytes(32) if q == 0 else _held_at(reading, unit, q)[1]


def _held_at(reading: Reading, unit: str, q: int) -> tuple[str | None, bytes | None]:
    """Incarnation and hash of a record that was adopted, or nothing."""
    row = UnitLogRow
    query = select(row.inc, row.h).where(row.unit == unit, row.q == q, row.status == ADOPTED)
    found = reading.connection.execute(query).one_or_none()
    return (None, None) if found is None else (found.inc, found.h)


def _missing(reading: Reading, unit: str, blobs: tuple[str, ...]) -> bool:
    """Whether one of these files is named by the unit's records and not here: not yet, or a restore lost it."""
    row, brought = UnitFileRow, set(blobs)
    query = select(row.sha256, row.here).where(row.unit == unit)
    named = ((sha256, here) for sha256, here in reading.connection.execute(query) if sha256 in brought)
    return any(not here or not reading.has_file(sha256) for sha256, here in named)


def _declared(reading: Reading, unit: str, log: LogRange, at: int) -> bool:
    """Whether two stories that part at record ``at`` are two lives of a register that was set back or moved.

    Each life after the first writes down where it began, with a higher epoch than all that it knew of. So it is
    no alarm, whichever comes first. One life told in two ways is one, and so are two lives of the same epoch.
    """
    epoch = reading.connection.execute(select(UnitRow.epoch).where(UnitRow.urn == unit)).scalar_one()
    if epoch == log.epoch or _held_at(reading, unit, at)[0] == log.incarnation_at(at):
        return False
    return all(_is_held(reading, unit, branch) for branch in log.lineage)


def _is_held(reading: Reading, unit: str, branch: Branch) -> bool:
    """Whether the record that a life branched off from is held so, if anything of that life is held there."""
    if branch.parent_q is None:
        return True
    inc, h = _held_at(reading, unit, branch.parent_q)
    return h is None or inc != branch.parent_inc or text_of(h) == branch.parent_h


def _summary(unit: Unit, checked: CheckedBundle, held: int, expired: bool) -> Summary:
    manifest, log = checked.manifest, checked.manifest.log
    assert log is not None
    changed: dict[str, int] = {}
    removed: dict[str, int] = {}
    for (kind, _), (q, op) in checked.latest.items():
        if q > held:
            counts = removed if op == "del" else changed
            counts[kind] = counts.get(kind, 0) + 1
    warnings: list[Message] = []
    if expired:
        warnings.append(msg("The unit's certificate has expired; it should be enrolled anew."))
    if manifest.suspect:
        warnings.append(msg("The clock of the unit's computer may be wrong."))
    new = max(0, log.last - max(held, log.first - 1))
    return Summary(
        unit.urn,
        unit.name,
        log.first,
        log.last,
        manifest.created,
        new,
        changed,
        removed,
        tuple(warnings),
        checked.parsed.verified.stream.sealed.untrusted_header.number,  # under the hash that the sender signed
    )
