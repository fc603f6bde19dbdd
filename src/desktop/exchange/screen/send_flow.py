"""Sending in three steps: which stick, what is in it, writing and reading back; then to whom it goes.

Nothing moves by itself to a stick: the red button does it. "Stop" takes effect at the next piece; then no half file
stays on the stick, and what was sealed stays in the program.
"""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.basics.errors import Told
from desktop.basics.language import _, format_time, plural
from desktop.exchange.note import Delivery, NotedFile
from desktop.exchange.screen.send_list import ContentDialog, no_changes, part_words
from desktop.exchange.screen.send_note import NoteDialog
from desktop.exchange.screen.send_steps import AHEAD, DONE, NOW, GoodEnd, Progress, StepCard, Ticks
from desktop.exchange.screen.sticks import Sticks, size_words
from desktop.exchange.send import STOPPED, Sent, Stage, Watch, send, stopped
from desktop.exchange.standing import Standing
from desktop.widgets import buttons, card, icons, labels, theme
from desktop.widgets.chips import ChipLabel, State, chip_of
from desktop.widgets.notice import Notice, NoticeCard, Tone
from desktop.widgets.place import Place
from desktop.widgets.sums import Part, Sum
from desktop.widgets.task import Steps

if TYPE_CHECKING:
    from desktop.storage.register import Register

_LOOK: Final = 100  # milliseconds between two looks at how far it is
_SEALING: Final = 500  # tenths of a percent of the bar that sealing takes


class SendFlow(QWidget):
    """The left side of the page. ``sent`` says that something lies on a stick now."""

    started = Signal()
    sent = Signal()
    failed = Signal()
    """Nothing lies on the stick; what was sealed for it may wait in the program."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self._place = place
        self._writes = place.user.may("write")
        self._standing: Standing | None = None
        self._steps: Steps | None = None
        self._began = 0.0
        self._share = 0
        self._delivery: Delivery | None = None
        self._roots: set[Path] = set()
        self._again = False  # everything lies on a stick already and waits for the receipt
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        self._told = QVBoxLayout()
        column.addLayout(self._told)
        for made in (self._stick_card(), self._content_card(), self._write_card(), self._end_card()):
            column.addWidget(made)
        column.addStretch(1)
        self._timer = QTimer(self, interval=_LOOK)
        self._timer.timeout.connect(self._look)
        self._take_form(NOW)

    # -- what the page asks ------------------------------------------------------

    @property
    def running(self) -> bool:
        """Whether a stick is being written."""
        return self._steps is not None

    def show_standing(self, standing: Standing) -> None:
        """What is unsent, and to whom it goes. A finished sending stays in sight until "Done" is pressed."""
        self._standing = standing
        if self._delivery is None and not self.running:
            self._show_content(standing)
            self._show_state()

    def finish(self) -> None:
        """Ctrl+Enter: write, or be done."""
        if self._delivery is not None:
            self.done()
        elif self.write_button.isVisibleTo(self) and self.write_button.isEnabled():
            self.start()

    def start(self, whole: bool = False) -> None:
        """Write to the chosen stick and read back."""
        root = self.sticks.root
        if root is None or self.running or not self._writes:
            return
        self._began, self._share = time.monotonic(), 0
        self._steps = Steps()
        card.clear(self._told)
        self.started.emit()
        self._take_form(DONE)
        self.stop_button.setEnabled(True)
        self.stop_button.setFocus()
        self._look()
        self._timer.start()
        self._place.task.carry(
            self,
            _send,
            root,
            whole,
            self._steps,
            then=self._was_sent,
            failed=self._not_sent,
            steps=self._steps,
            quiet=True,
        )

    def done(self) -> None:
        """Back to the first step."""
        self._delivery = None
        self._take_form(NOW)
        if self._standing is not None:
            self.show_standing(self._standing)
        self.take_focus()

    def take_focus(self) -> None:
        """To what comes next."""
        if self._delivery is not None:
            self.done_button.setFocus()
        elif self.running:
            self.stop_button.setFocus()
        elif self.write_button.isEnabled() and self.write_button.isVisible() and not self._again:
            self.write_button.setFocus()
        else:
            self.sticks.take_focus()

    # -- the cards -----------------------------------------------------------------

    def _stick_card(self) -> StepCard:
        self._stick = StepCard(1, _("Choose a stick"))
        self.sticks = Sticks(self._place)
        self.sticks.chosen.connect(self._chosen)
        self.sticks.lost.connect(self._show_state)
        self.sticks.entered.connect(self._go_on)
        self.sticks.listed.connect(self._other_sticks)
        self._stick.body.addWidget(self.sticks)
        self._chosen_line = QWidget()
        line = QHBoxLayout(self._chosen_line)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(8))
        line.addWidget(icons.label("usb", "leaf", 18))
        self._chosen_name = labels.Elided("", "strong", letters=10)
        self._chosen_room = labels.Elided("", "second", "ink2")
        line.addWidget(self._chosen_name)
        line.addWidget(self._chosen_room)
        line.addStretch(1)
        self._stick.body.addWidget(self._chosen_line)
        return self._stick

    def _content_card(self) -> StepCard:
        self._content = StepCard(2, _("What is in it"))
        self._content_chip = ChipLabel()
        self._content.put_beside(self._content_chip)
        self.each_button = buttons.link(_("See each change"), lambda: ContentDialog(self, self._place).open())
        self._content.put_beside(self.each_button)
        self.sum = Sum(below=True)
        self.sum.setMinimumWidth(1)  # long words are cut off at the end instead of pushing the page wider
        self._content.body.addWidget(self.sum)
        self._nothing = labels.paragraph("", "body", "ink2")
        self._content.body.addWidget(self._nothing)
        self.whole_button = buttons.link(
            _("Send everything from the beginning"), lambda: self.start(whole=True)
        )
        again = QHBoxLayout()
        again.addWidget(self.whole_button)
        again.addStretch(1)
        self._content.body.addLayout(again)
        return self._content

    def _write_card(self) -> StepCard:
        self._write = StepCard(3, _("Write and read back"))
        self.write_button = buttons.primary(_("Write to the stick"), self.start, "usb")
        self.stop_button = buttons.button(_("Stop"), self._stop)
        self._took = labels.label("", "second", "muted")
        for one in (self.write_button, self.stop_button, self._took):
            self._write.put_beside(one)
        self._why_not = labels.paragraph("", "second", "ink2")
        self._write.body.addWidget(self._why_not)
        self.progress = Progress()
        self._write.body.addWidget(self.progress)
        self.ticks = Ticks()
        self._write.body.addWidget(self.ticks)
        return self._write

    def _end_card(self) -> GoodEnd:
        self.end = GoodEnd("usb")
        self.done_button = self.end.add_deed(buttons.primary(_("Done"), self.done))
        self.note_button = self.end.add_deed(
            buttons.button(_("Print the delivery note"), self._ask_note, icon="printer")
        )
        return self.end

    # -- how it stands ---------------------------------------------------------------

    def _show_content(self, standing: Standing) -> None:
        left = standing.unsent
        if left is None:
            return
        self.sticks.need(left.size)
        since = left.since.date() if left.since is not None else None
        if since is None:
            title = _("What is in it")
        elif since >= self._place.today:
            title = _("Changes of {day}", day=since)
        else:
            title = _("Changes from {first} to {last}", first=since, last=self._place.today)
        self._content.title.setText(title)
        self.sum.setVisible(bool(left.changes))
        self.each_button.setVisible(bool(left.changes))
        self._nothing.setVisible(not left.changes)
        self.whole_button.setVisible(not left.changes and self._writes)
        again = left.carried and left.anything
        self._content_chip.show_chip(chip_of(State.SENT) if again else None)
        if left.changes:
            words = plural("change", "changes", left.changes)
            parts = [Part(n, part_words(kind)) for kind, n in left.parts]
            self.sum.show_sum(Part(left.changes, words), parts)
        else:
            self._nothing.setText(no_changes(left, standing))
        self._again = again
        self.write_button.say(_("Write it once more") if again else _("Write to the stick"))
        self.write_button.dress("plain" if again else "primary")

    def _chosen(self, _root: Path) -> None:
        card.clear(self._told)
        self._show_state()
        if self.window().focusWidget() in (None, self.sticks.folder_button):  # nobody chose: go on by itself
            self.take_focus()

    def _go_on(self) -> None:
        """Enter on a stick: to the button that writes, also to write once more."""
        self.take_focus()
        if self.write_button.isEnabled():
            self.write_button.setFocus()

    def _other_sticks(self) -> None:
        """A stick came in: what was said of the one before is past."""
        before, self._roots = self._roots, {row.drive.root for row in self.sticks.rows}
        if self._roots - before:
            card.clear(self._told)

    def _show_state(self) -> None:
        """Badges and the red button by what is chosen; while nothing runs."""
        if self.running or self._delivery is not None:
            return
        left = self._standing.unsent if self._standing is not None else None
        something = left is not None and left.anything
        ready = self.sticks.root is not None
        self._stick.show_state(DONE if ready else NOW)
        self._content.show_state(DONE if ready or not something else AHEAD)
        self._write.setVisible(something)
        self._write.show_state(NOW if ready and something and self._writes and not self._again else AHEAD)
        self.write_button.setVisible(something)
        self.write_button.setEnabled(ready and self._writes)
        self.whole_button.setEnabled(ready)
        if not self._writes:
            why = _("Your role only reads. Somebody who may write here sends the stick.")
        elif something and self._again:
            why = _(
                "It waits for the superior’s receipt. Write it again only if the stick was lost or damaged."
            )
        elif something and not ready:
            why = _("Choose a stick or a folder first.")
        elif something:
            why = _("Everything is sealed first: only the superior can open it.")
        else:
            why = ""
        self._why_not.setText(why)
        self._why_not.setVisible(bool(why))

    def _take_form(self, first: str) -> None:
        """Choosing (the first step is now), or writing and done (it is past)."""
        choosing = first == NOW
        ended = self._delivery is not None
        self.sticks.setVisible(choosing)
        self._chosen_line.setVisible(not choosing)
        self.write_button.setVisible(choosing)
        self.stop_button.setVisible(not choosing and not ended)
        self._took.setVisible(ended)
        self._why_not.setVisible(choosing)
        self.progress.setVisible(not choosing and not ended)
        self.ticks.setVisible(not choosing)
        self.end.setVisible(ended)
        if not choosing:
            self._stick.show_state(DONE)
            self._content.show_state(DONE)
            self._write.show()
            self._write.show_state(DONE if ended else NOW)
            self.whole_button.setVisible(False)
            self.each_button.setVisible(False)
            self._name_stick()

    def _name_stick(self) -> None:
        drive = self.sticks.drive
        if drive is not None:
            self._chosen_name.setText(str(drive.root) if self.sticks.is_folder else drive.label)
            self._chosen_room.setText(_("{free} free", free=size_words(drive.free)))

    # -- while it runs ------------------------------------------------------------------

    def _look(self) -> None:
        if self._steps is None:
            return
        done, of, stage = self._steps.state()
        if self._steps.stopped:
            words = _("Stopping at the next safe place…")
        elif stage == Stage.WRITING:
            words = _("Writing: {done} of {all}", done=size_words(done), all=size_words(of // 2))
        elif stage == Stage.READING:
            words = _("Reading back and comparing…")
        else:
            words = _("Sealing, so that only the superior can open it…")
        share = done * 1000 // of if of else 0
        sealed = stage in (Stage.WRITING, Stage.READING)
        tenths = _SEALING + share * (1000 - _SEALING) // 1000 if sealed else share * _SEALING // 1000
        self._share = max(self._share, tenths)  # sealing goes through the records more than once
        self.progress.show_share(self._share, words)
        ticks = [_("Sealed for the superior alone")] if sealed else []
        if stage == Stage.READING:
            ticks.append(_("Written {size}", size=size_words(of // 2)))
        self.ticks.show_ticks(*ticks)

    def _stop(self) -> None:
        if self._steps is not None:
            self._steps.stop()
            self.stop_button.setEnabled(False)
            self._look()

    def _not_sent(self, told: Told) -> None:
        self._ended()
        self._take_form(NOW)
        if self._standing is not None:
            self.show_standing(self._standing)
        notice = Notice.refusal(told)
        if told.code == STOPPED:
            notice = Notice(Tone.PLAIN, notice.title, notice.detail)
        self._told.addWidget(NoticeCard(notice))
        self.sticks.refresh()
        self.take_focus()
        self.failed.emit()

    def _was_sent(self, sent: Sent) -> None:
        standing = self._standing
        seconds = max(1, round(time.monotonic() - self._began))
        self._ended()
        assert standing is not None
        files = tuple(NotedFile(one.path.name, one.size, one.sha256) for one in sent.files)
        at = self._place.clock.now()
        self._delivery = Delivery(standing.unit, standing.superior, at, sent.numbers, sent.changes, files)
        self._take_form(DONE)
        size = size_words(sum(one.size for one in files))
        self._took.setText(_("{time}, took {n} s", time=format_time(at), n=seconds))
        self.ticks.show_ticks(
            _("Sealed bundle {n}", n=", ".join(str(number) for number in sent.numbers)),
            _("Written {size}", size=size),
            _("Read back whole"),
        )
        folder = self.sticks.is_folder
        self.end.say(
            _("Written and read back") if folder else _("You can take the stick out now"),
            _("Give it to: {superior}", superior=standing.superior),
            _("Waiting for the receipt. “Safely remove” first, if the computer offers it."),
        )
        if folder:
            self.end.second.setText(_("Waiting for the receipt."))
        self.done_button.setFocus()
        self.sent.emit()

    def _ended(self) -> None:
        self._timer.stop()
        self._steps = None

    def _ask_note(self) -> None:
        if self._delivery is not None:
            NoteDialog(self, self._place, self._delivery).open()


def _send(register: "Register", root: Path, whole: bool, steps: Steps) -> Sent:
    return send(register, root, whole=whole, watch=_watching(steps))


def _watching(steps: Steps) -> Watch:
    """Writes down how far it is; stops where it is told to."""

    def tell(stage: Stage, done: int, of: int) -> None:
        if steps.stopped:
            raise stopped()
        steps.report(done, of, stage.value)

    return tell
