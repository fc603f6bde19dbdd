"""One key slot: an X25519 pair whose private half is wrapped by a passphrase or by the recovery code.

Wrapped together with the private half is the register's proof (``data_key``), so that whoever opens the slot
can tell a data key that a holder of the register sealed from one that somebody else sealed.
"""

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.basics.errors import Trouble
from desktop.basics.ids import new_id
from desktop.basics.language import Message, msg
from desktop.keys.data_key import KEY_LENGTH, derived
from desktop.keys.passphrase import SALT_LENGTH, Cost, stretched
from desktop.keys.recovery import RecoveryCode
from desktop.keys.sealing import Sealer

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

WRONG_PASSPHRASE = "KEY-01"  # noqa: S105 - a code of refusal, no secret
WRONG_CODE = "KEY-07"
NONCE_LENGTH = 12
WRAPPED_LENGTH = 74 + KEY_LENGTH + 16  # private half as text, proof, authentication tag
_RECOVERY_LABEL = "sochibo/1/recovery"


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Holder:
    """What an opened slot gives: the private half, and the proof. Wiped as soon as it was used."""

    register: str
    sealer: Sealer
    proof: bytearray

    def __repr__(self) -> str:
        return "Holder(…)"


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot as it stands in the file; nothing in it is secret. ``cost`` is None for the recovery code.

    ``since`` is the generation of the data key at which the slot was made. ``label`` is the office's word for
    the account (the post, such as "Bí thư"), never a person's name: it is readable without a passphrase.
    """

    id: str
    label: str
    public: str
    since: int
    cost: Cost | None
    salt: bytes
    nonce: bytes
    wrapped: bytes

    @classmethod
    def for_passphrase(
        cls,
        register: str,
        proof: bytearray,
        since: int,
        label: str,
        passphrase: str,
        cost: Cost,
        id_: str | None = None,
    ) -> "Slot":
        """A new pair wrapped by a passphrase."""
        sealer = Sealer.new()
        bare = cls._bare(id_ or new_id(), label, sealer, since, cost)
        return bare._wrapping(register, sealer, proof, stretched(passphrase, bare.salt, cost))

    @classmethod
    def for_recovery(cls, register: str, proof: bytearray, since: int, code: RecoveryCode) -> "Slot":
        """A new pair wrapped by a recovery code."""
        sealer = Sealer.new()
        bare = cls._bare(new_id(), "", sealer, since, None)
        return bare._wrapping(register, sealer, proof, _from_code(code, bare.salt))

    @classmethod
    def _bare(cls, id_: str, label: str, sealer: Sealer, since: int, cost: Cost | None) -> "Slot":
        salt, nonce = os.urandom(SALT_LENGTH), os.urandom(NONCE_LENGTH)
        return cls(id_, label, sealer.public, since, cost, salt, nonce, b"")

    def _wrapping(self, register: str, sealer: Sealer, proof: bytearray, kek: bytes) -> "Slot":
        content = sealer.secret.encode("ascii") + proof
        wrapped = _cipher(kek).encrypt(self.nonce, content, self._bound_to(register))
        return replace(self, wrapped=wrapped)

    def opened(self, register: str, passphrase: str) -> Holder:
        """Open with a passphrase. Trouble KEY-01: the wrong one; KEY-04: the cost is out of limits."""
        if self.cost is None:
            raise ValueError("the recovery slot opens with the code")
        return self._opened(register, stretched(passphrase, self.salt, self.cost), _wrong_passphrase())

    def opened_with_code(self, register: str, code: RecoveryCode) -> Holder:
        """Open with a recovery code. Trouble KEY-07: a code of another register or of another time."""
        if self.cost is not None:
            raise ValueError("an account opens with its passphrase")
        return self._opened(register, _from_code(code, self.salt), _wrong_code())

    def _opened(self, register: str, kek: bytes, wrong: Trouble) -> Holder:
        from cryptography.exceptions import InvalidTag

        try:
            content = _cipher(kek).decrypt(self.nonce, self.wrapped, self._bound_to(register))
        except InvalidTag:
            raise wrong from None
        sealer = Sealer.of_secret(content[:-KEY_LENGTH].decode("ascii"))
        if sealer.public != self.public:
            raise wrong
        return Holder(register, sealer, bytearray(content[-KEY_LENGTH:]))

    def _bound_to(self, register: str) -> bytes:
        """What the wrapping is tied to, so that a slot can't be moved to another place or register."""
        cost = (
            "recovery"
            if self.cost is None
            else f"argon2id {self.cost.memory} {self.cost.passes} {self.cost.lanes}"
        )
        return "\n".join(("sochibo/1/slot", register, self.id, self.public, str(self.since), cost)).encode(
            "utf-8"
        )


def _cipher(kek: bytes) -> "ChaCha20Poly1305":
    # Imported at the first use: the page that asks for the passphrase only shows whose slots there are.
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    return ChaCha20Poly1305(kek)


def _from_code(code: RecoveryCode, salt: bytes) -> bytes:
    return derived(code.secret, salt, _RECOVERY_LABEL)


def _wrong_passphrase() -> Trouble:
    return Trouble(
        WRONG_PASSPHRASE,
        msg("This passphrase does not open the register."),
        msg("Check the account, capitals and the Vietnamese keyboard, then try again."),
        field="passphrase",
    )


def _wrong_code() -> Trouble:
    return Trouble(
        WRONG_CODE,
        msg("This recovery code is well-formed but belongs to another register or was replaced."),
        msg("Look for the sheet with the latest date."),
        field="code",
    )


def altered(code: str, message: Message) -> Trouble:
    """A key file that can't be used as it is; the next step is the same in every such case."""
    return Trouble(code, message, msg("Take the key file from a backup, and keep the damaged one aside."))
