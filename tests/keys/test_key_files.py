"""Key files of any authority: what else lies in them, and how their passphrase was typed."""

import unicodedata

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from tests.keys.offices import AT, DAY, YEAR, offices

from desktop.basics.errors import Refused, Trouble
from desktop.keys.certificates import Certificate, leading_up
from desktop.keys.signer import Signer, read_secret

OWN = unicodedata.normalize("NFC", "lúa chín đầu bản")
APART = unicodedata.normalize("NFD", OWN)


def key_file(*further: x509.Certificate, passphrase: str = OWN) -> bytes:
    """The minutes taker's key with its chain, and further certificates beside and before it."""
    taker = offices().taker
    return pkcs12.serialize_key_and_certificates(
        b"x",
        read_secret(taker.secret),
        taker.certificate.parsed,
        [*further, *(one.parsed for one in taker.chain)],
        BestAvailableEncryption(passphrase.encode()),
    )


def authority(
    subject: x509.Name, issuer: x509.Name, curve: ec.EllipticCurve | None = None
) -> x509.Certificate:
    """One that nobody here knows."""
    key = ec.generate_private_key(curve or ec.SECP256R1())
    builder = x509.CertificateBuilder(issuer, subject, key.public_key(), 7, AT - DAY, AT + YEAR)
    return builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(
        key, hashes.SHA256()
    )


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])


def test_what_does_not_belong_to_the_chain_is_left_out() -> None:
    issuing = offices().authority.issuing.certificate.parsed
    root = authority(named("Root CA"), named("Root CA"), ec.SECP521R1())  # of a kind we don't use
    other = authority(named("Sub CA"), named("Root CA"))
    renewed = authority(issuing.subject, issuing.issuer)  # our issuer's name, another key
    with pytest.raises(Refused, match="KEY-30"):
        Certificate.parse(root.public_bytes(Encoding.DER))
    signer = Signer.from_pkcs12(key_file(root, other, renewed), OWN)
    assert signer.chain == offices().taker.chain
    assert Signer.from_pkcs12(key_file(), OWN).chain == offices().taker.chain


def test_a_chain_has_an_end() -> None:
    own = offices().authority
    held = [own.root, own.issuing.certificate, own.issuing.certificate, offices().chair.certificate]
    assert leading_up(offices().taker.certificate, held) == (own.issuing.certificate,)
    assert leading_up(own.root, held) == ()
    assert leading_up(offices().taker.certificate, []) == ()


@pytest.mark.parametrize("locked", [OWN, APART])
def test_the_passphrase_may_be_typed_in_either_form(locked: str) -> None:
    certificate = offices().taker.certificate
    assert Signer.from_pkcs12(offices().taker.to_pkcs12(locked), OWN).certificate == certificate
    assert Signer.from_pkcs12(offices().taker.to_pkcs12(locked), APART).certificate == certificate
    assert Signer.from_pkcs12(key_file(passphrase=locked), APART).certificate == certificate
    with pytest.raises(Trouble, match="KEY-39"):
        Signer.from_pkcs12(key_file(passphrase=locked), "khác")
