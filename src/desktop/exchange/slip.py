"""The paper slip of a receipt, for the file of whoever brought the stick: information, not proof.

It says what the signed receipt on the stick says, in words that two people can compare over the telephone.
"""

import json
from base64 import urlsafe_b64decode
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select

from desktop.basics.errors import Refused
from desktop.basics.language import format_date, format_number, msg
from desktop.bundles.receipt import State
from desktop.documents.blocks import Block, Column, Heading, Paragraph, SignatureBlock, Signer, Table, Title
from desktop.documents.page import draw
from desktop.documents.style import style_on
from desktop.exchange.records import ReceiptOutRow, UnitRow
from desktop.meetings.rules.words import MEETING
from desktop.organisations.queries import unit_name
from desktop.storage.work import Reading

NOTHING_GIVEN = "EXC-65"
TITLE: Final = "Phiếu biên nhận gói tin"
_HEAD: Final = 8


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands on it. ``up_to``: the last change taken in, 0 if none; ``head``: first figures of its hash."""

    collector: str
    unit: str
    number: int
    day: date
    up_to: int
    head: str
    members: int
    cells: int
    meetings: int
    waiting: int
    aside: int
    unshown: int
    clerk: str


def slip(reading: Reading, unit: str) -> Slip:
    """The slip of the unit's newest receipt. Refused EXC-65 if none was given."""
    row, name = ReceiptOutRow, UnitRow
    query = (
        select(row.number, row.body, row.given_at, name.name)
        .join(name, name.urn == row.unit)
        .where(row.unit == unit)
        .order_by(row.number.desc())
    )
    found = reading.connection.execute(query.limit(1)).one_or_none()
    if found is None:
        raise Refused(
            NOTHING_GIVEN,
            msg("No receipt was given to this unit yet."),
            msg("Take a file of the unit in first."),
        )
    body: dict[str, Any] = json.loads(found.body)
    acked, figures = body["acked"], body["figures"]
    states = [seen["state"] for seen in body["seen"]]
    return Slip(
        collector=unit_name(reading),
        unit=found.name,
        number=found.number,
        day=datetime.fromisoformat(found.given_at).date(),
        up_to=acked["q"] if acked else 0,
        head=head_figures(acked["h"]) if acked else "",
        members=figures.get("member", 0),
        cells=figures.get("organisation", 0),
        meetings=figures.get(MEETING, 0),
        waiting=states.count(State.WAITING.value) + states.count(State.RECEIVED.value),
        aside=states.count(State.ASIDE.value),
        unshown=len(body["problems"]),
        clerk=reading.user.name,
    )


def head_figures(hash_: str) -> str:
    """The first eight figures of a hash as headers have it, in two groups to be read aloud."""
    figures = urlsafe_b64decode(f"{hash_}=").hex()[:_HEAD].upper()
    return f"{figures[:4]} {figures[4:]}"


def slip_paper(sheet: Slip) -> bytes:
    """The slip as PDF bytes, one page. Refuses (PDF-01) a letter without a shape."""
    usual = style_on(sheet.day)
    tight = replace(usual, body=replace(usual.body, size=13, line=17, gap=5))
    return draw(_blocks(sheet), tight, TITLE)


def _blocks(sheet: Slip) -> tuple[Block, ...]:
    taken = f"thay đổi số {format_number(sheet.up_to)}" if sheet.up_to else "chưa nhận thay đổi nào"
    rows = (
        ("Đơn vị gửi", sheet.unit),
        ("Nơi nhận", sheet.collector or "–"),
        ("Biên nhận số", str(sheet.number)),
        ("Ngày", format_date(sheet.day)),
        ("Đã nhận đến", taken),
        ("Mã đối chiếu", sheet.head or "–"),
        ("Hồ sơ đảng viên", format_number(sheet.members)),
        ("Tổ chức đảng", format_number(sheet.cells)),
        ("Buổi sinh hoạt", format_number(sheet.meetings)),
        ("Gói tin đang chờ", format_number(sheet.waiting)),
        ("Gói tin để riêng", format_number(sheet.aside)),
        ("Bản ghi chưa hiện được", format_number(sheet.unshown)),
    )
    return (
        Title("Phiếu biên nhận", f"gói tin của {sheet.unit}"),
        Table((Column("Mục", 2), Column("Nội dung", 3)), rows),
        Heading("Phiếu này để làm gì"),
        Paragraph(
            "Phiếu là thông tin, không phải chứng cứ. Chỉ biên nhận có chữ ký số ghi trên USB mới có giá trị: "
            "đơn vị mở mục Gửi – Nhận, cắm USB và nhận biên nhận vào sổ của mình."
        ),
        Paragraph(
            "Khi nghi ngờ, hai bên gọi điện và đọc cho nhau mã đối chiếu ở trên; "
            "nếu khác nhau thì không nhận thêm gói tin nào cho đến khi rõ lý do."
        ),
        SignatureBlock(Signer("Người mang gói tin"), Signer("Người nhận", name=sheet.clerk)),
    )
