"""Checking a signed file without unlocking: in a dialog over the unlock page, by the folder of trust alone."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from desktop.basics.clock import Clock
from desktop.basics.errors import Told
from desktop.basics.language import _
from desktop.exchange.papers import Asked, Checked, check
from desktop.exchange.screen.papers_check import CheckView
from desktop.widgets import theme
from desktop.widgets.dialogs import Dialog
from desktop.widgets.notice import Notice
from desktop.widgets.task import Task


class PapersDialog(Dialog):
    """The same view as on the page."""

    def __init__(
        self, parent: QWidget, home: Path, clock: Clock, crashed: Callable[[BaseException], object]
    ) -> None:
        super().__init__(parent, _("Check a signed file"), 980)
        self._home, self._clock = home, clock
        self.task = Task(None, self._told, crashed, self)
        self.view = CheckView(clock, self._run)
        self.column.addWidget(self.view)
        self.add_button(_("Close"), self.reject)
        self.finished.connect(lambda _result: self.task.close())
        self.view.take_focus()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Nearly as large as the smallest window."""
        return QSize(min(theme.px(980), theme.LARGEST_PAGE[0] - 40), theme.LARGEST_DIALOG_HEIGHT - 30)

    def _run(self, asked: Asked, then: Callable[[Checked], object], failed: Callable[[Told], object]) -> None:
        self.task.aside(self, check, self._home, self._clock.today(), asked, then=then, failed=failed)

    def _told(self, _screen: object, told: Told) -> None:
        self.notify(Notice.refusal(told))
