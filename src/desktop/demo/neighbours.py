"""Two more invented communes, small ones, so that the superior has somebody to compare with."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from desktop.basics.ids import new_id
from desktop.demo.commune import Cell
from desktop.demo.people import Inventor, come, with_post
from desktop.demo.stage import ACCOUNT, PROVINCE
from desktop.demo.year import Chronicle, steps
from desktop.keys.passphrase import FLOOR
from desktop.members.actions.changes import keep_member
from desktop.members.rules.words import Post
from desktop.organisations.actions import found_unit, keep_organisation
from desktop.organisations.queries import standings
from desktop.organisations.rules.drafts import OrganisationDraft, Parenthood
from desktop.organisations.rules.words import OrganisationKind
from desktop.storage.opening import Founder, found
from desktop.storage.register import Ground, Register
from desktop.storage.work import Reading, Work

_PASSPHRASE = "ruộng bậc thang đầu mùa nước"  # noqa: S105  (opens a register that is thrown away)
_POSTS = (Post.SECRETARY, Post.DEPUTY_SECRETARY, Post.COMMITTEE_MEMBER)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A commune: what it is called, its secretary, its cells, what it has entered before and after its first file."""

    name: str
    place: str
    secretary: str
    cells: Sequence[Cell]
    months: Sequence[int]
    later: Sequence[int]
    seed: int
    newcomers: int = 0
    """Members who moved in after the first file: so many that the superior is asked to look."""


NEIGHBOURS = (
    Neighbour(
        "Đảng bộ xã Nặm Tốc",
        "Nặm Tốc",
        "Lò Văn Ún",
        (Cell("Chi bộ xóm Phiêng Én", 11), Cell("Chi bộ xóm Kéo Nàng", 9), Cell("Chi bộ xóm Tả Lủng", 8)),
        (8, 9),
        (10,),
        20261110,
        newcomers=4,
    ),
    Neighbour(
        "Đảng bộ xã Cốc Xả",
        "Cốc Xả",
        "Hoàng Thị Bích Đào",
        (Cell("Chi bộ xóm Nà Lẹng", 10), Cell("Chi bộ xóm Cốc Phường", 8)),
        (9,),
        (10, 11),
        20261111,
    ),
)


@contextmanager
def founded(neighbour: Neighbour, ground: Ground, folder: Path) -> Iterator[Register]:
    """The neighbour's register in ``folder`` with its people and its first months, open."""
    here = replace(ground, home=folder / "home", state=folder / "state")
    register, _code = found(here, Founder(ACCOUNT, neighbour.secretary, _PASSPHRASE), FLOOR)
    try:
        register.settle()
        register.write(_found_people, neighbour).result()
        enter(register, neighbour, neighbour.months)
        yield register
    finally:
        register.close()


def go_on(register: Register, neighbour: Neighbour) -> None:
    """What was written after the first file."""
    register.write(_move_in, neighbour).result()
    enter(register, neighbour, neighbour.later)


def enter(register: Register, neighbour: Neighbour, months: Sequence[int]) -> None:
    """Enter the regular meetings of these months and sign them on paper."""
    chronicle = Chronicle()
    ids = register.read(_cells, neighbour).result()
    for step in steps(ids, months):
        meeting = register.write(chronicle.enter, step).result()
        assert meeting is not None
        register.write(chronicle.sign, meeting).result()


def _found_people(work: Work, neighbour: Neighbour) -> None:
    top = found_unit(work, neighbour.name, OrganisationKind.COMMUNE.value, PROVINCE, neighbour.place)
    inventor = Inventor(neighbour.seed, [neighbour.secretary])
    for cell in neighbour.cells:
        draft = OrganisationDraft(
            new_id(),
            cell.name,
            OrganisationKind.CELL.value,
            cell.sector,
            parents=(Parenthood(new_id(), top.id),),
        )
        id_ = keep_organisation(work, draft).id
        home = f"Xã {neighbour.place}"
        people = [with_post(inventor.member(cell.work, id_, home, (36, 55)), id_, post) for post in _POSTS]
        people += [inventor.member(cell.work, id_, home) for _ in range(cell.size - len(people))]
        for person in people:
            keep_member(work, person)


def _move_in(work: Work, neighbour: Neighbour) -> None:
    home = next(iter(_cells(work, neighbour).values()))
    inventor = Inventor(neighbour.seed + 1, [neighbour.secretary])
    for _ in range(neighbour.newcomers):
        joined = inventor.member(neighbour.cells[0].work, home, f"Xã {neighbour.place}", (30, 50))
        keep_member(work, come(joined, date(2026, 10, 1)))


def _cells(reading: Reading, neighbour: Neighbour) -> dict[str, str]:
    wanted = {cell.name for cell in neighbour.cells}
    return {standing.name: standing.id for standing in standings(reading) if standing.name in wanted}
