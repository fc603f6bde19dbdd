"""The window's look for these tests, and English, so that sentences can be compared."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from tests.widgets.hands import KEPT
from tests.widgets.looking import looking


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> Iterator[None]:
    """Theme at scale 1, English."""
    with looking(qapp):
        yield
        KEPT.clear()
