"""``init``: the recovery paper, and the places where new files go."""

import sys
from pathlib import Path

import pytest

from tests.command_line.running import DONE, PASSPHRASE, REFUSED, TROUBLE, Run


def test_init_prints_the_recovery_paper(made: Path) -> None:
    from desktop.documents.preview import page_count

    paper = (made / "paper.pdf").read_bytes()
    assert paper.startswith(b"%PDF-")
    assert page_count(paper) == 1
    assert (made / "home" / "keyslots.json").is_file()


def test_init_without_a_file_shows_the_code_once(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pass").write_text(PASSPHRASE, encoding="utf-8")
    said = run("init", "--unit", "Đảng bộ xã Nặm Tốc", "--name", "Vi Thị Ngần", "--json")
    assert said.code == DONE
    code = said.facts["recovery_code"]
    assert len(code.replace("-", "").replace(" ", "")) == 28
    # The paper code opens what the passphrase opens: a new passphrase may be set by a restore.
    (tmp_path / "code").write_text(code, encoding="utf-8")
    saved = run("backup", "--json")
    restored = run(
        "restore", saved.facts["file"], "--recovery-code-file", str(tmp_path / "code"), "--json", secret=None
    )
    assert restored.code == DONE, restored


def test_a_weak_passphrase_makes_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "weak").write_text("123456", encoding="utf-8")
    said = run("init", "--unit", "Đảng bộ xã Nặm Tốc", "--name", "Vi Thị Ngần", secret="weak")
    assert (said.code, said.err[:6]) == (REFUSED, "KEY-05")
    assert not (tmp_path / "home" / "keyslots.json").exists()
    paper = tmp_path / "paper.pdf"
    words = ("init", "--unit", "Đảng bộ xã Nặm Tốc", "--name", "Vi Thị Ngần", "--recovery-to", str(paper))
    assert run(*words, secret="weak").code == REFUSED
    assert not paper.exists()


def test_a_second_register_in_one_folder_is_refused(here: Path, run: Run) -> None:
    said = run("init", "--unit", "Đảng bộ xã Nặm Tốc", "--name", "Vi Thị Ngần")
    assert said.code == TROUBLE
    assert said.err.startswith("STO-07")
    assert run("check").code == DONE


def test_a_paper_that_cannot_be_written_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pass").write_text(PASSPHRASE, encoding="utf-8")
    nowhere = str(tmp_path / "not" / "there.pdf")
    words = ("init", "--unit", "Đảng bộ xã Nặm Tốc", "--name", "Vi Thị Ngần", "--recovery-to", nowhere)
    said = run(*words)
    assert said.code == TROUBLE
    assert said.err.startswith("CLI-05")
    # Nobody has the code: so there must be no register that only it could open again.
    assert not (tmp_path / "home" / "keyslots.json").exists()


@pytest.mark.parametrize("unit", ["Đảng bộ xã Nặm Tốc", ""], ids=["again", "without a name"])
def test_init_that_is_refused_touches_no_file(here: Path, run: Run, unit: str) -> None:
    paper = here / "paper.pdf"
    paper.write_bytes(b"the first register's paper")
    home = ["--home", str(here / "fresh")] if not unit else []
    said = run("init", "--unit", unit, "--name", "Vi Thị Ngần", "--recovery-to", str(paper), *home)
    assert said.code != DONE
    assert paper.read_bytes() == b"the first register's paper"
    free = here / "free.pdf"
    assert run("init", "--unit", unit, "--name", "X", "--recovery-to", str(free), *home).code != DONE
    assert not free.exists()
    assert not (here / "fresh").exists()


def test_a_name_that_the_paper_cannot_hold_makes_no_register(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pass").write_text(PASSPHRASE, encoding="utf-8")
    paper = tmp_path / "paper.pdf"
    said = run("init", "--unit", "Đảng bộ xã 漢字", "--name", "Vi Thị Ngần", "--recovery-to", str(paper))
    assert (said.code, said.err[:6]) == (TROUBLE, "PDF-01")
    assert not paper.exists()
    assert not (tmp_path / "home" / "keyslots.json").exists()


@pytest.mark.parametrize("name", ["pass/x.pdf", "a" * 300], ids=["below a file", "a name too long"])
def test_an_odd_place_for_a_file_is_a_sentence(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / "pass").write_text(PASSPHRASE, encoding="utf-8")
    words = ("init", "--unit", "Đảng bộ xã Nặm Tốc", "--name", "X", "--recovery-to", str(tmp_path / name))
    said = run(*words)
    assert (said.code, said.err[:6]) == (TROUBLE, "CLI-05")


@pytest.mark.skipif(sys.platform == "win32", reason="no such rights there")
def test_a_paper_is_for_its_maker_alone(made: Path) -> None:
    assert (made / "paper.pdf").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("to", "code"), [("pass", "CLI-06"), ("home/paper.pdf", "KEY-73")])
def test_the_recovery_paper_overwrites_nothing_and_lies_elsewhere(
    run: Run, tmp_path: Path, to: str, code: str
) -> None:
    (tmp_path / "pass").write_text(PASSPHRASE, encoding="utf-8")
    words = ("init", "--unit", "Đảng bộ xã Nặm Tốc", "--name", "Vi Thị Ngần")
    said = run(*words, "--recovery-to", str(tmp_path / to))
    assert (said.code, said.err[:6]) == (REFUSED, code)
    assert (tmp_path / "pass").read_text(encoding="utf-8") == PASSPHRASE
    assert not (tmp_path / "home" / "keyslots.json").exists()
