"""What people say and type when a unit is enrolled: the one-time code on paper, and the phrase over the telephone.

The code is printed with the kit and travels apart from the stick. The phrase is worked out on both sides from what
each of them has: the root, the issuing certificate, the unit's request, its age key and its URN. If anybody put
other keys on the stick, the two phrases differ. The collector reads its first half aloud and the unit the second;
each side *types what it hears*, and neither sees on its screen what it is to hear. Digits, because tones and
dialects ruin words.
"""

import hashlib
import hmac
import os
from dataclasses import dataclass
from typing import Final

from desktop.basics.errors import Refused
from desktop.basics.language import msg
from desktop.keys.recovery import ALPHABET

MISTYPED_CODE: Final = "KEY-50"
WRONG_PHRASE: Final = "KEY-51"
_DATA, _CHECKS, _GROUP = 14, 2, 4
_ROUNDS: Final = 100_000
_GROUPS, _DIGITS = 6, 4
_FORGIVEN: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})


@dataclass(frozen=True, slots=True, repr=False)
class OneTimeCode:
    """70 random bits as fourteen characters, and two that notice a typing mistake (all but one in a thousand)."""

    characters: str

    @classmethod
    def new(cls) -> "OneTimeCode":
        """A new random code."""
        return cls("".join(ALPHABET[one % 32] for one in os.urandom(_DATA)))

    @classmethod
    def parse(cls, text: str) -> "OneTimeCode":
        """The code as typed: any case and separators, O for 0, I and L for 1. Refused KEY-50 otherwise."""
        typed = "".join(one for one in text.upper().translate(_FORGIVEN) if one.isalnum())
        code = cls(typed[:_DATA])
        sound = len(typed) == _DATA + _CHECKS and all(one in ALPHABET for one in typed)
        if not sound or code._checks() != typed[_DATA:]:
            raise Refused(
                MISTYPED_CODE,
                msg("The one-time code contains a typing mistake."),
                msg("Copy it once more from the sheet that came with the kit: four groups of four."),
                field="code",
            )
        return code

    def written(self) -> str:
        """As it is printed, in four groups."""
        whole = self.characters + self._checks()
        return "-".join(whole[at : at + _GROUP] for at in range(0, len(whole), _GROUP))

    def _checks(self) -> str:
        mark = hashlib.sha256(b"sochibo/1/code" + self.characters.encode("utf-8")).digest()
        return "".join(ALPHABET[one % 32] for one in mark[:_CHECKS])

    def __repr__(self) -> str:
        return "OneTimeCode(…)"


@dataclass(frozen=True, slots=True, repr=False)
class Phrase:
    """Six groups of four digits."""

    groups: tuple[str, ...]

    @classmethod
    def of(cls, root: bytes, issuing: bytes, request: bytes, age_key: str, urn: str) -> "Phrase":
        """The phrase of these: SHA-256 of the two certificates and of the request (DER), the texts as they are.

        PBKDF2-HMAC-SHA256, 100,000 rounds, 16 bytes, as a number modulo 10^24.
        """
        parts = (
            hashlib.sha256(root).digest(),
            hashlib.sha256(issuing).digest(),
            hashlib.sha256(request).digest(),
            age_key.encode("utf-8"),
            urn.encode("utf-8"),
        )
        told = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
        stretched = hashlib.pbkdf2_hmac("sha256", told, b"scb-phrase/1", _ROUNDS, 16)
        digits = f"{int.from_bytes(stretched, 'big') % 10 ** (_GROUPS * _DIGITS):024d}"
        return cls(tuple(digits[at : at + _DIGITS] for at in range(0, len(digits), _DIGITS)))

    def said_by_collector(self) -> tuple[str, ...]:
        """What the collector reads aloud: groups 1 to 3."""
        return self.groups[: _GROUPS // 2]

    def said_by_unit(self) -> tuple[str, ...]:
        """What the unit reads aloud: groups 4 to 6."""
        return self.groups[_GROUPS // 2 :]

    def check_at_collector(self, heard: str) -> None:
        """Refused KEY-51 unless ``heard`` is what the unit must have read aloud."""
        _compare(self.said_by_unit(), heard)

    def check_at_unit(self, heard: str) -> None:
        """Refused KEY-51 unless ``heard`` is what the collector must have read aloud."""
        _compare(self.said_by_collector(), heard)

    def __repr__(self) -> str:
        return "Phrase(…)"


def _compare(expected: tuple[str, ...], heard: str) -> None:
    typed = "".join(one for one in heard if one.isascii() and one.isdigit())
    if not hmac.compare_digest("".join(expected), typed):
        raise Refused(
            WRONG_PHRASE,
            msg("What you heard doesn't fit: these aren't the same keys on both sides."),
            msg("Listen once more. If it still doesn't fit, stop: somebody may have changed the stick."),
            field="heard",
        )
