"""Four bars and a word: how good a passphrase is."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.basics.language import Message, say
from desktop.widgets import labels, theme

_TONES = {
    0: ("line", "muted"),
    1: ("red", "red"),
    2: ("gold", "gold"),
    3: ("leaf", "leaf"),
    4: ("leaf", "leaf"),
}


class _Bars(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grade = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(theme.px(200), theme.px(6))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        wide = (self.width() - 9) / 4
        for number in range(4):
            token = _TONES[self.grade][0] if number < self.grade else "line"
            painter.setBrush(theme.colour(token))
            box = QRectF(number * (wide + 3), self.height() / 2 - theme.px(2), wide, theme.px(4))
            painter.drawRoundedRect(box, 2, 2)
        painter.end()


class Meter(QWidget):
    """Grade 0 (nothing typed) to 4, and its sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(10))
        self._bars = _Bars()
        self._words = labels.Elided("", "chip", "muted")
        row.addWidget(self._bars, 1)
        row.addWidget(self._words)
        self.setFixedHeight(theme.px(20))

    def show_grade(self, grade: int, sentence: Message) -> None:
        """Show a judgement."""
        self._bars.grade = grade
        self._bars.update()
        self._words.setText(say(sentence))
        theme.role(self._words, "chip", _TONES[grade][1])
        self.setAccessibleName(say(sentence))
