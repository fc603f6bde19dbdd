"""A file whose sender isn't known here, or counts no more: refused unread, and kept on request."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.exchange.enrolling import revoke_unit
from desktop.exchange.findings import kept, open_matters
from desktop.exchange.inbox_book import lying
from desktop.exchange.outcomes import AlreadyTaken, Ready, Refusal
from desktop.exchange.reception import drop, put_off
from desktop.exchange.records import UnitRow
from desktop.exchange.take_in import INBOX, look, take_in
from desktop.keys.authority import Why
from desktop.storage.register import Register
from desktop.storage.work import Work
from tests.exchange.offices import Pair, cell, enrol, rows
from tests.exchange.test_take_in import sent, states


def forget_the_unit(work: Work) -> None:
    """As if it never had been enrolled."""
    work.connection.execute(UnitRow.__table__.delete())


def stop_the_computer(work: Work) -> None:
    """Its only computer is revoked."""
    [urn] = work.connection.execute(select(UnitRow.urn)).scalars()
    revoke_unit(work, urn, Why.KEY_COMPROMISE)


def inbox(register: Register) -> list[Path]:
    return sorted((register.ground.home / INBOX).iterdir())


@pytest.mark.parametrize(("change", "code"), [(forget_the_unit, "EXC-10"), (stop_the_computer, "KEY-34")])
def test_it_is_kept_on_request_alone(offices: Pair, change: Callable[[Work], None], code: str) -> None:
    cell(offices.unit, "Chi bộ một")
    path, above = sent(offices), offices.above
    above.write(change).result()
    assert isinstance(take_in(above, path), Refusal)
    assert inbox(above) == []
    for _ in range(2):
        taken = put_off(above, path, offices.stick)
        [(_path, outcome)] = taken.outcomes
        assert isinstance(outcome, Refusal)
        assert (outcome.code, outcome.kept, taken.receipts) == (code, True, ())
    [lies] = above.read(kept).result()
    assert (lies.unit, lies.codes, lies.path(above.ground.home)) == ("", (code,), inbox(above)[0])
    assert inbox(above)[0].read_bytes() == path.read_bytes()
    assert above.read(open_matters).result() == 0
    assert rows(above, offices.unit.unit) == {}


def test_after_the_enrolment_it_is_taken_from_here(offices: Pair) -> None:
    cell(offices.unit, "Chi bộ một")
    path, above = sent(offices), offices.above
    above.write(forget_the_unit).result()
    put_off(above, path, None)
    path.unlink()
    enrol(offices.unit, above)
    [lies] = above.read(kept).result()
    here = lies.path(above.ground.home)
    assert isinstance(look(above, here).outcome, Ready)
    assert isinstance(take_in(above, here), Ready)
    assert rows(above, offices.unit.unit) == rows(offices.unit, offices.unit.unit)
    assert (inbox(above), above.read(kept).result(), states(above)) == ([], (), {"applied": 1})


def test_what_came_meanwhile_another_way_is_done(offices: Pair) -> None:
    path, above = sent(offices), offices.above
    again = path.with_name("again.scb")
    above.write(forget_the_unit).result()
    put_off(above, path, None)
    enrol(offices.unit, above)
    again.write_bytes(sent(offices).read_bytes())
    assert isinstance(take_in(above, again), Ready)
    [lies] = above.read(kept).result()
    assert isinstance(take_in(above, lies.path(above.ground.home)), AlreadyTaken)
    assert (inbox(above), above.read(kept).result()) == ([], ())


def test_it_can_be_removed_again_and_nothing_else_can(offices: Pair) -> None:
    path, above = sent(offices), offices.above
    above.write(forget_the_unit).result()
    put_off(above, path, None)
    [lies] = above.read(kept).result()
    drop(above, lies)
    assert (inbox(above), above.read(kept).result()) == ([], ())
    drop(above, lies)
    assert above.read(lying).result() == frozenset()


def test_a_damaged_copy_is_kept_for_nobody(offices: Pair) -> None:
    path = sent(offices)
    path.write_bytes(path.read_bytes()[:-1])
    [(_path, outcome)] = put_off(offices.above, path, None).outcomes
    assert isinstance(outcome, Refusal)
    assert (outcome.code, outcome.kept) == ("BUN-03", False)
    assert inbox(offices.above) == []
