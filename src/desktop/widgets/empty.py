"""An empty page teaches: one sentence, one line of why, and the button that fills it."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.widgets import buttons, icons, labels, theme

_WIDEST: Final = 560  # longer lines are hard to follow


class Empty(QWidget):
    """Shown where a list would be."""

    def __init__(
        self,
        icon: str,
        title: str,
        why: str = "",
        words: str = "",
        act: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(16))
        column.setSpacing(theme.px(8))
        column.addStretch(2)
        column.addWidget(icons.label(icon, "edge", 34), 0, Qt.AlignmentFlag.AlignHCenter)
        for text, role, ink in ((title, "card", "ink"), (why, "second", "ink2")):
            if text:
                line = labels.paragraph(text, role, ink)
                line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
                line.setMaximumWidth(theme.px(_WIDEST))
                row = QHBoxLayout()
                row.addStretch(1)
                row.addWidget(line, 1000)
                row.addStretch(1)
                column.addLayout(row)
        self.button: buttons.Button | None = None
        if words:
            column.addSpacing(theme.px(4))
            self.button = buttons.primary(words, act)
            column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
