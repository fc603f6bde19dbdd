"""The delivery note before it is printed: the page, "Print", "Save PDF"."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.basics.language import _
from desktop.documents.preview import page_count, page_image
from desktop.exchange.joining import write_out
from desktop.exchange.note import TITLE, Delivery, delivery_note
from desktop.widgets import theme
from desktop.widgets.choosing import ask_where_to_save
from desktop.widgets.dialogs import Dialog
from desktop.widgets.notice import Notice
from desktop.widgets.place import Place
from desktop.widgets.preview import PagePreview

_WIDE, _HIGH = 760, 380


class NoteDialog(Dialog):
    """Shows one delivery's note."""

    def __init__(self, parent: QWidget, place: Place, delivery: Delivery) -> None:
        super().__init__(parent, _("Delivery note"), _WIDE)
        self._place = place
        self.pdf = b""
        self.pages = PagePreview(page_count, page_image)
        self.pages.setMinimumHeight(theme.px(_HIGH))
        self.pages.print_asked.connect(self._print)
        self.pages.export_asked.connect(self._ask_where)
        self.column.addWidget(self.pages)
        self.add_button(_("Close"), self.accept)
        self.pages.print.setFocus()
        place.task.aside(self, delivery_note, delivery, then=self._drawn)

    def _drawn(self, pdf: bytes) -> None:
        self.pdf = pdf
        self.pages.show_pdf(pdf)

    def _print(self) -> None:
        from desktop.widgets.printing import ask_and_print

        if self.pdf and ask_and_print(self, self.pdf, TITLE, page_count, page_image):
            self.notify(Notice.done(_("The paper was sent to the printer.")))

    def _ask_where(self) -> None:
        ask_where_to_save(self, _("Save the paper"), f"{TITLE}.pdf", self.save_to)

    def save_to(self, file: str) -> None:
        """Write the note where the user said."""
        self._place.task.aside(
            self,
            write_out,
            Path(file),
            self.pdf,
            then=lambda _none: self.notify(Notice.done(_("The paper was saved."), file)),
            failed=lambda told: self.notify(Notice.refusal(told)),
        )
