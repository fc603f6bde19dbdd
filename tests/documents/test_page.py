"""A paper as a file: same bytes, own fonts, no markup from typed text, pages that hold together."""

import os
import re
import shutil
import subprocess
import sys
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.documents.reading import read_pages

from desktop.basics.errors import Trouble
from desktop.documents.blocks import (
    Align,
    Block,
    Column,
    Header,
    Heading,
    NumberedLine,
    Paragraph,
    Recipients,
    SignatureBlock,
    Signer,
    Table,
    Title,
)
from desktop.documents.page import Mark, draw
from desktop.documents.style import style_on

STYLE = style_on(date(2026, 11, 3))
HEADER = Header(
    "Đảng bộ xã Bình Lãng", "Chi bộ xóm Bản Lằng", "Số 05-NQ/CB", "Bình Lãng, ngày 03 tháng 11 năm 2026"
)
TITLE = Title("Nghị quyết", "về nhiệm vụ trọng tâm tháng 11 năm 2026")
CLOSING = SignatureBlock(
    Recipients(("Đảng ủy xã (báo cáo),", "Chi ủy, đảng viên chi bộ,", "Lưu Chi bộ.")),
    Signer("T/M CHI BỘ", "BÍ THƯ", "Bế Đức Kiên"),
)
SENTENCE = "Chi bộ thống nhất tiếp tục vận động các hộ làm đường bê tông nội xóm trước mùa mưa."


def paper(*body: Block, mark: Mark = Mark.NONE) -> bytes:
    return draw((HEADER, TITLE, *body, CLOSING), STYLE, "Nghị quyết tháng 11 năm 2026", mark)


def every_block() -> tuple[Block, ...]:
    return (
        Heading("I- ĐÁNH GIÁ"),
        Paragraph(SENTENCE * 3),
        NumberedLine("1.", SENTENCE),
        Table(
            (Column("TT", 1, Align.CENTRE), Column("Nhiệm vụ", 6), Column("Kết quả", 2, Align.RIGHT)),
            tuple((str(number), SENTENCE, f"{number} %") for number in range(1, 40)),
        ),
    )


def test_header_title_text_and_closing_come_in_order() -> None:
    (page,) = read_pages(paper(Paragraph(SENTENCE)))
    wanted = [
        "ĐẢNG BỘ XÃ BÌNH LÃNG CHI BỘ XÓM BẢN LẰNG * Số 05-NQ/CB",
        "ĐẢNG CỘNG SẢN VIỆT NAM Bình Lãng, ngày 03 tháng 11 năm 2026",
        "NGHỊ QUYẾT về nhiệm vụ trọng tâm tháng 11 năm 2026 -----",
        SENTENCE,
        "Nơi nhận: - Đảng ủy xã (báo cáo), - Chi ủy, đảng viên chi bộ, - Lưu Chi bộ.",
        "T/M CHI BỘ BÍ THƯ Bế Đức Kiên",
    ]
    places = [page.find(text) for text in wanted]
    assert -1 not in places
    assert places == sorted(places)


def test_pages_are_numbered_from_the_second_on() -> None:
    pages = read_pages(paper(*[Paragraph(SENTENCE * 4)] * 40))
    assert len(pages) > 3
    assert not pages[0].startswith("1 ")
    assert [page.split()[0] for page in pages[1:]] == [str(number) for number in range(2, len(pages) + 1)]


def test_same_blocks_same_bytes() -> None:
    assert paper(*every_block()) == paper(*every_block())


def test_same_bytes_in_other_processes() -> None:
    program = (
        "import hashlib, sys; sys.path.insert(0, sys.argv[1]); import test_page;"
        "print(hashlib.sha256(test_page.paper(*test_page.every_block())).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program, str(Path(__file__).parent)],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Ho_Chi_Minh"))
    }
    assert len(digests) == 1


def test_every_font_is_embedded_and_the_language_is_named() -> None:
    pdf = paper(*every_block(), mark=Mark.DRAFT)
    assert b"Helvetica" not in pdf
    fonts = set(re.findall(rb"/BaseFont /(\S+)", pdf))
    assert fonts
    assert all(re.fullmatch(rb"[A-Z]{6}\+LiberationSerif(-\w+)?", font) for font in fonts)
    assert pdf.count(b"/FontFile2") == len(fonts)
    assert b"/Lang (vi)" in pdf


def test_metadata_name_the_paper_and_nobody() -> None:
    import pypdfium2

    with pypdfium2.PdfDocument(paper(Paragraph(SENTENCE))) as document:
        told = document.get_metadata_dict()
    assert told["Title"] == "Nghị quyết tháng 11 năm 2026"
    assert told["Author"] == told["Creator"] == "Sổ Chi bộ"
    assert "Kiên" not in str(told)


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf isn't installed")
@pytest.mark.parametrize("mark", Mark)
def test_an_independent_checker_finds_no_fault(tmp_path: Path, mark: Mark) -> None:
    file = tmp_path / "paper.pdf"
    file.write_bytes(paper(*every_block(), mark=mark))
    checked = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.skipif(shutil.which("pdffonts") is None, reason="pdffonts isn't installed")
def test_an_independent_reader_finds_the_fonts_embedded(tmp_path: Path) -> None:
    file = tmp_path / "paper.pdf"
    file.write_bytes(paper(*every_block()))
    rows = subprocess.run(["pdffonts", str(file)], capture_output=True, text=True, check=True).stdout
    for row in rows.splitlines()[2:]:
        assert re.search(r"LiberationSerif\S*\s+TrueType\s+\S+\s+yes yes yes", row), row


@pytest.mark.parametrize(
    "typed",
    [
        '<img src="file:///etc/passwd"/>',
        "a < b & c > d",
        "<b>đậm</b> <font size='40'>to</font>",
        "&lt;para&gt; &amp; &#65;",
        "<br/><a href='http://example.invalid'>x</a>",
        "</para><para>",
        "<!-- --> ]]> <![CDATA[",
        r"(1a2b 3c4d 5e6f 7081) Tj \) ET",
    ],
)
def test_typed_text_is_text_and_never_markup(typed: str) -> None:
    shown = unicodedata.normalize("NFC", typed)
    everywhere = draw(
        (
            Header(typed, typed, typed, typed),
            Title(typed, typed),
            Heading(typed),
            NumberedLine(typed, typed),
            Table((Column(typed, 1),), ((typed,),)),
            SignatureBlock(Recipients((typed,)), Signer(typed, typed, typed)),
        ),
        STYLE,
        typed,
    )
    text = "".join("".join(read_pages(everywhere)).split())
    plain, capital = "".join(shown.split()), "".join(shown.upper().split())
    # Header and title in capitals twice and once, the signer's two lines in capitals.
    assert text.count(plain) + text.count(capital) >= 13
    assert b"/URI" not in everywhere


def test_decomposed_text_gives_the_same_paper() -> None:
    composed = paper(Paragraph(SENTENCE))
    assert paper(Paragraph(unicodedata.normalize("NFD", SENTENCE))) == composed


def test_a_letter_without_a_shape_stops_the_paper() -> None:
    with pytest.raises(Trouble) as refused:
        paper(Paragraph("Vui quá 😀"))
    assert refused.value.code == "PDF-01"


def test_a_line_break_starts_a_paragraph() -> None:
    from desktop.documents.layout import flowables

    assert len(flowables([Paragraph("một\nhai\n\nba")], STYLE)) == 3
    assert "1. một hai ba" in read_pages(paper(NumberedLine("1.", "một\nhai\nba")))[0]


@pytest.mark.parametrize("length", [*range(30, 60, 3), 200, 1000])
def test_signatures_never_stand_alone_on_a_page(length: int) -> None:
    words = [f"chữ{number}" for number in range(length * 8)]
    pages = read_pages(paper(*[Paragraph(SENTENCE)] * 10, Paragraph(" ".join(words))))
    last = pages[-1]
    assert last.endswith("Bế Đức Kiên")
    assert last.index(words[-1]) < last.index("Nơi nhận:")
    assert words[-8] in last  # two lines, not one word
    together = " ".join(pages)
    assert all(word in together for word in words)


@pytest.mark.parametrize("first", [Heading("II- TIẾP"), Paragraph("II- TIẾP:")])
def test_a_heading_goes_with_two_lines_of_its_text(first: Block) -> None:
    words = [f"chữ{number}" for number in range(400)]
    for lines in range(24, 34):
        pages = read_pages(paper(*[Paragraph("Một dòng.")] * lines, first, Paragraph(" ".join(words))))
        (page,) = [page for page in pages if "II- TIẾP" in page]
        assert words[15] in page.split("II- TIẾP")[1]


def test_a_long_paragraph_leaves_no_hole_before_it() -> None:
    pages = read_pages(paper(Paragraph("Một dòng."), Heading("I- DÀI"), Paragraph(SENTENCE * 40)))
    assert SENTENCE in pages[0]


def test_table_headings_repeat_and_a_row_may_be_higher_than_a_page() -> None:
    columns = (Column("TT", 1), Column("Nhiệm vụ", 5))
    rows = (("1", SENTENCE * 60), *((str(number), SENTENCE) for number in range(2, 60)))
    pages = read_pages(paper(Table(columns, rows)))
    assert len(pages) > 4
    assert all("TT Nhiệm vụ" in page for page in pages)


def test_a_row_needs_a_text_for_each_column() -> None:
    with pytest.raises(ValueError, match="number of cells"):
        Table((Column("TT", 1), Column("Việc", 2)), (("1",),))


@pytest.mark.parametrize("name", ["Bế " * 200, "Ế" * 400])
def test_names_of_any_length_stay_on_the_paper(name: str) -> None:
    pdf = draw(
        (
            Header(name, name, name),
            Title("Biên bản", name),
            Paragraph(name),
            SignatureBlock(Signer("Người ghi", name=name), Signer("Chủ trì", name=name)),
        ),
        STYLE,
        "Biên bản",
    )
    letters = sum(character in "ếẾ" for page in read_pages(pdf) for character in page)
    assert letters >= 7 * 200


def test_a_long_name_leaves_no_single_word_behind() -> None:
    from desktop.documents.layout import flowables

    school = "Chi bộ Trường Phổ thông dân tộc bán trú Tiểu học và Trung học cơ sở Bình Lãng"
    title = flowables([Title("Biên bản", f"{school} sinh hoạt")], STYLE)[1]
    title.wrap(165 * 72 / 25.4, 1000)
    lengths = [len(" ".join(words)) for _, words in title.blPara.lines]
    assert len(lengths) == 2
    assert min(lengths) > 0.7 * max(lengths)


def test_a_draft_says_so_on_every_page() -> None:
    pages = read_pages(paper(*[Paragraph(SENTENCE * 4)] * 20, mark=Mark.DRAFT))
    assert len(pages) > 1
    # The words stand across the page, so a reader may cut them into letters.
    assert all(set("DỰTHẢO") <= set(page.replace(" ", "")) for page in pages)
    assert paper(Paragraph("x"), mark=Mark.DRAFT) != paper(Paragraph("x"))


@settings(max_examples=60, deadline=None)
@given(
    st.text(
        st.characters(codec="latin-1", exclude_categories=("Cc", "Cf"))
        | st.sampled_from("ăâđêôơưẤẦẨẪẬỆỘỢỰỹỵ–“”…<>&'\""),
        max_size=120,
    )
)
def test_any_text_in_known_letters_can_be_printed(text: str) -> None:
    assert draw([Paragraph(text), CLOSING], STYLE, "x").startswith(b"%PDF-")
