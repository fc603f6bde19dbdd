"""The sample sheet in a register: 300 people, twelve cells, and a second time nothing."""

import json
from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from desktop.basics.changes import Changes
from desktop.basics.errors import Refused
from desktop.members.actions.changes import keep_member
from desktop.members.actions.sheet import carry_out, read_sheet
from desktop.members.actions.sheet_plan import ImportPlan
from desktop.members.actions.take_in import drafted
from desktop.members.queries.counts import cell_counts, movement
from desktop.members.queries.people import ListFilter, count_members, find_members, members_on
from desktop.members.queries.person import member, sheet_of
from desktop.members.rules.words import State
from desktop.organisations.actions import found_unit
from desktop.organisations.queries import cells_on, tree_on
from desktop.rulebook.book import Rulebook
from desktop.storage.register import Register
from tests.members.sheets import GOOD, HEADER, Value, with_row, write

TODAY = date(2026, 11, 9)
HERE = Path(__file__).parent


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    header = [*HEADER, "Dân tộc", "Chức vụ"]
    people: list[dict[str, Value]] = [
        {"Họ và tên": "NÔNG THỊ THƠM", "Dân tộc": "Tày", "Chức vụ": "Bí thư chi bộ"},
        {
            "Họ và tên": "LÝ A PÁO",
            "Số CCCD": "004090000001",
            "Số thẻ Đảng viên": "12345678",
            "Trạng thái": "Dự bị",
        },
        {"Họ và tên": "HÀ THỊ NHUNG", "Số CCCD": "004150000002", "Trạng thái": "Miễn sinh hoạt"},
        {"Họ và tên": "VI VĂN DẾ", "Số CCCD": "004060000003", "Trạng thái": "Từ trần"},
        {"Họ và tên": "SẦM BẢO", "Số CCCD": "004061000004", "Trạng thái": None},
        {"Họ và tên": "LA MINH TÙNG", "Số CCCD": "004062000005", "Chi bộ đang sinh hoạt": "CB Công an"},
    ]
    rows = []
    for number, person in enumerate(people, start=1):
        values = GOOD | {"Số thẻ Đảng viên": person.get("Số CCCD", GOOD["Số CCCD"]), "STT": number} | person
        rows.append([values.get(str(name)) for name in header])
    return write(tmp_path / "danh_sach.xlsx", ["ĐẢNG BỘ XÃ BÌNH LÃNG"], header, *rows)


@pytest.fixture
def plan(sheet: Path, rulebook: Rulebook) -> ImportPlan:
    return read_sheet(sheet, TODAY, rulebook)


def test_people_and_cells_are_there_with_their_facts(register: Register, plan: ImportPlan) -> None:
    register.write(found_unit, "Đảng bộ xã Bình Lãng").result()
    done = register.write(carry_out, plan).result()
    assert (done.added, done.known, done.cells_added) == (6, 0, 2)
    cells = register.read(cells_on, TODAY).result()
    assert [cell.name for cell in cells] == ["Chi bộ Công an", "Chi bộ xóm Bản Lằng"]
    tree = register.read(tree_on, TODAY).result()
    assert (tree[0].name, tree[0].depth) == ("Đảng bộ xã Bình Lãng", 0)
    people = register.read(find_members, ListFilter(states=frozenset(State)), TODAY).result()
    assert {row.name: row.state for row in people} == {
        "Nông Thị Thơm": State.OFFICIAL,
        "Lý A Páo": State.PROBATIONARY,
        "Hà Thị Nhung": State.EXEMPT,
        "Vi Văn Dế": State.LEFT,
        "Sầm Bảo": State.UNKNOWN,
        "La Minh Tùng": State.OFFICIAL,
    }
    thom = next(row for row in people if row.name == "Nông Thị Thơm")
    told = register.read(sheet_of, thom.id).result()
    assert told.words["ethnic_code"] == "Tày"
    assert told.cell_name == "Chi bộ xóm Bản Lằng"
    assert told.party_months == 12 * 12 + 9
    assert thom.cell_id is not None
    roll = register.read(members_on, thom.cell_id, TODAY).result()
    assert [(row.name, row.post) for row in roll if row.post] == [("Nông Thị Thơm", "SECRETARY")]
    assert len(roll) == 4


def test_a_second_time_changes_nothing(register: Register, plan: ImportPlan) -> None:
    register.write(carry_out, plan).result()
    heard: list[Changes] = []
    register.on_change(heard.append)
    again = register.write(carry_out, plan).result()
    assert (again.added, again.known, again.cells_added) == (0, 6, 0)
    assert not any(change.touched for change in heard)


def test_who_was_put_right_meanwhile_is_still_recognised(
    register: Register, tmp_path: Path, rulebook: Rulebook
) -> None:
    plan = read_sheet(with_row(tmp_path / "a.xlsx", card=None, id="01918400447"), TODAY, rulebook)
    (id_,) = register.write(carry_out, plan).result().member_ids
    draft = register.read(member, id_).result()
    assert (draft.citizen_id, draft.citizen_id_written) == (None, "01918400447")
    register.write(keep_member, replace(draft, full_name="Nông Thị Thơm A")).result()
    assert register.write(carry_out, plan).result().known == 1


def test_without_a_unit_the_title_names_it(register: Register, plan: ImportPlan) -> None:
    register.write(carry_out, plan).result()
    assert register.read(tree_on, TODAY).result()[0].name == "Đảng bộ xã Bình Lãng"


def test_cells_that_are_there_are_used(
    register: Register, plan: ImportPlan, tmp_path: Path, rulebook: Rulebook
) -> None:
    register.write(carry_out, plan).result()
    other = with_row(tmp_path / "b.xlsx", name="Tẩn Dế", id="004070000009", card=None, cell="CB XÓM BẢN LẰNG")
    done = register.write(carry_out, read_sheet(other, TODAY, rulebook)).result()
    assert (done.added, done.cells_added) == (1, 0)


def test_nobody_is_refused(register: Register, plan: ImportPlan) -> None:
    with pytest.raises(Refused, match="IMP-09"):
        register.write(carry_out, replace(plan, people=())).result()


def test_days_decide_the_stage(tmp_path: Path, rulebook: Rulebook) -> None:
    rules = rulebook.membership(TODAY)
    header = [*HEADER, "Ngày chính thức"]

    def stages(**changed: object) -> list[tuple[str, date | None, date | None]]:
        plan = read_sheet(with_row(tmp_path / "x.xlsx", header, **changed), TODAY, rulebook)  # type: ignore[arg-type]
        return [
            (one.stage, one.from_on, one.to_on) for one in drafted(plan.people[0], {}, TODAY, rules).stages
        ]

    joined, official = date(2014, 2, 3), date(2015, 2, 3)
    given = {"Ngày chính thức": datetime(2015, 2, 3)}
    assert stages(**given) == [("PROBATIONARY", joined, official), ("OFFICIAL", official, None)]
    assert stages() == [("OFFICIAL", None, None)]
    assert stages(joined=datetime(2026, 3, 1)) == [("PROBATIONARY", date(2026, 3, 1), None)]
    assert stages(joined=datetime(2026, 3, 1), status="Chính thức") == [("OFFICIAL", None, None)]
    assert stages(status=None) == []


def test_counts_add_up(register: Register, plan: ImportPlan) -> None:
    register.write(carry_out, plan).result()
    counts = register.read(cell_counts, TODAY).result()
    assert Counter({state: n for by in counts.values() for state, n in by.items()}).total() > 0
    found = register.read(count_members, ListFilter(), TODAY).result()
    assert found.found == found.all == sum(n for by in counts.values() for n in by.values()) == 5
    moved = register.read(movement, 2026, TODAY).result()
    assert moved.now == 5
    assert moved.adds_up


def test_the_whole_sample(register: Register, rulebook: Rulebook) -> None:
    sample = HERE / "data" / "DS_DANGVIEN_mau.xlsx"
    truth = json.loads((HERE / "data" / "truth_mau.json").read_text())
    plan = read_sheet(sample, date(2026, 11, 22), rulebook)
    assert (plan.rows, len(plan.people), plan.women) == (truth["rows"], truth["people"], truth["women"])
    assert plan.first_data_row == truth["first_data_row"]
    assert (plan.by_status, plan.by_cell) == (truth["by_status"], truth["by_cell"])
    extra = {"active_in_first_year", "joined_past_60"}
    assert {kind: rows for kind, rows in plan.problems.items() if kind not in extra} == truth["problems"]
    assert len(plan.problems["active_in_first_year"]) == 4
    assert plan.recognised_again == 6
    assert plan.unit_name == "Đảng bộ xã Bình Lãng"
    assert plan.missing == ("sex", "official_date")
    assert [one.text for one in plan.skipped] == ["Tổng số: 306 đảng viên"]
    done = register.write(carry_out, plan).result()
    assert (done.added, done.cells_added) == (300, 12)
    found = register.read(count_members, ListFilter(states=frozenset(State)), TODAY).result()
    assert found.found == 300
    assert found.all == 300 - 22 - 12
    assert register.write(carry_out, plan).result().added == 0
