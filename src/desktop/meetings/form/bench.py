"""The draft on the bench: rebuilt at each edit, judged at once, kept within a second.

Tabs read from it and put values into it; it tells them when something changed. Keeping goes through the task,
so that typing never waits: at most one keeping is on its way, and what was typed meanwhile follows it.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.basics.errors import Problem, Severity
from desktop.basics.ids import new_id
from desktop.meetings.actions.drafting import Kept, keep_meeting_draft
from desktop.meetings.queries.opening import Opened, rejudged
from desktop.meetings.rules.draft import MeetingDraft
from desktop.meetings.rules.problems import Known, errors, problems
from desktop.meetings.rules.roster import call_roll
from desktop.meetings.rules.scoring import lay_sheet
from desktop.meetings.rules.words import MeetingKind
from desktop.widgets.place import Place

KEEP_AFTER = 600  # milliseconds after the first key that isn't kept yet
TOLD_AFTER = 70  # milliseconds: a key shows before the figures that it changes
_JUDGE_AGAIN = 300


class Bench(QObject):
    """One meeting being typed."""

    changed = Signal()
    """The draft is another one: figures are to be shown anew."""
    judged = Signal()
    """The problems were found anew."""
    kept = Signal(object)
    """The moment when everything typed so far was on disk."""
    listed = Signal()
    """The list of members is another one: the roll is to be shown anew."""

    def __init__(self, place: Place, opened: Opened, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.place = place
        self.opened = opened
        self._problems: tuple[Problem, ...] = ()
        self._stale = True
        self._unkept = False
        self._on_its_way = False
        self._done = False
        self._timer = QTimer(self, singleShot=True, interval=KEEP_AFTER)
        self._timer.timeout.connect(self._keep)
        self._again = QTimer(self, singleShot=True, interval=_JUDGE_AGAIN)
        self._again.timeout.connect(self._ask_again)
        self._soon = QTimer(self, singleShot=True, interval=TOLD_AFTER)
        self._soon.timeout.connect(self._tell)

    @property
    def draft(self) -> MeetingDraft:
        """The draft as it stands."""
        return self.opened.draft

    @property
    def known(self) -> Known:
        """List and rules of the meeting's day."""
        return self.opened.known

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What the rules find in the draft as it stands now."""
        if self._stale:
            self._problems = problems(self.draft, self.known)
            self._stale = False
        return self._problems

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What blocks the finishing."""
        return errors(self.problems)

    def put(self, **values: Any) -> None:
        """Put values into the draft; the same values do nothing."""
        self._take(replace(self.draft, **values))

    def put_draft(self, draft: MeetingDraft) -> None:
        """Put another draft in place of the present one."""
        self._take(draft)

    def put_line(self, part: str, line: Any) -> None:
        """Put a line in place of the one with its id."""
        lines = getattr(self.draft, part)
        self.put(**{part: tuple(line if old.id == line.id else old for old in lines)})

    def add_line(self, part: str, line: Any) -> None:
        """Add a line at the end of a list."""
        self.put(**{part: (*getattr(self.draft, part), line)})

    def take_line(self, part: str, id: str) -> None:
        """Take a line away."""
        self.put(**{part: tuple(line for line in getattr(self.draft, part) if line.id != id)})

    def problem_at(self, path: str) -> Problem | None:
        """The weightiest problem of a field. Lines are named by id here, by their place in a problem."""
        order = list(Severity)
        field = self._by_place(path)
        found = [problem for problem in self.problems if problem.field == field]
        return min(found, key=lambda problem: order.index(problem.severity), default=None)

    def _by_place(self, path: str) -> str:
        part, _dot, rest = path.partition(".")
        name, _dot, field = rest.partition(".")
        if part == "roll" or not rest:
            return path
        for place, line in enumerate(getattr(self.draft, part, ())):
            if name in (line.id, getattr(line, "criterion", None)):
                return f"{part}.{place}.{field}".rstrip(".")
        return path

    def hurry(self) -> None:
        """Keep now what isn't kept yet: the page goes, or the window locks."""
        if self._unkept:
            self._timer.stop()
            self._keep()

    def finish_keeping(self) -> None:
        """The draft became a record: nothing more is kept."""
        self._done = True
        self._timer.stop()
        self._again.stop()

    def _take(self, draft: MeetingDraft) -> None:
        before = self.draft
        if draft == before or self._done:
            return
        if draft.with_theme != before.with_theme and draft.kind is MeetingKind.REGULAR:
            draft = lay_sheet(draft, self.known.sheet, new_id)
        self.opened = replace(self.opened, draft=draft)
        self._stale = True
        # What a list holds shows at once, since the cursor goes there; figures follow when typing rests.
        if _shape(draft) == _shape(before):
            self._soon.start()
        else:
            self._tell()
        self._unkept = True
        if not self._timer.isActive():
            self._timer.start()
        if _deciding(draft) != _deciding(before):
            self._again.start()

    def _tell(self) -> None:
        self._soon.stop()
        self.changed.emit()
        self.judged.emit()

    def _keep(self) -> None:
        if self._on_its_way or self._done:
            return  # what was typed meanwhile is kept when this one is through
        self._unkept = False
        self._on_its_way = True
        self.place.task.run(
            self, keep_meeting_draft, self.draft, then=self._was_kept, failed=self._wasnt_kept
        )

    def _was_kept(self, kept: Kept) -> None:
        self._on_its_way = False
        self.opened = replace(self.opened, kept_at=kept.at, drafted=True)
        self.kept.emit(kept.at)
        if self._unkept:
            self._keep()

    def _wasnt_kept(self, told: Any) -> None:
        from desktop.widgets.notice import Notice

        self._on_its_way = False
        self.place.notify(Notice.refusal(told))

    def _ask_again(self) -> None:
        self.place.task.read(self, rejudged, self.draft, then=self._listed_anew)

    def _listed_anew(self, found: tuple[MeetingDraft, Known]) -> None:
        _, known = found
        # What was typed while the list was read stays: only the list is taken from the answer.
        draft = call_roll(self.draft, known.roster, new_id)
        if draft.kind is MeetingKind.REGULAR:
            draft = lay_sheet(draft, known.sheet, new_id)
        self.opened = replace(self.opened, known=known)
        self._stale = True
        if draft != self.draft:
            self._take(draft)
        self.listed.emit()
        self._tell()


def _shape(draft: MeetingDraft) -> tuple[object, ...]:
    """What the lists consist of, and the roll-call, whose letters must show under the key."""
    lists = (draft.opinions, draft.votes, draft.tasks, draft.petitions, draft.superiors, draft.guests)
    statuses = tuple((line.member_id, line.status, line.late) for line in draft.roll)
    return (*(tuple(line.id for line in one) for one in lists), statuses, len(draft.scores))


def _deciding(draft: MeetingDraft) -> tuple[date | None, MeetingKind, int, int]:
    """What decides about list and rules."""
    return draft.held_on, draft.kind, draft.period_year, draft.period_month


def joined(day: date | None, moment: Any) -> datetime | None:
    """Day and time of two fields as one moment; None while one is missing."""
    return datetime.combine(day, moment) if day is not None and moment is not None else None
