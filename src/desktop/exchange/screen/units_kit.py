"""A kit for one unit: its name, the stick, and then the one-time code, shown once and printed."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.basics.errors import Told
from desktop.basics.language import _
from desktop.documents.preview import page_count, page_image
from desktop.exchange.kit_paper import TITLE, kit_paper
from desktop.exchange.screen.send_steps import DONE, NOW, StepCard
from desktop.exchange.screen.sticks import Sticks
from desktop.exchange.units import KitGiven, give_kit_on
from desktop.widgets import buttons, card, labels, theme
from desktop.widgets.card import Card
from desktop.widgets.fields import TextField
from desktop.widgets.notice import Notice, NoticeCard
from desktop.widgets.place import Place

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.storage.register import Register


class KitView(QWidget):
    """Two steps, then the code."""

    back_asked = Signal()
    given = Signal()

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.kit: KitGiven | None = None
        self.column = QVBoxLayout(self)
        margin = theme.px(theme.MARGIN)
        self.column.setContentsMargins(margin, theme.px(10), margin, theme.px(12))
        self.column.setSpacing(theme.px(10))
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(12))
        self.back = buttons.button(_("To the units"), self.back_asked.emit, icon="list")
        bar.addWidget(self.back)
        bar.addWidget(labels.Elided(_("Enrol a unit"), "section"), 1)
        self.column.addLayout(bar)
        self._told = QVBoxLayout()
        self.column.addLayout(self._told)
        self.steps = QWidget()
        steps = QVBoxLayout(self.steps)
        steps.setContentsMargins(0, 0, 0, 0)
        steps.setSpacing(theme.px(10))
        self.first = StepCard(1, _("Which unit?"))
        self.name = TextField("name", _("Name of the unit"), _("As it stands on its papers."))
        self.first.body.addWidget(self.name)
        steps.addWidget(self.first)
        self.second = StepCard(2, _("Write the enrolment file"))
        self.sticks = Sticks(place)
        self.button = buttons.primary(_("Write the file"), self.start, "usb")
        self.second.put_beside(self.button)
        self.second.body.addWidget(self.sticks)
        steps.addWidget(self.second)
        self.column.addWidget(self.steps)
        self.result = self._result()
        self.column.addWidget(self.result)
        self.column.addStretch(1)
        self.name.changed.connect(self._show_state)
        self.name.on_enter = self._on_enter
        self.sticks.chosen.connect(lambda _root: self._show_state())
        self.sticks.lost.connect(self._show_state)
        self.begin()

    def begin(self) -> None:
        """For the next unit; the code that was shown is gone."""
        self.kit = None
        self.name.set_value(None)
        self.name.problem(None)
        self.code.setText("")
        card.clear(self._told)
        self.steps.show()
        self.result.hide()
        self._show_state()

    def take_focus(self) -> None:
        """To the name; once the code is there, to printing it."""
        if self.kit is None:
            self.name.take_focus()
        else:
            self.print_button.setFocus()

    def start(self) -> None:
        """Write the kit."""
        root = self.sticks.root
        if root is None or not self.button.isEnabled():
            return
        card.clear(self._told)
        self.button.setEnabled(False)
        self.place.task.carry(self, _give, self.name.text(), root, then=self._done, failed=self._failed)

    def paper(self) -> bytes:
        """The sheet for the printer."""
        assert self.kit is not None
        kit, today = self.kit, self.place.today
        return kit_paper(kit.code.split("-"), kit.unit, self.place.unit_name, today, kit.until)

    def _result(self) -> Card:
        made = Card(_("The code for this enrolment file"))
        self.code = labels.label("", "figure")
        self.code.setAccessibleName(_("One-time code"))
        made.column.addWidget(self.code)
        self.lies = labels.paragraph("", "body", "ink2")
        made.column.addWidget(self.lies)
        made.column.addWidget(
            labels.paragraph(
                _("The code is shown only now. Print it or write it down, and never put it on the stick."),
                "strong",
                "gold",
            )
        )
        made.column.addWidget(
            labels.paragraph(
                _("Give the stick and the sheet to the unit, each by itself. It brings back its request."),
                "body",
                "ink2",
            )
        )
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        self.print_button = buttons.primary(_("Print the code"), self._print, "printer")
        self.end = buttons.button(_("I have the code on paper"), self._end, icon="check")
        row.addWidget(self.print_button)
        row.addWidget(self.end)
        row.addStretch(1)
        made.column.addLayout(row)
        return made

    def _on_enter(self) -> None:
        if self.sticks.root is None:
            self.sticks.take_focus()
        else:
            self.button.setFocus()

    def _done(self, kit: KitGiven) -> None:
        self.kit = kit
        self.code.setText("   ".join(kit.code.split("-")))
        self.lies.setText(
            _("For {unit}. The file {file} lies on the stick.", unit=kit.unit, file=kit.file.path.name)
        )
        self.steps.hide()
        self.result.show()
        self.take_focus()
        self.given.emit()

    def _failed(self, told: Told) -> None:
        self._show_state()
        if told.field == "name":
            self.name.refuse(told)
            self.name.take_focus()
        else:
            self._told.addWidget(NoticeCard(Notice.refusal(told)))
        self.sticks.refresh()

    def _show_state(self) -> None:
        named, there = bool(self.name.text().strip()), self.sticks.root is not None
        if named:
            self.name.problem(None)
        self.first.show_state(DONE if named else NOW)
        self.second.show_state(NOW)
        self.button.setEnabled(named and there)

    def _print(self) -> None:
        from desktop.widgets.printing import ask_and_print

        if ask_and_print(self, self.paper(), TITLE, page_count, page_image):
            self.place.notify(Notice.done(_("The sheet was sent to the printer.")))

    def _end(self) -> None:
        self.begin()
        self.back_asked.emit()


def _give(register: "Register", name: str, root: "Path") -> KitGiven:
    return give_kit_on(register, name, root)
