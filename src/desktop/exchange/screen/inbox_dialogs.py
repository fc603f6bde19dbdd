"""What is asked at the superior's desk: the second person, and the answer to a question."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.basics.errors import Problem, Severity, Told
from desktop.basics.language import _, msg, say
from desktop.exchange.confirm import Confirmation, Second
from desktop.exchange.findings import Finding, words_of
from desktop.exchange.outcomes import Summary
from desktop.exchange.stops import words_of as stop_words
from desktop.widgets import labels
from desktop.widgets.choices import Choice
from desktop.widgets.dialogs import Dialog
from desktop.widgets.fields import PassphraseField
from desktop.widgets.longtext import LongText
from desktop.widgets.notice import Notice

REASON_WANTED = msg("Say it in one sentence: it is kept with the audit.")


class ConfirmDialog(Dialog):
    """A second person confirms with his passphrase; where there is none, the user himself, with a reason."""

    def __init__(
        self,
        parent: QWidget,
        summary: Summary,
        others: tuple[Second, ...],
        then: Callable[[Confirmation], object],
    ) -> None:
        super().__init__(parent, _("A second person confirms: {unit}", unit=summary.name), 500)
        self._then = then
        for trip in summary.stops:
            self.column.addWidget(labels.paragraph(f"• {say(stop_words(trip))}", "name"))
        self.second: Choice[str] | None = None
        self.why: LongText | None = None
        if others:
            words = _("Another user of this register looks at it too and gives his own passphrase.")
            self.column.addWidget(labels.paragraph(words, "body", "ink2"))
            self.second = Choice[str]("second", _("Who confirms"), [(one.id, one.name) for one in others])
            if len(others) == 1:
                self.second.set_value(others[0].id)
            self.column.addWidget(self.second)
            self.passphrase = PassphraseField("passphrase", _("Passphrase of who confirms"))
        else:
            words = _("You are the only user who may confirm it: give your passphrase again and say why.")
            self.column.addWidget(labels.paragraph(words, "body", "ink2"))
            self.why = _few_lines(_("Why it may be taken in"))
            self.column.addWidget(self.why)
            self.passphrase = PassphraseField("passphrase", _("Your passphrase"))
        self.column.addWidget(self.passphrase)
        self.column.addStretch(1)
        self.passphrase.on_enter = self.agree
        self.add_button(_("Leave it as it is"), self.reject)
        self.yes = self.add_button(_("Confirm and take in"), self.agree, "primary")
        (
            self.second if self.second is not None and len(others) > 1 else self.why or self.passphrase
        ).take_focus()

    def agree(self) -> None:
        """Hand over what was typed; what is missing keeps the dialog open."""
        second = self.second.value() if self.second is not None else None
        reason = self.why.value().strip() if self.why is not None else ""
        if self.second is not None and second is None:
            self.second.take_focus()
        elif self.why is not None and not reason:
            self.why.problem(Problem("EXC-62", Severity.ERROR, "reason", REASON_WANTED))
            self.why.take_focus()
        elif not self.passphrase.value():
            self.passphrase.take_focus()
        else:
            self.yes.setEnabled(False)
            self._then(Confirmation(self.passphrase.value() or "", second, reason))

    def refused(self, told: Told) -> None:
        """The passphrase was wrong, or a rule says no: the dialog stays."""
        self.yes.setEnabled(True)
        self.passphrase.clear()
        self.passphrase.take_focus()
        self.notify(Notice.refusal(told))


class AnswerDialog(Dialog):
    """Somebody looked into a finding and says what it was."""

    def __init__(self, parent: QWidget, finding: Finding, then: Callable[[str], object]) -> None:
        super().__init__(parent, _("Answer: {unit}", unit=finding.name), 500)
        self._then = then
        for words in words_of(finding):
            self.column.addWidget(labels.paragraph(say(words), "body", "ink2"))
        if finding.kind == "fork":
            what = _("After this the unit's book goes on from what is held here; the other file stays aside.")
            self.column.addWidget(labels.paragraph(what, "body", "ink2"))
        self.why = _few_lines(_("What was found out, and by whom"))
        self.column.addWidget(self.why)
        self.column.addStretch(1)
        self.add_button(_("Leave it open"), self.reject)
        self.yes = self.add_button(_("It is settled"), self.agree, "primary")
        self.why.take_focus()

    def agree(self) -> None:
        """Hand over the words; without any the dialog stays."""
        reason = self.why.value().strip()
        if not reason:
            self.why.problem(Problem("EXC-62", Severity.ERROR, "reason", REASON_WANTED))
            self.why.take_focus()
            return
        self.accept()
        self._then(reason)


def _few_lines(words: str) -> LongText:
    """One sentence is asked for: the field stays as low as that."""
    made = LongText("reason", words, lines=2)
    made.edit.setFixedHeight(made.edit.minimumHeight())
    return made
