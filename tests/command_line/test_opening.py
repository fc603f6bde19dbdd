"""The way in: passphrases, accounts, days, folders and screens that aren't there."""

import sys
from pathlib import Path

import pytest

from tests.command_line.running import DONE, PASSPHRASE, REFUSED, TROUBLE, Run


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
