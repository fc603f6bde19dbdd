"""Marked words in every text field of every kind, and in whatever surrounds them: none is readable on any disk."""

import logging
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, Date, Integer

from desktop.basics import logs
from desktop.basics.errors import Trouble
from desktop.basics.ids import new_id
from desktop.meetings.rules.words import MEETING
from desktop.shell.crash import CrashReporter
from desktop.storage.accounts import add_user, new_recovery_code, remove_user
from desktop.storage.check import check
from desktop.storage.opening import Founder, unlock
from desktop.storage.records import Document, Kind, Value
from desktop.storage.register import Ground, Register
from desktop.storage.safekeeping import bring_back, save_backup, with_passphrase
from desktop.storage.users import Role
from desktop.storage.work import Work
from tests.conftest import PASSPHRASE
from tests.journeys.traces import guises, in_clear

CODES = {
    "meeting.kind": "REGULAR",
    "meeting.state": "CONCLUDED",
    "organisation.kind": "CHI_BO_TRUC_THUOC",
}


class Marker:
    """Plants words that are found nowhere else, one for each field."""

    def __init__(self) -> None:
        self.words: set[str] = set()

    def word(self, place: str) -> str:
        """A fresh word with Vietnamese letters for a field."""
        made = f"Ễnh ương {len(self.words):03d} Đậu Ặc"
        assert made not in self.words, place
        self.words.add(made)
        return made

    def value(self, kind: Kind, column: Column[Any], ids: dict[str, str]) -> Value:
        """Something of the column's type; for references the id of what lies below."""
        key = f"{kind.name}.{column.key}"
        if key in CODES:
            return CODES[key]
        if column.foreign_keys:
            referred = next(iter(column.foreign_keys)).column.table.name
            return ids.get(referred) if referred != kind.name else None
        if isinstance(column.type, Boolean):
            return False
        if isinstance(column.type, Integer):
            return 11 if "month" in column.key else 2026
        if isinstance(column.type, Date):
            return date(2026, 11, 3)
        if column.info.get("file"):
            return None
        if "Time" in type(column.type).__name__:
            return datetime(2026, 11, 3, 19, 30)
        return self.word(key)

    def document(self, kind: Kind, ids: dict[str, str]) -> Document:
        """A document of this kind with every field filled and one line in each part."""
        root: Document = {column.key: self.value(kind, column, ids) for column in kind.fields}
        for name, columns in kind.part_fields.items():
            root[name] = [
                {"id": new_id()} | {column.key: self.value(kind, column, ids) for column in columns}
            ]
        return root


@pytest.fixture
def marker() -> Marker:
    return Marker()


def plant(work: Work, marker: Marker) -> None:
    """One aggregate of each kind, a draft, a reason, a file."""
    ids: dict[str, str] = {}
    for kind in work.kinds.all:
        document = marker.document(kind, ids)
        ids[kind.name] = new_id()
        work.put(kind, ids[kind.name], document, why=marker.word("why"))
    work.keep_draft(MEETING, new_id(), marker.word("subject"), {"information": marker.word("draft")})
    work.keep_file(f"%PDF {marker.word('file')}".encode(), "application/pdf", marker.word("name of a file"))


def change(work: Work, marker: Marker) -> None:
    """A second snapshot of the first member, whose older words stay in the log only."""
    kind = work.kinds["member"]
    row = work.connection.exec_driver_sql("SELECT id FROM member").one()
    before = work.get(kind, row.id)
    assert before is not None
    work.put(kind, row.id, before | {"full_name": marker.word("a new name")}, why=marker.word("why changed"))


@pytest.fixture
def log_file(ground: Ground) -> Iterator[Path]:
    yield logs.start(ground.state)
    logs.stop()


def test_no_marked_word_lies_on_the_disk(
    register: Register,
    ground: Ground,
    marker: Marker,
    log_file: Path,
    tmp_path: Path,
    loud: Any,
) -> None:
    register.write(plant, marker).result()
    assert list(in_clear(tmp_path, marker.words)) == [], "while the register is open"
    first = save_backup(register)

    clerk = Founder("Văn thư", marker.word("user"), "con suối qua bản vào thu", Role.CLERK)
    added = add_user(register, clerk)
    register.write(change, marker).result()
    remove_user(register, added.id)  # a new key: the database is written anew
    code = new_recovery_code(register, lambda _: None)
    secrets = marker.words | {PASSPHRASE, clerk.passphrase, code.written(), "".join(code.groups)}

    loud.log("canary")
    logging.getLogger("desktop.members").warning("canary %s", marker.word("log"))
    reporter = CrashReporter(ground.state, lambda: "0", ground.clock.now)
    try:
        raise ValueError(marker.word("crash"))
    except ValueError as error:
        reporter(error)
    assert reporter.last is not None

    assert register.read(check).result().whole
    account = register.user.id
    save_backup(register, tmp_path)
    register.close()
    bring_back(
        ground,
        first.path,
        prove=with_passphrase("Bí thư", PASSPHRASE),
        present=(account, PASSPHRASE),
        why=marker.word("why restored"),
    )
    again = unlock(ground, account, PASSPHRASE)
    assert again.read(lambda reading: reading.find("enh uong")).result(), "the words are there, inside"
    again.close()
    with pytest.raises(Trouble):
        unlock(ground, account, "không phải câu này")
    logs.stop()
    assert log_file.stat().st_size > 0
    assert len(marker.words) > 60
    assert list(in_clear(tmp_path, secrets | marker.words)) == []


def test_the_search_finds_what_it_looks_for(tmp_path: Path) -> None:
    word, folder = "Ễnh ương", tmp_path / "planted"
    folder.mkdir()
    for number, guise in enumerate(sorted(guises(word))):
        (folder / f"{number}.bin").write_bytes(b"\0\1" + guise + b"\2")
    found = list(in_clear(folder, {word}))
    assert {line.split(":")[0] for line in found} == {path.name for path in folder.iterdir()}
