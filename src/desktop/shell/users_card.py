"""The users of the register: who may open it, in which role; adding one, ending one."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.basics.errors import Problem, Severity, Told
from desktop.basics.language import N_, _, msg
from desktop.shell.first_run_step import complain, difference
from desktop.shell.settings_doors import NewUser, SettingsDoors, UserRow
from desktop.widgets import buttons, theme
from desktop.widgets.card import Card
from desktop.widgets.chips import Chip
from desktop.widgets.choices import Choice
from desktop.widgets.dialogs import Dialog, confirm
from desktop.widgets.fields import PassphraseField, TextField
from desktop.widgets.meter import Meter
from desktop.widgets.notice import Notice
from desktop.widgets.place import Place
from desktop.widgets.table import Column, Shape, Table

ROLES = {
    "secretary": N_("Secretary"),
    "deputy": N_("Deputy secretary"),
    "clerk": N_("Clerk"),
    "viewer": N_("Reader"),
}


class UsersCard(Card):
    """The card of the settings page."""

    def __init__(self, place: Place, doors: SettingsDoors) -> None:
        super().__init__(_("Users"))
        self._place, self._doors = place, doors
        if doors.add_user is not None:
            self.beside(buttons.link(_("Add a user"), self._add, "plus"))
        self.table: Table[UserRow] = Table(
            [
                Column(_("Name"), lambda u: u.name, Shape.NAME),
                Column(_("Account"), lambda u: u.account, width=150),
                Column(_("Role"), lambda u: _(ROLES.get(u.role, u.role)), width=170),
                Column(_("State"), lambda u: "", Shape.CHIP, 120, chip=_chip),
            ],
            lambda u: u.id,
            _("Users"),
        )
        self.table.chosen.connect(self._chosen)
        self.column.addWidget(self.table)
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        self.role: Choice[str] = Choice("role", "", [(r, _(w)) for r, w in ROLES.items()], reserve=False)
        self.role.box.setAccessibleName(_("Role of the chosen user"))
        self.role.setFixedWidth(theme.px(190))
        self.role.changed.connect(self._set_role)
        self.stop = buttons.button(_("End the access…"), self._ask_to_stop)
        row.addWidget(self.role)
        row.addWidget(self.stop)
        row.addStretch(1)
        self.column.addLayout(row)
        self._chosen(None)

    def refresh(self) -> None:
        """Ask anew."""
        if self._doors.users is not None:
            self._place.task.aside(self, self._doors.users, then=self._show)

    def _show(self, rows: tuple[UserRow, ...]) -> None:
        self.table.setFixedHeight(theme.px(theme.HEAD + min(max(len(rows), 2), 6) * theme.ROW + 2))
        self.table.show_rows(rows)

    def _chosen(self, row: object) -> None:
        other = isinstance(row, UserRow) and row.active and not row.myself
        self.role.set_value(row.role if isinstance(row, UserRow) else None)
        self.role.set_read_only(not (other and self._doors.set_role))
        self.stop.setEnabled(bool(other and self._doors.stop_user))

    def _set_role(self) -> None:
        row, role = self.table.current(), self.role.value()
        if row is not None and role is not None and self._doors.set_role is not None and role != row.role:
            self._place.task.aside(self, self._doors.set_role, row.id, role, then=lambda _x: self.refresh())

    def _ask_to_stop(self) -> None:
        row = self.table.current()
        if row is None:
            return
        confirm(
            self.window(),
            _("End the access of {name}?", name=row.name),
            _("What this person has written stays. The passphrase opens nothing any more."),
            _("End the access"),
            lambda: self._stop(row),
            danger=True,
        )

    def _stop(self, row: UserRow) -> None:
        assert self._doors.stop_user is not None
        self._place.task.aside(self, self._doors.stop_user, row.id, then=lambda _x: self.refresh())

    def _add(self) -> None:
        assert self._doors.add_user is not None
        AddUser(self.window(), self._place, self._doors, self.refresh).open()


class AddUser(Dialog):
    """The form for a new user; the new passphrase is typed by that person."""

    def __init__(
        self, window: QWidget, place: Place, doors: SettingsDoors, done: Callable[[], object]
    ) -> None:
        super().__init__(window, _("Add a user"), 480)
        self._place, self._doors, self._done = place, doors, done
        self.name = TextField("name", _("Full name"))
        self.account = TextField("account", _("Name on the unlock page"), _("a post rather than a name"))
        self.role: Choice[str] = Choice(
            "role", _("Role"), [(r, _(w)) for r, w in ROLES.items()], reserve=False
        )
        self.role.set_value("clerk")
        self.passphrase = PassphraseField("passphrase", _("That person's passphrase"), reserve=False)
        self.meter = Meter()
        self.again = PassphraseField("again", _("Type the passphrase again"))
        for part in (self.name, self.account, self.role, self.passphrase, self.meter, self.again):
            self.column.addWidget(part)
        self.passphrase.line.textChanged.connect(lambda _text: self._judge())
        self.add_button(_("Cancel"), self.reject)
        self.add = self.add_button(_("Add a user"), self._add, "primary")
        self._judge()
        self.name.take_focus()

    def _judge(self) -> None:
        self.meter.show_grade(*self._doors.judge(self.passphrase.text()))

    def _add(self) -> None:
        grade, sentence = self._doors.judge(self.passphrase.text())
        complain(
            (self.name, self.name.value() is None, msg("Type the name.")),
            (self.account, self.account.value() is None, msg("Type a name for the unlock page.")),
            (self.passphrase, grade < 2, sentence),
        )
        if self.name.value() is None or self.account.value() is None or grade < 2:
            return
        if self.passphrase.text() != self.again.text():
            told = difference(self.passphrase.text(), self.again.text(), False)
            self.again.problem(Problem("KEY-05", Severity.ERROR, "again", told))
            self.again.take_focus()
            return
        assert self._doors.add_user is not None
        new = NewUser(
            self.name.value() or "",
            self.account.value() or "",
            self.role.value() or "clerk",
            self.passphrase.text(),
        )
        self.add.setEnabled(False)
        self._place.task.aside(self, self._doors.add_user, new, then=self._added, failed=self._refused)

    def _added(self, _answer: object) -> None:
        self.passphrase.clear()
        self.again.clear()
        self.accept()
        self._done()

    def _refused(self, told: Told) -> None:
        self.add.setEnabled(True)
        self.notify(Notice.refusal(told))


def _chip(row: UserRow) -> Chip:
    if not row.active:
        return Chip(_("ended"), "slate", "minus")
    return Chip(_("you"), "leaf", "check") if row.myself else Chip(_("active"), "plain")
