"""Where Tab goes: widgets that are made later take their place among those that stand there already."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def tab_before(last: QWidget, widgets: Sequence[QWidget]) -> None:
    """Let Tab visit ``widgets`` in this order and then ``last``, which keeps its place."""
    first = _before(last)  # Qt puts nothing behind a label
    while first is not last and (first in widgets or not first.focusPolicy() & Qt.FocusPolicy.TabFocus):
        first = _before(first)
    order = (*widgets, last) if first is last else (first, *widgets, last)
    for one, following in pairwise(order):
        QWidget.setTabOrder(one, following)


def _before(widget: QWidget) -> QWidget:
    return widget.previousInFocusChain() or widget
