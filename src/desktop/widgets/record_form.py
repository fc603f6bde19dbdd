"""The form of one record: cards of fields that keep what is typed, and show at each field what is wrong with it.

A room makes its own by adding cards, filling them and calling ``begin``; it says what its rules find and which
field shows a problem that the rules name otherwise. Nothing here knows what is recorded.
"""

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.basics.errors import Problem, Severity, Told
from desktop.basics.language import _, plural
from desktop.widgets import buttons, theme
from desktop.widgets.card import Card, scrolled
from desktop.widgets.choices import Answers, Choice, Tick
from desktop.widgets.field import Field, LineField
from desktop.widgets.fields import DateField, Pause, TextField


class Record(Protocol):
    """A record as a form holds it."""

    @property
    def id(self) -> str:
        """Which."""


class Opened(Protocol):
    """What a form is opened with: the record (or an empty one), and what was typed over it and not finished."""

    @property
    def draft(self) -> Record:
        """As it is stored, or empty."""

    @property
    def stored(self) -> bool:
        """Whether the register has it."""

    @property
    def typed(self) -> Mapping[str, str] | None:
        """What was typed over it, as text by field."""

    @property
    def kept_at(self) -> datetime | None:
        """When that was kept."""


class RecordForm(QWidget):
    """Fields by name, in cards below a bar."""

    opened: Opened

    finish_asked = Signal()
    typed = Signal(object)
    """What stands in the fields, as text by name, when typing has rested."""
    throw_asked = Signal()
    back_asked = Signal()

    def __init__(self, opened: Opened, shown_at: Mapping[str, str]) -> None:
        """``shown_at``: the field that shows a problem, where the rules name it otherwise."""
        super().__init__()
        self.opened = opened
        self.fields: dict[str, Field] = {}
        self.ticks: dict[str, Tick] = {}
        self._shown_at = shown_at
        self._tried = False
        self._refusals: dict[str, Problem] = {}  # what the register said; until the field is changed
        self._pause = Pause(self)
        self._pause.paused.connect(lambda: self.typed.emit(self.as_typed()))
        column = QVBoxLayout(self)
        margin = theme.px(theme.MARGIN)
        column.setContentsMargins(margin, theme.px(10), margin, theme.px(12))
        column.setSpacing(theme.px(8))
        column.addLayout(self._bar())
        content = QWidget()
        self._cards = QVBoxLayout(content)
        self._cards.setContentsMargins(0, 0, theme.px(8), 0)
        self._cards.setSpacing(theme.px(theme.GAP))
        self._area = scrolled(content)
        column.addWidget(self._area, 1)

    # -- what a room says ------------------------------------------------------------

    def draft(self) -> Record:
        """The record as the fields have it."""
        raise NotImplementedError

    def found(self) -> tuple[Problem, ...]:
        """What the room's rules find in what the fields hold."""
        raise NotImplementedError

    # -- what it holds ---------------------------------------------------------------

    def as_typed(self) -> dict[str, str]:
        """The texts and choices by field name, right or wrong."""
        texts: dict[str, str] = {}
        for name, field in self.fields.items():
            if isinstance(field, LineField):
                texts[name] = field.text()
            elif isinstance(field, Choice | Answers):
                texts[name] = str(field.value() or "")
        return texts | {name: "1" if tick.value() else "" for name, tick in self.ticks.items()}

    @property
    def unread(self) -> list[str]:
        """Fields whose text can't be read."""
        lines = {name: field for name, field in self.fields.items() if isinstance(field, LineField)}
        return [name for name, field in lines.items() if not field.readable]

    def text(self, name: str) -> str | None:
        """A text field's value."""
        field = self.fields[name]
        assert isinstance(field, TextField)
        return field.value()

    def day(self, name: str) -> date | None:
        """A date field's value; None too where it can't be read."""
        field = self.fields[name]
        assert isinstance(field, DateField)
        return field.value()

    def code(self, name: str) -> str | None:
        """What is chosen in a field of choices."""
        field = self.fields[name]
        assert isinstance(field, Choice | Answers)
        value = field.value()
        return None if value is None else str(value)

    # -- what the page asks ------------------------------------------------------------

    def finish_tried(self) -> bool:
        """Show all errors, go to the first; whether there is none."""
        self._tried = True
        self.judge()
        errors = [one for one in self.found() if one.severity is Severity.ERROR]
        first = next(iter(self.unread), None) or (self._field_of(errors[0].field) if errors else None)
        if first is None:
            return True
        self.go_to(first)
        return False

    def refused(self, told: Told) -> None:
        """Show at its field what the register refused."""
        name = self._field_of(told.field or "")
        if name in self.fields:
            self._refusals[name] = Problem(told.code, Severity.ERROR, name, told.message)
            self.go_to(name)
            self.judge()

    def go_to(self, name: str) -> None:
        """Put the cursor into a field and bring it into sight."""
        field = self.fields.get(name)
        if field is not None:
            self._area.ensureWidgetVisible(field)
            field.take_focus()

    def first(self) -> None:
        """The cursor into the first field."""
        next(iter(self.fields.values())).take_focus()

    def hurry(self) -> None:
        """Keep at once what isn't kept."""
        self._pause.hurry()

    # -- making ------------------------------------------------------------------------

    def add_card(self, title: str, *rows: tuple[QWidget, QWidget | None]) -> None:
        """A card of two columns; a row without a right side has the whole width. Its fields are watched."""
        card = Card(title)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(18))
        grid.setVerticalSpacing(theme.px(2))
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        for number, (left, right) in enumerate(rows):
            grid.addWidget(left, number, 0, 1, 1 if right is not None else 2)
            if right is not None:
                grid.addWidget(right, number, 1)
            for widget in (left, right):
                if isinstance(widget, Field):
                    self._watch(widget)
        card.column.addLayout(grid)
        self._cards.addWidget(card)

    def make_tick(self, name: str, words: str) -> Tick:
        """A tick that is kept and judged with the fields."""
        tick = Tick(name, words)
        tick.touched.connect(self._touched)
        tick.touched.connect(self.judge)
        self.ticks[name] = tick
        return tick

    def put(self, name: str, value: Any) -> None:  # text, day or code, by the kind of field
        """Set a field as the record has it."""
        field = self.fields[name]
        if isinstance(field, LineField | Choice | Answers):
            field.set_value(value)

    def begin(self) -> None:
        """When all cards stand filled: put what was typed before over it, and judge."""
        self._cards.addStretch(1)
        typed = self.opened.typed
        self.throw.setVisible(typed is not None)
        if typed is not None:
            self._put_typed(typed)
        self.judge()

    def _put_typed(self, typed: Mapping[str, str]) -> None:
        for name, text in typed.items():
            field = self.fields.get(name)
            if name in self.ticks:
                self.ticks[name].set_value(bool(text))
            elif isinstance(field, LineField):
                field.line.setText(text)
            elif isinstance(field, Choice | Answers):
                field.set_value(text or None)

    def _bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(10))
        bar.addWidget(buttons.button(_("To the list"), self.back_asked.emit, icon="list"))
        self.summary = buttons.link(_("What is to correct"), self.finish_tried)
        bar.addWidget(self.summary)
        bar.addStretch(1)
        self.throw = buttons.button(_("Throw away what was typed"), self.throw_asked.emit, icon="trash")
        bar.addWidget(self.throw)
        bar.addWidget(buttons.primary(_("Finish  Ctrl+Enter"), self.finish_asked.emit, "check"))
        return bar

    def _watch(self, field: Field) -> None:
        self.fields[field.name] = field
        field.changed.connect(partial(self._refusals.pop, field.name, None))
        field.changed.connect(self._touched)
        field.left.connect(self.judge)

    def _touched(self) -> None:
        self._pause.touched()
        self.throw.show()

    # -- judging -----------------------------------------------------------------------

    def judge(self) -> None:
        """Show each field's first problem; an empty field of a new record only once finishing was tried."""
        by_field: dict[str, Problem] = {}
        for one in self.found():
            by_field.setdefault(self._field_of(one.field), one)
        for name, field in self.fields.items():
            if not self.opened.stored and not self._tried and _is_blank(field):
                by_field.pop(name, None)
            field.problem(self._refusals.get(name) or by_field.get(name))
        errors = sum(one.severity is Severity.ERROR for one in by_field.values()) + len(self.unread)
        if errors:
            self.summary.say(plural("{n} thing to correct", "{n} things to correct", errors))
        self.summary.setVisible(bool(errors))

    def _field_of(self, path: str) -> str:
        name = path.partition(".")[0]
        return self._shown_at.get(name, name)


def _is_blank(field: Field) -> bool:
    return not field.text() if isinstance(field, LineField) else True
