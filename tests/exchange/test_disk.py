"""A disk that refuses at any flush or rename: nothing half done, and the same thing done again is done."""

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from desktop.basics.errors import Trouble
from desktop.exchange.outcomes import AlreadyTaken, Forked, Gap, Ready
from desktop.exchange.send import send
from desktop.exchange.take_in import take_in
from tests.exchange.offices import Pair, cell, rows


class Refusing:
    """Lets so many calls of fsync, rename and replace through, then refuses one."""

    def __init__(self, patch: pytest.MonkeyPatch, calls: int, folders: tuple[Path, ...]) -> None:
        self.left, self.hit = calls, False
        for name in ("fsync", "rename", "replace"):
            patch.setattr(os, name, self._wrapped(getattr(os, name), folders))

    def _wrapped(self, real: Callable[..., Any], folders: tuple[Path, ...]) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            where = Path(f"/proc/self/fd/{args[0]}").resolve() if isinstance(args[0], int) else Path(args[0])
            if any(where.is_relative_to(folder) for folder in folders):
                self.left -= 1
                if self.left == 0:
                    self.hit = True
                    raise OSError(errno.EIO, "refused")
            return real(*args, **named)

        return call


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs to know what is flushed")
def test_sending_again_after_a_refusal_sends_everything(offices: Pair) -> None:
    cell(offices.unit, "Chi bộ một")
    watched = (offices.unit.ground.home / "outbox", offices.stick)
    for calls in range(1, 20):
        with pytest.MonkeyPatch.context() as patch:
            disk = Refusing(patch, calls, watched)
            with suppress(Trouble):
                send(offices.unit, offices.stick)
        for file in offices.stick.rglob("*.scb"):
            assert isinstance(take_in(offices.above, file), Ready | AlreadyTaken)
        if not disk.hit:
            break
    else:
        raise AssertionError("it never went through")
    assert calls > 4
    assert not list(offices.stick.rglob("*.part"))
    assert rows(offices.above, offices.unit.unit) == rows(offices.unit, offices.unit.unit)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs to know what is flushed")
def test_what_could_not_be_kept_changes_nothing(offices: Pair) -> None:
    first = send(offices.unit, offices.stick).files[0].path
    inbox = offices.above.ground.home / "inbox"
    with pytest.MonkeyPatch.context() as patch:
        disk = Refusing(patch, 1, (inbox,))
        with pytest.raises(Trouble, match="EXC-12"):
            take_in(offices.above, first)
    assert disk.hit
    assert rows(offices.above, offices.unit.unit) == {}
    outcome = take_in(offices.above, first)
    assert not isinstance(outcome, Gap | Forked)
    assert not list(inbox.iterdir())
