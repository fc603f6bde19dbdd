"""The key of the database, its generation, and the keys that are derived from it."""

import hmac
import os
from dataclasses import dataclass
from enum import StrEnum

KEY_LENGTH = 32


class Purpose(StrEnum):
    """What a derived key is for. The words are part of the derivation: they never change."""

    SLOT_FILE = "sochibo/1/slot-file"
    ANCHOR = "sochibo/1/anchor"
    SEARCH = "sochibo/1/search"


def derived(secret: bytes | bytearray, salt: bytes, label: str) -> bytes:
    """32 bytes from a secret that is already strong (HKDF-SHA256, RFC 5869)."""
    from cryptography.hazmat.primitives import hashes  # not before somebody unlocks
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(algorithm=hashes.SHA256(), length=KEY_LENGTH, salt=salt, info=label.encode("ascii")).derive(
        bytes(secret)
    )


def wipe(secret: bytearray) -> None:
    """Overwrite a secret in place."""
    for place in range(len(secret)):
        secret[place] = 0


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class DataKey:
    """The 32 random bytes that open ``register-<generation>.db``.

    ``proof`` is a second random value, the same in all generations of a register and wrapped inside each
    slot. Sealing to a public half needs no secret, so anyone could seal a key of his own to it; the proof
    shows that a sealed key comes from someone who held the register.
    """

    generation: int
    secret: bytearray
    proof: bytearray

    def __post_init__(self) -> None:
        if self.generation < 1 or len(self.secret) != KEY_LENGTH or len(self.proof) != KEY_LENGTH:
            raise ValueError("a data key has 32 bytes, a proof of 32 bytes and a generation from 1")

    @classmethod
    def new(cls) -> "DataKey":
        """The first key of a new register."""
        return cls(1, bytearray(os.urandom(KEY_LENGTH)), bytearray(os.urandom(KEY_LENGTH)))

    def next(self, generation: int | None = None) -> "DataKey":
        """A new random key of the same register, one generation (or as given) later."""
        number = self.generation + 1 if generation is None else generation
        if number <= self.generation:
            raise ValueError("a new key is of a later generation")
        return DataKey(number, bytearray(os.urandom(KEY_LENGTH)), bytearray(self.proof))

    def raw_key(self) -> str:
        """The key as SQLCipher's ``PRAGMA key`` takes it: ``x'…'``. RuntimeError once it was wiped."""
        self._must_live()
        return f"x'{self.secret.hex()}'"

    def subkey(self, purpose: Purpose) -> bytes:
        """A key for one purpose only, derived from this one. RuntimeError once it was wiped."""
        self._must_live()
        return derived(self.secret, b"", purpose)

    def lasting_subkey(self, purpose: Purpose) -> bytes:
        """A key for one purpose, the same in all generations of the register: derived from the proof.

        Whoever once held the register could keep it; so it guards against accidents and strangers only.
        """
        self._must_live()
        return derived(self.proof, b"", purpose)

    def same_as(self, other: "DataKey") -> bool:
        """Whether both open the same database file; compared in constant time."""
        return self.generation == other.generation and hmac.compare_digest(self.secret, other.secret)

    def wipe(self) -> None:
        """Forget the key: on locking, on leaving. Using it afterwards is a mistake and raises."""
        wipe(self.secret)
        wipe(self.proof)

    def _must_live(self) -> None:
        if not any(self.secret):
            raise RuntimeError("the data key was wiped")

    def __repr__(self) -> str:
        return f"DataKey(generation={self.generation})"

    def __reduce__(self) -> str:
        raise TypeError("a data key is not written down")
