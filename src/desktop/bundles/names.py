"""What files on a stick are called, so that a clerk can tell them apart; a reader never relies on it.

``DULIEU_xa-bang-lang_Bang-Lang_2026-11-22_7.scb``: plain letters, at most 64 characters, never a name that DOS
reserved. The words stand for what is inside in Vietnamese without accents, whatever language the window speaks:
they are part of the file system, not of the window.
"""

import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from desktop.basics.places import is_folder
from desktop.basics.text import fold
from desktop.bundles.format import SUFFIX, BundleKind

FOLDER, OUTWARD, INWARD, NOTE = "SOCHIBO", "GUI-DI", "NHAN-VE", "DOC-TOI.txt"
LONGEST = 64
DEEPEST = 3
MOST_ENTRIES = 100_000
_WORDS = {
    BundleKind.DATA: "DULIEU",
    BundleKind.RECEIPT: "BIENNHAN",
    BundleKind.REFERENCE: "DANHMUC",
    BundleKind.KIT: "DANGKY-BO",
    BundleKind.REQUEST: "DANGKY-XIN",
    BundleKind.GRANT: "DANGKY-CAP",
    BundleKind.INSTRUCTION: "CHIDAO",
    BundleKind.RELAY: "CHUYENTIEP",
    BundleKind.BACKUP: "SAOLUU",
}
_CODE, _SHORT_NAME = 16, 20
_PLAIN = re.compile(r"[^A-Za-z0-9]+")


def file_name(kind: BundleKind, code: str, short_name: str, day: date, number: int) -> str:
    """The name of a bundle of unit ``code`` (its own number or word), made on ``day``, the sender's ``number``-th."""
    word, end = _WORDS[kind], f"{day.isoformat()}_{number}{SUFFIX}"
    code = _plain(code, _CODE)
    room = LONGEST - len(f"{word}_{code}__{end}")  # a long number leaves the unit's short name less
    parts = (word, code, _plain(short_name, min(_SHORT_NAME, room)), end)
    return "_".join(part for part in parts if part)


def is_named(path: Path, kind: BundleKind) -> bool:
    """Whether a file is called as files of this kind are. Only a hint: what it is, its reader says."""
    return path.name.upper().startswith(f"{_WORDS[kind]}_")


def hidden_name() -> str:
    """A name that says nothing, for offices that want no names on sticks."""
    return os.urandom(8).hex() + SUFFIX


def free_name(folder: Path, name: str) -> str:
    """``name``, or with ``-2``, ``-3`` … if something of that name, in whatever case, lies there already."""
    taken = {path.name.casefold() for path in folder.iterdir()} if is_folder(folder) else set()
    stem = name.removesuffix(SUFFIX)
    candidate, again = name, 1
    while candidate.casefold() in taken:
        again += 1
        candidate = f"{stem}-{again}{SUFFIX}"
    return candidate


def must_be_listable(root: Path) -> None:
    """``OSError`` if the stick or one of our folders on it can't be listed, of which ``bundles_on`` says nothing."""
    os.listdir(root)
    for folder in (root / FOLDER, root / FOLDER / OUTWARD, root / FOLDER / INWARD):
        if is_folder(folder):
            os.listdir(folder)


def is_listable(root: Path) -> bool:
    """Whether it is a folder, and what of ours lies there can be seen."""
    try:
        must_be_listable(root)
    except OSError:
        return False
    return is_folder(root)


def bundles_on(root: Path) -> tuple[Path, ...]:
    """Every ``*.scb`` at the top of a stick and in its SOCHIBO folder to depth 3, oldest name first.

    Links are not followed and what can't be listed is passed over: a stick holds other people's things.
    """
    entries = _entries(root)
    found = [path for path in entries if _is_bundle(path)]
    for path in entries:
        if path.name.upper() == FOLDER and is_folder(path) and not os.path.islink(path):
            found += _below(path, DEEPEST)
    return tuple(sorted(found, key=lambda path: (path.name.casefold(), str(path))))


def _below(folder: Path, depth: int) -> Iterator[Path]:
    for path in _entries(folder):
        if os.path.islink(path):
            continue
        if is_folder(path):
            if depth > 1:
                yield from _below(path, depth - 1)
        elif _is_bundle(path):
            yield path


def _entries(folder: Path) -> list[Path]:
    entries: list[Path] = []
    try:
        with os.scandir(folder) as listing:
            for entry in listing:
                entries.append(Path(entry.path))
                if len(entries) == MOST_ENTRIES:
                    break
    except OSError:
        return entries
    return entries


def _is_bundle(path: Path) -> bool:
    named = path.suffix.lower() == SUFFIX and not path.name.startswith(("~", "."))
    try:
        return named and path.is_file() and not path.is_symlink()
    except OSError:
        return False


def plain_name(text: str) -> str:
    """Words of people as part of a file's name: plain letters, at most 40."""
    return _plain(text, 40)


def _plain(text: str, longest: int) -> str:
    """Plain letters and figures with hyphens between, capitals kept."""
    letters = "".join(plain.upper() if char.isupper() else plain for char in text for plain in (fold(char),))
    return _PLAIN.sub("-", letters).strip("-")[:longest].rstrip("-")
