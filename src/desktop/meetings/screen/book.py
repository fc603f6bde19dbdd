"""The book with its filters, its legend and the strip that explains a square and offers what can be done."""

from collections.abc import Mapping

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.basics.language import Month, _, format_date
from desktop.meetings.queries.book import Book, BookRow, Square
from desktop.meetings.rules.timing import Standing
from desktop.meetings.rules.words import KIND_NAMES, MeetingKind
from desktop.meetings.screen.book_table import FIRST, KINDS, LOOKS, WAY_LOOKS, BookTable, short_name
from desktop.widgets import buttons, icons, labels, theme
from desktop.widgets.card import Card, Strip
from desktop.widgets.chips import State
from desktop.widgets.choices import Choice


class BookView(QWidget):
    """Filters, legend, grid and strip."""

    asked = Signal()
    """Another year or kind is to be read."""
    open_asked = Signal(object, object)  # row, square
    postpone_asked = Signal(object, object)
    miss_asked = Signal(object, object)

    def __init__(self, year: int) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(theme.MARGIN), theme.px(10), theme.px(theme.MARGIN), theme.px(12))
        column.setSpacing(theme.px(9))
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(10))
        years = [(one, _("Year {year}", year=str(one))) for one in range(year + 1, year - 6, -1)]
        self._year = Choice("year", _("Year"), years, reserve=False)
        self._kind = Choice(
            "kind", _("Kind of meeting"), [(one, _(KIND_NAMES[one])) for one in KINDS], reserve=False
        )
        for choice, wide in ((self._year, 136), (self._kind, 196)):
            choice.caption.hide()
            choice.setFixedWidth(theme.px(wide))
            choice.changed.connect(self.asked)
            bar.addWidget(choice)
        self._year.set_value(year)
        self._kind.set_value(MeetingKind.REGULAR)
        legend = QWidget()
        legend.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        signs = QHBoxLayout(legend)
        signs.setContentsMargins(0, 0, 0, 0)
        signs.setSpacing(theme.px(5))
        signs.addStretch(1)
        bar.addWidget(legend, 1)
        self._ways: list[QWidget] = []
        for look, words in (
            (LOOKS[Standing.HELD], _("met")),
            (LOOKS[Standing.SIGNED], _("signed")),
            (WAY_LOOKS[State.SENT], _("sent")),
            (WAY_LOOKS[State.RECEIVED], _("received")),
            (LOOKS[Standing.LATE], _("held late")),
            (LOOKS[Standing.POSTPONED], _("postponed")),
            (LOOKS[Standing.MISSING], _("missing")),
        ):
            pair = (_Legend(look), labels.label(words, "hint", "ink2"))
            for part in pair:
                signs.addWidget(part)
            if look in WAY_LOOKS.values():
                self._ways += pair
        for one in self._ways:
            one.setVisible(False)
        column.addLayout(bar)
        made = Card(tight=True)
        made.column.setSpacing(0)
        made.column.setContentsMargins(1, 1, 1, 1)
        self.table = BookTable()
        made.column.addWidget(self.table, 1)
        made.column.addWidget(self._strip())
        column.addWidget(made, 1)
        self.table.moved.connect(self._explain)
        self.table.opened.connect(self._open)

    @property
    def year(self) -> int:
        """The year to show."""
        return self._year.value() or 0

    @property
    def kind(self) -> MeetingKind:
        """The kind of meeting to show."""
        return self._kind.value() or MeetingKind.REGULAR

    def show_book(self, book: Book, month: int | None = None) -> None:
        """Show a year; ``month`` puts the cursor there."""
        now = self.table.currentIndex()
        focus = (max(now.row(), 0), FIRST + month - 1) if month else None
        self.table.show_book(book, focus)
        self._explain()

    def show_ways(self, ways: Mapping[str, State]) -> None:
        """How far each meeting is on its way up; to be called before the year is shown. Empty: no superior."""
        self.table.entries.ways = ways
        for one in self._ways:
            one.setVisible(bool(ways))

    def current(self) -> tuple[BookRow, Square] | None:
        """The square under the cursor."""
        index = self.table.currentIndex()
        row = self.table.entries.row(index.row())
        square = self.table.entries.square(index.row(), index.column())
        return (row, square) if row is not None and square is not None else None

    def _strip(self) -> QWidget:
        strip = Strip()
        self._sign = icons.label("dot", "muted", 16)
        strip.row.addWidget(self._sign)
        self._where = labels.Elided("", "strong")
        strip.row.addWidget(self._where)
        self._what = labels.Elided("", "second", "ink2")
        strip.row.addWidget(self._what)
        strip.row.addStretch(1)
        self._postpone = buttons.link(_("Postpone…"), lambda: self._ask(self.postpone_asked))
        self._miss = buttons.link(_("Not held…"), lambda: self._ask(self.miss_asked))
        strip.row.addWidget(self._postpone)
        strip.row.addWidget(self._miss)
        self._button = buttons.button(_("Open"), self._open)
        strip.row.addWidget(self._button)
        return strip

    def _ask(self, signal: object) -> None:
        found = self.current()
        if found is not None:
            signal.emit(*found)  # type: ignore[attr-defined]  # a bound signal

    def _open(self) -> None:
        found = self.current()
        if found is not None:
            self.open_asked.emit(*found)

    def _explain(self) -> None:
        found = self.current()
        self._button.setEnabled(found is not None)
        for made in (self._postpone, self._miss):
            made.setVisible(False)
        if found is None:
            self._where.setText("")
            self._what.setText("")
            return
        row, square = found
        look = self.table.entries.look(square)
        self._sign.setPixmap(
            icons.pixmap(look[3] if look else "dot", look[2] if look else "muted", theme.px(16))
        )
        self._where.setText(
            _("{cell}, {month}", cell=short_name(row.name), month=Month(self.year, square.month))
        )
        parts = [self.table.entries.spoken(square)]
        if square.day is not None:
            parts.append(format_date(square.day))
        elif square.standing in (Standing.DUE, Standing.TO_COME, Standing.MISSING) and square.due:
            parts.append(_("until {day}", day=square.due))
        if square.reason:
            parts.append(square.reason)
        if square.drafted and square.standing is not Standing.DRAFT:
            parts.append(_("being changed"))
        self._what.setText(" · ".join(parts))
        fresh = square.meeting_id is None
        self._button.say(_("Write the minutes") if fresh else _("Open"))
        regular = self.kind is MeetingKind.REGULAR
        self._postpone.setVisible(fresh and regular)
        self._miss.setVisible(fresh and regular and square.standing is not Standing.TO_COME)


class _Legend(QWidget):
    def __init__(self, look: tuple[str, str, str, str, bool, bool]) -> None:
        super().__init__()
        self._look = look
        self.setFixedSize(theme.px(26), theme.px(22))

    def paintEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        """The square in small."""
        ground, line, ink, icon, dashed, _day = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour(line), 1, Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine))
        painter.setBrush(theme.colour(ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        side = theme.px(13)
        box = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        icons.paint(painter, icon, ink, box)
        painter.end()
