"""The meetings behind a square of the board, and the paper of one: read from the vault, verified before it is shown.

A paper is judged at the day on which it first came in here: a unit could say any other day, and a certificate that
expires later doesn't spoil what is filed.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import and_, select

from desktop.basics.errors import Refused, Trouble
from desktop.basics.language import Message, msg
from desktop.collector.board import in_time
from desktop.collector.rules import CellMonth, MonthShown
from desktop.documents.verify import verify
from desktop.exchange.enrolling import public_trust
from desktop.exchange.lost_files import note_lost
from desktop.exchange.records import UnitFileRow, UnitPaperRow
from desktop.keys.trust import Trust
from desktop.meetings.queries.book import not_amended
from desktop.meetings.rules.words import HELD_STATES, MEETING, MeetingKind, MeetingState
from desktop.organisations.rules.words import CELLS
from desktop.storage.register import Register
from desktop.storage.vault import DAMAGED, MISSING
from desktop.storage.work import Reading

NO_PAPER, NOT_HERE, LOST = "COL-01", "COL-02", "COL-04"


class PaperState(StrEnum):
    """Whether a meeting's paper can be opened."""

    NONE = "none"
    HERE = "here"
    MISSING = "missing"  # named by the record, but the file hasn't come yet


@dataclass(frozen=True, slots=True)
class MeetingShown:
    """One regular meeting of a unit's cell, as its record says; ``state``: None where nothing that is known is.

    ``present`` came of the ``base`` that counts by the rules; ``total`` are all members of the cell.
    """

    id: str
    cell_id: str
    cell: str
    state: MeetingState | None
    day: date | None
    present: int | None
    base: int | None
    total: int | None
    on_time: bool
    reason: str
    signed_on: date | None
    signers: tuple[str, ...]
    paper: PaperState

    @property
    def held(self) -> bool:
        """Whether it was held."""
        return self.state in HELD_STATES


@dataclass(frozen=True, slots=True)
class OpenedPaper:
    """A paper and what verifying it gave, the bottom line first. ``holds``: None for one signed by hand."""

    pdf: bytes
    holds: bool | None
    lines: tuple[Message, ...]


def meetings_of(reading: Reading, unit: str, year: int, month: int) -> tuple[MeetingShown, ...]:
    """The regular meetings of a unit for a month, by the names of its cells; amended ones are left out."""
    table, place, file = reading.kinds[MEETING].table.c, reading.kinds["organisation"].table.c, UnitFileRow
    rules = reading.rulebook.meetings(date(year, month, 1))
    query = (
        select(
            table.id,
            table.organisation_id.label("cell_id"),
            place.name.label("cell"),
            table.state,
            table.held_on,
            table.present,
            table.attendance_base.label("base"),
            table.total,
            table.not_held_reason,
            table.signed_on,
            table.signed_by_chair,
            table.signed_by_minutes_taker,
            table.paper_sha256,
            file.here,
        )
        .join(
            reading.kinds["organisation"].table,
            and_(place.unit == table.unit, place.id == table.organisation_id),
        )
        .outerjoin(file, and_(file.unit == table.unit, file.sha256 == table.paper_sha256))
        .where(
            table.unit == unit,
            table.period == f"{year:04d}-{month:02d}",
            table.kind == MeetingKind.REGULAR.value,
            place.kind.in_(sorted(CELLS)),
            not_amended(),
        )
        .order_by(place.name_sort, table.held_on, table.id)
    )
    return tuple(
        MeetingShown(
            id=row.id,
            cell_id=row.cell_id,
            cell=row.cell or "",
            state=_state(row.state),
            day=row.held_on,
            present=row.present,
            base=row.base,
            total=row.total,
            on_time=in_time(row.held_on, year, month, rules),
            reason=row.not_held_reason or "",
            signed_on=row.signed_on,
            signers=tuple(one for one in (row.signed_by_minutes_taker, row.signed_by_chair) if one),
            paper=_paper_state(row.paper_sha256, row.here),
        )
        for row in reading.rows(query)
    )


def of_every_cell(month: MonthShown, meetings: tuple[MeetingShown, ...]) -> tuple[MeetingShown, ...]:
    """A line for every cell: first those of which nothing is recorded, then those that didn't meet, then the rest."""
    recorded = {one.cell_id for one in meetings}
    nothing = tuple(_nothing(one) for one in month.lacking if one.id not in recorded)
    return (*nothing, *sorted(meetings, key=lambda one: one.held))


def _nothing(cell: CellMonth) -> MeetingShown:
    return MeetingShown(
        id=f"cell:{cell.id}",
        cell_id=cell.id,
        cell=cell.name,
        state=None,
        day=None,
        present=None,
        base=None,
        total=None,
        on_time=False,
        reason="",
        signed_on=None,
        signers=(),
        paper=PaperState.NONE,
    )


def open_paper(register: Register, unit: str, meeting_id: str) -> OpenedPaper:
    """The archived paper of a unit's meeting, verified by the own authority alone.

    Refused COL-01 if it has none, COL-02 if the file hasn't come, COL-04 if the disk lost it, which is written down
    for the next receipt; Trouble PDF-11 if it is no readable PDF. Slow: call it away from the window's thread.
    """
    sha256, by_hand, day, trust = register.read(_kept, unit, meeting_id).result()
    pdf = _pdf(register, sha256)
    if by_hand:
        return OpenedPaper(pdf, None, (msg("Signed by hand on paper: there is no signature to check."),))
    verdict = verify(pdf, trust, day, day)
    lines = [verdict.summary()]
    for one in verdict.signatures:
        lines.append(one.lines()[0])
        if not one.holds:
            lines.append(one.trouble())
    return OpenedPaper(pdf, verdict.holds, tuple(lines))


def _pdf(register: Register, sha256: str) -> bytes:
    try:
        content: bytes = register.read(lambda reading: reading.file(sha256)).result()
    except Trouble as trouble:
        if trouble.code not in (MISSING, DAMAGED):
            raise
        register.write(note_lost, [sha256]).result()
        raise Refused(
            LOST,
            msg("The signed file of this meeting came, but this computer's disk has lost it."),
            msg("The next receipt asks the unit for it; it comes with the unit's next file."),
        ) from trouble
    return content


def _kept(reading: Reading, unit: str, meeting_id: str) -> tuple[str, bool, date, Trust]:
    table, file = reading.kinds[MEETING].table.c, UnitFileRow
    row = reading.connection.execute(
        select(table.paper_sha256, table.state, file.here)
        .outerjoin(file, and_(file.unit == table.unit, file.sha256 == table.paper_sha256))
        .where(table.unit == unit, table.id == meeting_id)
    ).one_or_none()
    state = PaperState.NONE if row is None else _paper_state(row.paper_sha256, row.here)
    if row is None or state is PaperState.NONE:
        raise Refused(
            NO_PAPER,
            msg("This meeting has no signed minutes."),
            msg("Call the unit if they were signed already."),
        )
    if state is PaperState.MISSING:
        raise Refused(
            NOT_HERE,
            msg("The signed file of this meeting hasn't come yet."),
            msg("The next receipt asks the unit for it; it comes with the unit's next file."),
        )
    by_hand = _state(row.state) is MeetingState.SIGNED_ON_PAPER
    day = _filed(reading, unit, meeting_id, row.paper_sha256)
    return row.paper_sha256, by_hand, day, public_trust(reading)


def _filed(reading: Reading, unit: str, meeting_id: str, sha256: str) -> date:
    """The day on which the first record of the meeting that names this paper came in, in a file that was taken in.

    What is only kept here (it waits, or tells another story) proves nothing, and saving the meeting again later
    doesn't file its paper anew.
    """
    row = UnitPaperRow
    query = select(row.filed_at).where(row.unit == unit, row.id == meeting_id, row.sha256 == sha256)
    found = reading.connection.execute(query).scalar_one_or_none()
    return reading.today if found is None else datetime.fromisoformat(found).date()


def _state(said: str | None) -> MeetingState | None:
    """A unit may have a state that is not known here."""
    return next((state for state in MeetingState if state.value == said), None)


def _paper_state(sha256: str | None, here: bool | None) -> PaperState:
    if not sha256:
        return PaperState.NONE
    return PaperState.HERE if here else PaperState.MISSING
