"""The collector's own authority: what it issues, its lists, and that other programs agree."""

import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from tests.keys.offices import AT, COLLECTOR, DAY, UNIT, YEAR, offices, strangers

from desktop.basics.errors import Refused, Trouble
from desktop.keys import cms
from desktop.keys.authority import Authority, Why, request_for
from desktop.keys.certificates import Certificate, Role, Scheme
from desktop.keys.signer import Signer, new_secret, sign_with, write_secret


def openssl(*words: str) -> str:
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl")
    done = subprocess.run(["openssl", *words], capture_output=True, text=True, errors="replace", check=False)
    return done.stdout + done.stderr


def pem(path: Path, *certificates: Certificate, lists: tuple[bytes, ...] = ()) -> str:
    blocks = [one.parsed.public_bytes(Encoding.PEM) for one in certificates]
    blocks += [x509.load_der_x509_crl(one).public_bytes(Encoding.PEM) for one in lists]
    path.write_bytes(b"".join(blocks))
    return str(path)


def test_certificates_say_whose_they_are_and_what_for() -> None:
    made = offices()
    device, chair = made.device.certificate, made.chair.certificate
    assert (device.name, device.urn, device.roles) == ("Chi bộ xóm Bản Lằng", UNIT, {Role.DEVICE})
    assert (chair.name, chair.roles, chair.scheme) == ("Bế Đức Kiên", {Role.PERSON}, Scheme.P256)
    assert made.authority.collector.certificate.roles == {Role.COLLECTOR}
    assert made.authority.urn == COLLECTOR
    assert made.authority.root.scheme is Scheme.P384
    assert made.authority.root.is_root
    assert not made.authority.issuing.certificate.is_root
    assert not device.is_authority
    assert device.issuer_name == "Đảng ủy xã Bình Lãng"


def test_openssl_finds_the_chain_sound_and_the_revoked_one_revoked(tmp_path: Path) -> None:
    made = offices()
    authority = made.authority.revoke(made.chair.certificate.serial, Why.CHANGED, AT)
    root = pem(tmp_path / "root.pem", authority.root)
    issuing = pem(tmp_path / "issuing.pem", authority.issuing.certificate)
    lists = pem(tmp_path / "lists.pem", lists=authority.trust().lists)
    words = [
        "verify",
        "-x509_strict",
        "-crl_check_all",
        "-CRLfile",
        lists,
        "-CAfile",
        root,
        "-untrusted",
        issuing,
    ]
    moment = ["-attime", str(int((AT + DAY).timestamp()))]
    device = pem(tmp_path / "device.pem", made.device.certificate)
    chair = pem(tmp_path / "chair.pem", made.chair.certificate)
    assert openssl(*words, *moment, device).strip().endswith("OK")
    assert "certificate revoked" in openssl(*words, *moment, chair)


def test_an_authority_is_kept_and_comes_back_the_same() -> None:
    authority = offices().authority.revoke(offices().chair.certificate.serial, Why.ENDED, AT)
    back = Authority.read(authority.written())
    assert back.written() == authority.written()
    assert back.book == authority.book
    assert back.trust() == authority.trust()
    assert [one.why for one in back.book if one.revoked] == [Why.ENDED]


@pytest.mark.parametrize("spoil", [b"", b"{}", b"[]", b'{"format":"sochibo-authority/2"}'])
def test_kept_keys_that_are_damaged_are_refused(spoil: bytes) -> None:
    with pytest.raises(Refused, match="KEY-42"):
        Authority.read(spoil)


def test_each_cut_of_the_kept_keys_is_refused() -> None:
    whole = offices().authority.written()
    for cut in range(0, len(whole), 97):
        with pytest.raises(Refused, match="KEY-42"):
            Authority.read(whole[:cut])
    with pytest.raises(Refused, match="KEY-42"):
        Authority.read(whole + b"\n")


def test_revoking_twice_or_what_others_issued_is_refused() -> None:
    serial = offices().chair.certificate.serial
    authority = offices().authority.revoke(serial, Why.CHANGED, AT)
    assert authority.number == offices().authority.number + 1
    for wrong in (serial, 12345):
        with pytest.raises(Refused, match="KEY-40"):
            authority.revoke(wrong, Why.CHANGED, AT)


def test_a_request_counts_only_if_its_owner_signed_it() -> None:
    key = new_secret()
    sound = request_for(key, UNIT)
    flipped = bytearray(sound)
    flipped[-1] ^= 1
    wide = request_for(new_secret(ec.SECP384R1()), UNIT)
    for wrong in (b"", bytes(flipped), sound + b"0", sound[:-1], wide, bytes(10_000)):
        with pytest.raises(Refused, match="KEY-41"):
            offices().authority.issue_device(wrong, "Chi bộ", UNIT, AT)


def test_a_person_keeps_the_key_as_pkcs12() -> None:
    chair = offices().chair
    file = chair.to_pkcs12("mùa gặt sớm")
    back = Signer.from_pkcs12(file, "mùa gặt sớm")
    assert (back.certificate, back.chain, back.secret) == (chair.certificate, chair.chain, chair.secret)
    assert chair.secret not in file
    with pytest.raises(Trouble, match="KEY-39") as refused:
        Signer.from_pkcs12(file, "mùa gặt muộn")
    assert refused.value.__cause__ is None
    for wrong in (b"", file[:-1], file[:100], b"\x30\x00", bytes(100_000)):
        with pytest.raises((Refused, Trouble), match=r"KEY-3[89]"):
            Signer.from_pkcs12(wrong, "mùa gặt sớm")
    with pytest.raises(ValueError, match="passphrase"):
        chair.to_pkcs12("")


def test_openssl_opens_our_key_file(tmp_path: Path) -> None:
    (tmp_path / "chair.p12").write_bytes(offices().chair.to_pkcs12("gat som"))
    words = openssl("pkcs12", "-in", str(tmp_path / "chair.p12"), "-passin", "pass:gat som", "-nokeys")
    assert words.count("BEGIN CERTIFICATE") == 2


def test_secrets_never_show() -> None:
    made = offices()
    for one in (made.authority, made.chair, made.chair.certificate):
        assert "Kiên" not in repr(one)
        assert made.chair.secret.hex() not in repr(one)


@pytest.mark.parametrize("wrong", ["rsa1024", "p521", "junk", "tail", "large"])
def test_a_certificate_outside_the_profile_is_refused(wrong: str) -> None:
    from cryptography.hazmat.primitives.asymmetric import rsa

    der = offices().chair.certificate.der
    match wrong:
        case "rsa1024":
            der = self_signed(rsa.generate_private_key(65537, 1024))
        case "p521":
            der = self_signed(ec.generate_private_key(ec.SECP521R1()))
        case "junk":
            der = b"\x30\x03\x02\x01\x00"
        case "tail":
            der += b"\x00"
        case "large":
            der = bytes(20_000)
    with pytest.raises(Refused, match="KEY-30"):
        Certificate.parse(der)


def self_signed(key: object) -> bytes:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "x")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())  # type: ignore[attr-defined]
    builder = builder.serial_number(1).not_valid_before(AT).not_valid_after(AT + DAY)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)  # type: ignore[arg-type]


def test_rsa_keys_of_other_authorities_sign_too() -> None:
    from cryptography.hazmat.primitives.asymmetric import padding, rsa

    key = rsa.generate_private_key(65537, 2048)
    assert Certificate.parse(self_signed(key)).scheme is Scheme.RSA
    key.public_key().verify(sign_with(key, b"x"), b"x", padding.PKCS1v15(), hashes.SHA256())
    signer = Signer(Certificate.parse(self_signed(key)), (), write_secret(key))
    assert Signer.from_pkcs12(signer.to_pkcs12("a"), "a").secret == signer.secret


def test_the_book_keeps_a_persons_post_and_reads_older_books() -> None:
    authority, signer = offices().authority.issue_person("Lục Thị Yến", "Phó Bí thư", "urn:x:person:1", AT)
    again = Authority.read(authority.written())
    [line] = [one for one in again.book if one.serial == signer.certificate.serial]
    assert (line.name, line.post) == ("Lục Thị Yến", "Phó Bí thư")
    assert line.counts(AT)
    assert not line.counts(line.until + timedelta(seconds=1))
    older = authority.written().replace(b'"post":"", "', b"").replace(b'"post":"",', b"")
    assert b'"post":""' not in older
    assert [one.post for one in Authority.read(older).book] == [one.post for one in authority.book]


def test_only_a_newer_list_of_a_trusted_issuer_is_taken_over() -> None:
    made, stranger = offices(), Authority.found("Đảng ủy xã Bình Lãng", COLLECTOR, AT)
    trust = made.authority.trust()
    newer = made.authority.revoke(made.chair.certificate.serial, Why.CHANGED, AT)
    foreign = stranger.revoke(stranger.collector.certificate.serial, Why.CHANGED, AT).trust()
    assert trust.renewed(foreign.lists) == trust
    renewed = trust.renewed(newer.trust().lists)
    assert renewed.revoked_at(made.chair.certificate) == AT.replace(microsecond=0)
    assert renewed.renewed(trust.lists) == renewed  # an older one changes nothing
    with pytest.raises(ValueError, match="list"):
        trust.renewed([b"no list"])


def test_an_older_copy_learns_from_its_own_list_what_was_revoked_since() -> None:
    copy = offices().authority
    chair, taker = offices().chair.certificate, offices().taker.certificate
    later, since = copy.issue_person("Lục Văn Pảo", "", f"{UNIT}:person:3", AT)  # the copy has no line of his
    for serial in (chair.serial, since.certificate.serial):
        later = later.revoke(serial, Why.KEY_COMPROMISE, AT + DAY)
    behind = copy.revoke(taker.serial, Why.CHANGED, AT + 2 * DAY)  # after the restore, before anybody noticed
    caught = behind.catching_up(later.issuing_list, AT + 2 * DAY)
    assert caught.number > later.number
    trust = later.trust().joined(caught.trust())
    for one, at in ((chair, AT + DAY), (since.certificate, AT + DAY), (taker, AT + 2 * DAY)):
        assert trust.revoked_at(one) == at
    assert {one.why for one in caught.book if one.revoked} == {Why.KEY_COMPROMISE, Why.CHANGED}
    assert Authority.read(caught.written()).book == caught.book
    assert caught.catching_up(later.issuing_list, AT + 2 * DAY) is caught  # once is enough
    assert caught.catching_up(caught.issuing_list, AT + 2 * DAY) is caught
    same_number = copy.catching_up(copy.revoke(chair.serial, Why.CHANGED, AT).issuing_list, AT)
    assert same_number.trust().revoked_at(chair) == AT


def test_only_the_authoritys_own_list_teaches_it_anything() -> None:
    copy = offices().authority
    foreign = strangers().authority.revoke(strangers().chair.certificate.serial, Why.CHANGED, AT)
    name, stolen = copy.issuing.certificate.parsed.subject, new_secret()
    builder = x509.CertificateRevocationListBuilder().issuer_name(name).last_update(AT).next_update(AT + DAY)
    builder = builder.add_extension(x509.CRLNumber(1_000_000), critical=False)
    entry = x509.RevokedCertificateBuilder().serial_number(offices().chair.certificate.serial)
    builder = builder.add_revoked_certificate(entry.revocation_date(AT).build())
    forged = builder.sign(stolen, hashes.SHA256()).public_bytes(Encoding.DER)
    for wrong in (*foreign.trust().lists, forged, copy.root_list, b"no list", b""):
        assert copy.catching_up(wrong, AT) is copy


def test_the_collectors_own_certificate_is_renewed_in_its_last_year() -> None:
    authority = Authority.found("Đảng ủy xã Bình Lãng", UNIT, AT)
    own = authority.collector.certificate
    assert authority.renewed(AT + YEAR) is authority
    later = AT + 2 * YEAR + 2 * DAY
    renewed = authority.renewed(later)
    new = renewed.collector.certificate
    assert (new.urn, new.name, new.roles) == (own.urn, own.name, own.roles)
    assert new.not_after > own.not_after
    assert renewed.renewed(later) is renewed
    signature = cms.sign(b"x", renewed.collector, at=later)
    trust = authority.trust()  # as units have had it since they were enrolled
    assert cms.verify(b"x", signature, trust, AT + 4 * YEAR).role is Role.COLLECTOR
    ended = renewed.renewed(AT + 5 * YEAR)
    assert ended.collector.certificate.not_after == authority.issuing.certificate.not_after
    assert ended.renewed(AT + 5 * YEAR + 300 * DAY) is ended


def test_nothing_is_issued_under_a_wrong_clock_or_after_the_issuing_keys_end() -> None:
    authority = offices().authority
    end = authority.issuing.certificate.not_after
    for at, code in ((AT - 30 * DAY, "KEY-43"), (end, "KEY-44"), (end + YEAR, "KEY-44")):
        with pytest.raises(Refused, match=code) as refused:
            authority.issue_person("Lục Văn Pảo", "", f"{UNIT}:person:3", at)
        assert refused.value.next_step is not None
        with pytest.raises(Refused, match=code):
            authority.issue_device(request_for(new_secret(), UNIT), "Chi bộ", UNIT, at)
    _, last = authority.issue_person("Lục Văn Pảo", "", f"{UNIT}:person:3", end - DAY)
    assert last.certificate.not_after == end


def test_a_wrong_clock_backdates_no_revocation() -> None:
    authority, serial = offices().authority, offices().chair.certificate.serial
    with pytest.raises(Refused, match="KEY-43"):
        authority.revoke(serial, Why.CHANGED, AT - 4000 * DAY)
    later, signer = authority.issue_person("Lục Văn Pảo", "", f"{UNIT}:person:3", AT + YEAR)
    revoked = later.revoke(signer.certificate.serial, Why.CHANGED, AT + DAY)
    assert revoked.trust().revoked_at(signer.certificate) == signer.certificate.not_before


def test_lists_are_made_whatever_the_clock_shows() -> None:
    authority, chair = offices().authority, offices().chair.certificate
    end = authority.issuing.certificate.not_after
    assert authority.revoke(chair.serial, Why.CHANGED, end + YEAR).trust().revoked_at(chair) == end + YEAR
    newer = authority.revoke(chair.serial, Why.CHANGED, AT)
    for at in (AT - 4000 * DAY, end + YEAR):
        caught = authority.catching_up(newer.issuing_list, at)
        assert caught.trust().revoked_at(chair) == AT
