"""The deliberate end: who signed the print, and when. The meeting is closed by it."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from desktop.basics.language import _
from desktop.meetings.queries.opening import Opened
from desktop.widgets import labels
from desktop.widgets.dialogs import Dialog
from desktop.widgets.fields import DateField, TextField
from desktop.widgets.longtext import LongText
from desktop.widgets.place import Place

Sign = Callable[[str, str, date], object]


class SigningDialog(Dialog):
    """Asks for both names and the day; ``sign(chair, minutes taker, day)`` does it."""

    def __init__(self, parent: QWidget, place: Place, opened: Opened, sign: Sign) -> None:
        super().__init__(parent, _("Sign on paper"), 480)
        self._sign = sign
        people = opened.known.people
        chair = people.get(opened.draft.chair_id or "")
        taker = people.get(opened.draft.minutes_taker_id or "")
        why = _("The final paper is archived with its check code. After that these minutes never change.")
        self.column.addWidget(labels.paragraph(why, "body", "ink2"))
        self.taker = TextField("minutes_taker", _("Minutes taker who signed"))
        self.chair = TextField("chair", _("Chair who signed"))
        self.day = DateField("day", _("Day of signing"), place.clock)
        self.taker.set_value(taker.name if taker else None)
        self.chair.set_value(chair.name if chair else None)
        self.day.set_value(place.today)
        for field in (self.taker, self.chair, self.day):
            self.column.addWidget(field)
        self.column.addStretch(1)
        self.add_button(_("Leave it as it is"), self.reject)
        self.yes = self.add_button(_("Sign and archive"), self.agree, "primary")
        self.taker.take_focus()

    def agree(self) -> None:
        """Hand over what was typed; a missing day keeps the dialog open."""
        day = self.day.value()
        if day is None:
            self.day.take_focus()
            return
        self.accept()
        self._sign(self.chair.value() or "", self.taker.value() or "", day)


class ReasonDialog(Dialog):
    """Asks why, before something that needs a reason; with ``day_words`` also for a day."""

    def __init__(
        self,
        parent: QWidget,
        place: Place,
        title: str,
        words: str,
        yes: str,
        then: Callable[[str, date | None], object],
        day_words: str = "",
    ) -> None:
        super().__init__(parent, title, 480)
        self._then = then
        if words:
            self.column.addWidget(labels.paragraph(words, "body", "ink2"))
        self.day = DateField("day", day_words, place.clock) if day_words else None
        if self.day is not None:
            self.column.addWidget(self.day)
        self.why = LongText("why", _("Why"), lines=3)
        self.column.addWidget(self.why)
        self.add_button(_("Leave it as it is"), self.reject)
        self.yes = self.add_button(yes, self.agree, "primary")
        (self.day or self.why).take_focus()

    def agree(self) -> None:
        """Hand over; without a reason, or without the day asked for, the dialog stays."""
        day = self.day.value() if self.day is not None else None
        if self.day is not None and day is None:
            self.day.take_focus()
        elif not self.why.value().strip():
            self.why.take_focus()
        else:
            self.accept()
            self._then(self.why.value().strip(), day)
