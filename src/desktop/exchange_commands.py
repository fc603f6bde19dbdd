"""Commands of the command line about what travels: ``export``, ``collect``, ``receipt``."""

import argparse
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.answer import DONE, NO, Answer
from desktop.basics.errors import Refused
from desktop.basics.language import _, msg, say
from desktop.entrance import first_line, open_register, passphrase

if TYPE_CHECKING:
    from desktop.exchange.confirm import Confirmed
    from desktop.exchange.outcomes import Outcome
    from desktop.storage.register import Register

Run = Callable[[argparse.Namespace], Answer]


def add_to(command: Callable[[str, Run, str], argparse.ArgumentParser]) -> None:
    """Add these commands to the command line."""
    export = command("export", _export, "write what the superior hasn't acknowledged")
    export.add_argument("--to", type=Path, required=True, metavar="DIR", help="a stick or folder")
    export.add_argument("--whole", action="store_true", help="the whole log, whatever was acknowledged")
    collect = command("collect", _collect, "take in what units sent")
    collect.add_argument("paths", type=Path, nargs="+", metavar="PATH", help="files, sticks or folders")
    collect.add_argument("--dry-run", action="store_true", help="only say what would be done")
    collect.add_argument("--receipts-to", type=Path, metavar="DIR", help="default: where the files came from")
    collect.add_argument(
        "--confirm-reason",
        metavar="TEXT",
        help="confirm what a rule asks a second person for, where there is none",
    )
    collect.add_argument("--second-account", metavar="LABEL", help="the second person who confirms it")
    collect.add_argument(
        "--second-passphrase-file", type=Path, metavar="F", help="first line: his passphrase"
    )
    receipt = command("receipt", _receipt, "take the superior's receipt in")
    receipt.add_argument("paths", type=Path, nargs="+", metavar="PATH", help="files, sticks or folders")


def _export(options: argparse.Namespace) -> Answer:
    from desktop.exchange.send import send

    with open_register(options) as register:
        sent = send(register, options.to, whole=options.whole)
    facts = {"records": sent.records, "changes": sent.changes, "files": [asdict(file) for file in sent.files]}
    files = ", ".join(str(file.path) for file in sent.files)
    if sent.changes:
        words = _("{n} changes written and read back: {files}", n=sent.changes, files=files)
    else:
        words = _(
            "Nothing is new; the file only tells the superior how far this register is: {files}", files=files
        )
    return Answer(words, facts)


def _collect(options: argparse.Namespace) -> Answer:
    from desktop.exchange.acknowledge import give_receipt
    from desktop.exchange.confirm import take_in_with_care
    from desktop.exchange.outcomes import Asks, Frozen, Refusal, sentence
    from desktop.exchange.preview_lines import lines_of
    from desktop.exchange.reception import data_files, unit_of
    from desktop.exchange.take_in import Look, look

    lines: list[str] = []
    files: list[dict[str, Any]] = []
    receipts: list[str] = []
    fine = True
    with open_register(options) as register:
        confirmed = None if options.dry_run else _confirmed(options, register)
        back: dict[str, Path] = {}

        def see(path: Path) -> Look:
            return (
                look(register, path)
                if options.dry_run
                else Look(take_in_with_care(register, path, confirmed))
            )

        for path, root in data_files(options.paths):
            seen = see(path)
            outcome = seen.outcome
            words = say(sentence(outcome, taken=not options.dry_run))
            code = f"{outcome.code} " if isinstance(outcome, Refusal | Asks | Frozen) else ""
            lines.append(f"{path.name}: {code}{words}")
            told = [say(one) for one in lines_of(seen)]
            lines += [f"  {line}" for line in told]
            files.append({"file": str(path), "words": words, "lines": told, **_facts(outcome)})
            fine = fine and not isinstance(outcome, Refusal | Asks)
            unit = unit_of(outcome)
            if unit is not None and not isinstance(outcome, Asks):
                back[unit] = options.receipts_to or root
        if not options.dry_run:
            receipts = [str(give_receipt(register, unit, root).path) for unit, root in back.items()]
    lines += [_("Receipt: {file}", file=file) for file in receipts]
    words = "\n".join(lines) or _("No file of a unit lies there.")
    return Answer(words, {"files": files, "receipts": receipts}, DONE if fine and files else NO)


def _confirmed(options: argparse.Namespace, register: "Register") -> "Confirmed | None":
    """The second person, if one is named or a reason is given; checked before any file is touched."""
    from desktop.exchange.confirm import Confirmation, confirm

    label, reason = options.second_account, options.confirm_reason
    if label is None and reason is None:
        return None
    if label is None:
        return confirm(register, Confirmation(passphrase(options), None, reason))
    found = [one.id for one in register.slots.accounts() if label in (one.label, one.id)]
    if not found:
        raise Refused("CLI-03", msg("There is no account {label} in this register.", label=label))
    file = options.second_passphrase_file
    if file is None:
        raise Refused(
            "CLI-02", msg("A passphrase is needed: give {option}.", option="--second-passphrase-file")
        )
    return confirm(register, Confirmation(first_line(file), found[0], reason or ""))


def _receipt(options: argparse.Namespace) -> Answer:
    from desktop.bundles.format import BundleKind
    from desktop.exchange.receive import receive, sentence
    from desktop.exchange.reception import bundles_of

    lines: list[str] = []
    found: list[dict[str, Any]] = []
    with open_register(options) as register:
        for path, _root in bundles_of(options.paths, BundleKind.RECEIPT, register.unit):
            received = receive(register, path)
            lines.append(f"{path.name}: {say(sentence(received))}")
            found.append({"file": str(path), **asdict(received)})
    words = "\n".join(lines) or _("No receipt for this register lies there.")
    return Answer(words, {"receipts": found}, DONE if found else NO)


def _facts(outcome: "Outcome") -> dict[str, Any]:
    facts: dict[str, Any] = {"outcome": type(outcome).__name__}
    for name, value in asdict(outcome).items():
        if name == "summary":
            summary = outcome.summary  # type: ignore[union-attr]  # it has one
            facts |= {key: found for key, found in value.items() if key not in {"warnings", "stops"}}
            facts["warnings"] = [say(one) for one in summary.warnings]
            facts["stops"] = [{"rule": one.stop.value, "n": one.n} for one in summary.stops]
        elif name not in {"message", "next_step"}:
            facts[name] = value
    return facts
