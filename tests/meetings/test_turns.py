"""Two people sign in turn with the own keys: on one day or on two, and what stops them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import TODAY
from tests.keys.offices import AT, COLLECTOR, DAY, UNIT, offices, strangers
from tests.keys.test_naming import LONG
from tests.meetings.sample import enter_cell
from tests.meetings.test_actions import document, typed_in
from tests.storage.opening import Secrets, opened

from desktop.basics.clock import Clock
from desktop.basics.errors import Refused, Told, Trouble
from desktop.basics.language import msg
from desktop.documents.verify import verify
from desktop.keys.authority import Authority, Why
from desktop.keys.signer import Signer
from desktop.keys.trust import FOLDER
from desktop.meetings.actions.drafting import keep_meeting_draft, reopen_meeting
from desktop.meetings.actions.finishing import finish_meeting
from desktop.meetings.queries.opening import open_meeting
from desktop.meetings.signing.certificates import (
    Hand,
    SignedWithCertificates,
    file_signed,
    paper_to_sign,
    sign_as,
)
from desktop.meetings.signing.closing import HALF, sign_on_paper
from desktop.meetings.signing.paper import signed_paper
from desktop.meetings.signing.standing import (
    Signatures,
    by_certificate,
    code_of,
    half_signed_at,
    signatures_of,
)
from desktop.meetings.signing.turns import (
    KeptKey,
    KeyFile,
    keep_half,
    sign_turn,
    start_anew,
    turn_of,
)
from desktop.members.bundle import KIND as MEMBER
from desktop.storage.register import Register
from desktop.storage.signing_keys import keep_signing_key, signing_keys
from desktop.storage.work import Work

OWN = "lúa chín đầu bản"
TRUST = offices().authority.trust()


@pytest.fixture
def finished(register: Register, sample: dict[str, Any]) -> str:
    cell = register.write(enter_cell, sample).result()
    TRUST.write(register.ground.home / FOLDER)
    return register.write(finish_meeting, typed_in(register, cell, sample)).result().meeting_id


def keep(register: Register, signer: Signer) -> KeptKey:
    return KeptKey(register.write(keep_signing_key, signer.to_pkcs12(OWN), OWN).result().id)


def change(register: Register, meeting_id: str) -> None:
    register.write(reopen_meeting, meeting_id).result()
    found = register.read(open_meeting, meeting_id).result()
    assert found is not None
    changed = replace(found.draft, conclusion=found.draft.conclusion + " Thêm một ý.")
    register.write(keep_meeting_draft, changed).result()
    register.write(finish_meeting, changed).result()


def look(register: Register, meeting_id: str) -> Signatures:
    found = register.read(open_meeting, meeting_id).result()
    assert found is not None
    return signatures_of(register, found)


def sign(register: Register, meeting_id: str, way: Any, secret: str = OWN) -> SignedWithCertificates | None:
    return sign_turn(register, turn_of(register, meeting_id), way, secret).closed


def test_both_sign_with_kept_keys(register: Register, finished: str) -> None:
    chair, taker = keep(register, offices().chair), keep(register, offices().taker)
    turn = turn_of(register, finished)
    assert (turn.minutes_taker.name, turn.chair.name) == ("Lục Thị Yến", "Bế Đức Kiên")
    assert turn.hand is Hand.MINUTES_TAKER
    own = [turn.key_of(hand) for hand in Hand]
    assert [key.id for key in own if key] == [taker.id, chair.id]
    assert sign(register, finished, taker) is None
    assert turn_of(register, finished).hand is Hand.CHAIR
    done = sign(register, finished, chair)
    assert done is not None
    assert document(register, finished)["state"] == "SIGNED"
    pdf = register.read(signed_paper, finished).result()
    assert pdf is not None
    assert verify(pdf, TRUST, TODAY).holds
    found = look(register, finished)
    assert found.verdict is not None
    assert found.verdict.holds
    assert found.verdict.judged_at == found.signed_on == TODAY
    assert (found.minutes_taker.name, found.chair.name) == ("Lục Thị Yến", "Bế Đức Kiên")
    assert register.read(lambda reading: reading.draft(HALF, finished)).result() is None
    with pytest.raises(Refused, match="MTG-09"):
        turn_of(register, finished)


def test_the_second_signs_after_a_restart(register: Register, finished: str) -> None:
    taker, chair = keep(register, offices().taker), keep(register, offices().chair)
    sign(register, finished, taker)
    secrets = Secrets.of(register)
    register.close()
    again = opened(register.ground, secrets)
    again.write(lambda work: None).result()  # after the sweeping of the vault
    turn = turn_of(again, finished)
    assert turn.hand is Hand.CHAIR
    assert turn.first_at == again.read(half_signed_at, finished).result()
    assert sign_turn(again, turn, chair, OWN).closed is not None
    again.close()


def test_a_meeting_changed_in_between_voids_the_first_signature(register: Register, finished: str) -> None:
    taker, chair = keep(register, offices().taker), keep(register, offices().chair)
    sign(register, finished, taker)
    before = turn_of(register, finished)
    assert look(register, finished).first_at == before.first_at
    change(register, finished)
    assert (look(register, finished).first_at, look(register, finished).void) == (None, True)
    with pytest.raises(Refused, match="MTG-41"):
        sign_turn(register, before, chair, OWN)
    turn = turn_of(register, finished)
    assert turn.void
    assert turn.hand is Hand.MINUTES_TAKER
    assert register.read(half_signed_at, finished).result() is None
    assert not turn_of(register, finished).void
    sign(register, finished, taker)
    assert sign(register, finished, chair) is not None


def test_a_lost_first_signature_is_made_anew(register: Register, finished: str) -> None:
    taker = keep(register, offices().taker)
    sign(register, finished, taker)
    kept = register.read(lambda reading: reading.draft(HALF, finished)).result()
    assert kept is not None
    register.vault.path(kept.body["file"]).unlink()
    assert turn_of(register, finished).void
    sign(register, finished, taker)
    register.write(start_anew, finished).result()
    assert turn_of(register, finished).hand is Hand.MINUTES_TAKER


def told(register: Register, meeting_id: str, way: Any, secret: str = OWN) -> Told:
    before, half = document(register, meeting_id), register.read(half_signed_at, meeting_id).result()
    with pytest.raises(Told) as caught:
        sign(register, meeting_id, way, secret)
    assert document(register, meeting_id) == before
    assert register.read(half_signed_at, meeting_id).result() == half
    return caught.value


def test_whoever_is_not_printed_is_refused(register: Register, finished: str) -> None:
    taker, chair = keep(register, offices().taker), keep(register, offices().chair)
    swapped = told(register, finished, chair)
    assert (swapped.code, swapped.field) == ("MTG-43", "key")
    sign(register, finished, taker)
    assert told(register, finished, taker).code == "MTG-43"


def person(name: str, number: int = 9) -> Signer:
    return offices().authority.issue_person(name, "", f"{UNIT}:person:{number}", AT)[1]


def rename_taker(register: Register, meeting_id: str, name: str) -> None:
    found = register.read(open_meeting, meeting_id).result()
    assert found is not None
    member = found.draft.minutes_taker_id
    assert member is not None

    def rename(work: Work) -> None:
        kept = work.get(MEMBER, member)
        assert kept is not None
        work.put(MEMBER, member, kept | {"full_name": name})

    register.write(rename).result()


def test_a_name_that_differs_in_its_tones_is_another_person(register: Register, finished: str) -> None:
    other = told(register, finished, keep(register, person("Lực Thì Yên")))
    assert (other.code, other.field) == ("MTG-43", "key")
    rename_taker(register, finished, "Bế Đức Kiến")
    taker, chair = keep(register, person("Bế Đức Kiến")), keep(register, person("Bế Đức Kiên", 8))
    turn = turn_of(register, finished)
    own = [turn.key_of(hand) for hand in Hand]
    assert [key.id for key in own if key] == [taker.id, chair.id]
    assert told(register, finished, chair).code == "MTG-43"
    sign(register, finished, taker)
    assert told(register, finished, taker).code == "MTG-43"
    assert sign(register, finished, chair) is not None


@pytest.mark.parametrize(
    ("printed", "certified"),
    [
        ("Lục Thị Yến", "Lục  Thị Yến"),
        ("Lục Thị Yến", "LUC THI YEN"),
        ("H’Yến Niê Kđăm", "H’Yến Niê Kđăm"),
        (LONG, LONG),
    ],
)
def test_the_same_name_otherwise_written_may_sign(
    register: Register, finished: str, printed: str, certified: str
) -> None:
    rename_taker(register, finished, printed)
    sign(register, finished, keep(register, person(certified)))
    assert sign(register, finished, keep(register, offices().chair)) is not None


def test_wrong_words_unknown_people_and_files_that_are_none(
    register: Register, finished: str, tmp_path: Path
) -> None:
    taker = keep(register, offices().taker)
    wrong = told(register, finished, taker, "khác")
    assert (wrong.code, wrong.field) == ("KEY-39", "passphrase")
    path = tmp_path / "yen.p12"
    assert told(register, finished, KeyFile(path)).code == "KEY-72"
    path.write_bytes(b"no key file")
    assert told(register, finished, KeyFile(path)).code == "KEY-38"
    path.write_bytes(offices().device.to_pkcs12(OWN))
    assert told(register, finished, KeyFile(path)).code == "KEY-70"
    sign(register, finished, taker)
    path.write_bytes(strangers().chair.to_pkcs12(OWN))
    unknown = told(register, finished, KeyFile(path, keep=True))
    assert (unknown.code, unknown.field) == ("MTG-42", "key")
    assert len(register.read(signing_keys).result()) == 1


def test_a_key_from_a_file_may_stay_in_the_register(
    register: Register, finished: str, tmp_path: Path
) -> None:
    path = tmp_path / "yen.p12"
    path.write_bytes(offices().taker.to_pkcs12(OWN))
    assert by_certificate(register)
    sign(register, finished, KeyFile(path, keep=True))
    [key] = register.read(signing_keys).result()
    assert (key.name, key.post) == ("Lục Thị Yến", "Chi ủy viên")


def test_a_key_that_cannot_be_kept_undoes_no_signature(
    register: Register, finished: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.meetings.signing.turns.keep_signing_key", disk_full)
    path = tmp_path / "key.p12"
    for signer in (offices().taker, offices().chair):
        path.write_bytes(signer.to_pkcs12(OWN))
        signed = sign_turn(register, turn_of(register, finished), KeyFile(path, keep=True), OWN)
        assert signed.not_kept is not None
        assert signed.not_kept.code == "STO-40"
    assert signed.closed is not None
    assert document(register, finished)["state"] == "SIGNED"


def disk_full(*_args: object) -> None:
    raise Trouble("STO-40", msg("The disk is full."))


def test_a_first_signature_of_somebody_revoked_since_is_named(register: Register, finished: str) -> None:
    sign(register, finished, keep(register, offices().taker))
    chair = keep(register, offices().chair)
    serial = offices().taker.certificate.serial
    revoking = offices().authority.revoke(serial, Why.KEY_COMPROMISE, AT)
    revoking.trust().write(register.ground.home / FOLDER)
    why = told(register, finished, chair)
    assert (why.code, why.field) == ("MTG-42", None)
    assert ("name", "Lục Thị Yến") in why.message.values
    assert why.next_step is not None
    assert "revoked" in why.next_step.text


def test_a_clock_behind_the_meeting_signs_nothing(register: Register, finished: str) -> None:
    early = AT - 100 * DAY
    office = Authority.found("Đảng ủy xã Bình Lãng", COLLECTOR, early)
    office, taker = office.issue_person("Lục Thị Yến", "", f"{UNIT}:person:1", early)
    office, chair = office.issue_person("Bế Đức Kiên", "", f"{UNIT}:person:2", early)
    office.trust().write(register.ground.home / FOLDER)
    keys = keep(register, taker), keep(register, chair)
    first = turn_of(register, finished)
    sign_turn(register, first, keys[0], OWN)
    second, paper = turn_of(register, finished), register.read(paper_to_sign, finished).result()
    held = second.first_at
    assert held is not None
    both = sign_as(Hand.CHAIR, sign_as(Hand.MINUTES_TAKER, paper.pdf, taker, "", held), chair, "", held)
    secrets = Secrets.of(register)
    register.close()
    behind = opened(replace(register.ground, clock=Clock.showing(date(2026, 11, 2))), secrets)
    deeds: list[Callable[[], object]] = [
        lambda: turn_of(behind, finished),
        lambda: sign_turn(behind, first, keys[0], OWN),
        lambda: sign_turn(behind, second, keys[1], OWN),
        lambda: behind.write(keep_half, finished, b"", held).result(),
        lambda: behind.write(file_signed, finished, both, office.trust()).result(),
        lambda: behind.write(
            sign_on_paper, finished, "Bế Đức Kiên", "Lục Thị Yến", date(2026, 11, 2)
        ).result(),
    ]
    for deed in deeds:
        with pytest.raises(Refused, match="MTG-39"):
            deed()
    assert document(behind, finished)["state"] == "CONCLUDED"
    assert behind.read(half_signed_at, finished).result() is not None
    behind.close()


def test_signing_on_paper_lets_the_first_signature_go(register: Register, finished: str) -> None:
    sign(register, finished, keep(register, offices().taker))
    register.write(sign_on_paper, finished, "Bế Đức Kiên", "Lục Thị Yến", TODAY).result()
    assert register.read(half_signed_at, finished).result() is None
    found = look(register, finished)
    assert (found.verdict, found.signed_on) == (None, TODAY)
    assert found.code == code_of(document(register, finished)["paper_digest"])


def test_without_keys_and_trust_certificates_are_not_at_hand(register: Register) -> None:
    assert not by_certificate(register)
    with pytest.raises(Refused, match="MTG-31"):
        turn_of(register, "nowhere")
    keep(register, offices().chair)
    assert by_certificate(register)


def test_drivers_and_tokens_that_are_not_there(register: Register, tmp_path: Path) -> None:
    from desktop.meetings.signing.turns import drivers, plugged_in

    with pytest.raises(Trouble, match="KEY-60"):
        plugged_in(register, tmp_path / "missing.so")
    assert tmp_path / "missing.so" not in drivers(register)
