"""What a command of the command line answers, and its exit codes."""

from dataclasses import dataclass
from typing import Any

DONE, NO, REFUSED, TROUBLE = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command says: in words, and as facts for ``--json``."""

    words: str
    facts: dict[str, Any]  # whatever JSON can say
    code: int = DONE
