"""The superior of the demonstration: its register, the enrolment by stick, certificates, what it takes in."""

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from desktop.basics.language import say
from desktop.basics.places import write_safely
from desktop.bundles.format import BundleKind, read_sealed
from desktop.bundles.names import FOLDER, INWARD, OUTWARD, bundles_on, file_name
from desktop.demo.stage import (
    CLERK,
    PROVINCE,
    SECRETARY,
    SIGNING_PASSPHRASES,
    SUPERIOR,
    SUPERIOR_ACCOUNT,
    SUPERIOR_PASSPHRASE,
)
from desktop.exchange import outcomes
from desktop.exchange.confirm import Confirmation, confirm
from desktop.exchange.enrolling import (
    accept,
    ask,
    certify_person,
    give_kit,
    grant,
    look_at_request,
    public_trust,
)
from desktop.exchange.outcomes import Outcome, Refusal
from desktop.exchange.reception import data_files, take
from desktop.keys.passphrase import FLOOR
from desktop.keys.trust import FOLDER as TRUST
from desktop.organisations.actions import found_unit
from desktop.organisations.rules.words import OrganisationKind
from desktop.storage.opening import Founder, found
from desktop.storage.register import Ground, Register
from desktop.storage.signing_keys import keep_signing_key

_DEVICE = "Máy văn phòng Đảng ủy"


@dataclass(frozen=True, slots=True)
class Steps:
    """Nobody waits in front of a bar."""

    stopped: bool = False

    def report(self, done: int, total: int, words: str) -> None:
        """Nothing to show."""


@dataclass(frozen=True, slots=True)
class Collected:
    """What became of the files on the stick, and the receipts that lie there now."""

    files: tuple[dict[str, Any], ...]
    receipts: tuple[str, ...]


def found_superior(ground: Ground, home: Path) -> Register:
    """The superior's register, with nothing in it but its own name."""
    here = replace(ground, home=home)
    register, _code = found(here, Founder(SUPERIOR_ACCOUNT, SUPERIOR, SUPERIOR_PASSPHRASE), FLOOR)
    register.settle()
    register.write(found_unit, PROVINCE, OrganisationKind.PROVINCE.value, "", "Cao Bằng").result()
    return register


def enrol(unit: Register, name: str, above: Register, stick: Path) -> dict[str, str]:
    """Kit, request and answer by the stick, with the phrase read over the telephone; gives what was said."""
    given = above.write(give_kit, name).result()
    kit = _lay(stick, BundleKind.KIT, name, above, given.file)
    asked = unit.write(ask, kit.read_bytes(), given.code.written(), _DEVICE).result()
    request = _lay(stick, BundleKind.REQUEST, name, unit, asked.file)
    looked = above.read(look_at_request, request.read_bytes()).result()
    answer = above.write(grant, request.read_bytes(), " ".join(asked.read_aloud)).result()
    granted = _lay(stick, BundleKind.GRANT, name, above, answer)
    trust = unit.write(accept, granted.read_bytes(), " ".join(looked.read_aloud)).result()
    trust.write(unit.ground.home / TRUST)
    above.read(public_trust).result().write(above.ground.home / TRUST)
    for file in (kit, request, granted):
        file.unlink()
    return {
        "unit": name,
        "device": looked.request.device,
        "unit_reads": " ".join(asked.read_aloud),
        "superior_reads": " ".join(looked.read_aloud),
    }


def collect(above: Register, stick: Path, why: str = "") -> Collected:
    """Take in what lies on the stick and lay a receipt beside it for each unit.

    With ``why``, what trips a rule is confirmed with it; otherwise such a file stays as it is.
    """
    confirmed = confirm(above, Confirmation(SUPERIOR_PASSPHRASE, reason=why)) if why else None
    taken = take(above, data_files([stick]), Steps(), confirmed)
    files = tuple({"file": str(path), **facts_of(outcome)} for path, outcome in taken.outcomes)
    return Collected(files, tuple(str(one.carried.path) for one in taken.receipts if one.carried))


def facts_of(outcome: Outcome) -> dict[str, Any]:
    """What the summary says of a file that was taken in."""
    facts: dict[str, Any] = {
        "outcome": type(outcome).__name__,
        "words": say(outcomes.sentence(outcome, taken=True)),
    }
    if isinstance(outcome, Refusal):
        facts["code"] = outcome.code
    elif not isinstance(outcome, outcomes.TooNew):
        summary = outcome.summary
        facts |= {"first": summary.first, "last": summary.last, "new": summary.new}
    return facts


def certify(above: Register, unit: Register) -> None:
    """Key files for the two who sign the sample's minutes, kept in the unit's register."""
    posts = {SECRETARY: "Bí thư Chi bộ", CLERK: "Chi ủy viên"}
    for name, passphrase in SIGNING_PASSPHRASES.items():
        made = above.write(certify_person, name, posts[name], passphrase).result()
        unit.write(keep_signing_key, made.pkcs12, passphrase).result()


def receipts_for(unit: Register, stick: Path) -> tuple[Path, ...]:
    """The receipts on the stick that are addressed to this unit, in the order of their names."""
    return tuple(path for path in bundles_on(stick) if path.parent.name == INWARD and _is_for(unit, path))


def clear_stick(stick: Path) -> None:
    """Take away what was carried already."""
    for path in bundles_on(stick):
        path.unlink()


def spoil_copy(path: Path) -> None:
    """Lay a copy beside a file in which one bit fell over, as old sticks do it."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.with_name(f"{path.stem}-hong{path.suffix}").write_bytes(content)


def _is_for(unit: Register, path: Path) -> bool:
    to = read_sealed(partial(path.open, "rb")).untrusted_header.to
    return to is not None and unit.unit in to


def _lay(stick: Path, kind: BundleKind, name: str, by: Register, content: bytes) -> Path:
    short = name.removeprefix("Đảng bộ ")
    path = stick / FOLDER / OUTWARD / file_name(kind, "", short, by.ground.clock.today(), 1)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_safely(path, content)
    return path
