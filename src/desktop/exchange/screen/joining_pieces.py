"""What both halves of enrolment stand on: the line of the file that is meant, and a column of steps."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.basics.errors import Told
from desktop.basics.language import _
from desktop.bundles.format import BundleKind
from desktop.exchange.joining import files_on
from desktop.widgets import buttons, card, icons, labels, theme
from desktop.widgets.choosing import ask_for_file
from desktop.widgets.fields import TextField
from desktop.widgets.notice import Notice, NoticeCard
from desktop.widgets.place import Place


class FileLine(QWidget):
    """The enrolment file that is meant: found on the stick, or chosen elsewhere."""

    chosen = Signal()

    def __init__(self, place: Place, title: str, missing: str, kind: BundleKind) -> None:
        super().__init__()
        self._place = place
        self._title, self._missing, self._kind = title, missing, kind
        self.path: Path | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        self._sign = icons.label("file", "muted", 18)
        row.addWidget(self._sign)
        words = QVBoxLayout()
        words.setSpacing(1)
        self.name = labels.Elided(missing, "name", letters=12)
        self.detail = labels.Elided("", "hint", "ink2", letters=12)
        words.addWidget(self.name)
        words.addWidget(self.detail)
        row.addLayout(words, 1)
        self.other = buttons.link(_("Choose another file…"), self._ask)
        row.addWidget(self.other)
        self.take(None)

    def search(self, root: Path | None) -> None:
        """The newest file of the kind on this stick."""
        if root is not None:
            self._place.task.aside(self, files_on, root, self._kind, then=self._found)
        else:
            self.take(None)

    def _found(self, paths: tuple[Path, ...]) -> None:
        self.take(paths[0] if paths else None)

    def take(self, path: Path | None) -> None:
        """This file is meant, or none."""
        self.path = path
        self.name.setText(self._missing if path is None else path.name)
        self.say("" if path is None else self._title)
        self.chosen.emit()

    def say(self, words: str, good: bool = False) -> None:
        """What the file says of itself."""
        self.detail.setText(words)
        self.detail.setVisible(bool(words))
        theme.role(self.detail, "hint", "leaf" if good else "ink2")
        sign = ("check", "leaf") if good else ("file", "muted")
        self._sign.setPixmap(icons.pixmap(*sign, theme.px(18)))

    def _ask(self) -> None:
        patterns = [_("Enrolment files (*.scb)"), _("All files (*)")]
        known = self.path.parent if self.path is not None else None
        ask_for_file(self, _("Choose the file"), patterns, self.take, "enrolment", otherwise=known)


class Side(QWidget):
    """Base of both halves: a column of steps, with what was refused above it."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        self._told = QVBoxLayout()
        column.addLayout(self._told)
        self.column = column

    def refused(self, told: Told, field: TextField, *names: str) -> None:
        """Beside the field if it is about that, else in a card."""
        card.clear(self._told)
        if told.field in names:
            field.refuse(told)
            field.take_focus()
        else:
            self._told.addWidget(NoticeCard(Notice.refusal(told)))

    def forget(self) -> None:
        """Take away what was refused before."""
        card.clear(self._told)
