"""The recovery paper once more, where the first run was cut off at it: the first thing after unlocking."""

from collections.abc import Callable

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.basics.errors import Told
from desktop.basics.language import _
from desktop.shell.first_run_doors import PaperDoors
from desktop.shell.first_run_rest import PaperStep
from desktop.widgets import labels
from desktop.widgets.dialogs import Dialog
from desktop.widgets.notice import Notice
from desktop.widgets.task import Task


class PaperDialog(Dialog):
    """The first run's own step over the desk. ``confirmed``: called once the groups were typed back and that is kept.

    Putting it off keeps whatever paper is valid; the home page reminds of it.
    """

    def __init__(
        self,
        parent: QWidget,
        doors: PaperDoors,
        groups: tuple[str, ...],
        crashed: Callable[[BaseException], object],
        confirmed: Callable[[], object],
    ) -> None:
        super().__init__(parent, _("Recovery paper"), 760)
        self._doors, self._confirmed = doors, confirmed
        self.task = Task(None, self._told, crashed, self)
        for words in (
            _("The first start broke off before the recovery paper was confirmed. This is a new code."),
            _("Once this paper is printed or saved, one made before is void: destroy that."),
        ):
            self.column.addWidget(labels.paragraph(words, "body", "ink2"))
        self.step = PaperStep(doors, self.task)
        self.step.show_groups(groups)
        list(self.step.typed.values())[-1].on_enter = self.agree
        self.column.addWidget(self.step, 1)
        self.later = self.add_button(_("Later"), self.reject)
        self.yes = self.add_button(_("The paper is there"), self.agree, "primary")
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.agree)
        self.finished.connect(lambda _result: self._end())
        self.step.begin()

    def agree(self) -> None:
        """Keep that the paper is there, if what was typed stands on it."""
        self.notices.clear()
        if self.step.ready():
            self.yes.setEnabled(False)
            self.task.aside(self, self._doors.confirmed, then=lambda _nothing: self._done())
        else:
            self.step.show_problems()

    def _done(self) -> None:
        self.accept()
        self._confirmed()

    def _end(self) -> None:
        self.step.forget()
        self.task.close()

    def _told(self, _screen: object, told: Told) -> None:
        self.yes.setEnabled(True)
        self.notify(Notice.refusal(told))
