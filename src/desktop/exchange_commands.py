"""Commands of the command line about what travels: ``export``, ``collect``, ``receipt``."""

import argparse
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.answer import DONE, NO, TROUBLE, Answer
from desktop.basics.errors import Refused, Told, Trouble
from desktop.basics.language import _, msg, say
from desktop.basics.places import is_folder
from desktop.entrance import first_line, no_account, open_register, passphrase

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
        help="confirm the files named here that a rule asks a second person for, where there is none",
    )
    collect.add_argument("--second-account", metavar="LABEL", help="the second person who confirms it")
    collect.add_argument(
        "--second-passphrase-file", type=Path, metavar="F", help="first line: his passphrase"
    )
    receipt = command("receipt", _receipt, "take the superior's receipt in")
    receipt.add_argument("paths", type=Path, nargs="+", metavar="PATH", help="files, sticks or folders")


def _export(options: argparse.Namespace) -> Answer:
    from desktop.exchange.send import send

    _must_be_there(options.to)
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
    from desktop.exchange.confirm import take_in_with_care
    from desktop.exchange.outcomes import Asks, Frozen, Ready, Refusal, next_step, sentence
    from desktop.exchange.preview_lines import lines_of
    from desktop.exchange.reception import answer_all, data_files, unit_of
    from desktop.exchange.take_in import Look, look

    if options.receipts_to is not None:
        _must_be_there(options.receipts_to)
    lines: list[str] = []
    files: list[dict[str, Any]] = []
    fine = True
    with open_register(options) as register:
        confirmed = None if options.dry_run else _confirmed(options, register)
        back: dict[str, Path] = {}

        def see(path: Path) -> Look:
            return (
                look(register, path)
                if options.dry_run
                # What lies on a stick nobody may have seen yet: it is confirmed file by file.
                else Look(take_in_with_care(register, path, confirmed if path in options.paths else None))
            )

        trouble: Told | None = None
        for path, root in data_files(options.paths):
            try:
                seen = see(path)
            except Told as caught:  # the disk of this computer: what went in before is answered all the same
                if not files:
                    raise
                trouble = caught
                lines.append(f"{path.name}: {_told(trouble)}")
                files.append({"file": str(path), "outcome": "Trouble", "code": trouble.code})
                break
            outcome = seen.outcome
            words = say(sentence(outcome, taken=not options.dry_run))
            code = f"{outcome.code} " if isinstance(outcome, Refusal | Asks | Frozen) else ""
            following = next_step(outcome)
            if isinstance(outcome, Asks) and confirmed is not None:
                following = msg("A confirmation counts for a file that is given by name: give this one so.")
            step = say(following) if following else ""
            lines.append(f"{path.name}: {code}{words} {step}".rstrip())
            told = [say(one) for one in lines_of(seen)]
            lines += [f"  {line}" for line in told]
            files.append(
                {"file": str(path), "words": words, "next_step": step, "lines": told, **_facts(outcome)}
            )
            asks = isinstance(outcome, Asks) or (isinstance(outcome, Ready) and bool(outcome.summary.stops))
            fine = fine and not asks and not isinstance(outcome, Refusal)
            unit = unit_of(outcome)
            if unit is not None and not isinstance(outcome, Asks):
                back[unit] = options.receipts_to or root
        answered = () if options.dry_run else answer_all(register, back.items())
    receipts = [str(one.carried.path) for one in answered if one.carried is not None]
    lines += [_("Receipt: {file}", file=file) for file in receipts]
    failed = [one.told for one in answered if one.told is not None]
    lines += [_("No receipt was written: {why}", why=_told(told)) for told in failed]
    words = "\n".join(lines) or _("No file of a unit lies there.")
    facts = {"files": files, "receipts": receipts, "receipts_failed": [told.code for told in failed]}
    return Answer(words, facts, TROUBLE if failed or trouble else DONE if fine and files else NO)


def _must_be_there(folder: Path) -> None:
    if not is_folder(folder):
        raise Trouble(
            "CLI-10",
            msg("There is no folder {folder}.", folder=str(folder)),
            msg("Check its name, or put the stick in."),
        )


def _told(told: Told) -> str:
    following = say(told.next_step) if told.next_step else ""
    return f"{told.code} {say(told.message)} {following}".rstrip()


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
        raise no_account(label, [one.label for one in register.slots.accounts()])
    file = options.second_passphrase_file
    if file is None:
        raise Refused(
            "CLI-02", msg("A passphrase is needed: give {option}.", option="--second-passphrase-file")
        )
    return confirm(register, Confirmation(first_line(file), found[0], reason or ""))


def _receipt(options: argparse.Namespace) -> Answer:
    from desktop.exchange.receive import receive_all, sentence, troubles

    with open_register(options) as register:
        answers = receive_all(register, options.paths)
    if answers.refused and not answers.received:
        raise answers.refused[0][1]
    told = [(name, received, [say(one) for one in troubles(received)]) for name, received in answers.received]
    lines = []
    for name, received, troubled in told:
        lines += [f"{name}: {say(sentence(received))}", *(f"  {line}" for line in troubled)]
    lines += [f"{name}: {_told(told)}" for name, told in answers.refused]
    words = "\n".join(lines) or _("No receipt for this register lies there.")
    facts = {
        "receipts": [
            {"file": name, **asdict(received), "lines": troubled} for name, received, troubled in told
        ],
        "refused": [{"file": name, "code": told.code} for name, told in answers.refused],
    }
    return Answer(words, facts, DONE if answers.received and not answers.refused else NO)


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
