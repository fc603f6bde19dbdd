"""Fields without caption and line below, for the lines of lists; and a list whose lines are added and taken.

A bare field keeps its name for screen readers; what is wrong with it colours it and is its tooltip, so that no
line grows while one types.
"""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QTextEdit, QVBoxLayout, QWidget

from desktop.basics.language import _
from desktop.meetings.form.tabs import follow
from desktop.widgets import buttons, card, labels, theme
from desktop.widgets.choices import Choice
from desktop.widgets.field import Field
from desktop.widgets.fields import DateField, NumberField, TextField
from desktop.widgets.longtext import LongText
from desktop.widgets.people import PersonPicker

_HIGH = 34  # of a field of one line


class _Bare:
    """Mixed into a field: no caption, no line below."""

    _line: labels.Elided
    _sign: QLabel
    caption: labels.Elided
    _editor: QWidget | None
    words: str
    says_name = False
    """Whether the empty field shows its name."""

    def _show_line(self) -> None:
        super()._show_line()  # type: ignore[misc]  # the field that this is mixed into has it
        self.caption.hide()
        self._line.hide()
        self._sign.hide()
        words = self._line.text()
        if self._editor is not None:
            self._editor.setToolTip(words)
        if isinstance(self._editor, QLineEdit | QTextEdit):
            # An empty field says what is missing; colour alone wouldn't.
            self._editor.setPlaceholderText(words or (self.words if self.says_name else ""))


class BareText(_Bare, TextField):
    """Words."""

    says_name = True


class BareWords(_Bare, LongText):
    """Words that wrap: the field is as high as they are. Enter goes on, Shift+Enter is a new line."""

    says_name = True

    def __init__(self, name: str, words: str) -> None:
        super().__init__(name, words, lines=1, reserve=False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.edit.document().setDocumentMargin(1)
        self.edit.setMinimumHeight(theme.px(_HIGH))
        self.grow()

    def text(self) -> str:
        """What stands in the field, NFC."""
        return self.value()

    def _is_next(self, event: QKeyEvent) -> bool:
        return Field._is_next(self, event)


class BareNumber(_Bare, NumberField):
    """A whole number, or one with tenths."""


class BareDate(_Bare, DateField):
    """A day."""


class BareChoice(_Bare, Choice[Any]):
    """One of a list."""


class BarePerson(_Bare, PersonPicker):
    """A person by name; the name is seen from its beginning."""

    says_name = True

    def set_value(self, value: str | None) -> None:
        """Pick by id."""
        super().set_value(value)
        self.line.setCursorPosition(0)

    def set_free_text(self, text: str) -> None:
        """Put a name that isn't in the list."""
        super().set_free_text(text)
        self.line.setCursorPosition(0)


class LineRow(QWidget):
    """One line of a list: its number, its fields, and a way to take it out."""

    taken = Signal(str)
    ended = Signal(str)
    """Enter in the last field."""

    def __init__(
        self,
        id: str,
        number: int,
        fields: Sequence[tuple[Field, int]],
        what: str,
        below: Sequence[tuple[Field, int]] = (),
    ) -> None:
        super().__init__()
        self.id = id
        self.fields = [field for field, _width in (*fields, *below)]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(1), 0, theme.px(7 if below else 1))
        column.setSpacing(theme.px(3))
        row = QHBoxLayout()
        column.addLayout(row)
        row.setSpacing(theme.px(6))
        top = Qt.AlignmentFlag.AlignTop  # a field that wraps grows downwards
        self._number = labels.label(str(number), "second", "muted")
        self._number.setMinimumSize(theme.px(18), theme.px(_HIGH))
        row.addWidget(self._number, 0, top)
        _put_side_by_side(row, fields)
        words = _("Take out {what} {number}", what=what, number=str(number))
        self.remove = buttons.icon_button("cross", words, lambda: self.taken.emit(self.id), "muted")
        row.addWidget(self.remove, 0, top)
        if below:
            second = QHBoxLayout()
            second.setContentsMargins(theme.px(24), 0, theme.px(2), 0)
            second.setSpacing(theme.px(6))
            _put_side_by_side(second, below)
            column.addLayout(second)
        follow([*self.fields, self.remove])
        self.fields[-1].editor.installEventFilter(self)

    @property
    def blank(self) -> bool:
        """Whether nothing was typed into it."""
        typed = (one.editor for one in self.fields)
        return not any(
            (one.text() if isinstance(one, QLineEdit) else one.toPlainText()).strip()
            for one in typed
            if isinstance(one, QLineEdit | QTextEdit)
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Enter in the last field goes to the next line."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.fields[-1].left.emit()
                self.ended.emit(self.id)
                return True
        return super().eventFilter(watched, event)

    def set_number(self, number: int) -> None:
        """Another place in the list."""
        self._number.setText(str(number))


def _put_side_by_side(row: QHBoxLayout, fields: Sequence[tuple[Field, int]]) -> None:
    """Each with its width, or 0 for what shares the rest."""
    for field, wide in fields:
        if wide:
            field.setFixedWidth(theme.px(wide))
        row.addWidget(field, 0 if wide else 1, Qt.AlignmentFlag.AlignTop)


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
                self.rows[id].ended.connect(self._ended)
            self.rows[id].set_number(place + 1)
            self._column.removeWidget(self.rows[id])
            self._column.insertWidget(place, self.rows[id])
            self.rows[id].show()  # at once, so that the cursor can go there
        self._empty.setVisible(not ids)

    def _ended(self, id: str) -> None:
        """To the next line; after the last one a new one, unless it is blank: then it goes."""
        ids = list(self.rows)
        place = ids.index(id) + 1
        if place < len(ids):
            self.rows[ids[place]].fields[0].take_focus()
        elif self.rows[id].blank:
            self.add.setFocus(Qt.FocusReason.TabFocusReason)
            self.taken.emit(id)
        else:
            self.added.emit()

    def focus_last(self) -> None:
        """Put the cursor into the newest row."""
        rows = list(self.rows.values())
        if rows:
            row = rows[-1]
            row.fields[0].take_focus()
            if self._area is not None:
                self._area.ensureWidgetVisible(row)
