"""The superior's register of its units: kits, computers, persons' keys, and what revoking does."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from desktop import cli
from desktop.basics.errors import Refused, Trouble
from desktop.basics.language import msg, use
from desktop.exchange import take_in as taking
from desktop.exchange.acknowledge import give_receipt
from desktop.exchange.enrolling import (
    accept,
    ask,
    give_kit,
    grant,
    look_at_request,
    pending_kits,
    publish_trust,
    revoke,
    revoke_unit,
    withdraw_kit,
)
from desktop.exchange.joining import ask_on
from desktop.exchange.office import office, reporting
from desktop.exchange.outcomes import Ready, Refusal
from desktop.exchange.receive import receive
from desktop.exchange.send import send
from desktop.exchange.units import (
    UnitState,
    ask_seen,
    enrolments,
    give_kit_on,
    grant_on,
    judge_passphrase,
    key_on,
)
from desktop.keys.authority import Why
from desktop.keys.signer import Signer
from desktop.keys.trust import FOLDER, Trust
from desktop.organisations.actions import found_unit
from tests.exchange.offices import Pair, cell
from tests.exchange.test_enrolling import PASSPHRASE, named

__all__ = ["named"]


def test_a_withdrawn_kit_is_refused_and_no_longer_listed(named: Pair) -> None:
    given = named.above.write(give_kit, "Chi bộ xóm Bản Lằng").result()
    asked = named.unit.write(ask, given.file, given.code.written(), "").result()
    assert [one.id for one in named.above.read(pending_kits).result()] == [given.id]
    named.above.write(withdraw_kit, given.id).result()
    assert named.above.read(pending_kits).result() == ()
    with pytest.raises(Refused, match="KEY-53"):
        named.above.write(grant, asked.file, " ".join(asked.read_aloud)).result()
    with pytest.raises(Refused, match="EXC-32"):
        named.above.write(withdraw_kit, given.id).result()


def test_a_revoked_computer_is_refused_with_its_code(named: Pair) -> None:
    cell(named.unit, "Chi bộ một")
    [first] = send(named.unit, named.stick).files
    assert isinstance(taking.take_in(named.above, first.path), Ready)
    assert named.above.write(revoke_unit, named.unit.unit, Why.KEY_COMPROMISE).result() == 1
    cell(named.unit, "Chi bộ hai")
    [second] = send(named.unit, named.stick).files
    outcome = taking.take_in(named.above, second.path)
    assert isinstance(outcome, Refusal)
    assert outcome.code == "KEY-34"
    [unit] = named.above.read(enrolments).result().units
    assert unit.state is UnitState.REVOKED
    with pytest.raises(Refused, match="KEY-40"):
        named.above.write(revoke_unit, named.unit.unit, Why.ENDED).result()


def test_the_own_certificate_and_a_foreign_one_are_not_revoked(named: Pair) -> None:
    own = named.above.read(office).result().authority.collector.certificate.serial
    with pytest.raises(Refused, match="EXC-34"):
        named.above.write(revoke, own, Why.ENDED).result()
    with pytest.raises(Refused, match="KEY-40"):
        named.above.write(revoke, 12345, Why.ENDED).result()


def test_a_receipt_carries_what_was_revoked_to_the_unit(named: Pair) -> None:
    cell(named.unit, "Chi bộ một")
    [file] = send(named.unit, named.stick).files
    taking.take_in(named.above, file.path)
    key_on(named.above, "Bế Đức Kiên", "Bí thư", PASSPHRASE, named.stick)
    [person] = named.above.read(enrolments).result().people
    signer = Signer.from_pkcs12((named.stick / "Be-Duc-Kien.p12").read_bytes(), PASSPHRASE)
    named.above.write(revoke, person.serial, Why.CHANGED).result()
    before = named.unit.read(reporting).result()[0].trust
    assert before.revoked_at(signer.certificate) is None
    receipt = give_receipt(named.above, named.unit.unit, named.stick)
    receive(named.unit, receipt.path)
    after = named.unit.read(reporting).result()[0].trust
    assert after.revoked_at(signer.certificate) is not None
    assert Trust.read(named.unit.ground.home / FOLDER).revoked_at(signer.certificate) is not None
    receive(named.unit, receipt.path)  # twice is once
    assert named.unit.read(reporting).result()[0].trust == after


def test_a_stick_carries_kit_request_and_answer(named: Pair) -> None:
    given = give_kit_on(named.above, "Chi bộ xóm Bản Lằng", named.stick)
    assert given.file.path.parent.name == "NHAN-VE"
    assert given.code.encode() not in given.file.path.read_bytes()
    [kit] = named.above.read(enrolments).result().kits
    assert (kit.name, kit.given_on) == ("Chi bộ xóm Bản Lằng", named.above.ground.clock.today())
    asked = named.unit.write(ask, given.file.path.read_bytes(), given.code, "Máy văn phòng").result()
    request = named.stick / "DANGKY-XIN_x_2026-11-09_1.scb"
    request.write_bytes(asked.file)
    [seen] = ask_seen(named.above, named.stick)
    assert seen.refusal is None
    assert seen.asking is not None
    assert (seen.asking.name, seen.asking.device) == ("Chi bộ xóm Bản Lằng", "Máy văn phòng")
    assert seen.asking.known  # the pair was enrolled before
    with pytest.raises(Refused, match="KEY-51"):
        grant_on(named.above, request, "0000 0000 0000", named.stick, retire=True)
    done = grant_on(named.above, request, " ".join(asked.read_aloud), named.stick, retire=True)
    assert done.file is not None
    assert done.file.path.parent.name == "NHAN-VE"
    found = named.above.read(enrolments).result()
    assert found.kits == ()
    [unit] = found.units
    assert (unit.state, unit.computers) == (UnitState.OK, 1)
    [again] = ask_seen(named.above, named.stick)
    assert again.asking is None
    assert again.refusal is not None
    assert again.refusal.code == "KEY-53"


def test_a_kit_that_reaches_no_stick_leaves_nothing(named: Pair) -> None:
    with pytest.raises(Exception, match="USB-01"):
        give_kit_on(named.above, "Chi bộ", named.stick / "none")
    assert named.above.read(pending_kits).result() == ()


def test_a_request_that_reaches_no_stick_leaves_the_one_before(
    named: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = named.above.write(give_kit, "Chi bộ xóm Bản Lằng").result()
    kit = named.stick / "kit.scb"
    kit.write_bytes(given.file)
    asked = ask_on(named.unit, kit, given.code.written(), "Máy", named.stick)
    first = asked.file.path.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise Trouble("USB-04", msg("full"))

    monkeypatch.setattr("desktop.exchange.joining.carry", full)
    with pytest.raises(Trouble):
        ask_on(named.unit, kit, given.code.written(), "Máy", named.stick)
    looked = named.above.read(look_at_request, first).result()
    answer = named.above.write(grant, first, " ".join(asked.asked.read_aloud)).result()
    named.unit.write(accept, answer, " ".join(looked.read_aloud)).result()


def test_a_folder_of_trust_that_takes_nothing_costs_no_answer(
    named: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise Trouble("KEY-45", msg("no room"))

    monkeypatch.setattr(Trust, "write", refused)
    given = give_kit_on(named.above, "Chi bộ xóm Bản Lằng", named.stick)
    asked = named.unit.write(ask, given.file.path.read_bytes(), given.code, "Máy").result()
    request = named.stick / "request.scb"
    request.write_bytes(asked.file)
    granted = grant_on(named.above, request, " ".join(asked.read_aloud), named.stick, retire=False)
    assert granted.file is not None
    assert key_on(named.above, "Lục Thị Yến", "", PASSPHRASE, named.stick).exists()


def test_a_key_whose_stick_is_pulled_is_revoked(named: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> Path:
        raise FileNotFoundError

    named.above.write(give_kit, "Chi bộ").result()
    monkeypatch.setattr("desktop.exchange.units._free", gone)
    with pytest.raises(Trouble, match="EXC-35"):
        key_on(named.above, "Lục Thị Yến", "", PASSPHRASE, named.stick)
    [person] = named.above.read(enrolments).result().people
    assert person.state is UnitState.REVOKED


def test_a_persons_key_opens_with_openssl(named: Pair) -> None:
    made = key_on(named.above, "Lục Thị Yến", "Phó Bí thư", PASSPHRASE, named.stick)
    again = key_on(named.above, "Lục Thị Yến", "", PASSPHRASE, named.stick)
    assert [made.name, again.name] == ["Luc-Thi-Yen.p12", "Luc-Thi-Yen-2.p12"]
    people = named.above.read(enrolments).result().people
    assert {one.post for one in people} == {"Phó Bí thư", ""}
    with pytest.raises(Refused, match="EXC-33"):
        key_on(named.above, " ", "", PASSPHRASE, named.stick)
    with pytest.raises(Refused, match="KEY-05"):
        key_on(named.above, "Lục Thị Yến", "", "ngắn", named.stick)
    assert judge_passphrase("ngắn")[0] < 2
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl")
    words = ["openssl", "pkcs12", "-in", str(made), "-passin", f"pass:{PASSPHRASE}", "-nokeys"]
    done = subprocess.run(words, capture_output=True, text=True, errors="replace", check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("BEGIN CERTIFICATE") >= 1


def test_the_folder_of_trust_follows(named: Pair, tmp_path: Path) -> None:
    publish_trust(named.above)
    assert Trust.read(named.above.ground.home / FOLDER).roots


def test_a_unit_is_listed_with_its_computer(offices: Pair) -> None:
    offices.above.write(found_unit, "Đảng ủy xã Bình Lãng").result()
    [unit] = offices.above.read(enrolments).result().units
    assert (unit.name, unit.state, unit.last_contact) == ("Chi bộ xóm Bản Lằng", UnitState.OK, None)
    assert unit.valid_until is not None
    assert unit.valid_until.year == 2029


def test_units_and_keys_by_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOCHIBO_STATE", str(tmp_path / "state"))
    word = tmp_path / "word"
    word.write_text(PASSPHRASE + "\n", "utf-8")

    def run(*words: str, code: int = 0) -> dict[str, Any]:
        assert (
            cli.main([*words, "--home", str(tmp_path / "home"), "--passphrase-file", str(word), "--json"])
            == code
        )
        use("vi")
        told: dict[str, Any] = json.loads(capsys.readouterr().out)
        return told

    run("init", "--unit", "Đảng bộ xã Bình Lãng", "--name", "Bế Đức Kiên")
    assert run("enrol", "list")["units"] == []
    run("enrol", "kit", "--name", "Chi bộ một", "--to", str(tmp_path / "kit"))
    person = ["--name", "Bế Đức Kiên", "--post", "Bí thư", "--new-passphrase-file", str(word)]
    made = run("enrol", "person", *person, "--to", str(tmp_path / "kien.p12"))
    listed = run("enrol", "list")
    [kit], [key] = listed["kits"], listed["people"]
    assert (kit["name"], key["serial"], key["state"]) == ("Chi bộ một", made["serial"], "ok")
    weak = tmp_path / "weak"
    weak.write_text("123\n", "utf-8")
    for words in (["kit", "--name", "Chi bộ hai"], ["person", *person]):
        for to, refusal in ((tmp_path / "kit", 2), (tmp_path / "no folder" / "x", 3)):
            before = to.read_bytes() if to.exists() else None
            run("enrol", *words, "--to", str(to), code=refusal)
            assert (to.read_bytes() if to.exists() else None) == before
    for secret in (weak, tmp_path / "kit"):
        run(
            "enrol",
            "person",
            *person[:-1],
            str(secret),
            "--to",
            str(tmp_path / "new"),
            code=2 + (secret != weak),
        )
    assert not (tmp_path / "new").exists()
    assert run("enrol", "list") == listed
    run("enrol", "withdraw", kit["id"])
    run("enrol", "withdraw", kit["id"], code=2)
    run("enrol", "revoke", key["serial"], "--why", "lost")
    run("enrol", "revoke", key["serial"], "--why", "lost", code=2)
    run("enrol", "revoke", "no number", "--why", "lost", code=2)
    run("enrol", "revoke", "urn:sochibo:nobody", "--why", "ended", code=2)
    listed = run("enrol", "list")
    assert (listed["kits"], listed["people"][0]["state"]) == ([], "revoked")
