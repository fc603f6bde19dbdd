"""A preview in sentences: the same words for the window and for the command line."""

from collections.abc import Iterator

from desktop.basics.language import Message, Month, Value, msg, msg_plural
from desktop.exchange.compared import What
from desktop.exchange.figures import Figures
from desktop.exchange.outcomes import Asks, Frozen, Gap, Ready
from desktop.exchange.preview import Change, Group, Preview
from desktop.exchange.preview_words import MEMBER, NOTHING, ORGANISATION
from desktop.exchange.stops import Trip, words_of
from desktop.exchange.take_in import Look
from desktop.meetings.rules.words import MEETING, PROGRESS

Line = tuple[Value, Value, Value, Value]
"""Title, what of it, what is held, what it becomes."""


def lines_of(seen: Look) -> tuple[Message, ...]:
    """What to say below the sentence of an outcome: why it stops, then what it changes."""
    outcome = seen.outcome
    lines = list(outcome.summary.warnings) if isinstance(outcome, Ready | Asks | Gap | Frozen) else []
    if isinstance(outcome, Ready | Asks):
        lines += [msg("To look at: {what}", what=words_of(trip)) for trip in outcome.summary.stops]
    if isinstance(outcome, Ready) and outcome.codes:
        lines.append(msg("Taken in, but the figures disagree: {codes}", codes=", ".join(outcome.codes)))
    if seen.preview is not None:
        lines += [*said_words(seen.preview), *made_words(seen.preview), *figures_words(seen.preview)]
        lines += [line_words(line) for change in seen.preview.look for line in change_lines(change)]
        lines += [group_words(group) for group in seen.preview.groups]
    return tuple(lines)


def made_words(preview: Preview) -> Iterator[Message]:
    """On which days the unit entered it."""
    match preview.made:
        case (first, last) if first == last:
            yield msg("Entered on {day}", day=first)
        case (first, last):
            yield msg("Entered from {first} to {last}", first=first, last=last)


def figures_words(preview: Preview) -> Iterator[Message]:
    """Figures before and after, one sentence each; what stays as it is isn't told."""
    for what, before, after in _pairs(preview.before, preview.after):
        yield msg("{what}: {before} → {after}", what=what, before=before, after=after)


def said_words(preview: Preview) -> Iterator[Message]:
    """Where the unit counts otherwise than it would be here, one sentence each."""
    for what, said, here in _pairs(preview.said or preview.after, preview.after):
        yield msg("{what}: the unit counts {said}, here it would be {here}.", what=what, said=said, here=here)


def _pairs(one: Figures, other: Figures) -> Iterator[tuple[Message, int, int]]:
    """The figures in which two differ."""
    pairs = (
        (msg("Members"), one.members, other.members),
        (msg("Cells"), one.cells, other.cells),
        (msg("Meetings held"), one.meetings, other.meetings),
    )
    return (pair for pair in pairs if pair[1] != pair[2])


def stop_words(trips: tuple[Trip, ...]) -> tuple[Message, ...]:
    """Why a second person must look."""
    return tuple(words_of(trip) for trip in trips)


def change_lines(change: Change) -> Iterator[Line]:
    """One line for each field of a changed record; one for a record that comes or goes."""
    match change.what:
        case What.NEW:
            yield change.title, what_words(change.kind), NOTHING, msg("New")
        case What.REMOVED:
            yield change.title, what_words(change.kind), msg("Held"), msg("Removed")
        case What.CHANGED:
            if not change.fields:
                yield change.title, what_words(change.kind), NOTHING, msg("Entered anew, as it was")
            for field in change.fields:
                yield change.title, field.label, field.old, field.new


def line_words(line: Line) -> Message:
    """A line as one sentence."""
    title, what, old, new = line
    return msg("{title}: {what}: {old} → {new}", title=title, what=what, old=old, new=new)


def what_words(kind: str) -> Message:
    """What a record is."""
    return {
        MEMBER: msg("Member's file"),
        ORGANISATION: msg("Organisation"),
        MEETING: msg("Meeting"),
        PROGRESS: msg("Task"),
    }.get(kind, msg("Record"))


def group_words(group: Group) -> Message:
    """How many of what, as a heading."""
    n = group.n
    match (group.kind, group.what):
        case ("member", What.NEW):
            return msg_plural("{n} member entered", "{n} members entered", n)
        case ("member", What.CHANGED):
            return msg_plural("{n} member's file changed", "{n} members' files changed", n)
        case ("member", What.REMOVED):
            return msg_plural("{n} member's file removed", "{n} members' files removed", n)
        case ("meeting", What.NEW):
            return msg_plural("{n} meeting entered", "{n} meetings entered", n)
        case ("meeting", What.CHANGED):
            return msg_plural("{n} meeting changed", "{n} meetings changed", n)
        case ("meeting", What.REMOVED):
            return msg_plural("{n} meeting removed", "{n} meetings removed", n)
        case ("organisation", What.NEW):
            return msg_plural("{n} organisation entered", "{n} organisations entered", n)
        case ("organisation", What.CHANGED):
            return msg_plural("{n} organisation changed", "{n} organisations changed", n)
        case ("organisation", What.REMOVED):
            return msg_plural("{n} organisation removed", "{n} organisations removed", n)
        case ("task_progress", _):
            return msg_plural("{n} task: how far it has come", "{n} tasks: how far they have come", n)
        case _:
            return msg_plural("{n} other record", "{n} other records", n)


def about_words(group: Group) -> tuple[Value, ...]:
    """What a group is about: months of meetings and fields of files with their counts, or the first names."""
    return tuple(_about(what, n) for what, n in group.about)


def _about(what: Value, n: int) -> Value:
    match what:
        case Month():
            return msg("month {month}: {n}", month=what, n=n)
        case str():
            return what
        case _:
            return msg("{what} {n}", what=what, n=n)
