"""The sample meeting through the whole program: typed, its figures read from the page, signed, saved as a file."""

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.basics.language import _
from desktop.demo.sample import type_in
from desktop.documents.preview import page_count
from desktop.meetings.form import meeting as tabs
from desktop.meetings.signing.closing import sign_on_paper
from desktop.meetings.signing.paper import signed_paper
from desktop.storage.register import Register
from desktop.widgets.preview import PagePreview
from tests.conftest import PASSPHRASE
from tests.journeys.clerk import Clerk
from tests.journeys.conftest import Sit
from tests.meetings import test_window as walk
from tests.meetings.sample import enter_cell

pytestmark = pytest.mark.qt_log_ignore("plugin does not support")  # drawing in memory knows no pop-ups


def words_of(sample: dict[str, Any]) -> set[str]:
    """What of the sample must not be readable on a disk."""
    people = {person["name"] for person in sample["members"]}
    said = {opinion["content"] for opinion in sample["opinions"]} | {
        task["content"] for task in sample["tasks"]
    }
    return people | said | {sample["meeting"]["theme_title"], "con ốm", "Sùng A Dế", "Vàng A Sính"}


def test_typed_finished_and_signed(
    sit: Sit, register: Register, sample: dict[str, Any], secrets: set[str]
) -> None:
    cell = register.write(enter_cell, sample).result()
    register.close()
    secrets |= words_of(sample)
    clerk = sit()
    clerk.unlock(PASSPHRASE)
    clerk.at_the_desk()
    assert clerk.program.register is not None
    # The same walk as in the room's own test, now with everything around it.
    walk.test_the_sample_is_typed_by_keyboard(clerk, clerk.program.register, cell, sample)
    clerk.desk.go("home")
    clerk.rest()
    assert "1" in clerk.words(clerk.desk.page("home")), "one cell of one has met"


def test_the_page_shows_the_figures_and_the_paper_can_be_saved(
    sit: Sit,
    register: Register,
    sample: dict[str, Any],
    secrets: set[str],
    asked_for: set[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cell = register.write(enter_cell, sample).result()
    meeting_id = type_in(register, sample, cell)
    register.close()
    secrets |= words_of(sample)
    clerk = sit()
    clerk.unlock(PASSPHRASE)
    clerk.at_the_desk()
    clerk.open(meeting_id)
    shown = {}
    for number in (tabs.ROLL_CALL, tabs.DECISIONS, tabs.SCORING):
        clerk.form.choose(number)
        clerk.rest()
        shown[number] = " | ".join(said(clerk, clerk.form)).replace("\xa0", " ")
    for figure in ("24", "19", "90,5 %", "19/21"):
        assert figure in shown[tabs.ROLL_CALL], shown[tabs.ROLL_CALL]
    for figure in ("89,5 %", "78,9 %", "2/3", "17/17"):
        assert figure in shown[tabs.DECISIONS], shown[tabs.DECISIONS]
    for figure in ("93", "Tốt"):
        assert figure in shown[tabs.SCORING], shown[tabs.SCORING]
    assert clerk.form.bench.problems == ()

    clerk.ctrl(Qt.Key.Key_Return)
    clerk.rest()
    opened = clerk.program.register
    assert opened is not None
    signed = opened.write(sign_on_paper, meeting_id, "Bế Đức Kiên", "Lục Thị Yến", date(2026, 11, 3)).result()
    archived = opened.read(signed_paper, meeting_id).result()
    assert archived is not None
    saved = tmp_path / "bien_ban.pdf"
    asked_for.add(saved)
    monkeypatch.setattr(QFileDialog, "open", lambda asked: asked.fileSelected.emit(str(saved)))
    clerk.desk.go("home", None)
    clerk.open(meeting_id)
    clerk.until(
        lambda: any(one.pages == 4 and one.isVisible() for one in clerk.window.findChildren(PagePreview))
    )
    clerk.click(_("Save PDF"))
    clerk.until(saved.is_file)
    clerk.rest()
    assert saved.read_bytes() == archived
    assert hashlib.sha256(archived).hexdigest() == signed.paper_sha256
    assert page_count(archived) == 4


def said(clerk: Clerk, within: QWidget) -> list[str]:
    """Words on labels and buttons, and what a screen reader says of drawn figures."""
    drawn = [one.accessibleName() for one in within.findChildren(QWidget) if one.isVisible()]
    return [*clerk.words(within), *drawn]
