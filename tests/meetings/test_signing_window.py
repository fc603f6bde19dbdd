"""Two people sign in the window, by keyboard, with certificates of an invented office; and what stops them."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from tests.keys.offices import offices, strangers
from tests.keys.test_tokens import DRIVER, PIN, token  # noqa: F401 - the fixture of a token
from tests.meetings.sample import enter_cell
from tests.meetings.test_actions import document, typed_in
from tests.meetings.test_turns import OWN, change, disk_full, keep
from tests.meetings.window import Seat
from tests.storage.opening import Secrets, opened
from tests.widgets.hands import nameless

from desktop.basics import language
from desktop.documents.verify import verify
from desktop.keys.tokens import Token
from desktop.keys.trust import FOLDER
from desktop.meetings.actions.finishing import finish_meeting
from desktop.meetings.form.certificate_dialog import CertificateDialog
from desktop.meetings.form.key_choice import FILE, OTHER, TOKEN
from desktop.meetings.form.signing_dialog import SigningDialog
from desktop.meetings.signing.paper import signed_paper
from desktop.meetings.signing.turns import turn_of
from desktop.storage.register import Register
from desktop.storage.signing_keys import signing_keys
from desktop.widgets import theme

KEY = Qt.Key
TRUST = offices().authority.trust()
pytestmark = [
    pytest.mark.usefixtures("look"),
    pytest.mark.qt_log_ignore(
        "does not support grabbing the keyboard", "does not support raise", extend=True
    ),
]


@pytest.fixture
def finished(register: Register, sample: dict[str, Any]) -> str:
    cell = register.write(enter_cell, sample).result()
    TRUST.write(register.ground.home / FOLDER)
    return register.write(finish_meeting, typed_in(register, cell, sample)).result().meeting_id


@pytest.fixture
def seat(register: Register, finished: str) -> Iterator[Seat]:
    made = Seat(register)
    yield made
    made.leave()


def dialog_of(seat: Seat, meeting_id: str) -> CertificateDialog:
    """Open the finished meeting and its dialog by Ctrl+Enter."""
    seat.open(meeting_id)
    seat.ctrl(KEY.Key_Return)
    seat.rest()
    shown = [one for one in seat.page.findChildren(CertificateDialog) if one.isVisible()]
    assert len(shown) == 1
    return shown[0]


def sign(seat: Seat, dialog: CertificateDialog, secret: str = OWN) -> None:
    """Type the passphrase into what has the focus, and Enter."""
    assert dialog.isAncestorOf(seat.focus)
    seat.enter(secret)
    seat.rest()


def card_of(dialog: CertificateDialog) -> str:
    card = dialog.notices.card
    return f"{card.notice.title} {card.notice.detail}" if card is not None else ""


def both_keys(register: Register) -> None:
    keep(register, offices().taker)
    keep(register, offices().chair)


def state(register: Register, meeting_id: str) -> str:
    return str(document(register, meeting_id)["state"])


def test_two_people_sign_by_keyboard(seat: Seat, register: Register, finished: str, tmp_path: Path) -> None:
    both_keys(register)
    dialog = dialog_of(seat, finished)
    assert nameless(dialog) == []
    assert dialog.height() <= theme.LARGEST_DIALOG_HEIGHT
    sign(seat, dialog)  # the own key is chosen already, and the cursor waits in the passphrase
    assert "Lục Thị Yến has signed." in card_of(dialog)
    assert dialog.keys.secret.text() == ""
    assert "\nsigned " in seat.page.done.panel.words()
    sign(seat, dialog)
    seat.back()
    seat.rest()
    assert state(register, finished) == "SIGNED"
    assert seat.page.done.opened is not None
    assert seat.page.done.opened.signed
    words = seat.page.done.panel.words()
    for said in (
        "Lục Thị Yến",
        "Wrote the minutes · Chi ủy viên",
        "Bế Đức Kiên",
        "Chaired the meeting · Bí thư",
    ):
        assert said in words
    assert "Whole since it was signed" in words
    assert words.count("this computer's clock") == 2
    assert seat.page.done.paper.pages.pages == 4
    assert not seat.page.done.certificate_button.isVisible()
    pdf = register.read(signed_paper, finished).result()
    assert pdf is not None
    agree(tmp_path, pdf)


def agree(folder: Path, pdf: bytes) -> None:
    """Other programs say the same of the archived file."""
    file = folder / "bien-ban.pdf"
    file.write_bytes(pdf)
    if shutil.which("pdfsig") is None or shutil.which("qpdf") is None:
        pytest.skip("needs poppler-utils and qpdf")
    told = subprocess.run(
        ["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=False
    ).stdout
    assert told.count("Signature is Valid") == 2
    assert told.count("Total document signed") == 1
    assert "Lục Thị Yến" in told
    checked = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


def test_a_wrong_passphrase_is_told_beside_its_field(seat: Seat, register: Register, finished: str) -> None:
    both_keys(register)
    dialog = dialog_of(seat, finished)
    sign(seat, dialog, "khác")
    problem = dialog.keys.secret.shown_problem
    assert problem is not None
    assert problem.code == "KEY-39"
    assert seat.focus is dialog.keys.secret.line
    assert dialog.keys.secret.text() == "khác"
    assert dialog.keys.secret.told == (
        "This passphrase doesn't open the key file."
        " Type the passphrase that was set when the key file was made. · Code KEY-39"
    )
    assert card_of(dialog) == ""  # once is enough
    sign(seat, dialog)  # what was typed is selected, so that typing replaces it
    assert "has signed" in card_of(dialog)
    dialog.reject()
    seat.back()


def test_escape_goes_back_to_the_button(seat: Seat, register: Register, finished: str) -> None:
    both_keys(register)
    dialog = dialog_of(seat, finished)
    assert dialog.keys.way() is not None
    dialog.reject()
    seat.back()
    done = seat.page.done
    assert done.certificate_button.isEnabled()
    assert seat.focus is done.certificate_button


def test_arrows_go_through_all_ways_to_sign(seat: Seat, register: Register, finished: str) -> None:
    both_keys(register)
    dialog = dialog_of(seat, finished)
    box = dialog.keys.key.box
    box.setFocus()
    for _ in range(box.count()):
        seat.key(KEY.Key_Down)
        assert seat.focus is box
    assert dialog.keys.key.value() == TOKEN
    seat.rest()
    dialog.reject()
    seat.back()


def test_swapped_people_are_refused(seat: Seat, register: Register, finished: str) -> None:
    keep(register, offices().chair)
    dialog = dialog_of(seat, finished)
    assert dialog.keys.way() is None  # nobody's key is taken for another's
    sign_with_the_first_offered(seat, dialog)
    problem = dialog.keys.key.shown_problem
    assert problem is not None
    assert problem.code == "MTG-43"
    assert dialog.keys.key.told == (
        "This certificate names Bế Đức Kiên; on the paper stands Lục Thị Yến."
        " Each signs with the own certificate. · Code MTG-43"
    )
    assert card_of(dialog) == ""
    assert seat.focus is dialog.keys.key.box
    assert dialog.keys.secret.text() == OWN
    assert state(register, finished) == "CONCLUDED"
    dialog.reject()
    seat.back()


def sign_with_the_first_offered(seat: Seat, dialog: CertificateDialog) -> None:
    assert seat.focus is dialog.keys.key.box
    seat.key(KEY.Key_Down)
    seat.key(KEY.Key_Return)
    sign(seat, dialog)


def test_the_second_signs_another_day(register: Register, finished: str) -> None:
    both_keys(register)
    seat = Seat(register)
    dialog = dialog_of(seat, finished)
    sign(seat, dialog)
    assert dialog.later.accessibleName() == "The chair signs later"
    dialog.later.click()
    seat.back()
    seat.leave()
    secrets = Secrets.of(register)
    register.close()
    again = opened(register.ground, secrets)
    seat = Seat(again)
    dialog = dialog_of(seat, finished)
    assert "Bế Đức Kiên signs now" in [one.text() for one in dialog.findChildren(type(dialog._asked))]
    sign(seat, dialog)
    seat.back()
    assert state(again, finished) == "SIGNED"
    seat.leave()
    again.close()


def test_a_meeting_changed_in_between_is_said(seat: Seat, register: Register, finished: str) -> None:
    both_keys(register)
    dialog = dialog_of(seat, finished)
    sign(seat, dialog)
    change(register, finished)  # somebody else, while the dialog is open
    sign(seat, dialog)
    assert dialog.turn.hand.name == "MINUTES_TAKER"
    dialog.reject()
    seat.back()
    dialog = dialog_of(seat, finished)
    sign(seat, dialog)
    dialog.reject()
    seat.back()
    change(register, finished)
    dialog = dialog_of(seat, finished)
    assert "MTG-41" in card_of(dialog)
    assert "not signed yet" in seat.page.done.panel.words()
    dialog.reject()
    seat.back()


def test_the_first_may_sign_anew(seat: Seat, register: Register, finished: str) -> None:
    both_keys(register)
    dialog = dialog_of(seat, finished)
    assert not dialog.anew.isVisible()
    sign(seat, dialog)
    dialog.anew.click()
    seat.rest()
    assert turn_of(register, finished).first_at is None
    assert not dialog.anew.isVisible()
    dialog.reject()
    seat.back()


def test_a_key_from_a_file_is_used_and_kept(
    seat: Seat, register: Register, finished: str, tmp_path: Path
) -> None:
    path = tmp_path / "yen.p12"
    path.write_bytes(offices().taker.to_pkcs12(OWN))
    dialog = dialog_of(seat, finished)
    dialog.keys.key.set_value(FILE)
    dialog.keys._chosen()
    dialog.sign()
    problem = dialog.keys.key.shown_problem
    assert problem is not None
    assert "Choose the key file." in problem.message.text
    assert seat.focus is dialog.keys.choose_file
    dialog.keys.take_file(tmp_path / "none.p12")
    sign(seat, dialog)
    assert "Plug in the stick that it lies on, then choose it again. · Code KEY-72" in dialog.keys.key.told
    assert card_of(dialog) == ""
    path.write_bytes(b"no key file")
    dialog.keys.take_file(path)
    seat.enter(None)  # the passphrase still stands there
    seat.rest()
    assert "Choose the .p12 or .pfx file that was issued to you. · Code KEY-38" in dialog.keys.key.told
    assert seat.focus is dialog.keys.choose_file
    dialog.keys.secret.clear()
    path.write_bytes(offices().taker.to_pkcs12(OWN))
    dialog.keys.take_file(path)
    dialog.keys.keep.set_value(True)
    sign(seat, dialog)
    assert "has signed" in card_of(dialog)
    assert [key.name for key in register.read(signing_keys).result()] == ["Lục Thị Yến"]
    path.write_bytes(strangers().chair.to_pkcs12(OWN))
    dialog.keys.key.set_value(FILE)
    dialog.keys._chosen()
    dialog.keys.take_file(path)
    sign(seat, dialog)
    assert "MTG-42" in dialog.keys.key.told
    assert card_of(dialog) == ""
    dialog.reject()
    seat.back()


def test_a_key_that_cannot_be_kept_is_told_beside_the_success(
    seat: Seat, register: Register, finished: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.meetings.signing.turns.keep_signing_key", disk_full)
    dialog = dialog_of(seat, finished)
    for signer in (offices().taker, offices().chair):
        path = tmp_path / f"{signer.certificate.serial:x}.p12"
        path.write_bytes(signer.to_pkcs12(OWN))
        dialog.keys.key.set_value(FILE)
        dialog.keys._chosen()
        dialog.keys.take_file(path)
        dialog.keys.keep.set_value(True)
        sign(seat, dialog)
        if signer is offices().taker:
            assert "has signed" in card_of(dialog)
            assert "The key wasn't kept in the register: The disk is full. Code STO-40" in card_of(dialog)
    seat.back()
    seat.rest()
    assert state(register, finished) == "SIGNED"
    told = seat.desk._notices.card
    assert told is not None
    assert told.notice.title == "Signed and archived."
    assert "The key wasn't kept in the register: The disk is full. Code STO-40" in told.notice.detail


def test_the_chair_signs_with_a_token(
    seat: Seat,
    register: Register,
    finished: str,
    token: Token,  # noqa: F811 - the fixture
) -> None:
    keep(register, offices().taker)
    dialog = dialog_of(seat, finished)
    sign(seat, dialog)
    keys = dialog.keys
    keys.key.set_value(TOKEN)
    keys._chosen()
    seat.rest()
    assert DRIVER is not None
    known = [Path(one).resolve() for one in keys.driver._values if one and one != OTHER]
    assert DRIVER.resolve() in known
    keys.take_driver(DRIVER)
    seat.rest()
    names = [one.name for one in keys._seen]
    assert sorted(names) == ["Bế Đức Kiên", "Lục Thị Yến"]
    assert keys.certificate.value() == names.index("Bế Đức Kiên")  # who signs is chosen already
    sign(seat, dialog, "0000")
    problem = keys.secret.shown_problem
    assert problem is not None
    assert problem.code == "KEY-62"
    assert keys.secret.text() == ""
    assert keys.certificate.value() == [one.name for one in keys._seen].index("Bế Đức Kiên")
    sign(seat, dialog, PIN)
    seat.back()
    assert state(register, finished) == "SIGNED"
    pdf = register.read(signed_paper, finished).result()
    assert pdf is not None
    assert verify(pdf, TRUST, register.ground.clock.today()).holds


def test_a_driver_that_is_none_is_said_in_the_dialog(
    seat: Seat, register: Register, finished: str, tmp_path: Path
) -> None:
    dialog = dialog_of(seat, finished)
    dialog.keys.key.set_value(TOKEN)
    dialog.keys.take_driver(tmp_path / "none.so")
    seat.rest()
    assert "can't be used" in dialog.keys._warning.text()
    assert "· Code KEY-60" in dialog.keys._warning.text()
    assert not dialog.keys.complete()
    dialog.reject()
    seat.back()


def test_both_ways_stand_side_by_side(seat: Seat, register: Register, finished: str) -> None:
    seat.open(finished)
    done = seat.page.done
    assert done.certificate_button.property("kind") == "primary"  # a superior is trusted here
    assert done.sign_button.property("kind") == "plain"
    assert seat.focus is done.certificate_button
    done.sign_button.click()
    dialog = seat.page.findChild(SigningDialog)
    assert dialog is not None
    dialog.yes.click()
    seat.back()
    seat.rest()
    assert state(register, finished) == "SIGNED_ON_PAPER"
    words = done.panel.words()
    assert "Signed by hand on the print" in words
    assert "Check code in the foot:" in words


def test_a_signed_paper_that_nobody_here_knows_is_said(register: Register, finished: str) -> None:
    both_keys(register)
    seat = Seat(register)
    dialog = dialog_of(seat, finished)
    sign(seat, dialog)
    sign(seat, dialog)
    seat.back()
    shutil.rmtree(register.ground.home / FOLDER)
    seat.open(None)
    seat.open(finished)
    words = seat.page.done.panel.words()
    assert "Whole since it was signed" in words
    assert "this office doesn't know Đảng ủy xã Bình Lãng" in words
    seat.leave()


@pytest.mark.parametrize("tongue", ["vi", "en"])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_the_finished_page_fits(
    qapp: QApplication, register: Register, finished: str, tongue: str, scale: float
) -> None:
    language.use(tongue)
    theme.install(qapp, scale)
    both_keys(register)
    seat = Seat(register, *theme.LARGEST_PAGE)
    wide = theme.LARGEST_PAGE[0] - theme.px(theme.SIDEBAR)
    high = theme.LARGEST_PAGE[1] - theme.px(theme.TOP_BAR)
    dialog = dialog_of(seat, finished)
    least, inside = seat.page.done.minimumSizeHint(), dialog.minimumSizeHint()
    unnamed = nameless(seat.page)
    dialog.reject()
    seat.back()
    seat.leave()
    assert least.width() <= wide
    assert least.height() <= high
    assert inside.width() <= theme.LARGEST_PAGE[0]
    assert inside.height() <= theme.LARGEST_DIALOG_HEIGHT
    assert unnamed == []
