"""Bringing a backup back and renewing the data key: at every moment one whole register is named."""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import PASSPHRASE
from tests.power_cut import cut_at_each_step, kill_at_moments

from desktop.basics.errors import Told, Trouble
from desktop.basics.ids import new_id
from desktop.keys.data_key import DataKey
from desktop.keys.slot import Holder
from desktop.keys.slots import FILE_NAME, KeySlots
from desktop.organisations.bundle import KIND as ORGANISATION
from desktop.storage import duplicate, restore
from desktop.storage.backup import back_up
from desktop.storage.backup_file import Backup
from desktop.storage.check import check
from desktop.storage.log import read_head
from desktop.storage.opening import open_register, prepare_restored, unlock
from desktop.storage.register import Ground, Register
from desktop.storage.restore import Present, forget_old, renew_key, set_aside
from desktop.storage.work import Work

SECOND = "ba chiếc thuyền nan nhỏ"


def refusal(run: Callable[[], object]) -> str:
    with pytest.raises(Told) as told:
        run()
    return told.value.code


def keep_cell(work: Work, name: str) -> str:
    parts: dict[str, Any] = {part: [] for part in ORGANISATION.parts}
    id_ = new_id()
    work.put(ORGANISATION, id_, {"name": name, "kind": "CHI_BO_TRUC_THUOC"} | parts)
    return id_


def made(register: Register, folder: Path | None = None) -> Backup:
    at = register.ground.clock.now()
    return register.on_writer(
        lambda raw: back_up(raw, register.ground.home, register.slots, register.key, at=at, folder=folder)
    ).result()


def key_of(register: Register) -> DataKey:
    key = register.key
    return DataKey(key.generation, bytearray(key.secret), bytearray(key.proof))


def proven(backup: Backup, passphrase: str = PASSPHRASE) -> Holder:
    slots = backup.header.slots
    return slots.prove(slots.accounts()[0].id, passphrase)


def bring_back(
    backup: Backup, ground: Ground, present: Present | None = None, holder: Holder | None = None
) -> restore.Restored:
    def prepare(database: Path, slots: KeySlots, key: DataKey) -> None:
        prepare_restored(ground, database, slots, key, "thử")

    return restore.restore(backup, ground.home, holder or proven(backup), prepare, present)


def opened(ground: Ground) -> Register:
    slots = KeySlots.read(ground.home / FILE_NAME)
    return unlock(ground, slots.accounts()[0].id, PASSPHRASE)


def cells(register: Register) -> set[str]:
    from sqlalchemy import select

    rows = register.read(lambda reading: reading.rows(select(ORGANISATION.table.c.name))).result()
    return {row.name for row in rows}


# -- restoring


def test_a_backup_brings_the_register_back_in_a_new_incarnation(register: Register) -> None:
    ground = register.ground
    register.write(keep_cell, "before").result()
    kept = register.write(lambda work: work.keep_file(b"scan", "text/plain", "scan.txt")).result()
    backup = made(register)
    register.write(keep_cell, "after").result()
    register.close()

    restored = bring_back(backup, ground)

    assert restored.head == backup.header.head
    assert restored.missing == ()
    again = opened(ground)
    assert again.notices == []
    assert cells(again) == {"before"}
    head = again.read(lambda reading: read_head(reading.connection)).result()
    assert (head.epoch, head.q) == (backup.header.head.epoch + 1, backup.header.head.q + 1)
    assert again.read(lambda reading: reading.file(kept)).result() == b"scan"
    assert again.read(check).result().faults == ()
    again.close()


def test_what_was_there_is_kept_aside_whole_and_can_be_put_back(register: Register) -> None:
    ground = register.ground
    backup = made(register)
    register.write(keep_cell, "after").result()
    old = register.slots.database
    register.close()
    restored = bring_back(backup, ground)
    assert restored.database.name != old
    assert set_aside(ground.home) == (restored.set_aside,)
    assert restored.set_aside
    slots = KeySlots.read(restored.set_aside)
    key = slots.unlock(slots.accounts()[0].id, PASSPHRASE)
    assert slots.database == old
    duplicate.checked(ground.home / old, key.raw_key())
    assert forget_old(ground.home, restored.slots) == ()
    assert (ground.home / old).exists()


def test_on_a_new_pc_the_recovery_code_brings_it_back(ground: Ground, tmp_path: Path) -> None:
    from dataclasses import replace

    from desktop.storage.opening import Founder, found

    first, code = found(ground, Founder("Bí thư", "Bế Đức Kiên", PASSPHRASE))
    first.write(keep_cell, "before").result()
    kept = first.write(lambda work: work.keep_file(b"scan", "text/plain", "scan.txt")).result()
    backup = made(first)
    first.close()
    other = replace(ground, home=tmp_path / "other" / "home", state=tmp_path / "other" / "state")
    restored = bring_back(backup, other, holder=backup.header.slots.prove_with_recovery(code))
    assert restored.set_aside is None
    assert restored.slots.unlock_with_recovery(code).same_as(restored.key)
    again = opened(other)
    assert cells(again) == {"before"}
    assert again.read(lambda reading: reading.file(kept)).result() == b"scan"
    again.close()


def test_who_was_removed_since_doesnt_come_back(register: Register) -> None:
    ground = register.ground
    both, account = register.slots.add(register.key, "Văn phòng", SECOND)
    register.keep_slots(both)
    backup = made(register)
    register.keep_slots(both.remove(register.key, account.id))
    present = Present(register.slots, key_of(register))
    register.close()
    restored = bring_back(backup, ground, present)
    assert [known.label for known in restored.slots.accounts()] == ["Bí thư"]
    # without the present slots in hand, those of the backup's day count
    again = bring_back(backup, ground)
    assert [known.label for known in again.slots.accounts()] == ["Bí thư", "Văn phòng"]
    assert again.slots.generation == restored.slots.generation + 1


def test_missing_sealed_files_are_named(register: Register) -> None:
    ground = register.ground
    register.write(lambda work: work.keep_file(b"scan", "text/plain", "scan.txt")).result()
    backup = made(register)
    register.close()
    [file] = backup.header.files
    (ground.home / "vault" / file.name).unlink()
    (backup.files / file.name).unlink()
    assert bring_back(backup, ground).missing == (file.name,)


def test_what_is_refused_changes_nothing(register: Register, tmp_path: Path) -> None:
    ground = register.ground
    backup = made(register)
    assert refusal(lambda: bring_back(backup, ground)) == "STO-03"
    register.close()
    before = listing(ground.home)

    stranger, key, _ = KeySlots.create("Bí thư", PASSPHRASE)
    assert refusal(lambda: bring_back(backup, ground, Present(stranger, key))) == "STO-55"
    other = tmp_path / "other"
    other.mkdir()
    stranger.write(other / FILE_NAME)
    from dataclasses import replace

    assert refusal(lambda: bring_back(backup, replace(ground, home=other))) == "STO-55"
    assert refusal(lambda: bring_back(backup, ground, holder=proven_stranger(stranger))) == "KEY-08"
    content = backup.path.read_bytes()
    backup.path.write_bytes(content[:-40] + bytes([content[-40] ^ 1]) + content[-39:])
    assert refusal(lambda: bring_back(backup, ground)) == "STO-51"
    backup.path.write_bytes(content)
    assert listing(ground.home) == before
    opened(ground).close()


def proven_stranger(slots: KeySlots) -> Holder:
    return slots.prove(slots.accounts()[0].id, PASSPHRASE)


def listing(home: Path) -> dict[str, int]:
    return {path.name: path.stat().st_size for path in home.iterdir()}


def test_a_preparation_that_fails_stops_it(register: Register) -> None:
    ground = register.ground
    backup = made(register)
    register.close()
    before = listing(ground.home)

    def prepare(database: Path, slots: KeySlots, key: DataKey) -> None:
        assert duplicate.checked(database, key.raw_key()) == backup.header.head
        raise RuntimeError("stopped")

    with pytest.raises(RuntimeError, match="stopped"):
        restore.restore(backup, ground.home, proven(backup), prepare)
    assert listing(ground.home) == before


@pytest.mark.parametrize("step", ["fsync", "replace", "open", "rename"])
def test_a_disk_that_refuses_is_told_and_the_old_register_stays(
    register: Register, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    ground = register.ground
    backup = made(register)
    register.close()
    before = KeySlots.read(ground.home / FILE_NAME)
    holder = proven(backup)
    real = getattr(os, step)

    def refuse(*args: object, **named: object) -> object:
        if str(args[0]).endswith("lock"):
            return real(*args, **named)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, refuse)
    assert refusal(lambda: bring_back(backup, ground, holder=holder)) in {"STO-56", "KEY-15"}
    monkeypatch.undo()
    assert KeySlots.read(ground.home / FILE_NAME) == before
    assert [path.name for path in ground.home.glob("register-*")] == [before.database]
    opened(ground).close()


def test_a_damaged_key_file_is_kept_and_doesnt_stop_a_restore(register: Register) -> None:
    ground = register.ground
    register.write(keep_cell, "before").result()
    backup = made(register)
    register.close()
    (ground.home / FILE_NAME).write_bytes(b"damaged")
    restored = bring_back(backup, ground)
    assert restored.set_aside
    assert restored.set_aside.read_bytes() == b"damaged"
    again = opened(ground)
    assert cells(again) == {"before"}
    again.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="cuts the power in a forked child")
def test_a_power_cut_leaves_the_old_register_or_the_restored_one(register: Register) -> None:
    ground = register.ground
    register.write(keep_cell, "before").result()
    register.write(lambda work: work.keep_file(b"scan", "text/plain", "scan.txt")).result()
    backup = made(register)
    register.write(keep_cell, "after").result()
    old_slots, old_key = register.slots, key_of(register)
    register.close()
    holder = proven(backup)
    old_head = duplicate.checked(ground.home / old_slots.database, old_key.raw_key())
    seen = set()
    for _ in cut_at_each_step(lambda: bring_back(backup, ground, Present(old_slots, old_key), holder)):
        slots = KeySlots.read(ground.home / FILE_NAME)
        if slots == old_slots:
            seen.add("old")
            assert duplicate.checked(ground.home / slots.database, old_key.raw_key()) == old_head
            continue
        seen.add("new")
        key = slots.unlock(slots.accounts()[0].id, PASSPHRASE)
        head = duplicate.checked(ground.home / slots.database, key.raw_key())
        assert (head.epoch, head.q) == (backup.header.head.epoch + 1, backup.header.head.q + 1)
        duplicate.checked(ground.home / old_slots.database, old_key.raw_key())
        old_slots.write(ground.home / FILE_NAME)  # as it was, for the next cut
    assert seen == {"old", "new"}
    for _ in kill_at_moments(
        lambda: bring_back(backup, ground, Present(old_slots, old_key), holder),
        (moment / 100 for moment in range(1, 25, 4)),
    ):
        slots = KeySlots.read(ground.home / FILE_NAME)
        key = old_key if slots == old_slots else slots.unlock(slots.accounts()[0].id, PASSPHRASE)
        duplicate.checked(ground.home / slots.database, key.raw_key())
        old_slots.write(ground.home / FILE_NAME)
    restored = bring_back(backup, ground, Present(old_slots, old_key), holder)
    assert not list(ground.home.glob("*.part*"))
    left = forget_old(ground.home, restored.slots)
    assert left  # complete copies that no key file came to name
    assert old_slots.database not in left
    again = opened(ground)
    assert cells(again) == {"before"}
    assert again.read(check).result().faults == ()
    again.close()


# -- renewing the key


def test_a_renewed_key_opens_a_new_file_and_the_old_one_goes(register: Register) -> None:
    ground = register.ground
    register.write(keep_cell, "before").result()
    slots, old = register.slots, key_of(register)
    register.close()
    raw = duplicate.keyed(ground.home / slots.database, old.raw_key())
    renewed, key = renew_key(raw, ground.home, slots, old)
    raw.close()
    assert renewed == KeySlots.read(ground.home / FILE_NAME)
    assert not old.same_as(key)
    with pytest.raises(Trouble):
        duplicate.checked(ground.home / renewed.database, old.raw_key())
    again = open_register(ground, renewed, key, renewed.accounts()[0].id)
    assert again.notices == []
    assert cells(again) == {"before"}
    assert again.read(check).result().faults == ()
    again.close()
    assert forget_old(ground.home, renewed) == (slots.database,)
    assert [path.name for path in ground.home.glob("register-*.db*")] == [renewed.database]
    opened(ground).close()


def test_an_old_key_file_put_back_costs_no_newer_database(register: Register) -> None:
    ground = register.ground
    slots, old = register.slots, key_of(register)
    register.close()
    raw = duplicate.keyed(ground.home / slots.database, old.raw_key())
    renewed, _ = renew_key(raw, ground.home, slots, old)
    raw.close()
    slots.write(ground.home / FILE_NAME)
    assert forget_old(ground.home, slots) == ()
    assert (ground.home / renewed.database).exists()
    assert restore._free_generation(ground.home, old) == renewed.generation + 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="cuts the power in a forked child")
def test_a_power_cut_while_renewing_leaves_one_named_whole_file(register: Register) -> None:
    ground = register.ground
    slots, old = register.slots, key_of(register)
    register.close()
    head = duplicate.checked(ground.home / slots.database, old.raw_key())

    def run() -> None:
        raw = duplicate.keyed(ground.home / slots.database, old.raw_key())
        renew_key(raw, ground.home, slots, old)
        raw.close()

    seen = set()
    for _ in cut_at_each_step(run):
        now = KeySlots.read(ground.home / FILE_NAME)
        key = old if now == slots else now.unlock(now.accounts()[0].id, PASSPHRASE)
        seen.add(now == slots)
        assert duplicate.checked(ground.home / now.database, key.raw_key()) == head
        assert duplicate.checked(ground.home / slots.database, old.raw_key()) == head
        slots.write(ground.home / FILE_NAME)
    assert seen == {True, False}


@pytest.mark.parametrize("gone", [True, False], ids=["unmounted", "no answer"])
def test_a_stick_that_goes_while_its_files_are_brought_in_is_told(
    register: Register, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, gone: bool
) -> None:
    """The database was read from it, the sealed files weren't: it isn't this disk, and they aren't lost."""
    register.write(lambda work: work.keep_file(b"one", "text/plain", "one.txt")).result()
    ground = register.ground
    stick = tmp_path / "stick"
    backup = made(register, folder=stick)
    register.close()
    before = KeySlots.read(ground.home / FILE_NAME)
    holder = proven(backup)
    real = restore._bring_files
    for path in (ground.home / "vault").iterdir():
        path.unlink()

    def pulled(of: Backup, vault: Path) -> tuple[str, ...]:
        if gone:
            shutil.rmtree(stick)
            return real(of, vault)

        def dead(path: Path) -> bytes:
            raise OSError(errno.ENOTCONN, "Transport endpoint is not connected", str(path))

        with monkeypatch.context() as patch:
            patch.setattr(Path, "read_bytes", dead)
            return real(of, vault)

    monkeypatch.setattr(restore, "_bring_files", pulled)
    assert refusal(lambda: bring_back(backup, ground, holder=holder)) == "STO-54"
    assert KeySlots.read(ground.home / FILE_NAME) == before
    assert [path.name for path in ground.home.glob("register-*")] == [before.database]
