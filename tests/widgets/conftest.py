"""The window's look for these tests, and English, so that sentences can be compared."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from desktop.basics import language
from desktop.widgets import theme
from tests.widgets.hands import KEPT


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> Iterator[None]:
    """Theme at scale 1, English."""
    before = language.in_use()
    language.use("en")
    theme.install(qapp)
    yield
    KEPT.clear()
    theme.install(qapp)
    language.use(before)
