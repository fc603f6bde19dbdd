"""Checking a signed paper that came from anywhere, and the signing keys that the register keeps.

Whom this office trusts: what lies in ``<home>/trust``, and in an open register also its superior and its own
authority. Without unlocking, the folder alone decides.
"""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from desktop.basics.errors import Trouble
from desktop.basics.language import msg
from desktop.basics.places import read_at_most
from desktop.documents.preview import page_count
from desktop.documents.verify import LARGEST, Verdict, verify
from desktop.exchange.office import collects, keep_trust, office, superior
from desktop.exchange.own_list import catch_up
from desktop.keys.trust import FOLDER, Trust, read_file
from desktop.storage.register import Register
from desktop.storage.signing_keys import SigningKey, keep_signing_key, kept_keys, remove_signing_key
from desktop.storage.work import Reading

__all__ = ["SigningKey", "kept_keys", "remove_signing_key"]

UNREADABLE: Final = "PDF-13"
_LARGEST_KEY: Final = 64 * 1024
_MOST_PAGES: Final = 400


@dataclass(frozen=True, slots=True)
class Asked:
    """Which file to check; ``filed``: judge at that day instead of today; ``root``: trust this file's root too."""

    path: Path
    filed: date | None = None
    root: Path | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """A file, its bytes, and what is to be said of it.

    ``pages``: how many can be shown, 0 if none can. ``nobody``: this office trusts no authority at all.
    """

    name: str
    pdf: bytes = field(repr=False)
    verdict: Verdict
    pages: int = 0
    nobody: bool = False


def check_here(register: Register, asked: Asked) -> Checked:
    """Check a file by everything that an open register trusts. For a thread that may wait; refusals as ``check``."""
    trust = Trust.read(register.ground.home / FOLDER).joined(register.read(trusted).result())
    return _check(asked, trust, register.ground.clock.today())


def check(home: Path, today: date, asked: Asked) -> Checked:
    """Check a file without a register: by ``<home>/trust`` alone.

    Trouble PDF-11 (no readable PDF), PDF-13 (the file can't be read), KEY-46; Refused KEY-37 (no root in the file).
    """
    return _check(asked, Trust.read(home / FOLDER), today)


def trusted(reading: Reading) -> Trust:
    """The superior's public half, and that of the own authority."""
    trust, above = Trust(), superior(reading)
    if above is not None:
        trust = trust.joined(above.trust)
    if collects(reading):
        trust = trust.joined(office(reading).authority.trust())
    return trust


def keep_trusted(register: Register) -> None:
    """Bring ``<home>/trust`` up to what the register trusts: no backup holds that folder. Refusals as ``keep_trust``.

    In a folder that a register was brought back into, archived papers would count for nothing until a receipt came;
    and what was revoked since the backup would count again, did the register not learn it from the own list there.
    """
    catch_up(register)
    own = register.read(trusted).result()
    if own.roots:
        keep_trust(register.ground.home, own)


def keep_key_file(register: Register, path: Path, passphrase: str, post: str) -> SigningKey:
    """Keep a PKCS#12 file. Trouble KEY-39 (passphrase), KEY-72 (the file); Refused KEY-38, KEY-30, KEY-70, STO-20."""
    content = _read(path, _LARGEST_KEY, "KEY-72")
    return register.write(keep_signing_key, content, passphrase, post).result()


def _check(asked: Asked, trust: Trust, today: date) -> Checked:
    if asked.root is not None:
        trust = trust.joined(read_file(asked.root))
    pdf = _read(asked.path, LARGEST, UNREADABLE)
    verdict = verify(pdf, trust, today, asked.filed)
    return Checked(asked.path.name, pdf, verdict, _pages(pdf), not trust.roots)


def _pages(pdf: bytes) -> int:
    try:
        number = page_count(pdf)
    except Trouble:
        return 0
    return number if number <= _MOST_PAGES else 0


def _read(path: Path, most: int, code: str) -> bytes:
    unreadable = Trouble(
        code,
        msg("The file {file} can't be read.", file=path.name),
        msg("Plug in the stick that it lies on, then choose it again."),
    )
    return read_at_most(path, most, unreadable)
