"""Units × months: figures only, quiet where all is well, coloured where something lacks. The sum stays in sight."""

from typing import Final

from PySide6.QtCore import (
    QLineF,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.basics.language import _, format_number
from desktop.basics.text import fold
from desktop.collector.board import MONTHS, Board, UnitRowShown
from desktop.collector.rules import Light, MonthShown, Tone
from desktop.collector.screen.board_rows import (
    CALLS,
    CELLS,
    COLUMNS,
    CONTACT,
    FIRST,
    LAST,
    MEMBERS,
    NAME,
    BoardRows,
    side_of,
)
from desktop.collector.words import figure_of, sum_words
from desktop.widgets import icons, theme
from desktop.widgets.cells import paint_figures
from desktop.widgets.grid import Grid

ROW: Final = 29
_LEAST_MONTH: Final = 34
_LIGHTS: Final = {
    Light.GREEN: ("check", "leaf", "ink2"),
    Light.YELLOW: ("clock", "gold-dark", "gold-dark"),
    Light.RED: ("warning", "red", "red"),
    Light.OFF: ("", "", "muted"),
}
# Ground, line and words of a tone; whether the words are strong.
_TONES: Final = {
    Tone.EMPTY: ("", "", "muted", False),
    Tone.PLAIN: ("", "", "ink2", False),
    Tone.DONE: ("", "", "leaf-dark", False),
    Tone.SLIGHT: ("gold-tint", "", "gold-dark", True),
    Tone.LACKING: ("gold-tint", "gold", "gold-dark", True),
    Tone.FAR: ("red-tint", "red", "red", True),
}


class BoardTable(Grid):
    """The grid; letters jump to a unit."""

    fitted = Signal()
    """The columns have other widths."""

    def __init__(self) -> None:
        entries = BoardRows()
        super().__init__(entries, _("Units and months"), ROW, least_width=480, head=_Head())
        self.entries = entries
        self.setItemDelegate(_Squares(entries, self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().setMinimumSectionSize(0)

    def show_board(self, board: Board) -> None:
        """Show a year; the cursor stays on its square, at first it stands on the month of the head."""
        now = self.currentIndex()
        kept = self.entries.unit(now.row())
        column = now.column() if now.isValid() else FIRST + board.month - 1
        self.entries.put(board)
        self.fit()
        self.choose(kept.urn if kept is not None else "", column)

    def choose(self, urn: str, column: int | None = None) -> None:
        """The cursor to a unit (the first if there is no such) and a column."""
        board = self.entries.board
        if board is None or not board.units:
            return
        row = next((n for n, unit in enumerate(board.units) if unit.urn == urn), 0)
        at = self.currentIndex().column() if column is None else column
        self.setCurrentIndex(self.entries.index(row, min(max(at, NAME), CALLS)))

    def current(self) -> tuple[UnitRowShown, MonthShown | None] | None:
        """The unit under the cursor, and the month if the cursor stands on one."""
        index = self.currentIndex()
        unit = self.entries.unit(index.row()) if index.isValid() else None
        return None if unit is None else (unit, self.entries.month(index.row(), index.column()))

    def keyboardSearch(self, search: str) -> None:  # noqa: N802 - Qt's name
        """Typed letters go to the next unit with a word that begins so, accents or not."""
        board = self.entries.board
        units = board.units if board is not None else ()
        start = self.currentIndex().row()
        for step in range(1, len(units) + 1):
            unit = units[(start + step) % len(units)]
            if any(word.startswith(fold(search)) for word in fold(unit.name).split()):
                self.choose(unit.urn)
                return

    def fit(self) -> None:
        """Names and what waits share what the months leave."""
        head, room = self.horizontalHeader(), self.viewport().width()
        if head.count() < COLUMNS:
            return
        contact = max(theme.px(92), self._longest(CONTACT, "body") + theme.px(8))  # with its light
        fixed = {CELLS: theme.px(44), MEMBERS: theme.px(56), CONTACT: contact}
        fixed[CALLS] = max(theme.px(44), min(self._longest(CALLS, "body"), theme.px(116)))
        name, month = theme.px(150), _LEAST_MONTH
        if room - sum(fixed.values()) - MONTHS * month < name:
            fixed[MEMBERS] = fixed[CALLS] = 0  # large text on a small screen: the strip says what waits
        name = max(
            name,
            min(self._longest(NAME, "strong"), theme.px(240), room - sum(fixed.values()) - MONTHS * month),
        )
        spare = max(room - sum(fixed.values()) - name - MONTHS * month, 0)
        month = min(month + spare // MONTHS, theme.px(44))
        left = room - sum(fixed.values()) - MONTHS * month
        name = min(left, theme.px(240)) if fixed[CALLS] else left
        fixed[CALLS] += left - name
        head.resizeSection(NAME, name)
        for column, width in fixed.items():
            head.setSectionHidden(column, not width)
            if width:
                head.resizeSection(column, width)
        for column in range(FIRST, LAST):
            head.resizeSection(column, month)
        self.fitted.emit()

    def _longest(self, column: int, role: str) -> int:
        """Pixels of the longest words of a column."""
        font, entries = QFontMetrics(theme.font(role)), self.entries
        words = (str(entries.index(row, column).data()) for row in range(entries.rowCount()))
        return max(map(font.horizontalAdvance, words), default=0) + theme.px(28)


class _Head(QHeaderView):
    """Headings close to each other; a month's that has no room for more is its number."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:  # noqa: N802 - Qt's name
        """Only the words: the ground is the style sheet's."""
        words = str(self.model().headerData(logical, Qt.Orientation.Horizontal) or "")
        box = QRectF(rect).adjusted(*_padding(logical))
        painter.save()
        painter.setFont(theme.font("head"))
        painter.setPen(theme.colour("ink2"))
        if FIRST <= logical < LAST and painter.fontMetrics().horizontalAdvance(words) > box.width():
            words = str(logical - FIRST + 1)
        painter.drawText(box, side_of(logical) | Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()


def _padding(column: int) -> tuple[float, float, float, float]:
    """Left and right of the words of a column: head, body and sum stand under each other."""
    if column in (CELLS, MEMBERS):
        return 2, 0, -theme.px(9), 0
    if FIRST <= column < LAST:
        return 0, 0, 0, 0
    return theme.px(14 if column == NAME else 6), 0, -theme.px(4), 0


class _Squares(QStyledItemDelegate):
    """Draws names, figures, squares and lights."""

    def __init__(self, entries: BoardRows, parent: QTableView) -> None:
        super().__init__(parent)
        self._entries = entries
        self._table = parent

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Ground and line, then the square or the words."""
        row, column = index.row(), index.column()
        unit = self._entries.unit(row)
        if unit is None:
            return
        box = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        here = row == self._table.currentIndex().row()
        ground = "red-tint" if not unit.agrees and column == NAME else "slate-tint" if here else "card"
        painter.fillRect(box, theme.colour(ground))
        painter.setPen(QPen(theme.colour("line-soft"), 0))
        foot = box.bottom() - 0.5  # on the edge itself the next row's ground would lie over it
        painter.drawLine(QLineF(box.left(), foot, box.right(), foot))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        month = self._entries.month(row, column)
        if month is not None:
            _square(painter, box, month, unit.agrees)
        elif column in (CELLS, MEMBERS):
            painter.setFont(theme.font("body"))
            painter.setPen(theme.colour("ink2" if column == CELLS else "muted"))
            words = self._entries.words(row, column)
            paint_figures(painter, box.adjusted(*_padding(column)), words, Qt.AlignmentFlag.AlignRight)
        else:
            self._words(painter, box, unit, row, column)
        if bool(option.state & QStyle.StateFlag.State_Selected):
            painter.setPen(QPen(theme.colour("slate"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1.5, 1.5, -1.5, -2.5), 5, 5)
        painter.restore()

    def _words(self, painter: QPainter, box: QRectF, unit: UnitRowShown, row: int, column: int) -> None:
        icon, role, ink, icon_ink = "", "body", "ink2", "ink2"
        if column == NAME:
            role, ink = "name", "ink"
            if not unit.agrees:
                icon, ink, icon_ink = "warning", "red", "red"
        elif column == CONTACT:
            icon, icon_ink, ink = _LIGHTS[unit.light]
            role = "strong" if unit.silent else "body"
        elif unit.calls:
            role, ink = "second", "red" if not unit.agrees else "gold-dark"
        inner = box.adjusted(*_padding(column))
        if icon:
            side = theme.px(16)
            spot = QRectF(inner.left(), inner.center().y() - side / 2, side, side)
            icons.paint(painter, icon, icon_ink, spot)
            inner.setLeft(inner.left() + side + theme.px(6))
        painter.setFont(theme.font(role))
        painter.setPen(theme.colour(ink))
        words = self._entries.words(row, column)
        fitting = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(inner.width()))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, fitting)


def _square(painter: QPainter, box: QRectF, month: MonthShown, agrees: bool) -> None:
    ground, line, ink, strong = _TONES[month.tone] if agrees else _TONES[Tone.EMPTY]
    if ground:
        painter.setPen(QPen(theme.colour(line), 1) if line else Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(ground))
        painter.drawRoundedRect(box.adjusted(2.5, 3.5, -2.5, -4.5), 4, 4)
    painter.setFont(theme.font("strong" if strong else "body"))
    painter.setPen(theme.colour(ink))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, figure_of(month))
    if month.late and month.counts:
        side = theme.px(5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("gold"))
        painter.drawEllipse(QRectF(box.right() - side - theme.px(5), box.top() + theme.px(6), side, side))


class SumLine(QWidget):
    """The sums under the table, in its columns. Units whose figures disagree aren't in them, and it says so."""

    def __init__(self, table: BoardTable) -> None:
        super().__init__()
        self._table = table
        self._board: Board | None = None
        self.setFixedHeight(theme.px(ROW + 1))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        table.fitted.connect(self.update)

    def show_board(self, board: Board) -> None:
        """Show the sums of a year."""
        self._board = board
        self.setAccessibleName(", ".join(word for word in self.words().values() if word))
        self.setToolTip(
            _("Units whose figures disagree are not added up until that is explained.")
            if board.left_out
            else ""
        )
        self.update()

    def words(self) -> dict[int, str]:
        """Column → what stands there."""
        board = self._board
        if board is None:
            return {}
        told = {
            NAME: sum_words(board),
            CELLS: format_number(board.cells),
            MEMBERS: format_number(board.members),
        }
        for month in range(1, MONTHS + 1):
            found = board.sum(month)
            told[FIRST + month - 1] = format_number(found.signed) if found.shown else ""
        return told

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("hover"))
        painter.setPen(QPen(theme.colour("line"), 0))
        painter.drawLine(self.rect().topLeft(), self.rect().topRight())
        head = self._table.horizontalHeader()
        left_out = self._board is not None and bool(self._board.left_out)
        for column, words in self.words().items():
            section = QRectF(head.sectionPosition(column), 0, head.sectionSize(column), self.height())
            if not section.width():
                continue
            box = section.adjusted(*_padding(column))
            painter.setPen(theme.colour("red" if column == NAME and left_out else "ink"))
            if column in (CELLS, MEMBERS):
                painter.setFont(theme.font("strong"))
                paint_figures(painter, box, words, Qt.AlignmentFlag.AlignRight)
                continue
            fits = theme.text_width(words, "chip") <= box.width()
            painter.setFont(theme.font("strong" if column == NAME else "chip" if fits else "small"))
            fitting = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(box.width()))
            painter.drawText(box, side_of(column) | Qt.AlignmentFlag.AlignVCenter, fitting)
        painter.end()
