"""The cards at the right of the home page, each from its row; where there is no row, there is no card."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.basics.language import _, format_number, format_percent, plural, say
from desktop.shell.home_rows import (
    BackupRow,
    BelowRow,
    CellMonth,
    MembersRow,
    MonthRow,
    Movement,
    SendingRow,
)
from desktop.widgets import buttons, icons, labels, theme
from desktop.widgets.card import Card
from desktop.widgets.chips import ChipLabel, State, chip_of
from desktop.widgets.place import Place


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


def month_card(place: Place, row: MonthRow | None) -> Card | None:
    """How many cells have met this month."""
    if row is None:
        return None
    made = Card(_("Meetings, month {month}", month=str(row.month.month)))
    made.beside(buttons.link(_("See the year"), lambda: place.go("meetings", None)))
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


def sending_card(place: Place, row: SendingRow | None) -> Card | None:
    """What the superior doesn't have yet, and the way there."""
    if row is None:
        return None
    if not row.changes and not row.files:
        return _nothing_to_send(place, row)
    title = _("Not yet received by the superior") if row.carried else _("Not sent to the superior")
    made = Card(title)
    made.beside(ChipLabel(chip_of(State.SENT if row.carried else State.TO_SEND)))
    line = QHBoxLayout()
    line.setSpacing(theme.px(8))
    words = QVBoxLayout()
    words.setSpacing(0)
    many = (
        plural("{n} change", "{n} changes", row.changes)
        if row.changes
        else plural("{n} paper", "{n} papers", row.files)
    )
    words.addWidget(labels.Elided(many, "card", letters=9))
    if row.carried:
        detail = _("waits for the receipt")
    elif not row.changes:
        detail = _("missing at the superior")
    elif row.days:
        detail = plural("the oldest {n} day old", "the oldest {n} days old", row.days)
    else:
        detail = _("all of today")
    words.addWidget(labels.Elided(detail, "hint", "muted"))
    line.addLayout(words, 1)
    deed = _("Read the receipt") if row.carried else _("Send by stick")
    line.addWidget(buttons.button(deed, lambda: place.go("send", None), icon="usb"))
    made.column.addLayout(line)
    return made


def _nothing_to_send(place: Place, row: SendingRow) -> Card:
    """Where nothing waits; that the superior received everything stands on a receipt alone."""
    nothing = _("Nothing waits to be sent")
    if row.received:
        return _line_card(place, "check-double", "leaf", _("The superior has received everything"), nothing)
    why = _("The receipt hasn’t come yet")
    if row.gone:
        why = plural(
            "{n} paper is missing at the superior and here",
            "{n} papers are missing at the superior and here",
            row.gone,
        )
    return _line_card(place, "usb", "muted", nothing, why)


def below_card(place: Place, row: BelowRow | None) -> Card | None:
    """The units below: who was heard of, and what waits."""
    if row is None:
        return None
    if not row.units and not row.ended:
        words, why = _("No unit is enrolled yet"), _("Give the first one its enrolment file")
        return _line_card(place, "transfer", "muted", words, why, _("Units"), "units")
    if row.matters:
        title = plural("{n} matter of units below", "{n} matters of units below", row.matters)
        return _line_card(place, "inbox", "gold-dark", title, _silent_words(row), _("Look at it"), "inbox")
    good = not row.silent
    title = plural("{n} unit below", "{n} units below", row.units)
    sign = ("check", "leaf") if good else ("clock", "gold-dark")
    return _line_card(place, *sign, title, _silent_words(row), _("Follow up"), "board")


def _line_card(
    place: Place,
    icon: str,
    ink: str,
    title: str,
    detail: str,
    link: str = "",
    room: str = "",
    id: str | None = None,
) -> Card:
    made = Card()
    line = QHBoxLayout()
    line.setSpacing(theme.px(12))
    line.addWidget(icons.label(icon, ink, 20))
    words = QVBoxLayout()
    words.setSpacing(1)
    words.addWidget(labels.Elided(title, "strong"))
    words.addWidget(labels.Elided(detail, "hint", "muted"))
    line.addLayout(words, 1)
    if link:
        line.addWidget(buttons.link(link, lambda: place.go(room, id)))
    made.column.addLayout(line)
    return made


def backup_card(place: Place, row: BackupRow | None) -> Card | None:
    """The newest backup."""
    if row is None:
        return None
    good = row.made is not None and row.checked
    title = _("Backup {when}", when=_when(place, row)) if row.made else _("No backup yet")
    parts = [_("Opened and checked") if row.checked else _("Not checked yet"), *row.places]
    detail = " · ".join(parts) if row.made else _("Choose a second place, such as a USB stick")
    sign = ("shield", "leaf") if good else ("warning", "gold-dark")
    link = "" if good else _("Back up")
    return _line_card(place, *sign, title, detail, link, "settings", "backup")


class MembersCard(Card):
    """Members now and how they became so many. ``movements`` is the part that a crowded low page hides."""

    def __init__(self, place: Place, row: MembersRow) -> None:
        super().__init__(_("Members"))
        self.beside(buttons.link(_("Open the list"), lambda: place.go("members", None)))
        line = QHBoxLayout()
        line.setSpacing(theme.px(8))
        line.addWidget(labels.label(format_number(row.now), "figure"))
        at_start = _("at the year's beginning {n}", n=row.at_start)
        line.addWidget(labels.Elided(at_start, "second", "muted"))
        line.addStretch(1)
        self.column.addLayout(line)
        self.movements = QWidget()
        grid = QGridLayout(self.movements)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(theme.px(2))
        came = [one for one in row.movements if one.came]
        left = [one for one in row.movements if not one.came]
        for column, ones in enumerate((came, left)):
            for number, one in enumerate(ones):
                grid.addWidget(_movement(place, one), number, column, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(self.movements)


def _movement(place: Place, row: Movement) -> buttons.Button:
    """One figure of the year; it opens the people behind it."""

    def opened() -> None:
        place.go("members", f"movement:{row.key}" if row.key else None)

    arrow, tone = ("arrow-up", "leaf") if row.came else ("arrow-down", "slate")
    made = buttons.button(f"{format_number(row.number)} {say(row.words)}", opened, "ghost", arrow)
    made.setIcon(icons.icon(arrow, tone, theme.px(14)))
    made.setIconSize(QSize(theme.px(14), theme.px(14)))
    theme.role(made, "second", "ink2")
    return made


def _silent_words(row: BelowRow) -> str:
    if not row.silent:
        return _("All were heard of lately")
    return plural("{n} not heard of for long", "{n} not heard of for long", row.silent)


def _when(place: Place, row: BackupRow) -> str:
    assert row.made is not None
    days = (place.today - row.made.date()).days
    clock = f"{row.made.hour:02d}:{row.made.minute:02d}"
    if days == 0:
        return _("today {time}", time=clock)
    if days == 1:
        return _("yesterday {time}", time=clock)
    return plural("{n} day ago", "{n} days ago", days)
