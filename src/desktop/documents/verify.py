"""Is this signed paper what it claims to be? Who signed, whole, trusted, unchanged since: in plain words.

Four questions, each answered for itself, for each signature; the paper holds only if all of them are answered
with yes, no place is left empty, and nothing stands behind the last signature. That the arithmetic is right is
not enough: a page that was added afterwards leaves every signature intact.

A signature is judged at the day the paper was filed, so that papers don't turn bad when a certificate expires.
Where that day isn't known, today counts. The time inside a signature is the signer's own word.
"""

import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from desktop.basics.errors import Refused
from desktop.basics.language import Message, msg, msg_plural
from desktop.documents.integrity import is_tidy, status_of
from desktop.documents.sign import STUMBLES, unreadable
from desktop.keys.certificates import Certificate, Role, moment
from desktop.keys.signer import quieten
from desktop.keys.trust import Trust

if TYPE_CHECKING:
    from asn1crypto import x509 as asn1
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
    from pyhanko.sign.validation.status import PdfSignatureStatus

LARGEST: Final = 64 * 1024 * 1024
_MOST_SIGNATURES: Final = 20


class Standing(Enum):
    """Whether the signer's certificate counts."""

    TRUSTED = auto()
    UNKNOWN = auto()
    NO_LIST = auto()
    OLD_LIST = auto()
    REVOKED = auto()
    EXPIRED = auto()
    TOO_EARLY = auto()
    WRONG_ROLE = auto()
    UNCHECKABLE = auto()


class Since(Enum):
    """What happened to the file after a signature."""

    NOTHING = auto()
    SIGNED_AGAIN = auto()
    CHANGED = auto()


@dataclass(frozen=True, slots=True)
class Found:
    """One signature and the answers about it. ``day`` goes with the standing: revoked, expired, valid from,
    end of the list. One that is uncheckable isn't called whole.
    """

    field: str
    name: str
    issuer: str
    certificate: str
    claimed: datetime | None
    whole: bool
    standing: Standing
    since: Since
    day: date | None = None
    reach: int = 0  # up to which octet of the file it speaks
    size: int = 0  # of the whole file

    @property
    def holds(self) -> bool:
        """Whether all answers are yes."""
        return self.whole and self.standing is Standing.TRUSTED and self.since is not Since.CHANGED

    def lines(self) -> tuple[Message, ...]:
        """The answers in plain words. Of what isn't whole, nothing else can be said."""
        if not self.whole:
            return (self._who(), self._whole())
        return (self._who(), self._whole(), self._trusted(), self._unchanged())

    def covered(self) -> Message:
        """What part of the file the signature speaks for."""
        if self.reach >= self.size:
            return msg("It covers the whole file.")
        part, whole = _kilobytes(self.reach), _kilobytes(self.size)
        if part == whole:
            return msg(
                "It covers the first {part} of {whole} bytes; what follows was added later.",
                part=self.reach,
                whole=self.size,
            )
        return msg(
            "It covers the first {part} of {whole} KB; what follows was added later.", part=part, whole=whole
        )

    def trouble(self) -> Message:
        """The first answer that is no; of a signature that holds, the last one."""
        if not self.whole:
            return self._whole()
        return self._unchanged() if self.standing is Standing.TRUSTED else self._trusted()

    def _who(self) -> Message:
        if self.claimed is None:
            return msg("Signed by {name}; the signature tells no time.", name=self.name)
        return msg(
            "Signed by {name} at {moment} (clock of the signer's computer).",
            name=self.name,
            moment=self.claimed,
        )

    def _whole(self) -> Message:
        if self.standing is Standing.UNCHECKABLE:
            return msg("Not checked: this signature is of a kind that this program can't check.")
        if self.whole:
            return msg("Whole: what was signed is exactly what stands here.")
        return msg(
            "Not whole: the signed content was altered, or the signature is damaged."
            " Ask whoever gave it for a new copy."
        )

    def _trusted(self) -> Message:
        day = self.day or date.min
        match self.standing:
            case Standing.TRUSTED:
                return msg("Trusted: the certificate comes from {issuer}.", issuer=self.issuer)
            case Standing.REVOKED:
                return msg("Not trusted: the certificate was revoked on {day}.", day=day)
            case Standing.EXPIRED:
                return msg("Not trusted: the certificate expired on {day}.", day=day)
            case Standing.TOO_EARLY:
                return msg("Not trusted: the certificate isn't valid before {day}.", day=day)
            case Standing.NO_LIST:
                return msg(
                    "Not trusted: no list says whether {issuer} revoked the certificate.", issuer=self.issuer
                )
            case Standing.OLD_LIST:
                return msg(
                    "Not trusted: the list of certificates that {issuer} revoked counted only until {day}."
                    " Ask for the new list.",
                    issuer=self.issuer,
                    day=day,
                )
            case Standing.WRONG_ROLE:
                return msg("Not trusted: this certificate isn't for signing papers.")
            case Standing.UNCHECKABLE:
                return self._whole()
            case Standing.UNKNOWN:
                return msg("Not trusted: this office doesn't know {issuer}.", issuer=self.issuer)

    def _unchanged(self) -> Message:
        match self.since:
            case Since.NOTHING:
                return msg("Unchanged since.")
            case Since.SIGNED_AGAIN:
                return msg("Unchanged since; only another signature was added.")
            case Since.CHANGED:
                return msg("Changed since: something was added to the file after this signature.")


@dataclass(frozen=True, slots=True)
class Verdict:
    """All signatures of a file, how many places for one are still empty, and the day it was judged at."""

    signatures: tuple[Found, ...]
    empty: int
    judged_at: date

    @property
    def holds(self) -> bool:
        """Whether the paper can be relied on: signed, and every answer yes."""
        return bool(self.signatures) and not self.empty and all(one.holds for one in self.signatures)

    def summary(self) -> Message:
        """The bottom line."""
        if not self.signatures:
            return msg("This file isn't signed.")
        if not self.holds:
            return msg("This paper can't be relied on.")
        return msg_plural(
            "This paper holds: {n} signature, judged at {day}.",
            "This paper holds: {n} signatures, judged at {day}.",
            len(self.signatures),
            day=self.judged_at,
        )

    def lines(self) -> tuple[Message, ...]:
        """Everything in plain words, the bottom line first."""
        told = [self.summary()]
        for one in self.signatures:
            told.extend(one.lines())
        if self.empty:
            told.append(
                msg_plural(
                    "{n} place for a signature is still empty.",
                    "{n} places for signatures are still empty.",
                    self.empty,
                )
            )
        return tuple(told)


def verify(pdf: bytes, trust: Trust, today: date, filed: date | None = None) -> Verdict:
    """Judge a signed PDF at the day it was filed (by default today). Trouble PDF-11 if it is no readable PDF."""
    quieten()
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import enumerate_sig_fields
    from pyhanko.sign.general import CMSExtractionError
    from pyhanko.sign.validation.errors import SignatureValidationError

    if len(pdf) > LARGEST:
        raise unreadable()
    day = filed or today
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=True)
        if reader.encrypted:
            raise unreadable()
        fields = list(enumerate_sig_fields(reader))
        embedded = _by_people(reader.embedded_signatures)
        if len(embedded) > _MOST_SIGNATURES:
            raise unreadable()
        found = tuple(_judged(pdf, one, trust, day, one is embedded[-1]) for one in embedded)
    except (PdfError, CMSExtractionError, SignatureValidationError, Refused, *STUMBLES):
        raise unreadable() from None
    return Verdict(found, sum(value is None for _, value, _ in fields), day)


def _judged(pdf: bytes, embedded: "EmbeddedPdfSignature", trust: Trust, day: date, last: bool) -> Found:
    from pyhanko.sign.general import CMSStructuralError
    from pyhanko.sign.validation.errors import SignatureValidationError

    try:
        certificate = Certificate.parse(embedded.signer_cert.dump())
    except Refused:
        return _uncheckable(pdf, embedded, last)
    above = tuple(_readable(embedded.other_embedded_certs))
    try:
        status = status_of(embedded, trust, day)
    except (SignatureValidationError, CMSStructuralError):
        status = None
    standing, when = _standing(certificate, above, status, trust, day)
    return Found(
        field=embedded.field_name,
        name=certificate.name,
        issuer=certificate.issuer_name,
        certificate=certificate.sha256,
        claimed=_local(embedded.self_reported_timestamp),
        whole=status is not None
        and status.intact
        and status.valid
        and is_tidy(pdf, embedded, certificate, status),
        standing=standing,
        since=_since(status, last),
        day=when,
        reach=embedded.byte_range[2] + embedded.byte_range[3],
        size=len(pdf),
    )


def _by_people(embedded: "Sequence[EmbeddedPdfSignature]") -> "list[EmbeddedPdfSignature]":
    """Without the time stamps behind the last person's signature: no person made them.

    They stay something that was added after it, so with one the paper doesn't hold.
    """
    people = list(embedded)
    while people and people[-1].sig_object_type == "/DocTimeStamp":
        people.pop()
    return people


def _readable(certificates: "Iterable[asn1.Certificate]") -> Iterator[Certificate]:
    for one in certificates:
        with suppress(Refused):  # of a kind that isn't ours; a signature may hold without it
            yield Certificate.parse(one.dump())


def _uncheckable(pdf: bytes, embedded: "EmbeddedPdfSignature", last: bool) -> Found:
    """A signature with a key outside the closed list: who says so, and nothing more."""
    certificate = embedded.signer_cert
    reach = embedded.byte_range[2] + embedded.byte_range[3]
    return Found(
        field=embedded.field_name,
        name=_name_in(certificate.subject),
        issuer=_name_in(certificate.issuer),
        certificate=hashlib.sha256(certificate.dump()).hexdigest(),
        claimed=_local(embedded.self_reported_timestamp),
        whole=False,
        standing=Standing.UNCHECKABLE,
        since=Since.NOTHING if last and reach == len(pdf) else Since.CHANGED,
        reach=reach,
        size=len(pdf),
    )


def _name_in(name: "asn1.Name") -> str:
    words = name.native
    found = words.get("common_name") or words.get("organization_name") or ""
    return found if isinstance(found, str) else str(found[0])


def _standing(
    certificate: Certificate,
    above: tuple[Certificate, ...],
    status: "PdfSignatureStatus | None",
    trust: Trust,
    day: date,
) -> tuple[Standing, date | None]:
    """Whether the certificate counts at that day, and the day that goes with a no."""
    at, chain = moment(day), _chain(certificate, above)
    for one in chain:
        revoked = trust.revoked_at(one, above)
        if revoked is not None and revoked <= at:
            return Standing.REVOKED, revoked.astimezone().date()
    for one in chain:
        if at > one.not_after:
            return Standing.EXPIRED, one.not_after.astimezone().date()
        if at < one.not_before:
            return Standing.TOO_EARLY, one.not_before.astimezone().date()
    if certificate.roles and Role.PERSON not in certificate.roles:
        return Standing.WRONG_ROLE, None
    if status is not None and status.trusted:
        return Standing.TRUSTED, None
    for one in _chain(certificate, (*above, *trust.issuers)):
        until = trust.list_until(one)
        if until is not None and until < at:
            return Standing.OLD_LIST, until.astimezone().date()
    known = any(one.parsed.subject == certificate.parsed.issuer for one in (*trust.roots, *trust.issuers))
    return (Standing.NO_LIST if known and not trust.has_list_of(certificate) else Standing.UNKNOWN), None


def _chain(certificate: Certificate, above: tuple[Certificate, ...]) -> tuple[Certificate, ...]:
    """The certificate and, of those that came along, the ones that lead to its root."""
    chain = [certificate]
    while len(chain) <= len(above):
        issuer = chain[-1].parsed.issuer
        upper = next((one for one in above if one.parsed.subject == issuer and one not in chain), None)
        if upper is None:
            break
        chain.append(upper)
    return tuple(chain)


def _since(status: "PdfSignatureStatus | None", last: bool) -> Since:
    """The last signature must reach to the file's end: what stands behind it was signed by nobody."""
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    if status is None or status.coverage is None:
        return Since.CHANGED
    if last:
        whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
        return Since.NOTHING if whole else Since.CHANGED
    covered = status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION
    allowed = status.modification_level is not None and bool(status.docmdp_ok)
    return Since.SIGNED_AGAIN if covered and allowed else Since.CHANGED


def _kilobytes(octets: int) -> int:
    return -(-octets // 1024)


def _local(moment_: datetime | None) -> datetime | None:
    return moment_.astimezone().replace(tzinfo=None) if moment_ is not None else None
