"""How the authority's certificates are built: their names, their extensions, their signature."""

from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from desktop.basics.text import nfc
from desktop.keys.certificates import Certificate, scheme_of
from desktop.keys.signer import PrivateKey

CLOCK_SLACK: Final = timedelta(days=1)
"""An office's clock may be behind the collector's."""
_LONGEST_NAME: Final = 64  # bytes: RFC 5280, appendix A.1, as most programs read it


def authority_certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: PrivateKey,
    issuer_key: PrivateKey,
    urn: str,
    at: datetime,
    until: datetime,
    below: int,
) -> Certificate:
    """A root or an issuing key; ``below``: how many levels of authorities may stand under it."""
    builder = builder_for(subject, issuer, key.public_key(), urn, at, until)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=below), critical=True)
    builder = builder.add_extension(key_usage(authority=True), critical=True)
    return signed(builder, issuer_key)


def builder_for(
    subject: x509.Name, issuer: x509.Name, key: object, urn: str, at: datetime, until: datetime
) -> x509.CertificateBuilder:
    """What every certificate has, without what only its kind has."""
    assert isinstance(key, ec.EllipticCurvePublicKey)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - CLOCK_SLACK)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.SubjectAlternativeName([x509.UniformResourceIdentifier(urn)]), critical=False)
    )


def signed(builder: x509.CertificateBuilder, key: PrivateKey) -> Certificate:
    """The certificate, signed by its issuer's key."""
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())
    builder = builder.add_extension(issuer, critical=False)
    return Certificate(builder.sign(key, hash_for(key)).public_bytes(Encoding.DER))


def level_name(name: str, key: PrivateKey, level: str) -> x509.Name:
    """A name that no other key has: verifiers look for lists and issuers by name."""
    mark = x509.SubjectKeyIdentifier.from_public_key(key.public_key()).digest.hex()[:16]
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, short(name)),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, level),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, mark),
        ]
    )


def key_usage(*, authority: bool) -> x509.KeyUsage:
    """An authority signs certificates and lists, everybody else signs contents."""
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def hash_for(key: PrivateKey) -> hashes.SHA256 | hashes.SHA384:
    """The hash that goes with a key."""
    return hashes.SHA384() if scheme_of(key.public_key()).digest == "sha384" else hashes.SHA256()


def short(name: str) -> str:
    """The name as far as a certificate has room for it."""
    text = nfc(name).strip()
    if not text:
        raise ValueError("a certificate names somebody")
    if len(text.encode("utf-8")) <= _LONGEST_NAME:
        return text
    while len(f"{text}…".encode()) > _LONGEST_NAME:
        text = text[:-1]
    return f"{text.rstrip()}…"
