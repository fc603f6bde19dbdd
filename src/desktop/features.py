"""Table of contents: each room's name, title, icon and page. Rooms are imported when they are first opened."""

from collections.abc import Callable
from dataclasses import dataclass

from desktop.basics.language import N_
from desktop.widgets.page import Page
from desktop.widgets.place import Place


@dataclass(frozen=True, slots=True)
class Feature:
    """One place of the sidebar. ``title`` is a message id; ``right`` is the right that its page asks for.

    ``collects``: only for a register that takes in what other units send.
    """

    name: str
    title: str
    icon: str
    make: Callable[[Place], Page]
    right: str = "read"
    collects: bool = False


def _cells(place: Place) -> Page:
    from desktop.organisations.screen.page import OrganisationsPage

    return OrganisationsPage(place)


def _members(place: Place) -> Page:
    from desktop.members.screen.page import MembersPage

    return MembersPage(place)


def _meetings(place: Place) -> Page:
    from desktop.meetings.screen.page import MeetingsPage

    return MeetingsPage(place)


def _send(place: Place) -> Page:
    from desktop.exchange.screen.send import SendPage

    return SendPage(place)


def _inbox(place: Place) -> Page:
    from desktop.exchange.screen.inbox import InboxPage

    return InboxPage(place)


def _board(place: Place) -> Page:
    from desktop.collector.screen.page import BoardPage

    return BoardPage(place)


def _units(place: Place) -> Page:
    from desktop.exchange.screen.units import UnitsPage

    return UnitsPage(place)


def _papers(place: Place) -> Page:
    from desktop.exchange.screen.papers import PapersPage

    return PapersPage(place)


ROOMS: tuple[Feature, ...] = (
    Feature("cells", N_("Cells"), "cells", _cells),
    Feature("members", N_("Members"), "person", _members),
    Feature("meetings", N_("Meetings"), "book", _meetings),
    Feature("send", N_("Send and receive"), "usb", _send),
    Feature("inbox", N_("Take in"), "inbox", _inbox, collects=True),
    Feature("board", N_("Follow up"), "table", _board, collects=True),
    Feature("units", N_("Units below"), "transfer", _units, collects=True),
    Feature("papers", N_("Check signatures"), "signature", _papers),
)
