"""Follow up: the superior's board, the meetings behind a square, and their signed papers."""

from pathlib import Path

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.basics.changes import Changes
from desktop.basics.language import _
from desktop.collector.board import Board, UnitRowShown, board
from desktop.collector.papers import MeetingShown, OpenedPaper, meetings_of, open_paper
from desktop.collector.rules import MonthShown
from desktop.collector.screen.board_view import BoardView
from desktop.collector.screen.month_view import MonthView
from desktop.collector.screen.paper_view import PaperView
from desktop.collector.workbook import write_workbook
from desktop.widgets.choosing import ask_where_to_save
from desktop.widgets.notice import Notice
from desktop.widgets.page import Page
from desktop.widgets.place import Place


class BoardPage(Page):
    """The board. ``open`` takes the URN of a unit, to which the cursor goes."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self._shown: Board | None = None
        self._asked = 0
        self._wanted: str | None = None
        self._unit: UnitRowShown | None = None
        self._month: MonthShown | None = None
        self.searchable = False
        self.head(_("Follow up"), _("A figure: cells with signed minutes; a double click opens it"))
        self.board = BoardView(place.today.year)
        self.month = MonthView()
        self.paper = PaperView(place)
        self._stack = QStackedWidget()
        for view in (self.board, self.month, self.paper):
            self._stack.addWidget(view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self.board.year_asked.connect(self.refresh)
        self.board.meetings_asked.connect(self._open_month)
        self.board.unit_asked.connect(lambda urn: place.go("units", urn))
        self.board.enrol_asked.connect(lambda: place.go("units", None))
        self.board.workbook_asked.connect(self._ask_workbook)
        self.month.back_asked.connect(lambda: self._to(self.board))
        self.month.paper_asked.connect(self._open_paper)
        self.paper.back_asked.connect(lambda: self._to(self.month))
        place.task.changed.connect(self._changed)

    def open(self, id: str | None) -> None:
        """The board as of now."""
        self._wanted = id
        self._to(self.board)
        self.refresh()

    def here(self) -> str | None:
        """The unit under the cursor."""
        found = self.board.table.current()
        return found[0].urn if found is not None else None

    def refresh(self) -> None:
        """Ask anew; a later answer overtakes an earlier one."""
        self._asked += 1
        number = self._asked
        self.place.task.read(self, board, self.board.year, then=lambda found: self._show(number, found))

    def preview(self) -> None:
        """Ctrl+P: the paper of the chosen meeting."""
        if self._stack.currentWidget() is self.month:
            self.month.open_button.click()

    def _show(self, number: int, found: Board) -> None:
        if number != self._asked:
            return
        self._shown = found
        self.board.show_board(found)
        if self._wanted is not None:
            self.board.go_to(self._wanted)
            self._wanted = None
        if self._stack.currentWidget() is self.board and self.isVisible():
            self.board.take_focus()

    def _changed(self, _changes: Changes) -> None:
        if self.isVisible() and self._stack.currentWidget() is self.board:
            self.refresh()

    def _to(self, view: QWidget) -> None:
        self._stack.setCurrentWidget(view)
        if isinstance(view, BoardView | MonthView | PaperView):
            view.take_focus()

    def _open_month(self, unit: UnitRowShown, month: MonthShown) -> None:
        self._unit, self._month = unit, month
        year = self.board.year
        self.place.task.read(self, meetings_of, unit.urn, year, month.month, then=self._show_month)

    def _show_month(self, meetings: tuple[MeetingShown, ...]) -> None:
        if self._unit is not None and self._month is not None:
            self.month.show_month(self._unit, self._month, self.board.year, meetings)
            self._to(self.month)

    def _open_paper(self, meeting: MeetingShown) -> None:
        if self._unit is not None:
            self.place.task.carry(
                self,
                open_paper,
                self._unit.urn,
                meeting.id,
                then=lambda paper: self._show_paper(meeting, paper),
            )

    def _show_paper(self, meeting: MeetingShown, paper: OpenedPaper) -> None:
        self.paper.show_paper(meeting, paper)
        self._to(self.paper)

    def _ask_workbook(self) -> None:
        name = _("Follow up {year}", year=str(self.board.year))
        ask_where_to_save(self, _("Save the board as Excel"), f"{name}.xlsx", self.save_workbook)

    def save_workbook(self, file: str) -> None:
        """Write the board that is shown to this file."""
        if self._shown is not None:
            now = self.place.clock.now()
            self.place.task.aside(self, write_workbook, Path(file), self._shown, now, then=self._saved)

    def _saved(self, file: Path) -> None:
        self.place.notify(Notice.done(_("The board was saved."), str(file)))
