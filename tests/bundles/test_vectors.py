"""Bundles that were written once and stay: what one release wrote, every later one reads as it is.

Each release has a folder of its own in ``vectors``. A vector is named for what it expects.
"""

import base64
import io
import json
import subprocess
import sys
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest

from desktop.basics.errors import Refused, Trouble
from desktop.bundles.batches import Stored
from desktop.bundles.read import (
    Me,
    ParsedBundle,
    check_bundle,
    open_bundle,
    parse_bundle,
    read_sealed,
    verify_bundle,
)
from desktop.bundles.receipt import read_receipt
from desktop.keys import cms
from desktop.keys.certificates import Certificate
from desktop.keys.trust import Trust
from tests.bundles import forge
from tests.bundles.vectors.make import digest_of

FOLDER = Path(__file__).parent / "vectors"
ALL = sorted(FOLDER.glob("*/*.scb"))
VALID = [path for path in ALL if path.name.startswith("valid-")]
REFUSED = [path for path in ALL if path not in VALID]


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@cache
def expected(release: Path) -> dict[str, Any]:
    """What is inside, and whom to trust."""
    found: dict[str, Any] = json.loads((release / "expected.json").read_text("utf-8"))
    return found


def trust_of(release: Path) -> Trust:
    words = expected(release)["trust"]
    octets = {name: [base64.b64decode(one) for one in many] for name, many in words.items()}
    return Trust(
        tuple(map(Certificate.parse, octets["roots"])),
        tuple(map(Certificate.parse, octets["issuers"])),
        tuple(octets["lists"]),
    )


def parsed(path: Path) -> ParsedBundle:
    verify = partial(cms.verify, trust=trust_of(path.parent), at=forge.MOMENT)
    sealed = read_sealed(lambda: path.open("rb"))
    to = sealed.untrusted_header.to or (forge.SUPERIOR,)
    return parse_bundle(verify_bundle(open_bundle(sealed, Me(to[0], (forge.SEALER,))), verify))


def test_there_are_vectors_of_each_sort() -> None:
    assert len(VALID) >= 6
    assert len(REFUSED) >= 12


@pytest.mark.parametrize("path", VALID, ids=named)
def test_a_valid_vector_holds_what_it_held(path: Path) -> None:
    words = expected(path.parent)[path.name]
    bundle = parsed(path)
    manifest = bundle.manifest
    assert manifest.to_bytes() == manifest.raw
    if "document" in words:
        assert bundle.document == words["document"]
        if manifest.kind == "receipt":
            assert read_receipt(bundle).to_document() == words["document"]
        return
    records: list[Stored] = []
    blobs: list[str] = []
    check_bundle(bundle).deliver(records.extend, lambda sha256, content: blobs.append(sha256))
    assert manifest.log is not None
    assert {
        "blobs": sorted(blobs),
        "content_id": manifest.content_id,
        "head": manifest.log.head,
        "records": digest_of(records),
        "state_root": manifest.state_root,
    } == words


@pytest.mark.parametrize("path", REFUSED, ids=named)
def test_a_refused_vector_is_refused_by_the_code_in_its_name(path: Path) -> None:
    content = path.read_bytes()
    with pytest.raises((Refused, Trouble)) as caught:
        forge.check_bundle(
            parse_bundle(
                verify_bundle(open_bundle(read_sealed(lambda: io.BytesIO(content)), forge.ME), forge.verify)
            )
        )
    assert path.name.startswith(caught.value.code)


def test_a_bundle_can_be_the_first_thing_that_a_process_reads() -> None:
    """The certificate library learns names as its modules are loaded; a verifier must not depend on a signer."""
    program = (
        "from tests.bundles.test_vectors import FOLDER, parsed;"
        "print(parsed(FOLDER / '0.1/valid-small.scb').manifest.sender.unit)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout == f"{forge.UNIT}\n", done.stderr
