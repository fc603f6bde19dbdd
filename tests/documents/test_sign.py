"""Two people sign the real minutes; other programs read the result as we do."""

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from PIL.Image import Image
from tests.documents.papers import CHAIR, TAKER, once, prepared, twice, unsigned
from tests.keys.offices import AT, offices
from tests.meetings.test_document import SHORT

from desktop.basics.errors import Refused, Trouble
from desktop.documents import digest
from desktop.documents.sign import SigningPlace, find_place, sign, with_places
from desktop.keys.der import outer_length
from desktop.meetings.document.minutes import final


def run(*words: str, cwd: Path) -> str:
    if shutil.which(words[0]) is None:
        pytest.skip(f"needs {words[0]}")
    done = subprocess.run(words, capture_output=True, text=True, errors="replace", check=False, cwd=cwd)
    return done.stdout + done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "paper.pdf").write_bytes(twice())
    for number, one in enumerate((offices().authority.root, offices().authority.issuing.certificate)):
        (tmp_path / f"{number}.pem").write_bytes(one.parsed.public_bytes(Encoding.PEM))
    return tmp_path


def test_signed_bytes_are_never_written_anew() -> None:
    assert prepared().startswith(unsigned())
    assert once().startswith(prepared())
    assert twice().startswith(once())
    assert digest.holds(twice()[: len(unsigned())])


def test_poppler_trusts_both_signatures(folder: Path) -> None:
    database = f"sql:{folder}"
    run("certutil", "-N", "-d", database, "--empty-password", cwd=folder)
    run("certutil", "-A", "-d", database, "-n", "root", "-t", "CT,C,C", "-i", "0.pem", cwd=folder)
    said = run("pdfsig", "-nssdir", database, "paper.pdf", cwd=folder)
    assert said.count("Signature is Valid") == 2
    assert said.count("Certificate is Trusted") == 2, said
    assert said.count("ETSI.CAdES.detached") == 2
    assert said.count("Total document signed") == 1
    assert "Lục Thị Yến" in said
    assert "Bế Đức Kiên" in said


def test_poppler_sees_a_flipped_byte(folder: Path) -> None:
    flipped = bytearray(twice())
    flipped[len(unsigned()) // 2] ^= 1
    (folder / "flipped.pdf").write_bytes(flipped)
    assert run("pdfsig", "-nocert", "flipped.pdf", cwd=folder).count("Digest Mismatch") == 2


def test_qpdf_finds_no_fault(folder: Path) -> None:
    assert "No syntax or stream encoding errors found" in run("qpdf", "--check", "paper.pdf", cwd=folder)


def test_openssl_agrees_on_each_signature(folder: Path) -> None:
    pdf = twice()
    ranges = [tuple(map(int, found)) for found in re.findall(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)", pdf)]
    assert len(ranges) == 2
    for _, first, second, rest in ranges:
        signature = bytes.fromhex(pdf[first + 1 : second - 1].decode("ascii"))
        (folder / "cms").write_bytes(signature[: outer_length(signature)])
        (folder / "content").write_bytes(pdf[:first] + pdf[second : second + rest])
        words = ["openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", "cms",
                 "-content", "content", "-CAfile", "0.pem", "-purpose", "any", "-out", "out",
                 "-attime", str(int(AT.timestamp()))]  # fmt: skip
        assert "Verification successful" in run(*words, cwd=folder)
        assert not any(signature[outer_length(signature) :])


def test_the_stamps_stand_between_the_line_and_the_name() -> None:
    text = drawn_text(twice())
    for name, post in (("Lục Thị Yến", "Chi ủy viên"), ("Bế Đức Kiên", "Bí thư chi bộ")):
        assert f"Đã ký số: {name}" in text
        assert post in text
    assert "(giờ máy tính)" in text
    left, right = find_place(unsigned(), TAKER), find_place(unsigned(), CHAIR)
    assert left.right < right.left
    assert abs(left.top - right.top) < 4
    with pypdfium2.PdfDocument(unsigned()) as document:
        page = document[len(document) - 1].get_textpage()
        for place, box in ((TAKER, left), (CHAIR, right)):
            inside = page.get_text_bounded(box.left, box.bottom, box.right, box.top).strip()
            assert inside == "", f"{place.field} covers {inside}"
        page.close()


def drawn_text(pdf: bytes) -> str:
    """The text of all pages as poppler sees it, with the fields' appearances."""
    if shutil.which("pdftotext") is None:
        pytest.skip("needs pdftotext")
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode("utf-8").split())


def test_the_stamp_is_blue_ink_and_nothing_else_moved() -> None:
    box = find_place(unsigned(), CHAIR)
    before, after = drawn(prepared(), box.page), drawn(twice(), box.page)
    height = after.height
    changed = [
        (x, height - y)
        for y in range(height)
        for x in range(after.width)
        if before.getpixel((x, y)) != after.getpixel((x, y))
    ]
    assert len(changed) > 500
    places = (find_place(unsigned(), TAKER), box)
    assert all(
        any(one.left - 1 <= x <= one.right + 1 and one.bottom - 1 <= y <= one.top + 2 for one in places)
        for x, y in changed
    )


def drawn(pdf: bytes, number: int) -> Image:
    """A page as a picture, one pixel a point."""
    with pypdfium2.PdfDocument(pdf) as document:
        document.init_forms()
        page = document[number]
        picture = page.render(scale=1).to_pil().convert("RGB")
        page.close()
        return picture


def test_long_names_fit_into_the_stamp() -> None:
    name = "Hoàng Nguyễn Thị Phương Thảo Quỳnh Nhi Lê Đặng"
    _, person = offices().authority.issue_person(
        name, "Phó Bí thư Thường trực Đảng ủy bộ phận xã Bình Lãng", "urn:x:1", AT
    )
    pdf = sign(prepared(), CHAIR.field, person, "Phó Bí thư Thường trực Đảng ủy bộ phận", AT)
    assert name in drawn_text(pdf)


def test_a_paper_over_many_pages_is_signed_on_its_last() -> None:
    long = final(replace(SHORT, conclusion="\n".join(["Nhất trí với các nội dung đã nêu."] * 120))).pdf
    box = find_place(long, CHAIR)
    assert box.page >= 2
    assert with_places(long, (TAKER, CHAIR)).startswith(long)


def test_a_place_that_is_not_on_the_paper_is_named() -> None:
    with pytest.raises(Trouble, match="PDF-10"):
        with_places(unsigned(), (SigningPlace("X", "CHÁNH VĂN PHÒNG"),))


def test_where_no_name_is_printed_the_stamp_goes_below_the_line() -> None:
    box = find_place(unsigned(), replace(CHAIR, name=""))
    assert box.top > find_place(unsigned(), CHAIR).bottom
    assert box.top - box.bottom == 56


def test_signing_twice_in_one_place_or_nowhere_is_refused() -> None:
    for pdf, field in ((once(), TAKER.field), (prepared(), "Khac"), (unsigned(), TAKER.field)):
        with pytest.raises(Refused, match="PDF-12"):
            sign(pdf, field, offices().chair, "", AT)
    with pytest.raises(Refused, match="PDF-12"):
        with_places(prepared(), (TAKER,))


@pytest.mark.parametrize("junk", [b"", b"%PDF-1.4", b"xin chao", bytes(1000)])
def test_what_is_no_pdf_is_refused(junk: bytes) -> None:
    with pytest.raises(Trouble, match="PDF-11"):
        with_places(junk, (TAKER,))
    with pytest.raises(Trouble, match="PDF-11"):
        sign(junk, TAKER.field, offices().chair, "", AT)
