"""Enrolment's small files on a stick: reading one, laying one there, and the unit's two steps with them."""

from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from desktop.basics.errors import Told, Trouble, why_not
from desktop.basics.ids import new_id
from desktop.basics.language import msg
from desktop.basics.places import read_at_most, save_for_user, write_safely
from desktop.bundles.drive import Carried, carry, look, require
from desktop.bundles.format import BundleKind, read_sealed
from desktop.bundles.names import OUTWARD, bundles_on, file_name, is_named
from desktop.exchange.enrolling import Asked, accept, ask, keep_request, kept_request
from desktop.exchange.ledger import OUTBOX
from desktop.exchange.office import keep_trust
from desktop.keys.enrolment_files import LARGEST
from desktop.organisations.queries import unit_name
from desktop.storage.register import Register

UNREADABLE, NOT_KEPT, NOT_SAVED = "EXC-06", "EXC-07", "EXC-08"


@dataclass(frozen=True, slots=True)
class AskedOn:
    """The request lies on the stick: what was asked, and where it lies."""

    asked: Asked
    file: Carried


def files_on(root: Path, kind: BundleKind) -> tuple[Path, ...]:
    """Enrolment files of a kind on a stick or in a folder, the newest name first; of damaged ones the name tells."""
    return tuple(path for path in reversed(bundles_on(root)) if _is_of(path, kind))


def _is_of(path: Path, kind: BundleKind) -> bool:
    try:
        return read_sealed(partial(path.open, "rb")).untrusted_header.kind is kind
    except Told:
        return is_named(path, kind)


def read_small(path: Path) -> bytes:
    """A small file whole; of a larger one, just more than any reader takes. Trouble EXC-06."""
    unreadable = Trouble(
        UNREADABLE,
        msg("The file {file} can't be read.", file=path.name),
        msg("Put the stick in again, or choose another file."),
    )
    return read_at_most(path, LARGEST, unreadable)


def write_out(path: Path, content: bytes) -> None:
    """Write a file where the user said. Trouble EXC-08 if the place doesn't take it."""
    try:
        save_for_user(path, content)
    except OSError as error:
        raise Trouble(
            NOT_SAVED,
            msg("The file can't be written there: {reason}", reason=why_not(error)),
            msg("Choose another place."),
        ) from error


def lay_file(register: Register, root: Path, content: bytes, name: str, folder: str) -> Carried:
    """Write a small file to the stick or folder ``root`` and read it back. Trouble EXC-07, USB-01 … USB-07."""
    outbox = register.ground.home / OUTBOX
    source = outbox / f"{new_id()}.scb"
    try:
        outbox.mkdir(mode=0o700, exist_ok=True)
        write_safely(source, content)
    except OSError as error:
        raise Trouble(
            NOT_KEPT,
            msg("The disk of this computer didn't take a file."),
            msg("Check that the disk is not full or write-protected, then try again."),
        ) from error
    try:
        return carry(source, root, name, folder=folder)
    finally:
        source.unlink(missing_ok=True)


def ask_on(register: Register, kit: Path, code: str, device: str, root: Path) -> AskedOn:
    """Take the kit in and lay the request on the stick ``root``. Refusals as ``enrolling.ask``, ``lay_file``.

    The stick is looked at first, so that a request isn't made that can't be given.
    """
    content = read_small(kit)
    require(look(root))
    before = register.read(kept_request).result()
    asked = register.write(ask, content, code, device).result()
    name = file_name(
        BundleKind.REQUEST, "", register.read(unit_name).result(), register.ground.clock.today(), 1
    )
    try:
        return AskedOn(asked, lay_file(register, root, asked.file, name, OUTWARD))
    except Told:  # the one before may be on its way
        register.write(keep_request, before).result()
        raise


def accept_from(register: Register, answer: Path, heard: str) -> str:
    """Take the superior's answer in, and trust its roots from now on; gives the superior's name.

    Refusals as ``enrolling.accept``; Trouble EXC-06, KEY-45.
    """
    trust = register.write(accept, read_small(answer), heard).result()
    with suppress(Told):  # it follows at the next opening
        keep_trust(register.ground.home, trust)
    return trust.roots[0].name
