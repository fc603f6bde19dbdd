"""Organisations in a register: the dated tree, names of their days, refusals, putting back."""

from dataclasses import replace
from datetime import date

import pytest

from desktop.basics.errors import Refused
from desktop.basics.ids import new_id
from desktop.organisations.actions import (
    end_organisation,
    found_unit,
    keep_organisation,
    keep_typed,
    move_organisation,
    put_back,
    rename_organisation,
    throw_away,
)
from desktop.organisations.queries import (
    cell_ids,
    cells_on,
    choices,
    organisation,
    sheet_of,
    standings,
    top_on,
    tree_on,
)
from desktop.organisations.rules.drafts import OrganisationDraft, Parenthood
from desktop.organisations.rules.words import OrganisationKind
from desktop.storage.register import Register

TODAY = date(2026, 11, 9)
MERGED = date(2026, 10, 1)


@pytest.fixture
def top(register: Register) -> str:
    return register.write(found_unit, "  Đảng bộ xã  Bình Lãng ").result().id


def add(register: Register, name: str, parent: str, **more: object) -> str:
    draft = OrganisationDraft(new_id(), name, parents=(Parenthood(new_id(), parent),))
    draft = replace(draft, **more)  # type: ignore[arg-type]  # a few fields by name
    return register.write(keep_organisation, draft).result().id


def shape(register: Register, day: date = TODAY) -> list[tuple[int, str]]:
    return [(node.depth, node.name) for node in register.read(tree_on, day).result()]


def test_a_tree_of_any_depth_in_vietnamese_order(register: Register, top: str) -> None:
    base = add(register, "Đảng bộ cơ sở", top, kind=OrganisationKind.GRASSROOTS.value)
    part = add(register, "Đảng bộ bộ phận", base, kind=OrganisationKind.SECTIONAL.value)
    cell = add(register, "Chi bộ xóm Đồng", part)
    add(register, "Tổ đảng 1", cell, kind=OrganisationKind.GROUP.value)
    add(register, "Chi bộ xóm Dung", part)
    assert shape(register) == [
        (0, "Đảng bộ xã Bình Lãng"),
        (1, "Đảng bộ cơ sở"),
        (2, "Đảng bộ bộ phận"),
        (3, "Chi bộ xóm Dung"),
        (3, "Chi bộ xóm Đồng"),
        (4, "Tổ đảng 1"),
    ]
    assert {cell.name for cell in register.read(cells_on, TODAY).result()} == {
        "Chi bộ xóm Dung",
        "Chi bộ xóm Đồng",
    }
    assert len(register.read(cell_ids).result()) == 2
    found = register.read(top_on, TODAY).result()
    assert found is not None
    assert found.name == "Đảng bộ xã Bình Lãng"
    assert found.kind_words


def test_only_one_organisation_is_founded(register: Register, top: str) -> None:
    with pytest.raises(Refused, match="ORG-21"):
        register.write(found_unit, "Đảng bộ xã khác").result()


def test_moving_keeps_the_past(register: Register, top: str) -> None:
    inner = add(register, "Đảng bộ các cơ quan", top, kind=OrganisationKind.GRASSROOTS.value)
    cell = add(register, "Chi bộ Công an", inner)
    register.write(move_organisation, cell, top, MERGED, "12-QĐ/ĐU").result()
    assert shape(register, date(2026, 9, 30))[-1] == (2, "Chi bộ Công an")
    assert (1, "Chi bộ Công an") in shape(register, MERGED)
    register.write(end_organisation, inner, MERGED, "kết thúc hoạt động").result()
    assert (1, "Đảng bộ các cơ quan") not in shape(register, MERGED)
    assert (1, "Đảng bộ các cơ quan") in shape(register, date(2026, 9, 30))
    again = register.write(move_organisation, cell, inner, date(2026, 9, 1)).result()
    assert [parent.valid_to for parent in register.read(organisation, again.id).result().parents][-1] is None


def test_what_has_something_below_does_not_end(register: Register, top: str) -> None:
    add(register, "Chi bộ Công an", top)
    with pytest.raises(Refused, match="ORG-23"):
        register.write(end_organisation, top, TODAY).result()


def test_a_former_name_is_that_of_its_days(register: Register, top: str) -> None:
    cell = add(register, "Chi bộ xóm Nà Đồng", top)
    register.write(rename_organisation, cell, "Chi bộ xóm Đồng Tâm", MERGED).result()
    assert shape(register, date(2026, 9, 30))[1] == (1, "Chi bộ xóm Nà Đồng")
    assert shape(register)[1] == (1, "Chi bộ xóm Đồng Tâm")
    with pytest.raises(Refused, match="ORG-22"):
        register.write(rename_organisation, cell, "Chi bộ khác", MERGED).result()
    told = register.read(sheet_of, cell).result()
    assert told.parent_name == "Đảng bộ xã Bình Lãng"
    assert told.former_names == (("Chi bộ xóm Nà Đồng", None, MERGED),)
    assert told.kind_words
    assert told.sector_words == ""


def test_errors_of_the_rules_refuse(register: Register, top: str) -> None:
    with pytest.raises(Refused, match="ORG-01"):
        add(register, "", top)
    with pytest.raises(Refused, match="ORG-09"):
        add(register, "Chi bộ", top, parents=())
    with pytest.raises(Refused, match="ORG-20"):
        register.read(organisation, "nobody").result()


def test_warnings_are_told(register: Register, top: str) -> None:
    add(register, "Chi bộ Công an", top)
    twin = OrganisationDraft(new_id(), "Chi bộ công an", parents=(Parenthood(new_id(), top),))
    assert [one.code for one in register.write(keep_organisation, twin).result().found] == ["ORG-14"]


def test_putting_back(register: Register, top: str) -> None:
    cell = add(register, "Chi bộ xóm 1", top)
    with pytest.raises(Refused, match="ORG-24"):
        register.write(put_back, cell).result()
    draft = register.read(organisation, cell).result()
    register.write(keep_organisation, replace(draft, name="Chi bộ xóm Một", founded_on=TODAY)).result()
    assert register.write(put_back, cell).result().name == "Chi bộ xóm 1"
    assert register.read(organisation, cell).result() == draft


def test_what_is_typed_stays_until_it_is_finished_or_thrown_away(register: Register, top: str) -> None:
    id_ = new_id()
    for _ in range(2):
        register.write(keep_typed, id_, "Chi bộ", {"name": "Chi bộ xó"}).result()
    kept = register.read(lambda reading: reading.draft("organisation", id_)).result()
    assert kept is not None
    assert kept.body == {"name": "Chi bộ xó"}
    register.write(throw_away, id_).result()
    assert register.read(lambda reading: reading.drafts("organisation")).result() == ()


def test_lists_and_standings(register: Register, top: str) -> None:
    assert "HAMLET" in {one.code for one in register.read(choices, "org_sector").result()}
    (only,) = register.read(standings).result()
    assert (only.id, only.parent_on(TODAY)) == (top, None)
