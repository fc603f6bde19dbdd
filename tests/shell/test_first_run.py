"""First run: five steps; nothing is skipped that must not be, nothing is lost that was done."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.basics.language import Message, say
from desktop.shell.first_run import FirstRunPage, Next
from desktop.shell.first_run_doors import FirstUnit
from desktop.shell.first_run_rest import BackupStep, MembersStep, PaperStep
from desktop.shell.first_run_step import difference
from desktop.shell.first_run_steps import UnitStep, UserStep
from tests.shell import scene
from tests.widgets.hands import click, press, settle, type_words, wait_until


@pytest.fixture
def side() -> scene.FirstRunSide:
    return scene.FirstRunSide()


@pytest.fixture
def page(qtbot: QtBot, side: scene.FirstRunSide) -> Iterator[FirstRunPage]:
    crashed: list[BaseException] = []
    made = FirstRunPage(side.doors(), crashed.append)
    qtbot.addWidget(made)
    made.resize(1093, 540)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    yield made
    made.close_down()
    assert crashed == []


def unit(page: FirstRunPage) -> UnitStep:
    step = page.steps[0]
    assert isinstance(step, UnitStep)
    return step


def user(page: FirstRunPage) -> UserStep:
    step = page.steps[1]
    assert isinstance(step, UserStep)
    return step


def paper(page: FirstRunPage) -> PaperStep:
    step = page.steps[2]
    assert isinstance(step, PaperStep)
    return step


def fill_unit(page: FirstRunPage) -> None:
    type_words(unit(page).name.line, "Đảng bộ xã Bình Lãng")
    page.forward()


def fill_user(page: FirstRunPage, again: str = scene.PASSPHRASE) -> None:
    step = user(page)
    type_words(step.name.line, "Bế Đức Kiên")
    type_words(step.passphrase.line, scene.PASSPHRASE)
    type_words(step.again.line, again)
    page.forward()


def test_the_whole_way(page: FirstRunPage, side: scene.FirstRunSide, qtbot: QtBot, tmp_path: Path) -> None:
    fill_unit(page)
    fill_user(page)
    wait_until(lambda: page.number == 2)
    assert side.founded is not None
    assert side.founded[0] == FirstUnit("DANG_BO_XA", "Đảng bộ xã Bình Lãng", "", "")
    assert side.founded[1].passphrase == scene.PASSPHRASE
    click(paper(page).print_button)
    wait_until(lambda: side.printed == 1)
    for number, field in paper(page).typed.items():
        type_words(field.line, scene.GROUPS[number].lower())
    page.forward()
    wait_until(lambda: page.number == 3)
    backup = page.steps[3]
    assert isinstance(backup, BackupStep)
    backup.try_place(tmp_path)
    wait_until(lambda: side.backup == tmp_path)
    page.forward()
    assert page.number == 4
    with qtbot.waitSignal(page.finished) as heard:
        page.forward()
    assert heard.args == [Next.IMPORT]


def test_a_unit_without_a_name_is_not_left(page: FirstRunPage) -> None:
    page.forward()
    assert page.number == 0
    assert unit(page).name.shown_problem is not None
    assert page.focusWidget() is unit(page).name.line


def test_the_passphrase_must_be_typed_twice_the_same(page: FirstRunPage, side: scene.FirstRunSide) -> None:
    fill_unit(page)
    fill_user(page, "cánh đồng mùa gạt sớm")
    assert page.number == 1
    assert side.founded is None
    assert user(page).again.shown_problem is not None


def test_a_weak_passphrase_is_refused(page: FirstRunPage, side: scene.FirstRunSide) -> None:
    fill_unit(page)
    step = user(page)
    type_words(step.name.line, "Bế Đức Kiên")
    type_words(step.passphrase.line, "12345678")
    type_words(step.again.line, "12345678")
    page.forward()
    assert side.founded is None
    assert step.passphrase.shown_problem is not None


def test_the_passphrase_is_forgotten_once_the_register_is_made(page: FirstRunPage, qtbot: QtBot) -> None:
    fill_unit(page)
    fill_user(page)
    wait_until(lambda: page.number == 2)
    assert user(page).passphrase.text() == ""


def test_one_cannot_go_behind_the_making(page: FirstRunPage, qtbot: QtBot) -> None:
    fill_unit(page)
    fill_user(page)
    wait_until(lambda: page.number == 2)
    page.back()
    assert page.number == 2
    assert not page.back_button.isVisible()


def test_the_paper_must_be_read_back(page: FirstRunPage, qtbot: QtBot) -> None:
    fill_unit(page)
    fill_user(page)
    wait_until(lambda: page.number == 2)
    step = paper(page)
    first, second = step.typed.values()
    type_words(first.line, scene.GROUPS[1])
    type_words(second.line, "XXXX")
    page.forward()
    assert page.number == 2
    assert first.shown_problem is None
    assert second.shown_problem is not None


def test_a_full_disk_is_said_and_another_folder_may_be_chosen(
    page: FirstRunPage, qtbot: QtBot, tmp_path: Path
) -> None:
    backup = page.steps[3]
    assert isinstance(backup, BackupStep)
    page._show(3)
    backup.try_place(tmp_path / "full")
    wait_until(lambda: backup.choose.isEnabled())
    assert backup.path is None
    backup.try_place(tmp_path)
    wait_until(lambda: backup.path == tmp_path)


def test_members_may_come_later(page: FirstRunPage, qtbot: QtBot) -> None:
    step = page.steps[4]
    assert isinstance(step, MembersStep)
    page._show(4)
    assert [mark._done for mark in page._marks] == [True, True, True, False, False], (
        "the backup's place was put off"
    )
    click(step._group.button(2))
    with qtbot.waitSignal(page.finished) as heard:
        page.forward()
    assert heard.args == [Next.HOME]
    settle()


def test_ctrl_enter_goes_on(page: FirstRunPage) -> None:
    type_words(unit(page).name.line, "Đảng bộ xã Bình Lãng")
    press(unit(page).name.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.number == 1


def test_closing_forgets_the_secrets(page: FirstRunPage) -> None:
    page._made(scene.GROUPS)
    type_words(user(page).passphrase.line, "secret")
    page.close_down()
    assert user(page).passphrase.text() == ""
    assert paper(page)._groups == ()


@pytest.mark.parametrize(
    ("one", "other", "shown", "words"),
    [
        ("a b c", "a x c", True, "Not the same as the line above. Word 2 differs: “x” and “b”."),
        ("a b c", "a x c", False, "Not the same as the line above. Word 2 differs."),
        ("a b c", "a b", True, "Not the same as the line above: something is missing at the end."),
    ],
)
def test_a_difference_is_said_without_showing_what_is_hidden(
    one: str, other: str, shown: bool, words: str
) -> None:
    message = difference(one, other, shown)
    assert isinstance(message, Message)
    assert say(message) == words
