import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop import settings
from desktop.basics.errors import Trouble
from desktop.basics.language import say
from desktop.settings import ALL, GEOMETRY, IDLE_MINUTES, LANGUAGE, LAST_HOME, TEXT_PERCENT, Settings


def kept(folder: Path) -> dict[str, object]:
    values = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
    assert isinstance(values, dict)
    return values


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    found = Settings.load(tmp_path / "new")
    assert found.get(LANGUAGE) == "vi"
    assert (found.get(TEXT_PERCENT), found.get(IDLE_MINUTES)) == (100, 10)
    assert found.told is None
    assert not (tmp_path / "new").exists()


def test_what_is_put_is_there_the_next_time(tmp_path: Path) -> None:
    found = Settings.load(tmp_path / "new")
    found.put(LANGUAGE, "en")
    found.put(LAST_HOME, "/home/hoa/Sổ Chi bộ")
    again = Settings.load(tmp_path / "new")
    assert again.get(LANGUAGE) == "en"
    assert again.get(LAST_HOME) == "/home/hoa/Sổ Chi bộ"
    assert [one.name for one in (tmp_path / "new").iterdir()] == ["settings.json"]


def test_the_folder_follows_the_state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOCHIBO_STATE", str(tmp_path))
    Settings.load().put(IDLE_MINUTES, 0)
    assert kept(tmp_path / "config") == {"idle_minutes": 0}


def test_keys_of_a_later_version_are_kept(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text('{"from_the_future": [1], "language": "en"}', encoding="utf-8")
    Settings.load(tmp_path).put(TEXT_PERCENT, 125)
    assert kept(tmp_path) == {"from_the_future": [1], "language": "en", "text_percent": 125}


@pytest.mark.parametrize("value", ['"fr"', "7", "null", "true", "[]"])
def test_a_value_that_does_not_fit_counts_as_the_default(tmp_path: Path, value: str) -> None:
    (tmp_path / "settings.json").write_text(
        f'{{"language": {value}, "idle_minutes": {value}}}', encoding="utf-8"
    )
    found = Settings.load(tmp_path)
    assert found.get(LANGUAGE) == "vi"
    assert found.get(IDLE_MINUTES) == (7 if value == "7" else 10)


@given(st.binary(max_size=60))
def test_no_file_stops_the_program(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("settings")
    (folder / "settings.json").write_bytes(content)
    found = Settings.load(folder)
    assert all(found.get(one) == one.default for one in (LANGUAGE, LAST_HOME, GEOMETRY))


def test_a_damaged_file_is_put_aside_and_told(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text('{"language": "e', encoding="utf-8")
    found = Settings.load(tmp_path)
    assert found.told is not None
    assert "settings-damaged.json" in say(found.told)
    assert (tmp_path / "settings-damaged.json").read_text(encoding="utf-8") == '{"language": "e'
    found.put(LANGUAGE, "en")
    assert Settings.load(tmp_path).told is None


def test_a_disk_that_is_full_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Settings.load(tmp_path)
    found.put(LANGUAGE, "en")

    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Trouble, match="SET-01"):
        found.put(LANGUAGE, "vi")
    assert found.get(LANGUAGE) == "vi"
    assert kept(tmp_path) == {"language": "en"}
    assert [one.name for one in tmp_path.iterdir()] == ["settings.json"]


def test_a_value_that_is_not_allowed_is_a_bug(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="text_percent"):
        Settings.load(tmp_path).put(TEXT_PERCENT, 500)


def test_each_setting_has_a_meaning_and_fits_itself() -> None:
    assert len({one.key for one in ALL}) == len(ALL)
    assert all(one.meaning for one in ALL)
    assert settings.LANGUAGE.allows(settings.LANGUAGE.default)
    assert TEXT_PERCENT.allows(TEXT_PERCENT.default)
