"""What the first run may do: plain functions that make the register.

They run away from the window's thread, so they may wait. What they raise is told where they were called from.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.app.doors import judge, print_paper, restore, save_paper
from desktop.basics.language import Message, _, msg
from desktop.basics.places import resources
from desktop.keys.passphrase import calibrated
from desktop.keys.recovery import RecoveryCode, groups_to_type_back
from desktop.members.rules.words import POST_NAMES, Post
from desktop.rulebook.book import Rulebook
from desktop.settings import BACKUP_PLACES
from desktop.shell.first_run_doors import FirstRunDoors, FirstUnit, FirstUser

if TYPE_CHECKING:
    from desktop.app.program import Program

_UNIT_KINDS = ("DANG_BO_XA", "DANG_BO_CO_SO", "CHI_BO_CO_SO", "DB_CAP_TREN_CO_SO", "DANG_BO_BO_PHAN")


def first_run_doors(program: "Program") -> FirstRunDoors:
    """Making a register, its recovery paper, the first backup."""
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
        restore=lambda: restore(program),
        ask_groups=groups_to_type_back(),
    )
