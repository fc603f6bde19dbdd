"""What the colours and signs of the board's squares mean, in one line under it."""

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.basics.language import _
from desktop.widgets import labels, theme

_SIDE: Final = 14


class BoardKey(QWidget):
    """Gold and red squares, the dot, the dash. Gives way where there is no room for it."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(14), theme.px(5), theme.px(8), theme.px(5))
        row.setSpacing(theme.px(6))
        said = (
            ("gold", _("over, minutes missing")),
            ("red", _("over, more than a third missing")),
            ("dot", _("a cell met late")),
            ("–", _("nothing sent or kept")),
        )
        for sign, words in said:
            row.addWidget(_Sign(sign))
            row.addWidget(labels.label(words, "hint", "ink2"))
            row.addSpacing(theme.px(8))
        row.addStretch(1)


class _Sign(QWidget):
    """A square as it stands on the board, small."""

    def __init__(self, sign: str) -> None:
        super().__init__()
        self._sign = sign
        self.setFixedSize(theme.px(_SIDE), theme.px(_SIDE))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self._sign in ("gold", "red"):
            painter.setPen(QPen(theme.colour(self._sign), 1))
            painter.setBrush(theme.colour(f"{self._sign}-tint"))
            painter.drawRoundedRect(box, 3, 3)
        elif self._sign == "dot":
            side = theme.px(5)
            painter.setPen(theme.colour("gold"))
            painter.setBrush(theme.colour("gold"))
            painter.drawEllipse(QRectF(box.center().x() - side / 2, box.center().y() - side / 2, side, side))
        else:
            painter.setPen(theme.colour("muted"))
            painter.setFont(theme.font("hint"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._sign)
        painter.end()
