"""From a finished meeting to the paper that is signed: the sheet, the preview, the one action that closes.

Signing on paper (decision 18): the final, unsigned PDF is drawn, archived, and its check code stands in its
foot; people sign the print.

Signing with certificates: ``paper_to_sign`` gives the same PDF with two empty places; the minutes taker and then the
chair sign it (``sign_as``, outside the unit of work: a token may take its time); ``file_signed`` checks what came
back against the meeting as it stands, and closes it with the file's hash.

The file is on disk before the record says so, so that a power cut leaves at most a file that nothing names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from desktop.basics.errors import Refused
from desktop.basics.language import msg
from desktop.basics.text import fold
from desktop.meetings.actions.drafting import existing, refuse_signed
from desktop.meetings.document import sheet as paper
from desktop.meetings.document.sheet import MinutesSheet
from desktop.meetings.queries.opening import Opened, open_meeting
from desktop.meetings.rules.counting import attendance, counts
from desktop.meetings.rules.draft import MeetingDraft
from desktop.meetings.rules.roster import Listed
from desktop.meetings.rules.scoring import score
from desktop.meetings.rules.voting import judge, voting_base
from desktop.meetings.rules.words import MEETING, Authority, MeetingState, OpinionKind, Presence
from desktop.storage.records import Document
from desktop.storage.users import Right
from desktop.storage.work import Reading, Work

if TYPE_CHECKING:
    from desktop.documents.digest import Paper
    from desktop.documents.sign import SigningPlace
    from desktop.documents.verify import Found
    from desktop.keys.signer import Signing
    from desktop.keys.trust import Trust

# The paper is Vietnamese whatever language the window speaks (Charter's terms).
_POSTS: Final = {
    "SECRETARY": "Bí thư",
    "DEPUTY_SECRETARY": "Phó bí thư",
    "STANDING_MEMBER": "Ủy viên ban thường vụ",
    "COMMITTEE_MEMBER": "Chi ủy viên",
}
_ROUTES: Final = {Authority.CELL: "chi bộ", Authority.COMMUNE: "cấp xã", Authority.PROVINCE: "cấp tỉnh"}
PDF: Final = "application/pdf"


@dataclass(frozen=True, slots=True)
class SignedOnPaper:
    """What closing gave: the archived paper's hash, by which it is read again, and its digest."""

    meeting_id: str
    paper_sha256: str
    digest: str


def sheet_of(opened: Opened) -> MinutesSheet:
    """Everything that stands on the paper, from the meeting as it stands in the form."""
    draft, known = opened.draft, opened.known
    people = known.people
    told = score(draft, known.sheet)
    theme = _theme(draft, people) if draft.with_theme else None
    return MinutesSheet(
        superior=opened.superior,
        cell=draft.organisation_name or opened.cell,
        kind=draft.kind,
        year=draft.period_year,
        month=draft.period_month,
        attendance=_attendance(opened),
        start=draft.started_at,
        end=draft.ended_at,
        place=draft.place.strip(),
        chair=_person(people.get(draft.chair_id or "")),
        taker=_person(people.get(draft.minutes_taker_id or "")),
        superiors=tuple(paper.Person(one.name, one.post) for one in draft.superiors if one.name.strip()),
        guests=tuple(paper.Person(one.name, one.post) for one in draft.guests if one.name.strip()),
        committee_met_on=draft.committee_met_at.date() if draft.committee_met_at else None,
        papers_sent_on=draft.papers_sent_on,
        information=draft.information.strip(),
        past_assessment=draft.past_assessment.strip(),
        next_tasks=draft.next_tasks.strip(),
        theme=theme,
        other_items=draft.other_items.strip(),
        opinions=tuple(
            paper.Said(
                _name(people, one.speaker_id, one.speaker_name),
                one.content,
                one.kind,
                _is_member(one.speaker_id),
            )
            for one in draft.opinions
        ),
        petitions=tuple(
            paper.Petitioned(
                one.content,
                one.raised_by,
                _ROUTES.get(one.authority, "") if one.authority else "",
                one.answer,
            )
            for one in draft.petitions
        ),
        ballots=_ballots(opened),
        conclusion=draft.conclusion.strip(),
        tasks=tuple(
            paper.Assigned(
                _name(people, one.owner_id, one.owner_name), one.content, one.due_on, _is_member(one.owner_id)
            )
            for one in draft.tasks
        ),
        score=paper.Scored(told.total, known.sheet.most, told.level.label, draft.remedies.strip())
        if told.level and told.begun
        else None,
        agreed=draft.agreed,
        amends=opened.amended_start,
        amends_why=draft.amends_why,
    )


def _theme(draft: MeetingDraft, people: Mapping[str, Listed]) -> paper.Theme:
    discussed = sum(one.kind is OpinionKind.DISCUSSION for one in draft.opinions)
    author = _name(people, draft.theme_author_id, "")
    return paper.Theme(draft.theme_title.strip(), author, discussed, draft.theme_content.strip())


def _attendance(opened: Opened) -> paper.Attendance:
    draft, known = opened.draft, opened.known
    found = counts(draft.roll)
    people = known.people

    def absent(status: Presence) -> tuple[paper.Absence, ...]:
        lines = (line for line in draft.roll if line.status is status)
        return tuple(paper.Absence(_name(people, line.member_id, ""), line.reason.strip()) for line in lines)

    return paper.Attendance(
        total=found.total,
        official=found.official.total,
        probationary=found.probationary.total,
        present_official=found.official.present,
        present_probationary=found.probationary.present,
        base=attendance(draft.roll, known.rules).base,
        exempt=found.exempt,
        exempt_absent=found.all.exempt,
        elsewhere=found.all.elsewhere,
        suspended=found.all.suspended,
        excused=absent(Presence.EXCUSED),
        unexcused=absent(Presence.UNEXCUSED),
    )


def _ballots(opened: Opened) -> tuple[paper.Ballot, ...]:
    draft, rules = opened.draft, opened.known.rules
    base = voting_base(draft.roll, rules)
    judged = [(vote, judge(vote, base, rules)) for vote in draft.votes]
    return tuple(
        paper.Ballot(
            item=vote.item,
            summoned=base.summoned,
            agree=vote.yes,
            disagree=vote.no,
            other=vote.other,
            threshold=outcome.needed.threshold,
            need=outcome.needed.votes,
            passed=outcome.passed,
            method=vote.method,
            present_eligible=base.present,
        )
        for vote, outcome in judged
    )


def _person(listed: Listed | None) -> paper.Person | None:
    return paper.Person(listed.name, _POSTS.get(listed.post, "")) if listed else None


def _name(people: Mapping[str, Listed], member_id: str | None, otherwise: str) -> str:
    person = people.get(member_id or "")
    return person.name if person else otherwise


def _is_member(member_id: str | None) -> bool:
    return member_id is not None


def preview_of(opened: Opened) -> bytes:
    """The paper of the form as it stands, marked as a draft. Slow: draw it away from the window's thread."""
    from desktop.meetings.document.minutes import preview

    return preview(sheet_of(opened))


def final_of(opened: Opened) -> bytes:
    """The paper of a finished meeting as it will be archived, to be printed and signed. Slow, as the preview."""
    from desktop.meetings.document.minutes import final

    return final(sheet_of(opened)).pdf


def signed_paper(reading: Reading, meeting_id: str) -> bytes | None:
    """The archived paper of a signed meeting, verified; None if the meeting has none."""
    document = reading.get(reading.kinds[MEETING], meeting_id)
    sha256 = document.get("paper_sha256") if document else None
    return reading.file(sha256) if sha256 else None


def sign_on_paper(work: Work, meeting_id: str, chair: str, minutes_taker: str, day: date) -> SignedOnPaper:
    """Draw the final paper, archive it and close the meeting: it never changes after that.

    Refused MTG-31 if there is no finished meeting, MTG-09 if it is signed already, MTG-36 while it is being
    typed into, MTG-37 if it wasn't held, MTG-38 if a name is missing, MTG-39 for a day before the meeting or
    after today.
    """
    from desktop.meetings.document.minutes import final, title

    work.require(Right.SIGN)
    document = _signable(work, meeting_id)
    for field, name in (("minutes_taker", minutes_taker), ("chair", chair)):
        if not name.strip():
            raise Refused("MTG-38", msg("Who signed? Both names are needed."), field=field)
    held_on = document["ended_at"].date()
    if not held_on <= day <= work.today:
        message = msg("Signed between {first} and {last}", first=held_on, last=work.today)
        raise Refused("MTG-39", message, field="day")
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
    work.audit("meeting.signed_on_paper", entity=meeting_id)
    return SignedOnPaper(meeting_id, sha256, drawn.digest)


# -- signing with certificates


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
    from desktop.documents.sign import with_places

    _signable(reading, meeting_id)
    sheet, drawn = _final(reading, meeting_id)
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
    document = _signable(work, meeting_id)
    sheet, drawn = _final(work, meeting_id)
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
    work.audit("meeting.signed", entity=meeting_id)
    return SignedWithCertificates(meeting_id, sha256, drawn.digest, (taker.certificate, chair.certificate))


def _signable(reading: Reading, meeting_id: str) -> Document:
    """The record, if it may be signed. Refused MTG-31, MTG-09, MTG-36, MTG-37."""
    document = existing(reading, meeting_id)
    refuse_signed(document)
    if reading.draft(MEETING, meeting_id) is not None:
        message = msg("This meeting is being changed. Finish it first, then sign.")
        raise Refused("MTG-36", message)
    if document["state"] != MeetingState.CONCLUDED.value:
        raise Refused("MTG-37", msg("This meeting wasn't held, so there is nothing to sign."))
    return document


def _final(reading: Reading, meeting_id: str) -> "tuple[MinutesSheet, Paper]":
    from desktop.meetings.document.minutes import final

    opened = open_meeting(reading, meeting_id)
    assert opened is not None
    sheet = sheet_of(opened)
    for field, person in (("minutes_taker", sheet.taker), ("chair", sheet.chair)):
        if person is None:
            raise Refused("MTG-38", msg("Who signed? Both names are needed."), field=field)
    return sheet, final(sheet)


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
    named = all(person is not None and fold(person.name) == fold(found.name) for person, found in pairs)
    return named and taker.certificate != chair.certificate
