"""Looking for what must never lie in clear on a disk: words in every guise a file might hold them in."""

import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from desktop.basics.text import fold

_FORMS = ("NFC", "NFD")
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")


def guises(word: str) -> set[bytes]:
    """The bytes of a word: composed and decomposed, with and without marks, in UTF-8 and UTF-16, escaped."""
    texts = {
        unicodedata.normalize(form, text) for form in _FORMS for text in (word, word.lower(), word.upper())
    }
    texts.add(fold(word))
    found = {text.encode(encoding) for text in texts for encoding in _ENCODINGS}
    escaped = {text.encode("unicode_escape") for text in texts}
    return found | escaped


def in_clear(folder: Path, words: Iterable[str], but: Iterable[Path] = ()) -> Iterator[str]:
    """Each place where one of the words can be read: file and word. ``but``: files that a person asked for."""
    left_out = {path.resolve() for path in but}
    sought = {guise: word for word in words for guise in guises(word)}
    for path in sorted(folder.rglob("*")):
        if path.is_dir() or path.resolve() in left_out:
            continue
        content = path.read_bytes()
        for guise, word in sought.items():
            if guise in content:
                yield f"{path.relative_to(folder)}: {word}"
        for guise, word in sought.items():
            if guise in str(path.relative_to(folder)).encode():
                yield f"{path.relative_to(folder)} is called {word}"
