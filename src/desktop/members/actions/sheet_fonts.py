"""The fonts of a workbook's cells, looked up once for each font that stands in it."""

from typing import Any

from desktop.basics.old_fonts import How, OldFont, Reread, old_font, reread


class Fonts:
    """Reads the texts of one workbook's cells as their fonts show them."""

    def __init__(self) -> None:
        self._by_id: dict[int, OldFont | None] = {}

    def text(self, cell: Any) -> tuple[str, Reread | None]:
        """A cell's text as it stands, and what it says where an old font changes that.

        ``cell``: one of openpyxl's read-only cells. Parts of a cell may have fonts of their own.
        """
        value = cell.value
        if isinstance(value, str):
            font = self._font(cell)
            return value, None if font is None else _changed(value, reread(value, font))
        if not isinstance(value, list):
            return str(value), None
        return self._of_parts(value, self._font(cell))

    def _of_parts(self, parts: list[Any], around: OldFont | None) -> tuple[str, Reread | None]:
        # Neighbours of one font are one text: a word may be cut anywhere.
        pieces: list[tuple[str, OldFont | None]] = []
        for part in parts:
            text = str(part)
            name = None if isinstance(part, str) else part.font.rFont
            font = around if name is None else old_font(name)
            if pieces and pieces[-1][1] == font:
                text = pieces.pop()[0] + text
            pieces.append((text, font))
        whole = "".join(text for text, _ in pieces)
        read = [reread(text, font) if font else Reread(text, How.KEPT) for text, font in pieces]
        if not any(font for _, font in pieces):
            return whole, None
        hows = {one.how for (_, font), one in zip(pieces, read, strict=True) if font}
        how = next(one for one in (How.UNREADABLE, How.MIXED, How.EITHER, How.READ, How.KEPT) if one in hows)
        return whole, _changed(whole, Reread("".join(one.text for one in read), how))

    def _font(self, cell: Any) -> OldFont | None:
        try:
            number = cell.style_array.fontId
            if number not in self._by_id:
                self._by_id[number] = old_font(cell.font.name)
        except IndexError:  # a style that the workbook doesn't hold: the text is good all the same
            return None
        return self._by_id[number]


def _changed(text: str, found: Reread) -> Reread | None:
    # Figures, dates and plain letters are the same in every font.
    unchanged = found.text == text and found.how in (How.READ, How.EITHER)
    return None if unchanged else found
