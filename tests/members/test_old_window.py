"""A list in an old font in the real window: told, compared, put into a cell, taken in."""

from pathlib import Path

import pytest

from desktop.basics import language
from desktop.members.screen.wizard import Wizard
from desktop.widgets import theme
from tests.members.conftest import OLD_SAMPLE, SAMPLE
from tests.members.old_lists import HEADER, row, typed, write
from tests.members.window import Seat
from tests.widgets.hands import nameless

pytestmark = pytest.mark.qt_log_ignore(
    "does not support grabbing the keyboard", "does not support raise", extend=True
)


def looked_at(seat: Seat, path: Path) -> Wizard:
    seat.open("members", "import")
    wizard = seat.members.wizard
    wizard.file_chosen.emit(path)
    seat.rest()
    return wizard


def choose(seat: Seat, wizard: Wizard, words: str) -> None:
    wizard.cell.box.setCurrentIndex(wizard.cell.box.findText(words))
    wizard.cell.box.activated.emit(wizard.cell.box.currentIndex())
    seat.rest()


def test_the_names_are_shown_before_anything_is_taken_in(seat: Seat) -> None:
    wizard = looked_at(seat, OLD_SAMPLE)
    assert wizard.old.text().startswith("143 cells were typed in an old font and converted.")
    assert wizard.old.isVisible()
    wizard.names.click()
    assert [wizard._who(one) for one in wizard.table.rows][:2] == ["Triệu Đức Thắng", "Giàng Thị Nguyệt"]
    assert len(wizard.table.rows) == 40
    wizard.only.click()
    assert not wizard.names.isChecked()
    assert wizard.table.rows == ()
    wizard.only.click()
    assert len(wizard.table.rows) == 160
    assert nameless(seat.members) == []
    least = seat.members.minimumSizeHint()
    assert least.width() <= 1093 - theme.SIDEBAR
    assert least.height() <= 540 - theme.TOP_BAR


def test_the_titles_cell_is_proposed_and_taken(seat: Seat) -> None:
    wizard = looked_at(seat, OLD_SAMPLE)
    assert wizard.place.isVisible()
    assert wizard.place_words.text() == "The rows of 40 people name no cell; the list's title says:"
    assert wizard.cell.value() == "Chi bộ xóm Lũng Mật"
    wizard.take.click()
    seat.rest()
    seat.members.people.set_wanted("trieu duc thang")
    seat.rest()
    assert [found.cell_name for found in seat.members.people.table.rows] == ["Chi bộ xóm Lũng Mật"]


def test_another_cell_is_chosen(seat: Seat) -> None:
    wizard = looked_at(seat, OLD_SAMPLE)
    choose(seat, wizard, "Chi bộ Công an")
    assert wizard.place_words.text() == "The rows of 40 people name no cell; taken into:"
    assert "1 cell, 0 of them new" in wizard.hints.text()
    choose(seat, wizard, "Not known yet")
    assert wizard.plan is not None
    assert wizard.plan.by_cell == {"": 40}
    choose(seat, wizard, "Chi bộ Công an")
    wizard.take.click()
    seat.rest()
    seat.members.people.set_wanted("trieu duc thang")
    seat.rest()
    assert [found.cell_name for found in seat.members.people.table.rows] == ["Chi bộ Công an"]


def test_a_cell_that_no_register_has_is_called_new(seat: Seat, tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.xlsx",
        typed(["Danh sách đảng viên Chi bộ xóm Bó Thín"], ".VnTime"),
        typed(HEADER, ".VnTime"),
        typed(row("Bế Thị Mơ"), ".VnTime"),
    )
    wizard = looked_at(seat, path)
    assert wizard.cell.box.currentText() == "Chi bộ xóm Bó Thín (new)"
    choose(seat, wizard, "Chi bộ Công an")
    assert wizard.cell.box.findText("Chi bộ xóm Bó Thín (new)") == 1


def test_a_list_of_today_asks_nothing(seat: Seat) -> None:
    wizard = looked_at(seat, OLD_SAMPLE)
    wizard.names.click()
    wizard.file_chosen.emit(SAMPLE)
    seat.rest()
    assert not wizard.old.isVisible()
    assert not wizard.place.isVisible()
    assert not wizard.names.isVisible()
    assert len(wizard.table.rows) > 100


def test_it_fits_in_vietnamese_and_larger_letters(seat: Seat) -> None:
    language.use("vi")
    wizard = looked_at(seat, OLD_SAMPLE)
    assert wizard.minimumSizeHint().width() <= 1093 - theme.SIDEBAR
    language.use("en")
