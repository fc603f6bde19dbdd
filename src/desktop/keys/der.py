"""Whether bytes are one value in DER, as far as lengths go: checked before any parser sees a stranger's bytes.

Definite, shortest lengths, nothing behind the end, bounded depth and number of values; so one text has one
form, and no parser can be kept busy.
"""

from typing import Final

_DEEPEST: Final = 24
_MOST: Final = 4000
_CONSTRUCTED: Final = 0x20
_LONG: Final = 0x80
_HIGH_TAG: Final = 0x1F


def is_der(content: bytes) -> bool:
    """One value, wholly; False for anything else."""
    left = [_MOST]
    try:
        return _values(content, 0, len(content), _DEEPEST, left) == 1
    except (IndexError, ValueError):
        return False


def _values(content: bytes, at: int, end: int, depth: int, left: list[int]) -> int:
    """How many values lie side by side between two places. ValueError if they don't fill it exactly."""
    if depth == 0:
        raise ValueError
    count = 0
    while at < end:
        left[0] -= 1
        tag = content[at]
        start, length = _length(content, at + 1)
        if tag & _HIGH_TAG == _HIGH_TAG or start + length > end or left[0] < 0:
            raise ValueError
        if tag & _CONSTRUCTED:
            _values(content, start, start + length, depth - 1, left)
        at = start + length
        count += 1
    return count


def _length(content: bytes, at: int) -> tuple[int, int]:
    """Where the value begins, and how long it is."""
    first = content[at]
    if first < _LONG:
        return at + 1, first
    octets = first - _LONG
    if not 1 <= octets <= 4:
        raise ValueError
    length = int.from_bytes(content[at + 1 : at + 1 + octets], "big")
    if length < _LONG or length < 1 << 8 * (octets - 1):
        raise ValueError
    return at + 1 + octets, length


def tagged(tag: int, *contents: bytes) -> bytes:
    """One value: a tag, the length, and the contents behind one another."""
    body = b"".join(contents)
    if len(body) < _LONG:
        return bytes((tag, len(body))) + body
    octets = (len(body).bit_length() + 7) // 8
    return bytes((tag, _LONG + octets)) + len(body).to_bytes(octets, "big") + body


def outer_length(content: bytes) -> int:
    """How long the value at the beginning is, tag and length included; 0 if there is none."""
    try:
        start, length = _length(content, 1)
    except (IndexError, ValueError):
        return 0
    return start + length
