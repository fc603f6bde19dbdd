"""``keyslots.json``: how the slots stand on disk, and the strict reading of it.

Only the exact bytes that this program would write are accepted (parse, write again, compare), with a checksum
so that damage is told apart from a wrong passphrase. What a malicious hand altered, checksum included, is
found after unlocking by the MAC over the whole file (``slots``). No secret stands in the file in clear, and
nothing personal.
"""

import base64
import binascii
import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from typing import cast

from desktop.basics.errors import Trouble
from desktop.basics.language import msg
from desktop.keys.passphrase import SALT_LENGTH, Cost
from desktop.keys.sealing import is_public
from desktop.keys.slot import NONCE_LENGTH, WRAPPED_LENGTH, Slot, altered

DAMAGED = "KEY-02"
NEWER = "KEY-03"
FORMAT, VERSION = "sochibo-keyslots", 1
LARGEST = 256 * 1024
MOST_ACCOUNTS = 50
MAC_LENGTH = 32
LONGEST_LABEL = 40
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_LARGEST_NUMBER = 2**31 - 1

Json = dict[str, object]


class NotOurs(ValueError):
    """A piece of the file isn't as this program writes it."""


@dataclass(frozen=True, slots=True)
class SlotFile:
    """What the file says, parsed but not yet believed."""

    register: str
    generation: int
    accounts: tuple[Slot, ...]
    recovery: Slot
    sealed: bytes
    mac: bytes

    @property
    def database(self) -> str:
        """The name of the active database file, beside this one."""
        return database_name(self.generation)

    def authenticated(self) -> bytes:
        """The bytes that the MAC covers: everything but the MAC and the checksum."""
        return _json_bytes(self._plain())

    def to_bytes(self) -> bytes:
        """The file."""
        plain = {**self._plain(), "mac": _text(self.mac)}
        return _json_bytes({**plain, "checksum": hashlib.sha256(_json_bytes(plain)).hexdigest()})

    def _plain(self) -> Json:
        return {
            "format": FORMAT,
            "version": VERSION,
            "register": self.register,
            "generation": self.generation,
            "database": self.database,
            "accounts": [_slot_out(slot) for slot in self.accounts],
            "recovery": _slot_out(self.recovery),
            "sealed": _text(self.sealed),
        }


def database_name(generation: int) -> str:
    """``register-<generation>.db``."""
    return f"register-{generation}.db"


def parsed(content: bytes) -> SlotFile:
    """The file of these bytes. Trouble KEY-02 (damaged), KEY-03 (of a newer version of the program)."""
    if len(content) > LARGEST:
        raise _damaged()
    try:
        found = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        raise _damaged() from None
    if not isinstance(found, dict):
        raise _damaged()
    _must_be_known_version(found)
    try:
        file = _parsed(found)
    except NotOurs:
        raise _damaged() from None
    if not hmac.compare_digest(file.to_bytes(), content):
        raise _damaged()
    return file


def _must_be_known_version(found: Json) -> None:
    version = found.get("version")
    if found.get("format") != FORMAT or not isinstance(version, int):
        raise _damaged()
    if version > VERSION:
        raise Trouble(
            NEWER,
            msg("The key file was written by a newer version of this program."),
            msg("Install the newer version on this PC."),
        )


def _parsed(found: Json) -> SlotFile:
    accounts = found.get("accounts")
    if not isinstance(accounts, list) or not 1 <= len(accounts) <= MOST_ACCOUNTS:
        raise NotOurs
    slots = tuple(_slot_in(account) for account in accounts)
    recovery = _slot_in(found.get("recovery"))
    if any(slot.cost is None for slot in slots) or recovery.cost is not None:
        raise NotOurs
    every = (*slots, recovery)
    if len({slot.id for slot in every}) < len(every) or len({slot.public for slot in every}) < len(every):
        raise NotOurs
    return SlotFile(
        _matching(_ID, found.get("register")),
        _number(found.get("generation")),
        slots,
        recovery,
        _bytes(found.get("sealed"), None),
        _bytes(found.get("mac"), MAC_LENGTH),
    )


def _slot_out(slot: Slot) -> Json:
    cost = slot.cost
    return {
        "id": slot.id,
        "label": slot.label,
        "public": slot.public,
        "since": slot.since,
        "cost": None if cost is None else {"memory": cost.memory, "passes": cost.passes, "lanes": cost.lanes},
        "salt": _text(slot.salt),
        "nonce": _text(slot.nonce),
        "wrapped": _text(slot.wrapped),
    }


def _slot_in(found: object) -> Slot:
    if not isinstance(found, dict):
        raise NotOurs
    slot = cast("Json", found)
    label, public = slot.get("label"), slot.get("public")
    if not isinstance(label, str) or len(label) > LONGEST_LABEL or not label.isprintable():
        raise NotOurs
    if not isinstance(public, str) or not is_public(public):
        raise NotOurs
    return Slot(
        _matching(_ID, slot.get("id")),
        label,
        public,
        _number(slot.get("since")),
        _cost_in(slot.get("cost")),
        _bytes(slot.get("salt"), SALT_LENGTH),
        _bytes(slot.get("nonce"), NONCE_LENGTH),
        _bytes(slot.get("wrapped"), WRAPPED_LENGTH),
    )


def _cost_in(found: object) -> Cost | None:
    if found is None:
        return None
    if not isinstance(found, dict):
        raise NotOurs
    cost = cast("Json", found)
    return Cost(_number(cost.get("memory")), _number(cost.get("passes")), _number(cost.get("lanes")))


def _number(found: object) -> int:
    if not isinstance(found, int) or isinstance(found, bool) or not 1 <= found <= _LARGEST_NUMBER:
        raise NotOurs
    return found


def _matching(pattern: re.Pattern[str], found: object) -> str:
    if not isinstance(found, str) or not pattern.fullmatch(found):
        raise NotOurs
    return found


def _bytes(found: object, length: int | None) -> bytes:
    if not isinstance(found, str):
        raise NotOurs
    try:
        content = base64.b64decode(found, validate=True)
    except (binascii.Error, ValueError):
        raise NotOurs from None
    if length is not None and len(content) != length:
        raise NotOurs
    return content


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def _json_bytes(content: Json) -> bytes:
    return (json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode("utf-8")


def _damaged() -> Trouble:
    return altered(DAMAGED, msg("The key file is damaged or incomplete."))
