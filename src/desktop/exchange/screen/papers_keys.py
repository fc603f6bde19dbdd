"""The signing keys that the register keeps: whose, until when; add one from its file, take one out."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.basics.errors import Problem, Severity, Told
from desktop.basics.language import Message, _, format_date, msg
from desktop.exchange.papers import SigningKey, keep_key_file, kept_keys, remove_signing_key
from desktop.widgets import buttons, labels, theme
from desktop.widgets.card import Card
from desktop.widgets.chips import Chip
from desktop.widgets.choosing import ask_for_file
from desktop.widgets.dialogs import Dialog, confirm
from desktop.widgets.empty import Empty
from desktop.widgets.field import Field
from desktop.widgets.fields import PassphraseField, TextField
from desktop.widgets.notice import Notice
from desktop.widgets.place import Place
from desktop.widgets.table import Column, Shape, Table


class KeysView(QWidget):
    """A table and what can be done with it."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self._place = place
        writes = place.user.may("write")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(10))
        why = _("A key opens only with its owner's passphrase, which is never kept.")
        bar.addWidget(labels.paragraph(why, "second", "ink2"), 1)
        self.remove = buttons.button(_("Take the key out…"), self._ask_remove, icon="trash")
        self.add = buttons.button(_("Add from a file…"), self.ask_add, icon="plus")
        for one in (self.remove, self.add):
            one.setVisible(writes)
            bar.addWidget(one)
        column.addLayout(bar)
        empty = Empty(
            "key",
            _("No signing key is kept here yet."),
            _("The superior gives each signer a key file (.p12). It can stay here, sealed."),
            _("Add from a file…") if writes else "",
            self.ask_add,
        )
        held = Card(tight=True)
        held.column.setContentsMargins(1, 1, 1, 1)
        self.table: Table[SigningKey] = Table(
            self._columns(), lambda key: key.id, _("Signing keys in the register"), empty=empty
        )
        self.table.chosen.connect(lambda row: self.remove.setEnabled(row is not None))
        held.column.addWidget(self.table)
        column.addWidget(held, 1)

    def read(self) -> None:
        """What is kept now."""
        self._place.task.carry(self, kept_keys, then=self._show, quiet=True)

    def ask_add(self) -> None:
        """A key file and its passphrase."""
        dialog = AddKeyDialog(self, self._place)
        dialog.kept.connect(self._kept)
        dialog.open()

    def take_focus(self) -> None:
        """To the keys, or to the way to the first one."""
        (self.table if self.table.rows else self.add).setFocus()

    def _columns(self) -> tuple[Column[SigningKey], ...]:
        return (
            Column(_("Name"), lambda key: key.name, Shape.NAME),
            Column(_("Post"), lambda key: key.post),
            Column(_("Issued by"), lambda key: key.issuer),
            Column(
                _("Valid until"),
                lambda key: format_date(key.valid_until.astimezone().date()),
                Shape.DATE,
                110,
                sort=lambda key: key.valid_until.timestamp(),
            ),
            Column("", lambda _key: "", Shape.CHIP, 120, chip=self._chip, sort=lambda key: key.name),
        )

    def _chip(self, key: SigningKey) -> Chip:
        if key.revoked is not None:
            return Chip(_("Revoked"), "red", "cross")
        if key.expired(self._place.today):
            return Chip(_("Expired"), "gold", "warning")
        return Chip(_("Usable"), "leaf", "check")

    def _show(self, keys: tuple[SigningKey, ...]) -> None:
        self.table.show_rows(keys)
        self.remove.setEnabled(self.table.current() is not None)

    def _kept(self, key: SigningKey) -> None:
        if key.expired(self._place.today):
            until = format_date(key.valid_until.astimezone().date())
            words = _("Its certificate expired on {day}: papers can't be signed with it any more.", day=until)
            self._place.notify(Notice.reminder(_("The key of {name} is kept here.", name=key.name), words))
        else:
            self._place.notify(Notice.done(_("The key of {name} is kept here.", name=key.name)))
        self.read()

    def _ask_remove(self) -> None:
        key = self.table.current()
        if key is None:
            return

        def removed(_none: object) -> None:
            self._place.notify(Notice.done(_("The key of {name} was taken out.", name=key.name)))
            self.read()

        confirm(
            self,
            _("Take out the key of {name}?", name=key.name),
            _("Papers that were signed with it stay valid. To sign again, the key file is needed."),
            _("Take the key out"),
            lambda: self._place.task.run(self, remove_signing_key, key.id, then=removed),
            danger=True,
        )


class AddKeyDialog(Dialog):
    """A PKCS#12 file, the passphrase that opens it, and the post where the certificate names none."""

    kept = Signal(object)

    def __init__(self, parent: QWidget, place: Place) -> None:
        super().__init__(parent, _("Keep a signing key"), 480)
        self._place = place
        self._path: Path | None = None
        why = _("The file is kept sealed, as it is. The passphrase only shows that it is yours.")
        self.column.addWidget(labels.paragraph(why, "body", "ink2"))
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        self.choose = buttons.button(_("Choose the key file…"), self._ask_file, icon="folder")
        row.addWidget(self.choose)
        self.file = labels.Elided(_("no file chosen yet"), "second", "ink2")
        row.addWidget(self.file, 1)
        self.column.addLayout(row)
        self.secret = PassphraseField("passphrase", _("Passphrase of the key"))
        self.column.addWidget(self.secret)
        help_ = _("Only where the certificate names none.")
        self.post = TextField("post", _("Post of the owner"), help_)
        self.post.on_enter = self.agree
        self.column.addWidget(self.post)
        self.column.addStretch(1)
        self.add_button(_("Leave it as it is"), self.reject)
        self.yes = self.add_button(_("Keep the key"), self.agree, "primary")
        self.choose.setFocus()

    def take_file(self, path: Path) -> None:
        """This file."""
        self._path = path
        self._say_file(path.name)
        self.secret.take_focus()

    def agree(self) -> None:
        """Keep it, if the passphrase opens it."""
        self.secret.problem(None)
        if self._path is None:
            self._say_file(_("Choose the key file."), lacks=True)
            self.choose.setFocus()
        elif not self.secret.text():
            _mark(self.secret, msg("Type the passphrase."))
        else:
            self.yes.setEnabled(False)
            args = (self._path, self.secret.text(), self.post.value() or "")
            self._place.task.carry(self, keep_key_file, *args, then=self._done, failed=self._refused)

    def _done(self, key: SigningKey) -> None:
        self.secret.clear()
        self.accept()
        self.kept.emit(key)

    def _refused(self, told: Told) -> None:
        self.yes.setEnabled(True)
        self.notices.clear()
        if told.field == "passphrase":
            self.secret.refuse(told)
            self.secret.take_focus()
            self.secret.line.selectAll()
        else:
            self.notify(Notice.refusal(told))
            self.choose.setFocus()

    def _say_file(self, words: str, lacks: bool = False) -> None:
        theme.role(self.file, "chip" if lacks else "second", "red" if lacks else "ink2")
        self.file.setText(words)

    def _ask_file(self) -> None:
        patterns = [_("Key files ({patterns})", patterns="*.p12 *.pfx")]
        ask_for_file(self, _("Key file"), patterns, self.take_file, "keys")


def _mark(field: Field, message: Message) -> None:
    field.problem(Problem("KEY-00", Severity.ERROR, field.name, message))
    field.take_focus()
