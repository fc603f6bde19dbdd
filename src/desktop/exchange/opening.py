"""What an opened register must learn of the world outside its tables, before anybody works with it."""

from desktop.exchange.lost_files import mind_files
from desktop.exchange.papers import keep_trusted
from desktop.storage.register import Register


def bring_up_to_date(register: Register) -> None:
    """Which units' papers the disk lost, and what ``<home>/trust`` must have. Refusals as ``keep_trusted``."""
    mind_files(register)
    keep_trusted(register)
