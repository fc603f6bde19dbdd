"""Table of contents: each room's name, title, icon and page. Rooms are imported when they are first opened."""

from collections.abc import Callable
from dataclasses import dataclass

from desktop.basics.language import N_
from desktop.widgets.page import Page
from desktop.widgets.place import Place


@dataclass(frozen=True, slots=True)
class Feature:
    """One place of the sidebar. ``title`` is a message id; ``right`` is the right that its page asks for."""

    name: str
    title: str
    icon: str
    make: Callable[[Place], Page]
    right: str = "read"


def _cells(place: Place) -> Page:
    from desktop.organisations.screen.page import OrganisationsPage

    return OrganisationsPage(place)


def _members(place: Place) -> Page:
    from desktop.members.screen.page import MembersPage

    return MembersPage(place)


def _meetings(place: Place) -> Page:
    from desktop.meetings.screen.page import MeetingsPage

    return MeetingsPage(place)


ROOMS: tuple[Feature, ...] = (
    Feature("cells", N_("Cells"), "cells", _cells),
    Feature("members", N_("Members"), "person", _members),
    Feature("meetings", N_("Meetings"), "book", _meetings),
)
