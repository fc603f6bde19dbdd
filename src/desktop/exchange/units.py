"""The superior's book of its units: who is enrolled with which computer, kits that wait, keys of persons; and the
steps of enrolment that write to a stick and read from it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import select

from desktop.basics.errors import Told, Trouble
from desktop.basics.language import Message, msg
from desktop.basics.places import write_safely
from desktop.basics.text import vkey
from desktop.bundles.drive import Carried, look, require
from desktop.bundles.format import BundleKind
from desktop.bundles.names import INWARD, file_name, plain_name
from desktop.exchange.enrolling import (
    certify_person,
    give_kit,
    grant,
    look_at_request,
    pending_kits,
    publish_later,
    publish_trust,
    revoke,
    revoke_unit,
    withdraw_kit,
)
from desktop.exchange.joining import files_on, lay_file, read_small
from desktop.exchange.office import collects, office
from desktop.exchange.records import UnitRow
from desktop.keys.authority import Issued, Why
from desktop.keys.certificates import Role
from desktop.keys.enrolment import LIFE
from desktop.keys.passphrase import judged, must_be_enough
from desktop.storage.register import Register
from desktop.storage.work import Reading

NO_KEY_FILE = "EXC-35"
Reason = Why
"""Why a certificate doesn't count any more, for screens: they don't reach into ``keys``."""
REASONS = (Why.KEY_COMPROMISE, Why.CHANGED, Why.REPLACED, Why.ENDED)


class UnitState(StrEnum):
    """Whether a unit's computer may send."""

    OK = "ok"
    EXPIRED = "expired"
    REVOKED = "revoked"


_WORDS = {"lost": Why.KEY_COMPROMISE, "changed": Why.CHANGED, "replaced": Why.REPLACED, "ended": Why.ENDED}


def reason_of(word: str) -> Reason:
    """The reason that a word of the command line means."""
    return _WORDS[word]


@dataclass(frozen=True, slots=True)
class UnitLine:
    """An enrolled unit. ``computers``: how many certificates of it count; ``valid_until`` is the newest one's."""

    urn: str
    name: str
    enrolled_on: date
    valid_until: date | None
    computers: int
    last_contact: date | None
    state: UnitState
    revoked_on: date | None = None
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class KitLine:
    """A kit that was given out and waits for its request."""

    id: str
    name: str
    given_on: date
    until: date


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person's certificate."""

    serial: int
    name: str
    post: str
    until: date
    state: UnitState
    revoked_on: date | None = None
    why: Why | None = None

    @property
    def number(self) -> str:
        """The serial number as certificates print it."""
        return f"{self.serial:x}"


@dataclass(frozen=True, slots=True)
class Enrolments:
    """Everybody whom this office vouches for, and who is about to come."""

    units: tuple[UnitLine, ...] = ()
    kits: tuple[KitLine, ...] = ()
    people: tuple[PersonLine, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class KitGiven:
    """The kit lies on the stick; its code is shown and printed once, and never kept where it could be seen again."""

    id: str
    unit: str
    code: str
    file: Carried
    until: date


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks to be enrolled, and what to read aloud. ``known``: enrolled before, with another computer."""

    name: str
    device: str
    kit_name: str
    kit_given_on: date
    read_aloud: tuple[str, ...]
    known: bool


@dataclass(frozen=True, slots=True)
class AskSeen:
    """A request's file: what it asks, or why it can't be answered."""

    path: Path
    asking: Asking | None = None
    refusal: Told | None = None


@dataclass(frozen=True, slots=True)
class Granted:
    """The unit is enrolled. ``file`` is None if the answer reached no stick: ``trouble`` says why; lay it again."""

    name: str
    answer: bytes
    file: Carried | None
    trouble: Told | None = None


def enrolments(reading: Reading) -> Enrolments:
    """As of now. Nothing before the first kit. Refused EXC-03 if the kept keys are damaged."""
    if not collects(reading):
        return Enrolments()
    book = office(reading).authority.book
    row = UnitRow
    query = select(row.urn, row.name, row.enrolled_at, row.last_contact)
    units = [_unit(*found, book, reading.now) for found in reading.connection.execute(query)]
    people = [_person(one, reading.now) for one in book if one.role is Role.PERSON]
    kits = [
        KitLine(one.id, one.unit_name, one.made.astimezone().date(), (one.made + LIFE).astimezone().date())
        for one in pending_kits(reading)
    ]
    return Enrolments(
        tuple(sorted(units, key=lambda one: vkey(one.name))),
        tuple(sorted(kits, key=lambda one: (one.given_on, vkey(one.name)))),
        tuple(sorted(people, key=lambda one: (vkey(one.name), one.until))),
    )


def _unit(
    urn: str, name: str, enrolled: str, contact: str | None, book: tuple[Issued, ...], now: datetime
) -> UnitLine:
    devices = [one for one in book if one.role is Role.DEVICE and one.urn == urn]
    live = sum(one.counts(now) for one in devices)
    newest = devices[-1] if devices else None
    return UnitLine(
        urn,
        name,
        datetime.fromisoformat(enrolled).date(),
        None if newest is None else newest.until.astimezone().date(),
        live,
        None if contact is None else datetime.fromisoformat(contact).date(),
        UnitState.OK if live else _state(newest, now),
        *_revoked(newest),
    )


def _person(one: Issued, now: datetime) -> PersonLine:
    until = one.until.astimezone().date()
    return PersonLine(one.serial, one.name, one.post, until, _state(one, now), *_revoked(one))


def _state(one: Issued | None, now: datetime) -> UnitState:
    if one is None or one.counts(now):
        return UnitState.OK
    return UnitState.EXPIRED if one.revoked is None else UnitState.REVOKED


def _revoked(one: Issued | None) -> tuple[date | None, Why | None]:
    if one is None or one.revoked is None:
        return None, None
    return one.revoked.astimezone().date(), one.why


# -- with a stick


def give_kit_on(register: Register, name: str, root: Path) -> KitGiven:
    """A kit for the unit ``name`` onto the stick; one that reaches no stick is withdrawn again.

    Refused EXC-31, STO-20; Trouble USB-01 … USB-07, EXC-07, KEY-45.
    """
    require(look(root))
    given = register.write(give_kit, name).result()
    today = register.ground.clock.today()
    try:
        file = lay_file(
            register, root, given.file, file_name(BundleKind.KIT, "", name, today, 1), folder=INWARD
        )
    except Told:
        register.write(withdraw_kit, given.id).result()
        raise
    publish_later(register)
    return KitGiven(given.id, name.strip(), given.code.written(), file, today + LIFE)


def ask_seen(register: Register, root: Path) -> tuple[AskSeen, ...]:
    """The requests on a stick or in a folder, each looked at; writes nothing. Refused EXC-02."""
    seen = []
    for path in files_on(root, BundleKind.REQUEST):
        try:
            seen.append(AskSeen(path, register.read(_asking, read_small(path)).result()))
        except Told as told:
            seen.append(AskSeen(path, refusal=told))
    return tuple(seen)


def ask_in(register: Register, path: Path) -> AskSeen:
    """One request's file, wherever it lies and whatever it is called."""
    try:
        return AskSeen(path, register.read(_asking, read_small(path)).result())
    except Told as told:
        return AskSeen(path, refusal=told)


def _asking(reading: Reading, file: bytes) -> Asking:
    looked = look_at_request(reading, file)
    request = looked.request
    known = select(UnitRow.urn).where(UnitRow.urn == request.urn)
    return Asking(
        request.name,
        request.device,
        request.kit.unit_name,
        request.kit.made.astimezone().date(),
        looked.read_aloud,
        reading.connection.execute(known).scalar_one_or_none() is not None,
    )


def grant_on(register: Register, request: Path, heard: str, root: Path, *, retire: bool) -> Granted:
    """Answer a request and lay the answer on the stick ``root``, which is looked at first.

    Refused KEY-51 unless ``heard`` is what the unit reads aloud; otherwise as ``enrolling.grant``. A stick that
    fails after that loses nothing: the answer comes back to be laid again.
    """
    content = read_small(request)
    require(look(root))
    name = register.read(look_at_request, content).result().request.name
    answer = register.write(grant, content, heard, retire=retire).result()
    laid = lay_answer(register, name, answer, root)
    publish_later(register)
    return laid


def lay_answer(register: Register, name: str, answer: bytes, root: Path) -> Granted:
    """Lay an answer on a stick, also once more on another one."""
    called = file_name(BundleKind.GRANT, "", name, register.ground.clock.today(), 1)
    try:
        return Granted(name, answer, lay_file(register, root, answer, called, folder=INWARD))
    except Told as told:
        return Granted(name, answer, None, told)


def key_on(register: Register, name: str, post: str, passphrase: str, root: Path) -> Path:
    """A person's key file on the stick or in the folder; gives the file. A key that reaches nowhere is revoked.

    Refused EXC-33 without a name, KEY-05 for a weak passphrase, STO-20; Trouble USB-01 … USB-05, EXC-35.
    """
    must_be_enough(passphrase, (name, post))
    require(look(root))
    made = register.write(certify_person, name, post, passphrase).result()
    try:
        path = _free(root, plain_name(name) or "khoa")
        write_safely(path, made.pkcs12)
    except OSError as error:
        revoke_key(register, made.serial, Why.ENDED)
        raise Trouble(
            NO_KEY_FILE,
            msg("The key file could not be written, so the key was revoked at once."),
            msg("Choose another stick or folder and make a new key."),
        ) from error
    publish_later(register)
    return path


def _free(root: Path, stem: str) -> Path:
    taken = {path.name.casefold() for path in root.iterdir()}
    name, again = f"{stem}.p12", 1
    while name.casefold() in taken:
        again += 1
        name = f"{stem}-{again}.p12"
    return root / name


def revoke_key(register: Register, serial: int, why: Why) -> None:
    """A person's key doesn't count any more; the folder of trust follows. Refusals as ``enrolling.revoke``."""
    register.write(revoke, serial, why).result()
    publish_trust(register)


def revoke_computers(register: Register, urn: str, why: Why) -> int:
    """A unit's computers don't count any more; gives how many. Refusals as ``enrolling.revoke_unit``."""
    number = register.write(revoke_unit, urn, why).result()
    publish_trust(register)
    return number


def judge_passphrase(passphrase: str, avoid: tuple[str, ...] = ()) -> tuple[int, Message]:
    """Grade 0 to 4 of a passphrase and its sentence."""
    strength = judged(passphrase, avoid)
    return int(strength.grade), strength.message
