"""The tab of the quality score: the sheet in force line by line, the total and its level beside it."""

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.basics.language import Percent, Tenths, _, format_number
from desktop.meetings.form.bare import BareNumber
from desktop.meetings.form.bench import Bench
from desktop.meetings.form.preparation import picked
from desktop.meetings.form.problem_list import show_rule
from desktop.meetings.form.tabs import FieldTab, follow
from desktop.meetings.rules.counting import attendance, counts
from desktop.meetings.rules.draft import ScoreLine
from desktop.meetings.rules.scoring import proposed, score, speakers_share
from desktop.rulebook.scoring import Choice, Criterion, Level, Measure
from desktop.widgets import buttons, card, labels, theme
from desktop.widgets.card import Card
from desktop.widgets.chips import Chip, ChipLabel
from desktop.widgets.fields import NumberField
from desktop.widgets.longtext import LongText
from desktop.widgets.people import PersonPicker

_TONES = {"GOOD": "leaf", "FAIR": "slate", "AVERAGE": "gold", "POOR": "red"}


def points_words(tenths: int) -> str:
    """93, or 92,5."""
    return format_number(tenths // 10 if tenths % 10 == 0 else Tenths(tenths))


def level_words(levels: Sequence[Level]) -> Iterator[str]:
    """From how many points each level is reached; the last one is what lies below the others."""
    for place, one in enumerate(levels):
        if one.at_least or not place:
            yield _("{label} from {points}", label=one.label, points=one.at_least // 10)
        else:
            above = levels[place - 1].at_least // 10
            yield _("{label} below {points}", label=one.label, points=above)


class ScoreRow(QWidget):
    """One criterion: its words, what the figures propose, its points."""

    def __init__(self, criterion: Criterion, field: BareNumber) -> None:
        super().__init__()
        self.criterion, self.field = criterion, field
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme.px(1), 0, theme.px(1))
        row.setSpacing(theme.px(8))
        code = labels.label(criterion.code, "second", "muted")
        code.setMinimumWidth(theme.px(26))
        row.addWidget(code)
        title = labels.paragraph(criterion.title, "second")
        row.addWidget(title, 1)
        self.proposal = buttons.link(_("Proposed points"))
        self.proposal.hide()
        row.addWidget(self.proposal)
        field.setFixedWidth(theme.px(58))
        row.addWidget(field)
        most = labels.label(f"/ {points_words(criterion.most)}", "second", "muted")
        most.setFixedWidth(theme.px(30))
        row.addWidget(most)

    def propose(self, choice: Choice | None, points: int | None, why: str) -> None:
        """Offer what the meeting's own figures give, as long as it isn't what stands there."""
        shown = choice is not None and choice.points != points
        self.proposal.setVisible(shown)
        if choice is not None:
            self.proposal.say(_("{why}: {points}", why=why, points=points_words(choice.points)))


class ScoringTab(FieldTab):
    """How good it was."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(theme.px(theme.MARGIN), theme.px(12), theme.px(theme.MARGIN), theme.px(12))
        outer.setSpacing(theme.px(theme.GAP))
        self._sheet_card = Card(tight=True)
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(theme.px(16), theme.px(10), theme.px(12), theme.px(10))
        self._column.setSpacing(0)
        self._area = card.scrolled(self._inside)
        self._sheet_card.column.addWidget(self._area)
        outer.addWidget(self._sheet_card, 3)
        self.rows: dict[str, ScoreRow] = {}
        outer.addLayout(self._beside(), 2)
        bench.listed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the draft."""
        self._remedies.set_value(self.bench.draft.remedies)
        self._agreed.set_value(self.bench.draft.agreed)
        self._scorer.set_people(picked(tuple(self.bench.known.roster)))
        self._scorer.set_value(self.bench.draft.scorer_id)
        self._rebuild()
        self.show_draft()

    def go_to(self, path: str) -> None:
        """Lines are named by their place; the sheet as a whole is its first empty line."""
        part, _dot, place = path.partition(".")
        if part == "scores":
            lines = self.bench.draft.scores
            empty = next((line for line in lines if line.points is None), lines[0] if lines else None)
            line = lines[int(place)] if place and int(place) < len(lines) else empty
            path = f"scores.{line.criterion}" if line else path
        super().go_to(path)
        if path in self.fields:
            self._area.ensureWidgetVisible(self.fields[path])

    def take_focus(self) -> None:
        """To the first line of the sheet."""
        row = next(iter(self.rows.values()), None)
        (row.field if row else self._remedies).take_focus()

    def _beside(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme.px(theme.GAP))
        made = Card(_("Total score"))
        made.beside(buttons.icon_button("note", _("Where this sheet comes from"), self._source))
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        self._total = labels.label("", "figure")
        row.addWidget(self._total)
        self._of = labels.label("", "second", "muted")
        row.addWidget(self._of)
        self._level = ChipLabel(None, made)
        row.addWidget(self._level)
        row.addStretch(1)
        made.column.addLayout(row)
        self._missing = labels.Elided("", "hint", "muted")
        made.column.addWidget(self._missing)
        self._levels = labels.paragraph("", "hint", "muted")
        made.column.addWidget(self._levels)
        column.addWidget(made)
        rest = Card()
        self._remedies = LongText(
            "remedies", _("What fell short, and how it is to be mended"), lines=3, reserve=False
        )
        self.watch("remedies", self._remedies, lambda: self.bench.put(remedies=self._remedies.value()))
        rest.column.addWidget(self._remedies, 1)
        last = QHBoxLayout()
        last.setSpacing(theme.px(10))
        self._scorer = PersonPicker("scorer_id", _("Scored by"))
        self._agreed = NumberField("agreed", _("Agreed, people"), most=9999)
        last.addWidget(self._scorer, 3)
        last.addWidget(self._agreed, 2)
        self.watch("scorer_id", self._scorer, lambda: self.bench.put(scorer_id=self._scorer.value()))
        self.watch("agreed", self._agreed, lambda: self.bench.put(agreed=self._agreed.value()))
        rest.column.addLayout(last)
        column.addWidget(rest, 1)
        return column

    def _rebuild(self) -> None:
        sheet = self.bench.known.sheet
        wanted = [line.criterion for line in self.bench.draft.scores]
        if wanted == list(self.rows):
            self._fill()
            return
        card.clear(self._column)
        self.rows = {}
        self.forget("scores.")
        part = ""
        for code in wanted:
            criterion = sheet.criterion(code)
            if criterion is None:
                continue
            if criterion.part != part:
                part = criterion.part
                heading = labels.label(part, "head", "ink2")
                heading.setContentsMargins(0, theme.px(6), 0, theme.px(1))
                self._column.addWidget(heading)
            field = BareNumber(f"scores.{code}", criterion.title, most=criterion.most, tenths=True)
            row = ScoreRow(criterion, field)
            row.proposal.clicked.connect(lambda _on=False, code=code: self._take(code))
            self.watch(f"scores.{code}", field, self._putting(code, field))
            self.rows[code] = row
            self._column.addWidget(row)
        self._column.addStretch(1)
        follow([*(row.field for row in self.rows.values()), self._remedies, self._scorer, self._agreed])
        self._fill()

    def _fill(self) -> None:
        for line in self.bench.draft.scores:
            row = self.rows.get(line.criterion)
            if row is not None and not row.field.editor.hasFocus():
                row.field.set_value(line.points)

    def _putting(self, code: str, field: BareNumber) -> Callable[[], None]:
        def put() -> None:
            self._put_points(code, field.value())

        return put

    def _put_points(self, code: str, points: int | None) -> None:
        line = next((one for one in self.bench.draft.scores if one.criterion == code), None)
        if line is not None and line.points != points:
            self.bench.put_line("scores", ScoreLine(line.id, code, points, line.remark))

    def _take(self, code: str) -> None:
        choice = proposed(self.bench.known.sheet, self._shares()).get(code)
        if choice is not None:
            self._put_points(code, choice.points)
            self.rows[code].field.set_value(choice.points)

    def _shares(self) -> dict[Measure, int | None]:
        draft = self.bench.draft
        return {
            Measure.ATTENDANCE: attendance(draft.roll, self.bench.known.rules).tenths,
            Measure.SPEAKERS: speakers_share(draft, counts(draft.roll).all.present),
            Measure.TASKS_DONE: self.bench.opened.past.done_share,
        }

    def show_draft(self) -> None:
        """Total, level and what the figures propose."""
        draft, sheet = self.bench.draft, self.bench.known.sheet
        if [line.criterion for line in draft.scores] != list(self.rows):
            self._rebuild()
        found = score(draft, sheet)
        self._total.setText(points_words(found.total) if found.begun else "–")
        self._of.setText(_("of {most}", most=sheet.most // 10))
        tone = _TONES.get(found.level.code, "slate") if found.level else "slate"
        self._level.show_chip(Chip(found.level.label, tone, "star") if found.level else None)
        self._missing.setText(
            _("{n} of {of} lines are empty", n=found.missing, of=found.lines) if found.missing else ""
        )
        self._levels.setText(" · ".join(level_words(sheet.levels)))
        shares = self._shares()
        choices = proposed(sheet, shares)
        points = {line.criterion: line.points for line in draft.scores}
        for code, row in self.rows.items():
            share = shares.get(row.criterion.measure) if row.criterion.measure else None
            why = _("{share} gives", share=Percent(share)) if share is not None else ""
            row.propose(choices.get(code), points.get(code), why)

    def _source(self) -> None:
        show_rule(self, self.bench.known.sheet.term.title, self.bench.known.sheet.source)
