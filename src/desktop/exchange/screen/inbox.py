"""The superior's desk "Take in": what lies on a unit's stick, what each file would change, and taking it in.

A file is taken in whole or put off; the superior never alters a unit's records. Ordinary files go in together, those
that trip a rule one by one with a second person. Receipts go back on to the same stick at once.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop.basics.changes import Changes
from desktop.basics.errors import Told
from desktop.basics.language import _, plural, say
from desktop.documents.preview import page_count, page_image
from desktop.exchange.confirm import Confirmation, Confirmed, Second, confirm, seconds
from desktop.exchange.findings import Finding, Kept, Matters, answer, matters
from desktop.exchange.findings import words_of as finding_words
from desktop.exchange.outcomes import AlreadyTaken, Ready, Refusal, Summary
from desktop.exchange.reception import (
    Laid,
    Taken,
    answer_all,
    drop,
    lay_kept,
    lay_out,
    put_off,
    take,
    unit_of,
)
from desktop.exchange.screen.inbox_dialogs import AnswerDialog, ConfirmDialog
from desktop.exchange.screen.inbox_items import Item, is_kept, items_of, unit_in
from desktop.exchange.screen.inbox_list import BundleList
from desktop.exchange.screen.inbox_preview import PreviewPane
from desktop.exchange.screen.inbox_words import deed_words, foot_words, notice_of
from desktop.exchange.screen.sticks import Sticks
from desktop.exchange.slip import TITLE, slip, slip_paper
from desktop.widgets import buttons, labels, theme
from desktop.widgets.card import Card, rule
from desktop.widgets.chips import Chip
from desktop.widgets.notice import Notice
from desktop.widgets.page import Page
from desktop.widgets.place import Place
from desktop.widgets.task import Steps

CHANGED: Final = Changes(frozenset({("exchange", "")}))
"""What is announced when something was taken in or answered: what other pages show of units changes by it."""
_LEFT, _WIDEST_LEFT, _BESIDE = 276, 330, 800


class InboxPage(Page):
    """The whole desk."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.searchable = False
        self.laid: tuple[Laid, ...] = ()
        self.matters = Matters((), ())
        self.owed: dict[str, None] = {}
        """Units whose receipt couldn't be written on to the stick yet."""
        self._answered: set[str] = set()
        self._shown: Laid | None = None
        self._working = False
        self._round = 0
        self._roomy = True
        self._dialog: ConfirmDialog | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(theme.MARGIN), theme.px(12), theme.px(theme.MARGIN), theme.px(12))
        row.setSpacing(theme.px(12))
        row.addWidget(self._left())
        self.pane = PreviewPane()
        row.addWidget(self.pane, 1)
        self._foot()
        self.head(_("Take in"))
        self._show_deeds()

    # -- what the window asks

    def open(self, id: str | None) -> None:
        """What is open now, and what the chosen stick holds. ``id``: a unit, whose first line is then chosen."""
        self._refresh(wanted=id or "")
        if self.sticks.root is not None:
            self.lay(self.sticks.root)
        if self.list.count():
            self.list.setFocus()
        else:
            self.sticks.take_focus()

    def fit(self, width: int, height: int) -> None:
        """With large text the words beside the deeds give way."""
        self._roomy = width >= theme.px(_BESIDE)
        self._show_deeds()

    def finish(self) -> None:
        """Ctrl+Enter: the page's red button."""
        for one in (self.ordinary, self.deed):
            if not one.isHidden() and one.isEnabled() and one.property("kind") == "primary":
                one.click()
                return

    def preview(self) -> None:
        """Ctrl+P: the paper slip of the chosen unit's receipt."""
        if not self.slip.isHidden() and self.slip.isEnabled():
            self.slip.click()

    def help_topic(self) -> str:
        """The help on taking in."""
        return "inbox"

    # -- looking

    def lay(self, root: Path) -> None:
        """Look at everything on this stick or in this folder."""
        self._round += 1
        steps = Steps()
        self.list.setEnabled(True)
        self.place.task.carry(
            self, lay_out, root, steps, then=partial(self._laid_out, self._round), steps=steps
        )

    def _laid_out(self, number: int, laid: tuple[Laid, ...]) -> None:
        if number == self._round:
            self.laid = laid
            self._refresh()

    def _lost(self) -> None:
        self._round += 1
        self.laid = ()
        self._refresh()

    def _refresh(self, wanted: str = "") -> None:
        self.place.task.read(self, matters, then=partial(self._show_matters, wanted))

    def _show_matters(self, wanted: str, found: Matters) -> None:
        self.matters = found
        items = items_of(self.laid, found.kept, found.findings)
        key = next((one.key for one in items if wanted and unit_in(one) == wanted), "")
        self.list.show_items(items, key)
        self.list.setVisible(bool(items))
        if items and self.isVisible() and self.sticks.isAncestorOf(self.focusWidget() or self):
            self.list.setFocus()  # one was waiting at the sticks for this
        self.count.setText(self._counted())
        self._show_deeds()

    def _counted(self) -> str:
        if self.sticks.root is None:
            return _("No stick is chosen")
        if not self.laid:
            return _("No file of a unit lies there.")
        return plural("{n} file of units", "{n} files of units", len(self.laid))

    def _chosen(self, item: object) -> None:
        what = item.what if isinstance(item, Item) else None
        self._shown = None
        match what:
            case Laid():
                self._show_laid(what)
            case Kept():
                self.pane.show_words(what.name, "", Chip(_("Kept here"), "slate", "inbox"), ())
                self.place.task.carry(
                    self, lay_kept, what, self.sticks.root, then=partial(self._show_kept, what)
                )
            case Finding():
                tone = "red" if what.kind == "fork" else "gold"
                words = [say(one) for one in finding_words(what)]
                since = _("since {day}", day=what.since)
                self.pane.show_words(what.name, since, Chip(_("To be answered"), tone, "warning"), words)
            case _:
                self.pane.show_nothing()
        self._show_deeds()

    def _show_kept(self, one: Kept, laid: Laid) -> None:
        current = self.list.current()
        if current is not None and current.what == one:
            self._show_laid(laid)
            self._show_deeds()

    def _show_laid(self, laid: Laid) -> None:
        self._shown = laid
        current = self.list.current()
        lies_here = current is not None and isinstance(current.what, Kept)
        self.pane.show_look(laid.look, current.title if current and lies_here else laid.path.name)

    # -- deeds

    def take_ordinary(self) -> None:
        """Take in everything that trips no rule, and keep what only waits."""
        self._take([one for one in self.laid if one.ordinary or self._must_wait(one)])

    def take_chosen(self) -> None:
        """The chosen file: take it in, ask for a second person, keep it, or write its receipt again."""
        current = self.list.current()
        if current is not None and isinstance(current.what, Finding):
            AnswerDialog(self, current.what, partial(self._answer, current.what)).open()
            return
        shown = self._shown
        if shown is None or self._working:
            return
        outcome = shown.look.outcome
        if current is not None and isinstance(current.what, Kept) and isinstance(outcome, Refusal):
            self._work(drop, current.what, then=lambda _nothing: self._end_work())
        elif isinstance(outcome, Ready) and outcome.summary.stops:
            self.place.task.carry(self, seconds, then=partial(self._ask, shown, outcome.summary))
        elif isinstance(outcome, AlreadyTaken) and shown.root is not None:
            self._give([(outcome.summary.unit, shown.root)])
        else:
            self._take([shown])

    def put_off(self) -> None:
        """Keep the chosen file here for later: the stick may go home."""
        if self._shown is not None:
            self._work(put_off, self._shown.path, self._shown.root, then=self._taken)

    def give_owed(self) -> None:
        """Write the receipts that couldn't be written before."""
        root = self.sticks.root
        if root is None:
            self.place.notify(Notice.reminder(_("Put the unit's stick in first.")))
            return
        self._give([(unit, root) for unit in self.owed])

    def print_slip(self) -> None:
        """The paper slip of the chosen unit's newest receipt."""
        unit = self._unit_shown()
        if unit is not None:
            self.place.task.read(
                self,
                slip,
                unit,
                then=lambda sheet: self.place.task.aside(self, slip_paper, sheet, then=self._print),
            )

    def _ask(self, shown: Laid, summary: Summary, others: tuple[Second, ...]) -> None:
        def typed(confirmation: Confirmation) -> None:
            self.place.task.carry(
                self, confirm, confirmation, then=partial(self._confirmed, shown), failed=dialog.refused
            )

        dialog = self._dialog = ConfirmDialog(self, summary, others, typed)
        dialog.open()

    def _confirmed(self, shown: Laid, confirmed: Confirmed) -> None:
        if self._dialog is not None:
            self._dialog.accept()
            self._dialog = None
        self._take([shown], confirmed)

    def _take(self, files: list[Laid], confirmed: Confirmed | None = None) -> None:
        pairs = [(one.path, one.root) for one in files]
        steps = Steps()
        self._work(take, pairs, steps, confirmed, then=self._taken, steps=steps)

    def _give(self, units: list[tuple[str, Path]]) -> None:
        self._work(answer_all, units, then=lambda given: self._taken(Taken((), given)))

    def _answer(self, finding: Finding, reason: str) -> None:
        self._work(
            answer, finding.unit, finding.kind, finding.subject, reason, then=partial(self._settled, finding)
        )

    def _settled(self, finding: Finding, went_in: int) -> None:
        self._end_work()
        detail = plural(
            "{n} file that was kept is taken in.", "{n} files that were kept are taken in.", went_in
        )
        self.place.notify(
            Notice.done(_("{unit}: the question is answered.", unit=finding.name), detail if went_in else "")
        )

    def _work(
        self,
        work: Callable[..., object],
        *args: object,
        then: Callable[..., object],
        steps: Steps | None = None,
    ) -> None:
        self._working = True
        self._show_deeds()
        self.place.task.carry(self, work, *args, then=then, failed=self._failed, steps=steps)

    def _failed(self, told: Told) -> None:
        self.place.notify(Notice.refusal(told))
        self._end_work()

    def _end_work(self) -> None:
        self._working = False
        self.place.task.announce(CHANGED)
        if self.sticks.root is not None:
            self.lay(self.sticks.root)
        else:
            self._refresh()

    def _taken(self, taken: Taken) -> None:
        for one in taken.receipts:
            self._answered.add(one.unit)
            if one.carried is None:
                self.owed[one.unit] = None
            else:
                self.owed.pop(one.unit, None)
        self.place.notify(notice_of(taken))
        self._end_work()

    def _print(self, pdf: bytes) -> None:
        from desktop.widgets.printing import ask_and_print

        if ask_and_print(self, pdf, TITLE, page_count, page_image):
            self.place.notify(Notice.done(_("The paper was sent to the printer.")))

    # -- what is offered

    def _unit_shown(self) -> str | None:
        return unit_of(self._shown.look.outcome) if self._shown is not None else None

    def _show_deeds(self) -> None:
        may = self.place.user.may("write") and not self._working
        n = sum(one.ordinary for one in self.laid)
        waits = sum(self._must_wait(one) for one in self.laid)
        self.ordinary.setVisible(n + waits > 0)
        self.ordinary.setEnabled(may)
        self.ordinary.say(
            plural("Take in {n} file as usual", "Take in {n} files as usual", n)
            if n
            else plural("Keep {n} file that waits", "Keep {n} files that wait", waits)
        )
        self.back.setVisible(n + waits > 0)
        self.rewrite.setVisible(bool(self.owed))
        self.rewrite.setEnabled(may)
        current = self.list.current()
        on_stick = self._shown is not None and self._shown in self.laid
        new = on_stick and self._shown is not None and not is_kept(self._shown, self.matters.kept)
        words = deed_words(current, self._shown, new=new)
        self.deed.setVisible(bool(words))
        self.deed.setEnabled(may)
        self.deed.say(words)
        self.deed.dress("plain" if n + waits else "primary")
        outcome = self._shown.look.outcome if self._shown is not None else None
        stranger = isinstance(outcome, Refusal) and outcome.of_a_stranger
        self.later.setVisible((isinstance(outcome, Ready) or stranger) and new)
        self.later.setEnabled(may)
        self.later.say(_("Keep it here unopened") if stranger else _("Later"))
        unit = self._unit_shown()
        self.slip.setVisible(
            unit is not None and (unit in self._answered or isinstance(outcome, AlreadyTaken))
        )
        self.told.setText(foot_words(outcome) if self._roomy else "")

    def _must_wait(self, one: Laid) -> bool:
        return one.waits and not is_kept(one, self.matters.kept)

    def _left(self) -> Card:
        made = Card(tight=True)
        made.column.setContentsMargins(1, 1, 1, 1)
        made.column.setSpacing(0)
        made.setFixedWidth(min(theme.px(_LEFT), _WIDEST_LEFT))
        top = QVBoxLayout()
        top.setContentsMargins(theme.px(10), theme.px(10), theme.px(10), theme.px(6))
        top.setSpacing(theme.px(4))
        self.sticks = Sticks(self.place, reads=True, narrow=True)
        self.sticks.chosen.connect(self.lay)
        self.sticks.lost.connect(self._lost)
        top.addWidget(self.sticks)
        self.count = labels.Elided("", "label", "ink2")
        top.addWidget(self.count)
        made.column.addLayout(top)
        made.column.addWidget(rule())
        self.list = BundleList()
        self.list.chosen.connect(self._chosen)
        self.list.opened.connect(lambda _item: (self.deed if self.deed.isVisible() else self.list).setFocus())
        made.column.addWidget(self.list, 1)
        made.column.addStretch(0)
        foot = QVBoxLayout()
        foot.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(10))
        foot.setSpacing(theme.px(6))
        self.ordinary = buttons.primary("", self.take_ordinary)
        foot.addWidget(self.ordinary)
        self.back = labels.Elided(_("Receipts are written on to the same stick"), "hint", "muted")
        foot.addWidget(self.back)
        self.rewrite = buttons.button(_("Write the receipts again"), self.give_owed)
        foot.addWidget(self.rewrite)
        made.column.addLayout(foot)
        return made

    def _foot(self) -> None:
        row = self.pane.foot.row
        self.told = labels.Elided("", "second", "ink2")
        row.addWidget(self.told, 1)
        self.slip = buttons.button(_("Print the slip"), self.print_slip, icon="printer")
        self.later = buttons.button(_("Later"), self.put_off)
        self.deed = buttons.button("", self.take_chosen, icon="check")
        self.pane.add_deed(self.slip)
        for one in (self.later, self.deed):
            row.addWidget(one)
