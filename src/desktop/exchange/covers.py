"""The cover of enrolment's files: the bundle's own envelope, so that a stick tells them apart and damage is seen.

Inside lies what ``keys.enrolment`` made: a kit in clear and signed (suite ``none``), a request or an answer sealed
(suite ``age1``). The cover hides who writes to whom; it is a hint, and nothing in it is believed.
"""

import hashlib
import io
from datetime import date
from functools import partial

from desktop.bundles.format import TRAILER, BundleKind, OuterHeader, Suite, closing, opening, read_sealed
from desktop.keys.enrolment_files import unsound

_SUITES = {BundleKind.KIT: Suite.NONE, BundleKind.REQUEST: Suite.AGE, BundleKind.GRANT: Suite.AGE}


def covered(kind: BundleKind, content: bytes, day: date) -> bytes:
    """The file for the stick. ``kind`` is one of enrolment's three."""
    whole = opening(OuterHeader(kind, None, None, 1, day, _SUITES[kind])) + content
    return whole + closing(len(whole), hashlib.sha256(whole).digest())


def uncovered(kind: BundleKind, file: bytes) -> bytes:
    """What lies inside. Refused KEY-52 if it is another kind of file; BUN-02 … BUN-05 as ``read_sealed``."""
    sealed = read_sealed(partial(io.BytesIO, file))
    header = sealed.untrusted_header
    if header != OuterHeader(kind, None, None, 1, header.day, _SUITES[kind]):
        raise unsound()
    return file[len(sealed.outer) : -TRAILER.size]
