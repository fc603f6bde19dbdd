"""One signed paper of a unit: what verifying it gave, above its pages."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.basics.errors import Told
from desktop.basics.language import _, say
from desktop.collector.papers import MeetingShown, OpenedPaper
from desktop.documents.preview import page_count, page_image
from desktop.meetings.form.paper import write_out
from desktop.widgets import buttons, theme
from desktop.widgets.choosing import ask_where_to_save
from desktop.widgets.notice import Notice, NoticeCard, Tone
from desktop.widgets.place import Place
from desktop.widgets.preview import PagePreview


class PaperView(QWidget):
    """The verdict and the pages; Escape goes back to the list."""

    back_asked = Signal()

    def __init__(self, place: Place) -> None:
        super().__init__()
        self._place = place
        self._paper: OpenedPaper | None = None
        self._name = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(theme.MARGIN), theme.px(10), theme.px(theme.MARGIN), theme.px(12))
        column.setSpacing(theme.px(9))
        self._top = QHBoxLayout()
        self._top.setSpacing(theme.px(12))
        self.back = buttons.button(_("To the list"), self.back_asked.emit, icon="list")
        self._top.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(self._top)
        self.verdict: NoticeCard | None = None
        self.pages = PagePreview(page_count, page_image)
        self.pages.export_asked.connect(self._export)
        self.pages.print_asked.connect(self._print)
        column.addWidget(self.pages, 1)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.back_asked)

    def show_paper(self, meeting: MeetingShown, paper: OpenedPaper) -> None:
        """Show a paper with its verdict."""
        self._paper, self._name = paper, meeting.cell
        if self.verdict is not None:
            self._top.removeWidget(self.verdict)
            self.verdict.deleteLater()
        tone = {True: Tone.DONE, False: Tone.REFUSAL, None: Tone.PLAIN}[paper.holds]
        first, *rest = (say(line) for line in paper.lines)
        self.verdict = NoticeCard(Notice(tone, first, " ".join(rest)))
        self._top.addWidget(self.verdict, 1)
        self.pages.show_pdf(paper.pdf)

    def take_focus(self) -> None:
        """To the way back; the pages are one Tab further."""
        self.back.setFocus()

    def _export(self) -> None:
        ask_where_to_save(self, _("Save the paper"), f"{self._name}.pdf", self._export_to)

    def _export_to(self, file: str) -> None:
        if self._paper is not None:
            self._place.task.aside(
                self, write_out, Path(file), self._paper.pdf, then=lambda _none: self._saved(file)
            )

    def _saved(self, file: str) -> None:
        self._place.notify(Notice.done(_("The paper was saved."), file))

    def _print(self) -> None:
        if self._paper is None:
            return
        from desktop.widgets.printing import ask_and_print

        try:
            sent = ask_and_print(self, self._paper.pdf, self._name, page_count, page_image)
        except Told as told:
            self._place.notify(Notice.refusal(told))
            return
        if sent:
            self._place.notify(Notice.done(_("The paper was sent to the printer.")))
