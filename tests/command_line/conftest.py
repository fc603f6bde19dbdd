"""What the tests of the command line share: a register that ``init`` made, and a way to run a command on it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from desktop.basics import language
from desktop.cli import main
from desktop.keys import passphrase as stretching
from tests.command_line.running import DONE, NEW, OTHER, PASSPHRASE, TODAY, Run, Said


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
