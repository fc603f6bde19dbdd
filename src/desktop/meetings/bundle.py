"""Meetings as documents: what the log keeps of them and what quick find knows."""

from datetime import date, datetime

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
from desktop.storage.records import Document, Kind, Row


def derive(document: Document) -> Row:
    """The day it was held or is planned for, and its month as ``2026-11``."""
    moment = document.get("started_at") or document.get("planned_at")
    held_on: date | None = moment.date() if isinstance(moment, datetime) else None
    return {
        "held_on": held_on,
        "period": f"{document['period_year']:04d}-{document['period_month']:02d}",
    }


KIND = Kind(
    "meeting",
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
)

PROGRESS = Kind("task_progress", 1, TaskProgress)

KINDS = (KIND, PROGRESS)
