"""Who is counted in a vote, how many are needed, and what came out.

The denominator is the official members summoned: those on the list without the ones active elsewhere, exempt
and absent, suspended, prosecuted or detained; whoever else is absent stays in it (QĐ 294 article 9, HN
II.1.2.1(8)). An exempt member who comes and votes is counted. Probationary members have no vote (Charter
article 3).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.basics.errors import Citation
from desktop.basics.language import Message, msg
from desktop.meetings.rules.counting import counts_in, share_tenths
from desktop.meetings.rules.draft import RollLine, VoteLine
from desktop.meetings.rules.words import Presence, Stage, VoteKind
from desktop.rulebook.meetings import MeetingRules
from desktop.rulebook.ruled import Threshold


@dataclass(frozen=True, slots=True)
class VotingBase:
    """The denominator with its parts: official − elsewhere − exempt and absent − suspended = summoned."""

    official: int
    elsewhere: int
    exempt_absent: int
    suspended: int
    summoned: int
    present: int  # of those summoned: who sat there with a vote
    citation: Citation

    @property
    def parts(self) -> tuple[Message, ...]:
        """What is taken from the official members, without the parts that are none."""
        told = (
            (self.elsewhere, msg("{n} elsewhere", n=self.elsewhere)),
            (self.exempt_absent, msg("{n} exempt and absent", n=self.exempt_absent)),
            (self.suspended, msg("{n} suspended", n=self.suspended)),
        )
        return tuple(message for number, message in told if number)

    @property
    def equation(self) -> Message:
        """ "22 official − 1 elsewhere − 2 exempt and absent = 19", to be shown beside the figure."""
        left = msg("{n} official", n=self.official)
        for part in self.parts:
            left = msg("{left} − {part}", left=left, part=part)
        return msg("{left} = {n}", left=left, n=self.summoned)


def is_summoned(line: RollLine, rules: MeetingRules) -> bool:
    """Whether this person counts among the official members summoned to vote."""
    return line.stage is Stage.OFFICIAL and counts_in(line, rules.vote_base.value)


def may_vote(line: RollLine, rules: MeetingRules) -> bool:
    """Whether this person sat there with a vote."""
    return is_summoned(line, rules) and line.status is Presence.PRESENT


def voting_base(roll: Sequence[RollLine], rules: MeetingRules) -> VotingBase:
    """The denominator of every vote of this meeting, with its parts and the rule's words."""
    official = [line for line in roll if line.stage is Stage.OFFICIAL]
    out = [line.status for line in official if not is_summoned(line, rules)]
    return VotingBase(
        official=len(official),
        elsewhere=out.count(Presence.ELSEWHERE),
        exempt_absent=out.count(Presence.EXEMPT),
        suspended=out.count(Presence.SUSPENDED),
        summoned=len(official) - len(out),
        present=sum(may_vote(line, rules) for line in official),
        citation=rules.vote_base.citation,
    )


@dataclass(frozen=True, slots=True)
class Needed:
    """How many must agree, of how many, by which threshold, and where that stands."""

    votes: int
    of: int
    threshold: Threshold
    citation: Citation

    @property
    def words(self) -> Message:
        """ "At least 2/3 of 19 = 13"."""
        if self.threshold is Threshold.TWO_THIRDS:
            return msg("At least 2/3 of {of} = {votes}", of=self.of, votes=self.votes)
        return msg("More than half of {of} = {votes}", of=self.of, votes=self.votes)


def threshold(kind: VoteKind, summoned: int, rules: MeetingRules) -> Needed:
    """The votes needed for a matter: more than half, or 2/3, of the official members summoned."""
    ruled = rules.threshold(kind.value)
    return Needed(ruled.value.needed(summoned), summoned, ruled.value, ruled.citation)


@dataclass(frozen=True, slots=True)
class Judged:
    """A vote with its base, threshold and outcome. ``passed`` is None while figures are missing."""

    base: VotingBase
    needed: Needed
    cast: int
    passed: bool | None
    share: int | None  # of those summoned who agree, tenths of a percent

    @property
    def too_many(self) -> bool:
        """More votes than people with a vote in the room."""
        return self.cast > self.base.present

    @property
    def missing(self) -> int:
        """People with a vote in the room of whom nothing is written."""
        return max(self.base.present - self.cast, 0)


def judge(vote: VoteLine, base: VotingBase, rules: MeetingRules) -> Judged:
    """What came out of a vote. Nothing passes without somebody summoned."""
    needed = threshold(vote.kind, base.summoned, rules)
    figures = (vote.yes, vote.no, vote.other)
    complete = all(figure is not None for figure in figures)
    yes = vote.yes or 0
    return Judged(
        base,
        needed,
        cast=sum(figure or 0 for figure in figures),
        passed=(base.summoned > 0 and yes >= needed.votes) if complete else None,
        share=share_tenths(yes, base.summoned) if vote.yes is not None else None,
    )
