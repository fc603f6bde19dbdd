"""Sheets as offices send them: columns in any order, values in any shape, and none of it lost."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from desktop.basics import language
from desktop.basics.errors import Severity
from desktop.basics.language import say
from desktop.members.actions.sheet import read_sheet
from desktop.members.actions.sheet_plan import DoubtKind, ImportPlan, SheetStatus, doubt
from desktop.rulebook.book import Rulebook
from tests.members.sheets import GOOD, HEADER, Value, with_row, write

TODAY = date(2026, 11, 22)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "danh_sach.xlsx"


def kinds(plan: ImportPlan) -> set[str]:
    return set(plan.problems)


def good(**changed: Value) -> list[Value]:
    values = GOOD | changed
    return [values.get(str(name)) for name in HEADER]


def born(plan: ImportPlan) -> tuple[int | None, int | None, int | None]:
    person = plan.people[0].person
    return person.birth_year, person.birth_month, person.birth_day


def test_a_clean_row_has_no_doubt(path: Path) -> None:
    plan = read_sheet(with_row(path), TODAY)
    assert plan.doubts == ()
    person = plan.people[0]
    assert person.person.full_name == "Nông Thị Thơm"
    assert (person.status, person.cell, person.rows) == (SheetStatus.ACTIVE, "Chi bộ xóm Bản Lằng", (2,))
    assert person.person.ceremony_date == date(2014, 2, 3)
    assert plan.missing == ("sex", "official_date")


@pytest.mark.parametrize(
    ("value", "expected", "kind"),
    [
        (datetime(1984, 6, 12), (1984, 6, 12), None),
        (1984, (1984, None, None), "birth_year_only"),
        (1984.0, (1984, None, None), "birth_year_only"),
        ("1984", (1984, None, None), "birth_year_only"),
        ("năm 1984", (1984, None, None), "birth_year_only"),
        ("12/06/1984", (1984, 6, 12), "text_birth_date"),
        ("12/6/1984", (1984, 6, 12), "text_birth_date"),
        (" 12/06/1984\u00a0", (1984, 6, 12), "text_birth_date"),
        ("12-06-1984", (1984, 6, 12), "text_birth_date"),
        ("12.06.1984", (1984, 6, 12), "text_birth_date"),
        ("12 / 6 / 1984", (1984, 6, 12), "text_birth_date"),
        ("1984-06-12", (1984, 6, 12), "text_birth_date"),
        ("1984-06-12 00:00:00", (1984, 6, 12), "text_birth_date"),
        ("ngày 12 tháng 6 năm 1984", (1984, 6, 12), "text_birth_date"),
        ("12061984", (1984, 6, 12), "text_birth_date"),
        (12061984, (1984, 6, 12), "text_birth_date"),
        (19840612, (1984, 6, 12), "text_birth_date"),
        ("12/6/84", (1984, 6, 12), "two_digit_year"),
        ("12.06.84", (1984, 6, 12), "two_digit_year"),
        ("12-6-84", (1984, 6, 12), "two_digit_year"),
        (30845, (1984, 6, 12), "date_as_number"),
        (30845.0, (1984, 6, 12), "date_as_number"),
        ("30845", (1984, 6, 12), "date_as_number"),
        ("6/1984", (1984, 6, None), "birth_month_only"),
        ("00/06/1984", (1984, 6, None), "birth_month_only"),
        ("00/00/1984", (1984, None, None), "birth_year_only"),
        ("??/??/1984", (1984, None, None), "birth_year_only"),
        ("06/23/1984", (1984, 6, 23), "date_swapped"),
        ("31/02/1984", (1984, None, None), "birth_impossible"),
        ("khoảng 1984 hay 1985", (None, None, None), "birth_unreadable"),
        ("không rõ", (None, None, None), "birth_unreadable"),
        (None, (None, None, None), "birth_missing"),
    ],
)
def test_birthdays(
    path: Path, value: Value, expected: tuple[int | None, int | None, int | None], kind: str | None
) -> None:
    plan = read_sheet(with_row(path, born=value), TODAY)
    assert born(plan) == expected
    assert kinds(plan) == ({kind} if kind else set())
    if kind in ("birth_impossible", "birth_unreadable"):
        assert str(value) in (plan.people[0].person.remark or "")


@pytest.mark.parametrize(
    ("written", "number", "year"),
    [
        ("16/5/03", "004203334192", 2003),
        ("20/1/47", "019047703834", 1947),
        ("1/2/05", None, 2005),
        ("1/2/30", None, 1930),
    ],
)
def test_the_century_comes_from_the_id_or_from_the_age(
    path: Path, written: str, number: str | None, year: int
) -> None:
    plan = read_sheet(with_row(path, born=written, id=number, card=None, joined=None), TODAY)
    assert plan.people[0].person.birth_year == year


@pytest.mark.parametrize(
    ("value", "expected", "kind"),
    [
        ("03/02/2014", date(2014, 2, 3), "text_date"),
        ("03.02.14", date(2014, 2, 3), "two_digit_year"),
        (41673, date(2014, 2, 3), "date_as_number"),
        (2014, None, "date_year_only"),
        ("2014", None, "date_year_only"),
        ("2/2014", None, "date_unreadable"),
        ("sau Tết", None, "date_unreadable"),
        (datetime(2027, 1, 1), date(2027, 1, 1), "date_in_future"),
        (datetime(1996, 1, 1), date(1996, 1, 1), "joined_as_child"),
        (datetime(2002, 6, 12), date(2002, 6, 12), None),
        (None, None, None),
    ],
)
def test_days_of_joining(path: Path, value: Value, expected: date | None, kind: str | None) -> None:
    plan = read_sheet(with_row(path, joined=value), TODAY)
    assert plan.people[0].person.ceremony_date == expected
    assert kinds(plan) == ({kind} if kind else set())
    if expected is None and value is not None:
        assert f"Ngày kết nạp: {value}" in (plan.people[0].person.remark or "")


@pytest.mark.parametrize(
    ("value", "number", "kind"),
    [
        ("004184004471", "004184004471", None),
        (4184004471, "004184004471", "id_as_float"),
        (4184004471.0, "004184004471", "id_as_float"),
        ("4184004471.0", "004184004471", "id_as_float"),
        ("004 184 004471", "004184004471", "id_with_spaces"),
        ("004184004471 ", "004184004471", "id_with_spaces"),
        ("004184004471\u00a0", "004184004471", "id_with_spaces"),
        ("004\u200b184004471", "004184004471", "id_with_spaces"),
        ("'004184004471", "004184004471", "id_with_marks"),
        ("004.184.004.471", "004184004471", "id_with_marks"),
        ("004-184-004471", "004184004471", "id_with_marks"),
        ("4184004471", "004184004471", "id_wrong_length"),
        ("00418400447", None, "id_11_digits"),
        ("583118942", None, "old_9_digit_id"),
        (583118942, None, "old_9_digit_id"),
        (80123456, None, "old_9_digit_id"),
        ("58311894", None, "id_wrong_length"),
        ("4.18400E+09", None, "id_lost_digits"),
        ("chưa có", None, "id_not_digits"),
        (None, None, "id_missing"),
        ("555184004471", "555184004471", "id_province_unknown"),
        ("004185004471", "004185004471", "id_year_differs"),
    ],
)
def test_ids(path: Path, value: Value, number: str | None, kind: str | None) -> None:
    plan = read_sheet(with_row(path, id=value, card=None), TODAY)
    person = plan.people[0].person
    assert person.citizen_id == number
    assert kind is None or kind in kinds(plan)
    assert len(kinds(plan)) == (0 if kind is None else 2 if value in (583118942, 80123456) else 1)
    if kind == "old_9_digit_id":
        assert person.old_citizen_id == str(value).zfill(9)
    elif number is None and value is not None:
        assert person.citizen_id_written == str(value)


def test_an_old_or_damaged_id_is_made_good_by_the_card(path: Path) -> None:
    for damaged in ("583118942", "00418400447", None, "chưa có"):
        person = read_sheet(with_row(path, id=damaged), TODAY).people[0].person
        assert (person.citizen_id, person.sex) == ("004184004471", "F")


def test_sex_is_read_from_an_id_that_lost_its_end(path: Path) -> None:
    assert read_sheet(with_row(path, id="00418400447", card=None), TODAY).people[0].person.sex == "F"
    assert read_sheet(with_row(path, id="00418500447", card=None), TODAY).people[0].person.sex is None


@pytest.mark.parametrize(
    ("value", "card", "old", "kind"),
    [
        ("12345678", None, "12345678", None),
        (1234567, None, "01234567", None),
        ("12 345 678", None, "12345678", None),
        ("004184004471", "004184004471", None, None),
        (4184004471, "004184004471", None, None),
        ("004 184 004 471", "004184004471", None, None),
        ("004184004472", "004184004472", None, "card_differs"),
        ("123", None, "123", "card_odd"),
        ("chưa cấp", None, "chưa cấp", "card_odd"),
        (None, None, None, None),
    ],
)
def test_cards(path: Path, value: Value, card: str | None, old: str | None, kind: str | None) -> None:
    plan = read_sheet(with_row(path, card=value), TODAY)
    assert (plan.people[0].person.card_no, plan.people[0].person.old_card_no) == (card, old)
    assert kinds(plan) == ({kind} if kind else set())


@pytest.mark.parametrize(
    ("value", "name", "found"),
    [
        ("NÔNG THỊ THƠM", "Nông Thị Thơm", set()),
        ("Nông Thị Thơm", "Nông Thị Thơm", set()),
        ("nông thị thơm", "Nông Thị Thơm", {"lower_case_name"}),
        ("NO\u0302NG THI\u0323 THO\u031bM", "Nông Thị Thơm", {"nfd_name"}),
        ("NÔNG  THỊ  THƠM\u00a0", "Nông Thị Thơm", {"spaces_in_name"}),
        ("NÔNG THỊ\u200b THƠM", "Nông Thị Thơm", {"name_hidden_characters"}),
        ("NÔNG THỊ\nTHƠM", "Nông Thị Thơm", {"spaces_in_name"}),
        ("Y BLƠ-Ê", "Y Blơ-Ê", set()),
        ("K'BRÔI", "K'Brôi", set()),
        ("NÔNG THỊ THƠM 2", "Nông Thị Thơm 2", {"name_odd"}),
    ],
)
def test_names(path: Path, value: str, name: str, found: set[str]) -> None:
    plan = read_sheet(with_row(path, name=value), TODAY)
    assert plan.people[0].person.full_name == name
    assert kinds(plan) == found


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("Đang sinh hoạt", SheetStatus.ACTIVE),
        ("ĐANG SINH HOẠT", SheetStatus.ACTIVE),
        ("Chính thức", SheetStatus.OFFICIAL),
        ("Đảng viên chính thức", SheetStatus.OFFICIAL),
        ("Dự bị", SheetStatus.PROBATIONARY),
        ("ĐV dự bị", SheetStatus.PROBATIONARY),
        ("Miễn sinh hoạt", SheetStatus.EXEMPT),
        ("Miễn công tác và sinh hoạt đảng", SheetStatus.EXEMPT),
        ("Từ trần", SheetStatus.DECEASED),
        ("Đã mất", SheetStatus.DECEASED),
        ("Đã chuyển đi", SheetStatus.TRANSFERRED_OUT),
        ("Chuyển SHĐ", SheetStatus.TRANSFERRED_OUT),
        ("Chuyển đến", SheetStatus.ACTIVE),
        ("Đang sinh hoạt tạm thời nơi khác", SheetStatus.ELSEWHERE),
        ("Đình chỉ sinh hoạt", SheetStatus.SUSPENDED),
        ("Khai trừ", SheetStatus.EXPELLED),
        ("Xóa tên", SheetStatus.DELETED),
        ("Xoá tên", SheetStatus.DELETED),
        ("Xin ra khỏi Đảng", SheetStatus.RESIGNED),
        ("Hủy quyết định kết nạp", SheetStatus.ANNULLED),
    ],
)
def test_statuses(path: Path, value: str, status: SheetStatus) -> None:
    plan = read_sheet(with_row(path, status=value), TODAY)
    assert plan.people[0].status is status
    assert plan.doubts == ()


def test_a_status_that_nobody_knows_is_told_and_kept(path: Path) -> None:
    plan = read_sheet(with_row(path, status="Hưu trí"), TODAY)
    assert kinds(plan) == {"unknown_status"}
    assert plan.people[0].status is SheetStatus.UNKNOWN
    assert plan.people[0].person.remark == "Trạng thái: Hưu trí"
    assert kinds(read_sheet(with_row(path, status=" "), TODAY)) == {"blank_status"}


def cells(path: Path, *names: str) -> ImportPlan:
    no_card: dict[str, Value] = {"Số thẻ Đảng viên": None}
    rows = [
        good(
            **{
                "Chi bộ đang sinh hoạt": name,
                "Họ và tên": who,
                "Số CCCD": f"00418400{who[-1]:0>4}",
                **no_card,
            }
        )
        for name, who in zip(names, ("Lý 1", "Lý 2", "Lý 3", "Lý 4"), strict=False)
    ]
    return read_sheet(write(path, HEADER, *rows), TODAY)


@pytest.mark.parametrize(
    ("odd", "kind"),
    [
        ("CB xóm Nà Đồng", "cell_name_variant"),
        ("C.B xóm Nà Đồng", "cell_name_variant"),
        ("CHI BỘ XÓM NÀ ĐỒNG", "cell_name_variant"),
        ("chi bo xom Na Dong", "cell_name_variant"),
        ("Chi bộ Nà Đồng", "cell_name_variant"),
        ("Nà Đồng", "cell_name_variant"),
        ("xóm Nà Đồng", "cell_name_variant"),
        ("Chi bộ x. Nà Đồng", "cell_name_variant"),
        ("Chi bộ xóm Nà Đồng ", "cell_name_spaces"),
        ("Chi bộ  xóm Nà\u00a0Đồng", "cell_name_spaces"),
        ("Chi bộ xóm Nà\u200b Đồng", "cell_name_spaces"),
        ("Chi bo\u0323\u0302 xo\u0301m Na\u0300 Đo\u0302\u0300ng ", "cell_name_nfd"),
    ],
)
def test_spellings_of_one_cell(path: Path, odd: str, kind: str) -> None:
    plan = cells(path, "Chi bộ xóm Nà Đồng", "Chi bộ xóm Nà Đồng", odd, "Chi bộ Công an")
    assert plan.by_cell == {"Chi bộ xóm Nà Đồng": 3, "Chi bộ Công an": 1}
    assert {name: rows for name, rows in plan.problems.items() if name != "name_odd"} == {kind: [4]}


def test_a_cell_that_is_only_ever_shortened_gets_its_whole_name(path: Path) -> None:
    assert cells(path, "CB XÓM NÀ ĐỒNG", "CB xóm Nà Đồng").by_cell == {"Chi bộ xóm Nà Đồng": 2}


def test_numbered_hamlets_stay_apart(path: Path) -> None:
    assert len(cells(path, "Chi bộ xóm 1", "Chi bộ xóm 2", "Chi bộ xóm 12", "TDP số 3").by_cell) == 4


def test_columns_in_another_order_under_other_words(path: Path) -> None:
    words = "TT|Trạng thái SH|Nơi sinh hoạt|Họ, tên đảng viên|Nam/Nữ|Năm sinh|Vào Đảng|Chính thức"
    words += "|Số định danh cá nhân|SĐT|Dân tộc|Tôn giáo|Trình độ LLCT|Văn hóa|Quê quán|Số nhà"
    header = words.split("|")
    row = (1, "Chính thức", "Chi bộ xóm 1", "Lý Thị Mẩy", "Nữ", 1984, "1/2/2014", "1/2/2015", "004184004471",
           915123238, "Dao", "không", "Sơ cấp", "12/12", "Xã Bình Lãng", "12")  # fmt: skip
    plan = read_sheet(write(path, (), ("DANH SÁCH",), header, row), TODAY)
    person = plan.people[0].person
    assert (person.full_name, person.sex, person.birth_year) == ("Lý Thị Mẩy", "F", 1984)
    assert (person.ceremony_date, person.official_date) == (date(2014, 2, 1), date(2015, 2, 1))
    assert (person.phone, person.ethnic_code, person.religion_code) == ("0915123238", "09", "0")
    assert (person.llct_level, person.edu_general) == ("ELEMENTARY", "UPPER_SECONDARY")
    assert person.home_place == "Xã Bình Lãng"
    assert plan.unread == ("Số nhà",)
    assert plan.missing == ("card_no",)
    assert plan.header_row == 3


def test_names_in_two_columns(path: Path) -> None:
    header = ("STT", "Họ và tên đệm", "Tên", "Ngày sinh", "Chi bộ")
    plan = read_sheet(write(path, header, (1, "NGUYỄN THỊ", "HOA", 1980, "Chi bộ xóm 1")), TODAY)
    assert plan.people[0].person.full_name == "Nguyễn Thị Hoa"


def test_a_header_over_two_rows(path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["DANH SÁCH ĐẢNG VIÊN CHI BỘ XÓM NÀ ĐỒNG"])
    sheet.append(["TT", "Họ và tên", "Ngày sinh", None, "Ngày vào Đảng", None])
    sheet.append([None, None, "Nam", "Nữ", "Dự bị", "Chính thức"])
    sheet.append([1, 2, 3, 4, 5, 6])
    sheet.append([1, "LÝ A PÁO", "01/02/1980", None, "03/02/2010", "03/02/2011"])
    sheet.append([2, "LÝ THỊ MẨY", None, "05/06/1990", "03/02/2020", "03/02/2021"])
    sheet.merge_cells("C2:D2")
    sheet.merge_cells("A1:F1")
    book.save(path)
    plan = read_sheet(path, TODAY)
    first, second = (one.person for one in plan.people)
    assert (first.sex, first.birth_year, second.sex, second.birth_year) == ("M", 1980, "F", 1990)
    assert first.official_date == date(2011, 2, 3)
    assert second.ceremony_date == date(2020, 2, 3)
    assert plan.by_cell == {"Chi bộ xóm Nà Đồng": 2}
    assert (plan.header_row, plan.first_data_row) == (2, 5)


def test_sex_by_marks(path: Path) -> None:
    header = (*HEADER, "Nữ")
    rows = [[*good(**{"Số CCCD": None, "Số thẻ Đảng viên": None, "Họ và tên": name}), mark] for name, mark in
            (("Lý A Páo", None), ("Lý Thị Mẩy", "x"))]  # fmt: skip
    plan = read_sheet(write(path, header, *rows), TODAY)
    assert [one.person.sex for one in plan.people] == ["M", "F"]


def test_sex_against_the_id_is_told(path: Path) -> None:
    plan = read_sheet(with_row(path, (*HEADER, "Giới tính"), **{"Giới tính": "Nam"}), TODAY)
    assert kinds(plan) == {"id_sex_differs"}
    assert plan.people[0].person.sex == "M"
    plan = read_sheet(with_row(path, (*HEADER, "Giới tính"), **{"Giới tính": "?"}), TODAY)
    assert kinds(plan) == {"sex_unreadable"}
    assert plan.people[0].person.sex == "F"


def test_peoples_that_nobody_knows_are_told_and_kept(path: Path) -> None:
    extra = {"Dân tộc": "Mán Tiền", "Tôn giáo": "Mẫu"}
    plan = read_sheet(with_row(path, (*HEADER, *extra), **extra), TODAY)
    assert kinds(plan) == {"ethnic_unknown", "religion_unknown"}
    assert plan.people[0].person.remark == "Dân tộc: Mán Tiền\nTôn giáo: Mẫu"


def test_rows_that_name_nobody(path: Path) -> None:
    other = good(**{"Họ và tên": "Lý A Páo", "Số CCCD": None, "Số thẻ Đảng viên": None, "STT": 2})
    closing: Sequence[Sequence[Value]] = (
        (None, "Tổng cộng: 2 đảng viên", None, None, None, None, None, 2),
        ("Danh sách này có 02 đồng chí",),
        (None, None, None, None, None, None, "Bình Lãng, ngày 22 tháng 11 năm 2026"),
        (None, "NGƯỜI LẬP BIỂU", None, None, None, None, "T/M CHI ỦY"),
        (None, "Bế Đức Kiên"),
    )
    plan = read_sheet(write(path, HEADER, good(), (), (), HEADER, other, (), *closing), TODAY)
    assert [one.person.full_name for one in plan.people] == ["Nông Thị Thơm", "Lý A Páo"]
    assert plan.rows == 2
    assert [one.row for one in plan.skipped] == [5, 8, 9, 10, 11, 12]
    assert plan.problems == {"id_missing": [6], "not_a_person": [12]}


def test_a_family_name_is_no_sum(path: Path) -> None:
    assert read_sheet(with_row(path, name="TỐNG VĂN CỘNG"), TODAY).rows == 1


def test_someone_of_whom_only_the_name_is_known(path: Path) -> None:
    row = good(**dict.fromkeys(("Số CCCD", "Số thẻ Đảng viên", "Ngày sinh", "Ngày kết nạp", "Trạng thái")))
    plan = read_sheet(write(path, HEADER, good(), [*row[:1], "Lý A Páo", *row[2:]]), TODAY)
    assert plan.rows == 2
    assert kinds(plan) == {"blank_status", "birth_missing", "id_missing"}


def test_cells_as_headings_between_rows(path: Path) -> None:
    header = ("STT", "Họ và tên", "Năm sinh", "Số CCCD", "Trạng thái")
    rows = (
        ("I", "CHI BỘ XÓM NÀ ĐỒNG"),
        (1, "Lý A Páo", 1990, "004090000001", "Dự bị"),
        ("II. Chi bộ Công an",),
        (1, "Sầm Bảo", 1980, "004080000002", "Chính thức"),
    )
    plan = read_sheet(write(path, header, *rows), TODAY)
    assert plan.by_cell == {"Chi bộ xóm Nà Đồng": 1, "Chi bộ Công an": 1}
    assert kinds(plan) == {"birth_year_only"}


def test_without_any_cell(path: Path) -> None:
    plan = read_sheet(with_row(path, cell=None), TODAY)
    assert kinds(plan) == {"cell_missing"}
    assert plan.by_cell == {"": 1}


def test_formulas_are_never_worked_out(path: Path) -> None:
    plan = read_sheet(with_row(path, note='=HYPERLINK("http://127.0.0.1/","xem")', STT="=ROW()-1"), TODAY)
    assert plan.people[0].person.remark == '=HYPERLINK("http://127.0.0.1/","xem")'
    assert kinds(plan) == {"formula_in_note"}
    plan = read_sheet(with_row(path, joined="=DATE(2014,2,3)"), TODAY)
    assert kinds(plan) == {"formula"}
    assert plan.people[0].person.ceremony_date is None
    assert kinds(read_sheet(with_row(path, note="@SUM(A1)"), TODAY)) == {"formula_in_note"}


def rows_of(*changes: dict[str, Value]) -> list[list[Value]]:
    return [good(**change) for change in changes]


@pytest.mark.parametrize(
    "again",
    [
        {"Họ và tên": "Nông Thị Thơm", "Số thẻ Đảng viên": "12345678"},
        {"Họ và tên": "nông thi thom", "Số CCCD": None, "Số thẻ Đảng viên": None},
        {"Số CCCD": "583118942", "Số thẻ Đảng viên": None},
        {"Số CCCD": 4184004471, "Ngày sinh": 1984},
        {"Số CCCD": None, "Số thẻ Đảng viên": None, "Ngày sinh": 1984},
        {"Họ và tên": "Nông Thị Thom", "Ngày sinh": "12/6/84"},
    ],
)
def test_the_same_person_in_two_rows(path: Path, again: dict[str, Value]) -> None:
    plan = read_sheet(write(path, HEADER, *rows_of({}, again)), TODAY)
    assert (len(plan.people), plan.rows, plan.recognised) == (1, 2, ((3, 2),))
    assert plan.problems["duplicate_row"] == [3]
    assert plan.people[0].rows == (2, 3)
    assert plan.people[0].person.citizen_id == "004184004471"


@pytest.mark.parametrize(
    ("other", "kind"),
    [
        ({"Họ và tên": "Lý A Páo", "Ngày sinh": 1990}, "id_of_two"),
        ({"Số CCCD": "004184004472", "Số thẻ Đảng viên": None}, "same_name_and_birth"),
        (
            {"Số CCCD": None, "Số thẻ Đảng viên": None, "Ngày sinh": 1984, "Ngày kết nạp": None},
            "same_name_and_birth",
        ),
        ({"Số CCCD": None, "Số thẻ Đảng viên": None, "Ngày sinh": 1985}, None),
    ],
)
def test_two_people_who_look_alike(path: Path, other: dict[str, Value], kind: str | None) -> None:
    plan = read_sheet(write(path, HEADER, *rows_of({}, other)), TODAY)
    assert len(plan.people) == 2
    assert kind is None or plan.problems[kind] == [3]


def test_the_earlier_row_stands_the_later_one_fills(path: Path) -> None:
    first: dict[str, Value] = {"Số CCCD": None, "Trạng thái": None, "Ngày kết nạp": None}
    second: dict[str, Value] = {"Chi bộ đang sinh hoạt": "Chi bộ Công an", "Ghi chú": "đã đối chiếu"}
    plan = read_sheet(write(path, HEADER, *rows_of(first, second)), TODAY)
    person = plan.people[0]
    assert person.person.ceremony_date == date(2014, 2, 3)
    assert (person.status_text, person.cell) == ("Đang sinh hoạt", "Chi bộ xóm Bản Lằng")
    assert person.person.remark == "đã đối chiếu"
    assert plan.problems["duplicate_differs"] == [3]


def test_the_sheet_with_the_people_is_chosen(path: Path) -> None:
    book = Workbook()
    cover = book.active
    assert cover is not None
    cover.append(["Hướng dẫn nhập liệu"])
    lists = book.create_sheet("Đảng viên")
    for row in (HEADER, good()):
        lists.append(list(row))
    hidden = book.create_sheet("cũ")
    hidden.sheet_state = "hidden"
    for row in (HEADER, good(), good(), good()):
        hidden.append(list(row))
    book.save(path)
    plan = read_sheet(path, TODAY)
    assert (plan.sheet, plan.rows) == ("Đảng viên", 1)


def test_each_doubt_has_a_code_of_its_own_and_a_sentence() -> None:
    filled = dict.fromkeys(("written", "name", "day", "number", "first", "header", "year", "age"), "x")
    said = {}
    language.use("en")
    for kind in DoubtKind:
        one = doubt(1, "A", kind, **filled)
        assert "{" not in say(one.message)
        assert one.severity in (Severity.WARNING, Severity.HINT)
        said[one.code] = kind
    assert len(said) == len(DoubtKind)


def test_a_plan_knows_its_rows(path: Path, rulebook: Rulebook) -> None:
    plan = read_sheet(with_row(path, born=1984), TODAY, rulebook)
    assert [one.column for one in plan.of_row(2)] == ["E"]
    assert plan.of_row(3) == ()
