"""The sticks that are in, one line each, and a folder for those who carry files otherwise.

Looked at every two seconds while the list is in sight, away from the window: a bad stick may take its time to answer.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final
from weakref import WeakKeyDictionary

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.basics.language import Tenths, _, format_number, say
from desktop.bundles.drive import Drive, DriveStatus, drives, look, sentence
from desktop.widgets import buttons, icons, labels, theme
from desktop.widgets.chips import Chip, chip_size, paint_chip
from desktop.widgets.choosing import ask_for_folder
from desktop.widgets.place import Place
from desktop.widgets.tab_order import tab_before
from desktop.widgets.task import Task

EVERY: Final = 2000  # milliseconds between two looks
_ROW: Final = 36
_UNITS: Final = ((10**12, "TB"), (10**9, "GB"), (10**6, "MB"), (10**3, "kB"))
_READABLE: Final = (DriveStatus.READY, DriveStatus.READ_ONLY, DriveStatus.FULL)
_folders: "WeakKeyDictionary[Task, Path]" = WeakKeyDictionary()
"""The folder that was chosen last at each desk: it is offered on every page until the register is locked."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look found: the sticks that are in, and the chosen folder if there is one."""

    drives: tuple[Drive, ...]
    folder: Drive | None

    @property
    def all(self) -> tuple[Drive, ...]:
        """Every line of the list."""
        return self.drives if self.folder is None else (*self.drives, self.folder)


def size_words(size: int) -> str:
    """Bytes as people say them: 11,2 GB, 4 MB; as the makers of sticks count."""
    for unit, name in _UNITS:
        if size >= unit:
            tenths = round(size * 10 / unit)
            figure = (
                format_number(Tenths(tenths)) if tenths < 100 and tenths % 10 else format_number(tenths // 10)
            )
            return f"{figure} {name}"
    return f"{format_number(size)} B"


def chip_of_drive(status: DriveStatus) -> Chip:
    """The state of a stick in two words; ``sentence`` says it whole."""
    return {
        DriveStatus.READY: Chip(_("Ready"), "leaf", "check"),
        DriveStatus.ABSENT: Chip(_("Not there"), "gold", "warning"),
        DriveStatus.UNREADABLE: Chip(_("Can't be read"), "red", "cross"),
        DriveStatus.READ_ONLY: Chip(_("Write-protected"), "gold", "lock"),
        DriveStatus.FULL: Chip(_("No room left"), "gold", "warning"),
        DriveStatus.FOREIGN_FILES: Chip(_("Something else is there"), "gold", "warning"),
    }[status]


class StickRow(QAbstractButton):
    """One stick or folder: its name, its room, what it is fit for. Chosen like a radio button."""

    entered = Signal()
    moved = Signal(int)

    def __init__(self, drive: Drive, folder: bool, chip: Chip, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.drive, self._chip, self._icon = drive, chip, "folder" if folder else "usb"
        self.name = str(drive.root) if folder else drive.label
        room = _("{free} free", free=size_words(drive.free)) if drive.total else ""
        self._room = room
        self.setCheckable(True)
        self.setText(self.name)
        self.setToolTip(str(drive.root))
        self.setAccessibleName(", ".join(part for part in (self.name, room, chip.words) if part))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One line."""
        return QSize(theme.px(320), theme.px(_ROW))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The same height however narrow."""
        return QSize(theme.px(160), theme.px(_ROW))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter chooses, as Space does, and goes on; the arrows choose the line above or below."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier
        ):
            self.click()
            self.entered.emit()
        elif step:
            self.moved.emit(step)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Entering and leaving show the hover."""
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        ground = "slate-tint" if self.isChecked() else "hover" if self.underMouse() else "card"
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("slate"), 2))
        else:
            painter.setPen(QPen(theme.colour("slate-line" if self.isChecked() else "line"), 1))
        painter.setBrush(theme.colour(ground))
        painter.drawRoundedRect(box, theme.RADIUS, theme.RADIUS)
        middle = box.center().y()
        dot = theme.px(16)
        ring = QRectF(box.left() + theme.px(10), middle - dot / 2, dot, dot)
        painter.setPen(QPen(theme.colour("red" if self.isChecked() else "edge"), 1))
        painter.setBrush(theme.colour("card"))
        painter.drawEllipse(ring)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("red"))
            painter.drawEllipse(ring.adjusted(4, 4, -4, -4))
        side = theme.px(18)
        left = ring.right() + theme.px(10)
        icons.paint(painter, self._icon, "ink2", QRectF(left, middle - side / 2, side, side))
        left += side + theme.px(8)
        chip = chip_size(self._chip, theme.px(theme.CHIP_IN_TABLE))
        right = box.right() - theme.px(8) - chip.width()
        place = QRectF(right, middle - chip.height() / 2, chip.width(), chip.height())
        paint_chip(painter, place, self._chip)
        self._words(painter, QRectF(left, box.top(), right - theme.px(10) - left, box.height()))
        painter.end()

    def _words(self, painter: QPainter, room: QRectF) -> None:
        line = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        beside = theme.text_width(self._room, "second") + theme.px(10) if self._room else 0
        if beside > room.width() / 2:
            beside = 0
        painter.setFont(theme.font("strong"))
        painter.setPen(theme.colour("ink"))
        end = Qt.TextElideMode.ElideMiddle if self._icon == "folder" else Qt.TextElideMode.ElideRight
        name = painter.fontMetrics().elidedText(self.name, end, int(room.width() - beside))
        painter.drawText(room, line, name)
        if beside:
            taken = painter.fontMetrics().horizontalAdvance(name) + theme.px(10)
            painter.setFont(theme.font("second"))
            painter.setPen(theme.colour("ink2"))
            painter.drawText(room.adjusted(taken, 0, 0, 0), line, self._room)


class Sticks(QWidget):
    """The list. ``chosen`` says where; ``root`` is where now, None while nothing fit is chosen.

    ``needed``: bytes that are to be written. ``reads``: files are only to be read, so a full or write-protected
    stick will do. ``narrow``: the sentence below stands on lines of its own, and only while nothing fit is chosen.
    The only fit stick is chosen by itself; nothing is written before the page's own button.
    """

    chosen = Signal(object)
    """A stick or folder was chosen, by the user or as the only one: its ``Path``."""
    lost = Signal()
    """What was chosen is gone or not fit any more."""
    entered = Signal()
    """Enter was pressed on a fit line: one wants to go on."""
    listed = Signal()
    """The lines are others now: a stick came, went, or holds other files."""

    def __init__(
        self,
        place: Place,
        needed: int = 0,
        *,
        reads: bool = False,
        narrow: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._narrow = narrow
        self._place, self._needed, self._reads = place, needed, reads
        self._seen = Seen((), None)
        self._root: Path | None = None
        self._asked = self._lacking = False
        self.rows: list[StickRow] = []
        self._group = QButtonGroup(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(6))
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.px(4))
        self._column.addLayout(self._list)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        if narrow:
            self._words: QLabel = labels.paragraph("", "hint", "muted")
            self._column.addWidget(self._words)
            foot.addStretch(1)
        else:
            self._words = labels.Elided("", "hint", "muted", letters=20)
            foot.addWidget(self._words, 1)
        self.folder_button = buttons.link(_("Choose a folder…"), self._ask_folder, "folder")
        foot.addWidget(self.folder_button)
        self._column.addLayout(foot)
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.refresh)
        self._say()

    @property
    def root(self) -> Path | None:
        """Where to write or read; None while nothing fit is chosen."""
        return self._root

    @property
    def drive(self) -> Drive | None:
        """The chosen stick or folder, as it was seen last."""
        return next((one for one in self._seen.all if one.root == self._root), None)

    @property
    def is_folder(self) -> bool:
        """Whether a folder of the computer is chosen instead of a stick."""
        return self._seen.folder is not None and self._seen.folder.root == self._root

    def need(self, needed: int) -> None:
        """So many bytes are to be written."""
        self._needed = needed

    def refresh(self) -> None:
        """Look again; called by itself every two seconds while the list is in sight and nothing runs."""
        if not self._asked and self._place.task.idle:
            self._asked = True
            folder = _folders.get(self._place.task)
            self._place.task.aside(self, _look_around, self._needed, folder, then=self._show, quiet=True)

    def choose_folder(self, folder: Path) -> None:
        """Take this folder; it is offered from now on."""
        _folders[self._place.task] = folder
        self._place.task.aside(
            self, _look_around, self._needed, folder, then=lambda seen: self._show(seen, folder)
        )

    def take_focus(self) -> None:
        """To the chosen line, or the first, or the folder button."""
        row = next((one for one in self.rows if one.isChecked()), self.rows[0] if self.rows else None)
        (row or self.folder_button).setFocus(Qt.FocusReason.TabFocusReason)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """In sight: look, and go on looking."""
        super().showEvent(event)
        self.refresh()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Out of sight: leave the sticks alone."""
        super().hideEvent(event)
        self._timer.stop()

    def _fit(self, drive: Drive) -> bool:
        return drive.status in (_READABLE if self._reads else (DriveStatus.READY,))

    def _show(self, seen: Seen, wanted: Path | None = None) -> None:
        self._asked = False
        before, waited = self._root, not self.rows and self.folder_button.hasFocus()
        other = seen != self._seen or wanted is not None
        if other:
            self._seen = seen
            self._rebuild(wanted or before)
        fit = [one.root for one in seen.all if self._fit(one)]
        if wanted in fit:
            self._choose(wanted)
        elif before in fit:
            self._mark(before)
        elif len(fit) == 1 and before is None:
            self._choose(fit[0])
        elif before is not None:
            self._root = None
            self.lost.emit()
        if waited and self.rows and self._root is None:
            self.rows[0].setFocus(Qt.FocusReason.TabFocusReason)
        self._say()
        if other:
            self.listed.emit()

    def _rebuild(self, wanted: Path | None) -> None:
        focused = next((row.drive.root for row in self.rows if row.hasFocus()), None)
        for row in self.rows:
            self._group.removeButton(row)
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = []
        for drive in self._seen.all:
            chip = chip_of_drive(DriveStatus.READY if self._fit(drive) else drive.status)
            row = StickRow(drive, drive is self._seen.folder, chip, self)
            row.setChecked(drive.root == wanted)
            row.clicked.connect(lambda _checked=False, root=drive.root: self._clicked(root))
            row.entered.connect(self._entered)
            row.moved.connect(lambda step, row=row: self._move(self.rows.index(row) + step))
            self._group.addButton(row)
            self._list.addWidget(row)
            self.rows.append(row)
            row.show()
            if drive.root == focused:
                row.setFocus()
        tab_before(self.folder_button, self.rows)

    def _clicked(self, root: Path) -> None:
        drive = next((one for one in self._seen.all if one.root == root), None)
        if drive is not None and self._fit(drive):
            self._choose(root)
        else:
            self._root = None
            self.lost.emit()
        self._say()

    def _move(self, at: int) -> None:
        if 0 <= at < len(self.rows):
            self.rows[at].setFocus(Qt.FocusReason.TabFocusReason)
            self.rows[at].click()

    def _entered(self) -> None:
        if self._root is not None:
            self.entered.emit()

    def _choose(self, root: Path | None) -> None:
        self._root, self._lacking = root, False
        self._mark(root)
        self.chosen.emit(root)

    def _mark(self, root: Path | None) -> None:
        for row in self.rows:
            row.setChecked(row.drive.root == root)

    def say_lacking(self) -> None:
        """One wanted to go on without a stick: say why that is, and go there."""
        unfit = next((row for row in self.rows if not self._fit(row.drive)), None)
        if self._root is None and unfit is not None and not any(row.isChecked() for row in self.rows):
            self._mark(unfit.drive.root)
        self._lacking = True
        self._say()
        self.take_focus()

    def _say(self) -> None:
        marked = next((row.drive for row in self.rows if row.isChecked()), None)
        if marked is not None and not self._fit(marked):
            first, following = sentence(marked.status)
            words = say(first) if following is None else f"{say(first)} {say(following)}"
        elif not self._seen.all:
            words = _("No stick is in. Put one in and wait a moment.")
        else:
            words = _("The list follows by itself when a stick is put in.")
        unfit = marked is not None and not self._fit(marked)
        lacking = self._lacking and self._root is None
        if lacking and not unfit:
            words = _("Choose a stick or a folder first.")
        self._words.setText(words)
        self._words.setVisible(not self._narrow or marked is None or unfit)
        theme.role(self._words, "hint", "gold" if unfit or lacking else "muted")

    def _ask_folder(self) -> None:
        known = _folders.get(self._place.task)
        ask_for_folder(self, _("Choose a folder"), self.choose_folder, "sending", otherwise=known)


def _look_around(needed: int, folder: Path | None) -> Seen:
    chosen = None if folder is None else look(folder, needed, sure=False)
    return Seen(tuple(one for one in drives(needed) if one.root != folder), chosen)
