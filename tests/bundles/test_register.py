"""Bundles of a real register: its log goes out, certificates sign, and other people's tools agree."""

import hashlib
import io
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from desktop.basics.errors import Refused
from desktop.bundles import format as form
from desktop.bundles.log_range import LogSource, volumes
from desktop.bundles.manifest import FIRST_LINE, Sender
from desktop.bundles.read import (
    CheckedBundle,
    Me,
    check_bundle,
    open_bundle,
    parse_bundle,
    read_sealed,
    verify_bundle,
)
from desktop.bundles.write import Addressee, Letter, Written, write_data
from desktop.keys import cms
from desktop.keys.authority import Authority, Why, request_for
from desktop.keys.sealing import Sealer
from desktop.keys.signer import Signer, new_secret, write_secret
from desktop.members.bundle import KIND as MEMBER
from desktop.storage import log
from desktop.storage.register import Register
from desktop.storage.work import Reading, Work
from tests.bundles import forge

NOW = datetime.now(UTC)
SUPERIOR = "urn:sochibo:huyen-song-ma"
AGE = shutil.which("age")
OPENSSL = shutil.which("openssl")


def fill(work: Work, number: int, remark: str = "chăm chỉ") -> None:
    """One member."""
    document = {part: [] for part in MEMBER.parts} | {"full_name": f"Nông Thị Số {number}", "remark": remark}
    work.put(MEMBER, f"00000000-0000-7000-8000-{number:012d}", document)


def fill_many(work: Work, first: int, count: int) -> None:
    """Several in one unit of work: one group."""
    for number in range(first, first + count):
        fill(work, number)


@pytest.fixture
def filled(register: Register) -> Register:
    """A register with eleven members, ten of them in one group."""
    register.write(fill, 1).result()
    register.write(fill_many, 2, 10).result()
    register.write(fill, 1, "đã sửa").result()
    return register


@dataclass
class Desk:
    """A superior with its authority and its age key, and a unit's device."""

    authority: Authority
    sealer: Sealer
    device: Signer
    unit: str

    def letter(self) -> Letter:
        sender = Sender(self.unit, "may-1", self.device.certificate.sha256)
        return Letter(
            kind=form.BundleKind.DATA,
            sender=sender,
            to=(Addressee(SUPERIOR, self.sealer.public),),
            number=1,
            created=NOW.replace(microsecond=0),
            app="sochibo 0.1.0",
        )

    def read(self, content: bytes, authority: Authority | None = None, at: datetime = NOW) -> CheckedBundle:
        trust = (authority or self.authority).trust()

        def verify(manifest: bytes, signature: bytes) -> cms.SignedBy:
            return cms.verify(manifest, signature, trust, at)

        sealed = read_sealed(lambda: io.BytesIO(content))
        opened = open_bundle(sealed, Me(SUPERIOR, (self.sealer,)))
        return check_bundle(parse_bundle(verify_bundle(opened, verify)))


@pytest.fixture
def desk(filled: Register) -> Desk:
    """The unit is enrolled."""
    unit: str = filled.read(lambda reading: reading.unit).result()
    start = NOW - timedelta(days=1)
    authority = Authority.found("Huyện ủy Sông Mã", SUPERIOR, start)
    key = new_secret()
    authority, certificate = authority.issue_device(request_for(key, unit), "Xã Bằng Lãng", unit, start)
    device = Signer(certificate, (authority.issuing.certificate,), write_secret(key))
    return Desk(authority, Sealer.new(), device, unit)


def export(
    reading: Reading, desk: Desk, sign: Callable[[bytes], bytes], first: int = 1, last: int | None = None
) -> tuple[bytes, Written, list[log.Stored], list[tuple[str, str, int, str]]]:
    source = LogSource(reading.connection, first, last)
    target = io.BytesIO()
    written = write_data(desk.letter(), source, sign, target)
    records = list(source.records(source.log.first, source.log.last))
    return target.getvalue(), written, records, list(source.entities())


def test_the_log_of_a_register_reaches_its_superior(filled: Register, desk: Desk) -> None:
    sign = partial(cms.sign, signer=desk.device)
    content, written, records, entities = filled.read(export, desk, sign).result()
    checked = desk.read(content)
    assert forge.delivered(checked)[0] == records
    assert checked.state_faults(entities) == ()
    root = filled.read(lambda reading: log.state_root(reading.connection)).result()
    assert written.manifest.state_root == root.hex()
    assert written.manifest.totals is not None
    assert written.manifest.totals.state["member"] == 11


def test_a_range_in_the_past_has_the_state_of_that_time(filled: Register, desk: Desk) -> None:
    def past(reading: Reading) -> tuple[bytes, list[tuple[str, str, int, str]]]:
        end = log.read_head(reading.connection).q - 1
        content, _, _, _ = export(reading, desk, partial(cms.sign, signer=desk.device), 1, end)
        return content, list(LogSource(reading.connection, 1, end).entities())

    content, entities = filled.read(past).result()
    assert desk.read(content).state_faults(entities) == ()


def test_a_range_that_tears_a_group_isnt_written(filled: Register, desk: Desk) -> None:
    def torn(reading: Reading) -> None:
        end = log.read_head(reading.connection).q - 3
        export(reading, desk, partial(cms.sign, signer=desk.device), 1, end)

    with pytest.raises(Refused, match="BUN-42"):
        filled.read(torn).result()


def test_volumes_join_to_the_whole_and_tear_no_group(filled: Register, desk: Desk) -> None:
    def split(reading: Reading) -> list[tuple[bytes, Written]]:
        cuts = volumes(LogSource(reading.connection), 4, 10_000_000)
        return [
            export(reading, desk, partial(cms.sign, signer=desk.device), first, last)[:2]
            for first, last in cuts
        ]

    made = filled.read(split).result()
    assert len(made) >= 2
    records: list[log.Stored] = []
    for content, written in made:
        assert written.manifest.log is not None
        if records:
            assert written.manifest.log.previous == log.text_of(records[-1].h)
        records += forge.delivered(desk.read(content))[0]
    assert list(log.chain_faults(records)) == []


def test_a_signature_from_elsewhere_is_refused_by_name(filled: Register, desk: Desk) -> None:
    content, *_ = filled.read(export, desk, partial(cms.sign, signer=desk.device)).result()
    other = Authority.found("Huyện ủy khác", SUPERIOR, NOW - timedelta(days=1))
    with pytest.raises(Refused, match="KEY-33"):
        desk.read(content, other)
    revoked = desk.authority.revoke(
        desk.device.certificate.serial, Why.KEY_COMPROMISE, NOW - timedelta(hours=1)
    )
    with pytest.raises(Refused, match="KEY-34"):
        desk.read(content, revoked)


def test_the_collectors_own_key_cant_speak_for_the_unit(filled: Register, desk: Desk) -> None:
    content, *_ = filled.read(export, desk, partial(cms.sign, signer=desk.authority.collector)).result()
    with pytest.raises(Refused, match="BUN-24"):
        desk.read(content)


# -- other people's tools


def body_of(content: bytes) -> bytes:
    return content[16 + form.FIXED.unpack(content[:16])[3] : -form.TRAILER.size]


@pytest.mark.skipif(AGE is None, reason="the age tool isn't here")
def test_age_opens_what_is_sealed(filled: Register, desk: Desk, tmp_path: Path) -> None:
    content, written, *_ = filled.read(export, desk, partial(cms.sign, signer=desk.device)).result()
    (tmp_path / "key").write_text(desk.sealer.secret + "\n", "ascii")
    assert AGE
    done = subprocess.run(
        [AGE, "--decrypt", "-i", str(tmp_path / "key")],
        input=body_of(content),
        capture_output=True,
        check=True,
    )
    assert done.stdout[12:].startswith(FIRST_LINE)
    assert written.manifest.raw in done.stdout


@pytest.mark.skipif(OPENSSL is None, reason="openssl isn't here")
def test_openssl_agrees_with_the_signature(filled: Register, desk: Desk, tmp_path: Path) -> None:
    made: list[bytes] = []

    def sign(raw: bytes) -> bytes:
        made.append(cms.sign(raw, desk.device))
        return made[0]

    _, written, *_ = filled.read(export, desk, sign).result()
    (tmp_path / "manifest").write_bytes(written.manifest.raw)
    (tmp_path / "altered").write_bytes(written.manifest.raw + b" ")
    (tmp_path / "cms").write_bytes(made[0])
    pem = subprocess.run(
        [str(OPENSSL), "x509", "-inform", "DER"],
        input=desk.authority.root.der,
        capture_output=True,
        check=True,
    )
    (tmp_path / "root").write_bytes(pem.stdout)

    def verify(name: str) -> int:
        command = [
            str(OPENSSL),
            "cms",
            "-verify",
            "-binary",
            "-inform",
            "DER",
            "-in",
            "cms",
            "-purpose",
            "any",
        ]
        command += ["-content", name, "-CAfile", "root", "-out", "same"]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode

    assert verify("manifest") == 0
    assert (tmp_path / "same").read_bytes() == written.manifest.raw
    assert hashlib.sha256(written.manifest.raw).hexdigest()
    assert verify("altered") != 0
