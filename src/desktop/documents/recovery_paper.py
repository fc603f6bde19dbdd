"""The sheet with the recovery code ("Tờ khôi phục"): one page, printed at the first start, kept in a safe.

The bytes hold a secret that opens the register. They are made in memory and belong only where the user puts
them; nothing here keeps or logs them, and the file's metadata don't contain the code.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from desktop.basics.errors import Refused
from desktop.basics.language import format_date, msg
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

TITLE: Final = "Tờ khôi phục"


def must_lie_apart(path: Path, home: Path) -> None:
    """Refused KEY-73 for a paper in the register's own folder: who takes the folder would have its code."""
    if path.resolve().is_relative_to(home.resolve()):
        raise Refused(
            "KEY-73",
            msg("The recovery paper must not lie in the register's own folder."),
            msg("Give another place, such as a stick."),
        )


def recovery_paper(groups: Sequence[str], unit: str, user: str, made_on: date) -> bytes:
    """The sheet as PDF bytes. ``groups`` of the code in order, ``unit`` whose register it opens.

    ``user`` is the person who made it at the first start. Refuses (PDF-01) a letter without a shape.
    """
    # No regulation rules the look of this sheet, but it has to stay on one page: a little tighter.
    usual = style_on(made_on)
    tight = replace(
        usual, body=replace(usual.body, size=13, line=17, gap=5), closing=replace(usual.closing, space=44)
    )
    return draw(_blocks(tuple(groups), unit, user, made_on), tight, TITLE)


def _blocks(groups: tuple[str, ...], unit: str, user: str, made_on: date) -> tuple[Block, ...]:
    return (
        Title("Tờ khôi phục", f"mở Sổ Chi bộ của {unit} khi quên mật khẩu"),
        CodeGroups(groups),
        Paragraph(
            "Đọc từ trái sang phải, từ trên xuống dưới, theo số nhỏ ở đầu mỗi ô. "
            "Mã chỉ gồm chữ số và chữ in hoa; không có các chữ I, L, O, U."
        ),
        Heading("Tờ này để làm gì"),
        Paragraph(
            "Không ai lấy lại được mật khẩu đã quên. Chỉ tờ giấy này mở được sổ khi quên mật khẩu, "
            "và mở được các bản sao lưu khi máy hỏng. Ai có tờ này đều mở được sổ, "
            "vì vậy hãy giữ như giữ con dấu."
        ),
        Heading("Cất giữ"),
        NumberedLine(
            "1.", "Cho vào phong bì, dán kín, ký qua mép, cất trong két hoặc tủ có khóa của cấp ủy."
        ),
        NumberedLine(
            "2.", "Không để cùng chỗ với máy tính. Không chụp ảnh, không gửi qua tin nhắn hay thư điện tử."
        ),
        NumberedLine(
            "3.", "Nếu tờ này bị mất hoặc bị lộ: báo ngay cấp ủy, lập tờ khôi phục mới và hủy tờ cũ."
        ),
        Heading("Khi cần dùng"),
        Paragraph(
            "Ở màn hình mở sổ, chọn “Quên mật khẩu: mở bằng tờ khôi phục”, gõ mã trên, rồi đặt mật khẩu mới. "
            "Dùng xong, niêm phong lại và ghi vào sổ bàn giao."
        ),
        Paragraph(f"Lập ngày {format_date(made_on)}. Niêm phong ngày …… / …… / …………"),
        SignatureBlock(Signer("Người giữ phong bì"), Signer("Người lập", name=user)),
    )
