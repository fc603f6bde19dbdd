"""Two threads that touch the database: one that writes, one that reads. The window waits for neither."""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")
_Job = Callable[[], None]


class Lane:
    """One thread and its queue. Jobs run in the order in which they were given."""

    def __init__(self, name: str) -> None:
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._open = True
        self._gate = threading.Lock()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def do(self, job: Callable[[], T]) -> Future[T]:
        """Run ``job`` on this lane's thread; its value or its error comes with the future.

        After ``close`` nothing runs any more, and the future comes cancelled: nobody waits for ever.
        """
        future: Future[T] = Future()

        def run() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                result = job()
            except BaseException as error:  # noqa: BLE001  (whatever it was belongs to whoever waits)
                future.set_exception(error)
            else:
                future.set_result(result)

        with self._gate:
            if self._open:
                self._jobs.put(run)
            else:
                future.cancel()
        return future

    def close(self) -> None:
        """Finish what was given and end the thread."""
        with self._gate:
            self._open = False
            self._jobs.put(None)
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()
