"""The sidebar: the places of the register, one below the other, settings and help at the foot."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.basics.language import _
from desktop.widgets import icons, labels, theme
from desktop.widgets.mark import Mark

MOST_SHOWN = 999  # what a badge says at most


@dataclass(frozen=True, slots=True)
class Stop:
    """One entry: the page's name, words, icon, and the figure of Alt that goes there."""

    name: str
    words: str
    icon: str
    number: int | None = None
    key: str = ""


class PlaceButton(QAbstractButton):
    """A place: quiet, or a white card with a red bar when one is there. A gold badge says that something waits."""

    def __init__(self, stop: Stop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stop = stop
        self.setCheckable(True)
        self.setText(stop.words)
        keys = f"Alt+{stop.number}" if stop.number else stop.key
        self.setToolTip(f"{stop.words}  ({keys})" if keys else stop.words)
        self.setAccessibleName(stop.words)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._badge = 0

    def set_badge(self, number: int) -> None:
        """How many things wait there."""
        self._badge = number
        self.setAccessibleName(f"{self.stop.words} ({number})" if number else self.stop.words)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """35 high; the width is the sidebar's."""
        return QSize(theme.px(theme.SIDEBAR), theme.px(35))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The same height however narrow."""
        return QSize(theme.px(60), theme.px(35))

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Show the hover."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Take the hover away."""
        super().leaveEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter goes there, as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        here = self.isChecked()
        box = QRectF(self.rect()).adjusted(8.5, 0.5, -8.5, -0.5)
        if here or self.underMouse():
            painter.setPen(QPen(theme.colour("line" if here else "hover"), 1))
            painter.setBrush(theme.colour("card" if here else "hover"))
            painter.drawRoundedRect(box, 6, 6)
        if here:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("red"))
            painter.drawRoundedRect(QRectF(8, self.height() / 2 - theme.px(9), 3, theme.px(18)), 1.5, 1.5)
        side = theme.px(18)
        icon_box = QRectF(20, self.height() / 2 - side / 2, side, side)
        icons.paint(painter, self.stop.icon, "red" if here else "ink2", icon_box)
        painter.setFont(theme.font("strong" if here else "body"))
        painter.setPen(theme.colour("red" if here else "ink"))
        words = f"{self.stop.words}  {self.stop.key}" if self.stop.key else self.stop.words
        left = 20 + side + theme.px(10)
        taken = self._badge_width() + theme.px(2) if self._badge else 0
        room = QRectF(left, 0, self.width() - left - 12 - taken, self.height())
        fitting = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, fitting)
        if self._badge:
            self._paint_badge(painter)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("slate"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.end()

    def _paint_badge(self, painter: QPainter) -> None:
        wide, high = self._badge_width(), theme.px(19)
        box = QRectF(self.width() - 13 - wide, self.height() / 2 - high / 2, wide, high)
        painter.setPen(QPen(theme.colour("gold-line"), 1))
        painter.setBrush(theme.colour("gold-tint"))
        painter.drawRoundedRect(box, 6, 6)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("gold-dark"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._badge_words())

    def _badge_words(self) -> str:
        return str(self._badge) if self._badge <= MOST_SHOWN else f"{MOST_SHOWN}+"

    def _badge_width(self) -> int:
        return max(theme.px(27), theme.text_width(self._badge_words(), "small") + theme.px(7))


class Sidebar(QFrame):
    """The whole of it. ``going`` names the page wanted; the desk decides and calls ``show_place``."""

    going = Signal(str)

    def __init__(
        self, unit: str, stops: Sequence[Stop], foot: Sequence[Stop], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "sidebar")
        self.setFixedWidth(min(theme.px(theme.SIDEBAR), 216))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(12), 1, theme.px(10))
        column.setSpacing(3)
        column.addLayout(self._head(unit))
        column.addSpacing(theme.px(12))
        self.buttons: dict[str, PlaceButton] = {}
        for stop in stops:
            column.addWidget(self._place(stop))
        column.addStretch(1)
        for stop in foot:
            column.addWidget(self._place(stop))

    def show_place(self, name: str) -> None:
        """Mark where one is."""
        for stop, made in self.buttons.items():
            made.setChecked(stop == name)

    def set_badge(self, name: str, number: int) -> None:
        """Say how many things wait in a place."""
        if name in self.buttons:
            self.buttons[name].set_badge(number)

    def _head(self, unit: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(12), 0, theme.px(8), 0)
        row.setSpacing(theme.px(9))
        row.addWidget(Mark(30))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(labels.Elided(_("Cell Register"), "card"))
        words.addWidget(labels.Elided(unit, "unit", "muted"))
        row.addLayout(words, 1)
        return row

    def _place(self, stop: Stop) -> PlaceButton:
        made = PlaceButton(stop)
        made.clicked.connect(self._click(stop.name))
        self.buttons[stop.name] = made
        return made

    def _click(self, name: str) -> Callable[[], None]:
        def clicked() -> None:
            self.buttons[name].setChecked(not self.buttons[name].isChecked())  # the desk decides where one is
            self.going.emit(name)

        return clicked
