"""Fields in which one chooses: a list, answers side by side, a tick, a person by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPaintEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QCompleter,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from desktop.basics.language import _
from desktop.basics.text import fold, nfc
from desktop.widgets import buttons, theme
from desktop.widgets.field import Field

V = TypeVar("V")


class DropDown(QComboBox):
    """A drop-down list whose words end in "…" when there isn't room; Qt's own would cut a letter in two."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the frame and what fits."""
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width()
        words = self.currentText()
        option.currentText = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room - 2)
        self.setToolTip(words if option.currentText != words else "")
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()


class Choice(Field, Generic[V]):
    """A list of which one is chosen. Without a value the list says "Choose…"."""

    def __init__(
        self,
        name: str,
        words: str,
        options: Sequence[tuple[V, str]],
        help: str = "",
        empty: str | None = None,
        reserve: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, words, help, reserve, parent)
        self.box = DropDown(self)
        self.box.setMaxVisibleItems(12)
        self.box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(6)
        self._empty = _("Choose…") if empty is None else empty
        self._values: list[V | None] = []
        self.set_options(options)
        self.box.activated.connect(self._chosen)
        self._put(self.box)

    def set_options(self, options: Sequence[tuple[V, str]]) -> None:
        """Other values to choose from; the chosen one stays if it is still there."""
        before = self.value()
        self._values = [None, *(value for value, _words in options)]
        self.box.clear()
        self.box.addItem(self._empty)
        for _value, words in options:
            self.box.addItem(words)
        self.set_value(before)

    def value(self) -> V | None:
        """The chosen value."""
        index = self.box.currentIndex()
        return self._values[index] if 0 <= index < len(self._values) else None

    def set_value(self, value: V | None) -> None:
        """Choose; says nothing to the listeners. A value that isn't offered chooses nothing."""
        self.box.setCurrentIndex(self._values.index(value) if value in self._values else 0)

    def _chosen(self) -> None:
        self.changed.emit()

    def _is_next(self, event: QKeyEvent) -> bool:
        return super()._is_next(event) and not self.box.view().isVisible()


class Answers(Field, Generic[V]):
    """A few answers side by side, each with its tone; arrow keys and their first letters choose."""

    def __init__(
        self,
        name: str,
        words: str,
        options: Sequence[tuple[V, str, str]],
        help: str = "",
        reserve: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, words, help, reserve, parent)
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        self._group = QButtonGroup(self)
        self._values = [value for value, _w, _t in options]
        for index, (_value, said, tone) in enumerate(options):
            made = buttons.Button(said, "segment")
            made.setCheckable(True)
            made.setProperty("tone", tone)
            self._group.addButton(made, index)
            row.addWidget(made)
            made.installEventFilter(self)
        row.addStretch(1)
        self._group.idClicked.connect(lambda _id: self.changed.emit())
        self._put(holder)
        holder.setFocusProxy(self._group.button(0))

    def value(self) -> V | None:
        """The chosen value."""
        index = self._group.checkedId()
        return self._values[index] if index >= 0 else None

    def set_value(self, value: V | None) -> None:
        """Choose; says nothing to the listeners."""
        self._group.setExclusive(False)
        for index, one in enumerate(self._values):
            self._group.button(index).setChecked(one == value and value is not None)
        self._group.setExclusive(True)

    def _is_next(self, event: QKeyEvent) -> bool:
        return False


class Tick(QCheckBox):
    """A yes or no with its words beside it."""

    touched = Signal()

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.name = name
        self.setAccessibleName(words)
        self.clicked.connect(self.touched)

    def value(self) -> bool:
        """Whether it is ticked."""
        return self.isChecked()

    def set_value(self, value: bool | None) -> None:
        """Tick or not; says nothing to the listeners of ``touched``."""
        self.setChecked(bool(value))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter goes on; Space ticks."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.focusNextPrevChild(True)
        else:
            super().keyPressEvent(event)


@dataclass(frozen=True, slots=True)
class Person:
    """Someone to pick: id, name and a second line that tells namesakes apart."""

    id: str
    name: str
    detail: str = ""


class _Unaccented(QSortFilterProxyModel):
    """Keeps the rows whose folded words begin with each of the typed ones."""

    typed = ""

    def look_for(self, text: str) -> None:
        self.beginFilterChange()
        self.typed = fold(nfc(text))
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def filterAcceptsRow(self, row: int, parent: QModelIndex | QPersistentModelIndex) -> bool:  # noqa: N802
        words = str(self.sourceModel().index(row, 0, parent).data(_FOLDED)).split()
        return all(any(word.startswith(typed) for word in words) for typed in self.typed.split())


_FOLDED = Qt.ItemDataRole.UserRole + 1
_ID = Qt.ItemDataRole.UserRole


class PersonPicker(Field):
    """A name with a list of people below it; accents and capitals needn't be typed.

    ``value`` is the id of the person picked, or None. With ``free``, words that name nobody of the list are
    allowed and ``free_text`` gives them (a guest, someone from elsewhere).
    """

    def __init__(
        self,
        name: str,
        words: str,
        people: Sequence[Person] = (),
        help: str = "",
        free: bool = False,
        reserve: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, words, help, reserve, parent)
        self._free = free
        self._people: dict[str, Person] = {}
        self._picked: str | None = None
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(_("Type some letters of the name"))
        self._rows = QStandardItemModel(self)
        self._shown = _Unaccented(self)
        self._shown.setSourceModel(self._rows)
        completer = QCompleter(self._shown, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(8)
        completer.activated[QModelIndex].connect(self._pick)  # type: ignore[index]  # overloaded: by index, not by text
        completer.setWidget(self.line)
        self._completer = completer
        self.line.textEdited.connect(self._typed)
        self.set_people(people)
        self._put(self.line)

    def set_people(self, people: Sequence[Person]) -> None:
        """Whom one may pick."""
        self._people = {person.id: person for person in people}
        self._rows.clear()
        for person in people:
            item = QStandardItem(f"{person.name}  –  {person.detail}" if person.detail else person.name)
            item.setData(person.id, _ID)
            item.setData(fold(person.name), _FOLDED)
            item.setSizeHint(QSize(0, theme.px(30)))
            self._rows.appendRow(item)

    def value(self) -> str | None:
        """The id of the person picked."""
        return self._picked

    def set_value(self, value: str | None) -> None:
        """Pick by id; says nothing to the listeners."""
        person = self._people.get(value) if value is not None else None
        self._picked = value
        self.line.setText(person.name if person else "")

    def free_text(self) -> str:
        """What stands in the field."""
        return nfc(self.line.text()).strip()

    def set_free_text(self, text: str) -> None:
        """Put a name that isn't in the list."""
        self._picked = None
        self.line.setText(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Arrow down opens the list; Enter takes its first person."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched is self.line:
            if event.key() == Qt.Key.Key_Down:
                self._open()
                return True
            if self._is_next(event) and self._picked is None and self.free_text() and self._shown.rowCount():
                self._take(0)
        return super().eventFilter(watched, event)

    def _typed(self, text: str) -> None:
        self._picked = None
        self._shown.look_for(text)
        if text.strip() and self._shown.rowCount():
            self._open()
        else:
            self._close()
        self.changed.emit()

    def _open(self) -> None:
        if self._picked is not None or not self.free_text():
            self._shown.look_for("")
        self._completer.complete()
        popup = self._completer.popup()
        if popup is not None:
            popup.setCurrentIndex(self._completer.completionModel().index(0, 0))

    def _close(self) -> None:
        popup = self._completer.popup()
        if popup is not None:
            popup.hide()

    def _pick(self, index: QModelIndex) -> None:
        picked = index.data(_ID)
        if isinstance(picked, str):
            self.set_value(picked)
            self.changed.emit()
            self.focusNextPrevChild(True)

    def _take(self, row: int) -> None:
        picked = self._shown.index(row, 0).data(_ID)
        self._close()
        self.set_value(str(picked))
        self.changed.emit()

    def _tidy(self) -> None:
        if self._picked is None and not self._free and self.free_text():
            exact = [p.id for p in self._people.values() if fold(p.name) == fold(self.free_text())]
            if len(exact) == 1:
                self.set_value(exact[0])
                self.changed.emit()
            else:
                self.line.clear()
                self._shown.look_for("")
