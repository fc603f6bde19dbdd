"""Long work shows itself: words, a count, a bar, and "Stop". Nothing in the first 300 ms."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from desktop.basics.language import _
from desktop.widgets import buttons, labels, theme
from desktop.widgets.task import Steps

_LOOK = 100  # milliseconds between two looks at how far the work is


class BusyBar(QFrame):
    """A card at the foot of the desk; it never moves what is on the page."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "popup")
        self._steps: Steps | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(14), theme.px(8), theme.px(10), theme.px(8))
        row.setSpacing(theme.px(12))
        column = QVBoxLayout()
        column.setSpacing(theme.px(4))
        self._words = labels.Elided("", "second", "ink2")
        column.addWidget(self._words)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("Progress"))
        column.addWidget(self.bar)
        row.addLayout(column, 1)
        self.stop = buttons.button(_("Stop"), self._stop)
        row.addWidget(self.stop)
        self._timer = QTimer(self, interval=_LOOK)
        self._timer.timeout.connect(self._look)
        self.setFixedWidth(theme.px(340))
        self.hide()

    def show_busy(self, busy: bool, steps: Steps | None) -> None:
        """Follow the task's ``busy`` signal."""
        self._steps = steps
        if not busy:
            self._timer.stop()
            self.hide()
            return
        self.stop.setVisible(steps is not None)
        self.stop.setEnabled(True)
        self._look()
        self._timer.start()
        self.adjustSize()
        self.show()
        self.raise_()

    def _look(self) -> None:
        done, total, words = self._steps.state() if self._steps is not None else (0, 0, "")
        self._words.setText(words or _("Working…"))
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _stop(self) -> None:
        if self._steps is not None:
            self._steps.stop()
            self.stop.setEnabled(False)
            self._words.setText(_("Stopping at the next safe place…"))
