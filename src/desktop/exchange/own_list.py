"""The superior's own list of revoked certificates after a restore.

A backup is older than what was revoked since; the list in ``<home>/trust`` isn't, and only the office's own key could
sign it. Without it, revoked computers and persons would count again, and the next list would be older than the one
that everybody has.
"""

from desktop.exchange.office import Office, collects, keep_office, office
from desktop.keys.trust import FOLDER, Trust
from desktop.storage.register import Register
from desktop.storage.work import Reading, Work


def catch_up(register: Register) -> None:
    """Let the register learn what its own list in ``<home>/trust`` knows. Nothing to learn: nothing is written."""
    lists = Trust.read(register.ground.home / FOLDER).lists
    if register.read(_is_behind, lists).result():
        register.write(_learn, lists).result()


def _is_behind(reading: Reading, lists: tuple[bytes, ...]) -> bool:
    here = office(reading).authority if collects(reading) else None
    return here is not None and any(here.catching_up(one, reading.now) is not here for one in lists)


def _learn(work: Work, lists: tuple[bytes, ...]) -> None:
    here = office(work)
    authority = here.authority
    for one in lists:
        authority = authority.catching_up(one, work.now)
    keep_office(work, Office(authority, here.sealer))
    work.audit("lists.learnt", str(authority.number))
