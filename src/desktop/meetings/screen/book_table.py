"""The book of meetings: cells × months, quiet where all is well, loud where not; the strip explains a square."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    Qt,
)
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from desktop.basics.language import _, format_date
from desktop.meetings.queries.book import MONTHS, NOT_ASKED, Book, BookRow, Square
from desktop.meetings.rules.timing import Standing
from desktop.meetings.rules.words import MeetingKind
from desktop.widgets import icons, theme
from desktop.widgets.cells import paint_figures
from desktop.widgets.chips import State
from desktop.widgets.grid import Grid

ROW: Final = 29
_LEAST_MONTH: Final = 38  # room for a day without its icon
NAME, PEOPLE, FIRST, LAST = 0, 1, 2, 2 + MONTHS
KINDS: Final = (
    MeetingKind.REGULAR,
    MeetingKind.THEMATIC,
    MeetingKind.EXTRAORDINARY,
    MeetingKind.COMMITTEE,
    MeetingKind.EVALUATION,
)
# Ground, line and words of a tone; the icon; a dashed line; the day is shown.
LOOKS: Final[dict[Standing, tuple[str, str, str, str, bool, bool]]] = {
    Standing.HELD: ("card", "edge", "ink", "pen", False, True),
    Standing.SIGNED: ("card", "leaf", "leaf-dark", "check", False, True),
    Standing.LATE: ("gold-tint", "gold", "gold-dark", "clock", False, True),
    Standing.POSTPONED: ("card", "gold", "gold-dark", "calendar", True, True),
    Standing.MISSING: ("red-tint", "red", "red", "cross", False, False),
    Standing.DRAFT: ("slate-tint", "slate-line", "slate", "pen", True, False),
    Standing.DUE: ("card", "gold-line", "gold-dark", "clock", True, False),
}

# The same of signed minutes that went up: only a receipt gives the double tick.
WAY_LOOKS: Final[dict[State, tuple[str, str, str, str, bool, bool]]] = {
    State.SENT: ("slate-tint", "slate-line", "slate", "arrow-up", False, True),
    State.RECEIVED: ("leaf-tint", "leaf-line", "leaf-dark", "check-double", False, True),
}


def standing_words(square: Square) -> str:
    """What a square says, in words."""
    return {
        Standing.HELD: _("held, to be signed"),
        Standing.SIGNED: _("signed"),
        Standing.LATE: _("held late"),
        Standing.POSTPONED: _("postponed"),
        Standing.MISSING: _("no meeting"),
        Standing.DRAFT: _("being typed"),
        Standing.DUE: _("due now"),
        Standing.TO_COME: _("to come"),
        Standing.NOT_KEPT: _("before this register began"),
    }[square.standing]


def short_name(name: str) -> str:
    """ "Xóm Bản Lằng" for "Chi bộ xóm Bản Lằng": on this page everything is a cell."""
    rest = name.removeprefix("Chi bộ ")
    return rest[:1].upper() + rest[1:]


class BookRows(QAbstractTableModel):
    """The year for Qt; the last row is the sum."""

    def __init__(self) -> None:
        super().__init__()
        self.book: Book | None = None
        self.ways: Mapping[str, State] = {}
        """Meeting → how far it is on its way up; empty without a superior."""

    def put(self, book: Book) -> None:
        """Another year, or the same one anew."""
        self.beginResetModel()
        self.book = book
        self.endResetModel()

    def look(self, square: Square) -> tuple[str, str, str, str, bool, bool] | None:
        """How a square is drawn."""
        way = self._way(square)
        return LOOKS.get(square.standing) if way is None else WAY_LOOKS[way]

    def spoken(self, square: Square) -> str:
        """What a square says, in words."""
        way = self._way(square)
        if way is None:
            return standing_words(square)
        return _("signed, sent") if way is State.SENT else _("signed, received by the superior")

    def _way(self, square: Square) -> State | None:
        way = self.ways.get(square.meeting_id or "")
        return way if square.standing is Standing.SIGNED and way in WAY_LOOKS else None

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's
        """Cells and the sum."""
        return 0 if parent.isValid() or self.book is None else len(self.book.rows) + 1

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's
        """Name, people, twelve months, the whole year."""
        return 0 if parent.isValid() else LAST + 1

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Words, also for a screen reader."""
        if self.book is None or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        square = self.square(index.row(), index.column())
        if square is None:
            return self.words(index.row(), index.column())
        day = format_date(square.day) if square.day else ""
        spoken = f"{self.book.rows[index.row()].name}, {self.spoken(square)} {day}".strip()
        return spoken if role == Qt.ItemDataRole.AccessibleTextRole else day

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Headings."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if section == NAME else Qt.AlignmentFlag.AlignHCenter
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if section in (NAME, PEOPLE, LAST):
            return {NAME: _("Cell"), PEOPLE: _("Mem."), LAST: _("Whole year")}[section]
        return _("M{month}", month=section - FIRST + 1)

    def row(self, row: int) -> BookRow | None:
        """A cell's year; None for the sum."""
        return self.book.rows[row] if self.book is not None and 0 <= row < len(self.book.rows) else None

    def square(self, row: int, column: int) -> Square | None:
        """A month of a cell."""
        found = self.row(row)
        return found.squares[column - FIRST] if found and FIRST <= column < LAST else None

    def words(self, row: int, column: int) -> str:
        """What stands in a place that is no square."""
        assert self.book is not None
        found = self.row(row)
        if found is not None:
            held = f"{found.held}/{found.asked}" if found.asked else "–"
            return {NAME: short_name(found.name), PEOPLE: str(found.people), LAST: held}.get(column, "")
        rows = self.book.rows
        if column == NAME:
            return _("Met")
        if column == PEOPLE:
            return str(sum(one.people for one in rows))
        if column == LAST:
            asked = sum(one.asked for one in rows)
            return f"{sum(one.held for one in rows)}/{asked}" if asked else "–"
        come = any(one.squares[column - FIRST].standing not in NOT_ASKED for one in rows)
        return str(self.book.held(column - FIRST + 1)) if come else "–"


class BookTable(Grid):
    """The grid."""

    def __init__(self) -> None:
        entries = BookRows()
        super().__init__(entries, _("Book of meetings"), ROW, least_width=500)
        self.entries = entries
        self.setItemDelegate(SquareDelegate(entries, self))
        self.horizontalHeader().setMinimumSectionSize(theme.px(30))

    def show_book(self, book: Book, focus: tuple[int, int] | None = None) -> None:
        """Show a year; the cursor stays on its square."""
        now = self.currentIndex()
        place = focus or ((now.row(), now.column()) if now.isValid() else (0, FIRST))
        self.entries.put(book)
        self.fit()
        if book.rows:
            row = min(place[0], len(book.rows) - 1)
            self.setCurrentIndex(self.entries.index(row, min(max(place[1], NAME), LAST)))

    def fit(self) -> None:
        """The months share what names and sums leave."""
        head, room = self.horizontalHeader(), self.viewport().width()
        if head.count() <= LAST:
            return
        people, year, name = theme.px(44), theme.px(70), theme.px(118)
        month = min(max((room - people - year - name) // MONTHS, _LEAST_MONTH), theme.px(51))
        head.resizeSection(PEOPLE, people)
        head.resizeSection(LAST, year)
        for column in range(FIRST, LAST):
            head.resizeSection(column, month)
        head.resizeSection(NAME, max(room - people - year - MONTHS * month, name // 2))


class SquareDelegate(QStyledItemDelegate):
    """Draws names, sums and squares."""

    def __init__(self, entries: BookRows, parent: QTableView) -> None:
        super().__init__(parent)
        self._entries = entries

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Ground and line, then the square or the words."""
        row, column = index.row(), index.column()
        box = QRectF(option.rect)
        total = self._entries.row(row) is None
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.fillRect(box, theme.colour("hover" if total else "card"))
        painter.setPen(QPen(theme.colour("line-soft"), 0))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        square = self._entries.square(row, column)
        if square is not None:
            self._square(painter, box, square)
        else:
            self._words(painter, box, row, column, total)
        if chosen:
            painter.setPen(QPen(theme.colour("slate"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1.5, 1.5, -1.5, -2.5), 5, 5)
        painter.restore()

    def _words(self, painter: QPainter, box: QRectF, row: int, column: int, total: bool) -> None:
        words = self._entries.words(row, column)
        found = self._entries.row(row)
        painter.setFont(
            theme.font("strong" if total or column == LAST else "name" if column == NAME else "body")
        )
        ink = "muted" if column == PEOPLE else "ink"
        if column == LAST and found is not None:
            ink = "leaf-dark" if found.held == found.asked else "gold-dark"
        painter.setPen(theme.colour(ink))
        inner = box.adjusted(theme.px(14 if column == NAME else 4), 0, -theme.px(8), 0)
        if column == NAME:
            fitting = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(inner.width()))
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, fitting)
        elif column in (PEOPLE, LAST):
            paint_figures(painter, inner, words, Qt.AlignmentFlag.AlignRight)
        else:
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def _square(self, painter: QPainter, box: QRectF, square: Square) -> None:
        look = self._entries.look(square)
        if look is None:
            painter.setPen(theme.colour("muted"))
            sign = "–" if square.standing is Standing.NOT_KEPT else "·"
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, sign)
            return
        ground, line, ink, icon, dashed, with_day = look
        inner = box.adjusted(3.5, 3.5, -3.5, -4.5)
        painter.setPen(QPen(theme.colour(line), 1, Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine))
        painter.setBrush(theme.colour(ground))
        painter.drawRoundedRect(inner, 4, 4)
        side = theme.px(14)
        if with_day and square.day is not None:
            painter.setFont(theme.font("second"))
            painter.setPen(theme.colour(ink))
            words = QRectF(inner.left() + theme.px(5), inner.top(), theme.px(20), inner.height())
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, f"{square.day.day:02d}")
            if inner.width() < theme.px(5 + 18 + 3) + side:
                return
            spot = QRectF(inner.right() - side - theme.px(5), inner.center().y() - side / 2, side, side)
        else:
            spot = QRectF(inner.center().x() - side / 2, inner.center().y() - side / 2, side, side)
        icons.paint(painter, icon, ink, spot)
