"""A bundle that links, as a person can read it before anything is taken in: what it changes, and what to look at.

Made from the checked file and from what is held of the unit; nothing is written. Each aggregate is compared once, its
latest record in the file with the latest one held. Long lists end after some hundred rows; the counts are of all.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import func, select

from desktop.basics.language import Month, Value
from desktop.bundles.format import FrameType
from desktop.bundles.read import CheckedBundle
from desktop.exchange.held import Held, held_records
from desktop.exchange.intake import DEVICE_NOTED
from desktop.exchange.preview_words import (
    MEMBER,
    ORGANISATION,
    FieldChange,
    Lexicon,
    changes_of,
    day_of,
    month_of,
    title_of,
)
from desktop.exchange.records import UnitEntityRow, UnitRow
from desktop.exchange.stops import Facts, Stop, Trip, is_odd, trips
from desktop.meetings.rules.words import HELD_STATES, MEETING, PROGRESS, SIGNED_STATES
from desktop.organisations.rules.words import CELLS
from desktop.storage.audit import AuditRow
from desktop.storage.log import SYSTEM, Stored
from desktop.storage.records import PIECES, Document, Kind
from desktop.storage.register import Register
from desktop.storage.snapshot import join
from desktop.storage.work import Reading

MOST: Final = 300
_AHEAD = timedelta(hours=24)
_UNFIT = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError)
# A scan may follow a signature on paper: these fields of a signed record may still come.
_AFTER_SIGNING = frozenset({"paper_sha256", "paper_digest", "state", "signed_on"})
# What is said to have happened on a day, by kind; of a meeting only if it was held.
_HAPPENED: Final = {
    MEMBER: (
        "exit_on",
        "ceremony_date",
        "official_date",
        "admission_decision_date",
        "recognition_decision_date",
    ),
    MEETING: ("started_at", "signed_on"),
    PROGRESS: ("changed_on",),
}
_LONG_AGO_IS_USUAL: Final = frozenset(
    {"ceremony_date", "official_date", "admission_decision_date", "recognition_decision_date"}
)


class What(StrEnum):
    """What becomes of a record."""

    NEW = "new"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Change:
    """One record: its kind and id, what becomes of it, what it is called, which fields differ, why to look at it."""

    kind: str
    id: str
    what: What
    title: Value
    fields: tuple[FieldChange, ...] = ()
    stops: tuple[Stop, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Changes of one kind that nobody needs to look at: how many, and what they are about."""

    kind: str
    what: What
    n: int
    about: tuple[tuple[Value, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """Members who belong, cells that exist, meetings that were held."""

    members: int
    cells: int
    meetings: int


@dataclass(frozen=True, slots=True)
class Preview:
    """The whole of it. ``look``: what the rules ask a person to see; ``ordinary``: the rest, at most some hundred.

    ``people``: how many entered it at the unit. ``since``: when the unit was last heard of, ``days`` ago.
    ``files``: attachments.
    """

    records: int
    people: int
    since: date | None
    days: int | None
    before: Figures
    after: Figures
    trips: tuple[Trip, ...]
    look: tuple[Change, ...]
    ordinary: tuple[Change, ...]
    ordinary_n: int
    groups: tuple[Group, ...]
    meetings: tuple[tuple[Month, int], ...]
    files: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Ground:
    """What is held of the unit before: how far, which computer sent it, its life, its figures, its aggregates."""

    q: int
    inc: str | None
    device: str | None
    since: date | None
    figures: Figures
    entities: tuple[tuple[str, str, int, str], ...]


def preview_of(register: Register, unit: str, checked: CheckedBundle) -> Preview:
    """Compare a bundle that links with what is held of its unit. Reads a batch at a time, writes nothing."""
    ground = register.read(ground_of, unit).result()
    gathered = _Gathered(register, unit, checked, ground)
    checked.deliver(gathered.take)
    return gathered.finished()


def ground_of(reading: Reading, unit: str) -> Ground:
    """What is held of a unit."""
    row, entity, audit = UnitRow, UnitEntityRow, AuditRow
    held = reading.connection.execute(select(row.q, row.inc, row.last_contact).where(row.urn == unit)).one()
    noted = select(audit.reason).where(audit.action == DEVICE_NOTED, audit.entity == unit)
    entities = select(entity.kind, entity.id, entity.q, entity.op).where(entity.unit == unit)
    return Ground(
        held.q,
        held.inc,
        reading.connection.execute(noted.order_by(audit.n.desc()).limit(1)).scalar(),
        None if held.last_contact is None else datetime.fromisoformat(held.last_contact).date(),
        figures_of(reading, unit),
        tuple((kind, id_, q, op) for kind, id_, q, op in reading.connection.execute(entities)),
    )


def figures_of(reading: Reading, unit: str) -> Figures:
    """The figures that the tables give of a unit."""

    def count(kind: str, *where: Any) -> int:
        table = reading.kinds[kind].table
        query = select(func.count()).select_from(table).where(table.c.unit == unit, *where)
        return int(reading.connection.execute(query).scalar_one())

    member, place = reading.kinds[MEMBER].table.c, reading.kinds[ORGANISATION].table.c
    held = reading.kinds[MEETING].table.c
    return Figures(
        count(MEMBER, member.exit_kind.is_(None)),
        count(ORGANISATION, place.kind.in_(sorted(CELLS)), place.ended_on.is_(None)),
        count(MEETING, held.state.in_(sorted(HELD_STATES))),
    )


@dataclass(slots=True)
class _Compared:
    """One aggregate, before it has words."""

    kind: str
    id: str
    what: What
    old: Document
    new: Document
    stops: set[Stop]


@dataclass(slots=True)
class _Gathered:
    """What the records tell as they go by. Documents are kept only of the rows that will be shown."""

    register: Register
    unit: str
    checked: CheckedBundle
    ground: Ground
    counts: Counter[tuple[str, What]] = field(default_factory=Counter)
    about: dict[tuple[str, What], Counter[Value]] = field(default_factory=dict)
    months: Counter[tuple[int, int]] = field(default_factory=Counter)
    by: set[str] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)
    rows: list[_Compared] = field(default_factory=list)
    marked: list[_Compared] = field(default_factory=list)
    n: Counter[str] = field(default_factory=Counter)
    grown: Counter[str] = field(default_factory=Counter)

    def take(self, batch: list[Stored]) -> None:
        """The next records."""
        new = [record for record in batch if record.q > self.ground.q]
        ahead = self.register.ground.clock.now() + _AHEAD
        for record in new:
            self.by.add(str(record.head["by"]))
            self.n["records"] += 1
            self.n["suspect"] += (
                bool(record.head.get("tc")) or datetime.fromisoformat(record.head["t"]) > ahead
            )
        told = [
            record
            for record in new
            if not record.kind.startswith(SYSTEM)
            and self.checked.latest[record.kind, record.entity][0] == record.q
        ]
        pairs = [(record.kind, record.entity) for record in told]
        held = self.register.read(held_records, self.unit, pairs).result()
        for record in told:
            self._compare(record, held.get((record.kind, record.entity)))

    def finished(self) -> Preview:
        """Everything in words."""
        found = trips(self._facts())
        tripped = {trip.stop for trip in found}
        look = [one for one in self.marked if one.stops & tripped]
        quiet = [one for one in self.marked if not one.stops & tripped]
        lexicon = self._lexicon([*look, *quiet, *self.rows])
        looked: Counter[tuple[str, What]] = Counter((one.kind, one.what) for one in look)
        for one in look:
            self.about[one.kind, one.what].subtract(self._about(one))
        before = self.ground.figures
        parts = [one for one in self.checked.manifest.parts if one.kind == FrameType.BLOB]
        ordinary = [*quiet, *self.rows][:MOST]
        return Preview(
            records=self.n["records"],
            people=len(self.by),
            since=self.ground.since,
            days=None
            if self.ground.since is None
            else (self.register.ground.clock.today() - self.ground.since).days,
            before=before,
            after=Figures(
                before.members + self.grown[MEMBER],
                before.cells + self.grown[ORGANISATION],
                before.meetings + self.grown[MEETING],
            ),
            trips=found,
            look=tuple(self._change(one, lexicon, tripped) for one in look[:MOST]),
            ordinary=tuple(self._change(one, lexicon, tripped) for one in ordinary),
            ordinary_n=sum(self.counts.values()) - len(look),
            groups=tuple(self._groups(looked)),
            meetings=tuple((Month(year, month), n) for (year, month), n in sorted(self.months.items())),
            files=len(parts),
            bytes=sum(one.length for one in parts),
        )

    # -- inside

    def _compare(self, record: Stored, held: Held | None) -> None:
        kind = self.register.ground.kinds.by_name.get(record.kind)
        live = held is not None and held.op == "put"
        old = (
            _document(kind, held.version, dict(zip(PIECES, held.payloads, strict=True)))
            if live and held
            else {}
        )
        gone = record.head["o"] != "put"
        new = {} if gone else _document(kind, int(record.head["v"]), record.payloads)
        if gone and not live:
            return  # made and removed again between two bundles: nobody here ever saw it
        what = What.REMOVED if gone else What.CHANGED if live else What.NEW
        compared = _Compared(record.kind, record.entity, what, old, new, set())
        self._learn(record, new)
        self._count(compared)
        self._mark(compared)
        if compared.stops and len(self.marked) < 4 * MOST:
            self.marked.append(compared)
        elif len(self.rows) < MOST:
            self.rows.append(compared)

    def _learn(self, record: Stored, new: Document) -> None:
        """Names that other records point to."""
        key = {MEMBER: "full_name", ORGANISATION: "name"}.get(record.kind)
        if key is not None and isinstance(new.get(key), str):
            self.names[record.entity] = new[key]
        for task in (
            new.get("tasks", ()) if record.kind == MEETING and isinstance(new.get("tasks"), list) else ()
        ):
            if (
                isinstance(task, dict)
                and isinstance(task.get("id"), str)
                and isinstance(task.get("content"), str)
            ):
                self.names[task["id"]] = task["content"][:100]

    def _count(self, one: _Compared) -> None:
        self.counts[one.kind, one.what] += 1
        self.n["removed"] += one.what is What.REMOVED
        grown = _counts(one.kind, one.new) - _counts(one.kind, one.old)
        self.grown[one.kind] += grown
        if one.kind == MEMBER:
            self.n["moved"] += abs(grown)
        month = _month_held(one)
        if month is not None:
            self.months[month.year, month.month] += 1
        self.about.setdefault((one.kind, one.what), Counter()).update(self._about(one))

    def _about(self, one: _Compared) -> list[Value]:
        """What a sum of such records tells of it: the month of a meeting held, the fields of a change, a name."""
        month = _month_held(one)
        if month is not None:
            return [month]
        kind = self.register.ground.kinds.by_name.get(one.kind)
        bare = Lexicon(self.register.ground.kinds, self.register.ground.rulebook)
        if one.what is not What.CHANGED and one.kind in {MEMBER, ORGANISATION}:
            return [title_of(one.kind, one.new or one.old, bare)]
        if one.what is not What.CHANGED or kind is None:
            return []
        return [change.label for change in changes_of(kind, one.old, one.new, bare)]

    def _mark(self, one: _Compared) -> None:
        if one.what is What.REMOVED:
            one.stops.add(Stop.REMOVED)
        if one.kind == MEMBER and _counts(MEMBER, one.old) != _counts(MEMBER, one.new):
            one.stops.add(Stop.MEMBERS)
        if _is_closed(one):
            one.stops.add(Stop.CLOSED)
            self.n["closed"] += 1
        if _has_odd_day(one, self.register.ground.clock.today(), back=self.ground.q > 0):
            one.stops.add(Stop.DATES)
            self.n["dates"] += 1

    def _facts(self) -> Facts:
        manifest, log, ground = self.checked.manifest, self.checked.manifest.log, self.ground
        assert log is not None
        return Facts(
            records=self.n["records"],
            members=ground.figures.members,
            moved=self.n["moved"],
            removed=self.n["removed"],
            closed=self.n["closed"],
            odd_dates=self.n["dates"],
            suspect=self.n["suspect"],
            first=ground.q == 0,
            new_device=ground.device is not None and ground.device != manifest.sender.device,
            new_life=ground.inc is not None and ground.inc != log.inc,
            differing=self._differing() if log.last >= ground.q else (),
        )

    def _differing(self) -> tuple[str, ...]:
        """What the control totals and the state root would say after taking it in."""
        merged = {(kind, id_): (q, op) for kind, id_, q, op in self.ground.entities}
        merged |= {key: found for key, found in self.checked.latest.items() if found[0] > self.ground.q}
        faults = self.checked.state_faults((kind, id_, q, op) for (kind, id_), (q, op) in merged.items())
        return tuple(fault.code for fault in faults)

    def _lexicon(self, rows: Sequence[_Compared]) -> Lexicon:
        wanted = {id_ for one in rows for id_ in _ids_in(one)} - self.names.keys()
        names = self.register.read(names_of, self.unit, wanted).result() | self.names
        return Lexicon(self.register.ground.kinds, self.register.ground.rulebook, names)

    def _change(self, one: _Compared, lexicon: Lexicon, tripped: set[Stop]) -> Change:
        kind = lexicon.kinds.by_name.get(one.kind)
        fields = changes_of(kind, one.old, one.new, lexicon) if kind and one.what is What.CHANGED else ()
        title = title_of(one.kind, one.new or one.old, lexicon, one.id)
        stops = tuple(stop for stop in Stop if stop in one.stops & tripped)
        return Change(one.kind, one.id, one.what, title, fields, stops)

    def _groups(self, looked: Counter[tuple[str, What]]) -> Iterable[Group]:
        order = {name: place for place, name in enumerate((MEMBER, MEETING, PROGRESS, ORGANISATION))}
        for kind, what in sorted(
            self.counts, key=lambda one: (order.get(one[0], 9), one[0], list(What).index(one[1]))
        ):
            n = self.counts[kind, what] - looked[kind, what]
            if n > 0:
                about = self.about.get((kind, what), Counter())
                yield Group(
                    kind, what, n, tuple((of, count) for of, count in about.most_common(4) if count > 0)
                )


def names_of(reading: Reading, unit: str, wanted: Iterable[str]) -> dict[str, str]:
    """Names of people and organisations, and contents of tasks, that the unit's rows have under these ids."""
    ids = sorted(wanted)
    found: dict[str, str] = {}
    places = (
        (reading.kinds[MEMBER].table, "full_name"),
        (reading.kinds[ORGANISATION].table, "name"),
        (reading.kinds[MEETING].part_tables["tasks"], "content"),
    )
    for table, column in places:
        for start in range(0, len(ids), 500):
            some = ids[start : start + 500]
            query = select(table.c.id, table.c[column]).where(table.c.unit == unit, table.c.id.in_(some))
            found |= {id_: name for id_, name in reading.connection.execute(query) if name}
    return found


def _document(kind: Kind | None, version: int, payloads: Any) -> Document:
    """The document of whatever pieces are there, in today's shape; {} for what has none."""
    try:
        found = join(payloads)
        return found if kind is None else kind.upcast(found, version)
    except _UNFIT:
        return {}


def _counts(kind: str, document: Document) -> int:
    """1 if the record counts in the figures: a member who belongs, a cell that exists, a meeting that was held."""
    match kind:
        case "member":
            return int(bool(document) and document.get("exit_kind") is None)
        case "organisation":
            return int(_one_of(document.get("kind"), _CELLS) and document.get("ended_on") is None)
        case "meeting":
            return int(_one_of(document.get("state"), _HELD))
        case _:
            return 0


def _month_held(one: _Compared) -> Month | None:
    """The month of a meeting that this change says was held."""
    held = one.kind == MEETING and _counts(MEETING, one.new) > _counts(MEETING, one.old)
    return month_of(one.new) if held else None


def _one_of(value: object, codes: frozenset[str]) -> bool:
    """Whether a value that may be anything is one of these codes."""
    return isinstance(value, str) and value in codes


def _is_closed(one: _Compared) -> bool:
    if one.kind != MEETING or not _one_of(one.old.get("state"), _SIGNED):
        return False
    keys = one.old.keys() | one.new.keys()
    changed = {key for key in keys if not key.startswith("_") and one.old.get(key) != one.new.get(key)}
    return bool(changed - _AFTER_SIGNING)


def _has_odd_day(one: _Compared, today: date, *, back: bool) -> bool:
    if one.what is What.REMOVED or (one.kind == MEETING and not _one_of(one.new.get("state"), _HELD)):
        return False
    days = (
        (key, day_of(one.new.get(key)))
        for key in _HAPPENED.get(one.kind, ())
        if one.new.get(key) != one.old.get(key)
    )
    return any(
        day is not None and is_odd(day, today, back=back and key not in _LONG_AGO_IS_USUAL)
        for key, day in days
    )


def _ids_in(one: _Compared) -> Iterable[str]:
    """Ids that a shown row may have to name."""
    if one.kind == PROGRESS:
        yield one.id
    for document in (one.old, one.new):
        for key, value in document.items():
            if key.endswith("_id") and isinstance(value, str):
                yield value
            elif isinstance(value, list) and key in {"cells", "parents"}:
                for row in value:
                    if isinstance(row, dict):
                        yield from (
                            id_ for name, id_ in row.items() if name.endswith("_id") and isinstance(id_, str)
                        )


_HELD = frozenset(state.value for state in HELD_STATES)
_SIGNED = frozenset(state.value for state in SIGNED_STATES)
_CELLS = frozenset(kind.value for kind in CELLS)
