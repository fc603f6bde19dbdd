"""A unit's request: who asks, the telephone in both directions, and the answer on the same stick.

What the unit reads aloud is typed here and stands nowhere on this screen: a "yes" would prove nothing.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.basics.errors import Told
from desktop.basics.language import _
from desktop.exchange.screen.send_steps import AHEAD, DONE, NOW, StepCard
from desktop.exchange.screen.sticks import Sticks
from desktop.exchange.units import AskSeen, Granted, ask_in, ask_seen, grant_on, lay_answer
from desktop.widgets import buttons, card, labels, theme
from desktop.widgets.card import Card
from desktop.widgets.choices import Choice, Tick
from desktop.widgets.choosing import ask_for_file
from desktop.widgets.fields import TextField
from desktop.widgets.notice import Notice, NoticeCard
from desktop.widgets.place import Place

if TYPE_CHECKING:
    from desktop.storage.register import Register


class GrantView(QWidget):
    """Three steps; the third writes the answer."""

    back_asked = Signal()
    granted = Signal()

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.seen: tuple[AskSeen, ...] = ()
        self.answer: Granted | None = None
        content = QWidget()
        self.column = QVBoxLayout(content)
        margin = theme.px(theme.MARGIN)
        self.column.setContentsMargins(margin, 0, margin, theme.px(12))
        self.column.setSpacing(theme.px(10))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, theme.px(10), 0, 0)
        outer.setSpacing(theme.px(10))
        bar = QHBoxLayout()
        bar.setContentsMargins(margin, 0, margin, 0)
        bar.setSpacing(theme.px(12))
        self.back = buttons.button(_("To the units"), self.back_asked.emit, icon="list")
        bar.addWidget(self.back)
        bar.addWidget(labels.Elided(_("Answer a unit's request"), "section"), 1)
        outer.addLayout(bar)
        self._area = card.scrolled(content)
        outer.addWidget(self._area, 1)
        self._told = QVBoxLayout()
        self.column.addLayout(self._told)
        self.column.addWidget(self._first())
        self.column.addWidget(self._second())
        self.column.addWidget(self._third())
        self.result = self._result()
        self.column.addWidget(self.result)
        self.column.addStretch(1)
        self.begin()

    def begin(self) -> None:
        """For the next request."""
        self.answer = None
        self.heard.set_value(None)
        self.heard.problem(None)
        card.clear(self._told)
        self._show_answer(None)
        self._search(self.sticks.root)

    def take_focus(self) -> None:
        """To what is missing."""
        if self._asking() is None:
            self.sticks.take_focus()
        else:
            self._to_heard()

    def start(self) -> None:
        """Grant, if what was heard fits."""
        chosen, root = self._chosen(), self.sticks.root
        if chosen is None or chosen.asking is None or root is None or not self.button.isEnabled():
            return
        card.clear(self._told)
        self.button.setEnabled(False)
        retire = chosen.asking.known and self.retire.value()
        heard = self.heard.text()
        self.place.task.carry(
            self, _grant, chosen.path, heard, root, retire, then=self._done, failed=self._failed
        )

    def take_file(self, path: Path) -> None:
        """A request that lies elsewhere, or is called otherwise."""
        self.place.task.carry(self, _one, path, then=lambda one: self._show_seen((one,)))

    def _first(self) -> StepCard:
        self.first = StepCard(1, _("The stick with the request"))
        self.sticks = Sticks(self.place)
        self.sticks.chosen.connect(self._search)
        self.sticks.lost.connect(lambda: self._search(None))
        self.first.body.addWidget(self.sticks)
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        self.requests: Choice[str] = Choice("request", "", [], reserve=False)
        self.requests.box.setAccessibleName(_("Requests on the stick"))
        self.requests.changed.connect(self._explain)
        row.addWidget(self.requests, 1)
        self.found = labels.Elided("", "second", "ink2", letters=12)
        row.addWidget(self.found, 1)
        row.addWidget(buttons.link(_("Choose another file…"), self._ask_file))
        self.first.body.addLayout(row)
        return self.first

    def _second(self) -> StepCard:
        self.second = StepCard(2, _("Call the unit and read this aloud"))
        self.who = labels.paragraph("", "strong")
        self.second.body.addWidget(self.who)
        self.aloud = labels.label("", "figure")
        self.aloud.setAccessibleName(_("Groups to read aloud"))
        self.second.body.addWidget(self.aloud)
        return self.second

    def _third(self) -> StepCard:
        self.third = StepCard(3, _("Type what the unit reads aloud"))
        self.heard = TextField(
            "heard", "", _("Three groups of four figures. Type what you hear."), "0000 0000 0000"
        )
        self.heard.line.setAccessibleName(_("Figures that you hear"))
        self.heard.changed.connect(self._typed)
        self.heard.on_enter = self.start
        self.third.body.addWidget(self.heard)
        self.retire = Tick("retire", _("The unit's earlier computer is not used any more: revoke it"))
        self.retire.set_value(True)
        self.third.body.addWidget(self.retire)
        self.button = buttons.primary(_("Enrol the unit"), self.start, "check")
        self.third.put_beside(self.button)
        return self.third

    def _result(self) -> Card:
        made = Card(_("The unit is enrolled"))
        self.lies = labels.paragraph("", "body", "ink2")
        made.column.addWidget(self.lies)
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        self.again = buttons.button(_("Write the answer once more"), self._lay_again, icon="usb")
        self.end = buttons.primary(_("To the units"), self._end, "check")
        row.addWidget(self.again)
        row.addWidget(self.end)
        row.addStretch(1)
        made.column.addLayout(row)
        return made

    def _search(self, root: Path | None) -> None:
        if self.answer is not None:
            return
        if root is None:
            self._show_seen(())
        else:
            self.place.task.carry(self, _on, root, then=self._show_seen, failed=self._refused)

    def _show_seen(self, seen: tuple[AskSeen, ...]) -> None:
        self.seen = seen
        options = [(str(one.path), one.asking.name if one.asking else one.path.name) for one in seen]
        self.requests.set_options(options)
        best = next((one for one in seen if one.asking is not None), seen[0] if seen else None)
        self.requests.set_value(None if best is None else str(best.path))
        self.requests.setVisible(len(seen) > 1)
        self._explain()

    def _chosen(self) -> AskSeen | None:
        wanted = self.requests.value()
        return next((one for one in self.seen if str(one.path) == wanted), None)

    def _asking(self) -> AskSeen | None:
        chosen = self._chosen()
        return chosen if chosen is not None and chosen.asking is not None else None

    def _explain(self) -> None:
        chosen = self._chosen()
        asking = chosen.asking if chosen is not None else None
        card.clear(self._told)
        if chosen is None:
            self.found.setText(_("No request lies there.") if self.sticks.root is not None else "")
        elif chosen.refusal is not None:
            self.found.setText(chosen.path.name)
            self._told.addWidget(NoticeCard(Notice.refusal(chosen.refusal)))
        else:
            self.found.setText(chosen.path.name)
        if asking is not None:
            words = _(
                "{name} asks, from the computer {device}, with the file given to {kit} on {day}.",
                name=asking.name,
                device=asking.device or "?",
                kit=asking.kit_name,
                day=asking.kit_given_on,
            )
            if asking.known:
                words = " ".join((words, _("It is enrolled already: this is another computer.")))
            self.who.setText(words)
            self.aloud.setText("   ".join(asking.read_aloud))
        else:
            self.who.setText("")
            self.aloud.setText("")
        self.retire.setVisible(asking is not None and asking.known)
        self._show_state()
        if asking is not None and self.isVisible():
            self._to_heard()

    def _show_state(self) -> None:
        there, typed = self._asking() is not None, bool(self.heard.text().strip())
        self.first.show_state(DONE if there else NOW)
        self.second.show_state(NOW if there else AHEAD)
        self.third.show_state(NOW if there else AHEAD)
        for step in (self.second, self.third):
            step.setVisible(there and self.answer is None)
        self.button.setEnabled(there and typed and self.sticks.root is not None)

    def _typed(self) -> None:
        self.heard.problem(None)
        self._show_state()

    def _done(self, answer: Granted) -> None:
        self._show_answer(answer)
        self.granted.emit()

    def _show_answer(self, answer: Granted | None) -> None:
        self.answer = answer
        for step in (self.first, self.second, self.third):
            step.setVisible(answer is None)
        self.result.setVisible(answer is not None)
        if answer is None:
            self._show_state()
            return
        card.clear(self._told)
        if answer.trouble is not None:
            self._told.addWidget(NoticeCard(Notice.refusal(answer.trouble)))
            self.lies.setText(
                _("{name} is enrolled, but the answer is on no stick yet. Put one in.", name=answer.name)
            )
            self.first.setVisible(True)
            self.again.setFocus()
        elif answer.file is not None:
            self.lies.setText(
                _(
                    "The answer for {name} lies on the stick: {file}. Give the stick back to the unit.",
                    name=answer.name,
                    file=answer.file.path.name,
                )
            )
            self.end.setFocus()
        self.again.setVisible(answer.trouble is not None)

    def _lay_again(self) -> None:
        root = self.sticks.root
        if self.answer is not None and root is not None:
            name, answer = self.answer.name, self.answer.answer
            self.place.task.carry(self, lay_answer, name, answer, root, then=self._show_answer)

    def _failed(self, told: Told) -> None:
        self._show_state()
        card.clear(self._told)
        if told.field == "heard":
            self.heard.refuse(told)
            self._to_heard()
            self.heard.line.selectAll()
        else:
            self._refused(told)

    def _to_heard(self) -> None:
        self.heard.take_focus()
        # Once the steps have their places: with large text the field lies below the others.
        QTimer.singleShot(0, self, lambda: self._area.ensureWidgetVisible(self.heard))

    def _refused(self, told: Told) -> None:
        card.clear(self._told)
        self._told.addWidget(NoticeCard(Notice.refusal(told)))

    def _ask_file(self) -> None:
        patterns = ["SOCHIBO (*.scb)", _("All files (*)")]
        ask_for_file(self, _("Choose the unit's request"), patterns, self.take_file, "enrolment")

    def _end(self) -> None:
        self.begin()
        self.back_asked.emit()


def _on(register: "Register", root: Path) -> tuple[AskSeen, ...]:
    return ask_seen(register, root)


def _one(register: "Register", path: Path) -> AskSeen:
    return ask_in(register, path)


def _grant(register: "Register", path: Path, heard: str, root: Path, retire: bool) -> Granted:
    return grant_on(register, path, heard, root, retire=retire)
