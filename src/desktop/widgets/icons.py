"""The window's own line icons: 24 grid, stroke 1.75, recoloured before they are drawn, cached for good."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QLabel, QWidget

from desktop.basics import places
from desktop.widgets import theme

_SMALL = 16  # up to this size lines are a little thicker, or they look grey
_SHARPNESS = 2.5  # rendered at this ratio, so that nothing blurs at 125 or 150 %


@lru_cache(maxsize=512)
def pixmap(name: str, colour: str = "ink2", size: int = 18) -> QPixmap:
    """The icon ``name`` in the colour of a token, ``size`` logical pixels wide."""
    renderer = _renderer(name, theme.COLOURS[colour], size <= _SMALL * theme.scale())
    made = QPixmap(round(size * _SHARPNESS), round(size * _SHARPNESS))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    renderer.render(painter)
    painter.end()
    made.setDevicePixelRatio(_SHARPNESS)
    return made


@lru_cache(maxsize=512)
def icon(name: str, colour: str = "ink2", size: int = 18) -> QIcon:
    """The same as an icon of a button, with a greyed form for a disabled one."""
    made = QIcon(pixmap(name, colour, size))
    made.addPixmap(pixmap(name, "disabled", size), QIcon.Mode.Disabled)
    return made


def paint(painter: QPainter, name: str, colour: str, box: QRectF) -> None:
    """Draw an icon into a square of a painter."""
    _renderer(name, theme.COLOURS[colour], box.width() <= _SMALL * theme.scale()).render(painter, box)


def label(name: str, colour: str = "ink2", size: int = 18, parent: QWidget | None = None) -> QLabel:
    """An icon that stands beside a word. It has no name of its own for screen readers: the word has."""
    made = QLabel(parent)
    made.setPixmap(pixmap(name, colour, theme.px(size)))
    made.setFixedSize(QSize(theme.px(size), theme.px(size)))
    return made


@lru_cache(maxsize=256)
def _renderer(name: str, hexadecimal: str, small: bool) -> QSvgRenderer:
    drawing = (places.resources() / "icons" / f"{name}.svg").read_bytes()
    if small:
        drawing = drawing.replace(b'stroke-width="1.75"', b'stroke-width="2.2"')
    return QSvgRenderer(QByteArray(drawing.replace(b"#000", hexadecimal.encode())))
