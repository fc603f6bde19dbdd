"""Hands for tests: keys as a keyboard or a Vietnamese typing program sends them.

QTest.keyClicks ends the interpreter on letters beyond Latin-1, so each letter is sent as an event of its own.
"""

import unicodedata
from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QTextEdit,
    QWidget,
)

KEPT: list[QWidget] = []


def keep(widget: QWidget) -> QWidget:
    """Hold a window until the test is over; otherwise Python lets it go with its fields."""
    KEPT.append(widget)
    return widget


def type_words(widget: QWidget, text: str) -> None:
    """Type ``text`` letter by letter."""
    for letter in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
            QCoreApplication.sendEvent(widget, event)


def type_telex(widget: QWidget, text: str) -> None:
    """Type as UniKey does: the bare letter, then a backspace and the letter with its mark."""
    for letter in unicodedata.normalize("NFC", text):
        bare = unicodedata.normalize("NFD", letter)[0]
        type_words(widget, bare)
        if bare != letter:
            press(widget, Qt.Key.Key_Backspace)
            type_words(widget, letter)


def commit(widget: QWidget, text: str) -> None:
    """Give ``text`` as an input method does."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QCoreApplication.sendEvent(widget, event)


def press(
    widget: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """Press a key."""
    QTest.keyClick(widget, key, modifiers)


def click(widget: QWidget) -> None:
    """Click in the middle."""
    QTest.mouseClick(
        widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, widget.rect().center()
    )


def click_at(widget: QWidget, spot: QPoint) -> None:
    """Click at a spot."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)


def interactive(root: QWidget) -> list[QWidget]:
    """Everything in ``root`` that takes keys or clicks."""
    kinds = (QAbstractButton, QLineEdit, QTextEdit, QComboBox, QAbstractItemView)
    found = [one for one in root.findChildren(QWidget) if isinstance(one, kinds)]
    return [one for one in found if not _part_of_another(one)]


def nameless(root: QWidget) -> list[str]:
    """Interactive widgets without a name for a screen reader."""
    return [
        f"{type(one).__name__} {one.objectName()}"
        for one in interactive(root)
        if not one.accessibleName().strip()
    ]


def focus_chain(root: QWidget) -> list[QWidget]:
    """The widgets that Tab visits in ``root``, in that order, beginning with the first field."""
    order = []
    one = root.nextInFocusChain()
    seen: set[int] = set()
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        if root.isAncestorOf(one) and one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isEnabled():
            order.append(one)
        one = one.nextInFocusChain()
    return order


def settle(times: int = 3) -> None:
    """Let queued signals and layouts happen."""
    for _ in range(times):
        QApplication.processEvents()


def wait_until(happened: Callable[[], bool], seconds: float = 20) -> None:
    """Let the window live until something has happened.

    A loop of its own: Qt's way of waiting in tests keeps Python's lock, and the threads of the register starve.
    """
    until = monotonic() + seconds
    while not happened():
        if monotonic() > until:
            raise AssertionError("it never happened")
        loop = QEventLoop()
        QTimer.singleShot(5, loop.quit)
        loop.exec()


def wait_for_rest(idle: Callable[[], bool]) -> None:
    """Let the window live until ``idle`` holds through everything that follows from what came last.

    What arrives while events are handled posts events of its own (a new line shows itself by one), and those wait
    for the next turn; so a turn in which something was still on its way is never the last.
    """
    rests = False
    while not rests:
        wait_until(idle)
        rests = True
        for _ in range(3):
            settle(1)
            rests = rests and idle()


def _part_of_another(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QComboBox) or (isinstance(parent, QAbstractItemView) and parent is not widget):
            return True
        if parent.inherits("QComboBoxPrivateContainer") or parent.inherits("QCompleter"):
            return True
        parent = parent.parentWidget()
    return False
