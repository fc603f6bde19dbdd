"""Bringing a backup back, in the window: which file, who proves it, why. The present register is kept aside."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.basics.errors import Told
from desktop.basics.language import _, format_moment
from desktop.keys.recovery import RecoveryCode
from desktop.storage.backup_file import read_backup
from desktop.widgets import labels
from desktop.widgets.choices import Choice
from desktop.widgets.choosing import ask_for_file
from desktop.widgets.dialogs import Dialog
from desktop.widgets.fields import PassphraseField, TextField
from desktop.widgets.notice import Notice
from desktop.widgets.task import Task

if TYPE_CHECKING:
    from desktop.app.program import Program


def choose_backup(parent: QWidget, program: "Program") -> None:
    """Ask for a backup file, then for who may open it."""

    def then(file: Path) -> None:
        RestoreDialog(parent, program, file).open()

    patterns = [_("Backups of the register (*.scbackup)")]
    usual = program.home / "backups"
    ask_for_file(parent, _("Choose a backup"), patterns, then, "backups", otherwise=usual)


class RestoreDialog(Dialog):
    """One backup: its day, the accounts of that day, passphrase or paper code, and a reason for the log."""

    def __init__(self, parent: QWidget, program: "Program", path: Path) -> None:
        super().__init__(parent, _("Bring a backup back"))
        self._program, self._path = program, path
        self.task = Task(None, lambda _screen, told: self._refused(told), program.crashed, self)
        self.account: Choice[str] = Choice("account", _("User"), [])
        self.passphrase = PassphraseField("passphrase", _("Passphrase of that day"))
        self.code = TextField("code", _("Or the code of the recovery paper"))
        self.why = TextField("why", _("Why is it brought back?"))
        self._what = labels.paragraph("", "body", "ink2")
        self.column.addWidget(self._what)
        for field in (self.account, self.passphrase, self.code, self.why):
            self.column.addWidget(field)
        self.add_button(_("Leave it as it is"), self.reject)
        self.go = self.add_button(_("Bring it back"), self._bring_back, "primary")
        self._look()

    def _look(self) -> None:
        try:
            header = read_backup(self._path).header
        except Told as told:
            self._refused(told)
            self.go.setEnabled(False)
            return
        self._what.setText(
            _(
                "Backup of {moment}. What was written after it is not in it; the register that is here now is"
                " kept aside, not deleted.",
                moment=format_moment(header.created),
            )
        )
        self.account.set_options([(account.id, account.label) for account in header.slots.accounts()])
        self.account.set_value(header.slots.accounts()[0].id)

    def _bring_back(self) -> None:
        from desktop.storage.opening import exists
        from desktop.storage.safekeeping import bring_back, with_passphrase, with_recovery

        account, passphrase, code = self.account.value() or "", self.passphrase.text(), self.code.text()
        program, path, why = self._program, self._path, self.why.value()

        def work() -> None:
            present = None
            if code:
                prove = with_recovery(RecoveryCode.parse(code))
            else:
                prove = with_passphrase(account, passphrase)
                if exists(program.home):
                    present = (account, passphrase)
            bring_back(program.ground(), path, prove=prove, present=present, why=why)

        self.go.setEnabled(False)
        self.task.aside(self, work, then=lambda _nothing: self._done(), failed=self._refused)

    def _done(self) -> None:
        self.accept()
        self._program.begin()

    def _refused(self, told: Told) -> None:
        self.go.setEnabled(True)
        self.notify(Notice.refusal(told))

    def done(self, result: int) -> None:
        """Forget what was typed, whichever way it ends."""
        self.task.close()
        self.passphrase.clear()
        super().done(result)
