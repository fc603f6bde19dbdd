"""The self-test of an installation: every step is there, a broken one is named, nothing is left behind."""

import json
import tempfile
from pathlib import Path

import pytest

from desktop import selftest
from desktop.basics import language
from desktop.basics.errors import Trouble
from desktop.basics.language import msg
from desktop.cli import main


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Temporary files and state lie in the test's folder."""
    (tmp_path / "temp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    monkeypatch.setenv("SOCHIBO_STATE", str(tmp_path / "state"))


def test_this_installation_works_and_nothing_is_left(tmp_path: Path) -> None:
    before = language.in_use()
    facts = selftest.prove(window=False)
    assert facts["steps"] == dict.fromkeys(facts["steps"], "ok")
    assert {"resources", "rules", "texts", "register", "paper", "sheets"} <= facts["steps"].keys()
    assert facts["whole"] is True
    assert list((tmp_path / "temp").iterdir()) == []
    assert language.in_use() == before


def test_a_broken_step_is_named_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def torn() -> None:
        raise Trouble("PDF-01", msg("The fonts are missing."))

    def unknown() -> None:
        raise RuntimeError("no such thing")

    steps = {"paper": torn, "sheets": unknown, "rules": lambda: None}
    monkeypatch.setattr(selftest, "_steps", lambda _folder, _window: steps)
    facts = selftest.prove()
    assert facts["whole"] is False
    assert facts["steps"] == {"paper": "PDF-01", "sheets": "RuntimeError: no such thing", "rules": "ok"}


def test_the_command_ends_with_one_when_something_is_broken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = language.in_use()
    monkeypatch.setattr(selftest, "_steps", lambda _folder, _window: {"rules": lambda: None})
    assert main(["selftest", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["whole"] is True

    def torn() -> None:
        raise Trouble("RUL-01", msg("The rules are missing."))

    monkeypatch.setattr(selftest, "_steps", lambda _folder, _window: {"rules": torn})
    assert main(["selftest", "--lang", "en"]) == 1
    assert capsys.readouterr().out == "rules: RUL-01\n"
    language.use(before)
