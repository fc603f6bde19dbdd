"""Enrolment with the superior: the kit and its code, the request on the stick, the telephone, the answer.

What one hears is typed, never only agreed to, and nothing on this screen shows it: the two halves prove that both
offices hold the same keys. A request waits in the register, so one can lock and go on another day.
"""

import platform
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.basics.errors import Told
from desktop.basics.language import _
from desktop.bundles.format import BundleKind
from desktop.exchange.enrolling import OfferedKit, Waiting, look_at_kit
from desktop.exchange.joining import AskedOn, accept_from, ask_on, read_small
from desktop.exchange.screen.joining_pieces import FileLine, Side
from desktop.exchange.screen.send_steps import DONE, NOW, StepCard
from desktop.exchange.screen.sticks import Sticks
from desktop.exchange.standing import Standing
from desktop.widgets import buttons, labels, theme
from desktop.widgets.empty import Empty
from desktop.widgets.fields import TextField
from desktop.widgets.place import Place

if TYPE_CHECKING:
    from desktop.storage.register import Register


class AskSide(Side):
    """Kit, code, name of the computer; the request goes on to the same stick."""

    asked = Signal()

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._offered: OfferedKit | None = None
        self.first = StepCard(1, _("The superior’s enrolment file"))
        self.sticks = Sticks(place)
        self.kit = FileLine(
            place, _("Enrolment file of the superior"), _("No enrolment file lies there."), BundleKind.KIT
        )
        self.sticks.chosen.connect(self.kit.search)
        self.sticks.lost.connect(self._show_state)
        self.kit.chosen.connect(self._look)
        self.first.body.addWidget(self.sticks)
        self.first.body.addWidget(self.kit)
        self.column.addWidget(self.first)
        self.second = StepCard(2, _("The one-time code and this computer"))
        self.code = TextField(
            "code",
            _("One-time code"),
            _("Four groups of four, on the sheet that came with it."),
            "XXXX-XXXX-XXXX-XXXX",
        )
        self.device = TextField(
            "device", _("Name of this computer"), _("So that the superior knows which one it is.")
        )
        self.device.set_value(platform.node())
        fields = QHBoxLayout()
        fields.setSpacing(theme.px(14))
        fields.addWidget(self.code, 3)
        fields.addWidget(self.device, 2)
        self.second.body.addLayout(fields)
        self.column.addWidget(self.second)
        self.third = StepCard(3, _("Write the request to the stick"))
        self.button = buttons.primary(_("Write the request"), self.start, "usb")
        self.third.put_beside(self.button)
        self.third.body.addWidget(
            labels.paragraph(
                _("It goes on to the same stick. Bring the stick back to the superior; they will call you."),
                "second",
                "ink2",
            )
        )
        self.column.addWidget(self.third)
        self.column.addStretch(1)
        self.code.changed.connect(self._typed)
        self.device.on_enter = self.button.setFocus
        self._show_state()

    def start(self) -> None:
        """Make the request."""
        root, kit = self.sticks.root, self.kit.path
        if root is None or kit is None or not self.button.isEnabled():
            return
        self.forget()
        self.button.setEnabled(False)
        code, device = self.code.text(), self.device.text().strip()
        self.place.task.carry(self, _ask, kit, code, device, root, then=self._was_asked, failed=self._failed)

    def take_focus(self) -> None:
        """To what is missing."""
        if self.sticks.root is None or self.kit.path is None:
            self.sticks.take_focus()
        else:
            self.code.take_focus()

    def _typed(self) -> None:
        self.code.problem(None)
        self._show_state()

    def _look(self) -> None:
        self._offered = None
        path = self.kit.path
        if path is not None:
            self.place.task.carry(self, _offer, path, then=self._looked, failed=self._unsound)
        self._show_state()

    def _looked(self, kit: OfferedKit) -> None:
        self._offered = kit
        self.forget()
        words = _(
            "From {collector} for {unit}, made on {day}", collector=kit.collector, unit=kit.unit, day=kit.made
        )
        self.kit.say(words, good=True)
        self._show_state()
        if self.sticks.isAncestorOf(self.window().focusWidget() or self):
            self.code.take_focus()  # the stick holds it: the code is what comes next

    def _unsound(self, told: Told) -> None:
        self.refused(told, self.code)

    def _was_asked(self, _done: AskedOn) -> None:
        self.code.set_value(None)
        self.asked.emit()

    def _failed(self, told: Told) -> None:
        self.refused(told, self.code, "code")
        self._show_state()
        self.sticks.refresh()

    def _show_state(self) -> None:
        offered = self._offered is not None and self.sticks.root is not None
        self.first.show_state(DONE if offered else NOW)
        typed = bool(self.code.text().strip())
        self.second.show_state(DONE if offered and typed and self.code.shown_problem is None else NOW)
        self.third.show_state(NOW)
        self.button.setEnabled(offered and typed)


class AnswerSide(Side):
    """The telephone, and the answer of the superior."""

    joined = Signal(str)
    again = Signal()

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self.first = StepCard(1, "")
        self.first.body.addWidget(
            labels.paragraph(
                _("When the superior calls, read these three groups aloud, slowly, figure by figure:"),
                "body",
                "ink2",
            )
        )
        self.aloud = labels.label("", "figure")
        self.first.body.addWidget(self.aloud)
        self.again_button = buttons.link(_("Make a new request"), self.again.emit)
        self.first.put_beside(self.again_button)
        self.column.addWidget(self.first)
        self.second = StepCard(2, _("Type what the superior reads aloud"))
        self.heard = TextField(
            "heard",
            "",
            _("Three groups of four figures. Type what you hear, don’t copy it from anywhere."),
            "0000 0000 0000",
        )
        self.heard.editor.setAccessibleName(_("What the superior reads aloud"))
        self.heard.setMaximumWidth(theme.px(580))
        self.second.body.addWidget(self.heard)
        self.column.addWidget(self.second)
        self.third = StepCard(3, _("The superior’s answer on the stick"))
        self.sticks = Sticks(place, reads=True)
        self.answer = FileLine(
            place, _("Answer of the superior"), _("No answer lies there yet."), BundleKind.GRANT
        )
        self.sticks.chosen.connect(self.answer.search)
        self.answer.chosen.connect(self._show_state)
        self.third.body.addWidget(self.sticks)
        self.third.body.addWidget(self.answer)
        self.button = buttons.primary(_("Finish enrolling"), self.start)
        self.third.put_beside(self.button)
        self.column.addWidget(self.third)
        self.column.addStretch(1)
        self.heard.changed.connect(self._typed)
        self.heard.on_enter = self._on_enter
        self._show_state()

    def show_waiting(self, found: Waiting) -> None:
        """The request that waits."""
        self.first.title.setText(_("{collector} calls you", collector=found.collector))
        self.aloud.setText("   ".join(found.read_aloud))
        self.aloud.setAccessibleName(" ".join(found.read_aloud))

    def start(self) -> None:
        """Take the answer in."""
        answer = self.answer.path
        if answer is not None and self.button.isEnabled():
            self.forget()
            self.button.setEnabled(False)
            self.place.task.carry(
                self, _accept, answer, self.heard.text(), then=self._accepted, failed=self._failed
            )

    def take_focus(self) -> None:
        """To what is heard."""
        self.heard.take_focus()

    def _typed(self) -> None:
        self.heard.problem(None)
        self._show_state()

    def _on_enter(self) -> None:
        """To the red button once the answer is there too, else to the stick."""
        if self.button.isEnabled():
            self.button.setFocus()
        else:
            self.sticks.take_focus()

    def _accepted(self, superior: str) -> None:
        self.heard.set_value(None)
        self.answer.take(None)
        self.joined.emit(superior)

    def _failed(self, told: Told) -> None:
        self.refused(told, self.heard, "heard")
        self._show_state()

    def _show_state(self) -> None:
        heard = sum(one.isdigit() for one in self.heard.text()) == 12
        there = self.answer.path is not None
        self.first.show_state(DONE if heard else NOW)
        self.second.show_state(DONE if heard and self.heard.shown_problem is None else NOW)
        self.third.show_state(DONE if there and heard else NOW)
        self.button.setEnabled(heard and there)


class JoinView(QWidget):
    """Teaches, then does it. ``joined`` names the superior; ``left``: back to sending without enrolling anew."""

    joined = Signal(str)
    left = Signal()

    def __init__(self, place: Place) -> None:
        super().__init__()
        self._place = place
        self._anew = False
        self._asks = False  # a new request is wanted although one waits, or the teaching was read
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.back = buttons.link(_("Back to sending"), self.left.emit, "chevron-left")
        line = QHBoxLayout()
        line.addWidget(self.back)
        line.addStretch(1)
        column.addLayout(line)
        may = place.user.may("users")
        self.empty = Empty(
            "usb",
            _("This register isn’t enrolled with a superior yet"),
            _(
                "The superior gives you a stick with an enrolment file and, apart from it, a sheet with a one-time "
                "code. "
                "With both, this register gets keys of its own; after that everything goes up by stick."
            )
            if may
            else _("The secretary of this register can enrol it."),
            _("Enrol with the superior…") if may else "",
            self._begin,
        )
        self.ask = AskSide(place)
        self.ask.asked.connect(self._was_asked)
        self.answer = AnswerSide(place)
        self.answer.joined.connect(self._was_joined)
        self.answer.again.connect(self._begin)
        for one in (self.empty, self.ask, self.answer):
            column.addWidget(one, 1)
            one.hide()
        self._shown: QWidget = self.empty

    def show_standing(self, found: Standing, anew: bool) -> None:
        """Teach, ask, or wait for the answer: by what the register keeps."""
        self._anew = anew
        self.back.setVisible(anew and found.enrolled)
        if found.waiting is not None and not self._asks:
            self.answer.show_waiting(found.waiting)
            self._put(self.answer)
        elif anew or self._asks:
            self._put(self.ask)
        else:
            self._put(self.empty)

    def finish(self) -> None:
        """Ctrl+Enter: the red button of what is shown."""
        shown = self._shown
        if isinstance(shown, AskSide | AnswerSide):
            shown.start()

    def take_focus(self) -> None:
        """To what comes next."""
        shown = self._shown
        if isinstance(shown, AskSide | AnswerSide):
            shown.take_focus()
        elif self.empty.button is not None:
            self.empty.button.setFocus()

    def _put(self, shown: QWidget) -> None:
        self._shown.hide()
        self._shown = shown
        shown.show()

    def _begin(self) -> None:
        self._asks = True
        self._put(self.ask)
        self.ask.take_focus()

    def _was_asked(self) -> None:
        self._asks = False
        self._place.go("send", "join" if self._anew else None)

    def _was_joined(self, superior: str) -> None:
        self._asks = False
        self.joined.emit(superior)


def _offer(register: "Register", path: Path) -> OfferedKit:
    return register.read(look_at_kit, read_small(path)).result()


def _ask(register: "Register", kit: Path, code: str, device: str, root: Path) -> AskedOn:
    return ask_on(register, kit, code, device, root)


def _accept(register: "Register", answer: Path, heard: str) -> str:
    return accept_from(register, answer, heard)
