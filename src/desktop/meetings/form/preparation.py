"""The tab of what came before: when and where, who chairs and writes, papers, theme."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop.basics.language import _
from desktop.meetings.form.bench import Bench, joined
from desktop.meetings.form.problem_list import ProblemCard
from desktop.meetings.form.tabs import FieldTab
from desktop.meetings.rules.roster import POST_NAMES, Listed
from desktop.widgets import buttons, card, theme
from desktop.widgets.card import Card
from desktop.widgets.fields import DateField, TextField, TimeField
from desktop.widgets.people import Person, PersonPicker


def picked(people: tuple[Listed, ...]) -> list[Person]:
    """People for a picker, told apart by their posts."""
    return [
        Person(one.member_id, one.name, _(POST_NAMES[one.post]) if one.post in POST_NAMES else "")
        for one in people
    ]


class PreparationTab(FieldTab):
    """Before the meeting."""

    jump = Signal(object)
    drop_asked = Signal()

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        clock = bench.place.clock
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        inside = card.Card(kind="page", tight=True)
        outer = QHBoxLayout()
        inside.column.addLayout(outer)
        inside.column.setContentsMargins(
            theme.px(theme.MARGIN), theme.px(12), theme.px(theme.MARGIN), theme.px(12)
        )
        outer.setSpacing(theme.px(theme.GAP))
        row.addWidget(card.scrolled(inside))
        self._day = DateField("started_at", _("Day"), clock)
        self._start = TimeField("start", _("Start"))
        self._end = TimeField("ended_at", _("End"))
        self._place = TextField("place", _("Place"))
        self._chair = PersonPicker("chair_id", _("Chair"))
        self._taker = PersonPicker("minutes_taker_id", _("Minutes taker"))
        self._theme = TextField("theme_title", _("Theme, if there is one"))
        self._author = PersonPicker("theme_author_id", _("Prepared by"))
        self._met_day = DateField("committee_met_at", _("Committee met on"), clock)
        self._met_time = TimeField("committee_time", _("at"))
        self._notice = DateField("notice_sent_on", _("Members told on"), clock)
        self._told = DateField("superior_told_on", _("Superior told on"), clock)
        self._papers = DateField("papers_sent_on", _("Papers sent on"), clock)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(theme.px(theme.GAP))
            outer.addLayout(column, 1)
        left.addWidget(self._when())
        self.problems = ProblemCard(most=4)
        self.problems.jump.connect(self.jump)
        left.addWidget(self.problems)
        left.addStretch(1)
        right.addWidget(self._before())
        right.addWidget(self._what())
        drop = buttons.link(_("Throw this draft away…"), self.drop_asked.emit, "trash")
        right.addWidget(drop, 0, Qt.AlignmentFlag.AlignRight)
        right.addStretch(1)
        self._watch_all()
        self.in_order(*self.fields)
        bench.listed.connect(self._people)
        self.refresh()
        self.problems.show_problems(bench.problems)

    def refresh(self) -> None:
        """Show the draft."""
        draft = self.bench.draft
        self._people()
        day = draft.held_on
        self._day.set_value(day)
        # Only what counts is shown: a start that is merely planned would look as if it were entered.
        self._start.set_value(draft.started_at.time() if draft.started_at else None)
        self._end.set_value(draft.ended_at.time() if draft.ended_at else None)
        self._place.set_value(draft.place)
        self._theme.set_value(draft.theme_title)
        self._met_day.set_value(draft.committee_met_at.date() if draft.committee_met_at else None)
        self._met_time.set_value(draft.committee_met_at.time() if draft.committee_met_at else None)
        self._notice.set_value(draft.notice_sent_on)
        self._told.set_value(draft.superior_told_on)
        self._papers.set_value(draft.papers_sent_on)

    def show_draft(self) -> None:
        """What is to be corrected."""
        self.problems.show_problems(self.bench.problems)

    def _people(self) -> None:
        draft, roster = self.bench.draft, tuple(self.bench.known.roster)
        for picker, value in (
            (self._chair, draft.chair_id),
            (self._taker, draft.minutes_taker_id),
            (self._author, draft.theme_author_id),
        ):
            picker.set_people(picked(roster))
            if not picker.editor.hasFocus():
                picker.set_value(value)

    def _when(self) -> Card:
        made = Card(_("The meeting"))
        times = QHBoxLayout()
        times.setSpacing(theme.px(10))
        times.addWidget(self._day, 5)
        times.addWidget(self._start, 3)
        times.addWidget(self._end, 3)
        made.column.addLayout(times)
        made.column.addWidget(self._place)
        people = QHBoxLayout()
        people.setSpacing(theme.px(10))
        people.addWidget(self._chair)
        people.addWidget(self._taker)
        made.column.addLayout(people)
        return made

    def _what(self) -> Card:
        made = Card()
        made.column.addWidget(self._theme)
        made.column.addWidget(self._author)
        return made

    def _before(self) -> Card:
        made = Card(_("Before the meeting"))
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(theme.px(10))
            made.column.addLayout(row)
        first.addWidget(self._met_day, 5)
        first.addWidget(self._met_time, 3)
        first.addWidget(self._notice, 5)
        second.addWidget(self._told)
        second.addWidget(self._papers)
        return made

    def _watch_all(self) -> None:
        bench = self.bench
        for path, field, put in (
            ("started_at", self._day, self._put_times),
            ("start", self._start, self._put_times),
            ("ended_at", self._end, self._put_times),
            ("place", self._place, lambda: bench.put(place=self._place.text())),
            ("chair_id", self._chair, lambda: bench.put(chair_id=self._chair.value())),
            ("minutes_taker_id", self._taker, lambda: bench.put(minutes_taker_id=self._taker.value())),
            ("committee_met_at", self._met_day, self._put_committee),
            ("committee_time", self._met_time, self._put_committee),
            ("notice_sent_on", self._notice, lambda: bench.put(notice_sent_on=self._notice.value())),
            ("superior_told_on", self._told, lambda: bench.put(superior_told_on=self._told.value())),
            ("papers_sent_on", self._papers, lambda: bench.put(papers_sent_on=self._papers.value())),
            ("theme_title", self._theme, lambda: bench.put(theme_title=self._theme.text())),
            ("theme_author_id", self._author, lambda: bench.put(theme_author_id=self._author.value())),
        ):
            self.watch(path, field, put)

    def _put_times(self) -> None:
        day = self._day.value()
        start, end = self._start.value(), self._end.value()
        planned = self.bench.draft.planned_at
        if day is not None and planned is not None:
            planned = joined(day, start or planned.time())  # the day stays known without a start
        self.bench.put(started_at=joined(day, start), ended_at=joined(day, end), planned_at=planned)

    def _put_committee(self) -> None:
        day = self._met_day.value()
        self.bench.put(committee_met_at=joined(day, self._met_time.value()))
