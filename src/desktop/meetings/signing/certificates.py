"""Signing with certificates: the paper with its two places, a signature, and closing the meeting with both."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from desktop.basics.errors import Refused
from desktop.basics.language import msg
from desktop.keys.naming import names
from desktop.meetings.document import sheet as paper
from desktop.meetings.document.sheet import MinutesSheet
from desktop.meetings.rules.words import MEETING, MeetingState
from desktop.meetings.signing.closing import PDF, final_paper, forget_half, signable, signable_today
from desktop.storage.users import Right
from desktop.storage.work import Reading, Work

if TYPE_CHECKING:
    from desktop.documents.digest import Paper
    from desktop.documents.sign import SigningPlace
    from desktop.documents.verify import Found
    from desktop.keys.signer import Signing
    from desktop.keys.trust import Trust


class Hand(StrEnum):
    """Who signs minutes, in this order; the value is the name of the field in the PDF."""

    MINUTES_TAKER = "NguoiGhiBienBan"
    CHAIR = "ChuTri"


@dataclass(frozen=True, slots=True)
class PaperToSign:
    """The final minutes with their two empty places, and whose names are printed there."""

    meeting_id: str
    pdf: bytes
    digest: str
    minutes_taker: paper.Person
    chair: paper.Person


@dataclass(frozen=True, slots=True)
class SignedWithCertificates:
    """What closing gave: the signed file's hash, by which it is read again, and whose certificates signed."""

    meeting_id: str
    paper_sha256: str
    digest: str
    signers: tuple[str, str]


def paper_to_sign(reading: Reading, meeting_id: str) -> PaperToSign:
    """The paper of a finished meeting, to be signed by two people. Slow: draw it on the reader's thread.

    Refused as in ``sign_on_paper``; MTG-38 also if the minutes taker or the chair isn't in the meeting.
    """
    signable(reading, meeting_id)
    return prepared(meeting_id, *final_paper(reading, meeting_id))


def prepared(meeting_id: str, sheet: MinutesSheet, drawn: "Paper") -> PaperToSign:
    """The drawn paper with the two places in it."""
    from desktop.documents.sign import with_places

    assert sheet.taker is not None
    assert sheet.chair is not None
    places = _places(sheet)
    return PaperToSign(meeting_id, with_places(drawn.pdf, places), drawn.digest, sheet.taker, sheet.chair)


def sign_as(hand: Hand, pdf: bytes, signer: "Signing", post: str, at: datetime) -> bytes:
    """One more signature on the paper. Belongs into no unit of work; refusals are ``documents.sign``'s."""
    from desktop.documents.sign import sign

    return sign(pdf, hand.value, signer, post, at)


def file_signed(work: Work, meeting_id: str, pdf: bytes, trust: "Trust") -> SignedWithCertificates:
    """Archive the paper that both signed, and close the meeting: it never changes after that.

    Refused as ``sign_on_paper``; MTG-41 if it isn't the paper of the meeting as it stands now; MTG-42 if the
    signatures don't hold today; MTG-43 if they aren't those of the two people who are printed below them.
    """
    from desktop.documents.verify import verify
    from desktop.meetings.document.minutes import title

    work.require(Right.SIGN)
    document = signable_today(work, meeting_id)
    sheet, drawn = final_paper(work, meeting_id)
    if not pdf.startswith(drawn.pdf):  # the same meeting gives the same bytes, and signing only adds to them
        message = msg("This isn't the paper of the meeting as it stands now.")
        raise Refused("MTG-41", message, msg("The meeting was changed since. Sign the new paper."))
    verdict = verify(pdf, trust, work.today)
    if not verdict.holds:
        failing = next((line for line in verdict.signatures if not line.holds), None)
        message = msg("The signatures don't hold, so the meeting stays open.")
        raise Refused("MTG-42", message, failing.trouble() if failing else verdict.summary())
    by = {one.field: one for one in verdict.signatures}
    taker, chair = by.get(Hand.MINUTES_TAKER.value), by.get(Hand.CHAIR.value)
    if taker is None or chair is None or len(by) != 2 or not _by_these(sheet, taker, chair):
        message = msg("The certificates don't belong to the two people who are printed on the paper.")
        raise Refused("MTG-43", message, msg("Each signs with the own certificate."))
    sha256 = work.keep_file(pdf, PDF, f"{title(sheet)}.signed.pdf")
    document |= {
        "state": MeetingState.SIGNED.value,
        "signed_on": work.today,
        "signed_by_chair": chair.name,
        "signed_by_minutes_taker": taker.name,
        "paper_sha256": sha256,
        "paper_digest": drawn.digest,
    }
    work.put(work.kinds[MEETING], meeting_id, document, reason="sign")
    forget_half(work, meeting_id)
    work.audit("meeting.signed", entity=meeting_id)
    return SignedWithCertificates(meeting_id, sha256, drawn.digest, (taker.certificate, chair.certificate))


def _places(sheet: MinutesSheet) -> "tuple[SigningPlace, SigningPlace]":
    """Where the two sign, by the lines that the paper itself prints."""
    from desktop.documents.blocks import SignatureBlock, Signer
    from desktop.documents.sign import SigningPlace
    from desktop.meetings.document.minutes import minutes

    block = minutes(sheet)[-1]
    assert isinstance(block, SignatureBlock)
    assert isinstance(block.left, Signer)
    return (
        SigningPlace(Hand.MINUTES_TAKER.value, block.left.authority.upper(), block.left.name),
        SigningPlace(Hand.CHAIR.value, block.right.authority.upper(), block.right.name),
    )


def _by_these(sheet: MinutesSheet, taker: "Found", chair: "Found") -> bool:
    printed = (sheet.taker, sheet.chair)
    pairs = zip(printed, (taker, chair), strict=True)
    named = all(person is not None and names(found.name, person.name) for person, found in pairs)
    return named and taker.certificate != chair.certificate
