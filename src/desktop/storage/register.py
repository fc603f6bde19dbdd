"""An open register: its folder, its two threads, and the way in for every query and action.

The folder holds ``keyslots.json`` (who may open, and which database is the present one), the encrypted database,
``vault/`` with sealed files, ``backups/``, and ``lock`` while a program has it open.
"""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Boolean, Integer, LargeBinary, String, delete, select, text, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, mapped_column

from desktop.basics.changes import Changes
from desktop.basics.clock import Clock
from desktop.basics.errors import Trouble
from desktop.keys.data_key import DataKey
from desktop.keys.slots import FILE_NAME, KeySlots
from desktop.rulebook.book import Rulebook
from desktop.storage import anchor, log
from desktop.storage.connect import connect, engine_on, translated
from desktop.storage.files import listed
from desktop.storage.incarnation import open_incarnation
from desktop.storage.lock import FolderLock
from desktop.storage.records import Base, Kinds
from desktop.storage.restore import forget_old, renew_key, set_aside
from desktop.storage.users import User
from desktop.storage.vault import Vault
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
    paper_due: Mapped[bool] = mapped_column(Boolean, server_default=text("0"))
    """The recovery code was shown, and nobody has said yet that it stands on paper."""
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


def surroundings(connection: Connection, ground: Ground, user: User) -> Surroundings:
    """What readings and units of work of this register have at hand."""
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
            self._around = surroundings(connection, ground, user)
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
            # Whoever waits needn't wait for the note: a log that is ahead of its anchor is normal.
            self._writer.do(lambda: self._drop_anchor(head))
            for listener in self._listeners:
                listener(initiated(changes, initiator))
        return result

    def _drop_anchor(self, head: log.Head) -> bool:
        return anchor.drop(self.ground.state, self.id, self.key, head, self.ground.clock.now())

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
