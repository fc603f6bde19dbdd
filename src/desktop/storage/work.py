"""Reading and the unit of work: the only two ways to a register's tables.

A unit of work commits at its end or not at all. Just before, it asks the database which aggregates changed (the
triggers wrote them down, whatever statement did it), appends a snapshot of each to the log and brings quick find
up to date, all in the same transaction.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection, Row
from sqlalchemy.sql import Select

from desktop.basics.changes import Changes
from desktop.basics.clock import Clock
from desktop.basics.errors import Refused
from desktop.basics.language import msg
from desktop.rulebook.book import Rulebook
from desktop.storage import audit, drafts, files, finder, log, snapshot
from desktop.storage.drafts import Draft
from desktop.storage.records import Document, Kind, Kinds, PieceClass
from desktop.storage.statements import driver_of
from desktop.storage.users import Right, User
from desktop.storage.vault import Vault

_CHUNK = 400
_BACKWARDS = timedelta(hours=24)
_FORWARDS = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every reading and every unit of work of an open register has at hand."""

    unit: str
    kinds: Kinds
    rulebook: Rulebook
    clock: Clock
    user: User
    vault: Vault


class Reading:
    """A look at the register: one transaction, one state of things."""

    def __init__(self, connection: Connection, around: Surroundings) -> None:
        self.connection = connection
        self.unit = around.unit
        self.kinds = around.kinds
        self.rulebook = around.rulebook
        self.user = around.user
        self.today: date = around.clock.today()
        self.now: datetime = around.clock.now()
        self._vault = around.vault

    def rows(self, query: Select[Any]) -> Sequence[Row[*tuple[Any, ...]]]:
        """All rows of a query."""
        return self.connection.execute(query).all()

    def get(self, kind: Kind, id_: str) -> Document | None:
        """One own aggregate whole, or None."""
        return snapshot.read_document(self.connection, kind, self.unit, id_)

    def drafts(self, kind: str) -> tuple[Draft, ...]:
        """What is being typed of this kind, the newest first."""
        return drafts.read(self.connection, kind)

    def draft(self, kind: str, id_: str) -> Draft | None:
        """What is being typed of one form, or None."""
        return next(iter(drafts.read(self.connection, kind, id_)), None)

    def find(self, typed: str, limit: int = 12) -> tuple[finder.Hit, ...]:
        """Quick find, without diacritics."""
        return finder.find(self.connection, typed, limit)

    def file(self, sha256: str) -> bytes:
        """A kept file's clear content, in memory and verified; Trouble if it is gone or damaged."""
        return self._vault.get(sha256)

    def has_file(self, sha256: str) -> bool:
        """Whether a kept file lies on the disk; a restore may have come without it."""
        return self._vault.has(sha256)

    def lacking(self, sha256s: Iterable[str]) -> tuple[str, ...]:
        """Those of many kept files that don't lie on the disk, with one look at its folder."""
        return self._vault.lacking(sha256s)

    def history(self, kind: Kind, id_: str) -> tuple[log.Stored, ...]:
        """Every record of an aggregate, the oldest first."""
        return log.read_history(self.connection, kind.name, id_)

    def before(self, kind: Kind, id_: str) -> Document | None:
        """The record that an aggregate had before its present one, as this version has it; None if none was."""
        stored = [one for one in self.history(kind, id_) if one.head["o"] == "put"]
        if len(stored) < 2:
            return None
        return snapshot.typed(kind, kind.upcast(stored[-2].document, stored[-2].head["v"]))


class Work(Reading):
    """A unit of work on the writer's thread."""

    def __init__(self, connection: Connection, around: Surroundings) -> None:
        super().__init__(connection, around)
        self.actor = around.user
        self._reasons: dict[tuple[str, str], tuple[str, str | None]] = {}

    def require(self, right: Right) -> None:
        """Refused (STO-20) unless the user's role allows it."""
        if not self.actor.may(right):
            raise Refused(
                "STO-20",
                msg("Your role in this register doesn't allow that."),
                msg("Ask the secretary to do it, or to change your role in Settings."),
            )

    def put(
        self, kind: Kind, id_: str, document: Document, *, reason: str = "edit", why: str | None = None
    ) -> None:
        """Store an own aggregate whole. ``reason`` is a code for the log, ``why`` a sentence of the user's."""
        self.put_many(kind, [(id_, document)], reason=reason, why=why)

    def put_many(
        self, kind: Kind, documents: Iterable[tuple[str, Document]], *, reason: str, why: str | None = None
    ) -> None:
        """Store many own aggregates of one kind."""
        self.require(Right.WRITE)
        pairs = list(documents)
        snapshot.store_documents(self.connection, kind, self.unit, pairs)
        self._reasons.update(((kind.name, id_), (reason, why)) for id_, _ in pairs)

    def remove(self, kind: Kind, id_: str, *, reason: str, why: str | None = None) -> None:
        """Take an own aggregate out; a tombstone stays in the log for ever."""
        self.require(Right.WRITE)
        snapshot.remove_document(self.connection, kind, self.unit, id_)
        self._reasons[kind.name, id_] = (reason, why)

    def keep_draft(self, kind: str, id_: str, subject: str, body: dict[str, Any]) -> datetime:
        """Keep what is being typed; gives the moment for "Đã giữ 14:32:05"."""
        drafts.keep(self.connection, Draft(kind, id_, subject, body, self.now, self.actor.id))
        return self.now

    def drop_draft(self, kind: str, id_: str) -> None:
        """Forget what was being typed."""
        drafts.drop(self.connection, kind, id_)

    def keep_file(self, content: bytes, media: str, name: str) -> str:
        """Seal a file into the vault (on disk before the commit) and list it; gives its SHA-256 in hex."""
        sha256 = self._vault.put(content)
        kept = files.KeptFile(sha256, len(content), media, name)
        files.list_file(self.connection, kept, self.now.isoformat(timespec="seconds"))
        return sha256

    def forget_file(self, sha256: str) -> None:
        """Unlist a file that no record names: it is swept at the next opening."""
        files.unlist(self.connection, sha256)

    def audit(self, action: str, entity: str | None = None, reason: str | None = None) -> None:
        """Write a line into the audit chain: codes and ids, never names."""
        audit.note(
            self.connection, at=self.now, user=self.actor.id, action=action, entity=entity, reason=reason
        )

    def capture(self, *, default_reason: str = "edit") -> Changes:
        """Append what changed to the log; called once, at the end. Gives what was touched."""
        driver = driver_of(self.connection)
        by_kind: dict[str, list[str]] = {}
        for name, id_ in driver.execute("SELECT kind, id FROM capture_pending ORDER BY id"):
            by_kind.setdefault(name, []).append(id_)
        if not by_kind:
            return Changes(frozenset())
        entries: list[log.Entry] = []
        for kind in self.kinds.all:
            ids = by_kind.pop(kind.name, [])
            for start in range(0, len(ids), _CHUNK):
                entries += self._snapshots(kind, ids[start : start + _CHUNK], default_reason)
        assert not by_kind, f"captured kinds that nobody declared: {sorted(by_kind)}"
        suspect = self._mind_the_clock()
        log.append(self.connection, entries, by=self.actor.id, at=self.now, suspect=suspect)
        driver.execute("DELETE FROM capture_pending")
        return Changes(frozenset((entry.kind, entry.id) for entry in entries))

    def _snapshots(self, kind: Kind, ids: list[str], default_reason: str) -> Iterator[log.Entry]:
        now = snapshot.read_documents(self.connection, kind, self.unit, ids)
        finder.file_away(self.connection, kind, self.unit, [(id_, now.get(id_)) for id_ in ids])
        latest = log.latest(self.connection, kind.name, ids)
        for id_ in ids:
            before = latest.get(id_)
            live = before if before is not None and before.head["o"] == "put" else None
            reason, why = self._reasons.get((kind.name, id_), (default_reason, None))
            if reason == "edit" and live is None:
                reason = "new"
            entry = (
                self._put_entry(kind, id_, live, now[id_], reason, why)
                if id_ in now
                else self._del_entry(kind, id_, live, reason, why)
            )
            if entry is not None:
                yield entry

    def _put_entry(
        self, kind: Kind, id_: str, live: log.Stored | None, now: Document, reason: str, why: str | None
    ) -> log.Entry | None:
        """The record of a snapshot; None if the aggregate is as its latest record has it."""
        kept = self._kept_files(kind, now)
        if kept:
            now[snapshot.FILES] = kept
        pieces = snapshot.split(kind, now)
        changed: tuple[str, ...] = ()
        if live is not None:
            old, new = kind.upcast(live.document, live.head["v"]), snapshot.join(pieces)
            old.pop(snapshot.WHY, None)
            changed = tuple(sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key)))
            if not changed and live.head["v"] == kind.version:
                return None
        if why:
            pieces = snapshot.split(kind, now | {snapshot.WHY: why})
        if not snapshot.can_be_carried(
            pieces
        ):  # the log keeps for ever what no file could take away from here
            raise Refused(
                "STO-23",
                msg("There is a text here that is too long to be kept."),
                msg("Shorten it, or attach it as a file."),
            )
        return log.Entry(kind.name, kind.version, id_, "put", pieces, reason, changed, len(kept))

    def _del_entry(
        self, kind: Kind, id_: str, live: log.Stored | None, reason: str, why: str | None
    ) -> log.Entry | None:
        """The tombstone; None for what was made and taken away again in one unit of work."""
        if live is None:
            return None
        words: dict[PieceClass, bytes] = {"t": snapshot.encode({snapshot.WHY: why})} if why else {}
        return log.Entry(kind.name, kind.version, id_, "del", words, reason)

    def _kept_files(self, kind: Kind, document: Document) -> list[dict[str, Any]]:
        named = [column.key for column in kind.fields if column.info.get("file")]
        hashes = [document[key] for key in named if document.get(key)]
        if not hashes:
            return []
        return [
            {"media": file.media, "name": file.name, "sha256": file.sha256, "size": file.size}
            for file in files.listed(self.connection, hashes)
        ]

    def _mind_the_clock(self) -> bool:
        """Whether the wall clock is suspect; remembers the latest time seen otherwise."""
        driver = driver_of(self.connection)
        seen = datetime.fromisoformat(driver.execute("SELECT seen FROM log_head").fetchone()[0])
        suspect = self.now < seen - _BACKWARDS or self.now > seen + _FORWARDS
        now = self.now.replace(microsecond=0)
        if not suspect and now > seen:
            driver.execute("UPDATE log_head SET seen = ?", (now.isoformat(timespec="seconds"),))
        return suspect


Query = Callable[..., Any]
"""``query(reading, *args)``: reads, gives frozen rows."""

Action = Callable[..., Any]
"""``action(work, *args)``: writes through the unit of work, gives what happened."""


def initiated(changes: Changes, initiator: str | None) -> Changes:
    """The same changes, with who started them."""
    return replace(changes, initiator=initiator)
