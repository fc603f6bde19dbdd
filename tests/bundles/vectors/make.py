"""Makes the vectors of this release: ``python -m tests.bundles.vectors.make``. Run once a release, never again.

A vector is named for what it expects: ``valid-…`` is read, ``BUN-22-…`` is refused by that code. Keys, times,
salts and ids are fixed; the seal and the CMS are random by design. ``expected.json`` says what is inside.
A file that is already there is left alone: what one release wrote, every later one must read as it is.
"""

import base64
import hashlib
import io
import json
import sys
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from desktop.bundles.batches import Stored
from desktop.bundles.format import BundleKind
from desktop.bundles.manifest import Sender
from desktop.bundles.receipt import LISTS, NO_PREVIOUS, Position, Receipt, Seen, State, write_receipt
from desktop.bundles.write import Addressee, Letter, write_data, write_document
from desktop.exchange.office import lists_told
from desktop.keys import cms
from desktop.keys.authority import Authority, request_for
from desktop.keys.signer import Signer, new_secret, write_secret
from desktop.keys.trust import Trust
from desktop.storage.log import text_of
from desktop.storage.snapshot import encode
from tests.bundles import forge, test_hostile
from tests.bundles.forge import Draft, Listed, chained, small_log

FOLDER = Path(__file__).parent
START = datetime(2026, 11, 1, tzinfo=UTC)
HOSTILE = (
    "cover_was_exchanged",
    "signed_by_another_unit",
    "passed_on_by_its_rightful_reader",
    "frame_twice",
    "bomb_that_keeps_its_size_to_itself",
    "a_number_is_left_out",
    "wrong_previous_hash",
    "last_group_is_cut_off",
    "branch_on_another_hash",
    "piece_whose_hash_differs",
    "totals_lie",
    "needs_a_later_reader",
)


def medium_log() -> list[Draft]:
    """More records than one batch holds."""
    long = [Draft("meeting", f"h-{n}", pieces={"t": encode({"text": f"{n} " * 60_000})}) for n in range(20)]
    return [*small_log(), *long]


def digest_of(records: list[Stored]) -> str:
    """One hash over everything that a record is."""
    whole = hashlib.sha256()
    for record in records:
        whole.update(record.header)
        for piece in ("a", "b", "t"):
            whole.update((record.salts[piece] or b"-") + (record.payloads[piece] or b"-"))  # type: ignore[index]  # all three are there
    return whole.hexdigest()


class Office:
    """A superior and an enrolled unit with real certificates, made for these vectors only."""

    def __init__(self) -> None:
        authority = Authority.found("Đảng ủy cấp trên", forge.SUPERIOR, START)
        key = new_secret()
        self.authority, certificate = authority.issue_device(
            request_for(key, forge.UNIT), "Đảng ủy xã Bằng Lãng", forge.UNIT, START
        )
        self.device = Signer(certificate, (authority.issuing.certificate,), write_secret(key))

    def trust(self) -> Trust:
        return self.authority.trust()

    def letter(self, kind: BundleKind, number: int, *, down: bool = False, to: bool = True) -> Letter:
        """From the unit up, or from the superior down (sealed to the same key, for simplicity)."""
        signer = self.authority.collector if down else self.device
        unit, other = (forge.SUPERIOR, forge.UNIT) if down else (forge.UNIT, forge.SUPERIOR)
        sender = Sender(unit, "may-1", signer.certificate.sha256)
        addressees = (Addressee(other, forge.SEALER.public),) if to else ()
        return forge.letter(
            kind=kind, sender=sender, to=addressees, number=number, bundle_id=f"{number:032x}"
        )


def main() -> None:
    office = Office()
    up = partial(cms.sign, signer=office.device, at=forge.MOMENT)
    down = partial(cms.sign, signer=office.authority.collector, at=forge.MOMENT)
    expected: dict[str, object] = {}
    files: dict[str, bytes] = {}

    def data(
        name: str, number: int, drafts: list[Draft], first: int = 1, blobs: tuple[bytes, ...] = ()
    ) -> None:
        records = chained(drafts)
        target = io.BytesIO()
        source = Listed(records, first)
        carried = [forge.Blob(hashlib.sha256(b).hexdigest(), lambda b=b: b) for b in blobs]
        letter = office.letter(BundleKind.DATA, number)
        written = write_data(letter, source, up, target, blobs=carried, blob_secret=forge.SECRET)
        files[name] = target.getvalue()
        expected[name] = {
            "blobs": sorted(blob.sha256 for blob in carried),
            "content_id": written.manifest.content_id,
            "head": source.log.head,
            "records": digest_of(records[first - 1 :]),
            "state_root": written.manifest.state_root,
        }

    def document(name: str, letter: Letter, content: dict[str, object], *, below: bool) -> None:
        target = io.BytesIO()
        write_document(letter, content, down if below else up, target)
        files[name] = target.getvalue()
        expected[name] = {"document": content}

    data("valid-small.scb", 1, small_log(), blobs=(b"a scan",))
    data("valid-later-range.scb", 2, small_log(), first=5)
    data("valid-two-batches.scb", 3, medium_log())
    kit = {"root": "fingerprint", "unit": forge.UNIT}
    document("valid-kit.scb", office.letter(BundleKind.KIT, 4, down=True, to=False), kit, below=True)
    order = {"order": "open-incarnation", "q": 7}
    document("valid-instruction.scb", office.letter(BundleKind.INSTRUCTION, 5, down=True), order, below=True)
    head = chained(small_log())[-1]
    receipt = Receipt(
        forge.SUPERIOR,
        forge.UNIT,
        forge.SECOND_INC,
        1,
        NO_PREVIOUS,
        Position(forge.INC, 1, 7, text_of(head.h)),
        8,
        (Seen("ab" * 32, State.APPLIED),),
        figures={"members": 1},
    )
    told = replace(receipt, statements={LISTS: lists_told(office.trust())}, lists_number=1)
    for number, (name, said) in enumerate((("receipt", receipt), ("receipt-with-lists", told)), 6):
        target = io.BytesIO()
        write_receipt(office.letter(BundleKind.RECEIPT, number, down=True), said, down, target)
        files[f"valid-{name}.scb"] = target.getvalue()
        expected[f"valid-{name}.scb"] = {"document": said.to_document()}
    for name in HOSTILE:
        code, make = test_hostile.CASES[name]
        files[f"{code}-{name.replace('_', '-')}.scb"] = make()
    trust = office.trust()
    expected["trust"] = {
        "issuers": [base64.b64encode(one.der).decode() for one in trust.issuers],
        "lists": [base64.b64encode(one).decode() for one in trust.lists],
        "roots": [base64.b64encode(one.der).decode() for one in trust.roots],
    }
    release = FOLDER / sys.argv[1]
    if release.exists():
        raise SystemExit("vectors are never made anew")
    release.mkdir()
    for name, content in files.items():
        (release / name).write_bytes(content)
    (release / "expected.json").write_text(
        json.dumps(expected, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8"
    )


if __name__ == "__main__":
    main()
