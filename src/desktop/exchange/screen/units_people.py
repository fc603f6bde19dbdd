"""Keys with which people sign papers: whom this office vouches for, a new key, and revoking one."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.basics.errors import Problem, Severity, Told
from desktop.basics.language import _, format_date, msg, plural
from desktop.exchange.screen.sticks import Sticks
from desktop.exchange.screen.units_words import reason_words, state_chip
from desktop.exchange.units import PersonLine, UnitState, judge_passphrase, key_on
from desktop.widgets import buttons, labels, theme
from desktop.widgets.card import Card, Strip
from desktop.widgets.dialogs import Dialog
from desktop.widgets.empty import Empty
from desktop.widgets.fields import PassphraseField, TextField
from desktop.widgets.meter import Meter
from desktop.widgets.notice import Notice
from desktop.widgets.place import Place
from desktop.widgets.table import Column, Shape, Table

_LARGE = 1.2  # from this text scale on the serial number stands in the strip alone


class PeopleView(QWidget):
    """The list of persons' certificates."""

    back_asked = Signal()
    new_asked = Signal()
    revoke_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(theme.MARGIN), theme.px(10), theme.px(theme.MARGIN), theme.px(12))
        column.setSpacing(theme.px(9))
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(12))
        bar.addWidget(buttons.button(_("To the units"), self.back_asked.emit, icon="list"))
        self.counts = labels.Elided("", "section")
        bar.addWidget(self.counts, 1)
        self.new_button = buttons.primary(_("New key…"), self.new_asked.emit, "plus")
        bar.addWidget(self.new_button)
        column.addLayout(bar)
        card = Card(tight=True)
        card.column.setContentsMargins(1, 1, 1, 1)
        card.column.setSpacing(0)
        self.table = _table()
        card.column.addWidget(self.table, 1)
        card.column.addWidget(self._strip())
        column.addWidget(card, 1)
        self.table.chosen.connect(lambda _row: self._explain())
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.back_asked)

    def show_people(self, people: tuple[PersonLine, ...]) -> None:
        """Show them; the chosen line stays chosen."""
        live = sum(one.state is UnitState.OK for one in people)
        self.counts.setText(plural("{n} key in use", "{n} keys in use", live))
        self.table.show_rows(people)
        if self.table.current() is None:
            self.table.choose_first()
        self._explain()

    def take_focus(self) -> None:
        """To the list, or to what fills it."""
        (self.table if self.table.rows else self.new_button).setFocus()

    def _strip(self) -> Strip:
        strip = Strip()
        self.told = labels.Elided("", "second", "ink2")
        strip.row.addWidget(self.told, 1)
        self.revoke_button = buttons.button(_("Revoke the key…"), self._revoke, icon="cross")
        strip.row.addWidget(self.revoke_button)
        return strip

    def _explain(self) -> None:
        one = self.table.current()
        self.revoke_button.setVisible(one is not None and one.state is not UnitState.REVOKED)
        if one is None:
            self.told.setText("")
            return
        parts = [_("Serial number {number}", number=one.number)]
        if one.revoked_on is not None:
            parts.append(_("revoked on {day}", day=one.revoked_on))
        if one.why is not None:
            parts.append(reason_words(one.why))
        self.told.setText(" · ".join(parts))

    def _revoke(self) -> None:
        one = self.table.current()
        if one is not None:
            self.revoke_asked.emit(one)


def _table() -> "Table[PersonLine]":
    columns: list[Column[PersonLine]] = [
        Column(_("Full name"), lambda one: one.name, Shape.NAME),
        Column(_("Post"), lambda one: one.post or "–"),
        Column(_("Valid until"), _until, Shape.DATE, 116, sort=lambda one: one.until.isoformat()),
        Column(_("State"), lambda one: "", Shape.CHIP, 176, chip=lambda one: state_chip(one.state)),
    ]
    if theme.scale() < _LARGE:
        number: Column[PersonLine] = Column(_("Serial number"), lambda one: f"…{one.number[-8:]}", width=116)
        columns.insert(2, number)
    empty = Empty(
        "key",
        _("No key was given to a person yet"),
        _(
            "With a key file and its passphrase, a chairperson or minutes taker signs minutes on the computer."
        ),
    )
    return Table(columns, lambda one: one.number, _("Keys of persons"), empty=empty)


def _until(one: PersonLine) -> str:
    return format_date(one.until)


class KeyDialog(Dialog):
    """Name, post, a passphrase that its owner types twice, and where the key file goes."""

    def __init__(self, parent: QWidget, place: Place, done: Callable[[Path], object]) -> None:
        super().__init__(parent, _("A key for signing papers"), 620)
        self._place, self._done = place, done
        self.name = TextField("name", _("Full name"), _("As it is printed on papers."))
        self.post = TextField("post", _("Post"))
        self.passphrase = PassphraseField("passphrase", _("Passphrase of the key"), _("Its owner types it."))
        self.again = PassphraseField("again", _("Type it again"))
        for pair in ((self.name, self.post), (self.passphrase, self.again)):
            row = QHBoxLayout()
            row.setSpacing(theme.px(14))
            for field in pair:
                row.addWidget(field, 1)
            self.column.addLayout(row)
        self.meter = Meter()
        self.column.addWidget(self.meter)
        self.sticks = Sticks(place)
        self.sticks.listed.connect(lambda: self.resize(self.sizeHint()))
        self.column.addWidget(self.sticks)
        self.column.addWidget(
            labels.paragraph(
                _("This register keeps only who has the key. Nobody can bring back a forgotten passphrase."),
                "second",
                "ink2",
            )
        )
        self.column.addStretch(1)
        self.add_button(_("Cancel"), self.reject)
        self.make = self.add_button(_("Make the key"), self.start, "primary")
        self.passphrase.line.textChanged.connect(lambda _text: self._judge())
        self.again.on_enter = self._on_enter
        self._judge()

    def showEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        """The name comes first."""
        super().showEvent(event)  # type: ignore[arg-type]  # Qt hands over its own event
        self.name.take_focus()

    def start(self) -> None:
        """Make it."""
        same = self.passphrase.text() == self.again.text()
        told = (
            (self.name, None if self.name.text().strip() else msg("Whose key is it? A name is needed.")),
            (self.passphrase, None if self.passphrase.text() else msg("Type the passphrase.")),
            (self.again, None if same else msg("The two aren't the same.")),
        )
        for field, why in told:
            field.problem(None if why is None else Problem("KEY-05", Severity.ERROR, field.name, why))
        lacking = next((field for field, why in told if why is not None), None)
        root = self.sticks.root
        if lacking is not None:
            lacking.take_focus()
        elif root is None:
            self.sticks.say_lacking()
        else:
            self.make.setEnabled(False)
            words = (self.name.text().strip(), self.post.text().strip(), self.passphrase.text())
            self._place.task.carry(self, key_on, *words, root, then=self._made, failed=self._failed)

    def _on_enter(self) -> None:
        if self.sticks.root is None:
            self.sticks.take_focus()
        else:
            self.make.setFocus()

    def _judge(self) -> None:
        avoid = (self.name.text(), self.post.text())
        self.meter.show_grade(*judge_passphrase(self.passphrase.text(), avoid))

    def _made(self, file: Path) -> None:
        for field in (self.passphrase, self.again):
            field.clear()
        self.accept()
        self._done(file)

    def _failed(self, told: Told) -> None:
        self.make.setEnabled(True)
        field = {"name": self.name, "passphrase": self.passphrase}.get(told.field or "")
        if field is not None:
            field.refuse(told)
            field.take_focus()
        else:
            self.notify(Notice.refusal(told))
