"""Every command of the command line, in this process: words, JSON, exit codes, both languages."""

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from desktop.basics import language
from desktop.cli import main
from desktop.keys import passphrase as stretching

PASSPHRASE = "cánh đồng mùa gặt sớm"
OTHER = "con suối qua bản vào thu"
NEW = "ngọn đồi thông xanh gió"
TODAY = "2026-11-09"
SAMPLE = Path(__file__).parent / "members" / "data"
DONE, NO, REFUSED, TROUBLE = 0, 1, 2, 3


@dataclass(frozen=True)
class Said:
    """What one run of the program said."""

    code: int
    out: str
    err: str

    @property
    def facts(self) -> dict[str, Any]:
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


Run = Callable[..., Said]


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """State and settings of the test's own; passphrases stretched only as far as allowed; the language put back."""
    before = language.in_use()
    monkeypatch.setenv("SOCHIBO_STATE", str(tmp_path / "state"))
    monkeypatch.setattr(stretching, "calibrated", lambda: stretching.FLOOR)
    yield
    language.use(before)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register that ``init`` made once, its state, its paper."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "pass").write_text(PASSPHRASE + "\n", encoding="utf-8")
    before = os.environ.get("SOCHIBO_STATE")
    os.environ["SOCHIBO_STATE"] = str(folder / "state")
    words = ["init", "--unit", "Đảng bộ xã Bình Lãng", "--name", "Bế Đức Kiên", "--label", "Bí thư"]
    words += ["--home", str(folder / "home"), "--passphrase-file", str(folder / "pass")]
    words += ["--today", TODAY, "--lang", "vi", "--recovery-to", str(folder / "paper.pdf")]
    try:
        with redirect_stdout(StringIO()):
            assert main(words) == DONE
    finally:
        if before is None:
            del os.environ["SOCHIBO_STATE"]
        else:
            os.environ["SOCHIBO_STATE"] = before
    return folder


@pytest.fixture
def here(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A copy of that register, to be worked on."""
    for name in ("home", "state"):
        shutil.copytree(made / name, tmp_path / name)
    for name, words in (
        ("pass", PASSPHRASE),
        ("other", OTHER),
        ("new", NEW),
        ("wrong", "không phải câu này"),
    ):
        (tmp_path / name).write_text(f"{words}\n", encoding="utf-8")
    capsys.readouterr()
    return tmp_path


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command on this test's home; ``secret`` names the passphrase file."""

    def carry_out(*words: str, secret: str | None = "pass", lang: str = "vi", today: str = TODAY) -> Said:
        shared = ["--home", str(tmp_path / "home"), "--lang", lang, "--today", today]
        if secret is not None:
            shared += ["--passphrase-file", str(tmp_path / secret)]
        capsys.readouterr()
        code = main([*words, *shared])
        return Said(code, *capsys.readouterr())

    return carry_out


# -- init


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


@pytest.mark.parametrize(("to", "code"), [("pass", "CLI-06"), ("home/paper.pdf", "CLI-08")])
def test_the_recovery_paper_overwrites_nothing_and_lies_elsewhere(
    run: Run, tmp_path: Path, to: str, code: str
) -> None:
    (tmp_path / "pass").write_text(PASSPHRASE, encoding="utf-8")
    words = ("init", "--unit", "Đảng bộ xã Nặm Tốc", "--name", "Vi Thị Ngần")
    said = run(*words, "--recovery-to", str(tmp_path / to))
    assert (said.code, said.err[:6]) == (REFUSED, code)
    assert (tmp_path / "pass").read_text(encoding="utf-8") == PASSPHRASE
    assert not (tmp_path / "home" / "keyslots.json").exists()


# -- opening


@pytest.mark.parametrize("command", [("check",), ("backup",), ("user", "list")])
def test_a_wrong_passphrase_opens_nothing(here: Path, run: Run, command: tuple[str, ...]) -> None:
    said = run(*command, "--json", secret="wrong")
    assert said.code == TROUBLE
    assert said.facts["error"]["code"] == "KEY-01"
    assert said.err.startswith("KEY-01")


def test_a_missing_register_names_the_way(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pass").write_text(PASSPHRASE, encoding="utf-8")
    said = run("check", lang="en")
    assert said.code == REFUSED
    assert said.err.startswith("CLI-04")
    assert "sochibo init" in said.err
    assert not (tmp_path / "home").exists()


def test_without_a_passphrase_file_and_without_a_terminal(here: Path, run: Run) -> None:
    said = run("check", secret=None)
    assert (said.code, said.err[:6]) == (REFUSED, "CLI-02")


def test_a_passphrase_file_that_is_not_there(here: Path, run: Run) -> None:
    said = run("check", secret="nothing")
    assert (said.code, said.err[:6]) == (TROUBLE, "CLI-01")


def test_without_a_screen_there_is_a_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    said = run(secret=None)
    assert (said.code, said.err[:6]) == (TROUBLE, "CLI-09")


def test_a_day_may_be_written_as_at_home(here: Path, run: Run) -> None:
    assert run("check", today="9/11/2026").code == DONE
    with pytest.raises(SystemExit):
        run("check", today="31/02/2026")


def test_an_unknown_account(here: Path, run: Run) -> None:
    said = run("check", "--account", "Thủ quỹ")
    assert (said.code, said.err[:6]) == (REFUSED, "CLI-03")
    assert "Thủ quỹ" in said.err


def test_words_that_are_off_end_with_two(run: Run) -> None:
    with pytest.raises(SystemExit) as ended:
        run("chekc")
    assert ended.value.code == REFUSED


# -- users


def test_users_come_and_go(here: Path, run: Run) -> None:
    add = ("user", "add", "--name", "Lục Thị Yến", "--label", "Văn thư", "--role", "clerk")
    added = run(*add, "--new-passphrase-file", str(here / "other"), "--json")
    assert (added.code, added.facts) == (DONE, {"label": "Văn thư"})
    listed = run("user", "list", "--json").facts["users"]
    assert [(user["label"], user["role"], user["active"]) for user in listed] == [
        ("Bí thư", "secretary", True),
        ("Văn thư", "clerk", True),
    ]
    assert run("check", "--account", "Văn thư", secret="other").code == DONE
    refused = run("user", "remove", "Bí thư", "--account", "Văn thư", secret="other")
    assert (refused.code, refused.err[:6]) == (REFUSED, "STO-20")
    removed = run("user", "remove", "Văn thư")
    assert removed.code == DONE
    assert "Văn thư" in removed.out
    gone = run("check", "--account", "Văn thư", secret="other")
    assert (gone.code, gone.err[:6]) == (REFUSED, "CLI-03")
    assert run("check").code == DONE


def test_plain_list_of_users(here: Path, run: Run) -> None:
    assert run("user").out == "Bí thư\tBế Đức Kiên\tsecretary\n"


def test_one_cannot_remove_oneself(here: Path, run: Run) -> None:
    said = run("user", "remove", "Bí thư")
    assert (said.code, said.err[:6]) == (REFUSED, "STO-21")


def test_the_passphrase_changes(here: Path, run: Run) -> None:
    assert run("user", "passphrase", "--new-passphrase-file", str(here / "new")).code == DONE
    assert run("check").code == TROUBLE
    assert run("check", secret="new").code == DONE


# -- members


def test_the_sample_sheet_says_what_is_in_it(here: Path, run: Run) -> None:
    truth = json.loads((SAMPLE / "truth_mau.json").read_text(encoding="utf-8"))
    said = run("import-members", str(SAMPLE / "DS_DANGVIEN_mau.xlsx"), "--json")
    assert said.code == DONE
    facts = said.facts
    for key in ("rows", "people", "by_status", "by_cell", "women"):
        assert facts[key] == truth[key], key
    assert facts["problems"].items() >= truth["problems"].items()
    assert facts["recognised_again"] == 6
    assert facts["done"] == {"added": 300, "known": 0, "cells_added": 12}
    again = run("import-members", str(SAMPLE / "DS_DANGVIEN_mau.xlsx"), "--json").facts
    assert again["done"] == {"added": 0, "known": 300, "cells_added": 0}
    assert run("check", "--json").facts["whole"] is True


def test_a_dry_run_needs_no_register(run: Run, tmp_path: Path) -> None:
    said = run("import-members", str(SAMPLE / "DS_DANGVIEN_mau.xlsx"), "--dry-run", secret=None)
    assert said.code == DONE
    assert "300" in said.out.splitlines()[0]
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("name", ["nothing.xlsx", "text.xlsx"])
def test_a_file_that_is_no_sheet(here: Path, run: Run, name: str) -> None:
    (here / "text.xlsx").write_text("Họ và tên;Ngày sinh", encoding="utf-8")
    said = run("import-members", str(here / name), "--json")
    assert said.code in (REFUSED, TROUBLE)
    assert said.facts["error"]["code"].startswith("IMP-")


# -- check, backup, restore


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


# -- languages, self-test


def test_both_languages_speak(here: Path, run: Run) -> None:
    english, vietnamese = run("check", lang="en").out, run("check", lang="vi").out
    assert english.startswith("The register is whole")
    assert vietnamese != english
    assert "The " not in vietnamese
    wrong = run("check", secret="wrong", lang="vi")
    assert "passphrase" not in wrong.err


def test_the_settings_decide_the_language(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from desktop.settings import LANGUAGE, Settings

    Settings.load().put(LANGUAGE, "en")
    words = ["check", "--home", str(here / "home"), "--passphrase-file", str(here / "pass"), "--today", TODAY]
    assert main(words) == DONE
    assert capsys.readouterr().out.startswith("The register is whole")


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == DONE
    told = capsys.readouterr().out
    for command in ("demo", "init", "user", "import-members", "check", "backup", "restore", "selftest"):
        assert command in told


def test_a_damaged_register_is_a_sentence(here: Path, run: Run) -> None:
    database = next(
        path for path in (here / "home").iterdir() if path.suffix == ".db" or "register" in path.name
    )
    database.write_bytes(b"\0" * 4096)
    said = run("check")
    assert said.code == TROUBLE
    assert "Traceback" not in said.err
