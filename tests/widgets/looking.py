"""The window's look for a test."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QApplication

from desktop.basics.language import in_use, use
from desktop.widgets import theme


@contextmanager
def looking(qapp: QApplication, tongue: str = "en") -> Iterator[None]:
    """The window's look at scale 1, and English, so that sentences can be compared; afterwards as before."""
    before = in_use()
    use(tongue)
    theme.install(qapp)
    try:
        yield
    finally:
        theme.install(qapp)
        use(before)
