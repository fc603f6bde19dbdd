"""A private key with its certificate, ready to sign: in memory, from a PKCS#12 file, or (``tokens``) in a token.

``Signing`` is all that the signing of bundles and of papers asks for.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Protocol

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
    pkcs12,
)

from desktop.basics.errors import Refused, Trouble
from desktop.basics.language import msg
from desktop.basics.text import nfc
from desktop.keys.certificates import Certificate, Scheme, leading_up

if TYPE_CHECKING:
    from pyhanko.sign.signers.pdf_cms import Signer as LibrarySigner

NO_KEY_FILE: Final = "KEY-38"
WRONG_KEY_PASSPHRASE: Final = "KEY-39"  # noqa: S105 - a code of refusal, no secret
_LARGEST_FILE: Final = 64 * 1024

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class Signing(Protocol):
    """Whoever can sign: a certificate, what lies between it and its root, and a way to the private key."""

    @property
    def certificate(self) -> Certificate:
        """Whose signature it will be."""

    @property
    def chain(self) -> tuple[Certificate, ...]:
        """The issuing certificates above it, without the root."""

    def sign_raw(self, content: bytes) -> bytes:
        """The signature of ``content`` by the certificate's scheme; elliptic ones as DER."""


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Signer:
    """A private key in memory (PKCS#8), with its certificate."""

    certificate: Certificate
    chain: tuple[Certificate, ...]
    secret: bytes

    def sign_raw(self, content: bytes) -> bytes:
        """Sign at once."""
        return sign_with(read_secret(self.secret), content)

    @classmethod
    def from_pkcs12(cls, file: bytes, passphrase: str) -> "Signer":
        """Open a PKCS#12 file (.p12, .pfx), ours or of any authority.

        Trouble KEY-39: the wrong passphrase; Refused KEY-38: no such file, or not one key with its certificate;
        KEY-30: the key's certificate is outside the profile. Of the others only those count that lead to its root.
        """
        held = _opened(file, passphrase)
        if held.cert is None or not isinstance(held.key, PrivateKey):
            raise _no_key_file()
        certificate = Certificate.parse(held.cert.certificate.public_bytes(Encoding.DER))
        if held.key.public_key() != held.cert.certificate.public_key():
            raise _no_key_file()
        chain = leading_up(certificate, _readable(held.additional_certs))
        return cls(certificate, chain, write_secret(held.key))

    def to_pkcs12(self, passphrase: str) -> bytes:
        """The key and its certificates as a PKCS#12 file, locked by a passphrase."""
        if not passphrase:
            raise ValueError("a key file has a passphrase")
        return pkcs12.serialize_key_and_certificates(
            self.certificate.name.encode("utf-8"),
            read_secret(self.secret),
            self.certificate.parsed,
            [one.parsed for one in self.chain],
            BestAvailableEncryption(nfc(passphrase).encode("utf-8")),
        )

    def __repr__(self) -> str:
        return f"Signer({self.certificate!r})"

    def __reduce__(self) -> str:
        raise TypeError("a private key is not written down")


def _opened(file: bytes, passphrase: str) -> pkcs12.PKCS12KeyAndCertificates:
    """Opened by the composed form of the passphrase, as ours are locked, then by what was typed.

    ``from None``: nothing of the file goes on.
    """
    if len(file) > _LARGEST_FILE:
        raise _no_key_file()
    for words in dict.fromkeys((nfc(passphrase), passphrase)):
        try:
            return pkcs12.load_pkcs12(file, words.encode("utf-8"))
        except UnsupportedAlgorithm:
            raise _no_key_file() from None
        except ValueError as error:
            if "password" not in str(error).lower():  # the library tells both by the same class
                raise _no_key_file() from None
    raise _wrong_passphrase()


def _readable(held: Iterable[pkcs12.PKCS12Certificate]) -> list[Certificate]:
    """What else lies in a key file, as far as this program can use it."""
    found = []
    for one in held:
        try:
            found.append(Certificate.parse(one.certificate.public_bytes(Encoding.DER)))
        except Refused:
            continue
    return found


def new_secret(curve: ec.EllipticCurve | None = None) -> PrivateKey:
    """A new random key, P-256 unless told otherwise."""
    return ec.generate_private_key(curve or ec.SECP256R1())


def write_secret(key: PrivateKey) -> bytes:
    """A private key as PKCS#8, unlocked: for memory and for what is sealed."""
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def read_secret(secret: bytes) -> PrivateKey:
    """A private key from PKCS#8. Refused KEY-38 if it is none that this program uses."""
    try:
        key = load_der_private_key(secret, None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise _no_key_file() from None
    if not isinstance(key, PrivateKey):
        raise _no_key_file()
    return key


def sign_with(key: PrivateKey, content: bytes) -> bytes:
    """The signature of ``content`` by the scheme that goes with the key."""
    match key:
        case ec.EllipticCurvePrivateKey():
            wide = isinstance(key.curve, ec.SECP384R1)
            return key.sign(content, ec.ECDSA(hashes.SHA384() if wide else hashes.SHA256()))
        case rsa.RSAPrivateKey():
            return key.sign(content, padding.PKCS1v15(), hashes.SHA256())


def library_signer(signer: Signing) -> "LibrarySigner":
    """``signer`` as pyHanko's kind of signer. Slow at first: it loads the library."""
    quieten()
    from asn1crypto import algos, x509
    from pyhanko.sign.signers.pdf_cms import Signer as LibrarySigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    class Bridge(LibrarySigner):
        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
            if dry_run:  # only the room it will take
                return bytes(_ROOM[signer.certificate.scheme])
            assert digest_algorithm == signer.certificate.scheme.digest
            return signer.sign_raw(data)

    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # the library forgot to say -> None
    store.register_multiple(x509.Certificate.load(one.der) for one in signer.chain)
    return Bridge(
        signing_cert=x509.Certificate.load(signer.certificate.der),
        cert_registry=store,
        embed_roots=False,
        signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": signer.certificate.scheme.value}),
    )


def quieten() -> None:
    """Keep the signing library's own log silent: it writes names of persons (house law 6)."""
    import logging

    for name in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def now() -> datetime:
    """The moment of signing, by this computer's clock."""
    return datetime.now(UTC)


_ROOM: Final = {Scheme.P256: 72, Scheme.P384: 104, Scheme.RSA: 512}


def _no_key_file() -> Refused:
    return Refused(
        NO_KEY_FILE,
        msg("This is no key file with one private key and its certificate."),
        msg("Choose the .p12 or .pfx file that was issued to you."),
    )


def _wrong_passphrase() -> Trouble:
    return Trouble(
        WRONG_KEY_PASSPHRASE,
        msg("This passphrase doesn't open the key file."),
        msg("Type the passphrase that was set when the key file was made."),
        field="passphrase",
    )
