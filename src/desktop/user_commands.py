"""Commands of the command line about who may open a register: ``user list|add|remove|passphrase``."""

import argparse
from collections.abc import Callable
from pathlib import Path

from desktop.answer import Answer
from desktop.basics.language import _
from desktop.entrance import account_id, first_line, open_register, passphrase

Run = Callable[[argparse.Namespace], Answer]
ROLES = ("secretary", "deputy", "clerk", "viewer")


def add_to(
    command: Callable[[str, Run, str], argparse.ArgumentParser], shared: argparse.ArgumentParser
) -> None:
    """Add these commands to the command line."""
    users = command("user", _user_list, "list, add or remove users; change a passphrase")
    user = users.add_subparsers(metavar="WHAT")
    user.add_parser("list", parents=[shared]).set_defaults(command=_user_list)
    add = user.add_parser("add", parents=[shared])
    add.set_defaults(command=_user_add)
    add.add_argument("--name", required=True)
    add.add_argument("--label", required=True)
    add.add_argument("--role", choices=ROLES, default="clerk")
    add.add_argument("--new-passphrase-file", type=Path, required=True, metavar="F")
    remove = user.add_parser("remove", parents=[shared])
    remove.set_defaults(command=_user_remove)
    remove.add_argument("label")
    change = user.add_parser("passphrase", parents=[shared])
    change.set_defaults(command=_user_passphrase)
    change.add_argument("--new-passphrase-file", type=Path, required=True, metavar="F")


def _user_list(options: argparse.Namespace) -> Answer:
    from desktop.storage.accounts import users

    with open_register(options) as register:
        labels = {account.id: account.label for account in register.slots.accounts()}
        rows = [
            {"label": labels.get(user.id), "name": user.name, "role": user.role, "active": user.active}
            for user in register.read(users).result()
        ]
    return Answer(
        "\n".join(f"{row['label'] or '–'}\t{row['name']}\t{row['role']}" for row in rows), {"users": rows}
    )


def _user_add(options: argparse.Namespace) -> Answer:
    from desktop.keys.passphrase import calibrated
    from desktop.storage.accounts import add_user
    from desktop.storage.opening import Founder
    from desktop.storage.users import Role

    with open_register(options) as register:
        new = Founder(
            options.label, options.name, first_line(options.new_passphrase_file), Role(options.role)
        )
        add_user(register, new, calibrated())
    return Answer(_("{label} can open the register now.", label=options.label), {"label": options.label})


def _user_remove(options: argparse.Namespace) -> Answer:
    from desktop.storage.accounts import remove_user

    with open_register(options) as register:
        remove_user(register, account_id(register.ground.home, options.label))
    words = _(
        "{label} can't open the register any more; it has a new key. Older backups still open with the old"
        " passphrase: destroy those that leave the office.",
        label=options.label,
    )
    return Answer(words, {"label": options.label})


def _user_passphrase(options: argparse.Namespace) -> Answer:
    from desktop.keys.passphrase import calibrated
    from desktop.storage.accounts import change_passphrase

    with open_register(options) as register:
        new = first_line(options.new_passphrase_file)
        change_passphrase(register, passphrase(options), new, calibrated())
    return Answer(_("The passphrase is changed."), {})
