"""One vote: figures, the bar with its threshold, the outcome and the rule's words."""

from typing import Any, Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from desktop.basics.errors import Problem, Severity
from desktop.basics.language import Percent, _, say
from desktop.meetings.form.bare import BareChoice, BareNumber, BareText
from desktop.meetings.form.problem_list import show_rule
from desktop.meetings.form.tabs import FieldTab, follow
from desktop.meetings.rules.draft import VoteLine
from desktop.meetings.rules.voting import Judged, judge, voting_base
from desktop.meetings.rules.words import METHOD_NAMES, VOTE_NAMES, VoteKind, VoteMethod
from desktop.rulebook.ruled import Threshold
from desktop.widgets import buttons, labels, theme
from desktop.widgets.card import Card
from desktop.widgets.chips import Chip, ChipLabel

_BAR: Final = 11
_TICK: Final = 17


class VoteBar(QWidget):
    """Yes, no and other of those summoned, and the tick that has to be reached."""

    def __init__(self) -> None:
        super().__init__()
        self._judged: Judged | None = None
        self._figures = (0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_vote(self, vote: VoteLine, judged: Judged) -> None:
        """Show these figures."""
        self._judged = judged
        self._figures = (vote.yes or 0, vote.no or 0, vote.other or 0)
        self.setAccessibleName(say(judged.needed.words))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Bar, tick and the line of words below."""
        return QSize(theme.px(200), theme.px(_TICK + 19))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw it."""
        judged = self._judged
        if judged is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = max(judged.base.summoned, sum(self._figures), 1)
        wide = self.width() - 1.0
        bar = QRectF(0, theme.px(2), wide, theme.px(_BAR))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("line"))
        painter.drawRoundedRect(bar, 3, 3)
        left = 0.0
        for number, token in zip(self._figures, ("leaf", "red", "gold"), strict=True):
            part = wide * number / whole
            if part > 0:
                painter.setBrush(theme.colour(token))
                painter.drawRoundedRect(QRectF(left, bar.top(), max(part - 1, 1), bar.height()), 3, 3)
            left += part
        tick = wide * min(judged.needed.votes / whole, 1)
        painter.fillRect(QRectF(tick - 1, 0, 2, theme.px(_TICK)), theme.colour("ink"))
        self._words(painter, judged, tick, wide)
        painter.end()

    def _words(self, painter: QPainter, judged: Judged, tick: float, wide: float) -> None:
        painter.setFont(theme.font("hint"))
        measure = QFontMetricsF(painter.font())
        top, high = theme.px(_TICK), theme.px(18)
        painter.setPen(theme.colour("muted"))
        summoned = str(judged.base.summoned)
        painter.drawText(QRectF(0, top, 20, high), Qt.AlignmentFlag.AlignVCenter, "0")
        end = measure.horizontalAdvance(summoned)
        painter.drawText(QRectF(wide - end - 1, top, end + 2, high), Qt.AlignmentFlag.AlignVCenter, summoned)
        words = _("at least {n}", n=judged.needed.votes)
        needs = measure.horizontalAdvance(words) + 2
        left = min(max(tick - needs / 2, theme.px(16)), wide - end - needs - theme.px(8))
        painter.setPen(theme.colour("ink2"))
        painter.drawText(QRectF(left, top, needs, high), Qt.AlignmentFlag.AlignVCenter, words)


class VoteCard(Card):
    """What was voted on, how, and what came out."""

    taken = Signal(str)

    def __init__(self, tab: FieldTab, vote: VoteLine, number: int) -> None:
        super().__init__()
        self._tab = tab
        self.id = vote.id
        self.column.setSpacing(theme.px(5))
        self._number = labels.label(f"{number}.", "card", "muted")
        self.item = BareText(f"votes.{vote.id}.item", _("What was voted on"))
        self.kind = BareChoice(
            f"votes.{vote.id}.kind", _("Kind of vote"), [(one, _(VOTE_NAMES[one])) for one in VoteKind]
        )
        self.method = BareChoice(
            f"votes.{vote.id}.method",
            _("How it was voted"),
            [(one, _(METHOD_NAMES[one])) for one in VoteMethod],
        )
        self.figures = {
            name: BareNumber(f"votes.{vote.id}.{name}", words, most=9999, figure=True)
            for name, words in (("yes", _("Agree")), ("no", _("Disagree")), ("other", _("Other opinion")))
        }
        self._lay_out(number)
        self.fill(vote)
        for name, field in (
            ("item", self.item),
            ("kind", self.kind),
            ("method", self.method),
            *self.figures.items(),
        ):
            tab.watch(f"votes.{vote.id}.{name}", field, self._put)
        follow([self.item, self.kind, self.method, *self.figures.values(), self._rule, self.remove])
        self.refresh()

    def fill(self, vote: VoteLine) -> None:
        """Show a vote."""
        self.item.set_value(vote.item)
        self.kind.set_value(vote.kind)
        self.method.set_value(vote.method)
        for name, field in self.figures.items():
            field.set_value(getattr(vote, name))

    def set_number(self, number: int) -> None:
        """Another place in the list."""
        self._number.setText(f"{number}.")

    def refresh(self) -> None:
        """Judge it anew."""
        judged = self._judged()
        if judged is None:
            return
        vote, found = judged
        self._bar.show_vote(vote, found)
        self._sum.setText(_("= {cast} of {present}", cast=found.cast, present=found.base.present))
        self._sum.setToolTip(_("Present with a vote: {n}", n=found.base.present))
        ink = "red" if found.too_many else "ink2"
        if self._sum.property("ink") != ink:
            theme.role(self._sum, "second", ink)
        self._chip.show_chip(_outcome(found))
        words = (
            _("At least 2/3 of {n}", n=found.base.summoned)
            if found.needed.threshold is Threshold.TWO_THIRDS
            else _("More than half of {n}", n=found.base.summoned)
        )
        source = found.needed.citation
        where = " ".join(part for part in (source.article, source.document.split(" (")[0]) if part)
        room = theme.px(260 if self._wrong.text() else 380)
        said = self._rule.fontMetrics().elidedText(f"{words} – {where}", Qt.TextElideMode.ElideRight, room)
        self._rule.say(said)
        self._rule.setToolTip(f"{words} – {where}")

    def show_wrong(self, problem: Problem | None) -> None:
        """Say in words what is wrong with this vote."""
        bad = problem is not None and problem.severity is Severity.ERROR
        self._wrong.setText(say(problem.message) if problem is not None else "")
        ink = "red" if bad else "gold"
        if self._wrong.property("ink") != ink:
            theme.role(self._wrong, "chip", ink)

    def _judged(self) -> tuple[VoteLine, Judged] | None:
        bench = self._tab.bench
        vote = next((one for one in bench.draft.votes if one.id == self.id), None)
        if vote is None:
            return None
        base = voting_base(bench.draft.roll, bench.known.rules)
        return vote, judge(vote, base, bench.known.rules)

    def _lay_out(self, number: int) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(self._number)
        head.addWidget(self.item, 1)
        take = _("Take out vote {number}", number=str(number))
        self.remove = buttons.icon_button("cross", take, lambda: self.taken.emit(self.id), "muted")
        head.addWidget(self.remove)
        self.column.addLayout(head)
        how = QHBoxLayout()
        how.setSpacing(theme.px(8))
        how.addWidget(self.kind, 5)
        how.addWidget(self.method, 4)
        self.column.addLayout(how)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(8))
        grid.setVerticalSpacing(theme.px(2))
        for place, field in enumerate(self.figures.values()):
            caption = labels.label(field.words, "hint", "ink2")
            caption.setBuddy(field.editor)
            grid.addWidget(caption, 0, place)
            field.setFixedWidth(theme.px(62))
            grid.addWidget(field, 1, place)
        self._sum = labels.Elided("", "second", "ink2")
        grid.addWidget(self._sum, 1, 3)
        grid.setColumnStretch(3, 1)
        self._chip = ChipLabel(None, self)
        grid.addWidget(self._chip, 1, 4)
        self.column.addLayout(grid)
        self._bar = VoteBar()
        self.column.addWidget(self._bar)
        self._rule = buttons.link("", self._show_rule)
        foot = QHBoxLayout()
        foot.addWidget(self._rule)
        foot.addStretch(1)
        self._wrong = labels.Elided("", "chip", "red")
        foot.addWidget(self._wrong)
        self.column.addLayout(foot)

    def _show_rule(self) -> None:
        judged = self._judged()
        if judged is not None:
            show_rule(self, say(judged[1].needed.words), judged[1].needed.citation)

    def _put(self) -> None:
        values: dict[str, Any] = {name: field.value() for name, field in self.figures.items()}
        kind: VoteKind = self.kind.value() or VoteKind.OTHER
        vote = VoteLine(self.id, self.item.text(), kind, self.method.value(), **values)
        self._tab.bench.put_line("votes", vote)


def _outcome(found: Judged) -> Chip | None:
    share = Percent(found.share) if found.share is not None else ""
    if found.too_many:
        return Chip(_("Too many votes"), "red", "warning")
    if found.passed is None:
        return None
    if found.passed:
        return Chip(_("Passed {share}", share=share), "leaf", "check")
    return Chip(_("Not passed {share}", share=share), "red", "cross")
