"""What a register is opened on: kinds, rules, clock, folders. Apart, because it loads the tables and SQLAlchemy."""

from pathlib import Path

from desktop import kinds
from desktop.basics.clock import Clock
from desktop.basics.places import resources, state_home
from desktop.rulebook.book import Rulebook
from desktop.storage.register import Ground


def make_ground(home: Path, clock: Clock) -> Ground:
    """The program's kinds, its rules with the office's own over them, and the folders in use."""
    rules = Rulebook.load(resources() / "rules").with_office(home)
    return Ground(home, state_home(), kinds.ALL, rules, clock)
