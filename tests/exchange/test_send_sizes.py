"""Each form of the page of sending fits 1093 × 540; at 150 % it scrolls downwards only; everything has a name."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop.basics.language import use
from desktop.exchange.enrolling import ask, give_kit
from desktop.organisations.actions import found_unit
from desktop.widgets import theme
from tests.exchange.offices import Pair, cell, enrol, member, strangers
from tests.exchange.window import Seat, put_in
from tests.widgets.hands import nameless, settle
from tests.widgets.looking import looking


def choosing(_seat: Seat) -> None:
    """As it opens."""


def done(seat: Seat) -> None:
    seat.flow.start()
    seat.until(lambda: not seat.flow.running)
    seat.rest()


def asking(seat: Seat) -> None:
    seat.joining._begin()
    seat.rest()


FORMS: dict[str, tuple[bool, Callable[[Seat], None]]] = {
    "choosing": (True, choosing),
    "done": (True, done),
    "teaching": (False, choosing),
    "asking": (False, asking),
    "answering": (False, choosing),
}


@pytest.fixture
def page(
    qapp: QApplication,
    made_register: tuple[Path, bytes, bytes],
    ground: object,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[[str], Seat]]:
    """Opens a form of the page on the smallest screen."""
    opened: list[tuple[Seat, Pair]] = []

    def made(name: str) -> Seat:
        enrolled, then = FORMS[name]
        both = strangers(made_register, ground, tmp_path)  # type: ignore[arg-type]  # the fixture's ground
        both.unit.write(found_unit, "Chi bộ Trường Phổ thông dân tộc bán trú xã Bình Lãng").result()
        both.above.write(found_unit, "Đảng bộ xã Bình Lãng").result()
        member(both.unit, "Nông Văn Tú", cell(both.unit, "Chi bộ xóm Nà Pài"))
        put_in(monkeypatch, both.stick)
        if enrolled:
            enrol(both.unit, both.above)
        elif name == "answering":
            given = both.above.write(give_kit, "Chi bộ").result()
            both.unit.write(ask, given.file, given.code.written(), "vp").result()
        seat = Seat(both.unit, *theme.LARGEST_PAGE)
        opened.append((seat, both))
        seat.open()
        then(seat)
        settle()
        return seat

    with looking(qapp):
        yield made
        for seat, both in opened:
            seat.leave()
            both.close()


@pytest.mark.parametrize("tongue", ["vi", "en"])
@pytest.mark.parametrize("name", FORMS)
def test_each_form_fits_the_smallest_screen(page: Callable[[str], Seat], name: str, tongue: str) -> None:
    use(tongue)
    seat = page(name)
    assert seat.desk._area.verticalScrollBar().maximum() == 0
    assert seat.page.minimumSizeHint().width() <= seat.desk._area.viewport().width()
    assert nameless(seat.page) == []


@pytest.mark.parametrize("name", FORMS)
def test_large_text_scrolls_downwards_only(
    page: Callable[[str], Seat], qapp: QApplication, name: str
) -> None:
    use("vi")
    theme.install(qapp, 1.5)
    seat = page(name)
    assert seat.page.minimumSizeHint().width() <= seat.desk._area.viewport().width()
