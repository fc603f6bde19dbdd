"""Backups of an open register, and bringing one back: the actions behind the window's and the command line's."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from desktop.basics.errors import Refused, Trouble
from desktop.basics.language import msg
from desktop.keys.data_key import DataKey
from desktop.keys.recovery import RecoveryCode
from desktop.keys.slot import Holder
from desktop.keys.slots import FILE_NAME, KeySlots
from desktop.storage import anchor
from desktop.storage.accounts import users
from desktop.storage.backup import FOLDER, Listed, back_up, list_backups, rotate
from desktop.storage.backup_file import Backup, read_backup
from desktop.storage.opening import exists, prepare_restored, unlock
from desktop.storage.register import Ground, Register
from desktop.storage.restore import Present, Restored, restore
from desktop.storage.users import Right, User

DUE_AFTER = timedelta(hours=20)


def save_backup(register: Register, folder: Path | None = None, why: str = "asked") -> Backup:
    """Write and check a backup now; the ones that rotation no longer keeps go. Waits: call it aside."""
    ground, at = register.ground, register.ground.clock.now()
    backup: Backup = register.on_writer(
        lambda raw: back_up(raw, ground.home, register.slots, register.key, at=at, why=why, folder=folder)
    ).result()
    rotate(folder or ground.home / FOLDER)
    register.write(lambda work: work.audit("backup", None, why)).result()
    return backup


def backups(home: Path) -> tuple[Listed, ...]:
    """The backups in the register's own folder, the newest first."""
    return list_backups(home / FOLDER)


def backup_is_due(home: Path, now: datetime) -> bool:
    """Whether the newest good backup is older than a working day."""
    moments = [listed.backup.header.created for listed in backups(home) if listed.backup]
    return not moments or now - max(moments) > DUE_AFTER


def bring_back(
    ground: Ground,
    path: Path,
    *,
    prove: Callable[[KeySlots], Holder],
    present: tuple[str, str] | None = None,
    why: str | None = None,
) -> Restored:
    """Make a backup the register of this home; the present one is kept aside. Waits: call it aside.

    ``prove`` opens one of the backup's own slots. ``present`` is account id and passphrase of the register that
    lies here now: with it today's accounts stay. A new incarnation is opened with the backup's end as parent.
    Refused STO-20 if the role of who asks doesn't allow it.
    """
    backup = read_backup(path)
    holder = prove(backup.header.slots)
    here, staying = (None, ()) if present is None else _present(ground, present)

    def prepare(database: Path, slots: KeySlots, key: DataKey) -> None:
        prepare_restored(ground, database, slots, key, why, staying)

    restored = restore(backup, ground.home, holder, prepare, here)
    anchor.forget(ground.state, restored.slots.register)
    return restored


def _present(ground: Ground, account: tuple[str, str]) -> tuple[Present | None, tuple[User, ...]]:
    """The register that lies here, and its users. A damaged one gives its accounts only: it stops no restore."""
    if not exists(ground.home):
        return None, ()
    slots = KeySlots.read(ground.home / FILE_NAME)
    key = slots.unlock(*account)
    try:
        register = unlock(ground, *account)
    except Trouble:
        return Present(slots, key), ()
    try:
        if not register.user.may(Right.RESTORE):
            raise Refused("STO-20", msg("Your role in this register doesn't allow that."))
        return Present(slots, key), register.read(users).result()
    finally:
        register.close()


def with_passphrase(account: str | None, passphrase: str) -> Callable[[KeySlots], Holder]:
    """Proves by an account (its label or id; None: the first one) and its passphrase of the backup's day."""

    def prove(slots: KeySlots) -> Holder:
        found = [a.id for a in slots.accounts() if account in (None, a.id, a.label)]
        return slots.prove(found[0] if found else account or "", passphrase)

    return prove


def with_recovery(code: RecoveryCode) -> Callable[[KeySlots], Holder]:
    """Proves by the paper code of the backup's day."""
    return lambda slots: slots.prove_with_recovery(code)
