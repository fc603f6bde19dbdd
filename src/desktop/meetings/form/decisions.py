"""The tab of decisions: votes on top, below them the conclusion and who must do what."""

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.basics.ids import new_id
from desktop.basics.language import Month, _
from desktop.meetings.form.bare import BareDate, BarePerson, BareWords, LineList, LineRow
from desktop.meetings.form.bench import Bench
from desktop.meetings.form.preparation import picked
from desktop.meetings.form.tabs import FieldTab
from desktop.meetings.form.vote_card import VoteCard
from desktop.meetings.rules.draft import TaskLine, VoteLine
from desktop.widgets import buttons, card, labels, theme
from desktop.widgets.card import Card
from desktop.widgets.longtext import LongText

_ACROSS = 2
_PERSON, _DAY = 154, 108  # widths of a task's fields


class DecisionsTab(FieldTab):
    """What was voted, concluded and assigned."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.px(theme.MARGIN), theme.px(10), theme.px(theme.MARGIN), theme.px(10))
        column.setSpacing(theme.px(10))
        self.cards: dict[str, VoteCard] = {}
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.px(theme.GAP))
        for place in range(_ACROSS):
            self._grid.setColumnStretch(place, 1)
        column.addLayout(self._grid)
        row = QHBoxLayout()
        self.add_vote_button = buttons.link(_("Add a vote"), self.add_vote, "plus")
        self._no_votes = labels.label(_("Nothing was voted on yet."), "second", "muted")
        row.addWidget(self._no_votes)
        row.addWidget(self.add_vote_button)
        row.addStretch(1)
        column.addLayout(row)
        lower = QHBoxLayout()
        lower.setSpacing(theme.px(theme.GAP))
        lower.addWidget(self._conclusion_card(), 1)
        lower.addWidget(self._tasks_card(), 2)
        column.addLayout(lower, 1)
        self._area = card.scrolled(inside)
        outer.addWidget(self._area)
        bench.listed.connect(self._people)
        self.refresh()

    def refresh(self) -> None:
        """Show the draft."""
        self._conclusion.set_value(self.bench.draft.conclusion)
        self._lines()

    def show_draft(self) -> None:
        """Lines, figures, outcomes."""
        self._lines()

    def add_vote(self) -> None:
        """One more vote; the cursor goes there."""
        vote = VoteLine(new_id())
        self.bench.add_line("votes", vote)
        self._lines()
        self.cards[vote.id].item.take_focus()
        self._area.ensureWidgetVisible(self.cards[vote.id])

    def add_task(self) -> None:
        """One more task; the cursor goes there."""
        self.bench.add_line("tasks", TaskLine(new_id()))
        self._lines()
        self.tasks.focus_last()

    def go_to(self, path: str) -> None:
        """Votes and tasks are named by their place."""
        part, _dot, rest = path.partition(".")
        place, _dot, name = rest.partition(".")
        if part in ("votes", "tasks") and place:
            lines = getattr(self.bench.draft, part)
            if int(place) < len(lines):
                path = f"{part}.{lines[int(place)].id}.{name}"
        super().go_to(path)
        if path in self.fields:
            self._area.ensureWidgetVisible(self.fields[path])

    def show_problems(self) -> None:
        """Beside the fields, and in words on the vote that they belong to."""
        super().show_problems()
        for place, id in enumerate(self.cards):
            asked = any(path.startswith(f"votes.{id}.") for path in self._shown)
            found = [one for one in self.bench.problems if one.field.startswith(f"votes.{place}.")]
            self.cards[id].show_wrong(found[0] if asked and found else None)

    def take_focus(self) -> None:
        """To the first vote, else to the link that adds one."""
        if self.cards:
            next(iter(self.cards.values())).item.take_focus()
        else:
            self.add_vote_button.setFocus()

    def _conclusion_card(self) -> Card:
        made = Card()
        self._conclusion = LongText("conclusion", _("Conclusion of the chair"), lines=5)
        self.watch(
            "conclusion", self._conclusion, lambda: self.bench.put(conclusion=self._conclusion.value())
        )
        made.column.addWidget(self._conclusion)
        return made

    def _tasks_card(self) -> Card:
        made = Card(_("Who does what"))
        self.tasks = LineList(
            _("Add a task"), self._task_row, _("Nobody was given a task yet."), scrolls=False
        )
        made.beside(self.tasks.add)
        head = QHBoxLayout()
        head.setContentsMargins(theme.px(26), 0, theme.px(36), 0)
        head.setSpacing(theme.px(6))
        for words, wide in ((_("Task"), 0), (_("By whom"), _PERSON), (_("Until"), _DAY)):
            caption = labels.label(words, "head", "ink2")
            if wide:
                caption.setFixedWidth(theme.px(wide))
            head.addWidget(caption, 0 if wide else 1)
        made.column.addLayout(head)
        made.column.addWidget(self.tasks, 1)
        past = self.bench.opened.past
        if past.tasks_given and past.meeting is not None:
            month = Month(past.meeting.period_year, past.meeting.period_month)
            words = _(
                "{month}: {given} tasks given, {done} done, {carried} carried over",
                month=month,
                given=past.tasks_given,
                done=past.tasks_done,
                carried=past.tasks_carried,
            )
            made.column.addWidget(labels.Elided(words, "hint", "muted"))
        self.tasks.added.connect(self.add_task)
        self.tasks.taken.connect(lambda id: self.bench.take_line("tasks", id))
        return made

    def _lines(self) -> None:
        draft = self.bench.draft
        task_ids = [task.id for task in draft.tasks]
        for gone in [id for id in self.tasks.rows if id not in task_ids]:
            self.forget(f"tasks.{gone}.")
        self.tasks.show_ids(task_ids)
        ids = [vote.id for vote in draft.votes]
        if ids != list(self.cards):
            self._lay_votes(draft.votes)
        for one in self.cards.values():
            one.refresh()
        self._no_votes.setVisible(not ids)

    def _lay_votes(self, votes: tuple[VoteLine, ...]) -> None:
        ids = [vote.id for vote in votes]
        for id in [old for old in self.cards if old not in ids]:
            gone = self.cards.pop(id)
            self.forget(f"votes.{id}.")
            self._grid.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for place, vote in enumerate(votes):
            if vote.id not in self.cards:
                self.cards[vote.id] = VoteCard(self, vote, place + 1)
                self.cards[vote.id].taken.connect(lambda id: self.bench.take_line("votes", id))
            made = self.cards[vote.id]
            made.set_number(place + 1)
            self._grid.addWidget(made, place // _ACROSS, place % _ACROSS)
            made.show()  # at once, so that the cursor can go there

    def _task_row(self, id: str, number: int) -> LineRow:
        task = next(one for one in self.bench.draft.tasks if one.id == id)
        what = BareWords(f"tasks.{id}.content", _("Task"))
        who = BarePerson(f"tasks.{id}.owner", _("By whom"), picked(tuple(self.bench.known.roster)), free=True)
        until = BareDate(f"tasks.{id}.due_on", _("Until"), self.place.clock)
        what.set_value(task.content)
        until.set_value(task.due_on)
        if task.owner_id:
            who.set_value(task.owner_id)
        else:
            who.set_free_text(task.owner_name)

        def put() -> None:
            before = next(one for one in self.bench.draft.tasks if one.id == id)
            owner = who.value()
            name = "" if owner else who.free_text()
            self.bench.put_line("tasks", TaskLine(id, what.text(), owner, name, until.value(), before.origin))

        for name, field in (("content", what), ("owner", who), ("due_on", until)):
            self.watch(f"tasks.{id}.{name}", field, put)
        return LineRow(id, number, ((what, 0), (who, _PERSON), (until, _DAY)), _("task"))

    def _people(self) -> None:
        for path, field in self.fields.items():
            if isinstance(field, BarePerson):
                field.set_people(picked(tuple(self.bench.known.roster)))
                task = next(one for one in self.bench.draft.tasks if path.split(".")[1] == one.id)
                if task.owner_id and not field.editor.hasFocus():
                    field.set_value(task.owner_id)
