"""What the unlock page, the first run and the settings page have in common, away from the window's thread."""

from pathlib import Path
from typing import TYPE_CHECKING

from desktop.basics.errors import Trouble
from desktop.basics.language import Message, _, msg
from desktop.basics.places import is_folder, write_safely
from desktop.keys.passphrase import judged
from desktop.settings import BACKUP_PLACES

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.app.program import Program
    from desktop.storage.register import Register


def judge(passphrase: str, avoid: tuple[str, ...] = ()) -> tuple[int, Message]:
    """Grade and sentence for the meter."""
    strength = judged(passphrase, avoid)
    return int(strength.grade), strength.message


def restore(program: "Program") -> None:
    """Bring a backup back, instead of what is there."""
    from desktop.app.restore import choose_backup

    choose_backup(program.window, program)


def save_paper(paper: bytes, path: Path) -> None:
    """Write a clear PDF where the user chose. Trouble PDF-05 if the disk refuses."""
    try:
        write_safely(path, paper)
    except OSError as error:
        raise Trouble(
            "PDF-05", msg("The file {file} can't be written.", file=path.name), msg("Choose another place.")
        ) from error


def print_paper(parent: "QWidget", paper: bytes) -> bool:
    """Ask for a printer and print; whether something was printed."""
    from desktop.documents.preview import page_count, page_image
    from desktop.widgets.printing import ask_and_print

    return ask_and_print(parent, paper, _("Recovery paper"), page_count, page_image)


def backup_places(program: "Program") -> tuple[Path, ...]:
    """The further folders for backups that the user chose, whether or not they are there now."""
    kept = program.settings.get(BACKUP_PLACES)
    return tuple(Path(line) for line in kept.splitlines() if line)


def save_everywhere(program: "Program", register: "Register", why: str) -> None:
    """A backup into the register's own folder, and into each further folder that is there now."""
    from desktop.storage.safekeeping import save_backup

    save_backup(register, None, why)
    for place in backup_places(program):
        if is_folder(place):
            save_backup(register, place, why)
