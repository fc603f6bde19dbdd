"""Fixtures for everyone: a fresh register of one invented commune, made once and copied."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from desktop import kinds
from desktop.basics.clock import Clock
from desktop.basics.places import resources
from desktop.keys.slots import FILE_NAME, KeySlots
from desktop.rulebook.book import Rulebook
from desktop.storage.opening import Founder, found, open_register
from desktop.storage.register import Ground, Register

pytest_plugins = ["tests.daytime", "tests.quiet"]

PASSPHRASE = "cánh đồng mùa gặt sớm"
TODAY = date(2026, 11, 9)
FOUNDER = Founder("Bí thư", "Bế Đức Kiên", PASSPHRASE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The demonstration comes first: at the end, each core would build one of its own for its share of it."""
    items.sort(key=lambda item: item.path.name != "test_demo.py")


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    """The rules as the program brings them along."""
    return Rulebook.load(resources() / "rules")


@pytest.fixture
def ground(tmp_path: Path, rulebook: Rulebook) -> Ground:
    """An empty home and state folder, and a clock on which it is 09/11/2026."""
    return Ground(tmp_path / "home", tmp_path / "state", kinds.ALL, rulebook, Clock.showing(TODAY))


@pytest.fixture(scope="session")
def made_register(tmp_path_factory: pytest.TempPathFactory, rulebook: Rulebook) -> tuple[Path, bytes, bytes]:
    """A register made once: its folder, and its data key's two secrets."""
    folder = tmp_path_factory.mktemp("made")
    ground = Ground(folder / "home", folder / "state", kinds.ALL, rulebook, Clock.showing(TODAY))
    register, _ = found(ground, FOUNDER)
    register.settle()
    secret, proof = bytes(register.key.secret), bytes(register.key.proof)
    register.close()
    return folder, secret, proof


@pytest.fixture
def register(made_register: tuple[Path, bytes, bytes], ground: Ground) -> Iterator[Register]:
    """An open, fresh register. It is checked as a whole when the test is over."""
    from desktop.keys.data_key import DataKey

    folder, secret, proof = made_register
    shutil.copytree(folder / "home", ground.home)
    shutil.copytree(folder / "state", ground.state)
    slots = KeySlots.read(ground.home / FILE_NAME)
    key = DataKey(slots.generation, bytearray(secret), bytearray(proof))
    opened = open_register(replace(ground), slots, key, slots.accounts()[0].id)
    yield opened
    opened.close()
