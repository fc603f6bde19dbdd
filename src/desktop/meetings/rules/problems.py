"""Everything that rules find in a meeting, as lines beside the fields (domain 11, V-M1 to V-M11).

Errors block only the finishing, warnings and hints nothing. Codes are stable:

MTG-01 month already has a regular meeting · 02 day · 03 length · 04 chair and minutes taker · 05 roll-call
complete · 06 absent without a reason written · 07 figures of a vote · 08 probationary members · 09 signed, never
changes (actions) · 10 superior told · 11 score · 12 something required is missing · 13 papers and committee ·
14 attendance low · 15 few present · 16 a line isn't complete · 17 the facts of a member · 18 not yet held ·
19 method of a vote · 20 a vote fails · 21 agreement to the minutes ·
22 stage of membership unknown · 23 months missed without reason · 24 excused too often running
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made
from datetime import date

from desktop.basics.errors import Citation, Problem, Severity
from desktop.basics.language import Message, Percent, Tenths, msg
from desktop.meetings.rules import timing
from desktop.meetings.rules.absences import Before, alerts
from desktop.meetings.rules.counting import attendance, counts
from desktop.meetings.rules.draft import MeetingDraft
from desktop.meetings.rules.roster import Listed, allowed_statuses
from desktop.meetings.rules.scoring import score
from desktop.meetings.rules.voting import judge, voting_base
from desktop.meetings.rules.words import MeetingKind, Presence, Stage, VoteMethod
from desktop.rulebook.meetings import MeetingRules
from desktop.rulebook.scoring import ScoreSheet


@dataclass(frozen=True, slots=True)
class Known:
    """What the rules need besides the draft: the list of that day, the rules, and the month's other records."""

    roster: Sequence[Listed]
    rules: MeetingRules
    sheet: ScoreSheet
    today: date
    other_regular: int = 0  # finished regular meetings of this cell and month besides this one
    before: Mapping[str, Before] = made(default_factory=dict)  # member id → absences of the year

    @property
    def people(self) -> Mapping[str, Listed]:
        """Member id → person on the list."""
        return {person.member_id: person for person in self.roster}


def problems(draft: MeetingDraft, known: Known) -> tuple[Problem, ...]:
    """Every problem of the draft, in the order of the paper."""
    return (
        *_required(draft),
        *_days(draft, known),
        *_lengths(draft, known),
        *_roles(draft, known),
        *_roll(draft, known),
        *_over_the_year(draft, known),
        *_presence(draft, known),
        *_opinions(draft),
        *_votes(draft, known),
        *_tasks(draft),
        *_scores(draft, known),
        *_closing(draft),
    )


def errors(found: Sequence[Problem]) -> tuple[Problem, ...]:
    """Those that block the finishing."""
    return tuple(problem for problem in found if problem.severity is Severity.ERROR)


def _error(code: str, field: str, message: Message, source: Citation | None = None) -> Problem:
    return Problem(code, Severity.ERROR, field, message, source)


def _warning(code: str, field: str, message: Message, source: Citation | None = None) -> Problem:
    return Problem(code, Severity.WARNING, field, message, source)


def _hint(code: str, field: str, message: Message, source: Citation | None = None) -> Problem:
    return Problem(code, Severity.HINT, field, message, source)


def _required(draft: MeetingDraft) -> Iterator[Problem]:
    needed: tuple[tuple[str, object, Message], ...] = (
        ("started_at", draft.started_at, msg("Start of the meeting is missing")),
        ("ended_at", draft.ended_at, msg("End of the meeting is missing")),
        ("place", draft.place.strip(), msg("Place is missing")),
        ("chair_id", draft.chair_id, msg("Chair is missing")),
        ("minutes_taker_id", draft.minutes_taker_id, msg("Minutes taker is missing")),
        ("past_assessment", draft.past_assessment.strip(), msg("Assessment of last month is missing")),
        ("next_tasks", draft.next_tasks.strip(), msg("Tasks of the month are missing")),
        ("conclusion", draft.conclusion.strip(), msg("Conclusion of the chair is missing")),
    )
    regular_only = {"past_assessment", "next_tasks"}
    for field, value, message in needed:
        if not value and (draft.kind is MeetingKind.REGULAR or field not in regular_only):
            yield _error("MTG-12", field, message)


def _days(draft: MeetingDraft, known: Known) -> Iterator[Problem]:
    rules, day = known.rules, draft.held_on
    if draft.kind is MeetingKind.REGULAR and known.other_regular:
        source = rules.sentences.get("once_a_month")
        message = msg("This month already has a finished regular meeting")
        yield _warning("MTG-01", "period_month", message, source)
    if day is None:
        return
    if draft.started_at is not None and day > known.today:
        yield _error("MTG-18", "started_at", msg("The meeting lies in the future: {day}", day=day))
    if (day.year, day.month) != (draft.period_year, draft.period_month):
        yield _warning("MTG-02", "started_at", msg("{day} isn't in the month of this meeting", day=day))
    elif draft.kind is MeetingKind.REGULAR:
        yield from _regular_day(day, rules)
    yield from _papers(draft, known)


def _regular_day(day: date, rules: MeetingRules) -> Iterator[Problem]:
    window, fixed = rules.regular_window.value, rules.regular_day.value
    if not timing.within_window(day, rules):
        message = msg(
            "{day} is outside days {first} to {last}", day=day, first=window.first, last=window.last
        )
        yield _warning("MTG-02", "started_at", message, rules.regular_window.citation)
    elif fixed and day.day != fixed:
        message = msg("Not on day {fixed} but within the first week", fixed=f"{fixed:02d}")
        yield _hint("MTG-02", "started_at", message, rules.regular_day.citation)


def _papers(draft: MeetingDraft, known: Known) -> Iterator[Problem]:
    rules, due = known.rules, timing.papers_due(draft, known.rules)
    if draft.papers_sent_on is None:
        if rules.papers_days_before.value:
            message = msg("Day on which papers were sent is missing")
            yield _hint("MTG-13", "papers_sent_on", message, rules.papers_days_before.citation)
    elif due is not None and draft.papers_sent_on > due:
        message = msg("Papers were sent on {day}, later than {due}", day=draft.papers_sent_on, due=due)
        yield _warning("MTG-13", "papers_sent_on", message, rules.papers_days_before.citation)
    if draft.kind is not MeetingKind.REGULAR:
        return
    first = rules.sentences.get("committee_first")
    if draft.committee_met_at is None:
        yield _hint("MTG-13", "committee_met_at", msg("Day of the committee's meeting is missing"), first)
    elif draft.started_at is not None and draft.committee_met_at >= draft.started_at:
        message = msg("The committee meets before the cell does")
        yield _warning("MTG-13", "committee_met_at", message, first)
    if draft.superior_told_on is None and not draft.superiors:
        message = msg("Was the superior in charge of the cell told?")
        yield _hint("MTG-10", "superior_told_on", message, rules.sentences.get("superior_told"))


def _lengths(draft: MeetingDraft, known: Known) -> Iterator[Problem]:
    lasted = timing.minutes_held(draft)
    if lasted is None:
        return
    if lasted <= 0:
        yield _error("MTG-03", "ended_at", msg("The end doesn't lie after the start"))
        return
    least, source = timing.least_minutes(draft, known.rules)
    if lasted < least:
        message = msg("{lasted} minutes, at least {least} are asked for", lasted=lasted, least=least)
        yield _warning("MTG-03", "ended_at", message, source)


def _roles(draft: MeetingDraft, known: Known) -> Iterator[Problem]:
    chair, taker = draft.chair_id, draft.minutes_taker_id
    source = known.rules.sentences.get("chair")
    if chair is not None and chair == taker:
        message = msg("Chair and minutes taker are the same person")
        yield _error("MTG-04", "minutes_taker_id", message, source)
    for field, who, role in (
        ("chair_id", chair, msg("Chair")),
        ("minutes_taker_id", taker, msg("Minutes taker")),
    ):
        if who is None:
            continue
        line, person = draft.line(who), known.people.get(who)
        if line is None or person is None:
            yield _error("MTG-04", field, msg("{role} isn't on this cell's list", role=role), source)
        elif line.status is not Presence.PRESENT:
            message = msg("{role} {name} isn't marked present", role=role, name=person.name)
            yield _error("MTG-04", field, message, source)
    line = draft.line(chair)
    if line is not None and line.stage is Stage.PROBATIONARY:
        yield _error("MTG-08", "chair_id", msg("A probationary member can't chair"), source)


def _roll(draft: MeetingDraft, known: Known) -> Iterator[Problem]:
    listed = known.people
    called = {line.member_id for line in draft.roll}
    source = known.rules.sentences.get("roll_call")
    for person in known.roster:
        if person.member_id not in called:
            message = msg("{name} is missing in the roll-call", name=person.name)
            yield _error("MTG-05", f"roll.{person.member_id}", message, source)
        elif not person.stage_known:
            message = msg("{name}: official or probationary? Counted as official", name=person.name)
            yield _warning("MTG-22", f"roll.{person.member_id}", message, source)
    if len(called) != len(draft.roll):
        yield _error("MTG-05", "roll", msg("Somebody stands twice in the roll-call"), source)
    for line in draft.roll:
        field = f"roll.{line.member_id}"
        found = listed.get(line.member_id)
        if found is None:
            yield _error("MTG-05", field, msg("Somebody in the roll-call isn't on this day's list"), source)
        elif line.status not in allowed_statuses(found):
            yield _error("MTG-17", field, _fact(found, line.status), source)
        elif line.status is Presence.UNEXCUSED and not line.reason.strip():
            message = msg("{name}: absent without reason, write down what was asked", name=found.name)
            yield _warning("MTG-06", field, message, source)
        elif line.status is Presence.EXCUSED and not line.reason.strip():
            message = msg("{name}: the reason of absence is missing", name=found.name)
            yield _warning("MTG-06", field, message, source)


def _over_the_year(draft: MeetingDraft, known: Known) -> Iterator[Problem]:
    if draft.kind is not MeetingKind.REGULAR:
        return
    people = known.people
    for line in draft.roll:
        person = people.get(line.member_id)
        if person is not None:
            for alert in alerts(line, person.name, known.before, known.rules):
                yield _warning(alert.code, f"roll.{line.member_id}", alert.words, alert.source)


def _fact(person: Listed, status: Presence) -> Message:
    name = person.name
    if person.suspended:
        return msg("{name} is suspended", name=name)
    if person.elsewhere:
        return msg("{name} is active elsewhere", name=name)
    if person.exempt:
        return msg("{name} is exempt: present or exempt", name=name)
    if status is Presence.EXEMPT:
        return msg("{name} isn't recorded as exempt", name=name)
    if status is Presence.SUSPENDED:
        return msg("{name} isn't recorded as suspended", name=name)
    return msg("{name} isn't recorded as active elsewhere", name=name)


def _presence(draft: MeetingDraft, known: Known) -> Iterator[Problem]:
    rules = known.rules
    share = attendance(draft.roll, rules).tenths
    wanted = rules.attendance_over.value
    if share is not None and share <= wanted:
        message = msg(
            "{share} present, more than {wanted} is the target", share=Percent(share), wanted=Percent(wanted)
        )
        yield _hint("MTG-14", "roll", message, rules.attendance_over.citation)
    base = voting_base(draft.roll, rules)
    least = rules.presence.value.needed(base.summoned)
    if base.summoned and base.present < least:
        message = msg("Only {n} of {of} with a vote are present", n=base.present, of=base.summoned)
        yield _warning("MTG-15", "roll", message, rules.presence.citation)
    if base.official and not base.summoned and draft.votes:
        yield _error("MTG-07", "votes", msg("Nobody is summoned to vote"), base.citation)


def _opinions(draft: MeetingDraft) -> Iterator[Problem]:
    for place, opinion in enumerate(draft.opinions):
        if not opinion.speaker_id and not opinion.speaker_name.strip():
            yield _error("MTG-16", f"opinions.{place}.speaker", msg("Opinion {n}: who spoke?", n=place + 1))
        if not opinion.content.strip():
            message = msg("Opinion {n}: what was said?", n=place + 1)
            yield _error("MTG-16", f"opinions.{place}.content", message)
    for place, petition in enumerate(draft.petitions):
        if not petition.content.strip():
            message = msg("Petition {n}: what is asked for?", n=place + 1)
            yield _error("MTG-16", f"petitions.{place}.content", message)
        elif petition.authority is None:
            message = msg("Petition {n}: who has to answer?", n=place + 1)
            yield _warning("MTG-16", f"petitions.{place}.authority", message)


def _votes(draft: MeetingDraft, known: Known) -> Iterator[Problem]:
    rules = known.rules
    base = voting_base(draft.roll, rules)
    for place, vote in enumerate(draft.votes):
        path, n = f"votes.{place}", place + 1
        if not vote.item.strip():
            yield _error("MTG-16", f"{path}.item", msg("Vote {n}: what was voted on?", n=n))
        for field, figure in (("yes", vote.yes), ("no", vote.no), ("other", vote.other)):
            if figure is None:
                yield _error("MTG-16", f"{path}.{field}", msg("Vote {n}: a figure is missing", n=n))
        if vote.method is None:
            message = msg("Vote {n}: choose show of cards or secret ballot", n=n)
            yield _error("MTG-19", f"{path}.method", message)
        elif rules.secret(vote.kind.value) and vote.method is not VoteMethod.BALLOT:
            message = msg("Vote {n}: this is voted by secret ballot", n=n)
            yield _warning("MTG-19", f"{path}.method", message, rules.secret_votes.citation)
        judged = judge(vote, base, rules)
        if judged.too_many:
            message = msg(
                "Vote {n}: {cast} votes, only {present} could vote",
                n=n,
                cast=judged.cast,
                present=base.present,
            )
            yield _error("MTG-07", f"{path}.yes", message, base.citation)
        elif judged.passed is not None and judged.missing:
            message = msg(
                "Vote {n}: {missing} of {present} who could vote aren't in the figures",
                n=n,
                missing=judged.missing,
                present=base.present,
            )
            yield _warning("MTG-07", f"{path}.yes", message, base.citation)
        if judged.passed is False:
            message = msg("Vote {n}: not passed, {need} were needed", n=n, need=judged.needed.votes)
            yield _hint("MTG-20", f"{path}.yes", message, judged.needed.citation)


def _tasks(draft: MeetingDraft) -> Iterator[Problem]:
    for place, task in enumerate(draft.tasks):
        path, n = f"tasks.{place}", place + 1
        if not task.content.strip():
            yield _error("MTG-16", f"{path}.content", msg("Task {n}: what is to be done?", n=n))
        if not task.owner_id and not task.owner_name.strip():
            yield _error("MTG-16", f"{path}.owner", msg("Task {n}: who does it?", n=n))
        if task.due_on is None:
            yield _error("MTG-16", f"{path}.due_on", msg("Task {n}: by when?", n=n))
        elif draft.held_on is not None and task.due_on < draft.held_on:
            message = msg("Task {n}: due before the meeting", n=n)
            yield _warning("MTG-16", f"{path}.due_on", message)


def _scores(draft: MeetingDraft, known: Known) -> Iterator[Problem]:
    sheet = known.sheet
    for place, line in enumerate(draft.scores):
        criterion = sheet.criterion(line.criterion)
        if criterion is None:
            message = msg("Line {n} isn't on the score sheet in force", n=place + 1)
            yield _error("MTG-11", f"scores.{place}", message, sheet.source)
        elif line.points is not None and not 0 <= line.points <= criterion.most:
            message = msg(
                "Criterion {code}: at most {most} points", code=criterion.code, most=Tenths(criterion.most)
            )
            yield _error("MTG-11", f"scores.{place}", message, sheet.source)
    if draft.kind is not MeetingKind.REGULAR:
        return
    scored = score(draft, sheet)
    if not scored.begun:
        yield _hint("MTG-11", "scores", msg("Not scored yet"), known.rules.sentences.get("scored"))
    elif scored.missing:
        message = msg("{n} lines of the score sheet are empty", n=scored.missing)
        yield _error("MTG-11", "scores", message, sheet.source)
    elif not 0 <= scored.total <= sheet.most:
        message = msg("The score is outside 0 to {most}", most=Tenths(sheet.most))
        yield _error("MTG-11", "scores", message, sheet.source)


def _closing(draft: MeetingDraft) -> Iterator[Problem]:
    present = counts(draft.roll).all.present
    if draft.agreed is not None and not 0 <= draft.agreed <= present:
        message = msg(
            "{agreed} agreed to the minutes, only {present} are present", agreed=draft.agreed, present=present
        )
        yield _error("MTG-21", "agreed", message)
