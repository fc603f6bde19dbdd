"""One organisation's record. What is typed keeps itself; finishing is a deliberate act (Ctrl+Enter)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.basics.errors import Problem, Severity, Told
from desktop.basics.ids import new_id
from desktop.basics.language import _, plural
from desktop.organisations.queries import Opened
from desktop.organisations.rules.drafts import OrganisationDraft
from desktop.organisations.rules.judgement import problems
from desktop.organisations.rules.typing import TypedChanges, with_changes
from desktop.widgets import buttons, theme
from desktop.widgets.card import Card, scrolled
from desktop.widgets.choices import Choice
from desktop.widgets.field import Field, LineField
from desktop.widgets.fields import DateField, Pause, TextField
from desktop.widgets.place import Place

_SHOWN_AT = {"parents": "parent_id", "names": "name", "terms": "term_from"}
_TEXTS = (
    "org_code",
    "decision_no",
    "doc_name_parent",
    "doc_name_self",
    "doc_place",
    "hamlets",
    "phone",
    "remark",
)
TOP = "-"


class OrganisationForm(QWidget):
    """All fields of one organisation."""

    finish_asked = Signal()
    typed = Signal(object)
    """What stands in the fields, as text by name, when typing has rested."""
    throw_asked = Signal()
    back_asked = Signal()

    def __init__(self, place: Place, opened: Opened) -> None:
        super().__init__()
        self.opened = opened
        self._place = place
        self.fields: dict[str, Field] = {}
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

    def draft(self) -> OrganisationDraft:
        """The record as the fields have it; what can't be read counts as empty."""
        base = self.opened.draft
        values: dict[str, Any] = {
            name: self._text(name) for name in _TEXTS
        }  # mixed, as the fields of a draft
        values |= {"founded_on": self._day("founded_on"), "ended_on": self._day("ended_on")}
        values |= {"kind": self._code("kind") or "", "sector": self._code("sector")}
        parent = self._code("parent_id")
        typed = TypedChanges(
            name=self._text("name") or "",
            renamed_on=self._day("renamed_on"),
            parent_id=None if parent == TOP else parent,
            moved_on=self._day("moved_on"),
            term_from=self._day("term_from"),
            term_to=self._day("term_to"),
        )
        return with_changes(replace(base, **values), typed, new_id, self._place.today)

    def as_typed(self) -> dict[str, str]:
        """The texts and choices by field name, right or wrong."""
        texts: dict[str, str] = {}
        for name, field in self.fields.items():
            if isinstance(field, LineField):
                texts[name] = field.text()
            elif isinstance(field, Choice):
                texts[name] = str(field.value() or "")
        return texts

    def found(self) -> tuple[Problem, ...]:
        """What the rules find."""
        return problems(self.draft(), self._place.today, self.opened.others)

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
        self.fields["name"].take_focus()

    def _bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(10))
        bar.addWidget(buttons.button(_("To the list"), self.back_asked.emit, icon="list"))
        self.summary = buttons.link(_("What is to correct"), self.finish_tried)
        bar.addWidget(self.summary)
        bar.addStretch(1)
        self.throw = buttons.button(_("Throw away what was typed"), self.throw_asked.emit, icon="trash")
        bar.addWidget(self.throw)
        bar.addWidget(buttons.primary(_("Finish  Ctrl+Enter"), self.finish_asked.emit, "check"))
        return bar

    def _make(self) -> None:
        opened = self.opened
        kinds = [(one.code, one.words) for one in opened.kinds]
        sectors = [(one.code, one.words) for one in opened.sectors]
        parents = [(one.code, one.words) for one in opened.parents]
        draft = opened.draft
        if any(parent.parent_id is None for parent in draft.parents):
            parents.insert(0, (TOP, _("Stands at the top of this register")))
        dated = opened.stored
        self._card(
            _("Organisation"),
            (TextField("name", _("Name")), Choice[str]("kind", _("Kind"), kinds)),
            (
                (
                    self._date("renamed_on", _("New name from"), _("Empty if the name is only corrected"))
                    if dated
                    else Choice[str]("sector", _("Sector"), sectors)
                ),
                Choice[str]("parent_id", _("Belongs to"), parents),
            ),
            *(
                (
                    (
                        Choice[str]("sector", _("Sector"), sectors),
                        self._date("moved_on", _("Belongs there from"), _("Empty if it is only corrected")),
                    ),
                )
                if dated
                else ()
            ),
            (
                TextField("hamlets", _("Hamlets it covers")),
                TextField("org_code", _("Organisation code (14 digits)")),
            ),
            (self._date("founded_on", _("Founded on")), TextField("decision_no", _("Decision number"))),
            (self._date("term_from", _("Term from")), self._date("term_to", _("Term to"))),
            (TextField("phone", _("Telephone")), self._date("ended_on", _("Ended on"))),
        )
        self._card(
            _("As printed on papers"),
            (
                TextField("doc_name_parent", _("Name of the organisation above")),
                TextField("doc_name_self", _("Own name")),
            ),
            (TextField("doc_place", _("Place of the date line")), TextField("remark", _("Remark"))),
        )
        self._unused = {"renamed_on", "moved_on"} - self.fields.keys()

    def _date(self, name: str, words: str, help: str = "") -> DateField:
        return DateField(name, words, self._place.clock, help)

    def _card(self, title: str, *rows: tuple[Field, Field]) -> None:
        card = Card(title)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(18))
        grid.setVerticalSpacing(theme.px(2))
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        for number, row in enumerate(rows):
            for column, field in enumerate(row):
                grid.addWidget(field, number, column)
                self.fields[field.name] = field
                field.changed.connect(partial(self._refusals.pop, field.name, None))
                field.changed.connect(self._touched)
                field.left.connect(self._judge)
        card.column.addLayout(grid)
        self._cards.addWidget(card)

    def _touched(self) -> None:
        self._pause.touched()
        self.throw.show()

    def _fill(self, draft: OrganisationDraft) -> None:
        for name in ("name", *_TEXTS, "founded_on", "ended_on", "sector"):
            self._set(name, getattr(draft, name))
        self._set("kind", draft.kind)
        placed = draft.parent_on(self._place.today)
        if placed is not None:
            self._set("parent_id", placed.parent_id or TOP)
        elif len(self.opened.parents) == 1:
            self._set("parent_id", self.opened.parents[0].code)
        if draft.terms:
            self._set("term_from", draft.terms[-1].term_from)
            self._set("term_to", draft.terms[-1].term_to)
        self.throw.setVisible(self.opened.typed is not None)

    def _set(self, name: str, value: Any) -> None:  # text, day or code, by the kind of field
        field = self.fields[name]
        if isinstance(field, LineField | Choice):
            field.set_value(value)

    def _put_typed(self, typed: Mapping[str, str]) -> None:
        for name, text in typed.items():
            field = self.fields.get(name)
            if isinstance(field, LineField):
                field.line.setText(text)
            elif isinstance(field, Choice):
                field.set_value(text or None)

    def _text(self, name: str) -> str | None:
        field = self.fields[name]
        assert isinstance(field, TextField)
        return field.value()

    def _day(self, name: str) -> date | None:
        field = self.fields.get(name)
        return field.value() if isinstance(field, DateField) else None

    def _code(self, name: str) -> str | None:
        field = self.fields[name]
        assert isinstance(field, Choice)
        value = field.value()
        return None if value is None else str(value)

    def _judge(self) -> None:
        by_field: dict[str, Problem] = {}
        for one in self.found():
            by_field.setdefault(_field_of(one.field), one)
        for name, field in self.fields.items():
            blank = not self.opened.stored and not self._tried and not _filled(field)
            field.problem(self._refusals.get(name) or (None if blank else by_field.get(name)))
        errors = sum(one.severity is Severity.ERROR for one in by_field.values()) + len(self.unread)
        if errors:
            self.summary.say(plural("{n} thing to correct", "{n} things to correct", errors))
        self.summary.setVisible(bool(errors))


def _filled(field: Field) -> bool:
    return bool(field.text()) if isinstance(field, LineField) else False


def _field_of(path: str) -> str:
    name = path.partition(".")[0]
    return _SHOWN_AT.get(name, name)
