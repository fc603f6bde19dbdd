"""Home: what is to be done, how the month stands, whether a backup is there, how many members and why."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.basics.changes import Changes
from desktop.basics.language import _, format_number, format_percent, plural, say
from desktop.shell.home_rows import (
    BackupRow,
    CellMonth,
    HomeRows,
    MembersRow,
    MonthRow,
    Movement,
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


class CellsBar(QWidget):
    """One small box for each cell: green held, gold put off, red missing, empty to come."""

    def __init__(self, row: MonthRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._states = sorted((state for _n, state in row.cells), key=list(CellMonth).index)
        self.setFixedHeight(theme.px(15))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("{held} of {cells} cells have met", held=row.held, cells=len(row.cells)))
        self.setToolTip(
            "\n".join(name for name, state in row.cells if state in (CellMonth.MISSING, CellMonth.POSTPONED))
        )

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        count = max(len(self._states), 1)
        step = self.width() / count
        gap = 4 if step > 10 else 1
        for number, state in enumerate(self._states):
            box = QRectF(number * step + 0.5, 0.5, step - gap, self.height() - 1)
            fill, line, icon, ink = {
                CellMonth.HELD: ("leaf", "leaf", "", ""),
                CellMonth.POSTPONED: ("gold-tint", "gold", "minus", "gold-dark"),
                CellMonth.MISSING: ("red-tint", "red", "cross", "red"),
                CellMonth.AHEAD: ("card", "line", "", ""),
            }[state]
            painter.setPen(QPen(theme.colour(line), 1))
            painter.setBrush(theme.colour(fill))
            painter.drawRoundedRect(box, 3, 3)
            side = min(box.width(), theme.px(11))
            if icon and side > 6:
                corner = box.center()
                icons.paint(
                    painter, icon, ink, QRectF(corner.x() - side / 2, corner.y() - side / 2, side, side)
                )
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
        for made in (
            self._month_card(rows.month),
            self._backup_card(rows.backup),
            self._members_card(rows.members),
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

    def _month_card(self, row: MonthRow | None) -> Card | None:
        if row is None:
            return None
        made = Card(_("Meetings, month {month}", month=str(row.month.month)))
        made.beside(buttons.link(_("See the year"), lambda: self._place.go("meetings", None)))
        line = QHBoxLayout()
        line.setSpacing(theme.px(6))
        line.addWidget(labels.label(str(row.held), "figure"))
        line.addWidget(labels.label(_("/ {n} cells", n=len(row.cells)), "body", "ink2"))
        line.addStretch(1)
        if row.present is not None:
            line.addWidget(labels.label(_("present"), "second", "muted"))
            line.addWidget(labels.label(format_percent(row.present.tenths), "strong", "leaf"))
        made.column.addLayout(line)
        made.column.addWidget(CellsBar(row))
        said = [
            plural("{n} put off", "{n} put off", row.count(CellMonth.POSTPONED)),
            plural("{n} overdue", "{n} overdue", row.count(CellMonth.MISSING)),
        ]
        counts = (row.count(CellMonth.POSTPONED), row.count(CellMonth.MISSING))
        words = " · ".join(one for one, count in zip(said, counts, strict=True) if count)
        if words:
            made.column.addWidget(labels.Elided(words, "second", "muted"))
        return made

    def _backup_card(self, row: BackupRow | None) -> Card | None:
        if row is None:
            return None
        made = Card()
        line = QHBoxLayout()
        line.setSpacing(theme.px(12))
        good = row.made is not None and row.checked
        line.addWidget(icons.label("shield" if good else "warning", "leaf" if good else "gold-dark", 20))
        words = QVBoxLayout()
        words.setSpacing(1)
        title = _("Backup {when}", when=_when(self._place, row)) if row.made else _("No backup yet")
        words.addWidget(labels.Elided(title, "strong"))
        parts = [_("Opened and checked") if row.checked else _("Not checked yet"), *row.places]
        detail = " · ".join(parts) if row.made else _("Choose a second place, such as a USB stick")
        words.addWidget(labels.Elided(detail, "hint", "muted"))
        line.addLayout(words, 1)
        if not good:
            line.addWidget(buttons.link(_("Back up"), lambda: self._place.go("settings", "backup")))
        made.column.addLayout(line)
        return made

    def _members_card(self, row: MembersRow | None) -> Card | None:
        if row is None:
            return None
        made = Card(_("Members"))
        made.beside(buttons.link(_("Open the list"), lambda: self._place.go("members", None)))
        line = QHBoxLayout()
        line.setSpacing(theme.px(8))
        line.addWidget(labels.label(format_number(row.now), "figure"))
        at_start = _("at the year's beginning {n}", n=row.at_start)
        line.addWidget(labels.Elided(at_start, "second", "muted"))
        line.addStretch(1)
        made.column.addLayout(line)
        grid = QGridLayout()
        grid.setVerticalSpacing(theme.px(2))
        came = [one for one in row.movements if one.came]
        left = [one for one in row.movements if not one.came]
        for column, ones in enumerate((came, left)):
            for number, one in enumerate(ones):
                grid.addWidget(self._movement(one), number, column, Qt.AlignmentFlag.AlignLeft)
        made.column.addLayout(grid)
        return made

    def _movement(self, row: Movement) -> buttons.Button:
        """One figure of the year; it opens the people behind it."""

        def opened() -> None:
            self._place.go("members", f"movement:{row.key}" if row.key else None)

        arrow, tone = ("arrow-up", "leaf") if row.came else ("arrow-down", "slate")
        made = buttons.button(f"{format_number(row.number)} {say(row.words)}", opened, "ghost", arrow)
        made.setIcon(icons.icon(arrow, tone, theme.px(14)))
        made.setIconSize(QSize(theme.px(14), theme.px(14)))
        theme.role(made, "second", "ink2")
        return made


def _indented(widget: QWidget, left: int) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(left, 0, 0, 0)
    row.addWidget(widget)
    made.setFixedHeight(1)
    return made


def _when(place: Place, row: BackupRow) -> str:
    assert row.made is not None
    days = (place.today - row.made.date()).days
    clock = f"{row.made.hour:02d}:{row.made.minute:02d}"
    if days == 0:
        return _("today {time}", time=clock)
    if days == 1:
        return _("yesterday {time}", time=clock)
    return plural("{n} day ago", "{n} days ago", days)
