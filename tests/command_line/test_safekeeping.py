"""``check``, ``backup`` and ``restore``."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.command_line.running import DONE, NO, REFUSED, SAMPLE, TROUBLE, Run


def test_check_tells_of_faults(here: Path, run: Run) -> None:
    said = run("check", "--json")
    assert said.code == DONE
    assert said.facts.keys() == {
        "whole",
        "records",
        "aggregates",
        "audit_lines",
        "files",
        "head",
        "state_root",
        "faults",
    }
    assert said.facts["faults"] == []


def test_a_fault_ends_with_one(here: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from desktop.storage import check as checking

    whole = checking.check

    def faulty(reading: Any) -> Any:
        from dataclasses import replace

        return replace(whole(reading), faults=(checking.Fault("log 1", "hash"),))

    monkeypatch.setattr(checking, "check", faulty)
    said = run("check", "--json")
    assert (said.code, said.facts["whole"]) == (NO, False)
    assert said.facts["faults"] == [{"where": "log 1", "what": "hash"}]
    assert "log 1: hash" in run("check", lang="en").out


def test_a_backup_comes_back(here: Path, run: Run) -> None:
    other = here / "usb"
    other.mkdir()
    saved = run("backup", "--to", str(other), "--json")
    assert saved.code == DONE
    file = Path(saved.facts["file"])
    assert file.parent == other
    before = run("check", "--json").facts["state_root"]
    run("import-members", str(SAMPLE / "DS_DANGVIEN_mau.xlsx"))
    assert run("check", "--json").facts["state_root"] != before
    back = run("restore", str(file), "--why", "thử lại", "--json")
    assert (back.code, back.facts["missing_files"]) == (DONE, [])
    assert run("check", "--json").facts["state_root"] == before


def test_a_backup_comes_back_on_a_new_computer(here: Path, run: Run) -> None:
    file = run("backup", "--to", str(here), "--json").facts["file"]
    shutil.rmtree(here / "home")
    shutil.rmtree(here / "state")
    back = run("restore", file)  # the first account of the backup
    assert back.code == DONE, back
    assert "giữ riêng" not in back.out
    assert run("check").code == DONE


def test_restore_asks_for_the_right_passphrase(here: Path, run: Run) -> None:
    file = run("backup", "--json").facts["file"]
    said = run("restore", file, secret="wrong")
    assert (said.code, said.err[:6]) == (TROUBLE, "KEY-01")
    assert run("check").code == DONE


def test_what_is_no_backup_is_refused(here: Path, run: Run) -> None:
    (here / "x.scbackup").write_bytes(b"not a backup at all")
    said = run("restore", str(here / "x.scbackup"))
    assert said.code in (REFUSED, TROUBLE)
    assert run("check").code == DONE
    nothing = run("restore", str(here / "nothing.scbackup"))
    assert nothing.code == TROUBLE


def test_a_folder_that_is_not_there_takes_no_backup(here: Path, run: Run) -> None:
    for folder in (here / "pass" / "below", here / "no stick" / "SAO"):
        said = run("backup", "--to", str(folder))
        assert said.code == TROUBLE
        assert said.err
    assert not (here / "no stick").exists()
