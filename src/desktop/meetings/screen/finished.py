"""A finished meeting: its paper, and beside it who signed and what can be done. Signed ones are only corrected by
new minutes.
"""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.basics.errors import Told
from desktop.basics.language import _
from desktop.meetings.actions.drafting import amend_meeting, reopen_meeting
from desktop.meetings.actions.finishing import remove_meeting
from desktop.meetings.form.certificate_dialog import CertificateDialog
from desktop.meetings.form.paper import PaperView
from desktop.meetings.form.signing_dialog import ReasonDialog, SigningDialog
from desktop.meetings.queries.opening import Opened, open_meeting
from desktop.meetings.rules.words import HELD_STATES
from desktop.meetings.screen.signatures import SignaturePanel
from desktop.meetings.signing.certificates import SignedWithCertificates
from desktop.meetings.signing.closing import SignedOnPaper, sign_on_paper
from desktop.meetings.signing.standing import Signatures, code_of, signatures_of
from desktop.meetings.signing.turns import Turn, turn_of
from desktop.widgets import buttons
from desktop.widgets.notice import Notice
from desktop.widgets.place import Place


class FinishedView(QWidget):
    """The paper with the signatures and the deeds beside it."""

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
        self._at_hand = False
        self._asking = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.paper = PaperView(place)
        column.addWidget(self.paper)
        self._back = buttons.icon_button("chevron-left", _("To the book of meetings"), self.book_asked.emit)
        self.paper.pages.put_beside(self._back)
        self.panel = SignaturePanel()
        self.paper.pages.put_aside(self.panel)
        self.sign_button, self.certificate_button = self.panel.on_paper, self.panel.certificate
        self._edit_button, self.tasks_button = self.panel.edit, self.panel.tasks
        self.panel.paper_asked.connect(self.ask_on_paper)
        self.panel.certificate_asked.connect(self.ask_certificates)
        self.panel.edit_asked.connect(self.edit)
        self.panel.remove_asked.connect(self._ask_remove)
        self.panel.tasks_asked.connect(self._ask_tasks)

    def show_meeting(self, found: Opened, writes: bool) -> None:
        """Show a meeting; ``writes``: whether the user may change anything."""
        self.opened = found
        held = found.state in HELD_STATES
        signable = writes and not found.signed and held
        self.sign_button.setVisible(signable)
        self.certificate_button.setVisible(signable)
        self.panel.remove.setVisible(writes and not found.signed and found.state is not None)
        self._edit_button.setVisible(writes)
        self.tasks_button.setVisible(held and bool(found.draft.tasks))
        self._edit_button.say(_("Correct by new minutes…") if found.signed else _("Change the minutes"))
        self._prefer(self._at_hand)
        self.panel.show_nothing(found.signed, held)
        if held:
            self._look_at_signatures()
        if found.signed and found.paper:
            self.paper.show_archived(found)
        elif held:
            self.paper.show_final(found)
        else:
            self.paper.show_draft(found)

    def take_focus(self) -> None:
        """To what comes next."""
        ways = (self.certificate_button, self.sign_button)
        deeds = ways if self._at_hand else reversed(ways)
        next((one for one in deeds if one.isVisible()), self._back).setFocus()

    def ask_names(self) -> None:
        """Sign in the way that is at hand: with certificates where there are any, else on paper."""
        (self.ask_certificates if self._at_hand else self.ask_on_paper)()

    def ask_on_paper(self) -> None:
        """Who signed the print, and when."""
        found = self.opened
        if found is not None and self.sign_button.isVisible():
            SigningDialog(self, self.place, found, self._sign).open()

    def ask_certificates(self) -> None:
        """Whose turn it is, then the key and its passphrase."""
        found = self.opened
        if found is not None and self.certificate_button.isVisible() and not self._asking:
            self._asking = True  # a greyed button would lose the focus that it is to have afterwards
            self.place.task.carry(
                self, turn_of, found.draft.id, then=self._open_dialog, failed=self._turn_refused
            )

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

    def _open_dialog(self, turn: Turn) -> None:
        self._asking = False
        dialog = CertificateDialog(self, self.place, turn)
        dialog.first_signed.connect(self._look_at_signatures)
        dialog.closed_by_both.connect(self._was_signed)
        dialog.open()
        dialog.keys.take_focus()
        if turn.void:
            self._look_at_signatures()

    def _turn_refused(self, told: Told) -> None:
        self._asking = False
        self.place.notify(Notice.refusal(told))

    def _look_at_signatures(self) -> None:
        found = self.opened
        if found is not None:
            self.place.task.carry(
                self, signatures_of, found, then=lambda looked: self._signatures_read(found, looked)
            )

    def _signatures_read(self, about: Opened, found: Signatures) -> None:
        if about is self.opened:
            self._prefer(found.at_hand)
            self.panel.show_signatures(found)

    def _prefer(self, certificates: bool) -> None:
        before = self.sign_button if certificates else self.certificate_button
        held_focus = before.hasFocus()
        self._at_hand = certificates
        self.panel.prefer(certificates)
        if held_focus:
            self.take_focus()

    def _was_signed(self, done: SignedOnPaper | SignedWithCertificates, lost: str = "") -> None:
        title, words = (
            _("Signed and archived."),
            _("Check code in the foot: {code}", code=code_of(done.digest)),
        )
        self.place.notify(Notice.reminder(title, f"{words} · {lost}") if lost else Notice.done(title, words))
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
