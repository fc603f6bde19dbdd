"""The demonstration: everything in one folder, the sample's figures, a picture of each screen, nothing beside."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage

from desktop.basics.errors import Refused, Trouble
from desktop.demo import build as building
from desktop.demo.names import PEOPLES
from desktop.demo.sample import read_sample
from desktop.demo.stage import PASSPHRASE, SUPERIOR_PASSPHRASE, Folders, day_of
from desktop.documents.preview import page_count
from desktop.features import ROOMS
from desktop.members.rules.identity import meaning_of
from desktop.rulebook.book import Rulebook
from desktop.storage.lock import FolderLock
from tests.journeys.traces import in_clear

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any], str]:
    """One demonstration, built by the command in its own process: folder, JSON, complaints."""
    folder = tmp_path_factory.mktemp("demo")
    own = {"HOME": str(folder / "own"), "SOCHIBO_STATE": str(folder / "own" / "state")}
    own |= {"XDG_DATA_HOME": "", "XDG_STATE_HOME": "", "XDG_CONFIG_HOME": "", "QT_QPA_PLATFORM": "offscreen"}
    (folder / "own").mkdir()
    command = [sys.executable, "-m", "desktop", "demo", "--into", str(folder / "demo"), "--json"]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | own, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return folder, json.loads(done.stdout), done.stderr


def test_counts_and_verdicts(made: tuple[Path, dict[str, Any], str]) -> None:
    folder, facts, complaints = made
    assert complaints == "", "with --json nothing but the answer is said"
    assert facts == json.loads((folder / "demo" / "summary.json").read_text(encoding="utf-8"))
    counts = facts["counts"]
    assert (counts["cells"], counts["members"]) == (12, 300)
    held = counts["meetings"]
    assert held["held"] >= 120 - held["missed"]
    assert (held["late"], held["missed"], held["postponed_and_held_later"]) == (1, 1, 2)
    assert held["signed_on_paper"] >= 117
    assert facts["verdicts"] == dict.fromkeys(facts["verdicts"], True)
    sample = facts["sample"]
    assert (sample["attendance"], sample["attendance_percent"], sample["summoned"]) == ("19/21", 90.5, 19)
    assert [vote["need"] for vote in sample["votes"]] == [10, 13]
    assert (sample["score"], sample["score_level"], sample["state"]) == (93.0, "Tốt", "SIGNED")
    assert facts["check"]["whole"] is True
    assert facts["crashes"] == []


def test_the_paper(made: tuple[Path, dict[str, Any], str]) -> None:
    _folder, facts, _complaints = made
    paper = Path(facts["paths"]["minutes"]).read_bytes()
    assert hashlib.sha256(paper).hexdigest() == facts["minutes"]["sha256"]
    assert page_count(paper) == 4
    assert facts["minutes"]["holds"] is True
    assert facts["minutes"]["signed_by"] == ["Lục Thị Yến", "Bế Đức Kiên"]


def test_verify_says_the_same_without_a_passphrase(made: tuple[Path, dict[str, Any], str]) -> None:
    _folder, facts, _complaints = made
    command = [sys.executable, "-m", "desktop", "verify", facts["minutes"]["file"], "--json"]
    command += ["--today", facts["today"], "--home"]
    for home in (facts["paths"]["home"], facts["paths"]["superior"]):
        done = subprocess.run([*command, home], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["holds"] is True


def test_the_whole_way_of_a_stick(made: tuple[Path, dict[str, Any], str]) -> None:
    _folder, facts, _complaints = made
    way = facts["exchange"]
    assert [one["unit"] for one in way["enrolled"]] == [
        "Đảng bộ xã Bình Lãng",
        "Đảng bộ xã Nặm Tốc",
        "Đảng bộ xã Cốc Xả",
    ]
    for one in way["sent"]:
        assert hashlib.sha256(Path(one["path"]).read_bytes()).hexdigest() == one["sha256"]
    assert [one["outcome"] for one in way["first_round"]] == ["Ready"] * 3
    assert sorted(one["outcome"] for one in way["collected"]) == ["Asks", "Ready", "Ready", "Refusal"]
    confirmed = {one["outcome"] for one in way["collected_confirmed"] if "Nam-Toc" in one["file"]}
    assert confirmed == {"Ready"}, "four who moved in are more than a tenth: a second look was asked for"
    assert [one["code"] for one in way["collected"] if "code" in one] == ["BUN-03"], "the spoilt copy"
    again = [one["outcome"] for one in way["collected_again"]]
    assert sorted(again) == ["AlreadyTaken", "AlreadyTaken", "AlreadyTaken", "Refusal"]
    assert all(Path(file).is_file() for file in way["receipts"])
    assert len(way["receipts"]) == 3
    assert way["received"][-1]["verdict"] == "agrees"
    assert way["received"][-1]["open"] == 0


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="poppler's pdfsig is not installed")
def test_another_program_finds_the_signatures(made: tuple[Path, dict[str, Any], str]) -> None:
    _folder, facts, _complaints = made
    done = subprocess.run(["pdfsig", facts["minutes"]["file"]], capture_output=True, text=True, check=False)
    assert done.stdout.count("Signature is Valid") == 2
    assert "Total document signed" in done.stdout


def test_pictures_of_every_screen(made: tuple[Path, dict[str, Any], str]) -> None:
    folder, facts, _complaints = made
    screens = folder / "demo" / "screens"
    names = {f"{room.name}.png" for room in ROOMS if not room.collects}
    names |= {f"superior-{room.name}.png" for room in ROOMS if room.collects}
    names |= {"home.png", "unlock.png", "settings.png", "help.png"}
    names |= {f"first-run-{step}.png" for step in range(1, 6)}
    assert names <= set(facts["screens"])
    assert {path.name for path in screens.iterdir()} == set(facts["screens"])
    seen = set()
    for name in facts["screens"]:
        picture = QImage(str(screens / name))
        assert (picture.width(), picture.height()) == (1366, 768), name
        seen.add(bytes(picture.constBits()))
    assert len(seen) == len(facts["screens"]), "two pictures are the same"


def test_the_register_opens_and_nothing_lies_in_clear(made: tuple[Path, dict[str, Any], str]) -> None:
    folder, facts, _complaints = made
    home = Path(facts["paths"]["home"])
    command = [sys.executable, "-m", "desktop", "check", "--json", "--home", str(home)]
    command += ["--passphrase-file", facts["paths"]["passphrase"], "--account", facts["account"]]
    environment = os.environ | {"SOCHIBO_STATE": facts["paths"]["state"]}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["whole"] is True
    people = {person["name"] for person in read_sample()["members"][:3]} | {PASSPHRASE, SUPERIOR_PASSPHRASE}
    demo = folder / "demo"
    shown = [path for path in demo.rglob("*") if path.parent in (demo, demo / "screens")]
    assert list(in_clear(demo, people, shown)) == []


def test_the_users_own_folders_stay_as_they_are(made: tuple[Path, dict[str, Any], str]) -> None:
    folder, _facts, _complaints = made
    own = folder / "own"
    assert not (own / "state").exists()
    assert [path for path in own.rglob("*") if "sochibo" in path.name.lower()] == []


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.odt").write_text("kính gửi")
    with pytest.raises(Refused, match="DEM-01"):
        building.build(tmp_path, window=False)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.odt"]


def test_an_earlier_demonstration_makes_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders = Folders(tmp_path)
    folders.home.mkdir()
    (folders.home / "old").touch()
    folders.summary.write_text('{"made_by": "sochibo demo"}')
    (tmp_path / "mine.txt").touch()
    monkeypatch.setattr(building._Builder, "build", lambda _self: {"screen": "none"})
    held = FolderLock.taken(folders.home)
    with pytest.raises(Trouble, match="STO-03"):
        building.build(tmp_path, window=False)
    held.release()
    building.build(tmp_path, window=False)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("day", [date(2026, 11, 2), date(2027, 1, 1), date(2025, 11, 9)])
def test_it_plays_in_the_samples_weeks(day: date, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="DEM-02"):
        building.build(tmp_path / "demo", today=day)
    assert not (tmp_path / "demo").exists()
    assert day_of(None) == date(2026, 11, 9)


def test_the_invented_people_are_the_same_each_time() -> None:
    from desktop.demo.commune import CELLS
    from desktop.demo.people import Inventor

    def invented() -> list[tuple[str, str | None, str | None]]:
        inventor = Inventor(5, ["Bế Đức Kiên"])
        people = [inventor.member(cell.work, "cell", cell.home) for cell in CELLS for _ in range(cell.size)]
        return [(one.full_name, one.citizen_id, one.sex) for one in people]

    people = invented()
    assert people == invented()
    assert len({name for name, _id, _sex in people}) == len(people)
    assert len({id_ for _name, id_, _sex in people}) == len(people)
    for _name, id_, sex in people:
        meant = meaning_of(id_)
        assert meant is not None
        assert (meant.sex, meant.province_known) == (sex, True)


def test_peoples_are_on_the_official_list(rulebook: Rulebook) -> None:
    known = rulebook.codes("ethnic")
    assert all(known.get(one.code) is not None for one in PEOPLES)
    assert sum(one.weight for one in PEOPLES) == 100
