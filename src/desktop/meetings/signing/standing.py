"""What is to be said of a meeting's signatures: who signs or signed, when, and whether it still holds."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from desktop.keys.trust import FOLDER, Trust
from desktop.meetings.document.sheet import Person
from desktop.meetings.queries.opening import Opened
from desktop.meetings.rules.words import MEETING, MeetingState
from desktop.meetings.signing.closing import HALF
from desktop.meetings.signing.paper import sheet_of, signed_paper
from desktop.meetings.signing.turns import first_counts
from desktop.storage.records import Document
from desktop.storage.register import Register
from desktop.storage.signing_keys import signing_keys
from desktop.storage.work import Reading

if TYPE_CHECKING:
    from desktop.documents.verify import Verdict

_NOBODY = Person("", "")


@dataclass(frozen=True, slots=True)
class Signatures:
    """The two people, and where their signatures stand.

    ``first_at``: only the minutes taker signed so far, then; ``void``: he did, but the meeting was changed since, so
    it counts no longer. ``signed_on``: both did. ``verdict``: what the archived
    bytes say of themselves, judged at the day of filing; None for one signed on paper, whose check code is ``code``.
    ``at_hand``: whether certificates can be used here at all.
    """

    minutes_taker: Person
    chair: Person
    at_hand: bool = False
    first_at: datetime | None = None
    void: bool = False
    signed_on: date | None = None
    verdict: "Verdict | None" = None
    code: str = ""


def signatures_of(register: Register, opened: Opened) -> Signatures:
    """Of a finished meeting. For a thread that may wait: a signed paper is verified."""
    meeting_id = opened.draft.id
    document = register.read(_record, meeting_id).result() or {}
    sheet = sheet_of(opened)
    taker, chair = sheet.taker or _NOBODY, sheet.chair or _NOBODY
    if not opened.signed:
        first = register.read(half_signed_at, meeting_id).result()
        void = first is not None and not first_counts(register, meeting_id)
        return Signatures(taker, chair, by_certificate(register), None if void else first, void)
    taker = Person(document.get("signed_by_minutes_taker") or taker.name, taker.post)
    chair = Person(document.get("signed_by_chair") or chair.name, chair.post)
    on_paper = opened.state is MeetingState.SIGNED_ON_PAPER
    return Signatures(
        taker,
        chair,
        signed_on=opened.signed_on,
        verdict=None if on_paper else _judged(register, meeting_id, opened.signed_on),
        code=code_of(document.get("paper_digest") or "") if on_paper else "",
    )


def by_certificate(register: Register) -> bool:
    """Whether signing with certificates is at hand: keys are kept here, or offices are trusted."""
    folder = register.ground.home / FOLDER
    return (folder.is_dir() and any(folder.iterdir())) or bool(register.read(signing_keys).result())


def half_signed_at(reading: Reading, meeting_id: str) -> datetime | None:
    """When the first of two signed, if only he did so far."""
    kept = reading.draft(HALF, meeting_id)
    return datetime.fromisoformat(kept.body["at"]) if kept is not None else None


def code_of(digest: str) -> str:
    """A paper's check code as its foot prints it: four groups of four."""
    return " ".join(digest[at : at + 4] for at in range(0, 16, 4))


def _record(reading: Reading, meeting_id: str) -> Document | None:
    return reading.get(reading.kinds[MEETING], meeting_id)


def _judged(register: Register, meeting_id: str, filed: date | None) -> "Verdict | None":
    from desktop.documents.verify import verify

    pdf = register.read(signed_paper, meeting_id).result()
    if pdf is None:
        return None
    trust = Trust.read(register.ground.home / FOLDER)
    return verify(pdf, trust, register.ground.clock.today(), filed)
