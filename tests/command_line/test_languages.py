"""Both languages, the help, and a register that can't be read."""

from pathlib import Path

import pytest

from desktop.cli import main
from tests.command_line.running import DONE, TODAY, TROUBLE, Run


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
