"""Making a register and opening it: the lock, the key, this version's tables, the user.

The slots are written last when one is made: without them the folder still counts as empty.
"""

import os
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import delete, insert, update
from sqlalchemy.engine import Connection

from desktop.basics.errors import Trouble
from desktop.basics.language import msg
from desktop.keys.data_key import DataKey
from desktop.keys.passphrase import FLOOR, Cost
from desktop.keys.recovery import RecoveryCode
from desktop.keys.slots import FILE_NAME, KeySlots
from desktop.storage import anchor
from desktop.storage.connect import connect, engine_on, translated
from desktop.storage.incarnation import open_incarnation
from desktop.storage.lock import FolderLock
from desktop.storage.register import Ground, Register, RegisterRow, surroundings
from desktop.storage.upgrade import needs_upgrade, upgrade
from desktop.storage.users import Role, User, UserRow, read_users
from desktop.storage.vault import new_vault_keys
from desktop.storage.work import Work

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Founder:
    """The first user: the account label that shows before unlocking, and the name kept inside."""

    account: str
    name: str
    passphrase: str
    role: Role = Role.SECRETARY


def exists(home: Path) -> bool:
    """Whether a register lies in this folder."""
    return (home / FILE_NAME).exists()


def must_be_free(home: Path) -> None:
    """Trouble STO-07 if a register lies in this folder."""
    if exists(home):
        raise Trouble(
            "STO-07",
            msg("There is a register in this folder already."),
            msg("Open it, or choose another folder."),
        )


def found(
    ground: Ground, founder: Founder, cost: Cost = FLOOR, *, paper_due: bool = False
) -> tuple[Register, RecoveryCode]:
    """Make a new register and open it. Refused STO-07 if the folder has one already.

    ``paper_due``: its recovery paper is still to be made and confirmed (``accounts.confirm_paper``).

    The slots are written last: without them the folder still counts as empty, so a power cut in between costs
    nothing but the passphrase typed again.
    """
    home = ground.home
    must_be_free(home)
    with ExitStack() as undo, translated(OSError):
        home.mkdir(parents=True, exist_ok=True)
        os.chmod(home, 0o700)
        lock = FolderLock.taken(home)
        undo.callback(lock.release)
        slots, key, code = KeySlots.create(founder.account, founder.passphrase, cost)
        for leftover in home.glob(f"{slots.database}*"):
            leftover.unlink()
        raw = connect(home / slots.database, key.raw_key(), create=True)
        undo.callback(raw.close)
        _make_tables(raw)
        user = User(slots.accounts()[0].id, founder.name, founder.role)
        with engine_on(raw, immediate=True).begin() as connection:
            _enter_owner(connection, slots.register, user, paper_due)
            open_incarnation(Work(connection, surroundings(connection, ground, user)), reason="first")
        slots.write(home / FILE_NAME)
        register = Register(ground, slots, key, user, raw, lock)
        undo.pop_all()
        return register, code


def _enter_owner(connection: Connection, register: str, user: User, paper_due: bool) -> None:
    identity, name_key = new_vault_keys()
    connection.execute(
        insert(RegisterRow).values(
            only=1,
            unit=f"urn:sochibo:{register}",
            register=register,
            writes=True,
            collects=False,
            anchored=False,
            paper_due=paper_due,
            vault_identity=identity,
            vault_name_key=name_key,
        )
    )
    connection.execute(insert(UserRow).values(id=user.id, name=user.name, role=user.role, active=True))


def unlock(ground: Ground, account_id: str, passphrase: str) -> Register:
    """Open with an account's passphrase. Trouble KEY-01 if it is wrong; STO-03 if another program has it open."""
    slots = KeySlots.read(ground.home / FILE_NAME)
    return open_register(ground, slots, slots.unlock(account_id, passphrase), account_id)


def unlock_with_recovery(ground: Ground, code: RecoveryCode) -> Register:
    """Open with the paper code, as the first active secretary."""
    slots = KeySlots.read(ground.home / FILE_NAME)
    return open_register(ground, slots, slots.unlock_with_recovery(code), None)


def open_register(ground: Ground, slots: KeySlots, key: DataKey, account_id: str | None) -> Register:
    """Open with a data key in hand: lock, connect, bring up to date, look at the anchor."""
    with ExitStack() as undo, translated(OSError):
        lock = FolderLock.taken(ground.home)
        undo.callback(lock.release)
        raw = connect(ground.home / slots.database, key.raw_key())
        undo.callback(raw.close)
        _bring_up_to_date(raw, ground, slots, key)
        with engine_on(raw, immediate=False).begin() as connection:
            user = _opening(read_users(connection), account_id)
        register = Register(ground, slots, key, user, raw, lock)
        undo.pop_all()
        undo.callback(register.close)
        register.settle()
        undo.pop_all()
        return register


def _opening(users: tuple[User, ...], account_id: str | None) -> User:
    """The user of this account; with the recovery code, the first active secretary."""
    if account_id is None:
        return next((u for u in users if u.active and u.role is Role.SECRETARY), users[0])
    for user in users:
        if user.active and user.id == account_id:
            return user
    raise Trouble("STO-08", msg("This user no longer has access to the register."))


def prepare_restored(
    ground: Ground,
    database: Path,
    slots: KeySlots,
    key: DataKey,
    why: str | None,
    staying: tuple[User, ...] = (),
) -> None:
    """Make a restored database ready before it becomes the register: this version's tables, a new life.

    ``staying`` are today's users, if the register that is replaced could be opened: who came or went since the
    backup's day stays so.
    """
    raw = connect(database, key.raw_key())
    try:
        with engine_on(raw, immediate=False).begin() as connection:
            due = needs_upgrade(connection)
        if due:
            _make_tables(raw)
        with engine_on(raw, immediate=True).begin() as connection:
            if staying:
                connection.execute(delete(UserRow))
                connection.execute(insert(UserRow), [asdict(one) for one in staying])
            users = read_users(connection)
            holders = {account.id for account in slots.accounts()}
            user = next((u for u in users if u.active and u.id in holders), users[0])
            work = Work(connection, surroundings(connection, ground, user))
            epoch = anchor.epoch_of(ground.state, slots.register, key)
            open_incarnation(work, reason="restore", why=why, epoch_above=epoch)
            connection.execute(update(RegisterRow).values(anchored=False))
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        raw.close()


def _make_tables(raw: Any) -> None:
    raw.execute("PRAGMA foreign_keys=OFF")
    with engine_on(raw, immediate=True).connect() as connection:
        upgrade(connection)
    raw.execute("PRAGMA foreign_keys=ON")


def _bring_up_to_date(raw: Any, ground: Ground, slots: KeySlots, key: DataKey) -> None:
    with engine_on(raw, immediate=False).begin() as connection:
        due = needs_upgrade(connection)
    if due:
        from desktop.storage.backup import back_up

        back_up(raw, ground.home, slots, key, at=ground.clock.now(), why="upgrade")
        _make_tables(raw)
