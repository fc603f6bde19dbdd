"""Detached signatures of bundles and enrolment files: CMS, CAdES baseline B, in one closed profile.

Accepted is only what this program would itself make: one signer, at most 64 KiB, definite lengths, at most four
certificates, the content not inside, a content type of ours, the four attributes of CAdES-B-B, one of the closed
list of schemes. Everything else is refused before anything in it is believed.

Who signed is decided by the chain to a trusted root, by the issuers' lists, and by the role that the certificate
gives its key. An expired certificate is a warning for half a year, so that an office that was cut off can still
send; a revoked one never counts. The time inside a signature is the signer's own word and decides nothing.
"""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from desktop.basics.errors import Refused
from desktop.basics.language import Message, msg
from desktop.keys.certificates import Certificate, Content, Role, moment
from desktop.keys.der import is_der, tagged
from desktop.keys.signer import Signing, library_signer, now, quieten
from desktop.keys.trust import Trust

if TYPE_CHECKING:
    from asn1crypto import cms as asn1_cms

UNSOUND: Final = "KEY-31"
ALTERED: Final = "KEY-32"
UNKNOWN_SIGNER: Final = "KEY-33"
REVOKED: Final = "KEY-34"
EXPIRED: Final = "KEY-35"
WRONG_ROLE: Final = "KEY-36"
WRONG_CLOCK: Final = "KEY-47"
LARGEST: Final = 64 * 1024
MOST_CERTIFICATES: Final = 4
GRACE: Final = timedelta(days=180)
_NO_YEAR: Final = 2050  # the short form of a moment ends here (RFC 5652, 11.3)
_SEQUENCE, _SET, _FIRST = 0x30, 0x31, 0xA0  # DER tags; the last is "[0]"
_DATA: Final = "1.2.840.113549.1.7.1"  # the content type of a PDF signature
_SIGNED_DATA: Final = "1.2.840.113549.1.7.2"
_ATTRIBUTES: Final = {"content_type", "message_digest", "signing_certificate_v2", "signing_time"}
_ALSO: Final = {"cms_algorithm_protection"}


@dataclass(frozen=True, slots=True)
class SignedBy:
    """Who signed, as the verified certificate says it.

    ``claimed`` is the signer's own clock and proves nothing. ``expired`` is set where the certificate's life had
    ended, by no more than half a year, when it was judged: accept, warn, and ask for a new one.
    """

    certificate: Certificate
    urn: str
    name: str
    role: Role
    issuer: str
    claimed: datetime
    expired: datetime | None = None


def sign(
    content: bytes, signer: Signing, *, kind: Content = Content.MANIFEST, at: datetime | None = None
) -> bytes:
    """The detached signature of ``content`` as DER. ``at`` is written into it; by default this computer's clock.

    Refused KEY-47 where the clock shows a year that a signature can't hold.
    """
    moment_ = at or now()
    if moment_.astimezone(UTC).year >= _NO_YEAR:
        raise Refused(
            WRONG_CLOCK,
            msg("This computer's clock shows the year {year}.", year=str(moment_.year)),
            msg("Set the date of the computer, then try again."),
        )
    signer_ = library_signer(signer)
    from asn1crypto import cms as asn1_cms
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

    encapsulated = asn1_cms.EncapsulatedContentInfo({"content_type": kind.value, "content": content})
    made = asyncio.run(
        signer_.async_sign_general_data(
            encapsulated,
            signer.certificate.scheme.digest,
            detached=True,
            use_cades=True,
            signed_attr_settings=PdfCMSSignedAttributes(signing_time=moment_),
        )
    )
    der: bytes = made.dump()
    return der


def verify(
    content: bytes,
    cms: bytes,
    trust: Trust,
    at: datetime,
    *,
    kind: Content = Content.MANIFEST,
    roles: frozenset[Role] = frozenset({Role.DEVICE, Role.COLLECTOR}),
) -> SignedBy:
    """Who signed ``content``, judged at ``at`` (when it was first received, by the receiver's clock).

    Refused KEY-31: not in the profile; KEY-32: content or signature altered; KEY-33: no chain to a trusted root
    (or no list of its issuer); KEY-34: revoked; KEY-35: not yet valid, or expired for more than half a year;
    KEY-36: a certificate for something else.
    """
    signed, certificate, above, claimed = _opened(cms, kind.value)
    assert claimed is not None
    _refuse_revoked((certificate, *above), trust, at)
    when, expired = _judged_at((certificate, *above), moment(at))
    _check(content, signed, trust, when, above)
    roles_ = certificate.roles & roles
    if len(certificate.roles) != 1 or not roles_ or not certificate.urn:
        raise Refused(WRONG_ROLE, msg("The signer's certificate was issued for something else."), _CALL)
    role = next(iter(roles_))
    return SignedBy(
        certificate, certificate.urn, certificate.name, role, certificate.issuer_name, claimed, expired
    )


def is_of_a_paper(cms: bytes) -> bool:
    """Whether a PDF signature is byte for byte in the form in which this program writes it.

    Signatures of other programs needn't be; ours must, so that no bit of a paper changes unnoticed.
    """
    try:
        _opened(cms, _DATA)
    except Refused:
        return False
    return True


# -- the profile


def _opened(
    cms: bytes, kind: str
) -> tuple["asn1_cms.SignedData", Certificate, tuple[Certificate, ...], datetime | None]:
    """The parts of a signature that keeps to the profile; nothing in them is verified yet."""
    if len(cms) > LARGEST or not is_der(cms):
        raise _unsound()
    quieten()
    import asn1crypto.tsp  # noqa: F401 - it teaches the parser the name of signing_certificate_v2
    from asn1crypto import cms as asn1_cms

    try:
        outer = asn1_cms.ContentInfo.load(cms, strict=True)
        if outer["content_type"].native != "signed_data":
            raise _unsound()
        signed: asn1_cms.SignedData = outer["content"]
        certificate, above = _certificates(signed)
        claimed = _attributes(signed, certificate, kind)
        if _remade(signed, certificate, kind) != cms:
            raise _unsound()
    except (ValueError, TypeError, KeyError, IndexError, RecursionError, AttributeError):
        # The parser raises whatever its Python stumbles over. Here a stranger's bytes stop.
        raise _unsound() from None
    return signed, certificate, above, claimed


def _certificates(signed: "asn1_cms.SignedData") -> tuple[Certificate, tuple[Certificate, ...]]:
    choices = list(signed["certificates"])
    infos = list(signed["signer_infos"])
    crls = signed["crls"]
    bare = crls.native is None or not len(crls)
    if not 1 <= len(choices) <= MOST_CERTIFICATES or len(infos) != 1 or not bare:
        raise _unsound()
    if any(choice.name != "certificate" for choice in choices):
        raise _unsound()
    certificates = [Certificate.parse(choice.chosen.dump()) for choice in choices]
    sid = infos[0]["sid"]
    if sid.name != "issuer_and_serial_number":
        raise _unsound()
    number = sid.chosen["serial_number"].native
    issuer = sid.chosen["issuer"].dump()
    own = [one for one in certificates if one.serial == number and one.parsed.issuer.public_bytes() == issuer]
    if len(own) != 1:
        raise _unsound()
    return own[0], tuple(one for one in certificates if one is not own[0])


def _attributes(signed: "asn1_cms.SignedData", certificate: Certificate, kind: str) -> datetime | None:
    """Check the signed attributes' form; gives the signer's own word of the time (a paper has it elsewhere)."""
    encapsulated, signer = signed["encap_content_info"], signed["signer_infos"][0]
    scheme = certificate.scheme
    algorithm = signer["signature_algorithm"]["algorithm"].native
    if (
        encapsulated["content_type"].dotted != kind
        or encapsulated["content"].native is not None
        or signer["digest_algorithm"]["algorithm"].native != scheme.digest
        or [one["algorithm"].native for one in signed["digest_algorithms"]] != [scheme.digest]
        or algorithm != scheme.value
        or signer["unsigned_attrs"].native
    ):
        raise _unsound()
    needed = _ATTRIBUTES - {"signing_time"} if kind == _DATA else _ATTRIBUTES
    found = {one["type"].native: one["values"] for one in signer["signed_attrs"]}
    if (
        len(found) != len(signer["signed_attrs"])
        or not found.keys() >= needed
        or not found.keys() <= needed | _ALSO
        or any(len(values) != 1 for values in found.values())
        or found["content_type"][0].dotted != kind
    ):
        raise _unsound()
    if kind == _DATA:
        return None
    claimed = found["signing_time"][0].native
    if not isinstance(claimed, datetime):
        raise _unsound()
    return claimed


def _remade(signed: "asn1_cms.SignedData", certificate: Certificate, kind: str) -> bytes:
    """The signature put together again from the parts that are verified: version numbers, parameters and orders
    that nobody signs can't differ from what this program writes.
    """
    from asn1crypto import algos, core

    scheme, signer = certificate.scheme, signed["signer_infos"][0]
    digest = algos.DigestAlgorithm({"algorithm": scheme.digest, "parameters": core.Null()}).dump()
    attributes = signer["signed_attrs"]
    one = tagged(
        _SEQUENCE,
        core.Integer(1).dump(),
        signer["sid"].chosen.dump(),
        digest,
        tagged(_FIRST, attributes.contents),
        algos.SignedDigestAlgorithm({"algorithm": scheme.value}).dump(),
        core.OctetString(signer["signature"].native).dump(),
    )
    inner = tagged(
        _SEQUENCE,
        core.Integer(1 if kind == _DATA else 3).dump(),
        tagged(_SET, digest),
        tagged(_SEQUENCE, core.ObjectIdentifier(kind).dump()),
        tagged(_FIRST, *(choice.chosen.dump() for choice in signed["certificates"])),
        tagged(_SET, one),
    )
    return tagged(_SEQUENCE, core.ObjectIdentifier(_SIGNED_DATA).dump(), tagged(_FIRST, inner))


# -- trust


def _refuse_revoked(chain: tuple[Certificate, ...], trust: Trust, at: datetime) -> None:
    """Also where the certificate has expired since: a list may say so long after."""
    for one in chain:
        revoked = trust.revoked_at(one, chain)
        if revoked is not None and revoked <= moment(at):
            raise Refused(
                REVOKED,
                msg("The signer's certificate was revoked on {day}.", day=revoked.astimezone().date()),
                _REVOKED_NEXT,
            )


def _judged_at(chain: tuple[Certificate, ...], at: datetime) -> tuple[datetime, datetime | None]:
    """The moment for the library, which knows no grace; and since when the chain is expired, if it is."""
    end = min(one.not_after for one in chain)
    if at > end + GRACE:
        raise Refused(
            EXPIRED,
            msg("The signer's certificate expired on {day}.", day=end.astimezone().date()),
            msg("The unit has to be enrolled again."),
        )
    if at < chain[0].not_before:
        raise Refused(
            EXPIRED,
            msg(
                "The signer's certificate isn't valid before {day}.",
                day=chain[0].not_before.astimezone().date(),
            ),
            msg("Check the date on this computer."),
        )
    return (end, end) if at > end else (at, None)


def _check(
    content: bytes,
    signed: "asn1_cms.SignedData",
    trust: Trust,
    at: datetime,
    above: tuple[Certificate, ...],
) -> None:
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
    from pyhanko.sign.validation.settings import KeyUsageConstraints

    if not trust.roots:
        raise _unknown()
    try:
        status = asyncio.run(
            async_validate_detached_cms(
                content,
                signed,
                signer_validation_context=trust.validation(at),
                key_usage_settings=KeyUsageConstraints(key_usage={"digital_signature"}),
            )
        )
    except (SignatureValidationError, ValueError):
        raise _unsound() from None
    if not (status.intact and status.valid):
        raise Refused(
            ALTERED,
            msg("The content was altered after it was signed, or the signature is damaged."),
            msg("Ask the sender for a new copy."),
        )
    if status.revoked:
        raise Refused(REVOKED, msg("The signer's certificate was revoked."), _REVOKED_NEXT)
    if not status.trusted or status.validation_path is None:
        raise _unknown()
    path = {one.dump() for one in status.validation_path.iter_certs(include_root=True)}
    if any(one.der not in path for one in above):
        raise _unsound()  # an idle passenger: nothing in a signature stays unverified


def _unsound() -> Refused:
    return Refused(
        UNSOUND,
        msg("The signature isn't in a form that this program accepts."),
        msg("Ask the sender for a new copy."),
    )


def _unknown() -> Refused:
    return Refused(
        UNKNOWN_SIGNER,
        msg("The signer isn't known here: no chain to an office that this one trusts."),
        UNKNOWN_NEXT,
    )


_CALL: Final[Message] = msg("Call the sender. Don't take anything from this file.")
_REVOKED_NEXT: Final[Message] = msg("Call the sender. If it is right, enrol its computer anew with a kit.")
UNKNOWN_NEXT: Final[Message] = msg("Enrol the unit first, or take in the superior's newest lists.")
