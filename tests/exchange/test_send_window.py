"""Sending through a real desk over a real pair: by keyboard, stopped, refused by the stick, and the receipt back."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import update

from desktop.basics.errors import Trouble
from desktop.basics.language import msg
from desktop.bundles import drive
from desktop.documents.preview import page_count
from desktop.exchange.acknowledge import give_receipt
from desktop.exchange.ledger import unsent
from desktop.exchange.outcomes import Ready
from desktop.exchange.records import SuperiorRow
from desktop.exchange.screen.send_before import ReceiptDialog
from desktop.exchange.screen.send_list import ContentDialog
from desktop.exchange.screen.send_note import NoteDialog
from desktop.exchange.send import send
from desktop.exchange.take_in import take_in
from desktop.organisations.actions import found_unit
from tests.exchange.offices import Pair, cell, member
from tests.exchange.test_files import answer, keep_meeting, lose_papers
from tests.exchange.window import Seat, put_in, words_on
from tests.widgets.hands import settle
from tests.widgets.looking import looking

Sit = Callable[..., Seat]


@pytest.fixture
def sit(qapp: QApplication) -> Iterator[Sit]:
    """Desks that are left when the test is over."""
    seats: list[Seat] = []

    def made(*given: Any, **named: Any) -> Seat:
        seats.append(Seat(*given, **named))
        return seats[-1]

    with looking(qapp):
        yield made
        for seat in seats:
            seat.leave()


@pytest.fixture
def busy(offices: Pair) -> Pair:
    """A unit with something to send."""
    offices.unit.write(found_unit, "Chi bộ xóm Bản Lằng").result()
    home = cell(offices.unit, "Chi bộ xóm Nà Pài")
    member(offices.unit, "Nông Văn Tú", home)
    return offices


def sending(sit: Sit, pair: Pair, patch: pytest.MonkeyPatch, *sticks: Path) -> Seat:
    put_in(patch, *(sticks or (pair.stick,)))
    seat = sit(pair.unit)
    seat.open()
    seat.rest()
    return seat


def sent(seat: Seat) -> None:
    """Press the red button and wait for the end."""
    seat.ctrl_enter()
    seat.until(lambda: not seat.flow.running)
    seat.rest()


def test_a_stick_is_sent_by_keyboard(sit: Sit, busy: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    seat = sending(sit, busy, monkeypatch)
    shown = words_on(seat.page)
    for words in ("Choose a stick", "Nothing was sent yet.", "Give it to"):
        assert (words in shown) is (words != "Give it to")
    assert [(part.part.number, part.part.words) for part in seat.flow.sum.figures] == [
        (3, "changes"),
        (2, "organisations"),
        (1, "members"),
    ]
    assert seat.focus is seat.flow.write_button  # the only stick is chosen by itself
    seat.enter()
    seat.until(lambda: not seat.flow.running)
    seat.rest()
    files = list(busy.stick.rglob("*.scb"))
    assert len(files) == 1
    shown = words_on(seat.page)
    for words in (
        "You can take the stick out now",
        "Give it to: Đảng ủy xã Bình Lãng",
        "Sealed bundle 1",
        "Read back whole",
        "Bundle 1",
        "Sent",
        "waits for the receipt",
    ):
        assert words in shown
    assert "Received by the superior" not in shown
    assert seat.focus is seat.flow.done_button
    assert isinstance(take_in(busy.above, files[0]), Ready)
    seat.enter()
    seat.rest()
    assert "Give it to" not in words_on(seat.page)
    assert seat.flow.write_button.text().strip() == "Write it once more"
    assert (
        seat.flow.write_button.property("kind") == "plain"
    )  # it waits for the receipt: nothing is to be done
    assert seat.focus is seat.flow.sticks.rows[0]
    assert "Write it again only if the stick was lost or damaged." in words_on(seat.page)
    seat.enter()
    assert seat.focus is seat.flow.write_button


def test_only_a_receipt_says_received(sit: Sit, busy: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    seat = sending(sit, busy, monkeypatch)
    sent(seat)
    seat.flow.done()
    take_in(busy.above, next(busy.stick.rglob("*.scb")))
    seat.open()
    assert "Received by the superior" not in words_on(seat.page)
    give_receipt(busy.above, busy.unit.unit, busy.stick)
    seat.page.ask_receipt()
    seat.rest()
    asked = seat.dialog()
    assert isinstance(asked, ReceiptDialog)
    assert asked.read_button.hasFocus()
    seat.enter()
    seat.rest()
    seat.back()
    shown = words_on(seat.page)
    assert "The superior has received everything." in shown
    assert "Received by the superior" in shown
    assert "Nothing new to send: the superior has received everything, the last on 09/11/2026." in shown
    assert not seat.flow.write_button.isVisible()
    assert seat.flow.whole_button.isEnabled()


def test_papers_that_are_missing_above_can_be_sent(
    sit: Sit, busy: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy.unit.write(keep_meeting, cell(busy.unit, "Chi bộ xóm Cốc Lùng")).result()
    take_in(busy.above, send(busy.unit, busy.stick).files[0].path)
    lose_papers(busy)
    assert answer(busy).missing == 1
    seat = sending(sit, busy, monkeypatch)
    words = "1 paper that was sent is missing at the superior: send it again."
    assert words in words_on(seat.page)
    assert "received everything" not in words_on(seat.page)
    assert seat.focus is seat.flow.write_button
    sent(seat)
    assert "Read back whole" in words_on(seat.page)
    seat.flow.done()
    assert seat.flow.write_button.text().strip() == "Write it once more"
    assert "1 paper that the superior misses was written to a stick." in words_on(seat.page)
    assert "only papers · waits for the receipt" in words_on(seat.page)


def test_papers_that_are_gone_here_too_are_said(
    sit: Sit, busy: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(busy.above, send(busy.unit, busy.stick).files[0].path)
    assert answer(busy).missing == 0
    wanted = update(SuperiorRow).values(wanted=json.dumps(["ab" * 32]))
    busy.unit.write(lambda work: work.connection.execute(wanted)).result()
    shown = words_on(sending(sit, busy, monkeypatch).page)
    assert "Nothing to send: 1 paper that the superior misses isn’t here any more either." in shown
    assert "received everything" not in shown


def look_in_vain(seat: Seat) -> None:
    """Ask for a receipt on a stick that has none."""
    seat.page.ask_receipt()
    seat.rest()
    seat.enter()
    seat.rest()
    seat.back()
    assert "No receipt for this register lies there." in words_on(seat.page)


def test_a_stick_without_a_receipt_says_so(sit: Sit, busy: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    seat = sending(sit, busy, monkeypatch)
    look_in_vain(seat)


def test_a_damaged_receipt_is_refused_by_its_code(
    sit: Sit, busy: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat = sending(sit, busy, monkeypatch)
    sent(seat)
    take_in(busy.above, next(busy.stick.rglob("*.scb")))
    receipt = give_receipt(busy.above, busy.unit.unit, busy.stick).path
    content = bytearray(receipt.read_bytes())
    content[len(content) // 2] ^= 1
    content[-32:] = hashlib.sha256(bytes(content[:-46])).digest()
    receipt.write_bytes(content)
    seat.page.ask_receipt()
    seat.rest()
    seat.enter()
    seat.rest()
    seat.back()
    shown = words_on(seat.page)
    assert "Code BUN-" in shown or "Code KEY-" in shown
    assert "Received by the superior" not in shown
    left = busy.unit.read(unsent).result()
    assert left is not None
    assert left.changes == 3


def test_stopping_leaves_no_half_file(sit: Sit, busy: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    seat = sending(sit, busy, monkeypatch)
    real = drive._copy

    def held(*args: Any) -> str:
        seat_steps = seat.flow._steps
        assert seat_steps is not None
        seat_steps.stop()  # pressed while the first piece is on its way
        return real(*args)

    monkeypatch.setattr(drive, "_copy", held)
    seat.enter()
    assert seat.focus is seat.flow.stop_button
    seat.until(lambda: not seat.flow.running)
    seat.rest()
    assert "Stopped. Nothing was lost" in words_on(seat.page)
    assert [path for path in busy.stick.rglob("*") if path.suffix in (".scb", ".part")] == []
    monkeypatch.setattr(drive, "_copy", real)
    sent(seat)
    assert len(list(busy.stick.rglob("*.scb"))) == 1
    assert "Stopped." not in words_on(seat.page)


def test_the_stop_button_stops(sit: Sit, busy: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    seat = sending(sit, busy, monkeypatch)
    seat.enter()
    seat.enter()  # the focus is on "Stop"
    assert seat.flow._steps is None or seat.flow._steps.stopped
    seat.until(lambda: not seat.flow.running)
    seat.rest()
    assert list(busy.stick.rglob("*.part")) == []


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("USB-01", drive.DriveStatus.ABSENT),
        ("USB-03", drive.DriveStatus.READ_ONLY),
        ("USB-04", drive.DriveStatus.FULL),
    ],
)
def test_what_the_stick_refuses_is_said_and_tried_again(
    sit: Sit, busy: Pair, monkeypatch: pytest.MonkeyPatch, code: str, status: drive.DriveStatus
) -> None:
    seat = sending(sit, busy, monkeypatch)
    real = drive.look
    from desktop.exchange import send

    monkeypatch.setattr(send, "look", lambda root: replace(real(root), status=status))
    sent(seat)
    assert f"Code {code}" in words_on(seat.page)
    assert list(busy.stick.rglob("*.scb")) == []
    monkeypatch.setattr(send, "look", real)
    sent(seat)
    assert "You can take the stick out now" in words_on(seat.page)


def test_a_stick_pulled_in_the_middle_loses_nothing(
    sit: Sit, busy: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat = sending(sit, busy, monkeypatch)
    real = drive._digest

    def pulled(*_args: Any) -> str:
        raise OSError(5, "gone")

    monkeypatch.setattr(drive, "_digest", pulled)
    sent(seat)
    shown = words_on(seat.page)
    assert "Code USB-06" in shown
    assert "not on a stick yet" in shown
    assert list(busy.stick.rglob("*.part")) == []
    monkeypatch.setattr(drive, "_digest", real)
    sent(seat)
    assert "Give it to: Đảng ủy xã Bình Lãng" in words_on(seat.page)


def test_the_stick_is_noticed_when_it_comes_and_goes(
    sit: Sit, busy: Pair, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    put_in(monkeypatch)
    seat = sit(busy.unit)
    seat.open()
    assert "No stick is in." in words_on(seat.page)
    assert not seat.flow.write_button.isEnabled()
    put_in(monkeypatch, busy.stick)
    seat.flow.sticks.refresh()
    seat.rest()
    assert seat.flow.sticks.root == busy.stick
    assert seat.flow.write_button.isEnabled()
    other = tmp_path / "other"
    other.mkdir()
    put_in(monkeypatch, other, busy.stick)
    seat.flow.sticks.refresh()
    seat.rest()
    assert seat.flow.sticks.root == busy.stick  # what was chosen stays chosen
    put_in(monkeypatch)
    seat.flow.sticks.refresh()
    seat.rest()
    assert seat.flow.sticks.root is None
    assert not seat.flow.write_button.isEnabled()


def test_what_was_said_goes_when_a_stick_comes_in(
    sit: Sit, busy: Pair, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seat = sending(sit, busy, monkeypatch)
    put_in(monkeypatch)
    shutil.rmtree(busy.stick)
    sent(seat)
    assert "Code USB-01" in words_on(seat.page)
    seat.flow.sticks.refresh()
    seat.rest()
    assert "Code USB-01" in words_on(seat.page)
    other = tmp_path / "other"
    other.mkdir()
    put_in(monkeypatch, other)
    seat.flow.sticks.refresh()
    seat.rest()
    assert "Code USB-01" not in words_on(seat.page)


def test_an_old_answer_goes_when_one_sends(sit: Sit, busy: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    seat = sending(sit, busy, monkeypatch)
    look_in_vain(seat)
    sent(seat)
    assert "No receipt for this register lies there." not in words_on(seat.page)


def test_tab_goes_through_the_sticks_where_they_stand(
    sit: Sit, busy: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat = sending(sit, busy, monkeypatch)
    flow = seat.flow
    places = [flow.sticks.rows[0], flow.sticks.folder_button, flow.each_button, flow.write_button]
    flow.sticks.rows[0].setFocus()
    visited = [seat.focus]
    while len(visited) < 12:
        seat.key(Qt.Key.Key_Tab)
        visited.append(seat.focus)
    assert [one for one in visited if one in places][:4] == places


def test_of_several_sticks_one_is_chosen_by_the_arrows(
    sit: Sit, busy: Pair, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    seat = sending(sit, busy, monkeypatch, busy.stick, other)
    assert seat.flow.sticks.root is None
    assert seat.focus is seat.flow.sticks.rows[0]
    seat.key(Qt.Key.Key_Down)
    seat.rest()
    assert seat.flow.sticks.root == other


def test_a_folder_will_do_and_is_remembered(
    sit: Sit, busy: Pair, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    put_in(monkeypatch)
    folder = tmp_path / "shared folder"
    folder.mkdir()
    seat = sit(busy.unit)
    seat.open()
    seat.flow.sticks.choose_folder(folder)
    seat.rest()
    sent(seat)
    shown = words_on(seat.page)
    assert "Written and read back" in shown
    assert "take the stick out" not in shown
    assert len(list(folder.rglob("*.scb"))) == 1
    seat.page.ask_receipt()
    seat.rest()
    asked = seat.dialog()
    assert isinstance(asked, ReceiptDialog)
    assert [row.drive.root for row in asked.sticks.rows] == [folder]
    asked.reject()
    seat.back()


def test_the_delivery_note_is_one_page(
    sit: Sit, busy: Pair, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seat = sending(sit, busy, monkeypatch)
    sent(seat)
    seat.key(Qt.Key.Key_Tab)
    assert seat.focus is seat.flow.note_button
    seat.enter()
    seat.rest()
    asked = seat.dialog()
    assert isinstance(asked, NoteDialog)
    assert page_count(asked.pdf) == 1
    asked.save_to(str(tmp_path / "note.pdf"))
    seat.rest()
    assert (tmp_path / "note.pdf").read_bytes() == asked.pdf
    asked.save_to(str(tmp_path / "nowhere" / "note.pdf"))
    seat.rest()
    assert "EXC-08" in words_on(asked)
    asked.accept()
    settle()
    seat.back()


def test_a_viewer_sees_but_sends_nothing(sit: Sit, busy: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    put_in(monkeypatch, busy.stick)
    seat = sit(busy.unit, rights="read")
    seat.open()
    seat.rest()
    assert not seat.flow.write_button.isEnabled()
    seat.ctrl_enter()
    seat.rest()
    assert list(busy.stick.rglob("*.scb")) == []
    assert "Your role only reads." in words_on(seat.page)
    assert not seat.page.before.receipt_button.isVisible()


def test_everything_can_be_sent_from_the_beginning(
    sit: Sit, busy: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat = sending(sit, busy, monkeypatch)
    sent(seat)
    seat.flow.done()
    take_in(busy.above, next(busy.stick.rglob("*.scb")))
    give_receipt(busy.above, busy.unit.unit, busy.stick)
    from desktop.exchange.receive import receive_from

    receive_from(busy.unit, busy.stick)
    seat.open()
    seat.rest()
    seat.flow.whole_button.click()
    seat.until(lambda: not seat.flow.running)
    seat.rest()
    assert "Give it to: Đảng ủy xã Bình Lãng" in words_on(seat.page)


def test_trouble_is_no_crash(sit: Sit, busy: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    seat = sending(sit, busy, monkeypatch)

    def broken(*_args: Any, **_named: Any) -> None:
        raise Trouble("USB-07", msg("The stick gave back something else."))

    from desktop.exchange import send

    monkeypatch.setattr(send, "carry", broken)
    sent(seat)
    assert "Code USB-07" in words_on(seat.page)


def test_each_change_can_be_looked_through(sit: Sit, busy: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    seat = sending(sit, busy, monkeypatch)
    seat.flow.each_button.click()
    seat.rest()
    asked = seat.dialog()
    assert isinstance(asked, ContentDialog)
    assert [row.title for row in asked.table.rows] == [
        "Nông Văn Tú",
        "Chi bộ xóm Nà Pài",
        "Chi bộ xóm Bản Lằng",
    ]
    asked.accept()
    settle()
    seat.back()
