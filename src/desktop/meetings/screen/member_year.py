"""What a member's page shows of meetings: the year's attendance month by month, and the tasks given."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.basics.language import _, format_date, plural
from desktop.meetings.queries.duties import MemberMatters, MemberMeeting, member_matters
from desktop.meetings.rules.words import PRESENCE_NAMES, Presence
from desktop.widgets import labels, theme
from desktop.widgets.chips import GROUNDS
from desktop.widgets.place import Place

_TONES = {Presence.PRESENT: "leaf", Presence.EXCUSED: "gold", Presence.UNEXCUSED: "red"}


class MemberYear(QWidget):
    """Reads for itself when it is made; empty until the answer comes."""

    def __init__(self, place: Place, member_id: str) -> None:
        super().__init__()
        self._year = place.today.year
        self._today = place.today
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(6))
        place.task.read(self, member_matters, member_id, self._year, then=self._show)

    def _show(self, matters: MemberMatters) -> None:
        held = [one for one in matters.meetings if one.status is not Presence.EXEMPT]
        came = sum(one.status is Presence.PRESENT for one in held)
        words = _("{came}/{held} meetings", came=came, held=len(held)) if held else _("no meeting yet")
        self._line(_("Meetings {year}", year=str(self._year)), words)
        if matters.meetings:
            self._column.addWidget(_Months(matters.meetings))
        late = sum(task.due_on is not None and task.due_on < self._today for task in matters.tasks)
        doing = plural("{n} in hand", "{n} in hand", len(matters.tasks))
        said = ", ".join([doing, plural("{n} overdue", "{n} overdue", late)]) if late else doing
        self._line(_("Tasks given"), said if matters.tasks else _("none open"))

    def _line(self, name: str, words: str) -> None:
        row = QHBoxLayout()
        row.addWidget(labels.label(name, "label"))
        row.addStretch(1)
        row.addWidget(labels.label(words, "second", "ink2"))
        self._column.addLayout(row)


class _Months(QWidget):
    """One block for each meeting: green came, gold with a reason, red without, grey for all else."""

    def __init__(self, meetings: tuple[MemberMeeting, ...]) -> None:
        super().__init__()
        self._meetings = meetings
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        said = [f"{format_date(m.day)} {_(PRESENCE_NAMES[m.status])}" for m in meetings if m.day]
        self.setAccessibleName("; ".join(said))
        self.setToolTip("\n".join(said))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as a progress bar."""
        return QSize(theme.px(160), theme.px(14))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the blocks."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gap, count = theme.px(4), max(len(self._meetings), 12)
        wide = (self.width() - gap * (count - 1)) / count
        for number, meeting in enumerate(self._meetings):
            box = QRectF(number * (wide + gap), 0.5, wide, self.height() - 1)
            tone = _TONES.get(meeting.status, "slate")
            ground, line, _ink = GROUNDS[tone]
            full = meeting.status is Presence.PRESENT
            painter.setBrush(theme.colour("leaf" if full else ground))
            painter.setPen(Qt.PenStyle.NoPen if full else theme.colour(line))
            painter.drawRoundedRect(box, 3, 3)
            if not full:
                middle = box.center()
                painter.drawLine(
                    round(middle.x()) - 3, round(middle.y()), round(middle.x()) + 3, round(middle.y())
                )
