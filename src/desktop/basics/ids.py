"""Identifiers: UUIDs that sort by the time they were made (RFC 9562, version 7)."""

import os
import time
import uuid

_TIME_BITS = 48


def new_id() -> str:
    """A new version-7 UUID as 36 lower-case characters. Unique across machines; never shown to a user."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & ((1 << _TIME_BITS) - 1)) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))
