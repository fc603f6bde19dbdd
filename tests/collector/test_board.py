"""The superior's board: who was heard of, and which cells met in which month."""

from typing import Any

import pytest

from desktop.basics.ids import new_id
from desktop.collector.board import Light, board, light
from desktop.exchange.send import send
from desktop.exchange.take_in import take_in
from desktop.meetings.rules.words import MEETING
from desktop.organisations.bundle import KIND as ORGANISATION
from desktop.storage.register import Register
from tests.exchange.offices import Pair


@pytest.mark.parametrize(
    ("days", "colour"),
    [
        (None, Light.RED),
        (0, Light.GREEN),
        (45, Light.GREEN),
        (46, Light.YELLOW),
        (75, Light.YELLOW),
        (76, Light.RED),
    ],
)
def test_the_light_turns_after_45_and_75_days(days: int | None, colour: Light) -> None:
    assert light(days) is colour


def found_cell(register: Register, name: str) -> str:
    id_ = new_id()
    empty: dict[str, Any] = {part: [] for part in ORGANISATION.parts}
    document = empty | {"name": name, "kind": "CHI_BO_TRUC_THUOC"}
    register.write(lambda work: work.put(ORGANISATION, id_, document)).result()
    return id_


def meet(register: Register, at: str, month: int, state: str) -> None:
    kind = register.ground.kinds[MEETING]
    document: dict[str, Any] = {part: [] for part in kind.parts}
    document |= {"organisation_id": at, "kind": "REGULAR", "state": state}
    document |= {"period_year": 2026, "period_month": month}
    register.write(lambda work: work.put(kind, new_id(), document)).result()


def test_a_unit_that_never_sent_is_red_and_one_that_did_shows_its_months(offices: Pair) -> None:
    [row] = offices.above.read(board, 2026).result().units
    assert (row.name, row.light, row.days, row.cells) == ("Chi bộ xóm Bản Lằng", Light.RED, None, 0)
    one, two = (found_cell(offices.unit, name) for name in ("Chi bộ một", "Chi bộ hai"))
    for at, month, state in (
        (one, 1, "SIGNED"),
        (two, 1, "CONCLUDED"),
        (two, 1, "CONCLUDED"),  # a correction of the same month
        (one, 2, "SIGNED_ON_PAPER"),
        (two, 2, "POSTPONED"),
    ):
        meet(offices.unit, at, month, state)
    [file] = send(offices.unit, offices.stick).files
    take_in(offices.above, file.path)
    [row] = offices.above.read(board, 2026).result().units
    assert (row.light, row.days, row.cells, row.met[:3]) == (Light.GREEN, 0, 2, (2, 1, 0))
    assert (row.waiting, row.aside, row.unshown, row.findings, row.agrees) == (0, 0, 0, 0, True)
    [last_year] = offices.above.read(board, 2025).result().units
    assert last_year.met == (0,) * 12
