"""What a person must look at: forks, branches, figures and rows that disagree; and what lies kept here meanwhile.

A finding is answered by a person who says why. Answering a fork lets the unit's log go on from what is held: what
came from elsewhere stays aside, and what was kept meanwhile is taken in if it links.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import ColumnElement, and_, exists, func, select, update

from desktop.basics.errors import Refused
from desktop.basics.language import Message, msg
from desktop.bundles import refusals
from desktop.bundles.receipt import State
from desktop.exchange.confirm import LONGEST_REASON, NO_REASON, gate
from desktop.exchange.inbox_book import LIES, NOBODY, UNSOUND
from desktop.exchange.intake import BRANCH, DISAGREES, FORK
from desktop.exchange.office import stamp
from desktop.exchange.outcomes import ASKS, FROZEN
from desktop.exchange.records import FindingRow, InboxRow, UnitRow
from desktop.exchange.take_in import INBOX, resume
from desktop.storage.register import Register
from desktop.storage.users import Right
from desktop.storage.work import Reading, Work

NOT_OPEN = "EXC-64"


@dataclass(frozen=True, slots=True)
class Finding:
    """An open finding: whose, which, since when."""

    unit: str
    name: str
    kind: str
    subject: str
    since: date


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that lies sealed in the inbox: whose, which records, made and received when, and why it lies there.

    ``missing``: the records that it waits for, (0, 0) if it waits for something else. Of one that was kept unread
    nothing is known but when it came: no ``unit``, no ``name``.
    """

    sha256: str
    unit: str
    name: str
    state: State
    codes: tuple[str, ...]
    first: int
    last: int
    made: date
    received: date
    missing: tuple[int, int]

    def path(self, home: Path) -> Path:
        """Where it lies."""
        return home / INBOX / f"{self.sha256}.scb"


@dataclass(frozen=True, slots=True)
class Matters:
    """Everything that is open at the superior's desk."""

    kept: tuple[Kept, ...]
    findings: tuple[Finding, ...]


def matters(reading: Reading) -> Matters:
    """What lies here and what nobody has answered."""
    return Matters(kept(reading), findings(reading))


def findings(reading: Reading) -> tuple[Finding, ...]:
    """Everything that nobody has answered yet, forks first, then by unit."""
    row, unit = FindingRow, UnitRow
    query = (
        select(row.unit, unit.name, row.kind, row.subject, row.found_at)
        .join(unit, unit.urn == row.unit)
        .where(row.solved_at.is_(None))
    )
    found = [
        Finding(urn, name, kind, subject, datetime.fromisoformat(at).date())
        for urn, name, kind, subject, at in reading.connection.execute(query)
    ]
    return tuple(sorted(found, key=lambda one: (one.kind != FORK, one.name, one.kind, one.subject)))


def kept(reading: Reading) -> tuple[Kept, ...]:
    """What waits and what lies aside, by unit, in the order of their records."""
    row, unit = InboxRow, UnitRow
    query = (
        select(
            row.sha256,
            row.unit,
            unit.name,
            row.state,
            row.codes,
            row.first,
            row.last,
            row.made_at,
            row.received_at,
            unit.q,
        )
        .outerjoin(unit, unit.urn == row.unit)
        .where(row.state.in_(LIES))
        .order_by(unit.name, row.first, row.last)
    )
    return tuple(
        Kept(
            sha256,
            urn,
            name or "",
            State(state),
            tuple(json.loads(codes)),
            first,
            last,
            datetime.fromisoformat(made).date(),
            datetime.fromisoformat(received).date(),
            (q + 1, first - 1) if state == State.WAITING.value and first > q + 1 else (0, 0),
        )
        for sha256, urn, name, state, codes, first, last, made, received, q in reading.connection.execute(
            query
        )
    )


def is_settled() -> ColumnElement[bool]:
    """Of a row of the inbox: it tells another story or isn't in order, and somebody has answered that."""
    row, finding = InboxRow, FindingRow
    answered = exists().where(
        finding.unit == row.unit,
        finding.kind.in_((FORK, BRANCH, UNSOUND)),
        finding.subject.startswith(row.bundle_id + ":"),
        finding.solved_at.is_not(None),
    )
    return and_(row.state.in_((State.ASIDE.value, State.REFUSED.value)), answered)


def open_matters(reading: Reading) -> int:
    """How many files wait or lie aside unanswered, and findings nobody has answered: the badge of the place."""
    row = InboxRow
    files = (
        select(func.count()).select_from(row).where(row.state.in_(LIES), ~is_settled(), row.unit != NOBODY)
    )
    asked = select(func.count()).select_from(FindingRow).where(FindingRow.solved_at.is_(None))
    return int(reading.connection.execute(files).scalar_one()) + int(
        reading.connection.execute(asked).scalar_one()
    )


def answer_finding(work: Work, unit: str, kind: str, subject: str, reason: str) -> None:
    """Somebody has looked into it and says why it is settled. Refused EXC-62 (no reason), EXC-64, STO-20."""
    work.require(Right.WRITE)
    said = " ".join(reason.split())[:LONGEST_REASON]
    if not said:
        raise Refused(NO_REASON, msg("Say in one sentence what you found out."), field="reason")
    row = FindingRow
    open_ = (row.unit == unit) & (row.kind == kind) & (row.subject == subject) & row.solved_at.is_(None)
    if work.connection.execute(update(row).where(open_).values(solved_at=stamp(work))).rowcount != 1:
        raise Refused(
            NOT_OPEN,
            msg("This was answered already, or it is no longer so."),
            msg("Open the list again and see what is left."),
        )
    work.audit("answered", unit, f"{kind} {subject}: {said}")


def answer(register: Register, unit: str, kind: str, subject: str, reason: str) -> int:
    """``answer_finding``, then take in what was kept of the unit as far as it links; gives how many files went in.

    What trips a rule stays kept until a second person confirms it.
    """
    register.write(answer_finding, unit, kind, subject, reason).result()
    return resume(register, unit, partial(gate, register))


def words_of(finding: Finding) -> tuple[Message, Message]:
    """What it is, and what to do."""
    match finding.kind:
        case kind if kind == FORK:
            return (
                msg("Two computers write the same book, or somebody altered it."),
                msg("Nothing more is taken in from this unit. Call it, then answer here."),
            )
        case kind if kind == BRANCH:
            return (
                msg("The unit went on from a backup."),
                msg("The file is kept aside and waits for the next version of this program."),
            )
        case kind if kind == UNSOUND:
            return (
                msg(
                    "A file of this unit isn't in order, code {code}.", code=finding.subject.partition(":")[2]
                ),
                msg(
                    "It is kept aside. Call the unit, ask it to send everything once more, then answer here."
                ),
            )
        case kind if kind == DISAGREES:
            return (
                msg("The unit's own figures don't agree with what is held here."),
                msg("Ask the unit to send everything once more."),
            )
        case _:
            return (
                msg("Some records can't be shown in the tables here."),
                msg("Ask the unit to send everything once more."),
            )


def why_kept(one: Kept) -> Message:
    """Why a file lies here, in one sentence."""
    if one.missing != (0, 0):
        return waits_for(*one.missing)
    if one.state is State.REFUSED:
        return msg("Kept aside: can't be taken in, code {code}", code=", ".join(one.codes))
    if FROZEN in one.codes:
        return msg("Kept until the unit's question is answered")
    if ASKS in one.codes:
        return msg("Kept for a second person to confirm")
    if refusals.TOO_NEW in one.codes:
        return msg("Kept until this program is updated")
    if one.state is State.ASIDE:
        return msg("Kept aside: tells another story than the one held")
    return msg("Kept")


def waits_for(first: int, last: int) -> Message:
    """Which changes are missing before a file."""
    if first == last:
        return msg("Waits for the entry {n}", n=str(first))
    return msg("Waits for the entries {first} to {last}", first=str(first), last=str(last))
