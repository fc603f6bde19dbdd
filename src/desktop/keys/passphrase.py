"""From a passphrase to a key (Argon2id, RFC 9106), and whether a passphrase is good enough."""

import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from desktop.basics.errors import Refused, Trouble
from desktop.basics.language import Message, msg

OUTSIDE_LIMITS = "KEY-04"
TOO_WEAK = "KEY-05"

SALT_LENGTH = 16
KEY_LENGTH = 32
LEAST_LETTERS = 12
LEAST_WORDS = 4
_MIB = 1024
_TARGET_SECONDS = 0.5
_LARGEST_CALIBRATED = 256 * _MIB
_LARGEST_MEMORY = 1024 * _MIB
_PASSES = (3, 24)
_LANES = (1, 8)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess costs: memory in KiB, passes over it, lanes."""

    memory: int
    passes: int
    lanes: int

    def within_limits(self) -> bool:
        """Whether the cost is neither weaker than ours ever is, nor so large that it would hang the PC."""
        return (
            FLOOR.memory <= self.memory <= _LARGEST_MEMORY
            and _PASSES[0] <= self.passes <= _PASSES[1]
            and _LANES[0] <= self.lanes <= _LANES[1]
        )


FLOOR = Cost(64 * _MIB, 3, 4)


def stretched(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """The key-encrypting key of a passphrase. Trouble KEY-04 before any work if ``cost`` is out of limits."""
    from argon2 import low_level

    if not cost.within_limits() or len(salt) != SALT_LENGTH:
        raise Trouble(
            OUTSIDE_LIMITS,
            msg(
                "The key file asks for settings that this program does not accept; it may have been altered."
            ),
            msg("Take the key file from a backup."),
        )
    return low_level.hash_secret_raw(
        secret=normal(passphrase).encode("utf-8"),
        salt=salt,
        time_cost=cost.passes,
        memory_cost=cost.memory,
        parallelism=cost.lanes,
        hash_len=KEY_LENGTH,
        type=low_level.Type.ID,
    )


def calibrated(measure: Callable[[Cost], float] | None = None) -> Cost:
    """The cost that takes about half a second on this PC: from 64 MiB up to 256 MiB, then more passes."""
    seconds = (measure or _measured)(FLOOR)
    affordable = _TARGET_SECONDS / max(seconds, 0.001)
    memory = int(FLOOR.memory * affordable) // (16 * _MIB) * (16 * _MIB)
    memory = min(max(memory, FLOOR.memory), _LARGEST_CALIBRATED)
    passes = int(FLOOR.passes * affordable * FLOOR.memory / memory)
    return Cost(memory, min(max(passes, FLOOR.passes), _PASSES[1]), FLOOR.lanes)


def _measured(cost: Cost) -> float:
    best = 60.0
    for _ in range(2):
        start = time.perf_counter()
        stretched("calibration", bytes(SALT_LENGTH), cost)
        best = min(best, time.perf_counter() - start)
    return best


def normal(passphrase: str) -> str:
    """The passphrase as used: NFC, so that every Vietnamese keyboard gives the same; nothing trimmed."""
    return unicodedata.normalize("NFC", passphrase)


class Grade(IntEnum):
    """How a passphrase is judged, for a meter of five steps."""

    EMPTY = 0
    REFUSED = 1
    ENOUGH = 2
    GOOD = 3
    VERY_GOOD = 4


@dataclass(frozen=True, slots=True)
class Strength:
    """The judgement of a passphrase: its grade and one sentence."""

    grade: Grade
    message: Message

    @property
    def enough(self) -> bool:
        """Whether the passphrase may be used."""
        return self.grade >= Grade.ENOUGH


_ROWS = (
    "01234567890", "09876543210", "qwertyuiop", "poiuytrewq", "asdfghjkl", "lkjhgfdsa", "zxcvbnm", "mnbvcxz",
    "abcdefghijklmnopqrstuvwxyz", "zyxwvutsrqponmlkjihgfedcba",
)  # fmt: skip
_WELL_KNOWN = (
    "matkhau", "password", "passphrase", "admin", "sochibo", "chibo", "dangvien", "bithu", "dangcongsan",
    "vietnam", "hochiminh", "dienbienphu", "iloveyou", "anhyeuem", "welcome", "letmein", "congsan",
)  # fmt: skip


def judged(passphrase: str, avoid: tuple[str, ...] = ()) -> Strength:
    """At least 12 characters or 4 words, not one run or row of keys, not a well-known word with figures.

    ``avoid`` are texts that a guesser tries first, such as the account's and the office's name. No rule asks
    for capitals or figures: length is what counts.
    """
    text = normal(passphrase)
    if not text:
        return Strength(Grade.EMPTY, msg("Choose a passphrase: at least 12 characters or 4 words."))
    words = {word.casefold() for word in text.split() if len(word) > 1}
    if len(text) < LEAST_LETTERS and len(words) < LEAST_WORDS:
        return Strength(Grade.REFUSED, msg("Too short: at least 12 characters or 4 words."))
    counted = _counted_letters(text, avoid)
    if counted < 7:
        return Strength(
            Grade.REFUSED,
            msg("Too easy to guess: it repeats itself, follows the keyboard or is a well-known word."),
        )
    if counted >= 22 or len(words) >= 6:
        return Strength(Grade.VERY_GOOD, msg("A very good passphrase."))
    if counted >= 15 or len(words) >= LEAST_WORDS:
        return Strength(Grade.GOOD, msg("A good passphrase."))
    return Strength(Grade.ENOUGH, msg("Enough. A few words more would be better."))


def must_be_enough(passphrase: str, avoid: tuple[str, ...] = ()) -> None:
    """Refused KEY-05 with the reason if the passphrase may not be used."""
    strength = judged(passphrase, avoid)
    if not strength.enough:
        raise Refused(
            TOO_WEAK,
            strength.message,
            msg("Four words that don't belong together are easy to remember and hard to guess."),
            field="passphrase",
        )


def _counted_letters(text: str, avoid: tuple[str, ...]) -> int:
    """How many characters a guesser really has to find: runs, rows of keys and known words count little."""
    plain = _plain(text)
    for known in sorted({*(_plain(word) for word in (*_WELL_KNOWN, *avoid)), *_rows_in(plain)}, key=len)[
        ::-1
    ]:
        if len(known) > 2:
            plain = plain.replace(known, "\0")
    kept = [letter for place, letter in enumerate(plain) if place == 0 or letter != plain[place - 1]]
    different = len({letter for letter in kept if letter != "\0"})
    return min(len(kept), different * 2)


def _plain(text: str) -> str:
    """Lower case, without marks or spaces: what a guesser's word list holds."""
    letters = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter) and not letter.isspace())


def _rows_in(plain: str) -> set[str]:
    """The pieces of four and more characters that follow a row of the keyboard or the alphabet."""
    found: set[str] = set()
    for row in _ROWS:
        for start in range(len(row) - 3):
            length = 4
            while start + length <= len(row) and row[start : start + length] in plain:
                found.add(row[start : start + length])
                length += 1
    return found
