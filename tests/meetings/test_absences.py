"""What a year's absences bring up: the deletion of a name comes near, excuses come too often running."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from tests.meetings.sample import enter_cell, fill_in

from desktop.basics.errors import Problem, Severity
from desktop.basics.ids import new_id
from desktop.meetings.actions.drafting import start_meeting
from desktop.meetings.actions.finishing import finish_meeting
from desktop.meetings.queries.opening import open_meeting
from desktop.meetings.rules.absences import Before, alerts, befores
from desktop.meetings.rules.draft import RollLine
from desktop.meetings.rules.problems import problems
from desktop.meetings.rules.words import Presence, Stage
from desktop.rulebook.book import Rulebook
from desktop.rulebook.meetings import MeetingRules
from desktop.storage.register import Register

P, E, U = Presence.PRESENT, Presence.EXCUSED, Presence.UNEXCUSED


def codes(status: Presence, before: Before, rules: MeetingRules) -> list[str]:
    line = RollLine("l", "m", status, Stage.OFFICIAL)
    return [one.code for one in alerts(line, "Lê Thị Sen", {"m": before}, rules)]


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ((), None),
        ((E, E, E), Before(0, 3)),
        ((E, P, E), Before(0, 1)),
        ((U, E, U), Before(2, 0)),
        ((U, U, P), Before(2, 0)),
    ],
)
def test_the_year_before(statuses: tuple[Presence, ...], expected: Before | None) -> None:
    assert befores(("m", month, status) for month, status in enumerate(statuses, 1)).get("m") == expected


def test_a_month_counts_once() -> None:
    assert befores([("m", 3, U), ("m", 3, U)])["m"].unexcused == 1


def test_the_second_month_without_reason_is_warned_of(rules: MeetingRules) -> None:
    assert codes(U, Before(), rules) == []
    assert codes(U, Before(1), rules) == ["MTG-23"]
    assert codes(U, Before(2), rules) == ["MTG-23"]
    assert codes(P, Before(2), rules) == []


def test_each_limit_cites_its_own_rule(rules: MeetingRules) -> None:
    line = RollLine("l", "m", U, Stage.OFFICIAL)
    (second,) = alerts(line, "Lê Thị Sen", {"m": Before(1)}, rules)
    (third,) = alerts(line, "Lê Thị Sen", {"m": Before(2)}, rules)
    assert second.source == rules.missed_months_warning.citation
    assert third.source == rules.missed_months.citation
    assert second.words != third.words


def test_excused_more_than_three_times_running(rules: MeetingRules) -> None:
    assert codes(E, Before(0, 2), rules) == []
    assert codes(E, Before(0, 3), rules) == ["MTG-24"]


def test_before_2018_no_rule_counts_excuses(rulebook: Rulebook) -> None:
    old = rulebook.meetings(date(2016, 3, 1))
    assert codes(E, Before(0, 9), old) == []
    assert codes(U, Before(1), old) == ["MTG-23"]


def test_the_register_tells_the_years_absences(register: Register, sample: dict[str, Any]) -> None:
    cell = register.write(enter_cell, sample).result()
    found: tuple[Problem, ...] = ()
    for month in (7, 8, 9):
        kept = register.write(start_meeting, cell, 2026, month).result()
        opened = register.read(open_meeting, kept.meeting_id).result()
        assert opened is not None
        draft = fill_in(opened.draft, sample, opened.known.roster, opened.known.sheet, new_id)
        start = datetime(2026, month, 3, 19, 30)
        draft = replace(
            draft,
            period_month=month,
            started_at=start,
            ended_at=start.replace(hour=21, minute=40),
            tasks=(),
        )
        who = next(one for one in opened.known.roster if one.name == "Nông Thị Thơm").member_id
        line = draft.line(who)
        assert line is not None
        draft = draft.with_line(replace(line, status=U, reason="không báo"))
        found = tuple(one for one in problems(draft, opened.known) if one.code == "MTG-23")
        assert len(found) == (month > 7)
        register.write(finish_meeting, draft).result()
    assert [(one.severity, one.field) for one in found] == [(Severity.WARNING, f"roll.{who}")]
