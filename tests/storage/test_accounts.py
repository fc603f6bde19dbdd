"""Users: added, removed with a new key, and never the last secretary."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.conftest import FOUNDER, PASSPHRASE

from desktop.basics.errors import Refused, Trouble
from desktop.keys.recovery import RecoveryCode
from desktop.keys.slots import FILE_NAME, KeySlots
from desktop.storage.accounts import (
    add_user,
    change_passphrase,
    change_role,
    confirm_paper,
    keep_code,
    new_recovery_code,
    paper_due,
    prepared_code,
    remove_user,
    reset_passphrase,
    users,
)
from desktop.storage.check import check
from desktop.storage.opening import Founder, found, unlock, unlock_with_recovery
from desktop.storage.register import Ground, Register
from desktop.storage.users import Role, User

CLERK = Founder("Văn thư", "Lục Thị Yến", "suối chảy qua bản xa", Role.CLERK)


def test_a_new_user_opens_the_register(register: Register, ground: Ground) -> None:
    clerk = add_user(register, CLERK)
    register.close()
    again = unlock(ground, clerk.id, CLERK.passphrase)
    try:
        assert again.user == User(clerk.id, "Lục Thị Yến", Role.CLERK)
        with pytest.raises(Refused, match="STO-20"):
            add_user(again, Founder("Khác", "Ai Đó", "một câu khác dài hơn"))
    finally:
        again.close()


def test_removing_a_user_changes_the_key_and_keeps_the_records(register: Register, ground: Ground) -> None:
    clerk = add_user(register, CLERK)
    before = ground.home / register.slots.database
    remove_user(register, clerk.id)
    after = ground.home / register.slots.database
    assert after != before
    assert not before.exists()
    assert register.read(check).result().whole
    assert [user.active for user in register.read(users).result()] == [True, False]
    register.write(lambda work: work.audit("still-writes")).result()
    register.close()
    slots = KeySlots.read(ground.home / FILE_NAME)
    assert [account.label for account in slots.accounts()] == ["Bí thư"]
    with pytest.raises(Trouble, match="KEY-14"):
        unlock(ground, clerk.id, CLERK.passphrase)
    unlock(ground, slots.accounts()[0].id, PASSPHRASE).close()


def test_nobody_removes_himself_or_the_last_secretary(register: Register) -> None:
    with pytest.raises(Refused, match="STO-21"):
        remove_user(register, register.user.id)
    with pytest.raises(Refused, match="STO-22"):
        change_role(register, register.user.id, "Bế Đức Kiên", Role.VIEWER)


def test_a_passphrase_is_changed_with_the_old_one(register: Register, ground: Ground) -> None:
    with pytest.raises(Trouble, match="KEY-01"):
        change_passphrase(register, "không phải câu này đâu", "một câu mới thật dài")
    change_passphrase(register, PASSPHRASE, "một câu mới thật dài")
    account = register.user.id
    register.close()
    with pytest.raises(Trouble, match="KEY-01"):
        unlock(ground, account, PASSPHRASE)
    unlock(ground, account, "một câu mới thật dài").close()


def test_a_new_paper_that_is_lost_leaves_the_old_one_valid(register: Register, ground: Ground) -> None:
    old = new_recovery_code(register, lambda _: None)
    lost: list[RecoveryCode] = []

    def pulled(code: RecoveryCode) -> None:
        lost.append(code)
        raise OSError("the stick was pulled")

    with pytest.raises(OSError, match="pulled"):
        new_recovery_code(register, pulled)
    register.close()
    with pytest.raises(Trouble, match="KEY-07"):
        unlock_with_recovery(ground, lost[0])
    unlock_with_recovery(ground, old).close()


def test_a_prepared_code_counts_once_its_paper_is_there(register: Register, ground: Ground) -> None:
    old = new_recovery_code(register, lambda _: None)
    slots, code = prepared_code(register)
    KeySlots.read(ground.home / FILE_NAME).unlock_with_recovery(old)
    keep_code(register, slots)
    keep_code(register, slots)
    register.close()
    with pytest.raises(Trouble, match="KEY-07"):
        unlock_with_recovery(ground, old)
    unlock_with_recovery(ground, code).close()


def test_the_paper_of_the_first_run_is_due_until_it_is_confirmed(ground: Ground) -> None:
    for number, settled in enumerate((confirm_paper, lambda made: new_recovery_code(made, lambda _: None))):
        around = replace(ground, home=ground.home / str(number))
        register, _code = found(around, FOUNDER, paper_due=True)
        assert register.read(paper_due).result()
        settled(register)
        assert not register.read(paper_due).result()
        register.close()


def test_the_paper_code_opens_and_gives_a_new_passphrase(register: Register, ground: Ground) -> None:
    code, account = new_recovery_code(register, lambda _: None), register.user.id
    register.close()
    opened = unlock_with_recovery(ground, code)
    reset_passphrase(opened, "câu mới sau khi quên")
    opened.close()
    unlock(ground, account, "câu mới sau khi quên").close()


def test_names_of_users_are_not_in_the_key_file(register: Register, ground: Ground, tmp_path: Path) -> None:
    add_user(register, CLERK)
    content = (ground.home / FILE_NAME).read_text()
    assert "Yến" not in content
    assert "Kiên" not in content
