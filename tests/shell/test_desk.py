"""The desk: places, keys, quick find, notices, locking."""

import threading

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop.basics.errors import Refused
from desktop.basics.language import msg
from desktop.shell.desk import Desk
from desktop.shell.idle import IdleWatch
from desktop.shell.main_window import MainWindow
from desktop.shell.wiring import Find
from desktop.widgets.dialogs import Dialog
from desktop.widgets.notice import Notice
from desktop.widgets.task import Steps
from tests.shell import scene
from tests.widgets.hands import click, press, settle, type_words, wait_for_rest, wait_until

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    crashed: list[BaseException] = []
    made = MainWindow(crashed.append)
    qtbot.addWidget(made)
    made.show_desk(scene.wiring(crashed))
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


@pytest.fixture
def desk(window: MainWindow) -> Desk:
    assert window.desk is not None
    return window.desk


def room(desk: Desk, name: str = "meetings") -> scene.PlainPage:
    page = desk.page(name)
    assert isinstance(page, scene.PlainPage)
    return page


def test_alt_and_a_figure_go_to_a_place(desk: Desk) -> None:
    press(desk, Qt.Key.Key_4, ALT)
    assert desk.current == "meetings"
    press(desk, Qt.Key.Key_1, ALT)
    assert desk.current == "home"
    assert room(desk).did == ["open None", "leaving"]


def test_the_sidebar_goes_and_marks(desk: Desk) -> None:
    button = desk._sidebar.buttons["members"]
    click(button)
    assert desk.current == "members"
    assert button.isChecked()
    assert [n for n, b in desk._sidebar.buttons.items() if b.isChecked()] == ["members"]
    click(button)
    assert button.isChecked()


@pytest.mark.parametrize(
    ("key", "modifiers", "did"),
    [
        (Qt.Key.Key_N, CTRL, "new"),
        (Qt.Key.Key_Return, CTRL, "finish"),
        (Qt.Key.Key_Enter, CTRL, "finish"),
        (Qt.Key.Key_P, CTRL, "preview"),
        (Qt.Key.Key_D, CTRL, "as before"),
        (Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier, "edit"),
    ],
)
def test_keys_reach_the_page(desk: Desk, key: Qt.Key, modifiers: Qt.KeyboardModifier, did: str) -> None:
    desk.go("meetings")
    press(desk, key, modifiers)
    assert room(desk).did[-1] == did


def test_f1_opens_help(desk: Desk) -> None:
    press(desk, Qt.Key.Key_F1)
    assert desk.current == "help"


def test_an_unknown_place_is_home(desk: Desk) -> None:
    desk.go("reports", "7")
    assert desk.current == "home"


def test_a_page_is_asked_for_a_record(desk: Desk) -> None:
    desk.go("meetings", "m1")
    assert room(desk).did == ["open m1"]
    assert desk._top._title.text() == "Sinh hoạt"


def test_heading_follows_the_page(desk: Desk) -> None:
    desk.go("meetings")
    page = room(desk)
    page.kept("Kept 14:32:05")
    assert desk._top._kept.text() == "Kept 14:32:05"
    desk.go("home")
    page.head("Other")
    assert desk._top._title.text() == "Home"


def test_a_room_without_the_right_is_not_shown(qtbot: QtBot) -> None:
    from dataclasses import replace

    from desktop.features import Feature

    wiring = scene.wiring()
    desk = Desk(
        replace(wiring, features=(Feature("secret", "Secret", "lock", scene.PlainPage, "restricted"),))
    )
    qtbot.addWidget(desk)
    assert "secret" not in desk._sidebar.buttons
    desk.go("secret")
    assert desk.current == "home"


def test_a_refusal_becomes_a_card(desk: Desk, qtbot: QtBot) -> None:
    def refuse(_reading: object) -> None:
        raise Refused("MTG-04", msg("Not finished."), msg("Choose a form."))

    desk.task.read(desk, refuse)
    wait_until(lambda: desk._notices.card is not None)
    assert desk._notices.card is not None
    assert desk._notices.card.notice.detail == "Choose a form. · Code MTG-04"


def test_busy_work_shows_words_and_stop(desk: Desk) -> None:
    steps = Steps()
    steps.report(18, 27, "Reading back 18 of 27")
    desk._busy.show_busy(True, steps)
    assert desk._busy.isVisible()
    assert desk._busy.bar.maximum() == 27
    click(desk._busy.stop)
    assert steps.stopped
    desk._busy.show_busy(False, None)
    assert not desk._busy.isVisible()


class TestQuickFind:
    def open(self, desk: Desk, text: str) -> QLineEdit:
        press(desk, Qt.Key.Key_K, CTRL)
        line = desk._quick.line
        type_words(line, text)
        wait_for_rest(lambda: not desk._quick._timer.isActive() and desk.task.idle)
        return line

    def titles(self, desk: Desk) -> list[str]:
        return [find.title for find in desk._quick.finds]

    def test_no_accents_are_needed(self, desk: Desk) -> None:
        self.open(desk, "nong th")
        assert self.titles(desk) == ["Nông Thị Thơm", "Nông Văn Thức"]

    def test_arrows_and_enter(self, desk: Desk) -> None:
        line = self.open(desk, "nong")
        press(line, Qt.Key.Key_Down)
        press(line, Qt.Key.Key_Return)
        assert desk.current == "members"
        assert room(desk, "members").did == ["open 2"]
        assert not desk._quick.isVisible()

    def test_pages_are_found_too(self, desk: Desk) -> None:
        line = self.open(desk, "set")
        assert self.titles(desk) == ["Settings"]
        press(line, Qt.Key.Key_Return)
        assert desk.current == "settings"

    def test_escape_gives_the_focus_back(self, desk: Desk) -> None:
        button = desk._sidebar.buttons["members"]
        button.setFocus()
        line = self.open(desk, "x")
        press(line, Qt.Key.Key_Escape)
        assert not desk._quick.isVisible()
        assert desk.window().focusWidget() is button

    def test_nothing_found_is_said(self, desk: Desk) -> None:
        self.open(desk, "zzz")
        assert self.titles(desk) == []
        assert "Nothing" in desk._quick._hint.text()

    def test_an_older_answer_is_dropped(self, desk: Desk) -> None:
        self.open(desk, "nong")
        desk._quick._arrived("n", (Find("x", None, "Stale"),))
        assert "Stale" not in self.titles(desk)


class TestLocking:
    def test_ctrl_l_keeps_what_is_typed_and_closes_the_desk(
        self, window: MainWindow, desk: Desk, qtbot: QtBot
    ) -> None:
        desk.go("meetings")
        page = room(desk)
        with qtbot.waitSignal(window.locked):
            press(desk, Qt.Key.Key_L, CTRL)
        assert page.did[-1] == "leaving"
        assert window.desk is None

    def test_closing_keeps_too(self, window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
        desk.go("meetings")
        page = room(desk)
        with qtbot.waitSignal(window.closing):
            window.close()
        assert "leaving" in page.did

    def test_the_register_is_closed_after_what_runs(self, window: MainWindow, desk: Desk) -> None:
        order: list[str] = []
        steps = Steps()

        def work() -> None:
            while not steps.stopped:
                steps.report(1, 2, "…")
            order.append("the work")

        window.closing.connect(lambda: order.append("the register"))
        desk.task.aside(desk, work, steps=steps)
        window.close()
        assert order == ["the work", "the register"]

    def test_nobody_there_waits_for_long_work(self, window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
        assert window._idle is not None
        steps = Steps()
        go_on = threading.Event()
        desk.task.aside(desk, go_on.wait, steps=steps)
        with qtbot.assertNotEmitted(window.locked):
            window._idle.idle.emit()
        assert window._idle.left > 0
        assert not steps.stopped
        go_on.set()
        wait_until(lambda: desk.task.idle)
        with qtbot.waitSignal(window.locked):
            window._idle.idle.emit()

    def test_nobody_there_locks(self, window: MainWindow, qtbot: QtBot) -> None:
        assert window._idle is not None
        with qtbot.waitSignal(window.locked):
            window._idle.idle.emit()

    def test_a_dialog_is_no_way_round_the_lock(self, window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
        asked = Dialog(desk, "A question")
        asked.open()
        wait_until(asked.isVisible)
        handle = asked.windowHandle()
        assert handle is not None
        assert window._idle is not None
        window._idle.watch(handle)  # as when it comes to the front
        pressed = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        with qtbot.waitSignal(window.locked):
            QCoreApplication.sendEvent(handle, pressed)  # the window is gone before the key is let go
        assert window.desk is None

    def test_a_key_in_any_window_counts_as_life(self, window: MainWindow, qtbot: QtBot) -> None:
        watch = IdleWatch(1, window)
        qtbot.wait(30)
        before = watch.left
        handle = window.windowHandle()
        from PySide6.QtTest import QTest

        QTest.keyClick(handle, Qt.Key.Key_A)
        assert watch.left > before - 20
        watch.set_minutes(0)
        assert watch.left == -1
        watch.touched()
        assert watch.left == -1

    def test_locking_twice_is_once(self, window: MainWindow, qtbot: QtBot) -> None:
        window.lock()
        with qtbot.assertNotEmitted(window.locked):
            window.lock()


def test_notices_lie_over_the_page_and_move_nothing(desk: Desk) -> None:
    page = desk.page("home")
    assert page is not None
    before = page.geometry()
    desk.notify(Notice.done("Done"))
    settle()
    assert page.geometry() == before
    assert desk._notices.geometry().bottom() <= desk.height()


def test_badges(desk: Desk) -> None:
    desk.set_badge("meetings", 27)
    assert desk._sidebar.buttons["meetings"].accessibleName() == "Meetings (27)"
    desk.grab()
