"""Tables: sorted in their own rows, all by keyboard, level figures, marks of a search."""

import sys
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont
from pytestqt.qtbot import QtBot

from desktop.widgets import theme
from desktop.widgets.cells import figures_width
from desktop.widgets.chips import Chip
from desktop.widgets.empty import Empty
from desktop.widgets.table import Column, Shape, Table
from tests.widgets.hands import click_at, press, type_words


@dataclass(frozen=True)
class Row:
    id: str
    name: str
    points: int


ROWS = (
    Row("1", "Nông Thị Thơm", 94),
    Row("2", "Đặng Văn Quỳnh", 100),
    Row("3", "Ảnh Thị Nông", 9),
    Row("4", "Dương Văn Ngoạn", 88),
)


def table(qtbot: QtBot, empty: Empty | None = None) -> Table[Row]:
    made: Table[Row] = Table(
        [
            Column("Name", lambda r: r.name, Shape.NAME, marks=True),
            Column("Points", lambda r: str(r.points), Shape.FIGURE, 80, sort=lambda r: r.points),
            Column("State", lambda r: "", Shape.CHIP, 100, chip=lambda r: Chip("Held", "leaf", "check")),
        ],
        lambda r: r.id,
        "Members",
        empty=empty,
    )
    qtbot.addWidget(made)
    made.resize(500, 260)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.setFocus()
    return made


def names(made: Table[Row]) -> list[str]:
    return [row.name.split()[0] for row in made.rows]


def test_names_sort_as_vietnamese_words_do(qtbot: QtBot) -> None:
    made = table(qtbot)
    made.show_rows(ROWS)
    made.sort_by(0)
    assert names(made) == ["Ảnh", "Dương", "Đặng", "Nông"]
    made.sort_by(0, descending=True)
    assert names(made) == ["Nông", "Đặng", "Dương", "Ảnh"]


def test_figures_sort_as_numbers(qtbot: QtBot) -> None:
    made = table(qtbot)
    made.show_rows(ROWS)
    made.sort_by(1)
    assert [row.points for row in made.rows] == [9, 88, 94, 100]


def test_a_heading_sorts_and_sorts_back(qtbot: QtBot) -> None:
    made = table(qtbot)
    made.show_rows(ROWS)
    head = made.horizontalHeader()
    spot = QPoint(head.sectionPosition(1) + 10, 10)
    click_at(head.viewport(), spot)
    assert made.rows[0].points == 9
    click_at(head.viewport(), spot)
    assert made.rows[0].points == 100


def test_the_chosen_row_stays_chosen(qtbot: QtBot) -> None:
    made = table(qtbot)
    made.show_rows(ROWS)
    assert made.choose("2")
    made.show_rows(ROWS[::-1])
    current = made.current()
    assert current is not None
    assert current.id == "2"
    made.show_rows(ROWS[:1])
    assert made.current() is None
    assert not made.choose("2")


def test_keys_move_and_open(qtbot: QtBot) -> None:
    made = table(qtbot)
    made.show_rows(ROWS)
    chosen: list[Row] = []
    opened: list[Row] = []
    made.chosen.connect(chosen.append)
    made.opened.connect(opened.append)
    made.choose_first()
    press(made, Qt.Key.Key_Down)
    press(made, Qt.Key.Key_Return)
    press(made, Qt.Key.Key_End)
    press(made, Qt.Key.Key_Home)
    assert [row.id for row in chosen] == ["1", "2", "4", "1"]
    assert [row.id for row in opened] == ["2"]


def test_letters_jump_to_a_name_without_accents(qtbot: QtBot) -> None:
    made = table(qtbot)
    made.show_rows(ROWS)
    made.choose_first()
    made.keyboardSearch("dan")
    current = made.current()
    assert current is not None
    assert current.id == "2"


def test_the_sum_is_no_row(qtbot: QtBot) -> None:
    made = table(qtbot)
    made.show_rows(ROWS, total=("Sum", "291", ""))
    model = made.model()
    assert model.rowCount() == 5
    assert model.index(4, 1).data() == "291"
    made.choose_first()
    press(made, Qt.Key.Key_End)
    current = made.current()
    assert current is not None
    assert current.id == "4"


def test_an_empty_table_teaches(qtbot: QtBot) -> None:
    empty = Empty("star", "No members yet", "Bring them in from Excel.", "Import")
    made = table(qtbot, empty)
    made.show_rows(())
    assert empty.isVisible()
    made.show_rows(ROWS)
    assert not empty.isVisible()


def test_a_cell_says_its_chip_to_a_screen_reader(qtbot: QtBot) -> None:
    made = table(qtbot)
    made.show_rows(ROWS)
    assert made.model().index(0, 2).data(Qt.ItemDataRole.AccessibleTextRole) == "Held"
    assert made.accessibleName() == "Members"


@pytest.mark.parametrize("pair", [("111", "444"), ("1.857", "4.000")])
def test_figures_are_level(qapp: object, pair: tuple[str, str]) -> None:
    font: QFont = theme.font("body")
    assert figures_width(pair[0], font) == pytest.approx(figures_width(pair[1], font))


def test_it_is_drawn_with_marks_and_nothing_breaks(qtbot: QtBot) -> None:
    made = table(qtbot)
    made.show_rows(ROWS, total=("Sum", "291", ""))
    plain = made.grab().toImage()
    made.mark("nong")
    assert made.grab().toImage() != plain
    made.choose("3")
    made.grab()


def test_columns_share_the_width(qtbot: QtBot) -> None:
    made = table(qtbot)
    made.show_rows(ROWS)
    assert sum(made.columnWidth(c) for c in range(3)) == made.viewport().width()


def test_typing_in_the_table_never_edits(qtbot: QtBot) -> None:
    made = table(qtbot)
    made.show_rows(ROWS)
    made.choose_first()
    type_words(made, "x")
    assert made.rows == ROWS


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_void_calls_keep_their_references(qtbot: QtBot) -> None:
    """PySide6 6.12.0 drops one reference of None with each of them, until the process aborts (stack notes)."""
    from PySide6.QtWidgets import QLabel

    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for number in range(20_000):
        label.setText(str(number))
    assert sys.getrefcount(None) > before - 1000
