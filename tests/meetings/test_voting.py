"""Base and threshold of votes: the regulation's examples, the sample's, and what must always hold."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.meetings.test_counting import SAMPLE, lines, roll

from desktop.basics import language
from desktop.meetings.rules.draft import RollLine, VoteLine
from desktop.meetings.rules.voting import judge, threshold, voting_base
from desktop.meetings.rules.words import Presence, Stage, VoteKind
from desktop.rulebook.meetings import MeetingRules

P, L, K, M, T, D = Presence
OFFICIAL = Stage.OFFICIAL


def test_the_sample_summons_19(rules: MeetingRules) -> None:
    base = voting_base(SAMPLE, rules)
    assert (base.official, base.elsewhere, base.exempt_absent, base.suspended) == (22, 1, 2, 0)
    assert (base.summoned, base.present) == (19, 17)
    language.use("en")
    assert language.say(base.equation) == "22 official − 1 elsewhere − 2 exempt and absent = 19"
    assert "chính thức vắng mặt vẫn được tính" in base.citation.words


def test_the_regulations_example(rules: MeetingRules) -> None:
    fourteen = roll(
        (11, P, OFFICIAL, False), (1, P, OFFICIAL, True), (1, M, OFFICIAL, True), (1, T, OFFICIAL, False)
    )
    base = voting_base(fourteen, rules)
    assert base.summoned == 12
    assert threshold(VoteKind.ADMISSION, 12, rules).votes == 8
    assert threshold(VoteKind.RESOLUTION, 12, rules).votes == 7


@pytest.mark.parametrize(
    ("line", "summoned", "present"),
    [
        ((P, OFFICIAL, False), 1, 1),
        ((P, OFFICIAL, True), 1, 1),  # exempt and came: counted
        ((L, OFFICIAL, False), 1, 0),  # absent stays in the base
        ((K, OFFICIAL, False), 1, 0),
        ((M, OFFICIAL, True), 0, 0),
        ((T, OFFICIAL, False), 0, 0),
        ((D, OFFICIAL, False), 0, 0),
        ((P, Stage.PROBATIONARY, False), 0, 0),
    ],
)
def test_who_is_counted(
    line: tuple[Presence, Stage, bool], summoned: int, present: int, rules: MeetingRules
) -> None:
    base = voting_base(roll((1, *line)), rules)
    assert (base.summoned, base.present) == (summoned, present)


@pytest.mark.parametrize(
    ("kind", "need"),
    [
        (VoteKind.RESOLUTION, 10),
        (VoteKind.OTHER, 10),
        (VoteKind.ADMISSION, 13),
        (VoteKind.RECOGNITION, 13),
        (VoteKind.DELETION, 13),
        (VoteKind.EXPULSION, 13),
        (VoteKind.DISSOLUTION, 13),
    ],
)
def test_thresholds_of_19(kind: VoteKind, need: int, rules: MeetingRules) -> None:
    found = threshold(kind, 19, rules)
    assert (found.votes, found.of) == (need, 19)
    assert found.citation.words


def test_the_samples_votes(rules: MeetingRules) -> None:
    base = voting_base(SAMPLE, rules)
    resolution = judge(VoteLine("1", "Nghị quyết", VoteKind.RESOLUTION, None, 17, 0, 0), base, rules)
    admission = judge(VoteLine("2", "Kết nạp", VoteKind.ADMISSION, None, 15, 1, 1), base, rules)
    assert (resolution.needed.votes, resolution.share, resolution.passed) == (10, 895, True)
    assert (admission.needed.votes, admission.share, admission.passed) == (13, 789, True)
    assert (admission.cast, admission.too_many, admission.missing) == (17, False, 0)


@pytest.mark.parametrize(("yes", "passed"), [(12, False), (13, True), (None, None)])
def test_two_thirds_is_reached_or_not(yes: int | None, passed: bool | None, rules: MeetingRules) -> None:
    base = voting_base(SAMPLE, rules)
    judged = judge(VoteLine("1", "x", VoteKind.ADMISSION, None, yes, 0, 0), base, rules)
    assert judged.passed is passed


def test_more_votes_than_people(rules: MeetingRules) -> None:
    base = voting_base(SAMPLE, rules)
    assert judge(VoteLine("1", "x", VoteKind.ADMISSION, None, 18, 0, 0), base, rules).too_many
    assert judge(VoteLine("1", "x", VoteKind.ADMISSION, None, 14, 1, 0), base, rules).missing == 2


def test_nothing_passes_without_anybody(rules: MeetingRules) -> None:
    base = voting_base((), rules)
    assert judge(VoteLine("1", "x", VoteKind.ADMISSION, None, 0, 0, 0), base, rules).passed is False


@given(some=lines(), kind=st.sampled_from(VoteKind))
def test_what_always_holds(some: tuple[RollLine, ...], kind: VoteKind, rules: MeetingRules) -> None:
    base = voting_base(some, rules)
    assert base.official - base.elsewhere - base.exempt_absent - base.suspended == base.summoned
    assert 0 <= base.present <= base.summoned <= base.official <= len(some)
    need = threshold(kind, base.summoned, rules).votes
    assert not base.summoned or 0 < need <= base.summoned
    one_more = (*some, RollLine("x", "x", L, OFFICIAL))
    assert threshold(kind, voting_base(one_more, rules).summoned, rules).votes >= need


@given(some=lines(), yes=st.integers(0, 60), more=st.integers(0, 5), kind=st.sampled_from(VoteKind))
def test_more_votes_never_lose(
    some: tuple[RollLine, ...], yes: int, more: int, kind: VoteKind, rules: MeetingRules
) -> None:
    base = voting_base(some, rules)
    vote = VoteLine("1", "x", kind, None, yes, 0, 0)
    if judge(vote, base, rules).passed:
        assert judge(replace(vote, yes=yes + more), base, rules).passed
