"""How the program says no.

``Refused``: a rule of the office says no. ``Trouble``: the world says no (disk full, stick gone, wrong
passphrase). Anything else that is raised is our own bug. Codes are stable: they are read over a telephone.
"""

import errno
from dataclasses import dataclass
from enum import StrEnum

from desktop.basics.language import Message, msg


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a rule stands: document number, article, and the rule in one sentence."""

    document: str
    article: str
    words: str


class Severity(StrEnum):
    """How much a problem weighs: an error blocks finishing, a warning never does, a hint only helps."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that a rule found in a draft. ``field`` is a path such as ``votes.1.method``."""

    code: str
    severity: Severity
    field: str
    message: Message
    source: Citation | None = None


class Told(Exception):
    """Base of the two kinds of refusal that are told to the user in plain words."""

    def __init__(
        self, code: str, message: Message, next_step: Message | None = None, field: str | None = None
    ) -> None:
        super().__init__(f"{code}: {message.text}")
        self.code = code
        self.message = message
        self.next_step = next_step
        self.field = field


class Refused(Told):
    """A rule says no. Nothing was changed; what was typed stays."""


class Trouble(Told):
    """The world says no: disk, stick, passphrase, damaged file. Nothing was lost by it."""


def why_not(error: OSError) -> Message:
    """Why a file couldn't be written, as the end of a sentence; the system's own words are for its makers."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return msg("no room is left.")
    if error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
        return msg("nothing may be written there.")
    if error.errno in {errno.EINVAL, errno.EILSEQ, errno.ENAMETOOLONG}:
        return msg("the name has a sign that isn't allowed there, or is too long.")
    return msg("the folder or stick doesn't answer.")
