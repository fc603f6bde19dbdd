"""One organisation's record. What is typed keeps itself; finishing is a deliberate act (Ctrl+Enter)."""

from dataclasses import replace
from datetime import date
from typing import Any

from desktop.basics.errors import Problem
from desktop.basics.ids import new_id
from desktop.basics.language import _
from desktop.organisations.queries import Opened
from desktop.organisations.rules.drafts import OrganisationDraft
from desktop.organisations.rules.judgement import problems
from desktop.organisations.rules.typing import TypedChanges, with_changes
from desktop.widgets.choices import Choice
from desktop.widgets.fields import DateField, TextField
from desktop.widgets.place import Place
from desktop.widgets.record_form import RecordForm

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


class OrganisationForm(RecordForm):
    """All fields of one organisation."""

    opened: Opened

    def __init__(self, place: Place, opened: Opened) -> None:
        super().__init__(opened, _SHOWN_AT)
        self._place = place
        self._make()
        self._fill(opened.draft)
        self.begin()

    def draft(self) -> OrganisationDraft:
        """The record as the fields have it; what can't be read counts as empty."""
        base = self.opened.draft
        values: dict[str, Any] = {name: self.text(name) for name in _TEXTS}  # mixed, as the fields of a draft
        values |= {"founded_on": self.day("founded_on"), "ended_on": self.day("ended_on")}
        values |= {"kind": self.code("kind") or "", "sector": self.code("sector")}
        parent = self.code("parent_id")
        typed = TypedChanges(
            name=self.text("name") or "",
            renamed_on=self._change_day("renamed_on"),
            parent_id=None if parent == TOP else parent,
            moved_on=self._change_day("moved_on"),
            term_from=self.day("term_from"),
            term_to=self.day("term_to"),
        )
        return with_changes(replace(base, **values), typed, new_id, self._place.today)

    def found(self) -> tuple[Problem, ...]:
        """What the rules find."""
        return problems(self.draft(), self._place.today, self.opened.others)

    def _make(self) -> None:
        opened = self.opened
        kinds = [(one.code, one.words) for one in opened.kinds]
        sectors = [(one.code, one.words) for one in opened.sectors]
        parents = [(one.code, one.words) for one in opened.parents]
        draft = opened.draft
        if any(parent.parent_id is None for parent in draft.parents):
            parents.insert(0, (TOP, _("Stands at the top of this register")))
        dated = opened.stored
        self.add_card(
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
        self.add_card(
            _("As printed on papers"),
            (
                TextField("doc_name_parent", _("Name of the organisation above")),
                TextField("doc_name_self", _("Own name")),
            ),
            (TextField("doc_place", _("Place of the date line")), TextField("remark", _("Remark"))),
        )

    def _date(self, name: str, words: str, help: str = "") -> DateField:
        return DateField(name, words, self._place.clock, help)

    def _fill(self, draft: OrganisationDraft) -> None:
        for name in ("name", *_TEXTS, "founded_on", "ended_on", "sector"):
            self.put(name, getattr(draft, name))
        self.put("kind", draft.kind)
        placed = draft.parent_on(self._place.today)
        if placed is not None:
            self.put("parent_id", placed.parent_id or TOP)
        elif len(self.opened.parents) == 1:
            self.put("parent_id", self.opened.parents[0].code)
        if draft.terms:
            self.put("term_from", draft.terms[-1].term_from)
            self.put("term_to", draft.terms[-1].term_to)

    def _change_day(self, name: str) -> date | None:  # a new record has no days of change
        return self.day(name) if name in self.fields else None
