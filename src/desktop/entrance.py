"""What every command needs: the register it names, who opens it with what passphrase, a place for a new file."""

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.basics.clock import Clock
from desktop.basics.errors import Refused, Told, Trouble
from desktop.basics.language import _, msg, say
from desktop.basics.places import data_home, resources, state_home

_ROOM = 256 * 1024  # no file that a command makes beside the bundles is larger

if TYPE_CHECKING:
    from desktop.storage.register import Ground, Register


def ground_of(options: argparse.Namespace) -> "Ground":
    """Folders, kinds, rules and clock that the options name."""
    from desktop import kinds
    from desktop.rulebook.book import Rulebook
    from desktop.storage.register import Ground

    home = data_home(options.home)
    rules = Rulebook.load(resources() / "rules").with_office(home)
    return Ground(home, state_home(), kinds.ALL, rules, Clock.showing(options.today))


def first_line(path: Path) -> str:
    """A secret out of a file. Trouble CLI-01 if it can't be read."""
    try:
        with path.open(encoding="utf-8-sig") as opened:
            return opened.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable(path) from error


def unreadable(path: Path) -> Trouble:
    """CLI-01, about a file that a command was given."""
    return Trouble(
        "CLI-01",
        msg("The file {file} can't be read.", file=str(path)),
        msg("Check its name, and that the stick or folder is there."),
    )


def passphrase(options: argparse.Namespace) -> str:
    """The passphrase of who opens it, from a file or typed. Refused CLI-02 if nobody can be asked."""
    if options.passphrase_file is not None:
        return first_line(options.passphrase_file)
    if not sys.stdin.isatty():
        raise Refused("CLI-02", msg("A passphrase is needed: give --passphrase-file."))
    from getpass import getpass

    return getpass(_("Passphrase: "))


def account_id(home: Path, label: str | None) -> str:
    """The account of this label, or the first one. Refused CLI-03."""
    from desktop.keys.slots import FILE_NAME, KeySlots

    accounts = KeySlots.read(home / FILE_NAME).accounts()
    found = [account for account in accounts if label in (None, account.label, account.id)]
    if not found:
        raise no_account(label or "", [account.label for account in accounts])
    return found[0].id


def no_account(label: str, there: Iterable[str]) -> Refused:
    """CLI-03, with the accounts that there are."""
    return Refused(
        "CLI-03",
        msg("There is no account {label} in this register.", label=label),
        msg("Its accounts are: {labels}.", labels=", ".join(there)),
    )


def open_register(options: argparse.Namespace) -> "AbstractContextManager[Register]":
    """The register, open until the end of a ``with``. Refused CLI-02 … CLI-04, and what unlocking refuses."""
    from desktop.exchange.opening import bring_up_to_date
    from desktop.storage.opening import unlock

    ground = ground_of(options)
    _must_exist(ground.home)
    register = unlock(ground, account_id(ground.home, options.account), passphrase(options))
    for notice in register.notices:
        print(f"{notice.code}: {say(notice.message)}", file=sys.stderr)
    with suppress(Told):  # that the folder of trust can't be written keeps nobody out
        bring_up_to_date(register)
    return closing(register)


def _must_exist(home: Path) -> None:
    from desktop.storage.opening import exists

    if not exists(home):
        raise Refused(
            "CLI-04",
            msg("There is no register in {folder}.", folder=str(home)),
            msg("Make one with: sochibo init"),
        )


@contextmanager
def new_file(path: Path) -> Iterator[Callable[[bytes], None]]:
    """A place for a new file, taken with room on the disk before anything is done that a lost file would spoil.

    Gives what writes the content; a place that was never written is given back. Refused CLI-06 if something is
    there already, Trouble CLI-05 if the place takes nothing.
    """
    try:
        with open(path, "xb", opener=_for_me_alone) as opened:
            opened.write(bytes(_ROOM))
            opened.flush()
            os.fsync(opened.fileno())
    except FileExistsError:
        raise Refused(
            "CLI-06",
            msg("There is a file {file} already; nothing is overwritten.", file=str(path)),
            msg("Give another name, or move that file away."),
        ) from None
    except OSError as error:
        _take_away(path)
        raise _unwritten(path) from error
    written = False

    def write(content: bytes) -> None:
        nonlocal written
        try:
            with path.open("r+b") as opened:
                opened.write(content)
                opened.truncate()
                opened.flush()
                os.fsync(opened.fileno())
        except OSError as error:
            raise _unwritten(path) from error
        written = True

    try:
        yield write
    finally:
        if not written:
            _take_away(path)


def _take_away(path: Path) -> None:
    with suppress(OSError):  # it never came to be, or the stick is gone
        path.unlink()


def _for_me_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _unwritten(path: Path) -> Trouble:
    return Trouble(
        "CLI-05",
        msg("The file {file} can't be written.", file=str(path)),
        msg("Check that the folder is there and not full or write-protected."),
    )
