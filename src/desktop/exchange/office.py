"""Who this register is to others: the keys it signs and opens with, its superior, and the units below it.

Private keys lie in the vault, sealed like every other kept file; the tables name the file. A unit's bundles are
judged by the own authority alone, a receipt by what was taken over from the superior at enrolment alone.
"""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.sqlite import insert

from desktop.basics.errors import Refused, Told
from desktop.basics.language import msg
from desktop.bundles.read import Me
from desktop.bundles.strict_json import LONGEST_TEXT
from desktop.exchange.own_keys import held, keep
from desktop.exchange.records import SuperiorRow, UnitRow
from desktop.keys import strict
from desktop.keys.authority import RESTORE, Authority
from desktop.keys.certificates import Certificate
from desktop.keys.sealing import Sealer
from desktop.keys.signer import Signer
from desktop.keys.trust import FOLDER, Trust
from desktop.storage.register import RegisterRow
from desktop.storage.users import Right
from desktop.storage.work import Reading, Work

NO_SUPERIOR, NO_COLLECTOR, UNREADABLE_KEYS, OWN_UNIT = "EXC-01", "EXC-02", "EXC-03", "EXC-04"
DEVICE, COLLECTOR = "device", "collector"
_MOST_LISTS, _EARLIER = 80, 3
_CERTIFICATE, _SECRET, _AUTHORITY, _LIST = 16_384, 4_096, 16 * 1024 * 1024, 8 * 1024 * 1024


@dataclass(frozen=True, slots=True, repr=False)
class Device:
    """This computer as a unit's: it signs bundles and opens receipts.

    ``earlier``: what it opened with before it was enrolled anew with the same superior, the newest first. A superior
    that was set back seals to these.
    """

    signer: Signer
    sealer: Sealer
    earlier: tuple[Sealer, ...] = ()

    @property
    def sealers(self) -> tuple[Sealer, ...]:
        """Everything it opens with."""
        return (self.sealer, *self.earlier)

    @property
    def id(self) -> str:
        """What the collector calls it: the serial number of its certificate."""
        return device_id(self.signer.certificate)


def device_id(certificate: Certificate) -> str:
    """What a computer is called that signs by this certificate: its serial number."""
    return f"{certificate.serial:x}"


@dataclass(frozen=True, slots=True, repr=False)
class Office:
    """This computer as a collector's: it issues certificates, opens bundles and signs receipts."""

    authority: Authority
    sealer: Sealer


@dataclass(frozen=True, slots=True)
class Superior:
    """To whom this register reports."""

    urn: str
    name: str
    public: str
    trust: Trust


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit below that was enrolled. ``certificate``: SHA-256 of the one issued to its computer."""

    urn: str
    name: str
    public: str
    certificate: str


def become_collector(work: Work, name: str) -> Office:
    """Found the own authority, once; from then on units may be enrolled."""
    work.require(Right.USERS)
    found = held(work, COLLECTOR)
    if found is not None:
        return office(work)
    made = Office(Authority.found(name, work.unit, work.now), Sealer.new())
    keep_office(work, made)
    work.connection.execute(update(RegisterRow).values(collects=True))
    work.audit("collector", work.unit)
    return made


def keep_office(work: Work, kept: Office) -> None:
    """Keep the collector's keys and book as they are now: after founding, issuing, revoking."""
    fields: dict[str, strict.Plain] = {
        "authority": strict.shown(kept.authority.written()),
        "format": "sochibo-collector/1",
        "sealer": kept.sealer.secret,
    }
    keep(work, COLLECTOR, strict.written(fields))


def office(reading: Reading) -> Office:
    """The collector's keys. Refused EXC-02 if this register collects from nobody, EXC-03 if they are damaged."""
    content = held(reading, COLLECTOR)
    if content is None:
        raise Refused(
            NO_COLLECTOR,
            msg("This register doesn't take in files of other units."),
            msg("Set it up as a superior's register first."),
        )
    try:
        fields = strict.read(content)
        fields.text("format")
        authority = Authority.read(fields.octets("authority", _AUTHORITY))
        return Office(authority, Sealer.of_secret(fields.text("sealer")))
    except ValueError:
        raise _damaged() from None


def collects(reading: Reading) -> bool:
    """Whether this register takes in what other units send."""
    return bool(reading.connection.execute(select(RegisterRow.collects)).scalar_one())


def join_superior(work: Work, superior: Superior, device: Device) -> None:
    """Report to this superior from now on, with this computer's keys; what it acknowledged before is forgotten."""
    work.require(Right.USERS)
    signer = device.signer
    fields: dict[str, strict.Plain] = {
        "certificate": strict.shown(signer.certificate.der),
        "chain": [strict.shown(one.der) for one in signer.chain],
        "earlier": [strict.shown(one.secret.encode()) for one in _openers_before(work, superior.urn)],
        "format": "sochibo-device/1",
        "sealer": device.sealer.secret,
        "secret": strict.shown(signer.secret),
    }
    keep(work, DEVICE, strict.written(fields))
    work.connection.execute(delete(SuperiorRow))
    row = {"urn": superior.urn, "name": superior.name, "public": superior.public}
    work.connection.execute(
        insert(SuperiorRow).values(**row, trust=_trust_written(superior.trust), need_from=1, wanted="[]")
    )
    work.audit("superior", superior.urn)


def _openers_before(reading: Reading, urn: str) -> tuple[Sealer, ...]:
    """What this register opened with so far under the same superior; damaged keys are what enrolling anew mends."""
    try:
        above, device = reporting(reading)
    except Told:
        return ()
    return device.sealers[:_EARLIER] if above.urn == urn else ()


def superior(reading: Reading) -> Superior | None:
    """To whom this register reports, or None. Refused EXC-03 if what is kept of it is damaged."""
    row = SuperiorRow
    found = reading.connection.execute(select(row.urn, row.name, row.public, row.trust)).one_or_none()
    return None if found is None else Superior(found.urn, found.name, found.public, _trust_read(found.trust))


def reporting(reading: Reading) -> tuple[Superior, Device]:
    """Superior and own device. Refused EXC-01 before enrolment, EXC-03 if the kept keys are damaged."""
    above, content = superior(reading), held(reading, DEVICE)
    if above is None or content is None:
        raise Refused(
            NO_SUPERIOR,
            msg("This register isn't enrolled with a superior yet."),
            msg("Ask the superior for an enrolment file first."),
        )
    try:
        fields = strict.read(content)
        fields.text("format")
        chain = fields.octets_list("chain", 4, _CERTIFICATE)
        certificate = Certificate.parse(fields.octets("certificate", _CERTIFICATE))
        signer = Signer(
            certificate, tuple(Certificate.parse(one) for one in chain), fields.octets("secret", _SECRET)
        )
        earlier = fields.octets_list("earlier", _EARLIER, _SECRET) if fields.has("earlier") else ()
        sealers = (Sealer.of_secret(one.decode()) for one in earlier)
        return above, Device(signer, Sealer.of_secret(fields.text("sealer")), tuple(sealers))
    except ValueError:
        raise _damaged() from None


def enter_unit(work: Work, unit: Unit) -> None:
    """A unit was enrolled, or enrolled anew with another computer; what it sent so far stays.

    Refused EXC-04 for the own unit: nobody reports to himself.
    """
    work.require(Right.USERS)
    if unit.urn == work.unit:
        raise Refused(
            OWN_UNIT,
            msg("A register can't report to itself."),
            msg("Take the kit in on the unit's own computer."),
        )
    known = {"name": unit.name, "public": unit.public, "certificate": unit.certificate}
    new = {"enrolled_at": stamp(work), "epoch": 0, "q": 0, "agrees": True, "receipt_no": 0}
    work.connection.execute(
        insert(UnitRow)
        .values(urn=unit.urn, **known, **new, receipt_digest="0" * 64)
        .on_conflict_do_update(index_elements=["urn"], set_=known)
    )
    work.audit("enrolled", unit.urn)


def lists_told(trust: Trust) -> list[str]:
    """The lists of revoked certificates as a receipt carries them; one of thousands has no room there."""
    told = (strict.shown(one) for one in trust.lists)
    return [one for one in told if len(one) <= LONGEST_TEXT]


def renew_lists(work: Work, told: object) -> bool:
    """Take over the superior's lists from a receipt that was verified; gives whether any is new here.

    Only lists that an issuer trusted since enrolment signed count, of each the newest; what is no list is passed
    over: the receipt's acknowledgement doesn't depend on it.
    """
    above = superior(work)
    if above is None or not isinstance(told, list) or len(told) > _MOST_LISTS:
        return False
    try:
        fields = strict.Fields({"lists": told})
        renewed = above.trust.renewed(fields.octets_list("lists", _MOST_LISTS, _LIST))
    except ValueError:
        return False
    if renewed == above.trust:
        return False
    written = update(SuperiorRow).where(SuperiorRow.urn == above.urn).values(trust=_trust_written(renewed))
    work.connection.execute(written)
    return True


def unit_of(reading: Reading, urn: str) -> Unit | None:
    """An enrolled unit, or None."""
    row = UnitRow
    query = select(row.urn, row.name, row.public, row.certificate).where(row.urn == urn)
    found = reading.connection.execute(query).one_or_none()
    return None if found is None else Unit(*found)


def keep_trust(home: Path, trust: Trust) -> None:
    """Add to ``<home>/trust``, by which papers are checked without unlocking. Trouble KEY-45 (the disk)."""
    trust.write(home / FOLDER)


def me(reading: Reading, *sealers: Sealer) -> Me:
    """This register as the reader of a bundle, with what it opens with."""
    return Me(reading.unit, sealers)


def stamp(reading: Reading) -> str:
    """Now, as the tables keep moments."""
    return reading.now.isoformat(timespec="seconds")


def _trust_written(trust: Trust) -> bytes:
    return strict.written(
        {
            "issuers": [strict.shown(one.der) for one in trust.issuers],
            "lists": [strict.shown(one) for one in trust.lists],
            "roots": [strict.shown(one.der) for one in trust.roots],
        }
    )


def _trust_read(content: bytes) -> Trust:
    try:
        fields = strict.read(content)
        return Trust(
            tuple(Certificate.parse(one) for one in fields.octets_list("roots", 16, _CERTIFICATE)),
            tuple(Certificate.parse(one) for one in fields.octets_list("issuers", 64, _CERTIFICATE)),
            fields.octets_list("lists", _MOST_LISTS, _LIST),
        )
    except ValueError:
        raise _damaged() from None


def _damaged() -> Refused:
    return Refused(UNREADABLE_KEYS, msg("The kept keys of this register are damaged."), RESTORE)
