"""Locks the register when nobody has touched keyboard or mouse for a while.

It watches the program's windows, not every widget: a filter on the application would see each repaint.
"""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow

_SIGNS = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.InputMethod,
        QEvent.Type.TouchBegin,
    }
)


class IdleWatch(QObject):
    """Says ``idle`` after so many minutes without a sign of life; 0 never does."""

    idle = Signal()
    lock_asked = Signal()
    """Ctrl+L while a dialog is open, which keeps the desk from hearing it."""

    def __init__(self, minutes: int, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.idle)
        self.set_minutes(minutes)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self.watch)
        for window in QGuiApplication.topLevelWindows():
            self.watch(window)

    @property
    def left(self) -> int:
        """Milliseconds until it says so, -1 when it never will."""
        return self._timer.remainingTime()

    def set_minutes(self, minutes: int) -> None:
        """Another patience."""
        self._timer.stop()
        if minutes > 0:
            self._timer.start(minutes * 60_000)

    def wait_again(self) -> None:
        """Not now: the same patience once more."""
        self._timer.start()

    def watch(self, window: QWindow | None) -> None:
        """Watch a window too (a dialog has one of its own)."""
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)
            self.touched()

    def touched(self) -> None:
        """Somebody is here."""
        if self._timer.isActive():
            self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Looks on; only Ctrl+L over a dialog is taken."""
        if event.type() in _SIGNS:
            self.touched()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and _locks(event):
            QTimer.singleShot(0, self, self.lock_asked.emit)  # the dialog goes once its key is done with
            return True
        return False


def _locks(event: QKeyEvent) -> bool:
    control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
    return control and event.key() == Qt.Key.Key_L and QGuiApplication.modalWindow() is not None
