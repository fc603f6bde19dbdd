"""The sample's people in other makes of sheet: the figures must be the same."""

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from random import Random

import pytest
from openpyxl import Workbook, load_workbook

from desktop.members.actions.sheet import read_sheet
from desktop.rulebook.book import Rulebook
from tests.members.conftest import SAMPLE
from tests.members.sheets import Value

TODAY = date(2026, 11, 22)
TRUTH = json.loads((SAMPLE.parent / "truth_mau.json").read_text())
Rows = list[list[Value]]


def sample() -> tuple[Rows, list[Value], Rows]:
    """Title rows, header, body."""
    sheet = load_workbook(SAMPLE).active
    assert sheet is not None
    rows: Rows = [
        [v if isinstance(v, str | int | float | bool | datetime | None) else str(v) for v in row]
        for row in sheet.iter_rows(values_only=True)
    ]
    return rows[:3], rows[3], rows[4:]


def shuffled(title: Rows, header: list[Value], body: Rows) -> Rows:
    order = list(range(len(header)))
    Random(3).shuffle(order)
    return [*title, [header[i] for i in order], *([row[i] for i in order] for row in body)]


def renamed(title: Rows, header: list[Value], body: Rows) -> Rows:
    words = "TT|HỌ VÀ TÊN ĐẢNG VIÊN|Thẻ ĐV số|CCCD/CMND|Ngày, tháng,\nnăm sinh|Ngày vào Đảng"
    words += "|Tên chi bộ|CB nơi cư trú|Tình trạng|Chú thích"
    return [["Mẫu 2"], [], *title, [], [*words.split("|")], [str(n) for n in range(1, 11)], *body]


def bare(title: Rows, header: list[Value], body: Rows) -> Rows:
    return [header, *body[:-2]]


def with_gaps(title: Rows, header: list[Value], body: Rows) -> Rows:
    right: list[Value] = [None] * 6
    signed: Rows = [[None, "Cộng: 306 đồng chí"], [], [*right, "TM. ĐẢNG ỦY"], [*right, "Bí thư"]]
    return [*title, header, *body[:100], [], [], *body[100:-2], [], *signed]


def as_serials(title: Rows, header: list[Value], body: Rows) -> Rows:
    zero = datetime(1899, 12, 30)
    turned: Rows = [[(v - zero).days if isinstance(v, datetime) else v for v in row] for row in body]
    return [*title, header, *turned]


def as_text(title: Rows, header: list[Value], body: Rows) -> Rows:
    def written(value: Value) -> Value:
        return f"{value:%d-%m-%Y}" if isinstance(value, datetime) else value

    return [*title, header, *([written(value) for value in row] for row in body)]


@pytest.mark.parametrize("make", [shuffled, renamed, bare, with_gaps, as_serials, as_text])
def test_the_same_people_in_another_make(
    make: Callable[[Rows, list[Value], Rows], Rows], tmp_path: Path, rulebook: Rulebook
) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in make(*sample()):
        sheet.append(row)
    path = tmp_path / "khac.xlsx"
    book.save(path)
    plan = read_sheet(path, TODAY, rulebook)
    assert (plan.rows, len(plan.people), plan.women) == (TRUTH["rows"], TRUTH["people"], TRUTH["women"])
    assert (plan.by_status, plan.by_cell) == (TRUTH["by_status"], TRUTH["by_cell"])
    moved = plan.first_data_row - TRUTH["first_data_row"]
    for kind, rows in TRUTH["problems"].items():
        found = plan.problems[kind]
        if make is as_text and kind == "text_birth_date":
            assert len(found) > len(rows)
        elif make is with_gaps:
            assert len(found) == len(rows)
        else:
            assert found == [row + moved for row in rows], kind
