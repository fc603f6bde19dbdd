"""Signing with a person's USB token (PKCS#11), in a child process with a time limit.

Tokens are for persons, never for the device's key. A missing or hanging token never holds up work: the question
ends after a minute, and one can sign later. A PIN is tried once.
"""

import base64
import binascii
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop.basics.errors import Refused, Trouble
from desktop.basics.language import Message, msg
from desktop.keys.certificates import Certificate, leading_up

NO_DRIVER: Final = "KEY-60"
NO_TOKEN: Final = "KEY-61"  # noqa: S105 - a code of refusal, no secret
WRONG_PIN: Final = "KEY-62"
LOCKED: Final = "KEY-63"
NO_KEY: Final = "KEY-64"
TOO_SLOW: Final = "KEY-65"
FAILED: Final = "KEY-66"
SECONDS: Final = 60.0
_CHILD: Final = "desktop.keys.token_child"

# Files by which the drivers of common tokens are known; any other is chosen by hand.
_LINUX_FOLDERS: Final = ("/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib", "/usr/local/lib")
_LINUX_DRIVERS: Final = (
    "libeTPkcs11.so",
    "libIDPrimePKCS11.so",
    "libcastle.so.1.0.0",
    "libbit4xpki.so",
    "libaetpkss.so.3",
    "opensc-pkcs11.so",
    "softhsm/libsofthsm2.so",
)
_WINDOWS_DRIVERS: Final = (
    "eTPKCS11.dll",
    "IDPrimePKCS1164.dll",
    "eps2003csp11.dll",
    "st3csp11.dll",
    "bit4xpki.dll",
    "aetpkss1.dll",
    "gclib.dll",
    "vnptca_p11_v6.dll",
    "vnptca_p11_v8.dll",
    "vnpt-ca_csp11.dll",
    "viettel-ca_v5.dll",
    "viettel-ca_v6.dll",
    "nca_v6.dll",
    "fptca_v3.dll",
    "BkavCA.dll",
)

_Plain = str | bool
_Answer = dict[str, object]


@dataclass(frozen=True, slots=True)
class Token:
    """A token that is plugged in. ``few_tries``, ``last_try``: how often a wrong PIN may still be typed."""

    library: Path
    label: str
    serial: str
    few_tries: bool = False
    last_try: bool = False
    locked: bool = False

    def warning(self) -> Message | None:
        """What to be told before a PIN is typed: how few wrong ones it still takes; None if all is well."""
        if self.locked:
            return msg("This token is locked. Only who issued it can unlock it.")
        if self.last_try:
            return msg("Only one try is left: after one more wrong PIN the token locks itself.")
        if self.few_tries:
            return msg("A wrong PIN was typed before; only a few tries are left.")
        return None


@dataclass(frozen=True, slots=True, repr=False)
class TokenSigner:
    """Signs with the key in a token that belongs to ``certificate``; the PIN stays in memory."""

    token: Token
    certificate: Certificate
    chain: tuple[Certificate, ...]
    pin: str
    seconds: float = SECONDS

    def sign_raw(self, content: bytes) -> bytes:
        """Sign in the child process. Trouble KEY-60 to KEY-66, each with its next step."""
        answer = _ask(
            {
                "do": "sign",
                "library": str(self.token.library),
                "label": self.token.label,
                "serial": self.token.serial,
                "pin": self.pin,
                "certificate": base64.b64encode(self.certificate.der).decode("ascii"),
                "content": base64.b64encode(content).decode("ascii"),
                "digest": self.certificate.scheme.digest,
            },
            self.seconds,
        )
        return _octets(answer.get("signature"))

    def __repr__(self) -> str:
        return f"TokenSigner({self.certificate!r})"


def known_drivers() -> tuple[Path, ...]:
    """The drivers of common tokens that are installed here, by the files that they are known by."""
    if sys.platform == "win32":
        folders, names = (
            (str(Path(os.environ.get("SYSTEMROOT", "C:/Windows"), "System32")),),
            _WINDOWS_DRIVERS,
        )
    else:
        folders, names = _LINUX_FOLDERS, _LINUX_DRIVERS
    found: dict[Path, Path] = {}
    for name in names:
        for folder in folders:
            path = Path(folder, name)
            if path.is_file():
                found.setdefault(path.resolve(), path)
    return tuple(found.values())


def tokens(library: Path, seconds: float = SECONDS) -> tuple[Token, ...]:
    """The tokens that the driver ``library`` sees now. Trouble KEY-60 (no such driver), KEY-65 (too slow)."""
    if not library.is_file():
        raise _trouble("driver")
    answer = _ask({"do": "tokens", "library": str(library)}, seconds)
    found = answer.get("tokens")
    if not isinstance(found, list):
        raise _trouble("other")
    return tuple(
        Token(
            library,
            str(one.get("label")),
            str(one.get("serial")),
            few_tries=bool(one.get("few_tries")),
            last_try=bool(one.get("last_try")),
            locked=bool(one.get("locked")),
        )
        for one in found
        if isinstance(one, dict)
    )


def certificates(token: Token, seconds: float = SECONDS) -> tuple[Certificate, ...]:
    """The certificates in a token, as far as this program can use them; asked for without the PIN."""
    answer = _ask(
        {
            "do": "certificates",
            "library": str(token.library),
            "label": token.label,
            "serial": token.serial,
        },
        seconds,
    )
    found = answer.get("certificates")
    usable: list[Certificate] = []
    for one in found if isinstance(found, list) else []:
        try:
            usable.append(Certificate.parse(_octets(one)))
        except Refused:
            continue  # of another kind; it stays where it is
    return tuple(usable)


def signer_of(token: Token, certificate: Certificate, pin: str, seconds: float = SECONDS) -> TokenSigner:
    """Ready to sign with one of the token's certificates; what leads to its root is taken from the token too.

    Refused KEY-64 for an authority's certificate, KEY-63 if the token is locked.
    """
    if certificate.is_authority:
        raise _trouble("no_key")
    if token.locked:
        raise _trouble("locked")
    chain = leading_up(certificate, certificates(token, seconds))
    return TokenSigner(token, certificate, chain, pin, seconds)


def _ask(question: dict[str, _Plain], seconds: float) -> _Answer:
    """One child, one question. The child is ended when its time is over."""
    try:
        done = subprocess.run(  # noqa: S603 - our own module, in our own Python
            [sys.executable, "-m", _CHILD],
            input=json.dumps(question).encode("ascii") + b"\n",
            capture_output=True,
            timeout=seconds,
            check=False,
        )
        answer = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        # ``from None``: the exception holds the question, and with it the PIN.
        raise _trouble("slow") from None
    except ValueError:
        raise _trouble("other") from None  # the driver took the child down with it
    if not isinstance(answer, dict):
        raise _trouble("other")
    if "error" in answer:
        raise _trouble(str(answer["error"]))
    return answer


def _octets(value: object) -> bytes:
    try:
        return base64.b64decode(str(value), validate=True)
    except binascii.Error:
        raise _trouble("other") from None


def no_token() -> Trouble:
    """Nothing is plugged in."""
    return _trouble("gone")


def _trouble(what: str) -> Trouble:
    code, message, next_step = _WORDS.get(what, _WORDS["other"])
    return Trouble(code, message, next_step, field="pin" if what in ("pin", "locked") else None)


_LATER: Final = msg("You can also sign later; the paper waits.")
_WORDS: Final[dict[str, tuple[str, Message, Message]]] = {
    "driver": (
        NO_DRIVER,
        msg("The token's driver can't be used on this computer."),
        msg("Install the driver that came with the token (64 bits), then choose its file."),
    ),
    "gone": (NO_TOKEN, msg("The token isn't plugged in."), _LATER),
    "pin": (
        WRONG_PIN,
        msg("The PIN is wrong. It wasn't tried again."),
        msg("Type it once more with care: after a few wrong ones the token locks itself."),
    ),
    "locked": (
        LOCKED,
        msg("The token is locked, or its PIN has expired."),
        msg("Only who issued the token can unlock it."),
    ),
    "no_key": (
        NO_KEY,
        msg("The token holds no key for this certificate."),
        msg("Choose another certificate."),
    ),
    "slow": (TOO_SLOW, msg("The token doesn't answer."), _LATER),
    "other": (FAILED, msg("The token couldn't sign."), _LATER),
}
