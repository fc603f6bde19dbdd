"""The roll as a list in two columns, all by keyboard: arrows move, a letter says how somebody stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.basics.language import _
from desktop.basics.text import fold
from desktop.meetings.rules.draft import RollLine
from desktop.meetings.rules.roster import POST_NAMES, Listed
from desktop.meetings.rules.words import PRESENCE_NAMES, STAGE_NAMES, Presence, Stage
from desktop.widgets import icons, theme
from desktop.widgets.chips import GROUNDS

COLUMN: Final = 270  # narrower than this nobody can read a name: then one column does
ROW, ROW_LOW = 29, 25
LETTERS: Final = {
    Presence.PRESENT: "C",
    Presence.EXCUSED: "L",
    Presence.UNEXCUSED: "K",
    Presence.EXEMPT: "M",
    Presence.ELSEWHERE: "T",
    Presence.SUSPENDED: "D",
}
TONES: Final = {
    Presence.PRESENT: "leaf",
    Presence.EXCUSED: "gold",
    Presence.UNEXCUSED: "red",
    Presence.EXEMPT: "slate",
    Presence.ELSEWHERE: "slate",
    Presence.SUSPENDED: "red",
}
_KEYS: Final = {letter: status for status, letter in LETTERS.items()}


@dataclass(frozen=True, slots=True)
class RollRow:
    """One person as the list shows him."""

    number: int
    person: Listed
    line: RollLine
    wrong: bool = False
    mark: str = ""
    warning: str = ""

    @property
    def detail(self) -> str:
        """What the year warns of, else post or stage, where it isn't the usual one."""
        if self.mark:
            return self.mark
        if self.person.post in POST_NAMES:
            return _(POST_NAMES[self.person.post])
        return _(STAGE_NAMES[Stage.PROBATIONARY]) if self.line.stage is Stage.PROBATIONARY else ""

    @property
    def says(self) -> str:
        """The reason, else the status in words."""
        words = self.line.reason.strip()
        if self.line.status is Presence.PRESENT:
            return _("Late") if self.line.late else _(PRESENCE_NAMES[Presence.PRESENT])
        return words or _(PRESENCE_NAMES[self.line.status])

    @property
    def spoken(self) -> str:
        """The whole line for a screen reader."""
        status = _(PRESENCE_NAMES[self.line.status])
        said = (str(self.number), self.person.name, self.warning or self.detail, status)
        return ", ".join(part for part in said if part)


class RollRows(QAbstractListModel):
    """The rows for Qt."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[RollRow] = []

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's
        """How many people."""
        return 0 if parent.isValid() else len(self.rows)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Names for typing ahead, whole lines for a screen reader."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(part for part in (row.warning, row.line.reason) if part) or None
        return row.person.name if role == Qt.ItemDataRole.DisplayRole else None

    def put(self, rows: Sequence[RollRow]) -> None:
        """Other rows; those at the same place stay where the cursor is."""
        if [row.person.member_id for row in rows] == [row.person.member_id for row in self.rows]:
            changed = [place for place, row in enumerate(rows) if row != self.rows[place]]
            self.rows = list(rows)
            for place in changed:
                self.dataChanged.emit(self.index(place), self.index(place))
            return
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()


class RollList(QListView):
    """All people of the cell, half of them in each column; in a narrow window one below the other."""

    answered = Signal(str, object)  # member id, status
    late_asked = Signal(str)
    reason_asked = Signal()
    jump_asked = Signal()
    moved = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.entries = RollRows()
        self.setModel(self.entries)
        self._delegate = RollDelegate(self.entries, self)
        self.setItemDelegate(self._delegate)
        self.setFlow(QListView.Flow.TopToBottom)
        self.setWrapping(True)
        self.setUniformItemSizes(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(_("Roll-call"))
        self._row = ROW
        self.selectionModel().currentChanged.connect(lambda now, _before: self.moved.emit(now.row()))

    def show_rows(self, rows: Sequence[RollRow]) -> None:
        """Show these people; the cursor stays on its place."""
        place = max(self.currentIndex().row(), 0)
        self.entries.put(rows)
        self._fit()
        if rows and not self.currentIndex().isValid():
            self.go_to(min(place, len(rows) - 1))

    def set_low(self, low: bool) -> None:
        """Narrower rows for a low window."""
        if self._row != (ROW_LOW if low else ROW):
            self._row = ROW_LOW if low else ROW
            self._fit()

    def current(self) -> RollRow | None:
        """The person under the cursor."""
        place = self.currentIndex().row()
        return self.entries.rows[place] if 0 <= place < len(self.entries.rows) else None

    def go_to(self, place: int) -> None:
        """Put the cursor on a person."""
        self.setCurrentIndex(self.entries.index(place))

    def go_to_member(self, member_id: str) -> None:
        """Put the cursor on somebody by id."""
        for place, row in enumerate(self.entries.rows):
            if row.person.member_id == member_id:
                self.go_to(place)

    def go_to_name(self, typed: str) -> bool:
        """Put the cursor on the next person any of whose names begins so; accents needn't be typed."""
        words = fold(typed).split()
        start = max(self.currentIndex().row(), 0)
        count = len(self.entries.rows)
        for step in range(count):
            place = (start + step) % count
            names = fold(self.entries.rows[place].person.name).split()
            if words and all(any(name.startswith(word) for name in names) for word in words):
                self.go_to(place)
                return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """C L K M T D E say how somebody stands, Space toggles present, / jumps, Enter goes to the reason."""
        row = self.current()
        plain = not event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        letter = event.text().upper()
        if row is None or not plain:
            super().keyPressEvent(event)
        elif letter in _KEYS:
            self.answered.emit(row.person.member_id, _KEYS[letter])
        elif letter == "E":
            self.late_asked.emit(row.person.member_id)
        elif event.key() == Qt.Key.Key_Space:
            absent = row.line.status is Presence.PRESENT
            usual = Presence.EXEMPT if row.person.exempt else Presence.EXCUSED
            self.answered.emit(row.person.member_id, usual if absent else Presence.PRESENT)
        elif letter == "/":
            self.jump_asked.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.reason_asked.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:  # noqa: N802 - Qt's name
        """Letters mean statuses here; names are looked for with "/"."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Goes to the reason."""
        super().mouseDoubleClickEvent(event)
        self.reason_asked.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Two columns of the whole width."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Narrow enough for the smallest window."""
        return QSize(theme.px(COLUMN), theme.px(ROW_LOW) * 4)

    def _fit(self) -> None:
        columns = 2 if self.viewport().width() >= 2 * theme.px(COLUMN) else 1
        rows = -(-max(len(self.entries.rows), 1) // columns)
        high = theme.px(self._row)
        self.setGridSize(QSize(max(self.viewport().width() // columns, 1), high))
        self.setFixedHeight(rows * high + 2 * self.frameWidth() + 1)


class RollDelegate(QStyledItemDelegate):
    """Draws one person: number, name, post, the letter in its box, reason or status."""

    def __init__(self, entries: RollRows, parent: QListView) -> None:
        super().__init__(parent)
        self._entries = entries
        self._list = parent

    def sizeHint(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """The grid says it."""
        return self._list.gridSize()

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Line, ring, words."""
        row = self._entries.rows[index.row()]
        cell = QRectF(option.rect)
        box = cell.adjusted(theme.px(4), 0, -theme.px(8), 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(theme.colour("line-soft"), 0))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            focused = self._list.hasFocus()
            painter.setPen(QPen(theme.colour("slate" if focused else "slate-line"), 2))
            painter.setBrush(theme.colour("slate-tint"))
            painter.drawRoundedRect(box.adjusted(-1, 1.5, 1, -1.5), 5, 5)
        elif row.wrong:
            painter.fillRect(box.adjusted(0, 1, 0, -1), theme.colour("red-tint"))
        self._words(painter, box, row)
        painter.restore()

    def _words(self, painter: QPainter, box: QRectF, row: RollRow) -> None:
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        number = QRectF(box.left(), box.top(), theme.px(26), box.height())
        painter.setFont(theme.font("second"))
        painter.setPen(theme.colour("muted"))
        painter.drawText(number, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, str(row.number))
        side = theme.px(19)
        says = max(theme.px(80), box.width() * 0.265)
        letter_left = box.right() - says - side - theme.px(7)
        name = QRectF(
            number.right() + theme.px(10),
            box.top(),
            letter_left - number.right() - theme.px(14),
            box.height(),
        )
        font = theme.font("name")
        painter.setFont(font)
        painter.setPen(theme.colour("ink"))
        measure = QFontMetricsF(font)
        shown = measure.elidedText(row.person.name, Qt.TextElideMode.ElideRight, name.width())
        painter.drawText(name, left, shown)
        used = measure.horizontalAdvance(shown) + theme.px(8)
        if row.detail and used < name.width() - theme.px(16):
            painter.setFont(theme.font("hint"))
            probationary = row.line.stage is Stage.PROBATIONARY
            painter.setPen(theme.colour("gold-dark" if probationary or row.warning else "muted"))
            rest = name.adjusted(used, 1, 0, 0)
            if row.warning:
                icon = theme.px(14)
                spot = QRectF(rest.left(), rest.center().y() - icon / 2, icon, icon)
                icons.paint(painter, "warning", "gold-dark", spot)
                rest = rest.adjusted(icon + theme.px(4), 0, 0, 0)
            painter.drawText(
                rest,
                left,
                painter.fontMetrics().elidedText(row.detail, Qt.TextElideMode.ElideRight, int(rest.width())),
            )
        tone = TONES[row.line.status]
        ground, line, ink = GROUNDS[tone]
        square = QRectF(letter_left + 0.5, box.center().y() - side / 2 + 0.5, side - 1, side - 1)
        painter.setPen(QPen(theme.colour(line), 1))
        painter.setBrush(theme.colour(ground))
        painter.drawRoundedRect(square, 4, 4)
        painter.setPen(theme.colour(ink))
        painter.setFont(theme.font("small"))
        painter.drawText(square, Qt.AlignmentFlag.AlignCenter, LETTERS[row.line.status])
        painter.setFont(theme.font("second"))
        rest = QRectF(
            square.right() + theme.px(7), box.top(), box.right() - square.right() - theme.px(9), box.height()
        )
        painter.drawText(
            rest,
            left,
            painter.fontMetrics().elidedText(row.says, Qt.TextElideMode.ElideRight, int(rest.width())),
        )
