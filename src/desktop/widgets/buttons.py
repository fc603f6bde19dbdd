"""Buttons: one primary a page, plain ones, links, and segments of which one is chosen."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from desktop.widgets import icons, theme


class Button(QPushButton):
    """A push button that Enter presses too, with a gap between icon and words that looks right."""

    def __init__(
        self, words: str, kind: str = "plain", icon: str | None = None, parent: QWidget | None = None
    ):
        super().__init__(parent)
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(words)
        self._icon = icon
        self._draw_icon(kind)
        self.setText(f"  {words}" if icon is not None and words else words)

    def dress(self, kind: str) -> None:
        """Make it another kind of button: which of two is the page's red one may change."""
        if self.property("kind") != kind:
            self.setProperty("kind", kind)
            self._draw_icon(kind)
            theme.restyle(self)

    def say(self, words: str) -> None:
        """Change the words, for the eye and for a screen reader."""
        self.setAccessibleName(words)
        self.setText(words if self.icon().isNull() else f"  {words}")

    def _draw_icon(self, kind: str) -> None:
        if self._icon is not None:
            size = theme.px(18)
            tone = {"primary": "card", "big": "card", "link": "red"}.get(kind, "ink2")
            self.setIcon(icons.icon(self._icon, tone, size))
            self.setIconSize(QSize(size, size))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter presses the button that has the focus."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & _MODIFIERS:
            self.click()
        else:
            super().keyPressEvent(event)


_MODIFIERS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
)


def button(
    words: str, pressed: Callable[[], object] | None = None, kind: str = "plain", icon: str | None = None
) -> Button:
    """A button; ``kind`` is plain, primary, link, ghost, segment or big."""
    made = Button(words, kind, icon)
    if pressed is not None:
        made.clicked.connect(lambda: pressed())
    return made


def primary(words: str, pressed: Callable[[], object] | None = None, icon: str | None = None) -> Button:
    """The page's one red button."""
    return button(words, pressed, "primary", icon)


def link(words: str, pressed: Callable[[], object] | None = None, icon: str | None = None) -> Button:
    """Red words without a border."""
    return button(words, pressed, "link", icon)


def icon_button(
    name: str, words: str, pressed: Callable[[], object] | None = None, colour: str = "ink2"
) -> QToolButton:
    """A button of one icon; ``words`` are its tooltip and its name for a screen reader."""
    made = QToolButton()
    size = theme.px(18)
    made.setIcon(icons.icon(name, colour, size))
    made.setIconSize(QSize(size, size))
    made.setToolTip(words)
    made.setAccessibleName(words)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    if pressed is not None:
        made.clicked.connect(lambda: pressed())
    return made
