"""From what a form holds to a draft: birthdays of any precision, and stages out of days."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from desktop.basics.language import Message, msg
from desktop.members.rules.drafts import (
    Elsewhere,
    Exemption,
    InCell,
    InPost,
    InStage,
    MemberDraft,
    Suspension,
)
from desktop.members.rules.words import Stage

_PARTS = re.compile(r"[\s./\-]+")
NewId = Callable[[], str]


@dataclass(frozen=True, slots=True, order=True)
class Birth:
    """A birthday as far as it is known."""

    year: int
    month: int | None = None
    day: int | None = None

    def written(self) -> str:
        """As a field shows it: 12/06/1984, 06/1984 or 1984."""
        if self.month is None:
            return str(self.year)
        month = f"{self.month:02d}/{self.year}"
        return month if self.day is None else f"{self.day:02d}/{month}"


def read_birth(text: str, today: date) -> Birth | Message | None:
    """A birthday typed as day/month/year, month/year or year; a sentence if it can't be read."""
    words = text.strip()
    if not words:
        return None
    if words.isdecimal() and len(words) == 8:
        words = f"{words[:2]}/{words[2:4]}/{words[4:]}"
    parts = [part for part in _PARTS.split(words) if part]
    if not 1 <= len(parts) <= 3 or not all(part.isdecimal() and part.isascii() for part in parts):
        return msg("Type the birthday as day/month/year, or only its year.")
    *before, last = (int(part) for part in parts)
    year = last
    if len(parts[-1]) == 2 and before:
        year = last + (2000 if last <= today.year % 100 - 16 else 1900)
    if not 1900 <= year <= today.year:
        return msg("The year of birth can't be {year}.", year=str(year))
    if not before:
        return Birth(year)
    month = before[-1]
    if not 1 <= month <= 12:
        return msg("There is no such month.")
    if len(before) == 1:
        return Birth(year, month)
    try:
        date(year, month, before[0])
    except ValueError:
        return msg("This month has no such day.")
    return Birth(year, month, before[0])


@dataclass(frozen=True, slots=True)
class TypedFacts:
    """The present facts as the form has them; what is empty doesn't hold."""

    cell_id: str | None = None
    cell_from: date | None = None
    stage: str | None = None
    post: str | None = None
    post_from: date | None = None
    exempt_from: date | None = None
    exempt_to: date | None = None
    exempt_ground: str | None = None
    exempt: bool = False
    elsewhere: bool = False
    elsewhere_place: str | None = None
    elsewhere_from: date | None = None
    elsewhere_to: date | None = None
    suspended: bool = False
    suspended_from: date | None = None
    suspended_to: date | None = None
    suspended_ground: str | None = None


def facts_of(draft: MemberDraft) -> TypedFacts:
    """The latest fact of each kind, for the form."""
    cell = draft.cells[-1] if draft.cells else None
    post = next((one for one in draft.posts if one.to_on is None), None)
    exemption = draft.exemptions[-1] if draft.exemptions else None
    away = draft.elsewheres[-1] if draft.elsewheres else None
    suspension = draft.suspensions[-1] if draft.suspensions else None
    return TypedFacts(
        cell_id=cell.organisation_id if cell else None,
        cell_from=cell.from_on if cell else None,
        stage=draft.stages[-1].stage if draft.stages else None,
        post=post.post if post else None,
        post_from=post.from_on if post else None,
        exempt=exemption is not None,
        exempt_from=exemption.from_on if exemption else None,
        exempt_to=exemption.to_on if exemption else None,
        exempt_ground=exemption.ground if exemption else None,
        elsewhere=away is not None,
        elsewhere_place=away.place_name if away else None,
        elsewhere_from=away.from_on if away else None,
        elsewhere_to=away.to_on if away else None,
        suspended=suspension is not None,
        suspended_from=suspension.from_on if suspension else None,
        suspended_to=suspension.to_on if suspension else None,
        suspended_ground=suspension.ground if suspension else None,
    )


def with_facts(draft: MemberDraft, typed: TypedFacts, new_id: NewId, today: date) -> MemberDraft:
    """The draft with its latest facts as typed; earlier ones stay, and what is unchanged keeps its id."""
    if typed == facts_of(draft) and _stages_stand(draft, typed):
        return draft
    cell = draft.cells[-1] if draft.cells else InCell(new_id())
    cells = (
        (*draft.cells[:-1], replace(cell, organisation_id=typed.cell_id, from_on=typed.cell_from))
        if (typed.cell_id)
        else draft.cells[:-1]
    )
    away = draft.elsewheres[-1] if draft.elsewheres else Elsewhere(new_id())
    exemption = draft.exemptions[-1] if draft.exemptions else Exemption(new_id())
    suspension = draft.suspensions[-1] if draft.suspensions else Suspension(new_id())
    return replace(
        draft,
        cells=cells,
        stages=_stages(draft, typed, new_id),
        posts=_posts(draft, typed, new_id, today),
        exemptions=(
            *draft.exemptions[:-1],
            replace(exemption, from_on=typed.exempt_from, to_on=typed.exempt_to, ground=typed.exempt_ground),
        )
        if typed.exempt
        else draft.exemptions[:-1],
        elsewheres=(
            *draft.elsewheres[:-1],
            replace(
                away, from_on=typed.elsewhere_from, to_on=typed.elsewhere_to, place_name=typed.elsewhere_place
            ),
        )
        if typed.elsewhere
        else draft.elsewheres[:-1],
        suspensions=(
            *draft.suspensions[:-1],
            replace(
                suspension,
                from_on=typed.suspended_from,
                to_on=typed.suspended_to,
                ground=typed.suspended_ground,
            ),
        )
        if typed.suspended
        else draft.suspensions[:-1],
    )


def _stages_stand(draft: MemberDraft, typed: TypedFacts) -> bool:
    return _spans(draft.stages) == _spans(_stages(draft, typed, lambda: ""))


def _spans(stages: tuple[InStage, ...]) -> list[tuple[str, date | None, date | None]]:
    return [(one.stage, one.from_on, one.to_on) for one in stages]


def _stages(draft: MemberDraft, typed: TypedFacts, new_id: NewId) -> tuple[InStage, ...]:
    joined, official = draft.ceremony_date, draft.official_date
    wanted: list[InStage] = []
    if typed.stage == Stage.PROBATIONARY:
        wanted = [InStage("", joined, None, Stage.PROBATIONARY.value)]
    elif typed.stage == Stage.OFFICIAL:
        if official is not None and joined is not None and joined < official:
            wanted = [InStage("", joined, official, Stage.PROBATIONARY.value)]
        wanted.append(InStage("", official, None, Stage.OFFICIAL.value))
    kept = {one.stage: one for one in draft.stages}
    return tuple(
        replace(
            one,
            id=kept[one.stage].id if one.stage in kept else new_id(),
            decision_no=kept[one.stage].decision_no if one.stage in kept else None,
        )
        for one in wanted
    )


def _posts(draft: MemberDraft, typed: TypedFacts, new_id: NewId, today: date) -> tuple[InPost, ...]:
    held = next((one for one in draft.posts if one.to_on is None), None)
    others = tuple(one for one in draft.posts if one is not held)
    if typed.post is None or typed.cell_id is None:
        if held is None or (held.from_on is not None and held.from_on >= today):
            return others
        return (*others, replace(held, to_on=today))
    if held is not None and held.post == typed.post:
        return (*others, replace(held, from_on=typed.post_from))
    new = InPost(new_id(), typed.post_from, None, typed.cell_id, typed.post)
    if held is None:
        return (*others, new)
    start = typed.post_from or today
    ended = () if held.from_on is not None and held.from_on >= start else (replace(held, to_on=start),)
    return (*others, *ended, replace(new, from_on=start))
