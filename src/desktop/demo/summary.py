"""What stands in ``summary.json``: every figure, file and verdict of the demonstration."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from desktop.basics.language import say
from desktop.bundles.drive import Carried
from desktop.demo.commune import Commune
from desktop.demo.sample import Entered, Sample
from desktop.demo.stage import ACCOUNT, MADE_BY, PASSPHRASE, SUPERIOR_ACCOUNT, Folders
from desktop.demo.superior import Collected
from desktop.demo.year import Chronicle
from desktop.exchange.receive import Received, sentence
from desktop.storage.backup_file import Backup
from desktop.storage.check import Checked


@dataclass(frozen=True, slots=True)
class Played:
    """All that came of the story. ``rounds``: the first, then the second as usual, with confirmation, and again."""

    commune: Commune
    chronicle: Chronicle
    entered: Entered
    sample: Sample
    enrolled: Sequence[dict[str, str]]
    sent: Sequence[Carried]
    rounds: tuple[Collected, Collected, Collected, Collected]
    answers: Sequence[Received]
    checked: Checked
    backup: Backup
    pictures: Sequence[str]


def summary_of(folders: Folders, today: date, played: Played) -> dict[str, Any]:
    """The summary but for what only the building knows: seconds, screen, crashes."""
    entered, checked = played.entered, played.checked
    return {
        "made_by": MADE_BY,
        "finished": True,
        "today": today.isoformat(),
        "paths": _paths(folders) | {"backup": str(played.backup.path)},
        "account": ACCOUNT,
        "passphrase": PASSPHRASE,
        "superior_account": SUPERIOR_ACCOUNT,
        "counts": {
            "cells": len(played.commune.cell_ids),
            "members": played.commune.members,
            "left": played.commune.left,
            "meetings": played.chronicle.tale.facts(),
        },
        "sample": entered.facts,
        "verdicts": _verdicts(entered.facts, played.sample["figures"]),
        "minutes": {
            "file": str(folders.minutes),
            "sha256": hashlib.sha256(entered.paper).hexdigest(),
            "bytes": len(entered.paper),
            "check_code": entered.signed.digest,
            "holds": entered.verdict.holds,
            "summary": say(entered.verdict.summary()),
            "signed_by": [one.name for one in entered.verdict.signatures],
        },
        "exchange": _exchange(played),
        "check": {key: value for key, value in asdict(checked).items() if key != "faults"}
        | {"whole": checked.whole, "faults": [asdict(fault) for fault in checked.faults]},
        "screens": list(played.pictures),
    }


def _paths(folders: Folders) -> dict[str, str]:
    return {
        "home": str(folders.home),
        "state": str(folders.state),
        "passphrase": str(folders.passphrases),
        "minutes": str(folders.minutes),
        "superior": str(folders.superior),
        "superior_passphrase": str(folders.superior_passphrase),
        "stick": str(folders.stick),
        "screens": str(folders.screens),
    }


def _exchange(played: Played) -> dict[str, Any]:
    first, ordinary, confirmed, again = played.rounds
    return {
        "enrolled": played.enrolled,
        "first_round": first.files,
        "sent": [asdict(file) for file in played.sent],
        "collected": ordinary.files,
        "collected_confirmed": confirmed.files,
        "collected_again": again.files,
        "receipts": again.receipts,
        "received": [
            {"verdict": one.verdict.value, "open": one.open, "words": say(sentence(one))}
            for one in played.answers
        ],
    }


def _verdicts(facts: dict[str, Any], figures: Any) -> dict[str, bool]:
    """Whether each figure that the sample says came out."""
    votes = facts["votes"]
    found = {
        "total": facts["total"],
        "official": facts["official"],
        "probationary": facts["probationary"],
        "present": facts["present"],
        "excused": facts["excused"],
        "exempt_absent": facts["exempt_absent"],
        "elsewhere": facts["elsewhere"],
        "summoned": facts["summoned"],
        "present_eligible": facts["present_eligible"],
        "need_majority": votes[0]["need"],
        "need_two_thirds": votes[1]["need"],
        "attendance_tenths": round(facts["attendance_percent"] * 10),
        "score_tenths": round(facts["score"] * 10),
    }
    return {name: value == figures[name] for name, value in found.items()}
