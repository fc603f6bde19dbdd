"""Sticks without a plan: sent, lost, repeated, late, out of order, both ways; nothing is lost and nothing invented.

Whatever happens, what the superior shows of the unit is exactly what the unit's tables held at the end that the
superior adopted, and the unit never believes more acknowledged than the superior has.
"""

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from desktop import kinds
from desktop.basics.clock import Clock
from desktop.bundles.receipt import Verdict
from desktop.exchange.acknowledge import build_receipt
from desktop.exchange.ledger import acknowledged, start_of, unsent
from desktop.exchange.outcomes import AlreadyTaken, Gap, Ready
from desktop.exchange.receive import receive
from desktop.exchange.records import UnitRow
from desktop.exchange.send import build
from desktop.exchange.take_in import INBOX, take_in
from desktop.members.bundle import KIND as MEMBER
from desktop.rulebook.book import Rulebook
from desktop.storage.log import read_head
from desktop.storage.register import Ground
from desktop.storage.work import Reading
from tests.conftest import TODAY
from tests.exchange.offices import Pair, cell, member, pair, rows

PLACES = st.integers(0, 30)


class Sticks(RuleBasedStateMachine):
    """A commune, its superior, and every stick that was ever between them."""

    made: tuple[Path, bytes, bytes]
    book: Rulebook

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        ground = Ground(self.folder, self.folder, kinds.ALL, self.book, Clock.showing(TODAY))
        self.offices: Pair = pair(self.made, ground, self.folder)
        self.up: list[Path] = []
        self.down: list[Path] = []
        self.people: list[str] = []
        self.held: dict[int, dict[tuple[str, str], Any]] = {0: {}}
        self.acked = 0
        self.remember()

    def teardown(self) -> None:
        if hasattr(self, "offices"):
            self.everything_comes_through_in_the_end()
            self.offices.close()
            shutil.rmtree(self.folder)

    def remember(self) -> None:
        self.held[self.head()] = rows(self.offices.unit, self.offices.unit.unit)

    def head(self) -> int:
        return self.offices.unit.read(lambda reading: read_head(reading.connection).q).result()

    def adopted(self) -> int:
        def q(reading: Reading) -> int:
            return reading.connection.execute(select(UnitRow.q)).scalar_one()

        return self.offices.above.read(q).result()

    def stick(self, path: Path, sticks: list[Path]) -> None:
        copy = self.folder / f"stick-{len(self.up)}-{len(self.down)}.scb"
        shutil.copy(path, copy)
        sticks.append(copy)

    @rule(name=st.sampled_from(["Chi bộ một", "Chi bộ hai"]))
    def enter(self, name: str) -> None:
        home = cell(self.offices.unit, name)
        self.people.append(member(self.offices.unit, "Nông Thị Thơm", home))
        self.remember()  # bundles end where a commit ended, and none is made between these two

    @rule(place=PLACES)
    def remove(self, place: int) -> None:
        if self.people:
            id_ = self.people.pop(place % len(self.people))
            self.offices.unit.write(lambda work: work.remove(MEMBER, id_, reason="edit")).result()
            self.remember()

    @rule(whole=st.booleans())
    def send(self, whole: bool) -> None:
        [outgoing] = self.offices.unit.write(build, self.offices.unit.ground.home, whole=whole).result()
        self.stick(outgoing.path, self.up)

    @rule(place=PLACES)
    def deliver(self, place: int) -> None:
        if self.up:
            before = self.adopted()
            outcome = take_in(self.offices.above, self.up[place % len(self.up)])
            assert isinstance(outcome, Ready | AlreadyTaken | Gap)
            assert self.adopted() >= before
            assert isinstance(outcome, Ready) or self.adopted() == before

    @rule()
    def answer(self) -> None:
        above = self.offices.above
        outgoing = above.write(build_receipt, self.offices.unit.unit, above.ground.home).result()
        self.stick(outgoing.path, self.down)

    @rule(place=PLACES)
    def bring_home(self, place: int) -> None:
        if self.down:
            received = receive(self.offices.unit, self.down[place % len(self.down)])
            assert received.verdict in {Verdict.OLD, Verdict.AGREES, Verdict.NOTHING_YET}

    @invariant()
    def the_superior_shows_a_state_that_was(self) -> None:
        if hasattr(self, "offices"):
            assert rows(self.offices.above, self.offices.unit.unit) == self.held[self.adopted()]

    @invariant()
    def nothing_is_believed_that_was_not_received(self) -> None:
        if hasattr(self, "offices"):
            answer = self.offices.unit.read(acknowledged).result()
            q = answer.q if answer else 0
            assert self.acked <= q <= self.adopted()
            assert self.offices.unit.read(start_of).result() <= q + 1
            self.acked = q

    def everything_comes_through_in_the_end(self) -> None:
        self.send(whole=False)
        self.deliver(len(self.up) - 1)
        assert self.adopted() == self.head()
        assert not list((self.offices.above.ground.home / INBOX).iterdir())
        self.answer()
        assert receive(self.offices.unit, self.down[-1]).verdict is Verdict.AGREES
        left = self.offices.unit.read(unsent).result()
        assert left is not None
        assert left.changes == 0


def run(made: tuple[Path, bytes, bytes], rules: Rulebook, runs: int, steps: int) -> None:
    class Here(Sticks):
        pass

    Here.made, Here.book = made, rules
    quiet = settings(
        max_examples=runs, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Here, settings=quiet)


def test_sticks_in_any_order(made_register: tuple[Path, bytes, bytes], rulebook: Rulebook) -> None:
    run(made_register, rulebook, runs=4, steps=15)


@pytest.mark.soak
def test_many_sticks_in_any_order(made_register: tuple[Path, bytes, bytes], rulebook: Rulebook) -> None:
    run(made_register, rulebook, runs=50, steps=30)
