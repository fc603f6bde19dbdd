"""Help (F1): the keys, what keeps itself, the recovery paper. Short, on one page that scrolls downwards."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from desktop.basics.language import _
from desktop.widgets import card, labels, theme
from desktop.widgets.card import Card
from desktop.widgets.page import Page


class HelpPage(Page):
    """The help page. ``open("roll-call")`` brings that part into sight."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head(_("Help"), _("All of it works without a mouse"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(theme.px(theme.MARGIN), theme.px(14), theme.px(theme.MARGIN), theme.px(14))
        column.setSpacing(theme.px(12))
        self._parts: dict[str, QWidget] = {}
        for name, title, keys in _tables():
            self._parts[name] = _keys_card(title, keys)
        for name, title, words in _texts():
            made = Card(title)
            for one in words:
                made.column.addWidget(labels.paragraph(one, "body", "ink2"))
            self._parts[name] = made
        for part in self._parts.values():
            column.addWidget(part)
        column.addStretch(1)
        self._area = card.scrolled(content)
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._area.setAccessibleName(_("Help"))
        self.setFocusProxy(self._area)
        outer.addWidget(self._area)

    def open(self, id: str | None) -> None:
        """Bring a part into sight."""
        part = self._parts.get(id or "")
        self._area.verticalScrollBar().setValue(part.y() - theme.px(10) if part is not None else 0)


def _keys_card(title: str, keys: Sequence[tuple[str, str]]) -> Card:
    made = Card(title)
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(14))
    grid.setVerticalSpacing(theme.px(6))
    half = (len(keys) + 1) // 2
    for number, (key, words) in enumerate(keys):
        row, column = number % half, (number // half) * 2
        cap: QLabel = labels.label(key, "small", "ink2")
        cap.setStyleSheet(
            f"background: {theme.COLOURS['hover']}; border: 1px solid {theme.COLOURS['line']};"
            " border-radius: 4px; padding: 2px 6px;"
        )
        grid.addWidget(cap, row, column, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        grid.addWidget(labels.paragraph(words, "second"), row, column + 1)
    grid.setColumnStretch(1, 1)
    grid.setColumnStretch(3, 1)
    made.column.addLayout(grid)
    return made


def _tables() -> tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]:
    return (
        (
            "home",
            _("Keys everywhere"),
            (
                ("Enter, Tab", _("next field, in the order of the paper")),
                ("Shift+Tab", _("field before")),
                ("Ctrl+K", _("find a person, a cell, a meeting")),
                ("Ctrl+N", _("new, on this page")),
                ("Ctrl+Enter", _("finish")),
                ("Ctrl+P", _("preview the paper")),
                ("F2", _("edit")),
                ("Ctrl+D", _("as above, as last time")),
                ("Alt+1 … 9", _("places at the left")),
                ("Ctrl+L", _("lock the register")),
                ("F1", _("this help")),
                ("Esc", _("close what is open")),
            ),
        ),
        (
            "roll-call",
            _("Keys of the roll-call"),
            (
                ("↑ ↓ ← →", _("go from person to person")),
                ("C", _("present")),
                ("L", _("absent with a reason")),
                ("K", _("absent without a reason")),
                ("M", _("exempt")),
                ("T", _("active elsewhere for a time")),
                ("D", _("suspended")),
                ("E", _("late")),
                ("/", _("jump to a name")),
                ("Space", _("present or not")),
            ),
        ),
        (
            "typing",
            _("Dates and times are typed short"),
            (
                ("3/11", _("the third of November nearest to today")),
                ("031126", _("3 November 2026")),
                ("1930", _("half past seven in the evening")),
                ("nong", _("finds Nông: accents aren't needed")),
            ),
        ),
    )


def _texts() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    return (
        (
            "kept",
            _("Nothing is lost"),
            (
                _(
                    "What you type is kept by itself. Close, lock, lose the power: the same text is there again. "
                    "“Finish” is what you press when a record is right."
                ),
                _(
                    "A signed record doesn't change any more. What is wrong in it is put right by a supplement."
                ),
            ),
        ),
        (
            "send",
            _("To the superior and back"),
            (
                _(
                    "Everything the superior hasn't confirmed goes on to a stick as one sealed file. Only the "
                    "superior can open it. A lost stick costs nothing: the next file brings the same again."
                ),
                _(
                    "“Received by the superior” only shows after the superior's receipt was read in here. "
                    "Having written a file is not enough."
                ),
                _(
                    "Before the first time the office is enrolled: the superior gives a file and, apart from it, "
                    "a code; both sides read figures to each other over the telephone. Type what you hear."
                ),
            ),
        ),
        (
            "inbox",
            _("At the superior"),
            (
                _(
                    "Look at a file before it is taken in: looking changes nothing. What is usual goes in with one "
                    "press, what is unusual is shown and asks for a second person."
                ),
                _(
                    "The same file twice counts once. A file that came too early waits; a damaged or foreign one is "
                    "refused and says its code. The receipt goes on to the same stick."
                ),
            ),
        ),
        (
            "papers",
            _("Signed papers"),
            (
                _(
                    "The minutes taker signs first, then the chair, each with the own key and passphrase. "
                    "“Check signatures” says of any signed PDF who signed and whether it was changed since."
                ),
            ),
        ),
        (
            "passphrase",
            _("Passphrase and recovery paper"),
            (
                _(
                    "Nobody can bring back a forgotten passphrase. Only the recovery paper opens the register "
                    "then: keep it in the safe, never beside the computer."
                ),
            ),
        ),
        (
            "backup",
            _("Backups"),
            (
                _(
                    "The register makes backups by itself, locked like the register. Keep one on a USB stick "
                    "that lies elsewhere."
                ),
            ),
        ),
    )
