"""Signatures that another program could make and this one must not take: keys, schemes, chains, roles.

Each is truly made by its key, and where it matters its certificate is truly issued by an office that is trusted.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from tests.keys.offices import AT, DAY, UNIT, YEAR, offices

from desktop.basics.errors import Refused
from desktop.keys.certificates import Content, Role
from desktop.keys.cms import verify
from desktop.keys.issuing import key_usage
from desktop.keys.signer import quieten, read_secret
from desktop.keys.trust import Trust

CONTENT = b'SCB-MANIFEST/1\n{"kind":"data"}'
TRUST = offices().authority.trust()
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey
P256 = ec.generate_private_key(ec.SECP256R1())
RSA = rsa.generate_private_key(65537, 2048)


@dataclass
class Issuer:
    """Who issues, and the certificates above what it issues."""

    subject: x509.Name
    key: Any
    chain: tuple[x509.Certificate, ...]


ISSUING = offices().authority.issuing
TOP = Issuer(ISSUING.certificate.parsed.subject, read_secret(ISSUING.secret), (ISSUING.certificate.parsed,))


def issued(
    key: Key,
    issuer: Issuer = TOP,
    *,
    roles: tuple[Role, ...] = (Role.DEVICE,),
    authority: bool = False,
    signs: bool = True,
    below: int | None = None,
) -> x509.Certificate:
    """A certificate of the unit, or of an office below, as an issuer could have been brought to sign it."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Cấp dưới" if authority else "Chi bộ")])
    builder = (
        x509.CertificateBuilder(issuer.subject, subject, key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(AT - DAY)
        .not_valid_after(AT + YEAR)
        .add_extension(x509.SubjectAlternativeName([x509.UniformResourceIdentifier(UNIT)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=below), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False
        )
    )
    if signs:
        builder = builder.add_extension(key_usage(authority=authority), critical=True)
    else:
        no = dict.fromkeys(("digital_signature", "content_commitment", "key_cert_sign", "crl_sign"), False)
        no |= dict.fromkeys(
            ("key_encipherment", "data_encipherment", "encipher_only", "decipher_only"), False
        )
        builder = builder.add_extension(x509.KeyUsage(key_agreement=True, **no), critical=True)
    if roles and not authority:
        usages = [x509.ObjectIdentifier(role.value) for role in roles]
        builder = builder.add_extension(x509.ExtendedKeyUsage(usages), critical=False)
    return builder.sign(issuer.key, hashes.SHA256())


def signed(
    key: Key,
    certificate: x509.Certificate,
    above: tuple[x509.Certificate, ...] = TOP.chain,
    *,
    digest: str = "sha256",
    pss: bool = False,
    kind: str = Content.MANIFEST.value,
) -> bytes:
    """A detached CAdES signature as the library makes it, without the profile's limits."""
    quieten()
    from asn1crypto import cms, keys
    from asn1crypto import x509 as asn1
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    store = SimpleCertificateStore()
    store.register_multiple(asn1.Certificate.load(one.public_bytes(Encoding.DER)) for one in above)
    private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    signer = SimpleSigner(
        signing_cert=asn1.Certificate.load(certificate.public_bytes(Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=store,
        prefer_pss=pss,
        embed_roots=False,
    )
    made = asyncio.run(
        signer.async_sign_general_data(
            cms.EncapsulatedContentInfo({"content_type": kind, "content": CONTENT}),
            digest,
            detached=True,
            use_cades=True,
            signed_attr_settings=PdfCMSSignedAttributes(signing_time=AT),
        )
    )
    der: bytes = made.dump()
    return der


def below_issuing(key: Key, *, authority: bool = True, below: int | None = None) -> bytes:
    """Signed by a computer whose certificate somebody below the issuing key issued."""
    middle = issued(P256, authority=authority, below=below)
    leaf = issued(key, Issuer(middle.subject, P256, (middle, *TOP.chain)))
    return signed(key, leaf, (middle, *TOP.chain))


def new() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


EDWARDS, WEAK = ed25519.Ed25519PrivateKey.generate(), rsa.generate_private_key(65537, 1024)
P521 = ec.generate_private_key(ec.SECP521R1())

CASES: dict[str, tuple[str, Callable[[], bytes]]] = {
    # keys and schemes outside the closed list
    "Ed25519": ("KEY-3[01]", lambda: signed(EDWARDS, issued(EDWARDS), digest="sha512")),
    "RSA with 1024 bits": ("KEY-3[01]", lambda: signed(WEAK, issued(WEAK))),
    "P-521": ("KEY-3[01]", lambda: signed(P521, issued(P521))),
    "SHA-1": ("KEY-31", lambda: signed(P256, issued(P256), digest="sha1")),
    "SHA-1 with RSA": ("KEY-31", lambda: signed(RSA, issued(RSA), digest="sha1")),
    "SHA-384 with P-256": ("KEY-31", lambda: signed(P256, issued(P256), digest="sha384")),
    "PSS with SHA-1": ("KEY-31", lambda: signed(RSA, issued(RSA), digest="sha1", pss=True)),
    "PSS": ("KEY-31", lambda: signed(RSA, issued(RSA), pss=True)),
    # what was signed
    "a paper's signature": ("KEY-31", lambda: signed(P256, issued(P256), kind="1.2.840.113549.1.7.1")),
    "somebody else's kind": ("KEY-31", lambda: signed(P256, issued(P256), kind="1.2.3.4.5")),
    # what the key is for
    "no role": ("KEY-36", lambda: signed(P256, issued(P256, roles=()))),
    "two roles": ("KEY-36", lambda: signed(P256, issued(P256, roles=(Role.DEVICE, Role.COLLECTOR)))),
    "a person's role": ("KEY-36", lambda: signed(P256, issued(P256, roles=(Role.PERSON,)))),
    "a key that isn't for signing": ("KEY-3[136]", lambda: signed(P256, issued(P256, signs=False))),
    # the chain
    "an office below the issuing key": ("KEY-33", lambda: below_issuing(new())),
    "one that allows more below": ("KEY-33", lambda: below_issuing(new(), below=5)),
    "a computer that issues": ("KEY-33", lambda: below_issuing(new(), authority=False)),
    "an office that nothing may stand below": ("KEY-33", lambda: below_issuing(new(), below=0)),
}


def test_an_honest_one_of_the_same_making_passes() -> None:
    for key in (P256, RSA):
        assert verify(CONTENT, signed(key, issued(key)), TRUST, AT).urn == UNIT


@pytest.mark.parametrize("name", CASES)
def test_it_is_refused(name: str) -> None:
    code, make = CASES[name]
    with pytest.raises(Refused, match=code) as caught:
        verify(CONTENT, make(), TRUST, AT)
    assert caught.value.next_step is not None


def test_a_list_of_its_own_doesnt_lift_an_office_above_its_place() -> None:
    """Also with a list for each issuer in the way it is the length of the path that counts."""
    key = new()
    middle = issued(P256, authority=True)
    revoked = (
        x509.CertificateRevocationListBuilder(middle.subject, AT - DAY, AT + YEAR)
        .add_extension(x509.CRLNumber(1), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(P256.public_key()), critical=False)
        .sign(P256, hashes.SHA256())
    )
    leaf = issued(key, Issuer(middle.subject, P256, ()))
    trust = Trust(TRUST.roots, TRUST.issuers, (*TRUST.lists, revoked.public_bytes(Encoding.DER)))
    with pytest.raises(Refused, match="KEY-33"):
        verify(CONTENT, signed(key, leaf, (middle, *TOP.chain)), trust, AT)
