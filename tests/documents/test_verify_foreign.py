"""Papers that other programs signed, with certificates of other authorities: what is told of them, and what isn't."""

import io
from dataclasses import dataclass
from datetime import datetime

import pytest
from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfTimeStamper
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore
from tests.documents.papers import CHAIR, TAKER, prepared, twice
from tests.keys.offices import AT, DAY, YEAR, offices

from desktop.basics.language import say, use
from desktop.documents.sign import sign
from desktop.documents.verify import Since, Standing, verify
from desktop.keys.certificates import Certificate
from desktop.keys.trust import Trust

TRUST = offices().authority.trust()
TODAY = AT.date()
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey


@dataclass(frozen=True)
class Public:
    """A public authority: one root that issues to everybody."""

    key: ec.EllipticCurvePrivateKey
    root: x509.Certificate

    @classmethod
    def made(cls, curve: ec.EllipticCurve) -> "Public":
        key = ec.generate_private_key(curve)
        name = named("CA công cộng")
        builder = x509.CertificateBuilder(name, name, key.public_key(), 1, AT - DAY, AT + 9 * YEAR)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        builder = builder.add_extension(
            x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
        )
        return cls(key, builder.sign(key, hashes.SHA256()))

    def trust(self, until: datetime = AT + YEAR) -> Trust:
        """What an office that trusts it has, with an empty list that counts until then."""
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.root.subject)
        builder = builder.last_update(min(AT, until) - DAY).next_update(until)
        owner = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        builder = builder.add_extension(owner, critical=False).add_extension(
            x509.CRLNumber(1), critical=False
        )
        made = builder.sign(self.key, hashes.SHA256()).public_bytes(Encoding.DER)
        root = Certificate.parse(self.root.public_bytes(Encoding.DER))
        return TRUST.joined(Trust(roots=(root,), lists=(made,)))

    def issued(self, key: Key, usage: str = "1.3.6.1.5.5.7.3.4") -> x509.Certificate:
        builder = x509.CertificateBuilder(
            self.root.subject, named("Lục Thị Yến"), key.public_key(), 5, AT - DAY, AT + YEAR
        )
        use_ = x509.KeyUsage(
            digital_signature=True,
            content_commitment=True,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            key_cert_sign=False,
            crl_sign=False,
            encipher_only=False,
            decipher_only=False,
        )
        builder = builder.add_extension(use_, critical=True)
        wanted = x509.ExtendedKeyUsage([x509.ObjectIdentifier(usage)])
        return builder.add_extension(wanted, critical=False).sign(self.key, hashes.SHA256())


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])


def native(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))


def secret(key: Key) -> keys.PrivateKeyInfo:
    return keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))


def signed_elsewhere(key: Key, certificate: x509.Certificate, *beside: x509.Certificate) -> bytes:
    """The minutes with the taker's signature, made by the library as it is."""
    store = SimpleCertificateStore()
    store.register_multiple([native(one) for one in beside])
    signer = SimpleSigner(signing_cert=native(certificate), signing_key=secret(key), cert_registry=store)
    about = PdfSignatureMetadata(field_name=TAKER.field, md_algorithm="sha512", signer_key_usage=set())
    writer = IncrementalPdfFileWriter(io.BytesIO(prepared()))
    out = PdfSigner(about, signer).sign_pdf(writer, existing_fields_only=True)
    made = out.getvalue()
    assert isinstance(made, bytes)
    return made


def test_a_certificate_of_another_kind_beside_the_signers_spoils_nothing() -> None:
    public, odd = Public.made(ec.SECP256R1()), Public.made(ec.SECP521R1())
    key = ec.generate_private_key(ec.SECP256R1())
    pdf = signed_elsewhere(key, public.issued(key), odd.root)
    assert verify(sign(pdf, CHAIR.field, offices().chair, "", AT), public.trust(), TODAY).holds


@pytest.mark.parametrize("kind", ["p521", "ed25519", "rsa1024"])
def test_a_signature_of_a_kind_that_is_not_known_is_told_as_such(kind: str) -> None:
    made: dict[str, Key] = {
        "p521": ec.generate_private_key(ec.SECP521R1()),
        "ed25519": ed25519.Ed25519PrivateKey.generate(),
        "rsa1024": rsa.generate_private_key(65537, 1024),
    }
    public = Public.made(ec.SECP256R1())
    pdf = signed_elsewhere(made[kind], public.issued(made[kind]))
    pdf = sign(pdf, CHAIR.field, offices().chair, "", AT)
    verdict = verify(pdf, public.trust(), TODAY)
    assert not verdict.holds
    first, second = verdict.signatures
    assert (first.name, first.issuer, first.standing) == (
        "Lục Thị Yến",
        "CA công cộng",
        Standing.UNCHECKABLE,
    )
    assert second.holds
    use("en")
    told = [say(line) for line in first.lines()]
    use("vi")
    assert len(told) == 2
    assert told[1] == "Not checked: this signature is of a kind that this program can't check."
    assert first.trouble() == first.lines()[1]


def test_a_list_that_ended_is_told_as_such() -> None:
    public = Public.made(ec.SECP256R1())
    key = ec.generate_private_key(ec.SECP256R1())
    pdf = signed_elsewhere(key, public.issued(key))
    [found] = verify(pdf, public.trust(AT - 10 * DAY), TODAY).signatures
    assert (found.standing, found.day) == (Standing.OLD_LIST, (AT - 10 * DAY).date())
    assert not found.holds
    [fresh] = verify(pdf, public.trust(), TODAY).signatures
    assert fresh.standing is Standing.TRUSTED


def test_a_time_stamp_behind_the_signatures_is_nobody_s_signature() -> None:
    public, key = Public.made(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)
    certificate = public.issued(key, "1.3.6.1.5.5.7.3.8")
    stamper = PdfTimeStamper(DummyTimeStamper(native(certificate), secret(key), fixed_dt=AT))
    writer = IncrementalPdfFileWriter(io.BytesIO(twice()))
    verdict = verify(stamper.timestamp_pdf(writer, "sha256").getvalue(), public.trust(), TODAY)
    assert [one.name for one in verdict.signatures] == ["Lục Thị Yến", "Bế Đức Kiên"]
    assert all(one.whole and one.standing is Standing.TRUSTED for one in verdict.signatures)
    # What a time stamp brings along can't be told from an addition: the paper as it was signed is the one that holds.
    assert verdict.signatures[-1].since is Since.CHANGED
    assert not verdict.holds
