"""The top bar: what page one is on, its state and deeds; quick find, the user, the lock."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QWidget

from desktop.basics.language import _
from desktop.widgets import buttons, icons, labels, theme
from desktop.widgets.chips import ChipLabel
from desktop.widgets.page import Page

NARROW = 700
_LARGE = 1.3  # from this text scale on the title gives way first


class Initials(QWidget):
    """A person's first and last initial in a circle."""

    def __init__(self, name: str, side: int = 28, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = name.split()
        self._letters = (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper() if words else ""
        self.setFixedSize(theme.px(side), theme.px(side))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("slate-line"), 1))
        painter.setBrush(theme.colour("slate-tint"))
        painter.drawEllipse(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.setPen(theme.colour("slate"))
        painter.setFont(theme.font("small"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._letters)
        painter.end()


class SearchButton(QPushButton):
    """Looks like a field and opens quick find."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setIcon(icons.icon("search", "ink2", theme.px(16)))
        self.setIconSize(QSize(theme.px(16), theme.px(16)))
        self.setAccessibleName(_("Find anything"))
        self.setStyleSheet(
            f"QPushButton {{ text-align: left; padding: 0 9px; color: {theme.COLOURS['muted']}; font-weight: 400; }}"
        )
        self.set_small(False)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.IBeamCursor)

    def set_small(self, small: bool) -> None:
        """Only its icon, when the bar is narrow."""
        self.setText("" if small else "   " + _("Find…") + "   Ctrl+K")
        self.setFixedWidth(theme.px(38 if small else 170))


class TopBar(QFrame):
    """Follows the page that is shown."""

    find_asked = Signal()
    lock_asked = Signal()
    passphrase_asked = Signal()
    quit_asked = Signal()

    def __init__(self, user_name: str, post: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "topbar")
        self.setFixedHeight(theme.px(theme.TOP_BAR))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(theme.MARGIN), 0, theme.px(10), 0)
        row.setSpacing(theme.px(12))
        self._title = labels.Elided("", "title", letters=24 if theme.scale() < _LARGE else 12)
        self._subtitle = labels.Elided("", "second", "muted")
        self._chip = ChipLabel(None, self)
        self._kept = labels.Elided("", "second", "muted")
        row.addWidget(self._title)
        row.addWidget(self._subtitle)
        row.addWidget(self._chip)
        row.addWidget(self._kept)
        self._page_buttons = QHBoxLayout()
        self._page_buttons.setSpacing(theme.px(8))
        row.addLayout(self._page_buttons)
        row.addStretch(1)
        self.search = SearchButton(self)
        self.search.clicked.connect(lambda: self.find_asked.emit())
        row.addWidget(self.search)
        row.addWidget(Initials(user_name))
        self.user = self._user_button(user_name, post)
        row.addWidget(self.user)
        self.lock = buttons.icon_button("lock", _("Lock the register (Ctrl+L)"), self.lock_asked.emit)
        row.addWidget(self.lock)

    def follow(self, page: Page) -> None:
        """Show a page's heading."""
        self._title.setText(page.title)
        self._subtitle.setText(page.subtitle)
        self._subtitle.setVisible(bool(page.subtitle))
        self._chip.show_chip(page.chip)
        self._kept.setText(page.kept_words)
        self._kept.setVisible(bool(page.kept_words))
        self.search.setVisible(page.searchable)
        wanted = list(page.head_buttons)
        items = [self._page_buttons.itemAt(i) for i in range(self._page_buttons.count())]
        shown = [item.widget() for item in items if item is not None]
        if shown != wanted:
            for old in shown:
                if old is not None:
                    self._page_buttons.removeWidget(old)
                    old.hide()
            for new in wanted:
                self._page_buttons.addWidget(new)
                new.show()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The heading needs its room first."""
        super().resizeEvent(event)
        self.search.set_small(self.width() < theme.px(NARROW))

    def _user_button(self, name: str, post: str) -> buttons.Button:
        made = buttons.button(name, kind="ghost")
        made.setStyleSheet(f"QPushButton {{ color: {theme.COLOURS['ink']}; }}")
        made.setAccessibleName(_("User {name}", name=name))
        menu = QMenu(made)
        if post:
            line = QAction(post, menu)
            line.setEnabled(False)
            menu.addAction(line)
            menu.addSeparator()
        for words, asked in (
            (_("Change my passphrase"), self.passphrase_asked),
            (_("Lock the register"), self.lock_asked),
            (_("Close the program"), self.quit_asked),
        ):
            action = QAction(words, menu)
            action.triggered.connect(lambda _checked=False, signal=asked: signal.emit())
            menu.addAction(action)
        self._menu = menu
        made.clicked.connect(self._open_menu)
        return made

    def _open_menu(self) -> None:
        self._menu.popup(self.user.mapToGlobal(self.user.rect().bottomLeft()))
