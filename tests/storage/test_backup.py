"""Backups: sound, encrypted, authentic, and none is written half; which ones are kept."""

import hashlib
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import PASSPHRASE
from tests.power_cut import cut_at_each_step

from desktop.basics.errors import Told
from desktop.basics.ids import new_id
from desktop.keys.data_key import DataKey
from desktop.keys.slots import KeySlots
from desktop.storage import backup as backups
from desktop.storage import duplicate
from desktop.storage.backup import back_up, kept, list_backups, rotate
from desktop.storage.backup_file import Backup, database_of, read_backup, verify_whole
from desktop.storage.log import read_head
from desktop.storage.register import Register
from desktop.storage.work import Work

NOW = datetime(2026, 11, 9, 19, 30, tzinfo=UTC)
CANARY = "Nông Thị Thơm ở xóm Nà Pài"


def refusal(run: Callable[[], object]) -> str:
    with pytest.raises(Told) as told:
        run()
    return told.value.code


def made(register: Register, at: datetime = NOW, **named: Any) -> Backup:
    return register.on_writer(
        lambda raw: back_up(raw, register.ground.home, register.slots, register.key, at=at, **named)
    ).result()


def keep_canary(work: Work) -> None:
    work.keep_draft("member", new_id(), "new", {"full_name": CANARY})


# -- writing


def test_a_backup_is_sound_and_of_the_present_moment(register: Register) -> None:
    found = made(register)
    head = register.read(lambda reading: read_head(reading.connection)).result()
    assert found.header.head == head
    assert found.header.why == "daily"
    verify_whole(found)
    assert [one.backup for one in list_backups(found.path.parent)] == [found]
    assert sorted(path.name for path in found.path.parent.iterdir()) == [found.path.name]
    assert found.path.name == "So-Chi-bo_2026-11-09_19-30.scbackup"


def test_the_copy_inside_opens_with_the_sealed_key_in_another_implementation(
    register: Register, tmp_path: Path
) -> None:
    register.write(keep_canary).result()
    found = made(register)
    slots = found.header.slots
    secret = found.header.secret(slots.prove(slots.accounts()[0].id, PASSPHRASE))
    taken = tmp_path / "taken.db"
    taken.write_bytes(b"".join(database_of(found)))
    assert hashlib.sha256(taken.read_bytes()).hexdigest() == found.header.sha256
    other = apsw.Connection(str(taken))
    other.pragma("cipher", "sqlcipher")
    other.pragma("legacy", 4)
    other.execute(f'PRAGMA key="{secret}"')
    [[count]] = other.execute("SELECT count(*) FROM change_log").fetchall()
    assert count == found.header.head.q
    other.close()


def test_nothing_personal_and_no_key_stands_in_clear(register: Register) -> None:
    register.write(keep_canary).result()
    register.write(lambda work: work.keep_file(CANARY.encode() * 50, "text/plain", "a.txt")).result()
    folder = made(register).path.parent
    content = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    for word in (CANARY, "Thơm", "Bế Đức Kiên"):
        assert word.encode() not in content
        assert word.encode("utf-16-le") not in content
    assert bytes(register.key.secret) not in content
    assert register.key.secret.hex().encode() not in content
    assert b"SQLite format 3" not in content


def test_what_is_written_meanwhile_waits_or_is_not_in_it(register: Register) -> None:
    """A copy taken over its own connection is of one moment, and the writer goes on."""
    raw = duplicate.keyed(register.ground.home / register.slots.database, register.key.raw_key())
    before = register.read(lambda reading: read_head(reading.connection)).result()
    raw.execute("BEGIN")
    assert duplicate.position(raw) == before
    register.write(lambda work: work.put(*_organisation())).result()
    assert duplicate.position(raw) == before
    raw.execute("ROLLBACK")
    found = back_up(raw, register.ground.home, register.slots, register.key, at=NOW)
    assert found.header.head.q == before.q + 1
    raw.close()


def _organisation() -> tuple[Any, str, dict[str, Any]]:
    from desktop.organisations.bundle import KIND

    parts: dict[str, Any] = {part: [] for part in KIND.parts}
    return KIND, new_id(), {"name": "Chi bộ xóm Nà Pài", "kind": "CHI_BO_TRUC_THUOC"} | parts


def test_two_in_one_minute_both_stay(register: Register) -> None:
    one, two = made(register), made(register)
    assert one.path != two.path
    assert len(list_backups(one.path.parent)) == 2


def test_sealed_files_lie_beside_it_once(register: Register) -> None:
    register.write(lambda work: work.keep_file(b"one", "text/plain", "one.txt")).result()
    first = made(register)
    [kept_file] = first.header.files
    stamp = (first.files / kept_file.name).stat().st_mtime_ns
    register.write(lambda work: work.keep_file(b"two", "text/plain", "two.txt")).result()
    second = made(register, NOW + timedelta(days=1))
    assert len(second.header.files) == 2
    assert (second.files / kept_file.name).stat().st_mtime_ns == stamp
    for file in second.header.files:
        assert (second.files / file.name).read_bytes() == (
            register.ground.home / "vault" / file.name
        ).read_bytes()


def test_it_opens_with_every_passphrase_of_its_day_only(register: Register) -> None:
    both, account = register.slots.add(register.key, "Văn phòng", "ba chiếc thuyền nan nhỏ")
    register.slots = both
    found = made(register)
    header = found.header
    secrets = {
        header.secret(both.prove(both.accounts()[0].id, PASSPHRASE)),
        header.secret(both.prove(account.id, "ba chiếc thuyền nan nhỏ")),
    }
    assert len(secrets) == 1
    assert refusal(lambda: header.slots.prove(account.id, PASSPHRASE)) == "KEY-01"


# -- refusing


def test_every_flipped_byte_is_noticed(register: Register) -> None:
    found = made(register)
    content = found.path.read_bytes()
    header_end = content.index(b"}", content.index(b'"why"')) + 1
    places = [
        *range(0, header_end, 7),
        *range(header_end, len(content), len(content) // 60),
        len(content) - 1,
    ]
    for place in places:
        altered = bytearray(content)
        altered[place] ^= 1
        found.path.write_bytes(altered)
        code = refusal(lambda: verify_whole(read_backup(found.path)))
        assert code in {"STO-51", "STO-53"}, place
    for cut in (0, 1, 20, header_end, len(content) - 1):
        found.path.write_bytes(content[:cut])
        assert refusal(lambda: verify_whole(read_backup(found.path))) == "STO-51"
    found.path.write_bytes(content + b"0")
    assert refusal(lambda: read_backup(found.path)) == "STO-51"


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_refused_in_words(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "odd.scbackup"
    for start in (b"", b"sochibo backup 1\n", b"sochibo backup 1\n\0\0\0\x02{}"):
        path.write_bytes(start + content)
        assert refusal(lambda: read_backup(path)) in {"STO-51", "STO-53"}


def test_a_newer_format_and_a_missing_file_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "x.scbackup"
    path.write_bytes(b"sochibo backup 2\n" + bytes(100))
    assert refusal(lambda: read_backup(path)) == "STO-53"
    path.unlink()
    assert refusal(lambda: read_backup(path)) == "STO-54"


def test_a_forged_header_is_refused_by_who_opens_it(register: Register) -> None:
    """Positions stand in clear; a hand that alters them and mends every checksum can't mend the sealed hash."""
    from dataclasses import replace

    found = made(register)
    slots = found.header.slots
    forged = replace(found.header, head=replace(found.header.head, q=found.header.head.q + 5))
    assert forged.sealed == found.header.sealed
    assert refusal(lambda: forged.secret(slots.prove(slots.accounts()[0].id, PASSPHRASE))) == "STO-51"


def test_a_stranger_cant_make_a_backup_for_us(register: Register) -> None:
    assert refusal(lambda: made_with(register, DataKey.new())) == "KEY-08"
    assert list_backups(register.ground.home / "backups") == ()


def made_with(register: Register, key: DataKey) -> Backup:
    return register.on_writer(
        lambda raw: back_up(raw, register.ground.home, register.slots, key, at=NOW)
    ).result()


def test_an_unsound_register_makes_no_backup(register: Register, tmp_path: Path) -> None:
    older = made(register)
    damaged = tmp_path / "damaged.db"
    duplicate.duplicate(register._raw, damaged, f"x'{'ab' * 32}'")
    raw = duplicate.keyed(damaged, f"x'{'ab' * 32}'")
    raw.execute("UPDATE log_head SET q = q + 1")
    assert (
        refusal(lambda: back_up(raw, register.ground.home, register.slots, register.key, at=NOW)) == "STO-52"
    )
    raw.close()
    assert [one.path for one in list_backups(older.path.parent)] == [older.path]
    assert len(list(older.path.parent.iterdir())) == 1


@pytest.mark.parametrize("step", ["fsync", "replace", "open"])
def test_a_disk_that_refuses_is_told_and_leaves_nothing(
    register: Register, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    older = made(register)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, refuse)
    code = refusal(lambda: made(register))
    monkeypatch.undo()
    assert code == "STO-50"
    assert [path.name for path in older.path.parent.iterdir()] == [older.path.name]
    verify_whole(made(register))


def test_too_little_room_is_told_before_anything_is_written(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        free = 1024 * 1024

    monkeypatch.setattr(backups.shutil, "disk_usage", lambda _: Full)
    assert refusal(lambda: made(register)) == "STO-50"
    assert list((register.ground.home / "backups").iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="cuts the power in a forked child")
def test_a_power_cut_leaves_whole_backups_only(register: Register) -> None:
    register.write(lambda work: work.keep_file(b"one", "text/plain", "one.txt")).result()
    home, slots, key = register.ground.home, register.slots, DataKey(1, *_secrets(register))
    register.close()
    database = home / slots.database
    head = duplicate.checked(database, key.raw_key())

    def run() -> None:
        raw = duplicate.keyed(database, key.raw_key())
        back_up(raw, home, slots, key, at=NOW)
        raw.close()

    steps = 0
    for steps in cut_at_each_step(run):  # noqa: B007 - counted
        assert duplicate.checked(database, key.raw_key()) == head
        for one in list_backups(home / "backups"):
            assert one.backup, one.trouble
            verify_whole(one.backup)
            one.path.unlink()
    assert steps > 8
    run()
    left = sorted(path.name for path in (home / "backups").rglob("*") if path.is_file())
    assert len(left) == 2
    assert not [name for name in left if "part" in name]


def _secrets(register: Register) -> tuple[bytearray, bytearray]:
    return bytearray(register.key.secret), bytearray(register.key.proof)


# -- keeping

moments = st.lists(
    st.datetimes(datetime(2020, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC)), max_size=80
)


@given(moments)
def test_the_newest_always_stays_and_no_more_than_the_rule_allows(all_: list[datetime]) -> None:
    stay = kept(all_)
    assert stay <= set(all_)
    assert len(stay) <= 7 + 4 + 12
    if all_:
        assert max(all_) in stay


@given(moments)
def test_keeping_twice_is_keeping_once(all_: list[datetime]) -> None:
    assert kept(kept(all_)) == kept(all_)


@given(moments, st.randoms(use_true_random=False))
def test_the_order_doesnt_matter(all_: list[datetime], random: Any) -> None:
    mixed = list(all_)
    random.shuffle(mixed)
    assert kept(mixed) == kept(all_)


@given(moments)
def test_each_recent_day_week_and_month_keeps_one(all_: list[datetime]) -> None:
    stay = kept(all_)
    for count, period in (
        (7, lambda moment: moment.date()),
        (4, lambda moment: moment.isocalendar()[:2]),
        (12, lambda moment: (moment.year, moment.month)),
    ):
        latest = sorted({period(moment) for moment in all_})[-count:]
        assert {period(moment) for moment in stay} >= set(latest)


@settings(deadline=None, max_examples=20)
@given(st.integers(1, 800), st.integers(0, 6))
def test_a_year_of_days_leaves_a_week_a_month_and_a_year(days: int, skipped_weekday: int) -> None:
    """Made daily and rotated daily, as in real life: what remains reaches back as far as the rule says."""
    stay: frozenset[datetime] = frozenset()
    made_on = []
    for day in range(days):
        moment = NOW + timedelta(days=day)
        if moment.weekday() != skipped_weekday:
            made_on.append(moment)
            stay = kept([*stay, moment])
    assert stay == kept(made_on)


def test_rotation_removes_what_isnt_kept_and_its_files(register: Register) -> None:
    register.write(lambda work: work.keep_file(b"one", "text/plain", "one.txt")).result()
    folder = made(register, NOW - timedelta(days=900), why="upgrade").path.parent
    for day in range(12):
        made(register, NOW + timedelta(days=day))
    for hour in range(4):
        made(register, NOW + timedelta(hours=hour), why="manual")
    gone = rotate(folder)
    listed = [one.backup for one in list_backups(folder) if one.backup]
    assert {backup.header.why for backup in listed} == {"daily", "manual", "upgrade"}
    assert len([backup for backup in listed if backup.header.why == "manual"]) == 3
    assert len([backup for backup in listed if backup.header.why == "daily"]) == 12 - len(gone) + 1
    assert max(backup.header.created for backup in listed) == NOW + timedelta(days=11)
    assert rotate(folder) == ()
    assert len(list((folder / "files").iterdir())) == 1
    stray = folder / "files" / ("0" * 64 + ".age")
    stray.write_bytes(b"named by none")
    (folder / "damaged.scbackup").write_bytes(b"x")
    assert rotate(folder) == ()
    (folder / "damaged.scbackup").unlink()
    assert rotate(folder) == (stray,)


def test_damaged_ones_are_listed_with_a_reason_and_stay(register: Register) -> None:
    whole = made(register)
    broken = whole.path.with_name("broken.scbackup")
    broken.write_bytes(whole.path.read_bytes()[:-1])
    listed = list_backups(whole.path.parent)
    assert [one.path for one in listed] == [whole.path, broken]
    assert listed[1].trouble
    assert listed[1].trouble.code == "STO-51"
    assert rotate(whole.path.parent) == ()
    assert list_backups(whole.path.parent / "nowhere") == ()


def test_the_slots_travel_with_the_backup(register: Register) -> None:
    assert made(register).header.slots == KeySlots.read(register.ground.home / "keyslots.json")


def test_a_stick_that_gives_back_rubbish_is_not_called_a_damaged_register(
    register: Register, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A stick that lies about its size keeps the beginning only; the register itself is as sound as before."""
    real = os.fsync

    def spoil(descriptor: int) -> None:
        real(descriptor)
        if os.fstat(descriptor).st_size > 40_000:
            os.pwrite(descriptor, bytes(8192), 0)

    monkeypatch.setattr(os, "fsync", spoil)
    stick = tmp_path / "stick"
    assert refusal(lambda: made(register, folder=stick)) == "STO-52"
    monkeypatch.undo()
    assert list(stick.iterdir()) == []
    verify_whole(made(register, folder=stick))


def test_what_a_mac_lays_beside_a_backup_is_none(register: Register) -> None:
    whole = made(register)
    whole.path.with_name(f"._{whole.path.name}").write_bytes(b"\0\5\x16\7" + bytes(4092))
    assert [one.path for one in list_backups(whole.path.parent)] == [whole.path]


def test_rotation_removes_no_sealed_file_while_no_backup_is_seen(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stick that didn't answer for a moment looks like one without backups."""
    register.write(lambda work: work.keep_file(b"one", "text/plain", "one.txt")).result()
    whole = made(register)
    monkeypatch.setattr(backups, "is_folder", lambda _folder: False)
    assert rotate(whole.path.parent) == ()
    monkeypatch.undo()
    assert [path.name for path in whole.files.iterdir()] == [file.name for file in whole.header.files]


def test_a_stick_that_fails_while_its_backups_are_listed_is_told(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = made(register)

    def fail(_path: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "glob", lambda *_given: fail(None))
    assert refusal(lambda: rotate(whole.path.parent)) == "STO-50"
