"""A member sheet is read, with and without a register."""

import json
from pathlib import Path

import pytest

from tests.command_line.running import DONE, REFUSED, SAMPLE, TROUBLE, Run


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


def test_a_list_in_an_old_font(here: Path, run: Run) -> None:
    truth = json.loads((SAMPLE / "truth_mau.json").read_text(encoding="utf-8"))
    old = str(SAMPLE / "danh_sach_cu_mau.xlsx")
    facts = run("import-members", old, "--dry-run", "--json", secret=None).facts
    assert facts["names"] == truth["legacy_names"]
    assert facts["converted_cells"] == 143
    assert facts["cell_of_title"] == "Chi bộ xóm Lũng Mật"
    assert facts["without_cell_of_their_own"] == 40
    assert facts["by_cell"] == {"Chi bộ xóm Lũng Mật": 40}
    words = run("import-members", old, "--dry-run", secret=None).out.splitlines()
    assert "143" in words[1]
    assert words[2].endswith("Chi bộ xóm Lũng Mật")
    done = run("import-members", old, "--json").facts["done"]
    assert done == {"added": 40, "known": 0, "cells_added": 1}


def test_the_cell_can_be_named(here: Path, run: Run) -> None:
    old = str(SAMPLE / "danh_sach_cu_mau.xlsx")
    said = run("import-members", old, "--dry-run", "--json", "--cell", " Chi bộ  Công an ", secret=None)
    assert said.facts["by_cell"] == {"Chi bộ Công an": 40}
