"""The unit of work and the guard behind it: nothing changes without a record, whatever statement changes it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text, update

from desktop.basics.changes import Changes
from desktop.basics.errors import Refused
from desktop.basics.ids import new_id
from desktop.bundles import strict_json
from desktop.bundles.format import WRITING
from desktop.members.bundle import KIND as MEMBER
from desktop.members.records import Member
from desktop.organisations.bundle import KIND as ORGANISATION
from desktop.storage import log
from desktop.storage.check import check, fold
from desktop.storage.register import Register
from desktop.storage.snapshot import LARGEST_PIECE, LONGEST_TEXT, can_be_carried, encode
from desktop.storage.users import Role, User
from desktop.storage.work import Reading, Work

CELL = {"name": "Chi bộ xóm Nà Pài", "kind": "CHI_BO_TRUC_THUOC", "parents": [], "names": [], "terms": []}


def member(name: str = "Nông Thị Thơm", **fields: Any) -> dict[str, Any]:
    parts: dict[str, Any] = {part: [] for part in MEMBER.parts}
    return {"full_name": name, "sex": "F", "birth_year": 1984} | parts | fields


def put_member(work: Work, id_: str, document: dict[str, Any], **about: Any) -> None:
    work.put(MEMBER, id_, document, **about)


def heads(register: Register) -> list[dict[str, Any]]:
    return register.read(lambda reading: [r.head for r in log.read_log(reading.connection)]).result()


def test_a_new_register_holds_its_first_incarnation(register: Register) -> None:
    first = heads(register)[0]
    assert (first["q"], first["k"], first["o"], first["r"]) == (1, "sys.incarnation", "sys", "first")
    assert check_whole(register)


def check_whole(register: Register) -> bool:
    checked = register.read(check).result()
    assert checked.faults == ()
    return checked.whole


def test_one_record_per_aggregate_and_transaction(register: Register) -> None:
    cell, one, two = new_id(), new_id(), new_id()

    def both(work: Work) -> None:
        work.put(ORGANISATION, cell, CELL)
        work.put(MEMBER, one, member(cells=[{"id": new_id(), "organisation_id": cell}]))
        work.put(MEMBER, two, member("Bàn Văn Sếnh"))
        work.put(MEMBER, two, member("Bàn Văn Sính"))

    register.write(both).result()
    written = heads(register)[1:]
    assert [(h["k"], h["o"], h["r"], h["x"]) for h in written] == [
        ("organisation", "put", "new", [2, 3]),
        ("member", "put", "new", [2, 3]),
        ("member", "put", "new", [2, 3]),
    ]
    assert check_whole(register)


def test_saving_the_same_again_writes_nothing(register: Register) -> None:
    id_ = new_id()
    register.write(put_member, id_, member()).result()
    before = len(heads(register))
    register.write(put_member, id_, member()).result()
    assert len(heads(register)) == before


def test_only_the_rows_of_a_part_that_changed_are_written(register: Register) -> None:
    id_, cell = new_id(), new_id()
    spell = {"id": new_id(), "stage": "RESERVE", "from_on": date(2024, 3, 2), "to_on": date(2025, 3, 2)}
    stages = [spell, {"id": new_id(), "stage": "OFFICIAL", "from_on": date(2025, 3, 2)}]
    cells = [{"id": new_id(), "organisation_id": cell, "from_on": date(2025, 2, 3)} for _ in range(12)]

    def rows(work: Work, document: dict[str, Any]) -> int:
        raw = work.connection.connection.driver_connection
        assert raw is not None
        before = raw.total_changes
        work.put(MEMBER, id_, document)
        return int(raw.total_changes - before)

    register.write(lambda work: work.put(ORGANISATION, cell, CELL)).result()
    register.write(put_member, id_, member(cells=cells, stages=stages)).result()
    root = register.write(rows, member("Nông Thị Thắm", cells=cells, stages=stages)).result()
    assert root <= 2  # its row, and the note that it changed
    for changed in (stages[::-1], [stages[0] | {"to_on": date(2025, 3, 3)}, stages[1]], stages[:1], []):
        there = register.read(lambda reading: reading.get(MEMBER, id_)).result()
        assert there is not None
        assert register.write(rows, there | {"stages": changed}).result() <= root + 4
        after = register.read(lambda reading: reading.get(MEMBER, id_)).result()
        assert after is not None
        assert (after["stages"], after["cells"]) == (changed, there["cells"])
    assert check_whole(register)


def test_a_change_names_its_fields_its_reason_and_its_words(register: Register) -> None:
    id_ = new_id()
    register.write(put_member, id_, member()).result()
    changed = member(birth_year=1985, posts=[{"id": new_id(), "post": "SECRETARY"}])
    register.write(put_member, id_, changed, reason="correct", why="theo giấy khai sinh").result()
    last = heads(register)[-1]
    assert (last["r"], last["f"]) == ("correct", ["birth_year", "posts"])
    stored = register.read(lambda reading: reading.history(MEMBER, id_)[-1]).result()
    assert stored.document["_why"] == "theo giấy khai sinh"
    assert check_whole(register)


def test_sensitive_fields_lie_in_their_own_pieces(register: Register) -> None:
    id_ = new_id()
    register.write(put_member, id_, member(citizen_id="004184004471", remark="chăm chỉ")).result()
    stored = register.read(lambda reading: reading.history(MEMBER, id_)[-1]).result()
    payloads = {piece: payload or b"" for piece, payload in stored.payloads.items()}
    assert b"004184004471" in payloads["b"]
    assert b"004184004471" not in payloads["a"] + payloads["t"] + stored.header
    assert "chăm chỉ".encode() in payloads["t"]


def test_a_bulk_statement_is_captured_too(register: Register) -> None:
    ids = [new_id() for _ in range(3)]
    for id_ in ids:
        register.write(put_member, id_, member()).result()

    def in_bulk(work: Work) -> None:
        work.connection.execute(update(Member).values(workplace="Trạm Y tế"))

    register.write(in_bulk).result()
    assert [h["f"] for h in heads(register)[-3:]] == [["workplace"]] * 3
    assert check_whole(register)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE member SET full_name = 'x'",
        "DELETE FROM member",
        "INSERT OR REPLACE INTO member (unit, id, full_name, name_fold, name_sort)"
        " SELECT unit, id, 'x', 'x', 'x' FROM member",
        "UPDATE OR REPLACE member_cell SET decision_no = 'x'",
        "DELETE FROM member_cell",
    ],
)
def test_sqlite_refuses_a_commit_that_bypasses_the_unit_of_work(register: Register, statement: str) -> None:
    cell, id_ = new_id(), new_id()

    def first(work: Work) -> None:
        work.put(ORGANISATION, cell, CELL)
        work.put(MEMBER, id_, member(cells=[{"id": new_id(), "organisation_id": cell}]))

    register.write(first).result()

    def bypass(raw: Any) -> None:
        raw.execute("BEGIN IMMEDIATE")
        raw.execute(statement)
        try:
            raw.execute("COMMIT")
        except Exception:
            raw.execute("ROLLBACK")
            raise

    with pytest.raises(Exception, match="FOREIGN KEY"):
        register.on_writer(bypass).result()
    assert check_whole(register)


def test_rows_of_other_units_are_not_captured(register: Register) -> None:
    def foreign(work: Work) -> None:
        work.connection.execute(
            text("INSERT INTO member (unit, id, full_name) VALUES ('urn:other', 'x', 'Người khác')")
        )

    before = len(heads(register))
    register.write(foreign).result()
    assert len(heads(register)) == before


def test_removing_leaves_a_tombstone_and_putting_back_is_a_new_record(register: Register) -> None:
    id_ = new_id()
    register.write(put_member, id_, member()).result()
    register.write(lambda work: work.remove(MEMBER, id_, reason="edit", why="nhập nhầm")).result()
    assert heads(register)[-1]["o"] == "del"
    assert register.read(lambda reading: reading.get(MEMBER, id_)).result() is None
    register.write(put_member, id_, member()).result()
    assert [h["o"] for h in heads(register)[-2:]] == ["del", "put"]
    assert check_whole(register)


def test_an_action_that_fails_leaves_nothing(register: Register) -> None:
    def half(work: Work) -> None:
        work.put(MEMBER, new_id(), member())
        raise Refused("MEM-00", None)  # type: ignore[arg-type]  # only its kind matters here

    before = heads(register)
    with pytest.raises(AttributeError):
        register.write(half).result()
    assert heads(register) == before
    assert check_whole(register)


def test_changes_are_announced_once_with_their_initiator(register: Register) -> None:
    heard: list[Changes] = []
    register.on_change(heard.append)
    id_ = new_id()
    register.write_from("members", lambda work: put_member(work, id_, member())).result()
    register.read(lambda reading: None).result()
    assert heard == [Changes(frozenset({("member", id_)}), "members")]


def test_what_no_bundle_could_carry_is_not_kept(register: Register) -> None:
    before = heads(register)
    with pytest.raises(Refused, match="STO-23"):
        register.write(put_member, new_id(), member(remark="x" * (LONGEST_TEXT + 1))).result()
    assert heads(register) == before
    register.write(put_member, new_id(), member(remark="x" * LONGEST_TEXT)).result()
    row = {"text": "ế" * (LONGEST_TEXT // 3)}
    assert can_be_carried({"a": encode({"rows": [row] * 3})})
    assert not can_be_carried({"a": encode({"rows": [row] * 5})})


def test_the_limits_are_the_formats() -> None:
    assert (strict_json.LONGEST_TEXT, WRITING.piece) == (LONGEST_TEXT, LARGEST_PIECE)


def test_a_viewer_may_not_write(register: Register) -> None:
    register.switch_user(User(register.user.id, "Người xem", Role.VIEWER))
    with pytest.raises(Refused) as told:
        register.write(put_member, new_id(), member()).result()
    assert told.value.code == "STO-20"


def test_drafts_stay_out_of_the_log(register: Register) -> None:
    before = len(heads(register))
    keep: Callable[..., Any] = lambda work: work.keep_draft("meeting", "m1", "cell", {"place": "Nhà văn hóa"})  # noqa: E731
    register.write(keep).result()
    draft = register.read(lambda reading: reading.draft("meeting", "m1")).result()
    assert draft is not None
    assert draft.body == {"place": "Nhà văn hóa"}
    register.write(lambda work: work.drop_draft("meeting", "m1")).result()
    assert register.read(lambda reading: reading.drafts("meeting")).result() == ()
    assert len(heads(register)) == before


def test_a_clock_that_went_back_is_marked(register: Register) -> None:
    from desktop.basics.clock import Clock

    register.write(put_member, new_id(), member()).result()
    around = register._around
    register._around = type(around)(
        around.unit, around.kinds, around.rulebook, Clock.showing(date(2015, 1, 1)), around.user, around.vault
    )
    register.write(put_member, new_id(), member()).result()
    written = heads(register)
    assert "tc" not in written[-2]
    assert written[-1]["tc"] is True


def test_the_fold_of_the_log_gives_the_tables(register: Register) -> None:
    id_ = new_id()
    document = member(ceremony_date=date(2014, 2, 3), birth_month=6, birth_day=12)
    register.write(put_member, id_, document).result()

    def compare(reading: Reading) -> tuple[Any, Any]:
        return fold(reading.connection, reading.kinds)["member", id_], reading.get(MEMBER, id_)

    told, held = register.read(compare).result()
    assert told == held == document


def test_a_change_behind_the_guard_is_found_by_the_check(register: Register) -> None:
    register.write(put_member, new_id(), member()).result()

    def tamper(raw: Any) -> None:
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("UPDATE member SET full_name = 'Kẻ Khác'")
        raw.execute("DELETE FROM capture_pending")
        raw.execute("PRAGMA foreign_keys=ON")

    register.on_writer(tamper).result()
    faults = register.read(check).result().faults
    assert [fault.what for fault in faults] == ["log and tables differ"]


def test_quick_find_follows_the_records(register: Register) -> None:
    id_ = new_id()
    register.write(put_member, id_, member("Đặng Văn Quỳnh")).result()
    assert [hit.id for hit in register.read(lambda r: r.find("dang quy")).result()] == [id_]
    register.write(put_member, id_, member("Lục Thị Yến")).result()
    assert register.read(lambda r: r.find("dang")).result() == ()
    register.write(lambda work: work.remove(MEMBER, id_, reason="edit")).result()
    assert register.read(lambda r: r.find("yen")).result() == ()


def test_every_change_of_a_signed_off_log_is_noticed(register: Register) -> None:
    register.write(put_member, new_id(), member()).result()

    def alter(work: Work) -> None:
        row = work.connection.execute(
            select(log.LogRow.q, log.LogRow.pa).order_by(log.LogRow.q.desc())
        ).first()
        assert row is not None
        work.connection.execute(
            update(log.LogRow).where(log.LogRow.q == row.q).values(pa=row.pa.replace(b"1984", b"1985"))
        )

    register.write(alter).result()
    assert "piece a" in {fault.what for fault in register.read(check).result().faults}


def test_nobody_waits_for_ever_after_closing(register: Register) -> None:
    register.close()
    assert register.read(lambda reading: reading.today).cancelled()
    assert register.write(put_member, new_id(), member()).cancelled()
