"""Each rule of domain 11 (V-M…) and each code: what brings it up, where it points, how much it weighs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from itertools import count
from typing import Any

import pytest
from tests.meetings.sample import fill_in, sample_roster

from desktop.basics.errors import Severity
from desktop.meetings.rules.counting import attendance, counts
from desktop.meetings.rules.draft import MeetingDraft, OpinionLine, TaskLine, VoteLine, from_plain, to_plain
from desktop.meetings.rules.problems import Known, errors, problems
from desktop.meetings.rules.roster import Listed
from desktop.meetings.rules.scoring import lay_sheet, proposed, score, speakers_share
from desktop.meetings.rules.timing import minutes_held
from desktop.meetings.rules.voting import judge, voting_base
from desktop.meetings.rules.words import Authority, MeetingKind, Presence, VoteKind, VoteMethod
from desktop.rulebook.meetings import MeetingRules
from desktop.rulebook.scoring import Measure, ScoreSheet

TODAY = date(2026, 11, 9)
ERROR, WARNING, HINT = Severity.ERROR, Severity.WARNING, Severity.HINT


@pytest.fixture(scope="session")
def known(sample: dict[str, Any], rules: MeetingRules, sheet: ScoreSheet) -> Known:
    return Known(sample_roster(sample), rules, sheet, TODAY)


@pytest.fixture(scope="session")
def draft(sample: dict[str, Any], known: Known) -> MeetingDraft:
    ids = (f"id-{i}" for i in count())
    blank = MeetingDraft("m", "cell", 2026, 11)
    return fill_in(blank, sample, known.roster, known.sheet, lambda: next(ids))


def test_the_sample_has_no_problem(draft: MeetingDraft, known: Known) -> None:
    assert problems(draft, known) == ()


def test_the_samples_figures(draft: MeetingDraft, known: Known, sample: dict[str, Any]) -> None:
    figures = sample["figures"]
    found, base = counts(draft.roll), voting_base(draft.roll, known.rules)
    came = attendance(draft.roll, known.rules)
    votes = [judge(vote, base, known.rules) for vote in draft.votes]
    scored = score(draft, known.sheet)
    assert scored.level is not None
    assert figures == {
        "total": found.total,
        "official": found.official.total,
        "probationary": found.probationary.total,
        "exempt": found.exempt,
        "present": found.all.present,
        "present_official": found.official.present,
        "present_probationary": found.probationary.present,
        "excused": found.all.excused,
        "unexcused": found.all.unexcused,
        "exempt_absent": found.all.exempt,
        "elsewhere": found.all.elsewhere,
        "summoned": base.summoned,
        "present_eligible": base.present,
        "need_majority": votes[0].needed.votes,
        "need_two_thirds": votes[1].needed.votes,
        "attendance_tenths": came.tenths,
        "attendance_base": came.base,
        "minutes": minutes_held(draft),
        "minutes_least": known.rules.min_minutes_with_theme.value,
        "resolution_tenths": votes[0].share,
        "admission_tenths": votes[1].share,
        "score_tenths": scored.total,
        "score_level": scored.level.code,
    }


def test_a_draft_survives_being_kept(draft: MeetingDraft) -> None:
    assert from_plain(to_plain(draft)) == draft


def test_an_older_kept_draft_takes_the_defaults(draft: MeetingDraft) -> None:
    kept = to_plain(draft)
    del kept["petitions"], kept["remedies"]
    assert from_plain(kept | {"unknown": 1}) == replace(draft, petitions=(), remedies="")


Change = Callable[[MeetingDraft], MeetingDraft]


def status(name: str, presence: Presence, reason: str = "") -> Change:
    def change(draft: MeetingDraft) -> MeetingDraft:
        line = draft.line(name)
        assert line is not None
        return draft.with_line(replace(line, status=presence, reason=reason))

    return change


def put(**values: Any) -> Change:
    return lambda draft: replace(draft, **values)


def vote(place: int, **values: Any) -> Change:
    def change(draft: MeetingDraft) -> MeetingDraft:
        votes = list(draft.votes)
        votes[place] = replace(votes[place], **values)
        return replace(draft, votes=tuple(votes))

    return change


def points(place: int, tenths: int | None) -> Change:
    def change(draft: MeetingDraft) -> MeetingDraft:
        scores = list(draft.scores)
        scores[place] = replace(scores[place], points=tenths)
        return replace(draft, scores=tuple(scores))

    return change


@pytest.mark.parametrize(
    ("change", "code", "severity", "field"),
    [
        (put(started_at=None), "MTG-12", ERROR, "started_at"),
        (put(place="  "), "MTG-12", ERROR, "place"),
        (put(conclusion=""), "MTG-12", ERROR, "conclusion"),
        (put(chair_id=None), "MTG-12", ERROR, "chair_id"),
        (put(ended_at=datetime(2026, 11, 3, 19, 30)), "MTG-03", ERROR, "ended_at"),
        (put(ended_at=datetime(2026, 11, 3, 21, 29)), "MTG-03", WARNING, "ended_at"),
        (
            put(started_at=datetime(2026, 11, 8, 8), ended_at=datetime(2026, 11, 8, 11)),
            "MTG-02",
            WARNING,
            "started_at",
        ),
        (
            put(started_at=datetime(2026, 11, 4, 8), ended_at=datetime(2026, 11, 4, 11)),
            "MTG-02",
            HINT,
            "started_at",
        ),
        (put(period_month=10), "MTG-02", WARNING, "started_at"),
        (
            put(started_at=datetime(2026, 11, 10, 8), ended_at=datetime(2026, 11, 10, 11)),
            "MTG-18",
            ERROR,
            "started_at",
        ),
        (put(papers_sent_on=date(2026, 11, 3)), "MTG-13", WARNING, "papers_sent_on"),
        (put(papers_sent_on=None), "MTG-13", HINT, "papers_sent_on"),
        (put(committee_met_at=None), "MTG-13", HINT, "committee_met_at"),
        (put(committee_met_at=datetime(2026, 11, 3, 20)), "MTG-13", WARNING, "committee_met_at"),
        (put(superior_told_on=None, superiors=()), "MTG-10", HINT, "superior_told_on"),
        (put(minutes_taker_id="Bế Đức Kiên"), "MTG-04", ERROR, "minutes_taker_id"),
        (put(chair_id="Ai Đó"), "MTG-04", ERROR, "chair_id"),
        (put(chair_id="Nông Thị Thơm"), "MTG-04", ERROR, "chair_id"),
        (put(chair_id="Trần Thị Hậu"), "MTG-08", ERROR, "chair_id"),
        (lambda draft: replace(draft, roll=draft.roll[1:]), "MTG-05", ERROR, "roll.Bế Đức Kiên"),
        (lambda draft: replace(draft, roll=(*draft.roll, draft.roll[0])), "MTG-05", ERROR, "roll"),
        (status("Nông Thị Thơm", Presence.UNEXCUSED), "MTG-06", WARNING, "roll.Nông Thị Thơm"),
        (status("Nông Thị Thơm", Presence.EXCUSED), "MTG-06", WARNING, "roll.Nông Thị Thơm"),
        (status("Chu Thị Hợp", Presence.EXEMPT), "MTG-17", ERROR, "roll.Chu Thị Hợp"),
        (status("Chu Thị Hợp", Presence.ELSEWHERE), "MTG-17", ERROR, "roll.Chu Thị Hợp"),
        (status("Chu Thị Hợp", Presence.SUSPENDED), "MTG-17", ERROR, "roll.Chu Thị Hợp"),
        (status("Ma Đình Khoa", Presence.PRESENT), "MTG-17", ERROR, "roll.Ma Đình Khoa"),
        (status("Tô Thị Diệp", Presence.EXCUSED, "ốm"), "MTG-17", ERROR, "roll.Tô Thị Diệp"),
        (status("Chu Thị Hợp", Presence.EXCUSED, "ốm"), "MTG-14", HINT, "roll"),
        (vote(1, yes=16), "MTG-07", ERROR, "votes.1.yes"),
        (vote(1, yes=14), "MTG-07", WARNING, "votes.1.yes"),
        (vote(1, yes=12, no=4), "MTG-20", HINT, "votes.1.yes"),
        (vote(0, no=None), "MTG-16", ERROR, "votes.0.no"),
        (vote(0, method=None), "MTG-19", ERROR, "votes.0.method"),
        (vote(0, item=" "), "MTG-16", ERROR, "votes.0.item"),
        (vote(0, kind=VoteKind.DISCIPLINE), "MTG-19", WARNING, "votes.0.method"),
        (put(opinions=(OpinionLine("o", content="x"),)), "MTG-16", ERROR, "opinions.0.speaker"),
        (put(opinions=(OpinionLine("o", speaker_name="x"),)), "MTG-16", ERROR, "opinions.0.content"),
        (put(tasks=(TaskLine("t", "x", "Bế Đức Kiên"),)), "MTG-16", ERROR, "tasks.0.due_on"),
        (put(tasks=(TaskLine("t", "x", due_on=TODAY),)), "MTG-16", ERROR, "tasks.0.owner"),
        (
            put(tasks=(TaskLine("t", "x", owner_name="y", due_on=date(2026, 11, 2)),)),
            "MTG-16",
            WARNING,
            "tasks.0.due_on",
        ),
        (points(0, 60), "MTG-11", ERROR, "scores.0"),
        (points(3, None), "MTG-11", ERROR, "scores"),
        (
            lambda draft: replace(draft, scores=tuple(replace(s, points=None) for s in draft.scores)),
            "MTG-11",
            HINT,
            "scores",
        ),
        (put(agreed=20), "MTG-21", ERROR, "agreed"),
        (
            lambda draft: replace(
                draft, petitions=tuple(replace(p, authority=None) for p in draft.petitions)
            ),
            "MTG-16",
            WARNING,
            "petitions.0.authority",
        ),
    ],
)
def test_each_problem(
    change: Change, code: str, severity: Severity, field: str, draft: MeetingDraft, known: Known
) -> None:
    found = problems(change(draft), known)
    assert (code, severity, field) in [(one.code, one.severity, one.field) for one in found]


def test_probationary_members_are_no_part_of_a_vote(draft: MeetingDraft, known: Known) -> None:
    """V-M8: 19 sit in the room, 17 have a vote."""
    cast = vote(0, yes=19)(draft)
    assert [one.code for one in errors(problems(cast, known))] == ["MTG-07"]


def test_a_second_regular_meeting_is_warned_of(draft: MeetingDraft, known: Known) -> None:
    found = problems(draft, replace(known, other_regular=1))
    assert [(one.code, one.severity) for one in found] == [("MTG-01", WARNING)]
    assert problems(replace(draft, kind=MeetingKind.MODEL), replace(known, other_regular=1)) == ()


def test_few_present_is_a_warning(draft: MeetingDraft, known: Known) -> None:
    for person in known.roster[3:12]:
        line = draft.line(person.member_id)
        if line and line.status is Presence.PRESENT:
            draft = draft.with_line(replace(line, status=Presence.EXCUSED, reason="bận"))
    found = [one for one in problems(draft, known) if one.code == "MTG-15"]
    assert [one.severity for one in found] == [WARNING]


def test_somebody_new_on_the_list_is_missing_in_the_roll(draft: MeetingDraft, known: Known) -> None:
    more = replace(known, roster=(*known.roster, Listed("new", "Phùng Thị Mới")))
    assert [one.field for one in errors(problems(draft, more))] == ["roll.new"]
    less = replace(known, roster=known.roster[:-1])
    assert [one.code for one in errors(problems(draft, less))] == ["MTG-05"]


def test_most_problems_name_their_rule(draft: MeetingDraft, known: Known) -> None:
    late = replace(draft, started_at=datetime(2026, 11, 8, 8), ended_at=datetime(2026, 11, 8, 9))
    sources = {one.code: one.source for one in problems(late, known)}
    assert {code for code, source in sources.items() if source} >= {"MTG-02", "MTG-03"}


def test_the_sheet_follows_the_theme(draft: MeetingDraft, sheet: ScoreSheet) -> None:
    ids = (f"s-{i}" for i in count())
    without = lay_sheet(replace(draft, theme_title=""), sheet, lambda: next(ids))
    assert len(without.scores) == len(draft.scores) - 1
    assert score(without, sheet).total == 930 - 40 + 50  # the theme's points are granted
    again = lay_sheet(replace(without, theme_title="x"), sheet, lambda: next(ids))
    assert score(again, sheet).missing == 1
    assert score(again, sheet).level is None


def test_figures_propose_points(draft: MeetingDraft, sheet: ScoreSheet) -> None:
    share = speakers_share(draft, 19)
    assert share == 579
    found = proposed(sheet, {Measure.ATTENDANCE: 905, Measure.SPEAKERS: share, Measure.TASKS_DONE: None})
    assert {code: choice.points for code, choice in found.items()} == {"2.1": 40, "4.5": 50}


def test_codes_and_words_agree() -> None:
    from desktop.meetings.rules import words

    for names, codes in (
        (words.KIND_NAMES, MeetingKind),
        (words.PRESENCE_NAMES, Presence),
        (words.VOTE_NAMES, VoteKind),
        (words.METHOD_NAMES, VoteMethod),
        (words.AUTHORITY_NAMES, Authority),
        (words.STATE_NAMES, words.MeetingState),
        (words.OPINION_NAMES, words.OpinionKind),
        (words.TASK_NAMES, words.TaskState),
        (words.STAGE_NAMES, words.Stage),
        (words.LEVEL_NAMES, words.ScoreLevel),
    ):
        assert set(names) == set(codes)


def test_a_vote_nobody_can_take(draft: MeetingDraft, known: Known) -> None:
    alone = replace(draft, roll=(), votes=(VoteLine("v", "x", yes=0, no=0, other=0),))
    assert "MTG-05" in {one.code for one in problems(alone, known)}
