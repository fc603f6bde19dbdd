"""Enrolment as actions: what ``keys.enrolment`` makes, with what waits on either side kept in the vault.

The superior gives a kit out and keeps its code until the kit was used; the unit keeps its new keys until the answer
comes. A kit serves once. A new request takes the place of one that was never answered.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from desktop.basics.errors import Refused, Told
from desktop.basics.ids import new_id
from desktop.basics.language import msg
from desktop.basics.text import tidy
from desktop.bundles.format import BundleKind
from desktop.exchange.covers import covered, uncovered
from desktop.exchange.office import (
    Device,
    Office,
    Superior,
    Unit,
    become_collector,
    enter_unit,
    join_superior,
    keep_office,
    keep_trust,
    office,
    unit_of,
)
from desktop.exchange.own_keys import MOST_KITS, REQUEST, drop, held, keep, keep_kits, kits
from desktop.exchange.own_list import catch_up
from desktop.keys import strict
from desktop.keys.authority import Authority, Issued, Why, not_issued
from desktop.keys.certificates import Role
from desktop.keys.enrolment import (
    LIFE,
    Enrolled,
    Request,
    accept_grant,
    make_grant,
    make_kit,
    make_request,
    read_kit,
    read_request,
)
from desktop.keys.enrolment_files import PendingKit, PendingRequest
from desktop.keys.phrase import OneTimeCode
from desktop.keys.trust import Trust
from desktop.organisations.queries import unit_name
from desktop.storage.register import Register
from desktop.storage.users import Right
from desktop.storage.work import Reading, Work

NOTHING_ASKED, NO_NAME, NO_KIT, NO_PERSON, OWN_CERTIFICATE = (f"EXC-3{n}" for n in range(5))
ANOTHER_UNIT, MANY_KITS = "EXC-36", "EXC-37"


@dataclass(frozen=True, slots=True, repr=False)
class GivenKit:
    """A kit for a stick, and the code to be printed apart from it. Shown once."""

    id: str
    file: bytes
    code: OneTimeCode


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for the stick, and what the unit is to read aloud over the telephone."""

    file: bytes
    collector: str
    read_aloud: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfferedKit:
    """What a kit says of itself: whose it is, for which unit it was made, and on which day."""

    collector: str
    unit: str
    made: date


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request that has no answer yet: to whom, and what to read aloud over the telephone."""

    collector: str
    read_aloud: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """What a request says, and what the superior is to read aloud."""

    request: Request
    read_aloud: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Certified:
    """A person's key file (PKCS#12, under his own passphrase), and the serial number of the certificate."""

    pkcs12: bytes
    serial: int


# -- at the superior


def give_kit(work: Work, name: str) -> GivenKit:
    """A kit for the unit ``name``. The own authority is founded with the first one.

    Refused EXC-31 without a name that a file can carry, or before the own register has one; EXC-37 if as many kits
    wait as can be kept.
    """
    work.require(Right.USERS)
    own = unit_name(work)
    if not tidy(name) or not own:
        raise Refused(
            NO_NAME, msg("Which unit is the kit for? A name is needed on both sides."), field="name"
        )
    called, own = _carried(name, NO_NAME), _carried(own, NO_NAME)
    waiting = tuple(one for one in kits(work) if work.now <= one.made + LIFE)
    if len(waiting) >= MOST_KITS:
        raise Refused(
            MANY_KITS,
            msg("{n} enrolment kits wait already.", n=len(waiting)),
            msg("Withdraw those that nobody answers."),
        )
    here = become_collector(work, own)
    file, pending = make_kit(here.authority, here.sealer.public, called, work.now)
    keep_kits(work, (*waiting, pending))
    work.audit("enrol.kit", pending.id)
    return GivenKit(pending.id, covered(BundleKind.KIT, file, work.today), pending.code)


def look_at_request(reading: Reading, file: bytes) -> Looked:
    """What a unit asks for; changes nothing.

    Refusals as ``keys.enrolment.read_request``, EXC-02; EXC-36 if it used another unit's kit.
    """
    here = office(reading)
    request = _request_in(reading, file, here, kits(reading))
    return Looked(request, request.phrase(here.authority).said_by_collector())


def pending_kits(reading: Reading) -> tuple[PendingKit, ...]:
    """Kits that were given out and not used yet, too old ones left out."""
    return tuple(one for one in kits(reading) if reading.now <= one.made + LIFE)


def withdraw_kit(work: Work, kit_id: str) -> None:
    """A kit doesn't count any more: a request made with it is refused (KEY-53). Refused EXC-32 if there is none."""
    work.require(Right.USERS)
    given = kits(work)
    left = tuple(one for one in given if one.id != kit_id)
    if len(left) == len(given):
        raise Refused(
            NO_KIT,
            msg("No enrolment kit of this number waits here."),
            msg("See the list of kits."),
        )
    keep_kits(work, left)
    work.audit("enrol.withdrawn", kit_id)


def grant(work: Work, file: bytes, heard: str, *, retire: bool = False) -> bytes:
    """The answer for the unit, sealed to it. The unit is entered, and its kit is used up.

    ``retire``: the unit's earlier computers don't count any more, the new one takes their place.

    Refusals as ``look_at_request``; KEY-51 unless ``heard`` is what the unit read aloud; EXC-04 for the own unit.
    """
    work.require(Right.USERS)
    here = office(work)
    given = kits(work)
    request = _request_in(work, file, here, given)
    authority = here.authority
    for one in _live_devices(authority, request.urn) if retire else ():
        authority = _without(work, authority, one.serial, Why.REPLACED)
    authority, issued, answer = make_grant(authority, request, heard, here.sealer.public, work.now)
    keep_office(work, Office(authority, here.sealer))
    enter_unit(work, Unit(request.urn, request.name, request.age_key, issued.sha256))
    keep_kits(work, tuple(one for one in given if one.id != request.kit.id))
    work.audit("enrol.grant", request.urn)
    return covered(BundleKind.GRANT, answer, work.today)


def _request_in(reading: Reading, file: bytes, here: Office, given: tuple[PendingKit, ...]) -> Request:
    """The request, if the unit that it names is the one that the kit was made for."""
    request = read_request(uncovered(BundleKind.REQUEST, file), here.sealer, given, reading.now)
    known = unit_of(reading, request.urn)
    if known is not None and tidy(known.name) != tidy(request.kit.unit_name):
        raise Refused(
            ANOTHER_UNIT,
            msg(
                "This computer says that it is {unit}, but it used the enrolment kit of {kit}.",
                unit=known.name,
                kit=request.kit.unit_name,
            ),
            msg("Call {unit}. If it does ask, make a kit in its name.", unit=known.name),
        )
    return request


def _carried(name: str, code: str) -> str:
    """The name as files and certificates carry it: composed, of at most 200 letters, nothing that is no letter."""
    found = tidy(name)
    try:
        found.encode()
    except UnicodeEncodeError:
        raise Refused(
            code, msg("There is a sign in this name that can't be written."), field="name"
        ) from None
    if len(found) > strict.LONGEST:
        raise Refused(
            code,
            msg(
                "This name has {n} letters; at most {most} can be carried.", n=len(found), most=strict.LONGEST
            ),
            msg("Shorten it."),
            field="name",
        )
    return found


def certify_person(work: Work, name: str, post: str, passphrase: str) -> Certified:
    """A key with a certificate for one who signs papers. The register keeps the certificate's line, not the key.

    Refused EXC-33 without a name, or with a name or post that a certificate can't carry.
    """
    work.require(Right.USERS)
    called, posted = _carried(name, NO_PERSON), _carried(post, NO_PERSON)
    if not called:
        raise Refused(NO_PERSON, msg("Whose key is it? A name is needed."), field="name")
    here = office(work)
    authority, signer = here.authority.issue_person(
        called, posted, f"{work.unit}:person:{new_id()}", work.now
    )
    keep_office(work, Office(authority, here.sealer))
    work.audit("certified", f"{signer.certificate.serial:x}")
    return Certified(signer.to_pkcs12(passphrase), signer.certificate.serial)


def revoke(work: Work, serial: int, why: Why) -> None:
    """From now on this certificate doesn't count: a unit's computer, or a person's key.

    A bundle of a revoked computer is refused (KEY-34) whenever it comes; papers that a person signed and that were
    filed before stay good. Refused KEY-40 if it wasn't issued here or is revoked, EXC-34 for this office's own.
    """
    work.require(Right.USERS)
    here = office(work)
    if serial == here.authority.collector.certificate.serial:
        raise Refused(
            OWN_CERTIFICATE,
            msg("This office's own certificate can't be revoked here."),
            msg("Choose a unit's computer or a person's key."),
        )
    keep_office(work, Office(_without(work, here.authority, serial, why), here.sealer))


def revoke_unit(work: Work, urn: str, why: Why) -> int:
    """Revoke every computer of a unit that still counts; gives how many. Refused KEY-40 if there is none."""
    work.require(Right.USERS)
    here = office(work)
    live = _live_devices(here.authority, urn)
    if not live:
        raise not_issued()
    authority = here.authority
    for one in live:
        authority = _without(work, authority, one.serial, why)
    keep_office(work, Office(authority, here.sealer))
    return len(live)


def _live_devices(authority: Authority, urn: str) -> tuple[Issued, ...]:
    return tuple(
        one for one in authority.book if one.urn == urn and one.role is Role.DEVICE and one.revoked is None
    )


def _without(work: Work, authority: Authority, serial: int, why: Why) -> Authority:
    work.audit("revoked", f"{serial:x}", why.value)
    return authority.revoke(serial, why, work.now)


def public_trust(reading: Reading) -> Trust:
    """What ``<home>/trust`` gets at the superior, so that papers can be checked without unlocking."""
    return office(reading).authority.trust()


def publish_trust(register: Register) -> None:
    """Bring the superior's ``<home>/trust`` up to date: after founding, issuing, revoking. Trouble KEY-45.

    What the own list that lies there knows and the register doesn't, as after a restore, is learnt first.
    """
    catch_up(register)
    keep_trust(register.ground.home, register.read(public_trust).result())


def publish_later(register: Register) -> None:
    """The same where something must not be lost over it: a folder that can't be written follows another time."""
    with suppress(Told):
        publish_trust(register)


# -- in the unit


def look_at_kit(reading: Reading, file: bytes) -> OfferedKit:
    """Whose kit it is; changes nothing. Refusals as ``keys.enrolment.read_kit``."""
    kit = read_kit(uncovered(BundleKind.KIT, file), reading.now)
    return OfferedKit(kit.collector_name, kit.unit_name, kit.made.date())


def waiting(reading: Reading) -> Waiting | None:
    """The request that waits for its answer, or None. Refused KEY-52 if what is kept of it is damaged."""
    content = held(reading, REQUEST)
    if content is None:
        return None
    pending = PendingRequest.read(content)
    return Waiting(pending.kit.collector_name, pending.phrase().said_by_unit())


def ask(work: Work, kit_file: bytes, code: str, device: str) -> Asked:
    """New keys for this computer, and the request for them. ``device`` says which computer it is.

    Refusals as ``read_kit``; KEY-50: the code has a typing mistake; EXC-31 before the register has a name.
    """
    work.require(Right.USERS)
    name = unit_name(work)
    if not name:
        raise Refused(
            NO_NAME,
            msg("Enter your own organisation first; the superior wants to know who asks."),
            msg("Then take the kit in again."),
        )
    name, machine = _carried(name, NO_NAME), _carried(device, NO_NAME)
    kit = read_kit(uncovered(BundleKind.KIT, kit_file), work.now)
    file, pending = make_request(kit, OneTimeCode.parse(code), work.unit, name, machine, work.now)
    keep(work, REQUEST, pending.written())
    work.audit("enrol.request", kit.id)
    covered_file = covered(BundleKind.REQUEST, file, work.today)
    return Asked(covered_file, kit.collector_name, pending.phrase().said_by_unit())


def kept_request(reading: Reading) -> bytes | None:
    """The request that waits, as it is kept: to be put back if a newer one reaches nobody."""
    return held(reading, REQUEST)


def keep_request(work: Work, kept: bytes | None) -> None:
    """The request whose answer is waited for again; None: no request."""
    work.require(Right.USERS)
    if kept is None:
        drop(work, REQUEST)
    else:
        keep(work, REQUEST, kept)


def accept(work: Work, file: bytes, heard: str) -> Trust:
    """Take the superior's answer in: from now on this register reports to it. Gives what ``<home>/trust`` gets.

    Refused EXC-30 if nothing was asked for; otherwise as ``keys.enrolment.accept_grant``.
    """
    work.require(Right.USERS)
    content = held(work, REQUEST)
    if content is None:
        raise Refused(
            NOTHING_ASKED,
            msg("This register didn't ask for this answer."),
            msg("Take a kit of the superior in and make a request first."),
        )
    inner = uncovered(BundleKind.GRANT, file)
    enrolled = accept_grant(inner, PendingRequest.read(content), heard, work.now)
    join_superior(work, _superior(enrolled), Device(enrolled.device, enrolled.sealer))
    drop(work, REQUEST)
    return enrolled.trust


def _superior(enrolled: Enrolled) -> Superior:
    return Superior(enrolled.collector, enrolled.collector_name, enrolled.collector_age_key, enrolled.trust)
