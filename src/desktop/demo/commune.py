"""The invented commune: twelve cells, 300 members and those who left, through the rooms' own actions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from desktop.basics.ids import new_id
from desktop.demo.people import (
    HAMLET,
    Inventor,
    Work,
    come,
    exempted,
    gone,
    sent_elsewhere,
    since,
    suspended,
    too_old,
    with_post,
)
from desktop.demo.stage import PROVINCE
from desktop.members.actions.changes import keep_member
from desktop.members.rules.drafts import MemberDraft
from desktop.members.rules.words import ExitKind, Post
from desktop.organisations.actions import found_unit, keep_organisation
from desktop.organisations.rules.drafts import OrganisationDraft, Parenthood
from desktop.organisations.rules.words import OrganisationKind
from desktop.storage.work import Work as UnitOfWork

_SEED = 20261109
_PLACE = "Bình Lãng"
_SCHOOLED: Mapping[str, Any] = {
    "schooling": ("UPPER_SECONDARY",),
    "training": ("COLLEGE", "UNIVERSITY", "UNIVERSITY"),
}
_CLINIC = Work(26, 57, 0.6, "PUBLIC_SERVICE", "Trạm Y tế xã Bình Lãng", **_SCHOOLED)
_PRIMARY = Work(25, 56, 0.7, "PUBLIC_SERVICE", "Trường Tiểu học Bình Lãng", **_SCHOOLED)
_SECONDARY = Work(25, 57, 0.55, "PUBLIC_SERVICE", "Trường THCS Bình Lãng", **_SCHOOLED)
_POLICE = Work(23, 50, 0.1, "ARMED_FORCES", "Công an xã Bình Lãng", **_SCHOOLED)
_OFFICE = Work(27, 58, 0.35, "COMMUNE_CADRE", "Ủy ban nhân dân xã Bình Lãng", **_SCHOOLED)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the commune: what it is called, how many belong to it today, how they live."""

    name: str
    size: int
    sector: str = "HAMLET"
    work: Work = HAMLET

    @property
    def home(self) -> str:
        """Where its people come from."""
        hamlet = self.name.removeprefix("Chi bộ x")
        return f"X{hamlet}, xã {_PLACE}" if self.work is HAMLET else f"Xã {_PLACE}"


SAMPLE_CELL = Cell("Chi bộ xóm Bản Lằng", 24)
CELLS: tuple[Cell, ...] = (
    SAMPLE_CELL,
    Cell("Chi bộ xóm Nà Pài", 38),
    Cell("Chi bộ xóm Cốc Lùng", 33),
    Cell("Chi bộ xóm Khuổi Sao", 36),
    Cell("Chi bộ xóm Lũng Mười", 29),
    Cell("Chi bộ xóm Pác Nặm", 31),
    Cell("Chi bộ xóm Thôm Tấu", 27),
    Cell("Chi bộ Trạm Y tế", 9, "PUBLIC_SERVICE", _CLINIC),
    Cell("Chi bộ Trường Tiểu học", 18, "PUBLIC_SERVICE", _PRIMARY),
    Cell("Chi bộ Trường THCS", 20, "PUBLIC_SERVICE", _SECONDARY),
    Cell("Chi bộ Công an xã", 12, "STATE", _POLICE),
    Cell("Chi bộ Cơ quan xã", 23, "STATE", _OFFICE),
)
PROBATIONERS = {
    "Chi bộ xóm Nà Pài": date(2025, 12, 22),
    "Chi bộ xóm Cốc Lùng": date(2026, 9, 2),
    "Chi bộ xóm Lũng Mười": date(2025, 11, 20),
    "Chi bộ Trường Tiểu học": date(2025, 12, 22),
    "Chi bộ Công an xã": date(2025, 12, 19),
}
_FAR = ("Chi bộ khu công nghiệp Yên Hà", "Chi bộ tổ dân phố 4, phường Bản Mới", "Chi bộ thôn Tân Lập")


@dataclass(frozen=True, slots=True)
class Commune:
    """Ids of what was founded."""

    top_id: str
    cell_ids: Mapping[str, str]
    members: int
    left: int
    member_id: str
    """Somebody of the sample's cell, to be shown."""


def found_commune(work: UnitOfWork, sample: Mapping[str, Any]) -> Commune:
    """Found the commune with its cells and enter everybody: one unit of work."""
    top = found_unit(
        work, sample["organisation"]["superior"], OrganisationKind.COMMUNE.value, PROVINCE, _PLACE
    )
    ids = {cell.name: _found_cell(work, cell, top.id) for cell in CELLS}
    inventor = Inventor(_SEED, [person["name"] for person in sample["members"]])
    here: list[MemberDraft] = []
    for cell in CELLS:
        if cell is SAMPLE_CELL:
            here += [inventor.known(said, ids[cell.name], cell.home) for said in sample["members"]]
        else:
            here += _people_of(inventor, cell, ids[cell.name], top.id)
    left = _left(inventor, ids)
    for draft in (*here, *left):
        keep_member(work, draft)
    return Commune(top.id, ids, len(here), len(left), here[0].id)


def _found_cell(work: UnitOfWork, cell: Cell, top_id: str) -> str:
    draft = OrganisationDraft(
        new_id(),
        cell.name,
        OrganisationKind.CELL.value,
        cell.sector,
        founded_on=date(2010, 1, 1),
        parents=(Parenthood(new_id(), top_id, date(2010, 1, 1)),),
    )
    return keep_organisation(work, draft).id


def _people_of(inventor: Inventor, cell: Cell, cell_id: str, top_id: str) -> Sequence[MemberDraft]:
    posts = (Post.SECRETARY, Post.DEPUTY_SECRETARY, Post.COMMITTEE_MEMBER)
    people = [
        with_post(inventor.member(cell.work, cell_id, cell.home, (36, 55)), cell_id, post) for post in posts
    ]
    people += [inventor.member(cell.work, cell_id, cell.home) for _ in range(cell.size - len(people))]
    if cell.work is HAMLET:
        people = _facts_of_a_hamlet(inventor, people)
    if cell.name in PROBATIONERS:
        young = inventor.member(cell.work, cell_id, cell.home, (23, 31))
        people[-1] = since(young, cell_id, PROBATIONERS[cell.name])
    if cell.name == "Chi bộ Trường THCS":
        people[-1] = come(people[-1], date(2026, 4, 1))
    if cell.name == "Chi bộ Cơ quan xã":
        people[0] = with_post(people[0], top_id, Post.SECRETARY)
        people[3] = with_post(replace(people[3], full_name="Đàm Quốc Vinh"), top_id, Post.COMMITTEE_MEMBER)
    if cell.name == "Chi bộ xóm Pác Nặm":
        people[9] = suspended(people[9], date(2026, 8, 20), "đình chỉ sinh hoạt để xem xét kỷ luật")
    return people


def _facts_of_a_hamlet(inventor: Inventor, people: Sequence[MemberDraft]) -> list[MemberDraft]:
    """The old are exempt as they asked for it, one of the young works far away."""
    found: list[MemberDraft] = []
    exempt = 0
    for place, draft in enumerate(people):
        if too_old(draft) and exempt < 3:
            draft = exempted(draft, date(2023, 3 + exempt, 1), inventor.pick(("tuổi cao", "sức khỏe yếu")))
            exempt += 1
        elif place == 6 and not too_old(draft):
            draft = sent_elsewhere(draft, date(2026, 2, 15), inventor.pick(_FAR))
        found.append(draft)
    return found


def _left(inventor: Inventor, ids: Mapping[str, str]) -> Sequence[MemberDraft]:
    """Who left: this year two moved and one died, in the years before three."""
    told = (
        ("Chi bộ xóm Nà Pài", (30, 40), ExitKind.TRANSFERRED_OUT, date(2026, 3, 16), "Đảng bộ xã Nặm Tốc"),
        ("Chi bộ Cơ quan xã", (33, 50), ExitKind.TRANSFERRED_OUT, date(2026, 8, 1), "Đảng bộ phường Bản Mới"),
        ("Chi bộ xóm Khuổi Sao", (76, 84), ExitKind.DECEASED, date(2026, 6, 11), None),
        ("Chi bộ xóm Lũng Mười", (70, 84), ExitKind.DECEASED, date(2025, 2, 8), None),
        ("Chi bộ xóm Cốc Lùng", (72, 84), ExitKind.DECEASED, date(2024, 10, 30), None),
        ("Chi bộ Trường THCS", (30, 45), ExitKind.TRANSFERRED_OUT, date(2024, 8, 15), "Đảng bộ xã Cốc Xả"),
    )
    cells = {cell.name: cell for cell in CELLS}
    return [
        gone(inventor.member(cells[name].work, ids[name], cells[name].home, age), kind, day, place)
        for name, age, kind, day, place in told
    ]
