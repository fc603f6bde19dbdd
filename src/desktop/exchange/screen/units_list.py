"""Units that are enrolled and kits that wait, in one list; the strip explains one and offers what can be done."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.basics.language import _, format_date, plural
from desktop.exchange.screen.units_words import reason_words, state_chip
from desktop.exchange.units import Enrolments, KitLine, UnitLine, UnitState
from desktop.widgets import buttons, labels, theme
from desktop.widgets.card import Card, Strip
from desktop.widgets.chips import Chip
from desktop.widgets.empty import Empty
from desktop.widgets.table import Column, Shape, Table

Line = UnitLine | KitLine
_LARGE = 1.2  # from this text scale on the list leaves days out and the buttons their icons


class UnitsList(QWidget):
    """The list with its deeds."""

    kit_asked = Signal()
    grant_asked = Signal()
    people_asked = Signal()
    revoke_asked = Signal(object)
    withdraw_asked = Signal(object)

    def __init__(self, manages: bool) -> None:
        super().__init__()
        self._manages = manages
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(theme.MARGIN), theme.px(10), theme.px(theme.MARGIN), theme.px(12))
        column.setSpacing(theme.px(9))
        wide = theme.scale() < _LARGE
        ways = QBoxLayout.Direction
        bar = QBoxLayout(ways.LeftToRight if wide else ways.TopToBottom)
        bar.setSpacing(theme.px(10))
        self.counts = labels.Elided("", "lead", "ink2", letters=12)
        bar.addWidget(self.counts, 1)

        def icon(name: str) -> str | None:
            return name if wide else None

        self.people_button = buttons.button(_("Keys of persons"), self.people_asked.emit, icon=icon("key"))
        self.grant_button = buttons.button(_("Read a request"), self.grant_asked.emit, icon=icon("inbox"))
        self.kit_button = buttons.primary(_("Enrol a unit"), self.kit_asked.emit, icon=icon("plus"))
        deeds = (self.people_button, self.grant_button, self.kit_button)
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        for one in deeds:
            row.addWidget(one)
        bar.addLayout(row)
        column.addLayout(bar)
        for one in deeds:  # only now: shown without a parent each would be a window for a moment
            one.setVisible(manages)
        card = Card(tight=True)
        card.column.setContentsMargins(1, 1, 1, 1)
        card.column.setSpacing(0)
        self.table = self._table()
        card.column.addWidget(self.table, 1)
        card.column.addWidget(self._strip())
        column.addWidget(card, 1)
        self.table.chosen.connect(lambda _row: self._explain())
        self.show_enrolments(Enrolments())

    def show_enrolments(self, found: Enrolments) -> None:
        """Show them; the chosen line stays chosen."""
        said = [plural("{n} unit", "{n} units", len(found.units))]
        if found.kits:
            said.append(plural("{n} enrolment file waits", "{n} enrolment files wait", len(found.kits)))
        self.counts.setText(" · ".join(said))
        self.table.show_rows((*found.kits, *found.units))
        if self.table.current() is None:
            self.table.choose_first()
        self._explain()

    def take_focus(self) -> None:
        """To the list, or to what fills it."""
        (self.table if self.table.rows else self.kit_button).setFocus()

    def _table(self) -> "Table[Line]":
        days: list[Column[Line]] = [
            Column(_("Enrolled on"), _enrolled, Shape.DATE, 112, sort=_key_enrolled),
            Column(_("Certificate until"), _until, Shape.DATE, 126, sort=_key_until),
        ]
        columns: list[Column[Line]] = [
            Column(_("Unit"), lambda one: one.name, Shape.NAME),
            *(days if theme.scale() < _LARGE else ()),
            Column(_("Last heard of"), _contact, Shape.DATE, 116, sort=_key_contact),
            Column(
                _("State"), lambda one: "", Shape.CHIP, 176, chip=_chip, sort=lambda one: _chip(one).words
            ),
        ]
        empty = Empty(
            "transfer",
            _("No unit is enrolled yet"),
            _(
                "Each unit gets an enrolment file on a stick and a code on paper; then a call confirms the keys."
            ),
        )
        return Table(columns, _key, _("Units below"), empty=empty)

    def _strip(self) -> Strip:
        strip = Strip()
        self.told = labels.Elided("", "second", "ink2")
        strip.row.addWidget(self.told, 1)
        self.deed = buttons.button("", self._do, icon="cross")
        strip.row.addWidget(self.deed)
        return strip

    def _explain(self) -> None:
        one = self.table.current()
        self.deed.setVisible(self._manages and one is not None)
        match one:
            case KitLine():
                self.told.setText(
                    _(
                        "Given on {day}, waits for the unit's request until {until}",
                        day=one.given_on,
                        until=one.until,
                    )
                )
                self.deed.say(_("Withdraw the file…"))
                self.deed.setEnabled(True)
            case UnitLine(state=UnitState.OK):
                words = plural(
                    "{n} computer may send for this unit",
                    "{n} computers may send for this unit",
                    one.computers,
                )
                self.told.setText(words)
                self.deed.say(_("Revoke the computer…"))
                self.deed.setEnabled(one.computers > 0)
            case UnitLine():
                parts = [_("What its computer sends is refused")]
                if one.revoked_on is not None:
                    parts.append(_("revoked on {day}", day=one.revoked_on))
                if one.why is not None:
                    parts.append(reason_words(one.why))
                parts.append(_("enrol the unit anew"))
                self.told.setText(" · ".join(parts))
                self.deed.setVisible(False)
            case None:
                self.told.setText("")

    def _do(self) -> None:
        match self.table.current():
            case KitLine() as kit:
                self.withdraw_asked.emit(kit)
            case UnitLine() as unit:
                self.revoke_asked.emit(unit)


def _key(one: Line) -> str:
    return one.urn if isinstance(one, UnitLine) else one.id


def _enrolled(one: Line) -> str:
    return format_date(one.enrolled_on) if isinstance(one, UnitLine) else "–"


def _key_enrolled(one: Line) -> str:
    return one.enrolled_on.isoformat() if isinstance(one, UnitLine) else ""


def _until(one: Line) -> str:
    return "–" if not isinstance(one, UnitLine) or one.valid_until is None else format_date(one.valid_until)


def _key_until(one: Line) -> str:
    known = isinstance(one, UnitLine) and one.valid_until is not None
    return one.valid_until.isoformat() if known else ""  # type: ignore[union-attr]  # ``known`` says so


def _contact(one: Line) -> str:
    if not isinstance(one, UnitLine):
        return "–"
    return _("never") if one.last_contact is None else format_date(one.last_contact)


def _key_contact(one: Line) -> str:
    heard = one.last_contact if isinstance(one, UnitLine) else None
    return "" if heard is None else heard.isoformat()


def _chip(one: Line) -> Chip:
    if isinstance(one, KitLine):
        return Chip(_("Waits for the request"), "gold", "clock")
    return state_chip(one.state)
