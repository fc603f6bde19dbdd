"""Papers behind a square of the board: verified by the own authority, at the day they came in."""

import shutil
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, update

from desktop.basics.clock import Clock
from desktop.basics.errors import Refused
from desktop.basics.ids import new_id
from desktop.basics.language import say
from desktop.collector import papers
from desktop.collector.papers import PaperState, meetings_of, open_paper
from desktop.documents.sign import sign
from desktop.documents.verify import Verdict, verify
from desktop.exchange.acknowledge import give_receipt
from desktop.exchange.enrolling import certify_person
from desktop.exchange.findings import answer, findings
from desktop.exchange.outcomes import Forked, Gap, Ready
from desktop.exchange.receive import receive
from desktop.exchange.records import UnitFileRow
from desktop.exchange.send import build
from desktop.exchange.take_in import take_in
from desktop.keys.signer import Signer
from desktop.keys.trust import Trust
from desktop.meetings.rules.words import MEETING
from desktop.storage.register import Register
from desktop.storage.work import Reading, Work
from tests.collector.test_board import found_cell
from tests.documents.papers import CHAIR, TAKER, prepared
from tests.exchange.offices import Pair, cell
from tests.exchange.test_enrolling import PASSPHRASE
from tests.exchange.test_forks import pretend_acknowledged
from tests.exchange.test_take_in import copy_home, sent
from tests.storage.opening import Secrets, opened

TODAY, LATER = date(2026, 11, 9), date(2027, 2, 9)


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
    at, id_ = found_cell(offices.unit, "Chi bộ xóm một"), new_id()
    save(offices.unit, at, id_, pdf, state)
    take_in(offices.above, sent(offices))
    return id_


def save(register: Register, at: str, id_: str, pdf: bytes, state: str, place: str = "") -> None:
    kind = register.ground.kinds[MEETING]

    def record(work: Work) -> None:
        document: dict[str, Any] = {part: [] for part in kind.parts}
        document |= {"organisation_id": at, "kind": "REGULAR", "state": state}
        document |= {"period_year": 2026, "period_month": 10, "present": 17, "total": 20}
        document |= {"paper_sha256": work.keep_file(pdf, "application/pdf", "bien-ban.pdf")}
        document |= {"signed_by_chair": "Bế Đức Kiên", "signed_by_minutes_taker": "Lục Thị Yến"}
        work.put(kind, id_, document | {"place": place})

    register.write(record).result()


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


def test_a_state_that_is_not_known_here_is_none(offices: Pair) -> None:
    id_ = recorded(offices, signed(offices), "HELD_ON_THE_MOON")
    [meeting] = offices.above.read(meetings_of, offices.unit.unit, 2026, 10).result()
    assert (meeting.id, meeting.state, meeting.held) == (id_, None, False)
    assert open_paper(offices.above, offices.unit.unit, id_).holds


def test_a_paper_that_has_not_come_says_so(offices: Pair) -> None:
    id_ = recorded(offices, prepared())
    offices.above.write(lambda work: work.connection.execute(update(UnitFileRow).values(here=False))).result()
    [meeting] = offices.above.read(meetings_of, offices.unit.unit, 2026, 10).result()
    assert meeting.paper is PaperState.MISSING
    with pytest.raises(Refused, match="COL-02"):
        open_paper(offices.above, offices.unit.unit, id_)
    with pytest.raises(Refused, match="COL-01"):
        open_paper(offices.above, offices.unit.unit, new_id())


@pytest.mark.parametrize("damaged", [False, True])
def test_a_paper_that_the_disk_lost_is_asked_for_again(offices: Pair, damaged: bool) -> None:
    sealed = offices.above.ground.home / "vault"
    before = set(sealed.iterdir())
    id_ = recorded(offices, prepared())
    [lost] = set(sealed.iterdir()) - before
    if damaged:
        lost.write_bytes(b"x")
    else:
        lost.unlink()
    with pytest.raises(Refused, match="COL-04"):
        open_paper(offices.above, offices.unit.unit, id_)
    [meeting] = offices.above.read(meetings_of, offices.unit.unit, 2026, 10).result()
    assert meeting.paper is PaperState.MISSING
    with pytest.raises(Refused, match="COL-02"):
        open_paper(offices.above, offices.unit.unit, id_)
    receive(offices.unit, give_receipt(offices.above, offices.unit.unit, offices.stick).path)
    assert isinstance(take_in(offices.above, sent(offices)), Ready)
    assert open_paper(offices.above, offices.unit.unit, id_).pdf == prepared()


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[date]:
    """The days on which papers were taken to be filed."""
    days: list[date] = []

    def watched(pdf: bytes, trust: Trust, today: date, filed: date) -> Verdict:
        days.append(filed)
        return verify(pdf, trust, today, filed)

    monkeypatch.setattr(papers, "verify", watched)
    return days


def later(offices: Pair) -> None:
    """Both registers closed, and opened three months on."""
    for side in ("unit", "above"):
        register = getattr(offices, side)
        ground, secrets = replace(register.ground, clock=Clock.showing(LATER)), Secrets.of(register)
        register.close()
        setattr(offices, side, opened(ground, secrets))


def test_saving_a_meeting_again_does_not_file_its_paper_anew(offices: Pair, judged: list[date]) -> None:
    at, id_ = found_cell(offices.unit, "Chi bộ xóm một"), new_id()
    save(offices.unit, at, id_, prepared(), "SIGNED")
    take_in(offices.above, sent(offices))
    receive(offices.unit, give_receipt(offices.above, offices.unit.unit, offices.stick).path)
    later(offices)
    save(offices.unit, at, id_, prepared(), "SIGNED", "Nhà văn hóa xóm")
    assert isinstance(take_in(offices.above, sent(offices)), Ready)
    open_paper(offices.above, offices.unit.unit, id_)
    save(offices.unit, at, id_, signed(offices), "SIGNED")  # another paper of the same meeting
    assert isinstance(take_in(offices.above, sent(offices)), Ready)
    open_paper(offices.above, offices.unit.unit, id_)
    assert judged == [TODAY, LATER]


def test_a_paper_that_waited_is_filed_on_the_day_on_which_it_came(offices: Pair, judged: list[date]) -> None:
    at, id_ = found_cell(offices.unit, "Chi bộ xóm một"), new_id()
    missing = sent(offices)
    offices.unit.write(pretend_acknowledged).result()
    save(offices.unit, at, id_, prepared(), "SIGNED", "Nhà văn hóa xóm")
    assert isinstance(take_in(offices.above, sent(offices)), Gap)
    later(offices)
    assert isinstance(take_in(offices.above, missing), Ready)
    open_paper(offices.above, offices.unit.unit, id_)
    assert judged == [TODAY]


def test_opening_a_paper_does_not_read_the_units_log(offices: Pair) -> None:
    id_ = recorded(offices, prepared())

    def read(reading: Reading) -> list[str]:
        seen: list[str] = []

        def note(*args: Any) -> None:
            seen.append(args[2])

        event.listen(reading.connection, "before_cursor_execute", note)
        try:
            papers._kept(reading, offices.unit.unit, id_)
        finally:
            event.remove(reading.connection, "before_cursor_execute", note)
        return seen

    seen = offices.above.read(read).result()
    assert any("unit_paper" in one for one in seen)
    assert not any("unit_log" in one or "inbox" in one for one in seen)


def test_a_file_that_was_kept_aside_files_no_paper(offices: Pair, judged: list[date], tmp_path: Path) -> None:
    above, unit = offices.above, offices.unit.unit
    at, id_ = found_cell(offices.unit, "Chi bộ xóm một"), new_id()
    assert isinstance(take_in(above, sent(offices)), Ready)
    copy_home(offices.unit, tmp_path / "twin")
    shutil.copytree(offices.unit.ground.state, tmp_path / "twin" / "state")
    ground = replace(offices.unit.ground, home=tmp_path / "twin" / "home", state=tmp_path / "twin" / "state")
    cell(offices.unit, "Chi bộ hai")
    assert isinstance(take_in(above, sent(offices)), Ready)
    with closing(opened(ground, Secrets.of(offices.unit))) as clone:
        for name in ("ba", "bốn", "năm"):
            cell(clone, f"Chi bộ {name}")
        [outgoing] = clone.write(build, clone.ground.home).result()
        assert isinstance(take_in(above, outgoing.path), Forked)
    [found] = above.read(findings).result()
    answer(above, unit, found.kind, found.subject, "Đã gọi đơn vị")
    later(offices)
    save(offices.unit, at, id_, prepared(), "SIGNED")
    assert isinstance(take_in(offices.above, sent(offices)), Ready)
    open_paper(offices.above, unit, id_)
    assert judged == [LATER]
