"""The zone in which a suite that starts late in the day goes on."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from tests.daytime import ZONES, zone_of

AT = datetime(2026, 11, 9, 23, 50, tzinfo=UTC)


@pytest.mark.parametrize("hours", [-11, -9.5, -6, 0, 5.75, 6, 7, 12.75, 14])
@pytest.mark.skipif(not (ZONES / "Etc/GMT+6").is_file(), reason="the system knows no zones")
def test_it_is_hours_earlier_there(hours: float) -> None:
    here = AT.astimezone(timezone(timedelta(hours=hours)))
    there = here.astimezone(ZoneInfo(zone_of(here)))
    back = here.replace(tzinfo=None) - there.replace(tzinfo=None)
    assert timedelta(hours=1) <= back < timedelta(hours=7)
