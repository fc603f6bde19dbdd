"""Signing with a certificate that expired, isn't valid yet or was revoked; said at once where that is known."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from tests.keys.offices import doubtful
from tests.meetings.sample import enter_cell
from tests.meetings.test_actions import typed_in
from tests.meetings.test_signing_window import card_of, dialog_of, sign, state
from tests.meetings.test_turns import OWN, keep
from tests.meetings.window import Seat

from desktop.keys.trust import FOLDER
from desktop.meetings.actions.finishing import finish_meeting
from desktop.meetings.form.key_choice import FILE
from desktop.meetings.signing.turns import turn_of
from desktop.storage.register import Register

KEY = Qt.Key
pytestmark = [
    pytest.mark.usefixtures("look"),
    pytest.mark.qt_log_ignore("does not support raise", extend=True),
]
NEW_KEY = "Ask Đảng ủy xã Bình Lãng for a new key, or sign on paper. · Code MTG-42"
SAID = {
    "expired": f"The certificate of Lục Thị Yến expired on 28/02/2025, so it can't sign. {NEW_KEY}",
    "revoked": f"The certificate of Lục Thị Yến was revoked on 02/10/2026, so it can't sign. {NEW_KEY}",
    "early": (
        "The certificate of Lục Thị Yến is valid only from 08/01/2027 on, so it can't sign."
        " This computer shows 09/11/2026: set its date right if that is wrong, else wait. · Code MTG-42"
    ),
}


@pytest.fixture
def finished(register: Register, sample: dict[str, Any]) -> str:
    cell = register.write(enter_cell, sample).result()
    doubtful().authority.trust().write(register.ground.home / FOLDER)
    return register.write(finish_meeting, typed_in(register, cell, sample)).result().meeting_id


@pytest.fixture
def seat(register: Register, finished: str) -> Iterator[Seat]:
    made = Seat(register)
    yield made
    made.leave()


@pytest.mark.parametrize("kind", list(SAID))
def test_a_file_whose_certificate_does_not_count(
    seat: Seat, register: Register, finished: str, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "yen.p12"
    path.write_bytes(getattr(doubtful(), kind).to_pkcs12(OWN))
    dialog = dialog_of(seat, finished)
    dialog.keys.key.set_value(FILE)
    dialog.keys._chosen()
    dialog.keys.take_file(path)
    dialog.keys.keep.set_value(True)
    sign(seat, dialog)
    assert dialog.keys.key.told == SAID[kind]
    assert card_of(dialog) == ""
    assert seat.focus is dialog.keys.choose_file
    assert dialog.keys.secret.text() == OWN
    assert state(register, finished) == "CONCLUDED"
    turn = turn_of(register, finished)
    assert turn.first_at is None
    assert turn.keys == ()
    dialog.reject()
    seat.back()


@pytest.mark.parametrize("kind", ["expired", "revoked"])
def test_a_kept_key_that_no_longer_counts_is_said_before_the_passphrase(
    seat: Seat, register: Register, finished: str, kind: str
) -> None:
    keep(register, getattr(doubtful(), kind))
    dialog = dialog_of(seat, finished)
    box = dialog.keys.key.box
    assert kind in box.currentText()
    assert dialog.keys.key.told == SAID[kind]
    assert seat.focus is box
    seat.ctrl(KEY.Key_Return)
    seat.rest()
    assert dialog.keys.key.told == SAID[kind]
    assert seat.focus is box
    dialog.keys.key.set_value(FILE)
    dialog.keys._chosen()
    assert dialog.keys.key.told == ""
    dialog.reject()
    seat.back()


def test_of_several_own_keys_the_one_that_counts_is_chosen(register: Register, finished: str) -> None:
    office, good = doubtful().authority.issue_person(
        "Lục Thị Yến", "Chi ủy viên", "urn:sochibo:x", doubtful().chair.certificate.not_before
    )
    office.trust().write(register.ground.home / FOLDER)
    keep(register, doubtful().revoked)
    wanted = keep(register, good)
    keep(register, doubtful().expired)
    own = turn_of(register, finished).key_of(turn_of(register, finished).hand)
    assert own is not None
    assert own.id == wanted.id
