"""The pair of registers, for each test anew."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.storage.register import Ground
from tests.exchange.offices import Pair, pair


@pytest.fixture
def offices(made_register: tuple[Path, bytes, bytes], ground: Ground, tmp_path: Path) -> Iterator[Pair]:
    """A commune and its superior, enrolled."""
    both = pair(made_register, ground, tmp_path)
    yield both
    both.close()
