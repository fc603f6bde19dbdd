"""The superior's desk: one bad file costs neither the other units nor their receipts anything."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select

from desktop.basics.errors import Trouble
from desktop.basics.language import msg
from desktop.exchange import reception
from desktop.exchange.acknowledge import state_of_unit
from desktop.exchange.confirm import Confirmed
from desktop.exchange.office import office
from desktop.exchange.outcomes import AlreadyTaken, Outcome, Ready
from desktop.exchange.reception import data_files, lay_out, take
from desktop.exchange.records import UnitRow
from desktop.exchange.send import send
from desktop.exchange.take_in import take_in
from desktop.storage import vault
from desktop.storage.audit import AuditRow
from tests.exchange.offices import Pair, cell, rows
from tests.exchange.test_files import PAPER, keep_meeting
from tests.exchange.test_take_in import sent, states


class Watch:
    """Somebody who waits and doesn't stop it."""

    stopped = False

    def report(self, done: int, total: int, words: str) -> None:
        """Nothing."""


def by_oneself(offices: Pair) -> Confirmed:
    return Confirmed(offices.above.user.id, "đã xem")


def test_a_file_that_the_vault_cannot_hold_stays_missing(
    offices: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    above, unit = offices.above, offices.unit.unit
    sha256 = offices.unit.write(keep_meeting, cell(offices.unit, "Chi bộ một")).result()
    path = sent(offices)
    with monkeypatch.context() as patch:
        patch.setattr(
            vault, "LARGEST", 5
        )  # stands for a file that a reader lets through and the vault doesn't
        [(_, outcome)] = take(above, [(path, offices.stick)], Watch(), by_oneself(offices)).outcomes
        assert isinstance(outcome, Ready)
    assert rows(above, unit) == rows(offices.unit, unit)
    assert above.read(lambda reading: state_of_unit(reading, unit, office(reading))).result().blobs == (
        sha256,
    )
    assert isinstance(take_in(above, path), Ready)
    assert above.read(lambda reading: reading.file(sha256)).result()


def test_a_file_that_a_restore_came_without_comes_again(offices: Pair) -> None:
    above = offices.above
    sealed = above.ground.home / "vault"
    sha256 = offices.unit.write(keep_meeting, cell(offices.unit, "Chi bộ một")).result()
    before = set(sealed.iterdir())
    path = sent(offices)
    assert isinstance(take_in(above, path), Ready)
    assert isinstance(take_in(above, path), AlreadyTaken)
    [lost] = set(sealed.iterdir()) - before
    lost.unlink()
    assert isinstance(take_in(above, path), Ready)
    assert above.read(lambda reading: reading.file(sha256)).result() == PAPER
    assert isinstance(take_in(above, path), AlreadyTaken)


def test_a_disk_that_fails_later_leaves_the_units_before_their_receipts(
    offices: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    cell(offices.unit, "Chi bộ một")
    send(offices.unit, offices.stick)
    cell(offices.unit, "Chi bộ hai")
    send(offices.unit, offices.stick)
    real, calls = reception.take_in_with_care, []

    def failing(register: Any, path: Path, confirmed: Confirmed | None) -> Outcome:
        calls.append(path)
        if len(calls) == 2:
            raise Trouble("EXC-12", msg("The file could not be read."))
        return real(register, path, confirmed)

    monkeypatch.setattr(reception, "take_in_with_care", failing)
    with pytest.raises(Trouble, match="EXC-12"):
        take(offices.above, data_files([offices.stick]), Watch(), by_oneself(offices))
    assert states(offices.above) == {"applied": 1}
    assert len(list(offices.stick.rglob("BIENNHAN*.scb"))) == 1


def refused_lines(offices: Pair) -> list[tuple[str | None, str | None]]:
    """What the audit says of files that were refused."""
    query = select(AuditRow.entity, AuditRow.reason).where(AuditRow.action == "refused")
    found = offices.above.read(lambda reading: reading.connection.execute(query.order_by(AuditRow.n)).all())
    return [(entity, reason) for entity, reason in found.result()]


def test_a_file_of_an_unknown_sender_leaves_a_line_once_it_was_looked_at(offices: Pair) -> None:
    path = sent(offices)
    offices.above.write(lambda work: work.connection.execute(delete(UnitRow))).result()
    torn = path.with_name("torn.scb")
    torn.write_bytes(path.read_bytes()[:-1])
    for _ in range(2):
        assert len(lay_out(offices.above, offices.stick, Watch())) == 2
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    assert refused_lines(offices) == [(sha256, "EXC-10")]
    take_in(offices.above, path)
    take_in(offices.above, torn)
    assert refused_lines(offices)[1:] == [(sha256, "EXC-10"), (None, "BUN-03")]
