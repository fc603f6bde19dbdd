"""A bundle that links, as a person can read it before anything is taken in: what it changes, and what to look at.

Made from the checked file and from what is held of the unit; nothing is written. Each aggregate is compared once, its
latest record in the file with the latest one held. Long lists end after some hundred rows; the counts are of all.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from desktop.basics.language import Month, Value
from desktop.bundles.format import FrameType
from desktop.bundles.read import CheckedBundle
from desktop.exchange.compared import (
    Compared,
    What,
    counts_as,
    document_of,
    has_odd_day,
    ids_in,
    is_closed,
    month_held,
)
from desktop.exchange.figures import DIFFER, Figures
from desktop.exchange.held import Held, HeldUnit, held_records, held_unit, names_of
from desktop.exchange.intake import latest_in_log, mends
from desktop.exchange.preview_words import (
    MEMBER,
    ORGANISATION,
    FieldChange,
    Lexicon,
    changes_of,
    title_of,
)
from desktop.exchange.stops import Facts, Stop, Trip, trips
from desktop.meetings.rules.words import MEETING, PROGRESS
from desktop.storage.log import SYSTEM, Stored
from desktop.storage.records import PIECES, Document
from desktop.storage.register import Register

MOST: Final = 300
_AHEAD = timedelta(hours=24)


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
class Preview:
    """The whole of it. ``look``: what the rules ask a person to see; ``ordinary``: the rest, at most some hundred.

    ``people``: how many entered it at the unit. ``since``: when the unit was last heard of, ``days`` ago.
    ``said``: what the unit itself counts where that must be ``after``; None if it can't be compared.
    ``made``: first and last day on which it was, by the unit's clock; None for a file of papers alone. ``files``:
    attachments.
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
    made: tuple[date, date] | None = None
    said: Figures | None = None


def preview_of(register: Register, unit: str, checked: CheckedBundle) -> Preview:
    """Compare a bundle that links with what is held of its unit. Reads a batch at a time, writes nothing."""
    ground = register.read(held_unit, unit).result()
    gathered = _Gathered(register, unit, checked, ground)
    checked.deliver(gathered.take)
    return gathered.finished()


@dataclass(slots=True)
class _Gathered:
    """What the records tell as they go by. Documents are kept only of the rows that will be shown."""

    register: Register
    unit: str
    checked: CheckedBundle
    ground: HeldUnit
    counts: Counter[tuple[str, What]] = field(default_factory=Counter)
    about: dict[tuple[str, What], Counter[Value]] = field(default_factory=dict)
    months: Counter[tuple[int, int]] = field(default_factory=Counter)
    by: set[str] = field(default_factory=set)
    days: set[date] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)
    rows: list[Compared] = field(default_factory=list)
    marked: list[Compared] = field(default_factory=list)
    n: Counter[str] = field(default_factory=Counter)
    grown: Counter[str] = field(default_factory=Counter)

    def take(self, batch: list[Stored]) -> None:
        """The next records."""
        new = [record for record in batch if record.q > self.ground.q]
        ahead = self.register.ground.clock.now() + _AHEAD
        for record in new:
            self.by.add(str(record.head["by"]))
            self.n["records"] += 1
            moment = datetime.fromisoformat(record.head["t"])
            self.n["suspect"] += bool(record.head.get("tc")) or moment > ahead
            if not record.kind.startswith(SYSTEM):
                self.days.add(moment.date())
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
        mending = self._mends()
        said = None if mending else self._said()
        found = trips(self._facts(mending, said))
        tripped = {trip.stop for trip in found}
        look = [one for one in self.marked if one.stops & tripped]
        quiet = [one for one in self.marked if not one.stops & tripped]
        lexicon = self._lexicon([*look, *quiet, *self.rows])
        looked: Counter[tuple[str, What]] = Counter((one.kind, one.what) for one in look)
        for one in look:
            self.about[one.kind, one.what].subtract(self._about(one))
        parts = [one for one in self.checked.manifest.parts if one.kind == FrameType.BLOB]
        ordinary = [*quiet, *self.rows][:MOST]
        return Preview(
            records=self.n["records"],
            people=len(self.by),
            since=self.ground.since,
            days=None
            if self.ground.since is None
            else (self.register.ground.clock.today() - self.ground.since).days,
            before=self.ground.figures,
            after=self._after(),
            trips=found,
            look=tuple(self._change(one, lexicon, tripped) for one in look[:MOST]),
            ordinary=tuple(self._change(one, lexicon, tripped) for one in ordinary),
            ordinary_n=sum(self.counts.values()) - len(look),
            groups=tuple(self._groups(looked)),
            meetings=tuple((Month(year, month), n) for (year, month), n in sorted(self.months.items())),
            files=len(parts),
            bytes=sum(one.length for one in parts),
            made=(min(self.days), max(self.days)) if self.days else None,
            said=said,
        )

    # -- inside

    def _after(self) -> Figures:
        before = self.ground.figures
        return Figures(
            before.members + self.grown[MEMBER],
            before.cells + self.grown[ORGANISATION],
            before.meetings + self.grown[MEETING],
        )

    def _compare(self, record: Stored, held: Held | None) -> None:
        kind = self.register.ground.kinds.by_name.get(record.kind)
        live = held is not None and held.op == "put"
        old = (
            document_of(kind, held.version, dict(zip(PIECES, held.payloads, strict=True)))
            if live and held
            else {}
        )
        gone = record.head["o"] != "put"
        new = {} if gone else document_of(kind, int(record.head["v"]), record.payloads)
        if gone and not live:
            return  # made and removed again between two bundles: nobody here ever saw it
        what = What.REMOVED if gone else What.CHANGED if live else What.NEW
        compared = Compared(record.kind, record.entity, what, old, new, set())
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

    def _count(self, one: Compared) -> None:
        self.counts[one.kind, one.what] += 1
        self.n["removed"] += one.what is What.REMOVED
        grown = counts_as(one.kind, one.new) - counts_as(one.kind, one.old)
        self.grown[one.kind] += grown
        if one.kind == MEMBER:
            self.n["moved"] += abs(grown)
        month = month_held(one)
        if month is not None:
            self.months[month.year, month.month] += 1
        self.about.setdefault((one.kind, one.what), Counter()).update(self._about(one))

    def _about(self, one: Compared) -> list[Value]:
        """What a sum of such records tells of it: the month of a meeting held, the fields of a change, a name."""
        month = month_held(one)
        if month is not None:
            return [month]
        kind = self.register.ground.kinds.by_name.get(one.kind)
        bare = Lexicon(self.register.ground.kinds, self.register.ground.rulebook)
        if one.what is not What.CHANGED and one.kind in {MEMBER, ORGANISATION}:
            return [title_of(one.kind, one.new or one.old, bare)]
        if one.what is not What.CHANGED or kind is None:
            return []
        return [change.label for change in changes_of(kind, one.old, one.new, bare)]

    def _mark(self, one: Compared) -> None:
        if one.what is What.REMOVED:
            one.stops.add(Stop.REMOVED)
        if one.kind == MEMBER and counts_as(MEMBER, one.old) != counts_as(MEMBER, one.new):
            one.stops.add(Stop.MEMBERS)
        if is_closed(one):
            one.stops.add(Stop.CLOSED)
            self.n["closed"] += 1
        if has_odd_day(one, self.register.ground.clock.today(), back=self.ground.q > 0):
            one.stops.add(Stop.DATES)
            self.n["dates"] += 1

    def _facts(self, mending: bool, said: Figures | None) -> Facts:
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
            differing=self._differing(mending, said) if log.last >= ground.q else (),
        )

    def _differing(self, mending: bool, said: Figures | None) -> tuple[str, ...]:
        """What the control totals, the state root and the unit's figures would say after taking it in."""
        merged, held = {(kind, id_): (q, op) for kind, id_, q, op in self.ground.entities}, self.ground.q
        if mending:
            merged = self.register.read(latest_in_log, self.unit).result()
        merged |= {key: found for key, found in self.checked.latest.items() if found[0] > held}
        faults = self.checked.state_faults((kind, id_, q, op) for (kind, id_), (q, op) in merged.items())
        codes = tuple(fault.code for fault in faults)
        return codes if said is None or said == self._after() else (*codes, DIFFER)

    def _said(self) -> Figures | None:
        """What the unit counts, if it tells that, and if the rows held of it are what it goes on from."""
        log, totals = self.checked.manifest.log, self.checked.manifest.totals
        assert log is not None
        if totals is None or log.last < self.ground.q or not self.ground.all_shown:
            return None
        return Figures.said(totals.figures)

    def _mends(self) -> bool:
        """Whether rows that are wrong here are made anew by it."""
        return self.register.read(mends, self.unit, self.checked.manifest, self.ground.q).result()

    def _lexicon(self, rows: Sequence[Compared]) -> Lexicon:
        wanted = {id_ for one in rows for id_ in ids_in(one)} - self.names.keys()
        names = self.register.read(names_of, self.unit, wanted).result() | self.names
        return Lexicon(self.register.ground.kinds, self.register.ground.rulebook, names)

    def _change(self, one: Compared, lexicon: Lexicon, tripped: set[Stop]) -> Change:
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
