"""Tables of frozen rows: sorted in their own rows, fixed row height, everything drawn by one delegate.

A column says how to read a row; the table knows nothing of what a row is. Enter or a double click opens a row;
the current row is announced as one moves. A click on a heading sorts by it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout, QWidget

from desktop.basics.text import fold, vkey
from desktop.widgets import theme
from desktop.widgets.cells import CellDelegate, Ink, Look
from desktop.widgets.chips import Chip
from desktop.widgets.empty import Empty

R = TypeVar("R")
Key = str | int | float | tuple[object, ...]


class Shape(Enum):
    """How a column's cells are drawn."""

    TEXT = "text"
    NAME = "name"
    FIGURE = "figure"
    MIDDLE = "middle"
    DATE = "date"
    CHIP = "chip"


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """Heading (ready to be shown), how to read a row, its shape, width in pixels (None shares what is left).

    ``sort`` gives the key to order by; without one, text is ordered as Vietnamese words. ``chip`` for the one
    chip column, ``ink`` for a tone of the words (``red``, ``gold``, ``leaf``, ``muted``), ``icon`` for a sign
    before them. Only columns with ``marks`` show what was searched.
    """

    title: str
    text: Callable[[R], str]
    shape: Shape = Shape.TEXT
    width: int | None = None
    sort: Callable[[R], Key] | None = None
    chip: Callable[[R], Chip | None] | None = None
    ink: Callable[[R], Ink] | None = None
    icon: Callable[[R], str | None] | None = None
    second: Callable[[R], str] | None = None
    marks: bool = False


class Rows(QAbstractTableModel, Generic[R]):
    """Frozen rows for Qt."""

    def __init__(self, columns: Sequence[Column[R]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: list[R] = []
        self.total: tuple[str, ...] = ()
        self._order: tuple[int, bool] | None = None

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008, N802
        """Rows, and the sum if there is one."""
        return 0 if parent.isValid() else len(self.rows) + bool(self.total)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008, N802
        """Columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The words of a cell, also for a screen reader."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) and index.isValid():
            return self.look(index.row(), index.column()).words
        return None

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Headings, aligned as their column."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_SIDES[column.shape] | Qt.AlignmentFlag.AlignVCenter)
        return None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """The sum can't be chosen."""
        if index.row() >= len(self.rows):
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def look(self, row: int, column: int) -> Look:
        """How a cell looks."""
        spec = self.columns[column]
        if row >= len(self.rows):
            words = self.total[column] if column < len(self.total) else ""
            return Look(words, _SIDES[spec.shape], "strong", figure=spec.shape is Shape.FIGURE, total=True)
        one = self.rows[row]
        chip = spec.chip(one) if spec.chip else None
        return Look(
            chip.words if chip and not spec.text(one) else spec.text(one),
            _SIDES[spec.shape],
            "name" if spec.shape is Shape.NAME else "body",
            figure=spec.shape is Shape.FIGURE,
            ink=spec.ink(one) if spec.ink else None,
            icon=spec.icon(one) if spec.icon else None,
            chip=chip,
            second=spec.second(one) if spec.second else "",
            marks=spec.marks,
        )

    def put(self, rows: Sequence[R], total: Sequence[str] = ()) -> None:
        """Other rows, in the order in force."""
        self.beginResetModel()
        self.rows = list(rows)
        self.total = tuple(total)
        self._arrange()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column, in the rows themselves."""
        self.layoutAboutToBeChanged.emit()
        self._order = (column, order is Qt.SortOrder.DescendingOrder) if column >= 0 else None
        self._arrange()
        self.layoutChanged.emit()

    def _arrange(self) -> None:
        if self._order is None:
            return
        column, descending = self._order
        spec = self.columns[column]
        by = spec.sort
        if by is not None:
            self.rows.sort(key=by, reverse=descending)
        else:
            self.rows.sort(key=lambda row: vkey(spec.text(row)), reverse=descending)


_SIDES = {
    Shape.TEXT: Qt.AlignmentFlag.AlignLeft,
    Shape.NAME: Qt.AlignmentFlag.AlignLeft,
    Shape.DATE: Qt.AlignmentFlag.AlignLeft,
    Shape.CHIP: Qt.AlignmentFlag.AlignLeft,
    Shape.FIGURE: Qt.AlignmentFlag.AlignRight,
    Shape.MIDDLE: Qt.AlignmentFlag.AlignHCenter,
}


class Table(QTableView, Generic[R]):
    """The table. ``key`` tells a row from the others, so that the chosen one stays chosen when rows come anew."""

    chosen = Signal(object)
    """The current row, or None."""
    opened = Signal(object)
    """A row was opened by Enter or a double click."""

    def __init__(
        self,
        columns: Sequence[Column[R]],
        key: Callable[[R], str],
        name: str,
        row_height: int = theme.ROW,
        empty: Empty | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._key = key
        self._rows: Rows[R] = Rows(columns, self)
        self.setModel(self._rows)
        self.setAccessibleName(name)
        self._delegate = CellDelegate(self._rows.look, self)
        self.setItemDelegate(self._delegate)
        self._empty = empty
        self._dress(row_height)
        if empty is not None:
            cover = QVBoxLayout(self.viewport())
            cover.setContentsMargins(0, 0, 0, 0)
            cover.addWidget(empty)
            empty.hide()
        self.selectionModel().currentRowChanged.connect(self._moved)

    def show_rows(self, rows: Sequence[R], total: Sequence[str] = ()) -> None:
        """Show these rows; the row that was current stays so if it is still there."""
        before = self.current()
        self._rows.put(rows, total)
        if before is not None:
            self.choose(self._key(before))
        if self._empty is not None:
            self._empty.setVisible(not rows)
        if self.current() is None:
            self.chosen.emit(None)

    @property
    def rows(self) -> tuple[R, ...]:
        """The rows in the order shown."""
        return tuple(self._rows.rows)

    def current(self) -> R | None:
        """The current row."""
        index = self.currentIndex()
        return self._rows.rows[index.row()] if 0 <= index.row() < len(self._rows.rows) else None

    def choose(self, key: str) -> bool:
        """Make the row of that key current; whether it is there."""
        for number, row in enumerate(self._rows.rows):
            if self._key(row) == key:
                self.setCurrentIndex(self._rows.index(number, 0))
                return True
        return False

    def choose_first(self) -> None:
        """Make the first row current."""
        if self._rows.rows:
            self.setCurrentIndex(self._rows.index(0, 0))

    def sort_by(self, column: int, descending: bool = False) -> None:
        """Order by a column."""
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(column, order)
        self.sortByColumn(column, order)

    def mark(self, text: str) -> None:
        """Show in gold what was searched; accents needn't match."""
        self._delegate.typed = tuple(fold(text).split())
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter opens; Tab leaves the table."""
        row = self.current()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() and row is not None:
            self.opened.emit(row)
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and self._rows.rows:
            last = len(self._rows.rows) - 1
            self.setCurrentIndex(self._rows.index(0 if event.key() == Qt.Key.Key_Home else last, 0))
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:  # noqa: N802 - Qt's name
        """Typed letters go to the next row with a word that begins so, accents or not."""
        wanted = fold(search)
        rows = self._rows.rows
        start = self.currentIndex().row()
        order = [(start + step) % len(rows) for step in range(1, len(rows) + 1)] if rows else []
        names = [i for i, c in enumerate(self._rows.columns) if c.shape is Shape.NAME] or [0]
        for number in order:
            words = fold(self._rows.columns[names[0]].text(rows[number])).split()
            if any(word.startswith(wanted) for word in words):
                self.setCurrentIndex(self._rows.index(number, 0))
                return

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Opens the row."""
        row = self.indexAt(event.position().toPoint()).row()
        if 0 <= row < len(self._rows.rows):
            self.opened.emit(self._rows.rows[row])

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Columns without a width share what is left."""
        super().resizeEvent(event)
        self._share()

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """The row under the mouse is drawn lighter as a whole."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
            self._hover(self.indexAt(event.position().toPoint()).row())
        elif event.type() == QEvent.Type.Leave:
            self._hover(-1)
        return super().viewportEvent(event)

    def _hover(self, row: int) -> None:
        if row != self._delegate.hovered:
            self._delegate.hovered = row
            self.viewport().update()

    def _moved(self, now: QModelIndex, _before: QModelIndex) -> None:
        if 0 <= now.row() < len(self._rows.rows):
            self.chosen.emit(self._rows.rows[now.row()])

    def _share(self) -> None:
        fixed = [(i, c.width) for i, c in enumerate(self._rows.columns) if c.width is not None]
        open_ones = [i for i, c in enumerate(self._rows.columns) if c.width is None]
        for column, width in fixed:
            self.setColumnWidth(column, theme.px(width))
        left = self.viewport().width() - sum(theme.px(width) for _c, width in fixed)
        for number, column in enumerate(open_ones):
            share = left // len(open_ones) + (left % len(open_ones) if number == 0 else 0)
            self.setColumnWidth(column, max(share, theme.px(60)))

    def _dress(self, row_height: int) -> None:
        dress(self, row_height)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        head = self.horizontalHeader()
        head.setSectionsClickable(True)
        head.setSortIndicatorShown(False)
        head.sectionClicked.connect(self._heading_clicked)

    def _heading_clicked(self, column: int) -> None:
        before = self._rows._order
        self.sort_by(column, descending=before == (column, False))


def dress(table: QTableView, row_height: int) -> None:
    """What all tables look like: one height of rows, no lines, nothing to edit, Tab leaves, widths are ours."""
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setCornerButtonEnabled(False)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    rows = table.verticalHeader()
    rows.hide()
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setDefaultSectionSize(theme.px(row_height))
    head = table.horizontalHeader()
    head.setFixedHeight(theme.px(theme.HEAD))
    head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    head.setHighlightSections(False)
