"""Files that aren't what they say, or were made to harm: a sentence, and nothing else."""

import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.basics.errors import Trouble
from desktop.members.actions import sheet_file
from desktop.members.actions.sheet import read_sheet
from desktop.members.actions.sheet_file import open_sheets
from tests.members.sheets import HEADER, with_row, write


def refused(path: Path) -> str:
    with pytest.raises(Trouble) as told:
        read_sheet(path)
    assert told.value.next_step is not None or told.value.code == "IMP-05"
    return told.value.code


def test_what_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    assert refused(path) == "IMP-01"
    for content in (b"", b"STT;Ho va ten\n1;Nong Thi Thom\n", b"%PDF-1.7", b"PK\x03\x04rubbish"):
        path.write_bytes(content)
        assert refused(path) == "IMP-02"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert refused(path) == "IMP-03"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("word/document.xml", "<a/>")
    assert refused(path) == "IMP-02"
    path.unlink()
    path.mkdir()
    assert refused(path) == "IMP-01"


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = with_row(tmp_path / "a.xlsx")
    monkeypatch.setattr(sheet_file, "MOST_UNPACKED", 5_000_000)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/media/bomb.bin", bytes(6_000_000))
    assert refused(path) == "IMP-04"


def test_too_large_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = with_row(tmp_path / "a.xlsx")
    monkeypatch.setattr(sheet_file, "MOST_BYTES", 100)
    assert refused(path) == "IMP-04"
    monkeypatch.undo()
    monkeypatch.setattr(sheet_file, "MOST_PARTS", 3)
    assert refused(path) == "IMP-04"
    monkeypatch.undo()
    monkeypatch.setattr(sheet_file, "MOST_ROWS", 1)
    assert refused(path) == "IMP-04"


@pytest.mark.parametrize(
    "poison",
    [
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><workbook>&c;</workbook>',
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a SYSTEM "file:///etc/passwd"><workbook/>'.encode(
            "utf-16"
        ),
        b"<workbook",
        b"<workbook/>",
        b"\x00\x01\x02",
    ],
)
def test_poisoned_parts(tmp_path: Path, poison: bytes) -> None:
    path = with_row(tmp_path / "a.xlsx")
    changed = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for part in old.infolist():
            new.writestr(part.filename, poison if part.filename == "xl/workbook.xml" else old.read(part))
    assert refused(changed) in ("IMP-05", "IMP-06")


def test_a_sheet_without_people(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    assert refused(write(path, ("Thu", "Chi"), (1, 2))) == "IMP-06"
    assert refused(write(path)) == "IMP-06"
    assert refused(write(path, HEADER)) == "IMP-08"
    assert (
        refused(write(path, ("TT", "Hä vµ tªn", "Ngµy sinh"), (1, "triÖu ®øc th¾ng ®µ", "20/12/1979")))
        == "IMP-07"
    )


def test_a_cell_far_away_costs_nothing(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    path = with_row(tmp_path / "a.xlsx")
    book = load_workbook(path)
    sheet = book.active
    assert sheet is not None
    sheet["XFD1048576"] = "far"
    book.save(path)
    assert len(open_sheets(path)[0].rows) == 2


@pytest.fixture
def content(tmp_path: Path) -> bytes:
    return with_row(tmp_path / "a.xlsx").read_bytes()


_PLACES = st.lists(st.tuples(st.integers(0, 9_999), st.integers(0, 255)), min_size=1, max_size=6)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_PLACES)
def test_flipped_bytes_end_in_people_or_in_a_sentence(
    tmp_path: Path, content: bytes, flips: list[tuple[int, int]]
) -> None:
    damaged = bytearray(content)
    for (
        place,
        value,
    ) in flips:  # the file's length differs by the time it was made: places are ten-thousandths
        damaged[place * len(damaged) // 10_000] = value
    path = tmp_path / "b.xlsx"
    path.write_bytes(bytes(damaged))
    code = "IMP-"
    try:
        people = read_sheet(path).people
    except Trouble as trouble:
        people, code = (), trouble.code
    assert people or code.startswith("IMP-")
