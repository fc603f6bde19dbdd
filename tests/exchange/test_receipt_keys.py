"""To whom a receipt is sealed: every computer of the unit that counts, and none that was revoked."""

import io
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from desktop.basics.clock import Clock
from desktop.basics.errors import Refused, Told
from desktop.bundles.format import read_sealed
from desktop.bundles.receipt import Verdict
from desktop.exchange.acknowledge import give_receipt
from desktop.exchange.enrolling import accept, ask, give_kit, grant, look_at_request, revoke_unit
from desktop.exchange.office import Device, Office, join_superior, keep_office, office, reporting
from desktop.exchange.outcomes import Ready
from desktop.exchange.papers import keep_trusted
from desktop.exchange.receive import read_answer, receive
from desktop.exchange.take_in import take_in
from desktop.keys.authority import Authority, Issued, Why
from desktop.keys.sealing import open_stream
from desktop.storage.register import Ground
from tests.exchange.offices import Pair, cell, enrol
from tests.exchange.test_enrolling import named
from tests.exchange.test_own_list import restored
from tests.exchange.test_take_in import copy_home, sent
from tests.storage.opening import Secrets, opened

__all__ = ["named"]


def granted(named: Pair, *, retire: bool = False) -> tuple[bytes, str]:
    """The unit asks anew and is granted; gives the answer, which may get lost, and what to hear."""
    given = named.above.write(give_kit, "Chi bộ xóm Bản Lằng").result()
    asked = named.unit.write(ask, given.file, given.code.written(), "Máy mới").result()
    looked = named.above.read(look_at_request, asked.file).result()
    answer = named.above.write(grant, asked.file, " ".join(asked.read_aloud), retire=retire).result()
    return answer, " ".join(looked.read_aloud)


def device(offices: Pair) -> Device:
    found: Device = offices.unit.read(reporting).result()[1]
    return found


def receipt(offices: Pair) -> Path:
    return give_receipt(offices.above, offices.unit.unit, offices.stick).path


def opens(path: Path, key: Device) -> bool:
    """Whether this computer's own key alone opens a file."""
    sealed = read_sealed(partial(path.open, "rb"))
    with path.open("rb") as file:
        file.seek(len(sealed.outer))
        body = file.read()[:-46]
    try:
        open_stream(io.BytesIO(body), io.BytesIO(), key.sealer)
    except Told:
        return False
    return True


def test_a_receipt_opens_for_a_unit_whose_answer_got_lost(named: Pair) -> None:
    cell(named.unit, "Chi bộ một")
    granted(named)
    assert isinstance(take_in(named.above, sent(named)), Ready)
    assert receive(named.unit, receipt(named)).verdict is Verdict.AGREES


def test_the_key_that_was_asked_for_opens_before_the_answer_comes(named: Pair) -> None:
    before = device(named)
    granted(named, retire=True)
    path = receipt(named)
    assert not opens(path, before)
    assert read_answer(named.unit, path).number == 1


def test_a_superior_that_was_set_back_is_still_understood(
    named: Pair, tmp_path: Path, ground: Ground
) -> None:
    cell(named.unit, "Chi bộ một")
    copy_home(named.above, tmp_path / "before")
    before = device(named)
    answer, heard = granted(named)
    named.unit.write(accept, answer, heard).result()
    assert device(named).earlier == (before.sealer,)
    secrets = Secrets.of(named.above)
    named.above.close()
    here = replace(named.above.ground, home=tmp_path / "before" / "home", state=tmp_path / "before" / "state")
    named.above = opened(here, secrets)
    assert isinstance(take_in(named.above, sent(named)), Ready)
    assert receive(named.unit, receipt(named)).verdict is Verdict.AGREES


def test_a_revoked_computer_opens_nothing_more(offices: Pair) -> None:
    first = device(offices)
    enrol(offices.unit, offices.above)
    second = device(offices)
    both = receipt(offices)
    assert opens(both, first)
    assert opens(both, second)
    kept: Office = offices.above.read(office).result()
    authority = kept.authority.revoke(
        first.signer.certificate.serial, Why.KEY_COMPROMISE, offices.above.ground.clock.now()
    )
    offices.above.write(keep_office, Office(authority, kept.sealer)).result()
    one = receipt(offices)
    assert not opens(one, first)
    assert opens(one, second)
    authority = kept.authority.revoke(
        second.signer.certificate.serial, Why.KEY_COMPROMISE, offices.above.ground.clock.now()
    )
    offices.above.write(keep_office, Office(authority, kept.sealer)).result()
    other = receipt(offices)  # the newest one is the revoked one
    assert opens(other, first)
    assert not opens(other, second)


def test_a_unit_without_a_computer_that_counts_gets_no_receipt(offices: Pair) -> None:
    offices.above.write(revoke_unit, offices.unit.unit, Why.KEY_COMPROMISE).result()
    with pytest.raises(Refused, match="EXC-13"):
        receipt(offices)
    assert not list(offices.stick.rglob("*.scb"))


def test_an_expired_certificate_warns_and_still_gets_its_receipt(offices: Pair) -> None:
    first = device(offices)
    enrol(offices.unit, offices.above)
    second = device(offices)
    ground, secrets = offices.above.ground, Secrets.of(offices.above)
    offices.above.close()
    later = second.signer.certificate.not_after.date() + timedelta(days=20)
    offices.above = opened(replace(ground, clock=Clock.showing(later)), secrets)
    path = receipt(offices)
    assert opens(path, second)
    assert not opens(path, first)


def test_what_a_restore_forgot_to_be_revoked_gets_no_receipt(named: Pair) -> None:
    restored(named)  # the copy of before the computer was revoked
    keep_trusted(named.above)
    with pytest.raises(Refused, match="EXC-13"):
        receipt(named)


def before_books_had_keys(authority: Authority) -> Authority:
    return replace(authority, book=tuple(replace(one, public="") for one in authority.book))


def test_a_book_of_before_names_the_newest_computers_key_alone(offices: Pair) -> None:
    first = device(offices)
    kept: Office = offices.above.read(office).result()
    offices.above.write(keep_office, Office(before_books_had_keys(kept.authority), kept.sealer)).result()
    assert opens(receipt(offices), first)
    enrol(offices.unit, offices.above)
    second = device(offices)
    path = receipt(offices)
    assert opens(path, second)
    assert not opens(path, first)  # nobody wrote down which key it was
    offices.above.write(revoke_unit, offices.unit.unit, Why.KEY_COMPROMISE).result()
    with pytest.raises(Refused, match="EXC-13"):
        receipt(offices)


def test_the_book_keeps_the_key_of_each_computer(offices: Pair) -> None:
    kept: Office = offices.above.read(office).result()
    lines: list[Issued] = [one for one in kept.authority.book if one.urn == offices.unit.unit]
    assert [one.public for one in lines] == [device(offices).sealer.public]
    assert Authority.read(kept.authority.written()).book == kept.authority.book


def test_so_many_earlier_keys_are_kept_and_none_of_another_superior(offices: Pair) -> None:
    keys = [device(offices).sealer]
    for _ in range(4):
        enrol(offices.unit, offices.above)
        keys.insert(0, device(offices).sealer)
    assert device(offices).sealers == tuple(keys[:4])
    superior, last = offices.unit.read(reporting).result()
    offices.unit.write(join_superior, replace(superior, urn="urn:sochibo:test:khac"), last).result()
    assert device(offices).earlier == ()
