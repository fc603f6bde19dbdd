"""Papers behind a square of the board: verified by the own authority, at the day they came in."""

from typing import Any

import pytest
from sqlalchemy import update

from desktop.basics.errors import Refused
from desktop.basics.ids import new_id
from desktop.basics.language import say
from desktop.collector.papers import PaperState, meetings_of, open_paper
from desktop.documents.sign import sign
from desktop.exchange.enrolling import certify_person
from desktop.exchange.records import UnitFileRow
from desktop.exchange.send import send
from desktop.exchange.take_in import take_in
from desktop.keys.signer import Signer
from desktop.meetings.rules.words import MEETING
from desktop.storage.work import Work
from tests.collector.test_board import found_cell
from tests.documents.papers import CHAIR, TAKER, prepared
from tests.exchange.offices import Pair
from tests.exchange.test_enrolling import PASSPHRASE


def signed(offices: Pair) -> bytes:
    """Minutes signed by two people whom the superior certified."""
    pdf = prepared()
    for place in (TAKER, CHAIR):
        made = offices.above.write(certify_person, place.name, "", PASSPHRASE).result()
        signer = Signer.from_pkcs12(made.pkcs12, PASSPHRASE)
        pdf = sign(pdf, place.field, signer, "", offices.above.ground.clock.now())
    return pdf


def recorded(offices: Pair, pdf: bytes, state: str = "SIGNED") -> str:
    """A meeting of October with this paper, sent up and taken in; gives its id."""
    at = found_cell(offices.unit, "Chi bộ xóm một")
    kind, id_ = offices.unit.ground.kinds[MEETING], new_id()

    def record(work: Work) -> None:
        document: dict[str, Any] = {part: [] for part in kind.parts}
        document |= {"organisation_id": at, "kind": "REGULAR", "state": state}
        document |= {"period_year": 2026, "period_month": 10, "present": 17, "total": 20}
        document |= {"paper_sha256": work.keep_file(pdf, "application/pdf", "bien-ban.pdf")}
        document |= {"signed_by_chair": "Bế Đức Kiên", "signed_by_minutes_taker": "Lục Thị Yến"}
        work.put(kind, id_, document)

    offices.unit.write(record).result()
    [file] = send(offices.unit, offices.stick).files
    take_in(offices.above, file.path)
    return id_


def test_a_paper_signed_by_certified_people_holds(offices: Pair) -> None:
    id_ = recorded(offices, signed(offices))
    [meeting] = offices.above.read(meetings_of, offices.unit.unit, 2026, 10).result()
    assert (meeting.id, meeting.paper, meeting.present, meeting.total) == (id_, PaperState.HERE, 17, 20)
    assert meeting.signers == ("Lục Thị Yến", "Bế Đức Kiên")
    paper = open_paper(offices.above, offices.unit.unit, id_)
    assert paper.holds
    assert len(paper.lines) == 3
    assert "This paper holds" in say(paper.lines[0])


def test_a_paper_signed_by_strangers_does_not(offices: Pair) -> None:
    from tests.documents.papers import twice

    paper = open_paper(offices.above, offices.unit.unit, recorded(offices, twice()))
    assert paper.holds is False
    assert any("doesn't know" in say(line) for line in paper.lines)


def test_a_paper_signed_by_hand_is_shown_without_a_verdict(offices: Pair) -> None:
    paper = open_paper(offices.above, offices.unit.unit, recorded(offices, prepared(), "SIGNED_ON_PAPER"))
    assert paper.holds is None
    assert paper.pdf == prepared()


def test_a_paper_that_has_not_come_says_so(offices: Pair) -> None:
    id_ = recorded(offices, prepared())
    offices.above.write(lambda work: work.connection.execute(update(UnitFileRow).values(here=False))).result()
    [meeting] = offices.above.read(meetings_of, offices.unit.unit, 2026, 10).result()
    assert meeting.paper is PaperState.MISSING
    with pytest.raises(Refused, match="COL-02"):
        open_paper(offices.above, offices.unit.unit, id_)
    with pytest.raises(Refused, match="COL-01"):
        open_paper(offices.above, offices.unit.unit, new_id())
