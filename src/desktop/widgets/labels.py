"""Labels by role, and one that ends in "…" instead of being cut off."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.widgets import theme


def label(text: str, role: str = "body", ink: str | None = None, parent: QWidget | None = None) -> QLabel:
    """A label of one line. The text is shown as it is: never read as mark-up."""
    made = QLabel(parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    theme.role(made, role, ink)
    return made


def paragraph(text: str, role: str = "body", ink: str | None = None, parent: QWidget | None = None) -> QLabel:
    """A label that wraps its words."""
    made = label(text, role, ink, parent)
    made.setWordWrap(True)
    made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return made


class Elided(QLabel):
    """A label of one line that ends in "…" when there isn't room; the whole text is then its tooltip."""

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        ink: str | None = None,
        parent: QWidget | None = None,
        letters: int = 5,
    ) -> None:
        super().__init__(parent)
        self._letters = letters
        self.setTextFormat(Qt.TextFormat.PlainText)
        theme.role(self, role, ink)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setText(text)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for a few letters."""
        whole = super().minimumSizeHint()
        return QSize(
            min(whole.width(), self.fontMetrics().averageCharWidth() * self._letters), whole.height()
        )

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for the whole text."""
        whole = super().sizeHint()
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 2, whole.height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw what fits."""
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip(self.text() if shown != self.text() else "")
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self.rect(), self.alignment() | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()


class Wrapped(Elided):
    """A label of a fixed number of lines: words wrap, the last line ends in "…" when there isn't room."""

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        ink: str | None = None,
        parent: QWidget | None = None,
        lines: int = 2,
    ) -> None:
        self._lines = lines
        super().__init__(text, role, ink, parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for all the lines."""
        return QSize(super().minimumSizeHint().width(), self.fontMetrics().lineSpacing() * self._lines)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The same: it takes the width that it is given."""
        return self.minimumSizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw what fits."""
        shown = self.shown()
        self.setToolTip(self.text() if shown and shown[-1].endswith("…") else "")
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        high = self.fontMetrics().lineSpacing()
        for number, line in enumerate(shown):
            painter.drawText(0, number * high, self.width(), high, Qt.AlignmentFlag.AlignVCenter, line)
        painter.end()

    def shown(self) -> list[str]:
        """The lines as they are drawn."""
        metrics, lines = self.fontMetrics(), [""]
        for word in self.text().split():
            longer = f"{lines[-1]} {word}".lstrip()
            if metrics.horizontalAdvance(longer) <= self.width() or not lines[-1]:
                lines[-1] = longer
            elif len(lines) < self._lines:
                lines.append(word)
            else:
                lines[-1] = longer  # the rest is cut off below
        return [metrics.elidedText(line, Qt.TextElideMode.ElideRight, self.width()) for line in lines]
