"""What a page is given to work with, handed down by ``app``. A page reaches for nothing else."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from desktop.basics.clock import Clock
from desktop.widgets.notice import Notice
from desktop.widgets.task import Task


@dataclass(frozen=True, slots=True)
class WhoIsHere:
    """The user at the desk. ``rights`` are words of storage's rights; the register checks them again."""

    id: str
    name: str
    role: str = ""
    rights: frozenset[str] = frozenset()

    def may(self, right: str) -> bool:
        """Whether this user's role has a right."""
        return right in self.rights


@dataclass(frozen=True, slots=True)
class Place:
    """Task, ways to other pages, notices, the day, the user, the unit's name.

    ``go(room, id)`` opens another page by its feature name, e.g. ``go("members", member_id)``.
    ``panels`` are pieces of upper rooms that a lower room's page shows without knowing them, by name.
    """

    task: Task
    go: Callable[[str, str | None], object]
    notify: Callable[[Notice], object]
    clock: Clock
    user: WhoIsHere
    unit: str = ""
    unit_name: str = ""
    panels: dict[str, Callable[..., object]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day it is."""
        return self.clock.today()
