"""The style sheet of the window, made from the tokens of ``theme``.

Widgets are chosen by class and by these dynamic properties: ``role`` (type), ``ink`` (colour of words),
``kind`` (of a button: primary, plain, link, ghost, segment;
  of a frame: card, strip, side …), ``bad`` (a field with an error).
Qt's heights leave out border and padding;
  a focus border is 1 px thicker and takes that pixel from the padding.
"""

from collections.abc import Callable, Mapping


def make(colours: Mapping[str, str], types: Mapping[str, tuple[int, int]], px: Callable[[float], int]) -> str:
    """The whole style sheet. ``types`` gives pixels and weight of each role; ``px`` scales a length."""
    blocks = [_BASE, _BUTTONS, _FIELDS, _CHOICES, _LISTS, _FRAMES, *_types(types)]
    text = "\n".join(blocks)
    for name in sorted(colours, key=len, reverse=True):
        text = text.replace(f"@{name};", f"{colours[name]};").replace(f"@{name} ", f"{colours[name]} ")
    return _scaled(text, px)


def _types(types: Mapping[str, tuple[int, int]]) -> list[str]:
    return [
        f'*[role="{name}"] {{ font-size: ~{size}~; font-weight: {weight}; }}'
        for name, (size, weight) in types.items()
    ]


def _scaled(text: str, px: Callable[[float], int]) -> str:
    pieces = text.split("~")
    return "".join(f"{px(float(p))}px" if i % 2 else p for i, p in enumerate(pieces))


_BASE = """
* { font-family: "Be Vietnam Pro"; font-size: ~14~; color: @ink; }
QMainWindow, QDialog, *[kind="page"] { background: @ground; }
QLabel { background: transparent; }
*[ink="ink2"] { color: @ink2; }
*[ink="muted"] { color: @muted; }
*[ink="red"] { color: @red; }
*[ink="gold"] { color: @gold-dark; }
*[ink="leaf"] { color: @leaf-dark; }
*[ink="slate"] { color: @slate; }
*[ink="white"] { color: @card; }
QToolTip { background: @card; color: @ink; border: 1px solid @edge; padding: 4px 6px; }
QScrollArea, QScrollArea > QWidget > QWidget[kind="scrolled"] { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 2px; }
QScrollBar::handle { background: @slate-line; border-radius: 4px; min-height: 28px; min-width: 28px; }
QScrollBar::handle:hover { background: @edge; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QMenu { background: @card; border: 1px solid @edge; padding: 4px; }
QMenu::item { padding: 7px 22px 7px 14px; border-radius: 4px; }
QMenu::item:selected { background: @slate-tint; }
QMenu::item:disabled { color: @disabled; }
QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }
QProgressBar { background: @line; border: none; border-radius: 3px; max-height: 12px; min-height: 12px; }
QProgressBar::chunk { background: @red; border-radius: 3px; }
"""

_BUTTONS = """
QPushButton { background: @card; border: 1px solid @edge; border-radius: 6px; padding: 0 15px;
  min-height: ~32~; max-height: ~32~; font-weight: 500; }
QPushButton:hover { background: @hover; border-color: @ink2; }
QPushButton:pressed { background: @line-soft; }
QPushButton:focus { border: 2px solid @slate; padding: 0 14px; min-height: ~30~; max-height: ~30~; }
QPushButton:disabled { background: @disabled-ground; border-color: @line; color: @disabled; }
QPushButton[kind="primary"] { background: @red; border-color: @red; color: @card; font-weight: 600; }
QPushButton[kind="primary"]:hover { background: @red-hover; border-color: @red-hover; }
QPushButton[kind="primary"]:pressed { background: @red-pressed; }
QPushButton[kind="primary"]:focus { border-color: @ink; }
QPushButton[kind="primary"]:disabled { background: @disabled-ground; border-color: @line;
  color: @disabled; }
QPushButton[kind="link"], QPushButton[kind="ghost"] { background: transparent;
  border: 1px solid transparent;
  color: @red; padding: 0 3px; min-height: ~24~; max-height: ~24~; }
QPushButton[kind="ghost"] { color: @ink2; }
QPushButton[kind="link"]:hover { background: @red-tint; }
QPushButton[kind="ghost"]:hover { background: @hover; }
QPushButton[kind="link"]:focus, QPushButton[kind="ghost"]:focus { border: 2px solid @slate; padding: 0 2px;
  min-height: ~22~; max-height: ~22~; }
QPushButton[kind="link"]:disabled, QPushButton[kind="ghost"]:disabled { color: @disabled;
  background: transparent;
  border-color: transparent; }
QPushButton[kind="segment"] { border-color: @line; padding: 0 10px; min-height: ~28~; max-height: ~28~;
  font-size: ~13~; font-weight: 400; }
QPushButton[kind="segment"]:hover { background: @hover; }
QPushButton[kind="segment"]:focus { border: 2px solid @slate; padding: 0 9px; min-height: ~26~;
  max-height: ~26~; }
QPushButton[kind="segment"]:checked { background: @slate-tint; border-color: @slate; font-weight: 600; }
QPushButton[kind="segment"][tone="leaf"]:checked { background: @leaf-tint; border-color: @leaf;
  color: @leaf-dark; }
QPushButton[kind="segment"][tone="gold"]:checked { background: @gold-tint; border-color: @gold;
  color: @gold-dark; }
QPushButton[kind="segment"][tone="red"]:checked { background: @red-tint; border-color: @red; color: @red; }
QPushButton[kind="big"] { background: @red; border-color: @red; color: @card; font-weight: 600;
  font-size: ~15~;
  min-height: ~38~; max-height: ~38~; }
QPushButton[kind="big"]:hover { background: @red-hover; }
QPushButton[kind="big"]:focus { border: 2px solid @ink; min-height: ~36~; max-height: ~36~; }
QPushButton[kind="big"]:disabled { background: @disabled-ground; border-color: @line; color: @disabled; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 3px; }
QToolButton:hover { background: @hover; }
QToolButton:focus { border: 2px solid @slate; padding: 2px; }
QToolButton::menu-indicator { image: none; }
"""

_FIELDS = """
QLineEdit, QComboBox { background: @card; border: 1px solid @edge; border-radius: 6px; padding: 0 11px;
  min-height: ~32~; max-height: ~32~; selection-background-color: @slate; selection-color: @card; }
QPlainTextEdit, QTextEdit { background: @card; border: 1px solid @edge; border-radius: 6px;
  padding: 5px 7px;
  selection-background-color: @slate; selection-color: @card; }
QLineEdit:hover, QComboBox:hover, QPlainTextEdit:hover, QTextEdit:hover { border-color: @ink2; }
QLineEdit[bad="true"], QComboBox[bad="true"], QPlainTextEdit[bad="true"], QTextEdit[bad="true"] {
  background: @red-tint; border-color: @red; }
QLineEdit:focus, QComboBox:focus { border: 2px solid @slate; padding: 0 10px; min-height: ~30~;
  max-height: ~30~; }
QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid @slate; padding: 4px 6px; }
QLineEdit:disabled, QComboBox:disabled, QPlainTextEdit:disabled, QTextEdit:disabled {
  background: @disabled-ground; border-color: @line; color: @disabled; }
QLineEdit[echoMode="2"] { lineedit-password-character: 8226; }
QLineEdit:read-only { background: @hover; border-color: @line; }
QLineEdit[kind="figure"] { font-size: ~18~; font-weight: 600; padding: 0 4px; }
QComboBox::drop-down { border: none; width: ~26~; }
QComboBox::down-arrow { image: url(icon:style-chevron-down.svg); width: ~15~; height: ~15~; }
QComboBox::down-arrow:disabled { image: url(icon:style-chevron-down-off.svg); }
QComboBox QAbstractItemView { background: @card; border: 1px solid @edge; outline: none; padding: 3px;
  selection-background-color: @slate-tint; selection-color: @ink; }
QComboBox QAbstractItemView::item { min-height: ~28~; padding: 0 8px; }
"""

_CHOICES = """
QCheckBox, QRadioButton { spacing: 10px; background: transparent; padding: 2px;
  border: 1px solid transparent; }
QCheckBox::indicator, QRadioButton::indicator { width: ~18~; height: ~18~; border: 1px solid @edge;
  background: @card; }
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: ~10~; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: @ink2; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid @slate; width: ~16~;
  height: ~16~; }
QCheckBox::indicator:checked { background: @red; border-color: @red; image: url(icon:style-check.svg); }
QCheckBox::indicator:checked:focus { border: 2px solid @ink; }
QRadioButton::indicator:checked { border-color: @red; image: url(icon:style-radio.svg); }
QCheckBox:focus, QRadioButton:focus { border: 1px dotted @slate; border-radius: 4px; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { background: @disabled-ground;
  border-color: @line; }
QCheckBox::indicator:checked:disabled { image: url(icon:style-check-off.svg); }
QRadioButton::indicator:checked:disabled { image: url(icon:style-radio-off.svg); }
QCheckBox:disabled, QRadioButton:disabled { color: @disabled; }
"""

_LISTS = """
QTableView, QListView, QTreeView { background: @card; border: none; outline: none;
  gridline-color: transparent;
  selection-background-color: @slate-tint; selection-color: @ink; }
QHeaderView { background: @hover; border: none; border-bottom: 1px solid @line;
  border-top-left-radius: 5px; border-top-right-radius: 5px; }
QHeaderView::section { background: transparent; border: none; padding: 0 10px; font-size: ~12~;
  font-weight: 600;
  color: @ink2; }
QHeaderView::section:first { padding-left: 14px; }
QTableCornerButton::section { background: @hover; border: none; }
"""

_FRAMES = """
*[kind="card"] { background: @card; border: 1px solid @line; border-radius: 6px; }
*[kind="card-current"] { background: @card; border: 2px solid @slate; border-radius: 6px; }
*[kind="strip"] { background: @hover; border: none; border-top: 1px solid @line;
  border-bottom-left-radius: 5px; border-bottom-right-radius: 5px; }
*[kind="lane"] { background: @side; border: none; border-radius: 6px; }
*[kind="sidebar"] { background: @side; border: none; border-right: 1px solid @line; }
*[kind="topbar"] { background: @ground; border: none; border-bottom: 1px solid @line; }
*[kind="rule"] { background: @line; border: none; min-height: 1px; max-height: 1px; }
*[kind="rule-soft"] { background: @line-soft; border: none; min-height: 1px; max-height: 1px; }
*[kind="notice"][tone="leaf"] { background: @leaf-tint; border: 1px solid @leaf-line; border-radius: 6px; }
*[kind="notice"][tone="gold"] { background: @gold-tint; border: 1px solid @gold-line; border-radius: 6px; }
*[kind="notice"][tone="red"] { background: @red-tint; border: 1px solid @red-line; border-radius: 6px; }
*[kind="notice"][tone="slate"] { background: @slate-tint; border: 1px solid @slate-line;
  border-radius: 6px; }
*[kind="popup"] { background: @card; border: 1px solid @edge; border-radius: 6px; }
"""
