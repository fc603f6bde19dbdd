"""A user without a plan: whatever comes after whatever, the log folds to the tables and nothing is lost."""

import shutil
import tempfile
from contextlib import suppress
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import insert, update
from tests.storage.opening import Secrets, opened
from tests.storage.strategies import rows, texts

from desktop import kinds
from desktop.basics.clock import Clock
from desktop.basics.errors import Refused
from desktop.basics.ids import new_id
from desktop.basics.language import msg
from desktop.basics.places import resources
from desktop.meetings.bundle import KIND as MEETING
from desktop.members.bundle import KIND as MEMBER
from desktop.members.records import Member, MemberCell
from desktop.organisations.bundle import KIND as ORGANISATION
from desktop.rulebook.book import Rulebook
from desktop.storage import log
from desktop.storage.check import check, fold
from desktop.storage.incarnation import read_lineage
from desktop.storage.records import Document, Kind
from desktop.storage.register import Ground, Register
from desktop.storage.snapshot import read_documents
from desktop.storage.work import Reading, Work

RULES = Rulebook.load(resources() / "rules")
FIELDS = st.fixed_dictionaries(
    {"workplace": texts(), "card_no": texts(), "remark": texts(), "birth_year": st.integers(1900, 2026)}
)


def cell(name: str) -> Document:
    return {"name": name, "parents": [], "names": [], "terms": []}


class Office(RuleBasedStateMachine):
    """Cells, members and meetings of one register; ``model`` is what its tables must hold."""

    cells, members, meetings = Bundle("cells"), Bundle("members"), Bundle("meetings")
    made: tuple[Path, Secrets]

    @initialize()
    def open(self) -> None:
        folder, self.secrets = self.made
        self.folder = Path(tempfile.mkdtemp())
        for name in ("home", "state"):
            shutil.copytree(folder / name, self.folder / name)
        clock = Clock.showing(date(2026, 11, 9))
        self.ground = Ground(self.folder / "home", self.folder / "state", kinds.ALL, RULES, clock)
        self.register: Register = opened(self.ground, self.secrets)
        self.model: dict[tuple[str, str], Document] = {}
        self.drafts: dict[str, Any] = {}
        self.kept: tuple[dict[tuple[str, str], Document], dict[str, Any]] | None = None
        self.records, self.epochs = 1, [1]

    def teardown(self) -> None:
        if hasattr(self, "register"):
            self.register.close()
            shutil.rmtree(self.folder)

    def put(self, kind: Kind, id_: str, document: Document, **about: Any) -> None:
        self.register.write(lambda work: work.put(kind, id_, document, **about)).result()
        known = {key: value for key, value in document.items() if value is not None}
        self.model[kind.name, id_] = {part: [] for part in kind.parts} | known

    # ---- what the user does

    @rule(target=cells, name=texts())
    def found_cell(self, name: str) -> str:
        id_ = new_id()
        self.put(ORGANISATION, id_, cell(name))
        return id_

    @rule(target=members, name=texts(), fields=FIELDS, home=cells)
    def enter_member(self, name: str, fields: Document, home: str) -> Any:
        if ("organisation", home) not in self.model:
            return multiple()
        id_ = new_id()
        row = {"id": new_id(), "organisation_id": home, "from_on": date(2020, 1, 2)}
        self.put(MEMBER, id_, {"full_name": name} | fields | {"cells": [row]})
        return id_

    @rule(id_=members, fields=FIELDS, why=st.none() | texts())
    def correct_member(self, id_: str, fields: Document, why: str | None) -> None:
        if ("member", id_) in self.model:
            self.put(MEMBER, id_, self.model["member", id_] | fields, reason="correct", why=why)

    @rule(id_=members, data=st.data())
    def rewrite_parts(self, id_: str, data: st.DataObject) -> None:
        if ("member", id_) in self.model:
            drawn = data.draw(st.lists(rows(MEMBER.part_fields["stages"]), max_size=3))
            stages = [{"id": new_id(), **row} for row in drawn]
            self.put(MEMBER, id_, self.model["member", id_] | {"stages": stages})

    @rule(id_=members)
    def save_unchanged(self, id_: str) -> None:
        if ("member", id_) in self.model:
            before = self.head().q
            self.put(MEMBER, id_, self.model["member", id_])
            assert self.head().q == before

    @rule(target=meetings, at=cells, who=members, text=texts())
    def hold_meeting(self, at: str, who: str, text: str) -> Any:
        id_ = new_id()
        line = {"id": new_id(), "member_id": who, "status": "PRESENT", "stage": "OFFICIAL"}
        line |= {"votes": True, "late": False, "exempt": False}
        document = {"organisation_id": at, "kind": "REGULAR", "state": "FINISHED", "period_year": 2026}
        document |= {"period_month": 11, "conclusion": text, "attendance": [line]}
        if ("member", who) in self.model and ("organisation", at) in self.model:
            self.put(MEETING, id_, document)
            return id_
        with pytest.raises(Exception, match="FOREIGN KEY"):  # nobody can attend who isn't there
            self.put(MEETING, id_, document)
        return multiple()

    @rule(id_=consumes(meetings))
    def remove_meeting(self, id_: str) -> None:
        if self.model.pop(("meeting", id_), None):
            self.register.write(lambda work: work.remove(MEETING, id_, reason="edit", why="nhầm")).result()

    @rule(id_=members)
    def remove_and_put_back(self, id_: str) -> None:
        held = self.model.get(("member", id_))
        attends = any(
            line["member_id"] == id_
            for (kind, _), document in self.model.items()
            if kind == "meeting"
            for line in document["attendance"]
        )
        if held is not None and not attends:
            self.register.write(lambda work: work.remove(MEMBER, id_, reason="edit")).result()
            assert self.register.read(lambda reading: reading.get(MEMBER, id_)).result() is None
            self.put(MEMBER, id_, held)

    @rule(id_=members)
    def made_and_gone_in_one_go(self, id_: str) -> None:
        fleeting = new_id()

        def both(work: Work) -> None:
            work.put(MEMBER, fleeting, {"full_name": id_})
            work.remove(MEMBER, fleeting, reason="edit")

        before = self.head().q
        self.register.write(both).result()
        assert self.head().q == before

    @rule(text=texts())
    def change_in_bulk(self, text: str) -> None:
        self.register.write(
            lambda work: work.connection.execute(update(Member).values(workplace=text))
        ).result()
        for (kind, _), document in self.model.items():
            if kind == "member":
                document["workplace"] = text

    @rule(id_=members, home=cells)
    def add_a_row_by_hand(self, id_: str, home: str) -> None:
        if ("member", id_) in self.model and ("organisation", home) in self.model:
            rows_ = self.model["member", id_]["cells"]
            row = {"id": new_id(), "organisation_id": home}

            def add(work: Work) -> None:
                place = max((len(rows_), 1))
                values = {"unit": work.unit, "of": id_, "place": place, **row}
                work.connection.execute(insert(MemberCell).values(**values))

            self.register.write(add).result()
            self.model["member", id_] = self.model["member", id_] | {"cells": [*rows_, row]}

    @rule(fields=FIELDS, id_=members)
    def fail_halfway(self, fields: Document, id_: str) -> None:
        def half(work: Work) -> None:
            work.put(MEMBER, new_id(), fields)
            work.put(MEMBER, id_, fields)
            work.keep_draft("member", "lost", "x", {})
            raise Refused("MEM-00", msg("No."))

        with suppress(Refused):
            self.register.write(half).result()

    @rule(key=st.sampled_from(["m1", "m2"]), text=st.none() | texts())
    def type(self, key: str, text: str | None) -> None:
        if text is None:
            self.drafts.pop(key, None)
            self.register.write(lambda work: work.drop_draft("meeting", key)).result()
        else:
            self.drafts[key] = {"conclusion": text}
            self.register.write(
                lambda work: work.keep_draft("meeting", key, "x", {"conclusion": text})
            ).result()

    # ---- what happens to the file

    def reopen(self, notices: list[str]) -> None:
        self.register.close()
        self.register = opened(self.ground, self.secrets)
        assert [notice.code for notice in self.register.notices] == notices

    @rule()
    def close_and_open(self) -> None:
        self.reopen([])

    @rule()
    def copy_the_folder(self) -> None:
        self.register.close()
        shutil.rmtree(self.folder / "copy", ignore_errors=True)
        shutil.copytree(self.folder / "home", self.folder / "copy")
        self.kept = dict(self.model), dict(self.drafts)
        self.register = opened(self.ground, self.secrets)

    @precondition(lambda self: self.kept is not None)
    @rule()
    def copy_an_old_folder_back(self) -> None:
        assert self.kept is not None
        moved_on = self.head()
        self.register.close()
        shutil.rmtree(self.folder / "home")
        shutil.copytree(self.folder / "copy", self.folder / "home")
        self.model, self.drafts = dict(self.kept[0]), dict(self.kept[1])
        self.register = opened(self.ground, self.secrets)
        same = self.records_now() == moved_on.q and self.head().inc == moved_on.inc
        if not same:
            assert [notice.code for notice in self.register.notices] in (["STO-30"], ["STO-31"])
            assert self.head().epoch > moved_on.epoch
            assert self.head().inc != moved_on.inc
        self.records = 0

    @rule()
    def lose_the_anchor(self) -> None:
        before = self.head()
        shutil.rmtree(self.folder / "state")
        self.reopen(["STO-32"])
        assert self.head().epoch == before.epoch + 1

    # ---- what must hold

    def head(self) -> log.Head:
        return self.register.read(lambda reading: log.read_head(reading.connection)).result()

    def records_now(self) -> int:
        return self.register.read(lambda r: sum(1 for _ in log.read_log(r.connection))).result()

    @invariant()
    def everything_is_whole(self) -> None:
        if not hasattr(self, "register"):
            return

        def look(reading: Reading) -> tuple[Any, ...]:
            tables = {
                (kind.name, id_): document
                for kind in reading.kinds.all
                for id_, document in read_documents(reading.connection, kind, reading.unit).items()
            }
            lives = read_lineage(reading)  # type: ignore[arg-type]  # it only reads
            drafts = {draft.id: draft.body for draft in reading.drafts("meeting")}
            numbers = [record.q for record in log.read_log(reading.connection)]
            return check(reading), fold(reading.connection, reading.kinds), tables, lives, drafts, numbers

        checked, folded, tables, lives, drafts, numbers = self.register.read(look).result()
        assert checked.faults == ()
        assert folded == tables == self.model
        assert drafts == self.drafts
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) >= self.records
        self.records = len(numbers)
        assert all(earlier.epoch < later.epoch for earlier, later in pairwise(lives))
        self.epochs = [life.epoch for life in lives]


def run(made_register: tuple[Path, bytes, bytes], runs: int, steps: int) -> None:
    class Here(Office):
        made = made_register[0], Secrets(*made_register[1:])

    quiet = settings(
        max_examples=runs,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Here, settings=quiet)  # type: ignore[no-untyped-call]  # ships no types


def test_any_order_of_things(made_register: tuple[Path, bytes, bytes]) -> None:
    run(made_register, runs=8, steps=20)


@pytest.mark.soak
def test_any_order_of_many_things(made_register: tuple[Path, bytes, bytes]) -> None:
    run(made_register, runs=50, steps=30)
