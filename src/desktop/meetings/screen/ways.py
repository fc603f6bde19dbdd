"""How far signed minutes are on their way to the superior, as an upper room tells it through ``place.panels``.

Where nobody tells, or there is no superior, nothing changes: a signed meeting is shown as signed.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final

from desktop.meetings.queries.book import Book, book
from desktop.meetings.queries.opening import Opened
from desktop.meetings.rules.words import MEETING, MeetingKind
from desktop.meetings.screen.book import BookView
from desktop.widgets.chips import State, chip_of
from desktop.widgets.page import Page
from desktop.widgets.place import Place

if TYPE_CHECKING:
    from desktop.storage.work import Reading

PANEL: Final = "ways"
Ask = Callable[..., object]
"""``ask(reading, kind, ids)`` → id → a word of ``State``: to-send, sent, received."""


def read_book(page: Page, place: Place, view: BookView, then: Callable[[Book], object]) -> None:
    """Read the year that the view asks for, with the way of each meeting, and hand the book on."""

    def read(both: tuple[Book, Mapping[str, State]]) -> None:
        view.show_ways(both[1])
        then(both[0])

    place.task.read(page, _book_and_ways, place.panels.get(PANEL), view.year, view.kind, then=read)


def head_way(page: Page, place: Place, found: Opened) -> None:
    """Bring the heading's chip of a signed meeting up to its way."""
    ask = place.panels.get(PANEL)
    if not found.signed or ask is None:
        return
    chip = page.chip

    def read(ways: Mapping[str, State]) -> None:
        way = ways.get(found.draft.id)
        if way is not None and page.chip is chip:  # else another meeting is shown by now
            page.head_chip(chip_of(way))

    place.task.read(page, _ways, ask, (found.draft.id,), then=read)


def _book_and_ways(
    reading: "Reading", ask: Ask | None, year: int, kind: MeetingKind
) -> tuple[Book, Mapping[str, State]]:
    found = book(reading, year, kind)
    ids = [square.meeting_id for row in found.rows for square in row.squares if square.meeting_id]
    return found, {} if ask is None else _ways(reading, ask, ids)


def _ways(reading: "Reading", ask: Ask, ids: Iterable[str]) -> Mapping[str, State]:
    told = ask(reading, MEETING, ids)
    return {id_: State(way) for id_, way in told.items()} if isinstance(told, dict) else {}
