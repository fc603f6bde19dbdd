"""The whole way of a stick between two offices, each at its own window: from enrolment to receipt.

What lies on the stick is all that passes between them, but for the code on paper and the figures on the telephone.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop.basics.ids import new_id
from desktop.demo.people import HAMLET, Inventor
from desktop.exchange.enrolling import waiting
from desktop.exchange.office import become_collector
from desktop.exchange.screen.inbox import InboxPage
from desktop.exchange.screen.inbox_dialogs import ConfirmDialog
from desktop.exchange.screen.send_before import ReceiptDialog
from desktop.exchange.screen.units import UnitsPage
from desktop.members.actions.changes import keep_member
from desktop.organisations.actions import found_unit, keep_organisation
from desktop.organisations.rules.drafts import OrganisationDraft, Parenthood
from desktop.storage.register import Ground, Register
from desktop.storage.work import Work
from tests.conftest import PASSPHRASE
from tests.exchange.offices import Pair, rows, strangers
from tests.exchange.window import Seat, put_in, words_on
from tests.widgets.hands import type_words
from tests.widgets.looking import looking

UNIT, SUPERIOR = "Đảng bộ xã Nặm Tốc", "Đảng bộ tỉnh Vân Sơn"


@pytest.fixture
def apart(made_register: tuple[Path, bytes, bytes], ground: Ground, tmp_path: Path) -> Iterator[Pair]:
    """A commune with a cell and a member, and a superior that collects; they don't know each other yet."""
    both = strangers(made_register, ground, tmp_path)
    both.above.write(found_unit, SUPERIOR).result()
    both.above.write(become_collector, SUPERIOR).result()
    top = both.unit.write(found_unit, UNIT).result().id
    both.unit.write(people, top).result()
    yield both
    both.close()


def people(work: Work, top: str) -> None:
    """A cell with one member."""
    placed = (Parenthood(new_id(), top, date(2010, 1, 1)),)
    draft = OrganisationDraft(new_id(), "Chi bộ xóm Phiêng Én", "CHI_BO_TRUC_THUOC", "HAMLET", parents=placed)
    cell = keep_organisation(work, draft).id
    keep_member(work, Inventor(7, []).member(HAMLET, cell, "Xã Nặm Tốc"))


@contextmanager
def at_desk(register: Register, room: str) -> Iterator[Seat]:
    """Somebody sits down at a page and leaves it again."""
    seat = Seat(register)
    try:
        seat.open(room)
        yield seat
    finally:
        seat.leave()


def units_of(seat: Seat) -> UnitsPage:
    page = seat.desk.page("units")
    assert isinstance(page, UnitsPage)
    return page


def give_kit(above: Register) -> str:
    """The superior lays a kit on the stick; gives the code that is printed."""
    with at_desk(above, "units") as seat:
        page = units_of(seat)
        page.new()
        seat.rest()
        type_words(page.kit.name.line, UNIT)
        seat.until(lambda: page.kit.button.isEnabled())
        page.kit.button.click()
        seat.rest()
        code = page.kit.code.text()
        page.kit.end.click()
        seat.rest()
        return code


def request(unit: Register, code: str) -> str:
    """The unit answers with a request; gives what it reads aloud."""
    with at_desk(unit, "send") as seat:
        seat.enter()
        seat.rest()
        type_words(seat.joining.ask.code.line, code)
        seat.until(lambda: seat.joining.ask.button.isEnabled())
        seat.joining.ask.button.click()
        seat.rest()
        found = unit.read(waiting).result()
        assert found is not None
        assert "   ".join(found.read_aloud) in words_on(seat.page)
        return " ".join(found.read_aloud)


def grant(above: Register, heard: str) -> str:
    """The superior types what it hears; gives what it reads aloud."""
    with at_desk(above, "units") as seat:
        page = units_of(seat)
        page.list.grant_button.click()
        seat.rest()
        aloud = page.grant.aloud.text()
        type_words(page.grant.heard.line, heard)
        page.grant.button.click()
        seat.rest()
        assert page.grant.answer is not None
        return aloud


def accept_and_send(unit: Register, heard: str) -> None:
    """The unit finishes enrolling, and its first file goes on to the stick."""
    with at_desk(unit, "send") as seat:
        type_words(seat.joining.answer.heard.line, heard)
        seat.until(lambda: seat.joining.answer.button.isEnabled())
        seat.joining.answer.button.click()
        seat.rest()
        assert seat.page.subtitle == SUPERIOR
        seat.until(lambda: seat.flow.write_button.isEnabled())
        seat.ctrl_enter()
        seat.until(lambda: not seat.flow.running)
        seat.rest()
        assert f"Give it to: {SUPERIOR}" in words_on(seat.page)


def take_in(above: Register) -> None:
    """The first file of a unit asks for a second look; the receipt goes on to the same stick."""
    with at_desk(above, "inbox") as seat:
        page = seat.desk.page("inbox")
        assert isinstance(page, InboxPage)
        seat.until(lambda: page.sticks.root is not None)
        seat.rest()
        assert len(page.laid) == 1, [(one.path.name, one.look.outcome) for one in page.laid]
        assert "This is the first file from this unit." in words_on(page)
        page.finish()
        seat.rest()
        [dialog] = [one for one in page.findChildren(ConfirmDialog) if one.isVisible()]
        assert dialog.why is not None
        dialog.why.set_value("Đã gọi điện cho xã")
        type_words(dialog.passphrase.line, PASSPHRASE)
        dialog.yes.click()
        seat.rest()


def read_receipt(unit: Register) -> str:
    """The unit reads the receipt; gives everything that its page says then."""
    with at_desk(unit, "send") as seat:
        assert "Received by the superior" not in words_on(seat.page)
        seat.page.ask_receipt()
        seat.rest()
        dialog = seat.dialog()
        assert isinstance(dialog, ReceiptDialog)
        dialog.read_button.click()
        seat.rest()
        seat.back()
        seat.rest()
        return words_on(seat.page)


def test_two_offices_and_one_stick(
    apart: Pair, qapp: QApplication, monkeypatch: pytest.MonkeyPatch, telephone: Callable[[str], str]
) -> None:
    put_in(monkeypatch, apart.stick)
    with looking(qapp):
        code = give_kit(apart.above)
        said = telephone(request(apart.unit, code))
        answered = telephone(grant(apart.above, said))
        accept_and_send(apart.unit, answered)
        assert rows(apart.above, apart.unit.unit) == {}, "only carried so far"
        take_in(apart.above)
        assert rows(apart.above, apart.unit.unit) == rows(apart.unit, apart.unit.unit)
        shown = read_receipt(apart.unit)
    assert "Received by the superior" in shown
    assert "The superior has received everything." in shown


@pytest.fixture
def telephone() -> Callable[[str], str]:
    """What is heard of figures that are read aloud: the same, in another rhythm."""
    return lambda said: "".join(said.split())
