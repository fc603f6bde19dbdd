"""The log's form, which can never change, and that no bit of it can change unnoticed."""

import hashlib
import json
import os
import unicodedata
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from itertools import count
from typing import Any

import pytest
import sqlcipher3.dbapi2 as driver
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Column
from sqlalchemy.engine import Connection
from tests.storage.strategies import documents

from desktop import kinds, tables
from desktop.basics.ids import new_id
from desktop.members.bundle import KIND as MEMBER
from desktop.storage import log
from desktop.storage.check import check, fold
from desktop.storage.connect import engine_on
from desktop.storage.log import Entry, Stored, append, chain_faults, read_log
from desktop.storage.records import PIECES, Document, Kind, Kinds
from desktop.storage.register import Register
from desktop.storage.snapshot import encode, join, split, typed
from desktop.storage.work import Reading, Work

INC = "abcdefghijklmnopqrstuvwxyz"
HA_NOI = timezone(timedelta(hours=7))
AT = datetime(2026, 11, 3, 19, 30, 5, tzinfo=HA_NOI)
USER = "01a20127-e873-7415-b322-b59fc268238b"
CELL, PERSON = "01a20127-0000-7000-8000-000000000001", "01a20127-0000-7000-8000-000000000002"


@pytest.fixture
def empty(monkeypatch: pytest.MonkeyPatch) -> Iterator[Connection]:
    """A log without a record, in memory; its salts count upwards instead of being random."""
    salts = count(1)
    monkeypatch.setattr(os, "urandom", lambda length: next(salts).to_bytes(length, "big"))
    raw = driver.connect(":memory:", isolation_level=None)
    with engine_on(raw, immediate=True).begin() as connection:
        tables.METADATA.create_all(
            connection, tables=[log.LogRow.__table__, log.EntityRow.__table__, log.HeadRow.__table__]
        )
        connection.exec_driver_sql(
            "INSERT INTO log_head VALUES (1, ?, 1, 0, ?, '2026-11-03T19:30:05+07:00')", (INC, bytes(32))
        )
        yield connection
    raw.close()


def tiny(connection: Connection) -> list[Stored]:
    """Three records in two transactions: a cell and a person made, the person taken out."""
    cell = Entry("organisation", 1, CELL, "put", {"a": encode({"name": "Chi bộ xóm Nà Pài"})}, "new")
    pieces = {
        "a": encode({"birth_year": 1984, "full_name": "Nông Thị Thơm"}),
        "b": encode({"citizen_id": "004184004471"}),
        "t": encode({"remark": "chăm chỉ"}),
    }
    person = Entry("member", 1, PERSON, "put", pieces, "new", ("full_name", "birth_year"), 2)
    gone = Entry("member", 1, PERSON, "del", {"t": encode({"_why": "nhập nhầm"})}, "edit")
    append(connection, [cell, person], by=USER, at=AT, suspect=False)
    append(connection, [gone], by=USER, at=AT + timedelta(minutes=1), suspect=True)
    return list(read_log(connection))


# Written down once, in November 2026. If this fails, the program no longer reads the logs that are out there:
# the format has to stay, not this text.
GOLDEN_HEADERS = (
    b'{"by":"01a20127-e873-7415-b322-b59fc268238b","c":{"a":"9jDQFDu1VSyMgzzgJC61UaTk1Wz_FU9erVUEGqGnPFE"},'
    b'"id":"01a20127-0000-7000-8000-000000000001","inc":"abcdefghijklmnopqrstuvwxyz","k":"organisation",'
    b'"o":"put","p":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","q":1,"r":"new",'
    b'"t":"2026-11-03T19:30:05+07:00","v":1,"x":[1,2]}',
    b'{"by":"01a20127-e873-7415-b322-b59fc268238b","c":{"a":"o6uq1R3iMMop4kksT4VY5HBbrU_AdcaTbfzsktAtwfE",'
    b'"b":"j_suGRaHxDTvuZXjaPp0dva2T8kjSLLQEedi8DUu-A4","t":"GNwxAGGt-vq1SCGEM740tCfWYCqhwL1w-6iYqfi3xXQ"},'
    b'"f":["birth_year","full_name"],"id":"01a20127-0000-7000-8000-000000000002",'
    b'"inc":"abcdefghijklmnopqrstuvwxyz","k":"member","nb":2,"o":"put",'
    b'"p":"6JUuFuocatW3kfBrPXBRySW2n08C82g7fg8Jxt8_Pg0","q":2,"r":"new",'
    b'"t":"2026-11-03T19:30:05+07:00","v":1,"x":[1,2]}',
    b'{"by":"01a20127-e873-7415-b322-b59fc268238b","c":{"t":"Y4uDp3GGt1hGgahYoHTwKhu2gE9tM1QiAZ_xnqxZyOg"},'
    b'"id":"01a20127-0000-7000-8000-000000000002","inc":"abcdefghijklmnopqrstuvwxyz","k":"member","o":"del",'
    b'"p":"2hbKMIpIwCB8RsJBNbc1vIcg8TWvFS6vPC5kTfZJgDI","q":3,"r":"edit",'
    b'"t":"2026-11-03T19:31:05+07:00","tc":true,"v":1,"x":[3,1]}',
)
GOLDEN_HASHES = [
    "e8952e16ea1c6ad5b791f06b3d7051c925b69f4f02f3683b7e0f09c6df3f3e0d",
    "da16ca308a48c0207c46c24135b735bc8720f135af152eaf3c2e644df6498032",
    "9130d17007a68174883c84f5487c6da3a51d9fc310ecdbbec7ce3a1e1e0d4e7a",
]
GOLDEN_PIECE = '{"birth_year":1984,"full_name":"Nông Thị Thơm"}'.encode()


def test_golden_bytes(empty: Connection) -> None:
    records = tiny(empty)
    assert tuple(record.header for record in records) == GOLDEN_HEADERS
    assert [record.h.hex() for record in records] == GOLDEN_HASHES
    assert records[1].payloads["a"] == GOLDEN_PIECE
    assert records[1].salts["a"] == (2).to_bytes(16, "big")


def text_hash(content: bytes) -> str:
    return urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")


def test_the_hashes_are_what_the_format_says(empty: Connection) -> None:
    previous = bytes(32)
    for record in tiny(empty):
        assert record.h == hashlib.sha256(b"scblog/1\0" + record.header).digest()
        assert record.head["p"] == urlsafe_b64encode(previous).decode().rstrip("=")
        for piece, expected in record.head["c"].items():
            assert (salt := record.salts[piece]) is not None
            assert (payload := record.payloads[piece]) is not None
            assert len(salt) == 16
            assert text_hash(b"scbpiece/1\0" + salt + payload) == expected
        previous = record.h


def no_floats(text: str) -> Any:
    raise AssertionError(f"a float in the log: {text}")


def test_headers_are_sorted_composed_and_without_floats(register: Register) -> None:
    fill(register)
    always = {"inc", "q", "p", "x", "k", "v", "id", "o", "c", "by", "r", "t"}
    for record in everything(register):
        for content in (record.header, *(payload for payload in record.payloads.values() if payload)):
            text = content.decode()
            assert unicodedata.is_normalized("NFC", text)
            fields = json.loads(text, parse_float=no_floats, parse_constant=no_floats)
            assert encode(fields) == content
        assert always <= record.head.keys() <= always | {"f", "nb", "tc"}
        assert len(record.inc) == 26
        assert datetime.fromisoformat(record.head["t"]).tzinfo is not None
    assert [record.q for record in everything(register)] == [1, 2, 3]


def fill(register: Register) -> str:
    """A member whose name, number and remark lie in the three pieces; then a correction."""
    id_ = new_id()
    document: Document = {part: [] for part in MEMBER.parts}
    document |= {"full_name": "Nông Thị Thơm", "card_no": "12.345678", "remark": "chăm chỉ"}
    register.write(lambda work: work.put(MEMBER, id_, document)).result()
    register.write(lambda work: work.put(MEMBER, id_, document | {"birth_year": 1984})).result()
    return id_


def everything(register: Register) -> list[Stored]:
    return register.read(lambda reading: list(read_log(reading.connection))).result()


# ---- nothing changes unnoticed -----------------------------------------------------------------------------


def flipped(content: bytes) -> Iterator[bytes]:
    """The content with each of its bits turned, one at a time."""
    for place in range(len(content)):
        for bit in range(8):
            yield content[:place] + bytes([content[place] ^ 1 << bit]) + content[place + 1 :]


def variants(record: Stored) -> Iterator[Stored]:
    """The record with each bit of its header, hash, pieces and salts turned, one at a time."""
    for header in flipped(record.header):
        yield replace(record, header=header)
    for h in flipped(record.h):
        yield replace(record, h=h)
    for piece in PIECES:
        if payload := record.payloads[piece]:
            yield from (replace(record, payloads={**record.payloads, piece: p}) for p in flipped(payload))
        if salt := record.salts[piece]:
            yield from (replace(record, salts={**record.salts, piece: s}) for s in flipped(salt))


def test_every_turned_bit_is_found(empty: Connection) -> None:
    records = tiny(empty)
    assert list(chain_faults(records)) == []
    tried, previous = 0, bytes(32)
    for place, record in enumerate(records):
        for variant in variants(record):
            tried += 1
            assert any(True for _ in chain_faults([variant, *records[place + 1 :]], previous, place))
        previous = record.h
    assert tried > 10_000


def test_other_changes_are_found(empty: Connection) -> None:
    one, two, three = tiny(empty)
    pieces = {**one.payloads, "t": b"{}"}, {**one.salts, "t": bytes(16)}
    for forged, what in (
        ([two, three], (2, "number")),
        ([one, three], (3, "number")),
        ([one, three, two], (3, "number")),
        ([one, replace(two, inc="z" * 26), three], (2, "columns")),
        ([one, replace(two, kind="organisation"), three], (2, "columns")),
        ([one, replace(two, entity=CELL), three], (2, "columns")),
        ([replace(one, payloads=pieces[0], salts=pieces[1]), two, three], (1, "piece t")),
        (
            [replace(one, payloads=dict.fromkeys(PIECES), salts=dict.fromkeys(PIECES)), two],
            (1, "piece a missing"),
        ),
    ):
        assert next(chain_faults(forged)) == what


@pytest.mark.parametrize("header", [b"", b"{", b"[]", b"{}", b'{"p":1}', b'{"c":[]}', b"\xff", b"1"])
def test_a_forged_header_with_a_right_hash_is_no_traceback(empty: Connection, header: bytes) -> None:
    one, two, three = tiny(empty)
    forged = replace(two, header=header, h=log.record_hash(header))
    faults = list(chain_faults([one, forged, three]))
    assert (2, "header") in faults
    assert (3, "previous") in faults


def test_an_erased_piece_leaves_the_chain_whole(empty: Connection) -> None:
    one, two, three = tiny(empty)
    without = replace(two, payloads={**two.payloads, "b": None}, salts={**two.salts, "b": None}, erased=True)
    assert list(chain_faults([one, without, three])) == []
    assert without.document == {"birth_year": 1984, "full_name": "Nông Thị Thơm", "remark": "chăm chỉ"}
    # A salt that stayed would let anyone guess what was erased.
    half = replace(without, salts=two.salts)
    assert list(chain_faults([one, half, three])) == [(2, "piece b")]
    assert list(chain_faults([one, replace(without, erased=False), three])) == [(2, "piece b missing")]


def test_erasing_in_the_register_folds_to_nothing(register: Register) -> None:
    id_ = fill(register)

    def erase(work: Work) -> None:
        for name, value in (("pb", None), ("sb", None), ("erased_at", "2026-11-09")):
            work.connection.exec_driver_sql(
                f"UPDATE change_log SET {name} = ? WHERE entity = ?", (value, id_)
            )
        work.connection.exec_driver_sql("UPDATE member SET card_no = NULL WHERE id = ?", (id_,))
        work.connection.exec_driver_sql("DELETE FROM capture_pending")

    register.write(erase).result()
    assert register.read(check).result().faults == ()


def test_the_state_root_worked_out_anew(register: Register) -> None:
    one, two = fill(register), fill(register)
    register.write(lambda work: work.remove(MEMBER, one, reason="edit")).result()
    newest: dict[tuple[str, str], str] = {}
    for record in everything(register):
        if not record.head["k"].startswith("sys."):
            key = record.head["k"], record.head["id"]
            newest[key] = f"{key[0]}\t{key[1]}\t{record.q}\t{record.head['o']}\n"
    assert {id_ for _, id_ in newest} == {one, two}
    expected = hashlib.sha256("".join(sorted(newest.values())).encode()).digest()
    assert register.read(lambda reading: log.state_root(reading.connection)).result() == expected


# ---- documents and pieces ----------------------------------------------------------------------------------


@settings(max_examples=30)
@given(st.data())
@pytest.mark.parametrize("kind", kinds.ALL.all, ids=lambda kind: kind.name)
def test_splitting_and_joining_gives_the_document_back(kind: Kind, data: st.DataObject) -> None:
    document = data.draw(documents(kind))
    pieces = split(kind, document)
    assert typed(kind, join(pieces)) == document
    assert split(kind, typed(kind, join(pieces))) == pieces
    reread = {piece: encode(json.loads(payload, parse_float=no_floats)) for piece, payload in pieces.items()}
    assert reread == pieces


@settings(max_examples=30)
@given(st.data())
@pytest.mark.parametrize("kind", kinds.ALL.all, ids=lambda kind: kind.name)
def test_what_is_left_without_a_piece(kind: Kind, data: st.DataObject) -> None:
    document = data.draw(documents(kind))
    pieces = split(kind, document)
    lost = data.draw(st.sampled_from(["b", "t"]))
    left = typed(kind, join({piece: payload for piece, payload in pieces.items() if piece != lost}))

    def kept(row: Document, columns: tuple[Column[Any], ...]) -> Document:
        return {c.key: row[c.key] for c in columns if c.key in row and c.info["piece"] != lost}

    expected = kept(document, kind.fields) | {
        part: [{"id": row["id"], **kept(row, columns)} for row in document[part]]
        for part, columns in kind.part_fields.items()
    }
    assert left == expected


def declared() -> Iterator[tuple[str, Column[Any]]]:
    """Every field of every kind, as ``member.cells.from_on``."""
    for kind in kinds.ALL.all:
        for path, table in [
            (kind.name, kind.table),
            *((f"{kind.name}.{p}", t) for p, t in kind.part_tables.items()),
        ]:
            for column in table.columns:
                yield f"{path}.{column.key}", column


def test_every_field_has_a_class() -> None:
    for path, column in declared():
        if column.key in {"unit", "id"} or (path.count(".") == 2 and column.key in {"of", "place"}):
            assert not column.info, path
        else:
            assert column.info.get("piece") in PIECES or column.info == {"derived": True}, path
            assert column.key == column.name, path


def test_no_part_is_called_like_a_field() -> None:
    for kind in kinds.ALL.all:
        names = [column.key for column in kind.fields]
        assert not set(names) & kind.parts.keys()
        assert not [name for name in [*names, *kind.parts] if name.startswith("_")]


def test_derived_columns_are_all_derived(register: Register) -> None:
    for kind in kinds.ALL.all:
        due = {column.key for column in kind.table.columns if "derived" in column.info}
        assert bool(due) == (kind.derive is not None), kind.name


CLASSES = {
    "a": """
        organisation.name organisation.kind organisation.parents.parent_id organisation.terms.term_from
        member.full_name member.sex member.birth_year member.cells.organisation_id member.stages.stage
        member.stages.from_on member.posts.post member.occupation_code member.edu_general member.ethnic_code
        meeting.kind meeting.started_at meeting.present meeting.attendance_tenths meeting.score_total
        meeting.attendance.status meeting.votes.yes meeting.tasks.due_on task_progress.state
    """,
    "b": """
        organisation.phone member.birth_day member.birth_month member.citizen_id member.old_citizen_id
        member.citizen_id_written member.card_no member.old_card_no member.file_no member.birth_place
        member.home_place member.perm_address member.temp_address member.phone member.religion_code member.health
        member.exemptions.ground member.suspensions.ground meeting.attendance.reason
    """,
    "t": """
        organisation.remark member.remark meeting.information meeting.past_assessment meeting.next_tasks
        meeting.theme_content meeting.conclusion meeting.opinions.content meeting.petitions.content
        meeting.petitions.answer meeting.tasks.content meeting.votes.item meeting.scores.remark
        meeting.amends_why task_progress.result
    """,
}


def test_fields_lie_in_the_classes_that_were_decided() -> None:
    found = {path: column.info.get("piece") for path, column in declared()}
    for piece, paths in CLASSES.items():
        assert {path: found[path] for path in paths.split()} == dict.fromkeys(paths.split(), piece)


# ---- older versions ----------------------------------------------------------------------------------------


def test_records_of_an_older_version_are_read_through_the_upcasters(register: Register) -> None:
    """A later program keeps the workplace in capitals; the log stays as it was written."""
    id_, untouched = fill(register), fill(register)
    for one in (id_, untouched):
        document = register.read(lambda reading, id_=one: reading.get(MEMBER, id_)).result()
        register.write(
            lambda work, d=document, id_=one: work.put(MEMBER, id_, d | {"workplace": "trạm"})
        ).result()

    def capitals(document: Document) -> Document:
        return (
            document | {"workplace": document["workplace"].upper()} if "workplace" in document else document
        )

    later = replace(MEMBER, version=2, upcasters={1: capitals})
    register._around = replace(
        register._around, kinds=Kinds(tuple(later if k is MEMBER else k for k in kinds.ALL.all))
    )

    def migrate(raw: Any) -> None:
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("UPDATE member SET workplace = 'TRẠM'")
        raw.execute("DELETE FROM capture_pending")
        raw.execute("PRAGMA foreign_keys=ON")

    before = len(everything(register))
    assert {f.what for f in register.read(check).result().faults} == {"log and tables differ"}
    register.on_writer(migrate).result()
    assert register.read(check).result().faults == ()

    def told(reading: Reading) -> Document:
        return fold(reading.connection, reading.kinds)["member", id_]

    assert register.read(told).result()["workplace"] == "TRẠM"
    document = register.read(lambda reading: reading.get(later, id_)).result()
    register.write(lambda work: work.put(later, id_, document | {"birth_year": 1985})).result()
    newest = everything(register)[-1].head
    assert (newest["v"], newest["f"], len(everything(register))) == (2, ["birth_year"], before + 1)
    assert register.read(check).result().faults == ()


def test_a_missing_upcaster_is_never_passed_over() -> None:
    with pytest.raises(KeyError):
        replace(MEMBER, version=3, upcasters={2: dict}).upcast({}, 1)
