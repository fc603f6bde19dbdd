"""The inbox's book of what lies sealed here: which file, whose, why, and what became of it.

Written by ``take_in`` and ``reception``. What was taken in has its line from ``intake``.
"""

import json
from collections.abc import Iterable

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.sqlite import insert

from desktop.bundles import refusals
from desktop.bundles.read import VerifiedBundle
from desktop.bundles.receipt import State
from desktop.exchange import intake
from desktop.exchange.office import stamp
from desktop.exchange.outcomes import ASKS, Refusal
from desktop.exchange.records import InboxRow
from desktop.storage.audit import AuditRow
from desktop.storage.users import Right
from desktop.storage.work import Reading, Work

WAITS = (State.WAITING.value, State.ASIDE.value, State.RECEIVED.value)
"""What is taken in by itself once it links."""
LIES = (*WAITS, State.REFUSED.value)
"""What lies in the folder ``inbox``."""
NOBODY = ""
"""The unit of a file that lies here unread."""
UNSOUND = "refused"
"""The finding about a file that is the unit's own and not in order."""


def lying(reading: Reading) -> frozenset[str]:
    """Hashes of the files that lie here."""
    query = select(InboxRow.sha256).where(InboxRow.state.in_(LIES))
    return frozenset(reading.connection.execute(query).scalars())


def waiting(reading: Reading, unit: str) -> tuple[tuple[str, str], ...]:
    """Hash and day of coming of what waits of a unit, in the order of the records."""
    row = InboxRow
    query = select(row.sha256, row.received_at).where(row.unit == unit, row.state.in_(WAITS))
    return tuple((sha, at) for sha, at in reading.connection.execute(query.order_by(row.first, row.last)))


def too_new_until_now(reading: Reading) -> tuple[str, ...]:
    """The units of which something was kept because the program of that day couldn't read it."""
    row = InboxRow
    query = select(row.unit).where(row.state == State.RECEIVED.value, row.codes.contains(refusals.TOO_NEW))
    return tuple(reading.connection.execute(query.distinct().order_by(row.unit)).scalars())


def keep_for_later(work: Work, found: VerifiedBundle, sha256: str, code: str) -> None:
    """It lies here until ``code`` doesn't hold any more."""
    _enter(work, found, sha256, State.RECEIVED, code)
    work.audit("taken-in", found.manifest.sender.unit, State.RECEIVED.value)


def set_aside(work: Work, found: VerifiedBundle, sha256: str, code: str) -> None:
    """It is the unit's and not in order (``code``): nothing of it counts, and somebody has to ask the unit why."""
    _enter(work, found, sha256, State.REFUSED, code)
    manifest, row = found.manifest, InboxRow
    waited = (row.sha256 == sha256) & row.state.in_(WAITS)  # for a later program, which can't read it either
    refused = {"state": State.REFUSED.value, "codes": json.dumps([code])}
    work.connection.execute(update(row).where(waited).values(refused))
    intake.note_finding(work, manifest.sender.unit, UNSOUND, f"{manifest.bundle_id}:{code}")
    work.audit("refused", manifest.sender.unit, code)


def _enter(work: Work, found: VerifiedBundle, sha256: str, state: State, code: str) -> None:
    row = InboxRow
    known = intake.told_by(found.manifest) | {"state": state.value, "codes": json.dumps([code])}
    told = insert(row).values(sha256=sha256, received_at=stamp(work), **known)
    work.connection.execute(
        told.on_conflict_do_update(index_elements=["sha256"], set_=known, where=row.unit == NOBODY)
    )
    intake.hear(work, found.manifest)


def keep_unread(work: Work, refused: Refusal) -> None:
    """Somebody wants it kept although its sender is nobody here: all that is known of it is that it came."""
    work.require(Right.WRITE)
    nothing = {
        "unit": NOBODY,
        "bundle_id": "",
        "content_id": "",
        "first": 0,
        "last": 0,
        "inc": "",
        "epoch": 0,
    }
    came = {"head": "", "made_at": stamp(work), "received_at": stamp(work)}
    told = {"state": State.REFUSED.value, "codes": json.dumps([refused.code])}
    row = insert(InboxRow).values(sha256=refused.sha256, **nothing, **came, **told)
    work.connection.execute(row.on_conflict_do_nothing())
    work.audit("kept-unread", refused.sha256, refused.code)


def drop_unread(work: Work, sha256: str) -> bool:
    """It needn't be kept any longer; gives whether it lay here unread. What is a unit's is never dropped so."""
    work.require(Right.WRITE)
    row = InboxRow
    unread = (row.sha256 == sha256) & (row.unit == NOBODY)
    dropped = work.connection.execute(delete(row).where(unread)).rowcount == 1
    if dropped:
        work.audit("dropped-unread", sha256)
    return dropped


def settled(work: Work, sha256: str) -> None:
    """Everything in a file that lay here is taken in, by itself or by others."""
    row = InboxRow
    lies = (row.sha256 == sha256) & row.state.in_(LIES)
    work.connection.execute(update(row).where(lies).values(state=State.ALREADY.value))


def became(work: Work, sha256: str, state: State) -> None:
    """What became of a file that waited."""
    work.connection.execute(update(InboxRow).where(InboxRow.sha256 == sha256).values(state=state.value))


def asks(work: Work, sha256: str) -> None:
    """Whatever it waited for has come: now it waits for a second person."""
    values = {"state": State.RECEIVED.value, "codes": json.dumps([ASKS])}
    work.connection.execute(update(InboxRow).where(InboxRow.sha256 == sha256).values(values))


def forget(work: Work, sha256: str) -> None:
    """A kept file is gone. One that was taken in stays in the book: that is the day on which it came."""
    row = InboxRow
    work.connection.execute(delete(row).where(row.sha256 == sha256, row.state.in_(LIES)))


def note_refused(work: Work, refused: Refusal) -> None:
    """A file of nobody whom this office knows, or a damaged one: all that stays is a line of the audit."""
    work.audit("refused", refused.sha256 or None, refused.code)


def note_looked_at(work: Work, refused: Iterable[Refusal]) -> None:
    """The same of files that were only looked at, if they are whole: one line for each file and code."""
    row = AuditRow
    for one in refused:
        noted = select(row.n).where(row.action == "refused", row.entity == one.sha256, row.reason == one.code)
        if one.sha256 and work.connection.execute(noted.limit(1)).first() is None:
            note_refused(work, one)
