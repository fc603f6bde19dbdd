"""Cut the power before each step that touches the disk, in a child process, and look at what is left.

A step is a call of ``os.open``, ``fsync``, ``replace``, ``unlink``, ``mkdir`` and their like. At a flush the
newer half of the file is thrown away first: what was never flushed may be lost.
"""

import os
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import NoReturn

STEPS = ("open", "fsync", "replace", "rename", "link", "unlink", "rmdir", "mkdir")
_CUT = 97


def cut_at_each_step(run: Callable[[], object], most: int = 400) -> Iterator[int]:
    """Run ``run`` again and again, cut before step 1, 2, …; yields after each cut, and once uncut at the end."""
    for step in range(1, most + 1):
        code = _in_child(run, step)
        yield step
        if code == 0:
            return
        assert code == _CUT, f"the child ended with {code} at step {step}"
    raise AssertionError("more steps than expected")


def kill_at_moments(run: Callable[[], object], moments: Iterable[float]) -> Iterator[float]:
    """Run ``run`` in a child again and again and kill it after each of these seconds; yields after each kill.

    Unlike ``cut_at_each_step`` this also strikes inside SQLite's own writing.
    """
    for seconds in moments:
        child = _forked()
        if not child:
            _live_until(run, -1)
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        yield seconds


def _in_child(run: Callable[[], object], step: int) -> int:
    child = _forked()
    if not child:
        _live_until(run, step)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _forked() -> int:
    sys.stdout.flush()
    sys.stderr.flush()
    with warnings.catch_warnings():
        # forking beside other threads: the child only writes files
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _live_until(run: Callable[[], object], step: int) -> NoReturn:
    left = [step]
    for name in STEPS:
        setattr(os, name, _counting(name, getattr(os, name), left))
    try:
        run()
    except BaseException as error:  # noqa: BLE001 - a child must not go on with the parent's tests
        os.write(2, f"{error!r}\n".encode())
        os._exit(1)
    os._exit(0)


def _counting(name: str, real: Callable[..., object], left: list[int]) -> Callable[..., object]:
    def call(*args: object, **named: object) -> object:
        left[0] -= 1
        if left[0] == 0:
            if name == "fsync" and isinstance(args[0], int):
                lose_half(args[0])
            os._exit(_CUT)
        return real(*args, **named)

    return call


def lose_half(descriptor: int) -> None:
    """Throw away the newer half of an open file: it was never flushed."""
    try:
        os.ftruncate(descriptor, os.fstat(descriptor).st_size // 2)
    except OSError:
        return  # a folder, or opened for reading: nothing to lose
