"""An enrolled unit that means ill, with a real signature and a real seal: whatever it sends has a name in the end.

After each: the own rows and those of another unit are what they were, the superior's register is whole, and the
preview and the board still answer.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop import kinds
from desktop.basics.clock import Clock
from desktop.bundles.manifest import Branch, key_id
from desktop.bundles.write import state_of
from desktop.collector.board import board
from desktop.exchange.office import Office
from desktop.exchange.outcomes import Ready, Refusal, TooNew
from desktop.exchange.records import InboxRow, ProjectionErrorRow
from desktop.exchange.take_in import look, take_in
from desktop.keys import cms
from desktop.keys.sealing import seal
from desktop.rulebook.book import Rulebook
from desktop.storage.check import check
from desktop.storage.register import Ground, Register
from desktop.storage.snapshot import encode
from desktop.storage.work import Reading
from tests.benchmarks.loading import Sending, bundle_of, enrolled, log_of
from tests.bundles.forge import Draft, Forged, chained, forged
from tests.bundles.test_hostile import identity
from tests.conftest import TODAY
from tests.exchange.offices import rows
from tests.storage.opening import Secrets, opened

INC = "abcdefghijklmnopqrstuvwxyz"
LIFE = Branch(INC, 1, None, None, None, "2026-01-05T08:00:00+07:00", "first", "user-1")
CELL, PERSON, MEETING = (f"0000000{n}-0000-7000-8000-000000000000" for n in range(1, 4))
Change = Callable[[list[Draft]], object]
Edit = Callable[[dict[str, Any]], object]


@dataclass(frozen=True)
class Case:
    """What is done to an honest log and to its list, and what must come of it.

    ``outcome``: ``ready``, ``too-new`` or the code of the refusal; ``codes``: what is told of a bundle that went in.
    """

    change: Change
    outcome: str = "ready"
    codes: frozenset[str] = frozenset()
    edit: Edit = lambda manifest: None


def more(
    name: str, id_: str, operation: str = "put", /, header: dict[str, Any] | None = None, **a: Any
) -> Change:
    """One record more, whose piece ``a`` has these fields."""
    pieces: Any = {"a": encode(a)} if operation == "put" else {}
    return lambda drafts: drafts.append(Draft(name, id_, operation, pieces, header or {}))


def raw(kind: str, pieces: dict[str, Any]) -> Change:
    """One record more with these pieces."""
    made: Any = {piece: encode(content) for piece, content in pieces.items()}
    return lambda drafts: drafts.append(Draft(kind, "x-1", "put", made))


def both(*changes: Change) -> Change:
    """One after the other."""
    return lambda drafts: [change(drafts) for change in changes]


def totals(**changes: Any) -> Edit:
    """The figures of the list changed."""
    return lambda manifest: manifest["totals"].update(changes)


def far_epoch(log: dict[str, Any]) -> None:
    """The last epoch that a number can tell."""
    log["epoch"] = log["lineage"][0]["epoch"] = 2**53 - 1


ROW = {"id": "r-1", "organisation_id": CELL, "from_on": "2020-01-02"}
HELD: dict[str, Any] = {
    "organisation_id": CELL,
    "period_month": 11,
    "period_year": 2026,
    "kind": "REGULAR",
    "state": "CONCLUDED",
}
FILE = {"sha256": "ab" * 32, "size": 3, "media": "application/pdf", "name": "a.pdf"}
MISFIT, DANGLING, ERASED = (frozenset({f"EXC-5{n}"}) for n in (2, 3, 1))

CASES: dict[str, Case] = {
    "nothing ill at all": Case(lambda drafts: None),
    # the chain
    "a wrong previous hash": Case(lambda d: d[3].header.update(p="A" * 43), "BUN-41"),
    "a number twice": Case(lambda d: d[3].header.update(q=3), "BUN-40"),
    "a group that goes on elsewhere": Case(lambda d: setattr(d[-1], "group", (4, 9)), "BUN-42"),
    "a life that nobody opened": Case(lambda d: setattr(d[2], "inc", INC[::-1]), "BUN-43"),
    "a life of an epoch that leaves none for the next": Case(
        lambda d: None, "BUN-20", edit=lambda m: far_epoch(m["log"])
    ),
    # figures
    "figures of the range that lie": Case(
        lambda d: None, "BUN-44", edit=totals(range={"member": {"put": 1}})
    ),
    "figures of the state that lie": Case(
        lambda d: None, codes=frozenset({"BUN-46"}), edit=totals(state={"member": 99})
    ),
    "figures of the rows that lie": Case(
        lambda d: None, codes=frozenset({"EXC-55"}), edit=totals(figures={"members": 99})
    ),
    "figures that nobody knows": Case(lambda d: None, edit=totals(figures={"friends": 99})),
    "a state root that lies": Case(
        lambda d: None, codes=frozenset({"BUN-45"}), edit=lambda m: m.update(state_root="0" * 64)
    ),
    # the computer
    "the name of another computer": Case(
        lambda drafts: None, "BUN-24", edit=lambda m: m["from"].update(device="may-1")
    ),
    # kinds and operations
    "a kind that doesn't exist": Case(more("poem", "p-1", title="Thu điếu"), "too-new"),
    "a system's kind that doesn't exist": Case(more("sys.poem", "p-1"), "too-new"),
    "a version that doesn't exist": Case(more("member", "m-9", header={"v": 99}), "too-new"),
    "a removal of what never was": Case(more("member", "m-9", "del")),
    "a removal of what others point to": Case(more("organisation", CELL, "del"), codes=DANGLING),
    "an erasure": Case(more("member", PERSON, "erase"), codes=ERASED),
    "a member as the system's record": Case(more("member", "m-9", "sys"), codes=ERASED),
    "a record without its first piece": Case(raw("member", {"t": {"_why": "x"}}), codes=ERASED),
    # references
    "a reference to nothing": Case(
        more("member", "m-9", full_name="A", cells=[ROW | {"organisation_id": "nowhere"}]), codes=DANGLING
    ),
    "a cell above itself": Case(
        more(
            "organisation",
            "o-1",
            name="A",
            parents=[{"id": "r", "parent_id": "o-1", "from_on": "2020-01-01"}],
        )
    ),
    # rows
    "a row twice": Case(more("member", "m-9", full_name="A", cells=[ROW, ROW]), codes=MISFIT),
    "the same row of two people": Case(
        both(
            more("member", "m-8", full_name="A", cells=[ROW]),
            more("member", "m-9", full_name="B", cells=[ROW]),
        )
    ),
    "a row without an id": Case(more("member", "m-9", full_name="A", cells=[{}]), codes=MISFIT),
    "rows that are none": Case(more("member", "m-9", full_name="A", cells=["x", 1, None]), codes=MISFIT),
    "rows under a text": Case(more("member", "m-9", full_name="A", cells="x"), codes=MISFIT),
    "rows of a part that doesn't exist": Case(more("member", "m-9", full_name="A", songs=[{"id": "s"}])),
    "as many rows as a piece holds": Case(
        more("meeting", "h-9", **HELD, tasks=[{"id": f"t-{n}"} for n in range(30_000)])
    ),
    # values
    "a name of a quarter of a million letters": Case(more("member", "m-9", full_name="A" * 250_000)),
    "a longer name": Case(more("member", "m-9", full_name="A" * 262_145), "BUN-32"),
    "control characters": Case(more("member", "m-9", full_name="\x00A\x07\x1b[2J\u202e\ufeff\n\t")),
    "no name": Case(more("member", "m-9")),
    "a name that is a list": Case(more("member", "m-9", full_name=["A"]), codes=MISFIT),
    "a name that is an object": Case(more("member", "m-9", full_name={"a": 1}), codes=MISFIT),
    "a name that is a number": Case(more("member", "m-9", full_name=7), codes=MISFIT),
    "a year that is a text": Case(more("member", "m-9", full_name="A", birth_year="xưa")),
    "a large year": Case(more("member", "m-9", full_name="A", birth_year=2**53 - 1)),
    "the year nought": Case(more("member", "m-9", cells=[ROW | {"from_on": "0000-01-01"}]), codes=MISFIT),
    "the last day of all": Case(more("member", "m-9", cells=[ROW | {"from_on": "9999-12-31"}])),
    "the first day of all": Case(more("member", "m-9", cells=[ROW | {"from_on": "0001-01-01"}])),
    "a day that is a number": Case(more("member", "m-9", cells=[ROW | {"from_on": 5}]), codes=MISFIT),
    "a meeting in the thirteenth month": Case(
        more(
            "meeting",
            "h-9",
            organisation_id=CELL,
            kind="REGULAR",
            state="SIGNED",
            period_year=2026,
            period_month=13,
        )
    ),
    "a meeting of an unknown sort and state": Case(
        more(
            "meeting",
            "h-9",
            organisation_id=CELL,
            kind="PARTY",
            state="FUN",
            period_year=2026,
            period_month=11,
        )
    ),
    "a meeting at the end of time": Case(
        more(
            "meeting",
            "h-9",
            organisation_id=CELL,
            kind="REGULAR",
            state="SIGNED",
            period_year=9999,
            period_month=12,
            started_at="9999-12-31T23:59",
        )
    ),
    "a meeting in no year": Case(
        more(
            "meeting",
            "h-9",
            organisation_id=CELL,
            kind="REGULAR",
            state="SIGNED",
            period_year="x",
            period_month=[],
        ),
        codes=MISFIT,
    ),
    "written at the end of time": Case(
        more("member", "m-9", header={"t": "9999-12-31T23:59:59-12:00"}, full_name="A")
    ),
    "written at the beginning of time": Case(
        more("member", "m-9", header={"t": "0001-01-01T00:00:00+14:00"}, full_name="A")
    ),
    "made at the beginning of time": Case(
        lambda drafts: None, "BUN-20", edit=lambda m: m.update(created="0001-01-01T00:00:00+14:00")
    ),
    "made at the end of time": Case(
        lambda drafts: None, "BUN-20", edit=lambda m: m.update(created="9999-12-31T23:59:59-12:00")
    ),
    # files
    "a file that never comes": Case(raw("meeting", {"a": HELD, "b": {"_files": [FILE]}})),
    "files that are none": Case(raw("meeting", {"a": HELD, "b": {"_files": ["x", 1, {}]}})),
    "files under a text": Case(raw("meeting", {"a": HELD, "b": {"_files": "x"}})),
    "files under a number": Case(raw("meeting", {"a": HELD, "b": {"_files": 1}})),
    "a file of a strange size": Case(raw("meeting", {"a": HELD, "b": {"_files": [FILE | {"size": {}}]}})),
    "a file with a strange hash": Case(
        raw("meeting", {"a": HELD, "b": {"_files": [FILE | {"sha256": "../x"}]}})
    ),
    "files beside rows that are none": Case(
        raw("meeting", {"a": HELD | {"tasks": [{}]}, "b": {"_files": [FILE]}}), codes=MISFIT
    ),
}
for name, case in CASES.items():
    if name.startswith(("a file", "files")):
        filed = case.change
        CASES[name] = Case(
            both(filed, lambda d: d[-1].header.update(nb=1)), case.outcome, case.codes, case.edit
        )


@dataclass
class Superior:
    """A collector's register, an honest neighbour of which something is held, and units that were never heard of."""

    register: Register
    office: Office
    neighbour: Sending
    others: Iterator[Sending]
    folder: Path
    before: tuple[Any, Any]


@pytest.fixture(scope="module")
def superior(
    made_register: tuple[Path, bytes, bytes], tmp_path_factory: pytest.TempPathFactory, rulebook: Rulebook
) -> Iterator[Superior]:
    folder = tmp_path_factory.mktemp("superior")
    for part in ("home", "state"):
        shutil.copytree(made_register[0] / part, folder / part)
    ground = Ground(folder / "home", folder / "state", kinds.ALL, rulebook, Clock.showing(TODAY))
    register = opened(ground, Secrets(*made_register[1:]))
    office, units = enrolled(register, len(CASES) + 2)
    path = folder / "neighbour.scb"
    bundle_of(office, register.unit, units[0], log_of(0, 90), path)
    assert isinstance(take_in(register, path), Ready)
    before = rows(register, register.unit), rows(register, units[0].urn)
    yield Superior(register, office, units[0], iter(units[1:]), folder, before)
    register.close()


def honest() -> list[Draft]:
    """An opening, a cell, a person in it, a meeting."""
    cell = {"kind": "CHI_BO_TRUC_THUOC", "name": "Chi bộ một"}
    person = {"cells": [ROW], "full_name": "Nông Thị Thơm"}
    return [
        Draft("sys.incarnation", INC, "sys", {"a": encode({"epoch": 1, "inc": INC, "reason": "first"})}),
        Draft("organisation", CELL, "put", {"a": encode(cell)}),
        Draft("member", PERSON, "put", {"a": encode(person)}),
        Draft("meeting", MEETING, "put", {"a": encode(HELD)}),
    ]


def signed_by(superior: Superior, unit: Sending, case: Case) -> Path:
    """A bundle of the unit, in which the case was put to work, truly signed and sealed."""
    drafts = honest()
    case.change(drafts)
    one = forged(chained(drafts), (LIFE,))
    now = superior.register.ground.clock.now().replace(microsecond=0)
    put_right(one, superior, unit, drafts)
    fill = one.edit

    def edit(manifest: dict[str, Any]) -> None:
        fill(manifest)
        case.edit(manifest)

    one.edit = edit
    one.outer["date"] = now.date().isoformat()
    one.manifest["created"] = now.isoformat()
    one.sign = lambda content: [cms.sign(content, unit.signer, at=now)]
    one.seal = lambda inner: seal(inner, [superior.office.sealer.public])
    path = superior.folder / f"{unit.urn[-12:]}.scb"
    path.write_bytes(one.to_bytes())
    return path


def put_right(one: Forged, superior: Superior, unit: Sending, drafts: list[Draft]) -> None:
    """From this unit, to this superior, with an honest state."""
    collector, certificate = superior.register.unit, unit.signer.certificate
    one.outer.update({"from": unit.urn, "to": [collector]})
    sender = {"cert": certificate.sha256, "device": f"{certificate.serial:x}", "unit": unit.urn}
    one.manifest.update(
        {"from": sender, "to": [{"unit": collector, "key": key_id(superior.office.sealer.public)}]}
    )
    latest = {
        (draft.kind, draft.id): (draft.header.get("q", q), draft.operation)
        for q, draft in enumerate(drafts, 1)
        if not draft.kind.startswith("sys.")
    }
    root, live = state_of((kind, id_, q, op) for (kind, id_), (q, op) in latest.items())
    one.manifest["totals"] |= {
        "state": live,
        "figures": {},
    }  # it says nothing of the rows, unless a case does
    one.manifest["state_root"] = root
    one.edit = lambda manifest: manifest.update(content_id=identity(manifest))


@pytest.mark.parametrize("name", CASES)
def test_whatever_comes_has_a_name_and_harms_nobody(superior: Superior, name: str) -> None:
    case, unit, register = CASES[name], next(superior.others), superior.register
    path = signed_by(superior, unit, case)
    looked = look(register, path)
    outcome = take_in(register, path)
    assert type(looked.outcome) is type(outcome)
    match outcome:
        case Ready():
            assert case.outcome == "ready"
        case TooNew():
            assert case.outcome == "too-new"
        case Refusal():
            assert outcome.code == case.outcome, outcome.message
        case _:
            raise AssertionError(outcome)
    assert register.read(told, unit.urn).result() == (case.codes if case.outcome == "ready" else frozenset())
    assert (rows(register, register.unit), rows(register, superior.neighbour.urn)) == superior.before
    assert case.outcome == "ready" or not rows(register, unit.urn)
    assert register.read(check).result().faults == ()
    shown = register.read(board, 2026).result()
    assert unit.urn in {row.urn for row in shown.units}


def told(reading: Reading, unit: str) -> frozenset[str]:
    """The codes of what disagrees and of what can't be shown."""
    error, bundle = ProjectionErrorRow, InboxRow
    found = set(reading.connection.execute(select(error.code).where(error.unit == unit)).scalars())
    codes = select(bundle.codes).where(bundle.unit == unit, bundle.state == "applied")
    for listed in reading.connection.execute(codes).scalars():
        found |= set(json.loads(listed))
    return frozenset(found)
