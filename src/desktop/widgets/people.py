"""The field in which a person is picked by name."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from desktop.basics.language import _
from desktop.basics.text import fold, nfc
from desktop.widgets import theme
from desktop.widgets.field import Field


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
