"""The meetings of one unit in one month, and the signed paper of each that has come."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.basics.language import Month, _, format_date, format_number
from desktop.collector.board import UnitRowShown
from desktop.collector.papers import MeetingShown, PaperState, of_every_cell
from desktop.collector.rules import MonthShown
from desktop.collector.words import figures_of, short
from desktop.meetings.rules.words import STATE_NAMES, MeetingState
from desktop.widgets import buttons, labels, theme
from desktop.widgets.card import Card, Strip
from desktop.widgets.chips import Chip
from desktop.widgets.empty import Empty
from desktop.widgets.table import Column, Shape, Table

_STATES = {
    MeetingState.PLANNED: ("plain", "calendar"),
    MeetingState.POSTPONED: ("gold", "calendar"),
    MeetingState.MISSED: ("red", "cross"),
    MeetingState.CONCLUDED: ("gold", "pen"),
    MeetingState.SIGNED_ON_PAPER: ("leaf", "signature"),
    MeetingState.SIGNED: ("leaf", "signature"),
}

_LARGE = 1.2  # from this text scale on only the strip says whether the file is here


class MonthView(QWidget):
    """The list; Enter opens a paper, Escape goes back."""

    back_asked = Signal()
    paper_asked = Signal(object)  # the meeting

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(theme.MARGIN), theme.px(10), theme.px(theme.MARGIN), theme.px(12))
        column.setSpacing(theme.px(9))
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(12))
        bar.addWidget(buttons.button(_("To the board"), self.back_asked.emit, icon="table"))
        self.title = labels.Elided("", "section")
        bar.addWidget(self.title, 1)
        column.addLayout(bar)
        card = Card(tight=True)
        card.column.setContentsMargins(1, 1, 1, 1)
        card.column.setSpacing(0)
        self.table = _table()
        card.column.addWidget(self.table, 1)
        card.column.addWidget(self._strip())
        column.addWidget(card, 1)
        self.table.chosen.connect(lambda _row: self._explain())
        self.table.opened.connect(lambda _row: self._open())
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.back_asked)

    def show_month(
        self, unit: UnitRowShown, month: MonthShown, year: int, meetings: tuple[MeetingShown, ...]
    ) -> None:
        """Show a month."""
        where = _("{unit}, {month}", unit=unit.name, month=Month(year, month.month))
        self.title.setText(f"{where} · {figures_of(month)}")
        self.table.show_rows(of_every_cell(month, meetings))
        if self.table.current() is None:
            self.table.choose_first()
        self._explain()

    def take_focus(self) -> None:
        """To the list."""
        self.table.setFocus()

    def _strip(self) -> Strip:
        strip = Strip()
        self.told = labels.Wrapped("", "second", "ink2", lines=2)
        strip.row.addWidget(self.told, 1)
        self.open_button = buttons.primary(_("Open the signed minutes"), self._open, "file")
        strip.row.addWidget(self.open_button)
        return strip

    def _explain(self) -> None:
        one = self.table.current()
        self.open_button.setEnabled(one is not None and one.paper is PaperState.HERE)
        if one is None:
            self.told.setText("")
            return
        parts = [one.cell]
        if one.paper is PaperState.MISSING:
            parts.append(_("the signed file hasn't come yet"))  # first: why it can't be opened
        if one.present is not None and one.base is not None and one.total is not None:
            parts.append(
                _(
                    "{present} present of {base} who count ({total} members)",
                    present=format_number(one.present),
                    base=format_number(one.base),
                    total=format_number(one.total),
                )
            )
        if one.signed_on is not None:
            names = ", ".join(one.signers)
            parts.append(_("signed on {day} by {names}", day=one.signed_on, names=names))
        if one.reason:
            parts.append(one.reason)
        self.told.setText(" · ".join(parts))

    def _open(self) -> None:
        one = self.table.current()
        if one is not None and one.paper is PaperState.HERE:
            self.paper_asked.emit(one)


def _table() -> "Table[MeetingShown]":
    small = theme.scale() < _LARGE
    came = (_("Present of") if small else _("Present"), _present, Shape.FIGURE, 126 if small else 84)
    columns: list[Column[MeetingShown]] = [
        Column(_("Cell"), lambda one: _capital(short(one.cell)), Shape.NAME),
        Column(_("Day"), _day, Shape.DATE, 124, sort=_day_key, ink=_day_ink, icon=_day_icon),
        Column(*came, sort=lambda one: one.present or -1),
        Column(_("State"), lambda one: "", Shape.CHIP, 190, chip=_state, sort=_state_key),
    ]
    if small:
        columns.append(
            Column(_("Signed file"), _paper, Shape.TEXT, 120, ink=_paper_ink, icon=_paper_icon),
        )
    empty = Empty("book", _("No meeting of this month has come"))
    return Table(columns, lambda one: one.id, _("Meetings of the month"), empty=empty)


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _day(one: MeetingShown) -> str:
    return "–" if one.day is None else format_date(one.day)


def _day_key(one: MeetingShown) -> str:
    return "" if one.day is None else one.day.isoformat()


def _day_ink(one: MeetingShown) -> str | None:
    return "gold" if one.held and not one.on_time else None


def _day_icon(one: MeetingShown) -> str | None:
    return "clock" if one.held and not one.on_time else None


def _present(one: MeetingShown) -> str:
    of = one.base or one.total
    return "–" if one.present is None or of is None else f"{one.present}/{of}"


def _state(one: MeetingShown) -> Chip:
    if one.state is None:
        return Chip(_("Not met"), "red", "cross")
    tone, icon = _STATES[one.state]
    return Chip(_(STATE_NAMES[one.state]), tone, icon)


def _state_key(one: MeetingShown) -> str:
    return "" if one.state is None else one.state.value


def _paper(one: MeetingShown) -> str:
    return {
        PaperState.NONE: "–",
        PaperState.HERE: _("here"),
        PaperState.MISSING: _("not come yet"),
    }[one.paper]


def _paper_ink(one: MeetingShown) -> str | None:
    return "gold" if one.paper is PaperState.MISSING else None


def _paper_icon(one: MeetingShown) -> str | None:
    return {PaperState.HERE: "file", PaperState.MISSING: "clock"}.get(one.paper)
