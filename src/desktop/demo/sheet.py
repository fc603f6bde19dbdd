"""A list of members as an office sends it, with the slips that such lists have. Everybody in it is invented."""

from datetime import date
from pathlib import Path
from typing import Final

_HEADER: Final = (
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
_JOINED: Final = date(2014, 2, 3)
_ROWS: Final = (
    (
        "NÔNG THỊ DỊU",
        "004184904471",
        "004184904471",
        date(1984, 6, 12),
        "Chi bộ xóm Nà Pài",
        "Đang sinh hoạt",
    ),
    ("LÝ  A  VẢNG ", "004090900001", 4090900001, "15/8/1990", "CB xóm Nà Pài", "Dự bị"),
    ("HÀ THỊ XUYẾN", "12345678", "004150900002", 1950, "Chi bộ xóm Cốc Lùng", "Miễn sinh hoạt"),
    ("SẦM VĂN KIỂM", "004061900004", "00406190000", "12/5/61", "Chi bộ xóm Cốc Lùng", None),
    (
        "VI VĂN HỜ",
        "004062900005",
        "004 062 900005",
        date(1962, 3, 1),
        "Chi bộ Công an xã",
        "Đang sinh hoạt",
    ),
    (
        "Nông Thị Dịu",
        "004184904471",
        "004184904471",
        date(1984, 6, 12),
        "Chi bộ xóm Nà Pài",
        "Đang sinh hoạt",
    ),
)


def write_sheet(folder: Path) -> Path:
    """Write the list into a folder; gives the file."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["ĐẢNG BỘ XÃ BÌNH LÃNG"])
    sheet.append(list(_HEADER))
    for number, (name, card, id_, born, cell, status) in enumerate(_ROWS, 1):
        sheet.append([number, name, card, id_, born, _JOINED, cell, status, None])
    sheet.append([f"Tổng số: {len(_ROWS)} đảng viên"])
    path = folder / "danh_sach_dang_vien.xlsx"
    book.save(path)
    return path
