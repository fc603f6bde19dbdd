"""The self-check: whatever is altered behind the program's back is named, and nothing makes it stumble."""

from typing import Any

import pytest

from desktop.basics.ids import new_id
from desktop.members.bundle import KIND as MEMBER
from desktop.organisations.bundle import KIND as ORGANISATION
from desktop.storage.check import Checked, check
from desktop.storage.register import Register
from desktop.storage.work import Work

Filled = tuple[Register, str]


@pytest.fixture
def filled(register: Register) -> Filled:
    """A cell, a member of it, a correction, a removed member, a kept file and a line of audit."""
    cell, id_, gone = sorted(new_id() for _ in range(3))
    empty: dict[str, Any] = {part: [] for part in MEMBER.parts}
    person = empty | {"full_name": "Nông Thị Thơm", "card_no": "12.345678", "remark": "chăm chỉ"}
    person["cells"] = [{"id": new_id(), "organisation_id": cell}]

    def fill(work: Work) -> None:
        work.put(ORGANISATION, cell, {"name": "Chi bộ xóm Nà Pài", "parents": [], "names": [], "terms": []})
        work.put(MEMBER, id_, person)
        work.put(MEMBER, gone, empty | {"full_name": "Bàn Văn Sếnh"})
        work.keep_file(b"%PDF-1.7 a paper", "application/pdf", "bien-ban.pdf")
        work.audit("export", f"member/{id_}")

    register.write(fill).result()
    register.write(lambda work: work.put(MEMBER, id_, person | {"birth_year": 1984})).result()
    register.write(lambda work: work.remove(MEMBER, gone, reason="edit", why="nhập nhầm")).result()
    return register, id_


def checked(register: Register) -> Checked:
    return register.read(check).result()


def altered(register: Register, *statements: str) -> set[str]:
    """What the check says after these statements, run past the guard."""

    def alter(raw: Any) -> None:
        raw.execute("PRAGMA foreign_keys=OFF")
        for statement in statements:
            raw.execute(statement)
        raw.execute("DELETE FROM capture_pending")
        raw.execute("PRAGMA foreign_keys=ON")

    register.on_writer(alter).result()
    return {fault.what for fault in checked(register).faults}


def test_a_register_in_order(filled: Filled) -> None:
    register, _ = filled
    found = checked(register)
    assert found.whole
    assert (found.records, found.aggregates, found.files) == (6, 3, 1)
    assert found.audit_lines == 2
    assert len(found.head) == len(found.state_root) == 64


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE member SET full_name = 'Kẻ Khác'", "log and tables differ"),
        ("UPDATE member SET card_no = NULL", "log and tables differ"),
        ("UPDATE member SET birth_year = 1985", "log and tables differ"),
        ("DELETE FROM member", "in the log, not in the tables"),
        (
            "INSERT INTO member (unit, id, full_name) SELECT unit, 'x', 'Kẻ Khác' FROM member",
            "in the tables, not in the log",
        ),
        ("UPDATE change_log SET pa = CAST('{}' AS BLOB) WHERE q = 3", "piece a"),
        ("UPDATE change_log SET pa = x'ff' WHERE q = 5", "can't be read"),
        ("UPDATE change_log SET pb = NULL, sb = NULL WHERE q = 3", "piece b missing"),
        ("UPDATE change_log SET st = x'00' WHERE q = 3", "piece t"),
        ("UPDATE change_log SET header = x'00' WHERE q = 3", "hash"),
        ("UPDATE change_log SET h = zeroblob(32) WHERE q = 3", "hash"),
        ("UPDATE change_log SET inc = 'x' WHERE q = 3", "columns"),
        ("UPDATE change_log SET kind = 'organisation' WHERE q = 3", "columns"),
        ("UPDATE change_log SET entity = 'x' WHERE q = 3", "columns"),
        ("DELETE FROM change_log WHERE q = 3", "number"),
        ("DELETE FROM change_log WHERE q = 6", "log_head 6 instead of 5"),
        ("DELETE FROM change_log", "log_head 6 instead of 0"),
        ("UPDATE log_head SET q = 7", "log_head 7 instead of 6"),
        ("UPDATE log_entity SET q = 1", "latest record"),
        ("UPDATE log_entity SET op = 'x'", "latest record"),
        ("DELETE FROM log_entity", "not listed"),
        ("INSERT INTO log_lineage SELECT 'x', epoch, inc, 1, h, '', '', '' FROM log_head", "epoch twice"),
        ("UPDATE audit SET action = 'x' WHERE n = 1", "hash"),
        ("DELETE FROM audit WHERE n = 1", "hash"),
        ("DROP TRIGGER capture_member_update", "missing"),
        ("UPDATE vault_file SET size = 1", "size"),
    ],
)
def test_what_was_altered_is_named(filled: Filled, statement: str, what: str) -> None:
    register, _ = filled
    found = altered(register, statement)
    assert found
    assert what in found | {f"{fault.where} {fault.what}" for fault in checked(register).faults}


def test_a_reference_to_nobody_is_named(filled: Filled) -> None:
    register, _ = filled
    altered(register, "UPDATE member_cell SET unit = 'urn:x'", "DELETE FROM organisation")
    assert "foreign_key_check" in {fault.where for fault in checked(register).faults}


def test_a_pending_change_is_named(filled: Filled) -> None:
    register, _ = filled

    def leave(raw: Any) -> None:
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("UPDATE member SET workplace = 'x'")
        raw.execute("PRAGMA foreign_keys=ON")

    register.on_writer(leave).result()
    assert "capture_pending" in {fault.where for fault in checked(register).faults}


def test_a_damaged_and_a_lost_file_are_named(filled: Filled) -> None:
    register, _ = filled
    [path] = (register.ground.home / "vault").iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    assert {fault.what for fault in checked(register).faults} == {"STO-42"}
    path.unlink()
    assert {fault.what for fault in checked(register).faults} == {"STO-41"}


@pytest.mark.parametrize(
    "column", ["inc", "h", "kind", "entity", "header", "pa", "sa", "pb", "sb", "pt", "st"]
)
@pytest.mark.parametrize("forged", ["NULL", "''", "'[]'", "x'ff00'", "CAST('{}' AS BLOB)"])
def test_no_forgery_makes_the_check_stumble(filled: Filled, column: str, forged: str) -> None:
    register, _ = filled
    optional = column in {"pa", "sa", "pb", "sb", "pt", "st"}
    if forged == "NULL" and not optional:
        return  # the table doesn't take it
    assert altered(register, f"UPDATE change_log SET {column} = {forged} WHERE q = 3")


def test_faults_name_ids_and_codes_but_nobody(filled: Filled) -> None:
    register, _ = filled
    altered(register, "UPDATE member SET full_name = 'Kẻ Khác'")
    words = " ".join(f"{fault.where} {fault.what}" for fault in checked(register).faults)
    assert "Kẻ Khác" not in words
    assert "Thơm" not in words


def test_no_false_alarm_after_much_was_written(register: Register) -> None:
    """FTS5 once cried corruption on the reader's connection, which remembered an older layout of the index."""
    for number in range(40):
        person = {"full_name": f"Nông {chr(0x10000 + number)} {number}", "card_no": f"{number}"}
        register.write(lambda work, p=person: work.put(MEMBER, new_id(), p)).result()
        assert checked(register).faults == ()
