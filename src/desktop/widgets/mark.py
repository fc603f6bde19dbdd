"""The program's mark, as the sidebar and the pages before unlocking show it."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.widgets import icons, theme


class Mark(QWidget):
    """The program's mark: an open book on red."""

    def __init__(self, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = theme.px(side)
        self.setFixedSize(self._side, self._side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("red"))
        painter.drawRoundedRect(QRectF(self.rect()), 5, 5)
        inner = self._side * 0.56
        corner = (self._side - inner) / 2
        icons.paint(painter, "book", "card", QRectF(corner, corner, inner, inner))
        painter.end()
