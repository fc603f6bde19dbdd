"""Each page fits 1093 × 540; at 150 % text it scrolls downwards only; everything has a name and its turn at Tab."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desktop.basics import language
from desktop.shell.desk import Desk
from desktop.shell.first_run import FirstRunPage
from desktop.shell.main_window import MainWindow
from desktop.shell.unlock import UnlockPage
from desktop.widgets import theme
from tests.shell import scene
from tests.widgets.hands import focus_chain, nameless, settle, wait_until


def window(qtbot: QtBot) -> MainWindow:
    crashed: list[BaseException] = []
    made = MainWindow(crashed.append)
    qtbot.addWidget(made)
    return made


def unlock(made: MainWindow) -> QWidget:
    return made.show_unlock(scene.unlock_doors())


def recovery(made: MainWindow) -> QWidget:
    page = made.show_unlock(scene.unlock_doors())
    page._to_recovery()
    return page


def first_run(step: int) -> Callable[[MainWindow], QWidget]:
    def show(made: MainWindow) -> QWidget:
        page = made.show_first_run(scene.FirstRunSide().doors())
        if step >= 2:
            page._made(scene.GROUPS)
        page._show(step)
        return page

    return show


def desk(name: str) -> Callable[[MainWindow], QWidget]:
    def show(made: MainWindow) -> QWidget:
        page = made.show_desk(scene.wiring())
        page.go(name)
        return page

    return show


PAGES: dict[str, Callable[[MainWindow], QWidget]] = {
    "unlock": unlock,
    "recovery": recovery,
    **{f"first run {step + 1}": first_run(step) for step in range(5)},
    **{name: desk(name) for name in ("home", "settings", "help", "meetings")},
}


def shown(qtbot: QtBot, show: Callable[[MainWindow], QWidget]) -> tuple[MainWindow, QWidget]:
    made = window(qtbot)
    made.resize(*theme.LARGEST_PAGE)
    page = show(made)
    with qtbot.waitExposed(made):
        made.show()
    settle()
    return made, page


@pytest.mark.parametrize("tongue", ["vi", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_each_page_fits_the_smallest_screen(qtbot: QtBot, name: str, tongue: str) -> None:
    language.use(tongue)
    made, page = shown(qtbot, PAGES[name])
    least = page.minimumSizeHint()
    assert least.width() <= theme.LARGEST_PAGE[0]
    assert least.height() <= theme.LARGEST_PAGE[1]
    assert (made.width(), made.height()) == theme.LARGEST_PAGE
    if name in ("home", "unlock", "recovery"):
        assert [area for area in scrolling(page) if area.verticalScrollBar().maximum() > 0] == []


@pytest.mark.parametrize("tongue", ["vi", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_large_text_scrolls_downwards_only(qtbot: QtBot, qapp: QApplication, name: str, tongue: str) -> None:
    language.use(tongue)
    theme.install(qapp, 1.5)
    _made, page = shown(qtbot, PAGES[name])
    assert page.minimumSizeHint().width() <= theme.LARGEST_PAGE[0]
    for area in scrolling(page):
        content = area.widget()
        assert content is not None
        if content.isVisible():
            assert content.minimumSizeHint().width() <= area.viewport().width(), content


def test_in_a_window_made_smaller_nothing_is_out_of_reach(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = window(qtbot)
    shown = made.show_desk(scene.wiring())
    made.resize(made.minimumSize())
    made.show()
    page = shown.page(shown.current)
    assert page is not None
    monkeypatch.setattr(page, "minimumSizeHint", lambda: QSize(900, 300))
    shown._stack.updateGeometry()
    settle()
    bar = shown._area.horizontalScrollBar()
    wait_until(bar.isVisible)
    assert bar.maximum() >= 900 - shown._area.viewport().width()


@pytest.mark.parametrize("name", PAGES)
def test_everything_has_a_name(qtbot: QtBot, name: str) -> None:
    _made, page = shown(qtbot, PAGES[name])
    assert nameless(page) == []


def scrolling(page: QWidget) -> list[QScrollArea]:
    return [area for area in page.findChildren(QScrollArea) if area.isVisible()]


def test_tab_goes_through_unlocking_in_order(qtbot: QtBot) -> None:
    _made, page = shown(qtbot, unlock)
    assert isinstance(page, UnlockPage)
    names = [one.accessibleName() for one in focus_chain(page) if one.isVisible()]
    assert names[:4] == [
        "User",
        "Passphrase",
        "Open the register",
        "Forgotten? Open with the recovery paper",
    ]


def test_tab_goes_through_the_first_form_in_order(qtbot: QtBot) -> None:
    _made, page = shown(qtbot, first_run(1))
    assert isinstance(page, FirstRunPage)
    names = [one.accessibleName() for one in focus_chain(page) if one.isVisible()]
    assert names == [
        "Full name",
        "Post",
        "Passphrase – best a sentence easy to remember",
        "Type the passphrase again",
        "Show the passphrase while typing",
        "Go back",
        "Go on",
    ]


def test_tab_goes_from_the_places_to_the_page(qtbot: QtBot) -> None:
    _made, page = shown(qtbot, desk("home"))
    assert isinstance(page, Desk)
    names = [one.accessibleName() for one in focus_chain(page) if one.isVisible()]
    assert names[:6] == ["Home", "Cells", "Members", "Meetings", "Settings", "Help"]
    assert names.index("Find anything") < names.index("Mở biên bản: Chi bộ Trạm Y tế chưa sinh hoạt tháng 11")


def test_a_small_screen_is_filled(qtbot: QtBot) -> None:
    made = window(qtbot)
    made.show_unlock(scene.unlock_doors())
    room = made.screen().availableGeometry()
    assert room.width() < 1280
    made.appear()
    assert made.isMaximized()
