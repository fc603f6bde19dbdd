"""Home answers at a glance; each figure and deed opens something."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.basics.changes import Changes
from desktop.shell.home import HomePage, ToDoRow
from desktop.shell.home_rows import BackupRow, BelowRow, CellMonth, HomeRows, MonthRow, SendingRow
from desktop.widgets.chips import ChipLabel
from desktop.widgets.notice import Notice
from desktop.widgets.place import Place
from desktop.widgets.task import Task
from tests.shell import scene
from tests.widgets.hands import click, settle


class Side:
    """What the page asked of the window."""

    def __init__(self, rows: HomeRows) -> None:
        self.rows = rows
        self.went: list[tuple[str, str | None]] = []
        self.asked = 0
        self.told: list[Notice] = []
        self.task = Task(scene.HereAndNow(), lambda *_: None, lambda _: None)
        self.place = Place(
            self.task,
            lambda room, id: self.went.append((room, id)),
            self.told.append,
            scene.CLOCK,
            scene.wiring().user,
        )
        self.page = HomePage(self.place, self.query)

    def query(self, _reading: object) -> HomeRows:
        self.asked += 1
        return self.rows


def shown(qtbot: QtBot, rows: HomeRows) -> Side:
    side = Side(rows)
    qtbot.addWidget(side.page)
    side.page.fit(921, 558)
    side.page.resize(921, 558)
    side.page.show()
    side.page.open(None)
    settle()
    return side


def words(page: QWidget) -> list[str]:
    chips = [chip.accessibleName() for chip in page.findChildren(ChipLabel)]
    return chips + [label.text() for label in page.findChildren(QLabel) if label.text()]


def named(page: QWidget, name: str) -> QWidget:
    return next(one for one in page.findChildren(QWidget) if one.accessibleName() == name)


def test_everything_of_the_rows_is_said(qtbot: QtBot) -> None:
    side = shown(qtbot, scene.home_rows())
    said = words(side.page)
    for one in (
        "6 things",
        "9",
        "/ 12 cells",
        "92,4\u00a0%",
        "300",
        "2 put off · 1 overdue",
        "Backup yesterday 17:02",
    ):
        assert one in said


def test_only_the_first_deed_is_red(qtbot: QtBot) -> None:
    side = shown(qtbot, scene.home_rows())
    kinds = [row.deed.property("kind") for row in side.page.findChildren(ToDoRow)]
    assert kinds == ["primary"] + ["plain"] * 5


def test_a_deed_opens_its_record(qtbot: QtBot) -> None:
    side = shown(qtbot, scene.home_rows())
    click(side.page._to_do_rows[1].deed)
    assert side.went == [("meetings", "m1")]


def test_a_movement_opens_its_people(qtbot: QtBot) -> None:
    side = shown(qtbot, scene.home_rows())
    click(named(side.page, "3 kết nạp"))
    assert side.went == [("members", "movement:admitted")]


def test_little_height_takes_the_low_form(qtbot: QtBot) -> None:
    side = shown(qtbot, scene.home_rows())
    assert "Coming up" in words(side.page)
    high = side.page.minimumSizeHint().height()
    side.page.fit(921, 484)
    settle()
    assert side.page.minimumSizeHint().height() <= 484
    assert side.page.minimumSizeHint().height() < high
    assert side.page._coming is not None
    assert not side.page._coming.isVisible()


def test_nothing_to_do_calms(qtbot: QtBot) -> None:
    side = shown(qtbot, HomeRows())
    assert "Nothing is waiting" in words(side.page)


def test_no_backup_is_said_with_the_way_there(qtbot: QtBot) -> None:
    side = shown(qtbot, replace(scene.home_rows(), backup=BackupRow(None)))
    assert "No backup yet" in words(side.page)
    click(named(side.page, "Back up"))
    assert side.went == [("settings", "backup")]


def test_changes_ask_anew_only_when_in_sight(qtbot: QtBot) -> None:
    side = shown(qtbot, HomeRows())
    side.task.changed.emit(Changes(frozenset({("meeting", "1")})))
    settle()
    assert side.asked == 2
    side.page.hide()
    side.task.changed.emit(Changes(frozenset({("meeting", "1")})))
    assert side.asked == 2


@pytest.mark.parametrize("cells", [0, 1, 12, 40, 150])
def test_any_number_of_cells_is_drawn(qtbot: QtBot, cells: int) -> None:
    states = list(CellMonth)
    month = MonthRow(scene.home_rows().month.month, tuple((f"Cell {n}", states[n % 4]) for n in range(cells)))  # type: ignore[union-attr]  # the scene has a month
    side = shown(qtbot, HomeRows(month=month))
    side.page.grab()


def test_more_than_six_are_counted(qtbot: QtBot) -> None:
    rows = scene.home_rows()
    side = shown(qtbot, replace(rows, to_do=rows.to_do * 2))
    assert "and 6 more" in words(side.page)
    assert len(side.page._to_do_rows) == 6


@pytest.mark.parametrize("below", [None, BelowRow(12, 3, 2)])
def test_a_crowded_home_still_fits_the_smallest_screen(qtbot: QtBot, below: BelowRow | None) -> None:
    side = shown(qtbot, replace(scene.home_rows(), sending=SendingRow(1234, 23), below=below))
    side.page.fit(921, 484)
    side.page.resize(921, 484)
    settle()
    assert side.page.minimumSizeHint().height() <= 484
    assert "1.234 changes" in words(side.page)


@pytest.mark.parametrize(
    ("below", "said"),
    [
        (BelowRow(0, 0, 0), "No unit is enrolled yet"),
        (BelowRow(0, 0, 0, 1), "0 units below"),
        (BelowRow(0, 0, 2, 1), "2 matters of units below"),
    ],
)
def test_units_that_have_ended_are_not_counted_and_not_forgotten(
    qtbot: QtBot, below: BelowRow, said: str
) -> None:
    assert said in words(shown(qtbot, replace(scene.home_rows(), below=below)).page)


def test_what_waits_upward_opens_the_page_of_sending(qtbot: QtBot) -> None:
    side = shown(qtbot, replace(scene.home_rows(), sending=SendingRow(27, 23)))
    assert {"Not sent to the superior", "27 changes", "the oldest 23 days old", "To be sent"} <= set(
        words(side.page)
    )
    click(named(side.page, "Send by stick"))
    assert side.went == [("send", None)]


def test_papers_that_the_superior_misses_are_told(qtbot: QtBot) -> None:
    side = shown(qtbot, replace(scene.home_rows(), sending=SendingRow(0, files=2)))
    assert {"Not sent to the superior", "2 papers", "missing at the superior"} <= set(words(side.page))
    assert "The superior has received everything" not in words(side.page)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (SendingRow(0, received=True), "The superior has received everything"),
        (SendingRow(0, gone=2), "2 papers are missing at the superior and here"),
        (SendingRow(0), "The receipt hasn’t come yet"),
    ],
)
def test_received_stands_on_a_receipt_alone(qtbot: QtBot, row: SendingRow, said: str) -> None:
    shown_words = words(shown(qtbot, replace(scene.home_rows(), sending=row)).page)
    assert {said, "Nothing waits to be sent"} <= set(shown_words)
    assert ("The superior has received everything" in shown_words) is row.received


def test_what_was_carried_waits_for_its_receipt(qtbot: QtBot) -> None:
    side = shown(qtbot, replace(scene.home_rows(), sending=SendingRow(27, 23, carried=True)))
    assert {"Not yet received by the superior", "waits for the receipt", "Sent"} <= set(words(side.page))


@pytest.mark.parametrize(
    ("row", "link", "room"),
    [
        (BelowRow(0, 0, 0), "Units", "units"),
        (BelowRow(12, 0, 0), "Follow up", "board"),
        (BelowRow(12, 3, 0), "Follow up", "board"),
        (BelowRow(12, 3, 4), "Look at it", "inbox"),
    ],
)
def test_units_below_are_one_line(qtbot: QtBot, row: BelowRow, link: str, room: str) -> None:
    side = shown(qtbot, replace(scene.home_rows(), below=row))
    click(named(side.page, link))
    assert side.went == [(room, None)]
