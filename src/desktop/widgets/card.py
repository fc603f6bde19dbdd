"""White cards, thin rules, and areas that scroll downwards only."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop.widgets import labels, theme


class Card(QFrame):
    """A white card; what it holds goes into ``column``. ``beside`` adds to the title's line."""

    def __init__(
        self, title: str = "", kind: str = "card", tight: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", kind)
        self.column = QVBoxLayout(self)
        side, top = (0, 0) if tight else (theme.px(16), theme.px(12))
        self.column.setContentsMargins(side, top, side, top)
        self.column.setSpacing(theme.px(6))
        self._title_row: QHBoxLayout | None = None
        if title:
            self.title = labels.Elided(title, "card")
            self._title_row = QHBoxLayout()
            self._title_row.addWidget(self.title)
            self._title_row.addStretch(1)
            self.column.addLayout(self._title_row)

    def beside(self, widget: QWidget) -> None:
        """Put something at the right end of the title's line."""
        assert self._title_row is not None
        self._title_row.addWidget(widget)


class Strip(QFrame):
    """The band at the foot of a card: explains the current row and holds its deeds."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "strip")
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(theme.px(16), theme.px(9), theme.px(14), theme.px(9))
        self.row.setSpacing(theme.px(12))


def rule(soft: bool = False) -> QFrame:
    """A line across."""
    made = QFrame()
    made.setProperty("kind", "rule-soft" if soft else "rule")
    made.setFixedHeight(1)
    return made


def scrolled(content: QWidget) -> QScrollArea:
    """``content`` in an area that scrolls downwards only, without a frame."""
    area = QScrollArea()
    content.setProperty("kind", "scrolled")
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.viewport().setAutoFillBackground(False)
    return area


def clear(layout: QBoxLayout) -> None:
    """Take everything out of a layout and let it go."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif isinstance(inner := item.layout(), QBoxLayout):
            clear(inner)
