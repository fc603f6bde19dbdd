"""What the superior's own keys must learn before they are used: its newer list after a restore, its own renewal.

A backup is older than what was revoked since; the list in ``<home>/trust`` isn't, and only the office's own key could
sign it. Without it, revoked computers and persons would count again, and the next list would be older than the one
that everybody has. The collector's own certificate is renewed in its last year, before kits and receipts are signed
by one that has ended.
"""

from datetime import datetime

from desktop.exchange.office import Office, collects, keep_office, office
from desktop.keys.authority import Authority
from desktop.keys.trust import FOLDER, Trust
from desktop.storage.register import Register
from desktop.storage.work import Reading, Work


def catch_up(register: Register) -> None:
    """Bring the own authority up to its list in ``<home>/trust`` and to the day. Nothing new: nothing is written."""
    lists = Trust.read(register.ground.home / FOLDER).lists
    if register.read(_is_behind, lists).result():
        register.write(_learn, lists).result()


def _is_behind(reading: Reading, lists: tuple[bytes, ...]) -> bool:
    here = office(reading).authority if collects(reading) else None
    return here is not None and _present(here, lists, reading.now) is not here


def _learn(work: Work, lists: tuple[bytes, ...]) -> None:
    here = office(work)
    authority = _present(here.authority, lists, work.now)
    keep_office(work, Office(authority, here.sealer))
    work.audit("lists.learnt", str(authority.number))


def _present(authority: Authority, lists: tuple[bytes, ...], at: datetime) -> Authority:
    for one in lists:
        authority = authority.catching_up(one, at)
    return authority.renewed(at)
