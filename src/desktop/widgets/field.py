"""Fields: label above, one editor, one reserved line below for help or the problem found.

What is typed is left alone while it is typed (Vietnamese typing programs send backspaces and letters); it is
read, brought to NFC and tidied when the field is left. Enter goes to the next field in the order of the paper.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from desktop.basics.errors import Problem, Severity, Told
from desktop.basics.language import Message, _, say
from desktop.basics.text import nfc
from desktop.widgets import icons, labels, theme
from desktop.widgets.typed import (
    Unread,
)

V = TypeVar("V")
_PLAIN = Qt.KeyboardModifier.NoModifier
_KEYPAD = Qt.KeyboardModifier.KeypadModifier


class Field(QWidget):
    """Base: label, editor, reserved line. ``name`` is the path that a ``Problem`` names: ``votes.1.method``."""

    changed = Signal()
    """Something was typed or chosen by the user; for keeping the draft."""
    left = Signal()
    """The field lost the focus; for showing problems."""
    entered = Signal()
    """The field got the focus."""

    def __init__(
        self, name: str, words: str, help: str = "", reserve: bool = True, parent: QWidget | None = None
    ):
        super().__init__(parent)
        self.name = name
        self.words = words
        self._help = help
        self._problem: Problem | None = None
        self._refusal: _Refusal | None = None
        self._editor: QWidget | None = None
        self.on_enter: Callable[[], object] | None = None
        """What Enter does instead of going to the next field: the last field of a short form."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        # A parent from the first: shown without one, a label is a window for a moment and takes the focus.
        self.caption = labels.Elided(words, "label", "ink2", self)
        self.caption.setVisible(bool(words))
        column.addWidget(self.caption)
        self._below = QHBoxLayout()
        self._below.setContentsMargins(0, 0, 0, 0)
        self._below.setSpacing(theme.px(6))
        self._sign = QLabel(self)
        self._sign.setVisible(False)
        self._line = labels.Elided("", "hint", "muted", self)
        self._line.setVisible(reserve or bool(help))
        self._reserve = reserve
        self._below.addWidget(self._sign)
        self._below.addWidget(self._line, 1)
        column.addLayout(self._below)
        self._line.setMinimumHeight(theme.px(17))
        self._line.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._show_line()

    @property
    def editor(self) -> QWidget:
        """The widget that takes the focus."""
        assert self._editor is not None
        return self._editor

    def problem(self, problem: Problem | None) -> None:
        """Show a problem in the reserved line (an error also in red on the editor), or none."""
        self._problem = problem
        self._drop_refusal()
        self._show_line()

    def refuse(self, told: Told) -> None:
        """Show a refusal whole: the sentence, what to do next and the code, on as many lines as they take."""
        self.problem(Problem(told.code, Severity.ERROR, self.name, told.message))
        self._refusal = _Refusal(told, self)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.addWidget(self._refusal)
        self._let_grow(True)  # a fixed height would be that of unwrapped words
        self._show_line()

    @property
    def shown_problem(self) -> Problem | None:
        """The problem that is shown."""
        return self._problem

    @property
    def told(self) -> str:
        """Everything that is said below the editor."""
        return self._refusal.words if self._refusal is not None else self._line.text()

    def set_help(self, words: str) -> None:
        """Change the help line."""
        self._help = words
        self._show_line()

    def set_read_only(self, fixed: bool) -> None:
        """Show without letting it be changed."""
        self.editor.setEnabled(not fixed)

    def take_focus(self) -> None:
        """Put the cursor here."""
        self.editor.setFocus(Qt.FocusReason.TabFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Enter is Tab; leaving and entering are told."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._is_next(event):
            if self.on_enter is not None:
                self.on_enter()
            else:
                self.focusNextPrevChild(True)
            return True
        if isinstance(event, QFocusEvent) and event.reason() != Qt.FocusReason.PopupFocusReason:
            if event.type() == QEvent.Type.FocusOut:
                self._tidy()
                self.left.emit()
            elif event.type() == QEvent.Type.FocusIn:
                self.entered.emit()
        return super().eventFilter(watched, event)

    def _is_next(self, event: QKeyEvent) -> bool:
        plain = event.modifiers() & ~_KEYPAD == _PLAIN
        return plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)

    def _put(self, editor: QWidget) -> None:
        self._editor = editor
        editor.setAccessibleName(self.words)
        editor.installEventFilter(self)
        self.caption.setBuddy(editor)
        self.setFocusProxy(editor)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(1, editor)
        self._show_line()

    def _tidy(self) -> None:
        """Called when the field is left: bring what was typed into its usual form."""

    def _found(self) -> tuple[Message | None, bool]:
        """The sentence to show and whether it is an error: the problem set from outside."""
        if self._problem is None:
            return None, False
        return self._problem.message, self._problem.severity is Severity.ERROR

    def _drop_refusal(self) -> None:
        if self._refusal is not None:
            self._refusal.hide()  # deleting waits for the next turn
            self._refusal.deleteLater()
            self._refusal = None
            self._let_grow(False)

    def _let_grow(self, grows: bool) -> None:
        high = QSizePolicy.Policy.Preferred if grows else QSizePolicy.Policy.Fixed
        self.setSizePolicy(QSizePolicy.Policy.Expanding, high)

    def _show_line(self) -> None:
        message, bad = self._found()
        if message is None:
            self._line.setText(self._help)
            ink, weight = "muted", "hint"
        else:
            self._line.setText(say(message))
            hint = self._problem is not None and self._problem.severity is Severity.HINT
            ink, weight = ("red", "chip") if bad else ("muted", "hint") if hint else ("gold", "chip")
            self._sign.setPixmap(icons.pixmap("warning", "red" if bad else "gold-dark", theme.px(14)))
        whole = self._refusal is not None  # it stands below instead
        self._sign.setVisible(message is not None and ink != "muted" and not whole)
        self._line.setVisible((self._reserve or bool(self._line.text())) and not whole)
        theme.role(self._line, weight, ink)
        if self._editor is not None:
            self._editor.setAccessibleDescription(self.told)
            if bool(self._editor.property("bad")) != bad:
                self._editor.setProperty("bad", bad)
                theme.restyle(self._editor)


class _Refusal(QWidget):
    """Why something was refused at a field, what to do next, and the code to read out."""

    def __init__(self, told: Told, parent: QWidget) -> None:
        super().__init__(parent)
        step = f"{say(told.next_step)} · " if told.next_step is not None else ""
        lines = (say(told.message), step + _("Code {code}", code=told.code))
        self.words = " ".join(lines)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, theme.px(6))
        row.setSpacing(theme.px(6))
        row.addWidget(icons.label("warning", "red", 14), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        words.addWidget(labels.paragraph(lines[0], "chip", "red"))
        words.addWidget(labels.paragraph(lines[1], "hint", "ink2"))
        row.addLayout(words, 1)


class LineField(Field, Generic[V]):
    """A field of one line whose text is read into a value."""

    def __init__(
        self,
        name: str,
        words: str,
        help: str = "",
        placeholder: str = "",
        reserve: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, words, help, reserve, parent)
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(placeholder)
        self._unread: Message | None = None
        self.line.textEdited.connect(self._typed)
        self._put(self.line)

    def text(self) -> str:
        """What stands in the field, NFC."""
        return nfc(self.line.text())

    def value(self) -> V | None:
        """The value, None when empty or not to be read."""
        found = self._read()
        return None if isinstance(found, Unread) else found

    @property
    def readable(self) -> bool:
        """Whether what was typed could be read."""
        return not isinstance(self._read(), Unread)

    def set_value(self, value: V | None) -> None:
        """Put a value in; says nothing to the listeners."""
        self.line.setText("" if value is None else self._write(value))
        self.line.setCursorPosition(0)
        self._unread = None
        self._show_line()

    def set_read_only(self, fixed: bool) -> None:
        """Show without letting it be changed; the text can still be selected."""
        self.line.setReadOnly(fixed)
        theme.restyle(self.line)

    def _typed(self) -> None:
        if self._unread is not None and self.readable:
            self._unread = None
            self._show_line()
        self.changed.emit()

    def _tidy(self) -> None:
        found = self._read()
        if isinstance(found, Unread):
            self._unread = found.message
        else:
            self._unread = None
            if found is not None and self._write(found) != self.line.text():
                self.line.setText(self._write(found))
        self._show_line()

    def _found(self) -> tuple[Message | None, bool]:
        return (self._unread, True) if getattr(self, "_unread", None) is not None else super()._found()

    def _read(self) -> V | Unread | None:
        raise NotImplementedError

    def _write(self, value: V) -> str:
        return str(value)
