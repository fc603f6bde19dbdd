"""What the unlock page, the first run and the settings page may do: plain functions over the register.

They run away from the window's thread, so they may wait. What they raise is told where they were called from.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.basics.errors import Told, Trouble
from desktop.basics.language import Message, _, msg
from desktop.basics.logs import own
from desktop.basics.places import own_version, resources, write_safely
from desktop.keys.passphrase import calibrated, judged
from desktop.keys.recovery import RecoveryCode, groups_to_type_back
from desktop.keys.slots import FILE_NAME, KeySlots
from desktop.settings import BACKUP_PLACES, IDLE_MINUTES, LANGUAGE, TEXT_PERCENT
from desktop.shell.first_run_doors import FirstRunDoors, FirstUnit, FirstUser
from desktop.shell.settings_doors import BackupLine, Looks, NewUser, SettingsDoors, UserRow
from desktop.shell.unlock import UnlockDoors

if TYPE_CHECKING:
    from desktop.app.program import Program
    from desktop.storage.register import Register

_UNIT_KINDS = ("DANG_BO_XA", "DANG_BO_CO_SO", "CHI_BO_CO_SO", "DB_CAP_TREN_CO_SO", "DANG_BO_BO_PHAN")
_log = logging.getLogger(__name__)


def judge(passphrase: str, avoid: tuple[str, ...] = ()) -> tuple[int, Message]:
    """Grade and sentence for the meter."""
    strength = judged(passphrase, avoid)
    return int(strength.grade), strength.message


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
        from desktop.storage.accounts import reset_passphrase

        opened = opening.unlock_with_recovery(program.ground(), RecoveryCode.parse(code))
        try:
            reset_passphrase(opened, new, calibrated())
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
        restore=lambda: _restore(program),
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


def first_run_doors(program: "Program") -> FirstRunDoors:
    """Making a register, its recovery paper, the first backup."""
    from desktop.members.rules.words import POST_NAMES, Post
    from desktop.rulebook.book import Rulebook

    made: dict[str, object] = {}

    def found(unit: FirstUnit, user: FirstUser) -> Sequence[str]:
        from desktop.organisations.actions import found_unit
        from desktop.storage import opening
        from desktop.storage.opening import Founder

        founder = Founder(post_label(user.post), user.name, user.passphrase)
        opened, code = opening.found(program.ground(), founder, calibrated(), paper_due=True)
        program.take(opened)
        opened.settle()
        opened.write(found_unit, unit.name, unit.kind, unit.above, unit.place).result()
        made.update(code=code, unit=unit.name, user=user.name)
        return code.groups

    def paper() -> bytes:
        from desktop.documents.recovery_paper import recovery_paper

        code = made["code"]
        assert isinstance(code, RecoveryCode)
        return recovery_paper(code.groups, str(made["unit"]), str(made["user"]), program.clock.today())

    def confirm(typed: Mapping[int, str]) -> bool:
        code = made["code"]
        assert isinstance(code, RecoveryCode)
        return code.confirms(typed)

    def confirmed() -> None:
        from desktop.storage.accounts import confirm_paper

        assert program.register is not None
        confirm_paper(program.register)

    def try_backup(folder: Path) -> Message:
        from desktop.storage.safekeeping import save_backup

        assert program.register is not None
        backup = save_backup(program.register, folder, "first")
        program.settings.put(BACKUP_PLACES, str(folder))
        return msg("A backup was written and checked: {file}", file=backup.path.name)

    def post_label(post: str) -> str:
        return _(POST_NAMES[Post(post)]) if post else _("Secretary")

    known = Rulebook.load(resources() / "rules").codes("org_kind").on(program.clock.today())
    offered = [code for code in known if code.code in _UNIT_KINDS]
    kinds = sorted(offered, key=lambda code: _UNIT_KINDS.index(code.code))
    return FirstRunDoors(
        kinds=[(kind.code, msg(kind.words)) for kind in kinds],
        posts=[(code, msg(text)) for code, text in POST_NAMES.items()],
        judge=judge,
        found=found,
        paper=paper,
        save_paper=save_paper,
        print_paper=print_paper,
        confirm=confirm,
        confirmed=confirmed,
        try_backup=try_backup,
        restore=lambda: _restore(program),
        ask_groups=groups_to_type_back(),
    )


def _restore(program: "Program") -> None:
    from desktop.app.restore import choose_backup

    choose_backup(program.window, program)


def _check_paper(program: "Program") -> None:
    from desktop.exchange.screen.papers_dialog import PapersDialog

    PapersDialog(program.window, program.home, program.clock, program.crashed).open()


def _open_folder(program: "Program") -> None:
    from PySide6.QtWidgets import QFileDialog

    chosen = QFileDialog.getExistingDirectory(program.window, _("Folder of the register"), str(program.home))
    if chosen:
        program.open_folder(Path(chosen))


def save_paper(paper: bytes, path: Path) -> None:
    """Write a clear PDF where the user chose. Trouble PDF-05 if the disk refuses."""
    try:
        write_safely(path, paper)
    except OSError as error:
        raise Trouble("PDF-05", msg("The file {file} can't be written.", file=path.name)) from error


def print_paper(parent: QWidget, paper: bytes) -> bool:
    """Ask for a printer and print; whether something was printed."""
    from desktop.documents.preview import page_count, page_image
    from desktop.widgets.printing import ask_and_print

    return ask_and_print(parent, paper, _("Recovery paper"), page_count, page_image)


def settings_doors(program: "Program", register: "Register") -> SettingsDoors:
    """What the settings page may do with this register."""
    from desktop.exchange.office import become_collector, collects
    from desktop.organisations.queries import unit_name
    from desktop.storage import accounts, safekeeping
    from desktop.storage.backup import list_backups
    from desktop.storage.check import check
    from desktop.storage.opening import Founder
    from desktop.storage.users import Right, Role

    settings = program.settings

    def looks() -> Looks:
        scale = settings.get(TEXT_PERCENT) / 100
        return Looks(settings.get(LANGUAGE), scale, settings.get(IDLE_MINUTES))

    def set_looks(chosen: Looks) -> None:
        settings.put(LANGUAGE, chosen.language)
        settings.put(TEXT_PERCENT, round(chosen.scale * 100))
        settings.put(IDLE_MINUTES, chosen.idle_minutes)

    def users() -> tuple[UserRow, ...]:
        labels = {account.id: account.label for account in register.slots.accounts()}
        return tuple(
            UserRow(
                user.id,
                user.name,
                labels.get(user.id, ""),
                user.role,
                user.active,
                user.id == register.user.id,
            )
            for user in register.read(accounts.users).result()
        )

    def add_user(new: NewUser) -> None:
        founder = Founder(new.account, new.name, new.passphrase, Role(new.role))
        accounts.add_user(register, founder, calibrated())

    def set_role(user_id: str, role: str) -> None:
        named = {user.id: user.name for user in register.read(accounts.users).result()}
        accounts.change_role(register, user_id, named[user_id], Role(role))

    def backups() -> tuple[BackupLine, ...]:
        own = safekeeping.backups(program.home)
        further = [one for place in backup_places(program) if place.is_dir() for one in list_backups(place)]
        return tuple(sorted(map(_line, (*own, *further)), key=lambda line: line.made, reverse=True))

    def set_places(places: tuple[Path, ...]) -> None:
        for place in places:
            safekeeping.save_backup(register, place)
        settings.put(BACKUP_PLACES, "\n".join(str(place) for place in places))

    def faults() -> tuple[Message, ...]:
        found = register.read(check).result().faults
        return tuple(msg("{where}: {what}", where=fault.where, what=fault.what) for fault in found)

    def new_paper(path: Path) -> None:
        from desktop.documents.recovery_paper import must_lie_apart, recovery_paper

        must_lie_apart(path, program.home)
        name = register.read(unit_name).result()

        def write(code: RecoveryCode) -> None:
            save_paper(recovery_paper(code.groups, name, register.user.name, program.clock.today()), path)

        accounts.new_recovery_code(register, write)

    def begin_collecting() -> None:
        register.write(become_collector, register.read(unit_name).result()).result()

    manages = register.user.may(Right.USERS)
    may_begin = manages and not register.read(collects).result()
    return SettingsDoors(
        looks=looks,
        set_looks=set_looks,
        judge=judge,
        users=users,
        add_user=add_user if manages else None,
        set_role=set_role if manages else None,
        stop_user=(lambda user_id: accounts.remove_user(register, user_id)) if manages else None,
        change_passphrase=lambda old, new: accounts.change_passphrase(register, old, new, calibrated()),
        backups=backups,
        back_up=lambda: save_everywhere(program, register, "asked"),
        backup_places=lambda: backup_places(program),
        set_backup_places=set_places,
        check=faults,
        new_recovery_paper=new_paper if manages else None,
        become_collector=begin_collecting if may_begin else None,
        version=own_version(),
        folder=program.home,
    )


def backup_places(program: "Program") -> tuple[Path, ...]:
    """The further folders for backups that the user chose, whether or not they are there now."""
    kept = program.settings.get(BACKUP_PLACES)
    return tuple(Path(line) for line in kept.splitlines() if line)


def save_everywhere(program: "Program", register: "Register", why: str) -> None:
    """A backup into the register's own folder, and into each further folder that is there now."""
    from desktop.storage.safekeeping import save_backup

    save_backup(register, None, why)
    for place in backup_places(program):
        if place.is_dir():
            save_backup(register, place, why)


def _line(listed: object) -> BackupLine:
    from desktop.storage.backup import Listed

    assert isinstance(listed, Listed)
    made = listed.backup.header.created if listed.backup else _modified(listed.path)
    return BackupLine(listed.path, made, listed.path.stat().st_size, listed.backup is not None)


def _modified(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime).astimezone()
