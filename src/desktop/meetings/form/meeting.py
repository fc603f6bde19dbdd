"""The whole form: tabs in the order of the paper, the count of what is to be corrected, the deliberate end."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.basics.errors import Problem, Severity
from desktop.basics.language import N_, _
from desktop.meetings.form.bench import Bench
from desktop.meetings.form.content import ContentTab
from desktop.meetings.form.decisions import DecisionsTab
from desktop.meetings.form.paper import PaperView
from desktop.meetings.form.preparation import PreparationTab
from desktop.meetings.form.problem_list import ProblemDialog, headline
from desktop.meetings.form.roll_call import RollCallTab
from desktop.meetings.form.scoring import ScoringTab
from desktop.meetings.rules.words import MeetingKind
from desktop.widgets import buttons, card, theme
from desktop.widgets.field import Field, LineField
from desktop.widgets.longtext import LongText
from desktop.widgets.tabs import TabBar

TABS: Final = (
    N_("Preparation"),
    N_("Roll-call"),
    N_("Content"),
    N_("Votes, conclusion"),
    N_("Score"),
    N_("Preview"),
)
PREPARATION, ROLL_CALL, CONTENT, DECISIONS, SCORING, PAPER = range(6)
_OWNERS: Final = {
    "roll": ROLL_CALL,
    "information": CONTENT,
    "past_assessment": CONTENT,
    "next_tasks": CONTENT,
    "theme_content": CONTENT,
    "other_items": CONTENT,
    "opinions": CONTENT,
    "petitions": CONTENT,
    "votes": DECISIONS,
    "tasks": DECISIONS,
    "conclusion": DECISIONS,
    "scores": SCORING,
    "remedies": SCORING,
    "agreed": SCORING,
    "scorer_id": SCORING,
}
_AS_LAST_TIME: Final = (
    "place",
    "information",
    "past_assessment",
    "next_tasks",
    "other_items",
    "conclusion",
    "remedies",
)


def tab_of(problem: Problem) -> int:
    """The tab that a problem belongs to."""
    return _OWNERS.get(problem.field.split(".", 1)[0], PREPARATION)


class MeetingForm(QWidget):
    """One meeting being typed."""

    finish_asked = Signal()

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.bench = bench
        bench.setParent(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.tabs = TabBar([_(words) for words in TABS])
        self._count = buttons.link("0", self._show_problems, "warning")
        self._finish = buttons.primary(_("Finish"), self.finish_asked.emit)
        self._finish.setToolTip(_("Finish the minutes (Ctrl+Enter)"))
        self._finish.setAccessibleName(_("Finish the minutes"))
        column.addWidget(self._head())
        self.preparation = PreparationTab(bench)
        self.roll_call = RollCallTab(bench)
        self.content = ContentTab(bench)
        self.decisions = DecisionsTab(bench)
        self.scoring = ScoringTab(bench)
        self.paper = PaperView(bench.place)
        self._pages = Stack()
        for page in (
            self.preparation,
            self.roll_call,
            self.content,
            self.decisions,
            self.scoring,
            self.paper,
        ):
            self._pages.addWidget(page)
        column.addWidget(self._pages, 1)
        self._fields = (self.preparation, self.content, self.decisions, self.scoring)
        self.tabs.chosen.connect(self._chosen)
        self.preparation.jump.connect(self.jump)
        self.roll_call.jump.connect(self.jump)
        bench.judged.connect(self._judged)
        for keys, step in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            made = QShortcut(QKeySequence(keys), self)
            made.activated.connect(self._stepping(step))
        self._judged()

    def _head(self) -> QWidget:
        """Tabs, which slide where the text is large, then the count and the end."""
        head = QFrame()
        head.setProperty("kind", "topbar")
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, theme.px(10), 0)
        row.setSpacing(0)
        self.tabs.row.setContentsMargins(theme.px(6), 0, 0, 0)
        self.tabs.row.setSpacing(0)
        self._slide = card.scrolled(self.tabs)
        self.tabs.setProperty("kind", "topbar")
        self._slide.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._slide.setFixedHeight(self.tabs.height())
        self._slide.setMinimumWidth(theme.px(200))
        row.addWidget(self._slide, 1)
        row.addWidget(self._count)
        row.addWidget(self._finish)
        head.setFixedHeight(self.tabs.height())
        return head

    def choose(self, tab: int) -> None:
        """Open a tab and put the cursor into it."""
        self.tabs.choose(tab)
        page = self._pages.widget(tab)
        if isinstance(page, RollCallTab | PreparationTab | ContentTab | DecisionsTab | ScoringTab):
            page.take_focus()

    def _stepping(self, step: int) -> Callable[[], None]:
        return lambda: self.choose((self.tabs.current + step) % len(TABS))

    def jump(self, problem: Problem) -> None:
        """To the field that a problem names."""
        tab = tab_of(problem)
        self.tabs.choose(tab)
        page = self._pages.widget(tab)
        if isinstance(page, RollCallTab | PreparationTab | ContentTab | DecisionsTab | ScoringTab):
            page.go_to(problem.field)

    def finish_tried(self) -> None:
        """Errors stand: show every problem beside its field and go to the first."""
        for tab in self._fields:
            tab.show_all()
        if self.bench.errors:
            self.jump(self.bench.errors[0])

    def preview(self) -> None:
        """The paper as it stands."""
        self.tabs.choose(PAPER)

    def search(self) -> None:
        """To a name in the roll-call."""
        self.tabs.choose(ROLL_CALL)
        self.roll_call.search()

    def as_before(self) -> None:
        """Ctrl+D: the field under the cursor as it was last time."""
        before = self.bench.opened.past.meeting
        field = self._focused()
        if before is None or field is None or field.name not in _AS_LAST_TIME:
            return
        value = getattr(before, field.name)
        if isinstance(field, LineField | LongText):
            field.set_value(value)
            field.changed.emit()

    def tidy(self) -> None:
        """Leave the field under the cursor, so that what stands in it is read."""
        focus = QApplication.focusWidget()
        if focus is not None and self.isAncestorOf(focus):
            self.tabs.setFocus(Qt.FocusReason.OtherFocusReason)

    def _focused(self) -> Field | None:
        widget = QApplication.focusWidget()
        while widget is not None and widget is not self:
            if isinstance(widget, Field):
                return widget
            widget = widget.parentWidget()
        return None

    def _chosen(self, tab: int) -> None:
        self._pages.setCurrentIndex(tab)
        self._slide.ensureWidgetVisible(self.tabs.tabs[tab])
        self._pages.updateGeometry()
        if tab == PAPER:
            self.paper.show_draft(self.bench.opened)

    def _judged(self) -> None:
        found = self.bench.problems
        errors = [problem for problem in found if problem.severity is Severity.ERROR]
        for tab in range(PAPER):
            wrong = sum(tab_of(problem) == tab for problem in errors)
            self.tabs.mark(tab, not wrong and self._filled(tab), wrong)
        # Beside six tabs there is room for a number only; its words are the tooltip and the spoken name.
        self._count.say(str(len(errors) or len(found)))
        self._count.setAccessibleName(headline(found))
        self._count.setToolTip(headline(found))
        self._count.setVisible(bool(found))

    def _filled(self, tab: int) -> bool:
        """Whether a tab has what it needs, beyond having no error."""
        draft = self.bench.draft
        if tab == DECISIONS:
            return bool(draft.conclusion.strip())
        if tab == SCORING:
            return draft.kind is not MeetingKind.REGULAR or any(s.points is not None for s in draft.scores)
        if tab == CONTENT:
            return bool(
                draft.past_assessment.strip() or draft.next_tasks.strip() or draft.information.strip()
            )
        return True

    def _show_problems(self) -> None:
        ProblemDialog(self, self.bench.problems, self.jump).open()


class Stack(QStackedWidget):
    """As small as the page that is shown."""

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Of that page alone."""
        page = self.currentWidget()
        return page.minimumSizeHint() if page is not None else super().minimumSizeHint()
