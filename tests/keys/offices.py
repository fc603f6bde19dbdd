"""An invented collector and a unit below it, made once for the tests of trust."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from desktop.keys.authority import Authority, Why, request_for
from desktop.keys.signer import Signer, new_secret, write_secret

AT = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)
COLLECTOR = "urn:sochibo:019a0000-0000-7000-8000-000000000001"
UNIT = "urn:sochibo:019a0000-0000-7000-8000-000000000002"
DAY, YEAR = timedelta(days=1), timedelta(days=365)


@dataclass(frozen=True)
class Offices:
    """The collector's authority, a unit's device and two persons."""

    authority: Authority
    device: Signer
    taker: Signer
    chair: Signer


@cache
def offices() -> Offices:
    """Made once; frozen, so nobody can spoil it for another test."""
    authority = Authority.found("Đảng ủy xã Bình Lãng", COLLECTOR, AT)
    key = new_secret()
    authority, certificate = authority.issue_device(request_for(key, UNIT), "Chi bộ xóm Bản Lằng", UNIT, AT)
    device = Signer(certificate, (authority.issuing.certificate,), write_secret(key))
    authority, taker = authority.issue_person("Lục Thị Yến", "Chi ủy viên", f"{UNIT}:person:1", AT)
    authority, chair = authority.issue_person("Bế Đức Kiên", "Bí thư chi bộ", f"{UNIT}:person:2", AT)
    return Offices(authority, device, taker, chair)


@dataclass(frozen=True)
class Doubtful:
    """The same minutes taker with certificates that don't count at ``AT``, and a chair whose does."""

    authority: Authority
    expired: Signer
    early: Signer
    revoked: Signer
    chair: Signer


@cache
def doubtful() -> Doubtful:
    """Issued over years: one until 28/02/2025, one from 08/01/2027 on, one revoked 02/10/2026."""
    office = Authority.found("Đảng ủy xã Bình Lãng", COLLECTOR, _at(2022, 1, 3))
    taker = ("Lục Thị Yến", "Chi ủy viên", f"{UNIT}:person:1")
    office, expired = office.issue_person(*taker, _at(2022, 3, 1))
    office, early = office.issue_person(*taker, _at(2027, 1, 9))
    office, revoked = office.issue_person(*taker, _at(2025, 3, 1))
    office, chair = office.issue_person("Bế Đức Kiên", "Bí thư", f"{UNIT}:person:2", _at(2025, 3, 1))
    office = office.revoke(revoked.certificate.serial, Why.KEY_COMPROMISE, _at(2026, 10, 2))
    return Doubtful(office, expired, early, revoked, chair)


def _at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 3, tzinfo=UTC)


@cache
def strangers() -> Offices:
    """Another collector with the same names and URNs, whom nobody trusts."""
    authority = Authority.found("Đảng ủy xã Bình Lãng", COLLECTOR, AT)
    key = new_secret()
    authority, certificate = authority.issue_device(request_for(key, UNIT), "Chi bộ xóm Bản Lằng", UNIT, AT)
    device = Signer(certificate, (authority.issuing.certificate,), write_secret(key))
    authority, person = authority.issue_person("Bế Đức Kiên", "Bí thư chi bộ", f"{UNIT}:person:2", AT)
    return Offices(authority, device, person, person)
