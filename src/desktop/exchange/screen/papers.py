"""Check signatures: a signed file from anywhere, and the signing keys that the register keeps.

``open("keys")`` shows the keys.
"""

from collections.abc import Callable

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.basics.errors import Told
from desktop.basics.language import _
from desktop.exchange.papers import Asked, Checked, check_here
from desktop.exchange.screen.papers_check import CheckView
from desktop.exchange.screen.papers_keys import KeysView
from desktop.widgets import theme
from desktop.widgets.page import Page
from desktop.widgets.place import Place
from desktop.widgets.tabs import TabBar

CHECK, KEYS = 0, 1


class PapersPage(Page):
    """Two tabs: checking, and the kept keys."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.head(_("Check signatures"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.tabs = TabBar([_("Check a signed file"), _("Signing keys in the register")])
        column.addWidget(self.tabs)
        self._stack = QStackedWidget()
        column.addWidget(self._stack, 1)
        self.check = CheckView(place.clock, self._run)
        self.keys = KeysView(place)
        for view in (self.check, self.keys):
            self._stack.addWidget(_framed(view))
        self.tabs.chosen.connect(self._show)

    def open(self, id: str | None) -> None:
        """Where one was, or the keys."""
        if id == "keys":
            self.tabs.choose(KEYS)
        self.keys.read()
        (self.keys if self.tabs.current == KEYS else self.check).take_focus()

    def here(self) -> str | None:
        """Which tab."""
        return "keys" if self.tabs.current == KEYS else None

    def new(self) -> None:
        """A file to check, or a key to keep."""
        if self.tabs.current == KEYS:
            self.keys.ask_add()
        else:
            self.check.ask_file()

    def finish(self) -> None:
        """The page's one deed is the same."""
        self.new()

    def _show(self, number: int) -> None:
        self._stack.setCurrentIndex(number)
        if number == KEYS:
            self.keys.read()

    def _run(self, asked: Asked, then: Callable[[Checked], object], failed: Callable[[Told], object]) -> None:
        self.place.task.carry(self, check_here, asked, then=then, failed=failed)


def _framed(view: QWidget) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    margin = theme.px(theme.MARGIN)
    column.setContentsMargins(margin, theme.px(12), margin, theme.px(14))
    column.addWidget(view)
    return made
