"""Asking for a file or a folder, beginning where it most likely lies.

That is the stick that is in, if exactly one is; else the folder that was used last for the same purpose since the
program was started; else the documents. Looking at drives may take long (a bad stick, a network drive that is gone):
it is done on a thread of its own, for which the window waits a moment and no longer. Nothing here blocks: who asks
goes on, and is called back with what was chosen.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import Final

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.basics.text import file_words

_PATIENCE: Final = 0.3  # seconds that the window waits to learn where to begin
_PROGRAMS: Final = {"pdf": "PDF", "xlsx": "Excel"}
_Sticks = Callable[[], Sequence[Path]]


class _Memory:
    """What this run of the program knows: how sticks are found, where one was last, the look that is under way."""

    def __init__(self) -> None:
        self.sticks: _Sticks = lambda: ()
        self.last: dict[str, Path] = {}
        self.look: Thread | None = None


_memory = _Memory()


def know_sticks(sticks: _Sticks) -> None:
    """How to find the sticks that are in; called on another thread. Whatever was remembered is forgotten."""
    _memory.sticks = sticks
    _memory.last.clear()
    _memory.look = None


def ask_for_file(
    parent: QWidget,
    title: str,
    patterns: Sequence[str],
    then: Callable[[Path], object],
    purpose: str,
    *,
    otherwise: Path | None = None,
    on_stick: bool = True,
) -> None:
    """Ask for a file that is there. ``patterns`` as Qt's name filters.

    ``purpose``: what the last folder is remembered by. ``otherwise``: begin there instead of at the documents.
    ``on_stick``: such a file may well lie on a stick.
    """
    asked = QFileDialog(parent, title)
    asked.setFileMode(QFileDialog.FileMode.ExistingFile)
    asked.setNameFilters(list(patterns))

    def chosen(file: str) -> None:
        _memory.last[purpose] = Path(file).parent
        then(Path(file))

    _open(asked, purpose, chosen, otherwise, on_stick)


def ask_for_folder(
    parent: QWidget,
    title: str,
    then: Callable[[Path], object],
    purpose: str,
    *,
    otherwise: Path | None = None,
    on_stick: bool = True,
) -> None:
    """Ask for a folder; the rest as ``ask_for_file``."""
    asked = QFileDialog(parent, title)
    asked.setFileMode(QFileDialog.FileMode.Directory)
    asked.setOption(QFileDialog.Option.ShowDirsOnly)

    def chosen(folder: str) -> None:
        _memory.last[purpose] = Path(folder)
        then(Path(folder))

    _open(asked, purpose, chosen, otherwise, on_stick)


def ask_where_to_save(
    parent: QWidget, title: str, name: str, then: Callable[[str], object], purpose: str = "save"
) -> None:
    """Ask for the file to write; ``name`` is what it is called if nobody says otherwise, its ending stays.

    Signs of ``name`` that sticks refuse, or that would lead to another folder, are replaced.
    """
    stem, _dot, suffix = name.rpartition(".")
    asked = QFileDialog(parent, title)
    asked.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    asked.setNameFilter(f"{_PROGRAMS[suffix]} (*.{suffix})")
    asked.setDefaultSuffix(suffix)
    asked.selectFile(f"{file_words(stem)}.{suffix}")

    def chosen(file: str) -> None:
        _memory.last[purpose] = Path(file).parent
        then(file)

    _open(asked, purpose, chosen, None, True)


def where_to_begin(purpose: str, otherwise: Path | None = None, on_stick: bool = True) -> Path:
    """The folder in which the choosing begins."""
    documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    if _memory.look is not None and _memory.look.is_alive():
        return documents  # the look before still hangs: one is enough
    found: list[Path] = []
    seen = Event()

    def look() -> None:
        with suppress(OSError):
            found.extend(_likely(_memory.last.get(purpose), otherwise, on_stick))
        seen.set()

    _memory.look = Thread(target=look, name="where-to-begin", daemon=True)
    _memory.look.start()
    in_time = seen.wait(_PATIENCE)
    return found[0] if in_time and found else documents


def _likely(last: Path | None, otherwise: Path | None, on_stick: bool) -> list[Path]:
    """The best place first; waits as long as the drives do."""
    sticks = list(_memory.sticks()) if on_stick else []
    known = [place for place in (last, otherwise) if place is not None and place.is_dir()]
    if len(sticks) != 1:
        return known
    return [place for place in known[:1] if place == last and place.is_relative_to(sticks[0])] or sticks


def _open(
    asked: QFileDialog,
    purpose: str,
    chosen: Callable[[str], object],
    otherwise: Path | None,
    on_stick: bool,
) -> None:
    asked.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    asked.setDirectory(str(where_to_begin(purpose, otherwise, on_stick)))
    asked.fileSelected.connect(chosen)
    asked.open()
