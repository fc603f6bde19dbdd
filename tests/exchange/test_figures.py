"""Figures that the unit counts in its tables and the superior in its own: the same, or somebody is told."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import update

from desktop.basics.language import say
from desktop.collector.board import board
from desktop.exchange import send as sending
from desktop.exchange.figures import disagree, told_figures
from desktop.exchange.findings import findings
from desktop.exchange.intake import DISAGREES
from desktop.exchange.outcomes import Ready
from desktop.exchange.preview_lines import lines_of
from desktop.exchange.send import send
from desktop.exchange.stops import Stop
from desktop.exchange.take_in import look, take_in
from desktop.members.records import Member
from desktop.storage.work import Work
from tests.collector.test_board import found_cell
from tests.exchange.offices import Pair, cell, member, rows
from tests.exchange.test_files import keep_meeting
from tests.exchange.test_take_in import sent


def busy(offices: Pair) -> list[str]:
    """Two cells, three people, one meeting held."""
    home, _other = (found_cell(offices.unit, name) for name in ("Chi bộ một", "Chi bộ hai"))
    people = [member(offices.unit, name, home) for name in ("Nông Văn Tú", "Lò Thị Ế", "Bế Thị Mận")]
    offices.unit.write(keep_meeting, home).result()
    return people


def lying(patch: pytest.MonkeyPatch, **figures: int) -> None:
    """The unit counts otherwise than its tables say."""
    patch.setattr(sending, "told_figures", lambda reading, unit: told_figures(reading, unit) | figures)


def test_both_sides_count_the_same(offices: Pair) -> None:
    busy(offices)
    urn = offices.unit.unit
    told = offices.unit.read(told_figures, urn).result()
    assert told == {
        "members": 3,
        "members.probationary": 0,
        "cells": 2,
        "meetings.held": 1,
        "meetings.held.2026": 1,
    }
    outcome = take_in(offices.above, sent(offices))
    assert isinstance(outcome, Ready)
    assert outcome.codes == ()
    assert offices.above.read(told_figures, urn).result() == told


@pytest.mark.parametrize(
    ("said", "disagrees"),
    [
        ({}, False),  # an earlier program told none
        ({"members": 3}, False),
        ({"members": 4}, True),
        ({"friends": 4}, False),  # a later program's
        ({"meetings.held.2031": 1}, True),
        ({"meetings.held.2031": 0}, False),
    ],
)
def test_only_what_both_know_is_compared(offices: Pair, said: Mapping[str, int], disagrees: bool) -> None:
    busy(offices)
    assert offices.unit.read(disagree, offices.unit.unit, said).result() is disagrees


def test_a_unit_that_counts_otherwise_is_seen_before_and_after(
    offices: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy(offices)
    take_in(offices.above, sent(offices))
    with monkeypatch.context() as patch:
        lying(patch, members=99)
        cell(offices.unit, "Chi bộ ba")
        path = sent(offices)
    seen = look(offices.above, path)
    assert isinstance(seen.outcome, Ready)
    assert [trip.stop for trip in seen.outcome.summary.stops] == [Stop.FIGURES]
    assert "Đảng viên: đơn vị tính 99, ở đây sẽ là 3." in [say(line) for line in lines_of(seen)]
    outcome = take_in(offices.above, path)
    assert isinstance(outcome, Ready)
    assert outcome.codes == ("EXC-55",)
    assert [found.kind for found in offices.above.read(findings).result()] == [DISAGREES]
    assert offices.above.read(board, 2026).result().left_out == 1
    cell(offices.unit, "Chi bộ bốn")
    settled = take_in(offices.above, sent(offices))
    assert isinstance(settled, Ready)
    assert settled.codes == ()
    assert offices.above.read(findings).result() == ()
    assert offices.above.read(board, 2026).result().left_out == 0


@pytest.mark.parametrize("name", ["members.probationary", "cells", "meetings.held", "meetings.held.2026"])
def test_each_figure_is_compared(offices: Pair, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    busy(offices)
    lying(monkeypatch, **{name: 7})
    outcome = take_in(offices.above, sent(offices))
    assert isinstance(outcome, Ready)
    assert outcome.codes == ("EXC-55",)


def test_a_row_that_changed_at_the_superior_is_noticed_and_made_anew(offices: Pair) -> None:
    person, *_ = busy(offices)
    urn = offices.unit.unit
    take_in(offices.above, sent(offices))

    def lose(work: Work) -> None:
        row = Member
        work.connection.execute(
            update(row).where(row.unit == urn, row.id == person).values(exit_kind="DECEASED")
        )

    offices.above.write(lose).result()
    cell(offices.unit, "Chi bộ ba")
    outcome = take_in(offices.above, sent(offices))
    assert isinstance(outcome, Ready)
    assert outcome.codes == ("EXC-55",)
    [whole] = send(offices.unit, offices.stick, whole=True).files
    looked = look(offices.above, whole.path)
    assert isinstance(looked.outcome, Ready)
    assert looked.outcome.summary.stops == ()  # after it they agree
    assert isinstance(take_in(offices.above, whole.path), Ready)
    assert rows(offices.above, urn) == rows(offices.unit, urn)
    assert offices.above.read(findings).result() == ()


def test_only_the_last_volume_tells_figures(offices: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    busy(offices)
    told: list[dict[str, int]] = []
    write = sending._write

    def writing(*given: Any) -> Any:
        told.append(given[-1])
        return write(*given)

    monkeypatch.setattr(sending, "_write", writing)
    monkeypatch.setattr(sending, "MOST_RECORDS", 3)
    files = send(offices.unit, offices.stick).files
    assert len(told) == len(files) > 1
    assert [bool(figures) for figures in told] == [False] * (len(files) - 1) + [True]
    for one in files:
        outcome = take_in(offices.above, one.path)
        assert isinstance(outcome, Ready)
        assert outcome.codes == ()
