"""How the cells of a table are drawn: grounds and lines without seams, chips, marks of a search, level figures."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.basics.text import fold
from desktop.widgets import icons, theme
from desktop.widgets.chips import Chip, paint_chip

Ink = str | None
_INKS = {
    "red": "red",
    "gold": "gold-dark",
    "leaf": "leaf-dark",
    "muted": "muted",
    "slate": "slate",
    "ink2": "ink2",
}
_DIGIT = 0.92  # of the width of "0": Be Vietnam Pro has no tabular figures, so each digit gets a fixed cell


@dataclass(frozen=True, slots=True)
class Look:
    """One cell, ready to be drawn."""

    words: str
    side: Qt.AlignmentFlag
    role: str
    figure: bool = False
    ink: Ink = None
    icon: str | None = None
    chip: Chip | None = None
    second: str = ""
    marks: bool = False
    total: bool = False


def figures_width(text: str, font: QFont) -> float:
    """Width of a number whose digits stand in cells of one width."""
    measure = QFontMetricsF(font)
    cell = measure.horizontalAdvance("0") * _DIGIT
    return sum(cell if c.isdigit() else measure.horizontalAdvance(c) for c in text)


def paint_figures(painter: QPainter, box: QRectF, text: str, side: Qt.AlignmentFlag) -> None:
    """Draw a number with level figures in the painter's font and pen."""
    font = painter.font()
    measure = QFontMetricsF(font)
    cell = measure.horizontalAdvance("0") * _DIGIT
    width = figures_width(text, font)
    left = box.left() if side == Qt.AlignmentFlag.AlignLeft else box.right() - width
    for char in text:
        advance = cell if char.isdigit() else measure.horizontalAdvance(char)
        slot = QRectF(left - advance, box.top(), advance * 3, box.height())
        painter.drawText(slot, Qt.AlignmentFlag.AlignCenter, char)
        left += advance


class CellDelegate(QStyledItemDelegate):
    """Draws every cell of a table. ``look`` gives the cell of a row and a column."""

    def __init__(self, look: Callable[[int, int], Look], parent: QObject) -> None:
        super().__init__(parent)
        self._look = look
        self.typed: tuple[str, ...] = ()
        self.hovered = -1

    def sizeHint(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Rows have one height; only the width is asked for."""
        look = self._look(index.row(), index.column())
        return QSize(theme.text_width(look.words, look.role) + theme.px(24), theme.px(theme.ROW))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Ground and line first, then the words."""
        look = self._look(index.row(), index.column())
        box = QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        widget = option.widget
        painter.save()
        self._ground(painter, box, look, chosen, index.row() == self.hovered)
        if chosen and index.column() == 0:
            painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), theme.colour("red"))
        if chosen and isinstance(widget, QWidget) and widget.hasFocus():
            self._ring(painter, box, index.column(), index.model().columnCount() - 1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._content(
            painter, box.adjusted(theme.px(14 if index.column() == 0 else 10), 0, -theme.px(10), 0), look
        )
        painter.restore()

    def _ground(self, painter: QPainter, box: QRectF, look: Look, chosen: bool, hovered: bool) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        token = "slate-tint" if chosen else "hover" if look.total or hovered else "card"
        painter.fillRect(box, theme.colour(token))
        painter.setPen(QPen(theme.colour("line"), 0))
        # Half a pixel up: on the edge itself the next row's ground may lie over it.
        foot = box.bottom() - 0.5
        painter.drawLine(QLineF(box.left(), foot, box.right(), foot))

    def _ring(self, painter: QPainter, box: QRectF, column: int, last: int) -> None:
        pen = QPen(theme.colour("slate"), 2)
        painter.setPen(pen)
        painter.drawLine(QLineF(box.left(), box.top() + 1, box.right(), box.top() + 1))
        painter.drawLine(QLineF(box.left(), box.bottom() - 1, box.right(), box.bottom() - 1))
        if column == last:
            painter.drawLine(QLineF(box.right() - 1, box.top(), box.right() - 1, box.bottom()))

    def _content(self, painter: QPainter, box: QRectF, look: Look) -> None:
        if look.chip is not None:
            paint_chip(painter, box.adjusted(0, 4, 0, -4), look.chip)
            return
        painter.setPen(theme.colour(_INKS.get(look.ink or "", "ink")))
        if look.icon:
            side = theme.px(16)
            icons.paint(
                painter,
                look.icon,
                _INKS.get(look.ink or "", "ink2"),
                QRectF(box.left(), box.center().y() - side / 2, side, side),
            )
            box = box.adjusted(side + theme.px(8), 0, 0, 0)
        painter.setFont(theme.font(look.role))
        if look.second:
            upper = QRectF(box.left(), box.top() + theme.px(4), box.width(), box.height() / 2 - theme.px(2))
            lower = QRectF(box.left(), box.center().y(), box.width(), box.height() / 2 - theme.px(5))
            self._words(painter, upper, look)
            painter.setFont(theme.font("hint"))
            painter.setPen(theme.colour("muted"))
            fitting = painter.fontMetrics().elidedText(
                look.second, Qt.TextElideMode.ElideRight, int(lower.width())
            )
            painter.drawText(lower, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, fitting)
        elif look.figure:
            paint_figures(painter, box, look.words, Qt.AlignmentFlag.AlignRight)
        else:
            self._words(painter, box, look)

    def _words(self, painter: QPainter, box: QRectF, look: Look) -> None:
        if look.marks and self.typed:
            self._marks(painter, box, look.words)
        fitting = painter.fontMetrics().elidedText(
            look.words, Qt.TextElideMode.ElideRight, int(box.width()) + 1
        )
        painter.drawText(box, look.side | Qt.AlignmentFlag.AlignVCenter, fitting)

    def _marks(self, painter: QPainter, box: QRectF, words: str) -> None:
        """A gold ground behind each word that begins with something typed."""
        measure = QFontMetricsF(painter.font())
        high = measure.height()
        at = 0
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("gold-mark"))
        for word in words.split(" "):
            typed = max((t for t in self.typed if fold(word).startswith(t)), key=len, default="")
            if typed:
                left = box.left() + measure.horizontalAdvance(words[:at])
                wide = measure.horizontalAdvance(word[: len(typed)])
                painter.drawRoundedRect(QRectF(left - 1, box.center().y() - high / 2, wide + 2, high), 4, 4)
            at += len(word) + 1
        painter.restore()
