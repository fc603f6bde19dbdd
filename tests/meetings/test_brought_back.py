"""A register that was brought back on another computer: what was signed before still counts there."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import pytest
from tests.conftest import PASSPHRASE
from tests.keys.offices import offices
from tests.meetings.test_turns import OWN, TRUST, finished, keep, look, sign  # noqa: F401 - the fixture

from desktop.app.program import Program
from desktop.app.unlock_doors import unlock_doors
from desktop.exchange.office import Device, Superior, join_superior
from desktop.keys.passphrase import FLOOR
from desktop.keys.sealing import Sealer
from desktop.keys.trust import FOLDER, Trust
from desktop.meetings.signing.standing import by_certificate
from desktop.storage.accounts import new_recovery_code
from desktop.storage.register import Ground, Register
from desktop.storage.safekeeping import bring_back, save_backup, with_passphrase


@dataclass
class Elsewhere:
    """What the doors ask of the program."""

    at: Ground

    @property
    def home(self) -> Path:
        return self.at.home

    def ground(self) -> Ground:
        return self.at

    def take(self, register: Register) -> Register:
        return register


def report(register: Register) -> None:
    superior = Superior(offices().authority.urn, "Đảng ủy xã Bình Lãng", Sealer.new().public, TRUST)
    register.write(join_superior, superior, Device(offices().device, Sealer.new())).result()


def moved(register: Register, folder: Path) -> Ground:
    """Another computer, with what a backup of the register brings there."""
    backup = save_backup(register)
    register.close()
    there = replace(register.ground, home=folder / "other" / "home", state=folder / "other" / "state")
    bring_back(there, backup.path, prove=with_passphrase("Bí thư", PASSPHRASE))
    assert not (there.home / FOLDER).exists()
    return there


@pytest.mark.parametrize("by_code", [False, True])
def test_what_the_register_trusts_is_trusted_on_another_computer(
    register: Register,
    finished: str,  # noqa: F811 - the fixture
    tmp_path: Path,
    by_code: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("desktop.app.unlock_doors.calibrated", lambda: FLOOR)
    report(register)
    sign(register, finished, keep(register, offices().taker))
    chair, account = keep(register, offices().chair), register.user.id
    code = new_recovery_code(register, lambda _: None)
    there = moved(register, tmp_path)
    doors = unlock_doors(cast("Program", Elsewhere(there)))
    words = (code.written(), PASSPHRASE) if by_code else (account, PASSPHRASE)
    door = cast("Callable[[str, str], Register]", doors.recover if by_code else doors.unlock)
    again = door(*words)
    try:
        assert again.notices == []
        assert by_certificate(again)
        assert sign(again, finished, chair) is not None
        found = look(again, finished)
        assert found.verdict is not None
        assert found.verdict.holds
        kept = Trust.read(there.home / FOLDER)
        assert (kept.roots, kept.issuers, set(kept.lists)) == (TRUST.roots, TRUST.issuers, set(TRUST.lists))
    finally:
        again.close()


def test_a_folder_of_trust_that_cannot_be_written_keeps_nobody_out(
    register: Register, tmp_path: Path
) -> None:
    report(register)
    account = register.user.id
    there = moved(register, tmp_path)
    (there.home / FOLDER).write_bytes(b"no folder")
    doors = unlock_doors(cast("Program", Elsewhere(there)))
    again = cast("Register", doors.unlock(account, PASSPHRASE))
    assert [notice.code for notice in again.notices] == ["KEY-45"]
    again.close()


def test_who_trusts_nobody_gets_no_folder(register: Register, tmp_path: Path) -> None:
    account = register.user.id
    there = moved(register, tmp_path)
    again = cast("Register", unlock_doors(cast("Program", Elsewhere(there))).unlock(account, PASSPHRASE))
    assert not (there.home / FOLDER).exists()
    again.close()
