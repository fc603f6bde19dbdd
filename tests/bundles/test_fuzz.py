"""Whatever an enrolled unit signs: it is read or it is refused; nothing else ever leaves the reader."""

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.basics.errors import Refused, Trouble
from desktop.bundles.receipt import Receipt
from desktop.storage.snapshot import encode
from tests.bundles import forge
from tests.bundles.test_receipt import FULL

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["urn:sochibo:x", "A" * 43, "0" * 64, "0" * 32, "2026-11-22", "none", "zstd"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=4,
)


def places_in(found: Any) -> list[Callable[[Any], None]]:
    """A way to put something else into each place of a JSON value."""
    ways: list[Callable[[Any], None]] = []
    keys = found.keys() if isinstance(found, dict) else range(len(found)) if isinstance(found, list) else ()
    for key in keys:
        ways.append(lambda value, key=key: found.__setitem__(key, value))
        ways += places_in(found[key])
    return ways


def disturbed(found: Any, data: st.DataObject, most: int) -> None:
    """Up to so many places changed, or taken away, or added to."""
    for _ in range(data.draw(st.integers(1, most))):
        ways = places_in(found)
        data.draw(st.sampled_from(ways))(data.draw(values))
        if data.draw(st.booleans()) and isinstance(found, dict):
            found.pop(data.draw(st.sampled_from(sorted(found))), None)


def read_or_refused(content: bytes) -> None:
    try:
        forge.delivered(forge.read(content))
    except (Refused, Trouble) as error:
        assert error.code.startswith(("BUN-", "KEY-32"))  # noqa: PT017 - reading it is right as well


@given(st.data())
@settings(max_examples=150)
def test_any_manifest(data: st.DataObject) -> None:
    one = forge.forged()
    one.edit = lambda manifest: disturbed(manifest, data, 2)
    read_or_refused(one.to_bytes())


@given(st.data())
@settings(max_examples=60)
def test_any_cover(data: st.DataObject) -> None:
    one = forge.forged()
    disturbed(one.outer, data, 1)
    read_or_refused(one.to_bytes())


@given(st.data())
@settings(max_examples=150)
def test_any_header(data: st.DataObject) -> None:
    drafts = forge.small_log()
    fields = {
        "q": 2,
        "x": [2, 1],
        "c": {"a": "A" * 43},
        "k": "member",
        "id": "m-1",
        "o": "put",
        "t": "",
        "v": 1,
    }
    disturbed(fields, data, 2)
    drafts[data.draw(st.integers(0, len(drafts) - 1))].header = fields
    try:
        content = forge.forged(forge.chained(drafts)).to_bytes()
    except (AttributeError, KeyError, TypeError, ValueError):  # the forger himself can't make a list of that
        return
    read_or_refused(content)


@given(st.data())
def test_any_frames(data: st.DataObject) -> None:
    """Frames left out, doubled, swapped, with other contents and other lists."""
    one = forge.forged()
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(one.frames) - 1))
        match data.draw(st.integers(0, 4)):
            case 0 if len(one.frames) > 1:
                del one.frames[place]
            case 1:
                one.frames.insert(place, one.frames[data.draw(st.integers(0, len(one.frames) - 1))])
            case 2:
                content = data.draw(st.binary(max_size=80))
                kind = data.draw(st.sampled_from([3, 4, 5, 7, 9]))
                one.frames[place] = forge.part(kind, data.draw(st.integers(0, 3)), content, "a" * (kind == 4))
            case 3:
                one.frames[place].flags = data.draw(st.integers(0, 3))
            case _:
                one.frames[place].content = data.draw(st.binary(max_size=80))
    read_or_refused(one.to_bytes())


@given(st.data())
@settings(max_examples=300)
def test_any_receipt(data: st.DataObject) -> None:
    document: dict[str, Any] = dict(FULL.to_document())
    for key in ("acked", "figures"):
        document[key] = dict(document[key])
    disturbed(document, data, 2)
    try:
        receipt = Receipt.from_document(document)
        assert receipt.to_document().keys() == FULL.to_document().keys()
        assert encode(receipt.to_document())
    except Refused as error:
        assert error.code == "BUN-50"  # noqa: PT017 - reading it is right as well
