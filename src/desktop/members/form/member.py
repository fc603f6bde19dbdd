"""One member's record. What is typed keeps itself; finishing is a deliberate act (Ctrl+Enter)."""

from dataclasses import replace
from typing import Any

from desktop.basics.errors import Problem, Severity
from desktop.basics.ids import new_id
from desktop.basics.language import say
from desktop.members.form.cards import cards
from desktop.members.form.fields import BirthField
from desktop.members.queries.opening import Opened
from desktop.members.rules.drafts import MemberDraft
from desktop.members.rules.judgement import Around, problems
from desktop.members.rules.typing import Birth, TypedFacts, facts_of, with_facts
from desktop.widgets.choices import Answers
from desktop.widgets.place import Place
from desktop.widgets.record_form import RecordForm

# The fields that a problem of the rules names, where they are called otherwise than the form's own.
_SHOWN_AT = {
    "birth_year": "birth",
    "birth_month": "birth",
    "birth_day": "birth",
    "cells": "cell_id",
    "stages": "stage",
    "posts": "post",
    "exemptions": "exempt_from",
    "elsewheres": "elsewhere_from",
    "suspensions": "suspended_from",
    "exit_kind": "remark",
    "exit_on": "remark",
}
_TEXTS = (
    "full_name", "other_name", "citizen_id", "old_citizen_id", "card_no", "old_card_no", "file_no", "birth_place",
    "home_place", "perm_address", "temp_address", "phone", "workplace", "position", "edu_prof", "health",
    "admission_decision_no", "recognition_decision_no", "remark",
)  # fmt: skip
_DAYS = (
    "card_issued_on",
    "admission_decision_date",
    "ceremony_date",
    "recognition_decision_date",
    "official_date",
)
_FACTS = (
    "cell_id", "cell_from", "stage", "post", "post_from", "exempt_ground", "exempt_from", "exempt_to",
    "elsewhere_place", "elsewhere_from", "elsewhere_to", "suspended_ground", "suspended_from", "suspended_to",
)  # fmt: skip
_CODES = ("ethnic_code", "religion_code", "occupation_code", "edu_general", "llct_level")


class MemberForm(RecordForm):
    """All fields of one member."""

    opened: Opened

    def __init__(self, place: Place, opened: Opened) -> None:
        super().__init__(opened, _SHOWN_AT)
        self._place = place
        for spec in cards(opened, place.clock, self.make_tick):
            self.add_card(spec.title, *spec.rows)
        sex, birth = self.fields["sex"], self.fields["birth"]
        assert isinstance(sex, Answers)
        assert isinstance(birth, BirthField)
        self._sex: Answers[str] = sex
        self._birth = birth
        self._fill(opened.draft)
        self.begin()

    def draft(self) -> MemberDraft:
        """The record as the fields have it; what can't be read counts as empty."""
        base = self.opened.draft
        values: dict[str, Any] = {
            name: self.text(name) for name in _TEXTS
        }  # as mixed as the fields of a draft
        values |= {name: self.day(name) for name in _DAYS}
        values |= {name: self.code(name) for name in _CODES}
        values["full_name"] = values["full_name"] or ""
        birth = self._birth.value()
        values |= {
            "birth_year": birth.year if birth else None,
            "birth_month": birth.month if birth else None,
            "birth_day": birth.day if birth else None,
            "sex": self._sex.value(),
        }
        return with_facts(replace(base, **values), self._facts(), new_id, self._place.today)

    def found(self) -> tuple[Problem, ...]:
        """What the rules find, as far as a form can know; the action looks again with all the register knows."""
        around = Around(cells=self.opened.all_cells)
        return problems(self.draft(), self._place.today, self.opened.rules, around)

    def _fill(self, draft: MemberDraft) -> None:
        facts = facts_of(draft)
        for name in (*_TEXTS, *_DAYS, *_CODES):
            self.put(name, getattr(draft, name))
        for name in _FACTS:
            self.put(name, getattr(facts, name))
        for name, tick in self.ticks.items():
            tick.set_value(getattr(facts, name))
        self._sex.set_value(draft.sex)
        if draft.birth_year is not None:
            self._birth.set_value(Birth(draft.birth_year, draft.birth_month, draft.birth_day))

    def _facts(self) -> TypedFacts:
        return TypedFacts(
            cell_id=self.code("cell_id"),
            cell_from=self.day("cell_from"),
            stage=self.code("stage"),
            post=self.code("post"),
            post_from=self.day("post_from"),
            exempt=self.ticks["exempt"].value(),
            exempt_from=self.day("exempt_from"),
            exempt_to=self.day("exempt_to"),
            exempt_ground=self.text("exempt_ground"),
            elsewhere=self.ticks["elsewhere"].value(),
            elsewhere_place=self.text("elsewhere_place"),
            elsewhere_from=self.day("elsewhere_from"),
            elsewhere_to=self.day("elsewhere_to"),
            suspended=self.ticks["suspended"].value(),
            suspended_from=self.day("suspended_from"),
            suspended_to=self.day("suspended_to"),
            suspended_ground=self.text("suspended_ground"),
        )


def first_error(found: tuple[Problem, ...]) -> str:
    """The first error's sentence, for a notice."""
    return next((say(one.message) for one in found if one.severity is Severity.ERROR), "")
