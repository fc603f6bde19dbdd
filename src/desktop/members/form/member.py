"""One member's record. What is typed keeps itself; finishing is a deliberate act (Ctrl+Enter)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.basics.errors import Problem, Severity, Told
from desktop.basics.ids import new_id
from desktop.basics.language import _, plural, say
from desktop.members.form.cards import cards
from desktop.members.form.fields import BirthField
from desktop.members.queries.opening import Opened
from desktop.members.rules.drafts import MemberDraft
from desktop.members.rules.judgement import Around, problems
from desktop.members.rules.typing import Birth, TypedFacts, facts_of, with_facts
from desktop.widgets import buttons, theme
from desktop.widgets.card import Card, scrolled
from desktop.widgets.choices import Answers, Choice, Tick
from desktop.widgets.field import Field, LineField
from desktop.widgets.fields import DateField, Pause, TextField
from desktop.widgets.place import Place

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


class MemberForm(QWidget):
    """All fields of one member."""

    finish_asked = Signal()
    typed = Signal(object)
    """What stands in the fields, as text by name, when typing has rested."""
    throw_asked = Signal()
    back_asked = Signal()

    def __init__(self, place: Place, opened: Opened) -> None:
        super().__init__()
        self.opened = opened
        self._place = place
        self._clock = place.clock
        self.fields: dict[str, Field] = {}
        self.ticks: dict[str, Tick] = {}
        self._tried = False
        self._refusals: dict[str, Problem] = {}  # what the register said; until the field is changed
        self._pause = Pause(self)
        self._pause.paused.connect(lambda: self.typed.emit(self.as_typed()))
        column = QVBoxLayout(self)
        margin = theme.px(theme.MARGIN)
        column.setContentsMargins(margin, theme.px(10), margin, theme.px(12))
        column.setSpacing(theme.px(8))
        column.addLayout(self._bar())
        content = QWidget()
        self._cards = QVBoxLayout(content)
        self._cards.setContentsMargins(0, 0, theme.px(8), 0)
        self._cards.setSpacing(theme.px(theme.GAP))
        self._make()
        self._cards.addStretch(1)
        self._area = scrolled(content)
        column.addWidget(self._area, 1)
        self._fill(opened.draft)
        if opened.typed is not None:
            self._put_typed(opened.typed)
        self._judge()

    # -- what it holds -----------------------------------------------------------

    def draft(self) -> MemberDraft:
        """The record as the fields have it; what can't be read counts as empty."""
        base = self.opened.draft
        values: dict[str, Any] = {
            name: self._text(name) for name in _TEXTS
        }  # as mixed as the fields of a draft
        values |= {name: self._day(name) for name in _DAYS}
        values |= {name: self._code(name) for name in _CODES}
        values["full_name"] = values["full_name"] or ""
        birth = self._birth.value()
        values |= {
            "birth_year": birth.year if birth else None,
            "birth_month": birth.month if birth else None,
            "birth_day": birth.day if birth else None,
            "sex": self._sex.value(),
        }
        return with_facts(replace(base, **values), self._facts(), new_id, self._place.today)

    def as_typed(self) -> dict[str, str]:
        """The texts and choices by field name, right or wrong."""
        texts: dict[str, str] = {}
        for name, field in self.fields.items():
            if isinstance(field, LineField):
                texts[name] = field.text()
            elif isinstance(field, Choice | Answers):
                texts[name] = str(field.value() or "")
        return texts | {name: "1" if tick.value() else "" for name, tick in self.ticks.items()}

    def found(self) -> tuple[Problem, ...]:
        """What the rules find, as far as a form can know; the action looks again with all the register knows."""
        around = Around(cells=self.opened.all_cells)
        return problems(self.draft(), self._place.today, self.opened.rules, around)

    @property
    def unread(self) -> list[str]:
        """Fields whose text can't be read."""
        lines = {name: field for name, field in self.fields.items() if isinstance(field, LineField)}
        return [name for name, field in lines.items() if not field.readable]

    def finish_tried(self) -> bool:
        """Show all errors, go to the first; whether there is none."""
        self._tried = True
        self._judge()
        errors = [one for one in self.found() if one.severity is Severity.ERROR]
        first = next(iter(self.unread), None) or (_field_of(errors[0].field) if errors else None)
        if first is None:
            return True
        self.go_to(first)
        return False

    def refused(self, told: Told) -> None:
        """Show at its field what the register refused."""
        name = _field_of(told.field or "")
        if name in self.fields:
            self._refusals[name] = Problem(told.code, Severity.ERROR, name, told.message)
            self.go_to(name)
            self._judge()

    def go_to(self, name: str) -> None:
        """Put the cursor into a field and bring it into sight."""
        field = self.fields.get(name)
        if field is not None:
            self._area.ensureWidgetVisible(field)
            field.take_focus()

    def hurry(self) -> None:
        """Keep at once what isn't kept."""
        self._pause.hurry()

    def first(self) -> None:
        """The cursor into the first field."""
        self.fields["full_name"].take_focus()

    # -- making ------------------------------------------------------------------

    def _bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(10))
        bar.addWidget(buttons.button(_("To the list"), self.back_asked.emit, icon="list"))
        self.summary = buttons.link(_("What is to correct"), self._to_first)
        bar.addWidget(self.summary)
        bar.addStretch(1)
        self.throw = buttons.button(_("Throw away what was typed"), self.throw_asked.emit, icon="trash")
        bar.addWidget(self.throw)
        bar.addWidget(buttons.primary(_("Finish  Ctrl+Enter"), self.finish_asked.emit, "check"))
        return bar

    def _make(self) -> None:
        for spec in cards(self.opened, self._clock, self._tick):
            self._card(spec.title, *spec.rows)
        sex, birth = self.fields["sex"], self.fields["birth"]
        assert isinstance(sex, Answers)
        assert isinstance(birth, BirthField)
        self._sex: Answers[str] = sex
        self._birth = birth

    def _card(self, title: str, *rows: tuple[QWidget, QWidget | None]) -> None:
        card = Card(title)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(18))
        grid.setVerticalSpacing(theme.px(2))
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        for number, (left, right) in enumerate(rows):
            grid.addWidget(left, number, 0, 1, 1 if right is not None else 2)
            if right is not None:
                grid.addWidget(right, number, 1)
            for widget in (left, right):
                if isinstance(widget, Field):
                    self._watch(widget)
        card.column.addLayout(grid)
        self._cards.addWidget(card)

    def _watch(self, field: Field) -> None:
        self.fields[field.name] = field
        field.changed.connect(lambda: self._refusals.pop(field.name, None))
        field.changed.connect(self._touched)
        field.left.connect(self._judge)

    def _touched(self) -> None:
        self._pause.touched()
        self.throw.show()

    def _tick(self, name: str, words: str) -> Tick:
        tick = Tick(name, words)
        tick.touched.connect(self._touched)
        tick.touched.connect(self._judge)
        self.ticks[name] = tick
        return tick

    # -- filling and reading ---------------------------------------------------------

    def _fill(self, draft: MemberDraft) -> None:
        facts = facts_of(draft)
        for name in (*_TEXTS, *_DAYS, *_CODES):
            self._set(name, getattr(draft, name))
        for name in _FACTS:
            self._set(name, getattr(facts, name))
        for name, tick in self.ticks.items():
            tick.set_value(getattr(facts, name))
        self._sex.set_value(draft.sex)
        if draft.birth_year is not None:
            self._birth.set_value(Birth(draft.birth_year, draft.birth_month, draft.birth_day))
        self.throw.setVisible(self.opened.typed is not None)

    def _set(self, name: str, value: Any) -> None:  # text, day or code, by the kind of field
        field = self.fields[name]
        if isinstance(field, LineField | Choice | Answers):
            field.set_value(value)

    def _put_typed(self, typed: Mapping[str, str]) -> None:
        for name, text in typed.items():
            field = self.fields.get(name)
            if name in self.ticks:
                self.ticks[name].set_value(bool(text))
            elif isinstance(field, LineField):
                field.line.setText(text)
            elif isinstance(field, Choice | Answers):
                field.set_value(text or None)

    def _facts(self) -> TypedFacts:
        return TypedFacts(
            cell_id=self._code("cell_id"),
            cell_from=self._day("cell_from"),
            stage=self._code("stage"),
            post=self._code("post"),
            post_from=self._day("post_from"),
            exempt=self.ticks["exempt"].value(),
            exempt_from=self._day("exempt_from"),
            exempt_to=self._day("exempt_to"),
            exempt_ground=self._text("exempt_ground"),
            elsewhere=self.ticks["elsewhere"].value(),
            elsewhere_place=self._text("elsewhere_place"),
            elsewhere_from=self._day("elsewhere_from"),
            elsewhere_to=self._day("elsewhere_to"),
            suspended=self.ticks["suspended"].value(),
            suspended_from=self._day("suspended_from"),
            suspended_to=self._day("suspended_to"),
            suspended_ground=self._text("suspended_ground"),
        )

    def _text(self, name: str) -> str | None:
        field = self.fields[name]
        assert isinstance(field, TextField)
        return field.value()

    def _day(self, name: str) -> date | None:
        field = self.fields[name]
        assert isinstance(field, DateField)
        return field.value()

    def _code(self, name: str) -> str | None:
        field = self.fields[name]
        assert isinstance(field, Choice | Answers)
        value = field.value()
        return None if value is None else str(value)

    # -- judging --------------------------------------------------------------------------

    def _judge(self) -> None:
        by_field: dict[str, Problem] = {}
        for one in self.found():
            by_field.setdefault(_field_of(one.field), one)
        for name, field in self.fields.items():
            problem = by_field.get(name)
            blank = (
                not self.opened.stored and not self._tried and problem is not None and self._is_blank(field)
            )
            field.problem(self._refusals.get(name) or (None if blank else problem))
        errors = sum(one.severity is Severity.ERROR for one in by_field.values()) + len(self.unread)
        if errors:
            self.summary.say(plural("{n} thing to correct", "{n} things to correct", errors))
        self.summary.setVisible(bool(errors))

    def _is_blank(self, field: Field) -> bool:
        return not field.text() if isinstance(field, LineField) else True

    def _to_first(self) -> None:
        self.finish_tried()


def _field_of(path: str) -> str:
    name = path.partition(".")[0]
    return _SHOWN_AT.get(name, name)


def first_error(found: tuple[Problem, ...]) -> str:
    """The first error's sentence, for a notice."""
    return next((say(one.message) for one in found if one.severity is Severity.ERROR), "")
