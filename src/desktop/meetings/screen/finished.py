"""A finished meeting: its paper, and what can be done with it. Signed ones are only corrected by new minutes."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.basics.language import _
from desktop.meetings.actions.drafting import amend_meeting, reopen_meeting
from desktop.meetings.actions.finishing import remove_meeting
from desktop.meetings.form.paper import PaperView
from desktop.meetings.form.signing_dialog import ReasonDialog, SigningDialog
from desktop.meetings.queries.opening import Opened, open_meeting
from desktop.meetings.rules.words import HELD_STATES
from desktop.meetings.signing.closing import SignedOnPaper, sign_on_paper
from desktop.widgets import buttons, theme
from desktop.widgets.notice import Notice
from desktop.widgets.place import Place


class FinishedView(QWidget):
    """The paper with its deeds above it."""

    book_asked = Signal()
    tasks_asked = Signal(str)
    """The open tasks, at the one with this id."""
    typing_asked = Signal(object)
    """A draft was opened: what was kept."""
    reread = Signal(object)
    """The meeting as it is after signing."""
    removed = Signal(object)

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.opened: Opened | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        deeds = QHBoxLayout()
        deeds.setContentsMargins(theme.px(theme.MARGIN), theme.px(10), theme.px(theme.MARGIN), 0)
        deeds.setSpacing(theme.px(10))
        column.addLayout(deeds)
        self.paper = PaperView(place)
        column.addWidget(self.paper, 1)
        self._back = buttons.icon_button("table", _("To the book of meetings"), self.book_asked.emit)
        self.sign_button = buttons.primary(_("Sign on paper…"), self.ask_names, "signature")
        self._edit_button = buttons.button(_("Change the minutes"), self.edit, icon="pen")
        self._remove_button = buttons.button(_("Take out…"), self._ask_remove, icon="trash")
        self.tasks_button = buttons.button(_("Open tasks"), self._ask_tasks, icon="clock")
        deeds.addWidget(self._back)
        deeds.addWidget(self.tasks_button)
        deeds.addStretch(1)
        for one in (self._remove_button, self._edit_button, self.sign_button):
            deeds.addWidget(one)

    def show_meeting(self, found: Opened, writes: bool) -> None:
        """Show a meeting; ``writes``: whether the user may change anything."""
        self.opened = found
        held = found.state in HELD_STATES
        self.sign_button.setVisible(writes and not found.signed and held)
        self._remove_button.setVisible(writes and not found.signed and found.state is not None)
        self._edit_button.setVisible(writes)
        self.tasks_button.setVisible(held and bool(found.draft.tasks))
        self._edit_button.say(_("Correct by new minutes…") if found.signed else _("Change the minutes"))
        if found.signed and found.paper:
            self.paper.show_archived(found)
        elif held:
            self.paper.show_final(found)
        else:
            self.paper.show_draft(found)

    def take_focus(self) -> None:
        """To what comes next."""
        (self.sign_button if self.sign_button.isVisible() else self._back).setFocus()

    def ask_names(self) -> None:
        """Who signed, and when."""
        found = self.opened
        if found is not None and self.sign_button.isVisible():
            SigningDialog(self, self.place, found, self._sign).open()

    def edit(self) -> None:
        """Type again into an unsigned meeting; write new minutes for a signed one."""
        found = self.opened
        if found is None or not self._edit_button.isVisible():
            return
        if found.signed:
            self._ask_amend(found)
        else:
            self.place.task.run(self, reopen_meeting, found.draft.id, then=self.typing_asked.emit)

    def _ask_tasks(self) -> None:
        if self.opened is not None:
            self.tasks_asked.emit(self.opened.draft.tasks[0].key)

    def _sign(self, chair: str, taker: str, day: date) -> None:
        if self.opened is not None:
            args = (self.opened.draft.id, chair, taker, day)
            self.place.task.run(self, sign_on_paper, *args, then=self._was_signed)

    def _was_signed(self, done: SignedOnPaper) -> None:
        code = " ".join(done.digest[at : at + 4] for at in range(0, 16, 4))
        words = _("Check code in the foot: {code}", code=code)
        self.place.notify(Notice.done(_("Signed and archived."), words))
        self.place.task.read(self, open_meeting, done.meeting_id, then=self.reread.emit)

    def _ask_amend(self, found: Opened) -> None:
        def then(why: str, _day: date | None) -> None:
            self.place.task.run(self, amend_meeting, found.draft.id, why, then=self.typing_asked.emit)

        words = _("The signed minutes stay as they are. New minutes name them and the reason.")
        yes = _("Write new minutes")
        ReasonDialog(self, self.place, _("Correct signed minutes"), words, yes, then).open()

    def _ask_remove(self) -> None:
        found = self.opened
        if found is None:
            return

        def then(why: str, _day: date | None) -> None:
            id = found.draft.id
            self.place.task.run(self, remove_meeting, id, why, then=lambda _none: self.removed.emit(found))

        ReasonDialog(self, self.place, _("Take these minutes out?"), "", _("Take out"), then).open()
