"""Dialogs: never higher than 560, buttons always in sight, the content scrolls. They never block the program.

A dialog is opened with ``open()`` and answers by a callback, so that locking and drafts go on beneath it.
"""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.basics.language import _
from desktop.widgets import buttons, card, labels, theme
from desktop.widgets.field import Field
from desktop.widgets.notice import Notice, NoticeBar

_AROUND: Final = 32  # above and below what is brought into sight: its caption, and what is said of it


class Dialog(QDialog):
    """Title, content, a line of buttons. The content goes into ``column``."""

    def __init__(self, parent: QWidget, title: str, width: int = 520) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(16))
        outer.setSpacing(theme.px(12))
        outer.addWidget(labels.paragraph(title, "section"))
        self.notices = NoticeBar(self)
        outer.addWidget(self.notices)
        self._content = QWidget()
        self.column = QVBoxLayout(self._content)
        self.column.setContentsMargins(0, 0, theme.px(4), 0)
        self.column.setSpacing(theme.px(8))
        self._area = card.scrolled(self._content)
        for watched in (self._area, self._content):
            watched.installEventFilter(self)
        outer.addWidget(self._area, 1)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(theme.px(10))
        self._buttons.addStretch(1)
        outer.addLayout(self._buttons)
        self._wide = theme.px(width)

    def add_button(self, words: str, pressed: Callable[[], object], kind: str = "plain") -> buttons.Button:
        """Add a button at the right end."""
        made = buttons.button(words, pressed, kind)
        self._buttons.addWidget(made)
        return made

    def notify(self, notice: Notice) -> None:
        """Show a card inside the dialog."""
        self.notices.show_notice(notice)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """A notice takes room, a refusal needs some: what one types in stays in sight, and what is said of it."""
        if watched in (self._area, self._content) and event.type() == QEvent.Type.Resize:
            QTimer.singleShot(0, self, self._show_focused)
        return super().eventFilter(watched, event)

    def _show_focused(self) -> None:
        focused = self.focusWidget()
        if focused is not None and self._content.isAncestorOf(focused):
            field = focused.parentWidget()
            shown = field if isinstance(field, Field) else focused
            self._area.ensureWidgetVisible(shown, 0, theme.px(_AROUND))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as the content, up to 560."""
        inner = self._content.sizeHint().height()
        if self._content.hasHeightForWidth():
            inner = self._content.heightForWidth(self._wide - theme.px(44))
        return QSize(self._wide, min(inner + theme.px(140), theme.LARGEST_DIALOG_HEIGHT))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Take the wanted size, in any case within the limit."""
        self.setMaximumHeight(theme.LARGEST_DIALOG_HEIGHT)
        self.resize(self.sizeHint())
        super().showEvent(event)


def confirm(
    parent: QWidget,
    title: str,
    why: str,
    yes: str,
    then: Callable[[], object],
    danger: bool = False,
) -> Dialog:
    """Ask before something that can't be taken back easily. ``yes`` names the deed, never "OK"."""
    asked = Dialog(parent, title, 460)
    asked.column.addWidget(labels.paragraph(why, "body", "ink2"))
    asked.column.addStretch(1)
    no = asked.add_button(_("Leave it as it is"), asked.reject)

    def agreed() -> None:
        asked.accept()
        then()

    sure = asked.add_button(yes, agreed, "primary")
    asked.open()
    (no if danger else sure).setFocus()
    return asked
