"""The first use: register, recovery paper, backup, the list of members; then every day: unlock, lock, go on."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QFileDialog

from desktop.basics import language
from desktop.basics.errors import Trouble
from desktop.basics.language import _, msg
from desktop.demo.scenes import groups_shown
from desktop.keys.recovery import RecoveryCode
from desktop.meetings.form import meeting as tabs
from desktop.meetings.queries.opening import open_meeting
from desktop.members.screen.page import MembersPage
from desktop.shell.first_run_rest import BackupStep, PaperStep
from desktop.shell.first_run_steps import UnitStep, UserStep
from desktop.shell.paper_dialog import PaperDialog
from desktop.storage.opening import unlock_with_recovery
from desktop.storage.register import Register
from desktop.widgets import theme
from tests.conftest import PASSPHRASE
from tests.journeys.clerk import Clerk
from tests.journeys.conftest import Sit
from tests.meetings.sample import enter_cell
from tests.widgets.hands import nameless, settle

SHEET = Path(__file__).parents[1] / "members" / "data" / "DS_DANGVIEN_mau.xlsx"
CTRL_ENTER = (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_from_nothing_to_a_home_page_with_300_members(
    sit: Sit, tmp_path: Path, secrets: set[str], asked_for: set[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = sit()
    page = clerk.first_run
    unit, user, paper, backup = page.steps[:4]
    assert isinstance(unit, UnitStep)
    assert isinstance(user, UserStep)
    assert isinstance(paper, PaperStep)
    assert isinstance(backup, BackupStep)

    page.forward()
    assert page.number == 0, "a register without a name"
    unit.kind.set_value("DANG_BO_XA")
    for field, words in ((unit.name, "Đảng bộ xã Bình Lãng"), (unit.above, "Đảng bộ tỉnh Cao Bằng")):
        field.take_focus()
        clerk.say(words)
    page.forward()

    user.name.take_focus()
    clerk.say("Bế Đức Kiên")
    user.passphrase.take_focus()
    clerk.say(PASSPHRASE)
    user.again.take_focus()
    clerk.say("cánh đồng mùa gặt muộn")
    page.forward()
    assert page.number == 1, "two passphrases that differ"
    user.again.line.clear()
    user.again.take_focus()
    clerk.say(PASSPHRASE)
    page.forward()
    clerk.until(lambda: page.number == 2)

    groups = groups_shown(paper)
    assert sorted(groups) == list(range(7))
    secrets |= {"".join(groups.values()), "-".join(groups.values()), "Bế Đức Kiên", "Bình Lãng"}
    saved = tmp_path / "to_khoi_phuc.pdf"
    asked_for.add(saved)
    monkeypatch.setattr(QFileDialog, "open", lambda asked: asked.fileSelected.emit(str(saved)))
    clerk.until(paper.save_button.isEnabled)
    paper.save_button.click()
    clerk.until(saved.is_file)
    for number, field in paper.typed.items():
        field.take_focus()
        clerk.say(groups[(number + 1) % 7])
    page.forward()
    assert page.number == 2, "groups of another place"
    for number, field in paper.typed.items():
        field.line.clear()
        field.take_focus()
        clerk.say(groups[number].lower())
    page.forward()
    clerk.until(lambda: page.number == 3)

    stick = tmp_path / "usb"
    stick.mkdir()
    monkeypatch.setattr(QFileDialog, "open", lambda asked: asked.fileSelected.emit(str(stick)))
    backup.choose.click()
    clerk.until(lambda: bool(list(stick.glob("*.scbackup"))))
    clerk.until(lambda: backup.path == stick)
    page.forward()
    page.forward()

    clerk.at_the_desk()
    assert clerk.desk.current == "members"
    members = clerk.desk.page("members")
    assert isinstance(members, MembersPage)
    members.wizard.file_chosen.emit(SHEET)
    clerk.until(lambda: members.wizard.plan is not None)
    assert members.wizard.plan is not None
    assert (members.wizard.plan.rows, len(members.wizard.plan.people)) == (306, 300)
    assert any("300" in words for words in clerk.words(members))
    members.wizard.take.click()
    clerk.rest()
    secrets |= {"Sầm Hữu Định", "004045941310"}

    clerk.desk.go("home")
    clerk.rest()
    shown = clerk.words(clerk.desk.page("home"))
    assert "266" in shown, shown  # 300 people, of whom 22 have died and 12 have moved away


def founded_and_cut_off(clerk: Clerk, secrets: set[str]) -> str:
    """The first run up to its paper, where the program ends; the code that nobody confirmed."""
    page = clerk.first_run
    unit, user, paper = page.steps[:3]
    assert isinstance(unit, UnitStep)
    assert isinstance(user, UserStep)
    assert isinstance(paper, PaperStep)
    unit.kind.set_value("DANG_BO_XA")
    unit.name.line.setText("Đảng bộ xã Bình Lãng")
    page.forward()
    user.name.line.setText("Bế Đức Kiên")
    for field in (user.passphrase, user.again):
        field.line.setText(PASSPHRASE)
    page.forward()
    clerk.until(lambda: page.number == 2)
    groups = groups_shown(paper)
    code = "-".join(groups[number] for number in range(7))
    secrets.add(code)
    clerk.leave()
    return code


def paper_dialog(clerk: Clerk) -> PaperDialog:
    [dialog] = clerk.window.findChildren(PaperDialog)
    assert dialog.isVisible()
    assert nameless(dialog) == []
    assert dialog.height() <= theme.LARGEST_DIALOG_HEIGHT
    return dialog


def test_a_first_run_cut_off_at_the_paper_is_told_until_there_is_one(
    sit: Sit, tmp_path: Path, secrets: set[str], asked_for: set[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    founded_and_cut_off(sit(), secrets)
    clerk = sit()
    clerk.unlock(PASSPHRASE)
    clerk.at_the_desk()
    dialog = paper_dialog(clerk)
    secrets.add("-".join(groups_shown(dialog.step).values()))
    clerk.desk.lock_asked.emit()  # nobody was there; that puts nothing off
    clerk.until(lambda: clerk.window.desk is None)
    clerk.back()
    clerk.unlock(PASSPHRASE)
    clerk.at_the_desk()
    dialog = paper_dialog(clerk)
    secrets.add("-".join(groups_shown(dialog.step).values()))
    dialog.later.click()
    clerk.back()
    clerk.rest()
    clerk.desk.lock_asked.emit()
    clerk.until(lambda: clerk.window.desk is None)
    clerk.unlock(PASSPHRASE)
    clerk.at_the_desk()
    assert not clerk.window.findChildren(PaperDialog), "once put off, it isn't asked at each unlocking"
    title = language.say(msg("The recovery paper is still to be made"))
    assert title in clerk.words(clerk.desk.page("home"))
    clerk.desk.go("settings", "recovery")
    clerk.rest()
    settings = clerk.desk.page("settings")
    make = next(
        one
        for one in settings.findChildren(QAbstractButton)
        if one.accessibleName() == _("New recovery paper…")
    )

    def save_to(path: Path) -> None:
        monkeypatch.setattr(QFileDialog, "open", lambda asked: asked.fileSelected.emit(str(path)))
        make.click()
        clerk.rest()

    save_to(tmp_path / "home" / "to.pdf")  # where the register lies
    save_to(tmp_path / "no stick" / "to.pdf")
    clerk.desk.go("home")
    clerk.rest()
    assert title in clerk.words(clerk.desk.page("home"))
    saved = tmp_path / "to.pdf"
    asked_for.add(saved)
    clerk.desk.go("settings")
    save_to(saved)
    assert saved.read_bytes().startswith(b"%PDF-")
    clerk.desk.go("home")
    clerk.rest()
    assert title not in clerk.words(clerk.desk.page("home"))


def test_a_first_run_cut_off_at_the_paper_goes_on_there(
    sit: Sit, tmp_path: Path, secrets: set[str], asked_for: set[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = founded_and_cut_off(sit(), secrets)
    clerk = sit()
    clerk.unlock(PASSPHRASE)
    clerk.at_the_desk()
    dialog = paper_dialog(clerk)
    step = dialog.step
    groups = groups_shown(step)
    code = "-".join(groups[number] for number in range(7))
    secrets |= {code, "".join(groups.values())}
    assert code != lost
    register = clerk.program.register
    assert register is not None
    before = register.slots
    dialog.agree()
    assert all(field.shown_problem is not None for field in step.typed.values())

    def save_to(path: Path) -> None:
        monkeypatch.setattr(QFileDialog, "open", lambda asked: asked.fileSelected.emit(str(path)))
        step.save_button.click()
        clerk.until(lambda: dialog.task.idle)

    save_to(tmp_path / "home" / "to.pdf")  # where the register lies
    assert dialog.notices.card is not None
    assert not (tmp_path / "home" / "to.pdf").exists()
    assert register.slots is before, "the old paper stays valid until there is a new one"
    saved = tmp_path / "to.pdf"
    asked_for.add(saved)
    save_to(saved)
    assert saved.read_bytes().startswith(b"%PDF-")
    assert register.slots is not before
    for number, field in step.typed.items():
        field.take_focus()
        clerk.say(groups[number].lower())
    clerk.key(Qt.Key.Key_Return)
    clerk.until(lambda: not clerk.window.findChildren(PaperDialog))
    clerk.back()
    clerk.rest()
    title = language.say(msg("The recovery paper is still to be made"))
    assert title not in clerk.words(clerk.desk.page("home"))
    ground = register.ground
    clerk.leave()
    for typed in (code, lost):
        try:
            unlock_with_recovery(ground, RecoveryCode.parse(typed)).close()
        except Trouble:
            assert typed == lost
        else:
            assert typed == code


def test_opening_with_the_paper_shows_that_it_is_there(
    sit: Sit, secrets: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code = founded_and_cut_off(sit(), secrets)
    clerk = sit()
    door = clerk.door
    door._to_recovery()
    door.code.line.setText(code)
    for field in (door.new, door.again):
        field.line.setText(PASSPHRASE)
    door.recover_button.click()
    clerk.at_the_desk()
    assert not clerk.window.findChildren(PaperDialog)
    title = language.say(msg("The recovery paper is still to be made"))
    assert title not in clerk.words(clerk.desk.page("home"))


@pytest.fixture
def cell(register: Register, sample: dict[str, object]) -> str:
    """The sample's cell in the register of this test's home, which is closed again."""
    made = register.write(enter_cell, sample).result()
    register.close()
    return made


def test_a_wrong_passphrase_and_the_right_one(sit: Sit, cell: str) -> None:
    clerk = sit()
    clerk.unlock("cánh đồng mùa gặt muộn")
    clerk.until(lambda: clerk.door.passphrase.shown_problem is not None)
    assert clerk.window.desk is None
    assert clerk.door.passphrase.line.hasSelectedText(), "the next key replaces the wrong one"
    clerk.unlock(PASSPHRASE)
    clerk.at_the_desk()
    assert clerk.desk.current == "home"


def test_locking_over_half_a_sentence(sit: Sit, cell: str, secrets: set[str]) -> None:
    half = "Thông báo tình hình biên giới, mốc"
    secrets.add(half)
    clerk = sit()
    clerk.unlock(PASSPHRASE)
    clerk.at_the_desk()
    clerk.open(f"{cell}/2026-11")
    clerk.form.choose(tabs.CONTENT)
    clerk.write(half)
    draft_id = clerk.form.bench.draft.id
    clerk.ctrl(Qt.Key.Key_L)
    assert clerk.program.register is None
    assert half not in " ".join(clerk.words())
    clerk.unlock(PASSPHRASE)
    clerk.at_the_desk()
    assert clerk.desk.current == "meetings"
    assert clerk.form.bench.draft.id == draft_id
    assert clerk.form.bench.draft.information == half
    assert clerk.form.content.fields["information"].value() == half
    clerk.form.choose(tabs.CONTENT)
    clerk.write(" 712 đến 718")
    clerk.desk.keep_everything()
    clerk.rest()
    register = clerk.program.register
    assert register is not None
    kept = register.read(open_meeting, draft_id).result()
    assert kept is not None
    assert half in kept.draft.information
    assert "712 đến 718" in kept.draft.information
    settle()
