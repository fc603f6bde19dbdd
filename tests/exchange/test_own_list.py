"""After a restore the superior learns from its own list in the folder of trust what was revoked since."""

from dataclasses import replace
from datetime import timedelta

from desktop.basics.clock import Clock
from desktop.exchange.enrolling import give_kit, publish_trust, revoke, revoke_unit
from desktop.exchange.office import keep_office, office
from desktop.exchange.own_list import catch_up
from desktop.exchange.papers import keep_trusted
from desktop.exchange.units import UnitState, enrolments, key_on
from desktop.keys.authority import Why
from desktop.keys.signer import Signer
from desktop.keys.trust import FOLDER, Trust
from tests.exchange.offices import Pair
from tests.exchange.test_enrolling import PASSPHRASE, named
from tests.storage.opening import Secrets, opened

__all__ = ["named"]


def restored(named: Pair) -> tuple[Signer, Signer]:
    """The register as a backup gives it back: a person's key and the unit's computer were revoked since it was made.

    Gives the keys of two persons, the first one's revoked.
    """
    files = [
        key_on(named.above, name, "", PASSPHRASE, named.stick) for name in ("Bế Đức Kiên", "Lục Thị Yến")
    ]
    first, second = (Signer.from_pkcs12(file.read_bytes(), PASSPHRASE) for file in files)
    copy = named.above.read(office).result()
    named.above.write(revoke, first.certificate.serial, Why.KEY_COMPROMISE).result()
    named.above.write(revoke_unit, named.unit.unit, Why.REPLACED).result()
    publish_trust(named.above)
    named.above.write(keep_office, copy).result()
    return first, second


def test_what_was_revoked_since_the_backup_stays_revoked(named: Pair) -> None:
    restored(named)
    assert {one.state for one in named.above.read(enrolments).result().people} == {UnitState.OK}
    keep_trusted(named.above)
    found = named.above.read(enrolments).result()
    states = {one.name: one.state for one in found.people}
    assert states == {"Bế Đức Kiên": UnitState.REVOKED, "Lục Thị Yến": UnitState.OK}
    assert [one.state for one in found.units] == [UnitState.REVOKED]
    before = named.above.read(office).result().authority.written()
    keep_trusted(named.above)
    assert named.above.read(office).result().authority.written() == before


def test_what_is_revoked_after_the_restore_counts_everywhere(named: Pair) -> None:
    first, second = restored(named)
    known = Trust.read(named.above.ground.home / FOLDER)  # as the units have it
    named.above.write(revoke, second.certificate.serial, Why.CHANGED).result()
    publish_trust(named.above)
    for trust in (
        Trust.read(named.above.ground.home / FOLDER),
        known.renewed(named.above.read(office).result().authority.trust().lists),
    ):
        assert trust.revoked_at(first.certificate) is not None
        assert trust.revoked_at(second.certificate) is not None


def test_the_superiors_own_certificate_is_renewed_at_an_opening_in_its_last_year(named: Pair) -> None:
    named.above.write(give_kit, "Chi bộ").result()
    before = named.above.read(office).result().authority.collector.certificate
    ground, secrets = named.above.ground, Secrets.of(named.above)
    named.above.close()
    later = Clock.showing(before.not_after.date() - timedelta(days=200))
    named.above = opened(replace(ground, clock=later), secrets)
    keep_trusted(named.above)
    after = named.above.read(office).result().authority.collector.certificate
    assert after.not_after > before.not_after
    keep_trusted(named.above)
    assert named.above.read(office).result().authority.collector.certificate == after


def test_a_register_that_collects_from_nobody_has_nothing_to_learn(named: Pair) -> None:
    publish_trust(named.above)
    named.above.read(office).result().authority.trust().write(named.unit.ground.home / FOLDER)
    catch_up(named.unit)
