"""What a command said, and the words that the tests of the command line share."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PASSPHRASE = "cánh đồng mùa gặt sớm"
OTHER = "con suối qua bản vào thu"
NEW = "ngọn đồi thông xanh gió"
TODAY = "2026-11-09"
SAMPLE = Path(__file__).parents[1] / "members" / "data"
DONE, NO, REFUSED, TROUBLE = 0, 1, 2, 3


@dataclass(frozen=True)
class Said:
    """What one run of the program said."""

    code: int
    out: str
    err: str

    @property
    def facts(self) -> dict[str, Any]:
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


Run = Callable[..., Said]
