"""Quick find over the rooms: which page a hit opens, and under which picture."""

from desktop.shell.wiring import Find
from desktop.storage.work import Reading

_ROOMS = {
    "organisation": ("cells", "cells"),
    "member": ("members", "person"),
    "meeting": ("meetings", "book"),
}


def find(reading: Reading, typed: str, limit: int = 12) -> tuple[Find, ...]:
    """What matches, people first as quick find ranks them."""
    finds = []
    for hit in reading.find(typed, limit):
        room, icon = _ROOMS[hit.kind]
        finds.append(Find(room, hit.id, hit.title, hit.subtitle, icon))
    return tuple(finds)
