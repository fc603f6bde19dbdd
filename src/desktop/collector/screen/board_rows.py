"""The board's rows for Qt: a unit a row, its columns, the words in them."""

from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from desktop.basics.language import _, format_number
from desktop.collector.board import MONTHS, Board, UnitRowShown
from desktop.collector.rules import MonthShown
from desktop.collector.words import calls_of, contact_of, explained, figure_of

NAME, CELLS, MEMBERS, FIRST = range(4)
LAST: Final = FIRST + MONTHS
CONTACT, CALLS = LAST, LAST + 1
COLUMNS: Final = CALLS + 1


class BoardRows(QAbstractTableModel):
    """The board for Qt: one row a unit; the sum is drawn below by ``SumLine``."""

    def __init__(self) -> None:
        super().__init__()
        self.board: Board | None = None

    def put(self, board: Board) -> None:
        """Another year, or the same one anew."""
        self.beginResetModel()
        self.board = board
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's
        """Units."""
        return 0 if parent.isValid() or self.board is None else len(self.board.units)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's
        """Name, cells, members, twelve months, last contact, what waits."""
        return 0 if parent.isValid() else COLUMNS

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Words, also for a screen reader."""
        if not index.isValid():
            return None
        unit, month = self.unit(index.row()), self.month(index.row(), index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole and unit is not None and month is not None:
            return ", ".join((unit.name, _("month {month}", month=month.month), explained(month)))
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.words(index.row(), index.column())
        return None

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Headings."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(side_of(section) | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ToolTipRole:
            return {CELLS: _("Cells"), MEMBERS: _("Members")}.get(section)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if FIRST <= section < LAST:
            return _("M{month}", month=section - FIRST + 1)
        return {
            NAME: _("Unit"),
            CELLS: _("Cls."),
            MEMBERS: _("Mem."),
            CONTACT: _("Last heard of"),
            CALLS: _("Waiting"),
        }[section]

    def unit(self, row: int) -> UnitRowShown | None:
        """A unit."""
        return self.board.units[row] if self.board is not None and 0 <= row < len(self.board.units) else None

    def month(self, row: int, column: int) -> MonthShown | None:
        """A month of a unit; None in the other columns."""
        unit = self.unit(row)
        return unit.months[column - FIRST] if unit is not None and FIRST <= column < LAST else None

    def words(self, row: int, column: int) -> str:
        """What stands in a place."""
        unit, month = self.unit(row), self.month(row, column)
        if unit is None:
            return ""
        if month is not None:
            return figure_of(month)
        if column == CALLS:
            return next(iter(calls_of(unit)), "–")
        return {
            NAME: unit.name,
            CELLS: format_number(unit.cells),
            MEMBERS: format_number(unit.members),
            CONTACT: contact_of(unit),
        }[column]


def side_of(column: int) -> Qt.AlignmentFlag:
    """Where the words of a column stand."""
    if column in (CELLS, MEMBERS):
        return Qt.AlignmentFlag.AlignRight
    return Qt.AlignmentFlag.AlignHCenter if FIRST <= column < LAST else Qt.AlignmentFlag.AlignLeft
