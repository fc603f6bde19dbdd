"""Cells in the real window: figures that add up, one organisation, its form."""

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtWidgets import QApplication

from desktop.basics import language
from desktop.organisations.queries import open_form, organisation, tree_on
from desktop.storage.register import Register
from desktop.widgets import theme
from desktop.widgets.choices import Choice
from tests.members.conftest import commune, look  # noqa: F401 - fixtures
from tests.members.window import Seat
from tests.widgets.hands import nameless

pytestmark = pytest.mark.qt_log_ignore(
    "does not support grabbing the keyboard", "does not support raise", extend=True
)
TODAY = date(2026, 11, 9)


@pytest.fixture
def seat(look: None, commune: Register) -> Iterator[Seat]:  # noqa: F811 - fixtures
    made = Seat(commune)
    yield made
    made.leave()


def test_the_figures_of_the_tree_add_up(seat: Seat) -> None:
    seat.open("cells")
    top, *cells = seat.cells.table.rows
    assert top.node.name == "Đảng bộ xã Bình Lãng"
    assert len(cells) == 12
    assert top.total == sum(row.total for row in cells) == 266
    for row in (top, *cells):
        assert sum(head.number for head in row.heads) == row.total
    assert cells[0].short == "Công an"


def test_one_organisation_beside_the_tree_and_its_people(seat: Seat) -> None:
    seat.open("cells")
    row = next(row for row in seat.cells.table.rows if row.short == "Trường THCS")
    seat.open("cells", row.node.id)
    assert seat.cells.name.text() == "Chi bộ Trường THCS"
    seat.cells.people_button.click()
    seat.rest()
    assert seat.members.people.number.text() == str(row.total)


def test_a_new_cell_and_a_new_name_from_a_day(seat: Seat, commune: Register) -> None:  # noqa: F811 - a fixture
    seat.open("cells")
    seat.cells.new()
    seat.rest()
    seat.cells.finish()
    seat.rest()
    form = seat.cell_form  # a name is missing
    problem = form.fields["name"].shown_problem
    assert problem is not None
    assert problem.code == "ORG-01"
    seat.fill(form.fields["name"], "Chi bộ Trạm Y tế")
    parent = form.fields["parent_id"]
    assert isinstance(parent, Choice)
    parent.set_value(form.opened.parents[0].code)
    seat.fill(form.fields["doc_place"], "Bình Lãng")
    seat.cells.leaving()
    seat.rest()
    assert commune.read(open_form, form.opened.draft.id).result().typed is not None
    seat.cells.finish()
    seat.rest()
    assert seat.cells.form is None
    row = seat.cells.table.current()
    assert row is not None
    assert row.node.name == "Chi bộ Trạm Y tế"
    seat.cells.edit()
    seat.rest()
    seat.fill(seat.cell_form.fields["name"], "Chi bộ Y tế")
    seat.fill(seat.cell_form.fields["renamed_on"], "1/10/2026")
    seat.fill(seat.cell_form.fields["term_from"], "1/1/2025")
    seat.cells.finish()
    seat.rest()
    stored = commune.read(organisation, row.node.id).result()
    assert (stored.name, stored.names[0].name) == ("Chi bộ Y tế", "Chi bộ Trạm Y tế")
    assert stored.terms[0].term_from == date(2025, 1, 1)
    before = {node.name for node in commune.read(tree_on, date(2026, 9, 30)).result()}
    assert "Chi bộ Trạm Y tế" in before


def test_what_was_typed_can_be_thrown_away(seat: Seat, commune: Register) -> None:  # noqa: F811 - a fixture
    seat.open("cells", "new")
    seat.fill(seat.cell_form.fields["name"], "Chi bộ")
    seat.cells.leaving()
    seat.rest()
    seat.cells._throw()
    seat.rest()
    assert commune.read(lambda reading: reading.drafts("organisation")).result() == ()


def test_everything_has_a_name_and_fits(seat: Seat) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    for language_, scale in (("en", 1.0), ("vi", 1.5)):
        language.use(language_)
        theme.install(app, scale)
        seat.desk.resize(1093, 540)
        for id in (None, "new"):
            seat.open("cells", id)
            assert nameless(seat.cells) == []
            if scale == 1.0:
                least = seat.cells.minimumSizeHint()
                assert least.width() <= 1093 - theme.SIDEBAR
                assert least.height() <= 540 - theme.TOP_BAR
    language.use("en")
