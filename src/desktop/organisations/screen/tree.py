"""The tree as a table: who stands below whom, and how many members each has, in parts that add up."""

from collections import defaultdict
from dataclasses import dataclass

from desktop.basics.language import _, say
from desktop.organisations.queries import Node
from desktop.organisations.rules.heads import AllPeople, Head, People, together, whole
from desktop.widgets.empty import Empty
from desktop.widgets.table import Column, Shape, Table

_INDENT = "\u2003"
_CELL = "Chi bộ "
_NOBODY = People()


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One organisation with the figures of itself and of all below it."""

    place: int
    node: Node
    heads: tuple[Head, ...]
    leader: str = ""
    leader_id: str | None = None

    @property
    def short(self) -> str:
        """The name; a cell's without the word that all cells share."""
        bare = self.node.name.removeprefix(_CELL) if self.node.cell else self.node.name
        return bare[:1].upper() + bare[1:]

    @property
    def total(self) -> int:
        """Its members."""
        return whole(self.heads)

    def number(self, key: str) -> int:
        """How many of one part."""
        return sum(head.number for head in self.heads if head.key == key)


def rows_of(nodes: tuple[Node, ...], people: AllPeople) -> tuple[TreeRow, ...]:
    """The tree with its figures: what stands below counts above too; people in no cell count at the top."""
    below: dict[str, list[str]] = defaultdict(list)
    for node in nodes:
        if node.parent_id is not None:
            below[node.parent_id].append(node.id)

    def all_of(id_: str) -> tuple[Head, ...]:
        return together([people.get(id_, _NOBODY).heads, *(all_of(child) for child in below[id_])])

    tops = [node.id for node in nodes if node.depth == 0]
    loose = people.get("", _NOBODY).heads
    return tuple(
        TreeRow(place, node, heads, own.leader, own.leader_id)
        for place, node in enumerate(nodes)
        for own in (people.get(node.id, _NOBODY),)
        for heads in (together([all_of(node.id), loose if tops[:1] == [node.id] else ()]),)
    )


def tree_table(add: Empty) -> "Table[TreeRow]":
    """The table. Its parts are those that a list of members can have."""
    columns: list[Column[TreeRow]] = [
        Column(
            _("Organisation"),
            lambda row: f"{_INDENT * row.node.depth}{row.short}",
            Shape.NAME,
            sort=lambda row: row.place,
        ),
        Column(_("Members"), lambda row: _shown(row.total), Shape.FIGURE, 84, sort=lambda row: row.total),
    ]
    for key, title, width in (
        ("OFFICIAL", _("Off."), 48),
        ("PROBATIONARY", _("Prob."), 48),
        ("EXEMPT", _("Ex."), 58),
        ("ELSEWHERE", _("Elsew."), 78),
        ("REST", _("Rest"), 58),
    ):
        columns.append(_part(key, title, width))
    return Table(columns, lambda row: row.node.id, _("Organisations"), empty=add)


def _part(key: str, title: str, width: int) -> "Column[TreeRow]":
    if key == "REST":  # what is left, so that the parts make the whole whatever else an upper room counts
        known = ("OFFICIAL", "PROBATIONARY", "EXEMPT", "ELSEWHERE")

        def rest(row: TreeRow) -> int:
            return row.total - sum(row.number(one) for one in known)

        return Column(title, lambda row: _shown(rest(row)), Shape.FIGURE, width, sort=rest)
    return Column(
        title, lambda row: _shown(row.number(key)), Shape.FIGURE, width, sort=lambda row: row.number(key)
    )


def _shown(number: int) -> str:
    return str(number) if number else "–"


def words_of(head: Head) -> str:
    """A part's word, small as inside a sum."""
    return say(head.words).lower()
