"""The superior comes back from a backup: a new life of it, whose receipts count; those of the ended one don't."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

from desktop.basics.clock import Clock
from desktop.bundles.receipt import Verdict
from desktop.exchange.acknowledge import give_receipt
from desktop.exchange.ledger import sendings, unsent
from desktop.exchange.receive import receive, receive_from
from desktop.exchange.take_in import take_in
from tests.exchange.offices import Pair, cell
from tests.exchange.test_receipts import around, open_changes
from tests.exchange.test_take_in import copy_home
from tests.storage.opening import Secrets, opened

LATER, LAST = date(2026, 11, 10), date(2026, 11, 11)


def set_back(offices: Pair, backup: Path, day: date) -> None:
    """The superior's register restored on a day: the program notices and begins a new life."""
    ground, secrets = offices.above.ground, Secrets.of(offices.above)
    offices.above.close()
    shutil.rmtree(ground.home)
    shutil.copytree(backup / "home", ground.home)
    shutil.rmtree(ground.state / "anchors")
    offices.above = opened(replace(ground, clock=Clock.showing(day)), secrets)
    assert len(offices.above.notices) == 1


def unit_on(offices: Pair, day: date) -> None:
    """The unit's register, opened on a day."""
    ground, secrets = replace(offices.unit.ground, clock=Clock.showing(day)), Secrets.of(offices.unit)
    offices.unit.close()
    offices.unit = opened(ground, secrets)


def late_receipt(offices: Pair, folder: Path) -> Path:
    """One that the superior gave before it was set back, and that is still on its way."""
    copy_home(offices.above, folder / "backup")
    cell(offices.unit, "Chi bộ một")
    late = around(offices)
    set_back(offices, folder / "backup", LATER)
    unit_on(offices, LATER)
    return late


def test_a_late_receipt_of_an_ended_life_stops_none_of_the_present_one(offices: Pair, tmp_path: Path) -> None:
    late = late_receipt(offices, tmp_path)
    cell(offices.unit, "Chi bộ hai")
    assert receive(offices.unit, around(offices)).verdict is Verdict.AGREES
    assert receive(offices.unit, late).verdict is Verdict.OLD
    cell(offices.unit, "Chi bộ ba")
    assert receive(offices.unit, around(offices)).verdict is Verdict.AGREES
    assert open_changes(offices) == 0


def test_a_late_receipt_of_an_ended_life_claims_nothing(offices: Pair, tmp_path: Path) -> None:
    late = late_receipt(offices, tmp_path)
    empty = give_receipt(offices.above, offices.unit.unit, offices.stick).path
    assert receive(offices.unit, empty).verdict is Verdict.NOTHING_YET
    assert receive(offices.unit, late).verdict is Verdict.OLD
    assert open_changes(offices) == 1


def test_a_clock_that_ran_ahead_in_the_ended_life_makes_the_present_one_not_old(
    offices: Pair, tmp_path: Path
) -> None:
    copy_home(offices.above, tmp_path / "backup")
    set_back(offices, tmp_path / "backup", date(2027, 6, 1))
    cell(offices.unit, "Chi bộ một")
    assert receive(offices.unit, around(offices)).verdict is Verdict.AGREES
    set_back(offices, tmp_path / "backup", LAST)
    unit_on(offices, LAST)
    cell(offices.unit, "Chi bộ hai")
    around(offices)
    empty = give_receipt(offices.above, offices.unit.unit, offices.stick).path
    assert receive(offices.unit, empty).verdict is Verdict.NOTHING_YET


def test_what_the_superior_lost_is_no_longer_received(offices: Pair, tmp_path: Path) -> None:
    copy_home(offices.above, tmp_path / "backup")
    cell(offices.unit, "Chi bộ một")
    receive(offices.unit, around(offices))
    assert [one.received is not None for one in offices.unit.read(sendings).result()] == [True]
    set_back(offices, tmp_path / "backup", LATER)
    unit_on(offices, LATER)
    cell(offices.unit, "Chi bộ hai")
    assert (
        receive(offices.unit, around(offices)).verdict is Verdict.NOTHING_YET
    )  # the second waits for the first
    assert [one.received for one in offices.unit.read(sendings).result()] == [None, None]
    left = offices.unit.read(unsent).result()
    assert left is not None
    assert (left.changes, left.carried) == (2, False)
    assert receive(offices.unit, around(offices)).verdict is Verdict.AGREES
    assert all(one.received for one in offices.unit.read(sendings).result())


def test_of_two_lives_on_one_stick_the_present_one_is_told(offices: Pair, tmp_path: Path) -> None:
    copy_home(offices.above, tmp_path / "backup")
    cell(offices.unit, "Chi bộ một")
    receive(offices.unit, around(offices))
    for name in ("Chi bộ hai", "Chi bộ ba"):
        cell(offices.unit, name)
        around(offices)
    set_back(offices, tmp_path / "backup", LATER)
    unit_on(offices, LATER)
    for path in offices.stick.rglob("DULIEU*"):
        take_in(offices.above, path)
    cell(offices.unit, "Chi bộ bốn")
    around(offices)
    answers = receive_from(offices.unit, offices.stick)
    assert answers.received[-1][1].verdict is Verdict.OLD  # the highest number is of the ended life
    assert answers.newest is not None
    assert (answers.newest.verdict, open_changes(offices)) == (Verdict.AGREES, 0)
    again = receive_from(offices.unit, offices.stick)
    assert again.newest is not None
    assert again.newest.verdict is Verdict.OLD
