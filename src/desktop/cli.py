"""The command line: the same actions without a window, for the office's IT person, scripts and tests.

``sochibo`` alone opens the window. Exit codes: 0 done, 1 the answer is no (a check found faults), 2 a rule says
no or the words are off, 3 the world says no. With ``--json`` one JSON object is printed, also for a refusal.
"""

import argparse
import gc
import json
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from desktop.answer import DONE, NO, REFUSED, TROUBLE, Answer
from desktop.basics import language
from desktop.basics.clock import Clock
from desktop.basics.errors import Refused, Told
from desktop.basics.language import _, say
from desktop.basics.text import tidy
from desktop.entrance import account_id, first_line, ground_of, new_file, open_register, passphrase


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives its exit code."""
    options = _options(arguments)
    language.use(options.lang or _preferred_language())
    try:
        command: Callable[[argparse.Namespace], Answer] = options.command
        answer = command(options)
    except Told as told:
        return _tell(told, options.json)
    if options.json:
        print(json.dumps(answer.facts, ensure_ascii=False, indent=2, default=str))
    elif answer.words:
        print(answer.words)
    return answer.code


def _tell(told: Told, as_json: bool) -> int:
    sentence = say(told.message)
    following = say(told.next_step) if told.next_step else ""
    if as_json:
        error = {"code": told.code, "message": sentence, "next_step": following}
        print(json.dumps({"error": error}, ensure_ascii=False))
    print(f"{told.code}: {sentence} {following}".rstrip(), file=sys.stderr)
    return REFUSED if isinstance(told, Refused) else TROUBLE


def _preferred_language() -> str:
    from desktop.settings import LANGUAGE, Settings

    return Settings.load().get(LANGUAGE)


# -- words of the command line


def _shared() -> argparse.ArgumentParser:
    """Options that may stand before or after the command. Absent ones leave no trace: the other place counts."""
    shared = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS, exit_on_error=False)
    shared.add_argument("--home", type=Path, metavar="DIR", help="folder of the register")
    shared.add_argument("--passphrase-file", type=Path, metavar="F", help="first line: the passphrase")
    shared.add_argument("--account", metavar="LABEL", help="account to open with; default: the first one")
    shared.add_argument("--json", action="store_true", help="print one JSON object")
    shared.add_argument("--today", type=_day, metavar="DATE", help="2026-11-09")
    shared.add_argument("--lang", choices=language.LANGUAGES)
    return shared


def _day(words: str) -> date:
    """2026-11-09, as the whole command line writes days; 9/11/2026 is taken as well."""
    try:
        day, month, year = reversed(words.split("-")) if "-" in words else words.split("/")
        return date(int(year), int(month), int(day))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{words!r} is no day; write it like 2026-11-09") from None


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """What was asked for. The commands are made only if there may be one: the window doesn't wait for them."""
    try:
        options, rest = _shared().parse_known_args(arguments, _defaults())
    except argparse.ArgumentError:
        return _parser().parse_args(arguments, _defaults())
    return _parser().parse_args(arguments, _defaults()) if rest else options


def _defaults() -> argparse.Namespace:
    return argparse.Namespace(
        home=None, passphrase_file=None, account=None, json=False, today=None, lang=None, command=_window
    )


def _parser() -> argparse.ArgumentParser:
    from desktop import exchange_commands, trust_commands, user_commands

    shared = _shared()
    parser = argparse.ArgumentParser(prog="sochibo", description=__doc__, parents=[shared])
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    def command(
        name: str, run: Callable[[argparse.Namespace], Answer], help_: str
    ) -> argparse.ArgumentParser:
        added = commands.add_parser(name, parents=[shared], help=help_)
        added.set_defaults(command=run)
        return added

    demo = command("demo", _demo, "build an invented commune, walk the whole way, show it")
    demo.add_argument("--into", type=Path, required=True, metavar="DIR")
    demo.add_argument("--no-window", action="store_true")
    init = command("init", _init, "make a new register")
    init.add_argument("--unit", required=True, metavar="NAME", help="such as: Đảng bộ xã Bình Lãng")
    init.add_argument("--name", required=True, help="full name of the first user")
    init.add_argument("--label", default=None, help="account label shown before unlocking; default: his post")
    init.add_argument("--recovery-to", type=Path, metavar="F", help="where the recovery paper (PDF) goes")
    user_commands.add_to(command, shared)
    members = command("import-members", _import_members, "take members in from a sheet (.xlsx)")
    members.add_argument("file", type=Path)
    members.add_argument("--dry-run", action="store_true", help="only say what would be done")
    members.add_argument("--cell", metavar="NAME", help="the cell of those whose rows name none")
    command("check", _check, "check the register as a whole")
    backup = command("backup", _backup, "write a checked, encrypted backup")
    backup.add_argument("--to", type=Path, metavar="DIR", help="another folder than the register's own")
    restore = command("restore", _restore, "bring a backup back; the present register is kept aside")
    restore.add_argument("file", type=Path)
    restore.add_argument("--recovery-code-file", type=Path, metavar="F")
    restore.add_argument("--why", metavar="SENTENCE")
    trust_commands.add_to(command, shared)
    exchange_commands.add_to(command)
    command("selftest", _selftest, "prove that this installation works")
    return parser


# -- commands


def _window(options: argparse.Namespace) -> Answer:
    gc.disable()  # all that the start makes stays: looking for rubbish in it takes a twentieth of its time
    try:
        from desktop.app.start import must_have_a_screen, run

        must_have_a_screen()
        return Answer("", {}, run(home=options.home, today=options.today, lang=options.lang))
    finally:
        gc.enable()


def _demo(options: argparse.Namespace) -> Answer:
    from desktop.demo.build import build

    window = not options.no_window
    summary = build(options.into, today=options.today, window=window, quiet=options.json)
    return Answer(_("The demo is in {folder}.", folder=str(options.into)), summary)


def _init(options: argparse.Namespace) -> Answer:
    from desktop.documents.recovery_paper import must_lie_apart, recovery_paper
    from desktop.keys.passphrase import calibrated
    from desktop.keys.recovery import GROUPS, RecoveryCode
    from desktop.organisations.actions import found_unit, must_be_a_unit
    from desktop.storage.opening import Founder, found, must_be_free

    ground = ground_of(options)
    must_be_free(ground.home)
    must_be_a_unit(options.unit, ground.clock.today())
    founder = Founder(options.label or _("Secretary"), options.name, passphrase(options))
    facts: dict[str, Any] = {"home": str(ground.home), "unit": options.unit}

    def make() -> RecoveryCode:
        register, code = found(ground, founder, calibrated())
        with closing(register):
            register.write(found_unit, options.unit).result()
        return code

    if options.recovery_to is None:
        code = make()
        facts["recovery_code"] = code.written()
        words = _(
            "The register is ready. Write down the recovery code now, it is shown only once:\n{code}",
            code=code.written(),
        )
        return Answer(words, facts)
    must_lie_apart(options.recovery_to, ground.home)
    # What the paper can't hold (a letter that its fonts lack), and where it can't lie, is told before there is a
    # register: nobody would have its code.
    recovery_paper(("0000",) * GROUPS, options.unit, options.name, ground.clock.today())
    with new_file(options.recovery_to) as write:
        code = make()
        write(recovery_paper(code.groups, options.unit, options.name, ground.clock.today()))
    facts["recovery_paper"] = str(options.recovery_to)
    words = _(
        "The register is ready. Print {file}, put it in the safe, delete the file.",
        file=str(options.recovery_to),
    )
    return Answer(words, facts)


def _import_members(options: argparse.Namespace) -> Answer:
    from desktop.members.actions.sheet import read_sheet
    from desktop.members.actions.sheet_old_text import converted_words
    from desktop.members.actions.sheet_place import place_words, placed
    from desktop.members.actions.take_in import carry_out

    plan = read_sheet(options.file, today=Clock.showing(options.today).today())
    if options.cell:
        plan = placed(plan, tidy(options.cell))
    facts = plan_facts(plan)
    words = _(
        "{rows} rows: {people} people, {again} recognised again, {skipped} rows skipped, {doubts} doubts.",
        rows=plan.rows,
        people=len(plan.people),
        again=plan.recognised_again,
        skipped=len(plan.skipped),
        doubts=len(plan.doubts),
    )
    if plan.converted:
        words += "\n" + converted_words(plan.converted)
    if plan.untold:
        words += "\n" + f"{place_words(plan)} {plan.untold[0].cell or '–'}"
    if not options.dry_run:
        with open_register(options) as register:
            done = register.write(carry_out, plan).result()
        facts["done"] = {"added": done.added, "known": done.known, "cells_added": done.cells_added}
        words += "\n" + _("Taken in: {added} new, {known} known already.", added=done.added, known=done.known)
    listing = [f"{doubt.row}{doubt.column}\t{doubt.code}\t{say(doubt.message)}" for doubt in plan.doubts]
    return Answer("\n".join([words, *listing]), facts)


def plan_facts(plan: Any) -> dict[str, Any]:
    """An import plan as facts: counts, faults by row, states, cells."""
    return {
        "rows": plan.rows,
        "people": len(plan.people),
        "recognised_again": plan.recognised_again,
        "problems": plan.problems,
        "by_status": plan.by_status,
        "by_cell": plan.by_cell,
        "women": plan.women,
        "converted_cells": plan.converted,
        "names": [person.person.full_name for person in plan.people],
        "cell_of_title": plan.title_cell,
        "without_cell_of_their_own": len(plan.untold),
        "missing_columns": list(plan.missing),
        "columns_not_read": list(plan.unread),
        "skipped": [{"row": one.row, "text": one.text} for one in plan.skipped],
        "doubts": [
            {"row": one.row, "column": one.column, "code": one.code, "text": say(one.message)}
            for one in plan.doubts
        ],
    }


def _check(options: argparse.Namespace) -> Answer:
    from desktop.storage.check import check

    with open_register(options) as register:
        checked = register.read(check).result()
    facts = {"whole": checked.whole, **asdict(checked)}
    if checked.whole:
        words = _("The register is whole: {n} records, the log and the tables agree.", n=checked.records)
    else:
        following = _(
            "Change nothing. Restore the last good backup, or ask for help and read these lines out."
        )
        lines = [f"{fault.where}: {fault.what}" for fault in checked.faults]
        words = "\n".join([_("The register has faults."), *lines, following])
    return Answer(words, facts, DONE if checked.whole else NO)


def _backup(options: argparse.Namespace) -> Answer:
    from desktop.storage.safekeeping import save_backup

    with open_register(options) as register:
        backup = save_backup(register, options.to)
    return Answer(_("Backup written and checked: {file}", file=str(backup.path)), {"file": str(backup.path)})


def _restore(options: argparse.Namespace) -> Answer:
    from desktop.keys.recovery import RecoveryCode
    from desktop.storage.opening import exists
    from desktop.storage.safekeeping import bring_back, with_passphrase, with_recovery

    ground = ground_of(options)
    present = None
    if options.recovery_code_file is not None:
        prove = with_recovery(RecoveryCode.parse(first_line(options.recovery_code_file)))
    else:
        words = passphrase(options)
        if exists(ground.home):
            present = (account_id(ground.home, options.account), words)
        prove = with_passphrase(present[0] if present else options.account, words)
    restored = bring_back(ground, options.file, prove=prove, present=present, why=options.why)
    facts = {"database": restored.database.name, "missing_files": list(restored.missing)}
    told = (
        _("The backup is the register now; what lay here before is kept aside.")
        if restored.set_aside
        else _("The backup is the register now.")
    )
    return Answer(told, facts)


def _selftest(options: argparse.Namespace) -> Answer:
    from desktop.selftest import prove

    facts = prove()
    words = "\n".join(f"{name}: {verdict}" for name, verdict in facts["steps"].items())
    return Answer(words, facts, DONE if facts["whole"] else NO)
