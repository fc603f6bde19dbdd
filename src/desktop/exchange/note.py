"""The delivery note ("Phiếu giao nhận"): one page that goes with the stick, signed by who gives and who takes.

It names no person and nothing of what is inside; the first digits of each file's SHA-256 join paper and file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from desktop.basics.language import format_long_date, format_number, format_time
from desktop.documents.blocks import (
    Align,
    Block,
    Column,
    Header,
    NumberedLine,
    Paragraph,
    SignatureBlock,
    Signer,
    Table,
    Title,
)
from desktop.documents.page import draw
from desktop.documents.style import style_on

TITLE: Final = "Phiếu giao nhận dữ liệu"
_DIGITS, _GROUP = 16, 4


@dataclass(frozen=True, slots=True)
class NotedFile:
    """A file on the stick: its name, its size in bytes, its SHA-256 in hexadecimal."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """From whom to whom, when it was written and read back, which bundles, how many changes, which files."""

    unit: str
    superior: str
    at: datetime
    numbers: tuple[int, ...]
    changes: int
    files: tuple[NotedFile, ...]


def delivery_note(given: Delivery) -> bytes:
    """The note as PDF bytes. Refused PDF-01 for a letter without a shape."""
    return draw(_blocks(given), style_on(given.at.date()), TITLE)


def check_digits(sha256: str) -> str:
    """The first digits of a hash, in groups to be read aloud."""
    return " ".join(sha256[at : at + _GROUP] for at in range(0, _DIGITS, _GROUP))


def _blocks(given: Delivery) -> tuple[Block, ...]:
    at = given.at
    bundles = ", ".join(str(number) for number in given.numbers)
    return (
        Header(given.superior, given.unit),
        Title("Phiếu giao nhận", "dữ liệu gửi cấp trên qua USB"),
        NumberedLine("1.", f"Bên giao: {given.unit}."),
        NumberedLine("2.", f"Bên nhận: {given.superior}."),
        NumberedLine("3.", f"Lập lúc {format_time(at)}, {format_long_date(at.date())}. Gói số: {bundles}."),
        NumberedLine("4.", f"Số thay đổi trong các tệp: {format_number(given.changes)}."),
        NumberedLine("5.", "Các tệp đã được ghi ra USB, đọc lại và so khớp từng byte:"),
        _table(given.files),
        Paragraph(
            "Mã kiểm tra là 16 ký tự đầu của SHA-256, để về sau đối chiếu giấy với tệp. Tệp đã niêm phong, chỉ máy "
            "của bên nhận mở được; bên nhận đưa tệp vào máy rồi ghi biên nhận vào chính USB này để bên giao mang về."
        ),
        SignatureBlock(Signer("NGƯỜI GIAO"), Signer("NGƯỜI NHẬN")),
    )


def _table(files: Sequence[NotedFile]) -> Table:
    columns = (
        Column("Tên tệp", 50),
        Column("Số byte", 18, Align.RIGHT),
        Column("Mã kiểm tra", 32, Align.CENTRE),
    )
    rows = tuple((file.name, format_number(file.size), check_digits(file.sha256)) for file in files)
    return Table(columns, rows)
