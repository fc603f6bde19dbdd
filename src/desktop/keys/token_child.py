"""The child process that talks to a token's driver: one question in, one answer out, then it ends.

Drivers of tokens crash, hang for minutes and write to the screen; here they may. The question comes through the
standard input (the PIN never stands on a command line), the answer goes through the standard output. A PIN is
given to the token once and never tried again.
"""

import base64
import hashlib
import json
import os
import sys
from collections.abc import Callable
from typing import Any, Final

_DIGEST_HEAD: Final = bytes.fromhex("3031300d060960864801650304020105000420")  # SHA-256 in PKCS#1 v1.5


def main() -> None:
    """Answer the one question."""
    out = os.dup(1)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)  # what the driver writes goes nowhere
    os.dup2(silent, 2)
    answer = answered(json.loads(sys.stdin.buffer.readline()))
    with os.fdopen(out, "wb") as opened:
        opened.write(json.dumps(answer).encode("ascii"))
    os._exit(0)  # a driver's farewell may hang as well


def answered(question: dict[str, Any]) -> dict[str, Any]:
    """The answer to a question; ``{"error": …}`` names what went wrong."""
    import pkcs11
    from pkcs11 import exceptions as wrong

    deeds: dict[str, Callable[[Any, dict[str, Any]], dict[str, Any]]] = {
        "tokens": _tokens,
        "certificates": _certificates,
        "sign": _sign,
    }
    try:
        return deeds[question["do"]](pkcs11.lib(question["library"]), question)
    except (wrong.PinIncorrect, wrong.PinInvalid, wrong.PinLenRange):
        return {"error": "pin"}
    except (wrong.PinLocked, wrong.PinExpired):
        return {"error": "locked"}
    except (wrong.NoSuchToken, wrong.TokenNotPresent, wrong.DeviceRemoved, wrong.MultipleTokensReturned):
        return {"error": "gone"}
    except (wrong.NoSuchKey, wrong.MultipleObjectsReturned, KeyError):
        return {"error": "no_key"}
    except wrong.PKCS11Error as error:
        return {"error": "driver" if question["do"] == "tokens" else "other", "detail": type(error).__name__}
    except (RuntimeError, OSError, ValueError, TypeError, NotImplementedError) as error:
        return {"error": "driver", "detail": type(error).__name__}


def _tokens(library: Any, _question: dict[str, Any]) -> dict[str, Any]:
    from pkcs11.constants import TokenFlag

    found = []
    for token in library.get_tokens():
        if not token.flags & TokenFlag.TOKEN_INITIALIZED:
            continue
        found.append(
            {
                "label": token.label.strip(),
                "serial": _text(token.serial),
                "few_tries": bool(token.flags & TokenFlag.USER_PIN_COUNT_LOW),
                "last_try": bool(token.flags & TokenFlag.USER_PIN_FINAL_TRY),
                "locked": bool(token.flags & TokenFlag.USER_PIN_LOCKED),
            }
        )
    return {"tokens": found}


def _certificates(library: Any, question: dict[str, Any]) -> dict[str, Any]:
    from pkcs11 import Attribute, ObjectClass

    with _token(library, question).open() as session:
        found = session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
        return {"certificates": [base64.b64encode(one[Attribute.VALUE]).decode("ascii") for one in found]}


def _sign(library: Any, question: dict[str, Any]) -> dict[str, Any]:
    from pkcs11 import Attribute, KeyType, ObjectClass

    wanted = base64.b64decode(question["certificate"])
    content = base64.b64decode(question["content"])
    with _token(library, question).open(user_pin=question["pin"]) as session:
        own = [
            one
            for one in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
            if one[Attribute.VALUE] == wanted
        ]
        if not own:
            return {"error": "no_key"}
        key = session.get_key(object_class=ObjectClass.PRIVATE_KEY, id=own[0][Attribute.ID])
        if key.key_type is KeyType.RSA:
            signature = _by_rsa(key, content)
        else:
            signature = _by_curve(key, hashlib.new(question["digest"], content).digest())
        return {"signature": base64.b64encode(signature).decode("ascii")}


def _by_rsa(key: Any, content: bytes) -> bytes:
    from pkcs11 import Mechanism
    from pkcs11.exceptions import MechanismInvalid

    try:
        signed = key.sign(content, mechanism=Mechanism.SHA256_RSA_PKCS)
    except MechanismInvalid:
        signed = key.sign(_DIGEST_HEAD + hashlib.sha256(content).digest(), mechanism=Mechanism.RSA_PKCS)
    return bytes(signed)


def _by_curve(key: Any, digest: bytes) -> bytes:
    """Tokens sign the hash only and give two bare numbers; hashing is done here."""
    from pkcs11 import Mechanism
    from pkcs11.util.ec import encode_ecdsa_signature

    return bytes(encode_ecdsa_signature(key.sign(digest, mechanism=Mechanism.ECDSA)))


def _token(library: Any, question: dict[str, Any]) -> Any:
    from pkcs11.exceptions import NoSuchToken

    for token in library.get_tokens():
        if token.label.strip() == question["label"] and _text(token.serial) == question["serial"]:
            return token
    raise NoSuchToken


def _text(serial: bytes | str) -> str:
    return (serial.decode("utf-8", "replace") if isinstance(serial, bytes) else serial).strip("\0 ")


if __name__ == "__main__":
    main()
