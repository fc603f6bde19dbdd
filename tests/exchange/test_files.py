"""Kept files travel with the records that name them, are missed by name until they come, and keys never travel."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update

from desktop.basics.ids import new_id
from desktop.bundles.receipt import Verdict
from desktop.bundles.write import Blob, Written, write_data
from desktop.exchange import send as sending
from desktop.exchange.acknowledge import give_receipt, state_of_unit
from desktop.exchange.ledger import Unsent, sendings, unsent
from desktop.exchange.office import office
from desktop.exchange.outcomes import Ready
from desktop.exchange.receive import Received, receive, sentence
from desktop.exchange.records import OwnKeyRow, SuperiorRow, UnitFileRow
from desktop.exchange.send import send
from desktop.exchange.take_in import take_in
from desktop.meetings.rules.words import MEETING
from desktop.storage.files import HALF_SIGNED_MEDIA
from desktop.storage.signing_keys import SigningKeyRow, keep_signing_key
from desktop.storage.work import Work
from tests.exchange.offices import Pair, cell
from tests.keys.offices import offices as office_keys

PAPER = b"%PDF-1.7 bi\xc3\xaan b\xe1\xba\xa3n"


def keep_meeting(work: Work, at: str) -> str:
    """A meeting whose signed paper is kept."""
    kind = work.kinds[MEETING]
    [field, *_] = [column.key for column in kind.fields if column.info.get("file")]
    sha256 = work.keep_file(PAPER, "application/pdf", "bien-ban.pdf")
    document: dict[str, Any] = {part: [] for part in kind.parts}
    document |= {"organisation_id": at, "kind": "REGULAR", "state": "SIGNED", field: sha256}
    work.put(kind, new_id(), document | {"period_year": 2026, "period_month": 11})
    return sha256


def test_a_signed_paper_comes_along(offices: Pair) -> None:
    at = cell(offices.unit, "Chi bộ một")
    sha256 = offices.unit.write(keep_meeting, at).result()
    [file] = send(offices.unit, offices.stick).files
    assert isinstance(take_in(offices.above, file.path), Ready)
    assert offices.above.read(lambda reading: reading.file(sha256)).result() == PAPER
    receipt = offices.above.read(
        lambda reading: state_of_unit(reading, offices.unit.unit, office(reading))
    ).result()
    assert (receipt.blobs, receipt.figures["meeting"]) == ((), 1)


def test_a_paper_that_a_restore_came_without_keeps_nothing_else_back(offices: Pair) -> None:
    at = cell(offices.unit, "Chi bộ một")
    before = set((offices.unit.ground.home / "vault").iterdir())
    sha256 = offices.unit.write(keep_meeting, at).result()
    [sealed] = set((offices.unit.ground.home / "vault").iterdir()) - before
    sealed.unlink()
    cell(offices.unit, "Chi bộ hai")
    [file] = send(offices.unit, offices.stick).files
    assert isinstance(take_in(offices.above, file.path), Ready)
    receipt = offices.above.read(
        lambda reading: state_of_unit(reading, offices.unit.unit, office(reading))
    ).result()
    assert receipt.blobs == (sha256,)


def test_a_missing_paper_is_asked_for_and_comes_by_itself(offices: Pair) -> None:
    at = cell(offices.unit, "Chi bộ một")
    sha256 = offices.unit.write(keep_meeting, at).result()
    [file] = send(offices.unit, offices.stick).files
    take_in(offices.above, file.path)
    lost = update(UnitFileRow).values(here=False)
    offices.above.write(lambda work: work.connection.execute(lost)).result()
    receipt = offices.above.read(
        lambda reading: state_of_unit(reading, offices.unit.unit, office(reading))
    ).result()
    assert receipt.blobs == (sha256,)
    assert isinstance(take_in(offices.above, file.path), Ready)
    here = offices.above.read(
        lambda reading: reading.connection.execute(select(UnitFileRow.here)).scalar_one()
    )
    assert here.result()


def lose_papers(offices: Pair) -> None:
    """The superior lost every file of the unit."""
    lost = update(UnitFileRow).values(here=False)
    offices.above.write(lambda work: work.connection.execute(lost)).result()


def answer(offices: Pair) -> Received:
    """The receipt of now, read by the unit."""
    return receive(offices.unit, give_receipt(offices.above, offices.unit.unit, offices.stick).path)


def left(offices: Pair) -> Unsent:
    """What the unit has to send."""
    found = offices.unit.read(unsent).result()
    assert found is not None
    return found


def test_a_missing_paper_is_not_everything_and_can_be_sent(offices: Pair) -> None:
    offices.unit.write(keep_meeting, cell(offices.unit, "Chi bộ một")).result()
    [file] = send(offices.unit, offices.stick).files
    take_in(offices.above, file.path)
    lose_papers(offices)
    received = answer(offices)
    assert (received.verdict, received.open, received.missing) == (Verdict.AGREES, 0, 1)
    assert "still missing there" in sentence(received).text
    assert (left(offices).changes, left(offices).files, left(offices).carried) == (0, 1, False)
    assert left(offices).size == len(PAPER)
    cell(offices.unit, "Chi bộ hai")
    assert left(offices).size > len(PAPER)
    [file] = send(offices.unit, offices.stick).files
    assert (left(offices).changes, left(offices).files, left(offices).carried) == (1, 1, True)
    assert isinstance(take_in(offices.above, file.path), Ready)
    assert sentence(answer(offices)).text == "The superior has received everything."
    assert (left(offices).anything, left(offices).received) == (False, True)
    assert all(one.received for one in offices.unit.read(sendings).result())


def test_a_bundle_of_papers_alone_is_received_when_none_is_missing(
    offices: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    offices.unit.write(keep_meeting, cell(offices.unit, "Chi bộ một")).result()
    monkeypatch.setattr(sending, "_loads", lambda files: iter([(), files]))
    records, papers = send(offices.unit, offices.stick).files
    take_in(offices.above, records.path)
    assert answer(offices).missing == 1
    received = [one.received is not None for one in offices.unit.read(sendings).result()]
    assert received == [False, True]  # the newest first
    take_in(offices.above, papers.path)
    assert answer(offices).missing == 0
    assert all(one.received for one in offices.unit.read(sendings).result())


def test_a_paper_that_is_here_no_more_is_not_offered(offices: Pair) -> None:
    before = set((offices.unit.ground.home / "vault").iterdir())
    offices.unit.write(keep_meeting, cell(offices.unit, "Chi bộ một")).result()
    [sealed] = set((offices.unit.ground.home / "vault").iterdir()) - before
    take_in(offices.above, send(offices.unit, offices.stick).files[0].path)
    lose_papers(offices)
    sealed.unlink()
    assert "missing both there and here" in sentence(answer(offices)).text
    found = left(offices)
    assert (found.anything, found.gone, found.received) == (False, 1, False)


def device_keys(work: Work) -> str:
    return work.connection.execute(select(OwnKeyRow.file)).scalar_one()


def signing_key(work: Work) -> str:
    keep_signing_key(work, office_keys().chair.to_pkcs12("lúa chín"), "lúa chín")
    return work.connection.execute(select(SigningKeyRow.file)).scalar_one()


def half_signed(work: Work) -> str:
    return work.keep_file(PAPER, HALF_SIGNED_MEDIA, "half-signed")


@pytest.mark.parametrize("local", [device_keys, signing_key, half_signed])
def test_nobody_can_ask_for_keys_and_half_signed_papers(
    offices: Pair, monkeypatch: pytest.MonkeyPatch, local: Callable[[Work], str]
) -> None:
    carried: list[Blob] = []

    def watched(*args: Any, **named: Any) -> Written:
        carried.extend(named["blobs"])
        return write_data(*args, **named)

    monkeypatch.setattr("desktop.exchange.send.write_data", watched)

    def ask(work: Work) -> str:
        sha256 = local(work)
        work.connection.execute(update(SuperiorRow).values(wanted=f'["{sha256}"]'))
        return sha256

    sha256 = offices.unit.write(ask).result()
    send(offices.unit, offices.stick)
    assert carried == []
    assert offices.unit.read(lambda reading: reading.file(sha256)).result()
