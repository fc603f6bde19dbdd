"""Opening, refusing, damage, a full disk, a disk that can't be written: each a sentence, nothing lost."""

import os
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import apsw
import pytest
import sqlcipher3.dbapi2 as driver
from sqlalchemy import String
from tests.conftest import FOUNDER, PASSPHRASE
from tests.storage.opening import Secrets, database, opened

from desktop import kinds
from desktop.basics.errors import Told, Trouble
from desktop.basics.ids import new_id
from desktop.keys.slots import FILE_NAME, KeySlots
from desktop.meetings.bundle import KIND as MEETING
from desktop.members.bundle import KIND as MEMBER
from desktop.organisations.bundle import KIND as ORGANISATION
from desktop.storage import log
from desktop.storage.check import check
from desktop.storage.opening import exists, found, unlock, unlock_with_recovery
from desktop.storage.register import Ground, Register
from desktop.storage.work import Work


def put_member(work: Work, id_: str, name: str = "Nông Thị Thơm", **fields: Any) -> None:
    work.put(MEMBER, id_, {part: [] for part in MEMBER.parts} | {"full_name": name} | fields)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def head_of(register: Register) -> log.Head:
    return register.read(lambda reading: log.read_head(reading.connection)).result()


@pytest.fixture
def closed(register: Register) -> tuple[Ground, Secrets]:
    """A closed register with a member in it."""
    secrets = Secrets.of(register)
    register.write(put_member, new_id()).result()
    register.close()
    return register.ground, secrets


# ---- the ways in -------------------------------------------------------------------------------------------


def test_founding_unlocking_and_the_paper_code(ground: Ground) -> None:
    assert not exists(ground.home)
    register, code = found(ground, FOUNDER)
    register.settle()
    id_ = new_id()
    register.write(put_member, id_).result()
    register.close()
    with pytest.raises(Trouble, match="STO-07"):
        found(ground, FOUNDER)

    account = KeySlots.read(ground.home / FILE_NAME).accounts()[0].id
    for way in (lambda: unlock(ground, account, PASSPHRASE), lambda: unlock_with_recovery(ground, code)):
        again = way()
        assert again.user.name == FOUNDER.name
        assert again.notices == []
        assert again.read(lambda reading: reading.get(MEMBER, id_)).result()["full_name"] == "Nông Thị Thơm"
        again.close()
        again.close()


def test_a_wrong_passphrase_leaves_everything_untouched(closed: tuple[Ground, Secrets]) -> None:
    ground, _ = closed
    before = contents(ground.home)
    account = KeySlots.read(ground.home / FILE_NAME).accounts()[0].id
    with pytest.raises(Told, match="KEY-01"):
        unlock(ground, account, "cánh đồng mùa gặt muộn")
    assert contents(ground.home) == before


def test_a_second_window_is_refused_and_the_first_goes_on(register: Register) -> None:
    with pytest.raises(Trouble, match="STO-03"):
        opened(register.ground, Secrets.of(register))
    register.write(put_member, new_id()).result()
    secrets = Secrets.of(register)
    register.close()
    opened(register.ground, secrets).close()


def test_a_key_that_isnt_the_files_own(closed: tuple[Ground, Secrets]) -> None:
    ground, secrets = closed
    before = contents(ground.home)
    with pytest.raises(Trouble, match="STO-02"):
        opened(ground, replace(secrets, secret=bytes([1]) * 32))
    assert contents(ground.home) == before
    opened(ground, secrets).close()


def test_a_user_without_access(closed: tuple[Ground, Secrets]) -> None:
    ground, secrets = closed
    register = opened(ground, secrets)
    register.write(lambda w: w.connection.exec_driver_sql("UPDATE register_user SET active = 0")).result()
    register.close()
    with pytest.raises(Trouble, match="STO-08"):
        opened(ground, secrets)


def test_what_is_gone_is_told(closed: tuple[Ground, Secrets]) -> None:
    ground, secrets = closed
    slots = KeySlots.read(ground.home / FILE_NAME)
    file = ground.home / slots.database
    file.rename(file.with_suffix(".away"))
    with pytest.raises(Trouble, match="STO-01"):
        opened(ground, secrets)
    shutil.rmtree(ground.home)
    with pytest.raises(Trouble, match="KEY-09"):
        opened(ground, secrets)
    with pytest.raises(Trouble, match="KEY-09"):
        unlock(ground, "x", PASSPHRASE)


def test_a_file_of_a_newer_program_is_refused_and_stays(closed: tuple[Ground, Secrets]) -> None:
    ground, secrets = closed
    raw = keyed(ground, secrets)
    raw.execute("UPDATE alembic_version SET version_num = '2099_01_01_later'")
    raw.close()
    before = contents(ground.home)
    with pytest.raises(Trouble, match="STO-05"):
        opened(ground, secrets)
    assert contents(ground.home) == before


def keyed(ground: Ground, secrets: Secrets) -> Any:
    raw = driver.connect(str(database(ground.home)), isolation_level=None)
    raw.execute(f'PRAGMA key="{secrets.key().raw_key()}"')
    raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return raw


# ---- what nobody captured ----------------------------------------------------------------------------------


def test_changes_that_nobody_captured_are_captured_on_opening(closed: tuple[Ground, Secrets]) -> None:
    ground, secrets = closed
    raw = keyed(ground, secrets)  # another program, which doesn't ask for foreign keys
    raw.execute("UPDATE member SET workplace = 'Trạm Y tế'")
    raw.close()
    register = opened(ground, secrets)
    last = register.read(lambda reading: list(log.read_log(reading.connection))[-1]).result()
    assert (last.head["k"], last.head["r"], last.head["f"]) == ("member", "uncaptured", ["workplace"])

    def audited(reading: Any) -> list[tuple[str, str]]:
        query = "SELECT action, entity FROM audit ORDER BY n DESC LIMIT 1"
        return [tuple(row) for row in reading.connection.exec_driver_sql(query)]

    assert register.read(audited).result() == [("uncaptured", f"member/{last.entity}")]
    assert register.read(check).result().faults == ()
    register.close()


def test_a_file_copied_back_opens_a_new_life_and_says_so(register: Register, tmp_path: Path) -> None:
    secrets, ground = Secrets.of(register), register.ground
    register.write(put_member, new_id()).result()
    register.close()
    shutil.copytree(ground.home, tmp_path / "old")
    again = opened(ground, secrets)
    for _ in range(3):
        again.write(put_member, new_id()).result()
    before = head_of(again)
    again.close()
    shutil.rmtree(ground.home)
    shutil.copytree(tmp_path / "old", ground.home)

    rolled = opened(ground, secrets)
    [notice] = rolled.notices
    assert notice.code == "STO-30"
    after = head_of(rolled)
    assert after.inc != before.inc
    assert after.epoch == before.epoch + 1
    assert rolled.read(check).result().faults == ()
    rolled.close()
    calm = opened(ground, secrets)
    assert calm.notices == []
    calm.close()


# ---- damage ------------------------------------------------------------------------------------------------


def test_a_byte_turned_in_any_page_is_told(closed: tuple[Ground, Secrets]) -> None:
    """Every page, and in the first and the last one many places: a sentence on opening or from the check."""
    ground, secrets = closed
    file = database(ground.home)
    whole = file.read_bytes()
    pages = len(whole) // 4096
    assert pages > 50
    places = [page * 4096 + 37 * page % 4096 for page in range(pages)]
    for place in [*places, 0, 15, 16, 100, 4000, 4095, len(whole) - 1]:
        damaged = bytearray(whole)
        damaged[place] ^= 0x10
        file.write_bytes(damaged)
        assert verdict(ground, secrets) in {"STO-02", "STO-12", "cipher_integrity_check"}, place
    for cut in (0, 1, 100, 4096, len(whole) // 2, len(whole) - 4096, len(whole) - 1):
        file.write_bytes(whole[:cut])
        assert verdict(ground, secrets) in {"STO-02", "STO-12"}, cut
    file.write_bytes(whole)
    assert verdict(ground, secrets) == "whole"


def verdict(ground: Ground, secrets: Secrets) -> str:
    """Open, look at everything, save: what is said. The file's journals are taken away afterwards."""
    try:
        register = opened(ground, secrets)
    except Trouble as trouble:
        return trouble.code
    try:
        checked = register.read(check).result()
        return "whole" if checked.whole else checked.faults[0].where
    except Trouble as trouble:
        return trouble.code
    finally:
        register.close()
        for ending in ("-wal", "-shm"):
            file = database(ground.home)
            file.with_name(file.name + ending).unlink(missing_ok=True)


# ---- disks that say no -------------------------------------------------------------------------------------


def in_a_room_of_its_own(script: str, *args: object) -> subprocess.CompletedProcess[str]:
    """Run a shell script where it may mount: as root, or as a user with a name space of his own."""
    if not sys.platform.startswith("linux") or shutil.which("unshare") is None:
        pytest.skip("needs Linux and unshare to mount a small disk")
    probe = subprocess.run(
        ["unshare", "-rm", "sh", "-c", "mount -t tmpfs none /mnt"],
        capture_output=True,
        text=True,
        check=False,
    )
    if probe.returncode:
        pytest.skip(f"this machine lets nobody mount: {probe.stderr.strip()}")
    return subprocess.run(
        ["unshare", "-rm", "sh", "-euc", script, "sh", *map(str, args)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(["src", "."])},
        timeout=120,
    )


def test_a_full_disk(closed: tuple[Ground, Secrets], tmp_path: Path) -> None:
    ground, secrets = closed
    (tmp_path / "small").mkdir()
    script = """
        mount -t tmpfs -o size=4m none "$1"
        cp -r "$2" "$1/home"
        shift 2
        exec "$@"
    """
    child = (sys.executable, "-m", "tests.storage.full_disk", tmp_path / "small" / "home", ground.state)
    ended = in_a_room_of_its_own(script, tmp_path / "small", ground.home, *child, *secrets.hex())
    assert ended.stderr == ""
    assert ended.stdout.splitlines() == ["STO-10", "as before", "whole", "saved after all", "whole"]


def test_a_disk_that_cant_be_written(closed: tuple[Ground, Secrets], tmp_path: Path) -> None:
    ground, secrets = closed
    script = """
        mount --bind "$1" "$1"
        mount -o remount,bind,ro "$1"
        shift
        exec "$@"
    """
    before = contents(ground.home)
    child = (sys.executable, "-m", "tests.storage.read_only", ground.home, ground.state)
    ended = in_a_room_of_its_own(script, ground.home, *child, *secrets.hex())
    assert ended.stderr == ""
    assert ended.stdout.splitlines() == ["STO-04"]
    assert contents(ground.home) == before


def test_founding_where_nothing_can_be_made(ground: Ground, tmp_path: Path) -> None:
    (tmp_path / "a-file").write_text("")
    with pytest.raises(Trouble, match="STO-11"):
        found(replace(ground, home=tmp_path / "a-file" / "home"), FOUNDER)


# ---- what lies on the disk ---------------------------------------------------------------------------------


def test_a_second_implementation_reads_the_same_rows(closed: tuple[Ground, Secrets]) -> None:
    ground, secrets = closed
    other = apsw.Connection(str(database(ground.home)), flags=apsw.SQLITE_OPEN_READONLY)
    for pragma in ("cipher='sqlcipher'", "legacy=4", f"key='raw:{secrets.secret.hex()}'"):
        other.execute(f"PRAGMA {pragma}").fetchall()
    ours = keyed(ground, secrets)
    tables = [name for [name] in ours.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    assert len(tables) > 30
    for table in tables:
        query = f'SELECT * FROM "{table}" ORDER BY 1'
        assert other.execute(query).fetchall() == ours.execute(query).fetchall()
    assert other.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    ours.close()
    other.close()


CANARY = "Ổng Cặnh Vượng Đỗ"


@pytest.fixture
def private_temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever wants a temporary file gets it where the test looks."""
    (tmp_path / "tmp").mkdir()
    for variable in ("TMPDIR", "SQLITE_TMPDIR"):
        monkeypatch.setenv(variable, str(tmp_path / "tmp"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    yield
    tempfile.tempdir = None


def spellings() -> Iterator[bytes]:
    """The canary as it would lie on a disk in clear."""
    for word in (CANARY, CANARY.upper(), CANARY.casefold()):
        for form in ("NFC", "NFD"):
            text = unicodedata.normalize(form, word)
            yield from (text.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be", "unicode_escape"))
    yield b"ong canh vuong do"


def clear_words(folder: Path) -> list[str]:
    return [name for name, found_ in contents(folder).items() if any(word in found_ for word in spellings())]


@pytest.mark.usefixtures("private_temp")
def test_no_word_lies_on_the_disk_in_clear(register: Register, tmp_path: Path) -> None:
    def planted(columns: Any, **fixed: Any) -> dict[str, Any]:
        words = {c.key: CANARY for c in columns if isinstance(c.type, String) and not c.key.endswith("_id")}
        return words | fixed

    ids = [new_id() for _ in range(4)]
    cell, person, meeting, task = ids

    def plant(work: Work) -> None:
        def parts(kind: Any, **fixed: Any) -> dict[str, list[dict[str, Any]]]:
            return {
                name: [planted(columns, id=new_id(), **fixed.get(name, {}))]
                for name, columns in kind.part_fields.items()
            }

        work.put(ORGANISATION, cell, planted(ORGANISATION.fields) | parts(ORGANISATION), why=CANARY)
        work.put(MEMBER, person, planted(MEMBER.fields) | parts(MEMBER), why=CANARY)
        flags = {"member_id": person, "votes": True, "late": False, "exempt": False}
        document = planted(
            MEETING.fields, organisation_id=cell, kind="REGULAR", period_year=2026, period_month=11
        )
        document |= parts(MEETING, attendance=flags, scores={"most": 10}) | {"amends": None}
        document["paper_sha256"] = work.keep_file(CANARY.encode() * 9, "application/pdf", CANARY)
        work.put(MEETING, meeting, document, why=CANARY)
        progress = kinds.ALL["task_progress"]
        work.put(progress, task, planted(progress.fields, changed_on=work.today), why=CANARY)
        work.keep_draft("meeting", meeting, CANARY, {"place": CANARY})

    register.write(plant).result()
    register.write(lambda work: work.remove(MEETING, meeting, reason="edit", why=CANARY)).result()
    register.write(lambda work: work.drop_draft("meeting", meeting)).result()
    assert len(register.read(lambda reading: reading.find("ong canh")).result()) == 2

    def spill(reading: Any) -> int:
        query = "SELECT a.header, b.pt FROM change_log a, change_log b, change_log c ORDER BY b.pt, a.h DESC"
        return len(reading.connection.exec_driver_sql(query).all())

    assert register.read(spill).result() > 0
    assert clear_words(tmp_path) == []  # while it is open: what a kill would leave
    register.close()
    assert clear_words(tmp_path) == []
    (tmp_path / "home" / "clear").write_text(CANARY, encoding="utf-16-le")
    assert clear_words(tmp_path) == ["home/clear"]  # the scan does find
