"""No midnight while the suite runs: each test's own day would turn, and not the same way for all of them.

From six in the evening on, the suite and the programs that it starts live in a zone where it is still about noon.
"""

import os
import time
from datetime import datetime
from pathlib import Path

EVENING = 18
ZONES = Path("/usr/share/zoneinfo")


def zone_of(here: datetime) -> str:
    """The zone in which it is some six hours earlier than ``here``, a local time with its offset."""
    offset = here.utcoffset()
    assert offset is not None
    west = min(6 - int(offset.total_seconds() // 3600), 12)
    return f"Etc/GMT{west:+}"


def stay_in_the_day() -> None:
    """Move the process back if it is evening. Where the system knows no such zones, the day may turn."""
    here = datetime.now().astimezone()
    zone = zone_of(here)
    if here.hour >= EVENING and (ZONES / zone).is_file():
        os.environ["TZ"] = zone
        time.tzset()


stay_in_the_day()
