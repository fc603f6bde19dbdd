"""The sheet with a kit's one-time code ("Phiếu mã đăng ký"): one page, handed over apart from the stick.

The bytes hold a secret; they are made in memory for the printer, and nothing here keeps or logs them.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from desktop.basics.language import format_date
from desktop.documents.blocks import (
    Block,
    CodeGroups,
    Heading,
    NumberedLine,
    Paragraph,
    SignatureBlock,
    Signer,
    Title,
)
from desktop.documents.page import draw
from desktop.documents.style import style_on

TITLE: Final = "Phiếu mã đăng ký"


def kit_paper(groups: Sequence[str], unit: str, superior: str, made_on: date, until: date) -> bytes:
    """The sheet as PDF bytes; ``groups`` of the code in order. Refuses (PDF-01) a letter without a shape."""
    usual = style_on(made_on)
    tight = replace(usual, body=replace(usual.body, size=13, line=18, gap=5))
    return draw(_blocks(tuple(groups), unit, superior, made_on, until), tight, TITLE)


def _blocks(
    groups: tuple[str, ...], unit: str, superior: str, made_on: date, until: date
) -> tuple[Block, ...]:
    return (
        Title("Phiếu mã đăng ký", f"cấp cho {unit}"),
        CodeGroups(groups),
        Paragraph(
            "Đọc từ trái sang phải, theo số nhỏ ở đầu mỗi ô. "
            "Mã chỉ gồm chữ số và chữ in hoa; không có các chữ I, L, O, U."
        ),
        Heading("Cách dùng"),
        NumberedLine("1.", "Cắm USB có bộ đăng ký vào máy của đơn vị, mở Sổ Chi bộ, mục “Gửi – Nhận”."),
        NumberedLine("2.", "Chọn bộ đăng ký của cấp trên trên USB, rồi gõ mã trên phiếu này."),
        NumberedLine(
            "3.", f"Đưa USB có bản đăng ký về {superior}. Hai bên gọi điện, đọc cho nhau nghe các nhóm số."
        ),
        Heading("Giữ gìn"),
        Paragraph(
            "Mã dùng một lần, cho một đơn vị. Không để phiếu này cùng chỗ với USB, không chụp ảnh, "
            "không gửi qua tin nhắn. Phiếu bị mất: báo ngay cấp trên để rút bộ đăng ký."
        ),
        Paragraph(f"Lập ngày {format_date(made_on)}. Có hiệu lực đến hết ngày {format_date(until)}."),
        SignatureBlock(Signer("Người nhận phiếu"), Signer("Người cấp phiếu")),
    )
