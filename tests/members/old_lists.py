"""Lists typed in the fonts of before Unicode: cells with a font each."""

from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font

from tests.basics.test_old_fonts import in_tcvn3, in_vni

HEADER = (
    "TT",
    "Họ và tên",
    "Ngày sinh",
    "Dân tộc",
    "Ngày vào Đảng",
    "Ngày chính thức",
    "Chức vụ",
    "Trình độ",
)
Typed = tuple[object, str | None]
"""A value and its font; None: the workbook's own."""


def row(name: str, font: str | None = None, *, number: int = 1, ethnic: str = "Dao", post: str = "Đảng viên",
        schooling: str = "7/10", born: str = "20/12/1979") -> tuple[object, ...]:  # fmt: skip
    """One person of such a list, as it reads."""
    return (number, name, born, ethnic, "22/12/2015", "21/12/2016", post, schooling)


def typed(values: Sequence[object], font: str | None) -> list[Typed]:
    """Values as somebody types them in a font."""
    lower = (font or "").lower()
    made: list[Typed] = []
    for value in values:
        shown = value
        if isinstance(value, str) and "vni" in lower:
            shown = in_vni(value)
        elif isinstance(value, str) and "vn" in lower:
            shown = in_tcvn3(value.lower() if lower.endswith("h") else value)
        made.append((shown, font))
    return made


def write(path: Path, *rows: Sequence[Typed]) -> Path:
    """A workbook of these cells."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for number, cells in enumerate(rows, start=1):
        for place, (value, font) in enumerate(cells, start=1):
            cell = sheet.cell(number, place, value)  # type: ignore[arg-type]
            if font is not None:
                cell.font = Font(name=font)
    book.save(path)
    return path
