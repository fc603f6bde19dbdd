"""The tab of the roll-call: the equation on top, everybody below it, the current person in the strip."""

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from desktop.basics.language import Percent, _, plural, say
from desktop.basics.text import nfc
from desktop.meetings.form.bench import Bench
from desktop.meetings.form.problem_list import ProblemCard, show_rule
from desktop.meetings.form.roll_list import LETTERS, TONES, RollList, RollRow
from desktop.meetings.form.tabs import Looker
from desktop.meetings.form.visitors import VisitorsCard
from desktop.meetings.rules.absences import alerts
from desktop.meetings.rules.counting import attendance, counts
from desktop.meetings.rules.draft import RollLine
from desktop.meetings.rules.voting import voting_base
from desktop.meetings.rules.words import PRESENCE_NAMES, MeetingKind, Presence
from desktop.widgets import buttons, card, labels, theme
from desktop.widgets.card import Card, Strip
from desktop.widgets.sums import Part, Sum

LOW = 470  # below this height the strip takes one line and the rows are lower


class RollCallTab(Looker):
    """Who came."""

    jump = Signal(object)

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self.roll = RollList()
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(16), theme.px(10), theme.px(16), theme.px(10))
        row.setSpacing(theme.px(10))
        row.addWidget(self._people(), 1)
        self._beside = QWidget()
        self._beside.setMinimumWidth(theme.px(200))
        column = QVBoxLayout(self._beside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        self.visitors = VisitorsCard(bench)
        column.addWidget(self.visitors)
        column.addWidget(self._base())
        self.problems = ProblemCard(most=5)
        self.problems.jump.connect(self.jump)
        column.addWidget(self.problems)
        column.addStretch(1)
        beside = card.scrolled(self._beside)
        beside.setFixedWidth(theme.px(224))
        row.addWidget(beside)
        self.refresh()
        self.problems.show_problems(bench.problems)

    def show_draft(self) -> None:
        """The roll, its sums, what is to be corrected."""
        self.refresh()
        self.problems.show_problems(self.bench.problems)

    def take_focus(self) -> None:
        """To the list."""
        self.roll.setFocus(Qt.FocusReason.TabFocusReason)

    def search(self) -> None:
        """To a name."""
        self._jumping.setVisible(True)
        self._jumping.clear()
        self._jumping.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def go_to(self, field: str) -> None:
        """To the person that a problem names."""
        if "." in field:
            self.roll.go_to_member(field.split(".", 1)[1])
        self.take_focus()

    def refresh(self) -> None:
        """Show the draft."""
        draft, people = self.bench.draft, self.bench.known.people
        wrong = {one.field for one in self.bench.errors}
        rows = [
            RollRow(
                number,
                people[line.member_id],
                line,
                f"roll.{line.member_id}" in wrong,
                *self._warning(line, people[line.member_id].name),
            )
            for number, line in enumerate(draft.roll, 1)
            if line.member_id in people
        ]
        self.roll.show_rows(rows)
        self._equation()
        self._figures()
        self._current()

    def _warning(self, line: RollLine, name: str) -> tuple[str, str]:
        """What the year before makes of this line: in two words, and in a few."""
        bench = self.bench
        if bench.draft.kind is not MeetingKind.REGULAR:
            return "", ""
        found = tuple(alerts(line, name, bench.known.before, bench.known.rules))
        return "; ".join(say(one.mark) for one in found), "; ".join(say(one.short) for one in found)

    # -- the equation -------------------------------------------------------

    def _equation(self) -> None:
        found = counts(self.bench.draft.roll).all
        numbers = {
            Presence.PRESENT: found.present,
            Presence.EXCUSED: found.excused,
            Presence.UNEXCUSED: found.unexcused,
            Presence.EXEMPT: found.exempt,
            Presence.ELSEWHERE: found.elsewhere,
            Presence.SUSPENDED: found.suspended,
        }
        parts = [
            Part(number, _short(status), status.value, TONES[status], LETTERS[status])
            for status, number in numbers.items()
            if number or status is not Presence.SUSPENDED
        ]
        self._sum.show_sum(Part(found.total, ""), parts)

    def _figures(self) -> None:
        draft, rules = self.bench.draft, self.bench.known.rules
        base = voting_base(draft.roll, rules)
        self._summoned.setText(str(base.summoned))
        self._parts.setText(say(base.equation).rsplit("=", 1)[0].strip())
        self._parts.setToolTip(say(base.equation))
        self._may_vote.setText(_("Present with a vote: {n}", n=base.present))
        came = attendance(draft.roll, rules)
        share = came.tenths
        words = (
            _(
                "Attendance {share} ({present} of {base})",
                share=Percent(share),
                present=came.present,
                base=came.base,
            )
            if share is not None
            else ""
        )
        self._share.setText(words)

    # -- making -------------------------------------------------------------

    def _people(self) -> QWidget:
        made = Card(tight=True)
        made.column.setSpacing(0)
        head = QWidget()
        line = QHBoxLayout(head)
        line.setContentsMargins(theme.px(10), theme.px(5), theme.px(4), theme.px(5))
        self._sum = Sum()
        # Six figures with their words need all the room; rather cut off than widen the page.
        self._sum.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        figures = self._sum.layout()
        if figures is not None:
            figures.setSpacing(theme.px(2))
        self._sum.opened.connect(self._to_next)
        line.addWidget(self._sum, 1)
        self._jumping = QLineEdit()
        self._jumping.setPlaceholderText(_("Name…"))
        self._jumping.setAccessibleName(_("Jump to a name"))
        self._jumping.setFixedWidth(theme.px(110))
        self._jumping.setVisible(False)
        self._jumping.textEdited.connect(lambda text: self.roll.go_to_name(nfc(text)))
        self._jumping.installEventFilter(self)
        line.addWidget(self._jumping)
        made.column.addWidget(head)
        made.column.addWidget(card.rule())
        self.roll.answered.connect(self._answer)
        self.roll.late_asked.connect(self._late)
        self.roll.reason_asked.connect(self._to_reason)
        self.roll.jump_asked.connect(self.search)
        self.roll.moved.connect(lambda _row: self._current())
        self._area = card.scrolled(self.roll)
        self.roll.moved.connect(self._in_sight)
        made.column.addWidget(self._area, 1)
        made.column.addWidget(self._strip())
        return made

    def _strip(self) -> QWidget:
        strip = Strip()
        column = QVBoxLayout()
        column.setSpacing(theme.px(6))
        self._upper = QHBoxLayout()
        self._upper.setSpacing(theme.px(6))
        self._name = labels.Elided("", "strong")
        self._upper.addWidget(self._name, 1)
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self._answers: dict[Presence, buttons.Button] = {}
        for status, letter in LETTERS.items():
            made = buttons.Button(f"{letter}  {_short(status).capitalize()}", "segment")
            made.setCheckable(True)
            made.setProperty("tone", TONES[status])
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            made.setAccessibleName(_(PRESENCE_NAMES[status]))
            made.clicked.connect(lambda _on=False, status=status: self._answer_current(status))
            self._answers[status] = made
            self._upper.addWidget(made)
        column.addLayout(self._upper)
        self._lower = QHBoxLayout()
        self._lower.setSpacing(theme.px(10))
        self._reason_words = labels.label(_("Reason"), "label", "ink2")
        self._lower.addWidget(self._reason_words)
        self.reason = QLineEdit()
        self.reason.setAccessibleName(_("Reason"))
        self.reason.textEdited.connect(self._type_reason)
        self.reason.installEventFilter(self)
        self._lower.addWidget(self.reason, 1)
        self._before = labels.Elided("", "hint", "muted")
        self._lower.addWidget(self._before)
        column.addLayout(self._lower)
        strip.row.addLayout(column, 1)
        return strip

    def _base(self) -> QWidget:
        made = Card(_("Summoned to vote"))
        made.title.setProperty("role", "second")
        made.beside(buttons.icon_button("note", _("The rule's words"), self._rule))
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        self._summoned = labels.label("", "figure")
        row.addWidget(self._summoned)
        self._parts = labels.paragraph("", "second", "ink2")
        row.addWidget(self._parts, 1)
        made.column.addLayout(row)
        self._may_vote = labels.label("", "name")
        made.column.addWidget(self._may_vote)
        self._share = labels.Elided("", "hint", "muted")
        made.column.addWidget(self._share)
        return made

    def _rule(self) -> None:
        base = voting_base(self.bench.draft.roll, self.bench.known.rules)
        show_rule(self, say(base.equation), base.citation)

    # -- answering ----------------------------------------------------------

    def _current(self) -> None:
        row = self.roll.current()
        if row is None:
            return
        self._name.setText(f"{row.number}. {row.person.name}")
        for status, made in self._answers.items():
            made.setChecked(status is row.line.status)
            made.setVisible(status is not Presence.SUSPENDED or row.person.suspended)
        if self.reason.text() != row.line.reason or not self.reason.hasFocus():
            self.reason.setText(row.line.reason)
        present = row.line.status is Presence.PRESENT
        self.reason.setEnabled(not present)
        before = self.bench.opened.past.absences_of(row.person.member_id)
        absent = row.line.status in (Presence.EXCUSED, Presence.UNEXCUSED)
        nth = before + absent
        times = plural("absent once this year", "absent {n} times this year", nth) if nth else ""
        self._before.setText(row.warning or times)

    def _answer_current(self, status: Presence) -> None:
        row = self.roll.current()
        if row is not None:
            self._answer(row.person.member_id, status)
            self.take_focus() if status is Presence.PRESENT else self._to_reason()

    def _answer(self, member_id: str, status: object) -> None:
        line = self.bench.draft.line(member_id)
        if line is None or not isinstance(status, Presence):
            return
        person = self.bench.known.people[member_id]
        usual = {Presence.EXEMPT: person.exempt_ground, Presence.ELSEWHERE: person.elsewhere_at}
        reason = line.reason if status is line.status else usual.get(status, "")
        late = line.late and status is Presence.PRESENT
        self.bench.put_draft(
            self.bench.draft.with_line(replace(line, status=status, reason=reason, late=late))
        )
        if status in (Presence.EXCUSED, Presence.UNEXCUSED) and self.roll.hasFocus():
            self._to_reason()

    def _late(self, member_id: str) -> None:
        line = self.bench.draft.line(member_id)
        if line is not None:
            late = not line.late or line.status is not Presence.PRESENT
            changed = replace(line, status=Presence.PRESENT, late=late, reason="")
            self.bench.put_draft(self.bench.draft.with_line(changed))

    def _type_reason(self, text: str) -> None:
        row = self.roll.current()
        if row is not None:
            self.bench.put_draft(self.bench.draft.with_line(replace(row.line, reason=nfc(text))))

    def _to_reason(self) -> None:
        if self.reason.isEnabled():
            self.reason.setFocus(Qt.FocusReason.TabFocusReason)
            self.reason.selectAll()

    def _to_next(self, status: str) -> None:
        """A figure opens the people behind it: the cursor goes to the next of them."""
        rows = self.roll.entries.rows
        start = self.roll.currentIndex().row()
        for step in range(1, len(rows) + 1):
            place = (start + step) % len(rows)
            if rows[place].line.status.value == status:
                self.roll.go_to(place)
                break
        self.take_focus()

    def _in_sight(self, _row: int) -> None:
        box = self.roll.visualRect(self.roll.currentIndex())
        self._area.ensureVisible(box.center().x(), box.center().y(), 0, box.height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Enter in the reason goes to the next person; Enter and Escape in the jump field back to the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & (
                Qt.KeyboardModifier.ControlModifier
            )
            if watched is self._jumping and (enter or event.key() == Qt.Key.Key_Escape):
                self._jumping.setVisible(False)
                self.take_focus()
                return True
            if watched is self.reason and (enter or event.key() == Qt.Key.Key_Escape):
                place = self.roll.currentIndex().row() + 1
                if enter and place < len(self.roll.entries.rows):
                    self.roll.go_to(place)
                self.take_focus()
                return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The low form where the window is low."""
        super().resizeEvent(event)
        low = self.height() < theme.px(LOW)
        self.roll.set_low(low)
        if low == (self._lower.indexOf(self.reason) < 0):
            return
        for status, made in self._answers.items():
            made.say(LETTERS[status] if low else f"{LETTERS[status]}  {_short(status).capitalize()}")
            made.setAccessibleName(_(PRESENCE_NAMES[status]))
        target, source = (self._upper, self._lower) if low else (self._lower, self._upper)
        for widget, stretch in ((self.reason, 1), (self._before, 0)):
            source.removeWidget(widget)
            target.addWidget(widget, stretch)
        self._reason_words.setVisible(not low)


def _short(status: Presence) -> str:
    return {
        Presence.PRESENT: _("present"),
        Presence.EXCUSED: _("excused"),
        Presence.UNEXCUSED: _("unexcused"),
        Presence.EXEMPT: _("exempted"),
        Presence.ELSEWHERE: _("away"),
        Presence.SUSPENDED: _("barred"),
    }[status]
