"""Invented members: ages, joining, posts, exemptions and leavings as a border commune has them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from desktop.basics.ids import new_id
from desktop.demo.names import PEOPLES, Namer, People
from desktop.members.rules.drafts import (
    Elsewhere,
    Exemption,
    InCell,
    InPost,
    InStage,
    MemberDraft,
    Suspension,
)
from desktop.members.rules.judgement import months_later
from desktop.members.rules.words import ExitKind, Post, Sex, Stage

_PROVINCE = "004"
_JOINING_DAYS = ((2, 3), (5, 19), (9, 2), (11, 7), (12, 22), (6, 30), (3, 26))
_TERM = date(2025, 6, 1)
_OLD_AGE = 70
_TYPED = date(2026, 11, 9)


@dataclass(frozen=True, slots=True)
class Work:
    """What people of a cell live by: ages, share of women, occupation, schooling."""

    youngest: int
    oldest: int
    women: float
    occupation: str
    workplace: str | None = None
    schooling: Sequence[str] = ("LOWER_SECONDARY", "UPPER_SECONDARY", "UPPER_SECONDARY")
    training: Sequence[str] = ("NONE", "NONE", "ELEMENTARY", "INTERMEDIATE")


HAMLET = Work(23, 84, 0.3, "FARMER")


class Inventor:
    """Invents members of cells one after another, the same ones each time."""

    def __init__(self, seed: int, taken: Sequence[str]) -> None:
        self._dice = Random(seed)  # noqa: S311  (invents people, guards nothing)
        self._namer = Namer(self._dice, taken)
        self._ids: set[str] = set()
        self._files = 0

    def member(self, work: Work, cell_id: str, home: str, age: tuple[int, int] | None = None) -> MemberDraft:
        """An official member of the cell, without posts or other facts; ``age`` narrows the years."""
        dice = self._dice
        people = self._namer.people()
        woman = dice.random() < work.women
        born = self._born(age or (work.youngest, work.oldest))
        joined = self._joined(born)
        draft = MemberDraft(
            new_id(),
            self._namer.name(woman, people),
            sex=(Sex.FEMALE if woman else Sex.MALE).value,
            ethnic_code=people.code,
            religion_code="0",
            home_place=home,
            occupation_code=work.occupation,
            workplace=work.workplace,
            edu_general=dice.choice(work.schooling),
            edu_prof=dice.choice(work.training),
            llct_level=dice.choice(("NONE", "ELEMENTARY", "ELEMENTARY", "INTERMEDIATE")),
        )
        if _age(born) > 61 and work is HAMLET:
            draft = replace(
                draft, edu_general="LOWER_SECONDARY", occupation_code=dice.choice(("FARMER", "RETIRED"))
            )
        return since(self._numbered(_born_on(draft, born)), cell_id, joined)

    def known(self, said: Mapping[str, Any], cell_id: str, home: str) -> MemberDraft:
        """A member of whom name, sex, birth year and days are said already; the rest is invented around it."""
        dice = self._dice
        people = _people_of(said["name"])
        born = date(said["birth_year"], dice.randint(1, 12), dice.randint(1, 28))
        draft = MemberDraft(
            new_id(),
            said["name"],
            sex=said["sex"],
            ethnic_code=people.code,
            religion_code="0",
            home_place=home,
            occupation_code="FARMER" if "office" not in said else "HAMLET_STAFF",
            edu_general="UPPER_SECONDARY",
            edu_prof=dice.choice(HAMLET.training),
            llct_level="INTERMEDIATE" if "office" in said else "ELEMENTARY",
        )
        official = said.get("official_on")
        joined = months_later(official, -12) if official else said["probationary_on"]
        draft = since(self._numbered(_born_on(draft, born)), cell_id, joined, official)
        if "exempt_from" in said:
            draft = exempted(draft, said["exempt_from"], said["exempt_ground"])
        if "elsewhere_from" in said:
            draft = sent_elsewhere(draft, said["elsewhere_from"], said["elsewhere_at"])
        post = {"DEPUTY": Post.DEPUTY_SECRETARY}.get(said.get("office", ""), said.get("office"))
        return with_post(draft, cell_id, Post(post)) if post else draft

    def pick(self, words: Sequence[str]) -> str:
        """One of several."""
        return self._dice.choice(words)

    def _born(self, ages: tuple[int, int]) -> date:
        age = round(self._dice.triangular(*ages, ages[0] + (ages[1] - ages[0]) * 0.4))
        return date(_TYPED.year - age, self._dice.randint(1, 12), self._dice.randint(1, 28))

    def _joined(self, born: date) -> date:
        latest = 2025 - born.year
        years = max(19, min(round(self._dice.triangular(19, 42, 24)), latest - 1))
        month, day = self._dice.choice(_JOINING_DAYS)
        return min(date(born.year + years, month, day), date(2025, 9, 2))

    def _numbered(self, draft: MemberDraft) -> MemberDraft:
        assert draft.birth_year is not None
        century = 2 if draft.birth_year >= 2000 else 0
        digit = century + (1 if draft.sex == Sex.FEMALE.value else 0)
        id_ = ""
        while not id_ or id_ in self._ids:
            id_ = f"{_PROVINCE}{digit}{draft.birth_year % 100:02d}{self._dice.randrange(10**6):06d}"
        self._ids.add(id_)
        self._files += 1
        new_card = self._dice.random() < 0.8
        return replace(
            draft,
            citizen_id=id_,
            card_no=id_ if new_card else None,
            old_card_no=None if new_card else f"{self._dice.randrange(10**8):08d}",
            file_no=f"{self._files:06d} CB",
        )


def since(draft: MemberDraft, cell_id: str, joined: date, official: date | None = None) -> MemberDraft:
    """In the cell since joining; official a year later, if that day has come."""
    day = official or months_later(joined, 12)
    probation = InStage(new_id(), joined, day if day <= _TYPED else None, Stage.PROBATIONARY.value)
    stages = (
        (probation, InStage(new_id(), day, None, Stage.OFFICIAL.value)) if day <= _TYPED else (probation,)
    )
    return replace(
        draft,
        admission_decision_date=joined - timedelta(days=12),
        ceremony_date=joined,
        official_date=day if day <= _TYPED else None,
        cells=(InCell(new_id(), joined, None, cell_id),),
        stages=stages,
    )


def exempted(draft: MemberDraft, day: date, ground: str) -> MemberDraft:
    """Exempt from work and meetings since a day."""
    return replace(draft, exemptions=(Exemption(new_id(), day, None, ground),))


def sent_elsewhere(draft: MemberDraft, day: date, place: str) -> MemberDraft:
    """Active elsewhere for a time."""
    return replace(draft, elsewheres=(Elsewhere(new_id(), day, None, None, place),))


def suspended(draft: MemberDraft, day: date, ground: str) -> MemberDraft:
    """Suspended from Party activity."""
    return replace(draft, suspensions=(Suspension(new_id(), day, None, ground),))


def with_post(draft: MemberDraft, organisation_id: str, post: Post) -> MemberDraft:
    """Holding a post in an organisation since the congress."""
    held = InPost(new_id(), _TERM, None, organisation_id, post.value)
    return replace(draft, posts=(*draft.posts, held))


def come(draft: MemberDraft, day: date) -> MemberDraft:
    """Moved into the commune on a day: in no cell of it before."""
    return replace(draft, cells=tuple(replace(fact, from_on=day) for fact in draft.cells))


def gone(draft: MemberDraft, kind: ExitKind, day: date, place: str | None = None) -> MemberDraft:
    """No longer here from a day on: whatever held until then ends with it."""
    return replace(
        draft,
        exit_kind=kind.value,
        exit_on=day,
        exit_place=place,
        cells=tuple(replace(fact, to_on=day) for fact in draft.cells),
        exemptions=tuple(replace(fact, to_on=day) for fact in draft.exemptions),
    )


def too_old(draft: MemberDraft) -> bool:
    """Whether age alone gives a ground for exemption."""
    return draft.birth_year is not None and _TYPED.year - draft.birth_year >= _OLD_AGE


def _age(born: date) -> int:
    return _TYPED.year - born.year


def _born_on(draft: MemberDraft, born: date) -> MemberDraft:
    return replace(draft, birth_year=born.year, birth_month=born.month, birth_day=born.day)


def _people_of(name: str) -> People:
    surname = name.split()[0]
    # The Mông and the Dao are told by their surnames; of the rest most are Tày.
    for people in (PEOPLES[2], PEOPLES[3]):
        if surname in people.surnames and surname not in PEOPLES[0].surnames:
            return people
    return PEOPLES[0]
