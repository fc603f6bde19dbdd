"""People's signing keys: kept as given, opened by their passphrase alone, gone when they are removed."""

from datetime import timedelta

import pytest
from tests.conftest import TODAY
from tests.keys.offices import doubtful, offices
from tests.storage.opening import Secrets, opened

from desktop.basics.errors import Refused, Trouble
from desktop.keys.signer import Signer
from desktop.keys.trust import FOLDER
from desktop.storage.audit import AuditRow
from desktop.storage.register import Register
from desktop.storage.signing_keys import (
    SigningKey,
    keep_signing_key,
    kept_keys,
    open_signing_key,
    remove_signing_key,
    signing_keys,
)

OWN = "lúa chín đầu bản"


def kept(register: Register, signer: Signer, post: str = "") -> SigningKey:
    return register.write(keep_signing_key, signer.to_pkcs12(OWN), OWN, post).result()


def test_a_key_is_kept_listed_and_opened(register: Register) -> None:
    key = kept(register, offices().chair)
    kept(register, offices().taker)
    certificate = offices().chair.certificate
    assert (key.name, key.post, key.issuer) == ("Bế Đức Kiên", "Bí thư chi bộ", "Đảng ủy xã Bình Lãng")
    assert (key.certificate, key.serial) == (certificate.sha256, f"{certificate.serial:x}")
    assert key.valid_until == certificate.not_after
    listed = register.read(signing_keys).result()
    assert [one.name for one in listed] == ["Bế Đức Kiên", "Lục Thị Yến"]
    assert listed[0] == key
    signer = register.read(open_signing_key, key.id, OWN).result()
    assert signer.certificate == certificate
    assert signer.chain == offices().chair.chain


def test_the_wrong_passphrase_opens_nothing(register: Register) -> None:
    with pytest.raises(Trouble, match="KEY-39") as told:
        register.write(keep_signing_key, offices().chair.to_pkcs12(OWN), "khác").result()
    assert told.value.field == "passphrase"
    assert register.read(signing_keys).result() == ()
    key = kept(register, offices().chair)
    with pytest.raises(Trouble, match="KEY-39"):
        register.read(open_signing_key, key.id, "khác").result()


def test_only_keys_for_papers_are_kept(register: Register) -> None:
    for signer in (offices().device, offices().authority.collector, offices().authority.issuing):
        with pytest.raises(Refused, match="KEY-70"):
            kept(register, signer)
    with pytest.raises(Refused, match="KEY-38"):
        register.write(keep_signing_key, b"no key file", OWN).result()
    assert register.read(signing_keys).result() == ()


def test_the_same_certificate_twice_is_kept_once(register: Register) -> None:
    first, again = kept(register, offices().chair), kept(register, offices().chair)
    assert register.read(signing_keys).result() == (again,)
    with pytest.raises(Refused, match="KEY-71"):
        register.read(open_signing_key, first.id, OWN).result()


def test_an_expired_key_is_kept_and_says_so(register: Register) -> None:
    key = kept(register, offices().chair)
    last = key.valid_until.astimezone().date()
    assert not key.expired(TODAY)
    assert not key.expired(last - timedelta(days=1))
    assert key.expired(last)  # a paper is judged at the end of its day
    assert key.expired(TODAY.replace(year=2036))


def test_a_revoked_key_says_so_by_a_list_that_is_trusted(register: Register) -> None:
    office = doubtful()
    chair, revoked = kept(register, office.chair), kept(register, office.revoked)
    assert {key.revoked for key in kept_keys(register)} == {None}
    office.authority.trust().write(register.ground.home / FOLDER)
    told = {key.id: key.revoked for key in kept_keys(register)}
    assert told[chair.id] is None
    since = told[revoked.id]
    assert since is not None
    assert since.date().isoformat() == "2026-10-02"
    for root in (register.ground.home / FOLDER).glob("*.cer"):
        root.unlink()  # a list of nobody that is known counts for nothing
    assert {key.revoked for key in kept_keys(register)} == {None}


def test_a_removed_key_is_gone_from_the_disk(register: Register) -> None:
    before = set(register.vault.folder.glob("*"))
    key = kept(register, offices().chair)
    assert set(register.vault.folder.glob("*")) > before
    register.write(remove_signing_key, key.id).result()
    assert register.read(signing_keys).result() == ()
    with pytest.raises(Refused, match="KEY-71"):
        register.write(remove_signing_key, key.id).result()
    secrets = Secrets.of(register)
    register.close()
    again = opened(register.ground, secrets)
    again.write(lambda work: None).result()  # after the sweeping
    assert set(again.vault.folder.glob("*")) == before
    again.close()


def test_nothing_of_it_is_logged_and_the_audit_names_nobody(register: Register) -> None:
    head = register.read(lambda reading: reading.rows(_log())).result()
    key = kept(register, offices().chair)
    register.write(remove_signing_key, key.id).result()
    assert register.read(lambda reading: reading.rows(_log())).result() == head
    lines = register.read(lambda reading: reading.rows(AuditRow.__table__.select())).result()
    told = [(line.action, line.entity) for line in lines if line.action.startswith("signing_key")]
    assert told == [("signing_key.kept", key.id), ("signing_key.removed", key.id)]


def _log() -> object:
    from sqlalchemy import select

    from desktop.storage.log import LogRow

    return select(LogRow.q)
