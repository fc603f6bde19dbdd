"""Quick find over the rooms: which page a hit opens, and under which picture.

A person's cell is asked for when the person is found, never filed away: cells change their names, people their cells.
"""

from desktop.members.queries.people import cells_of_members
from desktop.shell.wiring import Find
from desktop.storage.work import Reading

_ROOMS = {
    "organisation": ("cells", "cells"),
    "member": ("members", "person"),
    "meeting": ("meetings", "book"),
}


def find(reading: Reading, typed: str, limit: int = 12) -> tuple[Find, ...]:
    """What matches, people first as quick find ranks them."""
    hits = reading.find(typed, limit)
    cells = cells_of_members(reading, [hit.id for hit in hits if hit.kind == "member"], reading.today)
    finds = []
    for hit in hits:
        room, icon = _ROOMS[hit.kind]
        second = " · ".join(part for part in (hit.subtitle, cells.get(hit.id, "")) if part)
        finds.append(Find(room, hit.id, hit.title, second, icon))
    return tuple(finds)
