"""What we seal, opened by a second reading of the age v1 specification that shares no code with the library."""

import base64
import hashlib
import hmac
from itertools import pairwise

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from desktop.keys.sealing import Sealer, seal

_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_CHUNK = 64 * 1024 + 16


def private_of(secret: str) -> X25519PrivateKey:
    """The 32 bytes inside ``AGE-SECRET-KEY-1…`` (Bech32; the six check characters are left unread)."""
    number = 0
    letters = secret.lower().rsplit("1", 1)[1][:-6]
    for letter in letters:
        number = number << 5 | _BECH32.index(letter)
    return X25519PrivateKey.from_private_bytes((number >> (len(letters) * 5 - 256)).to_bytes(32, "big"))


def derive(secret: bytes, salt: bytes, label: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=label).derive(secret)


def unpadded(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4))


def file_key(lines: list[str], private: X25519PrivateKey) -> bytes | None:
    own = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    for stanza, body in pairwise(lines):
        if not stanza.startswith("-> X25519 "):
            continue
        share = unpadded(stanza.split()[2])
        shared = private.exchange(X25519PublicKey.from_public_bytes(share))
        wrapping = derive(shared, share + own, b"age-encryption.org/v1/X25519")
        try:
            return ChaCha20Poly1305(wrapping).decrypt(bytes(12), unpadded(body), b"")
        except InvalidTag:  # not ours: try the next stanza
            continue
    return None


def opened_by_hand(sealed: bytes, secret: str) -> bytes:
    end = sealed.index(b"\n--- ")
    mac_end = sealed.index(b"\n", end + 1)
    lines = sealed[:end].decode("ascii").split("\n")
    assert lines[0] == "age-encryption.org/v1"
    key = file_key(lines[1:], private_of(secret))
    assert key
    mac = hmac.new(derive(key, b"", b"header"), sealed[: end + 4], hashlib.sha256).digest()
    assert mac == unpadded(sealed[end + 5 : mac_end].decode("ascii"))
    nonce, payload = sealed[mac_end + 1 : mac_end + 17], sealed[mac_end + 17 :]
    cipher = ChaCha20Poly1305(derive(key, nonce, b"payload"))
    chunks = [payload[at : at + _CHUNK] for at in range(0, len(payload), _CHUNK)]
    return b"".join(
        cipher.decrypt(number.to_bytes(11, "big") + bytes([number == len(chunks) - 1]), chunk, b"")
        for number, chunk in enumerate(chunks)
    )


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 200_000])
def test_the_format_is_age_v1_and_nothing_else(size: int) -> None:
    one, other = Sealer.new(), Sealer.new()
    content = bytes(place % 251 for place in range(size))
    sealed = seal(content, (one.public, other.public))
    assert opened_by_hand(sealed, one.secret) == opened_by_hand(sealed, other.secret) == content
