"""Work away from the window: results come back on its thread, or not at all, and each error finds its way."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.basics.changes import Changes
from desktop.basics.errors import Refused, Told, Trouble
from desktop.basics.language import msg
from desktop.widgets.task import BUSY_AFTER, Steps, Task
from tests.widgets.hands import wait_until


class Threads:
    """A reader and a writer thread, as the register has them."""

    def __init__(self) -> None:
        self.reader = ThreadPoolExecutor(1)
        self.writer = ThreadPoolExecutor(1)

    def read(self, query: Any, /, *args: object) -> "Future[Any]":
        return self.reader.submit(query, "reading", *args)

    def write(self, action: Any, /, *args: object) -> "Future[Any]":
        return self.writer.submit(action, "work", *args)


class Side:
    """Where the task's errors go."""

    def __init__(self) -> None:
        self.threads = Threads()
        self.told: list[Told] = []
        self.crashed: list[BaseException] = []
        self.task = Task(self.threads, lambda _screen, told: self.told.append(told), self.crashed.append)


@pytest.fixture
def side(qapp: object) -> Iterator[Side]:
    made = Side()
    yield made
    made.task.close()
    made.threads.reader.shutdown()
    made.threads.writer.shutdown()


def test_a_result_arrives_on_the_windows_thread(qtbot: QtBot, side: Side) -> None:
    screen = QObject()
    got: list[tuple[object, int]] = []
    asked: list[int] = []

    def query(reading: str, add: int) -> tuple[str, int]:
        asked.append(threading.get_ident())
        return reading, add

    side.task.read(screen, query, 3, then=lambda value: got.append((value, threading.get_ident())))
    wait_until(lambda: bool(got))
    assert got == [(("reading", 3), threading.get_ident())]
    assert asked != [threading.get_ident()]
    assert side.task.idle


def test_an_action_gets_the_work(qtbot: QtBot, side: Side) -> None:
    got: list[object] = []
    side.task.run(screen := QObject(), lambda work, name: f"{work} {name}", "saved", then=got.append)
    wait_until(lambda: bool(got))
    assert got == ["work saved"]
    assert screen is not None


def test_work_aside_needs_no_register(qtbot: QtBot, qapp: object) -> None:
    task = Task(None, lambda *_: None, lambda _: None)
    got: list[int] = []
    task.aside(screen := QObject(), sum, (1, 2), then=got.append)
    wait_until(lambda: bool(got))
    assert got == [3]
    with pytest.raises(RuntimeError):
        task.read(screen, lambda _reading: None)
    task.close()


def test_a_screen_that_is_gone_hears_nothing(qtbot: QtBot, side: Side) -> None:
    screen = QWidget()
    go = threading.Event()
    got: list[object] = []
    side.task.read(screen, lambda _r: go.wait(5), then=got.append, failed=got.append)
    screen.deleteLater()
    del screen
    qtbot.wait(20)
    go.set()
    wait_until(lambda: side.task.idle)
    assert got == []


@pytest.mark.parametrize("error", [Refused("X-1", msg("No.")), Trouble("X-2", msg("The disk is full."))])
def test_what_is_told_goes_to_failed_or_to_the_notices(qtbot: QtBot, side: Side, error: Told) -> None:
    screen = QObject()

    def action(_work: object) -> None:
        raise error

    got: list[Told] = []
    side.task.run(screen, action, failed=got.append)
    side.task.run(screen, action)
    wait_until(lambda: side.task.idle)
    assert got == [error]
    assert side.told == [error]
    assert side.crashed == []


def test_anything_else_is_our_mistake(qtbot: QtBot, side: Side) -> None:
    screen = QObject()
    side.task.read(screen, lambda _r: 1 // 0, failed=side.told.append)
    wait_until(lambda: bool(side.crashed))
    assert isinstance(side.crashed[0], ZeroDivisionError)
    assert side.told == []


def test_a_mistake_is_reported_even_if_the_screen_is_gone(qtbot: QtBot, side: Side) -> None:
    screen = QWidget()
    go = threading.Event()

    def query(_reading: object) -> None:
        go.wait(5)
        raise KeyError

    side.task.read(screen, query)
    screen.deleteLater()
    del screen
    qtbot.wait(20)
    go.set()
    wait_until(lambda: bool(side.crashed))


def test_changes_are_announced_on_the_windows_thread(qtbot: QtBot, side: Side) -> None:
    changes = Changes(frozenset({("member", "1")}))
    with qtbot.waitSignal(side.task.changed) as heard:
        threading.Thread(target=lambda: side.task.announce(changes)).start()
    assert heard.args == [changes]


def test_short_work_shows_nothing_and_long_work_does(qtbot: QtBot, side: Side) -> None:
    seen: list[tuple[bool, object]] = []
    side.task.busy.connect(lambda busy, steps: seen.append((busy, steps)))
    screen, go, steps = QObject(), threading.Event(), Steps()
    side.task.read(screen, lambda _r: 1)
    qtbot.wait(BUSY_AFTER + 50)
    assert seen == []
    side.task.run(screen, lambda _w: go.wait(5), steps=steps)
    wait_until(lambda: seen == [(True, steps)])
    go.set()
    wait_until(lambda: seen[-1] == (False, None))


def test_quiet_work_never_shows_and_hides_none(qtbot: QtBot, side: Side) -> None:
    seen: list[bool] = []
    side.task.busy.connect(lambda busy, _steps: seen.append(busy))
    screen, go, end = QObject(), threading.Event(), threading.Event()
    side.task.aside(screen, go.wait, 5, quiet=True)
    qtbot.wait(BUSY_AFTER + 50)
    assert seen == []
    side.task.read(screen, lambda _r: end.wait(5))
    wait_until(lambda: seen == [True])
    end.set()
    wait_until(lambda: seen == [True, False])
    assert not side.task.idle
    go.set()
    wait_until(lambda: side.task.idle)


def test_closing_asks_long_work_to_stop_and_waits_for_its_end(side: Side) -> None:
    screen, steps, ended = QObject(), Steps(), threading.Event()

    def work() -> None:
        while not steps.stopped:
            steps.report(1, 2, "…")
        ended.set()

    side.task.aside(screen, work, steps=steps)
    assert side.task.is_long
    side.task.close()
    assert ended.is_set()


def test_a_closed_task_delivers_nothing(qtbot: QtBot, side: Side) -> None:
    got: list[object] = []
    side.task.read(screen := QObject(), lambda _r: 1, then=got.append)
    side.task.close()
    side.task.announce(Changes(frozenset()))
    qtbot.wait(30)
    assert got == []
    assert screen is not None


def test_steps_are_shared_between_threads() -> None:
    steps = Steps()
    steps.report(18, 27, "reading back")
    assert steps.state() == (18, 27, "reading back")
    assert not steps.stopped
    steps.stop()
    assert steps.stopped


def test_many_results_keep_their_order(qtbot: QtBot, side: Side) -> None:
    got: list[int] = []
    screen = QObject()
    for number in range(200):
        side.task.read(screen, lambda _r, n: n, number, then=got.append)
    wait_until(lambda: len(got) == 200)
    assert got == list(range(200))
