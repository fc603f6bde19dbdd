"""The pieces that the steps of a journey with a stick are made of: numbered cards, ticked lines, the green end."""

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from desktop.basics.language import _, format_percent
from desktop.widgets import buttons, card, icons, labels, theme
from desktop.widgets.card import Card

AHEAD, NOW, DONE = "ahead", "now", "done"
_BADGE: Final = 30
_LINES: Final = {
    AHEAD: ("card", "line", "muted"),
    NOW: ("card", "red", "red"),
    DONE: ("leaf", "leaf", "card"),
}


class Badge(QWidget):
    """The number of a step in a ring, or a tick on green."""

    def __init__(self, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number, self.state = number, AHEAD
        self.setFixedSize(theme.px(_BADGE), theme.px(_BADGE))

    def show_state(self, state: str) -> None:
        """Ahead, now or done."""
        self.state = state
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw it."""
        ground, line, ink = _LINES[self.state]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour(line), 2 if self.state == NOW else 1))
        painter.setBrush(theme.colour(ground))
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawEllipse(box)
        if self.state == DONE:
            side = theme.px(16)
            corner = (self.width() - side) / 2
            icons.paint(painter, "check", "card", QRectF(corner, corner, side, side))
        else:
            painter.setFont(theme.font("strong"))
            painter.setPen(theme.colour(ink))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(self._number))
        painter.end()


class StepCard(Card):
    """One step: its number, its title with something beside it, and what belongs to it in ``body``."""

    def __init__(self, number: int, title: str, parent: QWidget | None = None) -> None:
        super().__init__(tight=True, parent=parent)
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
        row.setSpacing(theme.px(14))
        self.badge = Badge(number)
        row.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignTop)
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.px(6))
        self._head = QHBoxLayout()
        self._head.setSpacing(theme.px(10))
        self.title = labels.Elided(title, "section", letters=12)
        self._head.addWidget(self.title, 1)
        self.body.addLayout(self._head)
        row.addLayout(self.body, 1)
        self.column.addLayout(row)

    def put_beside(self, widget: QWidget) -> None:
        """Put something at the right end of the title's line."""
        self._head.addWidget(widget)

    def show_state(self, state: str) -> None:
        """Ahead, now or done."""
        self.badge.show_state(state)


class Ticks(QWidget):
    """What is done already, each with its tick, on one line while there is room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(6))
        self.said: tuple[str, ...] = ()

    def show_ticks(self, *said: str) -> None:
        """Show these; the same ones again change nothing."""
        if said == self.said:
            return
        self.said = said
        card.clear(self._row)
        for words in said:
            self._row.addWidget(icons.label("check", "leaf", 16))
            self._row.addWidget(labels.Elided(words, "second", letters=8))
            self._row.addSpacing(theme.px(12))
        self._row.addStretch(1)


class Progress(QWidget):
    """The bar, what is going on, and how much of the whole is done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("Progress"))
        column.addWidget(self.bar)
        line = QHBoxLayout()
        self.words = labels.Elided("", "second", "ink2", letters=12)
        self._share = labels.label("", "strong")
        line.addWidget(self.words, 1)
        line.addWidget(self._share)
        column.addLayout(line)

    def show_share(self, tenths: int, words: str) -> None:
        """``tenths`` of a percent are done."""
        self.bar.setValue(tenths)
        self.words.setText(words)
        self._share.setText(format_percent(tenths // 10 * 10))


class GoodEnd(QFrame):
    """The green card at the end: what one may do now, to whom it goes, and the page's one red button."""

    def __init__(self, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "notice")
        self.setProperty("tone", "leaf")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(18), theme.px(14), theme.px(16), theme.px(14))
        row.setSpacing(theme.px(16))
        row.addWidget(icons.label(icon, "leaf-dark", 28))
        words = QVBoxLayout()
        words.setSpacing(theme.px(3))
        self.title = labels.paragraph("", "section", "leaf")
        self.first = labels.paragraph("", "name")
        self.second = labels.paragraph("", "second", "ink2")
        for one in (self.title, self.first, self.second):
            words.addWidget(one)
        row.addLayout(words, 1)
        self._deeds = QVBoxLayout()
        self._deeds.setSpacing(theme.px(8))
        row.addLayout(self._deeds)

    def say(self, title: str, first: str, second: str = "") -> None:
        """Show these words."""
        self.title.setText(title)
        self.first.setText(first)
        self.second.setText(second)
        self.second.setVisible(bool(second))
        self.setAccessibleName(" ".join(one for one in (title, first, second) if one))

    def add_deed(self, deed: buttons.Button) -> buttons.Button:
        """Add a button, one below the other."""
        self._deeds.addWidget(deed)
        return deed
