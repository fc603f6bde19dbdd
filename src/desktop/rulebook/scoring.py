"""The sheet by which a cell scores the quality of its meeting. Points are tenths throughout.

The centre fixes a frame only (HD 12-HD/BTCTW 2018, part II.3; HD 42-HD/BTCTW 2025); provinces and wards issue
the sheets. The one that comes with the program is a sample.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from desktop.basics.errors import Citation
from desktop.basics.language import msg
from desktop.rulebook.reading import Table, cited, documents_of, ruled, term_of, trouble
from desktop.rulebook.ruled import Ruled, Term


class NoTheme(StrEnum):
    """The theme's points in a month without a theme: granted, or the rest counts as the whole."""

    GRANT = "grant"
    RESCALE = "rescale"


class Measure(StrEnum):
    """A figure of the meeting by which points can be proposed."""

    ATTENDANCE = "attendance"
    SPEAKERS = "speakers"
    TASKS_DONE = "tasks_done"


@dataclass(frozen=True, slots=True)
class Choice:
    """Points that may be given and when. ``at_least``, ``over``: limits in tenths of a percent, or none."""

    points: int
    words: str
    at_least: int | None = None
    over: int | None = None

    def fits(self, share: int) -> bool:
        """Whether the share, in tenths of a percent, reaches this choice's limits."""
        return (self.at_least is None or share >= self.at_least) and (self.over is None or share > self.over)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the sheet. ``part`` is the heading it stands under."""

    code: str
    part: str
    title: str
    most: int
    with_theme_only: bool
    measure: Measure | None
    choices: tuple[Choice, ...]

    def proposed(self, share: int) -> Choice | None:
        """The best choice that a measured share reaches; None for a line that is judged by eye."""
        return next((choice for choice in self.choices if choice.fits(share)), None) if self.measure else None


@dataclass(frozen=True, slots=True)
class Level:
    """A level and the lowest total, in tenths, that reaches it."""

    code: str
    label: str
    at_least: int


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """A dated sheet of criteria and levels. ``owner`` issued it; ``sample``: an example only."""

    term: Term
    owner: str
    sample: bool
    no_theme: Ruled[NoTheme]
    criteria: tuple[Criterion, ...]
    levels: tuple[Level, ...]
    source: Citation

    @property
    def id(self) -> str:
        """What a record keeps as the sheet that it was scored by."""
        return self.term.id

    @property
    def most(self) -> int:
        """The points of all criteria together, in tenths."""
        return sum(criterion.most for criterion in self.criteria)

    def criteria_for(self, has_theme: bool) -> tuple[Criterion, ...]:
        """The lines to be scored; those of the theme only if there was one."""
        return tuple(line for line in self.criteria if has_theme or not line.with_theme_only)

    def total(self, points: Mapping[str, int], has_theme: bool) -> int:
        """The total in tenths, on the full scale also without a theme. Unscored lines count nothing."""
        lines = self.criteria_for(has_theme)
        scored = sum(points.get(line.code, 0) for line in lines)
        theirs = sum(line.most for line in lines)
        if self.no_theme.value is NoTheme.GRANT:
            return scored + self.most - theirs
        return (2 * scored * self.most + theirs) // (2 * theirs)  # half a tenth is rounded up

    def level(self, total: int) -> Level:
        """The level that a total in tenths reaches."""
        return next(level for level in self.levels if total >= level.at_least)

    def criterion(self, code: str) -> Criterion | None:
        """A line by its number."""
        return next((line for line in self.criteria if line.code == code), None)


def score_sheet(table: Table) -> ScoreSheet:
    """The sheet of one file; levels from the highest down to 0, no line's choices above its maximum."""
    documents = documents_of(table)
    sheet = ScoreSheet(
        term=term_of(table),
        owner=table.text("owner"),
        sample=table.yes("sample", False),
        no_theme=ruled(table, "no_theme", documents, lambda own: own.one_of("value", NoTheme)),
        criteria=tuple(_criterion(line) for line in table.tables("criteria")),
        levels=tuple(_level(line) for line in table.tables("levels")),
        source=_source(table.table("source"), documents),
    )
    table.close()
    _check(sheet, table)
    return sheet


def _criterion(table: Table) -> Criterion:
    line = Criterion(
        code=table.text("code"),
        part=table.text("part"),
        title=table.text("title"),
        most=table.tenths("most"),
        with_theme_only=table.yes("with_theme_only", False),
        measure=table.one_of("measure", Measure) if table.has("measure") else None,
        choices=tuple(_choice(choice) for choice in table.tables("choices")),
    )
    table.close()
    return line


def _choice(table: Table) -> Choice:
    choice = Choice(
        points=table.tenths("points"),
        words=table.text_or("words", ""),
        at_least=table.tenths("at_least") if table.has("at_least") else None,
        over=table.tenths("over") if table.has("over") else None,
    )
    table.close()
    return choice


def _level(table: Table) -> Level:
    level = Level(table.text("code"), table.text("label"), table.tenths("at_least"))
    table.close()
    return level


def _source(table: Table, documents: Mapping[str, str]) -> Citation:
    citation = cited(table, documents)
    table.close()
    return citation


def _check(sheet: ScoreSheet, table: Table) -> None:
    limits = [level.at_least for level in sheet.levels]
    codes = [line.code for line in sheet.criteria]
    fair = all(choice.points <= line.most for line in sheet.criteria for choice in line.choices)
    falling = all(upper > lower for upper, lower in pairwise(limits))
    ends_at_nothing = bool(limits) and limits[-1] == 0
    always_scored = any(not line.with_theme_only and line.most for line in sheet.criteria)
    if not (fair and falling and ends_at_nothing and always_scored and len(set(codes)) == len(codes)):
        raise trouble("RUL-04", table.file, msg("the points and levels don't fit together"))
