"""The paper slip says what the signed receipt says."""

import pytest

from desktop.basics.errors import Refused
from desktop.documents.preview import page_count
from desktop.exchange.acknowledge import give_receipt
from desktop.exchange.receive import read_answer
from desktop.exchange.slip import head_figures, slip, slip_paper
from desktop.exchange.take_in import keep_for_later, take_in
from tests.exchange.offices import Pair, cell, member
from tests.exchange.test_take_in import sent


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


def test_without_a_receipt_there_is_no_slip(offices: Pair) -> None:
    with pytest.raises(Refused, match="EXC-65"):
        offices.above.read(slip, offices.unit.unit).result()
