"""Tables of squares: each square can be chosen, Enter or a double click opens it.

A room says what stands in them, how it is drawn, and how wide the columns are.
"""

from PySide6.QtCore import QAbstractTableModel, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from desktop.widgets import theme
from desktop.widgets.table import dress


class Grid(QTableView):
    """The grid; what stands in it are ``entries``. Without a ``head`` of the room's own it has Qt's."""

    moved = Signal()
    opened = Signal()

    def __init__(
        self,
        entries: QAbstractTableModel,
        name: str,
        row_height: int,
        least_width: int,
        head: QHeaderView | None = None,
    ) -> None:
        super().__init__()
        self._row_height = row_height
        self._least_width = least_width
        self.setModel(entries)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        if head is not None:
            self.setHorizontalHeader(head)
        dress(self, row_height)
        self.horizontalHeader().setSectionsClickable(False)
        self.selectionModel().currentChanged.connect(lambda _now, _before: self.moved.emit())

    def fit(self) -> None:
        """Give the columns their widths."""
        raise NotImplementedError

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Columns share the room there is now."""
        super().resizeEvent(event)
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter opens; Home and End go along the row, with Ctrl to the first and last one."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier
        ):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Opens the square."""
        super().mouseDoubleClickEvent(event)
        self.opened.emit()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Head and some rows."""
        return QSize(theme.px(self._least_width), theme.px(theme.HEAD + self._row_height * 4))
