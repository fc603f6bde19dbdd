"""Which meeting may be signed, and closing it with what people signed on paper."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from desktop.basics.errors import Refused
from desktop.basics.language import msg
from desktop.meetings.actions.drafting import existing, refuse_signed
from desktop.meetings.document.sheet import MinutesSheet
from desktop.meetings.queries.opening import Opened, open_meeting
from desktop.meetings.rules.words import MEETING, MeetingState
from desktop.meetings.signing.paper import sheet_of
from desktop.storage.records import Document
from desktop.storage.users import Right
from desktop.storage.work import Reading, Work

if TYPE_CHECKING:
    from desktop.documents.digest import Paper

PDF: Final = "application/pdf"
HALF: Final = "half-signed"
"""Kind of the local draft that names a paper which only the first of two signed; its id is the meeting's."""


@dataclass(frozen=True, slots=True)
class SignedOnPaper:
    """What closing gave: the archived paper's hash, by which it is read again, and its digest."""

    meeting_id: str
    paper_sha256: str
    digest: str


def sign_on_paper(work: Work, meeting_id: str, chair: str, minutes_taker: str, day: date) -> SignedOnPaper:
    """Draw the final paper, archive it and close the meeting: it never changes after that.

    Refused MTG-31 if there is no finished meeting, MTG-09 if it is signed already, MTG-36 while it is being
    typed into, MTG-37 if it wasn't held, MTG-38 if a name is missing, MTG-39 for a day before the meeting or
    after today.
    """
    from desktop.meetings.document.minutes import final, title

    work.require(Right.SIGN)
    document = signable(work, meeting_id)
    for field, name in (("minutes_taker", minutes_taker), ("chair", chair)):
        if not name.strip():
            raise Refused("MTG-38", msg("Who signed? Both names are needed."), field=field)
    _in_time(document, day, work.today)
    opened = open_meeting(work, meeting_id)
    assert opened is not None
    sheet = sheet_of(opened)
    drawn = final(sheet)
    sha256 = work.keep_file(drawn.pdf, PDF, f"{title(sheet)}.pdf")
    document |= {
        "state": MeetingState.SIGNED_ON_PAPER.value,
        "signed_on": day,
        "signed_by_chair": chair.strip(),
        "signed_by_minutes_taker": minutes_taker.strip(),
        "paper_sha256": sha256,
        "paper_digest": drawn.digest,
    }
    work.put(work.kinds[MEETING], meeting_id, document, reason="sign")
    forget_half(work, meeting_id)
    work.audit("meeting.signed_on_paper", entity=meeting_id)
    return SignedOnPaper(meeting_id, sha256, drawn.digest)


def forget_half(work: Work, meeting_id: str) -> None:
    """Let go of a paper that only the first of two signed, if there is one."""
    kept = work.draft(HALF, meeting_id)
    if kept is not None:
        work.drop_draft(HALF, meeting_id)
        work.forget_file(kept.body["file"])


def signable(reading: Reading, meeting_id: str) -> Document:
    """The record, if it may be signed. Refused MTG-31, MTG-09, MTG-36, MTG-37."""
    document = existing(reading, meeting_id)
    refuse_signed(document)
    if reading.draft(MEETING, meeting_id) is not None:
        message = msg("This meeting is being changed. Finish it first, then sign.")
        raise Refused("MTG-36", message)
    if document["state"] != MeetingState.CONCLUDED.value:
        raise Refused("MTG-37", msg("This meeting wasn't held, so there is nothing to sign."))
    return document


def signable_today(reading: Reading, meeting_id: str) -> Document:
    """The same, if it may be signed on this computer's day. Refused MTG-39 too."""
    document = signable(reading, meeting_id)
    _in_time(document, reading.today, reading.today)
    return document


def _in_time(document: Document, day: date, today: date) -> None:
    held_on = document["ended_at"].date()
    if today < held_on:
        message = msg(
            "This computer's clock shows {today}, but the meeting was on {held}.", today=today, held=held_on
        )
        raise Refused("MTG-39", message, msg("Set the clock right, then sign."), field="day")
    if not held_on <= day <= today:
        message = msg("Signed between {first} and {last}", first=held_on, last=today)
        raise Refused("MTG-39", message, field="day")


def final_paper(reading: Reading, meeting_id: str) -> "tuple[MinutesSheet, Paper]":
    """The sheet and the paper of a meeting as it stands. Refused MTG-38 without minutes taker or chair."""
    opened = open_meeting(reading, meeting_id)
    assert opened is not None
    return final_of_opened(opened)


def final_of_opened(opened: Opened) -> "tuple[MinutesSheet, Paper]":
    """The same of a meeting that was read before: drawing needs no register."""
    from desktop.meetings.document.minutes import final

    sheet = sheet_of(opened)
    for field, person in (("minutes_taker", sheet.taker), ("chair", sheet.chair)):
        if person is None:
            raise Refused("MTG-38", msg("Who signed? Both names are needed."), field=field)
    return sheet, final(sheet)
