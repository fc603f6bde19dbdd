"""Canonical JSON: what is read must be exactly what would have been written (FORMAT.md, section 1).

Writing the parsed value again and comparing bytes finds duplicate keys, white space, odd escapes, lone
surrogates and unsorted keys at the speed of the C parser. What that can't see is looked at beside it.
"""

import json
from typing import Any, NoReturn

from desktop.basics.text import nfc

Json = dict[str, object]

DEPTH = 16
LONGEST_TEXT = 256 * 1024
LARGEST_INTEGER = 2**53 - 1
_DIGITS = bytes.maketrans(b"123456789", b"0" * 9)
_LONG_NUMBER = b"0" * 16
_HOLDERS = frozenset((dict, list))


class NotCanonical(ValueError):
    """These bytes aren't canonical JSON; the text says which rule."""


def read_object(content: bytes, *, rewrite: bool = True) -> Json:
    """The object. Raises only ``NotCanonical``.

    Without ``rewrite`` the bytes aren't compared with their own rewriting: for what this program wrote itself.
    """
    try:
        text = content.decode("utf-8")
        value, end = _DECODER.raw_decode(text)  # unlike ``decode``, it passes over no white space
        same = (
            isinstance(value, dict) and end == len(text) and (not rewrite or _ENCODER.encode(value) == text)
        )
    except NotCanonical:
        raise
    except RecursionError:
        raise NotCanonical("too deep") from None
    except (ValueError, MemoryError):  # not UTF-8, not JSON, a lone surrogate, a number of 5,000 digits
        raise NotCanonical("not JSON") from None
    if not same:
        raise NotCanonical("not canonical")
    assert isinstance(value, dict)
    if not _plainly_within(content, text):
        _examine(value, 1)
    elif content.count(b"{") + content.count(b"[") > DEPTH:
        _mind_nesting(value)
    return value


def written(value: Json) -> bytes:
    """The canonical bytes. ``ValueError`` for what has none (a lone surrogate)."""
    return _ENCODER.encode(value).encode()


def _plainly_within(content: bytes, text: str) -> bool:
    """Whether nothing in so few bytes can break the other rules but depth; almost every record is such a one."""
    return (
        len(content) <= LONGEST_TEXT
        and _LONG_NUMBER not in content.translate(_DIGITS)
        and (text.isascii() or nfc(text) == text)
    )


def _mind_nesting(value: Json) -> None:
    """Depth alone, looking into what holds other values only."""
    level: list[Any] = [value]  # the narrower types cost half of the time that this saves
    for _ in range(DEPTH):
        deeper: list[Any] = []
        for outer in level:
            inner = outer.values() if type(outer) is dict else outer
            if not _HOLDERS.isdisjoint(map(type, inner)):
                deeper += [one for one in inner if type(one) in _HOLDERS]
        if not deeper:
            return
        level = deeper
    raise NotCanonical("too deep")


def _examine(value: object, depth: int) -> None:
    if isinstance(value, dict):
        _mind_depth(depth)
        for key, inner in value.items():
            _mind_text(key)
            if nfc(key) != key:
                raise NotCanonical("a key that isn't composed")
            _examine(inner, depth + 1)
    elif isinstance(value, list):
        _mind_depth(depth)
        for inner in value:
            _examine(inner, depth + 1)
    elif isinstance(value, str):
        _mind_text(value)
    elif isinstance(value, int) and abs(value) > LARGEST_INTEGER:
        raise NotCanonical("a number too large")


def _mind_depth(depth: int) -> None:
    if depth > DEPTH:
        raise NotCanonical("too deep")


def _mind_text(text: str) -> None:
    if len(text) > LONGEST_TEXT // 4 and len(text.encode()) > LONGEST_TEXT:
        raise NotCanonical("a text too long")


def _no_float(_: str) -> NoReturn:
    raise NotCanonical("a number with a point")


# Made once: one of each for every record would cost more than the records.
_DECODER = json.JSONDecoder(parse_float=_no_float, parse_constant=_no_float)
_ENCODER = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, check_circular=False
)
