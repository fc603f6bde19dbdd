"""Units below, in the real window over two real registers: enrolment by keyboard, revoking, keys of persons."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desktop.basics import language
from desktop.exchange import take_in as taking
from desktop.exchange.enrolling import accept, ask
from desktop.exchange.outcomes import Refusal
from desktop.exchange.screen import sticks
from desktop.exchange.screen.units import UnitsPage
from desktop.exchange.screen.units_people import KeyDialog
from desktop.exchange.screen.units_words import RevokeDialog
from desktop.exchange.send import send
from desktop.exchange.units import UnitState, enrolments
from desktop.features import Feature
from desktop.keys.signer import Signer
from desktop.storage.register import Register
from desktop.widgets import theme
from desktop.widgets.labels import Elided
from tests.exchange.offices import Pair, cell
from tests.exchange.test_enrolling import PASSPHRASE, named
from tests.shell.at_desk import AtDesk
from tests.widgets.hands import nameless, press
from tests.widgets.looking import looking

__all__ = ["named"]
KEY = Qt.Key
pytestmark = pytest.mark.qt_log_ignore("does not support raise", extend=True)
W = TypeVar("W", bound=QDialog)


@pytest.fixture(autouse=True)
def look(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(sticks, "drives", lambda needed=0: ())  # whatever is plugged in here
    with looking(qapp):
        yield


class Seat(AtDesk):
    """Somebody at the superior's desk."""

    def __init__(self, register: Register, width: int = 1093, height: int = 614, rights: str = "") -> None:
        features = (Feature("units", "Units below", "transfer", UnitsPage),)
        super().__init__(register, width, height, rights, features=features)
        self.open("units")

    @property
    def page(self) -> UnitsPage:
        return self.page_of("units", UnitsPage)

    def felt(self) -> None:
        self.rest()

    def dialog(self, kind: type[W]) -> W:
        [found] = [one for one in self.page.findChildren(kind) if one.isVisible()]
        return found


@pytest.fixture
def seat(named: Pair) -> Iterator[Seat]:
    made = Seat(named.above)
    yield made
    made.leave()


def take_stick(seat: Seat, view: QWidget, stick: Path) -> None:
    [chooser] = view.findChildren(sticks.Sticks)
    chooser.choose_folder(stick)
    seat.rest()


def the_only(stick: Path, word: str) -> Path:
    [found] = [path for path in stick.rglob("*.scb") if path.name.startswith(word)]
    return found


def give_kit(seat: Seat, stick: Path, name: str) -> str:
    """By keyboard: Ctrl+N, the name, the file; gives the code."""
    seat.ctrl(KEY.Key_N)
    assert seat.focus is seat.page.kit.name.line
    take_stick(seat, seat.page.kit, stick)
    seat.page.kit.name.take_focus()
    seat.say(name)
    seat.key(KEY.Key_Return)
    assert seat.focus is seat.page.kit.button
    seat.key(KEY.Key_Return)
    assert seat.page.kit.kit is not None, "no kit"
    return seat.page.kit.kit.code


def test_a_unit_is_enrolled_by_stick_and_telephone(seat: Seat, named: Pair) -> None:
    stick = named.stick
    code = give_kit(seat, stick, "Chi bộ xóm Bản Lằng")
    view = seat.page.kit
    assert view.code.text().split() == code.split("-")
    assert view.paper().startswith(b"%PDF")
    assert code.encode() not in the_only(stick, "DANGKY-BO").read_bytes()
    assert seat.focus is view.print_button
    seat.key(KEY.Key_Tab)
    seat.key(KEY.Key_Return)
    assert view.code.text() == ""  # shown once
    [kit] = named.above.read(enrolments).result().kits
    assert [one.name for one in seat.page.list.table.rows] == [kit.name, "Chi bộ xóm Bản Lằng"]

    asked = named.unit.write(ask, the_only(stick, "DANGKY-BO").read_bytes(), code, "Máy văn phòng").result()
    (stick / "DANGKY-XIN_chi-bo_2026-11-09_1.scb").write_bytes(asked.file)

    seat.page.list.grant_button.setFocus()
    seat.key(KEY.Key_Return)
    grant = seat.page.grant
    assert "Máy văn phòng" in grant.who.text()
    assert "enrolled already" in grant.who.text()
    assert grant.retire.isVisible()
    assert seat.focus is grant.heard.line
    aloud = grant.aloud.text()
    assert not any(group in aloud for group in asked.read_aloud)
    seat.say("0000 0000 0000")
    seat.key(KEY.Key_Return)
    problem = grant.heard.shown_problem
    assert problem is not None
    assert problem.code == "KEY-51"
    assert named.above.read(enrolments).result().kits  # nothing was used up
    seat.say(" ".join(asked.read_aloud))  # what was typed wrong is selected
    seat.key(KEY.Key_Return)
    assert grant.answer is not None
    assert grant.result.isVisible()
    answer = the_only(stick, "DANGKY-CAP").read_bytes()
    trust = named.unit.write(accept, answer, aloud).result()
    assert trust.roots
    seat.key(KEY.Key_Return)
    found = named.above.read(enrolments).result()
    assert found.kits == ()
    assert [(one.state, one.computers) for one in found.units] == [(UnitState.OK, 1)]
    assert [one.name for one in seat.page.list.table.rows] == ["Chi bộ xóm Bản Lằng"]

    seat.page.list.grant_button.click()
    seat.rest()
    assert grant.button.isEnabled() is False  # the kit serves once
    assert grant.seen[0].refusal is not None
    assert grant.seen[0].refusal.code == "KEY-53"


def test_a_withdrawn_kit_is_gone(seat: Seat, named: Pair) -> None:
    code = give_kit(seat, named.stick, "Chi bộ khác")
    asked = named.unit.write(ask, the_only(named.stick, "DANGKY-BO").read_bytes(), code, "").result()
    (named.stick / "DANGKY-XIN_x_2026-11-09_1.scb").write_bytes(asked.file)
    seat.page.kit.end.click()
    seat.rest()
    assert seat.page.list.deed.text().strip() == "Withdraw the file…"
    seat.page.list.deed.click()
    seat.rest()
    [dialog] = [one for one in seat.page.findChildren(QDialog) if one.isVisible()]
    assert "Chi bộ khác" in dialog.windowTitle()
    [yes] = [one for one in dialog.findChildren(QWidget) if one.property("kind") == "primary"]
    yes.click()  # type: ignore[attr-defined]  # the primary button
    seat.rest()
    assert named.above.read(enrolments).result().kits == ()
    seat.page.list.grant_button.click()
    seat.rest()
    assert seat.page.grant.seen[0].refusal is not None
    assert seat.page.grant.seen[0].refusal.code == "KEY-53"


def test_a_kit_needs_a_name_and_a_stick(seat: Seat, named: Pair) -> None:
    seat.ctrl(KEY.Key_N)
    view = seat.page.kit
    assert not view.button.isEnabled()
    seat.say("Chi bộ")
    assert not view.button.isEnabled()
    take_stick(seat, view, named.stick)
    assert view.button.isEnabled()
    seat.key(KEY.Key_Escape)
    assert seat.page._stack.currentWidget() is seat.page.list


def test_revoking_asks_why_and_then_refuses_what_the_computer_signs(seat: Seat, named: Pair) -> None:
    cell(named.unit, "Chi bộ một")
    [file] = send(named.unit, named.stick).files
    seat.page.list.deed.setFocus()
    seat.key(KEY.Key_Return)
    dialog = seat.dialog(RevokeDialog)
    assert not dialog.yes.isEnabled()
    press(dialog.reason.box, KEY.Key_Down)
    dialog.reason.set_value(dialog.reason._values[1])
    dialog.reason.changed.emit()
    assert dialog.yes.isEnabled()
    dialog.yes.click()
    seat.rest()
    outcome = taking.take_in(named.above, file.path)
    assert isinstance(outcome, Refusal)
    assert outcome.code == "KEY-34"
    assert "refused" in seat.page.list.told.text()
    assert not seat.page.list.deed.isVisible()


def test_a_person_gets_a_key_and_loses_it(seat: Seat, named: Pair) -> None:
    seat.desk.go("units", "people")
    seat.rest()
    seat.ctrl(KEY.Key_N)
    dialog = seat.dialog(KeyDialog)
    assert dialog.height() <= theme.LARGEST_DIALOG_HEIGHT
    take_stick(seat, dialog, named.stick)
    dialog.name.take_focus()
    for words in ("Lục Thị Yến", "Phó Bí thư", PASSPHRASE, "khác"):
        seat.say(words)
        press(seat.focus, KEY.Key_Return)
    dialog.start()
    assert dialog.again.shown_problem is not None
    dialog.again.clear()
    dialog.again.take_focus()
    seat.say(PASSPHRASE)
    seat.key(KEY.Key_Return)
    assert seat.focus is dialog.make
    seat.key(KEY.Key_Return)
    seat.back()
    signer = Signer.from_pkcs12((named.stick / "Luc-Thi-Yen.p12").read_bytes(), PASSPHRASE)
    [row] = seat.page.people.table.rows
    assert (row.name, row.post, row.serial) == ("Lục Thị Yến", "Phó Bí thư", signer.certificate.serial)
    seat.page.people.revoke_button.click()
    seat.rest()
    asking = seat.dialog(RevokeDialog)
    asking.reason.set_value(asking.reason._values[2])
    asking.reason.changed.emit()
    asking.yes.click()
    seat.rest()
    [row] = seat.page.people.table.rows
    assert row.state is UnitState.REVOKED
    assert not seat.page.people.revoke_button.isVisible()


def test_what_a_key_lacks_is_said(seat: Seat, named: Pair, tmp_path: Path) -> None:
    seat.desk.go("units", "people")
    seat.rest()
    assert seat.page.title == "Keys of persons"
    seat.ctrl(KEY.Key_N)
    dialog = seat.dialog(KeyDialog)
    dialog.make.click()
    assert dialog.name.shown_problem is not None
    assert dialog.passphrase.shown_problem is not None
    assert seat.focus is dialog.name.line
    for words in ("Lục Thị Yến", "Phó Bí thư", PASSPHRASE, PASSPHRASE):
        seat.say(words)
        press(seat.focus, KEY.Key_Return)
    dialog.make.click()
    assert dialog.name.shown_problem is None
    said = dialog.sticks.findChildren(Elided)
    assert [one.text() for one in said] == ["Choose a stick or a folder first."]
    seat.rest()
    dialog.sticks.refresh()
    seat.rest()
    assert [one.text() for one in said] == ["Choose a stick or a folder first."]
    take_stick(seat, dialog, named.stick)
    assert [one.text() for one in said] != ["Choose a stick or a folder first."]
    dialog.reject()
    seat.back()
    assert list(named.stick.glob("*.p12")) == []


def test_who_may_not_enrol_only_sees_the_list(named: Pair) -> None:
    made = Seat(named.above, rights="read")
    page = made.page
    assert not page.list.kit_button.isVisible()
    assert not page.list.deed.isVisible()
    page.new()
    assert page._stack.currentWidget() is page.list
    made.leave()


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_each_view_fits_the_smallest_screen(named: Pair, qapp: QApplication, scale: float) -> None:
    theme.install(qapp, scale)
    language.use("vi")
    made = Seat(named.above, *theme.LARGEST_PAGE)
    try:
        for part in ("", "kit", "grant", "people"):
            made.desk.go("units", part)
            made.rest()
            least = made.desk.minimumSizeHint()
            assert least.width() <= theme.LARGEST_PAGE[0], part
            if scale == 1:
                assert least.height() <= theme.LARGEST_PAGE[1], part
            assert not nameless(made.page), part
    finally:
        made.leave()
