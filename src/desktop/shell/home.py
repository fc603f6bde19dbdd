"""Home: what is to be done, how the month stands, whether a backup is there, how many members and why."""

from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.basics.changes import Changes
from desktop.basics.language import _, plural, say
from desktop.shell.home_cards import MembersCard, backup_card, below_card, month_card, sending_card
from desktop.shell.home_rows import (
    HomeRows,
    ToDo,
    Urgency,
)
from desktop.widgets import buttons, card, icons, labels, theme
from desktop.widgets.card import Card
from desktop.widgets.chips import GROUNDS, Chip, ChipLabel
from desktop.widgets.empty import Empty
from desktop.widgets.fields import weekday
from desktop.widgets.notice import Notice, NoticeCard
from desktop.widgets.page import Page
from desktop.widgets.place import Place

SHOWN = 6
_WIDEST = 16_777_215  # Qt's own "no limit"
LOW = 524  # pixels below which the page takes its low form (580 with the top bar)
NARROW = 760  # pixels below which the cards stand under the list
_TONES = {Urgency.OVERDUE: "red", Urgency.TODAY: "gold", Urgency.SOON: "gold", Urgency.LATER: "slate"}
_ICONS = {
    Urgency.OVERDUE: "warning",
    Urgency.TODAY: "clock",
    Urgency.SOON: "clock",
    Urgency.LATER: "calendar",
}


class IconBox(QWidget):
    """An icon in a tinted square."""

    def __init__(self, icon: str, tone: str, side: int = 38, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._tone, self._side = icon, tone, theme.px(side)
        self.setFixedSize(self._side, self._side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw it."""
        ground, line, ink = GROUNDS[self._tone]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour(line), 1))
        painter.setBrush(theme.colour(ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        inner = theme.px(17)
        corner = (self._side - inner) / 2
        icons.paint(painter, self._icon, ink, QRectF(corner, corner, inner, inner))
        painter.end()


class ToDoRow(QFrame):
    """One thing to do."""

    def __init__(self, row: ToDo, first: bool, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tone = _TONES[row.urgency]
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(12))
        line.addWidget(IconBox(row.icon or _ICONS[row.urgency], tone))
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        words.addStretch(1)
        words.addWidget(labels.Elided(say(row.title), "strong"))
        below = QHBoxLayout()
        below.setSpacing(theme.px(4))
        below.addWidget(labels.label(say(row.when), "head", tone))
        if row.why:
            below.addWidget(
                labels.Elided(" · ".join(("", *(say(one) for one in row.why))).strip(), "hint", "muted")
            )
        below.addStretch(1)
        words.addLayout(below)
        words.addStretch(1)
        line.addLayout(words, 1)
        red = first and row.urgency in (Urgency.OVERDUE, Urgency.TODAY)
        self.deed = buttons.button(
            say(row.deed), lambda: place.go(row.room, row.id), "primary" if red else "plain"
        )
        self.deed.setMinimumWidth(theme.px(118))
        self.deed.setAccessibleName(f"{say(row.deed)}: {say(row.title)}")
        line.addWidget(self.deed)
        self.set_low(False)

    def set_low(self, low: bool) -> None:
        """64 pixels high, or 54."""
        self.setFixedHeight(theme.px(54 if low else 63))


class HomePage(Page):
    """The home page. It asks ``query`` for its rows when it is opened and after each change."""

    def __init__(self, place: Place, query: Callable[..., HomeRows], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place, self._query = place, query
        self._rows: HomeRows | None = None
        self._to_do_rows: list[ToDoRow] = []
        self._low = False
        self._coming: QWidget | None = None
        self._movements: QWidget | None = None
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        row.setContentsMargins(theme.px(theme.MARGIN), theme.px(14), theme.px(theme.MARGIN), theme.px(14))
        row.setSpacing(theme.px(14))
        self._row = row
        self._left = QVBoxLayout()
        self._right = QVBoxLayout()
        self._right.setSpacing(theme.px(12))
        row.addLayout(self._left, 100)
        side = QWidget()
        side.setLayout(self._right)
        self._right.setContentsMargins(0, 0, 0, 0)
        self._side = side
        row.addWidget(side)
        today = place.today
        self.head(_("Home"), _("{weekday}, {day}", weekday=weekday(today), day=today))
        place.task.changed.connect(self._changed)

    def open(self, id: str | None) -> None:
        """Ask anew."""
        self._place.task.read(self, self._query, then=self.show_rows)

    def new(self) -> None:
        """Ctrl+N: a new meeting is what one makes most."""
        self._place.go("meetings", "new")

    def show_rows(self, rows: HomeRows) -> None:
        """Draw these rows."""
        self._rows = rows
        self._to_do_rows = []
        card.clear(self._left)
        card.clear(self._right)
        for told in rows.notices:
            self._left.addWidget(NoticeCard(Notice.reminder(say(told))))
        self._left.addWidget(self._to_do_card(rows), 1)
        place = self._place
        members = MembersCard(place, rows.members) if rows.members is not None else None
        self._movements = members.movements if members is not None else None
        for made in (
            month_card(place, rows.month),
            sending_card(place, rows.sending),
            below_card(place, rows.below),
            backup_card(place, rows.backup),
            members,
        ):
            if made is not None:
                self._right.addWidget(made)
        self._right.addStretch(1)
        self._take_form()

    def fit(self, width: int, height: int) -> None:
        """Low form below 580 with the top bar; one column when narrow."""
        self._low = height < theme.px(LOW)
        narrow = width < theme.px(NARROW)
        ways = QBoxLayout.Direction
        self._row.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)
        self._side.setMinimumWidth(0 if narrow else theme.px(306))
        self._side.setMaximumWidth(_WIDEST if narrow else theme.px(306))
        self._take_form()

    def help_topic(self) -> str:
        """The help's beginning."""
        return "home"

    def _changed(self, changes: Changes) -> None:
        if self.isVisible() and changes:
            self.open(None)

    def _take_form(self) -> None:
        for row in self._to_do_rows:
            row.set_low(self._low)
        if self._coming is not None:
            self._coming.setVisible(not self._low)
        if self._movements is not None and self._rows is not None:
            crowded = self._rows.below is not None and self._rows.sending is not None
            self._movements.setVisible(not (self._low and crowded))
        edge, between = (8, 8) if self._low else (14, 12)
        self._row.setContentsMargins(
            theme.px(theme.MARGIN), theme.px(edge), theme.px(theme.MARGIN), theme.px(edge)
        )
        self._right.setSpacing(theme.px(between))

    def _to_do_card(self, rows: HomeRows) -> Card:
        made = Card(tight=True)
        inside = QVBoxLayout()
        inside.setContentsMargins(theme.px(16), theme.px(10), theme.px(16), theme.px(4))
        inside.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(theme.px(10))
        head.addWidget(labels.label(_("Things to do"), "section"))
        if rows.to_do:
            head.addWidget(ChipLabel(Chip(plural("{n} thing", "{n} things", len(rows.to_do)), "slate")))
        head.addStretch(1)
        if rows.done_today:
            words = plural("{n} thing done today", "{n} things done today", rows.done_today)
            head.addWidget(labels.label(words, "second", "muted"))
        inside.addLayout(head)
        inside.addSpacing(theme.px(4))
        shown = rows.to_do[:SHOWN]
        for number, one in enumerate(shown):
            line = ToDoRow(one, number == 0, self._place)
            self._to_do_rows.append(line)
            inside.addWidget(line)
            if number + 1 < len(shown):
                rule = card.rule(soft=True)
                inside.addWidget(_indented(rule, theme.px(50)))
        if not shown:
            inside.addWidget(
                Empty("check", _("Nothing is waiting"), _("What falls due appears here by itself.")), 1
            )
        if len(rows.to_do) > SHOWN:
            rest = plural("and {n} more", "and {n} more", len(rows.to_do) - SHOWN)
            inside.addWidget(labels.label(rest, "hint", "muted"))
        made.column.addLayout(inside, 1)
        if shown:
            inside.addStretch(1)
        self._coming = self._coming_list(rows)
        if self._coming is not None:
            made.column.addWidget(self._coming)
        return made

    def _coming_list(self, rows: HomeRows) -> QWidget | None:
        if not rows.coming:
            return None
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, theme.px(10))
        column.setSpacing(theme.px(4))
        column.addWidget(card.rule())
        grid = QGridLayout()
        grid.setContentsMargins(theme.px(16), theme.px(4), theme.px(16), 0)
        grid.setHorizontalSpacing(theme.px(20))
        grid.setVerticalSpacing(theme.px(2))
        grid.addWidget(labels.label(_("Coming up"), "strong"), 0, 0, 1, 2)
        for number, one in enumerate(rows.coming[:3], 1):
            grid.addWidget(labels.label(f"{one.day.day:02d}/{one.day.month:02d}", "label", "ink2"), number, 0)
            grid.addWidget(labels.Elided(say(one.words), "second", "ink2"), number, 1)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        return made


def _indented(widget: QWidget, left: int) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(left, 0, 0, 0)
    row.addWidget(widget)
    made.setFixedHeight(1)
    return made
