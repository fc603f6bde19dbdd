"""The paper in the window: drawn away from it, shown page by page, taken out as a file where the user says."""

from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.basics.errors import Told, Trouble, why_not
from desktop.basics.language import _, msg
from desktop.basics.places import save_for_user
from desktop.documents.preview import page_count, page_image
from desktop.meetings.queries.opening import Opened
from desktop.meetings.signing.paper import final_of, preview_of, sheet_of, signed_paper
from desktop.widgets import theme
from desktop.widgets.choosing import ask_where_to_save
from desktop.widgets.notice import Notice
from desktop.widgets.place import Place
from desktop.widgets.preview import PagePreview


class PaperView(QWidget):
    """Draft, finished or signed: what would be, or was, printed."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self._place = place
        self._opened: Opened | None = None
        self._pdf = b""
        self._asked = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(theme.MARGIN), theme.px(10), theme.px(theme.MARGIN), theme.px(12))
        self.pages = PagePreview(page_count, page_image)
        self.pages.export_asked.connect(self.export)
        self.pages.print_asked.connect(self.print)
        column.addWidget(self.pages)

    def show_draft(self, opened: Opened) -> None:
        """Draw the paper as it stands. A later drawing overtakes an earlier one."""
        self._asked += 1
        number = self._asked
        self._opened = opened
        self._place.task.aside(self, preview_of, opened, then=lambda pdf: self._drawn(number, pdf))

    def show_final(self, opened: Opened) -> None:
        """The paper to be printed and signed; archiving it later gives the same bytes."""
        self._asked += 1
        number = self._asked
        self._opened = opened
        self._place.task.aside(self, final_of, opened, then=lambda pdf: self._drawn(number, pdf))

    def show_archived(self, opened: Opened) -> None:
        """The signed paper from the archive."""
        self._asked += 1
        number = self._asked
        self._opened = opened
        self._place.task.read(
            self, signed_paper, opened.draft.id, then=lambda pdf: self._drawn(number, pdf or b"")
        )

    def export(self) -> None:
        """Ask where to, then write the file there."""
        if not self._pdf or self._opened is None:
            return
        from desktop.meetings.document.minutes import title

        name = title(sheet_of(self._opened))
        ask_where_to_save(self, _("Save the paper"), f"{name}.pdf", self._export_to)

    def print(self) -> None:
        """Print the pages as they are shown."""
        if self._pdf and self._opened is not None:
            from desktop.meetings.document.minutes import title
            from desktop.widgets.printing import ask_and_print

            if ask_and_print(self, self._pdf, title(sheet_of(self._opened)), page_count, page_image):
                self._place.notify(Notice.done(_("The paper was sent to the printer.")))

    def _export_to(self, file: str) -> None:
        self._place.task.aside(
            self, write_out, Path(file), self._pdf, then=lambda _none: self._told(file), failed=self._failed
        )

    def _told(self, file: str) -> None:
        self._place.notify(Notice.done(_("The paper was saved."), file))

    def _failed(self, told: Told) -> None:
        self._place.notify(Notice.refusal(told))

    def _drawn(self, number: int, pdf: bytes) -> None:
        if number == self._asked and pdf:
            self._pdf = pdf
            self.pages.show_pdf(pdf)


def write_out(file: Path, content: bytes) -> None:
    """Write a file where the user said. Trouble MTG-40 if the place doesn't take it."""
    try:
        save_for_user(file, content)
    except OSError as error:
        raise Trouble(
            "MTG-40",
            msg("The file can't be written there: {reason}", reason=why_not(error)),
            msg("Choose another place."),
        ) from error
