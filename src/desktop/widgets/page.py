"""What a room shows under the top bar, and how the window speaks with it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.widgets.chips import Chip


class Page(QWidget):
    """Base of every page. The window shows its heading and passes it the keys of the whole window.

    The heading: ``head("Members", "Party committee of the commune")``; ``head_chip`` sets the one state chip;
    ``head_buttons`` are the buttons beside the title. ``kept`` says "Kept 14:32:05".
    """

    heading_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "page")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.title = ""
        self.subtitle = ""
        self.chip: Chip | None = None
        self.kept_words = ""
        self.head_buttons: Sequence[QWidget] = ()
        self.searchable = True  # whether the top bar has room for the quick-find field

    def head(self, title: str, subtitle: str = "") -> None:
        """Set what the top bar says."""
        self.title, self.subtitle = title, subtitle
        self.heading_changed.emit()

    def head_chip(self, chip: Chip | None) -> None:
        """Set the state chip of the top bar."""
        self.chip = chip
        self.heading_changed.emit()

    def kept(self, words: str) -> None:
        """Say when the draft was kept last, or nothing."""
        self.kept_words = words
        self.heading_changed.emit()

    def open(self, id: str | None) -> None:
        """The page is shown, for the record ``id`` if one is named. Called each time one comes here."""

    def fit(self, width: int, height: int) -> None:
        """The room that the window has for the page now: a page may take a lower or narrower form."""

    def here(self) -> str | None:
        """What ``open`` must be given to come back to this place: after unlocking one goes on where one was."""
        return None

    def leaving(self) -> None:
        """The page is about to go, the window to be locked or closed: hand over unkept drafts."""

    def new(self) -> None:
        """Ctrl+N."""

    def finish(self) -> None:
        """Ctrl+Enter: the deliberate end."""

    def preview(self) -> None:
        """Ctrl+P."""

    def edit(self) -> None:
        """F2."""

    def as_before(self) -> None:
        """Ctrl+D: as above, as last time."""

    def search(self) -> None:
        """Slash or Ctrl+F: to the page's own search field."""

    def help_topic(self) -> str:
        """What F1 opens: a topic of the help page, "" for its beginning."""
        return ""
