"""Chips, notices, sums, tabs, dialogs, Qt's words, preview."""

from dataclasses import dataclass
from itertools import pairwise

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.basics import language
from desktop.basics.errors import Refused
from desktop.basics.language import msg
from desktop.widgets import qt_texts, theme
from desktop.widgets.chips import Chip, ChipLabel, State, chip_of, chip_size
from desktop.widgets.choosing import ask_where_to_save
from desktop.widgets.dialogs import Dialog, confirm
from desktop.widgets.empty import Empty
from desktop.widgets.fields import TextField
from desktop.widgets.labels import Elided, Wrapped, paragraph
from desktop.widgets.notice import Notice, NoticeBar, NoticeCard, Tone
from desktop.widgets.preview import PagePreview
from desktop.widgets.sums import Part, Sum
from desktop.widgets.tabs import TabBar
from tests.widgets.hands import click, keep, nameless, press, wait_until


class TestChips:
    @pytest.mark.parametrize("state", list(State))
    def test_each_state_has_word_tone_and_icon(self, qtbot: QtBot, state: State) -> None:
        chip = chip_of(state)
        assert chip.words
        assert chip.icon
        label = ChipLabel(chip)
        qtbot.addWidget(label)
        assert label.accessibleName() == chip.words
        label.grab()

    def test_no_two_states_look_the_same(self) -> None:
        assert len({(c.words, c.tone, c.icon) for c in map(chip_of, State)}) == len(State)

    def test_a_chip_has_room_for_its_words(self, qapp: object) -> None:
        assert chip_size(Chip("Cấp trên đã nhận", "leaf", "check-double")).width() > theme.text_width(
            "Cấp trên đã nhận", "chip"
        )

    def test_a_chip_without_a_parent_opens_no_window(self, qtbot: QtBot) -> None:
        label = ChipLabel(None)
        qtbot.addWidget(label)
        label.show_chip(Chip("x"))
        assert not label.isVisible()


class TestNotices:
    def bar(self, qtbot: QtBot) -> NoticeBar:
        holder = QWidget()
        column = QVBoxLayout(holder)
        made = NoticeBar()
        column.addWidget(made)
        qtbot.addWidget(keep(holder))
        holder.show()
        return made

    def test_a_refusal_says_sentence_step_and_code(self, qapp: object) -> None:
        notice = Notice.refusal(Refused("MTG-04", msg("Not finished."), msg("Choose a form.")))
        assert (notice.title, notice.detail) == ("Not finished.", "Choose a form. · Code MTG-04")

    def test_one_card_at_a_time(self, qtbot: QtBot) -> None:
        bar = self.bar(qtbot)
        bar.show_notice(Notice.done("one"))
        bar.show_notice(Notice.reminder("two"))
        assert bar.card is not None
        assert bar.card.notice.title == "two"
        bar.clear()
        assert bar.card is None
        assert not bar.isVisible()

    def test_the_link_acts_once_and_the_card_goes(self, qtbot: QtBot) -> None:
        bar = self.bar(qtbot)
        done: list[int] = []
        bar.show_notice(Notice.done("One task is gone", "", "Undo", lambda: done.append(1)))
        assert bar.card is not None
        assert bar.card.link is not None
        click(bar.card.link)
        assert done == [1]
        assert bar.card is None

    def test_only_what_is_done_goes_by_itself(self, qtbot: QtBot) -> None:
        bar = self.bar(qtbot)
        bar._timer.setInterval(20)
        bar.show_notice(Notice.refusal(Refused("X-1", msg("No."))))
        qtbot.wait(200)
        assert bar.card is not None
        bar.show_notice(Notice.done("Done"))
        wait_until(lambda: bar.card is None)

    def test_everything_on_a_card_has_a_name(self, qtbot: QtBot) -> None:
        card = NoticeCard(Notice(Tone.PLAIN, "a", "b", "c", lambda: None), closable=True)
        qtbot.addWidget(card)
        assert nameless(card) == []


class TestSums:
    def made(self, qtbot: QtBot) -> Sum:
        made = Sum()
        qtbot.addWidget(made)
        made.show_sum(
            Part(24, "", "all"),
            [
                Part(19, "present", "c", "leaf", "C"),
                Part(2, "with a reason", "l", "gold", "L"),
                Part(2, "exempt", "m", "slate", "M"),
                Part(1, "elsewhere", "t", "slate", "T"),
            ],
        )
        made.show()
        return made

    def signs(self, made: Sum) -> list[str]:
        return [label.text() for label in made.findChildren(QLabel) if not label.isHidden()]

    def test_it_adds_up_in_sight(self, qtbot: QtBot) -> None:
        assert self.signs(self.made(qtbot)) == ["=", "+", "+", "+"]

    def test_a_wrong_sum_is_not_hidden(self, qtbot: QtBot) -> None:
        made = Sum()
        qtbot.addWidget(made)
        made.show_sum(Part(24, ""), [Part(19, "present"), Part(2, "gone", minus=True)])
        assert self.signs(made) == ["≠", "−"]

    def test_figures_open_the_people(self, qtbot: QtBot) -> None:
        made = self.made(qtbot)
        with qtbot.waitSignal(made.opened) as heard:
            click(made.figures[1])
        assert heard.args == ["c"]
        press(made.figures[2], Qt.Key.Key_Space)
        assert made.figures[2].accessibleName() == "2 with a reason"


class TestTabs:
    def test_arrows_and_marks(self, qtbot: QtBot) -> None:
        bar = TabBar(["Preparation", "Roll-call", "Votes"])
        qtbot.addWidget(bar)
        bar.show()
        heard: list[int] = []
        bar.chosen.connect(heard.append)
        press(bar.tabs[0], Qt.Key.Key_Right)
        bar.choose(2)
        assert heard == [1, 2]
        assert bar.current == 2
        bar.mark(0, complete=True)
        bar.mark(2, problems=2)
        assert bar.tabs[2].accessibleName() == "Votes (2)"
        bar.grab()


class TestDialogs:
    def test_never_higher_than_the_screen_allows(self, qtbot: QtBot) -> None:
        parent = QWidget()
        qtbot.addWidget(keep(parent))
        dialog = Dialog(parent, "A long one")
        for _ in range(60):
            dialog.column.addWidget(paragraph("A line of many words that fills the dialog. " * 3))
        button = dialog.add_button("Save", dialog.accept, "primary")
        dialog.open()
        assert dialog.height() <= theme.LARGEST_DIALOG_HEIGHT
        assert button.isVisible()
        assert dialog.rect().contains(button.geometry())
        dialog.accept()

    def test_a_notice_leaves_the_field_in_sight(self, qtbot: QtBot) -> None:
        parent = QWidget()
        qtbot.addWidget(keep(parent))
        dialog = Dialog(parent, "A long one")
        dialog.column.addWidget(paragraph("A line of many words that fills the dialog. " * 60))
        field = TextField("secret", "Passphrase")
        dialog.column.addWidget(field)
        dialog.column.addSpacing(60)
        dialog.open()
        field.take_focus()
        dialog.notify(Notice.refusal(Refused("KEY-39", msg("It opens nothing."), msg("Type it again."))))
        wait_until(lambda: field.editor.visibleRegion().boundingRect().size() == field.editor.size())
        dialog.accept()

    def test_a_question_is_answered_by_a_callback(self, qtbot: QtBot) -> None:
        parent = QWidget()
        qtbot.addWidget(keep(parent))
        done: list[int] = []
        asked = confirm(
            parent, "End it?", "It can't be undone.", "End it", lambda: done.append(1), danger=True
        )
        assert nameless(asked) == []
        asked.reject()
        assert done == []
        asked = confirm(parent, "End it?", "It can't be undone.", "End it", lambda: done.append(1))
        yes = next(b for b in asked.findChildren(QWidget) if b.accessibleName() == "End it")
        click(yes)
        assert done == [1]


class TestQtTexts:
    def test_known_words_are_ours_and_unknown_ones_stay(self, qapp: QApplication) -> None:
        language.use("vi")
        translator = qt_texts.install(qapp)
        try:
            assert translator.translate("QPlatformTheme", "Something new") is None
            assert QCoreApplication.translate("QPlatformTheme", "Something new") == "Something new"
            assert QCoreApplication.translate("QPlatformTheme", "&Yes") == language._("Yes")
            box = QDialogButtonBox(
                QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
            )
            words = {button.text() for button in box.buttons()}
            assert words == {language._("OK"), language._("Cancel")}
            assert "" not in words
        finally:
            qapp.removeTranslator(translator)

    def test_the_list_of_files_speaks_our_language(self, qapp: QApplication) -> None:
        language.use("vi")
        translator = qt_texts.QtTexts()
        said = {word: translator.translate("QFileSystemModel", word) for word in ("Folder", "File", "Drive")}
        assert said == {"Folder": "Thư mục", "File": "Tệp", "Drive": "Ổ đĩa"}

    def test_english_is_left_to_qt(self, qapp: QApplication) -> None:
        assert qt_texts.QtTexts().translate("QPlatformTheme", "&Yes") is None

    def test_no_letter_is_underlined(self) -> None:
        assert not [text for text in qt_texts.TEXTS if "&" in text]


@dataclass(frozen=True)
class Drawn:
    width: int
    height: int
    rgb: bytes


class TestPreview:
    def made(self, qtbot: QtBot) -> tuple[PagePreview, list[int]]:
        asked: list[int] = []

        def image(_pdf: bytes, number: int, dpi: float) -> Drawn:
            asked.append(number)
            width, height = round(8.27 * dpi), round(11.69 * dpi)
            return Drawn(width, height, bytes(width * height * 3))

        preview = PagePreview(lambda pdf: len(pdf), image)
        qtbot.addWidget(preview)
        preview.resize(800, 500)
        with qtbot.waitExposed(preview):
            preview.show()
        return preview, asked

    def test_only_pages_in_sight_are_drawn(self, qtbot: QtBot) -> None:
        preview, asked = self.made(qtbot)
        preview.show_pdf(bytes(40))
        qtbot.wait(50)
        assert preview.pages == 40
        assert len(set(asked)) < 12

    def test_pages_turn(self, qtbot: QtBot) -> None:
        preview, _asked = self.made(qtbot)
        preview.show_pdf(bytes(3))
        qtbot.wait(20)
        assert preview.numbers.text() == "Page 1 / 3"
        preview.go_to(3)
        assert preview.page_number() == 3
        assert preview.numbers.text() == "Page 3 / 3"
        press(preview, Qt.Key.Key_PageUp)
        assert preview.page_number() == 2

    def test_saving_and_printing_are_announced(self, qtbot: QtBot) -> None:
        preview, _asked = self.made(qtbot)
        with qtbot.waitSignal(preview.export_asked):
            click(preview.export)
        with qtbot.waitSignal(preview.print_asked):
            click(preview.print)
        assert nameless(preview) == []

    def test_pages_never_lie_on_top_of_each_other(self, qtbot: QtBot) -> None:
        preview, asked = self.made(qtbot)
        preview.only_pages()
        preview.show_pdf(bytes(4))
        preview.repaint()
        preview.grab()
        assert 4 not in asked
        tops = [one.y() for one in preview._sheets]
        assert all(after - before > 500 for before, after in pairwise(tops))

    def test_pages_fill_the_width_also_when_it_comes_later(self, qtbot: QtBot) -> None:
        preview, _asked = self.made(qtbot)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.addWidget(preview)
        qtbot.addWidget(keep(holder))
        preview.show_pdf(bytes(3))
        holder.resize(1300, 700)
        holder.show()
        wait_until(lambda: preview._right.width() > 1000)
        assert preview._right.viewport().width() - preview._sheets[0].width() in range(8, 40)
        aside = QWidget()
        aside.setFixedWidth(300)
        preview.put_aside(aside)
        wait_until(lambda: preview._right.width() < 900)
        assert preview._right.viewport().width() - preview._sheets[0].width() in range(8, 40)

    @pytest.mark.parametrize("size", [0, -1, 150])
    def test_sizes(self, qtbot: QtBot, size: int) -> None:
        preview, _asked = self.made(qtbot)
        preview.show_pdf(bytes(2))
        preview.zoom.set_value(size)
        preview._resize()
        preview.grab()


def test_long_words_end_in_an_ellipsis(qtbot: QtBot) -> None:
    label = Elided("Chi bộ Trường Trung học cơ sở Bình Lãng")
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.grab()
    assert label.toolTip() == label.text()
    label.resize(600, 20)
    label.grab()
    assert label.toolTip() == ""


def test_an_empty_page_keeps_its_lines_short(qtbot: QtBot) -> None:
    made = Empty("usb", "Nothing is here yet", "It teaches in a sentence of many words. " * 8)
    qtbot.addWidget(keep(made))
    made.resize(1300, 600)
    made.show()
    lines = [one for one in made.findChildren(QLabel) if one.text()]
    assert {one.width() for one in lines} == {560}
    assert all(abs(one.geometry().center().x() - made.rect().center().x()) <= 1 for one in lines)


def test_labels_never_read_markup(qtbot: QtBot) -> None:
    label = paragraph("<b>Nông</b>")
    qtbot.addWidget(label)
    assert label.textFormat() is Qt.TextFormat.PlainText


def test_words_wrap_to_the_lines_there_are_and_end_in_dots(qapp: QApplication) -> None:
    label = Wrapped("Trạm Y tế, Trường Tiểu học, xóm Lũng Mười, xóm Thôm Tấu, xóm Cốc Lùng, Công an xã")
    label.resize(label.fontMetrics().horizontalAdvance("Trạm Y tế, Trường Tiểu học, xóm"), 60)
    first, last = label.shown()
    assert first == "Trạm Y tế, Trường Tiểu học, xóm"
    assert last.startswith("Lũng Mười")
    assert last.endswith("…")
    label.setText("Trạm Y tế")
    assert label.shown() == ["Trạm Y tế"]


def test_the_name_that_is_proposed_for_a_file_is_one_that_a_stick_takes(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed: list[str] = []
    monkeypatch.setattr(QFileDialog, "selectFile", lambda _asked, name: proposed.append(name))
    monkeypatch.setattr(QFileDialog, "open", lambda _asked: None)
    parent = QWidget()
    qtbot.addWidget(parent)
    ask_where_to_save(parent, "Lưu", "Chi bộ thôn 1/2: Nà Pài.pdf", lambda _file: None)
    assert proposed == ["Chi bộ thôn 1-2- Nà Pài.pdf"]
