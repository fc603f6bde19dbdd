"""How this register stands to its superior, in one reading: what the page of sending shows."""

from dataclasses import dataclass

from desktop.exchange.enrolling import Waiting, waiting
from desktop.exchange.ledger import Sending, Unsent, sendings, unsent
from desktop.exchange.office import superior
from desktop.organisations.queries import unit_name
from desktop.storage.work import Reading


@dataclass(frozen=True, slots=True)
class Standing:
    """Own name, the superior's ("" before enrolment), what is unsent, what was sent, a request without an answer."""

    unit: str
    superior: str
    unsent: Unsent | None
    sendings: tuple[Sending, ...]
    waiting: Waiting | None

    @property
    def enrolled(self) -> bool:
        """Whether this register reports to anybody."""
        return self.unsent is not None


def standing(reading: Reading) -> Standing:
    """As of now. Refused EXC-03, KEY-52 if what is kept of the superior or of a request is damaged."""
    above = superior(reading)
    return Standing(
        unit_name(reading),
        above.name if above is not None else "",
        unsent(reading),
        sendings(reading) if above is not None else (),
        waiting(reading),
    )
