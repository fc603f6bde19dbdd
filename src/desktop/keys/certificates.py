"""What a certificate says: whose it is, what its key may sign, for how long.

The profile. A root signs issuing keys, an issuing key signs devices, collectors and persons, and nothing else
(path length). What a key may do stands in its extended key usage as an object id of ours; whom it belongs to
stands in the subject alternative name as the URN of the unit or person: names are for reading, the URN decides.

Our object ids lie under a UUID (ITU-T X.667), so nobody had to be asked for an arc. They never change.
"""

import hashlib
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtensionOID, NameOID

from desktop.basics.errors import Refused
from desktop.basics.language import msg

NO_CERTIFICATE: Final = "KEY-30"
LARGEST: Final = 16 * 1024
_ARC: Final = "2.25.122429417684798727550682773536538490817"
# What the library raises at a stranger's bytes.
UNPARSED: Final = (
    Warning,
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
)
_RSA_BITS: Final = range(2048, 4097)
_MOST_CHAIN: Final = 3


class Role(StrEnum):
    """What a certificate's key is for; the value is its object id in the extended key usage."""

    DEVICE = f"{_ARC}.1.1"
    COLLECTOR = f"{_ARC}.1.2"
    PERSON = f"{_ARC}.1.3"


class Content(StrEnum):
    """What kind of content a detached signature is about: the signed content type.

    A PDF signature says ``id-data``; so a signature made for one thing never counts for another.
    """

    MANIFEST = f"{_ARC}.2.1"
    KIT = f"{_ARC}.2.2"
    GRANT = f"{_ARC}.2.3"


class Scheme(StrEnum):
    """The closed list of signatures that this program makes and accepts (RSA: 2048 to 4096 bits)."""

    P256 = "sha256_ecdsa"
    P384 = "sha384_ecdsa"
    RSA = "sha256_rsa"

    @property
    def digest(self) -> str:
        """The hash that goes with it."""
        return self.value.partition("_")[0]


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate as its bytes (DER), with the answers that this program asks of it."""

    der: bytes

    @classmethod
    def parse(cls, der: bytes) -> "Certificate":
        """Refuses (KEY-30) what is no certificate, one over 16 KiB, and a key outside the closed list."""
        if len(der) > LARGEST:
            raise no_certificate()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")  # what the library only frowns at is outside the profile
                parsed = x509.load_der_x509_certificate(der)
            # Reading them all now: a broken one must not surface later, where nobody expects it.
            _ = parsed.extensions, parsed.subject, parsed.issuer
            scheme_of(parsed.public_key())
        except UNPARSED:
            raise no_certificate() from None
        if parsed.public_bytes(Encoding.DER) != der:
            raise no_certificate()
        return cls(der)

    @property
    def parsed(self) -> x509.Certificate:
        """The library's view of it."""
        return x509.load_der_x509_certificate(self.der)

    @property
    def sha256(self) -> str:
        """Its fingerprint in hexadecimal."""
        return hashlib.sha256(self.der).hexdigest()

    @property
    def name(self) -> str:
        """The name to show; empty if it has none."""
        return first_name(self.parsed.subject)

    @property
    def post(self) -> str:
        """The title that it names; empty if it has none."""
        for attribute in self.parsed.subject.get_attributes_for_oid(NameOID.TITLE):
            return str(attribute.value)
        return ""

    @property
    def issuer_name(self) -> str:
        """The name of whoever issued it."""
        return first_name(self.parsed.issuer)

    @property
    def urn(self) -> str:
        """Whom it belongs to; empty if it doesn't say (a certificate of a public authority)."""
        try:
            names = self.parsed.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        except x509.ExtensionNotFound:
            return ""
        uris = names.get_values_for_type(x509.UniformResourceIdentifier)
        return uris[0] if len(uris) == 1 else ""

    @property
    def roles(self) -> frozenset[Role]:
        """What our profile allows its key to do; empty for certificates of others."""
        known = {role.value: role for role in Role}
        return frozenset(known[usage] for usage in self._usages() if usage in known)

    @property
    def scheme(self) -> Scheme:
        """How its key signs."""
        return scheme_of(self.parsed.public_key())

    @property
    def serial(self) -> int:
        """The number its issuer gave it."""
        return self.parsed.serial_number

    @property
    def is_authority(self) -> bool:
        """Whether it may issue certificates."""
        try:
            return self.parsed.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
        except x509.ExtensionNotFound:
            return False

    @property
    def is_root(self) -> bool:
        """Whether it was issued by itself."""
        return self.is_authority and self.parsed.subject == self.parsed.issuer

    @property
    def not_before(self) -> datetime:
        """From when it is valid."""
        return self.parsed.not_valid_before_utc

    @property
    def not_after(self) -> datetime:
        """Until when it is valid."""
        return self.parsed.not_valid_after_utc

    def _usages(self) -> tuple[str, ...]:
        try:
            usage = self.parsed.extensions.get_extension_for_oid(ExtensionOID.EXTENDED_KEY_USAGE).value
        except x509.ExtensionNotFound:
            return ()
        assert isinstance(usage, x509.ExtendedKeyUsage)
        return tuple(one.dotted_string for one in usage)

    def __repr__(self) -> str:
        return f"Certificate({self.sha256[:8]})"  # no names in logs


def leading_up(certificate: Certificate, held: Iterable[Certificate]) -> tuple[Certificate, ...]:
    """The issuing certificates above it, one issued by the next, without the root; nothing else of ``held``."""
    authorities = [one for one in held if one.is_authority and not one.is_root]
    chain: list[Certificate] = []
    while len(chain) < _MOST_CHAIN:
        last = chain[-1] if chain else certificate
        upper = next((one for one in authorities if one not in chain and _issued_by(last, one)), None)
        if upper is None:
            break
        chain.append(upper)
    return tuple(chain)


def scheme_of(public: object) -> Scheme:
    """How a public key's private half signs. ValueError outside the closed list."""
    match public:
        case ec.EllipticCurvePublicKey(curve=ec.SECP256R1()):
            return Scheme.P256
        case ec.EllipticCurvePublicKey(curve=ec.SECP384R1()):
            return Scheme.P384
        case rsa.RSAPublicKey() if public.key_size in _RSA_BITS:
            return Scheme.RSA
        case _:
            raise ValueError("a kind of key outside the closed list")


def first_name(name: x509.Name) -> str:
    """The common name in it, or an organisation's, or nothing."""
    for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        for attribute in name.get_attributes_for_oid(oid):
            return str(attribute.value)
    return ""


def _issued_by(certificate: Certificate, issuer: Certificate) -> bool:
    """Not the name alone: an authority that renewed its key has the same one twice."""
    try:
        certificate.parsed.verify_directly_issued_by(issuer.parsed)
    except (*UNPARSED, InvalidSignature):
        return False
    return True


def person_usage() -> x509.ExtendedKeyUsage:
    """What a person's key is for: signing documents (RFC 9336), and mail, the only one that older readers know."""
    usages = ("1.3.6.1.5.5.7.3.36", "1.3.6.1.5.5.7.3.4", Role.PERSON.value)
    return x509.ExtendedKeyUsage([x509.ObjectIdentifier(one) for one in usages])


def role_usage(role: Role) -> x509.ExtendedKeyUsage:
    """What a key of this role is for."""
    return (
        person_usage() if role is Role.PERSON else x509.ExtendedKeyUsage([x509.ObjectIdentifier(role.value)])
    )


def moment(day_or_time: date) -> datetime:
    """A day, or a local time, as the moment at which a certificate is judged; a day counts to its end."""
    if not isinstance(day_or_time, datetime):
        day_or_time = datetime(day_or_time.year, day_or_time.month, day_or_time.day, 23, 59, 59)  # noqa: DTZ001 - made aware below
    return day_or_time.astimezone(UTC)  # what has no zone is this computer's time


def no_certificate() -> Refused:
    """The refusal of what is no certificate of the profile."""
    return Refused(
        NO_CERTIFICATE,
        msg("This is no certificate that this program can use."),
        msg("Ask whoever issued it for another file."),
    )
