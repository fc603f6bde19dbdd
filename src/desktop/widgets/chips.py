"""State chips: tint, line, icon and word of one hue, so that colour is never the only sign."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.basics.language import _
from desktop.widgets import icons, theme

GROUNDS = {
    "leaf": ("leaf-tint", "leaf-line", "leaf-dark"),
    "gold": ("gold-tint", "gold-line", "gold-dark"),
    "red": ("red-tint", "red-line", "red"),
    "slate": ("slate-tint", "slate-line", "slate"),
    "plain": ("card", "line", "ink"),
}
"""Ground, line and words of each tone."""


@dataclass(frozen=True, slots=True)
class Chip:
    """Words ready to be shown, a tone (leaf, gold, red, slate, plain) and an icon or none."""

    words: str
    tone: str = "slate"
    icon: str | None = None


class State(StrEnum):
    """The way of a record, from draft to the superior's receipt."""

    DRAFT = "draft"
    SAVED = "saved"
    TO_SIGN = "to-sign"
    SIGNED = "signed"
    TO_SEND = "to-send"
    SENT = "sent"
    RECEIVED = "received"
    ASKED = "asked"


def chip_of(state: State) -> Chip:
    """The chip of a state. "Received" may only be shown on a receipt."""
    return {
        State.DRAFT: Chip(_("Draft"), "slate", "pen"),
        State.SAVED: Chip(_("Saved"), "slate", "dot"),
        State.TO_SIGN: Chip(_("To be signed"), "gold", "signature"),
        State.SIGNED: Chip(_("Signed"), "leaf", "signature"),
        State.TO_SEND: Chip(_("To be sent"), "gold", "clock"),
        State.SENT: Chip(_("Sent"), "slate", "arrow-up"),
        State.RECEIVED: Chip(_("Received by the superior"), "leaf", "check-double"),
        State.ASKED: Chip(_("A question came"), "red", "help"),
    }[state]


def chip_size(chip: Chip, height: int | None = None) -> QSize:
    """Room that a chip takes; its height is 24 unless said (22 in tables)."""
    high = height if height is not None else theme.px(theme.CHIP)
    icon = theme.px(14 + 6) if chip.icon else 0
    words = QFontMetricsF(theme.font("chip")).horizontalAdvance(chip.words)
    return QSize(round(words + 0.5) + icon + theme.px(16), high)


def paint_chip(painter: QPainter, box: QRectF, chip: Chip) -> None:
    """Draw a chip at the left of ``box``, in the middle of its height, with the words elided to its width."""
    ground, line, ink = GROUNDS[chip.tone]
    want = chip_size(chip, min(round(box.height()), theme.px(theme.CHIP)))
    top = box.center().y() - want.height() / 2
    body = QRectF(box.left(), top, min(want.width(), box.width()), want.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour(line), 1))
    painter.setBrush(theme.colour(ground))
    painter.drawRoundedRect(body.adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS - 1, theme.RADIUS - 1)
    left = body.left() + theme.px(8)
    if chip.icon:
        side = theme.px(14)
        corner = QPointF(left, body.center().y() - side / 2)
        icons.paint(painter, chip.icon, ink, QRectF(corner, QSize(side, side)))
        left += theme.px(14 + 6)
    painter.setFont(theme.font("chip"))
    painter.setPen(theme.colour(ink))
    room = QRectF(left, body.top(), body.right() - left - theme.px(6), body.height())
    words = painter.fontMetrics().elidedText(chip.words, Qt.TextElideMode.ElideRight, int(room.width()) + 2)
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
    painter.restore()


class ChipLabel(QWidget):
    """A chip on a page."""

    def __init__(self, chip: Chip | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chip = chip
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_chip(chip)

    @property
    def chip(self) -> Chip | None:
        """What is shown."""
        return self._chip

    def show_chip(self, chip: Chip | None) -> None:
        """Show another chip, or nothing."""
        self._chip = chip
        self.setAccessibleName(chip.words if chip else "")
        if chip is None:
            self.hide()
        elif self.parentWidget() is not None:  # without a parent, showing it would open a window
            self.show()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The chip's own size."""
        return chip_size(self._chip) if self._chip else QSize(0, theme.px(theme.CHIP))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw it."""
        if self._chip is not None:
            painter = QPainter(self)
            paint_chip(painter, QRectF(self.rect()), self._chip)
            painter.end()
