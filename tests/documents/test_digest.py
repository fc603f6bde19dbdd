"""The code in the foot fits the file, and can be checked without this program."""

import hashlib
from datetime import date

import pytest
from tests.documents.reading import read_pages

from desktop.basics.errors import Trouble
from desktop.documents import digest
from desktop.documents.blocks import Header, Paragraph, SignatureBlock, Signer, Title
from desktop.documents.page import Mark, draw
from desktop.documents.style import style_on

STYLE = style_on(date(2026, 11, 3))
BLOCKS = (
    Header("Đảng bộ xã Bình Lãng", "Chi bộ xóm Bản Lằng"),
    Title("Biên bản"),
    *[Paragraph("Chi bộ thống nhất nghị quyết tháng 11. " * 12)] * 12,
    SignatureBlock(Signer("Người ghi biên bản"), Signer("Chủ trì hội nghị")),
)
PAPER = digest.finished(BLOCKS, STYLE, "Biên bản")


def test_the_code_stands_in_the_foot_of_every_page() -> None:
    pages = read_pages(PAPER.pdf)
    assert len(pages) > 1
    line = f"Mã kiểm tra văn bản: {digest.shown(PAPER.digest)}"
    assert all(page.endswith(line) for page in pages)


def test_the_digest_is_that_of_the_paper_with_an_empty_foot() -> None:
    empty = draw(BLOCKS, STYLE, "Biên bản", Mark.CODE)
    assert digest.printed(empty) == ""
    assert PAPER.digest == hashlib.sha256(empty).hexdigest()
    assert len(PAPER.pdf) == len(empty)
    # By hand, as the module says: nineteen spaces where the digits are.
    code = digest.shown(PAPER.digest).encode()
    assert PAPER.pdf.count(code) == 1
    assert PAPER.pdf.replace(code, b" " * 19) == empty


def test_a_finished_paper_holds_and_gives_its_digest_again() -> None:
    assert digest.holds(PAPER.pdf)
    assert digest.recompute(PAPER.pdf) == PAPER.digest
    assert digest.printed(PAPER.pdf) == " ".join(PAPER.digest[at : at + 4] for at in (0, 4, 8, 12))


def test_the_same_blocks_give_the_same_paper() -> None:
    assert digest.finished(BLOCKS, STYLE, "Biên bản") == PAPER


@pytest.mark.parametrize("share", [0.01, 0.2, 0.5, 0.8, 0.99])
def test_a_changed_byte_is_found(share: float) -> None:
    changed = bytearray(PAPER.pdf)
    changed[int(len(changed) * share)] ^= 1
    assert digest.recompute(bytes(changed)) != PAPER.digest
    assert not digest.holds(bytes(changed))


def test_a_changed_code_is_found() -> None:
    code = digest.shown(PAPER.digest).encode()
    other = code.translate(bytes.maketrans(b"0123456789abcdef", b"123456789abcdef0"))
    forged = PAPER.pdf.replace(code, other)
    assert digest.recompute(forged) == PAPER.digest
    assert not digest.holds(forged)


def test_an_appended_byte_is_found() -> None:
    assert not digest.holds(PAPER.pdf + b"\n")


def test_a_foot_is_filled_once() -> None:
    with pytest.raises(ValueError, match="filled already"):
        digest.stamp(PAPER.pdf)


@pytest.mark.parametrize(
    "other", [b"", b"%PDF-1.4", draw(BLOCKS, STYLE, "x"), draw(BLOCKS, STYLE, "x", Mark.DRAFT)]
)
def test_another_file_is_refused(other: bytes) -> None:
    with pytest.raises(Trouble) as refused:
        digest.recompute(other)
    assert refused.value.code == "PDF-02"


def test_typed_text_can_not_pass_for_the_code() -> None:
    typed = r"(1a2b 3c4d 5e6f 7081) Tj"
    paper = digest.finished([Paragraph(typed)], STYLE, typed)
    assert digest.holds(paper.pdf)
    assert digest.printed(paper.pdf) == digest.shown(paper.digest)
