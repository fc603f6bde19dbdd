"""Members in the real window: search, one person, the form that keeps itself, moving, a sheet taken in."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.basics import language
from desktop.members.queries.opening import open_form
from desktop.members.queries.person import member
from desktop.members.screen.looks import hidden, hidden_phone, party_age
from desktop.members.screen.people import EVERYONE
from desktop.members.screen.standing import StandingDialog
from desktop.storage.register import Register
from desktop.widgets import theme
from desktop.widgets.choices import Answers, Choice
from tests.members.conftest import SAMPLE
from tests.members.sheets import with_row
from tests.members.window import Seat
from tests.widgets.hands import nameless, press, settle, type_words

KEY = Qt.Key
pytestmark = pytest.mark.qt_log_ignore(
    "does not support grabbing the keyboard", "does not support raise", extend=True
)


def names(seat: Seat) -> list[str]:
    return [row.name for row in seat.members.people.table.rows]


def test_the_list_is_searched_without_accents_and_its_parts_add_up(seat: Seat) -> None:
    seat.open("members")
    people = seat.members.people
    assert people.number.text() == "266"
    assert people.words.text() == "members"
    assert people.parts.text() == "official 216 + probationary 21 + exempt 23 + not known 6"
    seat.members.search()
    type_words(people.line, "nong th")
    seat.until(lambda: people.number.text() == "4")
    seat.rest()
    assert all(name.startswith("Nông") for name in names(seat))
    assert people.clear.isVisible()
    press(people.line, KEY.Key_Escape)
    seat.until(lambda: people.number.text() == "266")
    type_words(people.line, "xyz")
    seat.until(lambda: people.number.text() == "0")
    seat.rest()
    assert names(seat) == []
    assert seat.members.detail.sheet is None


def test_cell_and_state_filter(seat: Seat) -> None:
    seat.open("cells")
    seat.cells.table.choose_first()
    row = next(row for row in seat.cells.table.rows if row.node.name == "Chi bộ Công an")
    seat.open("members", f"cell:{row.node.id}")
    assert seat.members.people.number.text() == str(row.total) == "6"
    assert len(names(seat)) == 6
    seat.members.people.set_wanted(cell_id=row.node.id, state=EVERYONE)
    seat.rest()
    assert seat.members.people.number.text() == "8"
    seat.open("members", "state:EXEMPT")
    assert len(names(seat)) == 23


def test_one_person_with_hidden_numbers(seat: Seat) -> None:
    seat.open("members")
    detail = seat.members.detail
    assert detail.sheet is not None
    assert detail.name.text() == detail.sheet.draft.full_name.upper()
    number = detail.sheet.draft.citizen_id
    assert number is not None

    def shown() -> str:
        from PySide6.QtWidgets import QLabel

        return " ".join(one.text() for one in detail.findChildren(QLabel) if one.isVisibleTo(detail))

    assert number not in shown()
    assert hidden(number) in shown()
    detail._toggle()
    settle()
    assert number in shown()


def test_a_form_keeps_itself_and_finishes(seat: Seat, commune: Register) -> None:
    seat.open("members")
    seat.members.people.set_wanted("nong huu cuong")
    seat.rest()
    seat.members.edit()
    seat.rest()
    form = seat.form
    assert form.opened.stored
    assert form.found() != () or form.unread == []
    seat.fill(form.fields["birth"], "22/6/46")
    assert form.as_typed()["birth"] == "22/06/1946"
    seat.fill(form.fields["phone"], "0915 123 238")
    seat.fill(form.fields["ceremony_date"], "5/4/1977")
    ethnic = form.fields["ethnic_code"]
    assert isinstance(ethnic, Choice)
    ethnic.set_value("02")
    form.ticks["exempt"].click()
    seat.fill(form.fields["exempt_ground"], "tuổi cao")
    seat.desk.keep_everything()
    seat.rest()
    kept = commune.read(open_form, form.opened.draft.id).result()
    assert kept.typed is not None
    assert kept.typed["exempt_ground"] == "tuổi cao"
    seat.members.finish()
    seat.rest()
    stored = commune.read(member, form.opened.draft.id).result()
    assert (stored.phone, stored.ethnic_code, stored.exemptions[0].ground) == (
        "0915 123 238",
        "02",
        "tuổi cao",
    )
    assert commune.read(open_form, stored.id).result().typed is None
    assert seat.members.form is None
    assert seat.members.detail.sheet is not None
    assert seat.members.detail.sheet.draft.id == stored.id


def test_a_new_member_is_begun_left_and_gone_on_with(seat: Seat, commune: Register) -> None:
    seat.open("members")
    seat.members.new()
    seat.rest()
    seat.fill(seat.form.fields["full_name"], "Lý Thị Mẩy")
    seat.fill(seat.form.fields["birth"], "31/2/1990")
    assert seat.form.unread == ["birth"]
    seat.members.finish()
    seat.rest()
    assert seat.members.form is not None  # it can't be finished
    seat.open("members")
    seat.members.new()
    seat.rest()
    form = seat.form
    assert form.as_typed()["full_name"] == "Lý Thị Mẩy"
    assert form.as_typed()["birth"] == "31/2/1990"
    seat.fill(form.fields["birth"], "1990")
    sex, stage, cell = (form.fields[name] for name in ("sex", "stage", "cell_id"))
    assert isinstance(sex, Answers)
    assert isinstance(stage, Answers)
    assert isinstance(cell, Choice)
    sex.set_value("F")
    stage.set_value("PROBATIONARY")
    assert not form.finish_tried()  # no cell yet
    cell.set_value(form.opened.cells[0].code)
    seat.fill(form.fields["ceremony_date"], "3/2/2026")
    seat.members.finish()
    seat.rest()
    assert seat.members.form is None
    seat.members.people.set_wanted("ly thi may")
    seat.rest()
    assert names(seat) == ["Lý Thị Mẩy"]


def test_what_was_typed_can_be_thrown_away(seat: Seat, commune: Register) -> None:
    seat.open("members", "new")
    assert seat.form.summary.isHidden()
    seat.fill(seat.form.fields["full_name"], "Ai đó")
    seat.desk.keep_everything()
    seat.rest()
    seat.members._throw()
    seat.rest()
    assert commune.read(lambda reading: reading.drafts("member")).result() == ()


def test_a_number_that_is_taken_is_told_at_its_field(seat: Seat, commune: Register) -> None:
    seat.open("members")
    taken = seat.members.people.table.rows[0]
    number = commune.read(member, taken.id).result().citizen_id
    assert number is not None
    seat.members.new()
    seat.rest()
    form = seat.form
    seat.fill(form.fields["full_name"], "Lý Thị Mẩy")
    seat.fill(form.fields["citizen_id"], number)
    cell = form.fields["cell_id"]
    assert isinstance(cell, Choice)
    cell.set_value(form.opened.cells[0].code)
    seat.members.finish()
    seat.rest()
    problem = form.fields["citizen_id"].shown_problem
    assert problem is not None
    assert problem.code == "MEM-33"


def test_moving_leaving_and_undoing(seat: Seat, commune: Register) -> None:
    seat.open("members")
    sheet = seat.members.detail.sheet
    assert sheet is not None
    id_ = sheet.draft.id
    for deed in ("move", "leave", "undo"):
        seat.members._ask_standing()
        seat.rest()
        dialog = QApplication.activeModalWidget() or seat.members.findChild(StandingDialog)
        assert isinstance(dialog, StandingDialog)
        if deed == "move":
            assert nameless(dialog) == []
            dialog.move_button.click()  # nothing chosen: nothing happens
            dialog.cell.box.setCurrentIndex(1)
            dialog.move_button.click()
        elif deed == "leave":
            dialog.leave_button.click()
            dialog.kind.box.setCurrentIndex(1)
            dialog.leave_button.click()
        else:
            dialog._undo()
        seat.rest()
        stored = commune.read(member, id_).result()
        assert len(stored.cells) == 2
        assert stored.exit_kind == ("DECEASED" if deed == "leave" else None)
        if deed == "leave":
            seat.members._read_person(id_)
            seat.rest()


def test_a_sheet_is_looked_at_before_it_is_taken_in(seat: Seat, tmp_path: Path) -> None:
    seat.open("members", "import")
    wizard = seat.members.wizard
    assert wizard.empty.isVisible()
    wizard.file_chosen.emit(SAMPLE)
    seat.rest()
    assert "0 of them new" in wizard.hints.text()
    assert not wizard.take.isEnabled()
    assert len(wizard.table.rows) > 100
    assert {figure.part.words for figure in wizard.rows_sum.figures} == {
        "rows",
        "people",
        "rows repeat a person",
    }
    wizard.only.click()
    assert len(wizard.table.rows) < 60
    wizard.file_chosen.emit(with_row(tmp_path / "one.xlsx", name="LÝ THỊ MẨY", id="004190000001", card=None))
    seat.rest()
    assert wizard.take.isEnabled()
    wizard.take.click()
    seat.rest()
    seat.members.people.set_wanted("ly thi may")
    seat.rest()
    assert names(seat) == ["Lý Thị Mẩy"]
    wizard.file_chosen.emit(tmp_path / "none.xlsx")
    seat.rest()


def test_everything_has_a_name_and_fits(seat: Seat) -> None:
    for language_, scale in (("en", 1.0), ("vi", 1.0), ("vi", 1.5)):
        language.use(language_)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.install(app, scale)
        seat.desk.resize(1093, 540)
        for id in (None, "import", "new"):
            seat.open("members", id)
            assert nameless(seat.members) == []
            if scale == 1.0:
                least = seat.members.minimumSizeHint()
                assert least.width() <= 1093 - theme.SIDEBAR
                assert least.height() <= 540 - theme.TOP_BAR
    language.use("en")


@pytest.mark.parametrize(
    ("months", "words"), [(None, ""), (11, "11 months"), (24, "2 years"), (153, "12 years 9 months")]
)
def test_party_age_in_words(look: None, months: int | None, words: str) -> None:
    assert party_age(months) == words


def test_hiding_numbers() -> None:
    assert hidden("004184004471") == "•••• •••• 4471"
    assert hidden(None) == ""
    assert hidden_phone("0915123238") == "0915 ••• 238"
    assert hidden_phone("113") == "113"
