"""Signing with a token: SoftHSM in its own child process, and everything a token does wrong."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from tests.keys.offices import AT, DAY, UNIT, offices

from desktop.basics.errors import Trouble
from desktop.keys import cms
from desktop.keys.certificates import Certificate, Role, role_usage
from desktop.keys.signer import read_secret
from desktop.keys.tokens import Token, TokenSigner, certificates, signer_of, tokens

PIN = "mùa-gặt-1"
DRIVER = next(
    (
        path
        for path in map(Path, ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so"))
        if path.is_file()
    ),
    None,
)
ON_TOKENS = frozenset({Role.PERSON})


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Token]:
    """A token with a person's elliptic key, an RSA key, and the issuing certificate."""
    if DRIVER is None or shutil.which("softhsm2-util") is None:
        pytest.skip("needs softhsm2")
    folder = tmp_path_factory.mktemp("hsm")
    (folder / "tokens").mkdir()
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n", "utf-8")
    before = os.environ.get("SOFTHSM2_CONF")
    os.environ["SOFTHSM2_CONF"] = str(settings)
    words = ["softhsm2-util", "--init-token", "--free", "--label", "Bế Đức Kiên"]
    subprocess.run([*words, "--so-pin", "12345678", "--pin", PIN], check=True, capture_output=True)
    for number, (key, certificate) in enumerate((curve_key(), rsa_key()), start=1):
        put(folder, number, key, certificate)
    yield next(one for one in tokens(DRIVER) if one.label == "Bế Đức Kiên")
    if before is None:
        del os.environ["SOFTHSM2_CONF"]
    else:
        os.environ["SOFTHSM2_CONF"] = before


def curve_key() -> tuple[ec.EllipticCurvePrivateKey, Certificate]:
    key = read_secret(offices().chair.secret)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key, offices().chair.certificate


RSA_KEY = rsa.generate_private_key(65537, 2048)


@cache
def rsa_key() -> tuple[rsa.RSAPrivateKey, Certificate]:
    """As a public authority issues them: RSA; issued by our authority, so that it can be verified."""
    authority = offices().authority
    issuer = authority.issuing.certificate.parsed
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Lục Thị Yến")])
    urn = x509.SubjectAlternativeName([x509.UniformResourceIdentifier(f"{UNIT}:person:1")])
    builder = x509.CertificateBuilder(
        issuer.subject, name, RSA_KEY.public_key(), 77, AT - DAY, AT + 300 * DAY
    )
    builder = builder.add_extension(urn, critical=False).add_extension(
        role_usage(Role.PERSON), critical=False
    )
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    signed = builder.add_extension(usage, critical=True).sign(
        read_secret(authority.issuing.secret),  # type: ignore[arg-type]  # an elliptic key
        hashes.SHA256(),
    )
    return RSA_KEY, Certificate.parse(signed.public_bytes(Encoding.DER))


PUT = """
import sys, pkcs11
from pkcs11.util.x509 import decode_x509_certificate
lib = pkcs11.lib(sys.argv[1])
with lib.get_token(token_label=sys.argv[2]).open(user_pin=sys.argv[3], rw=True) as session:
    for path in sys.argv[5:]:
        template = decode_x509_certificate(open(path, "rb").read())
        template[pkcs11.Attribute.TOKEN] = True
        template[pkcs11.Attribute.ID] = bytes.fromhex(sys.argv[4])
        session.create_object(template)
"""


def put(
    folder: Path, number: int, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, own: Certificate
) -> None:
    pem = folder / f"{number}.pem"
    pem.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    words = ["softhsm2-util", "--import", str(pem), "--token", "Bế Đức Kiên", "--label", f"key{number}"]
    words += ["--id", f"0{number}", "--pin", PIN]
    subprocess.run(words, check=True, capture_output=True)
    (folder / f"{number}.cer").write_bytes(own.der)
    (folder / "issuing.cer").write_bytes(offices().authority.issuing.certificate.der)
    files = [str(folder / f"{number}.cer")] + ([str(folder / "issuing.cer")] if number == 1 else [])
    words = [sys.executable, "-W", "ignore", "-c", PUT, str(DRIVER), "Bế Đức Kiên", PIN, f"0{number}", *files]
    subprocess.run(words, check=True, capture_output=True)


def test_a_token_and_its_certificates_are_seen_without_the_pin(token: Token) -> None:
    held = certificates(token)
    assert {one.name for one in held} == {"Bế Đức Kiên", "Lục Thị Yến", "Đảng ủy xã Bình Lãng"}
    assert not token.locked
    assert not token.last_try


@pytest.mark.parametrize("make", [curve_key, rsa_key])
def test_both_kinds_of_keys_sign(token: Token, make: object) -> None:
    assert callable(make)
    key, certificate = make()
    signer = signer_of(token, certificate, PIN)
    assert signer.chain == (offices().authority.issuing.certificate,)
    raw = signer.sign_raw(b"noi dung")
    if isinstance(key, rsa.RSAPrivateKey):
        key.public_key().verify(raw, b"noi dung", padding.PKCS1v15(), hashes.SHA256())
    else:
        key.public_key().verify(raw, b"noi dung", ec.ECDSA(hashes.SHA256()))
    signature = cms.sign(b"noi dung", signer, at=AT)
    by = cms.verify(b"noi dung", signature, offices().authority.trust(), AT, roles=ON_TOKENS)
    assert by.name == certificate.name


def test_a_paper_is_signed_with_a_token(token: Token) -> None:
    from tests.documents.papers import CHAIR, once

    from desktop.documents.sign import sign
    from desktop.documents.verify import verify

    for _, certificate in (curve_key(), rsa_key()):
        pdf = sign(once(), CHAIR.field, signer_of(token, certificate, PIN), "Bí thư", AT)
        assert verify(pdf, offices().authority.trust(), AT.date()).holds


def test_a_wrong_pin_is_tried_once_and_told(token: Token) -> None:
    signer = signer_of(token, offices().chair.certificate, "0000")
    with pytest.raises(Trouble, match="KEY-62") as refused:
        signer.sign_raw(b"x")
    assert refused.value.__cause__ is None
    assert PIN not in repr(signer_of(token, offices().chair.certificate, PIN))


def test_a_token_that_is_gone_or_holds_no_such_key_is_told(token: Token) -> None:
    other = Token(token.library, "Khác", token.serial)
    with pytest.raises(Trouble, match="KEY-61"):
        TokenSigner(other, offices().chair.certificate, (), PIN).sign_raw(b"x")
    with pytest.raises(Trouble, match="KEY-64"):
        TokenSigner(token, offices().taker.certificate, (), PIN).sign_raw(b"x")
    with pytest.raises(Trouble, match="KEY-64"):
        signer_of(token, offices().authority.issuing.certificate, PIN)
    locked = Token(token.library, token.label, token.serial, locked=True)
    with pytest.raises(Trouble, match="KEY-63"):
        signer_of(locked, offices().chair.certificate, PIN)


def test_a_driver_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="KEY-60"):
        tokens(tmp_path / "missing.so")
    (tmp_path / "none.so").write_bytes(b"not a library")
    with pytest.raises(Trouble, match="KEY-60"):
        tokens(tmp_path / "none.so")


HANGS = "#include <unistd.h>\nint C_GetFunctionList(void *p) { for (;;) sleep(1); }\n"
CRASHES = "#include <stdlib.h>\nint C_GetFunctionList(void *p) { abort(); }\n"
CHATS = '#include <stdio.h>\nint C_GetFunctionList(void *p) { puts("{}"); fflush(stdout); return 5; }\n'


@pytest.mark.parametrize(("source", "code"), [(HANGS, "KEY-65"), (CRASHES, "KEY-66"), (CHATS, "KEY-60")])
def test_drivers_that_hang_crash_or_chat_do_not_take_us_along(source: str, code: str, tmp_path: Path) -> None:
    if shutil.which("cc") is None:
        pytest.skip("needs a C compiler")
    (tmp_path / "driver.c").write_text(source, "ascii")
    words = ["cc", "-shared", "-fPIC", "-w", "-o", "driver.so", "driver.c"]
    subprocess.run(words, check=True, cwd=tmp_path)
    before = time.monotonic()
    with pytest.raises(Trouble, match=code):
        tokens(tmp_path / "driver.so", seconds=6)
    assert time.monotonic() - before < 30
