"""The board with its figures on top, the year, the workbook, and the strip that explains a square."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.basics.language import Month, _, format_moment, plural
from desktop.collector.board import Board, UnitRowShown
from desktop.collector.rules import GREEN_DAYS, MonthShown, MonthState
from desktop.collector.screen.board_key import BoardKey
from desktop.collector.screen.board_rows import FIRST
from desktop.collector.screen.board_table import BoardTable, SumLine
from desktop.collector.words import calls_of, ended_on, explained, figures_of, heard_of
from desktop.widgets import buttons, card, labels, theme
from desktop.widgets.card import Card, Strip
from desktop.widgets.choices import Choice
from desktop.widgets.empty import Empty
from desktop.widgets.sums import Figure, Part

_LARGE = 1.2  # from this text scale on figures and tools stand below each other


class BoardView(QWidget):
    """Figures, table, sums, strip."""

    year_asked = Signal()
    meetings_asked = Signal(object, object)  # unit, month
    unit_asked = Signal(str)
    enrol_asked = Signal()
    inbox_asked = Signal()
    workbook_asked = Signal()

    def __init__(self, year: int) -> None:
        super().__init__()
        self._board: Board | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(theme.MARGIN), theme.px(10), theme.px(theme.MARGIN), theme.px(12))
        column.setSpacing(theme.px(9))
        column.addLayout(self._head(year))
        self.empty = Empty(
            "transfer",
            _("No unit is enrolled yet"),
            _("Give each unit an enrolment file on a stick; from then on what it sends stands here."),
            _("Enrol a unit…"),
            self.enrol_asked.emit,
        )
        column.addWidget(self.empty, 1)
        self._card = Card(tight=True)
        self._card.column.setSpacing(0)
        self._card.column.setContentsMargins(1, 1, 1, 1)
        self.table = BoardTable()
        self.sums = SumLine(self.table)
        self._card.column.addWidget(self.table, 1)
        self._card.column.addWidget(self.sums)
        if theme.scale() < _LARGE:
            self._card.column.addWidget(BoardKey())
        self._card.column.addWidget(self._strip())
        column.addWidget(self._card, 1)
        self.empty.hide()
        self.table.moved.connect(self._explain)
        self.table.opened.connect(self._open)

    @property
    def year(self) -> int:
        """The year to show."""
        return self.years.value() or 0

    def show_board(self, board: Board) -> None:
        """Show a year."""
        self._board = board
        self.empty.setVisible(not board.units)
        self._card.setVisible(bool(board.units))
        self.workbook.setEnabled(bool(board.units))
        self.table.show_board(board)
        self.sums.show_board(board)
        self._show_figures(board)
        self._explain()

    def take_focus(self) -> None:
        """To the table, or to the button that enrols the first unit."""
        if self._board is not None and not self._board.units and self.empty.button is not None:
            self.empty.button.setFocus()
        else:
            self.table.setFocus()

    def go_to(self, urn: str) -> None:
        """The cursor to a unit."""
        self.table.choose(urn)

    def _head(self, year: int) -> QBoxLayout:
        ways = QBoxLayout.Direction
        bar = QBoxLayout(ways.LeftToRight if theme.scale() < _LARGE else ways.TopToBottom)
        bar.setSpacing(theme.px(10))
        holder = QWidget()
        holder.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        holder.setMinimumHeight(theme.px(44 if theme.scale() >= _LARGE else 34))
        self._figures = QHBoxLayout(holder)
        self._figures.setContentsMargins(0, 0, 0, 0)
        self._figures.setSpacing(theme.px(18))
        bar.addWidget(holder, 1)
        tools = QHBoxLayout()
        tools.setSpacing(theme.px(10))
        years = [(one, _("Year {year}", year=str(one))) for one in range(year, year - 6, -1)]
        self.years: Choice[int] = Choice("year", "", years, reserve=False)
        self.years.box.setAccessibleName(_("Year"))
        self.years.setFixedWidth(theme.px(134))
        self.years.set_value(year)
        self.years.changed.connect(self.year_asked)
        self.workbook = buttons.button(_("Save as Excel"), self.workbook_asked.emit, icon="download")
        tools.addWidget(self.years)
        tools.addWidget(self.workbook)
        tools.addStretch(1)
        bar.addLayout(tools)
        return bar

    def _strip(self) -> Strip:
        strip = Strip()
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        self.where = labels.Elided("", "strong")
        self.where.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.what = labels.Wrapped("", "second", "ink2", lines=2 if theme.scale() < _LARGE else 1)
        words.addWidget(self.where)
        words.addWidget(self.what)
        strip.row.addLayout(words, 1)
        self.unit_button = buttons.link(_("The unit"), self._to_unit)
        self.open_button = buttons.button(_("Meetings"), self._open, icon="book")
        strip.row.addWidget(self.unit_button)
        strip.row.addWidget(self.open_button)
        return strip

    def _show_figures(self, board: Board) -> None:
        card.clear(self._figures)
        if not board.units:
            return
        now = board.sum(board.month)
        silent, calling = len(board.silent), len(board.calling)
        signed = _(
            "/ {cells} cells have signed minutes of month {month}",
            cells=now.expected,
            month=board.month,
        )
        quiet = plural(
            "unit silent for over {days} days", "units silent for over {days} days", silent, days=GREEN_DAYS
        )
        waits = plural("unit has something waiting", "units have something waiting", calling)
        parts = (
            Part(now.signed, signed, "month"),
            Part(silent, quiet, "silent" if silent else "", "red" if silent else "plain"),
            Part(calling, waits, "calling" if calling else "", "gold" if calling else "plain"),
        )
        for part in parts:
            figure = Figure(part, whole=True, below=theme.scale() >= _LARGE)
            if part.key:
                figure.clicked.connect(lambda _checked=False, key=part.key: self._follow(key))
            self._figures.addWidget(figure)
        self._figures.addStretch(1)

    def _follow(self, key: str) -> None:
        """A figure was opened: on to the next unit that it counts."""
        board, now = self._board, self.table.current()
        if board is None:
            return
        if key == "month":
            self.table.choose(now[0].urn if now else "", FIRST + board.month - 1)
        else:
            order = [one.urn for one in board.units]
            meant = [one.urn for one in (board.silent if key == "silent" else board.calling)]
            at = order.index(now[0].urn) if now else -1
            later = [urn for urn in meant if order.index(urn) > at]
            self.table.choose((later or meant)[0])
        self.table.setFocus()

    def _explain(self) -> None:
        found, board = self.table.current(), self._board
        self.open_button.setEnabled(found is not None and found[1] is not None and found[1].held > 0)
        self.open_button.setVisible(found is None or found[1] is not None)
        self.unit_button.setEnabled(found is not None)
        if found is None or board is None:
            self.where.setText("")
            self.what.setText("")
            return
        unit, month = found
        if month is None:
            self._explain_unit(unit)
        else:
            self._explain_month(unit, month, board.year)

    def _explain_unit(self, unit: UnitRowShown) -> None:
        self.where.setText(unit.name)
        heard = _("Nothing heard of it yet")
        if unit.last_contact is not None:
            heard = _(
                "Last heard of {when} ({moment})",
                when=heard_of(unit),
                moment=format_moment(unit.last_contact.replace(tzinfo=None)),
            )
        self.what.setText(" · ".join((*ended_on(unit), heard, *calls_of(unit))))
        self.open_button.say(_("Meetings"))

    def _explain_month(self, unit: UnitRowShown, month: MonthShown, year: int) -> None:
        where = _("{unit}, {month}", unit=unit.name, month=Month(year, month.month))
        if month.counts:
            where = _("{place}: {figures}", place=where, figures=figures_of(month))
        self.where.setText(where)
        words = explained(month)
        if not unit.agrees:
            words = _("Figures disagree, so they are not added up") + f" · {words}"
        elif month.state is MonthState.OVER and month.late:
            words = " · ".join((_("{n} in time", n=month.on_time), words))
        self.what.setText(words)
        self.open_button.say(
            plural("Open {n} meeting", "Open {n} meetings", month.held) if month.held else _("Meetings")
        )

    def _open(self) -> None:
        found = self.table.current()
        if found is None:
            return
        if found[1] is None:
            self._to_unit()
        elif found[1].held:
            self.meetings_asked.emit(*found)

    def _to_unit(self) -> None:
        found = self.table.current()
        if found is not None:
            self.unit_asked.emit(found[0].urn)
