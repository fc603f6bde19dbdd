"""The superior's desk through the window: three files, each with its own way; sticks that go; questions."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QFrame
from sqlalchemy import delete, update

from desktop.bundles.format import read_sealed
from desktop.bundles.names import FOLDER, INWARD, OUTWARD
from desktop.exchange import reception
from desktop.exchange.acknowledge import give_receipt
from desktop.exchange.outcomes import AlreadyTaken, Forked, Gap, Ready, Refusal
from desktop.exchange.receive import receipts_on, receive
from desktop.exchange.reception import data_files, lay_out, take
from desktop.exchange.records import UnitRow
from desktop.exchange.screen.inbox import InboxPage
from desktop.exchange.screen.inbox_dialogs import AnswerDialog, ConfirmDialog
from desktop.exchange.send import build
from desktop.exchange.take_in import take_in
from desktop.storage.register import Ground, Register, RegisterRow
from desktop.widgets import theme
from desktop.widgets.task import Steps
from tests.conftest import PASSPHRASE
from tests.exchange.offices import Pair, cell, enrol, member, rows
from tests.exchange.test_files import answer, keep_meeting, lose_papers
from tests.exchange.test_hostile import CASES
from tests.exchange.test_take_in import copy_home, pretend_acknowledged, sent, states, twin
from tests.exchange.test_unsound import unsound
from tests.exchange.window import Seat, put_in, words_on
from tests.storage.opening import Secrets, opened
from tests.widgets.hands import focus_chain, nameless, press
from tests.widgets.looking import looking

D = TypeVar("D", bound=QDialog)


class InboxSeat(Seat):
    """Somebody at the superior's desk."""

    def __init__(self, pair: Pair, width: int = 1093, height: int = 614) -> None:
        super().__init__(pair.above, width, height)
        self.open("inbox")

    @property
    def inbox(self) -> InboxPage:
        return self.page_of("inbox", InboxPage)

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Title and state of each line."""
        return [(one.title, one.state) for one in self.inbox.list.lines()]

    def choose(self, row: int) -> None:
        self.inbox.list.setCurrentRow(row)
        self.rest()


@pytest.fixture
def patch(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    put_in(monkeypatch)
    return monkeypatch


@pytest.fixture
def seats(qapp: QApplication) -> Iterator[list[InboxSeat]]:
    """Desks that are left when the test is over; everything is said in English."""
    made: list[InboxSeat] = []
    with looking(qapp):
        yield made
        for seat in made:
            seat.leave()


def sit(offices: Pair, seats: list[InboxSeat], patch: pytest.MonkeyPatch, *, stick: bool = True) -> InboxSeat:
    """At the desk, with the stick in."""
    if stick:
        put_in(patch, offices.stick)
    seat = InboxSeat(offices)
    seats.append(seat)
    if stick:
        seat.until(lambda: seat.inbox.sticks.root is not None)
    seat.rest()
    return seat


def on_stick(offices: Pair, file: Path, name: str) -> Path:
    """A file of the outbox, laid where files lie on a stick."""
    folder = offices.stick / FOLDER / OUTWARD
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(file, folder / name))


@pytest.fixture
def three_units(
    offices: Pair, tmp_path: Path, made_register: tuple[Path, bytes, bytes], ground: Ground
) -> Pair:
    """One unit whose next file is ordinary, one that was never heard of, one whose first file is missing."""
    cell(offices.unit, "Chi bộ một")
    take_in(offices.above, sent(offices))
    receive(offices.unit, give_receipt(offices.above, offices.unit.unit, offices.stick).path)
    shutil.rmtree(offices.stick)
    offices.stick.mkdir()
    cell(offices.unit, "Chi bộ hai")
    sent(offices)
    for number, name in ((2, "Xã Nặm Tốc"), (3, "Xã Cốc Xả")):
        other = another(offices, tmp_path / name, made_register, ground, number, name)
        with closing(other):
            member(other, "Lò Thị Ế", cell(other, "Chi bộ Phiêng Én"))
            if number == 3:
                other.write(pretend_acknowledged).result()
            [outgoing] = other.write(build, other.ground.home).result()
            on_stick(offices, outgoing.path, f"{number}.scb")
    return offices


def another(
    offices: Pair, folder: Path, made: tuple[Path, bytes, bytes], ground: Ground, number: int, name: str
) -> Register:
    """One more unit, enrolled."""
    for part in ("home", "state"):
        shutil.copytree(made[0] / part, folder / part)
    here = replace(ground, home=folder / "home", state=folder / "state")
    urn = f"urn:sochibo:019a0000-0000-7000-8000-00000000000{number}"
    register = opened(here, Secrets(*made[1:]))
    register.write(lambda work: work.connection.execute(update(RegisterRow).values(unit=urn))).result()
    register.close()
    register = opened(here, Secrets(*made[1:]))
    enrol(register, offices.above)
    row = UnitRow
    offices.above.write(
        lambda work: work.connection.execute(update(row).where(row.urn == urn).values(name=name))
    ).result()
    return register


def outcomes(seat: InboxSeat) -> list[type]:
    return [type(one.look.outcome) for one in seat.inbox.laid]


def test_three_files_each_with_its_own_way(
    three_units: Pair, seats: list[InboxSeat], patch: pytest.MonkeyPatch
) -> None:
    offices = three_units
    seat = sit(offices, seats, patch)
    page = seat.inbox
    assert sorted(one.__name__ for one in outcomes(seat)) == ["Gap", "Ready", "Ready"]
    assert states(offices.above) == {"applied": 1}, "looking writes nothing"
    assert page.ordinary.text().strip() == "Take in 1 file as usual"
    seat.ctrl_enter()
    seat.rest()
    assert states(offices.above) == {"applied": 2, "waiting": 1}
    assert rows(offices.above, offices.unit.unit) == rows(offices.unit, offices.unit.unit)
    receipts = list((offices.stick / FOLDER / INWARD).iterdir())
    assert len(receipts) == 2
    mine = [one for one in receipts if _is_for(offices, one)]
    assert [receive(offices.unit, one).open for one in mine] == [0]
    assert sorted(one.__name__ for one in outcomes(seat)) == ["AlreadyTaken", "Gap", "Ready"]
    asks = next(n for n, one in enumerate(page.list.lines()) if one.title == "Xã Nặm Tốc")
    assert page.list.lines()[asks].state.endswith("look at them first")
    assert page.list.lines()[asks].detail == "file 1"
    seat.choose(asks)
    assert "A second person must confirm this file" in words_on(page.pane)
    page.list.setFocus()
    seat.enter()
    assert seat.focus is page.deed
    seat.enter()
    dialog = asked(seat, ConfirmDialog)
    seat.say("Đã gọi điện cho đơn vị")
    press(seat.focus, Qt.Key.Key_Tab)
    seat.say("sai mật khẩu")
    seat.enter()
    seat.until(lambda: dialog.notices.card is not None)
    assert states(offices.above) == {"applied": 2, "waiting": 1}
    seat.say(PASSPHRASE)
    seat.enter()
    seat.rest()
    seat.back()
    assert states(offices.above) == {"applied": 3, "waiting": 1}
    assert sorted(one.__name__ for one in outcomes(seat)) == ["AlreadyTaken", "AlreadyTaken", "Gap"]
    assert page.slip.isEnabled()


def _is_for(offices: Pair, path: Path) -> bool:
    return offices.unit.unit in (read_sealed(lambda: path.open("rb")).untrusted_header.to or ())


def asked(seat: InboxSeat, kind: type[D]) -> D:
    """The dialog, when it is there and has the focus."""
    seat.until(lambda: isinstance(QApplication.activeModalWidget(), kind))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, kind)
    dialog.activateWindow()
    seat.until(lambda: dialog.isAncestorOf(QApplication.focusWidget() or seat.desk))
    return dialog


def test_the_same_file_twice_is_told_and_answered_again(
    offices: Pair, seats: list[InboxSeat], patch: pytest.MonkeyPatch
) -> None:
    cell(offices.unit, "Chi bộ một")
    take_in(offices.above, sent(offices))
    seat = sit(offices, seats, patch)
    assert outcomes(seat) == [AlreadyTaken]
    assert seat.inbox.deed.text().strip() == "Write the receipt again"
    seat.ctrl_enter()
    seat.rest()
    assert len(list((offices.stick / FOLDER / INWARD).iterdir())) == 1
    assert states(offices.above) == {"applied": 1}


def test_a_damaged_file_is_refused_with_its_code(
    offices: Pair, seats: list[InboxSeat], patch: pytest.MonkeyPatch
) -> None:
    path = sent(offices)
    path.write_bytes(path.read_bytes()[:-1])
    seat = sit(offices, seats, patch)
    assert outcomes(seat) == [Refusal]
    assert "BUN-03" in words_on(seat.inbox.pane)
    assert seat.inbox.deed.isHidden()
    assert seat.inbox.ordinary.isHidden()


def test_a_file_that_is_the_units_and_not_in_order_is_kept_and_answered(
    offices: Pair, seats: list[InboxSeat], patch: pytest.MonkeyPatch
) -> None:
    unsound(offices, CASES["a wrong previous hash"])
    seat = sit(offices, seats, patch)
    page = seat.inbox
    assert (outcomes(seat), page.ordinary.text()) == ([Refusal], "Keep 1 file that waits")
    assert page.deed.text().strip() == "Keep this file here"
    assert [title for title, _state in seat.lines] == [page.pane.name.text()] == ["Chi bộ xóm Bản Lằng"]
    seat.ctrl_enter()
    seat.rest()
    assert states(offices.above) == {"refused": 1}
    assert page.ordinary.isHidden()
    assert [state for _title, state in seat.lines] == [
        "Refused, code BUN-41",
        "",
        "A file of this unit isn't in order, code BUN-41.",
    ]
    put_in(patch)
    page.sticks.refresh()
    seat.until(lambda: len(seat.lines) == 3 and seat.lines[0][1] == "")
    seat.choose(2)
    assert "BUN-41" in words_on(page.pane)
    assert page.pane.name.text() == "Chi bộ xóm Bản Lằng"
    assert page.deed.isHidden()
    [laid] = [receive(offices.unit, path) for path in receipts_on(offices.stick, offices.unit.unit)]
    assert laid.aside


def test_a_strangers_file_is_kept_on_request_and_removed_again(
    offices: Pair, seats: list[InboxSeat], patch: pytest.MonkeyPatch
) -> None:
    sent(offices)
    offices.above.write(lambda work: work.connection.execute(delete(UnitRow))).result()
    seat = sit(offices, seats, patch)
    page = seat.inbox
    assert (outcomes(seat), page.ordinary.isHidden(), page.deed.isHidden()) == ([Refusal], True, True)
    assert page.later.isVisible()
    assert page.later.text() == "Keep it here unopened"
    page.later.click()
    seat.rest()
    assert states(offices.above) == {"refused": 1}
    assert page.later.isHidden()
    put_in(patch)
    page.sticks.refresh()
    seat.until(lambda: [title for title, _state in seat.lines][1:] == ["Unknown sender"])
    seat.choose(1)
    assert "EXC-10" in words_on(page.pane)
    assert page.pane.name.text() == "Unknown sender"
    assert page.deed.text().strip() == "Remove this file from here"
    page.deed.click()
    seat.rest()
    assert (states(offices.above), seat.lines) == ({}, [])


def test_a_stick_pulled_before_the_receipt_owes_one(
    offices: Pair, seats: list[InboxSeat], patch: pytest.MonkeyPatch
) -> None:
    cell(offices.unit, "Chi bộ một")
    take_in(offices.above, sent(offices))
    cell(offices.unit, "Chi bộ hai")
    sent(offices)
    seat = sit(offices, seats, patch)
    page = seat.inbox
    away = offices.stick.with_name("away")

    def pull(*_words: object) -> None:
        if not away.exists():
            offices.stick.rename(away)

    given = reception.give_receipt

    def late(*args: object) -> object:
        pull()
        return given(*args)  # type: ignore[arg-type]

    patch.setattr(reception, "give_receipt", late)
    seat.ctrl_enter()
    seat.rest()
    patch.setattr(reception, "give_receipt", given)
    assert states(offices.above) == {"applied": 2}
    assert page.owed == {offices.unit.unit: None}
    assert page.rewrite.isVisible()
    put_in(patch)
    page.sticks.refresh()
    seat.until(lambda: page.sticks.root is None)
    away.rename(offices.stick)
    put_in(patch, offices.stick)
    page.sticks.refresh()
    seat.until(lambda: page.sticks.root is not None)
    seat.rest()
    page.rewrite.click()
    seat.rest()
    assert page.owed == {}
    assert list((offices.stick / FOLDER / INWARD).iterdir())


def test_a_stick_pulled_before_taking_in_changes_nothing(
    offices: Pair, seats: list[InboxSeat], patch: pytest.MonkeyPatch
) -> None:
    cell(offices.unit, "Chi bộ một")
    take_in(offices.above, sent(offices))
    cell(offices.unit, "Chi bộ hai")
    sent(offices)
    seat = sit(offices, seats, patch)
    shutil.rmtree(offices.stick)
    seat.ctrl_enter()
    seat.rest()
    assert states(offices.above) == {"applied": 1}
    assert "BUN-01" in seat.desk._notices.card.notice.detail  # type: ignore[union-attr]


def test_later_keeps_it_here_and_it_is_taken_without_the_stick(
    offices: Pair, seats: list[InboxSeat], patch: pytest.MonkeyPatch
) -> None:
    cell(offices.unit, "Chi bộ một")
    sent(offices)
    seat = sit(offices, seats, patch)
    page = seat.inbox
    assert outcomes(seat) == [Ready]
    page.later.click()
    seat.rest()
    assert states(offices.above) == {"received": 1}
    assert list((offices.stick / FOLDER / INWARD).iterdir())
    put_in(patch)
    page.sticks.refresh()
    seat.until(lambda: page.sticks.root is None)
    seat.rest()
    assert [title for title, _state in seat.lines] == ["Waiting and kept aside", "Chi bộ xóm Bản Lằng"]
    seat.ctrl_enter()
    asked(seat, ConfirmDialog)
    seat.say("Hôm sau xem lại")
    press(seat.focus, Qt.Key.Key_Tab)
    seat.say(PASSPHRASE)
    seat.enter()
    seat.rest()
    seat.back()
    assert states(offices.above) == {"applied": 1}
    assert seat.lines == []
    assert page.owed == {offices.unit.unit: None}, "its receipt waits for the stick"


def test_a_fork_is_shown_first_and_answered(
    offices: Pair, seats: list[InboxSeat], patch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    cell(offices.unit, "Chi bộ một")
    copy_home(offices.unit, tmp_path / "twin")
    shutil.copytree(offices.unit.ground.state, tmp_path / "twin" / "state")
    cell(offices.unit, "Chi bộ hai")
    take_in(offices.above, sent(offices))
    with twin(offices.unit, tmp_path / "twin") as clone:
        cell(clone, "Chi bộ khác")
        [outgoing] = clone.write(build, clone.ground.home).result()
        other = on_stick(offices, outgoing.path, "9.scb")
    for file in (offices.stick / FOLDER / OUTWARD).iterdir():
        if file != other:
            file.unlink()
    seat = sit(offices, seats, patch)
    page = seat.inbox
    assert outcomes(seat) == [Forked]
    assert page.deed.text().strip() == "Keep this file here"
    seat.ctrl_enter()
    seat.rest()
    assert states(offices.above) == {"applied": 1, "aside": 1}
    assert seat.lines[0][1] == "Two computers write the same book, or somebody altered it."
    page.list.setCurrentRow(0)
    seat.rest()
    page.deed.click()
    dialog = asked(seat, AnswerDialog)
    seat.say("Máy cũ chưa cất")
    dialog.yes.click()
    seat.rest()
    seat.back()
    assert page.matters.findings == ()


def test_nothing_lies_there(offices: Pair, seats: list[InboxSeat], patch: pytest.MonkeyPatch) -> None:
    seat = sit(offices, seats, patch, stick=False)
    assert "Put a unit's stick in" in words_on(seat.inbox)
    assert seat.inbox.count.text() == "No stick is chosen"
    rules = [one for one in seat.inbox.pane.findChildren(QFrame) if one.property("kind") == "rule"]
    assert not any(one.isVisible() for one in rules)  # no line below a heading that isn't there
    seat.ctrl_enter()
    seat.rest()


def test_a_file_of_papers_alone_speaks_of_no_changes(
    offices: Pair, seats: list[InboxSeat], patch: pytest.MonkeyPatch
) -> None:
    offices.unit.write(keep_meeting, cell(offices.unit, "Chi bộ một")).result()
    take_in(offices.above, sent(offices))
    lose_papers(offices)
    assert answer(offices).missing == 1
    shutil.rmtree(offices.stick)
    offices.stick.mkdir()
    sent(offices)
    seat = sit(offices, seats, patch)
    assert [one.state for one in seat.inbox.list.lines()] == ["Only papers, as usual"]
    shown = words_on(seat.inbox.pane)
    assert "no changes, only papers · the last file is of the same day (09/11/2026) · 1 attachment" in shown
    seat.ctrl_enter()
    seat.rest()
    assert "papers taken in, no changes." in words_on(seat.desk)


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_it_fits_and_everything_has_a_name(
    three_units: Pair, seats: list[InboxSeat], patch: pytest.MonkeyPatch, scale: float, qapp: QApplication
) -> None:
    theme.install(qapp, scale)
    seat = sit(three_units, seats, patch)
    for row in range(seat.inbox.list.count()):
        seat.choose(row)
        least = seat.desk.minimumSizeHint()
        assert least.width() <= theme.LARGEST_PAGE[0]
        assert least.height() <= theme.LARGEST_PAGE[1] or scale > 1  # large text scrolls downwards
        assert seat.inbox.minimumSizeHint().width() <= seat.desk._area.viewport().width()
        content = seat.inbox.pane.area.widget()
        assert content.minimumSizeHint().width() <= seat.inbox.pane.area.viewport().width()
        assert nameless(seat.inbox) == []
    names = [one.accessibleName() for one in focus_chain(seat.inbox) if one.isVisible()]
    assert names.index("Files of the units") < names.index("Take in 1 file as usual")


def test_stop_leaves_the_rest(three_units: Pair) -> None:
    steps = Steps()
    steps.stop()
    assert lay_out(three_units.above, three_units.stick, steps) == ()
    assert take(three_units.above, list(data_files([three_units.stick])), steps).outcomes == ()
    assert isinstance(lay_out(three_units.above, three_units.stick, Steps())[-1].look.outcome, Gap | Ready)
