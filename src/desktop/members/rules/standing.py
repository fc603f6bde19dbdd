"""How a person stands on a day: derived from the dated facts, never stored (decision 15)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from desktop.members.rules.drafts import Fact, MemberDraft
from desktop.members.rules.words import Stage, State


@dataclass(frozen=True, slots=True)
class Standing:
    """One answer to each question, on one day. ``stage`` None: not known; ``cell_id`` None: in no cell."""

    belongs: bool
    cell_id: str | None = None
    stage: str | None = None
    exempt: bool = False
    elsewhere: bool = False
    suspended: bool = False

    @property
    def state(self) -> State:
        """The one word that a list shows. The parts of a count are counted by it, so they add up."""
        if not self.belongs:
            return State.LEFT
        if self.suspended:
            return State.SUSPENDED
        if self.elsewhere:
            return State.ELSEWHERE
        if self.exempt:
            return State.EXEMPT
        if self.stage == Stage.PROBATIONARY:
            return State.PROBATIONARY
        return State.OFFICIAL if self.stage == Stage.OFFICIAL else State.UNKNOWN


def has_left(draft: MemberDraft, day: date) -> bool:
    """Whether the membership has ended by ``day``; an end on an unknown day counts as long ago."""
    return draft.exit_kind is not None and (draft.exit_on is None or draft.exit_on <= day)


def standing_on(draft: MemberDraft, day: date) -> Standing:
    """The standing on ``day``. Before the ceremony, after the exit and outside the cells one doesn't belong.

    Someone of whom no cell is known at all belongs nonetheless: an import may leave that open.
    """
    cell = next((fact for fact in draft.cells if fact.span.holds(day)), None)
    joined = draft.ceremony_date is None or draft.ceremony_date <= day
    cell_id = cell.organisation_id if cell else None
    if not joined or has_left(draft, day) or (cell is None and draft.cells):
        return Standing(belongs=False, cell_id=cell_id)
    return Standing(
        belongs=True,
        cell_id=cell_id,
        stage=next((fact.stage for fact in draft.stages if fact.span.holds(day)), None),
        exempt=_holds(draft.exemptions, day),
        elsewhere=_holds(draft.elsewheres, day),
        suspended=_holds(draft.suspensions, day),
    )


def _holds(facts: Iterable[Fact], day: date) -> bool:
    return any(fact.span.holds(day) for fact in facts)
