"""The board in the real window: keyboard, squares, meetings, the workbook, the smallest screen."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.basics import language
from desktop.basics.ids import new_id
from desktop.collector.screen.board_rows import FIRST
from desktop.collector.screen.page import BoardPage
from desktop.documents.blocks import Title
from desktop.documents.page import draw
from desktop.documents.style import style_on
from desktop.exchange.send import send
from desktop.exchange.take_in import take_in
from desktop.features import Feature
from desktop.meetings.rules.words import MEETING, MeetingState
from desktop.storage.register import Register
from desktop.widgets import theme
from desktop.widgets.sums import Figure
from tests.collector.neighbours import Neighbour, put
from tests.collector.test_board import found_cell
from tests.exchange.offices import Pair
from tests.shell.at_desk import AtDesk
from tests.widgets.hands import nameless, press
from tests.widgets.looking import looking

KEY = Qt.Key
pytestmark = pytest.mark.qt_log_ignore("does not support raise", extend=True)
FULL = dict.fromkeys(range(1, 12), 3)


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> Iterator[None]:
    with looking(qapp):
        yield


class Seat(AtDesk):
    """Somebody at a superior's desk."""

    def __init__(self, register: Register, width: int = 1093, height: int = 614) -> None:
        features = (Feature("board", "Follow up", "table", BoardPage),)
        super().__init__(register, width, height, features=features)
        self.open("board")

    @property
    def page(self) -> BoardPage:
        return self.page_of("board", BoardPage)

    def felt(self) -> None:
        self.rest()


@pytest.fixture
def seat(register: Register) -> Iterator[Seat]:
    put(
        register,
        Neighbour("Xã Bình Lãng", 3, FULL),
        Neighbour("Xã Cốc Xả", 3, FULL, agrees=False),
        Neighbour("Xã Nặm Tốc", 4, {**FULL, 9: 2}, days=34, waiting=1, unsigned={9: 1}, late={9: 1}),
        Neighbour("Xã Phja Đén", 0, days=None),
    )
    made = Seat(register)
    yield made
    made.leave()


def test_the_cursor_explains_each_square(seat: Seat) -> None:
    view = seat.page.board
    assert seat.focus is view.table
    assert view.where.text() == "Xã Bình Lãng, 11/2026: 3 of 3 cells met, 3 have signed minutes"
    assert view.what.text() == "all met, minutes signed"
    for key in (KEY.Key_Down, KEY.Key_Down, KEY.Key_Left, KEY.Key_Left):
        seat.key(key)
    assert view.where.text() == "Xã Nặm Tốc, 9/2026: 3 of 4 cells met, 2 have signed minutes"
    assert view.what.text() == (
        "2 in time · Not met (1): xóm 4 · Met, not signed yet (1): xóm 3 · Met late (1): xóm 1"
    )
    assert view.open_button.text().strip() == "Open 3 meetings"
    seat.key(KEY.Key_Up)
    assert view.what.text().startswith("Figures disagree, so they are not added up")
    seat.key(KEY.Key_Home)
    assert view.what.text().endswith("figures disagree")
    assert not view.open_button.isVisible()  # a unit's name opens the unit, no meetings
    heard: list[str] = []
    view.unit_asked.disconnect()
    view.unit_asked.connect(heard.append)
    found = view.table.current()
    assert found is not None
    seat.key(KEY.Key_Return)
    assert heard == [found[0].urn]


def test_letters_go_to_a_unit_without_accents(seat: Seat) -> None:
    for letter in (KEY.Key_N, KEY.Key_A, KEY.Key_M):
        press(seat.focus, letter)
    found = seat.page.board.table.current()
    assert found is not None
    assert found[0].name == "Xã Nặm Tốc"


def test_a_unit_whose_figures_disagree_is_left_out_of_the_sum_and_it_says_so(seat: Seat) -> None:
    words = seat.page.board.sums.words()
    assert words[0] == "Sum without 1 unit"
    assert words[FIRST + 8] == "5"
    assert "Sum without 1 unit" in seat.page.board.sums.accessibleName()


def test_figures_on_top_lead_to_the_units_they_count(seat: Seat) -> None:
    figures = {one.part.key: one for one in seat.page.board.findChildren(Figure)}
    assert figures["month"].part.number == 6
    assert "signed minutes" in figures["month"].part.words
    figures["silent"].click()
    found = seat.page.board.table.current()
    assert found is not None
    assert found[0].name == "Xã Phja Đén"
    figures["calling"].click()
    found = seat.page.board.table.current()
    assert found is not None
    assert found[0].name == "Xã Cốc Xả"


def test_enter_opens_the_meetings_and_escape_goes_back(seat: Seat) -> None:
    table = seat.page.board.table
    found = seat.page._shown
    assert found is not None
    table.choose(found.units[2].urn, FIRST + 8)
    seat.key(KEY.Key_Return)
    month = seat.page.month
    assert [one.cell for one in month.table.rows] == [f"Chi bộ xóm {n}" for n in (4, 1, 2, 3)]
    assert [one.state for one in month.table.rows][:2] == [None, MeetingState.SIGNED]
    assert [one.on_time for one in month.table.rows[1:]] == [False, True, True]
    assert not month.open_button.isEnabled()
    seat.key(KEY.Key_Escape)
    assert seat.focus is table


def test_the_workbook_is_written_where_the_user_says(seat: Seat, tmp_path: Path) -> None:
    seat.page.save_workbook(str(tmp_path / "bảng.xlsx"))
    seat.rest()
    rows = list(openpyxl.load_workbook(tmp_path / "bảng.xlsx").worksheets[0].iter_rows(values_only=True))
    assert {"Xã Bình Lãng", "Xã Nặm Tốc", "Sum without 1 unit"} <= {row[0] for row in rows}


def test_another_year_is_another_board(seat: Seat) -> None:
    seat.page.board.years.set_value(2025)
    seat.page.board.years.changed.emit()
    seat.page.board.year_asked.emit()
    seat.rest()
    assert seat.page.board.where.text() == "Xã Bình Lãng, 11/2025"
    assert "before this unit's register began" in seat.page.board.what.text()


def test_without_units_the_page_says_how_to_begin(register: Register) -> None:
    made = Seat(register)
    try:
        assert made.page.board.empty.isVisible()
        assert made.focus is made.page.board.empty.button
    finally:
        made.leave()


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_sixty_units_fit_the_smallest_screen(register: Register, qapp: QApplication, scale: float) -> None:
    theme.install(qapp, scale)
    language.use("vi")
    put(register, *(Neighbour(f"Xã Pác Nặm {n}", 15, dict.fromkeys(range(1, 12), 15)) for n in range(60)))
    made = Seat(register, *theme.LARGEST_PAGE)
    try:
        least = made.desk.minimumSizeHint()
        assert least.width() <= theme.LARGEST_PAGE[0]
        if scale == 1:
            assert least.height() <= theme.LARGEST_PAGE[1]
        view = made.page.board
        assert view.sums.isVisible()
        assert view.sums.mapTo(made.desk, view.sums.rect().bottomLeft()).y() < made.desk.height()
        assert view.table.verticalScrollBar().maximum() > 0
        assert view.table.horizontalHeader().length() <= view.table.viewport().width()
        press(view.table, KEY.Key_PageDown)
        assert not nameless(made.page)
    finally:
        made.leave()


def test_a_signed_file_opens_once_it_has_come(offices: Pair) -> None:
    pdf = draw(
        (Title("Biên bản", "sinh hoạt chi bộ"),), style_on(offices.unit.ground.clock.today()), "Biên bản"
    )
    at = found_cell(offices.unit, "Chi bộ một")
    kind = offices.unit.ground.kinds[MEETING]

    def record(work: Any) -> None:
        sha256 = work.keep_file(pdf, "application/pdf", "bien-ban.pdf")
        document: dict[str, Any] = {part: [] for part in kind.parts}
        document |= {"organisation_id": at, "kind": "REGULAR", "state": "SIGNED", "period_year": 2026}
        document |= {"period_month": 10, "paper_sha256": sha256}
        work.put(kind, new_id(), document)

    offices.unit.write(record).result()
    [file] = send(offices.unit, offices.stick).files
    take_in(offices.above, file.path)
    made = Seat(offices.above)
    try:
        made.page.board.table.choose(offices.unit.unit, FIRST + 9)
        made.key(KEY.Key_Return)
        assert made.page.month.open_button.isEnabled()
        made.key(KEY.Key_Return)
        assert made.page.paper.verdict is not None
        assert made.page.paper.verdict.notice.title == "This file isn't signed."
        assert made.page.paper.pages.pages == 1
        made.key(KEY.Key_Escape)
        assert made.focus is made.page.month.table
    finally:
        made.leave()
