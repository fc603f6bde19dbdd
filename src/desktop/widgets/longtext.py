"""A field of many lines, with room between them for Ễ and Ậ."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QSizePolicy, QTextEdit, QWidget

from desktop.basics.text import nfc
from desktop.widgets import theme
from desktop.widgets.field import Field

LINE_HEIGHT = 128  # percent
_AROUND = 12  # the style sheet's padding and border, above and below


class LongText(Field):
    """Paragraphs of plain words. Enter is a new line, Tab the next field; Ctrl+Enter belongs to the page."""

    def __init__(
        self,
        name: str,
        words: str,
        help: str = "",
        placeholder: str = "",
        lines: int = 4,
        reserve: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, words, help, reserve, parent)
        self.edit = QTextEdit(self)
        self.edit.setAcceptRichText(False)
        self.edit.setTabChangesFocus(True)
        self.edit.setPlaceholderText(placeholder)
        self.edit.setMinimumHeight(theme.px(round(14 * 1.25 * LINE_HEIGHT / 100) * lines + 16))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.set_value("")
        self.edit.textChanged.connect(self._typed)
        self._quiet = False
        self._put(self.edit)

    def grow(self) -> None:
        """Let it be as high as its words, so that only the page scrolls."""
        least = self.edit.minimumHeight()
        self.edit.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

        def fit() -> None:
            wanted = round(self.edit.document().size().height()) + theme.px(_AROUND)
            self.edit.setFixedHeight(max(least, wanted))

        self.edit.document().documentLayout().documentSizeChanged.connect(fit)
        fit()

    def value(self) -> str:
        """The words, NFC, without spaces at the ends of lines and empty lines at the end."""
        return "\n".join(line.rstrip() for line in nfc(self.edit.toPlainText()).split("\n")).rstrip("\n")

    def set_value(self, value: str | None) -> None:
        """Put words in; says nothing to the listeners."""
        self._quiet = True
        self.edit.setPlainText(value or "")
        cursor = QTextCursor(self.edit.document())
        cursor.select(QTextCursor.SelectionType.Document)
        spaced = QTextBlockFormat()
        spaced.setLineHeight(LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.mergeBlockFormat(spaced)
        self.edit.document().clearUndoRedoStacks()
        self._quiet = False

    def set_read_only(self, fixed: bool) -> None:
        """Show without letting it be changed; the text can still be selected."""
        self.edit.setReadOnly(fixed)

    def _typed(self) -> None:
        if not self._quiet:
            self.changed.emit()

    def _is_next(self, event: QKeyEvent) -> bool:
        return False
