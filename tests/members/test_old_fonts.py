"""Lists typed in old fonts are read as they look, and no right name is garbled."""

import json
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.xml.constants import REL_NS, SHARED_STRINGS, SHEET_MAIN_NS

from desktop.basics.errors import Trouble
from desktop.members.actions.sheet import carry_out, read_sheet
from desktop.members.actions.sheet_place import placed
from desktop.members.actions.sheet_plan import ImportPlan
from desktop.members.actions.take_in import preview
from desktop.members.queries.people import ListFilter, find_members
from desktop.members.rules.words import State
from desktop.organisations.actions import found_unit, keep_organisation
from desktop.organisations.rules.drafts import OrganisationDraft, Parenthood
from desktop.rulebook.book import Rulebook
from desktop.storage.register import Register
from tests.members.conftest import OLD_SAMPLE
from tests.members.old_lists import HEADER, Typed, row, typed, write
from tests.members.sheets import with_row
from tests.members.test_sheet import TODAY

TRUTH = json.loads(OLD_SAMPLE.with_name("truth_mau.json").read_text(encoding="utf-8"))
TITLE = "Danh sách đảng viên Chi bộ xóm Lũng Mật"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "danh_sach_cu.xlsx"


def listed(path: Path, *rows: list[Typed], font: str = ".VnTime", title: str | None = TITLE) -> ImportPlan:
    above = [typed([title], font)] if title else []
    return read_sheet(write(path, *above, typed(HEADER, font), *rows), TODAY)


def changed(path: Path, other: Path, changes: dict[str, str]) -> Path:
    """A copy of a workbook with other words in its parts."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w") as new:
        parts = {part.filename: old.read(part).decode().replace(" />", "/>") for part in old.infolist()}
        whole = "".join(parts.values())
        assert all(before in whole for before in changes)
        for name, content in parts.items():
            for before, after in changes.items():
                content = content.replace(before, after)
            new.writestr(name, content)
    return other


def name_of(plan: ImportPlan) -> str:
    return plan.people[0].person.full_name


def telling(plan: ImportPlan) -> set[str]:
    return {kind for kind in plan.problems if kind.startswith("old_font")}


def test_the_sample_is_read_to_its_truth(rulebook: Rulebook) -> None:
    plan = read_sheet(OLD_SAMPLE, TODAY, rulebook)
    peoples = {code.code: code.label for code in rulebook.codes("ethnic").entries}
    assert [one.person.full_name for one in plan.people] == TRUTH["legacy_names"]
    assert [peoples[one.person.ethnic_code or ""] for one in plan.people] == TRUTH["legacy_ethnic"]
    assert plan.by_cell == {"Chi bộ xóm Lũng Mật": 40}
    assert plan.title_cell == "Chi bộ xóm Lũng Mật"
    assert len(plan.untold) == 40
    assert (plan.header_row, plan.first_data_row, plan.rows) == (2, 3, 40)
    assert plan.missing == ("citizen_id", "card_no", "sex", "status")
    assert plan.unread == ()
    assert {kind: len(rows) for kind, rows in plan.problems.items()} == {
        "old_font": 40,
        "text_birth_date": 40,
        "text_date": 40,
    }
    assert all(one.person.ceremony_date and one.person.official_date for one in plan.people)
    assert {one.person.position for one in plan.people} == {None}
    posts = {"SECRETARY": 1, "DEPUTY_SECRETARY": 1, "COMMITTEE_MEMBER": 1, None: 37}
    assert Counter(one.post for one in plan.people) == posts
    assert {one.person.edu_general for one in plan.people} == {"LITERATE", "LOWER_SECONDARY", None}
    assert {one.person.edu_prof for one in plan.people} == {"Trung cấp", "Đại học", None}
    assert all(one.person.remark is None for one in plan.people)


def test_the_number_of_converted_cells_is_that_of_the_file() -> None:
    sheet = load_workbook(OLD_SAMPLE).active
    assert sheet is not None
    old = [
        cell.value
        for line in sheet.iter_rows()
        for cell in line
        if isinstance(cell.value, str) and (not cell.value.isascii() or cell.font.name == ".VnTimeH")
    ]
    assert read_sheet(OLD_SAMPLE, TODAY).converted == len(old)


def test_a_list_of_today_has_no_word_about_fonts(path: Path) -> None:
    plan = read_sheet(with_row(path), TODAY)
    assert (plan.converted, plan.untold, plan.doubts) == (0, (), ())


@pytest.mark.parametrize(
    "font",
    [".VnTime", "VnTime", ".vntime", ".VnArial Narrow", ".VnTimeH", ".vntimeh", "VnTimeH", ".VnArialH",
     ".VnArial NarrowH", "VNI-Times", "vni-times", "VNI-Helve", "Times New Roman"],
)  # fmt: skip
def test_one_list_in_every_font(path: Path, font: str) -> None:
    plan = listed(path, typed(row("Nguyễn Thị Ánh Phượng", ethnic="Lô Lô", post="Bí thư"), font), font=font)
    assert name_of(plan) == "Nguyễn Thị Ánh Phượng"
    person = plan.people[0]
    assert (person.cell, person.post) == ("Chi bộ xóm Lũng Mật", "SECRETARY")
    assert person.person.edu_general == "LOWER_SECONDARY"
    assert telling(plan) == (set() if font == "Times New Roman" else {"old_font"})


@pytest.mark.parametrize(
    ("written", "font", "name"),
    [
        ("NGUYÔN V¡N ¸NH", ".VnTime", "Nguyễn Văn Ánh"),
        ("nguyÔn v¨n ¸nh", ".VnTime", "Nguyễn Văn Ánh"),
        ("Ph¹m ThÞ ¸nh", ".VnTime", "Phạm Thị Ánh"),
        ("Ph¹m ThÞ A¸nh", ".VnTime", "Phạm Thị Ánh"),
        ("Bµn  ¦íc ", ".VnTime", "Bàn Ước"),
        ("la a dung", ".VnTimeH", "La A Dung"),
        ("TRAÀN VAÊN LÖÔÏNG", "VNI-Times", "Trần Văn Lượng"),
        ("Aùnh Nguyeät", "VNI-Times", "Ánh Nguyệt"),
    ],
)
def test_names_become_names(path: Path, written: str, font: str, name: str) -> None:
    changed = typed(row("x"), font)
    changed[1] = (written, font)
    assert name_of(listed(path, changed)) == name


def test_cells_of_both_kinds_in_one_list(path: Path) -> None:
    plan = listed(
        path,
        typed(row("Lý Thị Mẩy"), "Arial"),
        typed(row("Lý Dũng", number=2, born="1/2/1980"), ".VnTime"),
        typed(row("Vũ Tú", number=3, born="1/2/1981"), "VNI-Times"),
    )
    assert [one.person.full_name for one in plan.people] == ["Lý Thị Mẩy", "Lý Dũng", "Vũ Tú"]
    assert plan.problems["old_font"] == [5]
    assert plan.problems["old_font_either"] == [4]  # "Lý Dòng" could be a name of today, too


def test_what_was_retyped_in_unicode_under_an_old_font_stays(path: Path) -> None:
    kept = typed(row("x"), ".VnTime")
    kept[1] = ("Nguyễn Văn Tư", ".VnTime")
    capital = typed(row("x", number=2, born="1/2/1980"), ".VnTimeH")
    capital[1] = ("Hoàng A Páo", ".VnTimeH")
    half = typed(row("x", number=3, born="1/2/1981"), ".VnTime")
    half[1] = ("NguyÔn V¨n Tư", ".VnTime")
    either = typed(row("x", number=4, born="1/2/1982"), ".VnTime")
    either[1] = ("Vò Dòng", ".VnTime")
    plan = listed(path, kept, capital, half, either)
    assert [one.person.full_name for one in plan.people] == [
        "Nguyễn Văn Tư", "Hoàng A Páo", "Nguyễn Văn Tư", "Vũ Dũng"
    ]  # fmt: skip
    assert {kind: rows for kind, rows in plan.problems.items() if kind.startswith("old")} == {
        "old_font_mixed": [5],
        "old_font_either": [6],
    }


def test_one_name_in_two_fonts(path: Path, tmp_path: Path) -> None:
    write(
        path,
        typed([TITLE], ".VnTime"),
        typed(HEADER, ".VnTime"),
        typed(row("NAME", ethnic="PEOPLE"), "Arial"),
    )
    name = (
        '<si><r><rPr><rFont val=".VnTime"/></rPr><t>TrÇn V¨</t></r><r><rPr><b/><rFont val=".VnTime"/></rPr>'
        '<t xml:space="preserve">n </t></r><r><t>Vò</t></r></si>'
    )
    people = "<si><r><t>D</t></r><r><rPr><b/></rPr><t>ao</t></r></si>"
    relation = f"{REL_NS}/sharedStrings"
    changes = {
        't="inlineStr"><is><t>NAME</t></is>': 't="s"><v>0</v>',
        't="inlineStr"><is><t>PEOPLE</t></is>': 't="s"><v>1</v>',
        "</Types>": f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SHARED_STRINGS}"/></Types>',
        "</Relationships>": f'<Relationship Id="s" Type="{relation}" Target="sharedStrings.xml"/></Relationships>',
    }
    other = changed(path, tmp_path / "b.xlsx", changes)
    with zipfile.ZipFile(other, "a") as packed:
        packed.writestr("xl/sharedStrings.xml", f'<sst xmlns="{SHEET_MAIN_NS}">{name}{people}</sst>')
    plan = read_sheet(other, TODAY)
    assert name_of(plan) == "Trần Văn Vò"
    assert plan.people[0].person.ethnic_code == "09"


def test_what_no_old_font_can_show_is_left_and_told(path: Path) -> None:
    odd = typed(row("x"), ".VnTime")
    odd[1] = ("Trần Иван", ".VnTime")
    plan = listed(path, odd)
    assert name_of(plan) == "Trần Иван"
    assert telling(plan) == {"old_font_unreadable"}


def test_a_name_that_is_no_vietnamese_word_is_told(path: Path) -> None:
    plan = listed(path, typed(row("Phơng Văn Lơng"), ".VnTime"))
    assert telling(plan) == {"old_font_odd"}


def test_a_font_that_is_lost_here_and_there(path: Path) -> None:
    lost = typed(row("x"), None)
    lost[1] = ("NguyÔn V¨n Dòng", None)
    either = typed(row("x", number=2, born="1/2/1980"), None)
    either[1] = ("Vò Dòng", None)
    right = typed(row("Lý Thị Mẩy", number=3, born="1/2/1981"), None)
    french = typed(row("François Müller", number=4, born="1/2/1982"), None)
    plan = listed(path, lost, either, right, french, font="Arial")
    assert [one.person.full_name for one in plan.people] == [
        "Nguyễn Văn Dũng", "Vò Dòng", "Lý Thị Mẩy", "François Müller"
    ]  # fmt: skip
    assert {kind: rows for kind, rows in plan.problems.items() if kind.startswith("old")} == {
        "old_font_lost": [3],
        "old_font_lost_too": [4],
    }
    assert plan.converted == 1


def test_a_list_whose_font_is_lost_altogether_is_refused_with_a_way_out(path: Path) -> None:
    lines = [[(value, None) for value, _ in typed(line, ".VnTime")] for line in (HEADER, row("Bế Thị Mơ"))]
    write(path, *lines)
    with pytest.raises(Trouble) as told:
        read_sheet(path, TODAY)
    assert told.value.code == "IMP-07"
    assert told.value.next_step is not None
    assert ".VnTime" in told.value.next_step.text


def test_a_formulas_saved_value_in_an_old_font(path: Path, tmp_path: Path) -> None:
    line = typed(row("Bế Thị Mơ"), ".VnTime")
    line[6] = ('=CONCATENATE("x")', ".VnTime")
    write(path, typed(HEADER, ".VnTime"), line)
    saved = {
        "<v/>": "<v>Tr\xadëng xãm</v>",
        '<c r="G2" s="1">': '<c r="G2" s="1" t="str">',
    }
    plan = read_sheet(changed(path, tmp_path / "b.xlsx", saved), TODAY)
    assert plan.people[0].person.position == "Trưởng xóm"
    assert "formula" in plan.problems


@pytest.mark.parametrize(
    ("value", "general", "profession", "remark"),
    [
        ("7/10", "LOWER_SECONDARY", None, None),
        ("Biết đọc, biết viết", "LITERATE", None, None),
        ("12/12", "UPPER_SECONDARY", None, None),
        ("Đại học", None, "Đại học", None),
        ("Trung cấp", None, "Trung cấp", None),
        ("8/10", None, None, "Trình độ: 8/10"),
        ("", None, None, None),
    ],
)
def test_schooling_of_either_kind(
    path: Path, value: str, general: str | None, profession: str | None, remark: str | None
) -> None:
    person = listed(path, typed(row("Bế Thị Mơ", schooling=value), ".VnTime")).people[0].person
    assert (person.edu_general, person.edu_prof, person.remark) == (general, profession, remark)


def test_other_trainings_are_not_schooling(path: Path) -> None:
    header = (*HEADER[:-1], "Trình độ ngoại ngữ")
    plan = read_sheet(write(path, typed(header, None), typed(row("Bế Thị Mơ"), None)), TODAY)
    assert plan.unread == ("Trình độ ngoại ngữ",)


# -- the cell ---------------------------------------------------------------------------------------


def people_of(register: Register) -> list[tuple[str, str | None]]:
    found = register.read(find_members, ListFilter(states=frozenset(State)), TODAY).result()
    return sorted((one.name, one.cell_name) for one in found)


def with_cell(register: Register, name: str) -> None:
    top = register.write(found_unit, "Đảng bộ xã Bình Lãng").result()
    draft = OrganisationDraft("0" * 32, name, parents=(Parenthood("1" * 32, top.id),))
    register.write(keep_organisation, draft).result()


def test_the_titles_cell_is_matched_with_the_registers(path: Path, register: Register) -> None:
    with_cell(register, "Chi bộ xóm Lũng Mật")
    plan = listed(path, typed(row("Bế Thị Mơ"), ".VnTime"), title="Danh sách đảng viên chi bộ Lũng Mật")
    found = register.read(preview, plan).result()
    assert found.place == found.title_place == "Chi bộ xóm Lũng Mật"
    assert found.new_cells == 0
    done = register.write(carry_out, plan).result()
    assert (done.added, done.cells_added) == (1, 0)
    assert people_of(register) == [("Bế Thị Mơ", "Chi bộ xóm Lũng Mật")]


def test_another_cell_can_be_chosen(path: Path, register: Register) -> None:
    with_cell(register, "Chi bộ Công an")
    plan = listed(path, typed(row("Bế Thị Mơ"), ".VnTime"))
    assert register.read(preview, plan).result().new_cells == 1
    other = placed(plan, "Chi bộ Công an")
    assert other.by_cell == {"Chi bộ Công an": 1}
    assert register.read(preview, other).result().new_cells == 0
    nowhere = placed(other, None)
    assert nowhere.by_cell == {"": 1}
    assert nowhere.cells == ()
    assert "cell" in nowhere.missing
    assert nowhere.problems["cell_missing"] == [3]
    assert placed(nowhere, "Chi bộ xóm Lũng Mật") == plan
    register.write(carry_out, other).result()
    assert people_of(register) == [("Bế Thị Mơ", "Chi bộ Công an")]


def test_without_a_title_somebody_chooses(path: Path, register: Register) -> None:
    with_cell(register, "Chi bộ Công an")
    plan = listed(path, typed(row("Bế Thị Mơ"), ".VnTime"), title=None)
    assert (plan.title_cell, plan.by_cell, len(plan.untold)) == (None, {"": 1}, 1)
    assert "cell" in plan.missing
    found = register.read(preview, plan).result()
    assert (found.place, found.cells) == (None, ("Chi bộ Công an",))
    chosen = placed(plan, "Chi bộ Công an")
    assert "cell_missing" not in chosen.problems
    assert "cell" not in chosen.missing


def test_a_cell_of_ones_own_is_never_moved(path: Path) -> None:
    header = (*HEADER, "Chi bộ")
    own = typed((*row("Bế Thị Mơ"), "Chi bộ Công an"), ".VnTime")
    none = typed((*row("Lý Thị Mẩy", number=2, born="1/2/1980"), None), ".VnTime")
    plan = read_sheet(write(path, typed([TITLE], ".VnTime"), typed(header, ".VnTime"), own, none), TODAY)
    assert plan.by_cell == {"Chi bộ Công an": 1, "Chi bộ xóm Lũng Mật": 1}
    assert placed(plan, "Chi bộ Quân sự").by_cell == {"Chi bộ Công an": 1, "Chi bộ Quân sự": 1}
    assert placed(plan, "CB công an").by_cell == {"Chi bộ Công an": 2}


def test_a_title_that_nobody_needs_makes_no_cell(path: Path) -> None:
    header = (*HEADER, "Chi bộ")
    own = typed((*row("Bế Thị Mơ"), "Chi bộ Công an"), None)
    plan = read_sheet(write(path, typed([TITLE], None), typed(header, None), own), TODAY)
    assert [cell.name for cell in plan.cells] == ["Chi bộ Công an"]
    assert plan.untold == ()


# -- absurd files -----------------------------------------------------------------------------------


def test_absurd_fonts_are_fonts_like_others(path: Path) -> None:
    names = ("", " ", ".", ".Vn", "H", "VNI", "vni-" + "x" * 25, "Ω" * 31, "=cmd()", "../.VnTime")
    rows = [typed(row(f"Bế Thị {'ABCDEFGHIJ'[n]}", number=n + 1, born=f"{n + 1}/2/1980"), None)
            for n in range(len(names))]  # fmt: skip
    fonted = [[(value, name) for value, _ in line] for line, name in zip(rows, names, strict=True)]
    plan = listed(path, *fonted, font="Arial")
    assert [one.person.full_name for one in plan.people] == [f"Bế Thị {'ABCDEFGHIJ'[n]}" for n in range(10)]


def test_a_font_without_a_name(path: Path, tmp_path: Path) -> None:
    other = changed(with_row(path), tmp_path / "b.xlsx", {'<name val="Calibri"/>': ""})
    assert name_of(read_sheet(other, TODAY)) == "Nông Thị Thơm"


def test_a_style_that_isnt_there(path: Path, tmp_path: Path) -> None:
    write(path, typed([TITLE], "Arial"), typed(HEADER, "Arial"), typed(row("Bế Thị Mơ"), "Arial"))
    other = changed(path, tmp_path / "b.xlsx", {' s="1"': ' s="77"'})
    assert name_of(read_sheet(other, TODAY)) == "Bế Thị Mơ"


def test_an_empty_sheet_in_an_old_font(path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for place in range(1, 5):
        sheet.cell(1, place).font = Font(name=".VnTimeH")
    book.save(path)
    with pytest.raises(Trouble) as told:
        read_sheet(path, TODAY)
    assert told.value.code == "IMP-06"
