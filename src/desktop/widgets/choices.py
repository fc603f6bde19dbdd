"""Fields in which one chooses: a list, answers side by side, a tick."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import (
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QSizePolicy,
    QWidget,
)

from desktop.basics.language import _
from desktop.widgets import buttons, theme
from desktop.widgets.field import Field

V = TypeVar("V")


class DropDown(QComboBox):
    """A drop-down list whose words end in "…" when there isn't room; Qt's own would cut a letter in two."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the frame and what fits."""
        words = self.currentText()
        if self.fontMetrics().horizontalAdvance(words) < self.width() // 2:
            self.setToolTip("")
            super().paintEvent(event)
            return
        # Python takes long to get to know styles: the page that asks for the passphrase does without.
        from PySide6.QtWidgets import QStyle, QStyleOptionComboBox, QStylePainter

        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width()
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
