"""A file that is truly the unit's and not in order: nothing of it is taken, and nothing of it is lost.

It is kept sealed, somebody has to answer it, and the unit hears of it in its receipt.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop.exchange import intake
from desktop.exchange.acknowledge import give_receipt
from desktop.exchange.findings import Finding, Kept, answer, findings, kept, open_matters, why_kept, words_of
from desktop.exchange.office import office, reporting
from desktop.exchange.outcomes import Forked, Refusal
from desktop.exchange.receive import receive
from desktop.exchange.reception import lay_out, take
from desktop.exchange.take_in import INBOX, look, take_in
from desktop.storage.work import Reading
from desktop.widgets.task import Steps
from tests.benchmarks.loading import Sending
from tests.exchange.offices import Pair, cell, rows
from tests.exchange.test_hostile import CASES, Case, Superior, both, more, signed_by
from tests.exchange.test_take_in import sent, states


@dataclass
class Unsound:
    """The pair, and a file of the unit's own computer whose records don't hang together."""

    offices: Pair
    path: Path
    code: str

    def kept(self) -> list[Kept]:
        return list(self.offices.above.read(kept).result())

    def findings(self) -> list[Finding]:
        return list(self.offices.above.read(findings).result())


def unsound(offices: Pair, case: Case) -> Unsound:
    """What the unit's computer signs of such a log, on the stick."""
    _above, device = offices.unit.read(reporting).result()
    unit = Sending(offices.unit.unit, device.signer)
    here = Superior(
        offices.above, offices.above.read(office).result(), unit, iter(()), offices.stick, ({}, {})
    )
    return Unsound(offices, signed_by(here, unit, case), case.outcome)


INSIDE = [name for name, case in CASES.items() if case.outcome.startswith(("BUN-3", "BUN-4"))]


@pytest.mark.parametrize("name", INSIDE)
def test_it_is_kept_and_the_unit_hears_of_it(offices: Pair, name: str) -> None:
    one = unsound(offices, CASES[name])
    for outcome in (look(offices.above, one.path).outcome, take_in(offices.above, one.path)):
        assert isinstance(outcome, Refusal)
        assert (outcome.code, outcome.unit) == (one.code, offices.unit.unit)
    assert rows(offices.above, offices.unit.unit) == {}
    [lying] = one.kept()
    assert (lying.codes, lying.state.value) == ((one.code,), "refused")
    assert lying.path(offices.above.ground.home).read_bytes() == one.path.read_bytes()
    assert "can't be taken in" in why_kept(lying).text
    [finding] = one.findings()
    assert all(words.text for words in words_of(finding))
    told = receive(offices.unit, give_receipt(offices.above, offices.unit.unit, offices.stick).path)
    assert told.aside


def test_twice_is_once_and_another_file_sweeps_nothing_away(offices: Pair) -> None:
    one = unsound(offices, CASES["a wrong previous hash"])
    take_in(offices.above, one.path)
    take_in(offices.above, one.path)
    take_in(offices.above, sent(offices))
    assert states(offices.above) == {"refused": 1, "applied": 1}
    assert len(list((offices.above.ground.home / INBOX).iterdir())) == 1
    assert len(one.findings()) == 1


def test_after_the_answer_nobody_is_reminded_of_it(offices: Pair) -> None:
    one = unsound(offices, CASES["a wrong previous hash"])
    take_in(offices.above, one.path)
    [finding] = one.findings()
    assert offices.above.read(open_matters).result() == 2
    answer(offices.above, finding.unit, finding.kind, finding.subject, "Đã gọi xã, chương trình cũ")
    assert offices.above.read(open_matters).result() == 0
    told = receive(offices.unit, give_receipt(offices.above, offices.unit.unit, offices.stick).path)
    assert not told.aside
    cell(offices.unit, "Chi bộ một")
    take_in(offices.above, sent(offices))
    assert rows(offices.above, offices.unit.unit) == rows(offices.unit, offices.unit.unit)


def test_from_a_stick_it_is_kept_with_those_that_wait_and_answered(offices: Pair) -> None:
    one = unsound(offices, CASES["a wrong previous hash"])
    [laid] = lay_out(offices.above, offices.stick, Steps())
    assert laid.waits
    taken = take(offices.above, [(laid.path, laid.root)], Steps())
    assert [given.unit for given in taken.receipts] == [offices.unit.unit]
    assert taken.receipts[0].carried is not None
    assert len(one.kept()) == 1


def test_a_damaged_copy_of_it_is_no_more_than_damaged(offices: Pair) -> None:
    one = unsound(offices, CASES["a wrong previous hash"])
    one.path.write_bytes(one.path.read_bytes()[:-1])
    outcome = take_in(offices.above, one.path)
    assert isinstance(outcome, Refusal)
    assert (outcome.code, outcome.unit) == ("BUN-03", None)
    assert states(offices.above) == {}


def test_where_two_long_stories_part_is_found_in_a_few_looks(
    offices: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hashes that part at one record differ at every later one: it needn't be asked record by record."""
    saved = [more("member", f"m-{n}", full_name="A") for n in range(500)]
    take_in(offices.above, unsound(offices, Case(both(*saved))).path)
    other = unsound(
        offices, Case(both(*saved[:-3], *(more("member", "m-9", full_name="B") for _ in range(3))))
    )
    looks: list[int] = []
    hash_at = intake._hash_at

    def counted(reading: Reading, unit: str, q: int) -> bytes | None:
        looks.append(q)
        return hash_at(reading, unit, q)

    monkeypatch.setattr(intake, "_hash_at", counted)
    outcome = look(offices.above, other.path).outcome
    assert isinstance(outcome, Forked)
    assert (outcome.at, len(looks) < 20) == (502, True)
