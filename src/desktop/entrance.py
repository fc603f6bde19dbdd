"""The way into a register for every command: where it lies, who opens it, with what passphrase."""

import argparse
import sys
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.basics.clock import Clock
from desktop.basics.errors import Refused, Trouble
from desktop.basics.language import _, msg, say
from desktop.basics.places import data_home, resources, state_home

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
        raise Trouble("CLI-01", msg("The file {file} can't be read.", file=str(path))) from error


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
        raise Refused("CLI-03", msg("There is no account {label} in this register.", label=label or ""))
    return found[0].id


def open_register(options: argparse.Namespace) -> "AbstractContextManager[Register]":
    """The register, open until the end of a ``with``. Refused CLI-02 … CLI-04, and what unlocking refuses."""
    from desktop.storage.opening import unlock

    ground = ground_of(options)
    _must_exist(ground.home)
    register = unlock(ground, account_id(ground.home, options.account), passphrase(options))
    for notice in register.notices:
        print(f"{notice.code}: {say(notice.message)}", file=sys.stderr)
    return closing(register)


def _must_exist(home: Path) -> None:
    from desktop.storage.opening import exists

    if not exists(home):
        raise Refused(
            "CLI-04",
            msg("There is no register in {folder}.", folder=str(home)),
            msg("Make one with: sochibo init"),
        )
