"""The page of one kind of record: a list, and beside it the form of one record, with drafts, undo, throwing away.

A room makes its own by adding its list and saying what it shows; from its queries and actions (``Deeds``) the way
of the form is the same in each room. Nothing here knows what is recorded.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.basics.errors import Told
from desktop.basics.language import Message, _, format_time, say
from desktop.widgets.chips import State, chip_of
from desktop.widgets.dialogs import confirm
from desktop.widgets.notice import Notice
from desktop.widgets.page import Page
from desktop.widgets.place import Place
from desktop.widgets.record_form import Opened, RecordForm

F = TypeVar("F", bound=RecordForm)
Given = TypeVar("Given", bound=Opened)


class Done(Protocol):
    """What an action did: to which record."""

    @property
    def id(self) -> str:
        """Which."""

    @property
    def name(self) -> str:
        """What it is called."""


@dataclass(frozen=True, slots=True)
class Deeds(Generic[Given]):
    """A room's queries and actions, as ``task`` runs them; each takes the reading or the work first.

    ``named``: the field that names a record; ``unnamed``: what it is called without.
    """

    named: str
    unnamed: Message
    open_form: Callable[[Any, str | None], Given]  # a reading, which no screen may know
    keep_typed: Callable[[Any, str, str, dict[str, str]], datetime]
    keep: Callable[..., Done]
    put_back: Callable[[Any, str], Done]
    throw_away: Callable[[Any, str], None]


class RecordPage(Page, Generic[F, Given]):
    """List and form, one of them in sight."""

    def __init__(self, place: Place, deeds: Deeds[Given]) -> None:
        super().__init__()
        self.place = place
        self.form: F | None = None
        self._deeds = deeds
        self._writes = place.user.may("write")
        self._wanted: str | None = None
        """The record to choose in the list once it is read."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._stack = QStackedWidget()
        column.addWidget(self._stack)

    # -- what a room says --------------------------------------------------------

    def make_form(self, opened: Given) -> F:
        """The room's form."""
        raise NotImplementedError

    def show_list(self) -> None:
        """Show the list and read it."""
        raise NotImplementedError

    # -- what the window asks ----------------------------------------------------

    def leaving(self) -> None:
        """Keep what isn't kept yet."""
        if self.form is not None:
            self.form.hurry()

    def new(self) -> None:
        """An empty form, or the one that was begun."""
        if self._writes:
            self._open_form(None)

    def finish(self) -> None:
        """Store what the form holds."""
        if self.form is not None and self._stack.currentWidget() is self.form:
            self._finish(self.form)

    # -- the form ----------------------------------------------------------------

    def _show(self, widget: QWidget) -> None:
        self._stack.setCurrentWidget(widget)

    def _open_form(self, id_: str | None) -> None:
        self.place.task.read(self, self._deeds.open_form, id_, then=self._form_read)

    def _form_read(self, opened: Given) -> None:
        self._drop_form()
        form = self.make_form(opened)
        self.form = form
        form.setEnabled(self._writes)
        form.finish_asked.connect(self.finish)
        form.back_asked.connect(self.show_list)
        form.throw_asked.connect(self._ask_throw)
        form.typed.connect(partial(self._keep, opened.draft.id))
        self._stack.addWidget(form)
        self._show(form)
        self.searchable = False
        self.head_buttons = ()
        self.head_chip(chip_of(State.SAVED if opened.stored and opened.typed is None else State.DRAFT))
        self.kept(_("Kept {time}", time=format_time(opened.kept_at)) if opened.kept_at else "")
        self.head(getattr(opened.draft, self._deeds.named) or say(self._deeds.unnamed), "")
        form.first()

    def _keep(self, id_: str, body: dict[str, str]) -> None:
        subject = body.get(self._deeds.named) or say(self._deeds.unnamed)
        keep = self._deeds.keep_typed
        self.place.task.run(self, keep, id_, subject[:120], body, then=self._was_kept)

    def _was_kept(self, at: datetime) -> None:
        self.head_chip(chip_of(State.DRAFT))
        self.kept(_("Kept {time}", time=f"{at:%H:%M:%S}"))

    def _finish(self, form: F) -> None:
        if not form.finish_tried():
            why = _("Correct what is marked in red, then finish again.")
            self.place.notify(Notice.reminder(_("Not finished yet."), why))
            return
        form.hurry()
        keep = self._deeds.keep
        self.place.task.run(self, keep, form.draft(), then=self._finished, failed=self._refused)

    def _finished(self, done: Done) -> None:
        self._drop_form()
        self._wanted = done.id
        self.show_list()
        self._changed(done)

    def _changed(self, done: Done) -> None:
        back = self._deeds.put_back
        undo = partial(self.place.task.run, self, back, done.id, then=self._put_back)
        self.place.notify(Notice.done(_("Kept: {name}", name=done.name), "", _("Undo"), undo))

    def _put_back(self, done: Done) -> None:
        self.place.notify(Notice.done(_("As it was before: {name}", name=done.name)))

    def _refused(self, told: Told) -> None:
        if self.form is not None:
            self.form.refused(told)
        self.place.notify(Notice.refusal(told))

    def _ask_throw(self) -> None:
        if self.form is not None:
            why = (
                _("The record stays as it was before.")
                if self.form.opened.stored
                else _("Nothing of it stays.")
            )
            confirm(self, _("Throw away what was typed?"), why, _("Throw it away"), self._throw, danger=True)

    def _throw(self) -> None:
        if self.form is not None:
            id_ = self.form.opened.draft.id
            self._drop_form()
            self.place.task.run(self, self._deeds.throw_away, id_, then=lambda _nothing: self.show_list())

    def _drop_form(self) -> None:
        if self.form is not None:
            self._stack.removeWidget(self.form)
            self.form.deleteLater()
            self.form = None
