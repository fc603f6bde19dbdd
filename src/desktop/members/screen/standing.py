"""Small forms for what happens to a member: another cell, leaving, undoing the last change."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.basics.language import _, say
from desktop.members.queries.person import MemberSheet
from desktop.members.rules.words import EXIT_NAMES, ExitKind, called
from desktop.organisations.queries import Choice as Option
from desktop.widgets import buttons, labels, theme
from desktop.widgets.card import rule
from desktop.widgets.choices import Choice
from desktop.widgets.dialogs import Dialog
from desktop.widgets.fields import DateField, TextField
from desktop.widgets.place import Place


class StandingDialog(Dialog):
    """Moving or leaving. Nothing is stored before the button that names the deed."""

    def __init__(
        self,
        parent: QWidget,
        place: Place,
        sheet: MemberSheet,
        cells: tuple[Option, ...],
        move: Callable[[str, date], object],
        leave: Callable[[ExitKind, date | None, str | None], object],
        put_back: Callable[[], object],
    ) -> None:
        super().__init__(parent, sheet.draft.full_name, 540)
        self._move, self._leave, self._put_back = move, leave, put_back
        here = sheet.standing.cell_id
        gone = sheet.draft.exit_kind is not None
        self.cell = Choice[str](
            "cell", _("Moves to the cell"), [(c.code, c.words) for c in cells if c.code != here]
        )
        self.moved_on = DateField("moved_on", _("From"), place.clock)
        self.moved_on.set_value(place.today)
        self.move_button = buttons.button(_("Move to this cell"), self._moves)
        exits = [(kind, say(called(EXIT_NAMES, kind.value))) for kind in ExitKind]
        self.kind = Choice[ExitKind]("kind", _("Leaves because"), exits)
        self.left_on = DateField("left_on", _("Since"), place.clock, past=True)
        self.to = TextField("to", _("Where to"))
        self.leave_button = buttons.button(_("Enter the leaving"), self._leaves)
        if not gone:
            self.column.addWidget(labels.label(_("Another cell of this register"), "card"))
            self._stack(self.move_button, self.cell, self.moved_on)
            self.column.addWidget(rule())
            self.column.addWidget(labels.label(_("Leaving"), "card"))
            self._stack(self.leave_button, self.kind, self.left_on, self.to)
        else:
            self.column.addWidget(
                labels.paragraph(_("This member has left. The last change can be undone."), "body")
            )
        self.column.addStretch(1)
        self.add_button(_("Undo the last change"), self._undo)
        self.add_button(_("Close"), self.reject)

    def _stack(self, deed: QWidget, *fields: QWidget) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(14))
        grid.setVerticalSpacing(0)
        for number, field in enumerate(fields):
            grid.addWidget(field, number // 2, number % 2)
        grid.addWidget(deed, len(fields) // 2, len(fields) % 2, Qt.AlignmentFlag.AlignVCenter)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        self.column.addLayout(grid)

    def _moves(self) -> None:
        cell, day = self.cell.value(), self.moved_on.value()
        if cell is not None and day is not None:
            self.accept()
            self._move(cell, day)
        else:
            (self.cell if cell is None else self.moved_on).take_focus()

    def _leaves(self) -> None:
        kind = self.kind.value()
        if kind is None or not self.left_on.readable:
            (self.kind if kind is None else self.left_on).take_focus()
            return
        self.accept()
        self._leave(kind, self.left_on.value(), self.to.value())

    def _undo(self) -> None:
        self.accept()
        self._put_back()
