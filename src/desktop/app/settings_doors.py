"""What the settings page may do: plain functions over the open register.

They run away from the window's thread, so they may wait. What they raise is told where they were called from.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.app.doors import backup_places, judge, save_everywhere, save_paper
from desktop.basics.language import Message, msg
from desktop.basics.places import own_version
from desktop.exchange.office import become_collector, collects
from desktop.keys.passphrase import calibrated
from desktop.keys.recovery import RecoveryCode
from desktop.organisations.queries import unit_name
from desktop.settings import BACKUP_PLACES, IDLE_MINUTES, LANGUAGE, TEXT_PERCENT
from desktop.shell.settings_doors import BackupLine, Looks, NewUser, SettingsDoors, UserRow
from desktop.storage import accounts, safekeeping
from desktop.storage.backup import Listed, list_backups
from desktop.storage.check import check
from desktop.storage.opening import Founder
from desktop.storage.register import Register
from desktop.storage.users import Right, Role

if TYPE_CHECKING:
    from desktop.app.program import Program


def settings_doors(program: "Program", register: Register) -> SettingsDoors:
    """What the settings page may do with this register."""
    settings = program.settings

    def looks() -> Looks:
        scale = settings.get(TEXT_PERCENT) / 100
        return Looks(settings.get(LANGUAGE), scale, settings.get(IDLE_MINUTES))

    def set_looks(chosen: Looks) -> None:
        settings.put(LANGUAGE, chosen.language)
        settings.put(TEXT_PERCENT, round(chosen.scale * 100))
        settings.put(IDLE_MINUTES, chosen.idle_minutes)

    def users() -> tuple[UserRow, ...]:
        labels = {account.id: account.label for account in register.slots.accounts()}
        return tuple(
            UserRow(
                user.id,
                user.name,
                labels.get(user.id, ""),
                user.role,
                user.active,
                user.id == register.user.id,
            )
            for user in register.read(accounts.users).result()
        )

    def add_user(new: NewUser) -> None:
        founder = Founder(new.account, new.name, new.passphrase, Role(new.role))
        accounts.add_user(register, founder, calibrated())

    def set_role(user_id: str, role: str) -> None:
        named = {user.id: user.name for user in register.read(accounts.users).result()}
        accounts.change_role(register, user_id, named[user_id], Role(role))

    def backups() -> tuple[BackupLine, ...]:
        found = (*safekeeping.backups(program.home), *further(backup_places(program)))
        return tuple(sorted(lines_of(found), key=lambda line: line.made, reverse=True))

    def set_places(places: tuple[Path, ...]) -> None:
        for place in places:
            safekeeping.save_backup(register, place)
        settings.put(BACKUP_PLACES, "\n".join(str(place) for place in places))

    def faults() -> tuple[Message, ...]:
        found = register.read(check).result().faults
        return tuple(msg("{where}: {what}", where=fault.where, what=fault.what) for fault in found)

    def new_paper(path: Path) -> None:
        from desktop.documents.recovery_paper import must_lie_apart, recovery_paper

        must_lie_apart(path, program.home)
        name = register.read(unit_name).result()

        def write(code: RecoveryCode) -> None:
            save_paper(recovery_paper(code.groups, name, register.user.name, program.clock.today()), path)

        accounts.new_recovery_code(register, write)

    def begin_collecting() -> None:
        register.write(become_collector, register.read(unit_name).result()).result()

    manages = register.user.may(Right.USERS)
    may_begin = manages and not register.read(collects).result()
    return SettingsDoors(
        looks=looks,
        set_looks=set_looks,
        judge=judge,
        users=users,
        add_user=add_user if manages else None,
        set_role=set_role if manages else None,
        stop_user=(lambda user_id: accounts.remove_user(register, user_id)) if manages else None,
        change_passphrase=lambda old, new: accounts.change_passphrase(register, old, new, calibrated()),
        backups=backups,
        back_up=lambda: save_everywhere(program, register, "asked"),
        backup_places=lambda: backup_places(program),
        set_backup_places=set_places,
        check=faults,
        new_recovery_paper=new_paper if manages else None,
        become_collector=begin_collecting if may_begin else None,
        version=own_version(),
        folder=program.home,
    )


def further(places: Iterable[Path]) -> list[Listed]:
    """The backups in the further folders; a stick that isn't in, or fails, has none to show."""
    found: list[Listed] = []
    for place in places:
        with suppress(OSError):
            found += list_backups(place)
    return found


def lines_of(found: Iterable[Listed]) -> list[BackupLine]:
    """A line for each backup that is still there."""
    lines: list[BackupLine] = []
    for listed in found:
        with suppress(OSError):
            lines.append(_line(listed))
    return lines


def _line(listed: Listed) -> BackupLine:
    made = listed.backup.header.created if listed.backup else _modified(listed.path)
    return BackupLine(listed.path, made, listed.path.stat().st_size, listed.backup is not None)


def _modified(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime).astimezone()
