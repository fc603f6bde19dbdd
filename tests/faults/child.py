"""What is killed: a program that opens a register and saves, saying aloud what it has saved."""

import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.storage.opening import Secrets, opened

from desktop import kinds
from desktop.basics.clock import Clock
from desktop.basics.errors import Trouble
from desktop.basics.places import resources
from desktop.meetings.bundle import KIND as MEETING
from desktop.members.bundle import KIND as MEMBER
from desktop.organisations.bundle import KIND as ORGANISATION
from desktop.rulebook.book import Rulebook
from desktop.storage.register import Ground, Register
from desktop.storage.work import Work

CELL = "00000000-0000-7000-8000-000000000000"
TOLD = 3
"""The exit code after a trouble that was put into words."""


def ground(home: Path, state: Path) -> Ground:
    """What the child, and the test after it, opens the register on."""
    return Ground(home, state, kinds.ALL, Rulebook.load(resources() / "rules"), Clock())


def id_of(n: int, what: int) -> str:
    """The same ids in each run, so that a second run completes the first."""
    return f"{n:08x}-{what:04x}-7000-8000-000000000001"


def save(work: Work, n: int) -> None:
    """A member, a meeting with that member, and a sealed paper, in one unit of work."""
    member, meeting = id_of(n, 1), id_of(n, 2)
    if work.get(ORGANISATION, CELL) is None:
        work.put(ORGANISATION, CELL, {"name": "Chi bộ", "parents": [], "names": [], "terms": []})
    work.put(MEMBER, member, {part: [] for part in MEMBER.parts} | {"full_name": f"Nông Thị {n}"})
    line = {"id": id_of(n, 3), "member_id": member, "status": "PRESENT", "stage": "OFFICIAL"}
    document: dict[str, Any] = {part: [] for part in MEETING.parts} | {
        "organisation_id": CELL,
        "kind": "REGULAR",
        "state": "FINISHED",
        "period_year": 2026,
        "period_month": 11,
        "started_at": datetime(2026, 11, 3, 19, 30),
        "information": "thông tin " * 300,
        "attendance": [line | {"votes": True, "late": False, "exempt": False}],
        "paper_sha256": work.keep_file(f"biên bản {n} ".encode() * 300, "application/pdf", "bien-ban.pdf"),
    }
    work.put(MEETING, meeting, document)


def saving(register: Register, count: int) -> None:
    """Save ``count`` times."""
    for n in range(count):
        register.write(save, n).result()
        print(f"saved {n}", flush=True)


def typing(register: Register, count: int) -> None:
    """Keep a draft again and again, as a form does at each pause."""
    for n in range(count):
        register.write(lambda work, n=n: work.keep_draft("meeting", CELL, "cell", {"typed": n})).result()
        print(f"kept {n}", flush=True)
        time.sleep(0.02)


def main() -> int:
    """``child.py saving|typing COUNT HOME STATE SECRET PROOF``"""
    run = {"saving": saving, "typing": typing}[sys.argv[1]]
    try:
        register = opened(
            ground(Path(sys.argv[3]), Path(sys.argv[4])), Secrets(*map(bytes.fromhex, sys.argv[5:7]))
        )
        run(register, int(sys.argv[2]))
        register.close()
    except Trouble as trouble:
        print(f"trouble {trouble.code}", flush=True)
        return TOLD
    print("closed", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
