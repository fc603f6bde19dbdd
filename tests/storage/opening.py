"""Opening a register with its data key in hand, as a program does that someone has just unlocked."""

from dataclasses import dataclass
from pathlib import Path

from desktop.keys.data_key import DataKey
from desktop.keys.slots import FILE_NAME, KeySlots
from desktop.storage.opening import open_register
from desktop.storage.register import Ground, Register


@dataclass(frozen=True, slots=True)
class Secrets:
    """A data key's two secrets, kept where closing the register can't wipe them."""

    secret: bytes
    proof: bytes

    @classmethod
    def of(cls, register: Register) -> "Secrets":
        """Those of an open register."""
        return cls(bytes(register.key.secret), bytes(register.key.proof))

    def hex(self) -> tuple[str, str]:
        """As words for a child's command line."""
        return self.secret.hex(), self.proof.hex()

    def key(self, generation: int = 1) -> DataKey:
        """A key that may be wiped."""
        return DataKey(generation, bytearray(self.secret), bytearray(self.proof))


def opened(ground: Ground, secrets: Secrets) -> Register:
    """The register of the ground's home, opened by its first account."""
    slots = KeySlots.read(ground.home / FILE_NAME)
    return open_register(ground, slots, secrets.key(slots.generation), slots.accounts()[0].id)


def database(home: Path) -> Path:
    """The file of the tables."""
    return home / KeySlots.read(home / FILE_NAME).database
