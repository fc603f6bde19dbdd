"""The tabs of a page: a tick when complete, a red count when something in there needs correcting."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QHBoxLayout, QSizePolicy, QWidget

from desktop.widgets import icons, theme


class Tab(QAbstractButton):
    """One tab."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(words)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._complete, self._problems = False, 0
        self._name()

    def mark(self, complete: bool, problems: int) -> None:
        """Tick or count."""
        if (complete, problems) != (self._complete, self._problems):
            self._complete, self._problems = complete, problems
            self._name()
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Words in the bold form, so that nothing moves when chosen."""
        words = QFontMetricsF(theme.font("strong")).horizontalAdvance(self.text())
        sign = theme.px(22) if self._complete and not self._problems else 0
        badge = theme.px(28) if self._problems else 0
        return QSize(round(words) + sign + badge + theme.px(22), theme.px(theme.TAB_BAR))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrows belong to the bar; Enter chooses, as Space does."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(theme.px(10), 0, -theme.px(10), 0)
        if self._complete and not self._problems:
            side = theme.px(16)
            icons.paint(painter, "check", "leaf", QRectF(box.left(), box.center().y() - side / 2, side, side))
            box.setLeft(box.left() + theme.px(22))
        painter.setFont(theme.font("strong" if self.isChecked() else "body"))
        painter.setPen(theme.colour("red" if self.isChecked() or self.underMouse() else "ink"))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        if self._problems:
            self._badge(painter, box.right())
        if self.isChecked():
            bar = QRectF(box.left(), self.height() - 3, box.width(), 3)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("red"))
            painter.drawRoundedRect(bar, 1.5, 1.5)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("slate"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 4, -2, -6), 5, 5)
        painter.end()

    def _badge(self, painter: QPainter, right: float) -> None:
        side = theme.px(20)
        box = QRectF(right - side + 0.5, (self.height() - side) / 2 + 0.5, side - 1, side - 1)
        painter.setPen(QPen(theme.colour("red-line"), 1))
        painter.setBrush(theme.colour("red-tint"))
        painter.drawRoundedRect(box, 5, 5)
        painter.setPen(theme.colour("red"))
        painter.setFont(theme.font("small"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(self._problems))

    def _name(self) -> None:
        self.setAccessibleName(f"{self.text()} ({self._problems})" if self._problems else self.text())


class TabBar(QFrame):
    """A row of tabs; left and right move among them."""

    chosen = Signal(int)

    def __init__(self, words: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "topbar")
        self.setFixedHeight(theme.px(theme.TAB_BAR) + 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(theme.MARGIN - 10), 0, theme.px(8), 0)
        row.setSpacing(theme.px(2))
        self._group = QButtonGroup(self)
        self.tabs = [Tab(one) for one in words]
        for number, tab in enumerate(self.tabs):
            self._group.addButton(tab, number)
            row.addWidget(tab)
        row.addStretch(1)
        self.row = row
        self._group.idToggled.connect(self._toggled)
        if self.tabs:
            self.tabs[0].setChecked(True)

    @property
    def current(self) -> int:
        """The chosen tab, counted from 0."""
        return self._group.checkedId()

    def choose(self, number: int) -> None:
        """Choose a tab."""
        self.tabs[number].setChecked(True)

    def mark(self, number: int, complete: bool = False, problems: int = 0) -> None:
        """Tick a tab, or count what is wrong in it."""
        self.tabs[number].mark(complete, problems)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Left and right choose the neighbour."""
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
        number = self.current + step
        if step and 0 <= number < len(self.tabs):
            self.choose(number)
            self.tabs[number].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def _toggled(self, number: int, on: bool) -> None:
        if on:
            self.chosen.emit(number)
