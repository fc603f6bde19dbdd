"""What the board says in words, on the screen and in the workbook alike."""

from collections.abc import Iterable

from desktop.basics.language import _, format_date, format_number, plural
from desktop.collector.board import Board, UnitRowShown
from desktop.collector.rules import CellMonth, MonthShown, MonthState

_MOST_NAMES = 30


def calls_of(unit: UnitRowShown) -> tuple[str, ...]:
    """What waits about a unit, the most serious first."""
    said = [
        (not unit.agrees, _("figures disagree")),
        (unit.findings, plural("{n} thing to look at", "{n} things to look at", unit.findings)),
        (unit.waiting, plural("{n} file waits", "{n} files wait", unit.waiting)),
        (unit.aside, plural("{n} file aside", "{n} files aside", unit.aside)),
        (unit.unshown, plural("{n} record not shown", "{n} records not shown", unit.unshown)),
    ]
    return tuple(words for there, words in said if there)


def contact_of(unit: UnitRowShown) -> str:
    """When a unit was last heard of; of one that ended, that it has."""
    return heard_of(unit) if unit.ended is None else _("has ended")


def ended_on(unit: UnitRowShown) -> tuple[str, ...]:
    """Since when a unit is no more; nothing for one that goes on."""
    return () if unit.ended is None else (_("Ended on {day}", day=format_date(unit.ended)),)


def heard_of(unit: UnitRowShown) -> str:
    """How long ago a unit was last heard of."""
    if unit.days is None:
        return _("never")
    if unit.days <= 0:
        return _("today")
    return plural("{n} day", "{n} days", unit.days)


def figure_of(month: MonthShown) -> str:
    """What stands in the square: cells with signed minutes; nothing for what is to come."""
    if month.state in (MonthState.TO_COME, MonthState.ENDED):
        return ""
    return str(month.signed) if month.counts else "–"


def figures_of(month: MonthShown) -> str:
    """How many cells met, and how many of them have signed minutes: the board counts the latter."""
    return _(
        "{held} of {expected} cells met, {signed} have signed minutes",
        held=format_number(month.held),
        expected=format_number(month.expected),
        signed=format_number(month.signed),
    )


def explained(month: MonthShown) -> str:
    """The square in words: who lacks what."""
    if month.state is MonthState.TO_COME:
        return _("still to come")
    if month.state is MonthState.ENDED:
        return _("after this unit ended")
    if month.state is MonthState.NOT_KEPT:
        return _("before this unit's register began")
    if month.state is MonthState.UNHEARD:
        return _("nothing sent since this month began")
    if not month.expected:
        return _("no cell was to meet")
    parts = []
    if month.lacking:
        parts.append(_("Not met ({n}): {names}", n=len(month.lacking), names=_bare(month.lacking)))
    if month.unsigned:
        number, names = len(month.unsigned), _bare(month.unsigned)
        parts.append(_("Met, not signed yet ({n}): {names}", n=number, names=names))
    if month.late:
        parts.append(_("Met late ({n}): {names}", n=len(month.late), names=_bare(month.late)))
    if not parts:
        return _("all met, minutes signed")
    if month.state is MonthState.OPEN:
        parts.insert(0, _("not due yet"))
    return " · ".join(parts)


def sum_words(board: Board) -> str:
    """What the sum is called, and how many units it leaves out."""
    if not board.left_out:
        return _("Sum")
    return plural("Sum without {n} unit", "Sum without {n} units", board.left_out)


def names_of(cells: Iterable[CellMonth]) -> str:
    """Names of cells without what all of them are called: first those that gave no reason, then with the reason."""
    return _joined(
        [
            _("{cell} ({reason})", cell=short(one.name), reason=one.reason.rstrip(" .;,"))
            if one.reason
            else short(one.name)
            for one in _in_order(cells)
        ]
    )


def _bare(cells: Iterable[CellMonth]) -> str:
    return _joined([short(one.name) for one in _in_order(cells)])


def _in_order(cells: Iterable[CellMonth]) -> list[CellMonth]:
    return sorted(cells, key=lambda one: bool(one.reason))


def _joined(names: list[str]) -> str:
    return ", ".join(names[:_MOST_NAMES]) + (" …" if len(names) > _MOST_NAMES else "")


def short(cell: str) -> str:
    """ "xóm Bản Lằng" for "Chi bộ xóm Bản Lằng": on the board everything is a cell."""
    return cell.removeprefix("Chi bộ ") or cell
