"""The paper slip says what the signed receipt says."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from desktop.basics.clock import Clock
from desktop.basics.errors import Refused
from desktop.documents.preview import page_count
from desktop.exchange import acknowledge
from desktop.exchange.acknowledge import give_receipt
from desktop.exchange.receive import read_answer
from desktop.exchange.records import InboxRow
from desktop.exchange.slip import head_figures, slip, slip_paper
from desktop.exchange.take_in import keep_for_later, take_in
from tests.exchange.offices import Pair, cell, member
from tests.exchange.test_take_in import sent
from tests.storage.opening import Secrets, opened


def test_the_slip_follows_the_receipt(offices: Pair) -> None:
    home = cell(offices.unit, "Chi bộ một")
    member(offices.unit, "Nông Thị Thơm", home)
    take_in(offices.above, sent(offices))
    cell(offices.unit, "Chi bộ hai")
    keep_for_later(offices.above, sent(offices))
    carried = give_receipt(offices.above, offices.unit.unit, offices.stick)
    receipt = read_answer(offices.unit, carried.path)
    sheet = offices.above.read(slip, offices.unit.unit).result()
    assert receipt.acked is not None
    assert (sheet.number, sheet.up_to) == (receipt.number, receipt.acked.q)
    assert sheet.head == head_figures(receipt.acked.h)
    assert len(sheet.head) == 9
    assert (sheet.members, sheet.cells, sheet.waiting, sheet.aside) == (1, 1, 1, 0)
    paper = slip_paper(sheet)
    assert page_count(paper) == 1
    assert paper == slip_paper(sheet)


def test_the_newest_is_told_by_its_number_not_by_a_clock(
    offices: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    cell(offices.unit, "Chi bộ một")
    take_in(offices.above, sent(offices))
    give_receipt(offices.above, offices.unit.unit, offices.stick)
    ground = replace(offices.above.ground, clock=Clock.showing(date(2026, 11, 2)))
    secrets = Secrets.of(offices.above)
    offices.above.close()
    offices.above = opened(ground, secrets)
    cell(offices.unit, "Chi bộ hai")
    take_in(offices.above, sent(offices))
    monkeypatch.setattr(acknowledge, "_LATEST_SEEN", 1)
    receipt = read_answer(offices.unit, give_receipt(offices.above, offices.unit.unit, offices.stick).path)
    assert offices.above.read(slip, offices.unit.unit).result().number == receipt.number == 2
    newest = select(InboxRow.content_id).order_by(InboxRow.last.desc()).limit(1)
    content = offices.above.read(lambda reading: reading.connection.execute(newest).scalar_one()).result()
    assert [one.content_id for one in receipt.seen] == [content]


def test_without_a_receipt_there_is_no_slip(offices: Pair) -> None:
    with pytest.raises(Refused, match="EXC-65"):
        offices.above.read(slip, offices.unit.unit).result()
