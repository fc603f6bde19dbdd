"""Choose or drop a signed PDF, and read what is to be said of it, with its pages beside that."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.basics.clock import Clock
from desktop.basics.errors import Problem, Severity, Told, Trouble
from desktop.basics.language import _, msg
from desktop.documents.preview import page_count, page_image
from desktop.exchange.papers import Asked, Checked
from desktop.exchange.screen.papers_verdict import VerdictCard
from desktop.widgets import buttons, card, labels, theme
from desktop.widgets.choosing import ask_for_file
from desktop.widgets.empty import Empty
from desktop.widgets.fields import DateField
from desktop.widgets.preview import PageImage, PagePreview

Run = Callable[[Asked, Callable[[Checked], object], Callable[[Told], object]], object]


class CheckView(QWidget):
    """One file at a time. ``run(asked, then, failed)`` checks it away from the window's thread."""

    def __init__(self, clock: Clock, run: Run) -> None:
        super().__init__()
        self._run, self._clock = run, clock
        self._path: Path | None = None
        self._root: Path | None = None
        self._judged: date | None = None
        self._asked = 0
        self.checked: Checked | None = None
        self.setAcceptDrops(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addLayout(self._make_bar())
        self._stack = QStackedWidget()
        self._empty = Empty(
            "signature",
            _("Choose a signed PDF, or drop it here."),
            _("You read who signed it, whether it is whole, and whether anything was added since."),
        )
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._make_result(clock))
        column.addWidget(self._stack, 1)

    def take(self, path: Path) -> None:
        """Check this file."""
        self._path = path
        self._name.setText(path.name)
        self._check()

    def take_root(self, path: Path) -> None:
        """Trust what is in this file too, for this check only."""
        self._root = path
        self.root.say(_("Also trusted: {file}", file=path.name))
        self._check()

    def ask_file(self) -> None:
        """Which PDF?"""
        ask_for_file(self, _("Signed paper"), ["PDF (*.pdf)"], self.take, "signed papers")

    def take_focus(self) -> None:
        """To the button that chooses."""
        self.choose.setFocus()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """One file may be dropped."""
        if _one_file(event.mimeData().urls()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Check what was dropped."""
        path = _one_file(event.mimeData().urls())
        if path is not None:
            event.acceptProposedAction()
            self.take(path)

    def _make_bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(12))
        self.choose = buttons.primary(_("Choose a PDF…"), self.ask_file, "folder")
        bar.addWidget(self.choose)
        self._name = labels.Elided("", "name")
        bar.addWidget(self._name, 1)
        return bar

    def _make_result(self, clock: Clock) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(theme.GAP))
        self.verdict = VerdictCard()
        self.filed = DateField("filed", _("Judge at the day it was filed"), clock, past=True)
        self.filed.line.editingFinished.connect(self._day_typed)
        self.root = buttons.button(_("Trust a further root…"), self._ask_root, icon="key")
        self.verdict.put_below(card.rule())
        for rare in (self.filed, self.root):
            self.verdict.put_below(rare)
        row.addWidget(self.verdict, 1)
        self.pages = PagePreview(page_count, _image)
        self.pages.only_pages()
        row.addWidget(self.pages, 1)
        return made

    def _day_typed(self) -> None:
        day = self.filed.value()
        ahead = day is not None and day > self._clock.today()
        words = msg("A paper can't be filed after today.")
        self.filed.problem(Problem("PDF-14", Severity.ERROR, "filed", words) if ahead else None)
        if self.filed.readable and not ahead and day != self._judged:
            self._check()

    def _check(self) -> None:
        if self._path is None or not self.filed.readable or self.filed.shown_problem is not None:
            return
        self._judged = self.filed.value()
        asked = Asked(self._path, self._judged, self._root)
        self._asked += 1
        number = self._asked
        self._run(asked, lambda found: self._show(number, found), lambda told: self._refused(number, told))

    def _show(self, number: int, found: Checked) -> None:
        if number != self._asked:
            return  # another file was chosen meanwhile
        self.checked = found
        self.verdict.show_checked(found)
        self.verdict.offer_below(bool(found.verdict.signatures))
        self.pages.setVisible(found.pages > 0)
        self._stack.setCurrentIndex(1)
        if found.pages:
            self.pages.show_pdf(found.pdf)

    def _refused(self, number: int, told: Told) -> None:
        if number == self._asked:
            self.checked = None
            self.verdict.show_refusal(told)
            self.verdict.offer_below(not told.code.startswith("PDF-"))  # not where it's the file itself
            self.pages.hide()
            self._stack.setCurrentIndex(1)

    def _ask_root(self) -> None:
        patterns = [_("Certificates ({patterns})", patterns="*.cer *.pem *.crl")]
        ask_for_file(self, _("Root certificate"), patterns, self.take_root, "roots")


def _one_file(urls: list[QUrl]) -> Path | None:
    local = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    return local[0] if len(local) == 1 else None


class _Blank:
    """A page that can't be drawn."""

    width, height, rgb = 1, 1, b"\xff\xff\xff"


def _image(pdf: bytes, number: int, dpi: float) -> PageImage:
    try:
        return page_image(pdf, number, dpi)
    except Trouble:
        return _Blank()
