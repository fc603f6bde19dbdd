"""Fields of lines: what is long is seen whole, and what is empty says its name."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from tests.widgets.hands import press, settle

from desktop.meetings.form.bare import BareText, BareWords, LineRow
from desktop.meetings.form.scoring import level_words
from desktop.rulebook.scoring import Level

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


def test_the_lowest_level_is_what_lies_below_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.meetings.form.scoring._", lambda words, **values: words.format(**values))
    levels = (Level("good", "Tốt", 900), Level("fair", "Khá", 700), Level("poor", "Kém", 0))
    assert list(level_words(levels)) == ["Tốt from 90", "Khá from 70", "Kém below 70"]
