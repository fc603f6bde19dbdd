"""Work away from the window, and its results back on it.

``task.read`` asks the register, ``task.run`` changes it, ``task.aside`` computes something that needs no
register (a PDF, a key), ``task.carry`` is work of several readings and writings with files in between (a stick).
Results arrive on the window's thread through a queued signal. A screen that is gone by then hears nothing.
``Refused`` and ``Trouble`` go to ``failed``, or to the notice card of the screen; anything else is our own
mistake and goes to the crash report.
"""

import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from shiboken6 import isValid

from desktop.basics.changes import Changes
from desktop.basics.errors import Told

T = TypeVar("T")
BUSY_AFTER = 300  # milliseconds without a sign of work


class Runner(Protocol):
    """What runs work: the register's reader and writer, or any thread pool."""

    def read(self, query: Callable[..., T], /, *args: object) -> "Future[T]":
        """Run a query; it gets the reading as first argument."""

    def write(self, action: Callable[..., T], /, *args: object) -> "Future[T]":
        """Run an action in a unit of work; it gets the work as first argument."""


class Steps:
    """Progress of long work, written by the worker and read by the window. Safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state = (0, 0, "")
        self._stop = threading.Event()

    def report(self, done: int, total: int, words: str) -> None:
        """How far the work is; ``total`` 0 is unknown."""
        with self._lock:
            self._state = (done, total, words)

    def state(self) -> tuple[int, int, str]:
        """Done, total, words."""
        with self._lock:
            return self._state

    def stop(self) -> None:
        """Ask the work to stop at its next safe place."""
        self._stop.set()

    @property
    def stopped(self) -> bool:
        """Whether it was asked to stop."""
        return self._stop.is_set()


@dataclass(slots=True, eq=False)
class _Errand:
    screen: QObject
    then: Callable[[object], object] | None
    failed: Callable[[Told], object] | None
    steps: Steps | None
    quiet: bool


class Task(QObject):
    """The one way in which screens run work."""

    busy = Signal(bool, object)  # whether something has been running for 300 ms, and its Steps or None
    changed = Signal(object)  # Changes, after each commit, on the window's thread
    _arrived = Signal(object, object)

    def __init__(
        self,
        runner: Runner | None,
        told: Callable[[QObject, Told], object],
        crashed: Callable[[BaseException], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._told = told
        self._crashed = crashed
        self._aside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="aside")
        self._running: list[_Errand] = []
        self._shown = False
        self._closed = False
        self._timer = QTimer(self, singleShot=True, interval=BUSY_AFTER)
        self._timer.timeout.connect(self._show_busy)
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def read(
        self,
        screen: QObject,
        query: Callable[..., T],
        /,
        *args: object,
        then: Callable[[T], object] | None = None,
        failed: Callable[[Told], object] | None = None,
    ) -> None:
        """Run ``query(reading, *args)``; ``then`` gets its value on the window's thread."""
        self._send(screen, lambda: self._register().read(query, *args), then, failed, None)

    def run(
        self,
        screen: QObject,
        action: Callable[..., T],
        /,
        *args: object,
        then: Callable[[T], object] | None = None,
        failed: Callable[[Told], object] | None = None,
        steps: Steps | None = None,
    ) -> None:
        """Run ``action(work, *args)``, which commits at its end or not at all."""
        self._send(screen, lambda: self._register().write(action, *args), then, failed, steps)

    def aside(
        self,
        screen: QObject,
        work: Callable[..., T],
        /,
        *args: object,
        then: Callable[[T], object] | None = None,
        failed: Callable[[Told], object] | None = None,
        steps: Steps | None = None,
        quiet: bool = False,
    ) -> None:
        """Run ``work(*args)`` on a thread of its own, without the register.

        ``quiet``: nobody waits for it, so the desk doesn't show that it takes its time.
        """
        self._send(screen, lambda: self._aside.submit(work, *args), then, failed, steps, quiet)

    def carry(
        self,
        screen: QObject,
        work: Callable[..., T],
        /,
        *args: object,
        then: Callable[[T], object] | None = None,
        failed: Callable[[Told], object] | None = None,
        steps: Steps | None = None,
        quiet: bool = False,
    ) -> None:
        """Run ``work(register, *args)`` on the thread aside; the register runs its readings and units of work.

        ``quiet``: the screen itself shows how far it is, so the desk doesn't.
        """
        register = self._register()
        self._send(screen, lambda: self._aside.submit(work, register, *args), then, failed, steps, quiet)

    def announce(self, changes: Changes) -> None:
        """Say ``changed`` on the window's thread. May be called from any thread."""
        if not self._closed:
            self._arrived.emit(changes, None)

    def close(self) -> None:
        """Take no more results; what can stop is asked to, and the rest that runs aside is waited for."""
        self._closed = True
        self._timer.stop()
        for errand in self._running:
            if errand.steps is not None:
                errand.steps.stop()
        self._running.clear()
        self._aside.shutdown(wait=True)

    @property
    def idle(self) -> bool:
        """Whether nothing is on its way."""
        return not self._running

    @property
    def is_long(self) -> bool:
        """Whether something is running that says how far it is."""
        return any(errand.steps is not None for errand in self._running)

    def _register(self) -> Runner:
        if self._runner is None:
            raise RuntimeError("before unlocking only work aside can run")
        return self._runner

    def _send(
        self,
        screen: QObject,
        start: "Callable[[], Future[T]]",
        then: Callable[[T], object] | None,
        failed: Callable[[Told], object] | None,
        steps: Steps | None,
        quiet: bool = False,
    ) -> None:
        errand = _Errand(screen, None if then is None else _loose(then), failed, steps, quiet)
        self._running.append(errand)
        if not quiet and not self._timer.isActive() and not self._shown:
            self._timer.start()
        start().add_done_callback(lambda future: self._hand_over(errand, future))

    def _hand_over(self, errand: _Errand, future: "Future[T]") -> None:
        """On the worker's thread: only post the result. The window may be gone already."""
        if not self._closed and isValid(self):
            self._arrived.emit(errand, future)

    @Slot(object, object)
    def _deliver(self, what: object, future: object) -> None:
        if self._closed:
            return
        if isinstance(what, Changes):
            self.changed.emit(what)
        elif isinstance(what, _Errand) and isinstance(future, Future):
            self._finish(what, future)

    def _finish(self, errand: _Errand, future: "Future[object]") -> None:
        if errand in self._running:
            self._running.remove(errand)
        if all(one.quiet for one in self._running):
            self._timer.stop()
            if self._shown:
                self._shown = False
                self.busy.emit(False, None)
        alive = isValid(errand.screen)
        try:
            problem = future.exception()
        except CancelledError:
            return
        if problem is None:
            if alive and errand.then is not None:
                errand.then(future.result())
        elif isinstance(problem, Told):
            if alive:
                (errand.failed or self._tell(errand.screen))(problem)
        else:
            self._crashed(problem)

    def _tell(self, screen: QObject) -> Callable[[Told], object]:
        return lambda problem: self._told(screen, problem)

    def _show_busy(self) -> None:
        loud = [errand for errand in self._running if not errand.quiet]
        if loud and not self._closed:
            self._shown = True
            steps = next((e.steps for e in loud if e.steps is not None), None)
            self.busy.emit(True, steps)


def _loose(then: Callable[[T], object]) -> Callable[[object], object]:
    """The errands of a list differ in type; each future hands its own ``T`` to its own ``then``."""
    return then  # type: ignore[return-value]  # T is lost on the way through a signal of objects
