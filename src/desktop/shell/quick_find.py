"""Quick find (Ctrl+K): people, cells, meetings, pages. No accents needed; arrows and Enter."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.basics.language import _
from desktop.basics.text import fold, nfc
from desktop.shell.wiring import Find
from desktop.widgets import icons, labels, theme
from desktop.widgets.task import Task

LIMIT = 12
PAUSE = 40  # milliseconds of rest in typing before the register is asked


class _Finds(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.finds: tuple[Find, ...] = ()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self.finds)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) and index.isValid():
            find = self.finds[index.row()]
            return f"{find.title}, {find.subtitle}" if find.subtitle else find.title
        return None

    def put(self, finds: tuple[Find, ...]) -> None:
        self.beginResetModel()
        self.finds = finds
        self.endResetModel()


class _Line(QStyledItemDelegate):
    def __init__(self, finds: _Finds, parent: QObject) -> None:
        super().__init__(parent)
        self._finds = finds

    def sizeHint(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(theme.px(200), theme.px(38))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        find = self._finds.finds[index.row()]
        box = QRectF(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, theme.colour("slate-tint"))
            painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), theme.colour("red"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme.px(18)
        icons.paint(
            painter, find.icon, "ink2", QRectF(box.left() + 14, box.center().y() - side / 2, side, side)
        )
        painter.setFont(theme.font("name"))
        painter.setPen(theme.colour("ink"))
        left = box.left() + 14 + side + theme.px(10)
        room = QRectF(left, box.top(), box.right() - left - 10, box.height())
        elide, metrics = Qt.TextElideMode.ElideRight, painter.fontMetrics()
        title = metrics.elidedText(find.title, elide, int(room.width() * 0.62))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, title)
        room.setLeft(left + metrics.horizontalAdvance(title) + theme.px(12))
        painter.setFont(theme.font("second"))
        painter.setPen(theme.colour("muted"))
        subtitle = painter.fontMetrics().elidedText(find.subtitle, elide, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, subtitle)
        painter.restore()


class QuickFind(QFrame):
    """The panel over the desk. ``found`` says what was chosen; Escape gives the focus back."""

    found = Signal(object)

    def __init__(
        self,
        task: Task,
        find: Callable[..., tuple[Find, ...]],
        pages: Callable[[], Sequence[Find]],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._task, self._find, self._pages = task, find, pages
        self._before: QWidget | None = None
        self.setProperty("kind", "popup")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(10), theme.px(10), theme.px(10), theme.px(10))
        column.setSpacing(theme.px(6))
        self.line = QLineEdit()
        self.line.setPlaceholderText(_("A name, a cell, a month… accents aren't needed"))
        self.line.setAccessibleName(_("Find anything"))
        self.line.installEventFilter(self)
        column.addWidget(self.line)
        self._finds = _Finds(self)
        self.list = QListView()
        self.list.setModel(self._finds)
        self.list.setItemDelegate(_Line(self._finds, self))
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(_("What was found"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.clicked.connect(lambda index: self._choose(index.row()))
        column.addWidget(self.list)
        self._hint = labels.label("", "hint", "muted")
        column.addWidget(self._hint)
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._timer.timeout.connect(self._ask)
        self.line.textChanged.connect(lambda _text: self._timer.start())
        self.hide()

    def open_on(self, before: QWidget | None) -> None:
        """Open, empty; ``before`` gets the focus back."""
        self._before = before
        self.line.clear()
        self._show(())
        self.setFixedWidth(theme.px(460))
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_up(self) -> None:
        """Close, and give the focus back."""
        if self.isHidden():
            return
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def finds(self) -> tuple[Find, ...]:
        """What is shown."""
        return self._finds.finds

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Arrows, Enter and Escape belong to the list while one types."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 5, Qt.Key.Key_PageUp: -5}
            if event.key() in step:
                self._move(step[Qt.Key(event.key())])
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose(max(self.list.currentIndex().row(), 0))
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.close_up()
                return True
        away = (Qt.FocusReason.MouseFocusReason, Qt.FocusReason.TabFocusReason)
        if event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent) and event.reason() in away:
            QTimer.singleShot(0, self, self.hide)
        return super().eventFilter(watched, event)

    def _ask(self) -> None:
        typed = nfc(self.line.text()).strip()
        if not typed:
            self._show(())
            return
        self._task.read(
            self,
            self._find,
            typed,
            LIMIT,
            then=lambda finds: self._arrived(typed, finds),
            failed=self._failed,
        )

    def _failed(self, _told: object) -> None:
        self._show(())

    def _arrived(self, typed: str, finds: tuple[Find, ...]) -> None:
        if typed != nfc(self.line.text()).strip():
            return  # an older question's answer
        words = fold(typed).split()
        pages = [
            page
            for page in self._pages()
            if all(any(w.startswith(t) for w in fold(page.title).split()) for t in words)
        ]
        self._show((*pages, *finds)[:LIMIT])
        if not self.finds:
            self._hint.setText(_("Nothing is called that. Try fewer letters."))
            self._hint.show()

    def _show(self, finds: tuple[Find, ...]) -> None:
        self._finds.put(finds)
        self.list.setVisible(bool(finds))
        self.list.setFixedHeight(theme.px(38) * min(len(finds), 9) + 2)
        self._hint.setText(_("↑ ↓ choose · Enter opens · Esc closes"))
        if finds:
            self.list.setCurrentIndex(self._finds.index(0))
        self.adjustSize()

    def _move(self, step: int) -> None:
        row = min(max(self.list.currentIndex().row() + step, 0), len(self.finds) - 1)
        if row >= 0:
            self.list.setCurrentIndex(self._finds.index(row))

    def _choose(self, row: int) -> None:
        if 0 <= row < len(self.finds):
            find = self.finds[row]
            self.hide()
            self.found.emit(find)
