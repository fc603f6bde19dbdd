"""The right side of the superior's desk: what the chosen file would change, what to look at first, and the deeds."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.basics.language import _, plural, say, written
from desktop.exchange.outcomes import Forked, Frozen, Outcome, Ready, Refusal, TooNew, sentence
from desktop.exchange.preview import Change, Group, Preview
from desktop.exchange.preview_lines import (
    about_words,
    change_lines,
    figures_words,
    group_words,
    made_words,
    said_words,
    stop_words,
)
from desktop.exchange.take_in import Look
from desktop.widgets import buttons, card, icons, labels, theme
from desktop.widgets.card import Card, Strip
from desktop.widgets.chips import Chip, ChipLabel
from desktop.widgets.empty import Empty
from desktop.widgets.table import Column, Shape, Table

_WIDE = 1.2
_GROUP_ICONS = {"member": "people", "meeting": "book", "organisation": "cells", "task_progress": "flag"}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: the record, what of it, what is held, what it becomes."""

    key: str
    title: str
    what: str
    old: str
    new: str
    look: bool


class PreviewPane(Card):
    """The pane. It shows a look at a file, or a few sentences; the page sets the buttons of the foot."""

    all_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tight=True, parent=parent)
        self.column.setContentsMargins(1, 1, 1, 1)
        self.column.setSpacing(0)
        self._preview: Preview | None = None
        self._all = False
        self.column.addLayout(self._head())
        self._line = card.rule()
        self.column.addWidget(self._line)
        self._body = QWidget()
        inside = QVBoxLayout(self._body)
        inside.setContentsMargins(0, 0, 0, theme.px(8))
        inside.setSpacing(0)
        self._said = QVBoxLayout()
        self._said.setContentsMargins(theme.px(16), theme.px(8), theme.px(14), theme.px(8))
        self._said.setSpacing(theme.px(6))
        inside.addLayout(self._said)
        self._deeds = QHBoxLayout()
        self._deeds.setContentsMargins(theme.px(16), 0, theme.px(14), theme.px(8))
        self._deeds.addStretch(1)
        inside.addLayout(self._deeds)
        self.table = self._table()
        inside.addWidget(self.table, 1)
        self._foot_of_table = QHBoxLayout()
        self._foot_of_table.setContentsMargins(theme.px(16), theme.px(8), theme.px(14), theme.px(2))
        self._rest = labels.Elided("", "strong")
        self._foot_of_table.addWidget(self._rest, 1)
        self.every = buttons.link(_("See all"), self._toggle)
        self._foot_of_table.addWidget(self.every)
        inside.addLayout(self._foot_of_table)
        self._groups = QVBoxLayout()
        self._groups.setContentsMargins(theme.px(16), 0, theme.px(14), 0)
        self._groups.setSpacing(theme.px(4))
        inside.addLayout(self._groups)
        self._spring = QWidget()
        inside.addWidget(self._spring, 1)
        self.area = card.scrolled(self._body)
        self.column.addWidget(self.area, 1)
        self.empty = Empty(
            "inbox",
            _("Put a unit's stick in"),
            _("Its files are looked at by themselves. Nothing is taken in before you say so."),
        )
        self.column.addWidget(self.empty, 1)
        self.foot = Strip()
        self.column.addWidget(self.foot)
        self.show_nothing()

    def add_deed(self, button: buttons.Button) -> None:
        """A deed that stands below the sentences, not in the foot."""
        self._deeds.insertWidget(self._deeds.count() - 1, button)

    def show_nothing(self) -> None:
        """No file is chosen."""
        for one in (self.name, self.number, self._line, self.area, self.foot):
            one.hide()
        self.chip.show_chip(None)
        self.empty.show()

    def show_look(self, seen: Look, file: str) -> None:
        """A file: what it is, and if it links what it would change."""
        outcome = seen.outcome
        self._begin(_name_of(outcome, file), _number_of(outcome, file))
        refused = isinstance(outcome, Refusal)
        self.chip.show_chip(
            Chip(_("Not taken"), "red", "cross")
            if refused
            else Chip(_("Signature is right"), "leaf", "shield")
        )
        self._say_outcome(outcome, seen.preview)
        self._preview = seen.preview
        self._show_changes()

    def show_words(self, name: str, since: str, chip: Chip, words: Iterable[str]) -> None:
        """A question: what it is, what to do."""
        self._begin(name, since)
        self.chip.show_chip(chip)
        first, *rest = (*words, "")
        if first:
            self._said.addWidget(_notice(first, [line for line in rest if line], chip.tone))
        self._preview = None
        self._show_changes()

    # -- inside

    def _begin(self, name: str, number: str) -> None:
        self.empty.hide()
        for one in (self.name, self.number, self._line, self.area, self.foot):
            one.show()
        self.name.setText(name)
        self.number.setText(number)
        self._all = False
        card.clear(self._said)

    def _say_outcome(self, outcome: Outcome, preview: Preview | None) -> None:
        if preview is not None and isinstance(outcome, Ready):
            self._said.addWidget(labels.paragraph(_facts(preview), "second", "ink2"))
            told = [say(one) for one in (*stop_words(outcome.summary.stops), *said_words(preview))]
            told += [say(one) for one in outcome.summary.warnings]
            if outcome.summary.stops:
                self._said.addWidget(_notice(_("A second person must confirm this file"), told, "gold"))
            elif told:
                self._said.addWidget(_notice(_("Taken in as usual, but mind this"), told, "gold"))
            return
        loud = isinstance(outcome, Refusal | Frozen) or (isinstance(outcome, Forked) and not outcome.declared)
        lines = [] if not isinstance(outcome, Refusal) else [_("Code {code}", code=outcome.code)]
        if isinstance(outcome, Refusal) and outcome.next_step is not None:
            lines.insert(0, say(outcome.next_step))
        if isinstance(outcome, Forked) and not outcome.declared:
            lines.append(
                _("Once it is kept, nothing more is taken in from this unit until you have answered.")
            )
        self._said.addWidget(_notice(say(sentence(outcome)), lines, "red" if loud else "slate"))

    def _show_changes(self) -> None:
        preview = self._preview
        card.clear(self._groups)
        rows = [] if preview is None else _rows(preview.look, look=True)
        if preview is not None and self._all:
            rows += _rows(preview.ordinary, look=False)
        self.table.show_rows(rows)
        self.table.setVisible(bool(rows))
        self.table.setMinimumHeight(theme.px(theme.HEAD + theme.ROW_TWO_LINES * min(max(len(rows), 1), 3)))
        self._spring.setVisible(not rows)
        ordinary = preview.ordinary_n if preview is not None else 0
        self._rest.setVisible(ordinary > 0)
        self.every.setVisible(ordinary > 0)
        if preview is None:
            return
        self._rest.setText(plural("{n} change as usual", "{n} changes as usual", ordinary))
        shown = len(preview.ordinary)
        if self._all:
            self.every.say(_("Hide them"))
        elif shown < ordinary:
            self.every.say(_("See the first {n}", n=shown))
        else:
            self.every.say(_("See it") if ordinary == 1 else _("See all {n}", n=ordinary))
        for group in () if self._all else preview.groups[:6]:
            self._groups.addWidget(_group_line(group))

    def _toggle(self) -> None:
        self._all = not self._all
        self._show_changes()
        self.all_asked.emit()

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(16), theme.px(10), theme.px(14), theme.px(10))
        row.setSpacing(theme.px(12))
        self.name = labels.Elided("", "section", letters=8)
        self.number = labels.Elided("", "second", "muted", letters=4)
        self.chip = ChipLabel(None, self)
        row.addWidget(self.name)
        row.addWidget(self.number, 1)
        row.addWidget(self.chip)
        return row

    def _table(self) -> Table[Row]:
        wide = theme.scale() <= _WIDE  # large text: the three columns share what there is
        columns: tuple[Column[Row], ...] = (
            Column(_("To look at"), lambda row: row.title, Shape.NAME, second=lambda row: row.what),
            Column(_("Held now"), lambda row: row.old, width=165 if wide else None, ink=lambda _row: "muted"),
            Column(
                _("Will become"),
                lambda row: row.new,
                width=185 if wide else None,
                ink=lambda row: "gold" if row.look else None,
            ),
        )
        return Table(columns, lambda row: row.key, _("Changes"), theme.ROW_TWO_LINES)


def _rows(changes: tuple[Change, ...], *, look: bool) -> list[Row]:
    return [
        Row(f"{change.id}:{place}", written(title), written(what), written(old), written(new), look)
        for change in changes
        for place, (title, what, old, new) in enumerate(change_lines(change))
    ]


def _name_of(outcome: Outcome, file: str) -> str:
    match outcome:
        case Refusal():
            return outcome.name or file
        case TooNew(_unit, name):
            return name
        case _:
            return outcome.summary.name


def _number_of(outcome: Outcome, file: str) -> str:
    if isinstance(outcome, Refusal | TooNew):
        return "" if isinstance(outcome, Refusal) else file
    summary = outcome.summary
    return _("file {number}, {day}", number=str(summary.number), day=summary.made.date())


def _facts(preview: Preview) -> str:
    """One line: how much, by how many, how long since the last file, figures before and after, attachments."""
    changes = len(preview.look) + preview.ordinary_n
    parts = [plural("{n} change", "{n} changes", changes) if changes else _("no changes, only papers")]
    if changes:
        parts.append(plural("by {n} person", "by {n} people", preview.people))
    if preview.since is not None and preview.days == 0:
        parts.append(_("the last file is of the same day ({day})", day=preview.since))
    elif preview.since is not None and preview.days is not None:
        parts.append(
            plural(
                "{n} day since the last file ({day})",
                "{n} days since the last file ({day})",
                preview.days,
                day=preview.since,
            )
        )
    parts += [say(one) for one in (*made_words(preview), *figures_words(preview))]
    parts += [_("{n} meetings held in {month}", n=n, month=month) for month, n in preview.meetings[-3:] if n]
    if preview.files:
        parts.append(plural("{n} attachment", "{n} attachments", preview.files))
    return " · ".join(parts)


def _group_line(group: Group) -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(8))
    row.addWidget(icons.label(_GROUP_ICONS.get(group.kind, "list"), "ink2", 16))
    row.addWidget(labels.label(say(group_words(group)), "name"))
    about = " · ".join(written(one) for one in about_words(group))
    row.addWidget(labels.Elided(about, "second", "muted"), 1)
    return line


def _notice(title: str, lines: Iterable[str], tone: str) -> QFrame:
    """A card in the tone, as notices are, that stays."""
    told = list(lines)
    made = QFrame()
    made.setProperty("kind", "notice")
    made.setProperty("tone", tone)
    made.setAccessibleName(" ".join((title, *told)))
    row = QHBoxLayout(made)
    row.setContentsMargins(theme.px(14), theme.px(8), theme.px(12), theme.px(8))
    row.setSpacing(theme.px(12))
    ink = {"gold": "gold-dark", "red": "red"}.get(tone, "slate")
    row.addWidget(icons.label("note" if tone == "slate" else "warning", ink, 20))
    words = QVBoxLayout()
    words.setSpacing(1)
    words.addWidget(labels.paragraph(title, "strong"))
    for line in told:
        words.addWidget(labels.paragraph(line, "second", "ink2"))
    row.addLayout(words, 1)
    return made
