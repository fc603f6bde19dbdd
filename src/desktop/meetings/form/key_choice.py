"""With which key somebody signs: one that the register keeps, one from a file, or one in a USB token."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.basics.errors import Problem, Severity, Told
from desktop.basics.language import Message, _, format_date, msg, say
from desktop.meetings.signing.turns import KeptKey, KeyFile, OnToken, Turn, Way, drivers, plugged_in
from desktop.widgets import buttons, labels, theme
from desktop.widgets.choices import Choice, Tick
from desktop.widgets.choosing import ask_for_file
from desktop.widgets.field import Field
from desktop.widgets.fields import PassphraseField
from desktop.widgets.place import Place

if TYPE_CHECKING:
    from desktop.storage.signing_keys import SigningKey

FILE, TOKEN, OTHER = "file", "token", "other"
_KEPT = "kept:"
KEY_FILES = "*.p12 *.pfx"


class KeyChoice(QWidget):
    """The key, what belongs to it, and its passphrase or PIN."""

    entered = Signal()
    """Enter in the last field: go ahead."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self._place = place
        self._path: Path | None = None
        self._turn: Turn | None = None
        self._signer = ""
        self._seen: tuple[OnToken, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        self.key: Choice[str] = Choice("key", _("Key"), (), empty=_("Choose the key…"), reserve=False)
        self.key.changed.connect(self._chosen)
        column.addWidget(self.key)
        self._file_block = self._make_file_block()
        self._token_block = self._make_token_block()
        column.addWidget(self._file_block)
        column.addWidget(self._token_block)
        self.secret = PassphraseField("passphrase", _("Passphrase"))
        self.secret.on_enter = self.entered.emit
        column.addWidget(self.secret)
        self._show_blocks()

    def offer(self, turn: Turn) -> None:
        """The keys for whose turn it is, with the own one chosen if it is kept here."""
        self._turn = turn
        kept = [(f"{_KEPT}{key.id}", _key_words(key, self._place.today)) for key in turn.keys]
        self.key.set_value(None)
        self.key.set_options([*kept, (FILE, _("A key from a file…")), (TOKEN, _("A USB token"))])
        self._signer = turn.person(turn.hand).name
        own = turn.key_of(turn.hand)
        self.key.set_value(f"{_KEPT}{own.id}" if own is not None else None)
        self._path = None
        self.keep.set_value(False)
        self.secret.clear()
        self._forget_problems()
        self._show_blocks()
        self._doubt()

    def take_focus(self) -> None:
        """To the passphrase if the key is known and counts, otherwise to the key."""
        known = self.way() is not None and not self.key.shown_problem
        (self.secret if known else self.key).take_focus()

    def way(self) -> Way | None:
        """What was chosen; None as long as something lacks."""
        chosen = self.key.value()
        if chosen == FILE:
            return KeyFile(self._path, self.keep.value()) if self._path is not None else None
        if chosen == TOKEN:
            number = self.certificate.value()
            return self._seen[number] if number is not None and number < len(self._seen) else None
        return KeptKey(chosen.removeprefix(_KEPT)) if chosen else None

    def complete(self) -> bool:
        """Whether everything is there; otherwise the first field that lacks says so."""
        self._forget_problems()
        if self.way() is None:
            field = self.certificate if self.key.value() == TOKEN and self._seen else self.key
            words = {FILE: msg("Choose the key file."), TOKEN: msg("Choose the token and its certificate.")}
            _mark(field, words.get(self.key.value() or "", msg("Choose the key to sign with.")))
            if field is self.key:
                self._to_key()
            return False
        if self._doubt():
            self.key.take_focus()
            return False
        if not self.secret.text():
            token = self.key.value() == TOKEN
            _mark(self.secret, msg("Type the PIN.") if token else msg("Type the passphrase."))
            return False
        return True

    def refused(self, told: Told) -> bool:
        """Show a refusal whole at the field that it concerns; False if it is about none of these."""
        if told.field in ("passphrase", "pin"):
            self.secret.refuse(told)
            self.secret.take_focus()
            self.secret.line.selectAll()
            if self.key.value() == TOKEN:
                self.secret.clear()  # never the same PIN by a mere Enter
                self.look_for_tokens()
            return True
        if told.field == "key" or told.code.startswith("KEY-"):
            self.key.refuse(told)
            self._to_key()
            return True
        return False

    def take_file(self, path: Path) -> None:
        """Sign with this key file."""
        self._path = path
        self._file_name.setText(path.name)
        self.key.problem(None)
        self.secret.take_focus()

    def look_for_tokens(self) -> None:
        """Ask the chosen driver what is plugged in; no PIN is needed for that."""
        driver = self.driver.value()
        if driver is not None and driver != OTHER:
            self._warning.setText(_("Looking for the token…"))
            self._place.task.carry(
                self, plugged_in, Path(driver), then=self._tokens_seen, failed=self._no_tokens
            )

    # -- the blocks

    def _make_file_block(self) -> QWidget:
        made, column = _block()
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        self.choose_file = buttons.button(_("Choose the key file…"), self._ask_file, icon="folder")
        row.addWidget(self.choose_file)
        self._file_name = labels.Elided("", "second", "ink2")
        row.addWidget(self._file_name, 1)
        column.addLayout(row)
        self.keep = Tick("keep", _("Keep this key in the register; it opens only with its passphrase"))
        column.addWidget(self.keep)
        return made

    def _make_token_block(self) -> QWidget:
        made, column = _block()
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        self.driver: Choice[str] = Choice("driver", _("Driver of the token"), (), reserve=False)
        self.driver.changed.connect(self._driver_chosen)
        self.certificate: Choice[int] = Choice(
            "certificate", _("Certificate in the token"), (), reserve=False
        )
        row.addWidget(self.driver, 1)
        row.addWidget(self.certificate, 1)
        column.addLayout(row)
        below = QHBoxLayout()
        self._warning = labels.paragraph("", "second", "gold")
        below.addWidget(self._warning, 1)
        self.look_again = buttons.link(_("Look again"), self.look_for_tokens)
        below.addWidget(self.look_again)
        column.addLayout(below)
        return made

    def _chosen(self) -> None:
        self._forget_problems()
        self.secret.clear()
        self._show_blocks()
        self._doubt()
        if self.key.value() == TOKEN:
            self._place.task.carry(self, drivers, then=self._drivers_found)

    def _doubt(self) -> bool:
        """Say of a key that can't sign today why that is, before anybody types a passphrase; whether it was said."""
        told = self._turn.doubt(self.way(), self._place.today) if self._turn is not None else None
        if told is not None:
            self.key.refuse(told)
        return told is not None

    def _show_blocks(self) -> None:
        chosen = self.key.value()
        self._file_block.setVisible(chosen == FILE)
        self._token_block.setVisible(chosen == TOKEN)
        self._file_name.setText(self._path.name if self._path is not None else _("no file chosen yet"))
        words = _("PIN of the token") if chosen == TOKEN else _("Passphrase of the key")
        self.secret.caption.setText(words)
        self.secret.line.setAccessibleName(words)

    def _drivers_found(self, found: Sequence[Path]) -> None:
        self.driver.set_options([*((str(one), one.name) for one in found), (OTHER, _("Another driver…"))])
        if found:
            self.driver.set_value(str(found[0]))
            self.look_for_tokens()
        else:
            self._warning.setText(_("Choose the file of the driver that came with the token."))
            self.driver.take_focus()

    def _driver_chosen(self) -> None:
        self._see(())
        if self.driver.value() == OTHER:
            patterns = ["PKCS#11 (*.dll *.so *.so.*)"]
            title = _("Driver of the token")
            ask_for_file(self, title, patterns, self.take_driver, "driver", on_stick=False)
        else:
            self.look_for_tokens()

    def take_driver(self, path: Path) -> None:
        """Use this driver's file."""
        self._drivers_found((path,))

    def _tokens_seen(self, found: tuple[OnToken, ...]) -> None:
        self._see(found)
        words = next((one.warning for one in found if one.warning is not None), None)
        if not found:
            self._warning.setText(_("The token holds no certificate that this program can use."))
        else:
            self._warning.setText(say(words) if words is not None else "")
            if self.key.value() == TOKEN and not self.secret.shown_problem:
                self.secret.take_focus()

    def _no_tokens(self, told: Told) -> None:
        self._see(())
        step = f"{say(told.next_step)} · " if told.next_step is not None else ""
        self._warning.setText(f"{say(told.message)} {step}" + _("Code {code}", code=told.code))

    def _see(self, found: tuple[OnToken, ...]) -> None:
        """The certificate that was chosen stays chosen; otherwise it is the one that names who signs."""
        number = self.certificate.value()
        before = self._seen[number].certificate if number is not None and number < len(self._seen) else None
        own = [place for place, one in enumerate(found) if one.is_of(self._signer)]
        same = [place for place, one in enumerate(found) if one.certificate == before]
        self._seen = found
        self.certificate.set_options([(place, one.name) for place, one in enumerate(found)])
        self.certificate.set_value(next(iter((*same, *own)), 0 if found else None))

    def _to_key(self) -> None:
        """To what has to be chosen anew: the file, if the key comes from one."""
        if self.key.value() == FILE:
            self.choose_file.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.key.take_focus()

    def _ask_file(self) -> None:
        patterns = [_("Key files ({patterns})", patterns=KEY_FILES)]
        ask_for_file(self, _("Key file"), patterns, self.take_file, "keys")

    def _forget_problems(self) -> None:
        for field in (self.key, self.secret, self.certificate):
            field.problem(None)


def _block() -> tuple[QWidget, QVBoxLayout]:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, theme.px(6))
    column.setSpacing(theme.px(6))
    return made, column


def _key_words(key: "SigningKey", today: date) -> str:
    if key.revoked is not None:
        day = format_date(key.revoked.astimezone().date())
        return _("{name}, kept here; revoked on {day}", name=key.name, day=day)
    day = format_date(key.valid_until.astimezone().date())
    if key.expired(today):
        return _("{name}, kept here; expired on {day}", name=key.name, day=day)
    return _("{name}, kept here; valid until {day}", name=key.name, day=day)


def _mark(field: Field, message: Message) -> None:
    field.problem(Problem("KEY-00", Severity.ERROR, field.name, message))
    field.take_focus()
