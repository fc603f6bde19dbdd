"""The recovery sheet: one page, the code large and in order, nothing of it in the metadata."""

from datetime import date

import pypdfium2
from tests.documents.reading import read_pages

from desktop.documents.recovery_paper import recovery_paper

GROUPS = ("7K3M", "Q9TX", "B2HD", "WZ48", "R6NP", "J5CV", "81FA")
DAY = date(2026, 11, 22)


def sheet(unit: str = "Đảng bộ xã Bình Lãng", user: str = "Bế Đức Kiên") -> bytes:
    return recovery_paper(GROUPS, unit, user, DAY)


def test_one_page_with_the_groups_in_order() -> None:
    (page,) = read_pages(sheet())
    assert "1 7K3M 2 Q9TX 3 B2HD 4 WZ48 5 R6NP 6 J5CV 7 81FA" in page
    assert "TỜ KHÔI PHỤC" in page
    assert "Đảng bộ xã Bình Lãng" in page
    assert "Lập ngày 22/11/2026" in page
    assert "phong bì" in page
    assert "Quên mật khẩu: mở bằng tờ khôi phục" in page
    assert page.endswith("Bế Đức Kiên")


def test_long_names_still_leave_one_page() -> None:
    long = "Đảng bộ bộ phận Trường Phổ thông dân tộc bán trú Tiểu học và Trung học cơ sở xã Bình Lãng"
    assert len(read_pages(sheet(long, "Hoàng Thị Phương Thảo Nguyên"))) == 1


def test_the_code_is_in_no_metadata_and_not_in_clear_bytes() -> None:
    pdf = sheet()
    with pypdfium2.PdfDocument(pdf) as document:
        told = str(document.get_metadata_dict())
    for group in GROUPS:
        assert group not in told
        assert group.encode() not in pdf


def test_the_same_code_gives_the_same_bytes_and_another_one_others() -> None:
    assert sheet() == sheet()
    assert recovery_paper(GROUPS[::-1], "Đảng bộ xã Bình Lãng", "Bế Đức Kiên", DAY) != sheet()
