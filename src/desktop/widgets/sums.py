"""An equation in sight: 24 = 19 + 2 + 2 + 1, with its words; each figure opens the people behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from desktop.basics.language import format_number
from desktop.widgets import labels, theme
from desktop.widgets.chips import GROUNDS


@dataclass(frozen=True, slots=True)
class Part:
    """One figure: number, words, tone, a key letter to show before it, and the name that ``opened`` gives.

    ``minus`` marks a part that is taken away.
    """

    number: int
    words: str
    key: str = ""
    tone: str = "plain"
    letter: str = ""
    minus: bool = False


class Figure(QAbstractButton):
    """A number with its words beside it or below it."""

    def __init__(self, part: Part, whole: bool, below: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.part = part
        self._whole, self._below = whole, below
        self.setAccessibleName(f"{format_number(part.number)} {part.words}")
        self.setText(self.accessibleName())
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if part.key:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        else:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for number and words."""
        number, words = self._widths()
        letter = theme.px(26) if self.part.letter else 0
        if self._below:
            return QSize(round(max(number, words)) + 6, theme.px(44))
        return QSize(round(letter + number + (words + theme.px(6) if words else 0)) + 8, theme.px(32))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(3, 0, -3, 0)
        number, words = self._widths()
        if self.part.letter:
            box = self._letter(painter, box)
        quiet = self.part.number == 0 and not self._whole
        tone = "muted" if quiet else GROUNDS[self.part.tone][2]
        painter.setFont(theme.font(self._role()))
        painter.setPen(theme.colour("red" if self.underMouse() and self.part.key else tone))
        text = format_number(self.part.number)
        high = box.height() * (0.58 if self._below else 1)
        painter.drawText(QRectF(box.left(), 0, number + 2, high), Qt.AlignmentFlag.AlignVCenter, text)
        painter.setFont(theme.font("hint" if self._below else "second"))
        painter.setPen(theme.colour("muted" if self._below else "ink2"))
        spot = (
            QRectF(box.left(), high, words + 2, box.height() - high)
            if self._below
            else QRectF(box.left() + number + theme.px(6), 1, words + 2, box.height())
        )
        painter.drawText(spot, Qt.AlignmentFlag.AlignVCenter, self.part.words)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("slate"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)
        painter.end()

    def _letter(self, painter: QPainter, box: QRectF) -> QRectF:
        ground, line, ink = GROUNDS[self.part.tone if self.part.number else "plain"]
        side = theme.px(20)
        square = QRectF(box.left() + 0.5, box.center().y() - side / 2 + 0.5, side - 1, side - 1)
        painter.setPen(QPen(theme.colour(line), 1))
        painter.setBrush(theme.colour(ground))
        painter.drawRoundedRect(square, 4, 4)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour(ink if self.part.number else "ink2"))
        painter.drawText(square, Qt.AlignmentFlag.AlignCenter, self.part.letter)
        return box.adjusted(theme.px(26), 0, 0, 0)

    def _role(self) -> str:
        return "figure" if self._whole else "figure-small" if self._below else "section"

    def _widths(self) -> tuple[float, float]:
        number = QFontMetricsF(theme.font(self._role())).horizontalAdvance(format_number(self.part.number))
        words = QFontMetricsF(theme.font("hint" if self._below else "second")).horizontalAdvance(
            self.part.words
        )
        return number, words


class Sum(QWidget):
    """Whole = part + part − part. ``below`` puts the words under the figures."""

    opened = Signal(str)
    """The key of the figure that was clicked."""

    def __init__(self, below: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._below = below
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(5))
        self._shown: tuple[Part, ...] = ()
        self.figures: list[Figure] = []

    def show_sum(self, whole: Part, parts: Sequence[Part]) -> None:
        """Show an equation. That it adds up is the caller's promise; a wrong sum is shown as it is, with ≠."""
        every = (whole, *parts)
        if every == self._shown:
            return
        self._shown = every
        while (item := self._row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.figures = []
        adds_up = whole.number == sum(-p.number if p.minus else p.number for p in parts)
        self._add(whole, True)
        for number, part in enumerate(parts):
            sign = ("=" if adds_up else "≠") if number == 0 else "−" if part.minus else "+"
            self._row.addWidget(labels.label(sign, "second", "muted"))
            self._add(part, False)
        self._row.addStretch(1)

    def _add(self, part: Part, whole: bool) -> None:
        figure = Figure(part, whole, self._below)
        if part.key:
            figure.clicked.connect(lambda _checked=False, key=part.key: self.opened.emit(key))
        self._row.addWidget(figure)
        self.figures.append(figure)
