"""The home page's duties as lines: what is overdue comes first and is named so, what only waits is calm."""

from datetime import date

from desktop.app.home import grouped
from desktop.basics.language import say
from desktop.meetings.queries.duties import Duty, DutyKind
from desktop.shell.home_rows import Urgency

TODAY = date(2026, 11, 9)


def told(*duties: Duty) -> list[tuple[Urgency, str, str]]:
    return [(line.urgency, say(line.title), say(line.when)) for line in grouped(duties, TODAY)]


def duty(kind: DutyKind, due: date, text: str = "") -> Duty:
    return Duty(kind, due, "1", "Chi bộ xóm Bản Lằng", 2026, 11, text=text)


def test_minutes_that_wait_to_be_signed_are_never_overdue() -> None:
    assert told(duty(DutyKind.SIGN, date(2026, 11, 3))) == [
        (Urgency.TODAY, "Minutes of Chi bộ xóm Bản Lằng wait to be signed", "waiting for 6 days")
    ]
    assert told(duty(DutyKind.MISSING, date(2026, 11, 7)))[0][0] is Urgency.OVERDUE


def test_many_tasks_are_named_by_whether_they_are_overdue() -> None:
    late = [duty(DutyKind.TASK, date(2026, 10, 27 + n), f"Việc {n}") for n in range(4)]
    soon = [duty(DutyKind.TASK, date(2026, 11, 10 + n), f"Việc {n}") for n in range(4)]
    assert told(*late) == [(Urgency.OVERDUE, "4 tasks are overdue", "the oldest by 13 days")]
    assert told(*soon) == [(Urgency.SOON, "4 tasks are due soon", "Tomorrow")]
