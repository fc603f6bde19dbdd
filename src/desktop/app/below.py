"""What a superior has to do about its units, as lines of the home page: who calls, is silent, lacks minutes."""

from collections.abc import Iterator

from desktop.basics.language import Message, msg, msg_plural
from desktop.collector.board import Board, UnitRowShown
from desktop.collector.rules import MonthState, Tone
from desktop.collector.words import short
from desktop.shell.home_rows import ToDo, Urgency

_LOUD = (Tone.SLIGHT, Tone.LACKING, Tone.FAR)
_ALIKE = 3  # so many units of one kind stand alone; more become one line


def units_to_do(found: Board) -> Iterator[ToDo]:
    """Units that call first, then the silent ones, then those whose month is over and lacks minutes."""
    yield from _grouped([_calls(one) for one in found.calling], "inbox")
    yield from _grouped([_silent(one) for one in found.silent], "board")
    yield from _grouped([_month(one, found) for one in found.units if _lacks(one, found)], "board")


def _calls(unit: UnitRowShown) -> ToDo:
    waiting, asked = unit.waiting + unit.aside, unit.findings + unit.unshown
    why = []
    if not unit.agrees:
        why.append(msg("its figures don't agree"))
    if waiting:
        why.append(msg_plural("{n} file waits", "{n} files wait", waiting))
    if asked:
        why.append(msg_plural("{n} question", "{n} questions", asked))
    title = msg("{unit}: something waits for you", unit=unit.name)
    return _line(unit, Urgency.TODAY, title, msg("Today"), tuple(why), "inbox", "inbox")


def _silent(unit: UnitRowShown) -> ToDo:
    title = msg("{unit}: nothing heard for long", unit=unit.name)
    when = (
        msg("never heard of") if unit.days is None else msg_plural("{n} day ago", "{n} days ago", unit.days)
    )
    return _line(unit, Urgency.OVERDUE, title, when, (msg("call the unit"),), "board", "phone")


def _lacks(unit: UnitRowShown, found: Board) -> bool:
    month = unit.months[found.month - 1]
    return unit.ended is None and not unit.silent and month.state is MonthState.OVER and month.tone in _LOUD


def _month(unit: UnitRowShown, found: Board) -> ToDo:
    month = unit.months[found.month - 1]
    title = msg("{unit}: minutes of month {month} are missing", unit=unit.name, month=str(found.month))
    when = msg("only {n} of {all} cells", n=month.signed, all=month.expected)
    lacking = [short(one.name) for one in (*month.lacking, *month.unsigned)]
    why = (msg("missing: {names}", names=", ".join(lacking)),) if lacking else ()
    return _line(unit, Urgency.OVERDUE, title, when, why, "board", "calendar")


def _line(
    unit: UnitRowShown,
    urgency: Urgency,
    title: Message,
    when: Message,
    why: tuple[Message, ...],
    room: str,
    icon: str,
) -> ToDo:
    return ToDo(urgency, title, when, why, msg("Open the unit"), room, unit.urn, icon)


def _grouped(lines: list[ToDo], room: str) -> Iterator[ToDo]:
    """Each for itself, or the first with the number of the others."""
    if len(lines) <= _ALIKE:
        yield from lines
        return
    first = lines[0]
    others = msg("and {n} further units", n=len(lines) - 1)
    yield ToDo(first.urgency, first.title, first.when, (others,), msg("Open all"), room, None, first.icon)
