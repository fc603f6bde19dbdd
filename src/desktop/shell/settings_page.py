"""Settings: one's passphrase, users, the window, backups, recovery paper. Cards below each other."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.basics.errors import Problem, Severity
from desktop.basics.language import Message, _, say
from desktop.shell.first_run_step import difference
from desktop.shell.settings_doors import Looks, SettingsDoors
from desktop.shell.users_card import UsersCard
from desktop.widgets import buttons, card, icons, labels, theme
from desktop.widgets.card import Card
from desktop.widgets.choices import Choice
from desktop.widgets.choosing import ask_for_folder, ask_where_to_save
from desktop.widgets.dialogs import confirm
from desktop.widgets.fields import PassphraseField
from desktop.widgets.meter import Meter
from desktop.widgets.notice import Notice
from desktop.widgets.page import Page
from desktop.widgets.place import Place

_MINUTES = (5, 10, 15, 30, 60, 0)
_SCALES = (1.0, 1.15, 1.25, 1.5)


class SettingsPage(Page):
    """The settings page. ``looks_changed``: the window must be built anew. ``open("backup")`` goes to a part."""

    looks_changed = Signal()

    def __init__(self, place: Place, doors: SettingsDoors, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place, self._doors = place, doors
        self.head(_("Settings"), place.unit_name)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(theme.px(theme.MARGIN), theme.px(14), theme.px(theme.MARGIN), theme.px(14))
        column.setSpacing(theme.px(12))
        self._parts: dict[str, QWidget] = {"looks": self._looks_card()}
        if doors.change_passphrase is not None:
            self._parts["passphrase"] = self._passphrase_card(doors.change_passphrase)
        if doors.users is not None and place.user.may("users"):
            self.users = UsersCard(place, doors)
            self._parts["users"] = self.users
        if doors.back_up is not None or doors.backups is not None:
            self._parts["backup"] = self._backup_card()
        if doors.new_recovery_paper is not None and place.user.may("users"):
            self._parts["recovery"] = self._recovery_card(doors.new_recovery_paper)
        if doors.become_collector is not None:
            self._parts["collect"] = self._collect_card(doors.become_collector)
        self._parts["about"] = self._about_card()
        for part in self._parts.values():
            column.addWidget(part)
        column.addStretch(1)
        self._area = card.scrolled(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._area)

    def open(self, id: str | None) -> None:
        """Ask anew for users and backups; bring a part into sight."""
        if "users" in self._parts:
            self.users.refresh()
        self._refresh_backups()
        part = self._parts.get(id or "")
        self._area.verticalScrollBar().setValue(part.y() - theme.px(10) if part is not None else 0)
        if id == "passphrase" and "passphrase" in self._parts:
            self.old.take_focus()

    def leaving(self) -> None:
        """A half-typed passphrase doesn't stay on the page."""
        if "passphrase" in self._parts:
            for field in (self.old, self.fresh, self.again):
                field.clear()

    def help_topic(self) -> str:
        """About passphrases."""
        return "passphrase"

    def _looks_card(self) -> Card:
        looks = self._doors.looks()
        made = Card(_("Window"))
        row = QHBoxLayout()
        row.setSpacing(theme.px(16))
        self.language: Choice[str] = Choice(
            "language", _("Language"), [("vi", "Tiếng Việt"), ("en", "English")], reserve=False
        )
        self.language.set_value(looks.language)
        sizes = [(scale, f"{round(scale * 100)} %") for scale in _SCALES]
        self.scale: Choice[float] = Choice("scale", _("Text size"), sizes, reserve=False)
        self.scale.set_value(min(_SCALES, key=lambda scale: abs(scale - looks.scale)))
        idle = [(n, _("after {n} minutes", n=n) if n else _("never by itself")) for n in _MINUTES]
        self.minutes: Choice[int] = Choice("idle", _("Lock when nobody is there"), idle, reserve=False)
        self.minutes.set_value(looks.idle_minutes)
        for field in (self.language, self.scale, self.minutes):
            row.addWidget(field, 1)
            field.changed.connect(self._set_looks)
        made.column.addLayout(row)
        return made

    def _set_looks(self) -> None:
        before = self._doors.looks()
        now = Looks(
            self.language.value() or before.language,
            self.scale.value() or before.scale,
            before.idle_minutes if (minutes := self.minutes.value()) is None else minutes,
        )
        self._doors.set_looks(now)
        if now != before:
            self.looks_changed.emit()

    def _passphrase_card(self, change: Callable[[str, str], object]) -> Card:
        made = Card(_("My passphrase"))
        row = QHBoxLayout()
        row.setSpacing(theme.px(16))
        self.old = PassphraseField("old", _("Present passphrase"))
        self.fresh = PassphraseField("passphrase", _("New passphrase"))
        self.again = PassphraseField("again", _("Type it again"))
        for field in (self.old, self.fresh, self.again):
            row.addWidget(field, 1)
        made.column.addLayout(row)
        foot = QHBoxLayout()
        self.meter = Meter()
        self.fresh.line.textChanged.connect(lambda _text: self._judge())
        foot.addWidget(self.meter, 1)
        foot.addSpacing(theme.px(16))
        foot.addWidget(buttons.button(_("Change"), lambda: self._change(change)))
        made.column.addLayout(foot)
        self._judge()
        return made

    def _judge(self) -> None:
        self.meter.show_grade(*self._doors.judge(self.fresh.text()))

    def _change(self, change: Callable[[str, str], object]) -> None:
        grade, sentence = self._doors.judge(self.fresh.text())
        self.fresh.problem(_wrong(sentence) if grade < 2 else None)
        same = self.fresh.text() == self.again.text()
        self.again.problem(None if same else _wrong(difference(self.fresh.text(), self.again.text(), False)))
        if grade < 2 or not same:
            (self.fresh if grade < 2 else self.again).take_focus()
            return
        self._place.task.aside(
            self, change, self.old.text(), self.fresh.text(), then=self._passphrase_changed
        )

    def _passphrase_changed(self, _answer: object) -> None:
        self.leaving()
        self._place.notify(Notice.done(_("The passphrase is changed"), _("The recovery paper stays valid.")))

    def _backup_card(self) -> Card:
        made = Card(_("Backups"))
        self._backup_lines = QVBoxLayout()
        made.column.addLayout(self._backup_lines)
        ways = QBoxLayout.Direction
        row = QBoxLayout(ways.LeftToRight if theme.scale() < 1.3 else ways.TopToBottom)
        row.setSpacing(theme.px(10))
        if self._doors.back_up is not None:
            row.addWidget(buttons.button(_("Back up now"), self._back_up, icon="shield"))
        if self._doors.set_backup_places is not None:
            row.addWidget(buttons.button(_("Choose a second place…"), self._choose_place, icon="folder"))
        if self._doors.check is not None:
            row.addWidget(buttons.button(_("Check the register"), self._check, icon="search"))
        row.addStretch(1)
        made.column.addLayout(row)
        return made

    def _refresh_backups(self) -> None:
        if self._doors.backups is not None:
            self._place.task.aside(
                self, self._doors.backups, then=self._show_backups, failed=lambda _told: None
            )

    def _show_backups(self, lines: object) -> None:
        assert isinstance(lines, tuple)
        card.clear(self._backup_lines)
        for line in lines[:4]:
            row = QHBoxLayout()
            row.setSpacing(theme.px(10))
            row.addWidget(
                icons.label("check" if line.checked else "clock", "leaf" if line.checked else "gold-dark")
            )
            row.addWidget(labels.label(_("{moment}", moment=line.made), "name"))
            row.addWidget(labels.Elided(str(line.path.parent), "second", "muted"))
            row.addStretch(1)
            checked = _("opened and checked") if line.checked else _("not checked yet")
            row.addWidget(labels.label(checked, "second", "ink2"))
            self._backup_lines.addLayout(row)
        if not lines:
            self._backup_lines.addWidget(labels.label(_("No backup yet"), "body", "ink2"))

    def _back_up(self) -> None:
        assert self._doors.back_up is not None
        self._place.task.aside(self, self._doors.back_up, then=self._backed_up)

    def _backed_up(self, _answer: object) -> None:
        self._place.notify(Notice.done(_("The backup is made, opened and checked")))
        self._refresh_backups()

    def _choose_place(self) -> None:
        ask_for_folder(self, _("Choose a folder for backups"), self._take_place, "backups")

    def _take_place(self, folder: Path) -> None:
        assert self._doors.set_backup_places is not None
        self._place.task.aside(self, self._doors.set_backup_places, (folder,), then=self._backed_up)

    def _check(self) -> None:
        assert self._doors.check is not None
        self._place.task.aside(self, self._doors.check, then=self._checked)

    def _checked(self, found: object) -> None:
        assert isinstance(found, tuple)
        if found:
            self._place.notify(
                Notice.reminder(_("The check found something"), " ".join(say(one) for one in found))
            )
        else:
            self._place.notify(Notice.done(_("All is well"), _("File, log and tables agree.")))

    def _recovery_card(self, make: Callable[[Path], object]) -> Card:
        made = Card(_("Recovery paper"))
        row = QHBoxLayout()
        row.setSpacing(theme.px(16))
        why = _("Lost it, or somebody else has seen it? A new paper ends the old one.")
        row.addWidget(labels.paragraph(why, "body", "ink2"), 1)
        row.addWidget(buttons.button(_("New recovery paper…"), lambda: self._new_paper(make), icon="key"))
        made.column.addLayout(row)
        return made

    def _new_paper(self, make: Callable[[Path], object]) -> None:
        name = _("Recovery paper") + ".pdf"

        def save(file: str) -> None:
            self._place.task.aside(self, make, Path(file), then=self._paper_saved)

        ask_where_to_save(self, _("Save the recovery paper"), name, save, "recovery")

    def _paper_saved(self, _answer: object) -> None:
        self._place.notify(
            Notice.done(_("The new paper is saved; the old one is void"), _("Print it and lock it away."))
        )

    def _collect_card(self, begin: Callable[[], object]) -> Card:
        made = Card(_("Units below"))
        row = QHBoxLayout()
        row.setSpacing(theme.px(16))
        why = _(
            "Does this office take in what other units send? Then it enrols them, follows them up, answers them."
        )
        row.addWidget(labels.paragraph(why, "body", "ink2"), 1)
        row.addWidget(buttons.button(_("Begin to take in…"), lambda: self._ask_collect(begin), icon="inbox"))
        made.column.addLayout(row)
        return made

    def _ask_collect(self, begin: Callable[[], object]) -> None:
        why = _(
            "Keys of this office are made, with which it signs receipts and vouches for its units. They stay."
        )
        confirm(
            self, _("Take in what units below send?"), why, _("Begin"), lambda: self._begin_collect(begin)
        )

    def _begin_collect(self, begin: Callable[[], object]) -> None:
        self._place.task.aside(self, begin, then=lambda _answer: self.looks_changed.emit())

    def _about_card(self) -> Card:
        made = Card(_("About"))
        version = self._doors.version
        lines = [
            _("Cell Register, version {version}", version=version) if version else _("Cell Register"),
            _("The register lies on this computer only, without a network."),
        ]
        if self._doors.folder is not None:
            lines.append(_("Folder of the register: {folder}", folder=str(self._doors.folder)))
        for line in lines:
            made.column.addWidget(labels.paragraph(line, "second", "ink2"))
        return made


def _wrong(sentence: Message) -> Problem:
    return Problem("KEY-05", Severity.ERROR, "passphrase", sentence)
