"""A field for a birthday of which perhaps only the year is known."""

from datetime import date

from desktop.basics.clock import Clock
from desktop.basics.language import Message, _
from desktop.members.rules.typing import Birth, read_birth
from desktop.widgets.field import LineField
from desktop.widgets.typed import Unread


class BirthField(LineField[Birth]):
    """Day/month/year, month/year or only the year."""

    def __init__(self, name: str, words: str, clock: Clock) -> None:
        self._clock = clock
        super().__init__(name, words, "", _("dd/mm/yyyy, or the year"))

    def _read(self) -> Birth | Unread | None:
        found = read_birth(self.text(), self._today())
        return Unread(found) if isinstance(found, Message) else found

    def _write(self, value: Birth) -> str:
        return value.written()

    def _today(self) -> date:
        return self._clock.today()
