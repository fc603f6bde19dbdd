"""Commands of the command line about what travels: ``export``, ``collect``, ``receipt``."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.answer import DONE, NO, Answer
from desktop.basics.errors import Told
from desktop.basics.language import _, say

if TYPE_CHECKING:
    from desktop.exchange.outcomes import Outcome
    from desktop.storage.register import Register

Run = Callable[[argparse.Namespace], Answer]
Open = Callable[[argparse.Namespace], AbstractContextManager[Any]]


def add_to(command: Callable[[str, Run, str], argparse.ArgumentParser], open_: Open) -> None:
    """Add these commands to the command line; ``open_`` opens the register that the options name."""
    export = command(
        "export", lambda options: _export(options, open_), "write what the superior hasn't acknowledged"
    )
    export.add_argument("--to", type=Path, required=True, metavar="DIR", help="a stick or folder")
    export.add_argument("--whole", action="store_true", help="the whole log, whatever was acknowledged")
    collect = command("collect", lambda options: _collect(options, open_), "take in what units sent")
    collect.add_argument("paths", type=Path, nargs="+", metavar="PATH", help="files, sticks or folders")
    collect.add_argument("--dry-run", action="store_true", help="only say what would be done")
    collect.add_argument("--receipts-to", type=Path, metavar="DIR", help="default: where the files came from")
    receipt = command("receipt", lambda options: _receipt(options, open_), "take the superior's receipt in")
    receipt.add_argument("paths", type=Path, nargs="+", metavar="PATH", help="files, sticks or folders")


def _export(options: argparse.Namespace, open_: Open) -> Answer:
    from desktop.exchange.send import send

    with open_(options) as register:
        sent = send(register, options.to, whole=options.whole)
    facts = {"records": sent.records, "files": [asdict(file) for file in sent.files]}
    words = _(
        "{n} changes written and read back: {files}",
        n=sent.records,
        files=", ".join(str(file.path) for file in sent.files),
    )
    return Answer(words, facts)


def _collect(options: argparse.Namespace, open_: Open) -> Answer:
    from desktop.exchange.acknowledge import give_receipt
    from desktop.exchange.outcomes import Refusal, sentence
    from desktop.exchange.take_in import examine, take_in

    lines: list[str] = []
    files: list[dict[str, Any]] = []
    receipts: list[str] = []
    fine = True
    with open_(options) as register:
        back: dict[str, Path] = {}
        for path, root in _bundles(options.paths, "data"):
            outcome = (examine if options.dry_run else take_in)(register, path)
            words = say(sentence(outcome, taken=not options.dry_run))
            code = f"{outcome.code} " if isinstance(outcome, Refusal) else ""
            lines.append(f"{path.name}: {code}{words}")
            files.append({"file": str(path), "words": words, **_facts(outcome)})
            fine = fine and not isinstance(outcome, Refusal)
            unit = _unit_of(outcome)
            if unit is not None:
                back[unit] = options.receipts_to or root
        if not options.dry_run:
            receipts = [str(give_receipt(register, unit, root).path) for unit, root in back.items()]
    lines += [_("Receipt: {file}", file=file) for file in receipts]
    words = "\n".join(lines) or _("No file of a unit lies there.")
    return Answer(words, {"files": files, "receipts": receipts}, DONE if fine and files else NO)


def _receipt(options: argparse.Namespace, open_: Open) -> Answer:
    from desktop.exchange.receive import receive, sentence

    lines: list[str] = []
    found: list[dict[str, Any]] = []
    with open_(options) as register:
        for path, _root in _bundles(options.paths, "receipt", register):
            received = receive(register, path)
            lines.append(f"{path.name}: {say(sentence(received))}")
            found.append({"file": str(path), **asdict(received)})
    words = "\n".join(lines) or _("No receipt for this register lies there.")
    return Answer(words, {"receipts": found}, DONE if found else NO)


def _bundles(paths: list[Path], kind: str, register: "Register | None" = None) -> Iterator[tuple[Path, Path]]:
    """The files that are meant, each with the stick or folder it came from.

    A file that is named is always meant; of a folder's, those whose cover says this kind (and, for receipts,
    this unit): others lie there for somebody else.
    """
    from desktop.bundles.format import read_sealed
    from desktop.bundles.names import FOLDER, bundles_on

    for path in paths:
        if not path.is_dir():
            top = next((folder.parent for folder in path.parents if folder.name == FOLDER), path.parent)
            yield path, top
            continue
        meant: list[tuple[int, str, Path]] = []
        for file in bundles_on(path):
            try:
                header = read_sealed(partial(file.open, "rb")).untrusted_header
            except Told:
                meant.append((0, file.name, file))  # damaged: say so by name
                continue
            mine = register is None or header.to is None or register.unit in header.to
            if header.kind.value == kind and mine:
                meant.append((header.number, file.name, file))
        yield from ((file, path) for _number, _name, file in sorted(meant))


def _unit_of(outcome: "Outcome") -> str | None:
    from desktop.exchange.outcomes import Refusal, TooNew

    match outcome:
        case Refusal():
            return None
        case TooNew(unit, _name):
            return unit
        case _:
            return outcome.summary.unit


def _facts(outcome: "Outcome") -> dict[str, Any]:
    facts: dict[str, Any] = {"outcome": type(outcome).__name__}
    for name, value in asdict(outcome).items():
        if name == "summary":
            facts |= {key: found for key, found in value.items() if key != "warnings"}
            facts["warnings"] = [say(one) for one in outcome.summary.warnings]  # type: ignore[union-attr]  # it has one
        elif name not in {"message", "next_step"}:
            facts[name] = value
    return facts
