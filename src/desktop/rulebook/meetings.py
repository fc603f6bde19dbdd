"""Rules of cell meetings in force on one day: days, lengths, roll-call, votes.

They come from HD 12-HD/BTCTW 2018, CT 50-CT/TW 2025, HD 42-HD/BTCTW 2025 and the Charter.
A limit of 0, and a span 0–0, mean that the documents of that time set none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from desktop.basics.errors import Citation
from desktop.rulebook.reading import Table, a_base, a_number, a_span, cited, documents_of, ruled, term_of
from desktop.rulebook.ruled import Base, Ruled, Span, Term, Threshold


@dataclass(frozen=True, slots=True)
class MeetingRules:
    """What holds for a cell meeting. Shares are tenths of a percent, lengths minutes, days calendar days."""

    term: Term
    regular_day: Ruled[int]  # of the month; 0: the committee in charge fixes it
    regular_window: Ruled[Span]  # days of the month within which a regular meeting is on time
    min_minutes: Ruled[int]
    min_minutes_with_theme: Ruled[int]  # regular part and theme in one sitting
    papers_days_before: Ruled[int]
    publish_within_days: Ruled[int]
    attendance_over: Ruled[int]  # the share must be greater than this
    attendance_base: Ruled[Base]
    excused_in_a_row: Ruled[int]  # nobody should be excused more often running
    ideology_minutes: Ruled[Span]
    themes_per_quarter: Ruled[int]
    presence: Ruled[Threshold]  # of those summoned; fewer gives a warning only
    vote_base: Ruled[Base]
    votes: Mapping[str, Ruled[Threshold]]  # by kind of vote; any other kind: OTHER
    secret_votes: Ruled[frozenset[str]]
    missed_months: Ruled[int]  # in a year without good reason: the cell considers deleting the name
    missed_months_warning: Ruled[int]
    sentences: Mapping[str, Citation]  # rules without a number, for hints

    @property
    def id(self) -> str:
        """What a record keeps as the set that judged it."""
        return self.term.id

    def threshold(self, kind: str) -> Ruled[Threshold]:
        """The threshold for a kind of vote; an unlisted kind is decided like any other matter."""
        return self.votes.get(kind) or self.votes["OTHER"]

    def secret(self, kind: str) -> bool:
        """Whether a kind of vote is taken by secret ballot."""
        return kind in self.secret_votes.value


def meeting_rules(table: Table) -> MeetingRules:
    """The rules of one file. Refuses (RUL-02 to RUL-04) what it doesn't know, misses or can't read."""
    documents = documents_of(table)

    def threshold(own: Table) -> Threshold:
        return own.one_of("value", Threshold)

    votes = table.table("votes")
    sentences = table.table("sentences")
    rules = MeetingRules(
        term=term_of(table),
        regular_day=ruled(table, "regular_day", documents, a_number),
        regular_window=ruled(table, "regular_window", documents, a_span),
        min_minutes=ruled(table, "min_minutes", documents, a_number),
        min_minutes_with_theme=ruled(table, "min_minutes_with_theme", documents, a_number),
        papers_days_before=ruled(table, "papers_days_before", documents, a_number),
        publish_within_days=ruled(table, "publish_within_days", documents, a_number),
        attendance_over=ruled(table, "attendance_over", documents, lambda own: own.tenths("percent")),
        attendance_base=ruled(table, "attendance_base", documents, a_base),
        excused_in_a_row=ruled(table, "excused_in_a_row", documents, a_number),
        ideology_minutes=ruled(table, "ideology_minutes", documents, a_span),
        themes_per_quarter=ruled(table, "themes_per_quarter", documents, a_number),
        presence=ruled(table, "presence", documents, threshold),
        vote_base=ruled(table, "vote_base", documents, a_base),
        votes=MappingProxyType({kind: ruled(votes, kind, documents, threshold) for kind in KINDS_OF_VOTE}),
        secret_votes=ruled(table, "secret_votes", documents, lambda own: frozenset(own.texts("kinds"))),
        missed_months=ruled(table, "missed_months", documents, a_number),
        missed_months_warning=ruled(table, "missed_months_warning", documents, a_number),
        sentences=MappingProxyType({key: _sentence(sentences.table(key), documents) for key in SENTENCES}),
    )
    for done in (votes, sentences, table):
        done.close()
    return rules


KINDS_OF_VOTE = (
    "RESOLUTION",
    "ADMISSION",
    "RECOGNITION",
    "DELETION",
    "EXPULSION",
    "DISSOLUTION",
    "DISCIPLINE",
    "OTHER",
)
SENTENCES = (
    "once_a_month",
    "own_meeting",
    "theme_beside_regular",
    "committee_first",
    "superior_told",
    "chair",
    "roll_call",
    "official_vote",
    "reserved_opinion",
    "read_back",
    "scored",
)


def _sentence(table: Table, documents: Mapping[str, str]) -> Citation:
    citation = cited(table, documents)
    table.close()
    return citation
