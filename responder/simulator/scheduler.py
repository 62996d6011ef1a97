"""Runs things later and beside the request: a timer thread and pools of workers.

Accepted limits: what is planned dies with the process; the engine plans it again at a restart.
"""

import heapq
import itertools
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

Task = Callable[[], None]

log = logging.getLogger(__name__)


class Scheduler:
    """A heap of timed tasks. Short tasks run in `ticks`; HTTP calls have pools of their own."""

    def __init__(self) -> None:
        self._ready = threading.Condition()
        self._heap: list[tuple[float, int, ThreadPoolExecutor, Task]] = []
        self._order = itertools.count()
        self._closed = False
        self._active = 0
        self.ticks = ThreadPoolExecutor(4, "tick")
        self.webhooks = ThreadPoolExecutor(64, "webhook")
        self.callbacks = ThreadPoolExecutor(32, "callback")
        threading.Thread(target=self._run, name="timer", daemon=True).start()

    def now(self, pool: ThreadPoolExecutor, task: Task) -> None:
        """Run as soon as a worker of the pool is free."""
        with self._ready:
            if self._closed:
                return
            self._active += 1
        pool.submit(task).add_done_callback(self._finished)

    def later(self, delay: float, pool: ThreadPoolExecutor, task: Task) -> None:
        """Run after a delay in seconds."""
        if delay <= 0:
            self.now(pool, task)
            return
        with self._ready:
            entry = (time.monotonic() + delay, next(self._order), pool, task)
            heapq.heappush(self._heap, entry)
            # The timer needs to know only when it would sleep too long.
            if self._heap[0] is entry:
                self._ready.notify_all()

    def forget(self, patience: float = 2.0) -> None:
        """Drop everything that is planned, and wait for what is being done (which may plan more)."""
        deadline = time.monotonic() + patience
        with self._ready:
            self._heap.clear()
            while self._active and time.monotonic() < deadline:
                self._ready.wait(0.01)
                self._heap.clear()

    def _finished(self, future: Future[None]) -> None:
        with self._ready:
            self._active -= 1
        if not future.cancelled() and (error := future.exception()):
            log.error("A task of the simulator failed.", exc_info=error)

    def close(self) -> None:
        """Take nothing more."""
        with self._ready:
            self._closed = True
            self._heap.clear()
            self._ready.notify_all()
        for pool in (self.ticks, self.webhooks, self.callbacks):
            pool.shutdown(wait=False, cancel_futures=True)

    def _run(self) -> None:
        while not self._closed:
            with self._ready:
                self._ready.wait(self._pause())
                for pool, task in self._due():
                    self.now(pool, task)

    def _pause(self) -> float | None:
        if self._closed:
            return 0.0
        return max(self._heap[0][0] - time.monotonic(), 0.0) if self._heap else None

    def _due(self) -> list[tuple[ThreadPoolExecutor, Task]]:
        due = []
        while self._heap and self._heap[0][0] <= time.monotonic():
            _, _, pool, task = heapq.heappop(self._heap)
            due.append((pool, task))
        return due
