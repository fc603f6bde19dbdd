"""Sticks without a plan: sent, lost, repeated, late, out of order, both ways, and the unit set back to a copy.

Nothing is lost and nothing invented: whatever happens, what the superior shows of the unit is exactly what the
unit's tables held at the end that the superior adopted, and the unit never believes more acknowledged than the
superior has. A register that was set back says so, so there is never an alarm.
"""

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from desktop import kinds
from desktop.basics.clock import Clock
from desktop.bundles.receipt import Verdict
from desktop.exchange.acknowledge import build_receipt
from desktop.exchange.ledger import acknowledged, hash_at, start_of, unsent
from desktop.exchange.outcomes import AlreadyTaken, Forked, Gap, Ready
from desktop.exchange.receive import receive
from desktop.exchange.records import InboxRow, UnitRow
from desktop.exchange.send import build
from desktop.exchange.take_in import INBOX, take_in
from desktop.members.bundle import KIND as MEMBER
from desktop.rulebook.book import Rulebook
from desktop.storage.log import Head, read_head, text_of
from desktop.storage.register import Ground
from desktop.storage.work import Reading
from tests.conftest import TODAY
from tests.exchange.offices import Pair, cell, member, pair, rows
from tests.exchange.test_take_in import copy_home
from tests.storage.opening import Secrets, opened

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
        self.held: dict[bytes | None, dict[tuple[str, str], Any]] = {None: {}}
        self.copies: list[tuple[Path, list[str]]] = []
        self.was_set_back = False
        self.acked = 0
        self.remember()

    def teardown(self) -> None:
        if hasattr(self, "offices"):
            self.everything_comes_through_in_the_end()
            self.offices.close()
            shutil.rmtree(self.folder)

    def remember(self) -> None:
        self.held[self.head().h] = rows(self.offices.unit, self.offices.unit.unit)

    def head(self) -> Head:
        return self.offices.unit.read(lambda reading: read_head(reading.connection)).result()

    def adopted(self) -> tuple[int, bytes | None]:
        def end(reading: Reading) -> tuple[int, bytes | None]:
            q, h = reading.connection.execute(select(UnitRow.q, UnitRow.h)).one()
            return q, h

        return self.offices.above.read(end).result()

    def is_ours(self) -> bool:
        """Whether what the superior adopted is in the unit's present log."""
        q, h = self.adopted()
        return h is None or self.offices.unit.read(hash_at, q).result() == text_of(h)

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
            assert isinstance(outcome, Ready | AlreadyTaken | Gap | Forked)
            assert not isinstance(outcome, Forked) or (self.was_set_back and outcome.declared)
            assert self.adopted()[0] >= before[0]
            assert isinstance(outcome, Ready) or self.adopted() == before

    @rule()
    def answer(self) -> None:
        above = self.offices.above
        outgoing = above.write(build_receipt, self.offices.unit.unit, above.ground.home).result()
        self.stick(outgoing.path, self.down)

    @rule(place=PLACES)
    def bring_home(self, place: int) -> None:
        if self.down:
            verdict = receive(self.offices.unit, self.down[place % len(self.down)]).verdict
            assert verdict in {Verdict.OLD, Verdict.AGREES, Verdict.NOTHING_YET, Verdict.BEHIND}
            assert self.was_set_back or verdict is not Verdict.BEHIND
            if verdict in {Verdict.NOTHING_YET, Verdict.BEHIND}:
                self.acked = 0

    @precondition(lambda self: len(self.copies) < 3)
    @rule()
    def copy(self) -> None:
        to = self.folder / f"copy-{len(self.copies)}"
        copy_home(self.offices.unit, to)
        self.copies.append((to / "home", list(self.people)))

    @rule(place=PLACES)
    def set_back(self, place: int) -> None:
        if self.copies:
            home, people = self.copies[place % len(self.copies)]
            ground, secrets = self.offices.unit.ground, Secrets.of(self.offices.unit)
            self.offices.unit.close()
            shutil.rmtree(ground.home)
            shutil.copytree(home, ground.home)
            self.offices.unit = opened(ground, secrets)
            self.people, self.acked, self.was_set_back = list(people), 0, True
            self.remember()

    @invariant()
    def the_superior_shows_a_state_that_was(self) -> None:
        if hasattr(self, "offices"):
            assert rows(self.offices.above, self.offices.unit.unit) == self.held[self.adopted()[1]]

    @invariant()
    def nothing_is_believed_that_was_not_received(self) -> None:
        if hasattr(self, "offices"):
            answer = self.offices.unit.read(acknowledged).result()
            q = answer.q if answer else 0
            assert self.acked <= q <= self.adopted()[0]
            assert self.offices.unit.read(start_of).result() <= q + 1
            self.acked = q

    def everything_comes_through_in_the_end(self) -> None:
        self.send(whole=False)
        self.deliver(len(self.up) - 1)
        if not self.is_ours():
            assert self.was_set_back
            return  # the log of before it was set back stays; the present one is kept aside
        head = self.head()
        assert self.adopted() == (head.q, head.h)
        kept = list((self.offices.above.ground.home / INBOX).iterdir())
        assert not kept or (self.was_set_back and self.kept_aside())
        self.answer()
        assert receive(self.offices.unit, self.down[-1]).verdict is Verdict.AGREES
        left = self.offices.unit.read(unsent).result()
        assert left is not None
        assert left.changes == 0

    def kept_aside(self) -> bool:
        states = self.offices.above.read(
            lambda reading: reading.connection.execute(select(InboxRow.state)).all()
        )
        return ("aside",) in set(map(tuple, states.result()))


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
