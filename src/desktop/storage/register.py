"""An open register: its folder, its two threads, and the way in for every query and action.

The folder holds ``keyslots.json`` (who may open, and which database is the present one), the encrypted database,
``vault/`` with sealed files, ``backups/``, and ``lock`` while a program has it open.
"""

import os
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Boolean, Integer, LargeBinary, String, delete, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, mapped_column

from desktop.basics.changes import Changes
from desktop.basics.clock import Clock
from desktop.basics.errors import Trouble
from desktop.basics.language import msg
from desktop.keys.data_key import DataKey
from desktop.keys.passphrase import FLOOR, Cost
from desktop.keys.recovery import RecoveryCode
from desktop.keys.slots import FILE_NAME, KeySlots
from desktop.rulebook.book import Rulebook
from desktop.storage import anchor, log
from desktop.storage.connect import connect, engine_on, translated
from desktop.storage.files import listed
from desktop.storage.incarnation import open_incarnation
from desktop.storage.lock import FolderLock
from desktop.storage.records import Base, Kinds
from desktop.storage.restore import forget_old, renew_key, set_aside
from desktop.storage.upgrade import needs_upgrade, upgrade
from desktop.storage.users import Role, User, UserRow, read_users
from desktop.storage.vault import Vault, new_vault_keys
from desktop.storage.work import Reading, Surroundings, Work, initiated
from desktop.storage.worker import Lane

P = ParamSpec("P")
T = TypeVar("T")


class RegisterRow(Base):
    """The one row that says whose register this is, what it may do, and the keys of its vault."""

    __tablename__ = "register"

    only: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    unit: Mapped[str] = mapped_column(String(64))
    register: Mapped[str] = mapped_column(String(36))
    writes: Mapped[bool] = mapped_column(Boolean)
    """Capability: writes its own log."""
    collects: Mapped[bool] = mapped_column(Boolean)
    """Capability: takes in bundles of other units."""
    anchored: Mapped[bool] = mapped_column(Boolean)
    vault_identity: Mapped[str] = mapped_column(String(80))
    vault_name_key: Mapped[bytes] = mapped_column(LargeBinary(32))


@dataclass(frozen=True, slots=True)
class Ground:
    """What a register is opened on: the program's kinds, rules and clock, and the folders in use."""

    home: Path
    state: Path
    kinds: Kinds
    rulebook: Rulebook
    clock: Clock = field(default_factory=Clock)


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


def found(ground: Ground, founder: Founder, cost: Cost = FLOOR) -> tuple["Register", RecoveryCode]:
    """Make a new register and open it. Refused STO-07 if the folder has one already.

    The slots are written last: without them the folder still counts as empty, so a power cut in between costs
    nothing but the passphrase typed again.
    """
    home = ground.home
    if exists(home):
        raise Trouble(
            "STO-07",
            msg("There is a register in this folder already."),
            msg("Open it, or choose another folder."),
        )
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
            _enter_owner(connection, slots.register, user)
            open_incarnation(Work(connection, _around(connection, ground, user)), reason="first")
        slots.write(home / FILE_NAME)
        register = Register(ground, slots, key, user, raw, lock)
        undo.pop_all()
        return register, code


def _enter_owner(connection: Connection, register: str, user: User) -> None:
    identity, name_key = new_vault_keys()
    connection.execute(
        insert(RegisterRow).values(
            only=1,
            unit=f"urn:sochibo:{register}",
            register=register,
            writes=True,
            collects=False,
            anchored=False,
            vault_identity=identity,
            vault_name_key=name_key,
        )
    )
    connection.execute(insert(UserRow).values(id=user.id, name=user.name, role=user.role, active=True))


def unlock(ground: Ground, account_id: str, passphrase: str) -> "Register":
    """Open with an account's passphrase. Trouble KEY-01 if it is wrong; STO-03 if another program has it open."""
    slots = KeySlots.read(ground.home / FILE_NAME)
    return open_register(ground, slots, slots.unlock(account_id, passphrase), account_id)


def unlock_with_recovery(ground: Ground, code: RecoveryCode) -> "Register":
    """Open with the paper code, as the first active secretary."""
    slots = KeySlots.read(ground.home / FILE_NAME)
    return open_register(ground, slots, slots.unlock_with_recovery(code), None)


def open_register(ground: Ground, slots: KeySlots, key: DataKey, account_id: str | None) -> "Register":
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
    ground: Ground, database: Path, slots: KeySlots, key: DataKey, why: str | None, staying: tuple[User, ...]
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
            work = Work(connection, _around(connection, ground, user))
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


def _around(connection: Connection, ground: Ground, user: User) -> Surroundings:
    row = connection.execute(select(RegisterRow.__table__)).one()
    vault = Vault(ground.home / "vault", row.vault_identity, row.vault_name_key)
    return Surroundings(row.unit, ground.kinds, ground.rulebook, ground.clock, user, vault)


class Register:
    """An open register. ``read`` and ``write`` may be called from any thread and never wait."""

    def __init__(
        self, ground: Ground, slots: KeySlots, key: DataKey, user: User, raw: Any, lock: FolderLock
    ) -> None:
        self.ground = ground
        self.slots = slots
        self.key = key
        self.notices: list[Trouble] = []
        """What opening found out and the user must be told, such as an old file copied back."""
        self._raw = raw
        self._lock = lock
        self._listeners: list[Callable[[Changes], None]] = []
        self._closed = False
        self._writing = engine_on(raw, immediate=True)
        with engine_on(raw, immediate=False).begin() as connection:
            self._around = _around(connection, ground, user)
            self.id: str = connection.execute(select(RegisterRow.register)).scalar_one()
        self._reading_raw = connect(ground.home / slots.database, key.raw_key(), read_only=True)
        self._reading = engine_on(self._reading_raw, immediate=False)
        self._writer = Lane("register-writer")
        self._reader = Lane("register-reader")

    @property
    def user(self) -> User:
        """Who has it open."""
        return self._around.user

    @property
    def unit(self) -> str:
        """The URN of the own unit."""
        return self._around.unit

    @property
    def vault(self) -> Vault:
        """The sealed files beside the database."""
        return self._around.vault

    def on_change(self, listener: Callable[[Changes], None]) -> None:
        """Be told once after each commit that touched records; called on the writer's thread."""
        self._listeners.append(listener)

    def read(
        self, query: Callable[Concatenate[Reading, P], T], /, *args: P.args, **named: P.kwargs
    ) -> Future[T]:
        """Run ``query(reading, *args)`` on the reader's thread."""

        def job() -> T:
            with translated(), self._reading.begin() as connection:
                return query(Reading(connection, self._around), *args, **named)

        return self._reader.do(job)

    def write(
        self, action: Callable[Concatenate[Work, P], T], /, *args: P.args, **named: P.kwargs
    ) -> Future[T]:
        """Run ``action(work, *args)`` as one unit of work on the writer's thread."""
        return self._writer.do(lambda: self._carry_out(lambda work: action(work, *args, **named), None))

    def write_from(self, initiator: str, action: Callable[[Work], T]) -> Future[T]:
        """The same, with the name of the screen that starts it, which the announcement carries."""
        return self._writer.do(lambda: self._carry_out(action, initiator))

    def on_writer(self, job: Callable[[Any], T]) -> Future[T]:
        """Run something that needs the raw writing connection outside a unit of work: a backup, a check."""
        return self._writer.do(lambda: _on(self._raw, job))

    def settle(self) -> None:
        """After opening: capture what no unit of work captured, and compare with the anchor."""
        self.write(_capture_leftovers).result()
        state, id_, key = self.ground.state, self.id, self.key
        with self._reading.begin() as connection:
            head = log.read_head(connection)
            anchored = connection.execute(select(RegisterRow.anchored)).scalar_one()
            verdict = anchor.judge(state, id_, key, head, _hash_at(connection))
        noted = anchor.read(state, id_, key)
        notice = anchor.notice(verdict, anchored, noted, head)
        if notice is not None:
            moved = verdict in (anchor.Verdict.MISSING, anchor.Verdict.FOREIGN)
            epoch = noted.epoch if noted else 0
            reason = "moved" if moved else "rollback"
            head = self.write(open_incarnation, reason=reason, epoch_above=epoch).result()
            self.notices.append(notice)
        if anchor.drop(state, id_, key, head, self.ground.clock.now()) and not anchored:
            self.write(_note_anchored).result()
        self.write(self._sweep_vault)

    def switch_user(self, user: User) -> None:
        """Go on as this user (his role or name was changed)."""
        self._around = Surroundings(
            self._around.unit,
            self._around.kinds,
            self._around.rulebook,
            self._around.clock,
            user,
            self._around.vault,
        )

    def keep_slots(self, slots: KeySlots) -> None:
        """Put changed key slots on disk and go on with them. Trouble KEY-15 if the disk refuses."""
        slots.write(self.ground.home / FILE_NAME)
        self.slots = slots

    def renew_key(self, slots: KeySlots) -> None:
        """Give the register a new data key, sealed to ``slots``: what a removed person kept opens nothing new.

        The database is copied under the new key into a file of its own and checked; then the slots switch to it
        in one step. At every moment either the old or the new file is complete and named.
        """
        self._writer.do(lambda: self._renew(slots)).result()

    def close(self) -> None:
        """Finish what runs, close the file, forget the key. Twice is once."""
        if self._closed:
            return
        self._closed = True
        self._reader.close()
        self._writer.close()
        self._reading_raw.close()
        self._raw.close()
        self.key.wipe()
        self._lock.release()

    def _carry_out(self, action: Callable[[Work], T], initiator: str | None) -> T:
        with translated(), self._writing.begin() as connection:
            work = Work(connection, self._around)
            result = action(work)
            changes = work.capture()
            head = log.read_head(connection)
        if changes:
            anchor.drop(self.ground.state, self.id, self.key, head, self.ground.clock.now())
            for listener in self._listeners:
                listener(initiated(changes, initiator))
        return result

    def _sweep_vault(self, work: Work) -> None:
        """Remove sealed files that no record came to list: a power cut between file and commit leaves one."""
        if not set_aside(self.ground.home):  # a register kept aside may still know them
            self.vault.sweep(file.sha256 for file in listed(work.connection))

    def _renew(self, slots: KeySlots) -> None:
        old_key = self.key
        self.slots, self.key = renew_key(self._raw, self.ground.home, slots, old_key)
        self._raw.close()
        self._reader.do(self._reading_raw.close).result()
        self._connect()
        old_key.wipe()
        forget_old(self.ground.home, self.slots)

    def _connect(self) -> None:
        path, raw_key = self.ground.home / self.slots.database, self.key.raw_key()
        self._raw = connect(path, raw_key)
        self._reading_raw = connect(path, raw_key, read_only=True)
        self._writing = engine_on(self._raw, immediate=True)
        self._reading = engine_on(self._reading_raw, immediate=False)


def _on(raw: Any, job: Callable[[Any], T]) -> T:
    with translated():
        return job(raw)


def _hash_at(connection: Connection) -> Callable[[int], bytes | None]:
    return lambda q: connection.execute(select(log.LogRow.h).where(log.LogRow.q == q)).scalar_one_or_none()


def _note_anchored(work: Work) -> None:
    work.connection.execute(update(RegisterRow).values(anchored=True))


def _capture_leftovers(work: Work) -> None:
    left = work.connection.execute(select(log.PendingRow.kind, log.PendingRow.id)).all()
    if left:
        work.capture(default_reason="uncaptured")
        work.connection.execute(delete(log.PendingRow))
        for kind, id_ in left:
            work.audit("uncaptured", f"{kind}/{id_}")
