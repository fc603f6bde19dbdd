"""Signatures of bundles: who may sign, and everything that is refused."""

import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.keys.offices import AT, DAY, UNIT, YEAR, offices, strangers

from desktop.basics.errors import Refused
from desktop.keys import cms
from desktop.keys.authority import Why
from desktop.keys.certificates import Content, Role
from desktop.keys.cms import sign, verify
from desktop.keys.der import is_der
from desktop.keys.trust import Trust

CONTENT = b'SCB-MANIFEST/1\n{"kind":"data"}'
SIGNED = sign(CONTENT, offices().device, at=AT)
TRUST = offices().authority.trust()


def refused(code: str, *, content: bytes = CONTENT, signature: bytes = SIGNED, trust: Trust = TRUST,
            at: datetime = AT, kind: Content = Content.MANIFEST) -> None:  # fmt: skip
    with pytest.raises(Refused, match=code):
        verify(content, signature, trust, at, kind=kind)


def test_who_signed_is_known_afterwards() -> None:
    by = verify(CONTENT, SIGNED, TRUST, AT + DAY)
    assert (by.urn, by.name, by.role) == (UNIT, "Chi bộ xóm Bản Lằng", Role.DEVICE)
    assert (by.claimed, by.expired, by.issuer) == (AT, None, "Đảng ủy xã Bình Lãng")
    assert by.certificate == offices().device.certificate


@settings(max_examples=20)
@given(st.binary(max_size=300))
def test_any_content_can_be_signed_and_no_other_passes_for_it(content: bytes) -> None:
    signature = sign(content, offices().device, at=AT)
    assert verify(content, signature, TRUST, AT).urn == UNIT
    refused("KEY-32", content=content + b"\x00", signature=signature)


def test_a_clock_beyond_what_a_signature_holds_signs_nothing() -> None:
    assert sign(CONTENT, offices().device, at=AT.replace(year=2049))
    with pytest.raises(Refused, match="KEY-47"):
        sign(CONTENT, offices().device, at=AT.replace(year=2099))


def test_openssl_agrees(tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl")
    (tmp_path / "content").write_bytes(CONTENT)
    (tmp_path / "signature").write_bytes(SIGNED)
    (tmp_path / "root.pem").write_bytes(offices().authority.root.parsed.public_bytes(Encoding.PEM))
    words = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "signature", "-content", "content",
             "-CAfile", "root.pem", "-purpose", "any", "-attime", str(int((AT + DAY).timestamp()))]  # fmt: skip
    done = subprocess.run([*words, "-cades"], capture_output=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == CONTENT
    (tmp_path / "content").write_bytes(CONTENT + b" ")
    assert subprocess.run(words, capture_output=True, check=False, cwd=tmp_path).returncode != 0


def test_no_bit_of_a_signature_changes_unnoticed() -> None:
    for place in range(0, len(SIGNED), 5):
        flipped = bytearray(SIGNED)
        flipped[place] ^= 1 << place % 8
        refused("KEY-3", signature=bytes(flipped))


@pytest.mark.soak
def test_no_bit_at_all_of_a_signature_changes_unnoticed() -> None:
    for bit in range(8 * len(SIGNED)):
        flipped = bytearray(SIGNED)
        flipped[bit // 8] ^= 1 << bit % 8
        refused("KEY-3", signature=bytes(flipped))


def test_cuts_and_additions_are_refused() -> None:
    for cut in range(0, len(SIGNED), 37):
        refused("KEY-31", signature=SIGNED[:cut])
    refused("KEY-31", signature=SIGNED + b"\x00")
    refused("KEY-31", signature=SIGNED + SIGNED)
    refused("KEY-31", signature=bytes(70_000))


def test_a_stranger_with_the_same_name_is_refused() -> None:
    refused("KEY-33", signature=sign(CONTENT, strangers().device, at=AT))
    refused("KEY-33", trust=strangers().authority.trust())
    refused("KEY-33", trust=Trust())


def test_without_the_issuers_list_nobody_is_trusted() -> None:
    refused("KEY-33", trust=replace(TRUST, lists=()))
    refused("KEY-33", trust=replace(TRUST, lists=TRUST.lists[:1]))
    refused("KEY-33", trust=replace(TRUST, lists=TRUST.lists[1:]))
    refused("KEY-33", trust=replace(TRUST, lists=strangers().authority.trust().lists))


def test_a_revoked_signer_is_refused_from_that_day_on() -> None:
    trust = (
        offices().authority.revoke(offices().device.certificate.serial, Why.KEY_COMPROMISE, AT + DAY).trust()
    )
    assert verify(CONTENT, SIGNED, trust, AT).urn == UNIT
    refused("KEY-34", trust=trust, at=AT + 2 * DAY)
    refused("KEY-34", trust=trust, at=AT + 3 * YEAR + 30 * DAY)  # also when it has expired since


def test_an_expired_signer_is_warned_of_and_later_refused() -> None:
    end = offices().device.certificate.not_after
    assert verify(CONTENT, SIGNED, TRUST, end).expired is None
    assert verify(CONTENT, SIGNED, TRUST, end + 179 * DAY).expired == end
    refused("KEY-35", at=end + 181 * DAY)
    refused("KEY-35", at=AT - 2 * DAY)


def test_a_signature_for_one_thing_is_none_for_another() -> None:
    refused("KEY-31", kind=Content.KIT)
    refused("KEY-31", signature=sign(CONTENT, offices().device, kind=Content.GRANT, at=AT))


def test_a_persons_key_signs_no_bundle() -> None:
    refused("KEY-36", signature=sign(CONTENT, offices().chair, at=AT))
    with pytest.raises(Refused, match="KEY-36"):
        verify(CONTENT, SIGNED, TRUST, AT, roles=frozenset({Role.COLLECTOR}))


def test_the_issuing_key_itself_signs_nothing() -> None:
    refused("KEY-3[36]", signature=sign(CONTENT, offices().authority.issuing, at=AT))


def remade(change: str) -> bytes:
    """A signature that was sound, put together again in a way that our profile doesn't know."""
    from asn1crypto import cms as asn1

    outer = asn1.ContentInfo.load(SIGNED)
    signed = outer["content"]
    match change:
        case "two signers":
            signed["signer_infos"] = [signed["signer_infos"][0], signed["signer_infos"][0]]
        case "no signer":
            signed["signer_infos"] = []
        case "content inside":
            signed["encap_content_info"] = {"content_type": Content.MANIFEST.value, "content": CONTENT}
        case "no certificates":
            signed["certificates"] = []
        case "a passenger":
            signed["certificates"].append(asn1.CertificateChoices.load(strangers().device.certificate.der))
        case "five certificates":
            for one in (strangers().device, strangers().chair, offices().chair):
                signed["certificates"].append(asn1.CertificateChoices.load(one.certificate.der))
        case "a list inside":
            from asn1crypto import crl

            signed["crls"] = [crl.CertificateList.load(TRUST.lists[1])]
        case "unsigned attribute":
            signed["signer_infos"][0]["unsigned_attrs"] = [
                asn1.CMSAttribute({"type": "signing_time", "values": [asn1.Time({"utc_time": AT})]})
            ]
    made = outer.dump(force=True)
    assert isinstance(made, bytes)
    return made


@pytest.mark.parametrize(
    "change",
    [
        "two signers",
        "no signer",
        "content inside",
        "no certificates",
        "a passenger",
        "five certificates",
        "a list inside",
        "unsigned attribute",
    ],
)
def test_what_we_would_not_make_is_refused(change: str) -> None:
    signature = remade(change)
    assert signature != SIGNED
    refused("KEY-31", signature=signature)


def test_indefinite_and_long_lengths_are_refused() -> None:
    assert is_der(SIGNED)
    body = SIGNED[4:]
    for wrong in (
        b"\x30\x80" + body + b"\x00\x00",  # indefinite
        b"\x30\x83\x00" + SIGNED[2:],  # a length longer than needed
        b"\x30\x81\x05" + bytes([2, 1, 0, 5, 0]),
        bytes([0x30, 2]) * 40 + b"\x05\x00",
        b"",
        b"\x02\x01\x00" * 2,
    ):
        assert not is_der(wrong)
        refused("KEY-31", signature=wrong)


def test_the_time_inside_is_the_signers_own_word() -> None:
    later = sign(CONTENT, offices().device, at=AT + 900 * YEAR / 100)
    assert verify(CONTENT, later, TRUST, AT).claimed > AT + 3 * YEAR
    assert cms.LARGEST == 64 * 1024


def test_the_signing_library_is_loaded_only_when_something_is_signed_or_verified() -> None:
    """It costs half a second, and would cost it at every start."""
    modules = "desktop.cli desktop.tables desktop.keys.cms desktop.keys.enrolment desktop.keys.tokens"
    modules += " desktop.documents.sign desktop.documents.verify desktop.meetings.signing.certificates"
    modules += " desktop.app.start"
    code = (
        f"import sys, {modules.replace(' ', ', ')}\nprint('pyhanko' in sys.modules, 'pkcs11' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
