"""Pages as pictures, without a window toolkit."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from desktop.basics.errors import Trouble
from desktop.documents.blocks import Paragraph
from desktop.documents.page import draw
from desktop.documents.preview import page_count, page_image, pages
from desktop.documents.style import style_on

PDF = draw([Paragraph("Chi bộ thống nhất. " * 40)] * 12, style_on(date(2026, 11, 3)), "x")


def test_a_page_is_a4_at_the_resolution_asked_for() -> None:
    first = page_image(PDF, 1, 72)
    assert (first.width, first.height) == (596, 842)
    assert len(first.rgb) == first.width * first.height * 3
    finer = page_image(PDF, 1, 144)
    assert finer.width == pytest.approx(2 * first.width, abs=2)


def test_paper_is_white_and_letters_are_black() -> None:
    image = page_image(PDF, 1, 96)
    assert image.rgb[:3] == b"\xff\xff\xff"
    assert min(image.rgb) < 60
    # Margins hold no ink: the left one is 30 mm wide.
    margin = int(30 / 25.4 * 96) - 3
    for row in range(image.height):
        start = row * image.width * 3
        assert set(image.rgb[start : start + margin * 3]) == {255}


def test_all_pages_come_in_order() -> None:
    images = list(pages(PDF, 40))
    assert len(images) == page_count(PDF) > 1
    assert images[0].rgb != images[-1].rgb


def test_two_threads_may_ask_at_once() -> None:
    with ThreadPoolExecutor(4) as pool:
        images = list(pool.map(lambda _: page_image(PDF, 1, 50), range(12)))
    assert len({image.rgb for image in images}) == 1


def test_bytes_that_are_no_pdf_are_refused() -> None:
    for wrong in (b"", b"not a paper", PDF[:200]):
        with pytest.raises(Trouble) as refused:
            page_count(wrong)
        assert refused.value.code == "PDF-03"


def test_there_is_no_page_nought() -> None:
    for number in (0, page_count(PDF) + 1):
        with pytest.raises(ValueError, match="no page"):
            page_image(PDF, number, 72)
