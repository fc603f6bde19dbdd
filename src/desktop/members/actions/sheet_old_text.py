"""Texts in old fonts: what is told of them, and what is done where the font's name is lost."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from desktop.basics.language import plural
from desktop.basics.old_fonts import TONED, How, all_syllables, either_way, reread_without_font
from desktop.members.actions.sheet_columns import Columns, visible
from desktop.members.actions.sheet_file import Cell, SheetRow
from desktop.members.actions.sheet_plan import Doubt, DoubtKind, doubt

_NAMES = ("full_name", "family_name", "given_name")
_CONVERTED = frozenset({How.READ, How.EITHER, How.MIXED, How.LOST})
_SMALL_FIRST = re.compile(rf"(?<!\w)[{''.join(sorted(TONED))}]")
NAME_READ = frozenset(kind for kind in DoubtKind if kind.name.startswith("OLD_FONT"))
"""What tells how a text in an old font was read."""
_ALWAYS = {
    How.MIXED: DoubtKind.OLD_FONT_MIXED,
    How.UNREADABLE: DoubtKind.OLD_FONT_UNREADABLE,
    How.LOST: DoubtKind.OLD_FONT_LOST,
}


def recovered(row: SheetRow) -> SheetRow:
    """A row whose texts that can only be TCVN3 are read so, though their font's name is lost."""
    if not any(isinstance(cell.value, str) and not cell.value.isascii() for cell in row.cells):
        return row
    return SheetRow(row.number, tuple(_recovered(cell) for cell in row.cells))


def _recovered(cell: Cell) -> Cell:
    if not isinstance(cell.value, str) or cell.how is not None:
        return cell
    found = reread_without_font(cell.value)
    return cell if found is None else Cell(found.text, cell.formula, found.how, cell.value)


def converted(rows: Iterable[SheetRow]) -> int:
    """How many cells were read from an old font."""
    return sum(cell.how in _CONVERTED for row in rows for cell in row.cells)


def converted_words(number: int) -> str:
    """The sentence that tells it."""
    return plural(
        "{n} cell was typed in an old font and converted. Please compare the names before taking them in.",
        "{n} cells were typed in an old font and converted. Please compare the names before taking them in.",
        number,
    )


def name_text(cell: Cell) -> str:
    """A part of a person's name; TCVN3 has no capitals with tones, so "Phạm Thị ánh" becomes "Phạm Thị Ánh"."""
    text = str(cell.value)
    if cell.how not in _CONVERTED or text == text.lower():
        return text
    return _SMALL_FIRST.sub(lambda letter: letter[0].upper(), text)


@dataclass(frozen=True, slots=True)
class OldTexts:
    """What a whole list shows: old fonts at all; texts retyped under one; names whose old font is lost."""

    any: bool = False
    retyped: bool = False
    lost: bool = False

    @classmethod
    def of(cls, rows: Iterable[SheetRow], columns: Columns) -> "OldTexts":
        """Look through the rows of people."""
        old = [row for row in rows if any(cell.how is not None for cell in row.cells)]
        retyped = any(cell.how in (How.KEPT, How.MIXED) for row in old for cell in row.cells)
        lost = any(columns.cell(row, name).how is How.LOST for row in old for name in _NAMES)
        return cls(bool(old), retyped, lost)

    def doubts(self, row: SheetRow, columns: Columns, name: str) -> Iterator[Doubt]:
        """What is to be told of one row; ``name`` is the person's name as it was understood."""
        for field in columns.places if self.any else ():
            cell = columns.cell(row, field)
            is_name = field in _NAMES
            if not isinstance(cell.value, str) or (cell.how is None and not (is_name and self.lost)):
                continue
            shown = name if is_name else visible(cell.value)
            kind = self._kind(cell, is_name, shown)
            if kind is not None:
                values = {"written": _as_typed(cell), "name": shown}
                if kind is DoubtKind.OLD_FONT_LOST_TOO:
                    values["name"] = either_way(str(cell.value)) or ""
                sentence = doubt(0, "", kind).message.text
                asked = {key: value for key, value in values.items() if f"{{{key}}}" in sentence}
                yield doubt(row.number, columns.letter(field), kind, **asked)

    def _kind(self, cell: Cell, is_name: bool, shown: str) -> DoubtKind | None:
        if cell.how is None:
            return DoubtKind.OLD_FONT_LOST_TOO if either_way(str(cell.value)) else None
        if cell.how in _ALWAYS:
            return _ALWAYS[cell.how]
        if cell.how is How.EITHER and (is_name or self.retyped):  # a name is never left to chance
            return DoubtKind.OLD_FONT_EITHER
        if not is_name or cell.how is How.KEPT:
            return None
        return DoubtKind.OLD_FONT if all_syllables(shown) else DoubtKind.OLD_FONT_ODD


def _as_typed(cell: Cell) -> str:
    # The soft hyphen is a letter here (ư) and must be seen.
    return visible((cell.before or str(cell.value)).replace("\xad", "-"))
