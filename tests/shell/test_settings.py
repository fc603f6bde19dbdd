"""Settings: users, passphrase, looks, backups."""

import pytest
from pytestqt.qtbot import QtBot

from desktop.shell.settings_doors import Looks, NewUser, SettingsDoors
from desktop.shell.settings_page import SettingsPage
from desktop.shell.users_card import AddUser
from desktop.widgets.notice import Notice
from desktop.widgets.place import Place, WhoIsHere
from desktop.widgets.task import Task
from tests.shell import scene
from tests.widgets.hands import click, type_words, wait_until


class Side:
    """A settings page and all it said."""

    def __init__(
        self, rights: frozenset[str] = frozenset({"read", "users"}), doors: SettingsDoors | None = None
    ) -> None:
        self.settings = scene.Settings()
        self.told: list[Notice] = []
        self.failed: list[str] = []
        self.task = Task(
            None,
            lambda _s, told: self.failed.append(told.code),
            lambda error: self.failed.append(repr(error)),
        )
        user = WhoIsHere("u1", "Bế Đức Kiên", "secretary", rights)
        self.place = Place(self.task, lambda *_: None, self.told.append, scene.CLOCK, user)
        self.page = SettingsPage(self.place, doors or self.settings.doors())
        self.page.open(None)


@pytest.fixture
def side(qtbot: QtBot) -> Side:
    made = Side()
    qtbot.addWidget(made.page)
    made.page.resize(921, 1400)
    made.page.show()
    wait_until(lambda: made.task.idle)
    return made


def test_looks_are_kept_and_announced(side: Side, qtbot: QtBot) -> None:
    side.page.scale.set_value(1.25)
    with qtbot.waitSignal(side.page.looks_changed):
        side.page.scale.changed.emit()
    assert side.settings.now == Looks("vi", 1.25, 10)
    side.page.minutes.set_value(0)
    side.page.minutes.changed.emit()
    assert side.settings.now.idle_minutes == 0


def test_the_passphrase_is_changed_and_forgotten(side: Side, qtbot: QtBot) -> None:
    page = side.page
    type_words(page.old.line, scene.PASSPHRASE)
    type_words(page.fresh.line, "một câu khác hẳn dễ nhớ")
    type_words(page.again.line, "một câu khác hẳn dễ nhớ")
    page._change(side.settings.change)
    wait_until(lambda: bool(side.told))
    assert side.settings.asked == ["một câu khác hẳn dễ nhớ"]
    assert page.old.text() == page.fresh.text() == page.again.text() == ""


def test_a_wrong_old_passphrase_is_refused(side: Side, qtbot: QtBot) -> None:
    page = side.page
    type_words(page.old.line, "wrong")
    type_words(page.fresh.line, "một câu khác hẳn dễ nhớ")
    type_words(page.again.line, "một câu khác hẳn dễ nhớ")
    page._change(side.settings.change)
    wait_until(lambda: bool(side.failed))
    assert side.failed == ["KEY-01"]


def test_users_are_listed_and_changed(side: Side, qtbot: QtBot) -> None:
    users = side.page.users
    assert [row.name for row in users.table.rows] == ["Bế Đức Kiên", "Lục Thị Yến", "Bàn Văn Sếnh"]
    users.table.choose("u1")
    assert not users.stop.isEnabled()
    users.table.choose("u3")
    assert not users.stop.isEnabled()
    users.table.choose("u2")
    assert users.stop.isEnabled()
    users.role.set_value("clerk")
    users.role.changed.emit()
    wait_until(lambda: side.task.idle)
    assert side.settings.asked == [("u2", "clerk")]
    row = users.table.current()
    assert row is not None
    users._stop(row)
    wait_until(lambda: side.task.idle)
    assert not side.settings.people[1].active


def test_a_user_is_added(side: Side, qtbot: QtBot) -> None:
    added: list[int] = []
    form = AddUser(side.page, side.place, side.settings.doors(), lambda: added.append(1))
    form.open()
    click(form.add)
    assert form.name.shown_problem is not None
    type_words(form.name.line, "Chu Thị Hợp")
    type_words(form.account.line, "Văn phòng 2")
    type_words(form.passphrase.line, scene.PASSPHRASE)
    type_words(form.again.line, scene.PASSPHRASE)
    click(form.add)
    wait_until(lambda: added == [1])
    assert side.settings.asked == [NewUser("Chu Thị Hợp", "Văn phòng 2", "clerk", scene.PASSPHRASE)]


def test_backups_and_check(side: Side, qtbot: QtBot) -> None:
    side.page._back_up()
    wait_until(lambda: side.task.idle)
    side.page._check()
    wait_until(lambda: len(side.told) == 2)
    assert [notice.title for notice in side.told] == ["The backup is made, opened and checked", "All is well"]


def test_without_the_right_users_are_not_shown(qtbot: QtBot) -> None:
    side = Side(frozenset({"read"}))
    qtbot.addWidget(side.page)
    assert "users" not in side.page._parts
    assert "recovery" not in side.page._parts
    wait_until(lambda: side.task.idle)


def test_a_closed_door_is_not_shown(qtbot: QtBot) -> None:
    settings = scene.Settings()
    doors = SettingsDoors(lambda: settings.now, settings.set_looks, scene.judge)
    side = Side(doors=doors)
    qtbot.addWidget(side.page)
    assert set(side.page._parts) == {"looks", "about"}
