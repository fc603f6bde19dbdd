"""Pages of a paper on the screen: small ones at the left, the pages themselves at the right.

How a page is drawn is handed in (``documents.preview``), so that PDF is read in one place only. Saving and
printing are announced, not done here.
"""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.basics.language import _
from desktop.widgets import buttons, card, labels, theme
from desktop.widgets.choices import Choice

_THUMB = 76
_POINTS = 72
_A4 = 595 / 842


class PageImage(Protocol):
    """A page in pixels: red, green, blue, row by row."""

    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def rgb(self) -> bytes: ...


class _Sheet(QWidget):
    """One page, drawn only when it comes into sight."""

    pressed = Signal(int)

    def __init__(
        self, number: int, draw: Callable[[int, int], QPixmap], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._number, self._draw = number, draw
        self._pixmap: QPixmap | None = None
        self.current = False
        self.setAccessibleName(_("Page {number}", number=str(number)))

    def set_width(self, width: int, ratio: float) -> None:
        self.setFixedSize(QSize(width, round(width / ratio)))
        self._pixmap = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        if self._pixmap is None:
            self._pixmap = self._draw(self._number, self.width())
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("card"))
        painter.drawPixmap(self.rect(), self._pixmap)
        painter.setPen(QPen(theme.colour("slate" if self.current else "line"), 2 if self.current else 0))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def mousePressEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        self.pressed.emit(self._number)


class PagePreview(QWidget):
    """The preview. ``count(pdf)`` says how many pages, ``image(pdf, number, dpi)`` draws one, counted from 1."""

    print_asked = Signal()
    export_asked = Signal()

    def __init__(
        self,
        count: Callable[[bytes], int],
        image: Callable[[bytes, int, float], PageImage],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._count, self._image = count, image
        self._pdf = b""
        self._sheets: list[_Sheet] = []
        self._thumbs: list[_Sheet] = []
        self._ratio = _A4
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        self._bar = self._make_bar()
        column.addLayout(self._bar)
        frame = QFrame()
        frame.setProperty("kind", "lane")
        inside = QHBoxLayout(frame)
        inside.setContentsMargins(theme.px(4), theme.px(4), theme.px(4), theme.px(4))
        self._left, self._thumb_column = self._area(theme.px(_THUMB + 40))
        self._right, self._sheet_column = self._area(None)
        self._right.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._right.setAccessibleName(_("Pages"))
        self._right.installEventFilter(self)
        inside.addWidget(self._left)
        inside.addWidget(self._right, 1)
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.px(12))
        self._row.addWidget(frame, 1)
        column.addLayout(self._row, 1)
        self._right.verticalScrollBar().valueChanged.connect(self._scrolled)

    def show_pdf(self, pdf: bytes) -> None:
        """Show these bytes; the place in the paper stays."""
        self._pdf = pdf
        number = self._count(pdf)
        if number != len(self._sheets):
            self._rebuild(number)
        first = self._image(pdf, 1, _POINTS / 4)
        self._ratio = first.width / max(first.height, 1)
        self._resize()
        self._scrolled()

    @property
    def pages(self) -> int:
        """How many pages are shown."""
        return len(self._sheets)

    def put_beside(self, widget: QWidget) -> None:
        """Put something at the left end of the bar, such as a way back."""
        self._bar.insertWidget(0, widget)

    def put_aside(self, widget: QWidget) -> None:
        """Put something at the right of the pages, below the bar."""
        self._row.addWidget(widget)

    def only_pages(self) -> None:
        """No small pages, nothing to save or to print: for a file that lies elsewhere already."""
        for one in (self._left, self.export, self.print):
            one.hide()

    def page_number(self) -> int:
        """The page in sight, counted from 1."""
        middle = self._right.verticalScrollBar().value() + self._right.viewport().height() // 2
        for sheet in self._sheets:
            if sheet.y() + sheet.height() >= middle:
                return self._sheets.index(sheet) + 1
        return max(len(self._sheets), 1)

    def go_to(self, number: int) -> None:
        """Bring a page into sight."""
        if 1 <= number <= len(self._sheets):
            top = self._sheets[number - 1].y()
            self._right.verticalScrollBar().setValue(top - theme.px(10))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """The pages follow the room that they have: it comes after the preview's own size, when a card
        above them or beside them takes its place.
        """
        if watched is self._right and event.type() == QEvent.Type.Resize:
            self._resize()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Page up and down turn pages."""
        step = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}.get(Qt.Key(event.key()), 0)
        if step:
            self.go_to(self.page_number() + step)
        else:
            super().keyPressEvent(event)

    def _make_bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(10))
        bar.addStretch(1)
        self.numbers = labels.label("", "label", "ink2")
        bar.addWidget(self.numbers)
        self.zoom: Choice[int] = Choice(
            "zoom",
            "",
            [(0, _("Fit the width")), (-1, _("Whole page")), (100, "100 %"), (150, "150 %"), (200, "200 %")],
            reserve=False,
        )
        self.zoom.box.setAccessibleName(_("Size of the pages"))
        self.zoom.set_value(0)
        self.zoom.setFixedWidth(theme.px(172))
        self.zoom.changed.connect(self._resize)
        bar.addWidget(self.zoom)
        bar.addStretch(1)
        self.export = buttons.button(_("Save PDF"), self.export_asked.emit, icon="download")
        self.print = buttons.button(_("Print"), self.print_asked.emit, icon="printer")
        bar.addWidget(self.export)
        bar.addWidget(self.print)
        return bar

    def _area(self, width: int | None) -> tuple[QScrollArea, QVBoxLayout]:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(theme.px(8), theme.px(8), theme.px(8), theme.px(8))
        column.setSpacing(theme.px(10))
        column.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        area = card.scrolled(content)
        if width is not None:
            area.setFixedWidth(width)
        return area, column

    def _rebuild(self, number: int) -> None:
        for column in (self._thumb_column, self._sheet_column):
            card.clear(column)
        self._sheets = [_Sheet(n, self._drawn) for n in range(1, number + 1)]
        self._thumbs = [_Sheet(n, self._drawn) for n in range(1, number + 1)]
        for n, (sheet, thumb) in enumerate(zip(self._sheets, self._thumbs, strict=True), 1):
            self._sheet_column.addWidget(sheet)
            self._thumb_column.addWidget(thumb)
            for one in (sheet, thumb):
                one.show()  # at once: a layout counts only what is shown, and would put them on top of each other
            line = labels.label(str(n), "hint", "muted")
            self._thumb_column.addWidget(line, 0, Qt.AlignmentFlag.AlignHCenter)
            thumb.pressed.connect(self.go_to)

    def _resize(self) -> None:
        if not self._sheets:
            return
        bar_width = self._right.verticalScrollBar().sizeHint().width()  # kept free, so that it can't flicker
        room = self._right.width() - bar_width - theme.px(20)
        chosen = self.zoom.value() or 0
        if chosen == -1:
            room = min(room, round((self._right.height() - theme.px(20)) * self._ratio))
        elif chosen > 0:
            room = round(794 * chosen / 100)
        bar = Qt.ScrollBarPolicy.ScrollBarAsNeeded if chosen > 0 else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self._right.setHorizontalScrollBarPolicy(bar)
        for sheet in self._sheets:
            sheet.set_width(max(room, 120), self._ratio)
        for thumb in self._thumbs:
            thumb.set_width(theme.px(_THUMB), self._ratio)
        for column in (self._sheet_column, self._thumb_column):
            _lay_out_now(column)

    def _drawn(self, number: int, width: int) -> QPixmap:
        device = self.devicePixelRatioF()
        points = 595.0 if self._ratio < 1 else 842.0
        page = self._image(self._pdf, number, width * device / points * _POINTS)
        image = QImage(page.rgb, page.width, page.height, page.width * 3, QImage.Format.Format_RGB888)
        made = QPixmap.fromImage(image)
        made.setDevicePixelRatio(device)
        return made

    def _scrolled(self) -> None:
        now = self.page_number()
        self.numbers.setText(_("Page {number} / {count}", number=str(now), count=str(len(self._sheets))))
        for number, thumb in enumerate(self._thumbs, 1):
            if thumb.current != (number == now):
                thumb.current = number == now
                thumb.update()


def _lay_out_now(column: QVBoxLayout) -> None:
    """Put the sheets in their places before they are painted, or all of them would be drawn at the top."""
    content = column.parentWidget()
    if content is not None:
        column.invalidate()
        content.resize(content.width(), column.sizeHint().height())
        column.activate()
