"""Printing a PDF: its pages as pictures onto the printer that the user chooses."""

from collections.abc import Callable

from PySide6.QtCore import QMarginsF, QRectF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from desktop.widgets.preview import PageImage

DPI = 300
Image = Callable[[bytes, int, float], PageImage]


def ask_and_print(
    parent: QWidget, pdf: bytes, title: str, count: Callable[[bytes], int], image: Image
) -> bool:
    """Ask for a printer and print. Whether something was sent to it."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0)
        )
    )
    dialog = QPrintDialog(printer, parent)
    dialog.setMinMax(1, count(pdf))
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return False
    print_pages(printer, pdf, count(pdf), image)
    return True


def print_pages(printer: QPrinter, pdf: bytes, count: int, image: Image) -> None:
    """Draw each page as large as the paper."""
    first, last = printer.fromPage() or 1, printer.toPage() or count
    painter = QPainter(printer)
    for number in range(first, min(last, count) + 1):
        if number > first:
            printer.newPage()
        page = image(pdf, number, DPI)
        drawn = QImage(page.rgb, page.width, page.height, page.width * 3, QImage.Format.Format_RGB888)
        area = printer.pageLayout().fullRectPixels(printer.resolution())
        scale = min(area.width() / page.width, area.height() / page.height)
        painter.drawImage(QRectF(0, 0, page.width * scale, page.height * scale), drawn)
    painter.end()
