"""Who may open the register: accounts with a passphrase each, and the recovery code.

The slots are asymmetric. The data key is sealed to the public halves of all slots, so it can be renewed, and
a backup key sealed, without anyone's passphrase. Every change gives a new ``KeySlots``; nothing is on disk
until ``write``. Each change asks for the data key and first checks with it that the file is as a holder of
the register left it: a slot added behind our back would otherwise get the next key too.
"""

import hashlib
import hmac
import struct
import unicodedata
import uuid
from dataclasses import dataclass, replace
from pathlib import Path

from desktop.basics.errors import Refused, Trouble
from desktop.basics.ids import new_id
from desktop.basics.language import msg
from desktop.basics.places import write_safely
from desktop.keys.data_key import DataKey, Purpose, wipe
from desktop.keys.passphrase import FLOOR, Cost, must_be_enough
from desktop.keys.recovery import RecoveryCode
from desktop.keys.sealing import open_sealed, seal
from desktop.keys.slot import Holder, Slot, altered
from desktop.keys.slot_file import LONGEST_LABEL, MAC_LENGTH, MOST_ACCOUNTS, SlotFile, parsed

FILE_NAME = "keyslots.json"
ALTERED = "KEY-08"
MISSING = "KEY-09"
LAST_ACCOUNT = "KEY-10"
BAD_LABEL = "KEY-11"
OTHER_KEY = "KEY-13"
NO_ACCOUNT = "KEY-14"
NOT_WRITTEN = "KEY-15"

_SEALED_KEY = struct.Struct(">4s16sI32s32s")  # mark, register, generation, key, proof
_KEY_MARK = b"SCK1"
_CONTENT_MARK = b"SCC1"


@dataclass(frozen=True, slots=True)
class Account:
    """An account as it may be shown before unlocking."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class KeySlots:
    """The key slots of one register at one moment. Immutable; see the module."""

    file: SlotFile

    @classmethod
    def create(
        cls, account: str, passphrase: str, cost: Cost = FLOOR, register: str | None = None
    ) -> "tuple[KeySlots, DataKey, RecoveryCode]":
        """Slots for a new register with a first account. Refused KEY-05 (weak passphrase), KEY-11 (label)."""
        label = _usable_label(account, ())
        must_be_enough(passphrase, (label,))
        key, code, id_ = DataKey.new(), RecoveryCode.new(), register or new_id()
        first = Slot.for_passphrase(id_, key.proof, key.generation, label, passphrase, cost)
        recovery = Slot.for_recovery(id_, key.proof, key.generation, code)
        return cls(_sealed_file(id_, (first,), recovery, key)), key, code

    @property
    def register(self) -> str:
        """The register's own id; the anchor is named after it."""
        return self.file.register

    @property
    def generation(self) -> int:
        """The generation of the data key."""
        return self.file.generation

    @property
    def database(self) -> str:
        """The name of the active database file, beside the key file."""
        return self.file.database

    def accounts(self) -> tuple[Account, ...]:
        """All accounts, in the order in which they were added."""
        return tuple(Account(slot.id, slot.label) for slot in self.file.accounts)

    # -- unlocking

    def prove(self, account_id: str, passphrase: str) -> Holder:
        """Open one account's slot, no more. Trouble KEY-01 (wrong passphrase), KEY-14 (no such account)."""
        return self._slot(account_id).opened(self.register, passphrase)

    def prove_with_recovery(self, code: RecoveryCode) -> Holder:
        """Open the recovery slot, no more. Trouble KEY-07 (a code of another register or time)."""
        return self.file.recovery.opened_with_code(self.register, code)

    def data_key(self, holder: Holder) -> DataKey:
        """The data key for an opened slot. Trouble KEY-08 if the file isn't as a holder left it."""
        if holder.register != self.register:
            raise _altered()
        try:
            content = open_sealed(self.file.sealed, holder.sealer)
            mark, register, generation, secret, proof = _SEALED_KEY.unpack(content)
        except (Trouble, struct.error):
            raise _altered() from None
        bound = (
            mark == _KEY_MARK and register == _register_bytes(self.register) and generation == self.generation
        )
        if not (hmac.compare_digest(proof, holder.proof) and bound):
            raise _altered()
        key = DataKey(generation, bytearray(secret), bytearray(proof))
        if not hmac.compare_digest(self.file.mac, _mac(self.file, key)):
            key.wipe()
            raise _altered()
        return key

    def unlock(self, account_id: str, passphrase: str) -> DataKey:
        """The data key for a passphrase; refusals as in ``prove`` and ``data_key``."""
        return self._unlocked(self.prove(account_id, passphrase))

    def unlock_with_recovery(self, code: RecoveryCode) -> DataKey:
        """The data key for the recovery code; refusals as in ``prove_with_recovery`` and ``data_key``."""
        return self._unlocked(self.prove_with_recovery(code))

    def _unlocked(self, holder: Holder) -> DataKey:
        try:
            return self.data_key(holder)
        finally:
            wipe(holder.proof)

    # -- changing

    def add(
        self, key: DataKey, account: str, passphrase: str, cost: Cost = FLOOR
    ) -> "tuple[KeySlots, Account]":
        """One more account. Refused KEY-05 (weak passphrase), KEY-11 (label empty, long, taken, too many)."""
        self._must_fit(key)
        label = _usable_label(account, self.file.accounts)
        must_be_enough(passphrase, (label,))
        slot = Slot.for_passphrase(self.register, key.proof, key.generation, label, passphrase, cost)
        return self._with(key, accounts=(*self.file.accounts, slot)), Account(slot.id, label)

    def remove(self, key: DataKey, account_id: str) -> "KeySlots":
        """Without one account. Refused KEY-10 for the last one.

        The removed person may have kept the data key: give the register a new one (``rotated``) with it.
        """
        self._must_fit(key)
        gone = self._slot(account_id)
        if len(self.file.accounts) == 1:
            raise Refused(
                LAST_ACCOUNT,
                msg("The last account can't be removed: nobody could open the register."),
                msg("Add another account first."),
            )
        return self._with(key, accounts=tuple(slot for slot in self.file.accounts if slot is not gone))

    def rename(self, key: DataKey, account_id: str, account: str) -> "KeySlots":
        """Another label for an account. Refused KEY-11 as in ``add``."""
        self._must_fit(key)
        old = self._slot(account_id)
        label = _usable_label(account, tuple(slot for slot in self.file.accounts if slot is not old))
        return self._replacing(key, old, replace(old, label=label))

    def set_passphrase(
        self, key: DataKey, account_id: str, passphrase: str, cost: Cost = FLOOR
    ) -> "KeySlots":
        """A new passphrase for an account whose old one was forgotten. Refused KEY-05 if it is weak."""
        self._must_fit(key)
        old = self._slot(account_id)
        must_be_enough(passphrase, (old.label,))
        new = Slot.for_passphrase(
            self.register, key.proof, key.generation, old.label, passphrase, cost, old.id
        )
        return self._replacing(key, old, new)

    def change_passphrase(self, account_id: str, old: str, new: str, cost: Cost = FLOOR) -> "KeySlots":
        """A new passphrase for an account, for who knows the old one. KEY-01, KEY-05, KEY-08 as above.

        The account gets a new pair: the old passphrase opens only what was sealed before.
        """
        key = self.unlock(account_id, old)
        try:
            return self.set_passphrase(key, account_id, new, cost)
        finally:
            key.wipe()

    def new_recovery(self, key: DataKey) -> "tuple[KeySlots, RecoveryCode]":
        """A new recovery code; the old sheet opens only what was sealed before."""
        self._must_fit(key)
        code = RecoveryCode.new()
        slot = Slot.for_recovery(self.register, key.proof, key.generation, code)
        return self._with(key, recovery=slot), code

    def rotated(self, old: DataKey, new: DataKey) -> "KeySlots":
        """The same slots for a new data key (``old.next()``): nobody's passphrase is needed.

        The file then names ``register-<new generation>.db``: write it only when that database is complete.
        """
        self._must_fit(old)
        if new.generation <= old.generation or not hmac.compare_digest(new.proof, old.proof):
            raise ValueError("the new key doesn't follow the old one")
        return KeySlots(_sealed_file(self.register, self.file.accounts, self.file.recovery, new))

    # -- sealing other things to everyone who may open the register

    def seal(self, key: DataKey, content: bytes) -> bytes:
        """``content`` (a backup key, for example) so that each account and the recovery code opens it."""
        self._must_fit(key)
        bound = _CONTENT_MARK + _register_bytes(self.register) + bytes(key.proof)
        return seal(bound + content, self._publics())

    def open_content(self, holder: Holder, sealed: bytes) -> bytes:
        """What ``seal`` sealed. Trouble KEY-12 (damaged, other keys), KEY-08 (from a stranger)."""
        content = open_sealed(sealed, holder.sealer)
        bound = _CONTENT_MARK + _register_bytes(self.register) + bytes(holder.proof)
        if not hmac.compare_digest(content[: len(bound)], bound):
            raise _altered()
        return content[len(bound) :]

    # -- on disk

    @classmethod
    def from_bytes(cls, content: bytes) -> "KeySlots":
        """Strictly parsed. Trouble KEY-02 (damaged), KEY-03 (of a newer version)."""
        return cls(parsed(content))

    @classmethod
    def read(cls, path: Path) -> "KeySlots":
        """From ``keyslots.json``. Trouble KEY-09 (missing or unreadable), KEY-02, KEY-03."""
        try:
            with path.open("rb") as opened:
                content = opened.read(1024 * 1024)
        except OSError:
            raise altered(MISSING, msg("The key file is missing or can't be read.")) from None
        return cls.from_bytes(content)

    def to_bytes(self) -> bytes:
        """The file."""
        return self.file.to_bytes()

    def write(self, path: Path) -> None:
        """Replace ``keyslots.json`` in one step. Trouble KEY-15 if the disk refuses; the old file stays."""
        try:
            write_safely(path, self.to_bytes())
        except OSError as error:
            raise Trouble(
                NOT_WRITTEN,
                msg("The key file could not be written; the one there is unchanged."),
                msg("Check that the disk is not full or write-protected, then try again."),
            ) from error

    # -- inside

    def _slot(self, account_id: str) -> Slot:
        for slot in self.file.accounts:
            if slot.id == account_id:
                return slot
        raise Trouble(
            NO_ACCOUNT, msg("This account is no longer in the key file."), msg("Choose another account.")
        )

    def _publics(self) -> tuple[str, ...]:
        return tuple(slot.public for slot in (*self.file.accounts, self.file.recovery))

    def _must_fit(self, key: DataKey) -> None:
        if key.generation != self.generation:
            raise Trouble(
                OTHER_KEY,
                msg("The key file changed in the meantime."),
                msg("Lock the register and unlock it."),
            )
        if not hmac.compare_digest(self.file.mac, _mac(self.file, key)):
            raise _altered()

    def _replacing(self, key: DataKey, old: Slot, new: Slot) -> "KeySlots":
        return self._with(key, accounts=tuple(new if slot is old else slot for slot in self.file.accounts))

    def _with(
        self, key: DataKey, accounts: tuple[Slot, ...] | None = None, recovery: Slot | None = None
    ) -> "KeySlots":
        return KeySlots(
            _sealed_file(self.register, accounts or self.file.accounts, recovery or self.file.recovery, key)
        )


def _sealed_file(register: str, accounts: tuple[Slot, ...], recovery: Slot, key: DataKey) -> SlotFile:
    content = _SEALED_KEY.pack(
        _KEY_MARK, _register_bytes(register), key.generation, bytes(key.secret), bytes(key.proof)
    )
    sealed = seal(content, (slot.public for slot in (*accounts, recovery)))
    file = SlotFile(register, key.generation, accounts, recovery, sealed, bytes(MAC_LENGTH))
    return replace(file, mac=_mac(file, key))


def _mac(file: SlotFile, key: DataKey) -> bytes:
    return hmac.new(key.subkey(Purpose.SLOT_FILE), file.authenticated(), hashlib.sha256).digest()


def _register_bytes(register: str) -> bytes:
    return uuid.UUID(register).bytes


def _usable_label(account: str, others: tuple[Slot, ...]) -> str:
    label = " ".join(unicodedata.normalize("NFC", account).split())
    if not label or len(label) > LONGEST_LABEL or not label.isprintable():
        raise Refused(
            BAD_LABEL,
            msg("Give the account a short name, such as the post: at most {n} characters.", n=LONGEST_LABEL),
            field="account",
        )
    if any(slot.label.casefold() == label.casefold() for slot in others):
        raise Refused(BAD_LABEL, msg("There is already an account “{name}”.", name=label), field="account")
    if len(others) >= MOST_ACCOUNTS:
        raise Refused(
            BAD_LABEL, msg("There can be no more than {n} accounts.", n=MOST_ACCOUNTS), field="account"
        )
    return label


def _altered() -> Trouble:
    return altered(ALTERED, msg("The key file does not belong to this register or was altered by somebody."))
