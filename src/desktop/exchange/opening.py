"""What an opened register must learn of the world outside its tables, before anybody works with it."""

from contextlib import suppress
from functools import partial

from desktop.basics.errors import Told
from desktop.exchange.confirm import gate
from desktop.exchange.inbox_book import too_new_until_now
from desktop.exchange.lost_files import mind_files
from desktop.exchange.papers import keep_trusted
from desktop.exchange.take_in import resume
from desktop.storage.register import Register
from desktop.storage.users import Right


def bring_up_to_date(register: Register) -> None:
    """Which units' papers the disk lost, what this program reads that an earlier one couldn't, and what
    ``<home>/trust`` must have. Refusals as ``keep_trusted``.
    """
    mind_files(register)
    with suppress(Told):  # it stays kept, and is tried again at the next opening
        _read_what_was_too_new(register)
    keep_trusted(register)


def _read_what_was_too_new(register: Register) -> None:
    if register.user.may(Right.WRITE):
        for unit in register.read(too_new_until_now).result():
            resume(register, unit, partial(gate, register))
