"""Sealing to public halves and opening with a private one: age v1 files (X25519, ChaCha20-Poly1305).

An age file says nothing of who made it. What must be known to come from a holder of the register carries the
register's proof inside (``slots``); bundles are signed.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

import pyrage

from desktop.basics.errors import Trouble
from desktop.basics.language import msg

NOT_OPENED = "KEY-12"
_LARGEST_IN_MEMORY = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, repr=False)
class Sealer:
    """An X25519 pair: ``public`` (``age1…``) may be known, ``secret`` (``AGE-SECRET-KEY-1…``) must not."""

    public: str
    secret: str

    @classmethod
    def new(cls) -> "Sealer":
        """A new random pair."""
        identity = pyrage.x25519.Identity.generate()
        return cls(str(identity.to_public()), str(identity))

    @classmethod
    def of_secret(cls, secret: str) -> "Sealer":
        """The pair of a private half. Refuses (KEY-12) what is no private half."""
        try:
            identity = pyrage.x25519.Identity.from_str(secret)
        except pyrage.IdentityError:
            # ``from None``: the library's message may quote the text.
            raise _not_opened() from None
        return cls(str(identity.to_public()), str(identity))

    def __repr__(self) -> str:
        return f"Sealer({self.public})"


def is_public(text: str) -> bool:
    """Whether ``text`` is a public half exactly as this program writes it."""
    try:
        return str(pyrage.x25519.Recipient.from_str(text)) == text
    except pyrage.RecipientError:
        return False


def seal(content: bytes, publics: Iterable[str]) -> bytes:
    """``content`` as an age file that each private half of ``publics`` opens. In memory: up to 64 MiB."""
    if len(content) > _LARGEST_IN_MEMORY:
        raise ValueError("too large to be sealed in memory")
    sealed = pyrage.encrypt(content, _recipients(publics))
    assert isinstance(sealed, bytes)
    return sealed


def open_sealed(sealed: bytes, sealer: Sealer) -> bytes:
    """The content of an age file. Trouble KEY-12 if it is damaged or sealed to others."""
    if len(sealed) > _LARGEST_IN_MEMORY + 1024 * 1024:
        raise _not_opened()
    try:
        content = pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(sealer.secret)])
    except pyrage.DecryptError:
        raise _not_opened() from None
    assert isinstance(content, bytes)
    return content


def seal_stream(reader: BinaryIO, writer: BinaryIO, publics: Iterable[str]) -> None:
    """As ``seal``, from stream to stream, for what doesn't fit into memory.

    What the streams raise comes through as it was raised.
    """
    failures: list[BaseException] = []
    try:
        pyrage.encrypt_io(_Watched(reader, failures), _Watched(writer, failures), _recipients(publics))
    except pyrage.EncryptError:
        if failures:
            raise failures[0] from None
        raise


def open_stream(reader: BinaryIO, writer: BinaryIO, sealer: Sealer) -> None:
    """As ``open_sealed``, from stream to stream.

    A cut or altered file is found only when its end is reached: until this has returned, nothing in
    ``writer`` may be believed, and ``writer`` must never be a clear file.
    """
    try:
        pyrage.decrypt_io(reader, writer, [pyrage.x25519.Identity.from_str(sealer.secret)])
    except (pyrage.DecryptError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the disk, not the seal: the caller knows what it was reading
        raise _not_opened() from None


def open_bounded(reader: BinaryIO, sealer: Sealer, largest: int) -> bytes:
    """The content of an age stream of at most ``largest`` bytes, in memory. Trouble KEY-12 beyond that."""
    writer = _Bounded(largest)
    open_stream(reader, writer, sealer)
    return writer.getvalue()


class _Bounded(io.BytesIO):
    """Memory that refuses to grow beyond a limit."""

    def __init__(self, largest: int) -> None:
        super().__init__()
        self._left = largest

    def write(self, piece: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]  # any buffer will do
        self._left -= len(piece)
        if self._left < 0:
            raise OSError("larger than allowed")
        return super().write(piece)


class _Watched:
    """A stream that remembers what it raised: the library makes an error of its own of it."""

    def __init__(self, stream: BinaryIO, failures: list[BaseException]) -> None:
        self._stream = stream
        self._failures = failures

    def read(self, size: int = -1) -> bytes:
        """As the stream."""
        try:
            return self._stream.read(size)
        except BaseException as error:
            self._failures.append(error)
            raise

    def write(self, piece: bytes) -> int:
        """As the stream."""
        try:
            return self._stream.write(piece)
        except BaseException as error:
            self._failures.append(error)
            raise

    def flush(self) -> None:
        """As the stream."""
        self._stream.flush()


def _recipients(publics: Iterable[str]) -> list[object]:
    recipients = [pyrage.x25519.Recipient.from_str(public) for public in publics]
    if not recipients:
        raise ValueError("sealed to nobody")
    return recipients


def _not_opened() -> Trouble:
    return Trouble(
        NOT_OPENED,
        msg("This sealed file is damaged or was sealed to other keys."),
        msg("Use another copy of it."),
    )
