"""Superiors and guests: names with their posts, added and taken out."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.basics.ids import new_id
from desktop.basics.language import _
from desktop.meetings.form.bench import Bench
from desktop.meetings.rules.draft import Visitor
from desktop.widgets import buttons, card, labels, theme
from desktop.widgets.dialogs import Dialog
from desktop.widgets.fields import TextField


class VisitorsCard(card.Card):
    """Both lists in one card."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.bench = bench
        self._lists: dict[str, QVBoxLayout] = {}
        self._shown: dict[str, tuple[Visitor, ...]] = {}
        self.adders: dict[str, QWidget] = {}
        for part, title, words in (
            ("superiors", _("Superiors present"), _("Add a superior")),
            ("guests", _("Guests"), _("Add a guest")),
        ):
            head = QHBoxLayout()
            head.addWidget(labels.label(title, "name"))
            head.addStretch(1)
            adder = buttons.icon_button("plus", words, self._asking(part, words), "red")
            self.adders[part] = adder
            head.addWidget(adder)
            self.column.addLayout(head)
            self._lists[part] = QVBoxLayout()
            self._lists[part].setSpacing(theme.px(3))
            self.column.addLayout(self._lists[part])
            if part == "superiors":
                self.column.addWidget(card.rule(soft=True))
        bench.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the draft's people."""
        for part, column in self._lists.items():
            visitors: tuple[Visitor, ...] = getattr(self.bench.draft, part)
            if self._shown.get(part) == visitors:
                continue
            self._shown[part] = visitors
            card.clear(column)
            for one in visitors:
                column.addWidget(_VisitorRow(self, part, one))

    def _asking(self, part: str, words: str) -> Callable[[], None]:
        return lambda: self.ask(part, words)

    def ask(self, part: str, words: str, visitor: Visitor | None = None) -> None:
        """Ask for a name and a post."""
        _VisitorDialog(self, part, words, visitor).open()


class _VisitorRow(QWidget):
    def __init__(self, owner: VisitorsCard, part: str, one: Visitor) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(4))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(labels.Elided(one.name, "second"))
        if one.post:
            words.addWidget(labels.Elided(one.post, "hint", "muted"))
        row.addLayout(words, 1)
        change = _("Change {name}", name=one.name)
        row.addWidget(
            buttons.icon_button("pen", change, lambda: owner.ask(part, change, one), "muted"), 0, _TOP
        )
        take = _("Take out {name}", name=one.name)
        row.addWidget(
            buttons.icon_button("cross", take, lambda: owner.bench.take_line(part, one.id), "muted"), 0, _TOP
        )


_TOP = Qt.AlignmentFlag.AlignTop


class _VisitorDialog(Dialog):
    def __init__(self, owner: VisitorsCard, part: str, words: str, visitor: Visitor | None) -> None:
        super().__init__(owner, words, 440)
        self._owner, self._part, self._visitor = owner, part, visitor
        self.name = TextField("name", _("Full name"))
        self.post = TextField("post", _("Post"))
        self.name.set_value(visitor.name if visitor else None)
        self.post.set_value(visitor.post if visitor else None)
        fields: Sequence[TextField] = (self.name, self.post)
        for field in fields:
            self.column.addWidget(field)
        self.column.addStretch(1)
        self.add_button(_("Leave it as it is"), self.reject)
        self.add_button(_("Put in"), self.put, "primary")
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.put)
        self.name.take_focus()

    def put(self) -> None:
        """Take what was typed into the draft."""
        name = self.name.value()
        if name is None:
            self.name.take_focus()
            return
        post = self.post.value() or ""
        bench = self._owner.bench
        if self._visitor is None:
            bench.add_line(self._part, Visitor(new_id(), name, post))
        else:
            bench.put_line(self._part, Visitor(self._visitor.id, name, post))
        self.accept()
