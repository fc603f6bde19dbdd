"""The left list of the superior's desk: three short lines a file, the chosen one with a red bar."""

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.basics.language import _
from desktop.exchange.screen.inbox_items import Item
from desktop.widgets import icons, theme

_HIGH, _HEADING = 72, 30
_ITEM = Qt.ItemDataRole.UserRole
_INKS = {"leaf": "leaf-dark", "gold": "gold-dark", "red": "red", "slate": "slate"}


class BundleList(QListWidget):
    """The lines. ``chosen`` says which item is current, ``opened`` that Enter was pressed on it."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Files of the units"))
        self.setItemDelegate(_Lines(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setUniformItemSizes(False)
        self.setMinimumHeight(theme.px(_HIGH))
        self.currentItemChanged.connect(self._moved)
        self.itemDoubleClicked.connect(lambda item: self.opened.emit(item.data(_ITEM)))

    def show_items(self, items: Sequence[Item], wanted: str = "") -> None:
        """Show these; the one that was current stays so, or ``wanted``, or the first."""
        before = self.current()
        key = wanted or (before.key if before is not None else "")
        self.blockSignals(True)
        self.clear()
        for one in items:
            line = QListWidgetItem(one.words)
            line.setData(_ITEM, one)
            line.setToolTip(one.words)
            if one.what is None:
                line.setFlags(Qt.ItemFlag.NoItemFlags)
            self.addItem(line)
        self.blockSignals(False)
        real = [n for n, one in enumerate(items) if one.what is not None]
        row = next((n for n in real if items[n].key == key), real[0] if real else -1)
        self.setCurrentRow(row)
        self.chosen.emit(self.current())

    def current(self) -> Item | None:
        """The current line."""
        line = self.currentItem()
        found = line.data(_ITEM) if line is not None else None
        return found if isinstance(found, Item) else None

    def lines(self) -> tuple[Item, ...]:
        """All lines."""
        return tuple(self.item(row).data(_ITEM) for row in range(self.count()))

    def choose(self, key: str) -> bool:
        """Make a line current; whether it is there."""
        for row, one in enumerate(self.lines()):
            if one.key == key:
                self.setCurrentRow(row)
                return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter opens; Tab leaves the list."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.opened.emit(self.current())
        else:
            super().keyPressEvent(event)

    def _moved(self) -> None:
        self.chosen.emit(self.current())


class _Lines(QStyledItemDelegate):
    def sizeHint(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        one = index.data(_ITEM)
        high = _HEADING if isinstance(one, Item) and one.what is None else _HIGH
        return QSize(theme.px(160), theme.px(high))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        one = index.data(_ITEM)
        if not isinstance(one, Item):
            return
        box = QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        heading = one.what is None
        ground = "hover" if heading or (hovered and not chosen) else "slate-tint" if chosen else "card"
        painter.fillRect(box, theme.colour(ground))
        painter.setPen(QPen(theme.colour("line"), 0))
        painter.drawLine(QLineF(box.left(), box.bottom() - 0.5, box.right(), box.bottom() - 0.5))
        if chosen:
            painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), theme.colour("red"))
            widget = option.widget
            if isinstance(widget, QWidget) and widget.hasFocus():
                painter.setPen(QPen(theme.colour("slate"), 2))
                painter.drawRect(box.adjusted(1, 1, -1, -1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if heading:
            self._text(painter, box.adjusted(theme.px(14), 0, -theme.px(10), 0), one.title, "head", "ink2")
        else:
            self._content(painter, box, one)
        painter.restore()

    def _content(self, painter: QPainter, box: QRectF, one: Item) -> None:
        side = theme.px(18)
        left = box.left() + theme.px(14)
        ink = _INKS.get(one.tone, "ink2")
        icons.paint(painter, one.icon, ink, QRectF(left, box.center().y() - side / 2, side, side))
        left += side + theme.px(10)
        line = box.height() / 3.4
        top = box.top() + theme.px(6)
        beside = theme.text_width(one.right, "hint") + theme.px(6) if one.right else 0
        wide = box.right() - theme.px(12) - left
        self._text(painter, QRectF(left, top, wide - beside, line), one.title, "strong", "ink")
        if one.right:
            place = QRectF(left + wide - beside, top, beside, line)
            self._text(painter, place, one.right, "hint", "muted", Qt.AlignmentFlag.AlignRight)
        self._text(painter, QRectF(left, top + line, wide, line), one.state, "label", ink)
        self._text(painter, QRectF(left, top + 2 * line, wide, line), one.detail, "hint", "muted")

    def _text(
        self,
        painter: QPainter,
        room: QRectF,
        words: str,
        role: str,
        ink: str,
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        painter.setFont(theme.font(role))
        painter.setPen(theme.colour(ink))
        fitting = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(room.width()) + 1)
        painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, fitting)
