"""Colours, type and measures of the window, its fonts, and the style sheet made of them.

Sizes are logical pixels at 96 dpi and text scale 1. Everything that holds text grows with the text scale
(1 to 1.5); lines and corners don't. Type goes by role, a dynamic property ``role`` of labels, so that a new
scale only needs a new style sheet.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QDir, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from desktop.basics import places
from desktop.widgets import sheet

FAMILY: Final = "Be Vietnam Pro"
PAPER_FAMILY: Final = "Liberation Serif"
LARGEST_SCALE: Final = 1.5

COLOURS: Final[dict[str, str]] = {
    "ground": "#FBF8F3",
    "side": "#F4EEE4",
    "card": "#FFFFFF",
    "hover": "#F8F4ED",
    "line": "#E4DDD2",
    "line-soft": "#EFEAE1",
    "edge": "#938A7C",
    "ink": "#23201C",
    "ink2": "#575046",
    "muted": "#6B6459",
    "red": "#A6192E",
    "red-hover": "#8A1325",
    "red-pressed": "#6F0E1D",
    "red-tint": "#FBEFEE",
    "red-line": "#E9C4C6",
    "gold": "#B98A1E",
    "gold-dark": "#76560A",
    "gold-tint": "#FBF3DF",
    "gold-line": "#E6CF94",
    "gold-mark": "#FBE3A6",
    "leaf": "#2E7D4F",
    "leaf-dark": "#22633D",
    "leaf-tint": "#E9F3EC",
    "leaf-line": "#B9D8C5",
    "slate": "#51606F",
    "slate-tint": "#EEF1F4",
    "slate-line": "#CBD3DB",
    "disabled": "#8D8577",
    "disabled-ground": "#F3EEE6",
}


@dataclass(frozen=True, slots=True)
class Type:
    """A role of type: size in pixels at scale 1, weight of 100 to 900."""

    px: int
    weight: int


TYPES: Final[dict[str, Type]] = {
    "title": Type(24, 600),
    "figure": Type(24, 700),
    "figure-small": Type(18, 700),
    "section": Type(17, 600),
    "card": Type(15, 600),
    "lead": Type(15, 400),
    "body": Type(14, 400),
    "name": Type(14, 500),
    "strong": Type(14, 600),
    "second": Type(13, 400),
    "label": Type(13, 500),
    "hint": Type(12, 400),
    "chip": Type(12, 500),
    "head": Type(12, 600),
    "small": Type(11, 600),
    "unit": Type(11, 400),
}

SIDEBAR, TOP_BAR, TAB_BAR = 172, 56, 40
MARGIN, GAP = 20, 12
BUTTON, CHIP, CHIP_IN_TABLE = 34, 24, 22
ROW, ROW_TWO_LINES, HEAD = 32, 52, 30
RADIUS = 6
LARGEST_PAGE = (1093, 540)
LARGEST_DIALOG_HEIGHT = 560


class _Look:
    """What is set once a program: the text scale and whether the fonts are in."""

    scale: float = 1.0
    fonts: bool = False


def install(application: QApplication, scale: float = 1.0) -> None:
    """Give the application its fonts, palette and style sheet. ``scale`` is held between 1 and 1.5.

    May be called again with another scale; windows restyle themselves.
    """
    load_fonts()
    _Look.scale = min(max(scale, 1.0), LARGEST_SCALE)
    QDir.setSearchPaths("icon", [str(places.resources() / "icons")])
    application.setFont(font("body"))
    application.setPalette(_palette())
    application.setStyleSheet(sheet.make(COLOURS, {name: (t.px, t.weight) for name, t in TYPES.items()}, px))
    application.setWindowIcon(QIcon(str(places.resources() / "icons" / "app.svg")))


def load_fonts() -> None:
    """Make the fonts in resources known to Qt, once. A missing file is our own mistake and is raised."""
    if _Look.fonts:
        return
    for file in font_files():
        if QFontDatabase.addApplicationFont(str(file)) < 0:
            raise FileNotFoundError(file.name)
    _Look.fonts = True


def font_files() -> tuple[Path, ...]:
    """The font files that come with the program."""
    return tuple(sorted((places.resources() / "fonts").glob("*/*.ttf")))


def scale() -> float:
    """The text scale in use."""
    return _Look.scale


def px(pixels: float) -> int:
    """``pixels`` at the text scale in use."""
    return round(pixels * _Look.scale)


def colour(token: str) -> QColor:
    """The colour of a token such as ``ink`` or ``red-tint``."""
    return QColor(COLOURS[token])


def font(role: str) -> QFont:
    """The font of a role such as ``body``, at the text scale in use; for what is painted by hand."""
    kind = TYPES[role]
    made = QFont(FAMILY)
    made.setPixelSize(px(kind.px))
    made.setWeight(QFont.Weight(kind.weight))
    return made


def text_width(text: str, role: str) -> int:
    """Width in pixels that ``text`` takes in a role, rounded up."""
    return int(QFontMetricsF(font(role)).horizontalAdvance(text)) + 1


def role(widget: QWidget, name: str, tone: str | None = None) -> None:
    """Give a label its type, and its ink if it isn't the usual one (``ink2``, ``muted``, ``red`` …)."""
    wanted = {"role": name} if tone is None else {"role": name, "ink": tone}
    if any(widget.property(key) != value for key, value in wanted.items()):
        for key, value in wanted.items():
            widget.setProperty(key, value)
        restyle(widget)


def restyle(widget: QWidget) -> None:
    """Let the style sheet look at a widget's properties again. One that it hasn't seen yet it will see by itself."""
    if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def contrast(one: str, other: str) -> float:
    """Contrast of two tokens by WCAG 2, 1 to 21."""
    light, dark = sorted((_luminance(COLOURS[one]), _luminance(COLOURS[other])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(hexadecimal: str) -> float:
    parts = (int(hexadecimal[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _palette() -> QPalette:
    made = QPalette()
    roles = QPalette.ColorRole
    for kind, token in (
        (roles.Window, "ground"),
        (roles.WindowText, "ink"),
        (roles.Base, "card"),
        (roles.AlternateBase, "hover"),
        (roles.Text, "ink"),
        (roles.Button, "card"),
        (roles.ButtonText, "ink"),
        (roles.ToolTipBase, "card"),
        (roles.ToolTipText, "ink"),
        (roles.PlaceholderText, "muted"),
        (roles.Highlight, "slate"),
        (roles.HighlightedText, "card"),
        (roles.Link, "red"),
    ):
        made.setColor(kind, colour(token))
    for kind in (roles.WindowText, roles.Text, roles.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, kind, colour("disabled"))
    return made
