"""The tab of what was said: the parts of the paper at the left, opinions and petitions at the right."""

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.basics.ids import new_id
from desktop.basics.language import N_, _
from desktop.meetings.form.bare import BareChoice, BarePerson, BareText, BareWords, LineList, LineRow
from desktop.meetings.form.bench import Bench
from desktop.meetings.form.preparation import picked
from desktop.meetings.form.tabs import FieldTab
from desktop.meetings.rules.draft import OpinionLine, PetitionLine
from desktop.meetings.rules.words import AUTHORITY_NAMES, OPINION_NAMES, Authority, OpinionKind
from desktop.widgets import card, theme
from desktop.widgets.card import Card
from desktop.widgets.longtext import LongText

PARTS: Final = (
    ("information", N_("1. News, documents, guidance from above"), 2),
    ("past_assessment", N_("2. Assessment of last month"), 3),
    ("next_tasks", N_("3. Tasks of this month"), 3),
    ("theme_content", N_("4. Theme"), 2),
    ("other_items", N_("5. Other matters"), 2),
)


class ContentTab(FieldTab):
    """What was told, discussed and asked for."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(theme.px(theme.MARGIN), theme.px(12), theme.px(theme.MARGIN), theme.px(12))
        outer.setSpacing(theme.px(theme.GAP))
        outer.addWidget(self._texts(), 1)
        right = QVBoxLayout()
        right.setSpacing(theme.px(theme.GAP))
        outer.addLayout(right, 1)
        self.opinions = LineList(_("Add an opinion"), self._opinion_row, _("Nobody has spoken yet."))
        self.petitions = LineList(_("Add a petition"), self._petition_row, _("No petitions."))
        right.addWidget(self._list_card(_("Opinions"), self.opinions), 3)
        right.addWidget(self._list_card(_("Petitions"), self.petitions), 2)
        self.opinions.added.connect(self.add_opinion)
        self.opinions.taken.connect(lambda id: bench.take_line("opinions", id))
        self.petitions.added.connect(self.add_petition)
        self.petitions.taken.connect(lambda id: bench.take_line("petitions", id))
        bench.listed.connect(self._people)
        self.in_order(*(name for name, *_rest in PARTS))
        self.refresh()

    def refresh(self) -> None:
        """Show the draft."""
        for name, *_rest in PARTS:
            field = self.fields[name]
            assert isinstance(field, LongText)
            field.set_value(getattr(self.bench.draft, name))
        self._lines()

    def show_draft(self) -> None:
        """The lines."""
        self._lines()

    def go_to(self, path: str) -> None:
        """Opinions and petitions are named by their place; ``speaker`` is the first field of a line."""
        part, _dot, rest = path.partition(".")
        lists = {"opinions": self.opinions, "petitions": self.petitions}
        if part in lists and rest:
            place, _dot, name = rest.partition(".")
            lines = getattr(self.bench.draft, part)
            path = f"{part}.{lines[int(place)].id}.{name}" if int(place) < len(lines) else path
        super().go_to(path)

    def add_opinion(self) -> None:
        """One more opinion; the cursor goes there."""
        self.bench.add_line("opinions", OpinionLine(new_id()))
        self._lines()
        self.opinions.focus_last()

    def add_petition(self) -> None:
        """One more petition; the cursor goes there."""
        self.bench.add_line("petitions", PetitionLine(new_id()))
        self._lines()
        self.petitions.focus_last()

    def _texts(self) -> QWidget:
        inside = Card()
        for name, words, lines in PARTS:
            field = LongText(name, _(words), lines=lines, reserve=False)
            self.watch(name, field, self._putting(name, field))
            field.grow()
            inside.column.addWidget(field)
        return card.scrolled(inside)

    def _putting(self, name: str, field: LongText) -> Callable[[], None]:
        return lambda: self.bench.put(**{name: field.value()})

    def _list_card(self, title: str, lines: LineList) -> QWidget:
        made = Card(title)
        made.beside(lines.add)
        made.column.addWidget(lines, 1)
        return made

    def _lines(self) -> None:
        draft = self.bench.draft
        for part, lines in (("opinions", self.opinions), ("petitions", self.petitions)):
            ids = [line.id for line in getattr(draft, part)]
            for gone in [id for id in lines.rows if id not in ids]:
                self.forget(f"{part}.{gone}.")
            lines.show_ids(ids)

    def _opinion_row(self, id: str, number: int) -> LineRow:
        line = next(one for one in self.bench.draft.opinions if one.id == id)
        who = BarePerson(
            f"opinions.{id}.speaker", _("Speaker"), picked(tuple(self.bench.known.roster)), free=True
        )
        kind = BareChoice(
            f"opinions.{id}.kind", _("Kind"), [(one, _(OPINION_NAMES[one])) for one in OpinionKind]
        )
        said = BareWords(f"opinions.{id}.content", _("What was said"))
        if line.speaker_id:
            who.set_value(line.speaker_id)
        else:
            who.set_free_text(line.speaker_name)
        kind.set_value(line.kind)
        said.set_value(line.content)

        def put() -> None:
            picked_id = who.value()
            self.bench.put_line(
                "opinions",
                OpinionLine(
                    id,
                    kind.value() or OpinionKind.DISCUSSION,
                    picked_id,
                    "" if picked_id else who.free_text(),
                    said.text(),
                ),
            )

        for name, field in (("speaker", who), ("kind", kind), ("content", said)):
            self.watch(f"opinions.{id}.{name}", field, put)
        return LineRow(id, number, ((who, 0), (kind, 136)), _("opinion"), ((said, 0),))

    def _petition_row(self, id: str, number: int) -> LineRow:
        line = next(one for one in self.bench.draft.petitions if one.id == id)
        asked = BareWords(f"petitions.{id}.content", _("What is asked for"))
        by = BareText(f"petitions.{id}.raised_by", _("Raised by"))
        whom = BareChoice(
            f"petitions.{id}.authority",
            _("Who has to answer"),
            [(one, _(AUTHORITY_NAMES[one])) for one in Authority],
        )
        asked.set_value(line.content)
        by.set_value(line.raised_by)
        whom.set_value(line.authority)

        def put() -> None:
            before = next(one for one in self.bench.draft.petitions if one.id == id)
            self.bench.put_line(
                "petitions", PetitionLine(id, asked.text(), by.text(), whom.value(), before.answer)
            )

        for name, field in (("content", asked), ("raised_by", by), ("authority", whom)):
            self.watch(f"petitions.{id}.{name}", field, put)
        return LineRow(id, number, ((asked, 0),), _("petition"), ((by, 0), (whom, 136)))

    def _people(self) -> None:
        for path, field in self.fields.items():
            if isinstance(field, BarePerson) and path.startswith("opinions."):
                field.set_people(picked(tuple(self.bench.known.roster)))
                line = next(one for one in self.bench.draft.opinions if path.split(".")[1] == one.id)
                if line.speaker_id and not field.editor.hasFocus():
                    field.set_value(line.speaker_id)
