"""What the unlock page may do: plain functions over the key slots, and the register that they open.

They run away from the window's thread, so they may wait. What they raise is told where they were called from.
"""

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from desktop.app.doors import judge, restore
from desktop.basics.errors import Told, Trouble
from desktop.basics.language import _
from desktop.basics.logs import own
from desktop.basics.places import own_version
from desktop.keys.passphrase import calibrated
from desktop.keys.recovery import RecoveryCode
from desktop.keys.slots import FILE_NAME, KeySlots
from desktop.shell.unlock import UnlockDoors

if TYPE_CHECKING:
    from desktop.app.program import Program
    from desktop.storage.register import Register

_log = logging.getLogger(__name__)


def unlock_doors(program: "Program") -> UnlockDoors:
    """Accounts, passphrase, paper code, another folder."""

    def accounts() -> Sequence[tuple[str, str]]:
        try:
            found = KeySlots.read(program.home / FILE_NAME).accounts()
        except Trouble as trouble:
            _log.warning("key slots: %s", own(trouble.code))
            return ()
        return [(account.id, account.label) for account in found]

    def unlock(account: str, passphrase: str) -> "Register":
        from desktop.storage import opening

        return program.take(_trusting(opening.unlock(program.ground(), account, passphrase)))

    def recover(code: str, new: str) -> "Register":
        from desktop.storage import opening
        from desktop.storage.accounts import confirm_paper, paper_due, reset_passphrase

        opened = opening.unlock_with_recovery(program.ground(), RecoveryCode.parse(code))
        try:
            reset_passphrase(opened, new, calibrated())
            if opened.read(paper_due).result():
                confirm_paper(opened)  # it was just typed from there
        except BaseException:
            opened.close()
            raise
        return program.take(_trusting(opened))

    return UnlockDoors(
        accounts,
        unlock,
        recover,
        judge,
        version=own_version(),
        other_folder=lambda: _open_folder(program),
        restore=lambda: restore(program),
        check_paper=lambda: _check_paper(program),
    )


def _trusting(register: "Register") -> "Register":
    """Brought up to date (papers, ``<home>/trust``). What can't be done about it is told, and keeps nobody out."""
    from desktop.exchange.opening import bring_up_to_date

    try:
        bring_up_to_date(register)
    except Told as told:
        register.notices.append(Trouble(told.code, told.message, told.next_step))
    return register


def _check_paper(program: "Program") -> None:
    from desktop.exchange.screen.papers_dialog import PapersDialog

    PapersDialog(program.window, program.home, program.clock, program.crashed).open()


def _open_folder(program: "Program") -> None:
    from desktop.widgets.choosing import ask_for_folder

    title, here = _("Folder of the register"), program.home
    ask_for_folder(program.window, title, program.open_folder, "register", otherwise=here, on_stick=False)
