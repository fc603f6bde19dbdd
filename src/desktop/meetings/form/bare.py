"""Fields without caption and line below, for the lines of lists; and a list whose lines are added and taken.

A bare field keeps its name for screen readers; what is wrong with it colours it and is its tooltip, so that no
line grows while one types.
"""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.basics.language import _
from desktop.widgets import buttons, card, labels, theme
from desktop.widgets.choices import Choice, PersonPicker
from desktop.widgets.field import Field
from desktop.widgets.fields import DateField, NumberField, TextField


class _Bare:
    """Mixed into a field: no caption, no line below."""

    _line: labels.Elided
    _sign: QLabel
    caption: labels.Elided
    _editor: QWidget | None

    def _show_line(self) -> None:
        super()._show_line()  # type: ignore[misc]  # the field that this is mixed into has it
        self.caption.hide()
        self._line.hide()
        self._sign.hide()
        if self._editor is not None:
            self._editor.setToolTip(self._line.text())


class BareText(_Bare, TextField):
    """Words."""


class BareNumber(_Bare, NumberField):
    """A whole number, or one with tenths."""


class BareDate(_Bare, DateField):
    """A day."""


class BareChoice(_Bare, Choice[Any]):
    """One of a list."""


class BarePerson(_Bare, PersonPicker):
    """A person by name."""


class LineRow(QWidget):
    """One line of a list: its number, its fields, and a way to take it out."""

    taken = Signal(str)

    def __init__(self, id: str, number: int, fields: Sequence[tuple[Field, int]], what: str) -> None:
        super().__init__()
        self.id = id
        self.fields = [field for field, _stretch in fields]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme.px(1), 0, theme.px(1))
        row.setSpacing(theme.px(6))
        self._number = labels.label(str(number), "second", "muted")
        self._number.setMinimumWidth(theme.px(18))
        row.addWidget(self._number)
        for field, stretch in fields:
            row.addWidget(field, stretch)
        words = _("Take out {what} {number}", what=what, number=str(number))
        self.remove = buttons.icon_button("cross", words, lambda: self.taken.emit(self.id), "muted")
        row.addWidget(self.remove)

    def set_number(self, number: int) -> None:
        """Another place in the list."""
        self._number.setText(str(number))


class LineList(QWidget):
    """Lines of one part of the draft, with a link that adds one. Rows are made once for each id and stay."""

    added = Signal()
    taken = Signal(str)

    def __init__(
        self, add_words: str, make: Callable[[str, int], LineRow], empty: str = "", scrolls: bool = True
    ) -> None:
        super().__init__()
        self._make = make
        self.rows: dict[str, LineRow] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.px(2))
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._empty = labels.paragraph(empty, "second", "muted")
        self._column.addWidget(self._empty)
        self._column.addStretch(1)
        self._area = card.scrolled(inside) if scrolls else None
        outer.addWidget(self._area or inside, 1)
        self.add = buttons.link(add_words, self.added.emit, "plus")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_ids(self, ids: Sequence[str]) -> None:
        """Rows for these ids, in this order; those that stay keep what is typed in them."""
        for id in [old for old in self.rows if old not in ids]:
            gone = self.rows.pop(id)
            self._column.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for place, id in enumerate(ids):
            if id not in self.rows:
                self.rows[id] = self._make(id, place + 1)
                self.rows[id].taken.connect(self.taken)
            self.rows[id].set_number(place + 1)
            self._column.removeWidget(self.rows[id])
            self._column.insertWidget(place, self.rows[id])
        self._empty.setVisible(not ids)

    def focus_last(self) -> None:
        """Put the cursor into the newest row."""
        rows = list(self.rows.values())
        if rows:
            row = rows[-1]
            row.fields[0].take_focus()
            if self._area is not None:
                self._area.ensureWidgetVisible(row)
