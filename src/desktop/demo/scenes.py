"""Which pictures are taken of the window, and what a person does before each: by words, keys and pages' names."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

from desktop.app.program import Program
from desktop.basics.language import _
from desktop.basics.places import state_home
from desktop.collector.screen.page import BoardPage
from desktop.demo.neighbours import NEIGHBOURS
from desktop.demo.sheet import write_sheet
from desktop.demo.stage import CLERK_PASSPHRASE, PASSPHRASE, SECRETARY, Folders, Stage
from desktop.exchange.screen.inbox import InboxPage
from desktop.exchange.screen.inbox_dialogs import ConfirmDialog
from desktop.exchange.screen.papers import PapersPage
from desktop.exchange.screen.send import SendPage
from desktop.features import ROOMS
from desktop.meetings.screen.page import MeetingsPage
from desktop.members.screen.page import MembersPage
from desktop.shell.desk import Desk
from desktop.shell.first_run import FirstRunPage
from desktop.shell.first_run_rest import PaperStep
from desktop.shell.first_run_steps import UnitStep, UserStep
from desktop.shell.quick_find import QuickFind
from desktop.shell.unlock import UnlockPage


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture: its name, what to do before, what must be there when it is taken."""

    name: str
    act: Callable[[], object]
    there: Callable[[], bool] = lambda: True


def first_run(program: Program, stage: Stage) -> Iterator[Scene]:
    """The five steps of the first use, on a folder of its own."""
    page = program.window.centralWidget()
    assert isinstance(page, FirstRunPage)
    unit, user, paper = page.steps[:3]
    assert isinstance(unit, UnitStep)
    assert isinstance(user, UserStep)
    assert isinstance(paper, PaperStep)

    def fill_unit() -> None:
        unit.kind.set_value("DANG_BO_XA")
        type_into(unit.name.line, "Đảng bộ xã Bình Lãng")
        type_into(unit.above.line, "Đảng bộ tỉnh Cao Bằng")
        type_into(unit.place.line, "Bình Lãng")

    def fill_user() -> None:
        page.forward()
        type_into(user.name.line, SECRETARY)
        for field in (user.passphrase, user.again):
            type_into(field.line, PASSPHRASE)

    def type_back() -> None:
        for number, group in groups_shown(paper).items():
            if number in paper.typed:
                type_into(paper.typed[number].line, group)
        page.forward()

    yield Scene("first-run-1", fill_unit)
    yield Scene("first-run-2", fill_user)
    yield Scene("first-run-3", page.forward, lambda: page.number == 2)
    yield Scene("first-run-4", type_back, lambda: page.number == 3)
    yield Scene("first-run-5", page.forward, lambda: page.number == 4)


def groups_shown(paper: PaperStep) -> dict[int, str]:
    """The recovery code as it is read from the screen: number from 0 → group."""
    read = [label.text().split() for label in paper.findChildren(QLabel)]
    return {
        int(words[0]) - 1: words[1]
        for words in read
        if len(words) == 2 and words[0].isdigit() and len(words[1]) == 4
    }


def unlocking(program: Program, stage: Stage) -> Iterator[Scene]:
    """The door: as it is met, a wrong passphrase, the recovery paper."""
    page = program.window.centralWidget()
    assert isinstance(page, UnlockPage)

    def wrong() -> None:
        type_into(page.passphrase.line, CLERK_PASSPHRASE)
        page.open_button.click()

    yield Scene("unlock", lambda: None)
    yield Scene("unlock-wrong", wrong, lambda: page.passphrase.shown_problem is not None)
    yield Scene("unlock-recovery", lambda: click(page, _("Forgotten? Open with the recovery paper")))


def typing(program: Program, stage: Stage) -> Iterator[Scene]:
    """The sample meeting while it is typed: one picture of each tab."""
    desk = _desk(program)

    def page() -> MeetingsPage:
        found = desk.page("meetings")
        assert isinstance(found, MeetingsPage)
        return found

    def chooses(number: int) -> Callable[[], object]:
        def act() -> None:
            form = page().form
            assert form is not None
            form.choose(number)

        return act

    yield Scene("", lambda: desk.go("meetings", stage.meeting_id), lambda: page().form is not None)
    for number, name in enumerate(("preparation", "roll-call", "content", "votes", "score", "preview")):
        yield Scene(f"meeting-{number + 1}-{name}", chooses(number))


def desk_scenes(program: Program, stage: Stage) -> Iterator[Scene]:
    """Every place of the desk, and the records that matter."""
    desk = _desk(program)
    yield Scene("home", _goes(desk, "home", None))
    for room in (room for room in ROOMS if not room.collects):
        yield Scene(room.name, _goes(desk, room.name, None))
    yield Scene("cells-one", _goes(desk, "cells", stage.cell_id))
    yield Scene("cells-form", _presses(desk, "cells", "F2"))
    yield Scene("members-person", _goes(desk, "members", stage.member_id))
    yield Scene("members-form", _presses(desk, "members", "F2"))
    yield Scene("members-new", _goes(desk, "members", "new"))
    yield Scene("members-import", _goes(desk, "members", "import"))
    yield from _import(desk, stage)
    yield Scene("meetings-signed", _goes(desk, "meetings", stage.meeting_id))
    yield Scene("meetings-to-sign", _goes(desk, "meetings", stage.unsigned_id))
    yield Scene("meetings-signing", _presses(desk, "meetings", "Ctrl+Return"))
    yield Scene("meetings-tasks", _goes(desk, "meetings", "tasks"))
    papers = desk.page("papers")
    assert isinstance(papers, PapersPage)
    yield Scene("", _goes(desk, "papers", None))
    minutes = Folders(program.home.parent).minutes
    yield Scene(
        "papers-checked", partial(papers.check.take, minutes), lambda: papers.check.checked is not None
    )
    yield Scene("papers-keys", partial(papers.open, "keys"))
    yield Scene("settings", _goes(desk, "settings", None))
    yield Scene("help", _goes(desk, "help", None))
    yield Scene("", _goes(desk, "home", None))
    quick = desk.findChildren(QuickFind)[0]
    yield Scene("quick-find", lambda: _find(desk, quick), lambda: bool(quick.finds))


def superior_scenes(program: Program, stage: Stage) -> Iterator[Scene]:
    """The superior with a stick that has just come: what asks to be looked at stands on top."""
    desk = _desk(program)
    stick = Folders(program.home.parent).stick
    yield Scene("", _goes(desk, "inbox", None))
    page = desk.page("inbox")
    assert isinstance(page, InboxPage)
    yield Scene("superior-inbox", partial(page.sticks.choose_folder, stick), lambda: len(page.laid) == 4)
    asking = [one.title for one in page.list.lines()].index(NEIGHBOURS[0].name)
    yield Scene("superior-inbox-asks", partial(page.list.setCurrentRow, asking))
    yield Scene("superior-inbox-second", page.take_chosen, lambda: bool(page.findChildren(ConfirmDialog)))


def board_scenes(program: Program, stage: Stage) -> Iterator[Scene]:
    """The superior after taking in: from the figures down to a unit's signed paper."""
    desk = _desk(program)
    yield Scene("superior-home", _goes(desk, "home", None))
    yield Scene("superior-board", _goes(desk, "board", None))
    page = desk.page("board")
    assert isinstance(page, BoardPage)
    yield Scene("superior-board-month", page.board.open_button.click, page.month.isVisible)
    yield Scene("superior-units", _goes(desk, "units", None))
    yield Scene("superior-units-kit", _goes(desk, "units", "kit"))
    yield Scene("superior-units-people", _goes(desk, "units", "people"))


def sending(program: Program, stage: Stage) -> Iterator[Scene]:
    """The commune before its file goes on to the stick."""
    desk = _desk(program)
    stick = Folders(program.home.parent).stick
    yield Scene("", _goes(desk, "send", None))
    page = desk.page("send")
    assert isinstance(page, SendPage)
    yield Scene(
        "send-ready", partial(page.flow.sticks.choose_folder, stick), page.flow.write_button.isEnabled
    )


def _import(desk: Desk, stage: Stage) -> Iterator[Scene]:
    """A list as offices send them, understood but not taken in."""
    page = desk.page("members")
    assert isinstance(page, MembersPage)
    wizard = page.wizard
    with TemporaryDirectory(dir=state_home()) as folder:
        sheet = write_sheet(Path(folder))
        reads = partial(wizard.file_chosen.emit, sheet)
        yield Scene("members-import-read", reads, lambda: wizard.plan is not None)


def type_into(line: QLineEdit, text: str) -> None:
    """Type a text into a line, key by key."""
    for letter in text:
        key = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
        QApplication.sendEvent(line, key)


def click(within: QWidget, words: str) -> None:
    """Press the button with these words."""
    found = [made for made in within.findChildren(QAbstractButton) if made.text().strip() == words]
    assert found, words
    found[0].click()


def press(within: QWidget, keys: str) -> None:
    """Do what a shortcut of the window does, wherever the window manager has the focus."""
    wanted = QKeySequence(keys)
    found = [made for made in within.findChildren(QShortcut) if made.key() == wanted]
    assert found, keys
    found[0].activated.emit()


def _goes(desk: Desk, room: str, id_: str | None) -> Callable[[], object]:
    return lambda: desk.go(room, id_)


def _presses(desk: Desk, room: str, keys: str) -> Callable[[], object]:
    def act() -> None:
        assert desk.current == room
        press(desk, keys)

    return act


def _find(desk: Desk, quick: QuickFind) -> None:
    press(desk, "Ctrl+K")
    type_into(quick.line, "nong thi")


def _desk(program: Program) -> Desk:
    desk = program.window.desk
    assert desk is not None
    return desk
