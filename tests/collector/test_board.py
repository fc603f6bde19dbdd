"""The superior's board: who was heard of, and which cells met in which month."""

from datetime import date, datetime
from pathlib import Path
from time import monotonic
from typing import Any

import openpyxl
import pytest
from sqlalchemy import event

from desktop.basics.errors import Trouble
from desktop.basics.ids import new_id
from desktop.basics.text import vkey
from desktop.collector.board import board
from desktop.collector.rules import Light, MonthState, Tone, light
from desktop.collector.words import calls_of, explained
from desktop.collector.workbook import write_workbook
from desktop.exchange.send import send
from desktop.exchange.take_in import take_in
from desktop.meetings.rules.words import MEETING
from desktop.organisations.bundle import KIND as ORGANISATION
from desktop.storage.register import Register
from desktop.storage.work import Reading
from tests.collector.neighbours import Neighbour, put
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


def test_sixty_units_are_read_in_no_time(register: Register) -> None:
    year = dict.fromkeys(range(1, 13), 15)
    put(register, *(Neighbour(f"Xa {number}", 15, year, members=4) for number in range(60)))
    started = monotonic()
    assert len(register.read(board, 2026).result().units) == 60
    assert monotonic() - started < 2


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
