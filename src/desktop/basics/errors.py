"""How the program says no.

``Refused``: a rule of the office says no. ``Trouble``: the world says no (disk full, stick gone, wrong
passphrase). Anything else that is raised is our own bug. Codes are stable: they are read over a telephone.
"""

from dataclasses import dataclass
from enum import StrEnum

from desktop.basics.language import Message


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
