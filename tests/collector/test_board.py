"""The superior's board: who was heard of, and which cells met in which month."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import event

from desktop.app.below import units_to_do
from desktop.app.home import home_rows
from desktop.basics.clock import Clock
from desktop.basics.errors import Trouble
from desktop.basics.ids import new_id
from desktop.basics.text import vkey
from desktop.collector.board import UnitRowShown, board
from desktop.collector.rules import Light, MonthState, Tone, light
from desktop.collector.words import calls_of, contact_of, explained
from desktop.collector.workbook import write_workbook
from desktop.exchange.enrolling import revoke_unit
from desktop.exchange.outcomes import Ready
from desktop.exchange.send import send
from desktop.exchange.take_in import take_in
from desktop.keys.authority import Why
from desktop.meetings.rules.words import MEETING
from desktop.organisations.actions import found_unit
from desktop.organisations.bundle import KIND as ORGANISATION
from desktop.organisations.queries import tree_on
from desktop.storage.register import Register
from desktop.storage.work import Reading, Work
from tests.collector.neighbours import Neighbour, put
from tests.conftest import TODAY
from tests.exchange.offices import Pair, enrol, member
from tests.exchange.test_take_in import sent
from tests.storage.opening import Secrets, opened


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


def known(offices: Pair) -> tuple[str, str]:
    """Two cells with a member; one signed the minutes of September and October, the other those of October."""
    one, two = (found_cell(offices.unit, name) for name in ("Chi bộ một", "Chi bộ hai"))
    member(offices.unit, "Nông Thị Thơm", one)
    for at, month in ((one, 9), (one, 10), (two, 10)):
        meet(offices.unit, at, month, "SIGNED")
    assert isinstance(take_in(offices.above, sent(offices)), Ready)
    return one, two


def later(offices: Pair) -> None:
    """The superior three months on."""
    ground, secrets = offices.above.ground, Secrets.of(offices.above)
    offices.above.close()
    offices.above = opened(replace(ground, clock=Clock.showing(date(2027, 2, 9))), secrets)


def row_of(offices: Pair, year: int = 2026) -> UnitRowShown:
    [row] = offices.above.read(board, year).result().units
    return row


def test_a_unit_whose_computers_are_not_needed_any_more_has_ended(offices: Pair) -> None:
    known(offices)
    before = row_of(offices)
    assert (before.ended, before.cells, before.members) == (None, 2, 1)
    offices.above.write(revoke_unit, offices.unit.unit, Why.ENDED).result()
    row = row_of(offices)
    assert row.ended == TODAY
    assert row.months[:11] == before.months[:11]  # the last day on time of November was before
    assert (row.months[8].tone, row.months[8].expected, row.months[9].tone) == (Tone.FAR, 2, Tone.DONE)
    assert (row.months[11].state, row.months[11].expected) == (MonthState.ENDED, 0)
    assert (row.cells, row.members, row.silent, row.light) == (0, 0, False, Light.OFF)
    later(offices)
    found = offices.above.read(board, 2027).result()
    [row] = found.units
    assert {month.state for month in row.months} == {MonthState.ENDED}
    assert (found.silent, found.cells, found.members) == ((), 0, 0)
    assert (found.sum(1).expected, found.sum(1).shown, found.sum(2).late) == (0, False, 0)
    found = offices.above.read(board, 2026).result()
    assert (found.sum(9).signed, found.sum(9).expected, found.sum(12).expected) == (1, 2, 0)
    assert explained(row.months[0]) == "after this unit ended"
    assert contact_of(row) == "has ended"
    assert (
        offices.above.read(lambda reading: list(units_to_do(board(reading, reading.today.year)))).result()
        == []
    )
    below = offices.above.read(home_rows, offices.above.ground.home).result().below
    assert (below.units, below.silent, below.ended) == (0, 0, 1)


@pytest.mark.parametrize("why", [Why.KEY_COMPROMISE, Why.REPLACED, Why.CHANGED])
def test_a_unit_whose_computer_was_lost_or_replaced_still_owes(offices: Pair, why: Why) -> None:
    known(offices)
    offices.above.write(revoke_unit, offices.unit.unit, why).result()
    later(offices)
    row = row_of(offices, 2027)
    assert (row.ended, row.silent, row.cells) == (None, True, 2)


def test_a_unit_that_is_enrolled_again_goes_on(offices: Pair) -> None:
    known(offices)
    offices.above.write(revoke_unit, offices.unit.unit, Why.ENDED).result()
    enrol(offices.unit, offices.above)
    assert (row_of(offices).ended, row_of(offices).cells) == (None, 2)


def end(register: Register, id_: str, day: date) -> None:
    def record(work: Work) -> None:
        document = work.get(ORGANISATION, id_)
        assert document is not None
        work.put(ORGANISATION, id_, document | {"ended_on": day})

    register.write(record).result()


def test_a_unit_that_says_itself_that_it_ended_is_not_asked_for_more(offices: Pair) -> None:
    offices.unit.write(found_unit, "Đảng bộ xã Bản Lằng").result()
    [top] = offices.unit.read(
        lambda reading: [node.id for node in tree_on(reading, reading.today) if not node.cell]
    ).result()
    one, two = known(offices)
    end(offices.unit, two, date(2026, 9, 15))
    assert isinstance(take_in(offices.above, sent(offices)), Ready)
    row = row_of(offices)
    assert (row.ended, row.cells) == (None, 1)
    assert (row.months[8].expected, row.months[9].expected, row.months[10].expected) == (2, 2, 1)
    end(offices.unit, top, date(2026, 11, 2))
    assert isinstance(take_in(offices.above, sent(offices)), Ready)
    row = row_of(offices)
    assert (row.ended, row.cells, row.months[10].state) == (date(2026, 11, 2), 0, MonthState.ENDED)
    meet(offices.unit, one, 11, "SIGNED")  # a last meeting all the same
    assert isinstance(take_in(offices.above, sent(offices)), Ready)
    november = row_of(offices).months[10]
    assert (november.state, november.expected, november.signed) == (MonthState.OVER, 1, 1)
    later(offices)
    assert offices.above.read(board, 2027).result().silent == ()


def test_a_cell_that_writes_its_own_register_has_ended_when_it_has(offices: Pair) -> None:
    one = found_cell(offices.unit, "Chi bộ một")
    end(offices.unit, one, date(2026, 11, 2))
    assert isinstance(take_in(offices.above, sent(offices)), Ready)
    assert row_of(offices).ended == date(2026, 11, 2)


def test_the_workbook_says_that_a_unit_has_ended(offices: Pair, tmp_path: Path) -> None:
    known(offices)
    offices.above.write(revoke_unit, offices.unit.unit, Why.ENDED).result()
    found = offices.above.read(board, 2026).result()
    file = write_workbook(tmp_path / "bang.xlsx", found, datetime(2026, 11, 9, 8, 0))
    row = next(openpyxl.load_workbook(file).worksheets[0].iter_rows(min_row=5, values_only=True))
    assert (row[1], row[16], row[17]) == (0, None, "Ended on 09/11/2026")


def test_units_stand_side_by_side_and_add_up(register: Register) -> None:
    whole = dict.fromkeys(range(1, 11), 3)
    put(
        register,
        Neighbour("Xã Nặm Tốc", 4, {**whole, 9: 2}, days=34, members=5, unsigned={9: 1}, late={9: 1}),
        Neighbour("Xã Bình Lãng", 3, whole, members=2, waiting=2, findings=1),
        Neighbour("Xã Cốc Xả", 9, dict.fromkeys(range(1, 11), 9), agrees=False),
        Neighbour("Xã Phja Đén", 0, days=None),
        Neighbour("Xã Ánh", 1, {10: 1}, days=50, began=date(2026, 10, 1)),
    )
    found = register.read(board, 2026).result()
    assert [one.name for one in found.units] == sorted(
        ["Xã Nặm Tốc", "Xã Bình Lãng", "Xã Cốc Xả", "Xã Phja Đén", "Xã Ánh"], key=vkey
    )
    by = {one.name: one for one in found.units}
    september = by["Xã Nặm Tốc"].months[8]
    assert (september.expected, september.held, september.signed) == (4, 3, 2)
    assert [one.name for one in september.lacking] == ["Chi bộ xóm 4"]
    assert [one.name for one in september.unsigned] == ["Chi bộ xóm 3"]
    assert [one.name for one in september.late] == ["Chi bộ xóm 1"]
    assert by["Xã Nặm Tốc"].months[10].state is MonthState.UNHEARD
    assert by["Xã Bình Lãng"].months[10].tone is Tone.FAR  # 09/11: the first week is over
    assert by["Xã Bình Lãng"].months[11].state is MonthState.TO_COME
    assert by["Xã Ánh"].months[8].state is MonthState.NOT_KEPT
    assert (by["Xã Nặm Tốc"].members, by["Xã Bình Lãng"].members) == (5, 2)
    assert (found.cells, found.members, found.left_out) == (8, 7, 1)
    assert (found.sum(9).signed, found.sum(9).expected) == (5, 7)
    assert (found.month, found.sum(11).signed, found.sum(11).expected) == (11, 0, 8)
    assert not found.sum(12).shown
    assert [one.name for one in found.silent] == ["Xã Ánh", "Xã Phja Đén"]
    assert [one.name for one in found.calling] == ["Xã Bình Lãng", "Xã Cốc Xả"]
    assert calls_of(by["Xã Cốc Xả"]) == ("figures disagree",)
    assert "Not met (1): xóm 4" in explained(september)


def test_the_number_of_statements_does_not_grow_with_the_units(register: Register) -> None:
    counts = []
    for start in (0, 20):
        put(register, *(Neighbour(f"Xa {start + number}", 2, {1: 2}) for number in range(1 + start)))
        counts.append(register.read(counted, 2026).result())
    assert counts[0] == counts[1]
    assert counts[0] <= 9


def counted(reading: Reading, year: int) -> int:
    seen: list[str] = []

    def note(*args: Any) -> None:
        seen.append(args[2])

    event.listen(reading.connection, "before_cursor_execute", note)
    try:
        board(reading, year)
    finally:
        event.remove(reading.connection, "before_cursor_execute", note)
    return len(seen)


def statements_of_the_board(register: Register) -> int:
    """How many statements one look at the board takes."""
    asked: list[str] = []
    register._reading_raw.set_trace_callback(asked.append)
    register.read(board, 2026).result()
    register._reading_raw.set_trace_callback(None)
    return len(asked)


def test_sixty_units_take_no_more_statements_than_one(register: Register) -> None:
    year = dict.fromkeys(range(1, 13), 15)
    put(register, Neighbour("Xa", 15, year, members=4))
    one = statements_of_the_board(register)
    put(register, *(Neighbour(f"Xa {number}", 15, year, members=4) for number in range(59)))
    assert len(register.read(board, 2026).result().units) == 60
    assert statements_of_the_board(register) == one > 1


def test_the_workbook_opens_with_the_same_figures_and_no_formula(register: Register, tmp_path: Path) -> None:
    put(
        register,
        Neighbour('=HYPERLINK("x")', 4, {9: 3}),
        Neighbour("Xã Cốc Xả", 2, {9: 2}, agrees=False),
    )
    found = register.read(board, 2026).result()
    file = write_workbook(tmp_path / "bang.xlsx", found, datetime(2026, 11, 9, 8, 0))
    book = openpyxl.load_workbook(file)
    first, second = book.worksheets
    rows = list(first.iter_rows(min_row=5, values_only=True))
    by = {row[0]: row for row in rows}
    assert by.keys() == {'=HYPERLINK("x")', "Xã Cốc Xả", "Sum without 1 unit"}
    assert by['=HYPERLINK("x")'][1] == 4
    assert [row[11] for row in by.values()] == [2, 3, 3]
    assert by["Xã Cốc Xả"][17] == "figures disagree"
    assert {cell.data_type for row in first.iter_rows() for cell in row} <= {"s", "n", "d"}
    lines = list(second.iter_rows(min_row=2, values_only=True))
    assert ('=HYPERLINK("x")', "9/2026", 4, 3, 3, 3, "xóm 4", None, None) in lines
    with pytest.raises(Trouble, match="COL-03"):
        write_workbook(tmp_path / "no" / "bang.xlsx", found, datetime(2026, 11, 9, 8, 0))
