"""Units of mean size and what they send, for measuring a collector's first load.

As a program of its own it takes in every file of a folder and says by how many bytes the process grew:
``python -m tests.benchmarks.loading GROUND SECRET PROOF FOLDER``.
"""

import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from tests.benchmarks.measuring import SENTENCE, meeting, names, person
from tests.bundles.forge import Draft, Listed, chained
from tests.storage.opening import Secrets, opened

from desktop import kinds
from desktop.basics.clock import Clock
from desktop.basics.ids import new_id
from desktop.basics.places import resources
from desktop.bundles.format import BundleKind
from desktop.bundles.manifest import Branch, Sender
from desktop.bundles.write import Addressee, Letter, write_data, write_file
from desktop.exchange.office import Office, Unit, become_collector, enter_unit, keep_office
from desktop.exchange.outcomes import Ready
from desktop.exchange.take_in import take_in
from desktop.keys import cms
from desktop.keys.authority import request_for
from desktop.keys.sealing import Sealer
from desktop.keys.signer import Signer, new_secret, write_secret
from desktop.meetings.bundle import KIND as MEETING
from desktop.members.bundle import KIND as MEMBER
from desktop.organisations.bundle import KIND as ORGANISATION
from desktop.rulebook.book import Rulebook
from desktop.storage.incarnation import new_incarnation_id
from desktop.storage.records import Document, Kind
from desktop.storage.register import Ground, Register
from desktop.storage.snapshot import encode, split
from desktop.storage.work import Work

TODAY = date(2026, 11, 9)
MEMBERS, CELLS, MONTHS = 36, 3, 13
RECORDS = 336
"""A mean provincial organisation, first load and a year: 36 members, 3 cells, 39 meetings."""


@dataclass(frozen=True)
class Sending:
    """An enrolled unit: its URN and what it signs with."""

    urn: str
    signer: Signer


def enrolled(register: Register, count: int) -> tuple[Office, list[Sending]]:
    """So many units, enrolled at once."""

    def enrol(work: Work) -> tuple[Office, list[Sending]]:
        office = become_collector(work, "Đảng ủy tỉnh")
        authority, units = office.authority, []
        for number in range(count):
            urn, key, sealer = f"urn:sochibo:{new_id()}", new_secret(), Sealer.new()
            authority, certificate = authority.issue_device(request_for(key, urn), "Máy", urn, work.now)
            enter_unit(work, Unit(urn, f"Chi bộ xã {number}", sealer.public, certificate.sha256))
            signer = Signer(certificate, (authority.issuing.certificate,), write_secret(key))
            units.append(Sending(urn, signer))
        office = Office(authority, office.sealer)
        keep_office(work, office)
        return office, units

    return register.write(enrol).result()


def log_of(seed: int, records: int = RECORDS) -> Listed:
    """A unit's log: cells, people, meetings with full minutes, each saved again until there are so many records."""
    inc, chance = new_incarnation_id(), random.Random(seed)
    opening = encode({"epoch": 1, "inc": inc, "reason": "first"})
    drafts = [Draft("sys.incarnation", inc, "sys", {"a": opening})]
    drafts += (draft(kind, id_, document) for kind, id_, document in saved(chance, seed, records - 1))
    for one in drafts:
        one.inc = inc
    life = Branch(inc, 1, None, None, None, "2026-01-05T08:00:00+07:00", "first", "user-1")
    return Listed(chained(drafts), lineage=(life,))


def draft(kind: Kind, id_: str, document: Document) -> Draft:
    """The record of a save."""
    return Draft(kind.name, id_, pieces=split(kind, document))


def saved(chance: random.Random, seed: int, count: int) -> Iterator[tuple[Kind, str, Document]]:
    """What the unit saves, in order: everything once, then people and meetings again."""
    empty: Document = {"kind": "CHI_BO_TRUC_THUOC", "parents": [], "names": [], "terms": []}
    cells = [new_id() for _ in range(CELLS)]
    made: list[tuple[Kind, str, Document]] = [
        (ORGANISATION, cell, empty | {"name": f"Chi bộ {n}"}) for n, cell in enumerate(cells)
    ]
    people = [(new_id(), name) for name in names(MEMBERS, seed)]
    made += [
        (MEMBER, id_, person(name, cells[number % CELLS], number))
        for number, (id_, name) in enumerate(people)
    ]
    for month in range(MONTHS):
        for place, cell in enumerate(cells):
            those = [id_ for id_, _ in people[place::CELLS]]
            held = meeting(cell, those, month, month % 12 + 1)
            made.append((MEETING, new_id(), held | {"period_year": 2025 + month // 12}))
    yield from made[:count]
    for number in range(count - len(made)):
        kind, id_, document = chance.choice(made[CELLS:])
        text = {"conclusion": SENTENCE * 6 + str(number)} if kind is MEETING else {"card_no": f"{number:08d}"}
        yield kind, id_, document | text


def bundle_of(office: Office, collector: str, sending: Sending, source: Listed, path: Path) -> None:
    """What the unit sends first, sealed and signed."""
    certificate = sending.signer.certificate
    letter = Letter(
        kind=BundleKind.DATA,
        sender=Sender(sending.urn, f"{certificate.serial:x}", certificate.sha256),
        to=(Addressee(collector, office.sealer.public),),
        number=1,
        created=Clock.showing(TODAY).now().replace(microsecond=0),
        app="sochibo 0.1.0",
        can_read={kind.name: kind.version for kind in kinds.ALL.all},
    )
    sign: Callable[[bytes], bytes] = partial(cms.sign, signer=sending.signer, at=letter.created)
    write_file(path, lambda target: write_data(letter, source, sign, target))


def ground_of(folder: Path, rulebook: Rulebook | None = None) -> Ground:
    """Where a collector's register lies."""
    rules = rulebook or Rulebook.load(resources() / "rules")
    return Ground(folder / "home", folder / "state", kinds.ALL, rules, Clock.showing(TODAY))


def memory() -> tuple[int, int]:
    """Resident now and at most so far, in bytes. (``ru_maxrss`` would count the parent before ``exec``.)"""
    told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(told["VmRSS"].split()[0]) * 1024, int(told["VmHWM"].split()[0]) * 1024


def main(words: list[str]) -> None:
    """Take in every file and print how far the process rose above what it was when it had nothing to do."""
    register = opened(ground_of(Path(words[0])), Secrets(*map(bytes.fromhex, words[1:3])))
    register.write(lambda work: work.today).result()
    paths = sorted(Path(words[3]).glob("*.scb"))
    idle = memory()[0]
    taken = sum(isinstance(take_in(register, path), Ready) for path in paths)
    print(taken, len(paths), memory()[1] - idle)
    register.close()


if __name__ == "__main__":
    main(sys.argv[1:])
