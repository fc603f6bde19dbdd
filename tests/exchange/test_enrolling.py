"""Enrolment in real registers, and by the command line from both sides."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from desktop import cli, trust_commands
from desktop.basics.errors import Refused, Trouble
from desktop.basics.language import msg, use
from desktop.exchange import enrolling
from desktop.exchange.enrolling import (
    accept,
    ask,
    certify_person,
    give_kit,
    grant,
    look_at_request,
    pending_kits,
    withdraw_kit,
)
from desktop.exchange.office import office, reporting, unit_of
from desktop.keys import cms
from desktop.keys.signer import Signer
from desktop.keys.trust import FOLDER, Trust
from desktop.organisations.actions import found_unit
from tests.exchange.offices import Pair

PASSPHRASE = "cánh đồng mùa gặt sớm"


@pytest.fixture
def named(offices: Pair) -> Pair:
    """Both registers with a name of their own."""
    offices.above.write(found_unit, "Đảng bộ xã Bình Lãng").result()
    offices.unit.write(found_unit, "Chi bộ xóm Bản Lằng").result()
    return offices


def test_a_unit_is_enrolled_anew_with_new_keys(named: Pair) -> None:
    unit, above = named.unit, named.above
    before = unit.read(reporting).result()[1].signer.certificate
    given = above.write(give_kit, "Chi bộ xóm Bản Lằng").result()
    asked = unit.write(ask, given.file, given.code.written(), "Máy văn phòng").result()
    looked = above.read(look_at_request, asked.file).result()
    assert (looked.request.name, looked.request.device) == ("Chi bộ xóm Bản Lằng", "Máy văn phòng")
    answer = above.write(grant, asked.file, " ".join(asked.read_aloud)).result()
    trust = unit.write(accept, answer, " ".join(looked.read_aloud)).result()
    superior, device = unit.read(reporting).result()
    assert device.signer.certificate != before
    assert (superior.urn, superior.trust) == (above.unit, trust)
    known = above.read(unit_of, unit.unit).result()
    assert known is not None
    assert known.certificate == device.signer.certificate.sha256
    assert known.public == device.sealer.public
    signature = cms.sign(b"x", device.signer)
    kept = above.read(office).result()
    assert cms.verify(b"x", signature, kept.authority.trust(), above.ground.clock.now()).urn == unit.unit


def test_a_kit_serves_once_and_an_answer_too(named: Pair) -> None:
    unit, above = named.unit, named.above
    given = above.write(give_kit, "Chi bộ xóm Bản Lằng").result()
    above.write(give_kit, "Chi bộ khác").result()
    asked = unit.write(ask, given.file, given.code.written(), "").result()
    looked = above.read(look_at_request, asked.file).result()
    with pytest.raises(Refused, match="KEY-51"):
        above.write(grant, asked.file, "0000 0000 0000").result()
    answer = above.write(grant, asked.file, " ".join(asked.read_aloud)).result()
    with pytest.raises(Refused, match="KEY-53"):
        above.write(grant, asked.file, " ".join(asked.read_aloud)).result()
    with pytest.raises(Refused, match="KEY-51"):
        unit.write(accept, answer, "0000 0000 0000").result()
    unit.write(accept, answer, " ".join(looked.read_aloud)).result()
    with pytest.raises(Refused, match="EXC-30"):
        unit.write(accept, answer, " ".join(looked.read_aloud)).result()


def test_nothing_is_enrolled_without_names_or_by_oneself(offices: Pair) -> None:
    with pytest.raises(Refused, match="EXC-31"):
        offices.above.write(give_kit, "Chi bộ").result()
    offices.above.write(found_unit, "Đảng bộ xã Bình Lãng").result()
    with pytest.raises(Refused, match="EXC-31"):
        offices.above.write(give_kit, "  ").result()
    given = offices.above.write(give_kit, "Chi bộ").result()
    with pytest.raises(Refused, match="EXC-31"):
        offices.unit.write(ask, given.file, given.code.written(), "").result()
    own = offices.above.write(ask, given.file, given.code.written(), "").result()
    with pytest.raises(Refused, match="EXC-04"):
        offices.above.write(grant, own.file, " ".join(own.read_aloud)).result()
    assert offices.above.read(look_at_request, own.file).result()  # nothing was used up


def test_a_unit_cannot_ask_for_anothers_place(named: Pair) -> None:
    """With a kit of its own, a unit names another one: its keys would be replaced, its computers revoked."""
    before = named.above.read(unit_of, named.unit.unit).result()
    given = named.above.write(give_kit, "Chi bộ xóm Nà Pài").result()
    asked = named.unit.write(ask, given.file, given.code.written(), "Máy").result()
    for step in (
        lambda: named.above.read(look_at_request, asked.file).result(),
        lambda: named.above.write(grant, asked.file, " ".join(asked.read_aloud)).result(),
    ):
        with pytest.raises(Refused, match="EXC-36"):
            step()
    assert named.above.read(unit_of, named.unit.unit).result() == before


LONG = "Chi bộ " * 40


@pytest.mark.parametrize("name", [LONG, "Chi bộ \udcff"], ids=["too long", "no letter"])
def test_a_name_that_no_file_carries_is_refused_before_anything_is_kept(named: Pair, name: str) -> None:
    named.above.write(give_kit, "Chi bộ xóm Bản Lằng").result()
    with pytest.raises(Refused, match="EXC-31"):
        named.above.write(give_kit, name).result()
    for person, post in ((name, ""), ("Bế Đức Kiên", name)):
        with pytest.raises(Refused, match="EXC-33"):
            named.above.write(certify_person, person, post, PASSPHRASE).result()
    assert named.above.read(office).result().authority.book
    assert len(named.above.read(pending_kits).result()) == 1


def test_a_post_of_blanks_is_none(named: Pair) -> None:
    named.above.write(give_kit, "Chi bộ").result()
    named.above.write(certify_person, " Bế  Đức Kiên ", "  ", PASSPHRASE).result()
    [line] = [one for one in named.above.read(office).result().authority.book if one.name == "Bế Đức Kiên"]
    assert line.post == ""


def test_only_so_many_kits_wait(named: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enrolling, "MOST_KITS", 2)
    for name in ("Chi bộ một", "Chi bộ hai"):
        named.above.write(give_kit, name).result()
    with pytest.raises(Refused, match="EXC-37"):
        named.above.write(give_kit, "Chi bộ ba").result()
    named.above.write(withdraw_kit, named.above.read(pending_kits).result()[0].id).result()
    named.above.write(give_kit, "Chi bộ ba").result()


def test_a_person_gets_a_key_file(named: Pair) -> None:
    made = named.above.write(certify_person, "Bế Đức Kiên", "Bí thư", "mùa gặt").result()
    signer = Signer.from_pkcs12(made.pkcs12, "mùa gặt")
    assert signer.certificate.serial == made.serial
    book = named.above.read(office).result().authority.book
    assert [one.name for one in book if one.serial == made.serial] == ["Bế Đức Kiên"]


@contextmanager
def pulled(_path: Path) -> Iterator[Callable[[bytes], None]]:
    """A place on a stick that is pulled before anything is written there."""

    def write(_content: bytes) -> None:
        raise Trouble("CLI-05", msg("The stick is gone."))

    yield write


def test_the_whole_way_by_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOCHIBO_STATE", str(tmp_path / "state"))
    word = tmp_path / "word"
    word.write_text(PASSPHRASE + "\n", "utf-8")
    stick = tmp_path / "stick"
    stick.mkdir()

    def run(home: str, *words: str, code: int = 0) -> dict[str, Any]:
        shared = ["--home", str(tmp_path / home), "--passphrase-file", str(word), "--json"]
        assert cli.main([*words, *shared]) == code
        use("vi")
        told: dict[str, Any] = json.loads(capsys.readouterr().out)
        return told

    for home, name in (("above", "Đảng bộ xã Bình Lãng"), ("unit", "Chi bộ xóm Bản Lằng")):
        run(home, "init", "--unit", name, "--name", "Bế Đức Kiên")
    kit = run("above", "enrol", "kit", "--name", "Chi bộ xóm Bản Lằng", "--to", str(stick / "kit"))
    asked = run(
        "unit", "enrol", "request", str(stick / "kit"), "--code", kit["code"], "--to", str(stick / "ask")
    )
    assert asked["collector"] == "Đảng bộ xã Bình Lãng"
    words = ["enrol", "grant", str(stick / "ask"), "--to", str(stick / "grant")]
    looked = run("above", *words, code=1)
    assert not (stick / "grant").exists()
    with monkeypatch.context() as stick_out:  # pulled while the answer is written: the kit is not used up
        stick_out.setattr(trust_commands, "new_file", pulled)
        run("above", *words, "--heard", asked["read_aloud"], code=3)
    assert run("above", "enrol", "list")["units"] == []
    run("above", *words, "--heard", asked["read_aloud"])
    done = run("unit", "enrol", "accept", str(stick / "grant"), "--heard", looked["read_aloud"])
    assert done["superior"] == "Đảng bộ xã Bình Lãng"
    person = ["--name", "Bế Đức Kiên", "--new-passphrase-file", str(word), "--to", str(stick / "kien.p12")]
    run("above", "enrol", "person", *person)
    signer = Signer.from_pkcs12((stick / "kien.p12").read_bytes(), PASSPHRASE)
    assert signer.certificate.name == "Bế Đức Kiên"
    roots = [Trust.read(tmp_path / home / FOLDER).roots for home in ("above", "unit")]
    assert roots[0] == roots[1]
    assert len(roots[0]) == 1
    assert kit["code"].encode() not in (stick / "kit").read_bytes()
    run("above", "enrol", code=2)
