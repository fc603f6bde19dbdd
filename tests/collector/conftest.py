"""The pair of registers, for each test anew."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.basics import language
from desktop.storage.register import Ground
from tests.exchange.offices import Pair, pair


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Texts as the code has them."""
    language.use("en")
    yield
    language.use("en")


@pytest.fixture
def offices(made_register: tuple[Path, bytes, bytes], ground: Ground, tmp_path: Path) -> Iterator[Pair]:
    """A commune and its superior, enrolled."""
    both = pair(made_register, ground, tmp_path)
    yield both
    both.close()
