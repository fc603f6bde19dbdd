"""The quality score of a meeting: lines of the sheet in force, total, level, and what the figures propose.

Points are whole tenths. Criteria, maxima and levels are data of whoever issued the sheet (domain 1.8).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from desktop.meetings.rules.draft import MeetingDraft, ScoreLine
from desktop.meetings.rules.words import OpinionKind
from desktop.rulebook.scoring import Choice, Level, Measure, ScoreSheet


@dataclass(frozen=True, slots=True)
class Scored:
    """Total in tenths and level. ``missing``: how many lines aren't scored yet; the level stands with none."""

    total: int
    level: Level | None
    missing: int
    lines: int

    @property
    def begun(self) -> bool:
        """Whether any line has points."""
        return self.missing < self.lines


def score(draft: MeetingDraft, sheet: ScoreSheet) -> Scored:
    """The total on the full scale, and its level once every line is scored."""
    points = _points(draft)
    lines = sheet.criteria_for(draft.with_theme)
    missing = sum(line.code not in points for line in lines)
    total = sheet.total(points, draft.with_theme)
    return Scored(total, sheet.level(total) if not missing else None, missing, len(lines))


def _points(draft: MeetingDraft) -> dict[str, int]:
    return {line.criterion: line.points for line in draft.scores if line.points is not None}


def lay_sheet(draft: MeetingDraft, sheet: ScoreSheet, new_id: Callable[[], str]) -> MeetingDraft:
    """The draft with exactly one line for each criterion that counts this month, in the sheet's order."""
    typed = {line.criterion: line for line in draft.scores}
    lines = tuple(
        typed.get(criterion.code) or ScoreLine(new_id(), criterion.code)
        for criterion in sheet.criteria_for(draft.with_theme)
    )
    return replace(draft, scores=lines)


def speakers_share(draft: MeetingDraft, present: int) -> int | None:
    """How many of the members present spoke, in tenths of a percent; None if nobody is present."""
    spoke = {
        opinion.speaker_id
        for opinion in draft.opinions
        if opinion.speaker_id and opinion.kind is not OpinionKind.SUPERIOR
    }
    return (2000 * len(spoke) + present) // (2 * present) if present else None


def proposed(sheet: ScoreSheet, shares: Mapping[Measure, int | None]) -> dict[str, Choice]:
    """Criterion → what the meeting's own figures propose. A person decides; nothing is filled in by itself."""
    found = {}
    for criterion in sheet.criteria:
        share = shares.get(criterion.measure) if criterion.measure else None
        choice = criterion.proposed(share) if share is not None else None
        if choice is not None:
            found[criterion.code] = choice
    return found
