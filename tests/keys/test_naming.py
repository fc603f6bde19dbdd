"""Whose certificate it is, by its name: each letter and each tone counts."""

import unicodedata

import pytest

from desktop.keys.issuing import short
from desktop.keys.naming import names

LONG = "Nguyễn Phúc Hoàng Thị Quỳnh Như Bảo Ngọc Tường Vi Khánh Huyền Trân"


@pytest.mark.parametrize(
    ("certified", "person"),
    [
        ("Bế Đức Kiên", "Bế Đức Kiên"),
        ("BẾ ĐỨC KIÊN", "Bế Đức Kiên"),
        ("Bế  Đức Kiên ", "Bế Đức Kiên"),
        ("Bế Đức Kiên", " Bế  Đức Kiên"),
        (unicodedata.normalize("NFD", "Bế Đức Kiên"), "Bế Đức Kiên"),
        ("BE DUC KIEN", "Bế Đức Kiên"),
        ("Hà Thị Hoà", "Hà Thị Hòa"),
        ("H’Yến Niê Kđăm", "H’Yến Niê Kđăm"),
        ("\u00d0inh Thị Yến", "Đinh Thị Yến"),
        (short(LONG), LONG),
    ],
)
def test_one_person(certified: str, person: str) -> None:
    assert names(certified, person)


@pytest.mark.parametrize(
    ("certified", "person"),
    [
        ("Bế Đức Kiến", "Bế Đức Kiên"),
        ("Lực Thì Yên", "Lục Thị Yến"),
        ("Bế Đúc Kiên", "Bế Đức Kiên"),
        ("Bế Đức", "Bế Đức Kiên"),
        ("BE DUC KIEM", "Bế Đức Kiên"),
        ("Hò-Bơ", "Ho-Bờ"),
        ("Bế…", "Bế Đức Kiên"),
        ("Nguyễn Phúc…", LONG),
        (short(LONG), "Nguyễn Phúc Hoàng Thị Quỳnh Như"),
        ("", ""),
        (" ", "Bế Đức Kiên"),
    ],
)
def test_two_people(certified: str, person: str) -> None:
    assert not names(certified, person)
