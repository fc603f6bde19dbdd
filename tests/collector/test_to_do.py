"""What the superior's home page asks for: units that call, that are silent, whose month is over and lacks minutes."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from desktop.app.below import units_to_do
from desktop.basics.language import say
from desktop.collector.board import board
from desktop.exchange.records import UnitRow
from desktop.exchange.send import send
from desktop.exchange.take_in import take_in
from desktop.shell.home_rows import ToDo, Urgency
from desktop.storage.register import Register
from desktop.storage.work import Reading, Work
from tests.collector.test_board import found_cell, meet
from tests.exchange.offices import Pair


def lines(above: Register) -> list[ToDo]:
    """The lines as of now."""

    def asked(reading: Reading) -> list[ToDo]:
        return list(units_to_do(board(reading, reading.today.year)))

    return above.read(asked).result()


def heard(above: Register, days: int) -> None:
    """The unit was heard of so many days ago."""

    def said(work: Work) -> None:
        then = (work.now - timedelta(days=days)).isoformat(timespec="seconds")
        work.connection.execute(update(UnitRow).values(last_contact=then))

    above.write(said).result()


def test_a_unit_that_never_sent_is_to_be_called(offices: Pair) -> None:
    [line] = lines(offices.above)
    assert (line.urgency, line.room, line.id) == (Urgency.OVERDUE, "board", offices.unit.unit)
    assert (say(line.title), say(line.when)) == (
        "Chi bộ xóm Bản Lằng: nothing heard for long",
        "never heard of",
    )


@pytest.mark.parametrize(("days", "silent"), [(45, False), (46, True)])
def test_silence_begins_after_45_days(offices: Pair, days: int, silent: bool) -> None:
    heard(offices.above, days)
    found = [line for line in lines(offices.above) if line.icon == "phone"]
    assert [say(line.when) for line in found] == ([f"{days} days ago"] if silent else [])


def test_a_month_that_is_over_names_the_cells_that_lack(offices: Pair) -> None:
    month = offices.above.ground.clock.today().month
    one, two = (found_cell(offices.unit, name) for name in ("Chi bộ xóm Nà Pài", "Chi bộ xóm Pác Nặm"))
    meet(offices.unit, one, month, "SIGNED")
    meet(offices.unit, two, month, "CONCLUDED")
    [file] = send(offices.unit, offices.stick).files
    take_in(offices.above, file.path)
    [line] = lines(offices.above)
    assert (line.icon, say(line.when)) == ("calendar", "only 1 of 2 cells")
    [why] = [say(one) for one in line.why]
    assert why.startswith("missing: ")
    assert "Pác Nặm" in why
    assert "Nà Pài" not in why


def test_what_waits_comes_first(offices: Pair) -> None:
    heard(offices.above, 60)
    offices.above.write(lambda work: work.connection.execute(update(UnitRow).values(agrees=False))).result()
    first, second = lines(offices.above)
    assert (first.room, [say(one) for one in first.why]) == ("inbox", ["its figures don't agree"])
    assert second.icon == "phone"
