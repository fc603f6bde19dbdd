"""Meetings as documents: what the log keeps of them and what quick find knows."""

from datetime import date, datetime

from desktop.basics.language import Month, _
from desktop.basics.text import fold
from desktop.meetings.records import (
    Attendance,
    Guest,
    Meeting,
    Opinion,
    Petition,
    Score,
    Superior,
    Task,
    TaskProgress,
    Vote,
)
from desktop.meetings.rules.words import KIND_NAMES, MEETING, PROGRESS, MeetingKind
from desktop.storage.records import Document, Found, Kind, Row


def derive(document: Document) -> Row:
    """The day it was held or is planned for, and its month as ``2026-11``."""
    moment = document.get("started_at") or document.get("planned_at")
    held_on: date | None = moment.date() if isinstance(moment, datetime) else None
    return {
        "held_on": held_on,
        "period": f"{document['period_year']:04d}-{document['period_month']:02d}",
    }


def find(document: Document) -> Found:
    """Found by the cell, the month, the theme and the place.

    Its words are the language in use when it was stored: an office doesn't change its language.
    """
    month = Month(document["period_year"], document["period_month"])
    subtitle = _("{kind}, {month}", kind=_(KIND_NAMES[MeetingKind(document["kind"])]), month=month)
    title = document.get("organisation_name") or subtitle
    said = (title, subtitle, document.get("theme_title"), document.get("place"))
    return Found(title, subtitle, fold(" ".join(word for word in said if word)))


KIND = Kind(
    MEETING,
    1,
    Meeting,
    parts={
        "attendance": Attendance,
        "superiors": Superior,
        "guests": Guest,
        "opinions": Opinion,
        "votes": Vote,
        "tasks": Task,
        "petitions": Petition,
        "scores": Score,
    },
    derive=derive,
    find=find,
)

PROGRESS_KIND = Kind(PROGRESS, 1, TaskProgress)

KINDS = (KIND, PROGRESS_KIND)
