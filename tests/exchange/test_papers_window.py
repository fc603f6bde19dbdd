"""Checking signed papers in the window, with and without a register, and the keys that the register keeps."""

import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from desktop.basics import language
from desktop.basics.errors import Told
from desktop.exchange.papers import Asked, check, check_here
from desktop.exchange.screen.papers import KEYS, PapersPage
from desktop.exchange.screen.papers_dialog import PapersDialog
from desktop.exchange.screen.papers_keys import AddKeyDialog
from desktop.features import Feature
from desktop.keys.trust import FOLDER
from desktop.shell.unlock import UnlockPage
from desktop.storage.register import Register
from desktop.storage.signing_keys import signing_keys
from desktop.widgets import theme
from desktop.widgets.dialogs import Dialog
from tests.conftest import TODAY
from tests.documents.papers import once, twice, unsigned
from tests.documents.test_verify import content_of
from tests.exchange.offices import Pair
from tests.keys.offices import doubtful, strangers
from tests.keys.offices import offices as signers
from tests.shell import scene
from tests.shell.at_desk import AtDesk
from tests.widgets.hands import nameless, wait_until
from tests.widgets.looking import looking

OWN = "lúa chín đầu bản"
TRUST = signers().authority.trust()


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> Iterator[None]:
    with looking(qapp):
        yield


class Window(AtDesk):
    """A desk whose one room is the page."""

    def __init__(self, register: Register) -> None:
        features = (Feature("papers", "Check signatures", "signature", PapersPage),)
        super().__init__(register, features=features)
        self.open("papers")

    @property
    def page(self) -> PapersPage:
        return self.page_of("papers", PapersPage)

    def check(self, path: Path) -> str:
        self.page.check.take(path)
        self.rest()
        return self.page.check.verdict.words()


@pytest.fixture
def window(register: Register) -> Iterator[Window]:
    TRUST.write(register.ground.home / FOLDER)
    made = Window(register)
    yield made
    made.leave()


def written(folder: Path, content: bytes, name: str = "bien-ban.pdf") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def added_to(pdf: bytes) -> bytes:
    """A drawing put on the first page, in a revision of its own behind the signatures."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    writer.add_stream_to_page(0, writer.add_object(content_of(b"q 0 0 200 200 re f Q")))
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


def test_a_paper_that_holds_is_told_in_plain_words(window: Window, tmp_path: Path) -> None:
    words = window.check(written(tmp_path, twice()))
    for said in (
        "This paper holds: 2 signatures",
        "1. Lục Thị Yến",
        "2. Bế Đức Kiên",
        "Trusted: the certificate comes from Đảng ủy xã Bình Lãng.",
        "Unchanged since; only another signature was added.",
        "It covers the whole file.",
        "It covers the first ",
        "clock of the signer's computer",
    ):
        assert said in words
    assert window.page.check.pages.isVisible()
    assert window.page.check.pages.pages > 0


def test_what_was_changed_or_added_does_not_hold(window: Window, tmp_path: Path) -> None:
    flipped = bytearray(twice())
    flipped[1000] ^= 1
    damaged, appended, junk = bytes(flipped), added_to(twice()), twice() + b"junk"
    for content, said in (
        (damaged, "Not whole"),
        (appended, "Changed since: something was added to the file after this signature."),
        (junk, "Changed since"),
        (once(), "1 place for a signature is still empty."),
    ):
        words = window.check(written(tmp_path, content))
        assert "This paper can't be relied on." in words
        assert said in words
    assert "This file isn't signed." in window.check(written(tmp_path, unsigned()))


def test_an_unknown_root_can_be_trusted_for_once(window: Window, tmp_path: Path) -> None:
    from desktop.documents.sign import sign
    from tests.documents.papers import CHAIR

    foreign = sign(once(), CHAIR.field, strangers().chair, "Bí thư", signers_at())
    words = window.check(written(tmp_path, foreign))
    assert "this office doesn't know Đảng ủy xã Bình Lãng" in words
    trust = strangers().authority.trust()
    trust.write(tmp_path / "theirs")
    pem = b"".join(one.parsed.public_bytes(Encoding.PEM) for one in (*trust.roots, *trust.issuers))
    pem += b"".join(crl(one) for one in trust.lists)
    window.page.check.take_root(written(tmp_path, pem, "root.pem"))
    window.rest()
    assert "This paper holds: 2 signatures" in window.page.check.verdict.words()
    window.page.check.take_root(written(tmp_path, b"no root", "none.pem"))
    window.rest()
    assert "no root certificate" in window.page.check.verdict.words()


DOUBTED = {
    "expired": ("Not trusted: the certificate expired on 28/02/2025.", "PDF-28"),
    "revoked": ("Not trusted: the certificate was revoked on 02/10/2026.", "PDF-27"),
    "early": ("Not trusted: the certificate isn't valid before 08/01/2027.", "PDF-29"),
}


@pytest.mark.parametrize("kind", list(DOUBTED))
def test_a_certificate_that_does_not_count_is_told_with_the_next_step(
    window: Window, register: Register, tmp_path: Path, kind: str
) -> None:
    from desktop.documents.sign import sign
    from tests.documents.papers import CHAIR, TAKER, prepared

    doubtful().authority.trust().write(register.ground.home / FOLDER)
    signer = getattr(doubtful(), kind)
    half = sign(prepared(), TAKER.field, signer, "", signers_at())
    path = written(tmp_path, sign(half, CHAIR.field, doubtful().chair, "", signers_at()))
    words = window.check(path)
    said, code = DOUBTED[kind]
    assert "This paper can't be relied on." in words
    assert f"Signature of Lục Thị Yến\n{said}" in words
    step = {
        "early": "Look whether the day of filing below and the date of this computer are right.",
    }.get(
        kind,
        "If the paper was filed before that day, type the day of filing below."
        " If not, ask for a paper signed anew.",
    )
    assert f"{step}\nJudged at 09/11/2026. · Code {code}" in words
    assert "issued by Đảng ủy xã Bình Lãng" in words
    view = window.page.check
    view.filed.line.setText({"revoked": "01/10/2026"}.get(kind, "10/11/2026"))
    view.filed.line.editingFinished.emit()
    window.rest()
    told = view.verdict.words()
    if kind == "revoked":
        assert "This paper holds" in told
    else:  # nothing is filed tomorrow
        assert said in told
        assert view.filed.told == "A paper can't be filed after today."


def test_each_refusal_has_its_code_and_step(window: Window, tmp_path: Path) -> None:
    flipped = bytearray(twice())
    flipped[1000] ^= 1
    for content, said in (
        (bytes(flipped), "Code PDF-21"),
        (added_to(twice()), "Ask for the file as it was when it was signed.\n{judged} · Code PDF-22"),
        (once(), "Ask for the file that everybody has signed.\n{judged} · Code PDF-23"),
        (unsigned(), "a scan or a print-out isn't it.\n{judged} · Code PDF-20"),
    ):
        assert said.format(judged="Judged at 09/11/2026.") in window.check(written(tmp_path, content))
    assert "Code PDF" not in window.check(written(tmp_path, twice()))


def test_a_kept_key_that_was_revoked_or_expired_is_not_called_usable(
    window: Window, register: Register
) -> None:
    from desktop.storage.signing_keys import keep_signing_key

    doubtful().authority.trust().write(register.ground.home / FOLDER)
    for signer in (doubtful().chair, doubtful().revoked, doubtful().expired):
        register.write(keep_signing_key, signer.to_pkcs12(OWN), OWN).result()
    window.page.open("keys")
    window.rest()
    keys = window.page.keys
    chips = {key.serial: keys._chip(key).words for key in keys.table.rows}
    assert [chips[f"{one.certificate.serial:x}"] for one in (doubtful().chair, doubtful().revoked)] == [
        "Usable",
        "Revoked",
    ]
    assert chips[f"{doubtful().expired.certificate.serial:x}"] == "Expired"


def signers_at() -> datetime:
    from tests.keys.offices import AT

    return AT


def crl(der: bytes) -> bytes:
    from cryptography import x509

    return x509.load_der_x509_crl(der).public_bytes(Encoding.PEM)


def test_the_day_of_filing_decides(window: Window, register: Register, tmp_path: Path) -> None:
    path = written(tmp_path, twice())
    assert check_here(register, Asked(path)).verdict.judged_at == TODAY
    window.check(path)
    check_view = window.page.check
    check_view.filed.set_value(TODAY.replace(year=2020))
    check_view.filed.line.editingFinished.emit()
    window.rest()
    assert "isn't valid before" in check_view.verdict.words()
    check_view.filed.set_value(None)
    check_view.filed.line.editingFinished.emit()
    window.rest()
    assert "This paper holds" in check_view.verdict.words()


def test_each_file_is_told_from_its_first_line_on(window: Window, tmp_path: Path) -> None:
    view = window.page.check
    window.check(written(tmp_path, twice()))
    bar = view.verdict.findChildren(QScrollArea)[0].verticalScrollBar()
    assert bar.maximum() > 0
    bar.setValue(bar.maximum())
    words = window.check(written(tmp_path, once()))
    assert bar.value() == 0
    assert words.index("is still empty") < words.index("Ask for the file that everybody has signed.")


def test_files_that_are_none_are_told(window: Window, tmp_path: Path) -> None:
    view = window.page.check
    window.check(written(tmp_path, twice()))
    assert view.filed.isVisible()
    assert "no readable PDF" in window.check(written(tmp_path, b"not a pdf"))
    assert not window.page.check.pages.isVisible()
    assert not view.filed.isVisible()
    assert not view.root.isVisible()
    assert "can't be read" in window.check(tmp_path / "gone.pdf")


def test_a_file_can_be_dropped(window: Window, tmp_path: Path) -> None:
    path = written(tmp_path, twice())
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    view, left = window.page.check, Qt.MouseButton.LeftButton
    copy, plain = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(9, 9), copy, data, left, plain)
    QApplication.sendEvent(view, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(view, QDropEvent(QPoint(9, 9), copy, data, left, plain))
    window.rest()
    assert "This paper holds" in view.verdict.words()


def test_superior_and_own_authority_are_trusted_in_an_open_register(offices: Pair, tmp_path: Path) -> None:
    """Nothing lies in the folder of trust; what was taken over at enrolment counts all the same."""
    from desktop.documents.sign import sign, with_places
    from desktop.exchange.enrolling import certify_person
    from desktop.keys.signer import Signer
    from tests.documents.papers import CHAIR

    made = offices.above.write(certify_person, "Bế Đức Kiên", "Bí thư", OWN).result()
    now = offices.unit.ground.clock.now()
    pdf = sign(with_places(unsigned(), [CHAIR]), CHAIR.field, Signer.from_pkcs12(made.pkcs12, OWN), "", now)
    path = written(tmp_path, pdf)
    assert check_here(offices.above, Asked(path)).verdict.holds
    assert check_here(offices.unit, Asked(path)).verdict.holds
    alone = check(offices.unit.ground.home, TODAY, Asked(path))
    assert alone.nobody
    assert not alone.verdict.holds


def test_keys_are_kept_and_taken_out(window: Window, register: Register, tmp_path: Path) -> None:
    page = window.page
    page.tabs.choose(KEYS)
    page.new()
    dialog = page.findChild(AddKeyDialog)
    assert dialog is not None
    assert nameless(dialog) == []
    dialog.agree()
    assert dialog.file.text() == "Choose the key file."
    assert dialog.secret.shown_problem is None
    assert dialog.focusWidget() is dialog.choose
    dialog.take_file(written(tmp_path, signers().chair.to_pkcs12(OWN), "kien.p12"))
    dialog.secret.line.setText("khác")
    dialog.agree()
    window.rest()
    assert dialog.secret.shown_problem is not None
    assert dialog.secret.shown_problem.code == "KEY-39"
    assert "when the key file was made. · Code KEY-39" in dialog.secret.told
    assert dialog.notices.card is None
    dialog.secret.line.setText(OWN)
    dialog.agree()
    window.rest()
    [key] = page.keys.table.rows
    assert (key.name, key.post) == ("Bế Đức Kiên", "Bí thư chi bộ")
    assert page.here() == "keys"
    page.keys.table.choose_first()
    page.keys.remove.click()
    [sure] = [one for one in page.findChildren(Dialog) if one.isVisible()]
    sure.findChildren(type(page.keys.remove))[-1].click()
    window.rest()
    assert page.keys.table.rows == ()
    assert register.read(signing_keys).result() == ()


def test_a_file_is_checked_without_unlocking(qtbot: QtBot, tmp_path: Path) -> None:
    crashes: list[BaseException] = []
    home = tmp_path / "home"
    TRUST.write(home / FOLDER)
    opened: list[PapersDialog] = []

    def ask() -> None:
        opened.append(PapersDialog(page, home, scene.CLOCK, crashes.append))
        opened[0].open()

    page = UnlockPage(scene.unlock_doors(check_paper=ask), crashes.append)
    qtbot.addWidget(page)
    page.resize(*theme.LARGEST_PAGE)
    page.show()
    link = next(
        one
        for one in page.findChildren(type(page.open_button))
        if one.accessibleName() == "Check a signed file"
    )
    link.click()
    dialog = opened[0]
    dialog.view.take(written(tmp_path, twice()))
    wait_until(lambda: dialog.view.checked is not None)
    assert "This paper holds: 2 signatures" in dialog.view.verdict.words()
    assert nameless(dialog) == []
    assert dialog.height() <= theme.LARGEST_DIALOG_HEIGHT
    dialog.reject()
    page.close_down()
    assert crashes == []


@pytest.mark.parametrize("tongue", ["vi", "en"])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_the_page_fits(
    qapp: QApplication, register: Register, tmp_path: Path, tongue: str, scale: float
) -> None:
    language.use(tongue)
    theme.install(qapp, scale)
    TRUST.write(register.ground.home / FOLDER)
    window = Window(register)
    window.check(written(tmp_path, added_to(twice())))
    least, unnamed = window.page.minimumSizeHint(), nameless(window.page)
    areas = window.page.check.verdict.findChildren(QScrollArea)
    too_wide = [one for one in areas if inner_width(one) > one.viewport().width()]
    window.leave()
    assert not too_wide
    assert unnamed == []
    assert least.width() <= theme.LARGEST_PAGE[0] - theme.px(theme.SIDEBAR)
    assert least.height() <= theme.LARGEST_PAGE[1] - theme.px(theme.TOP_BAR)


def inner_width(area: QScrollArea) -> int:
    content = area.widget()
    return content.minimumSizeHint().width() if content is not None else 0


def test_refusals_are_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(Told, match="PDF-13"):
        check(tmp_path, TODAY, Asked(tmp_path / "gone.pdf"))
    with pytest.raises(Told, match="KEY-46"):
        check(tmp_path, TODAY, Asked(written(tmp_path, twice()), root=tmp_path / "gone.cer"))
