"""The whole way on the command line: export, collect, receipt, each with its exit code."""

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest

from desktop.cli import main
from desktop.exchange import take_in as module
from desktop.exchange.acknowledge import give_receipt
from desktop.exchange.ledger import unsent
from desktop.exchange.send import send
from desktop.exchange.take_in import take_in
from desktop.storage.accounts import add_user
from desktop.storage.opening import Founder
from desktop.storage.register import Register
from desktop.storage.users import Role
from tests.conftest import PASSPHRASE
from tests.exchange.offices import Pair, cell, rows
from tests.exchange.test_hostile import CASES
from tests.exchange.test_unsound import unsound
from tests.storage.opening import Secrets, opened

OTHER = "mưa rào trên mái ngói đỏ"


def run(
    register: Register, words: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> tuple[int, dict[str, Any]]:
    """One command on a closed register."""
    monkeypatch.setenv("SOCHIBO_STATE", str(register.ground.state))
    secret = register.ground.home.parent / "passphrase"
    secret.write_text(PASSPHRASE)
    here = ["--home", str(register.ground.home), "--passphrase-file", str(secret), "--json", "--lang", "en"]
    code = main([*words, *here, "--today", "2026-11-09"])
    return code, json.loads(capsys.readouterr().out)


def test_there_and_back(
    offices: Pair, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cell(offices.unit, "Chi bộ một")
    secrets = Secrets.of(offices.unit), Secrets.of(offices.above)
    offices.close()
    stick = str(offices.stick)
    code, sent = run(offices.unit, ["export", "--to", stick], capsys, monkeypatch)
    assert (code, sent["records"], len(sent["files"])) == (0, 2, 1)
    code, looked = run(offices.above, ["collect", stick, "--dry-run"], capsys, monkeypatch)
    assert (code, looked["files"][0]["outcome"], looked["receipts"]) == (
        1,
        "Ready",
        [],
    )  # a person is asked for
    assert looked["files"][0]["stops"] == [{"rule": "first", "n": 0}]
    path = sent["files"][0]["path"]
    code, asks = run(offices.above, ["collect", path], capsys, monkeypatch)
    assert (code, asks["files"][0]["outcome"], asks["files"][0]["code"]) == (1, "Asks", "EXC-60")
    assert asks["receipts"] == []
    reason = ["--confirm-reason", "Đã gọi đơn vị"]
    code, taken = run(offices.above, ["collect", path, *reason], capsys, monkeypatch)
    assert (code, taken["files"][0]["new"]) == (0, 2)
    [answered] = taken["receipts"]
    assert Path(answered).parent == offices.stick / "SOCHIBO" / "NHAN-VE"
    code, again = run(offices.above, ["collect", stick], capsys, monkeypatch)
    assert (code, [file["outcome"] for file in again["files"]]) == (0, ["AlreadyTaken"])
    code, received = run(offices.unit, ["receipt", stick], capsys, monkeypatch)
    assert (code, [one["verdict"] for one in received["receipts"]]) == (0, ["agrees", "agrees"])
    offices.unit = opened(offices.unit.ground, secrets[0])
    offices.above = opened(offices.above.ground, secrets[1])
    left = offices.unit.read(unsent).result()
    assert left is not None
    assert left.changes == 0
    assert rows(offices.above, offices.unit.unit) == rows(offices.unit, offices.unit.unit)


def test_a_folder_that_is_not_there_is_called_so(
    offices: Pair, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    offices.close()
    nowhere = offices.stick / "nowhere"
    code, said = run(offices.unit, ["export", "--to", str(nowhere)], capsys, monkeypatch)
    assert (code, said["error"]["code"]) == (3, "CLI-10")
    assert not nowhere.exists()


def test_an_empty_stick_is_no(
    offices: Pair, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    offices.close()
    for register, words in ((offices.above, "collect"), (offices.unit, "receipt")):
        assert run(register, [words, str(offices.stick)], capsys, monkeypatch)[0] == 1


def test_a_file_that_is_none_is_refused_by_its_code(
    offices: Pair, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    offices.close()
    (offices.stick / "x.scb").write_text("thực đơn")
    code, facts = run(offices.above, ["collect", str(offices.stick)], capsys, monkeypatch)
    assert (code, facts["files"][0]["code"]) == (1, "BUN-02")


def test_what_was_taken_in_is_told_also_without_a_receipt(
    offices: Pair, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cell(offices.unit, "Chi bộ một")
    sent = send(offices.unit, offices.stick).files[0]
    offices.close()
    words = ["collect", str(sent.path), "--confirm-reason", "Đã gọi đơn vị"]
    nowhere = ["--receipts-to", str(offices.stick / "nowhere")]
    code, refused = run(offices.above, [*words, *nowhere], capsys, monkeypatch)
    assert (code, refused["error"]["code"]) == (3, "CLI-10")
    odd = offices.stick / "odd"
    odd.mkdir()
    (odd / "SOCHIBO").write_text("not a folder")
    code, taken = run(offices.above, [*words, "--receipts-to", str(odd)], capsys, monkeypatch)
    assert (code, taken["files"][0]["outcome"], taken["receipts"]) == (3, "Ready", [])
    assert taken["receipts_failed"] == ["USB-05"]
    code, again = run(offices.above, words, capsys, monkeypatch)
    assert (code, again["files"][0]["outcome"], len(again["receipts"])) == (0, "AlreadyTaken", 1)


def test_a_damaged_file_beside_it_keeps_no_receipt_back(
    offices: Pair, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cell(offices.unit, "Chi bộ một")
    sent = send(offices.unit, offices.stick).files[0]
    take_in(offices.above, sent.path)
    given = give_receipt(offices.above, offices.unit.unit, offices.stick)
    offices.close()
    torn = offices.stick / "SOCHIBO" / "GUI-DI" / "0.scb"
    torn.write_bytes(sent.path.read_bytes()[:-1])
    code, received = run(offices.unit, ["receipt", str(offices.stick)], capsys, monkeypatch)
    assert (code, [one["verdict"] for one in received["receipts"]]) == (0, ["agrees"])
    code, mixed = run(offices.unit, ["receipt", str(torn), str(given.path)], capsys, monkeypatch)
    assert (code, [one["verdict"] for one in mixed["receipts"]]) == (1, ["old"])
    assert [one["code"] for one in mixed["refused"]] == ["BUN-03"]
    code, refused = run(offices.unit, ["receipt", str(torn)], capsys, monkeypatch)
    assert (code, refused["error"]["code"]) == (3, "BUN-03")


def test_a_disk_that_takes_no_more_keeps_no_receipt_back(
    offices: Pair, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cell(offices.unit, "Chi bộ một")
    first, second = (send(offices.unit, offices.stick).files[0].path for _ in range(2))
    offices.close()
    copied: list[Path] = []
    copy = module._copy

    def full(path: Path, folder: Path) -> object:
        if copied:
            raise module._not_kept()
        copied.append(path)
        return copy(path, folder)

    monkeypatch.setattr(module, "_copy", full)
    words = ["collect", str(first), str(second), str(first), "--confirm-reason", "Đã gọi đơn vị"]
    code, taken = run(offices.above, words, capsys, monkeypatch)
    assert code == 3
    assert [(file["file"], file["outcome"]) for file in taken["files"]] == [
        (str(first), "Ready"),
        (str(second), "Trouble"),
    ]
    assert (taken["files"][1]["code"], len(taken["receipts"])) == ("EXC-12", 1)
    code, refused = run(offices.above, ["collect", str(second)], capsys, monkeypatch)
    assert (code, refused["error"]["code"]) == (3, "EXC-12")


def test_what_troubles_the_superior_is_told(
    offices: Pair, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(offices.above, unsound(offices, CASES["a wrong previous hash"]).path)
    give_receipt(offices.above, offices.unit.unit, offices.stick)
    offices.close()
    code, told = run(offices.unit, ["receipt", str(offices.stick)], capsys, monkeypatch)
    assert (code, [one["verdict"] for one in told["receipts"]]) == (0, ["nothing-yet"])
    assert told["receipts"][0]["lines"] == ["A file was put aside there: call the superior."]


def test_a_confirmation_counts_for_files_that_are_named(
    offices: Pair, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cell(offices.unit, "Chi bộ một")
    path = send(offices.unit, offices.stick).files[0].path
    offices.close()
    reason = ["--confirm-reason", "Đã gọi đơn vị"]
    code, asks = run(offices.above, ["collect", str(offices.stick), *reason], capsys, monkeypatch)
    assert (code, asks["files"][0]["outcome"], asks["receipts"]) == (1, "Asks", [])
    assert "by name" in asks["files"][0]["next_step"]
    code, taken = run(offices.above, ["collect", str(path), *reason], capsys, monkeypatch)
    assert (code, taken["files"][0]["outcome"]) == (0, "Ready")


def test_a_second_account_confirms(
    offices: Pair, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cell(offices.unit, "Chi bộ một")
    sent = send(offices.unit, offices.stick).files[0]
    add_user(offices.above, Founder("Phó bí thư", "Hà Minh Tuệ", OTHER, Role.DEPUTY))
    offices.close()
    words = ["collect", str(sent.path)]
    file = offices.stick / "second"
    file.write_text(OTHER)
    second = ["--second-account", "Phó bí thư", "--second-passphrase-file", str(file)]
    assert run(offices.above, [*words, "--confirm-reason", "một mình"], capsys, monkeypatch)[0] == 2
    assert run(offices.above, [*words, *second[:2]], capsys, monkeypatch)[0] == 2
    assert run(offices.above, [*words, "--second-account", "ai đó", *second[2:]], capsys, monkeypatch)[0] == 2
    code, taken = run(offices.above, [*words, *second], capsys, monkeypatch)
    assert (code, taken["files"][0]["outcome"]) == (0, "Ready")


@pytest.mark.parametrize("command", ["export", "collect", "receipts-to", "receipt"])
def test_a_stick_that_went_while_mounted_gets_a_sentence(
    offices: Pair,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    command: str,
) -> None:
    """A file system without its driver answers every question with ENOTCONN."""
    offices.close()
    stick, real = str(offices.stick), os.stat

    def dead(path: Any, *args: Any, **options: Any) -> os.stat_result:
        if not isinstance(path, int) and os.fspath(path) == stick:
            raise OSError(errno.ENOTCONN, "Transport endpoint is not connected")
        return real(path, *args, **options)

    monkeypatch.setattr(os, "stat", dead)
    if command == "export":
        code, said = run(offices.unit, ["export", "--to", stick], capsys, monkeypatch)
        assert (code, said["error"]["code"]) == (3, "CLI-10")
    elif command == "receipts-to":
        words = ["collect", str(offices.stick.parent), "--receipts-to", stick]
        code, said = run(offices.above, words, capsys, monkeypatch)
        assert (code, said["error"]["code"]) == (3, "CLI-10")
    elif command == "collect":
        code, said = run(offices.above, ["collect", stick], capsys, monkeypatch)
        assert (code, [one["code"] for one in said["files"]]) == (1, ["BUN-01"])
    else:
        code, said = run(offices.unit, ["receipt", stick], capsys, monkeypatch)
        assert code == 3


@pytest.mark.parametrize("command", ["collect", "receipt"])
def test_a_stick_whose_folder_cant_be_listed_is_not_called_empty(
    offices: Pair,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    command: str,
) -> None:
    """A damaged folder on a stick answers EIO; so does one whose stick was pulled out."""
    (offices.stick / "SOCHIBO/GUI-DI").mkdir(parents=True)
    offices.close()
    real = os.listdir

    def damaged(path: Any = ".") -> list[str]:
        if Path(path).name == "GUI-DI":
            raise OSError(errno.EIO, "Input/output error")
        return real(path)

    monkeypatch.setattr(os, "listdir", damaged)
    register = offices.above if command == "collect" else offices.unit
    code, said = run(register, [command, str(offices.stick)], capsys, monkeypatch)
    codes = [one["code"] for one in said["files"]] if command == "collect" else [said["error"]["code"]]
    assert (code, codes) == (1 if command == "collect" else 3, ["BUN-01"])


def test_receipts_go_back_to_the_folder_of_ours_in_whatever_case(
    offices: Pair, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """FAT and NTFS keep a name's case and ignore it; a short name may be shown in small letters."""
    cell(offices.unit, "Chi bộ một")
    offices.close()
    code, sent = run(offices.unit, ["export", "--to", str(offices.stick)], capsys, monkeypatch)
    (offices.stick / "SOCHIBO").rename(offices.stick / "sochibo")
    path = Path(sent["files"][0]["path"].replace("SOCHIBO", "sochibo"))
    words = ["collect", str(path), "--confirm-reason", "Đã gọi đơn vị"]
    code, taken = run(offices.above, words, capsys, monkeypatch)
    [answered] = taken["receipts"]
    assert (code, Path(answered).parent) == (0, offices.stick / "SOCHIBO" / "NHAN-VE")
