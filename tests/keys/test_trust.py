"""The folder of trusted offices: what is read, what is refused, and that the newest list stays."""

from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import AuthorityKeyIdentifier
from tests.keys.offices import AT, YEAR, offices, strangers

from desktop.basics.errors import Refused, Trouble
from desktop.keys.authority import Why
from desktop.keys.certificates import Certificate
from desktop.keys.signer import new_secret
from desktop.keys.trust import Trust, read_file

TRUST = offices().authority.trust()


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    folder = tmp_path / "trust"
    assert Trust.read(folder) == Trust()
    TRUST.write(folder)
    TRUST.write(folder)
    back = Trust.read(folder)
    assert (back.roots, back.issuers, set(back.lists)) == (TRUST.roots, TRUST.issuers, set(TRUST.lists))
    strangers().authority.trust().write(folder)
    assert len(Trust.read(folder).roots) == 2


def test_the_newest_list_stays_whichever_comes_last(tmp_path: Path) -> None:
    serial = offices().chair.certificate.serial
    newer = offices().authority.revoke(serial, Why.CHANGED, AT).trust()
    for first, then in ((TRUST, newer), (newer, TRUST)):
        folder = tmp_path / str(first is newer)
        first.write(folder)
        then.write(folder)
        read = Trust.read(folder)
        assert read.revoked_at(offices().chair.certificate) == AT
        assert read.revoked_at(offices().taker.certificate) is None
        assert len(read.lists) == 2


def test_a_strangers_list_revokes_nobody_of_ours() -> None:
    theirs = strangers().authority.revoke(strangers().chair.certificate.serial, Why.CHANGED, AT).trust()
    joined = TRUST.joined(theirs)
    assert joined.revoked_at(strangers().chair.certificate) == AT
    assert joined.revoked_at(offices().chair.certificate) is None
    assert len(joined.lists) == 4


def test_pem_files_of_other_authorities_are_read(tmp_path: Path) -> None:
    file = tmp_path / "root.pem"
    blocks = [one.parsed.public_bytes(Encoding.PEM) for one in (*TRUST.roots, *TRUST.issuers)]
    blocks += [x509.load_der_x509_crl(one).public_bytes(Encoding.PEM) for one in TRUST.lists]
    file.write_bytes(b"".join(blocks))
    assert read_file(file) == TRUST


def test_der_files_are_read_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(TRUST.roots[0].der)
    (tmp_path / "b").write_bytes(TRUST.lists[0])
    assert read_file(tmp_path / "a") == Trust(roots=TRUST.roots)
    assert read_file(tmp_path / "b") == Trust(lists=TRUST.lists[:1])


def test_other_files_are_refused_by_name(tmp_path: Path) -> None:
    root = TRUST.roots[0].parsed.public_bytes(Encoding.PEM)
    wrong = {
        "empty": b"",
        "text": b"xin chao",
        "leaf": offices().chair.certificate.der,
        "leaf_pem": offices().chair.certificate.parsed.public_bytes(Encoding.PEM),
        "more": root + b"and more",
        "cut": root[:-20],
        "junk": b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "tail": TRUST.lists[0] + b"\x00",
    }
    for name, content in wrong.items():
        path = tmp_path / f"{name}.cer"
        path.write_bytes(content)
        with pytest.raises(Refused, match="KEY-37"):
            read_file(path)
    assert Trust.read(tmp_path) == Trust()
    with pytest.raises(Trouble, match="KEY-46"):
        read_file(tmp_path / "missing.cer")


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "trust").write_text("a file is in the way")
    with pytest.raises(Trouble, match="KEY-45"):
        TRUST.write(tmp_path / "trust")


def test_what_else_lies_in_the_folder_stops_nobody(tmp_path: Path) -> None:
    folder = tmp_path / "trust"
    folder.mkdir()
    (folder / "nguoi-ky.cer").write_bytes(offices().chair.certificate.der)
    (folder / "ghi-chu.pem").write_text("số điện thoại của xã")
    (folder / "cu.crl").mkdir()
    TRUST.write(folder)
    assert set(Trust.read(folder).lists) == set(TRUST.lists)
    for path in folder.glob("*.crl"):
        if path.is_file():
            path.write_bytes(b"\x30")
    assert not Trust.read(folder).lists
    TRUST.write(folder)  # what was damaged is written anew
    assert set(Trust.read(folder).lists) == set(TRUST.lists)


def test_too_many_files_are_no_folder_of_trust(tmp_path: Path) -> None:
    for number in range(501):
        (tmp_path / f"{number}.cer").touch()
    with pytest.raises(Refused, match="KEY-37"):
        Trust.read(tmp_path)


@pytest.mark.parametrize("name", ["ROOT.CER", "root.crt", "Root.Pem"])
def test_names_as_other_programs_give_them_are_read(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(TRUST.roots[0].der)
    assert Trust.read(tmp_path).roots == TRUST.roots


def forged(number: int, issuer: Certificate) -> bytes:
    """A list with the issuer's name and key, signed by nobody whom it names."""
    key = AuthorityKeyIdentifier.from_issuer_public_key(issuer.parsed.public_key())  # type: ignore[arg-type]
    builder = x509.CertificateRevocationListBuilder().issuer_name(issuer.parsed.subject)
    builder = (
        builder.last_update(AT).next_update(AT + YEAR).add_extension(x509.CRLNumber(number), critical=False)
    )
    return builder.add_extension(key, critical=False).sign(new_secret(), SHA256()).public_bytes(Encoding.DER)


def test_a_forged_list_never_takes_the_place_of_the_issuers_own(tmp_path: Path) -> None:
    newer = offices().authority.revoke(offices().chair.certificate.serial, Why.CHANGED, AT).trust()
    false = Trust(lists=(forged(1_000_000, newer.issuers[0]),))
    assert newer.joined(false).lists == newer.lists
    assert set(false.joined(newer).lists) == set(newer.lists)
    newer.write(tmp_path)
    (tmp_path / "0.crl").write_bytes(false.lists[0])  # it comes before the issuers' certificates
    assert set(Trust.read(tmp_path).lists) == set(newer.lists)
    own = next(path for path in tmp_path.glob("*.crl") if path.read_bytes() == newer.lists[1])
    own.write_bytes(false.lists[0])
    newer.write(tmp_path)
    assert own.read_bytes() == newer.lists[1]
