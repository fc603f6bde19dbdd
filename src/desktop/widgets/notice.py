"""Notice cards: what was done, what to remember, why something is refused and what to do next."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from PySide6.QtCore import QEasingCurve, QPropertyAnimation, Qt, QTimer
from PySide6.QtWidgets import QFrame, QGraphicsOpacityEffect, QHBoxLayout, QVBoxLayout, QWidget

from desktop.basics.errors import Told
from desktop.basics.language import _, say
from desktop.widgets import buttons, icons, labels, theme

FADE = 120  # milliseconds, the only motion of the window
LASTS = 8000  # milliseconds that a card of something done stays


class Tone(StrEnum):
    """What kind of notice."""

    DONE = "leaf"
    REMINDER = "gold"
    REFUSAL = "red"
    PLAIN = "slate"


_ICONS = {Tone.DONE: "check", Tone.REMINDER: "warning", Tone.REFUSAL: "cross", Tone.PLAIN: "note"}
_INK = {Tone.DONE: "leaf-dark", Tone.REMINDER: "gold-dark", Tone.REFUSAL: "red", Tone.PLAIN: "slate"}


@dataclass(frozen=True, slots=True)
class Notice:
    """One card: a bold sentence, a second line, at most one link. All words are ready to be shown."""

    tone: Tone
    title: str
    detail: str = ""
    link: str = ""
    act: Callable[[], object] | None = None
    icon: str | None = None

    @classmethod
    def done(
        cls, title: str, detail: str = "", link: str = "", act: Callable[[], object] | None = None
    ) -> Self:
        """Something was done; the link is usually "Undo"."""
        return cls(Tone.DONE, title, detail, link, act)

    @classmethod
    def reminder(
        cls, title: str, detail: str = "", link: str = "", act: Callable[[], object] | None = None
    ) -> Self:
        """Something to think of; never blocks."""
        return cls(Tone.REMINDER, title, detail, link, act)

    @classmethod
    def refusal(cls, told: Told, link: str = "", act: Callable[[], object] | None = None) -> Self:
        """What a rule or the world refused: the sentence, the next step, and the code to read out."""
        step = f"{say(told.next_step)} · " if told.next_step is not None else ""
        return cls(Tone.REFUSAL, say(told.message), step + _("Code {code}", code=told.code), link, act)


class NoticeCard(QFrame):
    """The card itself."""

    def __init__(self, notice: Notice, closable: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.notice = notice
        self.setProperty("kind", "notice")
        self.setProperty("tone", notice.tone.value)
        self.setAccessibleName(f"{notice.title} {notice.detail}".strip())
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(16), theme.px(9), theme.px(12), theme.px(9))
        row.setSpacing(theme.px(14))
        row.addWidget(icons.label(notice.icon or _ICONS[notice.tone], _INK[notice.tone], 20))
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(labels.paragraph(notice.title, "strong"))
        if notice.detail:
            words.addWidget(labels.paragraph(notice.detail, "second", "ink2"))
        row.addLayout(words, 1)
        self.link: buttons.Button | None = None
        if notice.link:
            self.link = buttons.link(notice.link, self._follow)
            row.addWidget(self.link)
        self.closer = None
        if closable:
            self.closer = buttons.icon_button("cross", _("Close this notice"), self._close)
            row.addWidget(self.closer, 0, Qt.AlignmentFlag.AlignTop)

    def _follow(self) -> None:
        act = self.notice.act
        self._close()
        if act is not None:
            act()

    def _close(self) -> None:
        bar = self.parentWidget()
        if isinstance(bar, NoticeBar):
            bar.clear()


class NoticeBar(QWidget):
    """Where a page shows its notices: one card at a time, faded in over 120 ms."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._card: NoticeCard | None = None
        self._fade: QPropertyAnimation | None = None
        self._timer = QTimer(self, singleShot=True, interval=LASTS)
        self._timer.timeout.connect(self.clear)
        self.setVisible(False)

    @property
    def card(self) -> NoticeCard | None:
        """The card that is shown now."""
        return self._card

    def show_notice(self, notice: Notice) -> None:
        """Show a card in place of the one before. A card of something done goes by itself."""
        self.clear()
        self._card = NoticeCard(notice, closable=True, parent=self)
        self._column.addWidget(self._card)
        self.setVisible(True)
        effect = QGraphicsOpacityEffect(self._card)
        self._card.setGraphicsEffect(effect)
        self._fade = QPropertyAnimation(effect, b"opacity", self._card)
        self._fade.setDuration(FADE)
        self._fade.setStartValue(0.0)
        self._fade.setEndValue(1.0)
        self._fade.setEasingCurve(QEasingCurve.Type.OutQuad)
        self._fade.finished.connect(self._faded)
        self._fade.start()
        if notice.tone is Tone.DONE:
            self._timer.start()

    def height_for(self, width: int) -> int:
        """How high the card is at this width; ``adjustSize`` would wrap its words at a narrower one."""
        layout = self._column
        return layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.sizeHint().height()

    def clear(self) -> None:
        """Show nothing."""
        self._timer.stop()
        if self._fade is not None:
            self._fade.stop()
            self._fade = None
        if self._card is not None:
            self._column.removeWidget(self._card)
            self._card.hide()
            self._card.deleteLater()
            self._card = None
        self.setVisible(False)

    def _faded(self) -> None:
        if self._card is not None:
            self._card.setGraphicsEffect(None)  # type: ignore[arg-type]  # Qt takes None; the stub doesn't say so
        self._fade = None
