"""How far records are: to be sent, sent, received; on the book, in the heading, at home, on the sidebar."""

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy import update

from desktop.basics.ids import new_id
from desktop.basics.places import resources
from desktop.exchange.acknowledge import give_receipt
from desktop.exchange.receive import receive_from
from desktop.exchange.records import SuperiorRow
from desktop.exchange.screen.send import CHANGED
from desktop.exchange.send import build, send
from desktop.exchange.take_in import take_in
from desktop.exchange.ways import Way, ways
from desktop.meetings.actions.drafting import start_meeting
from desktop.meetings.actions.finishing import finish_meeting
from desktop.meetings.queries.opening import open_meeting
from desktop.meetings.screen.book_table import FIRST
from desktop.meetings.screen.page import MeetingsPage
from desktop.meetings.signing.closing import sign_on_paper
from desktop.shell.home import HomePage
from desktop.storage.incarnation import open_incarnation
from desktop.widgets.chips import State, chip_of
from tests.exchange.offices import Pair, cell, strangers
from tests.exchange.window import Seat, words_on
from tests.meetings.sample import enter_cell, fill_in
from tests.widgets.looking import looking

ORGANISATION = "organisation"


def of(pair: Pair, *ids: str) -> list[Way | None]:
    found = pair.unit.read(ways, ORGANISATION, ids).result()
    return [found.get(id_) for id_ in ids]


def received(pair: Pair) -> None:
    """The superior takes everything in and its receipt comes home."""
    for file in sorted(pair.stick.rglob("DULIEU*.scb")):
        take_in(pair.above, file)
    give_receipt(pair.above, pair.unit.unit, pair.stick)
    assert receive_from(pair.unit, pair.stick).refused == ()


def test_the_way_of_a_record(offices: Pair) -> None:
    first = cell(offices.unit, "Chi bộ xóm Nà Pài")
    assert of(offices, first, "nobody") == [Way.TO_SEND, None]
    offices.unit.write(build, offices.unit.ground.home).result()
    assert of(offices, first) == [Way.TO_SEND]  # built isn't carried
    send(offices.unit, offices.stick)
    assert of(offices, first) == [Way.SENT]
    second = cell(offices.unit, "Chi bộ xóm Cốc Lùng")
    assert of(offices, first, second) == [Way.SENT, Way.TO_SEND]
    received(offices)
    assert of(offices, first, second) == [Way.RECEIVED, Way.TO_SEND]
    send(offices.unit, offices.stick)
    assert of(offices, first, second) == [Way.RECEIVED, Way.SENT]


def test_a_later_version_is_to_be_sent_again(offices: Pair) -> None:
    first = cell(offices.unit, "Chi bộ xóm Nà Pài")
    send(offices.unit, offices.stick)
    received(offices)
    kind = offices.unit.read(lambda reading: reading.kinds[ORGANISATION]).result()

    def rename(work: object) -> None:
        document = work.get(kind, first)  # type: ignore[attr-defined]  # a unit of work
        work.put(kind, first, document | {"name": "Chi bộ Nà Pài"})  # type: ignore[attr-defined]

    offices.unit.write(rename).result()
    assert of(offices, first) == [Way.TO_SEND]


def test_a_hash_that_disagrees_is_no_receipt(offices: Pair) -> None:
    first = cell(offices.unit, "Chi bộ xóm Nà Pài")
    send(offices.unit, offices.stick)
    received(offices)
    offices.unit.write(
        lambda work: work.connection.execute(update(SuperiorRow).values(acked_h="A" * 43))
    ).result()
    assert of(offices, first) == [Way.TO_SEND]


def test_what_an_earlier_life_carried_is_to_be_sent(offices: Pair) -> None:
    first = cell(offices.unit, "Chi bộ xóm Nà Pài")
    send(offices.unit, offices.stick)
    offices.unit.write(lambda work: open_incarnation(work, reason="restore")).result()
    assert of(offices, first) == [Way.TO_SEND]


def test_without_a_superior_nothing_has_a_way(
    made_register: tuple[Path, bytes, bytes], ground: object, tmp_path: Path
) -> None:
    both = strangers(made_register, ground, tmp_path)  # type: ignore[arg-type]  # the fixture's ground
    first = cell(both.unit, "Chi bộ xóm Nà Pài")
    assert of(both, first) == [None]
    both.close()


# -- in the window


@pytest.fixture
def signed(offices: Pair) -> str:
    """The sample meeting of November, signed on paper."""
    unit = offices.unit
    sample = tomllib.loads((resources() / "demo" / "sample_meeting.toml").read_text("utf-8"))
    kept = unit.write(start_meeting, unit.write(enter_cell, sample).result(), 2026, 11).result()
    found = unit.read(open_meeting, kept.meeting_id).result()
    assert found is not None
    draft = fill_in(found.draft, sample, found.known.roster, found.known.sheet, new_id)
    meeting = unit.write(finish_meeting, draft).result().meeting_id
    unit.write(sign_on_paper, meeting, "Bế Đức Kiên", "Lục Thị Yến", date(2026, 11, 9)).result()
    return meeting


@pytest.fixture
def seat(offices: Pair, qapp: QApplication) -> Iterator[Seat]:
    """Somebody at the unit's desk."""
    with looking(qapp):
        made = Seat(offices.unit)
        yield made
        made.leave()


def meetings(seat: Seat, id: str | None = None) -> MeetingsPage:
    seat.open("meetings", id)
    page = seat.desk.page("meetings")
    assert isinstance(page, MeetingsPage)
    return page


def square(page: MeetingsPage) -> str:
    """What a screen reader says of November."""
    page.book.table.setCurrentIndex(page.book.table.entries.index(0, FIRST + 10))
    page.book._explain()
    return page.book._what.text()


def home(seat: Seat) -> HomePage:
    seat.open("home")
    page = seat.desk.page("home")
    assert isinstance(page, HomePage)
    return page


def test_the_book_and_the_heading_follow_the_receipt(offices: Pair, signed: str, seat: Seat) -> None:
    assert square(meetings(seat)).startswith("signed ·")
    assert meetings(seat, signed).chip == chip_of(State.TO_SEND)
    send(offices.unit, offices.stick)
    page = meetings(seat)
    assert square(page).startswith("signed, sent ·")
    assert "received" in words_on(page.book)  # the legend
    assert meetings(seat, signed).chip == chip_of(State.SENT)
    take_in(offices.above, next(offices.stick.rglob("DULIEU*.scb")))
    assert meetings(seat, signed).chip == chip_of(State.SENT)  # taken in isn't yet acknowledged here
    received(offices)
    assert square(meetings(seat)).startswith("signed, received by the superior ·")
    assert meetings(seat, signed).chip == chip_of(State.RECEIVED)


def test_home_and_sidebar_say_what_waits(offices: Pair, seat: Seat) -> None:
    button = seat.desk._sidebar.buttons["send"]
    cell(offices.unit, "Chi bộ xóm Nà Pài")
    seat.rest()
    assert button.accessibleName() == "Send and receive (1)"
    shown = words_on(home(seat))
    assert "Not sent to the superior" in shown
    assert "1 change" in shown
    assert "To be sent" in shown
    send(offices.unit, offices.stick)
    seat.desk.task.announce(CHANGED)
    seat.rest()
    assert button.accessibleName() == "Send and receive"
    shown = words_on(home(seat))
    assert "waits for the receipt" in shown
    assert "Received by the superior" not in shown
    received(offices)
    shown = words_on(home(seat))
    assert "The superior has received everything" in shown


def test_the_superior_sees_who_was_silent(offices: Pair, qapp: QApplication) -> None:
    with looking(qapp):
        made = Seat(offices.above)
        shown = words_on(home(made))
        assert "1 unit below" in shown
        assert "1 not heard of for long" in shown
        send(offices.unit, offices.stick)
        take_in(offices.above, next(offices.stick.rglob("DULIEU*.scb")))
        assert "All were heard of lately" in words_on(home(made))
        made.leave()


def test_without_a_superior_book_and_home_are_as_before(
    made_register: tuple[Path, bytes, bytes], ground: object, tmp_path: Path, qapp: QApplication
) -> None:
    both = strangers(made_register, ground, tmp_path)  # type: ignore[arg-type]  # the fixture's ground
    with looking(qapp):
        made = Seat(both.unit)
        assert "received" not in words_on(meetings(made).book)
        assert "superior" not in words_on(home(made))
        made.leave()
    both.close()
