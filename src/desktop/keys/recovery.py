"""The recovery code: 128 random bits on a sheet of paper in the safe, for the day when passphrases are lost.

Crockford's base32 without I, L, O and U, in seven groups of four. The last two characters are check
characters of a Reed-Solomon code over 32 elements: any one or two wrong characters are noticed (so is any
swap of two), and for one wrong character the group it stands in can be named. 128 bits need no slow
derivation: guessing is out of reach.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from desktop.basics.errors import Refused
from desktop.basics.language import msg

MISTYPED = "KEY-06"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, GROUP_LENGTH = 7, 4
_DATA, _CHECKS = 26, 2
_LENGTH = _DATA + _CHECKS
_FORGIVEN = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SEPARATORS = " \t\r\n-–—._·\u00a0"

# Powers of the generator of GF(32), x^5 + x^2 + 1.
_POWER = [1]
for _step in range(30):
    _doubled = _POWER[-1] << 1
    _POWER.append(_doubled ^ 0b100101 if _doubled & 32 else _doubled)
_LOG = {value: place for place, value in enumerate(_POWER)}


@dataclass(frozen=True, slots=True, repr=False)
class RecoveryCode:
    """A recovery code. Shown once, printed or saved where the user chooses, never kept by the program."""

    secret: bytes

    def __post_init__(self) -> None:
        if len(self.secret) != 16:
            raise ValueError("a recovery code has 128 bits")

    @classmethod
    def new(cls) -> "RecoveryCode":
        """A new random code."""
        return cls(os.urandom(16))

    @classmethod
    def parse(cls, text: str) -> "RecoveryCode":
        """The code as typed: any case, any separators, O for 0 and I or L for 1. Refused KEY-06 otherwise."""
        typed = _cleaned(text)
        if len(typed) != _LENGTH:
            raise Refused(
                MISTYPED,
                msg(
                    "A recovery code has {groups} groups of {length} characters; this has {n} characters.",
                    groups=GROUPS,
                    length=GROUP_LENGTH,
                    n=len(typed),
                ),
                msg("Copy it once more from the sheet, group by group."),
            )
        values = _values(typed)
        syndromes = _syndromes(values)
        number = 0
        for value in values[:_DATA]:
            number = number << 5 | value
        if syndromes != (0, 0) or number & 0b11:
            raise _mistyped(_suspect(syndromes))
        return cls((number >> 2).to_bytes(16, "big"))

    @property
    def groups(self) -> tuple[str, ...]:
        """The seven groups, as they are printed."""
        text = self._text()
        return tuple(text[at : at + GROUP_LENGTH] for at in range(0, _LENGTH, GROUP_LENGTH))

    def written(self) -> str:
        """The whole code, groups joined by hyphens."""
        return "-".join(self.groups)

    def confirms(self, typed: Mapping[int, str]) -> bool:
        """Whether the groups typed back (number from 0 → characters) are the code's; forgiving as parse."""
        return bool(typed) and all(
            0 <= number < GROUPS and _cleaned(group) == self.groups[number] for number, group in typed.items()
        )

    def _text(self) -> str:
        number = int.from_bytes(self.secret, "big") << 2
        values = [number >> 5 * (_DATA - 1 - place) & 31 for place in range(_DATA)]
        return "".join(ALPHABET[value] for value in (*values, *_check_values(values)))

    def __repr__(self) -> str:
        return "RecoveryCode(…)"


def groups_to_type_back() -> tuple[int, int]:
    """Two different groups (from 0) that the user is asked to type from his sheet, by chance."""
    first = os.urandom(1)[0] % GROUPS
    second = (first + 1 + os.urandom(1)[0] % (GROUPS - 1)) % GROUPS
    return min(first, second), max(first, second)


def _cleaned(text: str) -> str:
    kept = "".join(letter for letter in text if letter not in _SEPARATORS)
    return kept.upper().translate(_FORGIVEN)


def _values(typed: str) -> list[int]:
    for place, letter in enumerate(typed):
        if letter not in ALPHABET:
            raise _mistyped(place)
    return [ALPHABET.index(letter) for letter in typed]


def _mistyped(place: int | None) -> Refused:
    if place is None:
        message = msg("The recovery code contains a typing mistake.")
    else:
        message = msg(
            "The recovery code contains a typing mistake, probably in group {group}.",
            group=place // GROUP_LENGTH + 1,
        )
    return Refused(MISTYPED, message, msg("Copy it once more from the sheet, group by group."))


def _times(left: int, right: int) -> int:
    return 0 if 0 in (left, right) else _POWER[(_LOG[left] + _LOG[right]) % 31]


def _syndromes(values: list[int]) -> tuple[int, int]:
    """The sum of all characters, and the sum of each times the power of its place; both 0 in a true code."""
    plain, weighted = 0, 0
    for place, value in enumerate(values):
        plain ^= value
        weighted ^= _times(value, _POWER[place])
    return plain, weighted


def _check_values(data: list[int]) -> tuple[int, int]:
    """The two last characters that make both sums zero."""
    plain, weighted = _syndromes(data)
    first_place, second_place = _POWER[_DATA], _POWER[_DATA + 1]
    # first ^ second = plain;  first·p + second·q = weighted
    divisor = _LOG[first_place ^ second_place]
    numerator = weighted ^ _times(plain, first_place)
    second = 0 if numerator == 0 else _POWER[(_LOG[numerator] - divisor) % 31]
    return plain ^ second, second


def _suspect(syndromes: tuple[int, int]) -> int | None:
    """The place of the wrong character if exactly one is wrong."""
    plain, weighted = syndromes
    if plain == 0 or weighted == 0:
        return None
    place = (_LOG[weighted] - _LOG[plain]) % 31
    return place if place < _LENGTH else None
