"""The sample meeting, entered as the window enters it: started, kept as typed, finished, signed by two people."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from desktop.basics.ids import new_id
from desktop.basics.places import resources
from desktop.documents.verify import Verdict, verify
from desktop.keys.trust import FOLDER, Trust
from desktop.meetings.actions.drafting import keep_meeting_draft, start_meeting
from desktop.meetings.actions.finishing import finish_meeting
from desktop.meetings.queries.opening import open_meeting, rejudged
from desktop.meetings.rules.counting import attendance, counts
from desktop.meetings.rules.draft import (
    MeetingDraft,
    OpinionLine,
    PetitionLine,
    TaskLine,
    Visitor,
    VoteLine,
)
from desktop.meetings.rules.problems import Known
from desktop.meetings.rules.scoring import lay_sheet, score
from desktop.meetings.rules.voting import judge, voting_base
from desktop.meetings.rules.words import Authority, OpinionKind, Presence, VoteKind, VoteMethod
from desktop.meetings.signing.certificates import (
    Hand,
    SignedWithCertificates,
    file_signed,
    paper_to_sign,
    sign_as,
)
from desktop.meetings.signing.paper import signed_paper
from desktop.storage.register import Register
from desktop.storage.signing_keys import open_signing_key, signing_keys
from desktop.storage.work import Reading, Work

Sample = Mapping[str, Any]
_PLAIN = (
    "committee_met_at",
    "notice_sent_on",
    "superior_told_on",
    "papers_sent_on",
    "started_at",
    "ended_at",
    "place",
    "theme_title",
    "information",
    "past_assessment",
    "next_tasks",
    "theme_content",
    "other_items",
    "conclusion",
    "remedies",
)


@dataclass(frozen=True, slots=True)
class Entered:
    """The sample meeting as it lies in the register, its paper, and what checking that gave."""

    meeting_id: str
    facts: dict[str, Any]
    paper: bytes
    signed: SignedWithCertificates
    verdict: Verdict


def read_sample() -> Sample:
    """The sample as it comes with the program."""
    return tomllib.loads((resources() / "demo" / "sample_meeting.toml").read_text(encoding="utf-8"))


def type_in(register: Register, sample: Sample, cell_id: str) -> str:
    """From the empty month to everything typed, each part kept as the window keeps it; gives the meeting's id."""
    said = sample["meeting"]
    year, month = said["period_year"], said["period_month"]
    meeting_id: str = register.write(start_meeting, cell_id, year, month).result().meeting_id
    for fill in (_prepared, _called, _spoken, _voted, _concluded, _scored):
        register.write(_typed, meeting_id, sample, fill).result()
    return meeting_id


def finish_and_sign(register: Register, meeting_id: str, passphrases: Mapping[str, str]) -> Entered:
    """Finish what is typed; the minutes taker and then the chair sign it with the keys kept in the register."""
    register.write(_finished, meeting_id).result()
    paper = register.read(paper_to_sign, meeting_id).result()
    pdf, now = paper.pdf, register.ground.clock.now
    for hand, person in ((Hand.MINUTES_TAKER, paper.minutes_taker), (Hand.CHAIR, paper.chair)):
        key = next(key.id for key in register.read(signing_keys).result() if key.name == person.name)
        signer = register.read(open_signing_key, key, passphrases[person.name]).result()
        pdf = sign_as(hand, pdf, signer, person.post, now())
    trust = Trust.read(register.ground.home / FOLDER)
    signed = register.write(file_signed, meeting_id, pdf, trust).result()
    archived = register.read(signed_paper, meeting_id).result()
    assert archived is not None
    verdict = verify(archived, trust, register.ground.clock.today())
    return Entered(meeting_id, register.read(facts_of, meeting_id).result(), archived, signed, verdict)


def facts_of(reading: Reading, meeting_id: str) -> dict[str, Any]:
    """The figures that the program worked out, as the window and the paper show them."""
    opened = open_meeting(reading, meeting_id)
    assert opened is not None
    draft, known = opened.draft, opened.known
    found, base, scored = counts(draft.roll), voting_base(draft.roll, known.rules), score(draft, known.sheet)
    came = attendance(draft.roll, known.rules)
    judged = [(vote, judge(vote, base, known.rules)) for vote in draft.votes]
    return {
        "cell": opened.cell,
        "state": opened.state.value if opened.state else None,
        "total": found.total,
        "official": found.official.total,
        "probationary": found.probationary.total,
        "present": found.all.present,
        "excused": found.all.excused,
        "exempt_absent": found.all.exempt,
        "elsewhere": found.all.elsewhere,
        "attendance": f"{came.present}/{came.base}",
        "attendance_percent": None if came.tenths is None else came.tenths / 10,
        "summoned": base.summoned,
        "present_eligible": base.present,
        "votes": [
            {
                "item": vote.item,
                "yes": vote.yes,
                "no": vote.no,
                "other": vote.other,
                "need": outcome.needed.votes,
                "passed": outcome.passed,
                "percent": None if outcome.share is None else outcome.share / 10,
            }
            for vote, outcome in judged
        ],
        "score": scored.total / 10,
        "score_level": scored.level.label if scored.level else None,
    }


def _typed(work: Work, meeting_id: str, sample: Sample, fill: Any) -> None:
    opened = open_meeting(work, meeting_id)
    assert opened is not None
    ids = {person.name: person.member_id for person in opened.known.roster}
    draft: MeetingDraft = fill(opened.draft, sample, ids, opened.known)
    if draft.held_on != opened.draft.held_on:
        draft, _known = rejudged(work, draft)
    keep_meeting_draft(work, draft)


def _finished(work: Work, meeting_id: str) -> None:
    opened = open_meeting(work, meeting_id)
    assert opened is not None
    finish_meeting(work, opened.draft)


def _prepared(draft: MeetingDraft, sample: Sample, ids: Mapping[str, str], known: Known) -> MeetingDraft:
    said = sample["meeting"]
    words = {name: said[name].strip() if isinstance(said[name], str) else said[name] for name in _PLAIN}
    return replace(
        draft,
        chair_id=ids[said["chair"]],
        minutes_taker_id=ids[said["minutes_taker"]],
        scorer_id=ids[said["scorer"]],
        theme_author_id=ids[said["theme_author"]],
        superiors=tuple(Visitor(new_id(), one["name"], one["post"]) for one in sample["superiors"]),
        guests=tuple(Visitor(new_id(), one["name"], one["post"]) for one in sample["guests"]),
        **words,
    )


def _called(draft: MeetingDraft, sample: Sample, ids: Mapping[str, str], known: Known) -> MeetingDraft:
    for person in sample["members"]:
        line = draft.line(ids[person["name"]])
        assert line is not None
        status = Presence(person["status"])
        kept = line.reason if status is line.status else ""
        draft = draft.with_line(replace(line, status=status, reason=person.get("reason", kept)))
    return draft


def _spoken(draft: MeetingDraft, sample: Sample, ids: Mapping[str, str], known: Known) -> MeetingDraft:
    opinions = tuple(
        OpinionLine(
            new_id(),
            OpinionKind(one.get("kind", OpinionKind.DISCUSSION)),
            ids.get(one.get("speaker", "")),
            one.get("speaker_name", ""),
            one["content"],
        )
        for one in sample["opinions"]
    )
    petitions = tuple(
        PetitionLine(new_id(), one["content"], one["raised_by"], Authority(one["authority"]))
        for one in sample["petitions"]
    )
    return replace(draft, opinions=opinions, petitions=petitions)


def _voted(draft: MeetingDraft, sample: Sample, ids: Mapping[str, str], known: Known) -> MeetingDraft:
    votes = tuple(
        VoteLine(
            new_id(),
            one["item"],
            VoteKind(one["kind"]),
            VoteMethod(one["method"]),
            one["yes"],
            one["no"],
            one["other"],
        )
        for one in sample["votes"]
    )
    return replace(draft, votes=votes)


def _concluded(draft: MeetingDraft, sample: Sample, ids: Mapping[str, str], known: Known) -> MeetingDraft:
    tasks = tuple(
        TaskLine(new_id(), one["content"], ids[one["owner"]], "", one["due_on"]) for one in sample["tasks"]
    )
    return replace(draft, tasks=tasks, agreed=sample["meeting"]["agreed"])


def _scored(draft: MeetingDraft, sample: Sample, ids: Mapping[str, str], known: Known) -> MeetingDraft:
    draft = lay_sheet(draft, known.sheet, new_id)
    points = sample["scores"]
    return replace(
        draft, scores=tuple(replace(line, points=points[line.criterion] * 10) for line in draft.scores)
    )
