"""What people type into a field, read as offices write it. Pure: no Qt, the day is handed in.

Each ``read_…`` gives the value, or ``Unread`` with the sentence to show below the field. An empty text is None.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, time

from desktop.basics.language import Message, msg

YEARS_AHEAD = 10  # a two-figure year further ahead than this lies in the last century
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_PARTS = re.compile(r"[\s./\-]+")


@dataclass(frozen=True, slots=True)
class Unread:
    """Why a text could not be read."""

    message: Message


def read_date(text: str, today: date, past: bool = False) -> date | Unread | None:
    """A day from ``3/11/2026``, ``03.11.26``, ``03112026``, ``3/11`` or ``3``.

    Without a year it is the nearest such day to today; without a month, the day of this month. ``past`` is for
    birthdays and dates of the past: then never a day after today.
    """
    words = text.strip()
    if not words:
        return None
    parts = [p for p in _PARTS.split(words) if p]
    if len(parts) == 1 and parts[0].isascii() and parts[0].isdigit() and len(parts[0]) in (4, 6, 8):
        whole = parts[0]
        parts = [whole[:2], whole[2:4], *([whole[4:]] if len(whole) > 4 else [])]
    if not 1 <= len(parts) <= 3 or not all(p.isascii() and p.isdigit() for p in parts):
        return Unread(msg("Type the date as day/month/year, for example 03/11/2026."))
    figures = [int(p) for p in parts]
    day = figures[0]
    if len(figures) == 1:
        return _day(day, today.month, today.year)
    month = figures[1]
    if not 1 <= month <= 12:
        return Unread(msg("There is no month {month}.", month=str(month)))
    if len(figures) == 2:
        return _nearest(day, month, today, past)
    return _day(day, month, _year(parts[2], today, past))


def _year(text: str, today: date, past: bool) -> int:
    year = int(text)
    if len(text) <= 2:
        year += 2000
        if year > (today.year if past else today.year + YEARS_AHEAD):
            year -= 100
    return year


def _nearest(day: int, month: int, today: date, past: bool) -> date | Unread:
    found = [_day(day, month, today.year + step) for step in ((0, -1) if past else (0, -1, 1))]
    days = [d for d in found if isinstance(d, date) and not (past and d > today)]
    if not days:
        wrong = found[0]
        return wrong if isinstance(wrong, Unread) else found[-1]
    return min(days, key=lambda d: (abs((d - today).days), d))


def _day(day: int, month: int, year: int) -> date | Unread:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return Unread(msg("The year {year} can't be right.", year=str(year)))
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        return Unread(msg("Month {month} has only {days} days.", month=str(month), days=last))
    return date(year, month, day)


def write_date(day: date | None) -> str:
    """As a field shows it: 03/11/2026."""
    return "" if day is None else f"{day.day:02d}/{day.month:02d}/{day.year}"


def read_time(text: str) -> time | Unread | None:
    """A time from ``19:30``, ``1930``, ``19h30``, ``19h``, ``19.30`` or ``7``."""
    words = text.strip().lower().replace("giờ", "h").replace("phút", "").replace(" ", "")
    if not words:
        return None
    found = re.fullmatch(r"(\d{1,2})(?:[h:.,](\d{1,2})?)?", words, re.ASCII)
    if found is None:
        found = re.fullmatch(r"(\d{1,2})(\d{2})", words, re.ASCII)
    if found is None:
        return Unread(msg("Type the time as hours:minutes, for example 19:30."))
    hour, minute = int(found[1]), int(found[2] or 0)
    if hour > 23 or minute > 59:
        return Unread(msg("There is no such time of day."))
    return time(hour, minute)


def write_time(moment: time | None) -> str:
    """19:30."""
    return "" if moment is None else f"{moment.hour:02d}:{moment.minute:02d}"


def read_number(text: str, least: int | None = None, most: int | None = None) -> int | Unread | None:
    """A whole number from ``1857`` or ``1.857`` within bounds."""
    words = text.strip().replace(" ", "")
    if not words:
        return None
    if not re.fullmatch(r"-?\d{1,9}|-?\d{1,3}(?:\.\d{3}){1,2}", words, re.ASCII):
        return Unread(msg("Type a whole number."))
    return _bounded(int(words.replace(".", "")), least, most)


def read_tenths(text: str, least: int | None = None, most: int | None = None) -> int | Unread | None:
    """A number with at most one decimal, as whole tenths: ``76,5`` is 765."""
    words = text.strip().replace(" ", "").removesuffix("%")
    if not words:
        return None
    found = re.fullmatch(r"(-?)(\d{1,8})(?:[.,](\d))?", words, re.ASCII)
    if found is None:
        return Unread(msg("Type a number with at most one decimal, for example 76,5."))
    tenths = int(found[2]) * 10 + int(found[3] or 0)
    return _bounded(-tenths if found[1] else tenths, least, most, tenth=True)


def _bounded(number: int, least: int | None, most: int | None, tenth: bool = False) -> int | Unread:
    def shown(value: int) -> str:
        return f"{value // 10},{value % 10}" if tenth and value % 10 else str(value // 10 if tenth else value)

    if least is not None and number < least:
        return Unread(msg("The smallest possible number is {least}.", least=shown(least)))
    if most is not None and number > most:
        return Unread(msg("The largest possible number is {most}.", most=shown(most)))
    return number
