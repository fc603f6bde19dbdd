"""Unlocking: never freezes, says what is wrong, keeps no passphrase."""

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.basics.errors import Trouble
from desktop.basics.language import msg
from desktop.shell.unlock import UnlockPage
from tests.shell import scene
from tests.widgets.hands import click, press, type_words, wait_until


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[UnlockPage]:
    yield from made(qtbot)


def made(qtbot: QtBot, **doors: object) -> Iterator[UnlockPage]:
    crashed: list[BaseException] = []
    page = UnlockPage(scene.unlock_doors(**doors), crashed.append)
    qtbot.addWidget(page)
    page.resize(1000, 560)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    yield page
    page.close_down()
    assert crashed == []


def test_the_cursor_waits_in_the_passphrase(page: UnlockPage) -> None:
    assert page.focusWidget() is page.passphrase.line
    assert page.account.value() == "u1"


def test_enter_opens(page: UnlockPage, qtbot: QtBot) -> None:
    type_words(page.passphrase.line, scene.PASSPHRASE)
    with qtbot.waitSignal(page.opened) as heard:
        press(page.passphrase.line, Qt.Key.Key_Return)
    assert heard.args == ["opened by u1"]
    assert page.passphrase.text() == ""


def test_enter_opens_once(page: UnlockPage, qtbot: QtBot) -> None:
    heard: list[object] = []
    page.opened.connect(heard.append)
    type_words(page.passphrase.line, scene.PASSPHRASE)
    press(page.passphrase.line, Qt.Key.Key_Return)
    press(page.open_button, Qt.Key.Key_Return)
    wait_until(lambda: page.task.idle)
    assert len(heard) == 1


def test_another_account_may_be_chosen(page: UnlockPage, qtbot: QtBot) -> None:
    page.account.set_value("u2")
    type_words(page.passphrase.line, scene.PASSPHRASE)
    with qtbot.waitSignal(page.opened) as heard:
        click(page.open_button)
    assert heard.args == ["opened by u2"]


def test_a_wrong_passphrase_is_said_below_it(page: UnlockPage, qtbot: QtBot) -> None:
    type_words(page.passphrase.line, "wrong")
    press(page.passphrase.line, Qt.Key.Key_Return)
    wait_until(lambda: page.passphrase.shown_problem is not None)
    assert page.passphrase.line.accessibleDescription() == "This is not the passphrase."
    assert page.passphrase.line.selectedText() != ""
    assert page.open_button.isEnabled()
    assert page.focusWidget() is page.passphrase.line


def test_an_empty_one_is_asked_for(page: UnlockPage) -> None:
    click(page.open_button)
    assert page.passphrase.line.accessibleDescription() == "Type the passphrase."


def test_the_window_stays_alive_while_the_key_is_worked_out(qtbot: QtBot) -> None:
    go = threading.Event()

    def unlock(_account: str, _passphrase: str) -> str:
        go.wait(5)
        return "open"

    for page in made(qtbot, unlock=unlock):
        type_words(page.passphrase.line, "x")
        press(page.passphrase.line, Qt.Key.Key_Return)
        assert not page.open_button.isEnabled()
        assert page.open_button.accessibleName() == "Opening…"
        with qtbot.waitSignal(page.opened):
            go.set()


def test_other_trouble_is_a_card(qtbot: QtBot) -> None:
    def unlock(_account: str, _passphrase: str) -> str:
        raise Trouble("STO-03", msg("Another window has the register open."), msg("Close it."))

    for page in made(qtbot, unlock=unlock):
        type_words(page.passphrase.line, "x")
        press(page.passphrase.line, Qt.Key.Key_Return)
        wait_until(lambda page=page: page.notices.card is not None)
        assert page.notices.card is not None
        assert page.notices.card.notice.detail == "Close it. · Code STO-03"


def test_caps_lock_is_noticed(page: UnlockPage) -> None:
    type_words(page.passphrase.line, "A")
    assert page.passphrase.line.accessibleDescription() == "Caps Lock is on"
    type_words(page.passphrase.line, "a")
    assert page.passphrase.line.accessibleDescription() == ""
    press(page.passphrase.line, Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier)
    type_words(page.passphrase.line, "Ễ1 ")
    assert page.passphrase.line.accessibleDescription() in ("", "Caps Lock is on")


class TestRecovery:
    def fill(self, page: UnlockPage, code: str, new: str, again: str) -> None:
        page._to_recovery()
        type_words(page.code.line, code)
        type_words(page.new.line, new)
        type_words(page.again.line, again)
        click(page.recover_button)

    def test_the_paper_opens_and_sets_a_passphrase(self, page: UnlockPage, qtbot: QtBot) -> None:
        with qtbot.waitSignal(page.opened) as heard:
            self.fill(page, "-".join(scene.GROUPS), scene.PASSPHRASE, scene.PASSPHRASE)
        assert heard.args == [f"recovered, {len(scene.PASSPHRASE)}"]

    def test_a_wrong_code_is_said_at_the_code(self, page: UnlockPage, qtbot: QtBot) -> None:
        self.fill(page, "ABCD", scene.PASSPHRASE, scene.PASSPHRASE)
        wait_until(lambda: page.code.shown_problem is not None)
        assert page.code.line.accessibleDescription() == "The code isn't right."

    def test_a_weak_passphrase_is_refused_before_anything(self, page: UnlockPage) -> None:
        self.fill(page, "-".join(scene.GROUPS), "123456", "123456")
        assert page.task.idle
        assert page.again.shown_problem is not None

    def test_two_different_ones_are_refused(self, page: UnlockPage) -> None:
        self.fill(page, "-".join(scene.GROUPS), scene.PASSPHRASE, scene.PASSPHRASE + "x")
        assert page.again.shown_problem is not None


def test_closing_forgets_what_was_typed(page: UnlockPage) -> None:
    type_words(page.passphrase.line, "secret")
    page.close_down()
    assert page.passphrase.text() == ""
