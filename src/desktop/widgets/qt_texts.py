"""Qt's own words in the language in use. Qt has no Vietnamese translation of itself.

No letter is underlined: Alt with a letter belongs to the typing programs. An unknown text gives ``None``; an
empty string would leave the button blank.
"""

from typing import Final

from PySide6.QtCore import QCoreApplication, QTranslator

from desktop.basics.language import N_, _, in_use

TEXTS: Final = (
    N_("OK"),
    N_("Save"),
    N_("Save All"),
    N_("Open"),
    N_("Yes"),
    N_("Yes to All"),
    N_("No"),
    N_("No to All"),
    N_("Abort"),
    N_("Retry"),
    N_("Ignore"),
    N_("Close"),
    N_("Cancel"),
    N_("Discard"),
    N_("Help"),
    N_("Apply"),
    N_("Reset"),
    N_("Restore Defaults"),
    N_("Undo"),
    N_("Redo"),
    N_("Cut"),
    N_("Copy"),
    N_("Paste"),
    N_("Delete"),
    N_("Select All"),
    N_("Print"),
    N_("Printer"),
    N_("Pages"),
    N_("Page"),
    N_("Copies"),
    N_("Options"),
    N_("Properties"),
    N_("Name"),
    N_("Size"),
    N_("Type"),
    N_("Date Modified"),
    N_("Look in:"),
    N_("File name:"),
    N_("Files of type:"),
    N_("Directory:"),
    N_("Choose"),
    N_("Back"),
    N_("Forward"),
    N_("Parent Directory"),
    N_("Create New Folder"),
    N_("List View"),
    N_("Detail View"),
    N_("All Files (*)"),
    N_("Show Details..."),
    N_("Hide Details..."),
    N_("Computer"),
    N_("My Computer"),
    N_("New Folder"),
    N_("Rename"),
    N_("Folder"),
    N_("File"),
    N_("Drive"),
    N_("Files"),
    N_("Directories"),
    N_("Show hidden files"),
    N_("Recent Places"),
)
"""What Qt says in the dialogs that we show, without its marks for underlined letters."""

_KNOWN = frozenset(TEXTS)


class QtTexts(QTranslator):
    """Answers Qt from our own catalogue."""

    def translate(
        self, context: str, source: str, /, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        """The text in the language in use, or None."""
        plain = source.replace("&", "")
        if in_use() == "en" or plain not in _KNOWN:
            return None
        return _(plain)

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's name
        """Qt doesn't ask an empty translator."""
        return False


def install(application: QCoreApplication) -> QtTexts:
    """Let Qt speak as we do. Keep what is returned."""
    made = QtTexts(application)
    application.installTranslator(made)
    return made
