"""Migrations: they make the tables that are declared, and bring a full register up without losing a row."""

import ast
import re
import runpy
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as driver
from sqlalchemy import update
from sqlalchemy.engine import Connection
from tests.collector.test_board import found_cell
from tests.collector.test_papers import later, save
from tests.exchange.offices import Pair, pair
from tests.exchange.test_take_in import sent
from tests.storage.opening import Secrets, opened

from desktop import kinds, tables
from desktop.basics.errors import Trouble
from desktop.basics.ids import new_id
from desktop.basics.places import migrations
from desktop.exchange.acknowledge import give_receipt
from desktop.exchange.ledger import hash_at
from desktop.exchange.outcomes import Gap, Ready
from desktop.exchange.receive import receive
from desktop.exchange.records import SuperiorRow
from desktop.exchange.take_in import take_in
from desktop.members.bundle import KIND as MEMBER
from desktop.organisations.bundle import KIND as ORGANISATION
from desktop.storage import upgrade as upgrading
from desktop.storage.check import check
from desktop.storage.connect import engine_on
from desktop.storage.guard import due_triggers, missing_triggers, trigger_name
from desktop.storage.log import read_head
from desktop.storage.register import Ground, Register
from desktop.storage.upgrade import known_revisions, needs_upgrade, upgrade

VERSIONS = sorted((migrations() / "versions").glob("*.py"))
OF_SQLITE = re.compile(r"sqlite_.*|finder_words.*|alembic_version")


@pytest.fixture
def migrated() -> Iterator[Connection]:
    """An empty database after all migrations."""
    raw = driver.connect(":memory:", isolation_level=None)
    with engine_on(raw, immediate=True).connect() as connection:
        upgrade(connection)
        yield connection
    raw.close()


@pytest.fixture
def declared() -> Iterator[Connection]:
    """An empty database made from the declared tables."""
    raw = driver.connect(":memory:", isolation_level=None)
    with engine_on(raw, immediate=True).connect() as connection:
        tables.METADATA.create_all(connection)
        yield connection
    raw.close()


def schema(connection: Connection) -> dict[str, Any]:
    """Every table with its columns, references and indexes, whatever their order."""

    def rows(query: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in connection.exec_driver_sql(query)]

    found = {}
    for name, sql in rows("SELECT name, sql FROM sqlite_master WHERE type = 'table'"):
        if OF_SQLITE.fullmatch(name):
            continue
        indexes = {
            (index, unique, tuple(column for _, _, column in rows(f'PRAGMA index_info("{index}")')))
            for _, index, unique, origin, _ in rows(f'PRAGMA index_list("{name}")')
            if origin == "c"
        }
        found[name] = {
            "columns": {row[1]: row[2:] for row in rows(f'PRAGMA table_info("{name}")')},
            "references": {row[2:] for row in rows(f'PRAGMA foreign_key_list("{name}")')},
            "by key": sql.endswith("WITHOUT ROWID"),
            "deferred": sql.count("DEFERRABLE INITIALLY DEFERRED"),
            "indexes": indexes,
        }
    return found


def test_the_migrated_tables_are_the_declared_ones(migrated: Connection, declared: Connection) -> None:
    made, said = schema(migrated), schema(declared)
    assert made.keys() == said.keys()
    for name in made:
        assert made[name] == said[name], name


def test_all_guards_stand(migrated: Connection) -> None:
    assert missing_triggers(migrated, kinds.ALL) == ()
    names = migrated.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars()
    assert set(names) == {name for name, _ in due_triggers(kinds.ALL)} | {"finder_in", "finder_out"}


def test_migrating_twice_is_once(migrated: Connection) -> None:
    before = schema(migrated)
    upgrade(migrated)
    assert schema(migrated) == before
    assert not needs_upgrade(migrated)


def test_a_migration_never_runs_where_it_would_cascade(migrated: Connection) -> None:
    migrated.exec_driver_sql("COMMIT")
    migrated.exec_driver_sql("PRAGMA foreign_keys=ON")
    with pytest.raises(AssertionError, match="cascade"):
        upgrade(migrated)


def test_the_files_follow_one_another() -> None:
    previous = None
    for path in VERSIONS:
        assert re.fullmatch(r"20\d\d_[01]\d_[0-3]\d_[a-z_]+", path.stem), path.name
        tree = ast.parse(path.read_text())
        assert ast.get_docstring(tree), path.name
        said = {
            node.targets[0].id: ast.literal_eval(node.value)
            for node in tree.body
            if isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and node.targets[0].id in {"revision", "down_revision"}
        }
        assert said == {"revision": path.stem, "down_revision": previous}
        previous = path.stem
    assert known_revisions() == tuple(path.stem for path in VERSIONS)


def test_no_migration_imports_anything_of_ours() -> None:
    for path in VERSIONS:
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert all(name.split(".")[0] in {"alembic", "sqlalchemy"} for name in names), path.name


# ---- a full register ------------------------------------------------------------------------------------

RECREATING = '''
"""Throws the table of members away and makes it anew with one column more."""
import sqlalchemy as sa
from alembic import op

revision = "2099_01_01_nickname"
down_revision = "{last}"


def upgrade():
    guards = op.get_bind().exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'member'"
    ).scalars().all()
    with op.batch_alter_table("member", recreate="always") as member:
        member.add_column(sa.Column("nickname", sa.Text))
    for guard in guards:
        op.execute(guard)
'''

FAILING = RECREATING.replace("    for guard", "    raise ZeroDivisionError\n    for guard")
LOSING = RECREATING.replace(
    "    for guard", '    op.execute("DELETE FROM member_cell WHERE place = 1")\n    for guard'
)
ORPHANING = RECREATING.replace(
    "    for guard", '    op.execute("UPDATE organisation SET id = id || 1")\n    for guard'
)
UNGUARDED = RECREATING.replace("    for guard in guards:\n        op.execute(guard)\n", "")


@pytest.fixture
def full(register: Register) -> tuple[Ground, Secrets]:
    """A closed register: a cell, 20 members with two rows below each, and a removed one."""
    cell = new_id()
    people = [new_id() for _ in range(21)]

    def fill(work: Any) -> None:
        work.put(ORGANISATION, cell, {"name": "Chi bộ", "parents": [], "names": [], "terms": []})
        for id_ in people:
            cells = [{"id": new_id(), "organisation_id": cell} for _ in range(2)]
            empty: dict[str, Any] = {part: [] for part in MEMBER.parts}
            work.put(MEMBER, id_, empty | {"full_name": "Nông Thị Thơm", "cells": cells})

    register.write(fill).result()
    register.write(lambda work: work.remove(MEMBER, people[-1], reason="edit")).result()
    secrets = Secrets.of(register)
    register.close()
    return register.ground, secrets


def following(monkeypatch: pytest.MonkeyPatch, folder: Path, source: str) -> None:
    """Let the program have one migration more."""
    shutil.copytree(migrations(), folder)
    source = source.replace("{last}", VERSIONS[-1].stem)
    (folder / "versions" / "2099_01_01_nickname.py").write_text(source)
    monkeypatch.setattr(upgrading, "migrations", lambda: folder)


def rows_of(register: Register) -> dict[str, Any]:
    """All rows of all tables that a migration may not touch."""

    def read(reading: Any) -> dict[str, Any]:
        names = tables.METADATA.tables
        return {
            name: [
                row._mapping
                for row in reading.connection.execute(table.select().order_by(*table.primary_key))
            ]
            for name, table in names.items()
            if name not in {"audit", "register"}
        }

    return register.read(read).result()


def all_rows(ground: Ground, secrets: Secrets) -> dict[str, Any]:
    register = opened(ground, secrets)
    rows = rows_of(register)
    register.close()
    return rows


def test_rows_children_and_guards_outlive_a_recreated_table(
    full: tuple[Ground, Secrets], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = all_rows(*full)
    following(monkeypatch, tmp_path / "migrations", RECREATING)
    register = opened(*full)
    assert rows_of(register) == before
    assert register.read(check).result().faults == ()
    columns = register.on_writer(
        lambda raw: [row[1] for row in raw.execute("PRAGMA table_info(member)")]
    ).result()
    assert "nickname" in columns
    [backup] = (full[0].home / "backups").glob("*.scbackup")
    assert backup.stat().st_size > 50_000
    # The guards stand again, and the children still go with their parent.
    [id_, *_] = [row["id"] for row in before["member"]]
    register.write(lambda work: work.remove(MEMBER, id_, reason="edit")).result()
    after = rows_of(register)
    assert (len(after["member"]), len(after["member_cell"])) == (19, 38)
    assert register.read(check).result().faults == ()
    register.close()


@pytest.mark.parametrize(
    ("source", "error"),
    [
        (FAILING, pytest.raises(ZeroDivisionError)),
        (LOSING, pytest.raises(Trouble, match="STO-06")),
        (ORPHANING, pytest.raises(Trouble, match="STO-06")),
    ],
    ids=["failing", "losing rows", "orphaning"],
)
def test_a_migration_that_fails_leaves_the_file_as_it_was(
    full: tuple[Ground, Secrets], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, source: str, error: Any
) -> None:
    before = all_rows(*full)
    with monkeypatch.context() as patch:
        following(patch, tmp_path / "migrations", source)
        with error:
            opened(*full)
    register = opened(*full)  # with the older program, as the sentence says
    assert rows_of(register) == before
    assert register.read(check).result().faults == ()
    register.close()


def test_forgotten_guards_are_noticed(
    full: tuple[Ground, Secrets], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    following(monkeypatch, tmp_path / "migrations", UNGUARDED)
    register = opened(*full)
    faults = [fault.where for fault in register.read(check).result().faults]
    assert faults == [f"trigger capture_member_{event}" for event in ("insert", "update", "delete")]
    register.close()


def test_a_register_of_the_first_version_gets_its_table_of_signing_keys(full: tuple[Ground, Secrets]) -> None:
    before = all_rows(*full)
    assert before.pop("signing_key") == []

    def to_the_first(raw: Any) -> None:
        raw.execute("ALTER TABLE register DROP COLUMN paper_due")
        raw.execute("DROP TABLE signing_key")
        raw.execute("DROP TABLE unit_paper")
        raw.execute("UPDATE alembic_version SET version_num = '2026_11_22_foundation'")

    register = opened(*full)
    register.on_writer(to_the_first).result()
    register.close()
    register = opened(*full)
    after = rows_of(register)
    assert after.pop("signing_key") == []
    assert after == before
    assert register.read(check).result().faults == ()
    assert list((full[0].home / "backups").glob("*.scbackup"))
    register.close()


def test_nobody_waits_for_the_paper_of_a_register_that_was_there(full: tuple[Ground, Secrets]) -> None:
    register = opened(*full)

    def turn_back(raw: Any) -> list[Any]:
        raw.execute("ALTER TABLE register DROP COLUMN paper_due")
        raw.execute("DROP TABLE unit_paper")
        raw.execute("UPDATE alembic_version SET version_num = '2026_11_27_signing_keys'")
        return list(raw.execute("SELECT * FROM register").fetchone())

    before = register.on_writer(turn_back).result()
    register.close()
    register = opened(*full)
    after = register.on_writer(lambda raw: list(raw.execute("SELECT * FROM register").fetchone())).result()
    assert after == [*before, 0]
    register.close()


def test_guards_of_before_are_made_anew(full: tuple[Ground, Secrets]) -> None:
    foundation = runpy.run_path(str(VERSIONS[0]))

    def with_old_guards(raw: Any) -> None:
        for kind, table, column in foundation["SYNCED"]:
            for event in ("INSERT", "UPDATE", "DELETE"):
                raw.execute(f"DROP TRIGGER {trigger_name(table, event)}")
                raw.execute(foundation["_guard"](kind, table, column, event))
        raw.execute("UPDATE alembic_version SET version_num = '2026_11_28_unit_papers'")

    register = opened(*full)
    before = rows_of(register)
    register.on_writer(with_old_guards).result()
    assert any(fault.where.startswith("trigger") for fault in register.read(check).result().faults)
    register.close()
    register = opened(*full)
    assert rows_of(register) == before
    assert register.read(check).result().faults == ()
    register.close()


NO_FILES = (
    b"[]",
    b"{}",
    b'{"_files":"x"}',
    b'{"_files":[1,{},{"sha256":7},{"sha256":"X"}]}',
    b'{"_files":{"sha256":{}}}',
    b"\xff{",
)


@pytest.fixture
def superior(made_register: tuple[Path, bytes, bytes], ground: Ground, tmp_path: Path) -> Iterator[Pair]:
    """A superior that took papers in on several days: one again, one corrected, one that waited, one kept aside."""
    offices = pair(made_register, ground, tmp_path)
    at, ids = found_cell(offices.unit, "Chi bộ xóm một"), [new_id() for _ in range(3)]
    save(offices.unit, at, ids[0], b"%PDF-1", "SIGNED")
    assert isinstance(take_in(offices.above, sent(offices)), Ready)
    receive(offices.unit, give_receipt(offices.above, offices.unit.unit, offices.stick).path)
    save(offices.unit, at, ids[1], b"%PDF-2", "SIGNED")
    between = sent(offices)
    last = offices.unit.read(lambda reading: read_head(reading.connection).q).result()
    save(offices.unit, at, ids[2], b"%PDF-3", "SIGNED")
    source = {"acked_q": last, "acked_h": offices.unit.read(hash_at, last).result(), "need_from": last + 1}
    offices.unit.write(lambda work: work.connection.execute(update(SuperiorRow).values(source))).result()
    assert isinstance(take_in(offices.above, sent(offices)), Gap)
    later(offices)
    assert isinstance(take_in(offices.above, between), Ready)
    save(offices.unit, at, ids[0], b"%PDF-1", "SIGNED", "Nhà văn hóa xóm")
    save(offices.unit, at, ids[1], b"%PDF-2b", "SIGNED")
    assert isinstance(take_in(offices.above, sent(offices)), Ready)
    yield offices
    offices.close()


def test_papers_that_were_taken_in_are_filed_on_the_same_days(superior: Pair) -> None:
    ground, secrets = superior.above.ground, Secrets.of(superior.above)
    before = rows_of(superior.above)
    days = [row["filed_at"][:10] for row in before["unit_paper"]]
    assert sorted(days) == ["2026-11-09", "2026-11-09", "2027-02-09", "2027-02-09"]

    def of_before(raw: Any) -> None:
        raw.execute("DROP TABLE unit_paper")
        raw.execute("UPDATE alembic_version SET version_num = '2026_11_28_paper_due'")

    superior.above.on_writer(of_before).result()
    superior.above.close()
    superior.above = opened(ground, secrets)
    assert rows_of(superior.above) == before


def test_whatever_a_unit_wrote_as_its_files_stops_no_migration(superior: Pair) -> None:
    ground, secrets = superior.above.ground, Secrets.of(superior.above)
    before = rows_of(superior.above)["unit_paper"]

    def of_before(raw: Any) -> None:
        for q, piece in enumerate(NO_FILES, 900):
            values = ("urn:x", "a" * 26, q, bytes(32), "adopted", b'{"id":"x","nb":1}', piece)
            raw.execute(
                "INSERT INTO unit_log (unit, inc, q, h, status, header, pb) VALUES (?, ?, ?, ?, ?, ?, ?)",
                values,
            )
        raw.execute("DROP TABLE unit_paper")
        raw.execute("UPDATE alembic_version SET version_num = '2026_11_28_paper_due'")

    superior.above.on_writer(of_before).result()
    superior.above.close()
    superior.above = opened(ground, secrets)
    assert rows_of(superior.above)["unit_paper"] == before
