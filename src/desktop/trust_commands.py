"""Commands of the command line about signatures and trust. ``verify`` needs neither register nor passphrase."""

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path

from desktop.answer import DONE, NO, Answer
from desktop.basics.clock import Clock
from desktop.basics.errors import Trouble
from desktop.basics.language import msg, say
from desktop.basics.places import data_home

Run = Callable[[argparse.Namespace], Answer]
_LARGEST_PDF = 64 * 1024 * 1024


def add_to(command: Callable[[str, Run, str], argparse.ArgumentParser]) -> None:
    """Add these commands to the command line."""
    verify = command("verify", _verify, "check a signed PDF: who signed, whole, trusted, unchanged since")
    verify.add_argument("file", type=Path)
    verify.add_argument(
        "--root", type=Path, action="append", default=[], metavar="FILE", help="trust this root too"
    )
    verify.add_argument(
        "--filed", type=date.fromisoformat, metavar="DATE", help="judge at the day the paper was filed"
    )


def _verify(options: argparse.Namespace) -> Answer:
    from desktop.documents.verify import Found, verify
    from desktop.keys.trust import FOLDER, Trust, read_file

    trust = Trust.read(data_home(options.home) / FOLDER)
    for file in options.root:
        trust = trust.joined(read_file(file))
    verdict = verify(_read(options.file), trust, Clock.showing(options.today).today(), options.filed)

    def told(one: Found) -> dict[str, object]:
        return {
            "name": one.name,
            "issuer": one.issuer,
            "certificate": one.certificate,
            "claimed": one.claimed,
            "whole": one.whole,
            "standing": one.standing.name.lower(),
            "since": one.since.name.lower(),
            "holds": one.holds,
        }

    facts = {
        "holds": verdict.holds,
        "summary": say(verdict.summary()),
        "judged_at": verdict.judged_at,
        "empty_places": verdict.empty,
        "signatures": [told(one) for one in verdict.signatures],
    }
    words = "\n".join(say(line) for line in verdict.lines())
    return Answer(words, facts, DONE if verdict.holds else NO)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as opened:
            return opened.read(_LARGEST_PDF + 1)
    except OSError as error:
        raise Trouble("CLI-01", msg("The file {file} can't be read.", file=str(path))) from error
