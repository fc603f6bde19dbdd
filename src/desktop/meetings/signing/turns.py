"""Two people sign one paper, each in turn and with the own key: on one day, or the second on another.

What only the minutes taker signed lies sealed in the vault, named by a local draft: it outlives locking, closing
and a power cut, and never travels. It counts only as long as the meeting is what it was: once that was changed, both
sign anew (MTG-41).

Everything here is to be called from a thread that may wait: a token takes its time, and so does drawing the paper.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop.basics.errors import Refused, Told, Trouble
from desktop.basics.language import Message, msg
from desktop.basics.places import read_at_most
from desktop.keys.naming import names
from desktop.keys.trust import FOLDER, Trust
from desktop.meetings.document.sheet import Person
from desktop.meetings.queries.opening import Opened, open_meeting
from desktop.meetings.signing.certificates import (
    Hand,
    PaperToSign,
    SignedWithCertificates,
    file_signed,
    prepared,
    sign_as,
)
from desktop.meetings.signing.closing import HALF, final_of_opened, forget_half, signable, signable_today
from desktop.meetings.signing.doubts import out_of_time, would_not_hold
from desktop.storage.files import HALF_SIGNED_MEDIA
from desktop.storage.register import Register
from desktop.storage.signing_keys import (
    SigningKey,
    keep_signing_key,
    kept_keys,
    open_signing_key,
    usable,
)
from desktop.storage.users import Right
from desktop.storage.work import Reading, Work

if TYPE_CHECKING:
    from desktop.keys.certificates import Certificate
    from desktop.keys.signer import Signing
    from desktop.keys.tokens import Token

UNREADABLE_KEY: Final = "KEY-72"
_DRIVER: Final = "token-driver"
_LARGEST_KEY: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class KeptKey:
    """Sign with a key that the register keeps."""

    id: str


@dataclass(frozen=True, slots=True)
class KeyFile:
    """Sign with a PKCS#12 file; ``keep``: and keep it in the register."""

    path: Path
    keep: bool = False


@dataclass(frozen=True, slots=True)
class OnToken:
    """Sign with a certificate in a token that is plugged in; ``warning``: how few wrong PINs it still takes."""

    name: str
    issuer: str
    warning: Message | None
    token: "Token" = field(repr=False)
    certificate: "Certificate" = field(repr=False)

    def is_of(self, person: str) -> bool:
        """Whether it names this person."""
        return names(self.name, person)


Way = KeptKey | KeyFile | OnToken


@dataclass(frozen=True, slots=True)
class Turn:
    """Where the signing of a meeting stands. ``first_at``: when the minutes taker signed, if it still counts.

    ``void``: a first signature was there, but the meeting was changed since, so it was let go.
    """

    meeting_id: str
    minutes_taker: Person
    chair: Person
    keys: tuple[SigningKey, ...]
    first_at: datetime | None = None
    void: bool = False

    @property
    def hand(self) -> Hand:
        """Who signs next."""
        return Hand.MINUTES_TAKER if self.first_at is None else Hand.CHAIR

    def person(self, hand: Hand) -> Person:
        """Whose name is printed for this hand."""
        return self.minutes_taker if hand is Hand.MINUTES_TAKER else self.chair

    def key_of(self, hand: Hand) -> SigningKey | None:
        """The kept key that names this person; of several one that isn't revoked and is valid longest."""
        wanted = self.person(hand).name
        named = [one for one in self.keys if names(one.name, wanted)]
        return max(named, key=lambda one: (one.revoked is None, one.valid_until), default=None)

    def doubt(self, way: "Way | None", today: date) -> Refused | None:
        """Why a signature in this way can't hold today, as far as that is known without opening the key."""
        match way:
            case KeptKey():
                key = next((one for one in self.keys if one.id == way.id), None)
                if key is not None:
                    return out_of_time(key.name, key.issuer, today, ends=key.valid_until, revoked=key.revoked)
            case OnToken():
                held = way.certificate
                begins, ends = held.not_before, held.not_after
                return out_of_time(way.name, way.issuer, today, ends=ends, begins=begins)
        return None


@dataclass(frozen=True, slots=True)
class Signed:
    """What a turn gave. ``closed``: both have signed now; None: only the minutes taker.

    ``not_kept``: why the key from a file isn't kept, though that was asked for; the signature counts all the same.
    """

    closed: SignedWithCertificates | None
    not_kept: Told | None = None


@dataclass(frozen=True, slots=True)
class _Half:
    pdf: bytes = field(repr=False)
    at: datetime
    counts: bool = False  # it is the paper of the meeting as it stands, signed once


def turn_of(register: Register, meeting_id: str) -> Turn:
    """Whose turn it is. A first signature that no longer counts is let go, and that is said.

    Refused MTG-31, MTG-09, MTG-36, MTG-37, MTG-38 as ``paper_to_sign``, MTG-39 on a day before the meeting.
    """
    register.read(signable_today, meeting_id).result()
    paper, half = _stands(register, meeting_id)
    keys = kept_keys(register)
    void = half is not None and not half.counts
    if void:
        register.write(forget_half, meeting_id).result()
    at = half.at if half is not None and not void else None
    return Turn(meeting_id, paper.minutes_taker, paper.chair, keys, at, void)


def first_counts(register: Register, meeting_id: str) -> bool:
    """Whether the first signature is there and still on the paper of the meeting as it stands."""
    _paper, half = _stands(register, meeting_id)
    return half is not None and half.counts


def sign_turn(register: Register, turn: Turn, way: Way, secret: str) -> Signed:
    """Sign for whose turn it is; ``secret`` is the passphrase or PIN, which is tried once.

    The minutes taker's signature is kept; the chair's closes the meeting. Nothing is kept of what won't
    hold: MTG-39 on a day before the meeting, MTG-41 if the meeting was changed meanwhile, MTG-42 if the signature
    isn't trusted here, MTG-43 if the certificate names somebody else; KEY-… as whoever opens the key refuses.
    """
    register.read(signable_today, turn.meeting_id).result()
    hand, person = turn.hand, turn.person(turn.hand)
    paper, half = _stands(register, turn.meeting_id)
    pdf = paper.pdf
    if hand is Hand.CHAIR:
        if half is None or not half.counts:
            raise changed()
        pdf = half.pdf
    elif person != paper.minutes_taker:
        raise changed()
    content = _key_file(way.path) if isinstance(way, KeyFile) else b""
    signer = _signing(register, way, content, secret)
    certificate = usable(signer.certificate)
    if not names(certificate.name, person.name):
        message = msg(
            "This certificate names {name}; on the paper stands {person}.",
            name=certificate.name,
            person=person.name,
        )
        raise Refused("MTG-43", message, msg("Each signs with the own certificate."), field="key")
    at = register.ground.clock.now()
    signed = sign_as(hand, pdf, signer, person.post, at)
    trust = Trust.read(register.ground.home / FOLDER)
    _must_hold(signed, trust, register, hand)
    done = None
    if hand is Hand.MINUTES_TAKER:
        register.write(keep_half, turn.meeting_id, signed, at).result()
    else:
        done = register.write(file_signed, turn.meeting_id, signed, trust).result()
    if isinstance(way, KeyFile) and way.keep:
        try:
            register.write(keep_signing_key, content, secret, person.post).result()
        except Told as told:  # nobody is to believe that the signature failed
            return Signed(done, told)
    return Signed(done)


def keep_half(work: Work, meeting_id: str, pdf: bytes, at: datetime) -> None:
    """Keep what the first of two signed, until the second does. Refused as ``paper_to_sign``, MTG-39, STO-20."""
    work.require(Right.SIGN)
    signable_today(work, meeting_id)
    forget_half(work, meeting_id)
    sha256 = work.keep_file(pdf, HALF_SIGNED_MEDIA, HALF)
    work.keep_draft(HALF, meeting_id, meeting_id, {"at": at.isoformat(timespec="seconds"), "file": sha256})
    work.audit("meeting.half_signed", entity=meeting_id)


def start_anew(work: Work, meeting_id: str) -> None:
    """Let go of the first signature: both sign again."""
    work.require(Right.SIGN)
    forget_half(work, meeting_id)


# -- tokens


def drivers(register: Register) -> tuple[Path, ...]:
    """Drivers of tokens on this computer; first the one that was used last."""
    from desktop.keys.tokens import known_drivers

    kept = register.read(lambda reading: reading.draft(_DRIVER, _DRIVER)).result()
    last = (Path(kept.body["path"]),) if kept is not None else ()
    return tuple(dict.fromkeys((*last, *known_drivers())))


def plugged_in(register: Register, driver: Path) -> tuple[OnToken, ...]:
    """The certificates of people in the tokens that are plugged in; asked for without a PIN.

    The driver is remembered. Trouble KEY-60 (no such driver), KEY-61 (no token), KEY-65, KEY-66.
    """
    from desktop.keys.tokens import certificates, no_token, tokens

    found = tokens(driver)
    if not found:
        raise no_token()
    register.write(lambda work: work.keep_draft(_DRIVER, _DRIVER, "", {"path": str(driver)})).result()
    return tuple(
        OnToken(one.name, one.issuer_name, token.warning(), token, one)
        for token in found
        for one in certificates(token)
        if not one.is_authority
    )


def changed() -> Refused:
    """The refusal of a signature on what the meeting no longer is."""
    message = msg("This isn't the paper of the meeting as it stands now.")
    return Refused("MTG-41", message, msg("The meeting was changed since. Sign the new paper."))


def _stands(register: Register, meeting_id: str) -> tuple[PaperToSign, _Half | None]:
    """The paper of the meeting as it stands, drawn on this thread, and what the first signed, if anybody did."""

    def look(reading: Reading) -> tuple[Opened, _Half | None]:
        signable(reading, meeting_id)
        opened, kept = open_meeting(reading, meeting_id), reading.draft(HALF, meeting_id)
        assert opened is not None
        return opened, None if kept is None else _half(reading, kept.body)

    opened, half = register.read(look).result()
    sheet, drawn = final_of_opened(opened)
    if half is not None:  # the same meeting gives the same bytes, and signing only adds to them
        half = replace(half, counts=half.pdf.startswith(drawn.pdf))
    return prepared(meeting_id, sheet, drawn), half


def _half(reading: Reading, body: dict[str, str]) -> _Half:
    at = datetime.fromisoformat(body["at"])
    try:
        return _Half(reading.file(body["file"]), at)
    except Trouble:
        return _Half(b"", at)  # lost or damaged on the disk: it counts no longer, and both sign anew


def _signing(register: Register, way: Way, content: bytes, secret: str) -> "Signing":
    match way:
        case KeptKey():
            return register.read(open_signing_key, way.id, secret).result()
        case KeyFile():
            from desktop.keys.signer import Signer

            return Signer.from_pkcs12(content, secret)
        case OnToken():
            from desktop.keys.tokens import signer_of

            return signer_of(way.token, way.certificate, secret)


def _key_file(path: Path) -> bytes:
    unreadable = Trouble(
        UNREADABLE_KEY,
        msg("The key file {file} can't be read.", file=path.name),
        msg("Plug in the stick that it lies on, then choose it again."),
        field="key",
    )
    return read_at_most(path, _LARGEST_KEY, unreadable)


def _must_hold(pdf: bytes, trust: Trust, register: Register, hand: Hand) -> None:
    """``hand`` signed just now; what fails may also be the signature made before, of somebody revoked since."""
    from desktop.documents.verify import verify

    verdict = verify(pdf, trust, register.ground.clock.today())
    failing = next((one for one in verdict.signatures if not one.holds), None)
    if failing is not None and failing.field != hand.value:
        message = msg(
            "The first signature, of {name}, no longer holds. Start anew with the first signature.",
            name=failing.name,
        )
        raise Refused("MTG-42", message, failing.trouble())
    if failing is not None:
        raise would_not_hold(failing, verdict.judged_at)
