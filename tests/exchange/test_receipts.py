"""Receipts: only a matching one moves the acknowledged position, old ones do nothing, and none is needed twice."""

from pathlib import Path

import pytest

from desktop.basics.errors import Refused, Trouble
from desktop.basics.language import msg
from desktop.bundles.receipt import Verdict
from desktop.exchange.acknowledge import give_receipt
from desktop.exchange.ledger import start_of, unsent
from desktop.exchange.outcomes import Ready
from desktop.exchange.receive import read_answer, receive, receive_from
from desktop.exchange.send import send
from desktop.exchange.take_in import take_in
from desktop.keys.trust import Trust
from desktop.storage.log import read_head
from tests.exchange.offices import Pair, cell, enrol, rows


def open_changes(offices: Pair) -> int:
    waiting = offices.unit.read(unsent).result()
    assert waiting is not None
    return waiting.changes


def around(offices: Pair) -> Path:
    """Send, take in, give the receipt; gives where it lies."""
    [file] = send(offices.unit, offices.stick).files
    take_in(offices.above, file.path)
    return give_receipt(offices.above, offices.unit.unit, offices.stick).path


def test_exactly_the_receipt_moves_the_acknowledged_position(offices: Pair) -> None:
    cell(offices.unit, "Chi bộ một")
    receipt = around(offices)
    assert "NHAN-VE" in receipt.parts
    assert (open_changes(offices), offices.unit.read(start_of).result()) == (1, 1)
    assert read_answer(offices.unit, receipt).number == 1
    assert open_changes(offices) == 1
    received = receive(offices.unit, receipt)
    assert (received.verdict, received.open) == (Verdict.AGREES, 0)
    assert open_changes(offices) == 0
    assert offices.unit.read(start_of).result() == 3
    assert not list((offices.unit.ground.home / "outbox").iterdir())
    assert receive(offices.unit, receipt).verdict is Verdict.OLD


def test_a_folder_of_trust_that_takes_nothing_is_told_and_costs_no_receipt(
    offices: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    cell(offices.unit, "Chi bộ một")
    receipt = around(offices)

    def refused(*_: object) -> None:
        raise Trouble("KEY-45", msg("no room"))

    monkeypatch.setattr(Trust, "write", refused)
    answers = receive_from(offices.unit, offices.stick)
    assert [received.verdict for _name, received in answers.received] == [Verdict.AGREES]
    assert [told.code for _name, told in answers.refused] == ["KEY-45"]
    assert (receipt.exists(), open_changes(offices)) == (True, 0)
    assert not list((offices.unit.ground.home / "outbox").iterdir())


def test_the_next_bundle_carries_only_what_is_new(offices: Pair) -> None:
    cell(offices.unit, "Chi bộ một")
    receive(offices.unit, around(offices))
    cell(offices.unit, "Chi bộ hai")
    sent = send(offices.unit, offices.stick)
    assert sent.records == 1
    assert isinstance(take_in(offices.above, sent.files[0].path), Ready)
    assert rows(offices.above, offices.unit.unit) == rows(offices.unit, offices.unit.unit)


def test_an_older_receipt_changes_nothing(offices: Pair) -> None:
    cell(offices.unit, "Chi bộ một")
    first = around(offices)
    cell(offices.unit, "Chi bộ hai")
    second = around(offices)
    receive(offices.unit, second)
    assert receive(offices.unit, first).verdict is Verdict.OLD
    assert open_changes(offices) == 0


def test_a_receipt_before_anything_came_asks_for_the_whole_log(offices: Pair) -> None:
    cell(offices.unit, "Chi bộ một")
    empty = give_receipt(offices.above, offices.unit.unit, offices.stick).path
    assert receive(offices.unit, empty).verdict is Verdict.NOTHING_YET
    assert offices.unit.read(start_of).result() == 1


def test_a_register_that_was_set_back_is_told_so_and_begins_a_new_life(offices: Pair) -> None:
    cell(offices.unit, "Chi bộ một")
    receipt = around(offices)
    # What a rolled back disk looks like: the superior has a record that isn't here.
    before = offices.unit.read(lambda reading: read_head(reading.connection)).result()
    offices.unit.on_writer(forget_the_last).result()
    assert receive(offices.unit, receipt).verdict is Verdict.ROLLED_BACK
    after = offices.unit.read(lambda reading: read_head(reading.connection)).result()
    assert after.epoch > before.epoch
    assert offices.unit.read(start_of).result() == 1


def forget_the_last(raw: object) -> None:
    """The log one record shorter, as an older disk image would have it."""
    run = raw.execute  # type: ignore[attr-defined]  # sqlcipher3 ships no types
    run("BEGIN IMMEDIATE")
    run("DELETE FROM organisation WHERE id IN (SELECT entity FROM change_log WHERE q = 2)")
    run("DELETE FROM capture_pending")
    run("DELETE FROM log_entity WHERE q = 2")
    run("DELETE FROM change_log WHERE q = 2")
    run("UPDATE log_head SET q = 1, h = (SELECT h FROM change_log WHERE q = 1)")
    run("COMMIT")


def test_a_unit_enrolled_anew_goes_on_taking_receipts(offices: Pair) -> None:
    cell(offices.unit, "Chi bộ một")
    before = around(offices)
    receive(offices.unit, before)
    enrol(offices.unit, offices.above)
    cell(offices.unit, "Chi bộ hai")
    assert receive(offices.unit, around(offices)).verdict is Verdict.AGREES
    assert open_changes(offices) == 0
    assert receive(offices.unit, around(offices)).verdict is Verdict.AGREES
    assert receive(offices.unit, before).verdict is Verdict.OLD  # the earlier key still opens it


def test_data_is_no_receipt_and_a_receipt_is_no_data(offices: Pair) -> None:
    receipt = around(offices)
    [file] = send(offices.unit, offices.stick).files
    with pytest.raises(Refused, match="BUN-12"):
        receive(offices.unit, file.path)
    refused = take_in(offices.above, receipt)
    assert getattr(refused, "code", "") == "BUN-12"
