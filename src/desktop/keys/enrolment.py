"""How a unit and its collector come to trust each other: kit, request, telephone, grant. No trust on first use.

1. ``make_kit``: the collector signs what the unit needs (root, issuing certificate, lists, its own age key). A
   one-time code is printed apart. 2. ``make_request``: the unit makes its keys *after* it has read the kit, so that
   nobody could prepare a matching pair, and proves with the code that it holds the paper; sealed to the collector.
3. Both sides type what they hear over the telephone (``phrase``). 4. ``make_grant``: the certificate, signed, sealed
   to the unit. 5. ``accept_grant``: the unit checks it against what it had and asked for.

The form of the files stands in ``enrolment_files``. What is pending on either side (``PendingKit``,
``PendingRequest``) holds secrets and is kept in the vault.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from desktop.basics.errors import Refused
from desktop.basics.ids import new_id
from desktop.basics.language import msg
from desktop.basics.text import nfc
from desktop.keys import cms, strict
from desktop.keys.authority import Authority, request_for, requested_key
from desktop.keys.certificates import Certificate, Content, Role
from desktop.keys.data_key import derived
from desktop.keys.enrolment_files import (
    LARGEST,
    LONGEST_CERTIFICATE,
    LONGEST_LIST,
    MOST_LISTS,
    Kit,
    PendingKit,
    PendingRequest,
    expect,
    kit_of,
    signed_file,
    split,
    unsound,
)
from desktop.keys.phrase import OneTimeCode, Phrase
from desktop.keys.sealing import Sealer, is_public, open_sealed, seal
from desktop.keys.signer import Signer, new_secret, read_secret, write_secret
from desktop.keys.trust import Trust, parse_list

NO_SUCH_KIT: Final = "KEY-53"
WRONG_CODE: Final = "KEY-54"
NOT_FOR_US: Final = "KEY-55"
TOO_OLD: Final = "KEY-56"
LIFE: Final = timedelta(days=90)
_MAC_LABEL: Final = "sochibo/1/enrol-request"


@dataclass(frozen=True, slots=True)
class Request:
    """A unit's request as the collector has read it: it came from whoever holds the code, on this kit."""

    kit: PendingKit
    urn: str
    name: str
    device: str
    age_key: str
    request: bytes
    made: datetime

    def phrase(self, authority: Authority) -> Phrase:
        """The phrase as it comes out here."""
        issuing = authority.issuing.certificate.der
        return Phrase.of(authority.root.der, issuing, self.request, self.age_key, self.urn)


@dataclass(frozen=True, slots=True, repr=False)
class Enrolled:
    """What a unit has in the end: it can sign, be written to, and knows to whom to write and whom to trust."""

    device: Signer
    sealer: Sealer
    collector: str
    collector_name: str
    collector_age_key: str
    trust: Trust


# -- the collector makes a kit, the unit reads it


def make_kit(authority: Authority, age_key: str, unit_name: str, at: datetime) -> tuple[bytes, PendingKit]:
    """A kit for one unit, and what to keep of it. ``age_key`` is the collector's public half."""
    trust, id_, code = authority.trust(), new_id(), OneTimeCode.new()
    fields: dict[str, strict.Plain] = {
        "format": "sochibo-kit/1",
        "id": id_,
        "collector": authority.urn,
        "collector_name": authority.collector.certificate.name,
        "unit_name": nfc(unit_name),
        "age_key": age_key,
        "made": strict.moment_text(at),
        "root": strict.shown(authority.root.der),
        "issuing": strict.shown(authority.issuing.certificate.der),
        "lists": [strict.shown(one) for one in trust.lists],
    }
    file = signed_file(fields, authority.collector, Content.KIT, at)
    made = at.replace(microsecond=0)
    return file, PendingKit(id_, nfc(unit_name), code, hashlib.sha256(file).digest(), made)


def read_kit(file: bytes, at: datetime) -> Kit:
    """A kit, whole and signed by a collector under the root inside it.

    Refused KEY-52: damaged or no kit; KEY-56: older than 90 days; KEY-31 to KEY-36: its signature (``cms``).
    """
    kit = kit_of(file)
    content, signature = split(file)
    by = cms.verify(content, signature, kit.trust, at, kind=Content.KIT, roles=frozenset({Role.COLLECTOR}))
    if by.urn != kit.collector:
        raise unsound()
    _refuse_old(kit.made, at)
    return kit


# -- the unit asks


def make_request(
    kit: Kit, code: OneTimeCode, urn: str, name: str, device: str, at: datetime
) -> tuple[bytes, PendingRequest]:
    """New keys, and the request for them, sealed to the collector. ``device`` says which computer it is."""
    key, sealer = new_secret(), Sealer.new()
    request = request_for(key, urn)
    fields: dict[str, strict.Plain] = {
        "format": "sochibo-request/1",
        "kit": kit.id,
        "urn": urn,
        "name": nfc(name),
        "device": nfc(device),
        "age_key": sealer.public,
        "request": strict.shown(request),
        "made": strict.moment_text(at),
    }
    fields["mac"] = strict.shown(_mac(fields, code, hashlib.sha256(kit.file).digest()))
    file = seal(strict.written(fields), (kit.age_key,))
    return file, PendingRequest(kit, urn, write_secret(key), sealer, request)


def read_request(file: bytes, sealer: Sealer, pending: tuple[PendingKit, ...], at: datetime) -> Request:
    """A request that answers one of the kits that are pending.

    Trouble KEY-12: damaged, or sealed to another office; Refused KEY-52: no request; KEY-53: no such kit (or it was
    used); KEY-54: not made with this kit's code; KEY-56: the kit is older than 90 days; KEY-41: unsound key.
    """
    if len(file) > LARGEST:
        raise unsound()
    content = open_sealed(file, sealer)
    try:
        fields = strict.read(content)
        expect(fields, "sochibo-request/1")
        kit_id, urn, name = fields.text("kit"), fields.text("urn"), fields.text("name")
        device, age_key = fields.text("device"), fields.text("age_key")
        request, made, mac = fields.octets("request", 8192), fields.moment("made"), fields.octets("mac", 32)
        fields.end()
    except strict.Unreadable:
        raise unsound() from None
    if not name.strip() or not urn.startswith("urn:") or not urn.isascii():
        raise unsound()
    kit = next((one for one in pending if one.id == kit_id), None)
    if kit is None:
        raise Refused(
            NO_SUCH_KIT,
            msg("This request answers no kit that is waiting here; each kit serves once."),
            msg("Make a new kit for this unit."),
        )
    told: dict[str, strict.Plain] = {
        "format": "sochibo-request/1",
        "kit": kit_id,
        "urn": urn,
        "name": name,
        "device": device,
        "age_key": age_key,
        "request": strict.shown(request),
        "made": strict.moment_text(made),
    }
    if not hmac.compare_digest(mac, _mac(told, kit.code, kit.file_sha256)):
        raise Refused(
            WRONG_CODE,
            msg("The request wasn't made with the code on this kit's sheet, or with another kit."),
            msg("Have the unit type the code once more and send a new request."),
        )
    _refuse_old(kit.made, at)
    if not urn.startswith("urn:") or not name or not is_public(age_key):
        raise unsound()
    requested_key(request)
    return Request(kit, urn, name, device, age_key, request, made)


# -- the collector grants, the unit accepts


def make_grant(
    authority: Authority, request: Request, heard: str, age_key: str, at: datetime
) -> tuple[Authority, Certificate, bytes]:
    """The authority afterwards, the unit's certificate, and the grant, sealed to the unit.

    Afterwards the kit is used up: drop ``request.kit``.
    Refused KEY-51 unless ``heard`` is what the unit read aloud. ``age_key`` is the collector's public half.
    """
    request.phrase(authority).check_at_collector(heard)
    authority, certificate = authority.issue_device(
        request.request, request.name, request.urn, at, request.age_key
    )
    fields: dict[str, strict.Plain] = {
        "format": "sochibo-grant/1",
        "kit": request.kit.id,
        "unit": request.urn,
        "age_key": request.age_key,
        "certificate": strict.shown(certificate.der),
        "collector_age_key": age_key,
        "made": strict.moment_text(at),
        "lists": [strict.shown(one) for one in authority.trust().lists],
    }
    file = signed_file(fields, authority.collector, Content.GRANT, at)
    return authority, certificate, seal(file, (request.age_key,))


def accept_grant(file: bytes, pending: PendingRequest, heard: str, at: datetime) -> Enrolled:
    """What the unit asked for, from the collector whose kit it had.

    Refused KEY-51 unless ``heard`` is what the collector read aloud; Trouble KEY-12: damaged or for another
    computer; Refused KEY-52: no grant; KEY-55: for another request; KEY-31 to KEY-36: its signature (``cms``).
    """
    pending.phrase().check_at_unit(heard)
    kit = pending.kit
    if len(file) > LARGEST:
        raise unsound()
    content, signature = split(open_sealed(file, pending.sealer))
    collector = frozenset({Role.COLLECTOR})
    by = cms.verify(content, signature, kit.trust, at, kind=Content.GRANT, roles=collector)
    try:
        fields = strict.read(content)
        expect(fields, "sochibo-grant/1")
        ours = (fields.text("kit"), fields.text("unit"), fields.text("age_key"))
        certificate = Certificate.parse(fields.octets("certificate", LONGEST_CERTIFICATE))
        collector_age_key, _made = fields.text("collector_age_key"), fields.moment("made")
        lists = tuple(parse_list(one) for one in fields.octets_list("lists", MOST_LISTS, LONGEST_LIST))
        fields.end()
    except (ValueError, Refused):
        raise unsound() from None
    trust = kit.trust.joined(Trust(lists=lists))
    key = read_secret(pending.secret).public_key()
    if (
        ours != (kit.id, pending.urn, pending.sealer.public)
        or by.urn != kit.collector
        or certificate.urn != pending.urn
        or certificate.parsed.public_key() != key
        or not is_public(collector_age_key)
    ):
        raise Refused(
            NOT_FOR_US, msg("This answer belongs to another request."), msg("Ask for the right file.")
        )
    device = Signer(certificate, (kit.issuing,), pending.secret)
    trial = cms.sign(b"trial", device, at=at)
    cms.verify(b"trial", trial, trust, at, roles=frozenset({Role.DEVICE}))
    return Enrolled(device, pending.sealer, kit.collector, kit.collector_name, collector_age_key, trust)


def _mac(fields: dict[str, strict.Plain], code: OneTimeCode, kit_sha256: bytes) -> bytes:
    key = derived(code.characters.encode("ascii"), kit_sha256, _MAC_LABEL)
    return hmac.new(key, strict.written(fields), hashlib.sha256).digest()


def _refuse_old(made: datetime, at: datetime) -> None:
    if at > made + LIFE:
        raise Refused(TOO_OLD, msg("This kit is older than 90 days."), msg("Ask the superior for a new kit."))
