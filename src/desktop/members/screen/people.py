"""The list of members: search, filters, the sum with its parts, the table."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from desktop.basics.language import _, format_number, plural
from desktop.basics.text import nfc
from desktop.members.queries.people import Counted, ListFilter, ListRow
from desktop.members.rules.words import State
from desktop.members.screen.looks import part_words, state_chip
from desktop.organisations.queries import Choice as Option
from desktop.widgets import buttons, icons, labels, theme
from desktop.widgets.card import Card
from desktop.widgets.choices import Choice
from desktop.widgets.empty import Empty
from desktop.widgets.fields import Pause
from desktop.widgets.table import Column, Shape, Table

HERE, EVERYONE = "HERE", "EVERYONE"


class SearchLine(QLineEdit):
    """The page's own search; Esc empties it, arrow down goes into the list."""

    down = Signal()
    emptied = Signal()

    def __init__(self, words: str) -> None:
        super().__init__()
        self.setPlaceholderText(words)
        self.setAccessibleName(words)
        sign = QAction(icons.icon("search", "ink2", theme.px(18)), words, self)
        self.addAction(sign, QLineEdit.ActionPosition.LeadingPosition)
        for made in self.findChildren(QToolButton):
            made.setAccessibleName(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc, arrow down and Enter."""
        if event.key() == Qt.Key.Key_Escape:
            self.emptied.emit()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.down.emit()
        else:
            super().keyPressEvent(event)


class PeopleView(QWidget):
    """What is asked for and what was found."""

    asked = Signal()
    """Another filter is to be read."""
    more = Signal()
    """The end of the rows read so far came into sight."""
    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(self._bar())
        column.addLayout(self._counts())
        card = Card(tight=True)
        card.column.setContentsMargins(1, 1, 1, 1)
        self.table = self._table()
        card.column.addWidget(self.table)
        column.addWidget(card, 1)
        self.shown: tuple[ListRow, ...] = ()

    def wanted(self) -> ListFilter:
        """The filter as it stands."""
        state = self.state.value() or HERE
        states = (
            frozenset(State)
            if state == EVERYONE
            else frozenset()
            if state == HERE
            else frozenset({State(state)})
        )
        return ListFilter(nfc(self.line.text()), self.cell.value(), states)

    def set_cells(self, cells: tuple[Option, ...]) -> None:
        """The cells to choose from."""
        self.cell.set_options([(cell.code, cell.words) for cell in cells])

    def set_wanted(self, text: str = "", cell_id: str | None = None, state: str = HERE) -> None:
        """Ask for something else."""
        self.line.setText(text)
        self.cell.set_value(cell_id)
        self.state.set_value(state)
        self.asked.emit()

    def show_rows(self, rows: tuple[ListRow, ...]) -> None:
        """What was found, marked where it fits what was typed."""
        self.shown = rows
        self.table.show_rows(rows)
        self.table.mark(self.line.text())
        if self.table.current() is None:
            self.table.choose_first()

    def show_counts(self, counted: Counted) -> None:
        """The sum with its parts."""
        self.number.setText(format_number(counted.found))
        every = counted.found == counted.all
        self.words.setText(
            plural("member", "members", counted.all) if every else _("of {all} members", all=counted.all)
        )
        parts = [
            f"{part_words(state)} {format_number(counted.by_state[state])}"
            for state in (State.OFFICIAL, State.PROBATIONARY, State.EXEMPT, State.ELSEWHERE, State.SUSPENDED,
                          State.UNKNOWN, State.LEFT)
            if counted.by_state.get(state)
        ]  # fmt: skip
        self.parts.setText(" + ".join(parts))
        self.clear.setVisible(not self.wanted().empty)

    def _bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(8))
        self.line = SearchLine(_("Search by name"))
        self.line.emptied.connect(lambda: self.set_wanted())
        self.line.down.connect(lambda: self.table.setFocus())
        pause = Pause(self, 120)
        pause.paused.connect(self.asked)
        self.line.textEdited.connect(lambda: pause.touched())
        self.cell = Choice[str]("cell", _("Cell"), (), empty=_("All cells"), reserve=False)
        states = [(EVERYONE, _("Everyone, also who left"))]
        states += [
            (state.value, state_chip(state).words) for state in reversed(State) if state is not State.LEFT
        ]
        states.append((State.LEFT.value, state_chip(State.LEFT).words))
        self.state = Choice[str]("state", _("State"), states, empty=_("Members now"), reserve=False)
        bar.addWidget(self.line, 1)
        for choice, wide in ((self.cell, 130), (self.state, 166)):
            choice.caption.hide()
            choice.setFixedWidth(theme.px(wide))
            choice.changed.connect(self.asked)
            bar.addWidget(choice)
        return bar

    def _counts(self) -> QVBoxLayout:
        both = QVBoxLayout()
        both.setSpacing(theme.px(2))
        row = QHBoxLayout()
        row.setSpacing(theme.px(6))
        self.number = labels.label("", "strong")
        self.words = labels.label("", "second", "ink2")
        self.parts = labels.Elided("", "hint", "muted")
        self.clear = buttons.link(_("Clear filter  Esc"), lambda: self.set_wanted())
        self.clear.hide()
        row.addWidget(self.number)
        row.addWidget(self.words)
        row.addStretch(1)
        row.addWidget(self.clear)
        both.addLayout(row)
        both.addWidget(self.parts)
        return both

    def _table(self) -> "Table[ListRow]":
        columns: list[Column[ListRow]] = [
            Column(_("Full name"), lambda row: row.name, Shape.NAME, marks=True, sort=lambda row: row.sort),
            Column(_("Born"), lambda row: str(row.birth_year or ""), Shape.DATE, 80),
            Column(_("Cell"), lambda row: short_cell(row.cell_name), Shape.TEXT, 132),
            Column(_("State"), lambda row: "", Shape.CHIP, 140, chip=lambda row: state_chip(row.state),
                            sort=lambda row: list(State).index(row.state)),
        ]  # fmt: skip
        empty = Empty("person", _("Nobody was found."), _("Try fewer letters, or clear the filter."))
        table = Table(columns, lambda row: row.id, _("Members"), empty=empty)
        table.chosen.connect(self.chosen)
        table.opened.connect(self.opened)
        table.verticalScrollBar().valueChanged.connect(self._scrolled)
        return table

    def _scrolled(self, value: int) -> None:
        bar = self.table.verticalScrollBar()
        if bar.maximum() and value >= bar.maximum() - bar.pageStep():
            self.more.emit()


def short_cell(name: str) -> str:
    """A cell's name without "Chi bộ", which stands above the column: "Xóm Bản Lằng"."""
    bare = name.removeprefix("Chi bộ ")
    return bare[:1].upper() + bare[1:]
