"""The sheet of a meeting, and its paper: drawn from what stands in the form, or taken from the archive."""

from collections.abc import Mapping
from typing import Final

from desktop.meetings.document import sheet as paper
from desktop.meetings.document.sheet import MinutesSheet
from desktop.meetings.queries.opening import Opened
from desktop.meetings.rules.counting import attendance, counts
from desktop.meetings.rules.draft import MeetingDraft
from desktop.meetings.rules.roster import Listed
from desktop.meetings.rules.scoring import score
from desktop.meetings.rules.voting import judge, voting_base
from desktop.meetings.rules.words import MEETING, Authority, OpinionKind, Presence
from desktop.storage.work import Reading

# The paper is Vietnamese whatever language the window speaks (Charter's terms).
_POSTS: Final = {
    "SECRETARY": "Bí thư",
    "DEPUTY_SECRETARY": "Phó bí thư",
    "STANDING_MEMBER": "Ủy viên ban thường vụ",
    "COMMITTEE_MEMBER": "Chi ủy viên",
}
_ROUTES: Final = {Authority.CELL: "chi bộ", Authority.COMMUNE: "cấp xã", Authority.PROVINCE: "cấp tỉnh"}


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
