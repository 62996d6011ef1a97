"""A few requests at a time, first come first served: the others wait without wanting the interpreter.

A process has as many threads as requests whose bodies may come in slowly (`web/app.py`). Let all of them
work at once, and each waits for all others whenever it comes back from Redis, in no order: the slowest
text in a hundred then takes twice as long as in turns. Nobody waits for ever: when Redis does not answer,
those who have a turn keep it for a second, and the others must hear their own 503 in time.
"""

from _thread import LockType, allocate_lock
from collections import deque
from types import TracebackType

LONGEST_WAIT = 0.2
"""Seconds after which a request goes on without a turn."""


class Turns:
    """A context manager that about `at_once` threads are in; a turn is handed to who waited longest."""

    def __init__(self, at_once: int) -> None:
        self._free = at_once  # below zero while somebody goes on without a turn
        self._lock = allocate_lock()
        self._waiting: deque[LockType] = deque()

    def __enter__(self) -> None:
        with self._lock:
            if self._free > 0:
                self._free -= 1
                return
            turn = allocate_lock()
            turn.acquire()
            self._waiting.append(turn)
        if not turn.acquire(timeout=LONGEST_WAIT):
            self._go_on_without(turn)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            if self._waiting and self._free >= 0:
                self._waiting.popleft().release()
            else:
                self._free += 1

    def _go_on_without(self, turn: LockType) -> None:
        with self._lock:
            if turn in self._waiting:  # else it was handed over at this very moment
                self._waiting.remove(turn)
                self._free -= 1
