"""The page of open tasks: marked by letters, undone, found and left again."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from tests.meetings.test_actions import typed_in
from tests.meetings.window import Seat

from desktop.meetings.actions.finishing import finish_meeting
from desktop.meetings.actions.tasks import set_task_state
from desktop.meetings.queries.duties import OpenTask, open_tasks
from desktop.meetings.rules.words import TaskState
from desktop.meetings.screen.tasks import late_days
from desktop.storage.register import Register

KEY = Qt.Key
pytestmark = [
    pytest.mark.usefixtures("look"),
    pytest.mark.qt_log_ignore(
        "does not support grabbing the keyboard", "does not support raise", extend=True
    ),
]


@pytest.fixture
def tasked(register: Register, cell: str, sample: dict[str, Any]) -> str:
    """The sample meeting, finished: three tasks are open."""
    return register.write(finish_meeting, typed_in(register, cell, sample)).result().meeting_id


def states(register: Register) -> list[TaskState]:
    return [task.state for task in register.read(open_tasks).result()]


def test_tasks_are_marked_by_letters(seat: Seat, register: Register, tasked: str) -> None:
    seat.open("tasks")
    table = seat.page.tasks.table
    assert [task.owner for task in table.rows] == ["Hoàng Minh Sơn", "Lục Thị Yến", "Bế Đức Kiên"]
    assert seat.focus is table
    assert seat.page.title == "Open tasks"
    assert seat.page.subtitle == "3 tasks"
    seat.key(KEY.Key_Down)
    seat.say("c")
    seat.rest()
    assert states(register) == [TaskState.OPEN, TaskState.CARRIED_OVER, TaskState.OPEN]
    assert table.current() == table.rows[1]
    seat.say("l")
    seat.rest()
    assert states(register) == [TaskState.OPEN] * 3
    first = table.rows[0]
    seat.key(KEY.Key_Home)
    seat.say("x")
    seat.rest()
    assert [task.owner for task in table.rows] == ["Lục Thị Yến", "Bế Đức Kiên"]
    assert table.current() == table.rows[0]
    card = seat.desk._notices.card
    assert card is not None
    assert card.notice.title == "The task is done."
    assert card.link is not None
    card.link.click()
    seat.rest()
    assert states(register) == [TaskState.OPEN] * 3
    assert table.current() == first
    assert seat.focus is table
    seat.say("K")
    seat.rest()
    assert len(states(register)) == 2


def test_a_result_survives_undo(seat: Seat, register: Register, tasked: str) -> None:
    task = register.read(open_tasks).result()[0]
    register.write(set_task_state, task.id, TaskState.CARRIED_OVER, "còn 3 hộ").result()
    seat.open(f"tasks:{task.id}")
    seat.say("x")
    seat.rest()
    card = seat.desk._notices.card
    assert card is not None
    assert card.link is not None
    card.link.click()
    seat.rest()
    again = register.read(open_tasks).result()[0]
    assert (again.state, again.result) == (TaskState.CARRIED_OVER, "còn 3 hộ")


def test_ways_to_the_tasks_and_back(seat: Seat, tasked: str) -> None:
    seat.open()
    assert seat.page.head_buttons
    seat.page.head_buttons[0].click()
    seat.rest()
    last = seat.page.tasks.table.rows[2]
    seat.open(f"tasks:{last.id}")
    assert seat.page.tasks.table.current() == last
    assert seat.page.here() == f"tasks:{last.id}"
    seat.key(KEY.Key_Return)
    seat.rest()
    assert seat.page.here() == tasked
    seat.page.done.tasks_button.click()
    seat.rest()
    assert seat.page.tasks.table.current() == seat.page.tasks.table.rows[0]


def test_no_task_teaches_where_they_come_from(seat: Seat) -> None:
    seat.open("tasks")
    assert seat.page.subtitle == ""
    assert seat.focus is seat.page.tasks.empty.button
    seat.key(KEY.Key_Space)
    seat.rest()
    assert seat.page.here() is None
    assert seat.focus is seat.page.book.table


def test_an_overdue_task_is_said_in_words() -> None:
    def task(due: date | None) -> OpenTask:
        return OpenTask("t", "m", "c", "Chi bộ", None, "việc", "ai", None, due, TaskState.OPEN)

    today = date(2026, 11, 25)
    assert late_days(task(date(2026, 11, 20)), today) == 5
    assert [late_days(task(due), today) for due in (today, date(2026, 12, 1), None)] == [0, 0, 0]
