"""Fields: paper order, nothing jumps, nothing is changed while one types."""

import unicodedata
from datetime import date, time
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.basics.clock import Clock
from desktop.basics.errors import Problem, Refused, Severity
from desktop.basics.language import msg
from desktop.widgets.choices import Answers, Choice, Tick
from desktop.widgets.dialogs import Dialog
from desktop.widgets.field import Field
from desktop.widgets.fields import (
    DateField,
    NumberField,
    PassphraseField,
    Pause,
    TextField,
    TimeField,
    weekday,
)
from desktop.widgets.longtext import LINE_HEIGHT, LongText
from desktop.widgets.people import Person, PersonPicker
from tests.widgets.hands import commit, focus_chain, keep, nameless, press, settle, type_telex, type_words

CLOCK = Clock.showing(date(2026, 11, 9))
PEOPLE = (
    Person("1", "Nông Thị Thơm", "1984"),
    Person("2", "Nông Văn Thức", "1971"),
    Person("3", "Đặng Văn Quỳnh", "1999"),
    Person("4", "Nông Văn Thức", "1950"),
)


def form(qtbot: QtBot, *fields: QWidget) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    for field in fields:
        column.addWidget(field)
    qtbot.addWidget(keep(made))
    made.resize(500, 400)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def every_field() -> list[Field]:
    return [
        TextField("text", "Full name"),
        DateField("day", "Day", CLOCK),
        TimeField("time", "Time"),
        NumberField("number", "In favour", most=19),
        Choice("choice", "Form", [(1, "Secret"), (2, "Open")]),
        PersonPicker("person", "Chair", PEOPLE),
        Answers("answer", "Answer", [("a", "Agreed", "leaf"), ("b", "Not agreed", "red")]),
        PassphraseField("passphrase", "Passphrase"),
        LongText("long", "Conclusion"),
    ]


def test_enter_goes_down_the_paper(qtbot: QtBot) -> None:
    fields = every_field()
    made = form(qtbot, *fields)
    fields[0].take_focus()
    for before, after in pairwise(fields[:7]):
        focused = made.focusWidget()
        assert focused is not None
        assert before.isAncestorOf(focused)
        press(focused, Qt.Key.Key_Return)
        focused = made.focusWidget()
        assert focused is not None
        assert after.isAncestorOf(focused)


def test_tab_order_is_paper_order(qtbot: QtBot) -> None:
    fields = every_field()
    made = form(qtbot, *fields)
    owners = [next(f for f in fields if f.isAncestorOf(one)) for one in focus_chain(made)]
    order = list(dict.fromkeys(owners))
    assert order == fields


def test_everything_has_a_name(qtbot: QtBot) -> None:
    assert nameless(form(qtbot, *every_field(), Tick("t", "Only the missing"))) == []


def test_a_problem_moves_nothing(qtbot: QtBot) -> None:
    fields = every_field()
    made = form(qtbot, *fields)
    settle()
    before = [field.mapTo(made, QPoint(0, 0)).y() for field in fields]
    for field in fields:
        field.problem(
            Problem("X-1", Severity.ERROR, field.name, msg("Something long is wrong with this field."))
        )
    settle()
    assert [field.mapTo(made, QPoint(0, 0)).y() for field in fields] == before


def test_a_refusal_is_told_whole(qtbot: QtBot) -> None:
    field = PassphraseField("pin", "PIN")
    form(qtbot, field).resize(200, 400)
    step = msg("Type the PIN that came with the token, not that of the telephone.")
    field.refuse(Refused("KEY-62", msg("This PIN is wrong, and the token takes it only so often."), step))
    settle()
    for said in ("This PIN is wrong", "not that of the telephone. · Code KEY-62"):
        assert said in field.told
        assert said in field.line.accessibleDescription()
    shown = [one for one in field.findChildren(QLabel) if one.isVisible() and one.text()]
    assert all(one.height() >= one.heightForWidth(one.width()) for one in shown if one.wordWrap())
    assert field.shown_problem is not None
    field.problem(None)
    assert field.told == ""
    assert field.line.accessibleDescription() == ""
    settle()
    assert not [one for one in field.findChildren(QLabel) if one.isVisible() and "PIN is" in one.text()]


def test_a_refusal_at_the_last_field_of_a_full_dialog_is_in_sight(qtbot: QtBot) -> None:
    dialog = Dialog(form(qtbot), "Sign", 300)
    fields = [TextField(f"field.{number}", "Words") for number in range(9)]
    for field in fields:
        dialog.column.addWidget(field)
    with qtbot.waitActive(dialog):
        dialog.open()
        dialog.activateWindow()
    area = dialog.findChildren(QScrollArea)[0]
    assert area.verticalScrollBar().maximum() > 0
    last = fields[-1]
    last.take_focus()
    step = msg(
        "Type the PIN that came with the token, not that of the telephone, and ask if you don't know it."
    )
    last.refuse(Refused("KEY-62", msg("This PIN is wrong, and the token takes it only so often."), step))
    settle()
    below = next(one for one in last.findChildren(QLabel) if one.isVisible() and "KEY-62" in one.text())
    seen = area.viewport().rect()
    bottom = below.mapTo(area.viewport(), below.rect().bottomLeft())
    assert seen.contains(bottom), (seen, bottom)
    dialog.reject()


def test_a_problem_is_said_to_a_screen_reader_too(qtbot: QtBot) -> None:
    field = TextField("name", "Name")
    form(qtbot, field)
    field.problem(Problem("X-1", Severity.ERROR, "name", msg("The name is missing.")))
    assert field.line.property("bad") is True
    assert field.line.accessibleDescription() == "The name is missing."
    field.problem(None)
    assert field.line.property("bad") is False
    assert field.line.accessibleDescription() == ""


@pytest.mark.parametrize("severity", [Severity.WARNING, Severity.HINT])
def test_a_warning_is_not_red(qtbot: QtBot, severity: Severity) -> None:
    field = TextField("name", "Name")
    form(qtbot, field)
    field.problem(Problem("X-1", severity, "name", msg("Look again.")))
    assert not field.line.property("bad")


@pytest.mark.parametrize("typing", [type_words, type_telex, commit])
def test_vietnamese_arrives_whole(qtbot: QtBot, typing: object) -> None:
    field = TextField("name", "Name")
    form(qtbot, field)
    assert callable(typing)
    typing(field.line, "Nguyễn Thị Ước Đặng")
    assert field.value() == "Nguyễn Thị Ước Đặng"


def test_values_are_nfc_and_tidy(qtbot: QtBot) -> None:
    field = TextField("name", "Name")
    form(qtbot, field)
    field.line.setText(unicodedata.normalize("NFD", "  Nông   Thị Thơm "))
    assert field.value() == "Nông Thị Thơm"


def test_nothing_is_changed_while_typing(qtbot: QtBot) -> None:
    field = DateField("day", "Day", CLOCK)
    other = TextField("x", "X")
    form(qtbot, field, other)
    field.take_focus()
    seen = []
    field.line.textChanged.connect(seen.append)
    type_words(field.line, "3/11")
    assert seen == ["3", "3/", "3/1", "3/11"]
    other.take_focus()
    assert field.line.text() == "03/11/2026"
    assert field.value() == date(2026, 11, 3)


def test_the_weekday_stands_below(qtbot: QtBot) -> None:
    field = DateField("day", "Day", CLOCK)
    form(qtbot, field)
    field.set_value(date(2026, 11, 3))
    assert field.line.accessibleDescription() == "Tuesday"
    assert weekday(date(2026, 11, 9)) == "Monday"


def test_an_unreadable_date_is_said_when_left_and_forgiven_when_mended(qtbot: QtBot) -> None:
    field = DateField("day", "Day", CLOCK)
    other = TextField("x", "X")
    form(qtbot, field, other)
    field.take_focus()
    type_words(field.line, "31/11")
    assert field.line.property("bad") is not True
    other.take_focus()
    assert field.line.property("bad") is True
    assert "30" in field.line.accessibleDescription()
    assert not field.readable
    assert field.value() is None
    field.take_focus()
    press(field.line, Qt.Key.Key_Backspace)
    press(field.line, Qt.Key.Key_Backspace)
    type_words(field.line, "10")
    assert field.line.property("bad") is False


def test_time_and_number(qtbot: QtBot) -> None:
    clock, number = TimeField("t", "Time"), NumberField("n", "Points", tenths=True, most=1000)
    form(qtbot, clock, number)
    clock.take_focus()
    type_words(clock.line, "1930")
    number.take_focus()
    type_words(number.line, "76.5")
    clock.take_focus()
    assert clock.line.text() == "19:30"
    assert clock.value() == time(19, 30)
    assert number.line.text() == "76,5"
    assert number.value() == 765


def test_setting_a_value_is_quiet(qtbot: QtBot) -> None:
    for field, value in (
        (TextField("a", "A"), "x"),
        (LongText("b", "B"), "x\ny"),
        (Choice("c", "C", [(1, "one")]), 1),
        (PersonPicker("d", "D", PEOPLE), "1"),
    ):
        form(qtbot, field)
        with qtbot.assertNotEmitted(field.changed):
            field.set_value(value)  # type: ignore[attr-defined]  # each of them has it
        assert field.value() == value  # type: ignore[attr-defined]


def test_long_text_keeps_lines_and_room(qtbot: QtBot) -> None:
    field, after = LongText("l", "Conclusion"), TextField("x", "X")
    made = form(qtbot, field, after)
    field.take_focus()
    type_words(field.edit, "Một")
    press(field.edit, Qt.Key.Key_Return)
    type_words(field.edit, "Hai ")
    assert field.value() == "Một\nHai"
    for block in (field.edit.document().firstBlock(), field.edit.document().lastBlock()):
        assert block.blockFormat().lineHeight() == LINE_HEIGHT
    press(field.edit, Qt.Key.Key_Tab)
    assert made.focusWidget() is after.line


def test_a_choice_begins_empty(qtbot: QtBot) -> None:
    field = Choice("c", "Form", [("secret", "Secret ballot"), ("open", "Show of cards")])
    form(qtbot, field)
    assert field.value() is None
    assert field.box.currentText() == "Choose…"
    press(field.box, Qt.Key.Key_Down)
    assert field.value() == "secret"
    field.set_options([("open", "Show of cards")])
    assert field.value() is None


def test_answers_are_chosen_by_key(qtbot: QtBot) -> None:
    field = Answers("a", "Answer", [("yes", "Agreed", "leaf"), ("no", "Not agreed", "red")])
    form(qtbot, field)
    assert field.value() is None
    field.set_value("no")
    assert field.value() == "no"
    field.set_value(None)
    assert field.value() is None


@pytest.mark.qt_log_ignore("plugin does not support")  # drawing in memory knows no pop-ups
class TestPersonPicker:
    def picker(self, qtbot: QtBot, free: bool = False) -> PersonPicker:
        field = PersonPicker("p", "Chair", PEOPLE, free=free)
        form(qtbot, field, TextField("x", "X"))
        field.take_focus()
        return field

    def test_no_accents_are_needed(self, qtbot: QtBot) -> None:
        field = self.picker(qtbot)
        type_words(field.line, "dang")
        press(field.line, Qt.Key.Key_Return)
        assert field.value() == "3"
        assert field.line.text() == "Đặng Văn Quỳnh"

    def test_any_word_of_the_name_counts(self, qtbot: QtBot) -> None:
        field = self.picker(qtbot)
        type_words(field.line, "thom n")
        press(field.line, Qt.Key.Key_Return)
        assert field.value() == "1"

    def test_a_whole_name_is_recognised_when_left(self, qtbot: QtBot) -> None:
        field = self.picker(qtbot)
        field.line.setText("nong thi thom")
        field._tidy()
        assert field.value() == "1"

    def test_namesakes_are_not_guessed(self, qtbot: QtBot) -> None:
        field = self.picker(qtbot)
        field.line.setText("Nông Văn Thức")
        field._tidy()
        assert field.value() is None
        assert field.line.text() == ""

    def test_a_guest_may_be_nobody_of_the_list(self, qtbot: QtBot) -> None:
        field = self.picker(qtbot, free=True)
        type_words(field.line, "Sùng A Dế")
        field._tidy()
        assert field.value() is None
        assert field.free_text() == "Sùng A Dế"


class TestPassphrase:
    def test_it_is_hidden_and_can_be_shown(self, qtbot: QtBot) -> None:
        field = PassphraseField("p", "Passphrase")
        form(qtbot, field)
        type_words(field.line, "cánh đồng ")
        assert field.line.echoMode() is QLineEdit.EchoMode.Password
        assert field.value() == "cánh đồng "
        field.show_words(True)
        assert field.line.echoMode() is QLineEdit.EchoMode.Normal
        assert field.eye.accessibleName() == "Hide the passphrase"

    def test_clearing_leaves_nothing_to_undo(self, qtbot: QtBot) -> None:
        field = PassphraseField("p", "Passphrase")
        form(qtbot, field)
        type_words(field.line, "secret words")
        field.clear()
        assert field.text() == ""
        assert not field.line.isUndoAvailable()


def test_a_pause_in_typing_is_noticed(qtbot: QtBot) -> None:
    made = QWidget()
    qtbot.addWidget(made)
    pause = Pause(made, 20)
    with qtbot.waitSignal(pause.paused, timeout=1000):
        pause.touched()
    with qtbot.assertNotEmitted(pause.paused):
        pause.hurry()
    pause.touched()
    with qtbot.waitSignal(pause.paused, timeout=10):
        pause.hurry()


def test_a_long_choice_ends_in_an_ellipsis(qtbot: QtBot) -> None:
    field = Choice("c", "Kind", [(1, "Đảng bộ cấp trên trực tiếp của tổ chức cơ sở đảng")])
    made = form(qtbot, field)
    made.resize(220, 300)
    settle()
    field.set_value(1)
    field.box.grab()
    assert field.box.toolTip() == field.box.currentText()
    made.resize(900, 300)
    settle()
    field.box.grab()
    assert field.box.toolTip() == ""
