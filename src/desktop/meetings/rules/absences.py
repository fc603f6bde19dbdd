"""Absences over the year: when the deletion of a name comes near, and when excuses come too often running.

Missing the meetings of three months in a year without good reason, the cell considers deleting the name (Charter
article 8.1); it is told at the second month, so that it can help in time. The frame of HD 12-HD/BTCTW 2018 wants
nobody excused more than three times running. The limits are the rulebook's; 0 means that there is none.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from desktop.basics.errors import Citation
from desktop.basics.language import Message, msg
from desktop.meetings.rules.draft import RollLine
from desktop.meetings.rules.words import Presence
from desktop.rulebook.meetings import MeetingRules


@dataclass(frozen=True, slots=True)
class Before:
    """One member's regular meetings of this year before the one at hand."""

    unexcused: int = 0  # months missed without reason
    excused_running: int = 0  # excused last time, the time before, and so on


@dataclass(frozen=True, slots=True)
class Alert:
    """What to warn of: ``mark`` stands beside the name, ``short`` under the list, ``words`` among the problems."""

    code: str
    mark: Message
    short: Message
    words: Message
    source: Citation


def befores(attended: Iterable[tuple[str, int, Presence]]) -> dict[str, Before]:
    """Member id → what the year says, from (member, month, status) in the order of the months."""
    missed: dict[str, set[int]] = {}
    running: dict[str, int] = {}
    for member_id, month, status in attended:
        running[member_id] = running.get(member_id, 0) + 1 if status is Presence.EXCUSED else 0
        if status is Presence.UNEXCUSED:
            missed.setdefault(member_id, set()).add(month)
    return {id: Before(len(missed.get(id, ())), running[id]) for id in running}


def alerts(line: RollLine, name: str, before: Mapping[str, Before], rules: MeetingRules) -> Iterator[Alert]:
    """What this line of a regular meeting's roll-call brings up, with the year before it."""
    past = before.get(line.member_id, Before())
    if line.status is Presence.UNEXCUSED:
        months = past.unexcused + 1
        limit, warned = rules.missed_months, rules.missed_months_warning
        mark, short = msg("{n} months", n=months), msg("{n} months without reason", n=months)
        if limit.value and months >= limit.value:
            words = msg(
                "{name}: {n} months of the year missed without reason, the cell considers deleting the name",
                name=name,
                n=months,
            )
            yield Alert("MTG-23", mark, short, words, limit.citation)
        elif warned.value and months >= warned.value:
            words = msg(
                "{name}: {n} months of the year missed without reason, at {limit} the name may be deleted",
                name=name,
                n=months,
                limit=limit.value,
            )
            yield Alert("MTG-23", mark, short, words, warned.citation)
    elif line.status is Presence.EXCUSED:
        times, most = past.excused_running + 1, rules.excused_in_a_row
        if most.value and times > most.value:
            words = msg(
                "{name}: excused {n} times running, more than {most}", name=name, n=times, most=most.value
            )
            mark, short = msg("{n} times", n=times), msg("excused {n} times running", n=times)
            yield Alert("MTG-24", mark, short, words, most.citation)
