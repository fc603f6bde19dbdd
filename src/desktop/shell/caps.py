"""Whether Caps Lock is on, as far as what is typed shows it: Qt doesn't tell.

A capital without Shift, or a small letter with Shift, can only come from Caps Lock.
"""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent


class CapsWatch(QObject):
    """Watches one editor. ``told`` comes when what is known changes."""

    told = Signal(bool)

    def __init__(self, editor: QObject) -> None:
        super().__init__(editor)
        self.on = False
        editor.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Look at letters only; never keep them."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_CapsLock:
                self._set(not self.on)
            else:
                self._letter(event)
        return False

    def _letter(self, event: QKeyEvent) -> None:
        text = event.text()
        odd = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if odd or len(text) != 1 or not text.isascii() or not text.isalpha():
            return
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._set(text.isupper() != shift)

    def _set(self, on: bool) -> None:
        if on != self.on:
            self.on = on
            self.told.emit(on)
