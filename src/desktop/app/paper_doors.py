"""The recovery paper that the first run owes: a new code, which counts as soon as its paper is handed over."""

from pathlib import Path
from typing import TYPE_CHECKING

from desktop.app.doors import print_paper, save_paper
from desktop.keys.recovery import groups_to_type_back
from desktop.organisations.queries import unit_name
from desktop.shell.first_run_doors import PaperDoors
from desktop.storage import accounts
from desktop.storage.register import Register
from desktop.storage.users import Right

if TYPE_CHECKING:
    from desktop.app.program import Program


def is_owed(register: Register) -> bool:
    """Whether the first run was cut off at the paper, and the present user is one who may make it."""
    return register.user.may(Right.USERS) and register.read(accounts.paper_due).result()


def owed_paper(program: "Program", register: Register) -> tuple[tuple[str, ...], PaperDoors]:
    """The groups of a new code, and what may be done with its paper."""
    slots, code = accounts.prepared_code(register)
    name = register.read(unit_name).result()

    def paper() -> bytes:
        from desktop.documents.recovery_paper import recovery_paper

        return recovery_paper(code.groups, name, register.user.name, program.clock.today())

    def save(pdf: bytes, path: Path) -> None:
        from desktop.documents.recovery_paper import must_lie_apart

        must_lie_apart(path, program.home)
        save_paper(pdf, path)

    def handed_over() -> None:
        accounts.keep_code(register, slots)

    def confirmed() -> None:
        handed_over()
        accounts.confirm_paper(register)

    doors = PaperDoors(
        paper=paper,
        save_paper=save,
        print_paper=print_paper,
        handed_over=handed_over,
        confirm=code.confirms,
        confirmed=confirmed,
        ask_groups=groups_to_type_back(),
    )
    return tuple(code.groups), doors
