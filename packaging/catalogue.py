"""Catalogues of texts: ``python packaging/catalogue.py update | compile | check``.

``update`` reads every text out of the source into ``sochibo.pot`` and merges it into each language's ``.po``:
translations stay, new texts come in empty, texts that nobody says any more go. ``compile`` makes the ``.mo`` files
that the program reads; they aren't kept in the repository. ``check`` ends with 1 and plain words when the template
is stale, a text is untranslated, or a translation's placeholders differ from its text's.
"""

import sys
import unicodedata
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
DOMAIN = "sochibo"
KEYWORDS = {"_": None, "N_": None, "msg": None, "plural": (1, 2), "msg_plural": (1, 2)}
HEADER = "# Texts of Sổ Chi bộ.\n#"
# Lines of a catalogue's head that would differ at each run without saying anything.
RESTLESS = (
    '"POT-Creation-Date',
    '"PO-Revision-Date',
    '"Last-Translator',
    '"Language-Team',
    '"Generated-By',
    '"Report-Msgid-Bugs-To',
    '"Project-Id-Version',
)


def extracted(source: Path) -> Catalog:
    """Every text that the source under ``source`` marks, with the files it stands in."""
    catalogue = Catalog(project="Sổ Chi bộ", domain=DOMAIN, header_comment=HEADER, fuzzy=False)
    found = extract_from_dir(
        source, method_map=[("**.py", "python")], keywords=KEYWORDS, comment_tags=("Translators:",)
    )
    for file, _line, text, comments, context in sorted(found, key=lambda one: (one[0], one[1])):
        catalogue.add(text, locations=[(f"{source.name}/{file}", 0)], auto_comments=comments, context=context)
    return catalogue


def written(catalogue: Catalog) -> bytes:
    """The catalogue as text: sorted, without dates, so that the same texts give the same bytes."""
    buffer = BytesIO()
    write_po(buffer, catalogue, width=100, sort_output=True, ignore_obsolete=True, include_lineno=False)
    lines = buffer.getvalue().decode("utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(RESTLESS)).encode("utf-8")


def read(file: Path, language: str | None = None) -> Catalog:
    """A catalogue file; an empty catalogue if it isn't there yet."""
    if not file.is_file():
        return Catalog(locale=language, domain=DOMAIN, header_comment=HEADER, fuzzy=False)
    with file.open("rb") as opened:
        return read_po(opened, locale=language, domain=DOMAIN)


def merged(translated: Catalog, template: Catalog) -> Catalog:
    """The translations that still have a text, and every new text untranslated. Nothing is guessed."""
    translated.update(template, no_fuzzy_matching=True, update_header_comment=True)
    translated.obsolete.clear()
    return translated


def faults(catalogue: Catalog) -> Iterator[str]:
    """What is wrong with the translations, one sentence each."""
    for message in catalogue:
        if not message.id:
            continue
        one = message.id if isinstance(message.id, str) else message.id[0]
        texts = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        string = message.string or ""
        said = [string] if isinstance(string, str) else [text or "" for text in string]
        if not all(said) or message.fuzzy:
            yield f"not translated: {one}"
            continue
        for translation in said:
            yield from (f"{fault}: {one}" for fault in _faults_of(texts, translation))


def _faults_of(texts: Sequence[str], translation: str) -> Iterator[str]:
    wanted, found = placeholders(texts[-1]), placeholders(translation)
    if wanted != found:
        yield f"placeholders differ ({_listed(wanted)} / {_listed(found)})"
    if unicodedata.normalize("NFC", translation) != translation:
        yield "letters and marks aren't composed (NFC)"
    text = texts[0]
    if (text[:1].isspace(), text[-1:].isspace()) != (translation[:1].isspace(), translation[-1:].isspace()):
        yield "blanks at the ends differ"


def placeholders(text: str) -> frozenset[str] | None:
    """The names between braces; None if the braces don't pair."""
    try:
        return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)
    except ValueError:
        return None


def _listed(names: frozenset[str] | None) -> str:
    return "unpaired braces" if names is None else ", ".join(sorted(names)) or "none"


class Catalogues:
    """The template and the translations below one project's root."""

    def __init__(self, root: Path) -> None:
        self.source = root / "src"
        self.folder = root / "resources" / "locale"
        self.template = self.folder / f"{DOMAIN}.pot"

    def translations(self) -> Iterator[tuple[str, Path]]:
        """Each language with its file."""
        for file in sorted(self.folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
            yield file.parents[1].name, file

    def update(self) -> None:
        """Write template and translations anew from the source."""
        template = extracted(self.source)
        self.template.parent.mkdir(parents=True, exist_ok=True)
        self.template.write_bytes(written(template))
        for language, file in self.translations():
            file.write_bytes(written(merged(read(file, language), template)))

    def compile(self) -> None:
        """Make the files that the program reads, beside their sources. Nothing is written if nothing changed."""
        for language, file in self.translations():
            buffer = BytesIO()
            write_mo(buffer, read(file, language))
            target = file.with_suffix(".mo")
            if not target.is_file() or target.read_bytes() != buffer.getvalue():
                target.write_bytes(buffer.getvalue())

    def check(self) -> Iterator[str]:
        """What is stale, missing or wrong, one sentence each."""
        template = extracted(self.source)
        now, kept = _texts(template), _texts(read(self.template))
        yield from (f"stale template, run update; new: {text}" for text in sorted(now - kept))
        yield from (f"stale template, run update; gone: {text}" for text in sorted(kept - now))
        for language, file in self.translations():
            catalogue = read(file, language)
            theirs = _texts(catalogue)
            yield from (f"{language}: not in the catalogue: {text}" for text in sorted(now - theirs))
            yield from (f"{language}: nobody says any more: {text}" for text in sorted(theirs - now))
            yield from (f"{language}: {fault}" for fault in faults(catalogue))


def _texts(catalogue: Catalog) -> set[str]:
    return {_named(message) for message in catalogue if message.id}


def _named(message: Message) -> str:
    return message.id if isinstance(message.id, str) else " | ".join(message.id)


def main(arguments: Sequence[str], root: Path = ROOT) -> int:
    """Run one command; 0 when all is well, 1 when ``check`` found something, 2 for a wrong call."""
    catalogues = Catalogues(root)
    match list(arguments):
        case ["update"]:
            catalogues.update()
        case ["compile"]:
            catalogues.compile()
        case ["check"]:
            found = list(catalogues.check())
            for sentence in found:
                print(sentence)
            if found:
                print(f"The catalogues are not in order: {len(found)} findings.")
                return 1
        case _:
            print("catalogue.py update | compile | check")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
