"""Fields of lines: what is long is seen whole, and what is empty says its name."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from tests.widgets.hands import press, settle

from desktop.meetings.form.bare import BareText, BareWords, LineRow

LONG = "Nên sinh hoạt ngắn gọn, chọn một việc khó của xóm để bàn cho ra cách làm"


def test_long_words_are_seen_whole_and_enter_goes_on(qtbot: QtBot) -> None:
    who, said = BareText("opinions.1.who", "Speaker"), BareWords("opinions.1.content", "What was said")
    row = LineRow("1", 1, ((who, 0),), "opinion", ((said, 0),))
    qtbot.addWidget(row)
    row.resize(260, 200)
    row.show()
    assert row.blank
    assert said.edit.placeholderText() == "What was said"
    low = said.edit.height()
    said.set_value(LONG)
    settle()
    assert said.edit.height() > low
    assert said.edit.viewport().height() >= said.edit.document().size().height() - 1
    assert not row.blank
    ended: list[str] = []
    row.ended.connect(ended.append)
    press(said.edit, Qt.Key.Key_Return)
    assert (said.text(), ended) == (LONG, ["1"])
    press(said.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert ended == ["1"]
