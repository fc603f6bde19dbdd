"""Backups of an open register and bringing one back, through the same functions as the window's."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.conftest import PASSPHRASE
from tests.storage.test_work import member, put_member

from desktop.basics.clock import Clock
from desktop.basics.errors import Trouble
from desktop.basics.ids import new_id
from desktop.members.bundle import KIND as MEMBER
from desktop.storage import log
from desktop.storage.accounts import new_recovery_code
from desktop.storage.check import check
from desktop.storage.incarnation import read_lineage
from desktop.storage.opening import unlock
from desktop.storage.register import Ground, Register
from desktop.storage.safekeeping import (
    backup_is_due,
    backups,
    bring_back,
    save_backup,
    with_passphrase,
    with_recovery,
)


def test_a_backup_restored_is_a_new_life_with_a_parent(register: Register, ground: Ground) -> None:
    kept, lost = new_id(), new_id()
    register.write(put_member, kept, member()).result()
    backup = save_backup(register)
    before = register.read(lambda r: log.read_head(r.connection)).result()
    register.write(put_member, lost, member("Bàn Văn Sếnh")).result()
    account = register.user.id
    register.close()
    bring_back(
        ground,
        backup.path,
        prove=with_passphrase("Bí thư", PASSPHRASE),
        present=(account, PASSPHRASE),
        why="máy hỏng",
    )
    again = unlock(ground, account, PASSPHRASE)
    try:
        assert again.notices == []
        assert again.read(lambda r: r.get(MEMBER, kept)).result() is not None
        assert again.read(lambda r: r.get(MEMBER, lost)).result() is None
        lives = again.read(read_lineage).result()
        assert [(life.epoch, life.reason) for life in lives] == [(1, "first"), (2, "restore")]
        assert (lives[1].parent_inc, lives[1].parent_q) == (before.inc, before.q)
        assert again.read(check).result().faults == ()
    finally:
        again.close()


def test_the_paper_code_of_that_day_brings_a_backup_to_another_pc(
    register: Register, ground: Ground, tmp_path: Path
) -> None:
    code = new_recovery_code(register, lambda _: None)
    register.write(put_member, new_id(), member()).result()
    stick = tmp_path / "stick"
    stick.mkdir()
    backup = save_backup(register, stick)
    account = register.user.id
    register.close()
    elsewhere = replace(ground, home=tmp_path / "other" / "home", state=tmp_path / "other" / "state")
    bring_back(elsewhere, backup.path, prove=with_recovery(code))
    moved = unlock(elsewhere, account, PASSPHRASE)
    try:
        assert moved.read(check).result().faults == ()
    finally:
        moved.close()


def test_a_wrong_passphrase_restores_nothing(register: Register, ground: Ground) -> None:
    backup = save_backup(register)
    account = register.user.id
    register.close()
    files = sorted((path.name, path.read_bytes()) for path in ground.home.glob("register-*"))
    with pytest.raises(Trouble, match="KEY-01"):
        bring_back(ground, backup.path, prove=with_passphrase("Bí thư", "không phải câu này"))
    assert sorted((path.name, path.read_bytes()) for path in ground.home.glob("register-*")) == files
    unlock(ground, account, PASSPHRASE).close()


def test_a_backup_is_due_after_a_working_day(register: Register, ground: Ground) -> None:
    assert backup_is_due(ground.home, ground.clock.now())
    save_backup(register)
    assert not backup_is_due(ground.home, ground.clock.now())
    assert backup_is_due(ground.home, Clock(ground.clock.days + 1).now())
    assert len(backups(ground.home)) == 1
