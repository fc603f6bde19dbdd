"""Workbooks of invented members, as messy as offices send them."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook

Value = str | int | float | datetime | bool | None
HEADER: tuple[Value, ...] = (
    "STT",
    "Họ và tên",
    "Số thẻ Đảng viên",
    "Số CCCD",
    "Ngày sinh",
    "Ngày kết nạp",
    "Chi bộ đang sinh hoạt",
    "Trạng thái",
    "Ghi chú",
)
GOOD: dict[str, Value] = {
    "STT": 1,
    "Họ và tên": "NÔNG THỊ THƠM",
    "Số thẻ Đảng viên": "004184004471",
    "Số CCCD": "004184004471",
    "Ngày sinh": datetime(1984, 6, 12),
    "Ngày kết nạp": datetime(2014, 2, 3),
    "Chi bộ đang sinh hoạt": "Chi bộ xóm Bản Lằng",
    "Trạng thái": "Đang sinh hoạt",
}


def write(path: Path, *rows: Sequence[Value], title: str = "Sheet1") -> Path:
    """A workbook with one sheet of these rows."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def with_row(path: Path, header: Sequence[Value] = HEADER, **changed: Value) -> Path:
    """A workbook with a header and one good row, of which some values are other ones. Keys: header words."""
    names = {"name": "Họ và tên", "card": "Số thẻ Đảng viên", "id": "Số CCCD", "born": "Ngày sinh"}
    names |= {
        "joined": "Ngày kết nạp",
        "cell": "Chi bộ đang sinh hoạt",
        "status": "Trạng thái",
        "note": "Ghi chú",
    }
    values = GOOD | {names.get(key, key): value for key, value in changed.items()}
    return write(path, header, [values.get(str(one)) for one in header])
