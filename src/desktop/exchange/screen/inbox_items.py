"""The lines of the left list: each file of the stick, each file kept here, each question that nobody has answered."""

from dataclasses import dataclass
from datetime import date

from desktop.basics.language import _, plural, say
from desktop.exchange.findings import Finding, Kept, waits_for, why_kept, words_of
from desktop.exchange.outcomes import (
    AlreadyTaken,
    Asks,
    Forked,
    Frozen,
    Gap,
    Outcome,
    Ready,
    Refusal,
    TooNew,
)
from desktop.exchange.reception import Laid, unit_of


@dataclass(frozen=True, slots=True)
class Item:
    """One line: icon and tone, title with a day at the right, a line in that tone, a quiet line.

    ``what`` is what it stands for; None for the heading of a part of the list.
    """

    key: str
    title: str
    icon: str = ""
    tone: str = "slate"
    right: str = ""
    state: str = ""
    detail: str = ""
    what: Laid | Kept | Finding | None = None

    @property
    def words(self) -> str:
        """All of it, for a screen reader."""
        return ", ".join(part for part in (self.title, self.state, self.detail, self.right) if part)


def items_of(laid: tuple[Laid, ...], kept: tuple[Kept, ...], found: tuple[Finding, ...]) -> tuple[Item, ...]:
    """Forks first of all, then the files of the stick, then what lies here."""
    loud = [of_finding(one) for one in found if one.kind == "fork"]
    quiet = [of_finding(one) for one in found if one.kind != "fork"]
    on_stick = {one.sha256 for one in kept if any(_is_here(file, one) for file in laid)}
    here = [of_kept(one) for one in kept if one.sha256 not in on_stick]
    rest = [*quiet, *here]
    heading = [Item("heading", _("Waiting and kept aside"))] if rest else []
    files = sorted(laid, key=_place)
    return (*loud, *(of_laid(one) for one in files), *heading, *rest)


def is_kept(one: Laid, kept: tuple[Kept, ...]) -> bool:
    """Whether what a file of the stick says lies sealed here already; of what isn't in order, the very file."""
    return any(_is_here(one, here) for here in kept)


def _is_here(one: Laid, here: Kept) -> bool:
    if isinstance(one.look.outcome, Refusal):
        return one.look.outcome.sha256 == here.sha256
    return _range(one.look.outcome) == (here.unit, here.first, here.last)


def of_laid(one: Laid) -> Item:
    """A file of the stick."""
    outcome = one.look.outcome
    key = f"file:{one.path}"
    if isinstance(outcome, Refusal):
        state = _("Refused, code {code}", code=outcome.code)
        return Item(key, outcome.name or one.path.name, "cross", "red", "", state, say(outcome.message), one)
    if isinstance(outcome, TooNew):
        state = _("For a later version of this program")
        return Item(key, outcome.name, "refresh", "slate", "", state, one.path.name, one)
    icon, tone, state = _state(outcome)
    summary = outcome.summary
    number = _("file {number}", number=str(summary.number))
    return Item(key, summary.name, icon, tone, day_words(summary.made.date()), state, number, one)


def of_kept(one: Kept) -> Item:
    """A file that lies here."""
    since = day_words(one.received)
    if one.unit:
        detail = _("{what} · here since {day}", what=range_words(one.first, one.last), day=since)
    else:
        detail = _("kept unread · here since {day}", day=since)
    icon = "lock" if one.state.value in {"aside", "refused"} else "clock"
    tone = "gold" if one.codes else "slate"
    return Item(
        f"kept:{one.sha256}",
        one.name or _("Unknown sender"),
        icon,
        tone,
        day_words(one.made),
        say(why_kept(one)),
        detail,
        one,
    )


def of_finding(one: Finding) -> Item:
    """A question that nobody has answered."""
    what, step = words_of(one)
    tone = "red" if one.kind == "fork" else "gold"
    key = f"finding:{one.unit}:{one.kind}:{one.subject}"
    return Item(key, one.name, "warning", tone, day_words(one.since), say(what), say(step), one)


def unit_in(item: Item) -> str:
    """The unit that a line is about; "" for nobody's."""
    match item.what:
        case Laid():
            return unit_of(item.what.look.outcome) or ""
        case Kept() | Finding():
            return item.what.unit
        case _:
            return ""


def range_words(first: int, last: int) -> str:
    """Which changes: 13–16, or only 13."""
    if first >= last:
        return _("entry {n}", n=str(last))
    return _("entries {first}–{last}", first=str(first), last=str(last))


def day_words(day: date) -> str:
    """A day of this year as the list has room for it: 09/11."""
    return f"{day.day:02d}/{day.month:02d}"


def _state(outcome: Ready | Asks | AlreadyTaken | Gap | Forked | Frozen) -> tuple[str, str, str]:
    match outcome:
        case Ready(summary, _codes) if not summary.stops and not summary.changes:
            return "check", "leaf", _("Only papers, as usual")
        case Ready(summary, _codes) if not summary.stops:
            words = plural("{n} change, as usual", "{n} changes, as usual", summary.changes)
            return "check", "leaf", words
        case Ready(summary, _codes) | Asks(summary, _codes):
            words = plural("{n} change, look at it first", "{n} changes, look at them first", summary.changes)
            return "warning", "gold", words
        case AlreadyTaken(_summary, None):
            return "check-double", "slate", _("Already taken in")
        case AlreadyTaken(_summary, on):
            return "check-double", "slate", _("Already taken in on {day}", day=on.date() if on else "")
        case Gap(_summary, first, last):
            return "clock", "slate", say(waits_for(first, last))
        case Forked(_summary, _at, True):
            return "history", "gold", _("The unit went on from a backup")
        case Forked():
            return "warning", "red", _("Tells another story than the one held")
        case Frozen():
            return "lock", "gold", _("Kept until the unit's question is answered")


def _place(one: Laid) -> int:
    """What can be taken in stands first, what is refused last; otherwise as on the stick."""
    match one.look.outcome:
        case Ready(summary, _codes):
            return 1 if summary.stops else 0
        case Forked() | Frozen() | Asks():
            return 1
        case Gap() | TooNew():
            return 2
        case AlreadyTaken():
            return 3
        case Refusal():
            return 4


def _range(outcome: Outcome) -> tuple[str, int, int]:
    if isinstance(outcome, Refusal | TooNew):
        return ("", 0, 0)
    return (outcome.summary.unit, outcome.summary.first, outcome.summary.last)
